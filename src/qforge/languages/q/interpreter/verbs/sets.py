"""Lists as sets: their distinct items, groups, unions, intersections and differences."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import enlist, from_items, items, with_array
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.kinds import FLOATS
from qforge.languages.q.interpreter.ordering import first_places
from qforge.languages.q.interpreter.tolerance import equal_floats
from qforge.languages.q.interpreter.values import EMPTY, Atom, Dict, List, Table, Value, Vector, is_atom, is_list, longs

from .row import Verb
from .sorting import picked_at


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
    return picked_at(x, np.array(_first_places(keys_of(x)), dtype=np.int64))


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
        return Dict(made.keys, from_items([picked_at(x.keys, p.a) for p in items(made.values)]))
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
    return picked_at(x, np.array(kept, dtype=np.int64))


def attribute(x: Value) -> Value:
    """`attr x`: the attribute of x as a symbol. `attr asc 2 1` is `` `s ``."""
    return Atom(11, getattr(x, "attr", ""))


TABLE = (
    Verb("distinct", distinct, 1, text="?:"),
    Verb("group", group, 1, text="=:"),
    Verb("differ", differ, 1, text="~~':", t=100),
    Verb("union", union, 2, text="?,", t=105),
    Verb("inter", intersection, 2, text="k){x@&x in y}", t=100),
    Verb("except", difference, 2, text="k){x@&~x in y}", t=100),
    Verb("attr", attribute, 1, text="attr"),
)
