"""Joins of tables: lj ij uj ej pj aj wj asof and their kin; fby."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.values import (
    Array,
    Dict,
    Table,
    Value,
    Vector,
    count,
    empty_like,
    fill_value,
    from_items,
    is_atom,
    is_keyed,
    is_list,
    is_symbol,
    items,
    symbols,
    type_number,
)

from .arithmetic import add
from .comparison import fill
from .dictionaries import key_by, unkeyed
from .row import Verb
from .search import groups_of


def _names(c: Value) -> list[str]:
    """The names of columns, at least one.

    Raises QError type where c is no symbol or list of symbols.
    """
    found = items(c)
    if not found or not all(is_symbol(v) for v in found):
        raise QError("type")
    return [v.v for v in found]


def _plain(x: Value) -> Table:
    """A table without its key.

    Raises QError type where x is no table.
    """
    table = unkeyed(x)
    if type(table) is not Table:
        raise QError("type")
    return table


def _columns(x: Table, names: list[str]) -> Table:
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
    return np.array([found.get(k, n) for k in keys_of(_columns(x, y.keys.names))], dtype=np.int64)


def _keyed(y: Value) -> Dict:
    if not is_keyed(y):
        raise QError("type")
    made: Dict = y
    return made


def _rekeyed(x: Value, made: Table) -> Value:
    """A table keyed as x is."""
    return key_by(symbols(x.keys.names), made) if is_keyed(x) else made


def _merge(old: Value, new: Value, hit: Array) -> Value:
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
    table = _plain(x)
    places = _places(table, right)
    hit = places < count(right)
    picked = take_at(right.values, np.where(hit, places, -1))
    names, columns = list(table.names), list(table.columns)
    for name, column in zip(picked.names, picked.columns, strict=True):
        if name in names:
            i = names.index(name)
            new = fill(columns[i], column) if filled else column
            columns[i] = _merge(columns[i], new, hit)
        else:
            names.append(name)
            columns.append(column)
    return _rekeyed(x, Table(names, columns))


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
    table = _plain(x)
    hit = _places(table, right) < count(right)
    kept = take_at(table, np.flatnonzero(hit))
    return _left(_rekeyed(x, kept), right, filled)


def equi_join(c: Value, x: Value, y: Value) -> Value:
    """`ej[c;x;y]`: every pair of rows of x and y that agree in the columns c.

    ``ej[`a;([]a:1 2);([]a:2 2;b:8 9)]`` is ``+`a`b!(2 2;8 9)``.
    """
    names = _names(c)
    left, right = _plain(x), _plain(y)
    groups = groups_of(keys_of(_columns(right, names)))
    lefts: list[int] = []
    rights: list[int] = []
    for i, key in enumerate(keys_of(_columns(left, names))):
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
    table = _plain(x)
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
    return _rekeyed(x, Table(names, columns))


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
    left, right = _plain(x), _plain(y)
    old = {k: i for i, k in enumerate(keys_of(_columns(left, names)))}
    new_keys = keys_of(_columns(right, names))
    added = np.array([i for i, k in enumerate(new_keys) if k not in old], dtype=np.int64)
    whole = _union(left, take_at(right, added), False)
    updates = Dict(_columns(right, names), _columns(right, [n for n in right.names if n not in names]))
    return key_by(symbols(names), _left(whole, updates, filled))


def as_of_join(c: Value, x: Value, y: Value) -> Value:
    """`aj[c;x;y]`: each row of x with the last row of y that agrees in the columns c and is not later in the last.

    ``aj[`t;([]t:1 5);([]t:0 4;b:8 9)]`` is ``+`t`b!(1 5;8 9)``.
    """
    return _as_of(c, x, y, own_time=False, filled=False)


def as_of_join_own_time(c: Value, x: Value, y: Value) -> Value:
    """`aj0[c;x;y]`: as aj, but with the time of y. ``aj0[`t;([]t:1 5);([]t:0 4;b:8 9)]`` is ``+`t`b!(0 4;8 9)``."""
    return _as_of(c, x, y, own_time=True, filled=False)


def as_of_join_filled(c: Value, x: Value, y: Value) -> Value:
    """`ajf[c;x;y]`: as aj, but a null in y keeps the value of x.

    ``ajf[`t;([]t:1 5;b:6 7);([]t:0 4;b:8 0N)]`` is ``+`t`b!(1 5;8 7)``.
    """
    return _as_of(c, x, y, own_time=False, filled=True)


def as_of_join_own_time_filled(c: Value, x: Value, y: Value) -> Value:
    """`ajf0[c;x;y]`: as aj0, but a null in y keeps the value of x.

    ``ajf0[`t;([]t:1 5;b:6 7);([]t:0 4;b:8 0N)]`` is ``+`t`b!(0 4;8 7)``.
    """
    return _as_of(c, x, y, own_time=True, filled=True)


def _as_of(c: Value, x: Value, y: Value, *, own_time: bool, filled: bool) -> Value:
    names = _names(c)
    table, right = _plain(x), _plain(y)
    places = _last_places(names, table, right)
    hit = places >= 0
    picked = take_at(right, places)
    found, columns = list(table.names), list(table.columns)
    for name, column in zip(picked.names, picked.columns, strict=True):
        if name in names and not (own_time and name == names[-1]):
            continue
        if name in found:
            i = found.index(name)
            new = fill(columns[i], column) if filled else column
            columns[i] = _merge(columns[i], new, hit) if own_time or filled or name in names else new
        else:
            found.append(name)
            columns.append(column)
    return _rekeyed(x, Table(found, columns))


def _last_places(names: list[str], x: Table, y: Table) -> Array:
    """For each row of x the last row of y equal in all columns but the last, and not after it in that; -1 for none."""
    from .search import binary_search

    times = _columns(x, names[-1:]).columns[0]
    other = _columns(y, names[-1:]).columns[0]
    if len(names) == 1:
        places = binary_search(other, times)
        if not isinstance(places, Vector):
            raise QError("type")
        return np.asarray(places.a)
    groups = {k: np.array(p, dtype=np.int64) for k, p in groups_of(keys_of(_columns(y, names[:-1]))).items()}
    found = np.full(count(x), -1, dtype=np.int64)
    for key, members in groups_of(keys_of(_columns(x, names[:-1]))).items():
        if key not in groups:
            continue
        rows = groups[key]
        places = binary_search(take_at(other, rows), take_at(times, np.array(members)))
        if not isinstance(places, Vector):
            raise QError("type")
        found[members] = np.where(places.a >= 0, rows[np.maximum(places.a, 0)], -1)
    return found


def as_of(x: Value, y: Value) -> Value:
    """`x asof y`: for each row of y the last row of x that agrees, without the columns of y.

    ``([]t:0 4;b:8 9) asof ([]t:1 5)`` is ``+(,`b)!,8 9``.
    """
    table = _plain(x)
    single = type(y) is Dict and not is_keyed(y)
    if single and type_number(y.keys) != 11:
        raise QError("type")
    wanted = Table(y.keys.a.tolist(), [from_items([v]) for v in items(y.values)]) if single else _plain(y)
    places = _last_places(wanted.names, wanted, table)
    rest = [n for n in table.names if n not in wanted.names]
    made = take_at(_columns(table, rest), places)
    return items(made)[0] if single else made


def window_join(w: Value, c: Value, x: Value, y: Value) -> Value:
    """`wj[w;c;x;(y;(f;col);…)]`: aggregates of the rows of y in a window of each row of x, with the prevailing one.

    ``wj[(1 4;3 6);`t;([]t:3 6);(([]t:0 2 5;b:7 8 9);(sum;`b))]`` is ``+`t`b!(3 6;15 17)``.
    """
    return _window(w, c, x, y, prevailing=True)


def window_join_strict(w: Value, c: Value, x: Value, y: Value) -> Value:
    """`wj1[w;c;x;(y;(f;col);…)]`: as wj, with only what falls within the window.

    ``wj1[(1 4;3 6);`t;([]t:3 6);(([]t:0 2 5;b:7 8 9);(sum;`b))]`` is ``+`t`b!(3 6;8 9)``.
    """
    return _window(w, c, x, y, prevailing=False)


def _window(w: Value, c: Value, x: Value, y: Value, *, prevailing: bool) -> Value:
    from .search import binary_search, binary_search_left

    names = _names(c)
    table = _plain(x)
    bounds, parts = items(w), items(y)
    if not names or not parts or len(bounds) != 2 or any(count(bound) != count(table) for bound in bounds):
        raise QError("length")
    starts, ends = bounds
    right, aggregates = _plain(parts[0]), [_aggregate(part) for part in parts[1:]]
    groups = groups_of(keys_of(_columns(right, names[:-1]))) if len(names) > 1 else {(): list(range(count(right)))}
    keys = keys_of(_columns(table, names[:-1])) if len(names) > 1 else [()] * count(table)
    times = _columns(right, names[-1:]).columns[0]
    windows = []
    for key, start, end in zip(keys, items(starts), items(ends), strict=True):
        rows = np.array(groups.get(key, []), dtype=np.int64)
        own = take_at(times, rows)
        low = binary_search(own, start) if prevailing else binary_search_left(own, start)
        high = binary_search(own, end)
        if type(low) is not int or type(high) is not int:
            raise QError("type")
        windows.append(rows[max(0, low) : high + 1] if len(rows) else rows)
    found, columns = list(table.names), list(table.columns)
    for f, name in aggregates:
        source = _columns(right, [name]).columns[0]
        found.append(name)
        columns.append(from_items([call1(f, take_at(source, rows)) for rows in windows]))
    return _rekeyed(x, Table(found, columns))


def _aggregate(x: Value) -> tuple[Value, str]:
    """The function and the column that `(f;column)` names."""
    parts = items(x)
    if not parts or not all(is_symbol(name) for name in parts[1:]):
        raise QError("type")
    if len(parts) != 2:
        raise Unsupported("wj of several columns")
    return parts[0], parts[1].v


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
    Verb("aj", as_of_join, 3, text="k){...}", t=100),
    Verb("aj0", as_of_join_own_time, 3, text="k){...}", t=100),
    Verb("ajf", as_of_join_filled, 3, text="k){...}", t=100),
    Verb("ajf0", as_of_join_own_time_filled, 3, text="k){...}", t=100),
    Verb("asof", as_of, 2, text="k){...}", t=100),
    Verb("wj", window_join, 4, text="k){...}", t=100),
    Verb("wj1", window_join_strict, 4, text="k){...}", t=100),
    Verb("fby", filter_by, 2, text="k){@[(#y)#x[0]0#x 1;g;:;x[0]'x[1]g:.=y]}", t=100),
)
