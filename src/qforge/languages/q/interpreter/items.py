"""The items of values: counted, taken out, put together; what stands for one that is missing."""

from __future__ import annotations

import numpy as np

from .bounds import LARGE, taken_apart
from .errors import Unsupported
from .kinds import DTYPE, KINDS, LONG_NULL, NULL
from .values import (
    EMPTY,
    IDENTITY,
    Array,
    Atom,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    List,
    Opaque,
    Table,
    Value,
    Vector,
    atom,
    payload,
    symbol,
    symbols,
    type_number,
    vector,
)


def empty_like(x: Value) -> Value:
    """The empty list of the type of x."""
    if isinstance(x, Vector):
        return with_array(x, x.a[:0])
    return EMPTY


def with_array(x: Vector, array: Array) -> Vector:
    """A vector of the type (and enumeration domain) of x with other payloads, no attribute."""
    if type(x) is EnumVector:
        return EnumVector(array, x.domain)
    return Vector(x.t, array)


def count(x: Value) -> int:
    """How many items x has; 1 for an atom."""
    cls = type(x)
    if cls is Vector or cls is EnumVector:
        return len(x.a)
    if cls is List:
        return len(x.items)
    if cls is Dict:
        return count(x.keys)
    if cls is Table:
        return count(x.columns[0]) if x.columns else 0
    if isinstance(x, Opaque):
        raise Unsupported("a part of this value")
    return 1


def vector_items(x: Vector) -> list[Value]:
    """The atoms of a vector."""
    t = x.t
    if x.a.size > LARGE:
        taken_apart(x.a.size)
    if t == 7:
        numbers: list[Value] = x.a.tolist()
        if LONG_NULL in numbers:
            return [Atom(7, LONG_NULL) if n == LONG_NULL else n for n in numbers]
        return numbers
    if t in (1, 9):
        plain: list[Value] = x.a.tolist()
        return plain
    if type(x) is EnumVector:
        return [EnumAtom(n, x.domain) for n in x.a.tolist()]
    return [Atom(t, n) for n in x.a.tolist()]


def items(x: Value) -> list[Value]:
    """The items of a list, the values of a dictionary, the rows of a table; an atom is its own single item."""
    cls = type(x)
    if cls is Vector or cls is EnumVector:
        return vector_items(x)
    if cls is List:
        return list(x.items)
    if cls is Dict:
        return items(x.values)
    if cls is Table:
        names = symbols(x.names)
        if not x.columns:
            return []
        taken_apart(count(x))
        return [Dict(names, from_items(list(row))) for row in zip(*(items(c) for c in x.columns), strict=True)]
    return [x]


def item(x: Value, i: int) -> Value:
    """Item i of a list, which must have it."""
    cls = type(x)
    if cls is List:
        return x.items[i]
    if cls is Vector:
        return atom(x.t, x.a[i])
    if cls is EnumVector:
        return EnumAtom(int(x.a[i]), x.domain)
    if cls is Table:
        return Dict(symbols(x.names), from_items([item(c, i) for c in x.columns]))
    if cls is Dict:
        return item(x.values, i)
    return x


def from_items(values: list[Value]) -> Value:
    """The list of these items: a vector where all are atoms of one type, a table where all are like records.

    from_items([1, 2]) is the vector 1 2, from_items([1, 2.0]) the general list (1;2f).
    """
    if not values:
        return EMPTY
    cls = type(values[0])
    if cls is List or cls is Vector or isinstance(values[0], Function):
        return List(values)
    if cls is int or cls is float or cls is bool:
        for v in values:
            if type(v) is not cls:
                break
        else:
            return Vector(_PLAIN_NUMBERS[cls], np.array(values, dtype=DTYPE[_PLAIN_NUMBERS[cls]]))
        if cls is not int:
            return List(values)
    if cls is Dict:
        return _records(values)
    t = type_number(values[0])
    if t >= 0 or any(type_number(v) != t for v in values):
        return List(values)
    if t == -20:
        domain = values[0].domain
        if any(v.domain != domain for v in values):
            return List(values)
        return EnumVector(np.array([v.v for v in values], dtype=np.int64), domain)
    return vector(-t, [payload(v) for v in values])


_PLAIN_NUMBERS = {int: 7, float: 9, bool: 1}


def _records(values: list[Value]) -> Value:
    """A table of dictionaries that have the same symbol keys, else the general list."""
    first = values[0].keys
    if not (type(first) is Vector and first.t == 11 and len(first.a)):
        return List(values)
    names = first.a.tolist()
    for v in values:
        if type(v) is not Dict or type(v.keys) is not Vector or v.keys.t != 11 or v.keys.a.tolist() != names:
            return List(values)
    rows = [items(v.values) for v in values]
    return Table(names, [from_items([row[i] for row in rows]) for i in range(len(names))])


def enlist(x: Value) -> Value:
    """The list with x as its only item."""
    return from_items([x])


def null_of(t: int) -> Value:
    """The null atom of type t; for the general list the empty list."""
    if t == 0:
        return EMPTY
    if t == 20:
        return symbol("")
    if t not in KINDS:
        raise Unsupported(f"null of type {t}")
    return atom(t, NULL[t])


def fill_value(x: Value) -> Value:
    """What indexing x out of its bounds gives."""
    cls = type(x)
    if cls is Vector:
        return null_of(x.t)
    if cls is EnumVector:
        return EnumAtom(LONG_NULL, x.domain)
    if cls is List:
        return missing(x.items[0]) if x.items else EMPTY
    if cls is Dict:
        return fill_value(x.values)
    if cls is Table:
        return Dict(symbols(x.names), from_items([fill_value(c) for c in x.columns]))
    return IDENTITY


def missing(first: Value) -> Value:
    """What stands for an item that is not there in a general list whose first item is given."""
    t = type_number(first)
    if t == -20:
        return symbol("")
    if t < 0:
        return null_of(-t)
    if isinstance(first, Vector):
        return empty_like(first)
    if type(first) is Table:
        return Table(first.names, [empty_like(c) for c in first.columns])
    if type(first) is Dict:
        return Dict(first.keys, from_items([missing(v) for v in items(first.values)]))
    return IDENTITY if isinstance(first, Function) else EMPTY
