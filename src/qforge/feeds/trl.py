"""TRL: chats and prompts with completions for SFT, pairs for DPO, judged answers for KTO, tasks with a reward for GRPO.

    sft.jsonl     messages                       SFTTrainer
    prompts.jsonl prompt, completion             SFTTrainer, loss on the completion alone
    dpo.jsonl     prompt, chosen, rejected       DPOTrainer
    kto.jsonl     prompt, completion, label      KTOTrainer
    grpo.jsonl    prompt, task                   GRPOTrainer, with the function in reward.py, which reads tasks.jsonl
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qforge.feeds.base import Feed, messages, write_lines, write_tasks, write_template
from qforge.value import Json


@dataclass(frozen=True, slots=True)
class Settings:
    """The form has no settings."""


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the files of all trainers.

    Raises:
        StorageError: the disk refused.
    """
    return [
        write_lines(folder / "sft.jsonl", _chats(feed)),
        write_lines(folder / "prompts.jsonl", _prompts(feed)),
        write_lines(folder / "dpo.jsonl", _pairs(feed)),
        write_lines(folder / "kto.jsonl", _judged(feed)),
        write_lines(folder / "grpo.jsonl", _asked(feed)),
        write_tasks(folder / "tasks.jsonl", feed),
        write_template(folder / "reward.py", "reward.py.jinja", feed, consumer="TRL's GRPOTrainer", transform=False),
    ]


def _chats(feed: Feed) -> Iterator[dict[str, Json]]:
    for item in feed.examples:
        yield {"messages": messages(item.prompt, item.completion), **_about(item)}


def _prompts(feed: Feed) -> Iterator[dict[str, Json]]:
    for item in feed.examples:
        yield {"prompt": messages(item.prompt), "completion": _answer(item.completion), **_about(item)}


def _pairs(feed: Feed) -> Iterator[dict[str, Json]]:
    for item in feed.pairs:
        sides: dict[str, Json] = {"chosen": _answer(item.chosen), "rejected": _answer(item.rejected)}
        yield {"prompt": messages(item.prompt), **sides, **_about(item)}


def _judged(feed: Feed) -> Iterator[dict[str, Json]]:
    for pair in feed.pairs:
        for answer, label in ((pair.chosen, True), (pair.rejected, False)):
            yield {"prompt": messages(pair.prompt), "completion": _answer(answer), "label": label, "id": pair.id}


def _asked(feed: Feed) -> Iterator[dict[str, Json]]:
    for task in feed.tasks:
        yield {"prompt": messages(task.prompt), "task": task.id, "topic": task.topic, "difficulty": task.difficulty}


def _answer(text: str) -> list[Json]:
    return [{"role": "assistant", "content": text}]


def _about(item: object) -> dict[str, Json]:
    return {name: str(getattr(item, name)) for name in ("id", "topic", "difficulty")}
