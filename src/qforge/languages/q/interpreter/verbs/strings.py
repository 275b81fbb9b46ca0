"""Verbs on text: string upper lower trim like ss ssr vs sv md5."""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.adverbs import FAST
from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.bounds import paced
from qforge.languages.q.interpreter.enumerations import resolve
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.format import function_text, plain_text
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
    atom,
    char,
    decode,
    encode,
    from_items,
    is_atom,
    is_function,
    is_integer,
    is_string,
    is_symbol,
    items,
    longs,
    payload,
    string,
    symbol,
    symbols,
    type_number,
    with_array,
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


def _pattern(x: Value) -> bytes:
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
    wildcard = Wildcard(_pattern(y))
    if type(x) is Dict:
        return Dict(x.keys, like(x.values, y))
    if isinstance(x, Vector) and x.t == 11:
        return Vector(1, np.array([wildcard.matches(encode(v)) for v in x.a.tolist()], dtype=bool))
    if type(x) is List:
        if any(not (is_string(v) or is_symbol(v) or (type(v) is Atom and v.t == 10)) for v in x.items):
            raise QError("type")
        return Vector(1, np.array([wildcard.matches(_pattern(v)) for v in x.items], dtype=bool))
    return wildcard.matches(_pattern(x))


def search(x: Value, y: Value) -> Value:
    """`x ss pattern`: the places where the pattern is found in x. `"banana" ss "an"` is `1 3`."""
    if not is_string(x) and not (type(x) is Atom and x.t == 10):
        raise QError("type")
    wanted = _pattern(y)
    if not wanted or b"*" in wanted:
        raise QError("length")
    return longs([m.start() for m in fixed_expression(wanted).finditer(_pattern(x))])


def replace(x: Value, y: Value, z: Value) -> Value:
    """`ssr[x;pattern;new]`: x with every match replaced by text or by a function of it.

    `ssr["banana";"an";"AN"]` is `"bANANa"`.
    """
    if not is_string(x):
        raise QError("type")
    if type(y) is List:
        raise Unsupported("ssr")
    expression = fixed_expression(_pattern(y))
    machine = current()
    size = len(x.a)

    def new(m: re.Match[bytes]) -> bytes:
        nonlocal size
        text = _pattern(call1(z, string(m.group())) if is_function(z) else z)
        size += len(text)
        machine.reserve(size)
        return text

    return string(expression.sub(new, x.a.tobytes()))


def split(x: Value, y: Value) -> Value:
    """`x vs y`: text cut at x, or the digits of a number to the base x, or its bytes or bits.

    `"," vs "a,b"` is `(,"a";,"b")`; `10 vs 123` is `1 2 3`; `0b vs 0x03` is `00000011b`.
    """
    if is_string(x) or (type(x) is Atom and x.t == 10):
        return _split_text(_pattern(x), y)
    if is_symbol(x):
        return _split_symbol(x.v, y)
    if type(x) is bool:
        return _bits(y)
    if isinstance(x, (Atom, Vector)) and x.t == 4:
        if isinstance(y, Vector) and y.t == 4:
            return _split_bytes(bytes([x.v]) if isinstance(x, Atom) else x.a.tobytes(), y.a.tobytes())
        if isinstance(x, Atom):
            return _bytes(y)
    return _digits(x, y)


def _split_bytes(separator: bytes, data: bytes) -> Value:
    if not separator:
        raise QError("length")
    return List([Vector(4, np.frombuffer(part, dtype=np.uint8)) for part in data.split(separator)])


def _split_text(separator: bytes, y: Value) -> Value:
    if type(y) is List:
        return List([_split_text(separator, v) for v in y.items])
    if not (isinstance(y, (Atom, Vector)) and y.t in (4, 10)):
        raise QError("type")
    if not separator:
        raise QError("length")
    data = bytes([y.v]) if isinstance(y, Atom) else y.a.tobytes()
    return List([string(part) for part in data.split(separator)])


def _split_symbol(separator: str, y: Value) -> Value:
    if separator:
        raise QError("type")
    if is_symbol(y):
        if y.v.startswith(":"):
            head, _, tail = y.v.rpartition("/")
            return symbols([head, tail])
        return symbols(y.v.split("."))
    if isinstance(y, Vector) and y.t in (4, 10):
        lines = y.a.tobytes().split(b"\n")
        if lines and not lines[-1]:
            lines.pop()
        return List([string(line.rstrip(b"\r")) for line in lines]) if lines else EMPTY
    raise QError("type")


_WIDTHS = {1: 1, 4: 1, 5: 2, 6: 4, 7: 8, 8: 4, 9: 8, 10: 1, 12: 8, 13: 4, 14: 4, 15: 8, 16: 8, 17: 4, 18: 4, 19: 4}


def raw_bytes(y: Value) -> bytes:
    """The big-endian bytes of an atom."""
    t = -type_number(y)
    if t == 2:
        return int(y.v).to_bytes(16, "big")
    if t not in _WIDTHS:
        raise QError("type")
    from qforge.languages.q.interpreter.kinds import DTYPE

    return np.array([payload(y)], dtype=DTYPE[t]).astype(DTYPE[t].newbyteorder(">")).tobytes()


def _bits(y: Value) -> Value:
    if not is_atom(y):
        if isinstance(y, Vector):
            rows = [np.unpackbits(np.frombuffer(raw_bytes(v), dtype=np.uint8)) for v in items(y)]
            return from_items([Vector(1, row.astype(bool)) for row in rows])
        raise QError("type")
    bits = np.unpackbits(np.frombuffer(raw_bytes(y), dtype=np.uint8)).astype(bool)
    return Vector(1, bits if type_number(y) != -1 else bits[-1:])


def _bytes(y: Value) -> Value:
    if not is_atom(y):
        raise Unsupported("vs")
    return Vector(4, np.frombuffer(raw_bytes(y), dtype=np.uint8))


def _digits(x: Value, y: Value) -> Value:
    if isinstance(y, Function) or type_number(y) in (10, 11, -10, -11):
        raise QError("type")
    numbers = _leaves(y)
    if any(type_number(v) not in range(-19, 0) or type_number(v) in (-11, -10, -2) for v in items(x)):
        raise QError("type")
    if is_atom(x):
        rows = [_to_base(_base(x), n) for n in numbers]
        width = max((len(row) for row in rows), default=0)
        rows = [[0] * (width - len(row)) + row for row in rows]
    else:
        bases = [_base(v) for v in items(x)]
        rows = [_to_bases(bases, n) for n in numbers]
        width = len(bases)
    return from_items([_shaped(y, iter([row[i] for row in rows])) for i in range(width)])


def _base(x: Value) -> int:
    """The base that a number of any type stands for."""
    number = payload(x)
    if not math.isfinite(number):
        raise QError("domain")
    return int(number)


def _leaves(y: Value) -> list[int]:
    """The whole numbers of an atom or of lists in lists, from the first to the last."""
    if not is_atom(y):
        return [n for v in items(y) for n in _leaves(v)]
    if not is_integer(y):
        raise Unsupported("vs")
    return [int(payload(y))]


def _shaped(y: Value, numbers: Iterator[int]) -> Value:
    """Numbers in the shape of y."""
    return next(numbers) if is_atom(y) else from_items([_shaped(v, numbers) for v in items(y)])


def _to_bases(bases: list[int], number: int) -> list[int]:
    found = []
    for base in reversed(bases):
        found.append(number % base if base else number)
        number = number // base if base else 0
    return found[::-1]


def _to_base(base: int, number: int) -> list[int]:
    if base < 2:
        raise QError("domain")
    if number < 0:
        raise Unsupported("vs")
    found = [number % base]
    number //= base
    while number:
        found.append(number % base)
        number //= base
    return found[::-1]


def merge(x: Value, y: Value) -> Value:
    """`x sv y`: texts joined by x, or the number with digits y to the base x, or of bytes or bits.

    `"," sv ("a";"b")` is `"a,b"`; `10 sv 1 2 3` is `123`.
    """
    if is_string(x) or (type(x) is Atom and x.t == 10):
        parts = [_pattern(v) for v in items(y)] if type(y) in (List, Vector) else None
        if parts is None or (isinstance(y, Vector) and y.t != 10):
            raise QError("type")
        return string(_pattern(x).join(parts))
    if is_symbol(x):
        return _merged_symbol(x.v, y)
    if type(x) is bool:
        return _from_bits(y)
    if isinstance(x, (Atom, Vector)) and x.t == 4:
        if type(y) is List and y.items and all(isinstance(v, Vector) and v.t == 4 for v in y.items):
            separator = bytes([x.v]) if isinstance(x, Atom) else x.a.tobytes()
            return Vector(4, np.frombuffer(separator.join(v.a.tobytes() for v in y.items), dtype=np.uint8))
        if isinstance(x, Atom):
            return _from_bytes(y)
    return _number(x, y)


def _merged_symbol(separator: str, y: Value) -> Value:
    if separator:
        raise QError("type")
    if isinstance(y, Vector) and y.t == 11:
        parts = y.a.tolist()
        if parts and parts[0].startswith(":"):
            return symbol("/".join(parts))
        return symbol(".".join(parts))
    if type(y) is List:
        return string(b"".join(_pattern(v) + b"\n" for v in y.items))
    raise QError("type")


def _from_bits(y: Value) -> Value:
    if not (isinstance(y, Vector) and y.t == 1):
        raise QError("type")
    kinds = {8: 4, 16: 5, 32: 6, 64: 7, 128: 2}
    if len(y.a) not in kinds:
        raise QError("length")
    return _from_big_endian(np.packbits(y.a).tobytes(), kinds[len(y.a)])


def _from_bytes(y: Value) -> Value:
    if not (isinstance(y, Vector) and y.t == 4):
        raise QError("type")
    kinds = {2: 5, 4: 6, 8: 7, 16: 2}
    if len(y.a) not in kinds:
        raise QError("length")
    return _from_big_endian(y.a.tobytes(), kinds[len(y.a)])


def _from_big_endian(data: bytes, t: int) -> Value:
    return atom(t, int.from_bytes(data, "big", signed=t not in (2, 4)))


def _number(x: Value, y: Value) -> Value:
    from .arithmetic import add, multiply

    digits = items(y)
    if type(x) is not Atom and is_atom(x):
        bases = [x] * len(digits)
    else:
        bases = items(x)
        if is_atom(x):
            bases = [x] * len(digits)
    if len(bases) != len(digits):
        raise QError("length")
    total: Value = 0
    for base, digit in zip(bases, digits, strict=True):
        total = add(multiply(total, base), digit)
    return total


def digest(x: Value) -> Value:
    """`md5 x`: the MD5 digest of a string, as 16 bytes. `md5 ""` is `0xd41d8cd98f00b204e9800998ecf8427e`."""
    if not (is_string(x) or (type(x) is Atom and x.t == 10)):
        raise QError("type")
    return Vector(4, np.frombuffer(hashlib.md5(_pattern(x), usedforsecurity=False).digest(), dtype=np.uint8))


def handle_symbol(x: Value) -> Value:
    """`hsym x`: a symbol as the name of a file. ``hsym `a`` is `` `:a ``."""
    if isinstance(x, Vector) and x.t == 11:
        return symbols([v if v.startswith(":") else ":" + v for v in x.a.tolist()])
    if not is_symbol(x):
        raise QError("type")
    return symbol(x.v if x.v.startswith(":") else ":" + x.v)


FAST.update(sv=merge, vs=split)
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
    Verb("vs", split, 2, text="k){...}", t=100),
    Verb("sv", merge, 2, text="k){...}", t=100),
    Verb("md5", digest, 1, text="k){-15!x}", t=100),
    Verb("hsym", handle_symbol, 1, text="k){...}", t=100),
)
