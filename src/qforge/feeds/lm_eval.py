"""lm-evaluation-harness: a task whose documents are problems and whose metric runs programs; needs qforge installed.

    NAME.yaml      lm_eval --include_path FOLDER --tasks NAME --apply_chat_template --model MODEL
    utils.py       what the task's functions are
    samples.jsonl  id, system and user message, a verified answer as target
    tasks.jsonl    what the metric needs
    judging.py     how it judges
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qforge.feeds.base import Feed, package_name, verified_answers, write_judging, write_lines, write_template
from qforge.value import Json


@dataclass(frozen=True, slots=True)
class Settings:
    """How models are asked, and programs judged.

    Attributes:
        inputs: cases that a program must pass; always the same ones.
        max_tokens: what an answer may have.
    """

    inputs: Annotated[int, Field(ge=1, le=1000)] = 60
    max_tokens: Annotated[int, Field(ge=1)] = 2048


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the task.

    Raises:
        StorageError: the disk refused.
    """
    task = package_name(feed.name)
    return [
        write_template(folder / f"{task}.yaml", "lm_eval.yaml.jinja", feed, task=task, max_tokens=settings.max_tokens),
        write_template(folder / "utils.py", "lm_eval_utils.py.jinja", feed),
        write_lines(folder / "samples.jsonl", _samples(feed)),
        *write_judging(folder, feed, settings.inputs),
    ]


def _samples(feed: Feed) -> Iterator[dict[str, Json]]:
    verified = verified_answers(feed)
    for task in feed.tasks:
        question = "\n\n".join(message.content for message in task.prompt)
        about: dict[str, Json] = {"topic": task.topic, "difficulty": task.difficulty}
        yield {"id": task.id, "question": question, "verified": verified.get(task.id, ""), **about}
