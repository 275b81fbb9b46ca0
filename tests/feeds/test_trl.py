"""The form for TRL: its columns are those that the trainers' documentation names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import datasets

from qforge.feeds import trl
from tests.feeds.feed import FEED


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_trainer_has_its_columns(tmp_path: Path) -> None:
    trl.write(FEED, tmp_path, trl.Settings())
    chat = {"role": "assistant", "content": "```q\nf:{x+1}\n```"}
    assert lines(tmp_path / "sft.jsonl")[0]["messages"][-1] == chat
    assert lines(tmp_path / "prompts.jsonl")[0]["completion"] == [chat]
    (pair,) = lines(tmp_path / "dpo.jsonl")
    assert (pair["chosen"], pair["rejected"][0]["content"]) == ([chat], "```q\nf:{x-1}\n```")
    assert [line["label"] for line in lines(tmp_path / "kto.jsonl")] == [True, False]


def test_datasets_opens_every_file(tmp_path: Path) -> None:
    for path in trl.write(FEED, tmp_path, trl.Settings()):
        opened = datasets.load_dataset("json", data_files=str(path), cache_dir=str(tmp_path / "cache"))["train"]
        assert len(opened) == len(lines(path))
