"""Comparison of float arrays within q's tolerance, in pieces that stay in the processor's cache.

x and y are equal where |x-y| is at most 2^-43 of the greater magnitude; null equals null and is below all else.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .values import Array

TOLERANCE = 2.0**-43
_PIECE = 32_768
_GREATEST = np.finfo(np.float64).max


def _pieces(compare: Callable[[Array, Array], Array], x: Array, y: Array) -> Array:
    """Compare two arrays of one length piece by piece."""
    n = len(x)
    if n <= _PIECE:
        return compare(x, y)
    found = np.empty(n, dtype=bool)
    for start in range(0, n, _PIECE):
        end = start + _PIECE
        found[start:end] = compare(x[start:end], y[start:end])
    return found


def equal_floats(x: Array, y: Array) -> Array:
    """Where x equals y; either may have no dimension."""
    if np.ndim(y) == 0 and np.ndim(x):
        return _equal_to_one(x, float(y))
    if np.ndim(x) == 0 and np.ndim(y):
        return _equal_to_one(y, float(x))
    if np.ndim(x) == 0:
        return np.asarray(_equal(np.atleast_1d(x), np.atleast_1d(y))[0])
    return _pieces(_equal, x, y)


def _equal(x: Array, y: Array) -> Array:
    with np.errstate(all="ignore"):
        equal = x == y
        if equal.all():
            return equal
        gap = np.abs(x - y)
        scale = np.maximum(np.abs(x), np.abs(y))
        near: Array = gap <= TOLERANCE * scale
        near |= equal
        unsure = ~(scale < np.inf)
        if unsure.any():
            near[unsure] = (equal | (np.isnan(x) & np.isnan(y)))[unsure]
        return near


def _equal_to_one(x: Array, y: float) -> Array:
    if y != y:
        return np.isnan(x)
    if y == 0 or abs(y) == np.inf:
        return np.asarray(x == y)
    low, high = y - TOLERANCE * abs(y), y + TOLERANCE * abs(y)
    low, high = (low, y / (1 - TOLERANCE)) if y > 0 else (y / (1 - TOLERANCE), high)
    return _pieces(lambda a, _: (a >= low) & (a <= high), x, x)


def less_floats(x: Array, y: Array) -> Array:
    """Where x is below y and not equal to it; either may have no dimension."""
    with np.errstate(all="ignore"):
        if np.ndim(y) == 0:
            if y != y:
                return np.zeros(np.shape(x), dtype=bool)
            return np.logical_not(x >= _below(y))
        if np.ndim(x) == 0:
            if x != x:
                return np.logical_not(np.isnan(y))
            return np.asarray(y > -_below(-x))
        return _pieces(_less, x, y)


def _below(y: Array) -> Array:
    """The bound under which a number is less than y."""
    return np.where(np.isinf(y), y, np.where(y > 0, y - TOLERANCE * y, y / (1 - TOLERANCE)))


def _less(x: Array, y: Array) -> Array:
    bound = np.abs(y)
    np.minimum(bound, _GREATEST, out=bound)
    bound *= TOLERANCE
    np.subtract(y, bound, out=bound)
    less: Array = x >= bound
    np.logical_not(less, out=less)
    less &= y == y
    return less
