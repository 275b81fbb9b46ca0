"""Verbs on text: string upper lower trim like ss ssr md5."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.atom_text import plain_text
from qforge.languages.q.interpreter.bounds import paced
from qforge.languages.q.interpreter.encoding import decode, encode
from qforge.languages.q.interpreter.enumerations import resolve
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.format import function_text
from qforge.languages.q.interpreter.items import from_items, items, with_array
from qforge.languages.q.interpreter.kinds import LONG_INFINITY
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Atom,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    char,
    is_function,
    is_string,
    is_symbol,
    longs,
    payload,
    string,
    symbol,
    symbols,
    type_number,
)

from .comparison import is_missing
from .patterns import Wildcard, fixed_expression
from .row import Verb


def text(x: Value) -> Value:
    """`string x`: the characters of every atom of x. `string 12` is `"12"`; ``string `a`b`` is `(,"a";,"b")`."""
    if type(x) is int and x not in (LONG_INFINITY, -LONG_INFINITY):
        return string(b"%d" % x)
    if isinstance(x, (EnumVector, EnumAtom)):
        return text(resolve(x))
    if isinstance(x, Vector):
        return List([text(v) for v in paced(items(x))]) if len(x.a) else EMPTY
    if type(x) is List:
        return List([text(v) for v in paced(x.items)]) if x.items else EMPTY
    if type(x) is Dict:
        return Dict(x.keys, text(x.values))
    if type(x) is Table:
        return Table(x.names, [text(c) for c in x.columns])
    if is_function(x):
        return string(function_text(x))
    t = -type_number(x)
    v = payload(x)
    if t == 10:
        return string(bytes([v]))
    shown = plain_text(t, v, current().precision)
    if shown in ("0N", "0n"):
        return string("")
    return string(shown.replace("W", "w") if t in (8, 9, 15) else shown)


def _cased(x: Value, change: Any) -> Value:
    if isinstance(x, Vector) and x.t == 10:
        return string(change(x.a.tobytes()))
    if isinstance(x, Vector) and x.t == 11:
        return symbols([decode(change(encode(v))) for v in x.a.tolist()])
    if type(x) is Atom and x.t == 10:
        return char(change(bytes([x.v]))[0])
    if is_symbol(x):
        return symbol(decode(change(encode(x.v))))
    if type(x) is List:
        return from_items([_cased(v, change) for v in x.items])
    if type(x) is Dict:
        return Dict(x.keys, _cased(x.values, change))
    if type(x) is Table:
        return Table(x.names, [_cased(c, change) for c in x.columns])
    raise QError("type")


def upper(x: Value) -> Value:
    """`upper x`: in upper case. `upper "ab"` is `"AB"`."""
    return _cased(x, bytes.upper)


def lower(x: Value) -> Value:
    """`lower x`: in lower case. `lower "AB"` is `"ab"`."""
    return _cased(x, bytes.lower)


def _trimmed(x: Value, left: bool, right: bool) -> Value:
    if isinstance(x, Vector):
        found = is_missing(x)
        present = np.flatnonzero(~found.a) if isinstance(found, Vector) else np.arange(0)
        if not len(present):
            return with_array(x, x.a[:0])
        return with_array(x, x.a[present[0] if left else 0 : present[-1] + 1 if right else len(x.a)])
    if type(x) is List:
        return List([_trimmed(v, left, right) for v in x.items]) if x.items else x
    if type(x) is Dict:
        return Dict(x.keys, _trimmed_items(x.values, left, right))
    if type(x) is Table:
        return Table(x.names, [_trimmed_items(c, left, right) for c in x.columns])
    if isinstance(x, Function):
        raise QError("type")
    return x


def _trimmed_items(x: Value, left: bool, right: bool) -> Value:
    """The values of a dictionary or the rows of a column, each trimmed; atoms stay what they are."""
    return x if isinstance(x, Vector) else _trimmed(x, left, right)


def trim(x: Value) -> Value:
    """`trim x`: without blanks or nulls at either end. `trim " a "` is `,"a"`."""
    return _trimmed(x, True, True)


def trim_left(x: Value) -> Value:
    """`ltrim x`: without leading blanks or nulls. `ltrim " a"` is `,"a"`."""
    return _trimmed(x, True, False)


def trim_right(x: Value) -> Value:
    """`rtrim x`: without trailing blanks or nulls. `rtrim "a "` is `,"a"`."""
    return _trimmed(x, False, True)


def pattern_bytes(x: Value) -> bytes:
    if isinstance(x, Vector) and x.t == 10:
        return bytes(x.a)
    if type(x) is Atom and x.t == 10:
        return bytes([x.v])
    if is_symbol(x):
        return encode(x.v)
    raise QError("type")


def like(x: Value, y: Value) -> Value:
    """`x like pattern`: whether x matches; `?` `*` `[]` are special. `"quick" like "qu?ck"` is `1b`."""
    if isinstance(x, (EnumVector, EnumAtom)):
        x = resolve(x)
    wildcard = Wildcard(pattern_bytes(y))
    if type(x) is Dict:
        return Dict(x.keys, like(x.values, y))
    if isinstance(x, Vector) and x.t == 11:
        return Vector(1, np.array([wildcard.matches(encode(v)) for v in x.a.tolist()], dtype=bool))
    if type(x) is List:
        if any(not (is_string(v) or is_symbol(v) or (type(v) is Atom and v.t == 10)) for v in x.items):
            raise QError("type")
        return Vector(1, np.array([wildcard.matches(pattern_bytes(v)) for v in x.items], dtype=bool))
    return wildcard.matches(pattern_bytes(x))


def search(x: Value, y: Value) -> Value:
    """`x ss pattern`: the places where the pattern is found in x. `"banana" ss "an"` is `1 3`."""
    if not is_string(x) and not (type(x) is Atom and x.t == 10):
        raise QError("type")
    wanted = pattern_bytes(y)
    if not wanted or b"*" in wanted:
        raise QError("length")
    return longs([m.start() for m in fixed_expression(wanted).finditer(pattern_bytes(x))])


def replace(x: Value, y: Value, z: Value) -> Value:
    """`ssr[x;pattern;new]`: x with every match replaced by text or by a function of it.

    `ssr["banana";"an";"AN"]` is `"bANANa"`.
    """
    if not is_string(x):
        raise QError("type")
    if type(y) is List:
        raise Unsupported("ssr")
    expression = fixed_expression(pattern_bytes(y))
    machine = current()
    size = len(x.a)

    def new(m: re.Match[bytes]) -> bytes:
        nonlocal size
        text = pattern_bytes(call1(z, string(m.group())) if is_function(z) else z)
        size += len(text)
        machine.reserve(size)
        return text

    return string(expression.sub(new, x.a.tobytes()))


def digest(x: Value) -> Value:
    """`md5 x`: the MD5 digest of a string, as 16 bytes. `md5 ""` is `0xd41d8cd98f00b204e9800998ecf8427e`."""
    if not (is_string(x) or (type(x) is Atom and x.t == 10)):
        raise QError("type")
    return Vector(4, np.frombuffer(hashlib.md5(pattern_bytes(x), usedforsecurity=False).digest(), dtype=np.uint8))


def handle_symbol(x: Value) -> Value:
    """`hsym x`: a symbol as the name of a file. ``hsym `a`` is `` `:a ``."""
    if isinstance(x, Vector) and x.t == 11:
        return symbols([v if v.startswith(":") else ":" + v for v in x.a.tolist()])
    if not is_symbol(x):
        raise QError("type")
    return symbol(x.v if x.v.startswith(":") else ":" + x.v)


TABLE = (
    Verb("string", text, 1, text="$:"),
    Verb("upper", upper, 1, text="upper"),
    Verb("lower", lower, 1, text="_:"),
    Verb("trim", trim, 1, text="k){...}", t=100),
    Verb("ltrim", trim_left, 1, text="k){...}", t=100),
    Verb("rtrim", trim_right, 1, text="k){...}", t=100),
    Verb("like", like, 2, text="like", t=102),
    Verb("ss", search, 2, text="ss", t=102),
    Verb("ssr", replace, 3, text="k){...}", t=100),
    Verb("md5", digest, 1, text="k){-15!x}", t=100),
    Verb("hsym", handle_symbol, 1, text="k){...}", t=100),
)
