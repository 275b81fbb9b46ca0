"""JSON lines: one file a split, one row a line, columns in the order of the schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from qforge.exporters.base import Row, write_splits


@dataclass(frozen=True, slots=True)
class Settings:
    """JSON lines take no settings."""


def write(rows: Sequence[Row], folder: Path, settings: Settings) -> list[Path]:
    """Write ``SPLIT.jsonl`` for each split that has rows.

    Raises:
        StorageError: the disk refused.
    """
    return write_splits(rows, lambda split: folder / f"{split}.jsonl", _write)


def _write(rows: list[dict[str, Any]], stream: BinaryIO) -> None:
    for row in rows:
        stream.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
