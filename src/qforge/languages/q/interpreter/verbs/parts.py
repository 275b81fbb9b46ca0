"""Parts of lists, dictionaries and tables: taken, dropped, cut, reshaped."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.bounds import paced, taken_apart
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.indexing import at, find_keys, take_at
from qforge.languages.q.interpreter.items import count, empty_like, enlist, from_items, with_array
from qforge.languages.q.interpreter.kinds import INTEGERS, LONG_NULL
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Atom,
    Dict,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    payload,
    type_number,
)

from .row import Verb


def rows_at(x: Value, places: Any) -> Value:
    """The items of a list, entries of a dictionary or rows of a table at places within bounds."""
    if type(x) is Dict:
        return Dict(rows_at(x.keys, places), rows_at(x.values, places))
    return take_at(x, np.asarray(places, dtype=np.int64))


def take(x: Value, y: Value) -> Value:
    """`x#y`: x items of y, cyclically, from the end where x is negative; two numbers reshape; keys select.

    `3#1 2` is `1 2 1`; `2 3#til 6` is `(0 1 2;3 4 5)`.
    """
    if type(x) is Atom and x.t == 11 and type(y) in (Vector, EnumVector, Dict, Table, List):
        return _with_attribute(x.v, y)
    if is_integer(x):
        return take_count(int(payload(x)), y)
    if isinstance(x, Vector) and x.t in (1, 4, 5, 6, 7) and type(y) is not Dict:
        return reshape(x, y)
    if type(y) is Dict:
        return _take_keys(x, y)
    if type(y) is Table and isinstance(x, Vector) and x.t == 11:
        return Table(x.a.tolist(), [at(y, Atom(11, n)) for n in x.a.tolist()])
    if isinstance(x, Function):
        raise Unsupported("#")
    if isinstance(x, List) and not x.items:
        return empty_like(y)
    raise QError("type")


def _with_attribute(letter: str, y: Value) -> Value:
    if type(y) is Dict:
        if letter not in ("", "s"):
            raise QError("type")
        keys = y.keys if type(y.keys) is Table or not letter else _with_attribute(letter, y.keys)
        return Dict(keys, y.values, letter)
    if type(y) is Table:
        return Table(y.names, [_with_attribute("p" if letter == "s" else letter, y.columns[0]), *y.columns[1:]])
    if type(y) is List:
        if letter in ("", "s"):
            return y
        raise QError("type")
    if letter not in ("", "s", "u", "p", "g"):
        raise QError("type")
    if letter == "s" and len(y.a) > 1 and not bool(np.all(y.a[:-1] <= y.a[1:])):
        raise QError("s-fail")
    if letter == "u" and len(set(y.a.tolist())) != len(y.a):
        raise QError("u-fail")
    if letter == "p" and len(y.a) > 1 and 1 + int(np.sum(y.a[:-1] != y.a[1:])) != len(set(y.a.tolist())):
        raise QError("u-fail")
    vector = with_array(y, y.a)
    vector.attr = letter
    return vector


def take_count(n: int, y: Value) -> Value:
    size = count(y)
    if n == LONG_NULL:
        raise QError("type")
    current().reserve(abs(n) * 8)
    if is_atom(y):
        return (
            take_at(enlist(y), np.zeros(abs(n), dtype=np.int64))
            if not isinstance(y, Function)
            else List([y] * abs(n))
            if n
            else EMPTY
        )
    if abs(n) <= size:
        places = slice(0, n) if n >= 0 else slice(size + n, size)
        if isinstance(y, Vector):
            return with_array(y, y.a[places])
        if type(y) is List:
            return from_items(y.items[places]) if n else EMPTY
        return rows_at(y, np.arange(size)[places])
    if size == 0:
        if type(y) is List:
            return List([EMPTY] * abs(n))
        return take_at(y, np.full(abs(n), -1, dtype=np.int64)) if not isinstance(y, Dict) else y
    return rows_at(y, np.arange(n) % size if n >= 0 else (np.arange(n, 0) % size))


def _take_keys(x: Value, y: Dict) -> Value:
    if type(y.keys) is Table:
        if type(x) is not Table:
            if isinstance(x, Vector) and x.t == 11 and type(y.values) is Table:
                names = [n for n in x.a.tolist() if n not in y.keys.names]
                return Dict(y.keys, Table(names, [at(y.values, Atom(11, n)) for n in names]))
            raise QError("type")
        places = find_keys(y.keys, x)
        n = count(y)
        if all(p < n for p in places):
            return rows_at(y, places)
        return Dict(x, take_at(y.values, np.array(places, dtype=np.int64)))
    wanted = x if is_list(x) else enlist(x)
    return Dict(wanted, at(y, wanted))


def reshape(x: Vector, y: Value) -> Value:
    """`2 3#y`: y's items in the shape x; a null dimension takes what there is."""
    dims = [int(n) for n in x.a.tolist()]
    if not dims:
        raise QError("length")
    if len(dims) == 1:
        return take_count(dims[0], y)
    values = y if is_list(y) else enlist(y)
    n = count(values)
    if len(dims) > 2 and (min(dims) < 0 or 0 in dims[:-1]):
        raise QError("domain")
    if LONG_NULL in dims:
        return _ragged(dims, values, n)
    total = 1
    for d in dims:
        if d < 0:
            raise QError("length")
        total *= d
    current().reserve(total * 8)
    taken_apart(math.prod(dims[:-1]))
    flat = take_at(values, np.arange(total) % max(1, n)) if n else take_count(total, values)
    return _nested(flat, dims)


def _ragged(dims: list[int], values: Value, n: int) -> Value:
    if dims[0] == LONG_NULL:
        width = dims[1]
        if width <= 0:
            raise QError("length")
        return List(_pieces(values, [*range(0, n, width), n])) if n else EMPTY
    rows = dims[0]
    taken_apart(rows)
    return List(_pieces(values, [n * i // rows for i in range(rows + 1)]))


def _pieces(x: Value, edges: list[int]) -> list[Value]:
    """The parts of x between each two neighbours of `edges`, which do not fall."""
    pairs = paced(list(itertools.pairwise(edges)))
    if isinstance(x, Vector):
        return [with_array(x, x.a[a:b]) for a, b in pairs]
    return [rows_at(x, np.arange(a, b)) if b > a else empty_like(x) for a, b in pairs]


def _nested(flat: Value, dims: list[int], level: int = 0) -> Value:
    """The items of a flat list in the shape that dims have from this level on."""
    length = dims[level]
    if level == len(dims) - 1:
        return flat
    size = count(flat) // length if length else 0
    parts = _pieces(flat, [i * size for i in range(length + 1)])
    return List([_nested(part, dims, level + 1) for part in parts])


def drop(x: Value, y: Value) -> Value:
    """`x _ y`: without the first x items (the last, where x is negative); or cut at places; or without keys.

    `2 _ 1 2 3` is `,3`; `0 2 _ "abcd"` is `("ab";"cd")`; `` (`a`b!1 2) _ `a `` is `` (,`b)!,2 ``.
    """
    if (
        type(y) is Dict
        and not (is_integer(x) and type(y.keys) is Table)
        and not (type(x) is int and not _has_key(y, x))
    ):
        if not is_integer(x) or (isinstance(y.keys, Vector) and y.keys.t == -type_number(x) and False):
            return without_keys(y, x if is_list(x) or type(x) is Table else enlist(x))
        return _drop_count(int(payload(x)), y)
    if type(y) is Dict and is_integer(x):
        return _drop_count(int(payload(x)), y)
    if type(x) is Dict and not is_list(x):
        if is_list(y):
            raise QError("type")
        return without_keys(x, y if type(y) is Table else enlist(y))
    if is_integer(x) and not is_atom(y):
        return _drop_count(int(payload(x)), y)
    if isinstance(x, Vector) and x.t in (4, 5, 6, 7) and not is_atom(y):
        return cut(x, y)
    if not is_atom(x) and is_integer(y):
        n = count(x)
        place = int(payload(y))
        if not 0 <= place < n:
            return x
        return rows_at(x, np.delete(np.arange(n), place))
    if isinstance(x, Vector) and x.t == 11 and type(y) is Table:
        gone = set(x.a.tolist())
        kept = [i for i, name in enumerate(y.names) if name not in gone]
        return Table([y.names[i] for i in kept], [y.columns[i] for i in kept])
    if type(x) is List and not x.items:
        return y
    raise QError("type")


def _has_key(y: Dict, x: Value) -> bool:
    return False


def _drop_count(n: int, y: Value) -> Value:
    size = count(y)
    if isinstance(y, Vector):
        return with_array(y, y.a[n:] if n >= 0 else y.a[: max(0, size + n)])
    places = np.arange(size)[n:] if n >= 0 else np.arange(max(0, size + n))
    if type(y) is List:
        return from_items([y.items[i] for i in places.tolist()]) if len(places) else EMPTY
    return rows_at(y, places)


def without_keys(x: Dict, gone: Value) -> Value:
    if type(x.keys) is Table and type(gone) is not Table:
        raise QError("type")
    if type(x.keys) is not Table and isinstance(gone, Vector) and isinstance(x.keys, Vector) and gone.t != x.keys.t:
        raise QError("type")
    places = set(find_keys(x.keys, gone))
    return rows_at(x, [i for i in range(count(x)) if i not in places])


def cut(x: Value, y: Value) -> Value:
    """`x cut y`: y in pieces of x items, or cut at the places x. `2 cut til 5` is `(0 1;2 3;,4)`."""
    n = count(y)
    if is_integer(x):
        width = int(payload(x))
        if width <= 0:
            raise QError("length") if width < 0 else QError("domain")
        starts = list(range(0, n, width))
    else:
        if not (isinstance(x, Vector) and x.t in (4, 5, 6, 7)):
            raise QError("type")
        starts = [int(v) for v in x.a.tolist()]
        if any(b < a for a, b in itertools.pairwise(starts)) or any(s < 0 for s in starts):
            raise QError("domain")
        if any(s > n for s in starts):
            raise QError("length")
    pieces = _pieces(y, [*starts, n])
    return List(pieces) if pieces else EMPTY


def sublist(x: Value, y: Value) -> Value:
    """`x sublist y`: at most x items from the start (from the end where negative), or x[1] items from x[0].

    `2 sublist 1 2 3` is `1 2`; `1 5 sublist 1 2 3` is `2 3`.
    """
    n = count(y)
    if is_integer(x):
        k = int(payload(x))
        places = np.arange(min(k, n)) if k >= 0 else np.arange(max(0, n + k), n)
    else:
        if not (isinstance(x, Vector) and len(x.a) == 2):
            raise QError("length")
        if x.t not in INTEGERS:
            raise QError("type")
        start, size = (int(v) for v in x.a.tolist())
        places = np.arange(max(0, start), max(0, min(n, start + size)))
    if isinstance(y, Vector):
        return with_array(y, y.a[places])
    return rows_at(y, places)


TABLE = (
    Verb("#", take, 2),
    Verb("_", drop, 2),
    Verb("cut", cut, 2, text="k){$[-7h=@x;...]}", t=100),
    Verb("sublist", sublist, 2, text="k){$[0h>@x;...]}", t=100),
)
