"""TRL's own trainers take the files: two steps each with a tiny random model, whose rollouts are executed."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.feeds import trl as form
from tests.feeds.feed import FEED
from tests.reward.test_scorer import TASKS
from tests.tiny_model import make_model

pytestmark = pytest.mark.consumers

STEPS = 2


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    pytest.importorskip("trl", reason="needs trl and torch; make test-consumers installs them")
    folder = tmp_path_factory.mktemp("model")
    make_model(folder)
    return str(folder)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("trl")
    pairs = [replace(FEED.pairs[0], id=f"a#1:{number}") for number in range(4)]
    examples = [replace(FEED.examples[0], id=f"a#{number}:description") for number in range(4)]
    form.write(
        replace(FEED, examples=tuple(examples), pairs=tuple(pairs), tasks=tuple(TASKS.by_id.values())),
        folder,
        form.Settings(),
    )
    return folder


def rows(files: Path, name: str) -> Any:
    import datasets

    return datasets.load_dataset("json", data_files=str(files / name), cache_dir=str(files / "cache"))["train"]


def arguments(output: Path) -> dict[str, Any]:
    return {
        "output_dir": str(output),
        "max_steps": STEPS,
        "per_device_train_batch_size": 2,
        "report_to": [],
        "use_cpu": True,
        "bf16": False,
        "save_strategy": "no",
        "disable_tqdm": True,
    }


@pytest.mark.parametrize("name", ["sft.jsonl", "prompts.jsonl"])
def test_supervised_training_takes_chats_and_prompts_with_completions(
    model: str, files: Path, tmp_path: Path, name: str
) -> None:
    from trl import SFTConfig, SFTTrainer

    trainer = SFTTrainer(model, args=SFTConfig(**arguments(tmp_path)), train_dataset=rows(files, name))
    assert trainer.train().global_step == STEPS


def test_preference_training_takes_pairs(model: str, files: Path, tmp_path: Path) -> None:
    from trl import DPOConfig, DPOTrainer

    trainer = DPOTrainer(model, args=DPOConfig(**arguments(tmp_path)), train_dataset=rows(files, "dpo.jsonl"))
    assert trainer.train().global_step == STEPS


def test_training_on_judged_answers_takes_labels(model: str, files: Path, tmp_path: Path) -> None:
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from trl import KTOConfig, KTOTrainer

    trainer = KTOTrainer(
        AutoModelForCausalLM.from_pretrained(model),
        args=KTOConfig(**arguments(tmp_path)),
        train_dataset=rows(files, "kto.jsonl"),
        processing_class=AutoTokenizer.from_pretrained(model),
    )
    assert trainer.train().global_step == STEPS


def test_reinforcement_takes_tasks_and_the_reward_module_judges_its_rollouts(
    model: str, files: Path, tmp_path: Path
) -> None:
    from trl import GRPOConfig, GRPOTrainer

    spec = importlib.util.spec_from_file_location("written_reward", files / "reward.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    judged: list[float | None] = []

    def reward(completions: list[Any], **columns: Any) -> list[float | None]:
        # A random model writes no program; one answer of each two is replaced by one, so that something is executed.
        right = [{"role": "assistant", "content": "```q\nf:{[x] sum x where x>0}\n```"}]
        found = module.reward(completions=[right, *completions[1:]], **columns)
        judged.extend(found)
        return list(found)

    settings = GRPOConfig(**arguments(tmp_path), num_generations=2, max_completion_length=8)
    trainer = GRPOTrainer(model, reward_funcs=reward, args=settings, train_dataset=rows(files, "grpo.jsonl"))
    assert trainer.train().global_step == STEPS
    module.scorer().close()
    assert judged == [1.0, 0.0] * STEPS
