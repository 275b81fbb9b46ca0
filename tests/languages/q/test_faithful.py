"""Values over which q and Python differ by nature are named, all others pass."""

from __future__ import annotations

import math
from typing import Any

import pytest

from qforge.languages.q.faithful import unfaithful
from qforge.signature import parse_type


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (5, "int"),
        (math.nan, "float"),
        ("plain ASCII\n\t\x00", "str"),
        (None, "any"),
        (None, "optional[int]"),
        ([1, None], "list[optional[int]]"),
        ([1, 2.5, "a", True], "list[any]"),
        ({"a": 1, "b": 2}, "dict[str,int]"),
        ({(1, 2): 3, (4,): 5}, "dict[any,int]"),
        ({1: 1, 2.5: 2}, "dict[float,int]"),
        ({"a": [1]}, "table[a:int]"),
        ({1, 2}, "set[int]"),
        ((1, "a"), "tuple[int,str]"),
        ("", "optional[str]"),
        ([None, 2.5], "list[optional[float]]"),
    ],
)
def test_a_value_that_q_holds_as_python_does_passes(value: Any, type_: str) -> None:
    assert unfaithful(value, parse_type(type_)) == ""


@pytest.mark.parametrize(
    ("value", "type_", "message"),
    [
        (2**63, "int", "does not fit a q long"),
        ("naïve", "str", "not ASCII"),
        (["a", "é"], "list[str]", "not ASCII"),
        ({"é": 1}, "dict[str,int]", "not ASCII"),
        ({"é": [1]}, "table[é:int]", "not ASCII"),
        ({"a": ["é"]}, "table[a:str]", "not ASCII"),
        (None, "int", "None inside"),
        ([1, None], "list[int]", "None inside"),
        ([1, None], "any", "None inside"),
        ((1, None), "tuple[int,any]", "None inside"),
        ({"a": None}, "dict[str,int]", "None inside"),
        ({None: 1}, "dict[any,int]", "None inside"),
        ({1: 1, "a": 2}, "dict[any,int]", "keys are of several types (int, str)"),
        ({1, "a"}, "set[any]", "items are of several types (int, str)"),
        ({math.nan: 1}, "dict[float,int]", "hold nan"),
        ([{1: 1, "a": 2}], "any", "several types"),
        (math.nan, "optional[float]", "can't be told from None"),
        (math.nan, "any", "can't be told from None"),
        ([None, math.nan], "list[optional[float]]", "can't be told from None"),
        ("", "optional[symbol]", "can't be told from None"),
    ],
)
def test_a_value_that_q_sees_differently_is_named(value: Any, type_: str, message: str) -> None:
    assert message in unfaithful(value, parse_type(type_))
