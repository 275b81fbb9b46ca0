"""Small builds for tests: the first problems of the quickstart pipeline, in a run directory of the test's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
QUICKSTART = ROOT / "pipelines" / "quickstart.yaml"
RECORDING = ROOT / "pipelines" / "quickstart" / "completions.jsonl"
LEAN = ("reference.inputs=20", "reference.tried_inputs=20", "reference.mutants=0", "audit.inputs=0")
"""For builds whose tests are about something else than how references are probed and programs audited."""

SMALL = ("sources.0.limit=6", "translate.attempts=8", "reference.inputs=20")


def command(run: Path, *arguments: str, pipeline: Path = QUICKSTART, changes: tuple[str, ...] = SMALL) -> list[str]:
    """Write the command line of a build."""
    sets = [word for change in changes for word in ("--set", change)]
    return [sys.executable, "-m", "qforge", "build", str(pipeline), "--run", str(run), *sets, *arguments]


def build(run: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a build to its end in a process of its own."""
    return subprocess.run(
        command(run, *arguments, **options),  # type: ignore[arg-type]
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def dataset(run: Path) -> dict[str, bytes]:
    """Read all files of a run's dataset and training forms, its rejections and its counts."""
    files = [*(run / "dataset").rglob("*"), *(run / "forms").rglob("*"), run / "rejections.jsonl", run / "ledger.json"]
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(files) if path.is_file()}
