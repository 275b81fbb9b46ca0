"""The form for TRL: its columns are those that the trainers' documentation names."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets

from qforge.feeds import trl
from tests.feeds.feed import FEED
from tests.reward.test_scorer import TASKS


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


def test_datasets_opens_what_each_trainer_takes(tmp_path: Path) -> None:
    trl.write(FEED, tmp_path, trl.Settings())
    for path in (tmp_path / f"{name}.jsonl" for name in ("sft", "prompts", "dpo", "kto", "grpo")):
        opened = datasets.load_dataset("json", data_files=str(path), cache_dir=str(tmp_path / "cache"))["train"]
        assert len(opened) == len(lines(path))


def test_the_reward_module_rewards_completions_of_both_forms(tmp_path: Path) -> None:
    trl.write(replace(FEED, tasks=tuple(TASKS.by_id.values())), tmp_path, trl.Settings())
    spec = importlib.util.spec_from_file_location("written_reward", tmp_path / "reward.py")
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    assert spec.loader is not None
    spec.loader.exec_module(module)
    completions = ["```q\nf:{[x] sum x where x>0}\n```", [{"role": "assistant", "content": "```q\nf:{exit 0}\n```"}]]
    assert module.reward(["", ""], completions, task=["a", "a"], topic=["strings"] * 2) == [1.0, 0.0]
    module.scorer().close()
