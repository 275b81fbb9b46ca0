"""Verbs that build and cut lists: til # _ , first last reverse rotate flip raze where and the like."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.adverbs import FAST
from qforge.languages.q.interpreter.bounds import paced, taken_apart
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.indexing import at, find_keys, take_at
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.kinds import INTEGERS, LONG_NULL
from qforge.languages.q.interpreter.lambda_parts import LambdaParts
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.mapped import Mapped
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
    count,
    empty_like,
    enlist,
    fill_value,
    from_items,
    is_atom,
    is_integer,
    is_list,
    item,
    items,
    longs,
    payload,
    symbols,
    type_number,
    with_array,
)

from .row import Verb


def until(x: Value) -> Value:
    """`til x`: the first x whole numbers from 0. `til 3` is `0 1 2`."""
    if type(x) is Dict:
        raise QError("type")
    if not is_integer(x):
        raise QError("type")
    n = int(payload(x))
    if n < 0:
        raise QError("type" if n < -(2**62) else "domain")
    current().reserve(n * 8)
    return Vector(7, np.arange(n, dtype=np.int64))


def length(x: Value) -> Value:
    """`count x`: how many items; 1 for an atom. `count "abc"` is `3`."""
    return count(x)


def first(x: Value) -> Value:
    """`first x`: the first item; of an empty list its null. `first 5 6` is `5`."""
    if is_atom(x):
        return x
    return item(x, 0) if count(x) else fill_value(x)


def last(x: Value) -> Value:
    """`last x`: the last item. `last 5 6` is `6`."""
    if isinstance(x, LambdaParts):
        return x.last()
    if is_atom(x):
        return x
    n = count(x)
    return item(x, n - 1) if n else fill_value(x)


def _rows(x: Value, places: Any) -> Value:
    """The items of a list, entries of a dictionary or rows of a table at places within bounds."""
    if type(x) is Dict:
        return Dict(_rows(x.keys, places), _rows(x.values, places))
    return take_at(x, np.asarray(places, dtype=np.int64))


def reverse(x: Value) -> Value:
    """`reverse x`: the items from the last to the first. `reverse 1 2 3` is `3 2 1`."""
    if isinstance(x, Vector):
        return with_array(x, x.a[::-1])
    if is_atom(x):
        return x
    if type(x) is List:
        return from_items(x.items[::-1])
    return _rows(x, np.arange(count(x) - 1, -1, -1))


def rotate(x: Value, y: Value) -> Value:
    """`x rotate y`: y with its first x items moved to the end. `1 rotate 1 2 3` is `2 3 1`."""
    if not is_integer(x):
        raise QError("type")
    if is_atom(y):
        raise QError("type")
    n = count(y)
    if not n:
        return y
    return _rows(y, np.roll(np.arange(n), -int(payload(x)) % n))


def take(x: Value, y: Value) -> Value:
    """`x#y`: x items of y, cyclically, from the end where x is negative; two numbers reshape; keys select.

    `3#1 2` is `1 2 1`; `2 3#til 6` is `(0 1 2;3 4 5)`.
    """
    if type(x) is Atom and x.t == 11 and type(y) in (Vector, EnumVector, Dict, Table, List):
        return _with_attribute(x.v, y)
    if is_integer(x):
        return _take_count(int(payload(x)), y)
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


def _take_count(n: int, y: Value) -> Value:
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
        return _rows(y, np.arange(size)[places])
    if size == 0:
        if type(y) is List:
            return List([EMPTY] * abs(n))
        return take_at(y, np.full(abs(n), -1, dtype=np.int64)) if not isinstance(y, Dict) else y
    return _rows(y, np.arange(n) % size if n >= 0 else (np.arange(n, 0) % size))


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
            return _rows(y, places)
        return Dict(x, take_at(y.values, np.array(places, dtype=np.int64)))
    wanted = x if is_list(x) else enlist(x)
    return Dict(wanted, at(y, wanted))


def reshape(x: Vector, y: Value) -> Value:
    """`2 3#y`: y's items in the shape x; a null dimension takes what there is."""
    dims = [int(n) for n in x.a.tolist()]
    if not dims:
        raise QError("length")
    if len(dims) == 1:
        return _take_count(dims[0], y)
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
    flat = take_at(values, np.arange(total) % max(1, n)) if n else _take_count(total, values)
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
    return [_rows(x, np.arange(a, b)) if b > a else empty_like(x) for a, b in pairs]


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
            return _without_keys(y, x if is_list(x) or type(x) is Table else enlist(x))
        return _drop_count(int(payload(x)), y)
    if type(y) is Dict and is_integer(x):
        return _drop_count(int(payload(x)), y)
    if type(x) is Dict and not is_list(x):
        if is_list(y):
            raise QError("type")
        return _without_keys(x, y if type(y) is Table else enlist(y))
    if is_integer(x) and not is_atom(y):
        return _drop_count(int(payload(x)), y)
    if isinstance(x, Vector) and x.t in (4, 5, 6, 7) and not is_atom(y):
        return cut(x, y)
    if not is_atom(x) and is_integer(y):
        n = count(x)
        place = int(payload(y))
        if not 0 <= place < n:
            return x
        return _rows(x, np.delete(np.arange(n), place))
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
    return _rows(y, places)


def _without_keys(x: Dict, gone: Value) -> Value:
    if type(x.keys) is Table and type(gone) is not Table:
        raise QError("type")
    if type(x.keys) is not Table and isinstance(gone, Vector) and isinstance(x.keys, Vector) and gone.t != x.keys.t:
        raise QError("type")
    places = set(find_keys(x.keys, gone))
    return _rows(x, [i for i in range(count(x)) if i not in places])


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
    return _rows(y, places)


def raze(x: Value) -> Value:
    """`raze x`: the items of x joined to one list. `raze (1 2;3)` is `1 2 3`."""
    if is_atom(x):
        return x if isinstance(x, Function) else enlist(x)
    if isinstance(x, Vector):
        return x
    if type(x) is Dict:
        return raze(x.values) if not isinstance(x.values, Table) else x.values
    values = items(x)
    if not values:
        return x
    if all(isinstance(v, Vector) and type(v) is Vector and v.t == values[0].t for v in values):
        current().reserve(sum(v.a.nbytes for v in values))
        return Vector(values[0].t, np.concatenate([v.a for v in values]))
    if all(is_list(v) or type_number(v) < 0 for v in values):
        flat: list[Value] = []
        for v in paced(values):
            flat.extend(items(v))
        if not flat:
            return values[-1]
        return from_items(flat)
    total = values[0]
    for v in values[1:]:
        total = join(total, v)
    return total if not is_atom(total) or len(values) > 1 else enlist(total)


def flip(x: Value) -> Value:
    """`flip x`: rows become columns; a dictionary of columns becomes a table and back.

    `flip (1 2;3 4)` is `(1 3;2 4)`.
    """
    if type(x) is Table:
        return Dict(symbols(x.names), List(list(x.columns)))
    if type(x) is Dict:
        return _table_of(x)
    if type(x) is Mapped:
        return x.flip()
    if type(x) is not List:
        raise QError("rank")
    sizes = {count(v) for v in x.items if not is_atom(v)}
    if len(sizes) > 1:
        raise QError("length")
    if not sizes:
        raise QError("rank")
    n = sizes.pop()
    columns = [items(v) if not is_atom(v) else [v] * n for v in x.items]
    return List([from_items(list(row)) for row in zip(*columns, strict=True)]) if n else List([]) if n == 0 else EMPTY


def _table_of(x: Dict) -> Value:
    if type(x.keys) is Table:
        raise QError("type")
    if not (isinstance(x.keys, Vector) and x.keys.t == 11):
        raise QError("type")
    columns = items(x.values)
    sizes = {count(c) for c in columns if not is_atom(c)}
    if len(sizes) > 1:
        raise QError("length")
    if not sizes:
        raise QError("rank")
    n = sizes.pop()
    return Table(x.keys.a.tolist(), [c if not is_atom(c) else _take_count(n, c) for c in columns])


def where(x: Value) -> Value:
    """`where x`: the places of true items; each place as often as its number; keys for a dictionary.

    `where 0101b` is `1 3`; `where 2 0 1` is `0 0 2`.
    """
    if type(x) is Dict:
        return at(x.keys, where(x.values))
    if isinstance(x, Vector) and x.t == 1:
        return longs(np.flatnonzero(x.a))
    if isinstance(x, Vector) and x.t in (4, 5, 6, 7):
        times = np.maximum(x.a, 0)
        current().reserve(int(times.sum(dtype=np.float64)) * 8)
        return longs(np.repeat(np.arange(len(x.a)), times))
    if type(x) is List and not x.items:
        return longs([])
    raise QError("type")


def enlisted(*args: Value) -> Value:
    """`enlist x`: the list of its arguments. `enlist 1` is `,1`."""
    return from_items(list(args))


def previous(x: Value) -> Value:
    """`prev x`: each item's predecessor, null for the first. `prev 1 2` is `0N 1`."""
    return shifted(1, x)


def following(x: Value) -> Value:
    """`next x`: each item's successor, null for the last. `next 1 2` is `2 0N`."""
    return shifted(-1, x)


def shifted(x: Value, y: Value) -> Value:
    """`x xprev y`: the items x places before, null where there are none. `1 xprev 5 6` is `0N 5`."""
    if not is_integer(x):
        raise QError("type")
    if is_atom(y):
        raise QError("type")
    n = count(y)
    places = np.arange(n) - int(payload(x))
    if type(y) is Dict:
        return Dict(y.keys, take_at(y.values, places))
    if type(y) is List:
        fill = fill_value(y)
        return from_items(
            [y.items[p] if 0 <= p < n else (fill if is_atom(fill) else empty_like(y.items[0])) for p in places.tolist()]
        )
    return take_at(y, np.where((places < 0) | (places >= n), -1, places))


def joined(x: Value, y: Value) -> Value:
    """`x,y`: the items of both. `1 2,3` is `1 2 3`."""
    if type(x) is Vector and type(y) is Vector:
        current().reserve((len(x.a) + len(y.a)) * 8)
    return join(x, y)


def cross(x: Value, y: Value) -> Value:
    """`x cross y`: every item of x joined to every item of y. `1 2 cross 3 4` is `(1 3;1 4;2 3;2 4)`."""
    if type(x) is Dict and type(y) is Dict:
        return Dict(cross(x.keys, y.keys), cross(x.values, y.values))
    left, right = items(x) if not is_atom(x) else [x], items(y) if not is_atom(y) else [y]
    current().reserve(len(left) * len(right) * 16)
    current().step(len(left) * len(right))
    if type(x) is Table and type(y) is Table:
        n = len(right)
        wide = take_at(x, np.repeat(np.arange(len(left)), n))
        tall = take_at(y, np.tile(np.arange(n), len(left)))
        return Table(wide.names + tall.names, wide.columns + tall.columns)
    pairs = [
        join(a, b) if is_list(a) or is_list(b) or type(a) is Dict else from_items([a, b]) for a in left for b in right
    ]
    return from_items(pairs) if pairs else EMPTY


def identity(x: Value) -> Value:
    """`::x`: x itself. `(::) 7` is `7`. ``(::) 7`` is ``7``."""
    return x


def given(*args: Value) -> Value:
    """`:` as a function: its last argument."""
    return args[-1]


FAST["raze"] = raze
TABLE = (
    Verb("til", until, 1, text="til"),
    Verb("count", length, 1, text="#:"),
    Verb("first", first, 1, text="*:"),
    Verb("last", last, 1, text="last"),
    Verb("reverse", reverse, 1, text="|:"),
    Verb("rotate", rotate, 2, text="k){$[#y;(x mod#y)_y,y;y]}", t=100),
    Verb("#", take, 2),
    Verb("_", drop, 2),
    Verb(",", joined, 2),
    Verb("cut", cut, 2, text="k){$[-7h=@x;...]}", t=100),
    Verb("sublist", sublist, 2, text="k){$[0h>@x;...]}", t=100),
    Verb("raze", raze, 1, text=",/", t=107),
    Verb("flip", flip, 1, text="+:"),
    Verb("where", where, 1, text="&:"),
    Verb("enlist", enlisted, 1, 64, text="enlist"),
    Verb("prev", previous, 1, text=":':", t=109),
    Verb("next", following, 1, text="k){$[0h>@x;'`rank;1_x,,x 0N]}", t=100),
    Verb("xprev", shifted, 2, text="k){$[0h>@y;'`rank;y(!#y)-x]}", t=100),
    Verb("cross", cross, 2, text="k){n:#x;...}", t=100),
    Verb("::", identity, 1, 2, text="::", t=101),
    Verb(":", given, 2, text=":", t=102),
)
