"""Nothing of the eval split and no hidden test reaches a training form, by a search of what a build wrote."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from qforge import plugins
from tests.build_runs import build

BENCHMARKS = "feeds.benchmarks=[{use: lm_eval}, {use: inspect_ai}, {use: humaneval}]"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build with both splits and every training form."""
    directory = tmp_path_factory.mktemp("leaks") / "run"
    names = [name for name in plugins.available("qforge.feeds") if name != "base"]
    forms = f"feeds.forms=[{', '.join(f'{{use: {name}}}' for name in names)}]"
    size = ("sources.0.limit=8", "translate.attempts=5", "reference.inputs=20", "split.eval_share=0.4")
    assert build(directory, changes=(*size, forms, BENCHMARKS)).returncode == 0
    assert {path.name for path in (directory / "forms").iterdir() if path.is_dir()} == set(names)
    return directory


@pytest.fixture(scope="module")
def written(run: Path) -> str:
    """All texts of the training forms, with the escapes of JSON undone where they stand for characters."""
    files = [path for path in (run / "forms").rglob("*") if path.is_file()]
    assert files
    raw = [path.read_bytes().decode("utf-8", "replace") for path in files]
    return "\n".join([*raw, *(text.replace("\\n", "\n").replace('\\"', '"') for text in raw)])


def test_benchmarks_hold_the_eval_split_once_and_nothing_of_train(run: Path) -> None:
    lines = (run / "benchmarks" / "lm_eval" / "samples.jsonl").read_text("utf-8").splitlines()
    samples = [json.loads(line) for line in lines]
    assert [sample["id"] for sample in samples] == sorted({row["problem_id"] for row in rows(run, "eval")})
    codes = {row["code"].strip() for row in rows(run, "eval")}
    assert all(any(code in sample["verified"] for code in codes) for sample in samples)
    written = (run / "benchmarks" / "lm_eval" / "tasks.jsonl").read_text("utf-8")
    assert not any(json.dumps(row["problem_id"]) in written for row in rows(run, "train"))


def rows(run: Path, split: str) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (run / "dataset" / f"{split}.jsonl").read_text("utf-8").splitlines()]
    assert found
    return found


def test_no_eval_problem_stands_in_a_training_form(run: Path, written: str) -> None:
    for row in rows(run, "eval"):
        for column in ("problem_id", "statement", "code", "reference"):
            assert row[column].strip() not in written, (row["id"], column)


def test_the_search_would_find_what_does_stand_there(run: Path, written: str) -> None:
    assert all(row[column].strip() in written for row in rows(run, "train") for column in ("statement", "code"))


@pytest.mark.parametrize("split", ["train", "eval"])
def test_no_case_with_its_expected_value_stands_in_a_training_form(run: Path, written: str, split: str) -> None:
    for row in rows(run, split):
        cases = json.loads(row["cases"])
        assert len(cases) >= 20
        for case in cases:
            assert json.dumps(case, separators=(",", ":")) not in written
            assert json.dumps(case["arguments"], separators=(",", ":")) + ',"expected"' not in written
