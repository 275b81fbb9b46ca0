"""Writes files whole: a reader, or the next run, never finds half of one."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from qforge.errors import StorageError


def write_aside(path: Path, write: Callable[[BinaryIO], None]) -> Path:
    """Write a file beside its place and move it there when it is whole.

    Raises:
        StorageError: the disk refused; what lay in the place still does.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with aside.open("wb") as stream:
            write(stream)
        os.replace(aside, path)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}") from error
    return path
