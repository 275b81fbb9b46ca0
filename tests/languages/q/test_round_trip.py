"""A value written as a literal, read by the interpreter and reported as a frame is the same value again."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.languages.base import Latitude
from qforge.languages.q.compare import differs
from qforge.languages.q.frames import encode
from qforge.languages.q.interpreter.session import Session
from qforge.languages.q.literals import LARGEST_LONG, literal
from qforge.record import Comparison, ComparisonKind
from qforge.signature import Type

EXACT = Comparison()
UNORDERED = Comparison(ComparisonKind.UNORDERED)

ATOMS: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int": st.integers(-LARGEST_LONG, LARGEST_LONG) | st.integers(-9, 9),
    "float": st.floats() | st.sampled_from([0.0, -0.0, 1.0, -1.0, 0.1, 1e22, 1e-300, 5e-324, math.inf, -math.inf]),
    "str": st.text(max_size=6) | st.text('ab"\\\n\t /', max_size=4),
    "symbol": st.text("abZ_09.:,/ é", max_size=4).filter(lambda text: text == text.strip()),
    "char": st.characters(max_codepoint=127),
}
KEYS = ["bool", "int", "str", "symbol", "char"]


@st.composite
def typed(draw: st.DrawFn, depth: int = 3) -> tuple[Type, st.SearchStrategy[Any]]:
    """A type, and the strategy of its values."""
    word = draw(st.sampled_from([*ATOMS, "list", "tuple", "set", "dict", "optional", "table"] if depth else [*ATOMS]))
    if word in ATOMS:
        return Type(word), ATOMS[word]
    if word in ("set", "dict"):
        key = draw(st.sampled_from(KEYS))
        if word == "set":
            return Type("set", (Type(key),)), st.sets(ATOMS[key], max_size=4)
        type_, values = draw(typed(depth - 1))
        return Type("dict", (Type(key), type_)), st.dictionaries(ATOMS[key], values, max_size=4)
    if word == "tuple":
        parts = draw(st.lists(typed(depth - 1), min_size=1, max_size=3))
        return Type("tuple", tuple(part for part, _ in parts)), st.tuples(*(values for _, values in parts))
    if word == "table":
        parts = draw(st.lists(typed(depth - 1), min_size=1, max_size=3))
        names = ("a", "bc", "max")[: len(parts)]
        count = draw(st.integers(0, 3))
        columns = {
            name: st.lists(values, min_size=count, max_size=count)
            for name, (_, values) in zip(names, parts, strict=True)
        }
        return Type("table", tuple(part for part, _ in parts), names), st.fixed_dictionaries(columns)
    type_, values = draw(typed(depth - 1))
    if word == "optional":
        return Type("optional", (type_,)), st.none() | values
    return Type("list", (type_,)), st.lists(values, max_size=4)


@st.composite
def typed_value(draw: st.DrawFn) -> tuple[Type, Any]:
    type_, values = draw(typed())
    return type_, draw(values)


def read_back(source: str) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(json.dumps(encode(Session().evaluate(source)), allow_nan=False))
    return frame


@given(typed_value())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_literal_reads_back_as_its_value(case: tuple[Type, Any]) -> None:
    type_, value = case
    source = literal(value, type_)
    for latitude in Latitude:
        assert differs(value, read_back(source), type_, EXACT, latitude) is None, source


@given(typed_value())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_a_literal_is_an_argument_anywhere(case: tuple[Type, Any]) -> None:
    type_, value = case
    source = literal(value, type_)
    for use in (
        f"{{x}}[{source}]",
        f"{{y}}[1;{source}]",
        f"({source};2)[0]",
        f"{{x}} {source}",
        f"first[({source};0)]",
    ):
        assert differs(value, read_back(use), type_, EXACT, Latitude.LENIENT) is None, use


@given(typed_value())
@settings(max_examples=100, derandomize=True, deadline=None)
def test_reading_back_unordered_is_equal_too(case: tuple[Type, Any]) -> None:
    type_, value = case
    assert differs(value, read_back(literal(value, type_)), type_, UNORDERED) is None


def changed(value: Any) -> Any:
    """A value that differs from the given one in one place."""
    if value is None or isinstance(value, bool):
        return value is None or not value
    if isinstance(value, int):
        return value + 1 if value < 0 else value - 1
    if isinstance(value, float):
        return 1.5 if math.isnan(value) or math.isinf(value) or value == 0 else math.nextafter(value, 0.0)
    if isinstance(value, str):
        return value[:-1] + ("b" if value[-1:] != "b" else "c")
    if isinstance(value, tuple):
        return (changed(value[0]), *value[1:])
    if isinstance(value, dict) and value:
        key = next(iter(value))
        return {**value, key: changed(value[key])}
    if isinstance(value, list):
        return [changed(value[0]), *value[1:]] if value else [0]
    return [*value, 0]


@given(typed_value())
@settings(max_examples=200, derandomize=True, deadline=None)
def test_a_changed_value_is_different(case: tuple[Type, Any]) -> None:
    type_, value = case
    if isinstance(value, dict) and any(isinstance(column, list) and not column for column in value.values()):
        return
    assert differs(changed(value), read_back(literal(value, type_)), type_, EXACT) is not None


@pytest.mark.parametrize("value", [1, [1, 1, 1], "1", ["1"], 1.0, [1], True, (1, "1"), {"1": 1}, None, [], [[]], {}])
@pytest.mark.parametrize("other", [1, [1, 1, 1], "1", ["1"], 1.0, [1], True, (1, "1"), {"1": 1}, None, [], [[]], {}])
def test_values_of_different_shape_are_different_without_types(value: Any, other: Any) -> None:
    any_type = Type("any")
    same = type(value) is type(other) and value == other
    assert (differs(other, read_back(literal(value, any_type)), any_type, EXACT, Latitude.STRICT) is None) is same
