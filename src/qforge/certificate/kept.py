"""The splits of an earlier release, from its certificate."""

from __future__ import annotations

from pathlib import Path

from qforge.certificate.check_rows import read_list
from qforge.certificate.issue import read_certificate
from qforge.errors import DataError


def kept_splits(folder: Path) -> dict[str, str]:
    """Give the split of each problem that has rows in a certified dataset.

    Raises:
        DataError: there is no certificate, it can't be read, or a problem of it lies in both splits.
    """
    read_certificate(folder)
    splits: dict[str, str] = {}
    for entry in read_list(folder):
        if splits.setdefault(entry.problem_id, entry.split) != entry.split:
            raise DataError(f"{folder}: the problem {entry.problem_id} lies in train and eval; it can't be kept so")
    return splits
