"""inspect-ai: a task whose samples are problems and whose scorer runs the programs; needs qforge installed.

    task.py        inspect eval task.py --model MODEL, in the folder
    samples.jsonl  id, the messages of the prompt, a verified answer as target
    tasks.jsonl    what the scorer needs
    judging.py     how it judges
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qforge.feeds.base import Feed, messages, verified_answers, write_lines, write_tasks, write_template
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
    judged = replace(feed, reward=replace(feed.reward, inputs=settings.inputs))
    return [
        write_template(folder / "task.py", "inspect_ai_task.py.jinja", feed),
        write_template(folder / "judging.py", "judging.py.jinja", judged),
        write_lines(folder / "samples.jsonl", _samples(feed)),
        write_tasks(folder / "tasks.jsonl", feed),
    ]


def _samples(feed: Feed) -> Iterator[dict[str, Json]]:
    verified = verified_answers(feed)
    for task in feed.tasks:
        about: dict[str, Json] = {"topic": task.topic, "difficulty": task.difficulty}
        answer = verified.get(task.id, "")
        yield {"id": task.id, "input": messages(task.prompt), "target": answer, "metadata": about}
