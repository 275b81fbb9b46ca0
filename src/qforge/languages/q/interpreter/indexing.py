"""Indexing: items of lists, entries of dictionaries, rows and columns of tables, at any depth."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .errors import QError
from .identity import key_of, keys_of, row_key
from .items import count, fill_value, from_items, item, items, with_array
from .kinds import NULL
from .values import (
    EMPTY,
    HOLE,
    IDENTITY,
    Array,
    Atom,
    Dict,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    atom,
    is_list,
    symbols,
)

_INTEGERS = (1, 4, 5, 6, 7)


def positions(x: Vector) -> Array:
    """The payloads of an integer vector as positions; null becomes -1 (never a position).

    Raises QError type for a vector of another type.
    """
    if x.t not in _INTEGERS:
        raise QError("type")
    return x.a.astype(np.int64) if x.t != 7 else x.a


def take_at(x: Value, places: Array) -> Value:
    """The items of a list or rows of a table at these places; out of bounds gives nulls."""
    cls = type(x)
    if cls is Vector or cls is EnumVector:
        n = len(x.a)
        if len(places) == 0 or (places.min() >= 0 and places.max() < n):
            return with_array(x, x.a[places])
        inside = (places >= 0) & (places < n)
        null = -1 if cls is EnumVector else NULL[x.t]
        if n == 0:
            return with_array(x, np.full(len(places), null, dtype=x.a.dtype))
        picked = x.a[np.where(inside, places, 0)]
        picked[~inside] = null
        return with_array(x, picked)
    if cls is Table:
        return Table(x.names, [take_at(c, places) for c in x.columns])
    if cls is not List:
        raise QError("type")
    values = x.items
    n = len(values)
    fill = fill_value(x)
    return from_items([values[i] if 0 <= i < n else fill for i in places.tolist()])


def at(x: Value, i: Value) -> Value:
    """`x[i]` for a list, dictionary or table x."""
    cls = type(x)
    if type(i) is int and cls is not Dict:
        if cls is Vector:
            a = x.a
            return atom(x.t, a[i]) if 0 <= i < len(a) else fill_value(x)
        if cls is List:
            return x.items[i] if 0 <= i < len(x.items) else fill_value(x)
        return item(x, i) if 0 <= i < count(x) else fill_value(x)
    if i is HOLE or i is IDENTITY:
        return x
    if cls is Dict:
        return _entry(x, i)
    if cls is Table and _symbolic(i):
        return _column(x, i)
    if type(i) is Vector:
        return take_at(x, positions(i))
    if type(i) is List:
        return from_items([at(x, v) for v in i.items])
    if type(i) is Dict:
        return Dict(i.keys, at(x, i.values))
    if type(i) is bool or (type(i) is Atom and i.t in _INTEGERS):
        return at(x, int(i if type(i) is bool else i.v)) if type(i) is bool or i.v != NULL[i.t] else fill_value(x)
    raise QError("type")


def _symbolic(i: Value) -> bool:
    return (type(i) is Atom or type(i) is Vector) and i.t == 11


def _column(x: Table, i: Value) -> Value:
    if type(i) is Vector:
        return from_items([_column(x, Atom(11, v)) for v in i.a.tolist()])
    if i.v not in x.names:
        raise QError(i.v)
    return x.columns[x.names.index(i.v)]


def _entry(x: Dict, i: Value) -> Value:
    """`x[i]` for a dictionary: one entry, or those of a list of keys."""
    keys = x.keys
    if x.attr == "s":
        from .stepped import stepped

        return stepped(x, i)
    if type(keys) is Table:
        return _row_entry(x, keys, i)
    if type(i) is Dict:
        return Dict(i.keys, _entry(x, i.values))
    if is_list(i) and not _is_key(keys, i):
        if type(i) is List:
            if not i.items:
                return EMPTY
            return from_items([_entry(x, v) for v in i.items])
        return take_at(_as_list(x.values), np.array(find_keys(keys, i), dtype=np.int64))
    if type(i) is Table:
        return from_items([_entry(x, row) for row in items(i)])
    place = find_key(keys, i)
    if place < count(keys):
        return item(x.values, place)
    return fill_value(x.values)


def _as_list(x: Value) -> Value:
    return x if is_list(x) or type(x) is Table else List(items(x))


def _is_key(keys: Value, i: Value) -> bool:
    """Whether a list is itself one key: where the keys are lists of its depth."""
    if type(keys) is not List or not keys.items:
        return False
    first = keys.items[0]
    if type(i) is List:
        return type(first) is List or (is_list(first) and any(not is_list(v) for v in i.items))
    return is_list(first)


def _row_entry(x: Dict, keys: Table, i: Value) -> Value:
    """An entry of a keyed table: by a row of keys, a table of rows, or the key itself."""
    if type(i) is Table:
        return take_at(x.values, np.array(find_keys(keys, i), dtype=np.int64))
    width = len(keys.names)
    if type(i) is Dict and type(i.keys) is not Table:
        return _row(x, keys, row_key(i, keys.names))
    if width == 1 and not is_list(i):
        return _row(x, keys, (key_of(i),))
    if width == 1 and is_list(i):
        rows = items(i)
        if len(rows) == 1 and not is_list(rows[0]):
            return _row(x, keys, (key_of(rows[0]),))
        if rows and not all(is_list(r) or type(r) is Dict for r in rows):
            raise QError("length")  # a list of atoms is one record, of too many columns
        return from_items(
            [_row(x, keys, (key_of(r if not is_list(r) or count(r) != 1 else item(r, 0)),)) for r in rows]
        )
    rows = items(i)
    if rows and all(is_list(r) or type(r) is Dict for r in rows) and not _is_row_of_lists(keys):
        return from_items([_row(x, keys, row_key(r, keys.names)) for r in rows])
    if len(rows) != width:
        raise QError("length")
    return _row(x, keys, row_key(i, keys.names))


def _is_row_of_lists(keys: Table) -> bool:
    return all(type(c) is List for c in keys.columns)


def _row(x: Dict, keys: Table, key: Any) -> Value:
    found = keys_of(keys)
    try:
        place = found.index(key)
    except ValueError:
        return fill_value(x.values)
    return item(x.values, place)


def find_key(keys: Value, wanted: Value) -> int:
    """The place of a key among keys; their count where it is not there."""
    if type(keys) is Vector and type(wanted) is Atom and keys.t == wanted.t == 11:
        hits = np.flatnonzero(keys.a == wanted.v)
        return int(hits[0]) if len(hits) else len(keys.a)
    if type(keys) is Vector and keys.t in (5, 6, 7, 8, 9, 1, 4):
        number = wanted if not isinstance(wanted, Atom) else wanted.v
        if isinstance(number, (int, float)) and not (isinstance(wanted, Atom) and wanted.t > 9):
            hits = np.flatnonzero(keys.a == number if number == number else np.isnan(keys.a))
            return int(hits[0]) if len(hits) else len(keys.a)
    found = keys_of(keys)
    key = key_of(wanted)
    try:
        return found.index(key)
    except ValueError:
        return len(found)


def find_keys(keys: Value, wanted: Value) -> list[int]:
    """The places of several keys among keys; their count for each that is not there."""
    places: dict[Any, int] = {}
    if isinstance(keys, Vector) and isinstance(wanted, Vector) and keys.t != wanted.t and keys.t in (*_INTEGERS, 8, 9):
        if wanted.t not in (*_INTEGERS, 8, 9):
            return [len(keys.a)] * len(wanted.a)
        for place, v in enumerate(keys.a.tolist()):
            places.setdefault(v, place)
        return [places.get(v, len(keys.a)) for v in wanted.a.tolist()]
    if type(keys) is Table and type(wanted) is Table and keys.names != wanted.names:
        wanted = Table(keys.names, [_column(wanted, Atom(11, n)) for n in keys.names])
    found = keys_of(keys)
    for place, key in enumerate(found):
        places.setdefault(key, place)
    missing = len(found)
    return [places.get(key, missing) for key in keys_of(wanted)]


def joined_entries(x: Dict, y: Dict, places: list[int], combine: Callable[[Value, Value], Value]) -> Value:
    """The entries of two dictionaries, those with a common key combined; `places` are y's keys among x's."""
    values = items(x.values)
    old = count(x)
    added: list[int] = []
    for i, (place, value) in enumerate(zip(places, items(y.values), strict=True)):
        if place < old:
            values[place] = combine(values[place], value)
        else:
            added.append(i)
    if not added:
        return Dict(x.keys, _values_like(x.values, values))
    picked = np.array(added, dtype=np.int64)
    from .joining import join

    keys = join(x.keys, take_at(y.keys, picked))
    return Dict(keys, _values_like(x.values, values + [item(y.values, i) for i in added]))


def _values_like(old: Value, values: list[Value]) -> Value:
    """Values as a list; as a table where the old ones were one."""
    if type(old) is Table and not values:
        return old
    return from_items(values)


def index(x: Value, arguments: list[Value]) -> Value:
    """`x[i;j;…]`: the first index picks from x, the others from what it picked."""
    first = arguments[0]
    rest = arguments[1:]
    if isinstance(x, Function):
        from .application import call

        return call(x, *arguments)
    if len(arguments) == 1:
        return at(x, first)
    if first is HOLE or first is IDENTITY:
        if type(x) is Dict:
            return Dict(x.keys, from_items([index(v, rest) for v in items(x)]))
        if type(x) is Table and len(rest) == 1:
            return at(x, rest[0]) if rest[0] is not HOLE else x
        return from_items([index(v, rest) for v in items(x)])
    if type(x) is Table and len(rest) == 1 and _symbolic(rest[0]):
        column = _column(x, rest[0]) if type(rest[0]) is Atom else None
        if column is not None:
            return at(column, first)
        picked = at(x, first)
        return _row_lists(picked, rest[0]) if type(picked) is Table else at(picked, rest[0])
    if (
        is_list(first)
        and not (type(x) is Dict and _is_key(x.keys, first))
        and not (type(x) is Dict and type(x.keys) is Table)
    ):
        return from_items([index(at(x, v), rest) for v in items(first)])
    picked = at(x, first)
    if type(x) is Dict and type(picked) is Table and len(rest) == 1 and type(rest[0]) is Vector and rest[0].t == 11:
        return _row_lists(picked, rest[0])
    return index(picked, rest)


def _row_lists(x: Table, names: Vector) -> Value:
    picked = Table(names.a.tolist(), [_column(x, Atom(11, n)) for n in names.a.tolist()])
    return from_items([row.values for row in items(picked)])


def column_names(x: Table) -> Vector:
    """The names of the columns of a table."""
    return symbols(x.names)
