"""A model is measured on the eval split of a dataset that a build published."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.build_runs import LEAN, RECORDING, ROOT, build


def test_a_published_eval_split_is_a_benchmark(tmp_path: Path) -> None:
    changes = ("sources.0.limit=5", "translate.attempts=4", "split.eval_share=0.5", *LEAN)
    assert build(tmp_path / "run", changes=changes).returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "run/dataset/eval.jsonl").read_text("utf-8").splitlines()]
    problems = {row["problem_id"] for row in rows}
    assert problems
    path = tmp_path / "eval.yaml"
    path.write_text(
        f"name: again\nlanguage: q\nseed: 1\nsources:\n  - use: published\n    path: run/dataset\n"
        f"model:\n  use: recorded\n  path: {RECORDING}\nsamples: 4\nruntime:\n  use: embedded\n"
        f"reference: {{inputs: 20, tried_inputs: 20, mutants: 0}}\n"
    )
    command = [sys.executable, "-m", "qforge", "eval", str(path), "--run", str(tmp_path / "eval"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["scores"][0]["problems"], told["left_out"]) == (len(problems), {})
    verified = len({row["id"] for row in rows})
    assert told["scores"][0]["pass"]["1"]["value"] * 4 * len(problems) >= verified
