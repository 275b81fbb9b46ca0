"""The parsing of dates and times from text in the shapes that q's `"D"$` and its kin accept."""

from __future__ import annotations

import re
from typing import Any

from qforge.languages.q.interpreter.kinds import KINDS
from qforge.languages.q.interpreter.literals import NANOSECONDS_A_DAY, days, one_number
from qforge.languages.q.interpreter.machine import current

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_PLAIN_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)\Z")
_DATE = re.compile(r"(\d{4})[-./](\d\d?)[-./](\d\d?)\Z")
_AMERICAN = re.compile(r"(\d\d?)[-./](\d\d?)[-./](\d{4}|\d\d)\Z")
_NAMED = re.compile(r"(\d\d?)[-/ ]?([A-Za-z]{3})[-/ ]?(\d{4}|\d\d)\Z")
_SHORT_DATE = re.compile(r"(\d\d)(\d\d)(\d\d)\Z")
_YEAR_NAMED = re.compile(r"(\d{4})[-/. ]([A-Za-z]{3})[-/. ](\d\d?)\Z")
_NAMED_FIRST = re.compile(r"([A-Za-z]{3})[-/ ](\d\d?)[-/ ](\d{4}|\d\d)\Z")
_UNIX = re.compile(r"(\d{9,11})(?:\.(\d*))?\Z")
_UNIX_EPOCH_DAYS = 10957
_CLOCK = re.compile(r"(\d\d?):?(\d\d)?(?::?(\d\d))?(?:\.?(\d*))?\Z")


def _year(text: str) -> int:
    number = int(text)
    return number if len(text) == 4 else number + (2000 if number < 50 else 1900)


def _date(text: str) -> int | None:
    if m := _PLAIN_DATE.match(text) or _DATE.match(text):
        return days(int(m[1]), int(m[2]), int(m[3]))
    if m := _AMERICAN.match(text):
        month, day = (m[2], m[1]) if current().day_first else (m[1], m[2])
        return days(_year(m[3]), int(month), int(day))
    if m := _SHORT_DATE.match(text):
        return days(_year(m[1]), int(m[2]), int(m[3]))
    for shape, order in ((_NAMED, (3, 2, 1)), (_YEAR_NAMED, (1, 2, 3)), (_NAMED_FIRST, (3, 1, 2))):
        if (m := shape.match(text)) and m[order[1]].lower() in _MONTHS:
            return days(_year(m[order[0]]), _MONTHS.index(m[order[1]].lower()) + 1, int(m[order[2]]))
    return None


def _nanoseconds(text: str) -> int | None:
    m = _CLOCK.match(text)
    if not m:
        return None
    hours, minutes, seconds = int(m[1]), int(m[2] or 0), int(m[3] or 0)
    if minutes > 59 or seconds > 59:
        return None
    return ((hours * 60 + minutes) * 60 + seconds) * 10**9 + int((m[4] or "").ljust(9, "0")[:9] or 0)


def parse_temporal(t: int, text: str) -> Any:
    """Text as the payload of temporal type t, or None, as for a moment or a span that the type cannot hold."""
    payload = _payload(t, text)
    return payload if payload is None or abs(payload) <= KINDS[t].infinity else None


def _payload(t: int, text: str) -> Any:
    if text in ("0W", "0w") and t != 15:
        return KINDS[t].infinity
    if text in ("", "0N"):
        return None
    if t == 14:
        head = re.split(r"[DT ](?=\d\d:)", text)[0]
        return _date(head)
    if t == 13:
        m = re.match(r"(\d{4})[-./]?(\d\d)(?:[-./]?\d\d)?m?\Z", text)
        return (int(m[1]) - 2000) * 12 + int(m[2]) - 1 if m and 1 <= int(m[2]) <= 12 else None
    if t in (12, 15):
        return _moment(t, text)
    return _span(t, text)


def _moment(t: int, text: str) -> Any:
    if t == 12 and (m := _UNIX.match(text)):
        seconds = int(m[1]) - _UNIX_EPOCH_DAYS * 86_400
        return seconds * 10**9 + int((m[2] or "").ljust(9, "0")[:9])
    shape = r"[DT ](?=\d\d?:)" if " " in text else r"[DT ]"
    parts = re.split(shape + r"|(?<=\d)-(?=\d\d:)", text.rstrip("Zz"), maxsplit=1)
    day = _date(parts[0])
    if day is None:
        return None
    clock = _nanoseconds(parts[1]) if len(parts) > 1 and parts[1] else 0
    if clock is None:
        return None
    if t == 15:
        return day + clock / NANOSECONDS_A_DAY
    return day * NANOSECONDS_A_DAY + clock


def _span(t: int, text: str) -> Any:
    sign = -1 if text.startswith("-") else 1
    body = text.lstrip("+-")
    day = 0
    if t == 16 and "D" in body:
        head, _, body = body.partition("D")
        day = int(head or 0)
        if not body:
            return sign * day * NANOSECONDS_A_DAY
    clock = _nanoseconds(body)
    if clock is None:
        kind, payload = one_number(text)
        return payload if kind == t else None
    units = {16: 1, 17: 60 * 10**9, 18: 10**9, 19: 10**6}
    return sign * (day * NANOSECONDS_A_DAY + clock) // units[t]
