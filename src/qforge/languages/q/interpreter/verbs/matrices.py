"""Matrix verbs: mmu inv lsq."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.promotion import to_floats
from qforge.languages.q.interpreter.values import Array, List, Value, Vector, from_items, is_atom, items

from .row import Verb


def _array(x: Value) -> Array:
    if isinstance(x, Vector):
        if x.t not in (8, 9):
            raise QError("type")
        return to_floats(x.t, x.a)
    if type(x) is List and x.items:
        rows = [_array(v) if not is_atom(v) else None for v in items(x)]
        if any(r is None for r in rows):
            raise QError("type")
        if len({len(r) for r in rows if r is not None}) != 1:
            raise QError("length")
        return np.array(rows)
    raise QError("type")


def _value(a: Array) -> Value:
    if a.ndim == 0:
        return float(a)
    if a.ndim == 1:
        return Vector(9, np.ascontiguousarray(a))
    return from_items([_value(row) for row in a])


def product(x: Value, y: Value) -> Value:
    """`x mmu y`: the matrix product of float matrices or vectors. `1 2f mmu 3 4f` is `11f`."""
    a, b = _array(x), _array(y)
    if a.shape[-1] != b.shape[0]:
        raise QError("length")
    return _value(np.asarray(np.where(np.isnan(a), 0, a) @ np.where(np.isnan(b), 0, b)))


def inverse(x: Value) -> Value:
    """`inv x`: the inverse of a float matrix. `inv (2 0f;0 4f)` is `(0.5 0;0 0.25)`."""
    a = _array(x)
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise QError("length" if a.ndim == 2 else "type")
    try:
        return _value(np.linalg.inv(a))
    except np.linalg.LinAlgError:
        return _value(np.full(a.shape, np.nan))


def least_squares(x: Value, y: Value) -> Value:
    """`x lsq y`: the matrix m for which `m mmu y` is nearest to x. ``(enlist 2 4f) lsq (1 0f;0 1f)`` is ``,2 4f``."""
    a, b = _array(x), _array(y)
    vector = a.ndim == 1
    if vector:
        a = a.reshape(1, -1)
    if a.shape[1] != b.shape[1]:
        raise QError("length")
    found = np.linalg.solve(b @ b.T, b @ a.T).T
    return _value(found[0] if vector else found)


TABLE = (
    Verb("mmu", product, 2, text="$", t=102),
    Verb("inv", inverse, 1, text="inv"),
    Verb("lsq", least_squares, 2, text="lsq", t=102),
)
