"""The files of a build beside its rows: what left, the counts; and old data files are removed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from qforge.errors import StorageError
from qforge.exporters.base import SPLITS
from qforge.files import write_aside
from qforge.pipeline.journal import Journal
from qforge.record import dump
from qforge.value import Json, canonical


def write_books(directory: Path, journal: Journal) -> None:
    """Write what left, a line each, and the counts."""

    def rejections(stream: BinaryIO) -> None:
        for rejection in journal.rejections:
            stream.write(f"{canonical(dump(rejection))}\n".encode())

    def counts(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(journal.ledger.to_json(), indent=2)}\n".encode())

    write_aside(directory / "rejections.jsonl", rejections)
    write_aside(directory / "ledger.json", counts)


def write_decontamination(dataset: Path, report: dict[str, Json] | None) -> list[Path]:
    """Write which benchmarks the problems were held against, and give the file; without any, an older one goes."""
    path = dataset / "decontamination.json"
    if report is None:
        _remove(path)
        return []

    def into(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(report, indent=1)}\n".encode())

    return [write_aside(path, into)]


def remove_others(dataset: Path, files: Sequence[Path]) -> None:
    """Remove the data files that an earlier build of other settings left; what has another name is the user's."""
    stale = [path for split in SPLITS for path in dataset.glob(f"data/{split}-*-of-*.parquet")]
    stale += [dataset / f"{split}.jsonl" for split in SPLITS]
    for path in sorted(set(stale) - set(files)):
        _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} can't be removed: {error.strerror}") from error


def remove_unwritten(folder: Path, files: Sequence[Path]) -> None:
    """Remove what the last build wrote into the folder and this one did not; what nobody of ours wrote stays.

    ``folder/files.json`` remembers what was written.
    """
    memory = folder / "files.json"
    try:
        before = json.loads(memory.read_text("utf-8")) if memory.is_file() else []
        now = sorted(path.relative_to(folder).as_posix() for path in files)
        for name in sorted(set(before) - set(now)):
            if ".." not in Path(name).parts and not Path(name).is_absolute():
                (folder / name).unlink(missing_ok=True)
    except (OSError, ValueError, TypeError) as error:
        raise StorageError(f"{memory}: earlier files can't be removed ({error}); remove {folder} yourself") from error
    if now or before:
        text = f"{json.dumps(now, indent=1)}\n".encode()

        def into(stream: BinaryIO) -> None:
            stream.write(text)

        write_aside(memory, into)
