"""Searching, sorting and sets: ? in bin asc iasc group distinct union and the like."""

from __future__ import annotations

import bisect
import functools
import itertools
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.enumerations import enumerate_in, resolve
from qforge.languages.q.interpreter.errors import Forbidden, QError, Unsupported
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import at, find_key, find_keys, take_at
from qforge.languages.q.interpreter.joining import depth, join
from qforge.languages.q.interpreter.kinds import FLOATS
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.ordering import ascending_floats, first_places, stable_order
from qforge.languages.q.interpreter.promotion import to_floats
from qforge.languages.q.interpreter.tolerance import equal_floats
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Array,
    Atom,
    Dict,
    Function,
    List,
    Table,
    Value,
    Vector,
    count,
    enlist,
    from_items,
    is_atom,
    is_integer,
    is_list,
    is_symbol,
    item,
    items,
    longs,
    null_of,
    payload,
    type_number,
    with_array,
)

from .comparison import less
from .row import Verb


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
        found.append(rows[place] if 0 <= place < len(rows) else null_of(7))
    return from_items(found)


# ---- sorting


def grade(x: Value, descending: bool = False) -> Array:
    """The places of the items of x in ascending or descending order; equal items keep their order."""
    x = resolve(x)
    if isinstance(x, Vector):
        return _grade_array(x.t, x.a, descending)
    if type(x) is Table:
        order = np.arange(count(x))
        for column in reversed(x.columns):
            order = order[grade(take_at(column, order), descending)]
        return order
    if type(x) is List:
        sign = -1 if descending else 1

        machine = current()

        def by_items(i: int, j: int) -> int:
            machine.step()
            return sign * compare(values[i], values[j])

        values = x.items
        ordered = sorted(range(len(values)), key=functools.cmp_to_key(by_items))
        return np.array(ordered, dtype=np.int64)
    raise QError("type")


def compare(x: Value, y: Value) -> int:
    """-1, 0 or 1 as x sorts before, with or after y; by type number where the types differ."""
    tx, ty = type_number(x), type_number(y)
    if tx < 0 and tx == ty:
        return (
            -1
            if less(x, y) is True
            else (1 if less(y, x) is True else 0)
            if tx not in (-2, -11)
            else ((payload(x) > payload(y)) - (payload(x) < payload(y)))
        )
    if tx != ty:
        return -1 if abs(tx) < abs(ty) or (abs(tx) == abs(ty) and tx < ty) else 1
    if not is_list(x):
        raise Unsupported("sort")
    for a, b in zip(items(x), items(y), strict=False):
        order = compare(a, b)
        if order:
            return order
    return (count(x) > count(y)) - (count(x) < count(y))


def _grade_array(t: int, a: Array, descending: bool) -> Array:
    if t in FLOATS and descending:
        return stable_order(-a)
    if t in FLOATS:
        order = stable_order(a)
        return np.roll(order, np.count_nonzero(np.isnan(a)))
    if not descending:
        return stable_order(a)
    return len(a) - 1 - stable_order(a[::-1])[::-1]


def ascending_grade(x: Value) -> Value:
    """`iasc x`: the places that sort x ascending; keys for a dictionary. `iasc 3 1 2` is `1 2 0`."""
    if type(x) is Dict:
        return _picked(x.keys, grade(x.values))
    if is_atom(x):
        raise QError("rank")
    return longs(grade(x))


def descending_grade(x: Value) -> Value:
    """`idesc x`: the places that sort x descending. `idesc 3 1 2` is `0 2 1`."""
    if type(x) is Dict:
        return _picked(x.keys, grade(x.values, True))
    if is_atom(x):
        raise QError("rank")
    return longs(grade(x, True))


def _picked(x: Value, places: Array) -> Value:
    if type(x) is Dict:
        return Dict(_picked(x.keys, places), _picked(x.values, places))
    return take_at(x, places)


def ascending(x: Value) -> Value:
    """`asc x`: sorted ascending, with the attribute s; a dictionary by its values. `asc 3 1 2` is `` `s#1 2 3 ``."""
    if is_atom(x):
        raise QError("rank")
    if type(x) is Dict:
        made = _picked(x, grade(x.values))
        if type(made.values) is Table:
            _mark_sorted(made.values)
        return made
    if type(x) is Vector and x.t not in FLOATS and x.t not in (2, 11):
        return Vector(x.t, np.sort(x.a), "s")
    if type(x) is Vector and x.t in FLOATS:
        return Vector(x.t, ascending_floats(x.a), "s")
    made = take_at(x, grade(x))
    if type(made) is Table:
        _mark_sorted(made)
    else:
        made.attr = "s"
    return made


def _mark_sorted(x: Table) -> None:
    """Give the first column of a table just sorted by all of them its attribute: s where it is the only one, else p."""
    if isinstance(x.columns[0], Vector):
        x.columns[0].attr = "s" if len(x.columns) == 1 else "p"


def descending(x: Value) -> Value:
    """`desc x`: sorted descending; a dictionary by its values. `desc 3 1 2` is `3 2 1`."""
    if is_atom(x):
        raise QError("rank")
    if type(x) is Dict:
        return _picked(x, grade(x.values, True))
    if type(x) is Vector and x.t not in FLOATS and x.t not in (2, 11):
        return Vector(x.t, np.sort(x.a)[::-1])
    return take_at(x, grade(x, True))


def rank(x: Value) -> Value:
    """`rank x`: the place that each item takes when sorted. `rank 30 10 20` is `2 0 1`."""
    if type(x) is Dict:
        return Dict(x.keys, rank(x.values))
    return longs(np.argsort(grade(x), kind="stable"))


def quantile_rank(x: Value, y: Value) -> Value:
    """`x xrank y`: which of x groups of equal size each item belongs to. `2 xrank 4 1 3 2` is `1 0 1 0`."""
    if type(y) is Dict:
        return Dict(y.keys, quantile_rank(x, y.values))
    if not is_integer(x):
        raise QError("type")
    n = count(y)
    return longs(int(payload(x)) * np.argsort(grade(y), kind="stable") // max(1, n))


# ---- sets


def _first_places(keys: list[Any]) -> list[int]:
    seen: dict[Any, int] = {}
    for i, key in enumerate(keys):
        seen.setdefault(key, i)
    return list(seen.values())


def distinct(x: Value) -> Value:
    """`distinct x`: the items of x, each once, in order of first appearance. `distinct 2 1 2` is `2 1`."""
    if type(x) is Dict:
        raise QError("type")
    if is_atom(x):
        raise QError("type")
    if type(x) is Vector and x.t not in (2, 11) and x.t not in FLOATS and len(x.a) > 64:
        return with_array(x, x.a[first_places(x.a)])
    return _picked(x, np.array(_first_places(keys_of(x)), dtype=np.int64))


def groups_of(keys: list[Any]) -> dict[Any, list[int]]:
    """The places of each key, in order of first appearance."""
    found: dict[Any, list[int]] = {}
    for i, key in enumerate(keys):
        found.setdefault(key, []).append(i)
    return found


def group(x: Value) -> Value:
    """`group x`: a dictionary from each distinct item to its places. `group 7 8 7` is `7 8!(0 2;,1)`."""
    if type(x) is Dict:
        made = group(x.values)
        return Dict(made.keys, from_items([_picked(x.keys, p.a) for p in items(made.values)]))
    if is_atom(x):
        raise QError("type")
    found = groups_of(keys_of(x))
    firsts = np.array([places[0] for places in found.values()], dtype=np.int64)
    return Dict(take_at(x, firsts), List([longs(p) for p in found.values()]) if found else EMPTY)


def differ(x: Value) -> Value:
    """`differ x`: whether each item differs from the one before; the first always. `differ 1 1 2` is `101b`."""
    if is_atom(x):
        raise QError("type")
    if type(x) is Vector and x.t in FLOATS:
        return Vector(1, np.concatenate(([True], ~equal_floats(x.a[1:], x.a[:-1])))[: len(x.a)])
    keys = keys_of(x if type(x) is not Dict else x.values)
    return Vector(1, np.array([True] + [a != b for a, b in itertools.pairwise(keys)], dtype=bool)[: len(keys)])


def union(x: Value, y: Value) -> Value:
    """`x union y`: the distinct items of both. `1 2 union 2 3` is `1 2 3`."""
    return distinct(join(x, y))


def intersection(x: Value, y: Value) -> Value:
    """`x inter y`: the items of x that are in y. `1 2 3 inter 3 1` is `1 3`."""
    return _selected(x, y, True)


def difference(x: Value, y: Value) -> Value:
    """`x except y`: the items of x that are not in y. `1 2 3 except 2` is `1 3`."""
    return _selected(x, y, False)


def _selected(x: Value, y: Value, present: bool) -> Value:
    if type(x) is Dict:
        return _selected(x.values, y, present)
    if type(y) is Dict:
        y = y.values
    if is_atom(x):
        raise QError("type")
    wanted = set(keys_of(y if is_list(y) or type(y) is Table else enlist(y)))
    kept = [i for i, key in enumerate(keys_of(x)) if (key in wanted) == present]
    return _picked(x, np.array(kept, dtype=np.int64))


def attribute(x: Value) -> Value:
    """`attr x`: the attribute of x as a symbol. `attr asc 2 1` is `` `s ``."""
    return Atom(11, getattr(x, "attr", ""))


TABLE = (
    Verb("in", member, 2, text="in", t=102),
    Verb("bin", binary_search, 2, text="bin", t=102),
    Verb("binr", binary_search_left, 2, text="binr", t=102),
    Verb("iasc", ascending_grade, 1, text="<:"),
    Verb("idesc", descending_grade, 1, text=">:"),
    Verb("asc", ascending, 1, text="k){$[99h=@x;...]}", t=100),
    Verb("desc", descending, 1, text="k){$[99h=@x;...]}", t=100),
    Verb("rank", rank, 1, text="k){$[0h>@x;'`rank;<<x]}", t=100),
    Verb("xrank", quantile_rank, 2, text="k){$[0h>@y;'`rank;_y*(<<y)%#y]}", t=100),
    Verb("distinct", distinct, 1, text="?:"),
    Verb("group", group, 1, text="=:"),
    Verb("differ", differ, 1, text="~~':", t=100),
    Verb("union", union, 2, text="?,", t=105),
    Verb("inter", intersection, 2, text="k){x@&x in y}", t=100),
    Verb("except", difference, 2, text="k){x@&~x in y}", t=100),
    Verb("attr", attribute, 1, text="attr"),
)
