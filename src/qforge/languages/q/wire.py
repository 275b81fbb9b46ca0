"""Reads values in q's interchange format (what `-8!` gives) into the frames that `frames` documents.

The bytes come from a process that ran a teacher's program, so nothing about them is taken for granted: what is not
a value of that format raises FrameError and nothing else. The format is KX's, as its public documentation of
serialization describes it; only what `-8!` writes is read: little-endian, not compressed.

    decode(bytes.fromhex("0100000011000000f90500000000000000")) is {"t": "j", "v": 5}
"""

from __future__ import annotations

import math
import struct
from typing import Any

from qforge.languages.q.frames import MAXIMUM_DEPTH, MAXIMUM_ITEMS, FrameError

HEADER_BYTES = 8
LITTLE_ENDIAN, UNCOMPRESSED = 1, 0

GENERAL, TABLE, DICTIONARY, SORTED_DICTIONARY, PRIMITIVE = 0, 98, 99, 127, 101
GENERIC_NULL = b"\0"

# Type number to letter, and how `struct` reads one item; guids and symbols have ways of their own.
ITEMS: dict[int, tuple[str, str]] = {
    1: ("b", "B"), 2: ("g", ""), 4: ("x", "B"), 5: ("h", "h"), 6: ("i", "i"), 7: ("j", "q"), 8: ("e", "f"),
    9: ("f", "d"), 10: ("c", "B"), 11: ("s", ""), 12: ("p", "q"), 13: ("m", "i"), 14: ("d", "i"), 15: ("z", "d"),
    16: ("n", "q"), 17: ("u", "i"), 18: ("v", "i"), 19: ("t", "i"),
}  # fmt: skip
SPECIALS = {code: (-(1 << bits - 1), (1 << bits - 1) - 1) for code, bits in (("h", 16), ("i", 32), ("q", 64))}
"""By code of `struct`: the null and the infinity of an integer type."""

Frame = dict[str, Any]


def decode(message: bytes) -> Frame:
    """Give the frame of a message.

    Raises:
        FrameError: it is no whole value of the format, a function, or too large or too deep.
    """
    if len(message) <= HEADER_BYTES or message[0] != LITTLE_ENDIAN or message[2] != UNCOMPRESSED:
        raise FrameError("the result is no message of q's")
    reader = _Reader(message, HEADER_BYTES)
    frame = reader.value(0)
    if reader.place != len(message):
        raise FrameError("the result has more bytes than its value")
    return frame


class _Reader:
    """A message being read; `left` is how many items it may still have."""

    def __init__(self, data: bytes, place: int) -> None:
        self.data, self.place, self.left = data, place, MAXIMUM_ITEMS

    def value(self, depth: int) -> Frame:
        if depth > MAXIMUM_DEPTH:
            raise FrameError(f"the result is nested deeper than {MAXIMUM_DEPTH} levels")
        (number,) = struct.unpack("b", self._take(1))
        if -number in ITEMS:
            letter, code = ITEMS[-number]
            payload = self._payloads(letter, code, 1)
            return {"t": letter, "v": payload if letter == "c" else payload[0]}
        if number in ITEMS:
            letter, code = ITEMS[number]
            return {"t": letter.upper(), "v": self._payloads(letter, code, self._count())}
        if number == GENERAL:
            return {"t": "list", "v": [self.value(depth + 1) for _ in range(self._count())]}
        if number in (DICTIONARY, SORTED_DICTIONARY):
            return {"t": "dict", "k": self.value(depth + 1), "v": self.value(depth + 1)}
        if number == TABLE:
            return self._table(depth)
        if number == PRIMITIVE and self._take(1) == GENERIC_NULL:
            return {"t": "::"}
        raise FrameError("the result is or holds a function, which is no value to compare")

    def _table(self, depth: int) -> Frame:
        self._take(1)
        inner = self.value(depth + 1)
        names, columns = inner.get("k", {}), inner.get("v", {})
        if inner["t"] != "dict" or names.get("t") != "S" or columns.get("t") != "list":
            raise FrameError("a table of the result has no names or no columns")
        return {"t": "table", "n": names["v"], "v": columns["v"]}

    def _count(self) -> int:
        self._take(1)  # the attribute
        (count,) = struct.unpack("<i", self._take(4))
        self.left -= max(count, 0)
        if count < 0 or self.left < 0 or count > len(self.data):
            raise FrameError(f"the result has more than {MAXIMUM_ITEMS} items")
        return int(count)

    def _payloads(self, letter: str, code: str, count: int) -> Any:
        if letter == "c":
            return self._take(count).decode("latin-1")
        if letter == "s":
            return [self._symbol() for _ in range(count)]
        if letter == "g":
            return [self._take(16).hex() for _ in range(count)]
        found = struct.unpack(f"<{count}{code}", self._take(count * struct.calcsize(code)))
        if letter == "x":
            return list(found)
        if letter == "b":
            return [_boolean(item) for item in found]
        if code in SPECIALS:
            null, infinity = SPECIALS[code]
            return [_integer(item, null, infinity) for item in found]
        return [_float(item) for item in found]

    def _symbol(self) -> str:
        end = self.data.find(b"\0", self.place)
        if end < 0:
            raise FrameError("a symbol of the result has no end")
        content = self.data[self.place : end]
        self.place = end + 1
        return content.decode("latin-1")

    def _take(self, count: int) -> bytes:
        taken = self.data[self.place : self.place + count]
        if len(taken) < count:
            raise FrameError("the result ends before its value does")
        self.place += count
        return taken


def _boolean(item: int) -> bool:
    if item > 1:
        raise FrameError("a boolean of the result is neither 0 nor 1")
    return item == 1


def _integer(item: int, null: int, infinity: int) -> int | str | None:
    if item == null:
        return None
    if abs(item) == infinity:
        return "0W" if item > 0 else "-0W"
    return item


def _float(item: float) -> float | str | None:
    if math.isnan(item):
        return None
    return item if math.isfinite(item) else ("0W" if item > 0 else "-0W")
