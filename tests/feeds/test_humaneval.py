"""HumanEval's columns: tests that pass what is right and fail what is wrong, and KX's own loader takes the file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.feeds import humaneval as form
from qforge.record import Case, Comparison, ComparisonKind
from tests.feeds.feed import FEED
from tests.feeds.test_forms import WHOLE

CASES = (Case(([1, -2, 3],), 4, known=True), Case(([],), 0, known=True), Case((["x"],), raises=True))
GOLD = "f:{[x] sum x where x>0}"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    first, second, third = WHOLE.tasks
    unordered = Comparison(ComparisonKind.UNORDERED)
    close = Comparison(ComparisonKind.TOLERANCE, absolute=0.5)
    tasks = (
        first,
        replace(second, problem=replace(second.problem, comparison=unordered)),
        replace(third, problem=replace(third.problem, comparison=close)),
    )
    examples = (replace(FEED.examples[0], completion=f"```q\n{GOLD}\n```"),)
    feed = replace(WHOLE, examples=examples, tasks=tasks, cases={task.id: CASES for task in tasks})
    form.write(feed, tmp_path, form.Settings())
    return tmp_path


def records(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "problems.jsonl").read_text("utf-8").splitlines()]


def passes(tests: str, candidate: Callable[[list[int]], float]) -> bool:
    names: dict[str, Any] = {}
    exec(tests, names)
    try:
        names["check"](candidate)
    except AssertionError:
        return False
    return True


def test_the_tests_tell_right_from_wrong(written: Path) -> None:
    exact, close = records(written)
    assert (exact["task_id"], exact["entry_point"], exact["canonical_solution"]) == (0, "f", GOLD)
    for record, allowed in ((exact, 0.0), (close, 0.5)):
        assert passes(record["tests"], lambda x, more=allowed: sum(v for v in x if v > 0) + more)
        assert not passes(record["tests"], lambda x: sum(v for v in x if v > 0) + 0.6)


def test_what_such_tests_cannot_say_is_left_out_by_name(written: Path, tmp_path: Path) -> None:
    assert json.loads((written / "left_out.json").read_text()) == {"b": "its results are compared by unordered"}
    form.write(WHOLE, tmp_path / "train", form.Settings())
    told = json.loads((tmp_path / "train" / "left_out.json").read_text())
    assert set(told.values()) == {"its cases are not given: the split is one to be trained on"}
    assert records(tmp_path / "train") == []


def test_the_harness_loads_the_file_as_one_of_its_own(written: Path) -> None:
    if "Q_EVALUATION_HARNESS" not in os.environ:
        pytest.skip("Q_EVALUATION_HARNESS names no folder with a checkout of KxSystems/q-evaluation-harness")
    program = (
        "import sys\n"
        "from src.datasets.loaders import get_loader\n"
        "from src.datasets.router import DatasetRouter\n"
        "found = DatasetRouter().auto_detect_config(sys.argv[1])\n"
        "loader = get_loader(found['format'])\n"
        "rows = loader.load(found['path'])\n"
        "print(found['language'], found['test_language'], len(rows), all(map(loader.validate_schema, rows)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(written / "problems.jsonl")],
        cwd=os.environ["Q_EVALUATION_HARNESS"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "q python 2 True\n", done.stderr
