"""Atomic extension, written once: a kernel on arrays becomes a verb on every value.

A unary kernel takes a type number and an array and gives a type number and an array; a binary kernel takes two of
each. Arrays may have no dimension (an atom) or one. A kernel raises QError type for types it has no rule for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .bounds import paced
from .errors import QError
from .items import count, from_items, items, with_array
from .kinds import DTYPE
from .values import EMPTY, Array, Atom, Dict, EnumAtom, EnumVector, Function, List, Table, Value, Vector, atom

UnaryKernel = Callable[[int, Array], tuple[int, Array]]
BinaryKernel = Callable[[int, Array, int, Array], tuple[int, Array]]


def simple(x: Value) -> tuple[int, Array] | None:
    """Type number and array of an atom or a vector; None for other values."""
    cls = type(x)
    if cls is Vector:
        return x.t, x.a
    if cls is int:
        return 7, np.array(x, dtype=np.int64)
    if cls is float:
        return 9, np.array(x, dtype=np.float64)
    if cls is bool:
        return 1, np.array(x)
    if cls is Atom:
        return x.t, np.array(x.v, dtype=DTYPE[x.t])
    if cls is EnumVector or cls is EnumAtom:
        from .enumerations import resolve

        return simple(resolve(x))
    return None


def made(t: int, array: Array) -> Value:
    """The atom or vector with these payloads."""
    if np.ndim(array) == 0:
        return atom(t, array[()] if isinstance(array, np.ndarray) else array)
    return Vector(t, array)


def unary(kernel: UnaryKernel) -> Callable[[Value], Value]:
    """The verb that applies a kernel to every atom of its argument."""

    def verb(x: Value) -> Value:
        cls = type(x)
        if cls is List:
            return from_items([verb(v) for v in paced(x.items)])
        if cls is Dict:
            return Dict(x.keys, verb(x.values))
        if cls is Table:
            return Table(x.names, [verb(c) for c in x.columns])
        found = simple(x)
        if found is None:
            raise QError("type")
        with np.errstate(all="ignore"):
            return made(*kernel(*found))

    verb.__doc__ = kernel.__doc__
    return verb


def binary(kernel: BinaryKernel) -> Callable[[Value, Value], Value]:
    """The verb that applies a kernel to conforming pairs of atoms of its arguments."""

    def verb(x: Value, y: Value) -> Value:
        left, right = simple(x), simple(y)
        if left is not None and right is not None:
            if np.ndim(left[1]) and np.ndim(right[1]) and len(left[1]) != len(right[1]):
                raise QError("length")
            with np.errstate(all="ignore"):
                return made(*kernel(left[0], left[1], right[0], right[1]))
        return extend(verb, x, y)

    verb.__doc__ = kernel.__doc__
    return verb


def extend(verb: Callable[[Value, Value], Value], x: Value, y: Value) -> Value:
    """Apply an atomic verb where an argument is a general list, a dictionary or a table."""
    if isinstance(x, Function) or isinstance(y, Function):
        raise QError("type")
    if type(x) is Dict or type(y) is Dict:
        return _dictionaries(verb, x, y)
    if type(x) is Table or type(y) is Table:
        return _tables(verb, x, y)
    xs, ys = _spread(x), _spread(y)
    if xs is not None and ys is not None:
        if len(xs) != len(ys):
            raise QError("length")
        return from_items([verb(a, b) for a, b in zip(paced(xs), ys, strict=True)]) if xs else EMPTY
    if xs is not None:
        return from_items([verb(a, y) for a in paced(xs)])
    if ys is not None:
        return from_items([verb(x, b) for b in paced(ys)])
    raise QError("type")


def _spread(x: Value) -> list[Any] | None:
    return items(x) if type(x) in (List, Vector, EnumVector) else None


def _dictionaries(verb: Callable[[Value, Value], Value], x: Value, y: Value) -> Value:
    """Two dictionaries: entries with a common key combine, the others stay."""
    if type(x) is not Dict:
        return Dict(y.keys, verb(x, y.values))
    if type(y) is not Dict:
        return Dict(x.keys, verb(x.values, y))
    from .indexing import find_keys, joined_entries

    if type(x.keys) is not type(y.keys):
        raise QError("type")
    places = find_keys(x.keys, y.keys)
    if len(places) == count(x) and all(p == i for i, p in enumerate(places)):
        return Dict(x.keys, verb(x.values, y.values))
    return joined_entries(x, y, places, verb)


def _tables(verb: Callable[[Value, Value], Value], x: Value, y: Value) -> Value:
    """A table and an atom or list: every column; two tables: column by column."""
    if type(x) is Table and type(y) is Table:
        if set(x.names) != set(y.names):
            raise QError("mismatch")
        return Table(x.names, [verb(c, y.columns[y.names.index(n)]) for n, c in zip(x.names, x.columns, strict=True)])
    if type(x) is Table:
        return Table(x.names, [verb(c, y) for c in x.columns])
    return Table(y.names, [verb(x, c) for c in y.columns])


def relabel(x: Vector, array: Array) -> Vector:
    """A vector like x with other payloads."""
    return with_array(x, array)
