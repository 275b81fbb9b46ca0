"""Axolotl: chats for SFT, pairs for DPO, tasks with a reward for GRPO, and the part of a configuration that reads each.

    sft.jsonl   messages                   sft.yaml
    dpo.jsonl   messages, chosen, rejected dpo.yaml
    grpo.jsonl  prompt, task               grpo.yaml, with qforge_reward.py, which reads tasks.jsonl

Run axolotl in the folder, or put it on PYTHONPATH, so that qforge_reward is found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from qforge.feeds.base import Feed, messages, write_lines, write_tasks, write_template, write_text
from qforge.value import Json

ROLES = {"role": "role", "content": "content"}
SFT = {
    "datasets": [
        {
            "path": "sft.jsonl",
            "ds_type": "json",
            "type": "chat_template",
            "field_messages": "messages",
            "message_property_mappings": ROLES,
        }
    ]
}
DPO = {
    "rl": "dpo",
    "datasets": [
        {
            "path": "dpo.jsonl",
            "ds_type": "json",
            "split": "train",
            "type": "chat_template.default",
            "field_messages": "messages",
            "field_chosen": "chosen",
            "field_rejected": "rejected",
            "message_property_mappings": ROLES,
        }
    ],
}
GRPO = {
    "rl": "grpo",
    "trl": {"reward_funcs": ["qforge_reward.reward"]},
    "datasets": [{"path": "grpo.jsonl", "ds_type": "json", "split": "train", "type": "qforge_reward.transform"}],
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The form has no settings."""


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the files of SFT, DPO and GRPO.

    Raises:
        StorageError: the disk refused.
    """
    chats = ({"messages": messages(item.prompt, item.completion)} for item in feed.examples)
    asked = ({"prompt": messages(task.prompt), "task": task.id} for task in feed.tasks)
    configurations = {"sft": SFT, "dpo": DPO, "grpo": GRPO}
    return [
        write_lines(folder / "sft.jsonl", chats),
        write_lines(folder / "dpo.jsonl", _pairs(feed)),
        write_lines(folder / "grpo.jsonl", asked),
        write_tasks(folder / "tasks.jsonl", feed),
        write_template(folder / "qforge_reward.py", "reward.py.jinja", feed, consumer="Axolotl's GRPO", transform=True),
        *(
            write_text(folder / f"{name}.yaml", yaml.safe_dump(part, sort_keys=False))
            for name, part in configurations.items()
        ),
    ]


def _pairs(feed: Feed) -> Iterator[dict[str, Json]]:
    for pair in feed.pairs:
        sides: dict[str, Json] = {
            "chosen": {"role": "assistant", "content": pair.chosen},
            "rejected": {"role": "assistant", "content": pair.rejected},
        }
        yield {"messages": messages(pair.prompt), **sides}
