"""Whether a reference reproduces a result that its source says is right.

More lenient than the comparison of candidates in one way: the source's JSON has lists where the reference may
give tuples.
"""

from __future__ import annotations

import math

from qforge.record import Comparison, ComparisonKind
from qforge.value import Json, decode


def agrees(expected: Json, got: Json, comparison: Comparison) -> bool:
    """Compare two values in their JSON form as the problem says.

    Numbers are compared by value (1 is 1.0, but not true), nan is nan.
    """
    a, b = decode(expected), decode(got)
    if comparison.kind is ComparisonKind.SET and isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return all(any(_same(x, y, comparison) for y in b) for x in a) and all(
            any(_same(x, y, comparison) for x in a) for y in b
        )
    return _same(a, b, comparison, unordered=comparison.kind is ComparisonKind.UNORDERED)


def alike(expected: Json, got: Json, comparison: Comparison) -> bool:
    """Compare as `agrees` does, and take booleans for the numbers 0 and 1: what no test may tell apart."""
    return agrees(_numbers(expected), _numbers(got), comparison)


def _numbers(value: Json) -> Json:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    return {key: _numbers(item) for key, item in value.items()} if isinstance(value, dict) else value


def _same(expected: object, got: object, comparison: Comparison, *, unordered: bool = False) -> bool:
    if isinstance(expected, (list, tuple)) and isinstance(got, (list, tuple)):
        if len(expected) != len(got):
            return False
        if unordered:
            return _same_in_some_order(list(expected), list(got), comparison)
        return all(_same(a, b, comparison) for a, b in zip(expected, got, strict=True))
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(_same(expected[key], got[key], comparison) for key in expected)
    if _is_number(expected) and _is_number(got):
        return _same_number(expected, got, comparison)  # type: ignore[arg-type]
    return type(expected) is type(got) and expected == got


def _same_in_some_order(expected: list[object], got: list[object], comparison: Comparison) -> bool:
    for item in expected:
        at = next((at for at, other in enumerate(got) if _same(item, other, comparison)), None)
        if at is None:
            return False
        del got[at]
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _same_number(expected: float, got: float, comparison: Comparison) -> bool:
    if expected == got or (expected != expected and got != got):
        return True
    try:
        if not (math.isfinite(expected) and math.isfinite(got)):
            return False
        return abs(expected - got) <= max(comparison.relative * abs(expected), comparison.absolute)
    except OverflowError:  # an integer that no float holds, and the two are not equal
        return False
