"""Joins by time: each row with the last row before it, or with the rows of a window around it."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.identity import keys_of
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import count, from_items, items
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Array,
    Dict,
    Table,
    Value,
    Vector,
    is_keyed,
    is_symbol,
    symbols,
    type_number,
)

from .comparison import fill
from .joins import columns_named, join_names, merged, plain_table, rekeyed
from .row import Verb
from .sets import groups_of


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
    names = join_names(c)
    table, right = plain_table(x), plain_table(y)
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
            columns[i] = merged(columns[i], new, hit) if own_time or filled or name in names else new
        else:
            found.append(name)
            columns.append(column)
    return rekeyed(x, Table(found, columns))


def _last_places(names: list[str], x: Table, y: Table) -> Array:
    """For each row of x the last row of y equal in all columns but the last, and not after it in that; -1 for none."""
    from .search import binary_search

    times = columns_named(x, names[-1:]).columns[0]
    other = columns_named(y, names[-1:]).columns[0]
    if len(names) == 1:
        places = binary_search(other, times)
        if not isinstance(places, Vector):
            raise QError("type")
        return np.asarray(places.a)
    groups = {k: np.array(p, dtype=np.int64) for k, p in groups_of(keys_of(columns_named(y, names[:-1]))).items()}
    found = np.full(count(x), -1, dtype=np.int64)
    for key, members in groups_of(keys_of(columns_named(x, names[:-1]))).items():
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
    table = plain_table(x)
    single = type(y) is Dict and not is_keyed(y)
    if single and type_number(y.keys) != 11:
        raise QError("type")
    wanted = Table(y.keys.a.tolist(), [from_items([v]) for v in items(y.values)]) if single else plain_table(y)
    places = _last_places(wanted.names, wanted, table)
    rest = [n for n in table.names if n not in wanted.names]
    if single and not rest:
        return Dict(symbols([]), EMPTY)
    made = take_at(columns_named(table, rest), places)
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

    names = join_names(c)
    table = plain_table(x)
    bounds, parts = items(w), items(y)
    if not names or not parts or len(bounds) != 2 or any(count(bound) != count(table) for bound in bounds):
        raise QError("length")
    starts, ends = bounds
    right, aggregates = plain_table(parts[0]), [_aggregate(part) for part in parts[1:]]
    groups = groups_of(keys_of(columns_named(right, names[:-1]))) if len(names) > 1 else {(): list(range(count(right)))}
    keys = keys_of(columns_named(table, names[:-1])) if len(names) > 1 else [()] * count(table)
    times = columns_named(right, names[-1:]).columns[0]
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
        source = columns_named(right, [name]).columns[0]
        found.append(name)
        columns.append(from_items([call1(f, take_at(source, rows)) for rows in windows]))
    return rekeyed(x, Table(found, columns))


def _aggregate(x: Value) -> tuple[Value, str]:
    """The function and the column that `(f;column)` names."""
    parts = items(x)
    if not parts or not all(is_symbol(name) for name in parts[1:]):
        raise QError("type")
    if len(parts) != 2:
        raise Unsupported("wj of several columns")
    return parts[0], parts[1].v


TABLE = (
    Verb("aj", as_of_join, 3, text="k){...}", t=100),
    Verb("aj0", as_of_join_own_time, 3, text="k){...}", t=100),
    Verb("ajf", as_of_join_filled, 3, text="k){...}", t=100),
    Verb("ajf0", as_of_join_own_time_filled, 3, text="k){...}", t=100),
    Verb("asof", as_of, 2, text="k){...}", t=100),
    Verb("wj", window_join, 4, text="k){...}", t=100),
    Verb("wj1", window_join_strict, 4, text="k){...}", t=100),
)
