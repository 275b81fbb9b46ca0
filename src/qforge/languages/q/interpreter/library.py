"""The names of q's own namespaces that pure code uses: .Q .j, .h of `markup`, and .q for the keywords."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np

from . import catalogue, markup
from .application import call1
from .encoding import encode
from .errors import Forbidden, QError, Unsupported
from .format import one_line
from .identity import keys_of
from .indexing import take_at
from .items import count
from .json_text import from_json, to_json, to_json_with
from .kinds import NULL
from .machine import current
from .maps import each_item
from .promotion import days_to_months, months_to_days
from .screen import Screen
from .values import (
    Atom,
    Dict,
    EnumVector,
    List,
    Primitive,
    Table,
    Value,
    Vector,
    atom,
    is_atom,
    is_integer,
    is_keyed,
    is_symbol,
    payload,
    string,
    symbol,
    symbols,
    text_of,
    type_number,
)
from .verbs.casts import pad
from .verbs.columns import keyed_by, unkeyed
from .verbs.internal import sha1
from .verbs.lists import raze
from .verbs.parts import cut
from .verbs.sets import distinct
from .vocabulary import BUILT_IN, RESERVED

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_MOST_PLACES = 100
_BASE64 = _LOWER.upper() + _LOWER + _DIGITS + "+/"
_BASE36 = _DIGITS + _LOWER.upper()
_TYPES = " bg xhijefcspmdznuvts"


def add_months(x: Value, y: Value) -> Value:
    """`.Q.addmonths[x;y]`: the date x so many months on, spilling over where the month is too short."""
    if abs(type_number(x)) != 14 or abs(type_number(y)) not in (5, 6, 7):
        raise QError("type")
    if isinstance(x, Vector) and isinstance(y, Vector) and len(x.a) != len(y.a):
        raise QError("length")
    days = x.a.astype(np.int64) if isinstance(x, Vector) else np.array(payload(x), dtype=np.int64)
    months = days_to_months(days)
    number = y.a.astype(np.int64) if isinstance(y, Vector) else np.int64(payload(y))
    made = np.where(days == NULL[14], NULL[14], days - months_to_days(months) + months_to_days(months + number))
    return atom(14, made[()]) if np.ndim(made) == 0 else Vector(14, made.astype(np.int32))


def _whole(x: Value) -> int:
    """The payload of a whole number; raises QError type for anything else."""
    if not is_integer(x):
        raise QError("type")
    return int(payload(x))


def _number(x: Value) -> float:
    """The payload of a number; raises QError type for anything else."""
    if not is_integer(x) and type_number(x) not in (-8, -9):
        raise QError("type")
    return float(payload(x))


def fixed(x: Value, y: Value) -> Value:
    """`.Q.f[x;y]`: the number y with x decimal places, rounded half up in binary."""
    places, number = _whole(x), _number(y)
    if not 0 <= places <= _MOST_PLACES:
        raise QError("domain")
    if number != number:
        return string("0n")
    if abs(number) >= 1e13:
        raise Unsupported(".Q.f")
    scaled = int(np.floor(0.5 + abs(number) * 10.0**places))
    digits = str(scaled).rjust(places + 1, "0")
    text = digits if not places else f"{digits[:-places]}.{digits[-places:]}"
    return string(("-" if number < 0 else "") + text)


def formatted(x: Value, y: Value, z: Value) -> Value:
    """`.Q.fmt[x;y;z]`: the number z with y decimal places in x characters, stars where they do not suffice."""
    width = _whole(x)
    made = fixed(y, z)
    return string("*" * width) if len(made.a) > width else pad(-width, made)


def _sanitized(text: str) -> str:
    kept = "".join(c for c in text if c.isascii() and (c.isalnum() or c == "_"))
    return kept if kept[:1].isalpha() else "a" + kept


def sanitize(x: Value) -> Value:
    """`.Q.id x`: a symbol, or the columns of a table, as names that q can read."""
    if is_symbol(x):
        return symbol(_sanitized(x.v))
    if type(x) is Table:
        return Table(_unique([_sanitized(n) for n in x.names]), x.columns)
    if is_keyed(x):
        names = _unique([_sanitized(n) for n in x.keys.names + x.values.names])
        n = len(x.keys.names)
        return Dict(Table(names[:n], x.keys.columns), Table(names[n:], x.values.columns))
    if type(x) is Dict and isinstance(x.keys, Vector) and x.keys.t == 11:
        return Dict(symbols(_unique([_sanitized(n) for n in x.keys.a.tolist()])), x.values)
    raise QError("type")


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        base = name + "1" if name in RESERVED else name
        made, number = base, 0
        while made in found:
            number += 1
            made = f"{base}{number}"
        found.append(made)
    return found


def _encoder(alphabet: str, width: int) -> Callable[[Value], Value]:
    def encoded(x: Value) -> Value:
        number, text = _whole(x), ""
        if number < 0:
            raise Unsupported(".Q.x10")
        while number:
            number, digit = divmod(number, len(alphabet))
            text = alphabet[digit] + text
        return string(text.rjust(width, alphabet[0]))

    encoded.__doc__ = f"A number as {width} digits to the base {len(alphabet)}."
    return encoded


def _decoder(alphabet: str) -> Callable[[Value], Value]:
    def decoded(x: Value) -> Value:
        number = 0
        for c in text_of(x):
            if c not in alphabet:
                raise QError("type")
            number = number * len(alphabet) + alphabet.index(c)
        return number

    decoded.__doc__ = f"The number that digits to the base {len(alphabet)} stand for."
    return decoded


def dotted(x: Value, y: Value) -> Value:
    """`.Q.dd[x;y]`: the symbol x, a dot and y; a slash where x is a file handle."""
    if not is_symbol(x):
        raise QError("type")
    tail = text_of(y) if type_number(y) in (-10, 10, -11) else one_line(y)
    return symbol(f"{x.v}{'/' if x.v.startswith(':') else '.'}{tail}")


def shown(x: Value) -> Value:
    """`.Q.s x`: what the console prints for x, line ends included."""
    machine = current()
    lines = Screen(machine.precision, machine.rows, machine.columns).lines(x)
    return string("".join(line + "\n" for line in lines))


def one_line_string(x: Value) -> Value:
    """`.Q.s1 x`: x in one line."""
    return string(one_line(x, current().precision))


def type_letter(x: Value) -> Value:
    """`.Q.ty x`: the letter of the type of a vector, upper case for a list of such vectors."""
    t = type_number(x)
    if t == 0:
        kinds = {type_number(v) for v in x.items}
        inner = kinds.pop() if len(kinds) == 1 else 0
        letter = _TYPES[inner].upper() if 0 < inner < 20 else " "
    else:
        letter = _TYPES[abs(t)] if abs(t) < len(_TYPES) else " "
    return Atom(10, ord(letter))


def on_distinct(f: Value, x: Value) -> Value:
    """`.Q.fu[f;x]`: f of the distinct items of x, spread over x."""
    if is_atom(x):
        return call1(f, x)
    places: dict[Any, int] = {}
    spread = [places.setdefault(key, len(places)) for key in keys_of(x)]
    return take_at(call1(f, distinct(x)), np.array(spread, dtype=np.int64))


def on_plain(f: Value, x: Value) -> Value:
    """`.Q.ft[f;x]`: f of a keyed table taken as a plain one, keyed again."""
    if is_keyed(x):
        return keyed_by(len(x.keys.names), call1(f, unkeyed(x)))
    return call1(f, x)


def on_pieces(f: Value, x: Value) -> Value:
    """`.Q.fc[f;x]`: f of pieces of x, joined."""
    return raze(each_item(f, cut(max(1, count(x)), x)))


def appended_columns(x: Value, y: Value) -> Value:
    """`.Q.ff[x;y]`: x with the columns of y that it lacks, null."""
    if type(x) is not Table or type(y) is not Table:
        raise QError("type")
    added = [n for n in y.names if n not in x.names]
    places = np.full(count(x), -1, dtype=np.int64)
    return Table(x.names + added, x.columns + [take_at(y.columns[y.names.index(n)], places) for n in added])


def column_dictionary(x: Value) -> Value:
    """`.Q.V x`: a table as a dictionary of its columns."""
    table = unkeyed(current().get(x.v) if is_symbol(x) else x)
    if type(table) is not Table:
        raise QError("type")
    return Dict(symbols(table.names), List(list(table.columns)))


def foreign_table(x: Value) -> Value:
    """`.Q.fk x`: the table that a column refers to, the null symbol for a column of plain values."""
    if isinstance(x, EnumVector) and is_keyed(current().get(x.domain)):
        return symbol(x.domain)
    return symbol("")


def held(x: Value) -> Value:
    """`.Q.v x`: the value of a variable given by its name; anything else as it is."""
    return current().get(x.v) if is_symbol(x) else x


def is_table(x: Value) -> Value:
    """`.Q.qt x`: whether x is a table."""
    return type(x) is Table or is_keyed(x)


def base64_text(x: Value) -> Value:
    """`.Q.btoa x`: text in base 64."""
    return string(base64.b64encode(encode(text_of(x))))


def base64_bytes(x: Value) -> Value:
    """`.Q.atob x`: the bytes of text in base 64."""
    try:
        data = base64.b64decode(encode(text_of(x)))
    except ValueError as error:
        raise QError("type") from error
    return Vector(4, np.frombuffer(data, dtype=np.uint8))


def _verb(name: str, function: Callable[..., Value], rank: int) -> Primitive:
    return Primitive(name, function, rank, rank, 100, name)


_FUNCTIONS: tuple[tuple[str, Callable[..., Value], int], ...] = (
    (".Q.addmonths", add_months, 2),
    (".Q.f", fixed, 2),
    (".Q.fmt", formatted, 3),
    (".Q.id", sanitize, 1),
    (".Q.x10", _encoder(_BASE64, 10), 1),
    (".Q.x12", _encoder(_BASE36, 12), 1),
    (".Q.j10", _decoder(_BASE64), 1),
    (".Q.j12", _decoder(_BASE36), 1),
    (".Q.dd", dotted, 2),
    (".Q.s", shown, 1),
    (".Q.s1", one_line_string, 1),
    (".Q.ty", type_letter, 1),
    (".Q.fu", on_distinct, 2),
    (".Q.ft", on_plain, 2),
    (".Q.fc", on_pieces, 2),
    (".Q.ff", appended_columns, 2),
    (".Q.fk", foreign_table, 1),
    (".Q.V", column_dictionary, 1),
    (".Q.v", held, 1),
    (".Q.qt", is_table, 1),
    (".Q.btoa", base64_text, 1),
    (".Q.atob", base64_bytes, 1),
    (".Q.sha1", sha1, 1),
    (".j.j", to_json, 1),
    (".j.jd", to_json_with, 1),
    (".j.k", from_json, 1),
    *markup.FUNCTIONS,
)
_VALUES: dict[str, Value] = {
    ".Q.a": string(_LOWER),
    ".Q.A": string(_LOWER.upper()),
    ".Q.an": string(_LOWER + _LOWER.upper() + "_" + _DIGITS),
    ".Q.n": string(_DIGITS),
    ".Q.nA": string(_BASE36),
    ".Q.b6": string(_BASE64),
    ".Q.t": string(_TYPES),
    ".Q.res": symbols(list(BUILT_IN)),
    **markup.VALUES,
}
FUNCTIONS = {name: _verb(name, f, rank) for name, f, rank in _FUNCTIONS}
_ENTRIES: dict[str, Value] = {**_VALUES, **FUNCTIONS}
_OUTSIDE = (".z.", ".Q.", ".h.", ".j.", ".m.")


def entry(name: str) -> Value | None:
    """The value of a name in q's own namespaces, None for another name.

    Raises Unsupported for one of theirs that is not here.
    """
    found = _ENTRIES.get(name)
    if found is not None:
        return found
    if name.startswith(".q."):
        return catalogue.primitive(name[3:])
    if name.startswith(".z."):
        raise Forbidden(name)
    if name.startswith(_OUTSIDE):
        raise Unsupported(name)
    return None
