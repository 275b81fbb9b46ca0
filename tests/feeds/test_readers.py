"""Axolotl, LLaMA-Factory, verl and NeMo Gym read the files by their own code, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from qforge.feeds import axolotl, llama_factory, nemo_gym, verl
from tests.feeds.feed import BAD, GOOD
from tests.feeds.test_forms import WHOLE
from tests.tiny_model import make_model

pytestmark = pytest.mark.consumers

SECONDS = 300


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if "READERS" not in os.environ:
        pytest.skip("READERS names no folder with axolotl, llama_factory and verl; make test-consumers installs them")
    folder = tmp_path_factory.mktemp("model")
    make_model(folder)
    return folder


def read(consumer: str, folder: Path, *given: Path, checkout: str = "") -> Any:
    """Have a consumer read the folder; give what its program tells."""
    program = Path(__file__).parent / "readers" / f"{consumer}.py"
    settings = {
        "PYTHONPATH": os.pathsep.join([str(Path(os.environ["READERS"]) / consumer), checkout]),
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / "home"),
        "AXOLOTL_DO_NOT_TRACK": "1",
        # It asks for releases of libraries that no other consumer takes; its readers do without them.
        "DISABLE_VERSION_CHECK": "1",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(program), str(folder), *map(str, given)],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_axolotl_tokenises_chats_and_pairs_and_finds_the_reward(model: Path, tmp_path: Path) -> None:
    axolotl.write(WHOLE, tmp_path, axolotl.Settings())
    found = read("axolotl", tmp_path, model)
    asked = "<|system|>You write q.<|end|><|user|>Add 1.<|end|>"
    assert found["sft"] == {"rows": 1, "whole": f"{asked}<|assistant|>{GOOD}<|end|>", "learnt": f"{GOOD}<|end|>"}
    sides = {"chosen": f"{GOOD}<|end|>", "rejected": f"{BAD}<|end|>"}
    assert found["dpo"] == {"rows": 1, "prompt": f"{asked}<|assistant|>", **sides}
    prompt = [{"role": "system", "content": "You write q."}, {"role": "user", "content": "Add 1."}]
    assert found["grpo"] == {"rows": 3, "prompt": prompt, "reward": [1.0]}


def test_llama_factory_aligns_chats_pairs_and_judged_answers(model: Path, tmp_path: Path) -> None:
    llama_factory.write(WHOLE, tmp_path, llama_factory.Settings())
    found = read("llama_factory", tmp_path, model)
    assert found["sft"] == {"rows": 1, "tags": [], "labels": f"{GOOD}<|end|>\n"}
    sides = {"chosen_labels": f"{GOOD}<|end|>\n", "rejected_labels": f"{BAD}<|end|>\n"}
    assert found["dpo"] == {"rows": 1, "tags": [], **sides}
    assert (found["kto"]["rows"], found["kto"]["tags"]) == (2, [True, False])
    assert found["kto"]["labels"] == f"{GOOD}<|end|>\n"


def test_verl_reads_prompts_and_its_reward_manager_calls_the_reward(model: Path, tmp_path: Path) -> None:
    verl.write(WHOLE, tmp_path, verl.Settings())
    found = read("verl", tmp_path, model)
    assert (found["train"], found["validation"]) == (2, 1)
    assert found["prompt"] == [{"role": "system", "content": "You write q."}, {"role": "user", "content": "Add 1."}]
    assert found["rewards"] == [1.0, 0.0]


def test_nemo_gym_takes_configuration_and_rows_and_its_server_verifies_answers(tmp_path: Path) -> None:
    if not os.environ.get("NEMO_GYM") or "READERS" not in os.environ:
        pytest.skip("NEMO_GYM names no folder with a checkout of NVIDIA-NeMo/Gym, which is on no index")
    nemo_gym.write(WHOLE, tmp_path, nemo_gym.Settings())
    found = read("nemo_gym", tmp_path, checkout=os.environ["NEMO_GYM"])
    assert found["names"] == ["qforge_example", "qforge_example_simple_agent"]
    assert found["licences"] == {"train": "Apache 2.0", "validation": "Apache 2.0", "example": None}
    assert found["rows"] == {"train": 2, "validation": 1, "example": 3}
    assert found["rewards"] == [1.0, 0.0, 0.0]
