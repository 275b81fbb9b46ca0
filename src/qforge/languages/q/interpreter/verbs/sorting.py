"""Sorting and grading, and the order that they follow."""

from __future__ import annotations

import functools

import numpy as np

from qforge.languages.q.interpreter.enumerations import resolve
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import count, items
from qforge.languages.q.interpreter.kinds import FLOATS
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.ordering import ascending_floats, stable_order
from qforge.languages.q.interpreter.values import (
    Array,
    Dict,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    longs,
    payload,
    type_number,
)

from .comparison import less
from .row import Verb


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
        return picked_at(x.keys, grade(x.values))
    if is_atom(x):
        raise QError("rank")
    return longs(grade(x))


def descending_grade(x: Value) -> Value:
    """`idesc x`: the places that sort x descending. `idesc 3 1 2` is `0 2 1`."""
    if type(x) is Dict:
        return picked_at(x.keys, grade(x.values, True))
    if is_atom(x):
        raise QError("rank")
    return longs(grade(x, True))


def picked_at(x: Value, places: Array) -> Value:
    if type(x) is Dict:
        return Dict(picked_at(x.keys, places), picked_at(x.values, places))
    return take_at(x, places)


def ascending(x: Value) -> Value:
    """`asc x`: sorted ascending, with the attribute s; a dictionary by its values. `asc 3 1 2` is `` `s#1 2 3 ``."""
    if is_atom(x):
        raise QError("rank")
    if type(x) is Dict:
        made = picked_at(x, grade(x.values))
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
        return picked_at(x, grade(x.values, True))
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


TABLE = (
    Verb("iasc", ascending_grade, 1, text="<:"),
    Verb("idesc", descending_grade, 1, text=">:"),
    Verb("asc", ascending, 1, text="k){$[99h=@x;...]}", t=100),
    Verb("desc", descending, 1, text="k){$[99h=@x;...]}", t=100),
    Verb("rank", rank, 1, text="k){$[0h>@x;'`rank;<<x]}", t=100),
    Verb("xrank", quantile_rank, 2, text="k){$[0h>@y;'`rank;_y*(<<y)%#y]}", t=100),
)
