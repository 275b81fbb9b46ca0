"""Number, string and symbol literals: text to values and the calendar behind temporal ones."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np

from .encoding import decode, encode
from .errors import QError
from .kinds import BY_LETTER, DATETIME, INFINITY, KINDS, NAN, NULL, SYMBOL
from .values import Value, Vector, atom, char, string, symbol, symbols, vector

NANOSECONDS_A_DAY = 86_400_000_000_000
_MOST_DIGITS = 4000  # Python converts no longer ones
_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")
_INTEGER = re.compile(r"-?\d+\Z")
_NUMBER = re.compile(r"(-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)([a-z]?)\Z")
_SPECIAL = re.compile(r"(-?)0([NnWw])([a-z]?)\Z")
_DATE = re.compile(r"(\d{4})\.(\d\d)\.(\d\d)\Z")
_MONTH = re.compile(r"(\d{4})\.(\d\d)m?\Z")
_CLOCK = re.compile(r"(-?)(\d+):(\d\d)(?::(\d\d)(?:\.(\d*))?)?([uvtn]?)\Z")
_SPAN = re.compile(r"(-?)(\d+)D(?:(\d\d?)(?::(\d\d)(?::(\d\d)(?:\.(\d*))?)?)?)?n?\Z")
_STAMP = re.compile(r"(\d{4}\.\d\d\.\d\d)([DT])(?:(\d\d?)(?::(\d\d)(?::(\d\d)(?:\.(\d*))?)?)?)?[pz]?\Z")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\\": b"\\", b'"': b'"', b"/": b"/"}


def days(year: int, month: int, day: int) -> int | None:
    """Days since 2000.01.01, or None where there is no such day."""
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    start = int(np.datetime64(f"{year:04d}-{month:02d}", "M").astype("datetime64[D]").astype(int))
    following = int((np.datetime64(f"{year:04d}-{month:02d}", "M") + 1).astype("datetime64[D]").astype(int))
    return start + day - 1 - 10957 if day <= following - start else None


def calendar(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a count of days since 2000.01.01."""
    text = str(np.datetime64(int(day) + 10957, "D"))
    year, month, last = text.rsplit("-", 2)
    return int(year), int(month), int(last)


def _fraction(digits: str | None, places: int) -> int:
    return int((digits or "").ljust(places, "0")[:places] or "0")


def _clock_nanoseconds(hour: str | None, minute: str | None, second: str | None, fraction: str | None) -> int:
    seconds = (int(hour or 0) * 60 + int(minute or 0)) * 60 + int(second or 0)
    return seconds * 1_000_000_000 + _fraction(fraction, 9)


def _date_days(text: str) -> int:
    m = _DATE.match(text)
    day = days(int(m[1]), int(m[2]), int(m[3])) if m else None
    if day is None:
        raise QError(text)
    return day


def _clock(m: re.Match[str]) -> tuple[int, int]:
    sign = -1 if m[1] else 1
    hours, minutes = int(m[2]), int(m[3])
    if m[4] is None:
        return 17, sign * (hours * 60 + minutes)
    seconds = (hours * 60 + minutes) * 60 + int(m[4])
    if m[5] is None and m[6] not in ("t", "n"):
        return 18, sign * seconds
    if m[6] == "n" or len(m[5] or "") > 3:
        return 16, sign * (seconds * 1_000_000_000 + _fraction(m[5], 9))
    return 19, sign * (seconds * 1000 + _fraction(m[5], 3))


def one_number(text: str) -> tuple[int, Any]:
    """Type number and payload of one numeric literal.

    one_number("12:30") is (17, 750). Raises QError with the text as its name where it is no literal, or where its
    type has no such number.
    """
    t, payload = _one_number(text)
    if t > SYMBOL and t != DATETIME and abs(payload) > KINDS[t].infinity and not _SPECIAL.match(text):
        raise QError(text)
    return t, payload


def _one_number(text: str) -> tuple[int, Any]:
    if _INTEGER.match(text):
        return 7, _ranged(text, 7)
    if m := _SPECIAL.match(text):
        return _special(m[1], m[2], m[3])
    if m := _NUMBER.match(text):
        return _suffixed(m[1], m[2], text)
    if m := _DATE.match(text):
        return 14, _date_days(text)
    if m := _CLOCK.match(text):
        return _clock(m)
    if m := _SPAN.match(text):
        clock = _clock_nanoseconds(m[3], m[4], m[5], m[6])
        return 16, (-1 if m[1] else 1) * (int(m[2]) * NANOSECONDS_A_DAY + clock)
    if m := _STAMP.match(text):
        clock = _clock_nanoseconds(m[3], m[4], m[5], m[6])
        day = _date_days(m[1])
        return (12, day * NANOSECONDS_A_DAY + clock) if m[2] == "D" else (15, day + clock / NANOSECONDS_A_DAY)
    raise QError(text)


def _ranged(digits: str, t: int) -> int:
    if len(digits) > _MOST_DIGITS:
        raise QError(digits)
    number = int(digits)
    bound = KINDS[t].infinity if t != 4 else 255
    if abs(number) > bound:
        raise QError(digits)
    return number


def _special(sign: str, letter: str, suffix: str) -> tuple[int, Any]:
    if suffix and suffix not in BY_LETTER:
        raise QError(f"0{letter}{suffix}")
    if letter in "nw":
        t = BY_LETTER[suffix].number if suffix else 9
        if t in (8, 9, 15):
            return t, NAN if letter == "n" else (-INFINITY if sign else INFINITY)
    else:
        t = BY_LETTER[suffix].number if suffix else 7
    if letter in "Nn":
        if t in (1, 4, 10, 11):
            raise QError(f"0{letter}{suffix}")
        return t, NULL[t]
    infinity = KINDS[t].infinity
    if infinity is None:
        raise QError(f"0{letter}{suffix}")
    return t, -infinity if sign else infinity


def _suffixed(digits: str, suffix: str, text: str) -> tuple[int, Any]:
    if suffix == "m" and (m := _MONTH.match(text)) and 1 <= int(m[2]) <= 12:
        return 13, (int(m[1]) - 2000) * 12 + int(m[2]) - 1
    if suffix == "b" and set(digits) <= {"0", "1"} and len(digits) == 1:
        return 1, digits == "1"
    if suffix == "e":
        return 8, float(np.float32(digits))
    if suffix in ("f", "z"):
        return BY_LETTER[suffix].number, float(digits)
    if _INTEGER.match(digits) and suffix in BY_LETTER and suffix not in "bgcsx":
        t = BY_LETTER[suffix].number
        return t, _ranged(digits, t)
    if suffix == "" and digits.count(".") <= 1:
        return 9, float(digits)
    raise QError(text)


@lru_cache(maxsize=4096)
def number_literal(text: str) -> Value:
    """The value of a run of numbers: `number_literal("1 2 3f")` is the vector 1 2 3f.

    Raises QError with the offending part as its name.
    """
    parts = text.split()
    if len(parts) == 1:
        return _single(parts[0])
    suffix = parts[-1][-1]
    if suffix == "b" and all(set(p) <= {"0", "1"} for p in [*parts[:-1], parts[-1][:-1]]):
        return vector(1, [p[0] == "1" for p in parts])
    if suffix in BY_LETTER and suffix not in "bgcsx" and parts[-1] not in ("0n", "-0n"):
        t, _ = one_number(parts[-1])
        return _run(t, [p + suffix if _takes_suffix(p) else p for p in parts])
    read = [one_number(p) for p in parts]
    kinds = {t for t, _ in read}
    return vector(max(kinds), _one_kind(kinds, read, text))


def _takes_suffix(part: str) -> bool:
    """Whether a part of a run has no type letter of its own."""
    special = _SPECIAL.match(part)
    if special:
        return not special[3]
    return bool(_NUMBER.match(part)) and not part[-1].isalpha()


def _run(t: int, parts: list[str]) -> Value:
    read = []
    for part in parts:
        kind, payload = one_number(part)
        if kind != t and not (t in (8, 9) and kind in (7, 8, 9)):
            raise QError(part)
        read.append(payload)
    return vector(t, read)


def _one_kind(kinds: set[int], read: list[tuple[int, Any]], text: str) -> list[Any]:
    if len(kinds) == 1:
        return [payload for _, payload in read]
    if kinds == {7, 9}:
        return [(NAN if t == 7 and payload == NULL[7] else payload) for t, payload in read]
    if 7 in kinds and len(kinds) == 2 and max(kinds) > 11:
        kind, long = KINDS[max(kinds)], KINDS[7]
        special = {long.null: kind.null, long.infinity: kind.infinity, -long.infinity: -kind.infinity}
        if any(abs(payload) > kind.infinity for t, payload in read if t == 7 and payload not in special):
            raise QError(text)
        return [special.get(payload, payload) if t == 7 else payload for t, payload in read]
    raise QError(text)


def _single(text: str) -> Value:
    if text.startswith("0x"):
        digits = text[2:]
        if set(digits) - _HEXADECIMAL:
            raise QError(text)
        if len(digits) % 2:
            digits = "0" + digits
        data = np.frombuffer(bytes.fromhex(digits), dtype=np.uint8)
        return atom(4, data[0]) if len(data) == 1 else Vector(4, data)
    if text[-1] == "b" and len(text) > 2 and set(text[:-1]) <= {"0", "1"}:
        return vector(1, [c == "1" for c in text[:-1]])
    t, payload = one_number(text)
    return atom(t, payload)


def string_literal(text: str) -> Value:
    """The value of a quoted string: one character is an atom."""
    return characters(unescape(text[1:-1]))


def characters(data: bytes) -> Value:
    """A character for one byte, else a string."""
    return char(data[0]) if len(data) == 1 else string(data)


def unescape(text: str) -> bytes:
    """The bytes of a string's inner text, escapes resolved."""
    data = encode(text)
    return _ESCAPE.sub(_resolve, data) if b"\\" in data else data


def _resolve(m: re.Match[bytes]) -> bytes:
    code = m[1]
    if code[:1].isdigit():
        if len(code) < 3 or int(code, 8) > 255:
            raise QError(decode(code))
        return bytes([int(code, 8)])
    if code not in _ESCAPED:
        raise QError(decode(code))
    return _ESCAPED[code]


def symbol_literal(text: str) -> Value:
    """The value of a run of symbols: `` `a`b `` is a vector, `` `a `` an atom."""
    names = text[1:].split("`")
    return symbol(names[0]) if len(names) == 1 else symbols(names)
