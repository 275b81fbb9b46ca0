"""Matrix verbs: mmu inv lsq."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.items import from_items, items
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.promotion import to_floats
from qforge.languages.q.interpreter.values import Array, List, Value, Vector, is_atom

from .row import Verb

_CELLS_A_STEP = 32


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


def _multiplied(a: Array, b: Array) -> Array:
    """The matrix product, every sum taken from left to right.

    A linear algebra library would be quicker and give other last digits on every kind of processor.
    """
    if a.ndim == 1 and b.ndim == 1:
        return np.asarray(np.cumsum(a * b)[-1] if len(a) else 0.0)
    if a.ndim == 1:
        return _multiplied(a[None, :], b)[0]
    if b.ndim == 1:
        return _multiplied(a, b[:, None])[:, 0]
    machine = current()
    machine.reserve(8 * a.shape[0] * b.shape[1])
    total = np.zeros((a.shape[0], b.shape[1]))
    for k in range(b.shape[0]):
        machine.step(1 + total.size // _CELLS_A_STEP)
        total += a[:, k, None] * b[k]
    return total


def product(x: Value, y: Value) -> Value:
    """`x mmu y`: the matrix product of float matrices or vectors. `1 2f mmu 3 4f` is `11f`."""
    a, b = _array(x), _array(y)
    if a.shape[-1] != b.shape[0]:
        raise QError("length")
    return _value(_multiplied(np.where(np.isnan(a), 0, a), np.where(np.isnan(b), 0, b)))


def inverse(x: Value) -> Value:
    """`inv x`: the inverse of a float matrix. `inv (2 0f;0 4f)` is `(0.5 0;0 0.25)`."""
    a = _array(x)
    if a.ndim != 2 or a.shape[0] != a.shape[1]:
        raise QError("length" if a.ndim == 2 else "type")
    return _value(_inverse(a))


def _inverse(a: Array) -> Array:
    """The inverse by LU decomposition with partial pivoting; nulls where the matrix is singular."""
    n = len(a)
    lu, made = a.copy(), np.eye(n)
    for k in range(n):
        pivot = k + int(np.argmax(np.abs(lu[k:, k])))
        if not lu[pivot, k]:
            return np.full(a.shape, np.nan)
        if pivot != k:
            lu[[k, pivot]], made[[k, pivot]] = lu[[pivot, k]], made[[pivot, k]]
        lu[k + 1 :, k] /= lu[k, k]
        lu[k + 1 :, k + 1 :] -= lu[k + 1 :, k, None] * lu[k, k + 1 :]
        made[k + 1 :] -= lu[k + 1 :, k, None] * made[k]
    for k in range(n - 1, -1, -1):
        made[k] /= lu[k, k]
        made[:k] -= lu[:k, k, None] * made[k]
    return made


def least_squares(x: Value, y: Value) -> Value:
    """`x lsq y`: the matrix m for which `m mmu y` is nearest to x. ``(enlist 2 4f) lsq (1 0f;0 1f)`` is ``,2 4f``."""
    a, b = _array(x), _array(y)
    vector = a.ndim == 1
    if vector:
        a = a.reshape(1, -1)
    if b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise QError("length")
    found = _solved(_multiplied(b, b.T), _multiplied(b, a.T)).T
    return _value(found[0] if vector else found)


def _solved(a: Array, right: Array) -> Array:
    """The solution of the normal equations `a m = right` by Cholesky decomposition."""
    n = len(a)
    lower, made = a.copy(), right.copy()
    for k in range(n):
        if not lower[k, k] > 0:
            raise Unsupported("lsq of dependent rows")
        lower[k, k] = np.sqrt(lower[k, k])
        lower[k + 1 :, k] /= lower[k, k]
        lower[k + 1 :, k + 1 :] -= lower[k + 1 :, k, None] * lower[k + 1 :, k]
        made[k] /= lower[k, k]
        made[k + 1 :] -= lower[k + 1 :, k, None] * made[k]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            made[i] -= lower[k, i] * made[k]
        made[i] /= lower[i, i]
    return made


TABLE = (
    Verb("mmu", product, 2, text="$", t=102),
    Verb("inv", inverse, 1, text="inv"),
    Verb("lsq", least_squares, 2, text="lsq", t=102),
)
