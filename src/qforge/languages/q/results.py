"""Results as the parent reads them: frames checked member by member, then plain values that can be trusted.

A frame comes from a process that ran a teacher's program, so nothing about it is taken for granted: whatever
does not have the form that `frames` documents raises MalformedFrameError and nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from qforge.languages.q.frames import MAXIMUM_DEPTH, MAXIMUM_ITEMS

Payload: TypeAlias = bool | int | float | bytes | None
"""An atom's content: None is the type's null, an infinity is the float; chars, symbols and guids are bytes."""


class MalformedFrameError(ValueError):
    """A frame that has not the documented form."""


@dataclass(frozen=True, slots=True)
class Atom:
    """An atom: q's type letter and the payload."""

    letter: str
    payload: Payload


@dataclass(frozen=True, slots=True)
class Vector:
    """A simple vector: the type letter of its items, and their payloads."""

    letter: str
    payloads: list[Payload]

    @property
    def text(self) -> bytes:
        """The bytes of a vector of chars."""
        return b"".join(payload for payload in self.payloads if isinstance(payload, bytes))


@dataclass(frozen=True, slots=True)
class General:
    """A general list."""

    items: list[Result]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A dictionary: keys and values are lists or tables of one count."""

    keys: Result
    values: Result


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns' names (bytes), the columns (lists of one count), and that count."""

    names: list[bytes]
    columns: list[Result]
    count: int


@dataclass(frozen=True, slots=True)
class GenericNull:
    """`(::)`"""


Result: TypeAlias = Atom | Vector | General | Dictionary | Table | GenericNull

KINDS = {
    "b": "boolean", "g": "guid", "x": "byte", "h": "short", "i": "int", "j": "long", "e": "real", "f": "float",
    "c": "char", "s": "symbol", "p": "timestamp", "m": "month", "d": "date", "z": "datetime", "n": "timespan",
    "u": "minute", "v": "second", "t": "time",
}  # fmt: skip
_FLOATS = frozenset("efz")
_ABSENT = object()
_INFINITIES = {"0W": math.inf, "-0W": -math.inf}


def items(result: Result) -> list[Result] | None:
    """Give a list's items or a table's rows, and None for what has none."""
    if isinstance(result, Vector):
        return [Atom(result.letter, payload) for payload in result.payloads]
    if isinstance(result, General):
        return result.items
    if isinstance(result, Table):
        names = Vector("s", list(result.names))
        columns = [items(column) or [] for column in result.columns]
        return [Dictionary(names, General([column[row] for column in columns])) for row in range(result.count)]
    return None


def count(result: Result) -> int | None:
    """Give the number of a list's items or a table's rows, and None for what has none."""
    if isinstance(result, Vector):
        return len(result.payloads)
    if isinstance(result, General):
        return len(result.items)
    return result.count if isinstance(result, Table) else None


def read(frame: Mapping[str, Any]) -> Result:
    """Read a frame.

    Raises:
        MalformedFrameError: it has not the form that `frames` documents, or passes its limits.
    """
    return _Reader().read(frame, 0)


class _Reader:
    """One frame being read; `left` is how many items may still come."""

    def __init__(self) -> None:
        self.left = MAXIMUM_ITEMS

    def read(self, frame: object, depth: int) -> Result:
        if not isinstance(frame, Mapping) or not isinstance(frame.get("t"), str):
            raise MalformedFrameError("a frame is no object with a type")
        if depth > MAXIMUM_DEPTH:
            raise MalformedFrameError(f"nested deeper than {MAXIMUM_DEPTH} levels")
        tag = frame["t"]
        if tag == "::":
            return GenericNull()
        if tag in KINDS:
            return Atom(tag, _payload(tag, frame.get("v", _ABSENT)))
        if tag.isupper() and tag.lower() in KINDS:
            return Vector(tag.lower(), self._payloads(tag.lower(), frame.get("v")))
        if tag == "list":
            return General([self.read(item, depth + 1) for item in self._list(frame.get("v"))])
        if tag == "dict":
            return self._dictionary(self.read(frame.get("k"), depth + 1), self.read(frame.get("v"), depth + 1))
        if tag == "table":
            return self._table(frame, depth)
        raise MalformedFrameError("a frame has an unknown type")

    def _list(self, content: object) -> list[Any]:
        if not isinstance(content, list):
            raise MalformedFrameError("a list's items are no list")
        self._take(len(content))
        return content

    def _take(self, number: int) -> None:
        self.left -= number
        if self.left < 0:
            raise MalformedFrameError(f"more than {MAXIMUM_ITEMS} items")

    def _payloads(self, letter: str, content: object) -> list[Payload]:
        if letter == "c":
            data = _bytes(content)
            self._take(len(data))
            return [data[at : at + 1] for at in range(len(data))]
        return [_payload(letter, item) for item in self._list(content)]

    def _dictionary(self, keys: Result, values: Result) -> Dictionary:
        number = count(keys)
        if number is None or number != count(values):
            raise MalformedFrameError("a dictionary's keys and values are no lists of one count")
        return Dictionary(keys, values)

    def _table(self, frame: Mapping[str, Any], depth: int) -> Table:
        names = [_bytes(name) for name in self._list(frame.get("n"))]
        columns = [self.read(column, depth + 1) for column in self._list(frame.get("v"))]
        counts = {count(column) for column in columns}
        number = counts.pop() if len(counts) == 1 else None
        if number is None or len(names) != len(columns) or len(set(names)) != len(names):
            raise MalformedFrameError("a table's columns are no lists of one count with a name each")
        return Table(names, columns, number)


def _payload(letter: str, content: object) -> Payload:
    if letter == "b":
        if isinstance(content, bool):
            return content
    elif letter == "c":
        data = _bytes(content)
        if len(data) == 1:
            return data
    elif letter == "s":
        return _bytes(content)
    elif letter == "g":
        if isinstance(content, str) and re.fullmatch("[0-9a-f]{32}", content):
            return content.encode("ascii")
    elif letter == "x":
        if type(content) is int and 0 <= content < 256:
            return content
    elif content is None:
        return None
    elif isinstance(content, str) and content in _INFINITIES:
        return _INFINITIES[content]
    elif letter in _FLOATS:
        if type(content) is float and math.isfinite(content):
            return content
    elif type(content) is int and abs(content) < 2**63:
        return content
    raise MalformedFrameError(f"a {KINDS[letter]} has no such value")


def _bytes(content: object) -> bytes:
    try:
        if isinstance(content, str):
            return content.encode("latin-1")
    except UnicodeEncodeError:
        pass
    raise MalformedFrameError("text is not bytes as the characters U+0000 to U+00FF")
