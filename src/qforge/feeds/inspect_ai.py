"""inspect-ai: a task whose samples are problems and whose scorer runs the programs; needs qforge installed.

    task.py        inspect eval task.py --model MODEL, in the folder
    samples.jsonl  id, the messages of the prompt, a verified answer as target
    tasks.jsonl    what the scorer needs
    judging.py     how it judges
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qforge.feeds.base import Feed, messages, verified_answers, write_judging, write_lines, write_template
from qforge.value import Json


@dataclass(frozen=True, slots=True)
class Settings:
    """How programs are judged.

    Attributes:
        inputs: cases that a program must pass; always the same ones.
    """

    inputs: Annotated[int, Field(ge=1, le=1000)] = 60


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the task.

    Raises:
        StorageError: the disk refused.
    """
    return [
        write_template(folder / "task.py", "inspect_ai_task.py.jinja", feed),
        write_lines(folder / "samples.jsonl", _samples(feed)),
        *write_judging(folder, feed, settings.inputs),
    ]


def _samples(feed: Feed) -> Iterator[dict[str, Json]]:
    verified = verified_answers(feed)
    for task in feed.tasks:
        about: dict[str, Json] = {"topic": task.topic, "difficulty": task.difficulty}
        answer = verified.get(task.id, "")
        yield {"id": task.id, "input": messages(task.prompt), "target": answer, "metadata": about}
