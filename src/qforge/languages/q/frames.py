"""Results as typed JSON frames, the worker's side: an interpreter value in, plain JSON out.

A frame is an object whose "t" is the type and whose other members are the value:

    {"t": "j", "v": 5}                               an atom: q's type letter
    {"t": "J", "v": [5, null, "0W"]}                 a simple vector: the letter in upper case
    {"t": "list", "v": [frame, ...]}                 a general list
    {"t": "dict", "k": frame, "v": frame}            a dictionary: two lists (or tables) of one count
    {"t": "table", "n": ["a", ...], "v": [frame, ...]}   a table: names and columns; keyed: a dict of two tables
    {"t": "::"}                                      the generic null

Payloads by letter: b true or false; x h i j and the temporals p m d n u v t integers (since 2000.01.01 or
midnight, in the type's unit); e f z numbers; c one byte, s any bytes, g 32 hexadecimal digits. Bytes are text whose
characters U+0000 to U+00FF are the bytes; a vector of c ("C") is one such text. A null is null, an infinity
"0W" or "-0W" (b x c s g have neither: their null is a value like any other). An atom of an enumeration has lost
its domain here, so enumerations are refused.

This module runs beside the interpreter and imports nothing else of qforge.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from qforge.languages.q.interpreter import values as q
from qforge.languages.q.interpreter.encoding import encode as encode_text
from qforge.languages.q.interpreter.kinds import KINDS

MAXIMUM_ITEMS = 1_000_000
MAXIMUM_DEPTH = 64

_PLAIN = frozenset({"b", "x"})
_FLOATS = frozenset({"e", "f", "z"})


class FrameError(ValueError):
    """A result that is no value for a frame: a function, an enumeration, too large or too deep."""


def encode(value: q.Value) -> dict[str, Any]:
    """Write a value of the interpreter as a frame.

    encode(5) is {"t": "j", "v": 5}; encode of the string "ab" is {"t": "C", "v": "ab"}.

    Raises:
        FrameError: it is, or holds, a function or an enumeration, or it passes a limit of this module.
    """
    return _Encoder().frame(value, 0)


class _Encoder:
    """One frame in the making; `left` is how many items it may still take."""

    def __init__(self) -> None:
        self.left = MAXIMUM_ITEMS

    def frame(self, value: q.Value, depth: int) -> dict[str, Any]:
        if depth > MAXIMUM_DEPTH:
            raise FrameError(f"the result is nested deeper than {MAXIMUM_DEPTH} levels")
        if isinstance(value, q.Primitive) and value.name == "::":
            return {"t": "::"}
        if isinstance(value, (q.EnumAtom, q.EnumVector)):
            raise FrameError("the result holds an enumeration; `value` of it gives its symbols")
        if isinstance(value, q.Vector):
            self._take(len(value.a))
            return {"t": KINDS[value.t].letter.upper(), "v": _vector_payload(value)}
        if isinstance(value, q.List):
            self._take(len(value.items))
            return {"t": "list", "v": [self.frame(item, depth + 1) for item in value.items]}
        if isinstance(value, q.Dict):
            return {"t": "dict", "k": self.frame(value.keys, depth + 1), "v": self.frame(value.values, depth + 1)}
        if isinstance(value, q.Table):
            self._take(len(value.names))
            names = [_text(name) for name in value.names]
            return {"t": "table", "n": names, "v": [self.frame(column, depth + 1) for column in value.columns]}
        return _atom(value)

    def _take(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise FrameError(f"the result has more than {MAXIMUM_ITEMS} items")


def _atom(value: q.Value) -> dict[str, Any]:
    number = -q.type_number(value)
    if number not in KINDS:
        raise FrameError("the result is or holds a function, which is no value to compare")
    kind = KINDS[number]
    content = q.payload(value)
    if kind.letter == "c":
        return {"t": "c", "v": chr(content)}
    return {"t": kind.letter, "v": _payload(kind.letter, content, kind.null, kind.infinity)}


def _payload(letter: str, content: Any, null: Any, infinity: Any) -> Any:
    if letter == "s":
        return _text(content)
    if letter == "g":
        return f"{content:032x}"
    if letter in _PLAIN:
        return content
    if letter in _FLOATS:
        if math.isnan(content):
            return None
        return float(content) if math.isfinite(content) else ("0W" if content > 0 else "-0W")
    if content == null:
        return None
    if content in (infinity, -infinity):
        return "0W" if content > 0 else "-0W"
    return int(content)


def _vector_payload(value: q.Vector) -> Any:
    kind = KINDS[value.t]
    array = value.a
    if kind.letter == "c":
        return array.tobytes().decode("latin-1")
    items = array.tolist()
    if kind.letter in _PLAIN or (kind.letter in _FLOATS and bool(np.isfinite(array).all())):
        return items
    if kind.letter not in _FLOATS and array.dtype != object and not _has_specials(array, kind.infinity):
        return items
    return [_payload(kind.letter, item, kind.null, kind.infinity) for item in items]


def _has_specials(array: Any, infinity: int) -> bool:
    """Whether the smallest three or the largest integer of the type occur: null, -0W, 0W."""
    return bool(len(array)) and (int(array.max()) >= infinity or int(array.min()) <= -infinity)


def _text(symbol: str) -> str:
    return encode_text(symbol).decode("latin-1")
