"""Reads the rows of a published dataset from its data files, whole or some columns of them, a part at a time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
from pyarrow import parquet

from qforge.errors import DataError
from qforge.exporters.base import SPLITS
from qforge.value import canonical

PARQUET = re.compile(r"data/(?P<split>\w+)-\d+-of-\d+\.parquet")
LINES = re.compile(r"(?P<split>\w+)\.jsonl")
ROWS_AT_ONCE = 1000


class DataFile(NamedTuple):
    """One file of rows: its name in the dataset, the split that its name says, and where it lies."""

    name: str
    split: str
    path: Path


def data_files(folder: Path) -> list[list[DataFile]]:
    """Give the files of rows, a list for each form that the dataset has them in: Parquet, then JSON lines."""
    forms = []
    for pattern, paths in ((PARQUET, folder.glob("data/*.parquet")), (LINES, folder.glob("*.jsonl"))):
        found = []
        for path in sorted(paths):
            name = path.relative_to(folder).as_posix()
            match = pattern.fullmatch(name)
            if match and match["split"] in SPLITS:
                found.append(DataFile(name, match["split"], path))
        if found:
            forms.append(sorted(found, key=lambda file: (SPLITS.index(file.split), file.name)))
    return forms


def read(file: DataFile, columns: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
    """Give the rows of a file, or these columns of them.

    Raises:
        DataError: it can't be read, or lacks a column.
    """
    try:
        if file.path.suffix == ".parquet":
            with parquet.ParquetFile(file.path) as opened:
                for batch in opened.iter_batches(ROWS_AT_ONCE, columns=columns):
                    yield from _chosen(file, batch.to_pylist(), columns)
        else:
            with file.path.open("rb") as stream:
                yield from _chosen(file, map(json.loads, stream), columns)
    except (OSError, ValueError, RecursionError, pa.ArrowException) as error:
        raise DataError(f"{file.name} can't be read: {str(error).splitlines()[0]}") from error


def _chosen(file: DataFile, rows: Any, columns: Sequence[str] | None) -> Iterator[dict[str, Any]]:
    for row in rows:
        if not isinstance(row, dict):
            raise DataError(f"{file.name} holds {type(row).__name__}, not rows")
        missing = [name for name in columns or () if name not in row]
        if missing:
            raise DataError(f"{file.name} lacks the column {missing[0]!r}")
        yield row


def row_hash(row: dict[str, Any]) -> bytes:
    """Give the SHA-256 of a row: of the canonical JSON of all its columns."""
    return hashlib.sha256(canonical(row).encode("ascii")).digest()


def file_entry(path: Path) -> dict[str, int | str]:
    """Give a file's size and SHA-256."""
    with path.open("rb") as stream:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
