"""Atoms and vectors as the console shows them: numbers, moments, symbols, strings."""

from __future__ import annotations

import math
from typing import Any

from .encoding import decode
from .kinds import KINDS, NULL
from .literals import NANOSECONDS_A_DAY, calendar

# 0001.01.01 and 9999.12.31
_FIRST_DAY, _LAST_DAY = -730119, 2921939


_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}


def float_text(x: float, precision: int) -> str:
    """A float without type suffix, to `precision` significant digits (0: 17)."""
    if math.isnan(x):
        return "0n"
    if math.isinf(x):
        return "0w" if x > 0 else "-0w"
    text = f"{x:.{precision or 17}g}"
    if x == 0:
        return "-0" if text.startswith("-") else "0"
    return text


def has_point(text: str) -> bool:
    return any(c in text for c in ".enw")


def clock_text(units: int, per_second: int, digits: int) -> str:
    """`hh:mm:ss` and a fraction of `digits` digits, of a count of units of which a second has `per_second`."""
    sign = "-" if units < 0 else ""
    seconds, fraction = divmod(abs(units), per_second)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{sign}{hours:02d}:{minute:02d}:{second:02d}"
    return f"{text}.{fraction:0{digits}d}" if digits else text


def date_text(day: int) -> str:
    """`yyyy.mm.dd` of days since 2000.01.01; zeros outside of the years 1 to 9999."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return "0000.00.00"
    year, month, last = calendar(day)
    return f"{year:04d}.{month:02d}.{last:02d}"


def _timespan(n: int) -> str:
    sign, n = ("-", -n) if n < 0 else ("", n)
    day, rest = divmod(n, NANOSECONDS_A_DAY)
    return f"{sign}{day}D{clock_text(rest, 10**9, 9)}"


def _timestamp(n: int) -> str:
    day, rest = divmod(n, NANOSECONDS_A_DAY)
    return f"{date_text(day)}D{clock_text(rest, 10**9, 9)}"


def _datetime(x: float) -> str:
    if not _FIRST_DAY <= x < _LAST_DAY + 1:
        return "0000.00.00T00:00:00.000"
    milliseconds = round(x * 86_400_000)
    day, rest = divmod(milliseconds, 86_400_000)
    return f"{date_text(day)}T{clock_text(rest, 1000, 3)}"


def _month(n: int) -> str:
    return f"{2000 + n // 12:04d}.{n % 12 + 1:02d}"


def _minute(n: int) -> str:
    hours, minutes = divmod(abs(n), 60)
    return f"{'-' if n < 0 else ''}{hours:02d}:{minutes:02d}"


def guid_text(n: int) -> str:
    """The 36 characters of a guid."""
    digits = f"{n:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def plain_text(t: int, v: Any, precision: int) -> str:
    """A payload without type suffix; null and infinity as `0N`, `0W`, `-0W` or `0n`, `0w`, `-0w`."""
    if t in (8, 9):
        return float_text(v, min(precision, 9) if t == 8 and precision == 0 else precision)
    if t == 15:
        return float_text(v, 7) if math.isnan(v) or math.isinf(v) else _datetime(v)
    if t == 1:
        return "1" if v else "0"
    if t == 2:
        return guid_text(v)
    if t == 4:
        return f"{v:02x}"
    if t == 10:
        return decode(bytes([v]))
    if t == 11:
        return str(v)
    if v == NULL[t]:
        return "0N"
    if abs(v) == KINDS[t].infinity and t != 5:
        return "0W" if v > 0 else "-0W"
    return str(_INTEGER_TEXTS[t](v))


_INTEGER_TEXTS: dict[int, Any] = {
    5: str,
    6: str,
    7: str,
    12: _timestamp,
    13: _month,
    14: date_text,
    16: _timespan,
    17: _minute,
    18: lambda n: clock_text(n, 1, 0),
    19: lambda n: clock_text(n, 1000, 3),
}


def is_special(text: str) -> bool:
    return text in ("0N", "0W", "-0W", "0n", "0w", "-0w")


def atom_text(t: int, v: Any, precision: int) -> str:
    """An atom as the console shows it alone: `5`, `5i`, `2f`, `0Nd`, `"a"`, `` `a ``."""
    if t == 11:
        return f"`{v}"
    if t == 10:
        return quoted(bytes([v]))
    if t == 1:
        return "1b" if v else "0b"
    if t == 4:
        return f"0x{v:02x}"
    text = plain_text(t, v, precision)
    if t == 9:
        return text if has_point(text) else text + "f"
    if t == 8:
        return text + "e"
    if t in (7, 2):
        return text
    if t == 15:
        return ("-" if text.startswith("-") else "") + "0" + text[-1].upper() + "z" if is_special(text) else text
    if t in (5, 6, 13) or is_special(text):
        return text + KINDS[t].letter
    return text


def quoted(data: bytes) -> str:
    """A string literal of these bytes."""
    text = "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in data)
    return f'"{text}"'
