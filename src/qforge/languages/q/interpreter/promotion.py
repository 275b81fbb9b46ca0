"""Type promotion: which type a pair of types gives, and payloads carried from one type to another."""

from __future__ import annotations

from typing import Any

import numpy as np

from .errors import QError
from .kinds import BY_LETTER, DTYPE, FLOATS, LONG_INFINITY, NULL
from .values import Array

NANOSECONDS_A_DAY = 86_400_000_000_000
_DAYS_OF_TIMESTAMPS = (2**63 - 1) / NANOSECONDS_A_DAY
LETTERS = "bgxhijefcspmdznuvt"
_PER_NANOSECOND = {16: 1, 17: 60_000_000_000, 18: 1_000_000_000, 19: 1_000_000}


def read_table(text: str) -> dict[tuple[int, int], int]:
    """A table of result types: one row a left type, one letter a right type, in the order of LETTERS."""
    found = {}
    for left, row in zip(LETTERS, text.split(), strict=True):
        for right, result in zip(LETTERS, row, strict=True):
            if result != ".":
                found[BY_LETTER[left].number, BY_LETTER[right].number] = BY_LETTER[result].number
    return found


def months_to_days(months: Array) -> Array:
    """The first days of months (both counted from 2000.01)."""
    return (np.asarray(months, dtype=np.int64) + 360).astype("datetime64[M]").astype("datetime64[D]").astype(
        np.int64
    ) - 10957


def days_to_months(days: Array) -> Array:
    """The months of days (both counted from 2000.01.01)."""
    return (np.asarray(days, dtype=np.int64) + 10957).astype("datetime64[D]").astype("datetime64[M]").astype(
        np.int64
    ) - 360


def is_null(t: int, a: Array) -> Array:
    """Where payloads of type t are null."""
    if t in FLOATS:
        return np.isnan(a)
    if t in (1, 4):
        return np.zeros(np.shape(a), dtype=bool)
    return a == NULL[t]


def has_null(t: int, a: Array) -> bool:
    """Whether any payload of an integer-like type t is null."""
    if t in (1, 4) or a.size == 0:
        return False
    return bool(a.min() == NULL[t])


def to_floats(t: int, a: Array) -> Array:
    """Payloads as floats, null as nan."""
    if t in FLOATS:
        return a.astype(np.float64, copy=False)
    result = a.astype(np.float64)
    if t in (1, 4, 10):
        return result
    if has_null(t, a):
        result = np.where(a == NULL[t], np.nan, result)
    return result


def nanoseconds(t: int, a: Array) -> Array:
    """Payloads of a temporal type as nanoseconds, from 2000.01.01 or from midnight; nulls are not looked at."""
    a64 = np.asarray(a)
    if t in (12, 16):
        return a64.astype(np.int64)
    if t == 13:
        return months_to_days(a64) * NANOSECONDS_A_DAY
    if t == 14:
        return a64.astype(np.int64) * NANOSECONDS_A_DAY
    if t == 15:
        whole = np.where(np.isnan(a64), 0.0, a64)
        return np.round(whole * 86_400_000).astype(np.int64) * 1_000_000
    return a64.astype(np.int64) * _PER_NANOSECOND[t]


def to_type(t: int, a: Array, result: int) -> Array:
    """Payloads of type t in the units and array type of `result`, null staying null.

    Numbers keep their number whatever the unit; a day counts as its midnight.
    """
    if t == result:
        return a
    if result in (8, 9, 15) and t not in range(12, 20):
        return to_floats(t, a).astype(DTYPE[result])
    if t in FLOATS and t != 15:
        rounded = np.where(np.isnan(a), 0, a).astype(np.int64)
        return _with_nulls(rounded, np.isnan(a), result)
    nulls = is_null(t, a) if t not in (1, 4, 10) else None
    if t in range(12, 20) and result in range(12, 20):
        return _with_nulls(_units(t, a, result), nulls, result)
    if t in range(12, 20) and result in (8, 9):
        return to_floats(t, a)
    return _with_nulls(a.astype(np.int64), nulls, result)


def _units(t: int, a: Array, result: int) -> Array:
    if result == 15:
        return a.astype(np.float64) if t == 14 else nanoseconds(t, a) / NANOSECONDS_A_DAY
    if result == 12 and t in (14, 15):
        return _moments(t, a)
    if result == 14 and t == 13:
        return months_to_days(np.where(a == NULL[13], 0, a))
    if result == 13:
        days = nanoseconds(t, a) // NANOSECONDS_A_DAY
        return days_to_months(days)
    if t == 13:
        a = np.where(a == NULL[13], 0, a)
    ns = nanoseconds(t, a)
    if result in (12, 16):
        return ns
    if result == 14:
        return ns // NANOSECONDS_A_DAY
    return ns // _PER_NANOSECOND[result]


def _moments(t: int, a: Array) -> Array:
    """Dates or datetimes as timestamps; those beyond what a timestamp can hold are its infinities."""
    days = np.asarray(np.where(is_null(t, a), 0, a), dtype=np.float64)
    inside = np.abs(days) < _DAYS_OF_TIMESTAMPS
    made = nanoseconds(t, np.where(inside, a, 0).astype(np.asarray(a).dtype))
    return np.where(inside, made, np.where(days < 0, -LONG_INFINITY, LONG_INFINITY))


def cast_temporal(t: int, a: Array, result: int) -> Array:
    """Payloads of one temporal type as another; a moment becomes its time of day."""
    nulls = is_null(t, a)
    if result in (16, 17, 18, 19) and t in (12, 15):
        clock = np.mod(nanoseconds(t, np.where(nulls, 0, a)), NANOSECONDS_A_DAY)
        return _with_nulls(clock if result == 16 else to_type(16, clock, result), nulls, result)
    return to_type(t, a, result)


def _with_nulls(a: Array, nulls: Any, result: int) -> Array:
    if nulls is not None and np.any(nulls):
        a = np.where(nulls, NULL[result], a)
    return np.asarray(a).astype(DTYPE[result])


def result_type(table: dict[tuple[int, int], int], x: int, y: int) -> int:
    """The entry of a table of result types.

    Raises QError type where it has none.
    """
    found = table.get((x, y))
    if found is None:
        raise QError("type")
    return found
