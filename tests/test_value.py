"""The JSON form of values: everything that is plain data goes there and comes back."""

import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.errors import DataError
from qforge.value import NotEncodableError, canonical, decode, digest, encode

atoms = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
hashables = st.recursive(atoms, lambda inner: st.tuples(inner, inner), max_leaves=4)
values = st.recursive(
    atoms | st.frozensets(hashables, max_size=3).map(set),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(hashables, inner, max_size=3),
    max_leaves=10,
)


@settings(derandomize=True, max_examples=300)
@given(values)
def test_what_is_encoded_decodes_to_an_equal_value(value: object) -> None:
    assert decode(encode(value)) == value


@settings(derandomize=True, max_examples=100)
@given(values)
def test_the_form_is_strict_json(value: object) -> None:
    assert canonical(encode(value)).isascii()


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ((1, 2), {"$tuple": [1, 2]}),
        ({2, 1}, {"$set": [1, 2]}),
        ({1: "a"}, {"$dict": [[1, "a"]]}),
        ({"$x": 1}, {"$dict": [["$x", 1]]}),
        ({"a": 1, "b": 2}, {"a": 1, "b": 2}),
        ({"b": 1, "a": 2}, {"$dict": [["b", 1], ["a", 2]]}),
        (math.inf, {"$float": "inf"}),
        ([True, 1, 1.0, None, "a"], [True, 1, 1.0, None, "a"]),
    ],
)
def test_forms(value: object, encoded: object) -> None:
    assert encode(value) == encoded


@settings(derandomize=True, max_examples=200)
@given(st.dictionaries(hashables, st.integers(), max_size=5))
def test_the_order_of_a_dictionary_survives_canonical_text(value: dict[object, int]) -> None:
    back = decode(json.loads(canonical(encode(value))))
    assert isinstance(back, dict)
    assert list(back.items()) == list(value.items())


def test_nan_comes_back_as_nan() -> None:
    back = decode(encode([math.nan]))
    assert isinstance(back, list)
    assert math.isnan(back[0])


def test_a_boolean_stays_apart_from_an_integer() -> None:
    assert digest(encode([True])) != digest(encode([1]))


def test_equal_sets_have_equal_digests_whatever_their_order() -> None:
    assert digest(encode({"b", "a", "c"})) == digest(encode({"c", "b", "a"}))


@pytest.mark.parametrize("value", [len, object(), (x for x in ()), 1j, b"bytes"])
def test_what_is_no_data_is_refused(value: object) -> None:
    with pytest.raises(NotEncodableError):
        encode([value])


def test_a_cycle_is_refused() -> None:
    cycle: list[object] = []
    cycle.append(cycle)
    with pytest.raises(NotEncodableError, match="deeper"):
        encode(cycle)


@pytest.mark.parametrize(
    "value",
    [{"$tuple": 1}, {"$float": "2"}, {"$unknown": []}, {"$tuple": [], "x": 1}, {"$dict": [[1]]}, {"$set": [[1]]}],
)
def test_a_malformed_tag_is_a_data_error(value: object) -> None:
    with pytest.raises(DataError):
        decode(value)  # type: ignore[arg-type]
