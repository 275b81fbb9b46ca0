"""`x,y`: what joins with what."""

from __future__ import annotations

import numpy as np

from .enumerations import enumerate_in, resolve
from .errors import QError
from .items import count, enlist, from_items, items
from .values import (
    Atom,
    Dict,
    EnumAtom,
    EnumVector,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_keyed,
    is_list,
    type_number,
    vector,
)


def join(x: Value, y: Value) -> Value:
    """`x,y`: the items of both; dictionaries merge, y's entries winning; tables append by column.

    `1 2,3` is `1 2 3`; `1,"a"` is the general list `(1;"a")`.
    """
    cx, cy = type(x), type(y)
    if cx is Vector and cy is Vector and x.t == y.t:
        return Vector(x.t, np.concatenate((x.a, y.a)), "")
    if cx is Dict and cy is Dict:
        return merge(x, y)
    if cx is Table or cy is Table:
        return _tables(x, y)
    if abs(type_number(x)) == 20 or abs(type_number(y)) == 20:
        return _enumerations(x, y)
    if cx is Vector and type_number(y) == -x.t:
        return Vector(x.t, np.concatenate((x.a, as_vector(y).a)))
    if cy is Vector and type_number(x) == -y.t:
        return Vector(y.t, np.concatenate((as_vector(x).a, y.a)))
    if (cx is Dict) != (cy is Dict) and count(x) and count(y) and not (is_keyed(x) or is_keyed(y)):
        raise QError("type")
    if is_list(x) and count(x) == 0:
        return y if is_list(y) else from_items([y])
    if is_list(y) and count(y) == 0:
        return x if is_list(x) else from_items([x])
    left = items(x) if is_list(x) else [x]
    right = items(y) if is_list(y) else [y]
    return from_items(left + right)


def append(x: Value, y: Value) -> Value:
    """`x,:y`: as `x,y`, but a vector that has items keeps its type, a list of lists takes a list as one item,
    a table takes records.

    Raises QError type where a vector could not keep it.
    """
    if type(x) is Table or is_keyed(x):
        from .verbs.inserting import with_records

        return with_records(x, y)
    if isinstance(x, EnumVector):
        y = enumerate_in(x.domain, y, extend=False) if abs(type_number(y)) in (11, 20) else y
    elif isinstance(x, Vector) and x.t == 11 and isinstance(y, (EnumVector, EnumAtom)):
        y = resolve(y)
    elif type(x) is List and x.items and is_list(y) and depth(x) == depth(y) + 1:
        return List([*x.items, y])
    elif type(x) is Dict and type(y) is Dict and isinstance(x.values, Vector) and len(x.values.a):
        made = merge(x, y)
        if type_number(made.values) != x.values.t:
            raise QError("type")
        return made
    made = join(x, y)
    if isinstance(x, Vector) and len(x.a) and not (isinstance(made, Vector) and made.t == x.t):
        raise QError("type")
    return made


def depth(x: Value) -> int:
    """How many levels of lists x has, along its first items."""
    levels = 0
    while type(x) is List and x.items:
        x = x.items[0]
        levels += 1
    return levels + 1 if is_list(x) else levels


def as_vector(x: Value) -> Vector:
    """An atom as a vector of one item."""
    return vector(-type_number(x), [x.v if isinstance(x, Atom) else x])


def _enumerations(x: Value, y: Value) -> Value:
    """Enumerations stay what they are among their like; a list with others is of symbols, two atoms a general list."""
    if isinstance(x, (EnumVector, EnumAtom)) and isinstance(y, (EnumVector, EnumAtom)) and y.domain == x.domain:
        left, right = (np.atleast_1d(v.a if isinstance(v, Vector) else v.v) for v in (x, y))
        return EnumVector(np.concatenate((left, right)).astype(np.int64), x.domain)
    if not is_list(x) and not is_list(y):
        return List([x, y])
    if type(x) is not List and type(y) is not List:
        return join(resolve(x), resolve(y))
    return from_items((items(x) if is_list(x) else [x]) + (items(y) if is_list(y) else [y]))


def merge(x: Dict, y: Dict) -> Value:
    """The entries of two dictionaries, y's value where both have the key."""
    from .indexing import find_keys, joined_entries

    if (type(x.keys) is Table) != (type(y.keys) is Table):
        raise QError("type")
    if not count(x):
        return y
    if not count(y):
        return x
    if type(x.keys) is Table and set(x.keys.names) != set(y.keys.names):
        raise QError("mismatch")
    return joined_entries(x, y, find_keys(x.keys, y.keys), _update)


def _update(old: Value, new: Value) -> Value:
    """What replaces an old value: a record keeps the columns that the new one lacks."""
    if type(old) is Dict and type(new) is Dict:
        return merge(old, new)
    return new


def _records(values: list[Value]) -> list[Value]:
    """What is appended to each column: lists of one count are columns, anything else is one record."""
    if any(is_atom(v) for v in values):
        return [enlist(v) for v in values]
    if len({count(v) for v in values}) > 1:
        raise QError("length")
    return values


def _tables(x: Value, y: Value) -> Value:
    """Rows of y after the rows of x."""
    if type(x) is Table and type(y) is Table:
        if set(x.names) != set(y.names):
            raise QError("mismatch")
        return Table(x.names, [join(c, y.columns[y.names.index(n)]) for n, c in zip(x.names, x.columns, strict=True)])
    if type(x) is Table and type(y) is Dict and type(y.keys) is Vector and y.keys.t == 11:
        names = y.keys.a.tolist()
        if set(names) != set(x.names):
            raise QError("mismatch")
        values = items(y.values)
        return Table(
            x.names, [join(c, from_items([values[names.index(n)]])) for n, c in zip(x.names, x.columns, strict=True)]
        )
    if type(y) is Table and type(x) is Dict and type(x.keys) is Vector and x.keys.t == 11:
        values = items(x.values)
        names = x.keys.a.tolist()
        if set(names) != set(y.names):
            raise QError("mismatch")
        return Table(names, [join(from_items([values[i]]), y.columns[y.names.index(n)]) for i, n in enumerate(names)])
    if type(x) is Table and is_list(y) and count(y) == len(x.names):
        return Table(x.names, [join(c, v) for c, v in zip(x.columns, _records(items(y)), strict=True)])
    return from_items(
        (items(x) if is_list(x) or type(x) is Table else [x]) + (items(y) if is_list(y) or type(y) is Table else [y])
    )
