"""Comparison and logic: = <> < > <= >= ~ & | ^ not null and the like."""

from __future__ import annotations

from typing import Any

import numpy as np

from qforge.languages.q.interpreter.atomic import binary, simple, unary
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.identity import close, match
from qforge.languages.q.interpreter.items import from_items, items
from qforge.languages.q.interpreter.kinds import BY_LETTER, DTYPE, FLOATS
from qforge.languages.q.interpreter.promotion import cast_temporal, is_null, read_table, result_type, to_floats, to_type
from qforge.languages.q.interpreter.tolerance import equal_floats, less_floats
from qforge.languages.q.interpreter.values import (
    Array,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
)

from .row import Verb

_GREATER = read_table("""
b.xhijefc.pmdznuvt .................. x.xhijefc.pmdznuvt h.hhijefc.pmdznuvt i.iiijefc.pmdznuvt
j.jjjjefc.pmdznuvt e.eeeeefc.pmdznuvt f.ffffffc.pmdznuvt c.ccccccc.pmdznuvt ..................
p.ppppppp.ppppnuvt m.mmmmmmm.pmd..... d.ddddddd.pddz.... z.zzzzzzz.p.zznuvt
n.nnnnnnn.n..nnnnn u.uuuuuuu.u..unuvt v.vvvvvvv.v..vnvvt t.ttttttt.t..tnttt""")

# The type in which two temporals of different types are compared.
_TEMPORAL = {
    (BY_LETTER[left].number, BY_LETTER[right].number): BY_LETTER[result].number
    for left, row in zip(
        "pmdznuvt",
        ["ppppnuvt", "pmd.....", "pddz....", "p.zznuvt", "n..nnnnn", "u..unuvt", "v..vnvvt", "t..tnttt"],
        strict=True,
    )
    for right, result in zip("pmdznuvt", row, strict=True)
    if result != "."
}


def _comparable(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array, Array]:
    """Payloads of two types in one scale: (0 for floats, 11 for texts, 1 for integers), left, right."""
    if tx == ty and tx not in FLOATS:
        return (11 if tx in (2, 11) else 1), x, y
    if tx in (2, 11) or ty in (2, 11):
        raise QError("type")
    if tx in range(12, 20) and ty in range(12, 20) and tx != ty:
        t = result_type(_TEMPORAL, tx, ty)
        return (0 if t == 15 else 1), cast_temporal(tx, x, t), cast_temporal(ty, y, t)
    if tx in FLOATS or ty in FLOATS:
        return 0, to_floats(tx, x), to_floats(ty, y)
    return 1, to_type(tx, x, 7), to_type(ty, y, 7)


@binary
def _equal(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    scale, left, right = _comparable(tx, x, ty, y)
    if scale == 0:
        return 1, np.asarray(equal_floats(left, right), dtype=bool)
    return 1, np.asarray(left == right, dtype=bool)


@binary
def _less(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    scale, left, right = _comparable(tx, x, ty, y)
    if scale == 0:
        return 1, np.asarray(less_floats(left, right), dtype=bool)
    return 1, np.asarray(left < right, dtype=bool)


def equal(x: Value, y: Value) -> Value:
    """`x=y`: whether equal, floats to within a tolerance, types regardless; atomic.

    `1 2=2` is `01b`; `0N=0N` is `1b`.
    """
    cx, cy = type(x), type(y)
    if cx is int and cy is int:
        return x == y
    if cx is float and cy is float:
        return close(x, y)
    return _equal(x, y)


def unequal(x: Value, y: Value) -> Value:
    """`x<>y`: not equal; atomic.

    `1 2<>2` is `10b`.
    """
    return negation(equal(x, y))


def less(x: Value, y: Value) -> Value:
    """`x<y`: whether below; null is below everything; atomic.

    `1 2<2` is `10b`.
    """
    if type(x) is int and type(y) is int:
        return x < y
    return _less(x, y)


def greater(x: Value, y: Value) -> Value:
    """`x>y`: whether above; atomic. `1 2>1` is `01b`."""
    if type(x) is int and type(y) is int:
        return x > y
    return _less(y, x)


def at_most(x: Value, y: Value) -> Value:
    """`x<=y`: below or equal; atomic. `1 2<=1` is `10b`."""
    if type(x) is int and type(y) is int:
        return x <= y
    return negation(_less(y, x))


def at_least(x: Value, y: Value) -> Value:
    """`x>=y`: above or equal; atomic. `1 2>=2` is `01b`."""
    if type(x) is int and type(y) is int:
        return x >= y
    return negation(_less(x, y))


def matches(x: Value, y: Value) -> Value:
    """`x~y`: whether the two values are the same in type, shape and content.

    `1 2~1 2` is `1b`; `1~1f` is `0b`.
    """
    return match(x, y)


def _extreme(of_integers: Any, of_floats: Any) -> Any:
    def kernel(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
        t = result_type(_GREATER, tx, ty)
        left, right = to_type(tx, x, t), to_type(ty, y, t)
        return t, np.asarray((of_floats if t in FLOATS else of_integers)(left, right))

    return binary(kernel)


_lesser = _extreme(np.minimum, np.minimum)
_greater_of = _extreme(np.maximum, np.fmax)


def lesser(x: Value, y: Value) -> Value:
    """`x&y`, `x and y`: the lesser; on booleans, and; atomic. `1 5&3` is `1 3`."""
    cx, cy = type(x), type(y)
    if cx is bool and cy is bool:
        return x and y
    if cx is int and cy is int:
        return x if x < y else y
    return _lesser(x, y)


def greater_of(x: Value, y: Value) -> Value:
    """`x|y`, `x or y`: the greater; on booleans, or; atomic. `1 5|3` is `3 5`."""
    cx, cy = type(x), type(y)
    if cx is bool and cy is bool:
        return x or y
    if cx is int and cy is int:
        return x if x > y else y
    return _greater_of(x, y)


@binary
def _fill(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    if tx == ty:
        t = tx
    elif tx in (2, 11) or ty in (2, 11):
        raise QError("type")
    else:
        t = result_type(_GREATER, tx, ty)
    left, right = to_type(tx, x, t), to_type(ty, y, t)
    missing = is_null(ty, y) if ty != 10 else y == 32
    return t, np.asarray(np.where(missing, left, right)).astype(DTYPE[t])


def fill(x: Value, y: Value) -> Value:
    """`x^y`: y with its nulls replaced by x; dictionaries and keyed tables coalesce.

    `0^1 0N 3` is `1 0 3`.
    """
    if type(x) is Dict and type(y) is Dict:
        from qforge.languages.q.interpreter.indexing import find_keys, joined_entries

        return joined_entries(x, y, find_keys(x.keys, y.keys), fill)
    return _fill(x, y)


@unary
def negation(t: int, a: Array) -> tuple[int, Array]:
    """`not x`: whether zero; atomic. `not 0 1 2` is `100b`."""
    if t in (2, 11):
        raise QError("type")
    return 1, np.asarray(a == 0, dtype=bool) if t != 1 else np.asarray(~a)


def is_missing(x: Value) -> Value:
    """`null x`: whether null; atomic; an enumeration never is. `null 1 0N` is `01b`."""
    cls = type(x)
    if cls is List:
        return from_items([is_missing(v) for v in x.items])
    if cls is Dict:
        return Dict(x.keys, is_missing(x.values))
    if cls is Table:
        return Table(x.names, [is_missing(c) for c in x.columns])
    if cls is EnumAtom:
        return False
    if cls is EnumVector:
        return Vector(1, np.zeros(len(x.a), dtype=bool))
    if isinstance(x, Function):
        return bool(getattr(x, "text", "") == "::")
    found = simple(x)
    if found is None:
        raise QError("type")
    t, a = found
    result = np.asarray(a == 32 if t == 10 else is_null(t, a), dtype=bool)
    return Vector(1, result) if result.ndim else bool(result)


def within(x: Value, y: Value) -> Value:
    """`x within (low;high)`: whether between the bounds, both included.

    `1 5 9 within 2 6` is `010b`.
    """
    bounds = items(y)
    if len(bounds) != 2:
        raise QError("length")
    return lesser(at_least(x, bounds[0]), at_most(x, bounds[1]))


TABLE = (
    Verb("=", equal, 2),
    Verb("<>", unequal, 2, text="~=", t=105),
    Verb("<", less, 2),
    Verb(">", greater, 2),
    Verb("<=", at_most, 2, text="~>", t=105),
    Verb(">=", at_least, 2, text="~<", t=105),
    Verb("~", matches, 2),
    Verb("&", lesser, 2),
    Verb("|", greater_of, 2),
    Verb("and", lesser, 2, text="&", t=102),
    Verb("or", greater_of, 2, text="|", t=102),
    Verb("^", fill, 2),
    Verb("not", negation, 1, text="~:"),
    Verb("null", is_missing, 1, text="^:"),
    Verb("within", within, 2, text="within", t=102),
)
