"""The lines of README.md that train, run as they stand but for the model and the file, and without a GPU."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from qforge.feeds import trl
from tests.feeds.test_forms import WHOLE
from tests.tiny_model import make_model

pytestmark = pytest.mark.consumers

README = Path(__file__).parents[2] / "README.md"
MODEL, FORMS = "Qwen/Qwen2.5-Coder-0.5B-Instruct", "runs/quickstart/forms/trl"


def test_the_lines_of_the_readme_train(tmp_path: Path) -> None:
    pytest.importorskip("trl", reason="needs trl and torch; make test-consumers installs them")
    _, _, text = README.read_text("utf-8").partition("The three lines that train")
    lines = text.partition("```python\n")[2].partition("```")[0]
    assert MODEL in lines
    assert f"{FORMS}/sft.jsonl" in lines
    make_model(tmp_path / "model")
    trl.write(WHOLE, tmp_path / "forms", trl.Settings())
    program = lines.replace(MODEL, str(tmp_path / "model")).replace(FORMS, str(tmp_path / "forms"))
    program = program.replace("SFTTrainer(", "SFTTrainer(args=SFTConfig(use_cpu=True), model=")
    program = program.replace("import SFTTrainer", "import SFTConfig, SFTTrainer")
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", f"{program}\nprint(trainer.state.global_step)"],
        cwd=tmp_path,
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.splitlines()[-1] == "3"
