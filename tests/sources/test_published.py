"""A published dataset read as problems: those of the eval split, once each, with the results of their rows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qforge.errors import DataError
from qforge.exporters import jsonl, parquet
from qforge.record import Case, Problem
from qforge.sources import published
from tests.exporters.rows import ROW, rows
from tests.sources.records import problems, rejections, write


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))


def read(path: Path, **settings: str) -> list[Problem]:
    return problems(published.read(published.Settings(path=path, **settings)))  # type: ignore[arg-type]


def test_the_eval_split_of_a_folder_is_read_unless_another_is_named(tmp_path: Path) -> None:
    parquet.write(rows(2, 3), tmp_path / "data", parquet.Settings())
    assert [problem.id for problem in read(tmp_path / "data")] == ["p2", "p3", "p4"]
    assert [problem.id for problem in read(tmp_path / "data", split="train")] == ["p0", "p1"]
    assert len(read(tmp_path / "data", split="all")) == 5


def test_a_problem_has_what_its_row_says(tmp_path: Path) -> None:
    jsonl.write([replace(ROW, split="eval", evaluation_only=True)], tmp_path, jsonl.Settings())
    (problem,) = read(tmp_path / "eval.jsonl")
    assert (problem.id, problem.topic, problem.difficulty.value) == ("p", "strings", "easy")
    assert str(problem.signature) == ROW.signature
    assert problem.reference is not None
    assert (problem.reference.language, problem.reference.code) == ("python", ROW.reference)
    assert problem.cases == (Case((1,), 2, known=True),)
    assert (problem.origin.source, problem.origin.identifier, problem.origin.evaluation_only) == ("example", "7", True)


def test_a_problem_comes_once_however_many_rows_solve_it(tmp_path: Path) -> None:
    given = [replace(ROW, id=f"p#{number}", split="eval") for number in range(3)]
    jsonl.write(given, tmp_path, jsonl.Settings())
    assert len(read(tmp_path / "eval.jsonl")) == 1


def test_a_row_that_lacks_a_column_is_rejected_and_takes_no_other_with_it(tmp_path: Path) -> None:
    jsonl.write(rows(0, 1), tmp_path, jsonl.Settings())
    path = write(tmp_path / "more.jsonl", {"problem_id": "x"}, (tmp_path / "eval.jsonl").read_text().strip())
    found = list(published.read(published.Settings(path=path)))
    assert rejections(found[:1]) == [("x", "malformed", "line 1: statement: missing")]
    assert [problem.id for problem in problems(found[1:])] == ["p0"]


def test_a_file_of_another_split_is_told(tmp_path: Path) -> None:
    jsonl.write(rows(2, 0), tmp_path, jsonl.Settings())
    with pytest.raises(DataError, match=r"train.jsonl: it has no row of the split 'eval'"):
        read(tmp_path / "train.jsonl")
