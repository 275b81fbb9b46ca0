"""The table of q's basic types: number, letter, name, numpy type, null and infinity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

LONG_NULL = -(2**63)
LONG_INFINITY = 2**63 - 1
INT_NULL = -(2**31)
INT_INFINITY = 2**31 - 1
NAN = float("nan")
INFINITY = float("inf")


@dataclass(frozen=True, slots=True)
class Kind:
    """One basic type; `null` and `infinity` are payloads (None where the type has none)."""

    number: int
    letter: str
    name: str
    dtype: Any
    size: int
    null: Any
    infinity: Any


_ROWS = (
    Kind(1, "b", "boolean", np.dtype(bool), 1, False, None),
    Kind(2, "g", "guid", np.dtype(object), 16, 0, None),
    Kind(4, "x", "byte", np.dtype(np.uint8), 1, 0, None),
    Kind(5, "h", "short", np.dtype(np.int16), 2, -(2**15), 2**15 - 1),
    Kind(6, "i", "int", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
    Kind(7, "j", "long", np.dtype(np.int64), 8, LONG_NULL, LONG_INFINITY),
    Kind(8, "e", "real", np.dtype(np.float32), 4, NAN, INFINITY),
    Kind(9, "f", "float", np.dtype(np.float64), 8, NAN, INFINITY),
    Kind(10, "c", "char", np.dtype(np.uint8), 1, 32, None),
    Kind(11, "s", "symbol", np.dtype(object), 8, "", None),
    Kind(12, "p", "timestamp", np.dtype(np.int64), 8, LONG_NULL, LONG_INFINITY),
    Kind(13, "m", "month", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
    Kind(14, "d", "date", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
    Kind(15, "z", "datetime", np.dtype(np.float64), 8, NAN, INFINITY),
    Kind(16, "n", "timespan", np.dtype(np.int64), 8, LONG_NULL, LONG_INFINITY),
    Kind(17, "u", "minute", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
    Kind(18, "v", "second", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
    Kind(19, "t", "time", np.dtype(np.int32), 4, INT_NULL, INT_INFINITY),
)

KINDS: dict[int, Kind] = {row.number: row for row in _ROWS}
BY_LETTER: dict[str, Kind] = {row.letter: row for row in _ROWS}
BY_NAME: dict[str, Kind] = {row.name: row for row in _ROWS}
DTYPE: list[Any] = [KINDS[number].dtype if number in KINDS else None for number in range(20)]
NULL: list[Any] = [KINDS[number].null if number in KINDS else None for number in range(20)]
LETTER: list[str] = [KINDS[number].letter if number in KINDS else " " for number in range(20)]

BOOLEAN, GUID, BYTE, SHORT, INT, LONG, REAL, FLOAT, CHAR, SYMBOL = 1, 2, 4, 5, 6, 7, 8, 9, 10, 11
TIMESTAMP, MONTH, DATE, DATETIME, TIMESPAN, MINUTE, SECOND, TIME = range(12, 20)
ENUMERATION = 20

INTEGERS = frozenset({1, 4, 5, 6, 7})
FLOATS = frozenset({8, 9, 15})
TEMPORAL = frozenset(range(12, 20))
