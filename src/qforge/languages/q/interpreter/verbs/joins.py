"""Joins of tables by keys: lj ij uj ej pj and their kin; fby."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import count, empty_like, fill_value, from_items, items
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.values import (
    Array,
    Dict,
    Table,
    Value,
    Vector,
    is_atom,
    is_keyed,
    is_list,
    is_symbol,
    symbols,
)

from .arithmetic import add
from .columns import key_by, unkeyed
from .comparison import fill
from .row import Verb
from .sets import groups_of


def join_names(c: Value) -> list[str]:
    """The names of columns, at least one.

    Raises QError type where c is no symbol or list of symbols.
    """
    found = items(c)
    if not found or not all(is_symbol(v) for v in found):
        raise QError("type")
    return [v.v for v in found]


def plain_table(x: Value) -> Table:
    """A table without its key.

    Raises QError type where x is no table.
    """
    table = unkeyed(x)
    if type(table) is not Table:
        raise QError("type")
    return table


def columns_named(x: Table, names: list[str]) -> Table:
    for name in names:
        if name not in x.names:
            raise QError(name)
    return Table(names, [x.columns[x.names.index(n)] for n in names])


def _places(x: Table, y: Dict) -> Array:
    """For each row of x the place of its key in y; the count of y where it has none."""
    found: dict[object, int] = {}
    for i, key in enumerate(keys_of(y.keys)):
        found.setdefault(key, i)
    n = count(y)
    return np.array([found.get(k, n) for k in keys_of(columns_named(x, y.keys.names))], dtype=np.int64)


def _keyed(y: Value) -> Dict:
    if not is_keyed(y):
        raise QError("type")
    made: Dict = y
    return made


def rekeyed(x: Value, made: Table) -> Value:
    """A table keyed as x is."""
    return key_by(symbols(x.keys.names), made) if is_keyed(x) else made


def merged(old: Value, new: Value, hit: Array) -> Value:
    """Items of new where hit, else of old."""
    values = [b if h else a for a, b, h in zip(items(old), items(new), hit.tolist(), strict=True)]
    return from_items(values) if values else old


def left_join(x: Value, y: Value) -> Value:
    """`x lj y`: the rows of x with the columns of keyed y where its key matches, else as they were or null.

    ``([]a:1 2) lj ([a:2 3]b:8 9)`` is ``+`a`b!(1 2;0N 8)``.
    """
    return _left(x, y, False)


def left_join_filled(x: Value, y: Value) -> Value:
    """`x ljf y`: as lj, but a null in y keeps the value of x.

    ``([]a:1 2;b:5 6) ljf ([a:2 3]b:0N 9)`` is ``+`a`b!(1 2;5 6)``.
    """
    return _left(x, y, True)


def _left(x: Value, y: Value, filled: bool) -> Value:
    if is_list(y) and not count(y):
        return x
    right = _keyed(y)
    table = plain_table(x)
    places = _places(table, right)
    hit = places < count(right)
    picked = take_at(right.values, np.where(hit, places, -1))
    names, columns = list(table.names), list(table.columns)
    for name, column in zip(picked.names, picked.columns, strict=True):
        if name in names:
            i = names.index(name)
            new = fill(columns[i], column) if filled else column
            columns[i] = merged(columns[i], new, hit)
        else:
            names.append(name)
            columns.append(column)
    return rekeyed(x, Table(names, columns))


def inner_join(x: Value, y: Value) -> Value:
    """`x ij y`: the rows of x whose key is in keyed y, with its columns.

    ``([]a:1 2) ij ([a:2 3]b:8 9)`` is ``+`a`b!(,2;,8)``.
    """
    return _inner(x, y, False)


def inner_join_filled(x: Value, y: Value) -> Value:
    """`x ijf y`: as ij, but a null in y keeps the value of x.

    ``([]a:1 2;b:5 6) ijf ([a:2 3]b:0N 9)`` is ``+`a`b!(,2;,6)``.
    """
    return _inner(x, y, True)


def _inner(x: Value, y: Value, filled: bool) -> Value:
    right = _keyed(y)
    table = plain_table(x)
    hit = _places(table, right) < count(right)
    kept = take_at(table, np.flatnonzero(hit))
    return _left(rekeyed(x, kept), right, filled)


def equi_join(c: Value, x: Value, y: Value) -> Value:
    """`ej[c;x;y]`: every pair of rows of x and y that agree in the columns c.

    ``ej[`a;([]a:1 2);([]a:2 2;b:8 9)]`` is ``+`a`b!(2 2;8 9)``.
    """
    names = join_names(c)
    left, right = plain_table(x), plain_table(y)
    groups = groups_of(keys_of(columns_named(right, names)))
    lefts: list[int] = []
    rights: list[int] = []
    for i, key in enumerate(keys_of(columns_named(left, names))):
        for j in groups.get(key, ()):
            lefts.append(i)
            rights.append(j)
    made = take_at(left, np.array(lefts, dtype=np.int64))
    other = take_at(right, np.array(rights, dtype=np.int64))
    found, columns = list(made.names), list(made.columns)
    for name, column in zip(other.names, other.columns, strict=True):
        if name in names:
            continue
        if name in found:
            columns[found.index(name)] = column
        else:
            found.append(name)
            columns.append(column)
    return Table(found, columns)


def plus_join(x: Value, y: Value) -> Value:
    """`x pj y`: as lj, but common columns are added, 0 where y has no row.

    ``([]a:1 2;b:5 6) pj ([a:2 3]b:8 9)`` is ``+`a`b!(1 2;5 14)``.
    """
    right = _keyed(y)
    table = plain_table(x)
    places = _places(table, right)
    hit = places < count(right)
    picked = take_at(right.values, np.where(hit, places, -1))
    names, columns = list(table.names), list(table.columns)
    for name, column in zip(picked.names, picked.columns, strict=True):
        new = from_items([v if h else 0 for v, h in zip(items(fill(0, column)), hit.tolist(), strict=True)])
        if name in names:
            columns[names.index(name)] = add(columns[names.index(name)], new)
        else:
            names.append(name)
            columns.append(_like(new, column))
    return rekeyed(x, Table(names, columns))


def _like(new: Value, column: Value) -> Value:
    from .casts import cast

    return cast(column.t, new) if isinstance(column, Vector) else new


def union_join(x: Value, y: Value) -> Value:
    """`x uj y`: the rows of both with the columns of both, null where a row lacks one; keyed tables merge.

    ``([]a:1 2) uj ([]a:1 2;b:3 4)`` is ``+`a`b!(1 2 1 2;0N 0N 3 4)``.
    """
    return _union(x, y, False)


def union_join_filled(x: Value, y: Value) -> Value:
    """`x ujf y`: as uj on keyed tables, but a null in y keeps the value of x.

    ``([a:1 2]b:5 6) ujf ([a:2 3]b:0N 9)`` is ``(+(,`a)!,1 2 3)!+(,`b)!,5 6 9``.
    """
    return _union(x, y, True)


def _union(x: Value, y: Value, filled: bool) -> Value:
    if is_keyed(x) and is_keyed(y):
        return _union_keyed(x, y, filled)
    if type(x) is not Table or type(y) is not Table:
        raise QError("type")
    names = [*x.names, *(n for n in y.names if n not in x.names)]
    columns = []
    for name in names:
        upper = x.columns[x.names.index(name)] if name in x.names else None
        lower = y.columns[y.names.index(name)] if name in y.names else None
        columns.append(_stacked(upper, lower, count(x), count(y)))
    return Table(names, columns)


def _stacked(upper: Value | None, lower: Value | None, n: int, m: int) -> Value:
    if upper is None:
        assert lower is not None
        return join(_nulls(lower, n), lower)
    return join(upper, _nulls(upper, m) if lower is None else lower)


def _nulls(column: Value, n: int) -> Value:
    if isinstance(column, Vector):
        return take_at(column, np.full(n, -1, dtype=np.int64)) if n else empty_like(column)
    null = fill_value(column)
    return from_items([null] * n)


def _union_keyed(x: Dict, y: Dict, filled: bool) -> Value:
    if set(x.keys.names) != set(y.keys.names):
        raise QError("mismatch")
    names = x.keys.names
    left, right = plain_table(x), plain_table(y)
    old = {k: i for i, k in enumerate(keys_of(columns_named(left, names)))}
    new_keys = keys_of(columns_named(right, names))
    added = np.array([i for i, k in enumerate(new_keys) if k not in old], dtype=np.int64)
    whole = _union(left, take_at(right, added), False)
    updates = Dict(columns_named(right, names), columns_named(right, [n for n in right.names if n not in names]))
    return key_by(symbols(names), _left(whole, updates, filled))


def filter_by(x: Value, y: Value) -> Value:
    """`(f;data) fby group`: f of the data of each group, given to every item of the group.

    `(sum;1 2 3) fby 0 1 0` is `4 2 4`.
    """
    parts = items(x)
    if len(parts) != 2:
        raise QError("length")
    f, data = parts
    if not is_list(data) and type(data) is not Table:
        raise QError("type")
    if count(data) != count(y):
        raise QError("length")
    found: list[Value] = [None] * count(data)
    for members in groups_of(keys_of(y)).values():
        result = call1(f, take_at(data, np.array(members, dtype=np.int64)))
        spread = [result] * len(members) if is_atom(result) else items(result)
        if len(spread) != len(members):
            raise QError("length")
        for place, value in zip(members, spread, strict=True):
            found[place] = value
    return from_items(found)


TABLE = (
    Verb("lj", left_join, 2, text="k){...}", t=100),
    Verb("ljf", left_join_filled, 2, text="k){...}", t=100),
    Verb("ij", inner_join, 2, text="k){...}", t=100),
    Verb("ijf", inner_join_filled, 2, text="k){...}", t=100),
    Verb("ej", equi_join, 3, text="k){...}", t=100),
    Verb("pj", plus_join, 2, text="k){...}", t=100),
    Verb("uj", union_join, 2, text="k){...}", t=100),
    Verb("ujf", union_join_filled, 2, text="k){...}", t=100),
    Verb("fby", filter_by, 2, text="k){@[(#y)#x[0]0#x 1;g;:;x[0]'x[1]g:.=y]}", t=100),
)
