"""OpenAI's fine-tuning: chats for SFT, pairs for DPO, items with a Python grader for RFT.

    sft.jsonl             messages                                      supervised
    dpo.jsonl             input, preferred_output, non_preferred_output dpo
    rft_train.jsonl       messages, task                                reinforcement: the service wants both files
    rft_validation.jsonl  messages, task
    grader.py             what executes the programs; grader.json is the job's grader, which holds it

The grader is one file that needs only numpy, with no network and no other way to run the language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from qforge.errors import DataError
from qforge.feeds.base import Division, Feed, Task, divided, messages, write_lines, write_text
from qforge.record import dump
from qforge.value import Json, canonical

GRADER_BYTES = 256_000
"""The service takes graders up to 256 kB."""

IMAGE = "2025-05-08"


Settings = Division


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the files of all three methods; those of RFT where there are two tasks or more.

    Raises:
        StorageError: the disk refused.
        DataError: the grader is larger than the service takes.
    """
    files = [
        write_lines(folder / "sft.jsonl", ({"messages": messages(i.prompt, i.completion)} for i in feed.examples)),
        write_lines(folder / "dpo.jsonl", _pairs(feed)),
    ]
    if len(feed.tasks) < 2:
        return files
    source = feed.grader()
    if len(source.encode("utf-8")) >= GRADER_BYTES:
        raise DataError(f"the grader has {len(source)} bytes; the service takes less than {GRADER_BYTES}")
    grader = _grader(feed.name, source)
    train, validation = divided(feed.tasks, settings.validation_share)
    return [
        *files,
        write_lines(folder / "rft_train.jsonl", map(_item, train)),
        write_lines(folder / "rft_validation.jsonl", map(_item, validation)),
        write_text(folder / "grader.py", source),
        write_text(folder / "grader.json", json.dumps(grader, ensure_ascii=False) + "\n"),
    ]


def _grader(name: str, source: str) -> dict[str, Json]:
    """Give the grader as the job takes it, of the type that the service's own client declares."""
    from openai.types.graders import PythonGrader

    grader: dict[str, Json] = PythonGrader(type="python", name=name, source=source, image_tag=IMAGE).to_dict()  # type: ignore[assignment]
    return grader


def _pairs(feed: Feed) -> Iterator[dict[str, Json]]:
    for pair in feed.pairs:
        yield {
            "input": {"messages": messages(pair.prompt), "tools": [], "parallel_tool_calls": True},
            "preferred_output": [{"role": "assistant", "content": pair.chosen}],
            "non_preferred_output": [{"role": "assistant", "content": pair.rejected}],
        }


def _item(task: Task) -> dict[str, Json]:
    """Give an item; the task is text, because the service wants items of one form."""
    return {"messages": messages(task.prompt), "task": canonical(dump(task)), "task_id": task.id}
