"""Searching: ? in bin binr."""

from __future__ import annotations

import bisect
import functools
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.enumerations import enumerate_in, resolve
from qforge.languages.q.interpreter.errors import Forbidden, QError
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import at, find_key, find_keys, take_at
from qforge.languages.q.interpreter.items import count, enlist, from_items, item, items, null_of
from qforge.languages.q.interpreter.joining import depth
from qforge.languages.q.interpreter.kinds import FLOATS
from qforge.languages.q.interpreter.promotion import to_floats
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Atom,
    Dict,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_list,
    is_symbol,
    longs,
    payload,
    type_number,
)

from .row import Verb
from .sets import groups_of
from .sorting import compare


def find(x: Value, y: Value) -> Value:
    """`x?y`: the place of the first y in x, the count of x where there is none; in a dictionary the key.

    `10 20 30?20 5` is `1 3`.
    """
    if type(x) is Dict:
        places = find(x.values, y)
        return at(x.keys, places)
    if isinstance(x, Function):
        raise QError("type")
    if is_symbol(x):
        return enumerate_in(x.v, y, extend=True)
    if is_atom(x):
        raise Forbidden("rand")
    if type(x) is Table:
        if type(y) is Dict or (not is_list(y) and type(y) is not Table):
            return find_keys(x, enlist(y) if type(y) is Dict else y)[0]
        return longs(find_keys(x, y)) if type(y) is Table else _row_place(x, y)
    if isinstance(x, Vector):
        return _find_in_vector(x, y)
    levels = depth(x.items[0]) if x.items else 0
    if not is_list(y):
        return find_key(x, y) if levels == 0 else len(x.items)
    if depth(y) > levels:
        return from_items([find(x, v) for v in items(y)])
    return find_key(x, y) if depth(y) == levels else len(x.items)


def _row_place(x: Table, y: Value) -> Value:
    from qforge.languages.q.interpreter.identity import row_key

    found = keys_of(x)
    key = row_key(y, x.names)
    return found.index(key) if key in found else len(found)


def _find_in_vector(x: Vector, y: Value) -> Value:
    if type(y) is Dict:
        return Dict(y.keys, find(x, y.values))
    if type(y) is List:
        return from_items([find(x, v) for v in y.items]) if y.items else longs([])
    if type(y) is Table:
        raise QError("type")
    ty = abs(type_number(y))
    if x.t != ty and x.t != 20 and ty != 20:
        if len(x.a) == 0:
            return 0 if is_atom(y) else longs([0] * count(y))
        raise QError("type")
    if isinstance(y, Vector):
        return _find_many(x, y)
    return find_key(resolve(x), resolve(y))


def _find_many(x: Vector, y: Vector) -> Value:
    x, y = resolve(x), resolve(y)
    if x.t == y.t and x.t not in FLOATS and x.t not in (2, 11) and len(x.a) and len(y.a) > 16:
        order = np.argsort(x.a, kind="stable")
        ranked = x.a[order]
        places = np.searchsorted(ranked, y.a, side="left")
        inside = np.minimum(places, len(ranked) - 1)
        hit = ranked[inside] == y.a
        return longs(np.where(hit, order[inside], len(x.a)))
    return longs(find_keys(x, y))


def member(x: Value, y: Value) -> Value:
    """`x in y`: whether x is an item of y, item by item where x is a list. `1 5 in 1 2` is `10b`."""
    x, y = resolve(x), resolve(y)
    if type(x) is Dict and (is_atom(y) or isinstance(y, Vector)):
        return Dict(x.keys, member(x.values, y))
    if is_atom(y):
        if isinstance(x, Vector) or type(x) is List:
            return from_items([member(v, y) for v in items(x)]) if count(x) else Vector(1, np.zeros(0, bool))
        return bool(find_key(enlist(y), x) == 0)
    if isinstance(y, Vector) and len(y.a) == 1 and isinstance(x, Vector) and x.t != y.t:
        return member(x, item(y, 0))
    if type(y) is Dict:
        raise QError("type")
    if type(y) is Vector and abs(type_number(x)) not in (0, y.t) and (is_atom(x) or count(x)):
        raise QError("type")
    if isinstance(y, Vector) and type(x) is List:
        return from_items([member(v, y) for v in x.items]) if x.items else EMPTY
    if isinstance(x, (Vector, List)) and count(x) == 0:
        return Vector(1, np.zeros(0, bool))
    if type(x) is Vector and type(y) is Vector and x.t == y.t and x.t not in FLOATS and x.t not in (2, 11):
        return Vector(1, np.isin(x.a, y.a))
    places = find(y, x)
    n = count(y)
    return _below(places, n)


def _below(places: Value, n: int) -> Value:
    if type(places) is int:
        return places < n
    if type(places) is List:
        return from_items([_below(p, n) for p in places.items])
    return Vector(1, places.a < n)


def binary_search(x: Value, y: Value) -> Value:
    """`x bin y`: the last place in sorted x that is not above y; -1 where all are. `2 4 6 bin 5` is `1`."""
    return _search(x, y, "right", -1)


def binary_search_left(x: Value, y: Value) -> Value:
    """`x binr y`: the first place in sorted x that is not below y. `2 4 6 binr 5` is `2`."""
    return _search(x, y, "left", 0)


def _search(x: Value, y: Value, side: Any, offset: int) -> Value:
    if type(x) is Dict:
        return at(x.keys, _search(x.values, y, side, offset))
    if type(x) is Table:
        return _search_rows(x, y, side, offset)
    if type(x) is List:
        return _search_list(x.items, y, side, offset)
    if type(y) is List:
        return from_items([_search(x, v, side, offset) for v in y.items])
    if not isinstance(x, Vector):
        raise QError("type")
    x, y = resolve(x), resolve(y)
    ty = abs(type_number(y))
    if ty != x.t:
        raise QError("type")
    keys = x.a
    wanted = np.atleast_1d(np.array(payload(y)) if is_atom(y) else y.a)
    if x.t in FLOATS or ty in FLOATS:
        keys = np.where(np.isnan(to_floats(x.t, keys)), -np.inf, to_floats(x.t, keys))
        wanted = to_floats(ty, wanted)
        wanted = np.where(np.isnan(wanted), -np.inf, wanted)
    places = np.searchsorted(keys, wanted, side=side) + offset
    return int(places[0]) if is_atom(y) else longs(places)


def _search_list(x: list[Value], y: Value, side: Any, offset: int) -> Value:
    """The search in a general list, by the order that sorts its items."""
    if is_list(y) and depth(y) > (depth(x[0]) if x else 0):
        return from_items([_search_list(x, v, side, offset) for v in items(y)])
    key = functools.cmp_to_key(compare)
    place = (bisect.bisect_right if side == "right" else bisect.bisect_left)([key(v) for v in x], key(y))
    return place + offset


def _search_rows(x: Table, y: Value, side: Any, offset: int) -> Value:
    """The search for rows: all columns but the last must be the same; null where no row fits."""
    if type(y) is not Table:
        row = y if type(y) is not Dict else from_items([at(y, Atom(11, n)) for n in x.names])
        if count(row) != len(x.names):
            raise QError("length")
        return item(_search_rows(x, Table(x.names, [enlist(v) for v in items(row)]), side, offset), 0)
    wanted = Table(x.names, [at(y, Atom(11, n)) for n in x.names])
    alone = len(x.names) == 1
    groups = {(): list(range(count(x)))} if alone else groups_of(keys_of(Table(x.names[:-1], x.columns[:-1])))
    heads = [()] * count(y) if alone else keys_of(Table(x.names[:-1], wanted.columns[:-1]))
    found: list[Value] = []
    for head, last in zip(heads, items(wanted.columns[-1]), strict=True):
        rows = groups.get(head, [])
        place = _search(take_at(x.columns[-1], np.array(rows, dtype=np.int64)), last, side, offset) if rows else -1
        if type(place) is not int:
            raise QError("type")
        found.append(rows[place] if 0 <= place < len(rows) else null_of(7))
    return from_items(found)


TABLE = (
    Verb("in", member, 2, text="in", t=102),
    Verb("bin", binary_search, 2, text="bin", t=102),
    Verb("binr", binary_search_left, 2, text="binr", t=102),
)
