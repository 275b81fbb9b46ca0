"""Tasks in a file of JSON lines, as the training forms carry them: what a grader needs, and no expected value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from qforge import jsonlines
from qforge.errors import DataError
from qforge.feeds.base import Task
from qforge.record import load


@dataclass(frozen=True, slots=True)
class Tasks:
    """Tasks by their ids, and the language that they are solved in."""

    language: str
    by_id: dict[str, Task]


def tasks(language: str, given: Iterable[Task]) -> Tasks:
    """Bring tasks together by their ids."""
    return Tasks(language, {task.id: task for task in given})


def read_tasks(path: Path) -> Tasks:
    """Read a file of tasks.

    Raises:
        DataError: it can't be read, or a line is not a task; the message names the line and the field.
    """
    languages: set[str] = set()
    found: dict[str, Task] = {}
    for line in jsonlines.read(path):
        if line.mistake:
            raise DataError(f"{path}:{line.number}: {line.mistake}")
        record = dict(line.record)
        language = record.pop("language", None)
        if not isinstance(language, str):
            raise DataError(f"{path}:{line.number}: language: missing; expected a language's name")
        languages.add(language)
        try:
            task = load(Task, record)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise DataError(f"{path}:{line.number}: {place}: {first['msg'].lower()}; expected a task") from error
        found[task.id] = task
    if len(languages) != 1:
        raise DataError(f"{path}: the tasks are in several languages ({', '.join(sorted(languages))}); expected one")
    return Tasks(languages.pop(), found)
