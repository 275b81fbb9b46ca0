"""What a build wrote, by digest, so that nothing is published that the build did not write."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from qforge.errors import RunError, StorageError
from qforge.files import write_aside

NAME = "manifest.json"
BOOKS = ("rejections.jsonl", "ledger.json")


def write(run: Path, files: Iterable[Path]) -> Path:
    """Write the digests of a build's files, its books among them, into the run's directory.

    Raises:
        StorageError: the disk refused.
    """
    paths = {path.relative_to(run).as_posix(): path for path in [*files, *(run / name for name in BOOKS)]}
    content = {"files": {name: sha256(path) for name, path in sorted(paths.items())}}

    def into(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(content, indent=1)}\n".encode())

    return write_aside(run / NAME, into)


def check(run: Path) -> dict[str, Path]:
    """Give a run's files by their names in it, all of them as the build wrote them.

    Raises:
        RunError: no build has finished there, or a file was changed or removed since; the message names all of them.
    """
    try:
        content = json.loads((run / NAME).read_text("utf-8"))
        recorded: dict[str, str] = content["files"]
    except FileNotFoundError:
        raise RunError(f"{run}: no finished build is there (no {NAME}); build it first, with the same run") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{run / NAME}: can't be read ({error}); build again") from error
    changed = [name for name, digest in recorded.items() if _digest(run / name) != digest]
    if changed:
        listed = ", ".join(changed)
        raise RunError(f"{run}: changed since the build, and not published: {listed}; build again, which is quick")
    return {name: run / name for name in recorded}


def sha256(path: Path) -> str:
    """Give a file's SHA-256.

    Raises:
        StorageError: it can't be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}") from error


def _digest(path: Path) -> str:
    return sha256(path) if path.is_file() else ""
