"""Rejections as a table: what left, where, why, and with which evidence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from pyarrow import parquet

from qforge.files import write_aside
from qforge.record import Stage
from qforge.value import canonical

PATH = "rejected/rejected-00000-of-00001.parquet"
ROWS_A_GROUP = 1000
SCHEMA = pa.schema(
    [
        ("id", pa.string()),
        ("problem_id", pa.string()),
        ("attempt", pa.int64()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("message", pa.string()),
        ("evidence", pa.string()),
    ]
)
DESCRIPTIONS = {
    "id": "the problem's id, with `#` and the attempt for an answer to it",
    "problem_id": "the problem",
    "attempt": "which of the teacher's answers; null where a problem left",
    "stage": "where it left",
    "reason": "why",
    "message": "what happened, in one line",
    "evidence": "all that is known, as JSON",
}
BENCHMARK_TEXTS = ("statement", "benchmark_statement", "reference", "benchmark_reference", "found")
"""A benchmark's problem must not spread by being published as one that was refused."""


def write(rejections: Path, target: Path) -> int:
    """Write a run's rejections as Parquet, those of benchmark problems without any text; give how many there are.

    Raises:
        StorageError: the disk refused.
    """
    count = 0

    def into(stream: BinaryIO) -> None:
        nonlocal count
        with parquet.ParquetWriter(stream, SCHEMA, compression="zstd", compression_level=9) as writer:
            for batch in _batches(rejections):
                writer.write_table(pa.Table.from_pylist(batch, schema=SCHEMA))
                count += len(batch)

    write_aside(target, into)
    return count


def _batches(path: Path) -> Iterator[list[dict[str, Any]]]:
    batch = []
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            batch.append(_row(json.loads(line)))
            if len(batch) == ROWS_A_GROUP:
                yield batch
                batch = []
    if batch:
        yield batch


def _row(rejection: dict[str, Any]) -> dict[str, Any]:
    problem, attempt, evidence = rejection["problem_id"], rejection["attempt"], rejection["evidence"]
    if rejection["stage"] == Stage.DECONTAMINATE:
        evidence = {key: value for key, value in evidence.items() if key not in BENCHMARK_TEXTS}
    return {
        "id": problem if attempt is None else f"{problem}#{attempt}",
        "problem_id": problem,
        "attempt": attempt,
        "stage": rejection["stage"],
        "reason": rejection["reason"],
        "message": evidence.get("message", ""),
        "evidence": canonical(evidence),
    }
