"""Builds that go through turns or rounds and are killed again and again end like one that was never disturbed."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.build_runs import LEAN, ROOT, build, command, dataset

SETTINGS = (*LEAN, "workers=2")


@pytest.mark.parametrize("name", ["turns", "rounds"])
def test_killed_in_turns_and_rounds_it_ends_the_same(name: str, tmp_path: Path) -> None:
    pipeline = ROOT / "pipelines" / f"{name}.yaml"
    undisturbed = build(tmp_path / "undisturbed", pipeline=pipeline, changes=SETTINGS)
    assert undisturbed.returncode == 0, undisturbed.stderr
    moments = random.Random(name)
    killed = 0
    for _ in range(4):
        process = subprocess.Popen(
            command(tmp_path / "run", pipeline=pipeline, changes=SETTINGS),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.8, 2.5))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    assert killed, "the build ended before it was killed"
    again = build(tmp_path / "run", pipeline=pipeline, changes=SETTINGS)
    assert again.returncode == 0, again.stderr
    assert dataset(tmp_path / "run") == dataset(tmp_path / "undisturbed")
