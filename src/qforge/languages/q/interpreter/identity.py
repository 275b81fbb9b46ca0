"""When two values are the same: match, and keys for Python's dictionaries."""

from __future__ import annotations

from typing import Any

import numpy as np

from .bounds import paced, taken_apart
from .enumerations import resolve
from .errors import QError
from .items import items
from .kinds import FLOATS
from .tolerance import TOLERANCE, equal_floats
from .values import (
    Atom,
    Composition,
    Derived,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    Lambda,
    List,
    Primitive,
    Projection,
    Table,
    Value,
    Vector,
    type_number,
)


def close(x: float, y: float) -> bool:
    """Whether two floats are equal to within q's comparison tolerance; null equals null."""
    if x == y:
        return True
    if x != x or y != y:
        return x != x and y != y
    if x in (float("inf"), float("-inf")) or y in (float("inf"), float("-inf")):
        return False
    return abs(x - y) <= TOLERANCE * max(abs(x), abs(y))


def match(x: Value, y: Value) -> bool:
    """Whether two values are the same in type, shape and content, floats to within the tolerance."""
    if x is y:
        return True
    cls = type(x)
    if cls in (EnumVector, EnumAtom) and type(y) is cls and x.domain != y.domain:
        return False
    if cls is not type(y):
        return False
    if cls is int or cls is bool:
        return bool(x == y)
    if cls is float:
        return close(x, y)
    if isinstance(x, Atom):
        return bool(x.t == y.t and (close(x.v, y.v) if x.t in FLOATS else x.v == y.v))
    if isinstance(x, Vector):
        if x.t != y.t or len(x.a) != len(y.a):
            return False
        return bool(np.all(equal_floats(x.a, y.a) if x.t in FLOATS else x.a == y.a))
    if cls is List:
        # Counted: where lists share parts, there are far more pairs to compare than values.
        same = len(x.items) == len(y.items)
        return same and all(match(a, b) for a, b in zip(paced(x.items), y.items, strict=True))
    if cls is Dict:
        return match(x.keys, y.keys) and match(x.values, y.values)
    if cls is Table:
        same = x.names == y.names and len(x.columns) == len(y.columns)
        return same and all(match(a, b) for a, b in zip(x.columns, y.columns, strict=True))
    return same_function(x, y)


def same_function(x: Function, y: Function) -> bool:
    """Whether two functions are written the same."""
    if isinstance(x, Primitive) and isinstance(y, Primitive):
        return x.text == y.text
    if isinstance(x, Lambda) and isinstance(y, Lambda):
        return x.source == y.source
    if isinstance(x, Derived) and isinstance(y, Derived):
        return x.adverb == y.adverb and match(x.function, y.function)
    if isinstance(x, Projection) and isinstance(y, Projection):
        return match(x.function, y.function) and match(List(x.arguments), List(y.arguments))
    if isinstance(x, Composition) and isinstance(y, Composition):
        return match(List([x.outer, x.inner]), List([y.outer, y.inner]))
    return False


def key_of(x: Value) -> Any:
    """A hashable stand-in for a value: equal exactly where `match` holds (floats bit for bit, null equal to null)."""
    cls = type(x)
    if cls is int:
        return x
    if cls is float:
        return (9, x if x == x else "0n")
    if cls is bool:
        return (1, x)
    if cls is EnumVector or cls is EnumAtom:
        return key_of(resolve(x))
    if cls is Atom:
        return (x.t, x.v if x.v == x.v else "0n")
    if cls is Vector:
        if x.t in FLOATS:
            return (x.t, 0, tuple(v if v == v else "0n" for v in x.a.tolist()))
        return (x.t, 0, tuple(x.a.tolist()) if x.t in (2, 11) else x.a.tobytes())
    if cls is List:
        return (0, tuple(key_of(v) for v in x.items))
    if cls is Dict:
        return (99, key_of(x.keys), key_of(x.values))
    if cls is Table:
        return (98, tuple(x.names), tuple(key_of(c) for c in x.columns))
    return (
        type_number(x),
        id(x) if not isinstance(x, (Primitive, Lambda)) else x.text if isinstance(x, Primitive) else x.source,
    )


def keys_of(x: Value) -> list[Any]:
    """`key_of` of every item of a list, or every row of a table."""
    cls = type(x)
    if cls is Vector and x.t in (7,):
        taken_apart(len(x.a))
        numbers: list[Any] = x.a.tolist()
        from .kinds import LONG_NULL

        return [(7, n) if n == LONG_NULL else n for n in numbers] if LONG_NULL in numbers else numbers
    if cls is EnumVector:
        return keys_of(resolve(x))
    if cls is Vector:
        t = x.t
        taken_apart(len(x.a))
        return [(t, v if v == v else "0n") for v in x.a.tolist()]
    if cls is Table:
        columns = [keys_of(c) for c in x.columns]
        return list(zip(*columns, strict=True))
    return [key_of(v) for v in items(x)]


def row_key(x: Value, names: list[str]) -> Any:
    """The key of one row of a table with these columns, given as a dictionary or as a list of values."""
    if type(x) is Dict:
        if type_number(x.keys) != 11:
            raise QError("type")
        found = dict(zip(x.keys.a.tolist(), items(x.values), strict=True))
        return tuple(key_of(found[n]) if n in found else None for n in names)
    return tuple(key_of(v) for v in items(x))
