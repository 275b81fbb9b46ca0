"""What every exporter promises: typed rows that `datasets` opens, and equal bytes for equal rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import datasets
import pyarrow as pa
import pytest
from pyarrow import parquet as arrow_parquet

from qforge.errors import StorageError
from qforge.exporters import jsonl, parquet
from qforge.exporters.base import COLUMNS, SCHEMA, Row, plain
from tests.exporters.rows import ROW, rows

EXPORTERS = pytest.mark.parametrize("exporter", [parquet, jsonl], ids=lambda module: module.__name__.split(".")[-1])
Open = Callable[[list[Path]], Any]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    """Open the files as splits by their names; how a whole folder opens is the card's business."""

    def load(files: list[Path]) -> Any:
        data_files = {path.name.split("-")[0].split(".")[0]: str(path) for path in files}
        kind = {".jsonl": "json", ".parquet": "parquet"}[files[0].suffix]
        return datasets.load_dataset(kind, data_files=data_files, cache_dir=str(tmp_path / "cache"))

    return load


@EXPORTERS
def test_datasets_opens_both_splits_with_the_same_rows(exporter: Any, tmp_path: Path, opened: Open) -> None:
    given = rows(3, 2)
    found = opened(exporter.write(given, tmp_path / "out", exporter.Settings()))
    assert {name: len(split) for name, split in found.items()} == {"train": 3, "eval": 2}
    assert list(found["train"]) + list(found["eval"]) == [plain(row) for row in given]


@EXPORTERS
def test_a_dataset_without_eval_rows_opens(exporter: Any, tmp_path: Path, opened: Open) -> None:
    found = opened(exporter.write(rows(2, 0), tmp_path / "out", exporter.Settings()))
    assert len(found["train"]) == 2
    assert sum(len(split) for split in found.values()) == 2


@EXPORTERS
def test_equal_rows_give_equal_bytes_over_what_lay_there(exporter: Any, tmp_path: Path) -> None:
    first = [path.read_bytes() for path in exporter.write(rows(3, 2), tmp_path / "a", exporter.Settings())]
    exporter.write(rows(1, 1), tmp_path / "b", exporter.Settings())
    second = [path.read_bytes() for path in exporter.write(rows(3, 2), tmp_path / "b", exporter.Settings())]
    assert first == second


@EXPORTERS
def test_nothing_but_the_files_is_left(exporter: Any, tmp_path: Path) -> None:
    written = exporter.write(rows(3, 2), tmp_path, exporter.Settings())
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(written)


@EXPORTERS
def test_a_folder_that_refuses_is_a_storage_error(exporter: Any, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file, where a folder is needed")
    with pytest.raises(StorageError, match="can't be written"):
        exporter.write(rows(1, 1), tmp_path / "out", exporter.Settings())


def test_a_folder_of_parquet_opens_by_itself(tmp_path: Path) -> None:
    parquet.write(rows(3, 2), tmp_path / "out", parquet.Settings())
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(split) for name, split in found.items()} == {"train": 3, "eval": 2}


def test_parquet_records_nothing_about_when_and_where(tmp_path: Path) -> None:
    train, _ = parquet.write(rows(1, 1), tmp_path, parquet.Settings())
    metadata = arrow_parquet.read_metadata(train)
    assert set(metadata.metadata) == {b"ARROW:schema"}
    assert metadata.created_by == f"parquet-cpp-arrow version {pa.__version__}"


def test_jsonl_writes_columns_in_order_one_row_a_line(tmp_path: Path) -> None:
    (path,) = jsonl.write([ROW, ROW], tmp_path, jsonl.Settings())
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) == 2
    assert list(json.loads(lines[0])) == [column.name for column in COLUMNS]
    assert "Añade" in lines[0]


@EXPORTERS
def test_the_file_of_a_split_that_lost_its_rows_is_removed(exporter: Any, tmp_path: Path) -> None:
    (_, evaluation) = exporter.write(rows(1, 1), tmp_path, exporter.Settings())
    assert len(exporter.write(rows(1, 0), tmp_path, exporter.Settings())) == 1
    assert not evaluation.exists()


def test_parquet_files_have_the_schema(tmp_path: Path) -> None:
    for path in parquet.write(rows(1, 1), tmp_path, parquet.Settings()):
        assert arrow_parquet.read_schema(path).remove_metadata() == SCHEMA


def test_every_column_has_a_type_and_a_description() -> None:
    assert [column.name for column in COLUMNS] == list(Row.__dataclass_fields__)
    assert all(column.description for column in COLUMNS)
    assert SCHEMA.field("n_cases").type == pa.int64()
    assert SCHEMA.field("prompt").type == pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
