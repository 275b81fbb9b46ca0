"""The files that are published: a run's data, its card and its documents, and the rejections where asked for."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from qforge.certificate import report
from qforge.certificate.check import check
from qforge.certificate.issue import renew
from qforge.certificate.terms import NAME
from qforge.errors import RunError, StorageError, UserError
from qforge.files import write_aside
from qforge.publishing import manifest, rejected
from qforge.publishing.card import published_card

DATASET = "dataset/"
CARD = "README.md"


@dataclass(frozen=True, slots=True)
class File:
    """One file of a publication: its path there, where it lies, its size in bytes and its SHA-256."""

    path: str
    source: Path
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Package:
    """All files of a publication, by path; they lie in `folder` as they will lie where they are published."""

    folder: Path
    files: tuple[File, ...]


def pack(run: Path, folder: Path, *, name: str, with_rejections: bool) -> Package:
    """Put a run's publication together in a folder that is made anew.

    Args:
        name: what `load_dataset` will be given: the dataset's id, or a folder.

    Raises:
        RunError: the run is not as its build left it, or has no data as Parquet.
        CertificateError: its certificate does not hold for what would be published.
        StorageError: the disk refused.
    """
    found = {
        key.removeprefix(DATASET): path for key, path in manifest.check(run).items() if key.startswith(DATASET)
    }
    if CARD not in found or not any(key.endswith(".parquet") for key in found):
        raise RunError(f"{run}: no Parquet to publish: exporters lacks `- use: parquet`, or no row was accepted")
    lines = {f"{Path(key).name.split('-')[0]}.jsonl" for key in found if key.endswith(".parquet")}
    _make_anew(folder)
    for key, source in found.items():
        if key not in lines and key != CARD:  # the same rows as JSON lines would be read twice
            _copy(source, folder / key)
    count = rejected.write(run / "rejections.jsonl", folder / rejected.PATH) if with_rejections else 0
    if not count:  # `datasets` opens no split of zero rows
        (folder / rejected.PATH).unlink(missing_ok=True)
    text = published_card(found[CARD].read_text("utf-8"), name, count)

    def card(stream: BinaryIO) -> None:
        stream.write(text.encode())

    write_aside(folder / CARD, card)
    if NAME in found:  # the rows are those that were certified, but not all files are
        renew(folder)
        report.complain(str(folder), check(folder))
    return Package(folder, tuple(_file(folder, path) for path in sorted(folder.rglob("*")) if path.is_file()))


def publish_folder(run: Path, target: Path, *, with_rejections: bool) -> Package:
    """Publish into a local folder, which appears whole or not at all.

    Raises:
        UserError: something is there already.
        RunError: as `pack`.
        StorageError: the disk refused.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UserError(f"{target}: something is there already, and is never overwritten; name another folder")
    aside = target.with_name(f".{target.name}.part")
    package = pack(run, aside, name=str(target), with_rejections=with_rejections)
    try:
        os.replace(aside, target)
    except OSError as error:
        raise StorageError(f"{target} can't be written: {error.strerror}") from error
    return Package(target, tuple(_file(target, target / item.path) for item in package.files))


def _file(folder: Path, path: Path) -> File:
    return File(path.relative_to(folder).as_posix(), path, path.stat().st_size, manifest.sha256(path))


def _make_anew(folder: Path) -> None:
    try:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    except OSError as error:
        raise StorageError(f"{folder} can't be made: {error.strerror}") from error


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    except OSError as error:
        raise StorageError(f"{target} can't be written: {error.strerror}") from error
