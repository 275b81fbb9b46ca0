"""Results become the Python values that their type says, as far as the latitude goes; the rest is a mismatch."""

from typing import Any

import pytest

from qforge.languages.base import Latitude, MismatchError
from qforge.languages.q.conversion import convert
from qforge.signature import parse_type

LISTED = {"t": "list", "v": [{"t": "C", "v": "ab"}, {"t": "j", "v": 1}]}
TABLE = {"t": "table", "n": ["b", "a"], "v": [{"t": "S", "v": ["x"]}, {"t": "J", "v": [7]}]}
COUNTS = {"t": "dict", "k": {"t": "S", "v": ["a", "b"]}, "v": {"t": "J", "v": [1, 2]}}


@pytest.mark.parametrize(
    ("frame", "type_", "value"),
    [
        ({"t": "j", "v": 5}, "int", 5),
        ({"t": "b", "v": True}, "bool", True),
        ({"t": "f", "v": 2.5}, "float", 2.5),
        ({"t": "f", "v": "-0W"}, "float", float("-inf")),
        ({"t": "C", "v": "Ã©"}, "str", "é"),
        ({"t": "s", "v": "ab"}, "symbol", "ab"),
        ({"t": "c", "v": "a"}, "char", "a"),
        ({"t": "J", "v": [1, 2]}, "list[int]", [1, 2]),
        ({"t": "J", "v": [2, 1, 2]}, "set[int]", {1, 2}),
        (LISTED, "tuple[str,int]", ("ab", 1)),
        (LISTED, "any", ["ab", 1]),
        (COUNTS, "dict[symbol,int]", {"a": 1, "b": 2}),
        (COUNTS, "any", {"a": 1, "b": 2}),
        (TABLE, "table[a:int,b:symbol]", {"a": [7], "b": ["x"]}),
        ({"t": "::"}, "optional[int]", None),
        ({"t": "::"}, "any", None),
    ],
)
def test_a_result_becomes_the_value_that_its_type_says(frame: dict[str, Any], type_: str, value: object) -> None:
    for latitude in Latitude:
        got = convert(frame, parse_type(type_), latitude)
        assert (type(got), got) == (type(value), value)


@pytest.mark.parametrize(
    ("frame", "type_", "value"),
    [
        ({"t": "b", "v": True}, "int", 1),
        ({"t": "j", "v": 1}, "bool", True),
        ({"t": "i", "v": 5}, "int", 5),
        ({"t": "j", "v": 5}, "float", 5.0),
        ({"t": "e", "v": 0.5}, "float", 0.5),
        ({"t": "c", "v": "a"}, "str", "a"),
        ({"t": "C", "v": "a"}, "char", "a"),
        ({"t": "s", "v": "ab"}, "str", "ab"),
        ({"t": "list", "v": []}, "str", ""),
        ({"t": "j", "v": None}, "optional[int]", None),
        ({"t": "s", "v": ""}, "optional[str]", None),
        ({"t": "s", "v": ""}, "str", ""),
    ],
)
def test_the_latitude_decides_on_what_is_near(frame: dict[str, Any], type_: str, value: object) -> None:
    got = convert(frame, parse_type(type_), Latitude.LENIENT)
    assert (type(got), got) == (type(value), value)
    with pytest.raises(MismatchError):
        convert(frame, parse_type(type_), Latitude.STRICT)


@pytest.mark.parametrize(
    ("frame", "type_"),
    [
        ({"t": "f", "v": 5.0}, "int"),
        ({"t": "j", "v": None}, "int"),
        ({"t": "j", "v": "0W"}, "int"),
        ({"t": "j", "v": 2}, "bool"),
        ({"t": "C", "v": "5"}, "int"),
        ({"t": "J", "v": [1]}, "int"),
        ({"t": "j", "v": 1}, "list[int]"),
        ({"t": "C", "v": "ab"}, "char"),
        ({"t": "J", "v": [1, 2, 3]}, "tuple[int,int]"),
        (COUNTS, "list[int]"),
        (TABLE, "table[a:int]"),
        ({"t": "J", "v": [1]}, "dict[int,int]"),
        ({"t": "j", "v": 1.5}, "int"),
        ({"t": "nonsense"}, "any"),
    ],
)
def test_anything_else_is_a_mismatch(frame: dict[str, Any], type_: str) -> None:
    with pytest.raises(MismatchError):
        convert(frame, parse_type(type_), Latitude.LENIENT)
