"""`.j.j` and `.j.k`: values as JSON text and back."""

from __future__ import annotations

import json
import math
from typing import Any

from .atom_text import plain_text
from .encoding import decode
from .enumerations import resolve
from .errors import QError
from .format import one_line
from .items import from_items, items
from .kinds import FLOATS, NULL
from .machine import current
from .values import (
    EMPTY,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_keyed,
    is_symbol,
    payload,
    string,
    symbols,
    text_of,
    type_number,
)


def to_json(x: Value) -> Value:
    """`.j.j x`: x as JSON. `` .j.j `a`b!1 2 `` is `"{\\"a\\":1,\\"b\\":2}"`."""
    return string(_text(x, null_infinities=False))


def to_json_with(x: Value) -> Value:
    """`.j.jd (x;options)`: as `.j.j`; with the option null0w infinities are null."""
    parts = items(x)
    if len(parts) != 2:
        raise QError("length")
    value, options = parts
    flag = isinstance(options, Dict) and any(is_symbol(k) and k.v == "null0w" for k in items(options.keys))
    return string(_text(value, null_infinities=flag))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _text(x: Value, *, null_infinities: bool) -> str:
    def inner(v: Value) -> str:
        return _text(v, null_infinities=null_infinities)

    if isinstance(x, (EnumVector, EnumAtom)):
        return inner(resolve(x))
    if isinstance(x, Vector):
        if x.t == 10:
            return _quoted(decode(x.a.tobytes()))
        return "[" + ",".join(inner(v) for v in items(x)) + "]"
    if type(x) is List:
        return "[" + ",".join(inner(v) for v in x.items) + "]"
    if is_keyed(x):
        return inner(Table(x.keys.names + x.values.names, x.keys.columns + x.values.columns))
    if type(x) is Dict:
        pairs = zip(items(x.keys), items(x.values), strict=True)
        return "{" + ",".join(f"{_key(k)}:{inner(v)}" for k, v in pairs) + "}"
    if type(x) is Table:
        return "[" + ",".join(inner(v) for v in items(x)) + "]"
    if isinstance(x, Function):
        return _quoted(one_line(x)) if x.low and type_number(x) != 101 else "null"
    return _atom(x, null_infinities)


def _key(k: Value) -> str:
    if type_number(k) in (-11, 10, -10):
        return _quoted(text_of(k))
    return _quoted(one_line(k))


def _atom(x: Value, null_infinities: bool) -> str:
    t, v = -type_number(x), payload(x)
    if t == 1:
        return "true" if v else "false"
    if t in (10, 11):
        return _quoted(text_of(x))
    if t in FLOATS and t != 15:
        return _float(v, null_infinities)
    if t in (5, 6, 7):
        return "null" if v == NULL[t] else str(v)
    if t == 4:
        return _quoted(f"{v:02x}")
    text = plain_text(t, v, 7)
    if text in ("0N", "0n"):
        return "null" if t != 2 else _quoted("")
    if t in (12, 14, 15):
        text = text.replace(".", "-", 2)
    return _quoted(text)


def _float(v: float, null_infinities: bool) -> str:
    if math.isnan(v):
        return "null"
    if math.isinf(v):
        return "null" if null_infinities else ("inf" if v > 0 else "-inf")
    precision = current().precision
    return f"{v:.{precision or 17}g}"


def from_json(x: Value) -> Value:
    """`.j.k x`: the value of JSON text; numbers are floats, objects dictionaries, arrays of like objects tables."""
    text = "".join(text_of(v) for v in items(x)) if type(x) is List else text_of(x)
    try:
        return _value(json.loads(text, strict=False))
    except json.JSONDecodeError as error:
        raise QError(error.msg) from error


def _value(x: Any) -> Value:
    if x is None:
        return float("nan")
    if isinstance(x, bool):
        return x
    if isinstance(x, (int, float)):
        return float(x)
    if isinstance(x, str):
        return string(x)
    if isinstance(x, list):
        return from_items([_value(v) for v in x]) if x else EMPTY
    return Dict(symbols(list(x)), from_items([_value(v) for v in x.values()]) if x else EMPTY)
