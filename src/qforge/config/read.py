"""Reads a pipeline file into the dataclass that describes it, or raises one error with every mistake in it."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from qforge.config import overrides as overriding
from qforge.config.check import Checker, Resolve
from qforge.config.document import Items, Mistake, Mistakes, Place, Section, parse, plain
from qforge.config.wording import nearest
from qforge.errors import PipelineError

Schema = TypeVar("Schema")

LARGEST_KILOBYTES = 256


def read(path: Path, schema: type[Schema], resolve: Resolve, overrides: Sequence[str] = ()) -> Schema:
    """Read and check a pipeline file.

    Relative paths are taken from the file's folder, unless the schema marks them otherwise; those of overrides from the
    current folder.

    Args:
        path: the file.
        schema: a frozen dataclass; nested dataclasses are sections, `Annotated[Plugin, Kind(...)]` plugins.
        resolve: gives the module of a plugin, or raises PluginError.
        overrides: ``KEY=VALUE`` each, applied in order before the check.

    Raises:
        PipelineError: one line for each mistake, in the order of the file, those of the overrides last.
    """
    text = _text(path)

    def place(line: int, column: int) -> Place:
        return Place(f"{path}:{line + 1}", (0, line, column), path.parent)

    mistakes: Mistakes = []
    root = parse(text, place, mistakes)
    if root is None and not mistakes:
        mistakes.append(Mistake(place(0, 0), "", "the file is empty; expected lines of key: value"))
    elif root is not None and not isinstance(root, Section):
        kind = "a list" if isinstance(root, Items) else "a single value"
        mistakes.append(Mistake(root.place, "", f"the file holds {kind}; expected lines of key: value"))
    if not isinstance(root, Section):
        raise _error(mistakes)
    root = overriding.apply(root, overrides, mistakes)
    checker = Checker(resolve, plain(root), mistakes)
    checked = checker.section(schema, root, "")
    if mistakes:
        raise _error(mistakes)
    assert isinstance(checked, schema)
    return checked


def keys(path: Path) -> frozenset[str]:
    """Give the keys at the top of a file, as far as it can be read; its mistakes are for `read` to tell.

    Raises:
        PipelineError: there is no such file, or it is no text.
    """
    root = parse(_text(path), lambda line, column: Place("", (0, line, column), path.parent), [])
    return frozenset(root.entries) if isinstance(root, Section) else frozenset()


def _error(mistakes: Mistakes) -> PipelineError:
    ordered = sorted(mistakes, key=lambda mistake: mistake.place.rank)
    return PipelineError("\n".join(str(mistake) for mistake in ordered))


def _text(path: Path) -> str:
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise PipelineError(f"{path}: a folder; expected a pipeline file (YAML)")
        if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST_KILOBYTES * 1024:
            raise PipelineError(f"{path}: no file of at most {LARGEST_KILOBYTES} kilobytes; expected a pipeline file")
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise PipelineError(f"{path}: there is no such file{_similar(path)}") from None
    except UnicodeDecodeError as error:
        raise PipelineError(f"{path}: not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise PipelineError(f"{path}: can't be read: {reason}") from None


def _similar(path: Path) -> str:
    if not path.parent.is_dir():
        return ""
    return nearest(path.name, sorted(other.name for other in path.parent.glob("*.y*ml")))
