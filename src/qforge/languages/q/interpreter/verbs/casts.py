"""`x$y`: casts, the parsing of text, padding, enumeration, matrix product."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.encoding import decode, encode
from qforge.languages.q.interpreter.enumerations import enumerate_in, resolve
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.items import from_items, items, null_of
from qforge.languages.q.interpreter.kinds import BY_LETTER, BY_NAME, DTYPE, FLOATS, KINDS, NULL
from qforge.languages.q.interpreter.literals import NANOSECONDS_A_DAY
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.promotion import cast_temporal, is_null, nanoseconds, to_type
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Array,
    Atom,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    atom,
    char,
    is_atom,
    is_integer,
    is_list,
    is_string,
    is_symbol,
    payload,
    string,
    symbol,
    symbols,
    type_number,
    vector,
)

from .row import Verb

_PARTS = ("year", "month", "mm", "dd", "hh", "uu", "ss", "week", "date", "minute", "second", "time", "timespan")


def dollar(*args: Value) -> Value:
    """`x$y`: cast y to the type x, parse it where x is upper case, pad text to a width, enumerate, multiply matrices.

    `"i"$2.6` is `3i`; `"J"$"12"` is `12`; `5$"ab"` is `"ab   "`; `` `$"ab" `` is `` `ab ``.
    """
    x, y = args
    if is_symbol(x):
        return _named_cast(x.v, y)
    if type(x) is Atom and x.t == 10:
        return _letter(chr(x.v), y)
    if isinstance(x, Vector) and x.t in (10, 11) and type(x) is Vector:
        return _several(x, y)
    if type(x) is Atom and x.t == 5:
        return _by_number(x.v, y)
    if type(x) is List and all(abs(type_number(v)) in (5, 10, 11) for v in x.items):
        return _several(x, y)
    if is_integer(x):
        if type(x) is bool or (type(x) is Atom and x.t == 4):
            raise QError("type")
        return pad(int(payload(x)), y)
    if isinstance(x, Vector) and x.t == 5:
        return _several(x, y)
    if type(y) is Table and is_integer(x):
        return Table(y.names, [dollar(x, c) for c in y.columns])
    if (
        isinstance(x, Vector)
        and x.t in (6, 7)
        and (is_string(y) or (isinstance(y, List) and all(is_string(v) for v in y.items)))
    ):
        from qforge.languages.q.interpreter.atomic import extend

        return extend(dollar, List(items(x)), List(items(y)) if not is_string(y) else List([y] * len(x.a)))
    from .matrices import product

    return product(x, y)


def _several(x: Value, y: Value) -> Value:
    kinds = items(x)
    if is_atom(y):
        return from_items([dollar(k, y) for k in kinds])
    values = items(y)
    if len(values) != len(kinds):
        raise QError("length")
    return from_items([dollar(k, v) for k, v in zip(kinds, values, strict=True)])


def _named_cast(name: str, y: Value) -> Value:
    if not name:
        return to_symbol(y)
    if name in BY_NAME:
        return cast(BY_NAME[name].number, y)
    if name in ("year", "mm", "dd", "hh", "uu", "ss", "week"):
        return part(name, y)
    return enumerate_in(name, y, extend=False) if _has_variable(name) else _refuse_name()


def _has_variable(name: str) -> bool:
    try:
        current().get(name)
    except QError:
        return False
    return True


def _refuse_name() -> Value:
    raise QError("type")


def _letter(letter: str, y: Value) -> Value:
    if letter in BY_LETTER:
        return cast(BY_LETTER[letter].number, y)
    if letter == "*":
        return y
    if letter == " ":
        raise QError("type")
    if letter.lower() in BY_LETTER and letter.isupper():
        return parse_text(BY_LETTER[letter.lower()].number, y)
    raise QError("type")


def _by_number(number: int, y: Value) -> Value:
    if number == 0:
        return List(items(y)) if isinstance(y, Vector) and False else y
    if number < 0 and -number in KINDS:
        return parse_text(-number, y)
    if number in KINDS:
        return cast(number, y)
    raise QError("type")


def to_symbol(y: Value) -> Value:
    """`` `$y ``: text as symbols."""
    if is_symbol(y) or (isinstance(y, Vector) and y.t == 11):
        return y
    if isinstance(y, (EnumVector, EnumAtom)):
        return resolve(y)
    if is_string(y):
        return symbol(decode(y.a.tobytes().strip(b" ")))
    if type(y) is Atom and y.t == 10:
        return symbol(decode(bytes([y.v])).strip(" "))
    if type(y) is List:
        return from_items([to_symbol(v) for v in y.items]) if y.items else symbols([])
    if type(y) is Dict:
        return Dict(y.keys, to_symbol(y.values))
    raise QError("type")


def cast(t: int, y: Value) -> Value:
    """`t$y`: the atoms of y as type t; numbers round, temporals change their unit."""
    if type(y) is List:
        if not y.items:
            return vector(t, [])
        return from_items([cast(t, v) for v in y.items])
    if type(y) is Dict:
        return Dict(y.keys, cast(t, y.values))
    if type(y) is Table:
        return Table(y.names, [cast(t, c) for c in y.columns])
    if isinstance(y, (EnumVector, EnumAtom)):
        return cast(t, resolve(y)) if t == 11 else cast(t, Vector(7, y.a) if isinstance(y, Vector) else y.v)
    if isinstance(y, Function):
        raise QError("type")
    source = abs(type_number(y))
    if t == 11:
        return to_symbol(y)
    if t == source:
        return Vector(t, y.a) if isinstance(y, Vector) else y
    if source == 11 or t == 2 or source == 2:
        raise QError("type")
    array = y.a if isinstance(y, Vector) else np.array(payload(y), dtype=DTYPE[source])
    with np.errstate(all="ignore"):
        made = converted(source, array, t)
    return Vector(t, made) if isinstance(y, Vector) else atom(t, made[()])


def converted(source: int, a: Array, t: int) -> Array:
    """Payloads of type `source` cast to type t: infinities and nulls carried over, floats rounded half up."""
    if t == 1:
        return np.asarray(a != 0, dtype=bool)
    if t in (4, 10):
        whole = _rounded(a).astype(np.int64) if source in FLOATS else a.astype(np.int64)
        capped = np.where(whole > 2**31 - 1, 255, whole) if t == 4 else whole
        return np.asarray(capped & 255).astype(np.uint8)
    if source in range(12, 20) and t in range(12, 20):
        return cast_temporal(source, a, t)
    if t in FLOATS:
        return to_type(source, a, t) if source not in (15,) else a.astype(DTYPE[t])
    if source in FLOATS:
        whole = _rounded(a)
        bound = KINDS[t].infinity
        infinite = np.isinf(a) | (np.abs(whole) > bound) & (t != 7)
        safe = np.where(np.isnan(a) | np.isinf(a) | (np.abs(whole) >= 2.0**63), 0, whole).astype(np.int64)
        result = np.where(np.isnan(a), NULL[t], safe)
        return np.where(infinite | (np.abs(whole) >= 2.0**63), np.where(a > 0, bound, -bound), result).astype(DTYPE[t])
    return _integers(source, a, t)


def _integers(source: int, a: Array, t: int) -> Array:
    wide = a.astype(np.int64)
    if source in (1, 4, 10):
        return wide.astype(DTYPE[t])
    bound = KINDS[t].infinity
    result = np.clip(wide, -bound, bound)
    return np.where(wide == NULL[source], NULL[t], result).astype(DTYPE[t])


def _rounded(a: Array) -> Array:
    return np.floor(a.astype(np.float64) + 0.5)


def part(name: str, y: Value) -> Value:
    """`` `year$y `` and the like: a part of a date or time as an int."""
    if type(y) is List:
        return from_items([part(name, v) for v in y.items])
    if type(y) is Dict:
        return Dict(y.keys, part(name, y.values))
    t = abs(type_number(y))
    if t not in range(12, 20):
        raise QError("type")
    if name == "week":
        day = cast(14, y)
        return _week(day)
    array = y.a if isinstance(y, Vector) else np.array(payload(y), dtype=DTYPE[t])
    nulls = is_null(t, array)
    found = np.where(nulls, NULL[6], _part_of(name, t, np.where(nulls, 0, array))).astype(np.int32)
    return Vector(6, found) if isinstance(y, Vector) else atom(6, found[()])


def _week(day: Value) -> Value:
    array = day.a if isinstance(day, Vector) else np.array(day.v)
    start = array - np.mod(array - 2, 7)
    start = np.where(array == NULL[14], NULL[14], start).astype(np.int32)
    return Vector(14, start) if isinstance(day, Vector) else atom(14, start[()])


def _part_of(name: str, t: int, a: Array) -> Array:
    if name in ("year", "mm", "dd"):
        if t == 17 or t == 18 or t == 19 or t == 16:
            if name == "mm":
                return nanoseconds(t, a) // 60_000_000_000 % 60
            raise QError("type")
        months = a if t == 13 else to_type(t, a, 13)
        if name == "year":
            return 2000 + np.floor_divide(months, 12)
        if name == "mm":
            return np.mod(months, 12) + 1
        from qforge.languages.q.interpreter.promotion import months_to_days

        return to_type(t, a, 14) - months_to_days(months) + 1
    ns = np.mod(nanoseconds(t, a), NANOSECONDS_A_DAY) if t in (12, 15) else nanoseconds(t, a)
    if name == "hh":
        return ns // 3_600_000_000_000
    if name == "uu":
        return ns // 60_000_000_000 % 60
    return ns // 1_000_000_000 % 60


# ---- text to values


def parse_text(t: int, y: Value) -> Value:
    """`"J"$y` and the like: text parsed as a value of type t, null where it is none."""
    if is_string(y):
        if t == 10:
            return y if len(y.a) != 1 else char(int(y.a[0]))
        return parsed(t, y.a.tobytes())
    if type(y) is Atom and y.t == 10:
        return parsed(t, bytes([y.v]))
    if type(y) is List:
        return from_items([parse_text(t, v) for v in y.items]) if y.items else (vector(t, []) if t != 10 else EMPTY)
    if type(y) is Dict:
        return Dict(y.keys, parse_text(t, y.values))
    if is_symbol(y):
        return parsed(t, encode(y.v))
    if isinstance(y, Vector) and y.t == 11:
        return from_items([parsed(t, encode(v)) for v in y.a.tolist()])
    if is_atom(y) and type_number(y) in range(-19, 0):
        raise QError("type")
    raise QError("type") if not is_list(y) else Unsupported("tok")


_DIGITS = re.compile(r"[+-]?\d+\Z")
_FLOAT = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\Z")
_GUID = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\Z")


def parsed(t: int, data: bytes) -> Value:
    """Text as an atom of type t; null where it is none."""
    text = decode(data).strip(" ")
    if t == 11:
        return symbol(text)
    if t == 10:
        return string(data)
    try:
        value = _parse_payload(t, text)
    except (QError, ValueError, OverflowError):
        value = None
    if value is None:
        return null_of(t)
    return atom(t, value)


def _parse_payload(t: int, text: str) -> Any:
    if t == 1:
        return (
            text[:1] in ("1", "t", "T", "y", "Y", "x", "X")
            if len(text) == 1
            else text.lower() in ("true", "yes") or None
        )
    if t == 4:
        return int(text[-2:], 16)
    if t == 2:
        return int(text.replace("-", ""), 16) if _GUID.match(text) else _address(text)
    if t in (5, 6, 7):
        return _parse_integer(t, text)
    if t in (8, 9):
        return _parse_float(text)
    from .temporal_text import parse_temporal

    return parse_temporal(t, text)


def _address(text: str) -> int | None:
    """An internet address as the 128 bits of a guid."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    return int(address) if address.version == 6 else 0xFFFF << 32 | int(address)


def _parse_integer(t: int, text: str) -> int | None:
    if text in ("0W", "0w"):
        return int(KINDS[t].infinity)
    if text in ("-0W", "-0w"):
        return -int(KINDS[t].infinity)
    if t == 6 and re.fullmatch(r"\d{1,3}(\.\d{1,3}){3}", text):
        return int(np.int32(np.uint32(int.from_bytes(bytes(int(p) for p in text.split(".")), "big"))))
    if not _DIGITS.match(text):
        return None
    number = int(text)
    if abs(number) > KINDS[t].infinity:
        return None
    return number


def _parse_float(text: str) -> float | None:
    if text in ("0w", "0W"):
        return float("inf")
    if text in ("-0w", "-0W"):
        return float("-inf")
    if not _FLOAT.match(text):
        return None
    return float(text)


def pad(width: int, y: Value) -> Value:
    """`5$y`: text filled with blanks to a width, or cut; from the left where the width is negative."""
    if type(y) is List:
        return from_items([pad(width, v) for v in y.items])
    if type(y) is Dict:
        return Dict(y.keys, pad(width, y.values))
    if type(y) is Table:
        return Table(y.names, [pad(width, c) for c in y.columns])
    if type(y) is Atom and y.t == 10:
        y = string(bytes([y.v]))
    if not is_string(y):
        raise QError("type")
    data = y.a.tobytes()
    size = abs(width)
    current().reserve(size)
    return string(data[:size].ljust(size) if width >= 0 else data[max(0, len(data) - size) :].rjust(size))


TABLE = (Verb("$", dollar, 2),)
