"""Tasks and rollouts of the demonstration's problems and answers, as a policy in training would give them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qforge.feeds.base import Task
from qforge.languages import q
from qforge.record import Problem
from qforge.reward.score import Rollout
from qforge.reward.tasks import Tasks, tasks
from qforge.sources import jsonl

FOLDER = Path(__file__).parents[1] / "pipelines" / "quickstart"
KINDS = ("idiomatic", "chatter", "loop", "renamed", "wrong", "noncompiling", "runtime-error", "cheat")
"""Kinds of answers that end soon; one that meets a limit costs every scorer just that limit."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An answer as it was recorded: the problem's id, its kind, the text, and the program in it (or none)."""

    problem: str
    kind: str
    text: str
    code: str | None


def problems(limit: int) -> dict[str, Problem]:
    """Read the first problems of the demonstration."""
    found = jsonl.read(jsonl.Settings(path=FOLDER / "problems.jsonl", limit=limit))
    return {one.id: one for one in found if isinstance(one, Problem)}


def task(problem: Problem) -> Task:
    """Make a task of a problem: its reference and generator, and no expected value."""
    name = q.function_name(problem.signature.name)
    return Task(problem.id, problem.topic, problem.difficulty.value, 0.5, (), name, replace(problem, cases=()))


def task_set(given: dict[str, Problem]) -> Tasks:
    """Make tasks of problems."""
    return tasks("q", [task(problem) for problem in given.values()])


def recorded(given: dict[str, Problem], kinds: tuple[str, ...] = KINDS) -> list[Recorded]:
    """Read the answers to these problems, those of these kinds that ended by themselves."""
    found = []
    for line in (FOLDER / "completions.jsonl").read_text("utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        if record["problem"] not in given or record["note"] not in kinds or record["finish_reason"] != "stop":
            continue
        code = q.extract(record["completion"], given[record["problem"]].signature).code
        found.append(Recorded(record["problem"], record["note"], record["completion"], code))
    return found


def rollouts(answers: list[Recorded]) -> Iterator[Rollout]:
    """Give rollouts without end, no two of them alike: the recorded programs in turn, each with a line of its own."""
    programs = [(one.problem, one.code) for one in answers if one.code is not None]
    number = 0
    while True:
        for problem, code in programs:
            number += 1
            yield Rollout(problem, f"```q\n{code}\nserial:{number}\n```")
