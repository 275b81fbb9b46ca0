"""Stable orders of arrays, quicker than a stable sort where values and places fit into one integer."""

from __future__ import annotations

import numpy as np

from .values import Array

_SMALL = 256


def stable_order(a: Array) -> Array:
    """The places that sort an array ascending, equal items in their order; nan comes last."""
    packed = _packed(a)
    if packed is None:
        return np.argsort(a, kind="stable")
    return packed & ((1 << len(a).bit_length()) - 1)


def first_places(a: Array) -> Array:
    """The place of the first of each different item, ascending; the items are neither floats nor objects."""
    packed = _packed(a)
    if packed is None:
        return np.sort(np.unique(a, return_index=True)[1])
    bits = len(a).bit_length()
    values = packed >> bits
    new = np.empty(len(a), dtype=bool)
    new[:1] = True
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return np.sort(packed[new] & ((1 << bits) - 1))


def ascending_floats(a: Array) -> Array:
    """Floats sorted as q does: nan first."""
    ordered = np.sort(a)
    zeros = ordered[np.searchsorted(ordered, 0.0) : np.searchsorted(ordered, 0.0, side="right")]
    if np.signbit(zeros).any():
        # 0 and -0 are equal but not the same: only a stable sort keeps them in their order.
        ordered = np.sort(a, kind="stable")
    return np.roll(ordered, len(a) - np.searchsorted(ordered, np.nan))


def _packed(a: Array) -> Array | None:
    """Sorted integers that hold a value in the upper and its place in the lower bits; None where they do not fit."""
    n = len(a)
    if n < _SMALL or a.dtype.kind not in "iu":
        return None
    low, high = int(a.min()), int(a.max())
    bits = n.bit_length()
    if (high - low).bit_length() + bits > 63:
        return None
    keys = np.subtract(a, low, dtype=np.int64)
    keys <<= bits
    keys |= np.arange(n)
    keys.sort()
    return keys
