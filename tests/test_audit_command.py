"""A published dataset is audited from its files alone: right rows hold, changed ones are found."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from qforge.cli import cli
from qforge.errors import DataError
from qforge.pipeline import republished
from qforge.signature import Parameter, Signature, parse_signature
from tests.build_runs import build


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("published") / "run"
    done = build(run, changes=("sources.0.limit=2", "translate.attempts=8", "reference.inputs=20"))
    assert done.returncode == 0, done.stderr
    return run / "dataset"


def lines_only(published: Path, folder: Path) -> Path:
    """Copy the JSON lines of a dataset."""
    folder.mkdir()
    for path in sorted(published.glob("*.jsonl")):
        shutil.copy(path, folder)
    return folder


def audit(folder: Path, *arguments: str) -> tuple[int, Any]:
    command = ["audit", str(folder), "--inputs", "20", "--json", *arguments]
    result = CliRunner().invoke(cli, command, standalone_mode=False)
    assert result.exception is None, result.exception
    return result.return_value, json.loads(result.stdout)


def test_rows_hold_on_fresh_inputs(published: Path, tmp_path: Path) -> None:
    status, told = audit(published)
    assert (status, told["failed"], told["fewest_fresh_inputs"]) == (0, [], 20)
    assert told["rows"] > 2
    assert audit(lines_only(published, tmp_path / "lines"), "--workers", "1", "--seed", "mine") == (0, told)


CHANGES: dict[str, tuple[dict[str, Any], str]] = {
    "a wrong program": ({"code": "spread_bps:{[bids;asks] bids}"}, "wrong_value"),
    "a program that does not parse": ({"code": "spread_bps:{["}, "compile_error"),
    "another reference": ({"reference": "def spread_bps(bids, asks):\n    return [1.0]"}, "reference_failed"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_row_is_found(published: Path, tmp_path: Path, name: str) -> None:
    change, reason = CHANGES[name]
    rows = republished.read_rows(published)
    first = next(row for row in rows if row["function"] == "spread_bps")
    folder = lines_only(published, tmp_path / "lines")
    path = next(path for path in folder.glob("*.jsonl") if first["id"] in path.read_text())
    changed = [json.loads(line) for line in path.read_text().splitlines()]
    changed = [row | change if row["id"] == first["id"] else row for row in changed]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in changed))
    status, told = audit(folder)
    assert status == 1
    assert [(failed["id"], failed["reason"]) for failed in told["failed"]] == [(first["id"], reason)]


def test_what_is_no_dataset_of_ours_is_told_in_a_line(published: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    result = CliRunner().invoke(cli, ["audit", str(tmp_path / "empty")], standalone_mode=False)
    assert "no rows here" in str(result.exception)
    folder = lines_only(published, tmp_path / "lines")
    path = next(iter(folder.glob("*.jsonl")))
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(f"{json.dumps({key: row[key] for key in row if key != 'cases'})}\n" for row in rows))
    result = CliRunner().invoke(cli, ["audit", str(folder)], standalone_mode=False)
    assert "rows lack the column(s) cases" in str(result.exception)


def test_a_signature_reads_back() -> None:
    made = Signature("f", (Parameter("x", "list[int]"), Parameter("y", "table[a:int,b:str]")), "dict[str,int]")
    assert str(made) == "f(x: list[int], y: table[a:int,b:str]) -> dict[str,int]"
    assert parse_signature(str(made)) == made


def test_a_broken_table_is_told_in_a_line(tmp_path: Path) -> None:
    table = tmp_path / "data" / "train-00000-of-00001.parquet"
    table.parent.mkdir()
    table.write_bytes(b"PAR1 and no more")
    with pytest.raises(DataError, match=f"^{table}: it can't be read as a Parquet file: [^\n]+$"):
        republished.read_rows(tmp_path)
