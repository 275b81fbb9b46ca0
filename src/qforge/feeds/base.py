"""What a training form is given, and the one function that each of them offers.

A form is a module with `Settings` and `write`. It turns examples, preference pairs and tasks into the files that one
consumer takes as they are: all of the train split, or all of eval where models are to be measured. Prompts and
completions are the same in every form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, Protocol

from pydantic import Field

from qforge.files import write_aside
from qforge.record import Case, Message, Problem, dump
from qforge.reward_settings import Settings, changed
from qforge.value import Json, digest


class View(StrEnum):
    """One way to look at a verified sample; each member's comment says what the prompt shows, and what is asked for."""

    DESCRIPTION = "description"  # the statement; the program
    TRANSLATION = "translation"  # the reference; the program
    REVERSE = "reverse"  # the program; the reference
    REPAIR = "repair"  # the statement and a program that failed, with the reason; the program that was verified
    COMPLETION = "completion"  # the statement and the program without one passage; the passage
    REWRITE = "rewrite"  # a verified program that loops; a verified one that does not


@dataclass(frozen=True, slots=True)
class Example:
    """One prompt with the answer that is to be learnt.

    Attributes:
        id: the row's id, a colon, the view; for `repair` and `rewrite` also the other program's number.
        prompt: messages, the last of them the user's.
        completion: the assistant's answer.
        solve_rate: share of the teacher's attempts at the problem that were verified, 0 to 1.
    """

    id: str
    view: View
    problem_id: str
    topic: str
    difficulty: str
    solve_rate: float
    prompt: tuple[Message, ...]
    completion: str
    licence: str
    source: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers to one prompt: `chosen` was verified, `rejected` failed for `reason` after passing `passed` cases."""

    id: str
    problem_id: str
    topic: str
    difficulty: str
    solve_rate: float
    prompt: tuple[Message, ...]
    chosen: str
    rejected: str
    reason: str
    passed: int
    cases: int


@dataclass(frozen=True, slots=True)
class Task:
    """A problem to be solved by rollouts: the prompt, and what a grader needs to make fresh cases and judge answers.

    `problem` carries the reference and the generator or the arguments of cases; never an expected value.
    """

    id: str
    topic: str
    difficulty: str
    solve_rate: float
    prompt: tuple[Message, ...]
    function: str
    problem: Problem


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything that forms are written from, in the order in which it is to be learnt; never of two splits.

    Attributes:
        language: the target language's name.
        name: the dataset's.
        reward: how rollouts of the tasks are rewarded.
        grader: writes a Python file with ``grade(sample, item) -> float`` that carries the language's interpreter.
        cases: task id -> its cases with their results; empty but where models are to be measured.
    """

    name: str
    language: str
    examples: tuple[Example, ...]
    pairs: tuple[Pair, ...]
    tasks: tuple[Task, ...]
    grader: Callable[[], str]
    reward: Settings = field(default_factory=Settings)
    cases: Mapping[str, tuple[Case, ...]] = field(default_factory=dict)


class Form(Protocol):
    """A module of `qforge.feeds`."""

    Settings: type[Any]

    def write(self, feed: Feed, folder: Path, settings: Any) -> list[Path]:
        """Write the form's files into the folder; give them, as they now lie there.

        Raises:
            StorageError: the disk refused.
        """


def verified_answers(feed: Feed) -> dict[str, str]:
    """Give problem id -> a verified answer to its task's prompt, for the problems that have one."""
    described = (example for example in reversed(feed.examples) if example.view is View.DESCRIPTION)
    return {example.problem_id: example.completion for example in described}


def messages(prompt: Iterable[Message], answer: str | None = None) -> list[Json]:
    """Give a prompt as chat endpoints take it, with the assistant's answer behind it where there is one."""
    chat: list[Json] = [{"role": message.role, "content": message.content} for message in prompt]
    return chat if answer is None else [*chat, {"role": "assistant", "content": answer}]


def package_name(name: str) -> str:
    """Give the name that a dataset's package or task has among others.

    >>> package_name("Quick-start.2")
    'qforge_quick_start_2'
    """
    return "qforge_" + re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


@dataclass(frozen=True, slots=True)
class Division:
    """How the tasks are divided.

    Attributes:
        validation_share: share of the train split's tasks that go to the validation file; at least one does.
    """

    validation_share: Annotated[float, Field(gt=0, lt=1)] = 0.1


def divided(tasks: Sequence[Task], share: float) -> tuple[list[Task], list[Task]]:
    """Divide tasks into train and validation by the order of their ids' hashes.

    Validation gets `share` of them, at least one where there are two or more.
    """
    ordered = sorted(tasks, key=lambda task: digest(["validation", task.id]))
    count = min(max(len(tasks) - 1, 0), max(1, round(share * len(tasks))))
    chosen = {task.id for task in ordered[:count]}
    return [task for task in tasks if task.id not in chosen], [task for task in tasks if task.id in chosen]


def write_lines(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    """Write JSON lines, keys in the order given.

    Raises:
        StorageError: the disk refused.
    """
    return write_aside(path, partial(_lines, records))


def write_text(path: Path, text: str) -> Path:
    """Write a text file.

    Raises:
        StorageError: the disk refused.
    """

    def into(stream: BinaryIO) -> None:
        stream.write(text.encode("utf-8"))

    return write_aside(path, into)


def write_template(path: Path, template: str, feed: Feed, **values: object) -> Path:
    """Write a file from a template of `feeds/templates`, which sees the feed's `name` and its reward's `settings`.

    Raises:
        StorageError: the disk refused.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("qforge.feeds", "templates")
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    values |= {"name": feed.name, "settings": changed(feed.reward)}
    return write_text(path, environment.get_template(template).render(values))


def write_tasks(path: Path, feed: Feed) -> Path:
    """Write the feed's tasks as `qforge.reward.tasks` reads them.

    Raises:
        StorageError: the disk refused.
    """
    return write_lines(path, ({"language": feed.language, **dump(task)} for task in feed.tasks))


def write_judging(folder: Path, feed: Feed, inputs: int) -> list[Path]:
    """Write judging.py, which holds answers against `inputs` cases of a task, and the tasks.jsonl that it reads.

    Raises:
        StorageError: the disk refused.
    """
    judged = replace(feed, reward=replace(feed.reward, inputs=inputs))
    return [
        write_template(folder / "judging.py", "judging.py.jinja", judged),
        write_tasks(folder / "tasks.jsonl", feed),
    ]


def _lines(records: Iterable[Mapping[str, Any]], stream: BinaryIO) -> None:
    for record in records:
        stream.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n")
