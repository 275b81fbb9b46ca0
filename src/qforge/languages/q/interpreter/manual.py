"""The manual of verbs: each entry is the docstring of the function behind a row of the catalogue."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import catalogue, library

_SYNTAX = {
    "if do while": "control: syntax, read by parser.py, compiled by compiler.py",
    "select exec update delete by from": "templates of qSQL: syntax, read by parser.py, performed by sql*.py",
    "' / \\ ': /: \\:": "iterators: adverbs.py, from maps.py and accumulators.py",
}


def names() -> list[str]:
    """All names that have an entry, sorted."""
    return sorted(_verbs())


def entry(name: str) -> str:
    """The entry of a verb: its valence, where its row and its function stand, what it does, with examples.

    Raises LookupError where there is none; the message names similar verbs.
    """
    for words, text in _SYNTAX.items():
        if name in words.split():
            return f"{words}\n\n{text}\n"
    known = _verbs()
    if name not in known:
        others = [word for row in _SYNTAX for word in row.split()]
        near = difflib.get_close_matches(name, [*known, *others], 3, 0.6)
        raise LookupError(f"there is no verb {name}" + (f"; similar: {' '.join(near)}" if near else ""))
    function, low, high, module = known[name]
    valence = f"{low}" if low == high else f"{low} to {high}"
    text = inspect.getdoc(function) or "This copy of the interpreter carries no manual."
    return f"{name}  arguments: {valence}  row: {module}  function: {_place(function)}\n\n{text}\n"


def contents() -> str:
    """All verbs by the module that their rows stand in, and where the rest of the language is."""
    rows: dict[str, list[str]] = {}
    for name, (_, _, _, module) in _verbs().items():
        rows.setdefault(module, []).append(name)
    return "".join(f"{place:24} {' '.join(sorted(found))}\n" for place, found in rows.items()) + "".join(
        f"{text.split(':')[0]:24} {words}\n" for words, text in _SYNTAX.items()
    )


def _verbs() -> dict[str, tuple[Callable[..., Any], int, int, str]]:
    """Name -> function, least and most arguments, module of the row."""
    found: dict[str, tuple[Callable[..., Any], int, int, str]] = {}
    for subject in catalogue.SUBJECTS:
        module = f"verbs/{subject.__name__.rsplit('.', 1)[-1]}.py"
        found |= {row.name: (row.function, row.low, row.high or row.low, module) for row in subject.TABLE}
    return found | {name: (f.code, f.low, f.high, "library.py") for name, f in library.FUNCTIONS.items()}


def _place(function: Callable[..., Any]) -> str:
    """Where the code of a function begins: the file below the interpreter's folder, and the line."""
    code = inspect.unwrap(function).__code__
    folder = Path(__file__).parent
    path = Path(code.co_filename)
    return f"{path.relative_to(folder) if path.is_relative_to(folder) else path.name}:{code.co_firstlineno}"
