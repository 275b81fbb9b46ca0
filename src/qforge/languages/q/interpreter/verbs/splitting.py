"""vs and sv: texts and symbols split and joined, numbers to digits, bits and bytes and back."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from qforge.languages.q.interpreter.accumulators import FAST
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.items import from_items, items
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Atom,
    Function,
    List,
    Value,
    Vector,
    atom,
    is_atom,
    is_integer,
    is_string,
    is_symbol,
    payload,
    string,
    symbol,
    symbols,
    type_number,
)

from .row import Verb
from .strings import pattern_bytes


def split(x: Value, y: Value) -> Value:
    """`x vs y`: text cut at x, or the digits of a number to the base x, or its bytes or bits.

    `"," vs "a,b"` is `(,"a";,"b")`; `10 vs 123` is `1 2 3`; `0b vs 0x03` is `00000011b`.
    """
    if is_string(x) or (type(x) is Atom and x.t == 10):
        return _split_text(pattern_bytes(x), y)
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
        parts = [pattern_bytes(v) for v in items(y)] if type(y) in (List, Vector) else None
        if parts is None or (isinstance(y, Vector) and y.t != 10):
            raise QError("type")
        return string(pattern_bytes(x).join(parts))
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
        return string(b"".join(pattern_bytes(v) + b"\n" for v in y.items))
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


FAST.update(sv=merge, vs=split)


TABLE = (
    Verb("vs", split, 2, text="k){...}", t=100),
    Verb("sv", merge, 2, text="k){...}", t=100),
)
