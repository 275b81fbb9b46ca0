"""Python values become the q literals that a q reader would write, or are refused."""

from __future__ import annotations

import pytest

from qforge.languages.base import NotRepresentableError
from qforge.languages.q.literals import literal
from qforge.signature import parse_type

NAN, INFINITY = float("nan"), float("inf")

LITERALS = [
    (0, "int", "0"),
    (-5, "int", "(-5)"),
    (2**63 - 2, "int", "9223372036854775806"),
    (-(2**63) + 2, "int", "(-9223372036854775806)"),
    (True, "bool", "1b"),
    (True, "int", "1"),
    (3, "float", "3f"),
    (2.5, "float", "2.5"),
    (-2.0, "float", "(-2f)"),
    (0.0, "float", "0f"),
    (-0.0, "float", "(-0.0)"),
    (0.1 + 0.2, "float", "0.30000000000000004"),
    (1e300, "float", "1e300"),
    (1e-7, "float", "1e-7"),
    (5e-324, "float", "5e-324"),
    (NAN, "float", "0n"),
    (INFINITY, "float", "0w"),
    (-INFINITY, "float", "(-0w)"),
    (None, "any", "(::)"),
    ("", "str", '""'),
    ("a", "str", '(enlist "a")'),
    ("ab", "str", '"ab"'),
    ('say "hi" \\ \n\t\r\x00', "str", '"say \\"hi\\" \\\\ \\n\\t\\r\\000"'),
    ("é", "str", '"\\303\\251"'),
    ("a", "char", '"a"'),
    ("ab", "symbol", "`ab"),
    ("", "symbol", "`"),
    ("a b", "symbol", '(`$"a b")'),
    (",", "symbol", '(`$enlist ",")'),
    ("9a", "symbol", '(`$"9a")'),
    ([], "list[int]", "(`long$())"),
    ([], "list[float]", "(`float$())"),
    ([], "list[bool]", "(`boolean$())"),
    ([], "list[symbol]", "(`symbol$())"),
    ([], "list[char]", '""'),
    ([], "list[str]", "()"),
    ([], "list[list[int]]", "()"),
    ([], "any", "()"),
    ([0], "list[int]", "(enlist 0)"),
    ([1, 2, 3], "list[int]", "1 2 3"),
    ([-1, 2], "list[int]", "(-1 2)"),
    ([1, -2], "any", "1 -2"),
    ([1, 2], "list[float]", "1 2f"),
    ([1.0, 2.5], "any", "1 2.5"),
    ([1.0, NAN, -INFINITY], "list[float]", "1 0n -0w"),
    ([0.0, -0.0], "list[float]", "0 -0.0"),
    ([True, False], "list[bool]", "10b"),
    ([True], "any", "(enlist 1b)"),
    ([True, 2], "list[int]", "1 2"),
    ([True, 2], "any", "(1b;2)"),
    ([1, 2.5], "any", "(1;2.5)"),
    (["a"], "list[str]", '(enlist enlist "a")'),
    (["ab"], "list[str]", '(enlist "ab")'),
    (["a", "bc"], "list[str]", '(enlist "a";"bc")'),
    (["a", "b"], "list[char]", '"ab"'),
    (["a"], "list[char]", '(enlist "a")'),
    (["a", "", "b"], "list[symbol]", "`a``b"),
    (["a b", "c"], "list[symbol]", '(`$("a b";enlist "c"))'),
    ([None, 1], "any", "((::);1)"),
    ([None], "any", "(enlist (::))"),
    ([1, None], "list[optional[int]]", "(1;(::))"),
    ([[1], [2, 3], []], "list[list[int]]", "(enlist 1;2 3;`long$())"),
    ([[1, 2], [3, 4]], "any", "(1 2;3 4)"),
    ([[]], "any", "(enlist ())"),
    ((1, 2), "tuple[int,int]", "1 2"),
    ((1, 2), "tuple[float,int]", "(1f;2)"),
    ((), "any", "()"),
    ((1, "a", True), "tuple[int,str,bool]", '(1;enlist "a";1b)'),
    ({3, 1, 2}, "set[int]", "1 2 3"),
    ({"b", "a"}, "set[symbol]", "`a`b"),
    (set(), "set[int]", "(`long$())"),
    ({}, "any", "(()!())"),
    ({}, "dict[symbol,float]", "((`symbol$())!`float$())"),
    ({"a": 1}, "dict[symbol,int]", "((enlist `a)!enlist 1)"),
    ({"a": 1, "b": 2}, "dict[symbol,int]", "(`a`b!1 2)"),
    ({1: 2, 3: 4}, "dict[int,int]", "(1 3!2 4)"),
    ({-1: 2, 3: 4}, "dict[int,int]", "((-1 3)!2 4)"),
    ({"a": [1], "bc": []}, "dict[str,list[int]]", '((enlist "a";"bc")!(enlist 1;`long$()))'),
    ({(1, 2): 3}, "dict[tuple[int,int],int]", "((enlist 1 2)!enlist 3)"),
    ({True: 1, False: 2}, "dict[bool,int]", "(10b!1 2)"),
    ([{"a": 1}, {"a": 2}], "list[dict[symbol,int]]", "((enlist `a)!enlist 1;(enlist `a)!enlist 2)"),
    ([{"a": 1}], "list[dict[symbol,int]]", "(enlist (enlist `a)!enlist 1)"),
    ([{1: 2, 3: 4}], "list[dict[int,int]]", "(1#(1 3!2 4;0))"),
    ({"k": {}}, "dict[symbol,dict[int,int]]", "((enlist `k)!1#((`long$())!`long$();0))"),
    ({"a": [1, 2], "b": ["x", "y"]}, "table[a:int,b:symbol]", "([]a:1 2;b:`x`y)"),
    ({"a": [1]}, "table[a:int]", "([]a:enlist 1)"),
    ({"a": [], "b": [], "c": []}, "table[a:int,b:float,c:str]", "([]a:`long$();b:`float$();c:())"),
    ({"count": [1], "a b": [2]}, "table[a:int]", '(flip (`$("count";"a b"))!(enlist 1;enlist 2))'),
    ([1, 2], "str", "1 2"),
    ("ab", "int", '"ab"'),
]


@pytest.mark.parametrize(("value", "type_", "expected"), LITERALS)
def test_a_value_is_written_as_its_literal(value: object, type_: str, expected: str) -> None:
    assert literal(value, parse_type(type_)) == expected


@pytest.mark.parametrize(
    ("value", "type_", "message"),
    [
        (2**63 - 1, "int", "does not fit a q long"),
        (-(2**63), "int", "does not fit a q long"),
        (10**400, "float", "too large for a float"),
        ([1, 2**64], "list[int]", "does not fit a q long"),
        ("\ud800", "str", "has no bytes"),
        ("é", "char", "one character"),
        ("ab", "char", "one character"),
        (" a", "symbol", "blank"),
        (["a", "b\0"], "list[symbol]", "zero byte"),
        (object(), "any", "not plain data"),
        ([lambda: 1], "any", "not plain data"),
        ({}, "table[a:int]", "without columns"),
        ({"a": [1], "b": []}, "table[a:int,b:int]", "one length"),
        ({"a": 1}, "table[a:int]", "one length"),
    ],
)
def test_a_value_that_q_cannot_hold_is_refused(value: object, type_: str, message: str) -> None:
    with pytest.raises(NotRepresentableError, match=message):
        literal(value, parse_type(type_))


def test_an_integer_too_long_to_print_is_refused() -> None:
    with pytest.raises(NotRepresentableError, match="an integer of more than 8192 bits"):
        literal(10**5000, parse_type("any"))


def test_too_deep_a_value_is_refused() -> None:
    value: object = 1
    for _ in range(2000):
        value = [value]
    with pytest.raises(NotRepresentableError, match="deeper"):
        literal(value, parse_type("any"))
