"""HumanEval's columns, with tests in Python and a verified program, as evaluation harnesses of one language take them.

    problems.jsonl  task_id, prompt, entry_point, canonical_solution, tests, test_setup_code, LANGUAGE_tests
    left_out.json   task id -> why such tests can't say what is right

Tests hold expected values: the form is for benchmarks, and has no problem where cases are not given. Harnesses of this
schema compare by ``==``, so that a problem with another comparison is left out, unless one number is what comes out.
Cases that must end in an error are not among the tests.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qforge.feeds.base import Feed, Task, verified_answers, write_lines, write_text
from qforge.record import Case, ComparisonKind
from qforge.value import Json, canonical, decode

FENCE = "```"


@dataclass(frozen=True, slots=True)
class Settings:
    """The form has no settings."""


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the problems.

    Raises:
        StorageError: the disk refused.
    """
    verified = verified_answers(feed)
    left_out = {task.id: why for task in feed.tasks if (why := _unfit(task, feed.cases.get(task.id, ())))}
    kept = [task for task in feed.tasks if task.id not in left_out]
    records = [_record(task, feed.cases[task.id], verified.get(task.id, ""), feed.language) for task in kept]
    return [
        write_lines(folder / "problems.jsonl", ({"task_id": n, **record} for n, record in enumerate(records))),
        write_text(folder / "left_out.json", json.dumps(left_out, indent=1, ensure_ascii=False) + "\n"),
    ]


def _unfit(task: Task, cases: Sequence[Case]) -> str:
    comparison = task.problem.comparison
    number = task.problem.signature.result in ("int", "float")
    if not cases:
        return "its cases are not given: the split is one to be trained on"
    if all(case.raises for case in cases):
        return "every case must end in an error"
    if any('"$float"' in canonical([list(case.arguments), case.expected]) for case in cases):
        return "a case holds an infinite number or none, which no literal writes"
    if comparison.kind is ComparisonKind.EXACT or (comparison.kind is ComparisonKind.TOLERANCE and number):
        return ""
    return f"its results are compared by {comparison.kind}"


def _record(task: Task, cases: Sequence[Case], verified: str, language: str) -> dict[str, Json]:
    return {
        "prompt": "\n\n".join(message.content for message in task.prompt if message.role == "user"),
        "entry_point": task.function,
        "canonical_solution": _unfenced(verified),
        "tests": _tests(task, cases),
        "test_setup_code": "",
        f"{language}_tests": [],
        "name": task.id,
        "topic": task.topic,
        "difficulty": task.difficulty,
    }


def _tests(task: Task, cases: Sequence[Case]) -> str:
    comparison = task.problem.comparison
    lines = ["def check(candidate):"]
    for case in (case for case in cases if not case.raises):
        called = f"candidate({', '.join(repr(decode(argument)) for argument in case.arguments)})"
        expected: Any = decode(case.expected)
        if comparison.kind is ComparisonKind.EXACT:
            lines.append(f"    assert {called} == {expected!r}")
        else:
            allowed = max(comparison.relative * abs(expected), comparison.absolute)
            lines.append(f"    assert abs({called} - {expected!r}) <= {allowed!r}")
    return "\n".join(lines)


def _unfenced(answer: str) -> str:
    """Give the program inside of an answer's fence."""
    lines = answer.strip().split("\n")
    return "\n".join(lines[1:-1] if answer.startswith(FENCE) else lines)
