"""Strategies for values of q of all types and shapes, nulls and infinities among them."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

from qforge.languages.q.interpreter import values as q
from qforge.languages.q.interpreter.items import from_items
from qforge.languages.q.interpreter.kinds import FLOATS, KINDS

# The calendar has days from the year 1.
_DAYS = st.integers(-700_000, 700_000)
_MONTHS = st.integers(-20_000, 20_000)
_INFINITE = (math.inf, -math.inf)


def payloads(t: int, *, special: bool = True) -> st.SearchStrategy[Any]:
    """Payloads of a type; nulls and infinities too if `special`."""
    kind = KINDS[t]
    if t == 1:
        return st.booleans()
    if t == 2:
        return st.integers(0, 2**128 - 1)
    if t in (4, 10):
        return st.integers(0, 255)
    if t == 11:
        return st.text("abcXYZ09_. é", max_size=4)
    if t in FLOATS:
        width = 32 if t == 8 else 64
        plain = st.floats(allow_nan=False, allow_infinity=False, width=width) | st.integers(-9, 9).map(float)
        return plain | st.sampled_from([math.nan, *_INFINITE]) if special else plain
    bounded = st.integers(-kind.infinity + 1, kind.infinity - 1)
    ordinary = st.integers(-9, 9) | {13: _MONTHS, 14: _DAYS}.get(t, bounded)
    return ordinary | st.sampled_from([kind.null, kind.infinity, -kind.infinity]) if special else ordinary


def vectors(t: int, **sizes: int) -> st.SearchStrategy[q.Value]:
    """Vectors of one type."""
    return st.lists(payloads(t), **sizes).map(lambda found: q.vector(t, found))


TYPES = st.sampled_from(sorted(KINDS))
ATOMS = TYPES.flatmap(lambda t: payloads(t).map(lambda payload: q.atom(t, payload)))
VECTORS = TYPES.flatmap(lambda t: vectors(t, max_size=6))
STRINGS = vectors(10, max_size=8)


def _tables(cells: st.SearchStrategy[q.Value]) -> st.SearchStrategy[q.Value]:
    def of_size(size: int) -> st.SearchStrategy[q.Value]:
        column = TYPES.flatmap(lambda t: vectors(t, min_size=size, max_size=size))
        general = st.lists(cells, min_size=size, max_size=size).map(from_items)
        return st.lists(column | general, min_size=1, max_size=3).map(
            lambda columns: q.Table(["a", "b", "c"][: len(columns)], columns)
        )

    return st.integers(0, 3).flatmap(of_size)


def _extended(inner: st.SearchStrategy[q.Value]) -> st.SearchStrategy[q.Value]:
    lists = st.lists(inner, max_size=4).map(from_items)
    pairs = st.lists(st.tuples(ATOMS, inner), max_size=3)
    dictionaries = pairs.map(lambda found: q.Dict(*(from_items([pair[i] for pair in found]) for i in (0, 1))))
    return lists | dictionaries | _tables(inner)


VALUES = st.recursive(ATOMS | VECTORS, _extended, max_leaves=8)
"""Values of any type and shape."""

FULL_VECTORS = TYPES.flatmap(lambda t: vectors(t, min_size=1, max_size=6))
FULL_LISTS = FULL_VECTORS | st.lists(ATOMS | VECTORS, min_size=1, max_size=5).map(from_items)
PERMUTATIONS = st.integers(0, 9).flatmap(lambda n: st.permutations(range(n))).map(lambda found: q.longs(list(found)))
