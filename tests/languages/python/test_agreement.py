"""When a reference reproduces a known result."""

import pytest

from qforge.languages.python.agreement import agrees
from qforge.record import Comparison, ComparisonKind
from qforge.value import Json

EXACT = Comparison()
CLOSE = Comparison(ComparisonKind.TOLERANCE, relative=0.01, absolute=0.001)
UNORDERED = Comparison(ComparisonKind.UNORDERED)
NAN: Json = {"$float": "nan"}
INFINITY: Json = {"$float": "inf"}


@pytest.mark.parametrize(
    ("expected", "got", "comparison"),
    [
        (1, 1, EXACT),
        (1, 1.0, EXACT),
        (None, None, EXACT),
        ([1, [2]], {"$tuple": [1, {"$tuple": [2]}]}, EXACT),
        (NAN, NAN, EXACT),
        (INFINITY, INFINITY, CLOSE),
        ({"$set": [1, 2]}, {"$set": [2, 1]}, EXACT),
        ({"a": [1]}, {"a": [1]}, EXACT),
        (100.0, 100.9, CLOSE),
        (0.0, 0.0009, CLOSE),
        ({"a": [100.0]}, {"a": [100.9]}, CLOSE),
        ([1, 2, 2], [2, 1, 2], UNORDERED),
    ],
)
def test_agrees(expected: Json, got: Json, comparison: Comparison) -> None:
    assert agrees(expected, got, comparison)


@pytest.mark.parametrize(
    ("expected", "got", "comparison"),
    [
        (1, 2, EXACT),
        (1, True, EXACT),
        (0, False, EXACT),
        (0, None, EXACT),
        ("1", 1, EXACT),
        ([], {}, EXACT),
        ([1], [1, 1], EXACT),
        ([1, 2], [2, 1], EXACT),
        ([1, 2], {"$set": [1, 2]}, EXACT),
        ({"a": 1}, {"b": 1}, EXACT),
        (NAN, 0.0, CLOSE),
        (INFINITY, 1e308, CLOSE),
        (INFINITY, {"$float": "-inf"}, CLOSE),
        (100.0, 101.1, CLOSE),
        ([1, 2, 2], [2, 1, 1], UNORDERED),
        ([[1, 2]], [[2, 1]], UNORDERED),
        (1.5, 10**400, CLOSE),
        (10**400, 10**400 + 1, EXACT),
    ],
)
def test_differs(expected: Json, got: Json, comparison: Comparison) -> None:
    assert not agrees(expected, got, comparison)
