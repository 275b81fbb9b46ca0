"""Interpreter values become the frames that the module documents."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from qforge.languages.q.frames import MAXIMUM_DEPTH, MAXIMUM_ITEMS, FrameError, encode
from qforge.languages.q.interpreter import values as q
from qforge.languages.q.interpreter.kinds import LONG_INFINITY, LONG_NULL

VALUES = [
    (5, {"t": "j", "v": 5}),
    (True, {"t": "b", "v": True}),
    (2.5, {"t": "f", "v": 2.5}),
    (float("nan"), {"t": "f", "v": None}),
    (float("-inf"), {"t": "f", "v": "-0W"}),
    (q.Atom(7, LONG_NULL), {"t": "j", "v": None}),
    (LONG_INFINITY, {"t": "j", "v": "0W"}),
    (q.Atom(5, -32767), {"t": "h", "v": "-0W"}),
    (q.Atom(6, 7), {"t": "i", "v": 7}),
    (q.Atom(4, 255), {"t": "x", "v": 255}),
    (q.Atom(8, 0.5), {"t": "e", "v": 0.5}),
    (q.Atom(10, 200), {"t": "c", "v": "È"}),
    (q.symbol(""), {"t": "s", "v": ""}),
    (q.symbol("é"), {"t": "s", "v": "Ã©"}),
    (q.Atom(2, 10), {"t": "g", "v": "0000000000000000000000000000000a"}),
    (q.Atom(14, 9000), {"t": "d", "v": 9000}),
    (q.Atom(12, LONG_NULL), {"t": "p", "v": None}),
    (q.Atom(15, 0.25), {"t": "z", "v": 0.25}),
    (q.IDENTITY, {"t": "::"}),
    (q.longs([1, LONG_NULL, -LONG_INFINITY]), {"t": "J", "v": [1, None, "-0W"]}),
    (q.longs([]), {"t": "J", "v": []}),
    (q.vector(1, [True, False]), {"t": "B", "v": [True, False]}),
    (q.vector(9, [1.0, float("inf"), float("nan")]), {"t": "F", "v": [1.0, "0W", None]}),
    (q.vector(4, [0, 255]), {"t": "X", "v": [0, 255]}),
    (q.vector(19, [1000]), {"t": "T", "v": [1000]}),
    (q.string(b'a"\x00\xff'), {"t": "C", "v": 'a"\x00ÿ'}),
    (q.symbols(["a", ""]), {"t": "S", "v": ["a", ""]}),
    (q.EMPTY, {"t": "list", "v": []}),
    (q.List([1, q.string("b")]), {"t": "list", "v": [{"t": "j", "v": 1}, {"t": "C", "v": "b"}]}),
    (
        q.Dict(q.symbols(["a"]), q.longs([1])),
        {"t": "dict", "k": {"t": "S", "v": ["a"]}, "v": {"t": "J", "v": [1]}},
    ),
    (q.Table(["a"], [q.longs([1])]), {"t": "table", "n": ["a"], "v": [{"t": "J", "v": [1]}]}),
]


@pytest.mark.parametrize(("value", "frame"), VALUES)
def test_a_value_becomes_its_documented_frame(value: q.Value, frame: dict[str, Any]) -> None:
    assert json.loads(json.dumps(encode(value), allow_nan=False)) == frame


def test_integers_and_floats_stay_what_they_are_in_json() -> None:
    assert json.dumps([encode(1), encode(1.0), encode(True)["v"]]) == '[{"t": "j", "v": 1}, {"t": "f", "v": 1.0}, true]'


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (q.Primitive("+", lambda x: x, 1, 2, 102, "+"), "function"),
        (q.List([1, q.Primitive("sum", lambda x: x, 1, 1, 101, "sum")]), "function"),
        (q.EnumVector(np.array([0]), "names"), "enumeration"),
        (q.EnumAtom(0, "names"), "enumeration"),
        (q.Vector(7, np.zeros(MAXIMUM_ITEMS + 1, dtype=np.int64)), "items"),
        (q.List([q.Vector(7, np.zeros(MAXIMUM_ITEMS // 2 + 1, dtype=np.int64))] * 2), "items"),
    ],
)
def test_what_is_no_value_is_refused(value: q.Value, message: str) -> None:
    with pytest.raises(FrameError, match=message):
        encode(value)


def test_too_deep_a_value_is_refused() -> None:
    value: q.Value = 1
    for _ in range(MAXIMUM_DEPTH + 1):
        value = q.List([value])
    with pytest.raises(FrameError, match="deeper"):
        encode(value)
