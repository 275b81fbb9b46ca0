"""Writes small data files, and finds the real ones."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from qforge.record import Problem, Rejection

REAL = Path(__file__).parents[3] / "shared" / "problems"


def write(path: Path, *records: object) -> Path:
    """Write JSON lines; a record that is text is written as it is."""
    path.write_text("".join(f"{item if isinstance(item, str) else json.dumps(item)}\n" for item in records))
    return path


def real(name: str) -> Path:
    """Give the path of a real file, or skip the test."""
    path = REAL / name
    if not path.exists():
        pytest.skip(f"needs {path}, which is not here")
    return path


def problems(records: Iterable[Problem | Rejection]) -> list[Problem]:
    """Give the problems; a rejection among them fails the test."""
    found = list(records)
    assert [record for record in found if not isinstance(record, Problem)] == []
    return [record for record in found if isinstance(record, Problem)]


def rejections(records: Iterable[Problem | Rejection]) -> list[tuple[str, str, Any]]:
    """Give id, reason and message of each rejection; a problem among them fails the test."""
    found = list(records)
    assert [record for record in found if not isinstance(record, Rejection)] == []
    return [
        (record.problem_id, record.reason.value, record.evidence["message"])
        for record in found
        if isinstance(record, Rejection)
    ]
