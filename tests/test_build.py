"""A build, whole: counts that reconcile, equal bytes however it was run, and nothing asked twice."""

import itertools
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from qforge.pipeline import packs, schema
from qforge.record import CheckedProblem
from qforge.sources import jsonl
from tests.build_runs import LEAN, QUICKSTART, RECORDING, ROOT, build, command, dataset
from tests.openai_server import OpenAIServer


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("built") / "run"
    done = build(run, "--json")
    assert done.returncode == 0, done.stderr
    (run / "summary.json").write_text(done.stdout)
    return run


def test_every_record_that_goes_in_comes_out(built: Path) -> None:
    stages = json.loads((built / "ledger.json").read_text())["stages"]
    for before, after in itertools.pairwise(stages):
        assert before["in"] == before["out"] + sum(before["rejected"].values())
        factor = 8 if after["stage"] == "translate" else 1
        assert after["in"] == before["out"] * factor
    rejections = [json.loads(line) for line in (built / "rejections.jsonl").read_text().splitlines()]
    counted = Counter((rejection["stage"], rejection["reason"]) for rejection in rejections)
    told = Counter({(s["stage"], reason): count for s in stages for reason, count in s["rejected"].items()})
    assert counted == told


def test_what_it_rejects_has_its_evidence(built: Path) -> None:
    for line in (built / "rejections.jsonl").read_text().splitlines():
        rejection = json.loads(line)
        assert rejection["evidence"]["message"]
        if rejection["reason"] == "wrong_value":
            assert {"case", "input", "expected", "got", "code"} <= set(rejection["evidence"])


def test_datasets_opens_the_result_with_both_splits(built: Path) -> None:
    import datasets

    opened = datasets.load_dataset(str(built / "dataset"), cache_dir=str(built / "cache"))
    rows = json.loads((built / "ledger.json").read_text())["rows"]
    assert set(opened) == {"train", "eval"}
    assert sum(len(split) for split in opened.values()) == rows > 0
    for split in opened.values():
        for row in split:
            assert row["n_cases"] == len(json.loads(row["cases"]))


def test_a_second_build_asks_and_runs_nothing_and_writes_the_same(built: Path) -> None:
    before = dataset(built)
    again = build(built, "--json")
    summary = json.loads(again.stdout)
    assert (summary["new_answers"], summary["new_verdicts"]) == (0, 0)
    assert dataset(built) == before


@pytest.mark.parametrize("workers", [1, 4])
def test_the_number_of_workers_changes_no_byte(built: Path, tmp_path: Path, workers: int) -> None:
    assert build(tmp_path / "run", "--workers", str(workers)).returncode == 0
    assert dataset(tmp_path / "run") == dataset(built)


def test_a_changed_limit_verifies_again_without_asking(built: Path) -> None:
    changed = build(built, "--json", changes=("sources.0.limit=6", "translate.attempts=8", "reference.inputs=20",
                                              "verify.cpu_seconds=3"))  # fmt: skip
    summary = json.loads(changed.stdout)
    assert summary["new_answers"] == 0
    assert summary["new_verdicts"] > 0


def _problem_in(prompt: str) -> str:
    named = [problem.id for problem in PROBLEMS if problem.statement in prompt]
    assert len(named) == 1
    return named[0]


PROBLEMS = [
    problem
    for problem in jsonl.read(jsonl.Settings(path=ROOT / "pipelines/quickstart/problems.jsonl"))
    if hasattr(problem, "statement")
]


def _asking(server: OpenAIServer, tmp_path: Path) -> Path:
    """Write the quickstart pipeline with the server as its teacher."""
    text = QUICKSTART.read_text()
    recorded = "  use: recorded\n  path: quickstart/completions.jsonl\n"
    assert recorded in text
    teacher = f"  use: openai\n  base_url: {server.url}\n  model: handwritten\n  seed: 1000\n  concurrency: 4\n"
    text = text.replace(recorded, teacher).replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    (tmp_path / "asking.yaml").write_text(text)
    return tmp_path / "asking.yaml"


def test_a_server_with_the_same_answers_gives_the_same_dataset(built: Path, tmp_path: Path) -> None:
    with OpenAIServer(RECORDING, _problem_in, seed=1000) as server:
        done = build(tmp_path / "run", pipeline=_asking(server, tmp_path))
        assert done.returncode == 0, done.stderr
        assert len(server.answered()) == len(set(server.answered()))
    assert dataset(tmp_path / "run") == dataset(built)


def test_killed_at_ten_random_moments_it_ends_the_same_and_asks_nothing_stored_twice(
    built: Path, tmp_path: Path
) -> None:
    moments = random.Random(20261123)
    with OpenAIServer(RECORDING, _problem_in, seed=1000) as server:
        pipeline = _asking(server, tmp_path)
        for _ in range(10):
            process = subprocess.Popen(
                command(tmp_path / "run", pipeline=pipeline), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(moments.uniform(0.3, 4.0))
            process.send_signal(signal.SIGKILL)
            process.wait()
        assert build(tmp_path / "run", pipeline=pipeline).returncode == 0
        asked = Counter(server.answered())
    assert dataset(tmp_path / "run") == dataset(built)
    # Only what was in flight at a kill can have been asked again: at most the concurrency, ten times.
    assert sum(asked.values()) - len(asked) <= 10 * 4


def test_a_dataset_without_a_row_is_warned_of_wherever_it_shows(tmp_path: Path) -> None:
    problem = json.loads((QUICKSTART.parent / "quickstart" / "problems.jsonl").read_text().splitlines()[0])["id"]
    answer = {"problem": problem, "attempt": 0, "completion": "no program", "model": "handwritten"}
    (tmp_path / "answers.jsonl").write_text(json.dumps(answer) + "\n")
    changes = (*LEAN, "sources.0.limit=1", "translate.attempts=1", f"teacher.path={tmp_path}/answers.jsonl")
    done = build(tmp_path / "run", changes=changes)
    assert done.returncode == 0
    assert "no program was accepted: the dataset has no row" in done.stdout + done.stderr
    certify = [sys.executable, "-m", "qforge", "certify", str(tmp_path / "run" / "dataset")]
    assert "warning: there is no row" in subprocess.run(certify, capture_output=True, text=True, check=True).stdout


def test_the_prompt_holds_no_case_no_result_and_no_reference() -> None:
    pipeline = schema.load(QUICKSTART, ("sources.0.limit=6",))
    pack = packs.target_pack(pipeline.language)
    for problem in PROBLEMS[:6]:
        checked = CheckedProblem(problem, problem.signature, problem.cases, "reference")
        text = "\n".join(m.content for m in pack.prompt(checked, show_reference=False, shown_cases=0))
        assert problem.statement in text
        assert problem.reference is not None
        body = problem.reference.code.split("\n", 1)[1].strip()
        assert body not in text
        for case in problem.cases:
            assert json.dumps(list(case.arguments)) not in text
