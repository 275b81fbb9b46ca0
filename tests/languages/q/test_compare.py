"""Results equal the reference's values by value, by type within the latitude, and nothing else does."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.languages.base import Latitude
from qforge.languages.q.compare import differs
from qforge.languages.q.display import show
from qforge.languages.q.frames import MAXIMUM_ITEMS
from qforge.languages.q.results import MalformedFrameError, read
from qforge.record import Comparison, ComparisonKind
from qforge.signature import parse_type

EXACT = Comparison()
TOLERANT = Comparison(ComparisonKind.TOLERANCE, relative=1e-6, absolute=1e-9)
UNORDERED = Comparison(ComparisonKind.UNORDERED)
NAN, INFINITY = math.nan, math.inf


def frame(type_: str, content: Any) -> dict[str, Any]:
    return {"t": type_, "v": content}


def listed(*frames: dict[str, Any]) -> dict[str, Any]:
    return frame("list", list(frames))


def dictionary(keys: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    return {"t": "dict", "k": keys, "v": values}


def table(names: list[str], *columns: dict[str, Any]) -> dict[str, Any]:
    return {"t": "table", "n": names, "v": list(columns)}


NULL = {"t": "::"}
LONGS = frame("J", [1, 2, 3])
EMPTY = listed()
AB = frame("S", ["a", "b"])

# expected, type, frame: equal in both columns of the latitude
EQUAL: list[tuple[Any, str, dict[str, Any]]] = [
    (5, "int", frame("j", 5)),
    (True, "bool", frame("b", True)),
    (2.5, "float", frame("f", 2.5)),
    (3, "float", frame("f", 3.0)),
    (0.0, "float", frame("f", -0.0)),
    (NAN, "float", frame("f", None)),
    (INFINITY, "float", frame("f", "0W")),
    ("ab", "str", frame("C", "ab")),
    ("", "str", frame("C", "")),
    ("é", "str", frame("C", "Ã©")),
    ("ab", "symbol", frame("s", "ab")),
    ("a", "char", frame("c", "a")),
    (["a", "b"], "list[char]", frame("C", "ab")),
    (None, "any", NULL),
    (None, "optional[int]", NULL),
    (4, "optional[int]", frame("j", 4)),
    ([1, 2, 3], "list[int]", LONGS),
    ([1, 2, 3], "any", LONGS),
    ((1, 2, 3), "tuple[int,int,int]", LONGS),
    ((1, "a"), "tuple[int,str]", listed(frame("j", 1), frame("C", "a"))),
    ([], "list[int]", frame("J", [])),
    ([], "list[symbol]", frame("S", [])),
    ([], "list[list[int]]", EMPTY),
    ([1.0, NAN], "list[float]", frame("F", [1.0, None])),
    (["ab", ""], "list[str]", listed(frame("C", "ab"), frame("C", ""))),
    ([[1], [2, 3]], "list[list[int]]", listed(frame("J", [1]), frame("J", [2, 3]))),
    ({3, 1, 2}, "set[int]", LONGS),
    ({"a": 1, "b": 2}, "dict[symbol,int]", dictionary(AB, frame("J", [1, 2]))),
    ({}, "dict[symbol,int]", dictionary(frame("S", []), frame("J", []))),
    ({(1, 2): "x"}, "dict[tuple[int,int],str]", dictionary(listed(frame("J", [1, 2])), listed(frame("C", "x")))),
    (
        {"a": {"b": 1}, "b": {"b": 2}},
        "dict[symbol,dict[symbol,int]]",
        dictionary(AB, table(["b"], frame("J", [1, 2]))),
    ),
    ([{"a": 1, "b": "x"}], "list[dict[symbol,any]]", table(["a", "b"], frame("J", [1]), listed(frame("C", "x")))),
    (
        {"a": [1, 2], "b": [0.5, 1.5]},
        "table[a:int,b:float]",
        table(["a", "b"], frame("J", [1, 2]), frame("F", [0.5, 1.5])),
    ),
    ({"a": []}, "table[a:int]", table(["a"], frame("J", []))),
]

# expected, type, frame: equal in the lenient column only
LENIENT: list[tuple[Any, str, dict[str, Any]]] = [
    (1, "int", frame("b", True)),
    (5, "int", frame("h", 5)),
    (5, "int", frame("i", 5)),
    (True, "bool", frame("j", 1)),
    (False, "bool", frame("i", 0)),
    (3.0, "float", frame("j", 3)),
    (float(2**53), "float", frame("j", 2**53)),
    (None, "optional[str]", frame("s", "")),
    ("", "str", frame("s", "")),
    ("", "optional[str]", EMPTY),
    (NAN, "float", frame("j", None)),
    (0.5, "float", frame("e", 0.5)),
    ("a", "str", frame("c", "a")),
    ("a", "char", frame("C", "a")),
    ("ab", "str", frame("s", "ab")),
    ("ab", "symbol", frame("C", "ab")),
    ("a", "char", frame("s", "a")),
    ("", "str", EMPTY),
    ("", "str", frame("J", [])),
    ([], "list[int]", EMPTY),
    ([], "list[int]", frame("C", "")),
    ([], "list[str]", frame("S", [])),
    (set(), "set[int]", EMPTY),
    (None, "optional[int]", frame("j", None)),
    (None, "optional[float]", frame("f", None)),
    (None, "optional[symbol]", frame("s", "")),
    ([1, None], "list[optional[int]]", frame("J", [1, None])),
    ([1, 2], "list[int]", frame("B", [True]) | listed(frame("j", 1), frame("j", 2))),
    ([1.0, 2.0], "list[float]", frame("J", [1, 2])),
    (["a", "b"], "list[str]", frame("C", "ab")),
    (["a", "b"], "list[str]", AB),
    ({"a": 1, "b": 2}, "dict[str,int]", dictionary(AB, frame("J", [1, 2]))),
    ({"b": 2, "a": 1}, "dict[symbol,int]", dictionary(AB, frame("J", [1, 2]))),
    ({}, "dict[symbol,int]", dictionary(EMPTY, EMPTY)),
    ({"b": [2], "a": [1]}, "table[a:int,b:int]", table(["a", "b"], frame("J", [1]), frame("J", [2]))),
]

# expected, type, frame: different in both columns
DIFFERENT: list[tuple[Any, str, dict[str, Any]]] = [
    (1, "int", frame("J", [1, 1, 1])),
    (1, "int", frame("J", [1])),
    (1, "int", frame("C", "1")),
    (1, "int", frame("f", 1.0)),
    (1, "any", frame("f", 1.0)),
    (1.0, "any", frame("j", 1)),
    (1, "int", frame("x", 1)),
    (1, "int", frame("d", 1)),
    (1, "int", frame("j", 2)),
    (1, "int", frame("j", None)),
    (1, "int", NULL),
    (0, "int", frame("j", None)),
    (2, "int", frame("b", True)),
    (True, "bool", frame("j", 2)),
    (True, "bool", frame("b", False)),
    (True, "bool", frame("f", 1.0)),
    (1.0, "float", frame("b", True)),
    (0.1, "float", frame("e", 0.10000000149011612)),
    (0.0, "float", frame("f", None)),
    (NAN, "float", frame("f", 0.0)),
    (INFINITY, "float", frame("f", "-0W")),
    (1e308, "float", frame("f", "0W")),
    (2**63 - 2, "float", frame("f", "0W")),
    (10**400, "float", frame("f", 1.0)),
    ("1", "str", frame("j", 1)),
    ("ab", "str", frame("C", "ac")),
    ("ab", "str", listed(frame("C", "a"), frame("C", "b"))),
    ("é", "str", frame("C", "é")),
    ("a", "str", NULL),
    ("a", "str", frame("s", "b")),
    ("", "str", table(["a"], EMPTY)),
    ([1, 2, 3], "list[int]", frame("J", [3, 2, 1])),
    ([1, 1, 1], "list[int]", frame("j", 1)),
    ([1], "list[int]", frame("j", 1)),
    ([1, 2], "list[int]", LONGS),
    ([1, 2, 3, 4], "list[int]", LONGS),
    ([1, 2, 3], "list[int]", frame("F", [1.0, 2.0, 3.0])),
    ([], "list[int]", NULL),
    ([], "list[int]", dictionary(EMPTY, EMPTY)),
    ([], "list[int]", table(["a"], frame("J", []))),
    ([0], "list[int]", frame("J", [])),
    ([[1, 2], [3]], "list[list[int]]", LONGS),
    ([[1, 2]], "list[list[int]]", frame("J", [1, 2])),
    (None, "optional[int]", frame("j", 0)),
    (None, "optional[int]", EMPTY),
    (None, "any", frame("c", " ")),
    ({1, 2, 3}, "set[int]", frame("J", [1, 2, 2])),
    ({1, 2, 3}, "set[int]", frame("J", [1, 2, 3, 3])),
    ({1, 2, 3}, "set[int]", frame("J", [1, 2])),
    ({"a": 1}, "dict[symbol,int]", dictionary(AB, frame("J", [1, 2]))),
    ({"a": 1, "b": 2}, "dict[symbol,int]", dictionary(AB, frame("J", [2, 1]))),
    ({"a": 1, "c": 2}, "dict[symbol,int]", dictionary(AB, frame("J", [1, 2]))),
    ({"a": 1, "b": 1}, "dict[symbol,int]", dictionary(frame("S", ["a", "a"]), frame("J", [1, 1]))),
    ({"a": [1]}, "dict[symbol,list[int]]", table(["a"], frame("J", [1]))),
    ({"a": 1}, "dict[symbol,int]", LONGS),
    ({"a": [1]}, "table[a:int]", table(["a"], frame("J", [2]))),
    ({"a": [1]}, "table[a:int]", table(["b"], frame("J", [1]))),
    ({"a": [1]}, "table[a:int]", table(["a", "b"], frame("J", [1]), frame("J", [1]))),
    ({"a": [1, 2]}, "table[a:int]", table(["a"], frame("J", [2, 1]))),
    ({"a": [1]}, "table[a:int]", dictionary(frame("S", ["a"]), listed(frame("J", [1])))),
    (
        {"a": [1], "b": [2]},
        "table[a:int,b:int]",
        dictionary(table(["a"], frame("J", [1])), table(["b"], frame("J", [2]))),
    ),
    (float(2**53), "float", frame("j", 2**53 + 1)),
    ([0.5, float(2**53)], "list[float]", listed(frame("f", 0.5), frame("j", 2**53 + 1))),
    ("", "optional[str]", frame("s", "")),
    ("", "any", frame("s", "")),
    (["", None], "list[optional[str]]", frame("S", ["", ""])),
    (object(), "any", frame("j", 1)),
]


@pytest.mark.parametrize(("expected", "type_", "got"), EQUAL)
@pytest.mark.parametrize("latitude", list(Latitude))
def test_the_same_value_of_the_type_that_is_due_is_equal(
    expected: Any, type_: str, got: dict[str, Any], latitude: Latitude
) -> None:
    assert differs(expected, got, parse_type(type_), EXACT, latitude) is None


@pytest.mark.parametrize(("expected", "type_", "got"), LENIENT)
def test_a_related_type_is_equal_in_the_lenient_column_only(expected: Any, type_: str, got: dict[str, Any]) -> None:
    assert differs(expected, got, parse_type(type_), EXACT, Latitude.LENIENT) is None
    assert differs(expected, got, parse_type(type_), EXACT, Latitude.STRICT) is not None


@pytest.mark.parametrize(("expected", "type_", "got"), DIFFERENT)
@pytest.mark.parametrize("latitude", list(Latitude))
def test_another_value_is_different(expected: Any, type_: str, got: dict[str, Any], latitude: Latitude) -> None:
    difference = differs(expected, got, parse_type(type_), EXACT, latitude)
    assert difference is not None
    assert difference.message


def test_a_difference_names_its_place_and_both_values() -> None:
    got = dictionary(AB, listed(frame("J", [1, 2]), frame("J", [3, 5])))
    difference = differs({"a": [1, 2], "b": [3, 4]}, got, parse_type("dict[symbol,list[int]]"), EXACT)
    assert difference is not None
    assert (difference.path, difference.message) == ("['b'][1]", "expected 4, got 5")


def test_a_difference_of_kind_names_the_kinds() -> None:
    difference = differs(1, frame("F", [1.0, 2.5]), parse_type("int"), EXACT)
    assert difference is not None
    assert difference.message == "expected a long, got a float vector of 2: 1 2.5"


@pytest.mark.parametrize(
    ("expected", "got", "equal"),
    [
        (1.0, frame("f", 1.0 + 5e-7), True),
        (1.0, frame("f", 1.0 + 5e-6), False),
        (0.0, frame("f", 5e-10), True),
        (0.0, frame("f", 5e-9), False),
        (INFINITY, frame("f", 1e308), False),
        (1e308, frame("f", "0W"), False),
        (NAN, frame("f", 1.0), False),
        (1e300, frame("e", "0W"), False),
    ],
)
def test_tolerance_is_the_larger_of_relative_and_absolute(expected: float, got: dict[str, Any], equal: bool) -> None:
    assert (differs(expected, got, parse_type("float"), TOLERANT) is None) is equal


def test_tolerance_does_not_apply_to_longs() -> None:
    assert differs(10**9, frame("j", 10**9 + 1), parse_type("int"), TOLERANT) is not None


@pytest.mark.parametrize(
    ("expected", "type_", "got", "equal"),
    [
        ([1, 2, 2, 3], "list[int]", frame("J", [2, 3, 1, 2]), True),
        ([1, 2, 2, 3], "list[int]", frame("J", [2, 3, 1, 1]), False),
        ([1, 2], "list[int]", frame("J", [2, 1, 1]), False),
        ([[1, 2], [3]], "list[list[int]]", listed(frame("J", [3]), frame("J", [1, 2])), True),
        ([[1, 2], [3]], "list[list[int]]", listed(frame("J", [3]), frame("J", [2, 1])), False),
        ([[1], [1, 1], []], "list[list[int]]", listed(frame("J", []), frame("J", [1, 1]), frame("J", [1])), True),
        ("ab", "str", frame("C", "ba"), False),
        ({"a": [1, 2]}, "table[a:int]", table(["a"], frame("J", [2, 1])), True),
        (
            {"a": [1, 2], "b": ["x", "y"]},
            "table[a:int,b:symbol]",
            table(["b", "a"], frame("S", ["y", "x"]), frame("J", [2, 1])),
            True,
        ),
        (
            {"a": [1, 2], "b": ["x", "y"]},
            "table[a:int,b:symbol]",
            table(["b", "a"], frame("S", ["x", "y"]), frame("J", [2, 1])),
            False,
        ),
        ({"a": [1, 2]}, "table[a:int]", table(["a"], frame("J", [2])), False),
        ({"a": [1, 2]}, "table[a:int]", table(["b"], frame("J", [2, 1])), False),
        ({"a": [2, 1]}, "dict[symbol,list[int]]", dictionary(frame("S", ["a"]), listed(frame("J", [1, 2]))), False),
    ],
)
def test_only_the_outermost_items_may_come_in_any_order(
    expected: Any, type_: str, got: dict[str, Any], equal: bool
) -> None:
    assert (differs(expected, got, parse_type(type_), UNORDERED) is None) is equal


def test_unordered_floats_pair_up_within_the_tolerance_even_where_sorting_misleads() -> None:
    near = Comparison(ComparisonKind.UNORDERED, absolute=0.1)
    expected = [[1.0, 9.0], [1.05, 5.0], [3.0, 0.0]]
    got = listed(frame("F", [1.02, 5.0]), frame("F", [3.0, 0.0]), frame("F", [1.03, 9.0]))
    assert differs(expected, got, parse_type("list[list[float]]"), near) is None
    got = listed(frame("F", [1.02, 5.0]), frame("F", [3.0, 0.0]), frame("F", [1.03, 8.0]))
    assert differs(expected, got, parse_type("list[list[float]]"), near) is not None


def test_a_pairing_that_must_be_undone_is_found() -> None:
    near = Comparison(ComparisonKind.UNORDERED, absolute=1.0)
    assert differs([1.0, 2.0, 3.0], frame("F", [2.0, 3.0, 4.0]), parse_type("list[float]"), near) is None
    assert differs([1.0, 2.0, 3.0], frame("F", [2.1, 3.0, 4.0]), parse_type("list[float]"), near) is not None


HOSTILE: list[Any] = [
    {},
    {"t": "j"},
    {"t": 5, "v": 5},
    {"t": ["j"], "v": 5},
    {"t": "nope", "v": 5},
    {"t": "ß", "v": 5},
    {"t": "j", "v": "5"},
    {"t": "j", "v": 5.0},
    {"t": "j", "v": True},
    {"t": "j", "v": 2**63},
    {"t": "j", "v": 10**4000},
    {"t": "j", "v": [5]},
    {"t": "f", "v": NAN},
    {"t": "f", "v": INFINITY},
    {"t": "f", "v": 5},
    {"t": "f", "v": "nan"},
    {"t": "b", "v": 1},
    {"t": "b", "v": None},
    {"t": "x", "v": 256},
    {"t": "c", "v": "ab"},
    {"t": "C", "v": "\ud800"},
    {"t": "C", "v": "Ā"},
    {"t": "C", "v": ["a"]},
    {"t": "s", "v": None},
    {"t": "S", "v": ["a", 1]},
    {"t": "g", "v": "zz"},
    {"t": "J", "v": 5},
    {"t": "J", "v": {"0": 1}},
    {"t": "list", "v": [5]},
    {"t": "list", "v": "ab"},
    {"t": "dict", "k": LONGS},
    {"t": "dict", "k": LONGS, "v": frame("J", [1])},
    {"t": "dict", "k": frame("j", 1), "v": frame("j", 1)},
    {"t": "dict", "k": NULL, "v": NULL},
    {"t": "table", "n": [], "v": []},
    {"t": "table", "n": ["a"], "v": [frame("j", 1)]},
    {"t": "table", "n": ["a", "b"], "v": [frame("J", [1]), frame("J", [1, 2])]},
    {"t": "table", "n": ["a", "a"], "v": [frame("J", [1]), frame("J", [1])]},
    {"t": "table", "n": ["a"], "v": []},
    {"t": "table", "n": [1], "v": [frame("J", [1])]},
    {"t": "J", "v": [0] * (MAXIMUM_ITEMS + 1)},
    [],
    None,
    5,
]


@pytest.mark.parametrize("got", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize(("expected", "type_"), [(5, "int"), ([], "any"), ({"a": [1]}, "table[a:int]")])
def test_a_malformed_frame_is_a_difference(got: Any, expected: Any, type_: str) -> None:
    difference = differs(expected, got, parse_type(type_), EXACT)
    assert difference is not None
    assert difference.message.startswith("the runtime's report is malformed: ")


def test_a_frame_nested_too_deep_is_a_difference() -> None:
    got: dict[str, Any] = frame("j", 1)
    for _ in range(5000):
        got = listed(got)
    difference = differs([1], got, parse_type("any"), EXACT)
    assert difference is not None
    assert "deeper" in difference.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["t", "v", "k", "n", "x"]), inner),
    max_leaves=12,
)
TAGS = st.sampled_from([*"bgxhijefcspmdznuvt", *"BGXHIJEFCSPMDZNUVT", "list", "dict", "table", "::"])
FRAMES = st.recursive(
    st.fixed_dictionaries({"t": TAGS, "v": JSON}),
    lambda inner: (
        st.fixed_dictionaries({"t": st.just("list"), "v": st.lists(inner, max_size=3)})
        | st.fixed_dictionaries({"t": st.just("dict"), "k": inner, "v": inner})
        | st.fixed_dictionaries(
            {"t": st.just("table"), "n": st.lists(st.text(max_size=2), max_size=2), "v": st.lists(inner, max_size=2)}
        )
    ),
    max_leaves=8,
)
TYPES = ["int", "str", "list[int]", "set[str]", "dict[str,int]", "table[a:int]", "optional[float]", "any"]
EXPECTED = [5, 2.5, "a", [1, 2], {1, 2}, {"a": [1]}, None, (1, "a")]


@given(FRAMES | JSON, st.sampled_from(TYPES), st.sampled_from(EXPECTED), st.sampled_from([EXACT, TOLERANT, UNORDERED]))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_frame_raises(got: Any, type_: str, expected: Any, comparison: Comparison) -> None:
    difference = differs(expected, got, parse_type(type_), comparison)
    assert difference is None or difference.message
    try:
        result = read(got)
    except MalformedFrameError:
        return
    assert len(show(result)) <= 302
