"""`x,y`: what joins with what."""

from __future__ import annotations

import numpy as np

from .enumerations import enumerate_in, resolve
from .errors import QError
from .values import (
    Atom,
    Dict,
    EnumAtom,
    EnumVector,
    Table,
    Value,
    Vector,
    count,
    from_items,
    is_list,
    items,
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
    if isinstance(x, (EnumVector, EnumAtom)) and isinstance(y, (EnumVector, EnumAtom, Atom, Vector)):
        return _enumerations(x, y)
    if cx is Vector and type_number(y) == -x.t:
        return Vector(x.t, np.concatenate((x.a, as_vector(y).a)))
    if cy is Vector and type_number(x) == -y.t:
        return Vector(y.t, np.concatenate((as_vector(x).a, y.a)))
    if is_list(x) and count(x) == 0:
        return y if is_list(y) else from_items([y])
    if is_list(y) and count(y) == 0:
        return x if is_list(x) else from_items([x])
    left = items(x) if is_list(x) else [x]
    right = items(y) if is_list(y) else [y]
    return from_items(left + right)


def append(x: Value, y: Value) -> Value:
    """`x,:y`: as `x,y`, but a vector that has items keeps its type.

    Raises QError type where it could not.
    """
    made = join(x, y)
    if isinstance(x, Vector) and len(x.a) and not (isinstance(made, Vector) and made.t == x.t):
        raise QError("type")
    return made


def as_vector(x: Value) -> Vector:
    """An atom as a vector of one item."""
    return vector(-type_number(x), [x.v if isinstance(x, Atom) else x])


def _enumerations(x: Value, y: Value) -> Value:
    if isinstance(y, (EnumVector, EnumAtom)) and y.domain == x.domain:
        return EnumVector(
            np.concatenate(
                (
                    np.atleast_1d(x.a if isinstance(x, Vector) else x.v),
                    np.atleast_1d(y.a if isinstance(y, Vector) else y.v),
                )
            ).astype(np.int64),
            x.domain,
        )
    if type_number(y) in (11, -11):
        y = enumerate_in(x.domain, resolve(y), extend=False)
        return _enumerations(x, y)
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
        return Table(x.names, [join(c, v) for c, v in zip(x.columns, items(y), strict=True)])
    return from_items(
        (items(x) if is_list(x) or type(x) is Table else [x]) + (items(y) if is_list(y) or type(y) is Table else [y])
    )
