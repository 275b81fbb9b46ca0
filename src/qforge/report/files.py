"""Writes a build's reports as files: the dataset card beside the data."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from qforge.files import write_aside
from qforge.report.card import render
from qforge.report.outcome import Finished
from qforge.report.spent import spending


def write(done: Finished) -> Path:
    """Write README.md into the dataset's folder.

    Raises:
        StorageError: the disk refused.
    """
    relative = [path.relative_to(done.dataset) for path in done.files]
    text = render(
        done.rows, done.ledger, done.pipeline.card, relative,
        decontamination=done.decontamination, spent=spending(done.ledger.usage, done.pipeline.asking),
    )  # fmt: skip

    def into(stream: BinaryIO) -> None:
        stream.write(text.encode())

    return write_aside(done.dataset / "README.md", into)
