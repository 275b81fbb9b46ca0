"""Parquet: one file a split, where `datasets.load_dataset` looks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from qforge.exporters.base import SCHEMA, Row, write_splits

ROWS_A_GROUP = 1000
COMPRESSION, COMPRESSION_LEVEL = "zstd", 9


@dataclass(frozen=True, slots=True)
class Settings:
    """Parquet takes no settings."""


def write(rows: Sequence[Row], folder: Path, settings: Settings) -> list[Path]:
    """Write ``data/SPLIT-00000-of-00001.parquet`` for each split that has rows.

    Raises:
        StorageError: the disk refused.
    """
    return write_splits(rows, lambda split: folder / "data" / f"{split}-00000-of-00001.parquet", _write)


def _write(rows: list[dict[str, Any]], stream: BinaryIO) -> None:
    parquet.write_table(
        pa.Table.from_pylist(rows, schema=SCHEMA),
        stream,
        row_group_size=ROWS_A_GROUP,
        compression=COMPRESSION,
        compression_level=COMPRESSION_LEVEL,
    )
