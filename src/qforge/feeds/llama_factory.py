"""LLaMA-Factory: chats and ranked answers, with the dataset_info.json that registers them.

Copy the folder's files into LLaMA-Factory's `data`, or name the folder as `dataset_dir`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from qforge.feeds.base import Feed, messages, write_lines, write_text
from qforge.value import Json

TAGS: dict[str, Json] = {
    "role_tag": "role",
    "content_tag": "content",
    "user_tag": "user",
    "assistant_tag": "assistant",
    "system_tag": "system",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The form has no settings."""


def write(feed: Feed, folder: Path, settings: Settings) -> list[Path]:
    """Write the files of SFT, DPO and KTO, and their register.

    Raises:
        StorageError: the disk refused.
    """
    chats = ({"messages": messages(item.prompt, item.completion)} for item in feed.examples)
    ranked = (
        {"messages": messages(item.prompt), "chosen": _answer(item.chosen), "rejected": _answer(item.rejected)}
        for item in feed.pairs
    )
    judged = (
        {"messages": messages(item.prompt, answer), "label": label}
        for item in feed.pairs
        for answer, label in ((item.chosen, True), (item.rejected, False))
    )
    return [
        write_lines(folder / "sft.jsonl", chats),
        write_lines(folder / "dpo.jsonl", ranked),
        write_lines(folder / "kto.jsonl", judged),
        write_text(folder / "dataset_info.json", json.dumps(_register(feed.name), indent=2) + "\n"),
    ]


def _register(name: str) -> dict[str, Json]:
    def entry(file: str, columns: dict[str, Json], *, ranking: bool = False) -> Json:
        about: dict[str, Json] = {"file_name": file, "formatting": "sharegpt", "ranking": ranking}
        return {**about, "columns": {"messages": "messages", **columns}, "tags": TAGS}

    return {
        f"{name}_sft": entry("sft.jsonl", {}),
        f"{name}_dpo": entry("dpo.jsonl", {"chosen": "chosen", "rejected": "rejected"}, ranking=True),
        f"{name}_kto": entry("kto.jsonl", {"kto_tag": "label"}),
    }


def _answer(text: str) -> dict[str, Json]:
    return {"role": "assistant", "content": text}
