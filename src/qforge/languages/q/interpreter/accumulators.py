"""The iterators that accumulate: over and scan, with their forms that converge, repeat and go on while."""

from __future__ import annotations

from collections.abc import Callable

from .application import call, rank
from .bounds import paced
from .errors import QError
from .identity import match
from .items import count, empty_like, enlist, from_items, items
from .machine import current
from .maps import IDENTITY_ELEMENTS, metered, rows_of
from .values import EMPTY, Dict, Function, Primitive, Value, is_atom, is_integer, payload, truth, type_number

_FOLDS = {"+": "sum", "*": "prd", "&": "min", "|": "max", ",": "raze"}
_RUNS = {"+": "sums", "*": "prds", "&": "mins", "|": "maxs"}
FAST: dict[str, Callable[..., Value]] = {}


def folder(f: Value) -> Callable[..., Value]:
    fast = _FOLDS.get(f.text) if isinstance(f, Primitive) and f.t == 102 else None
    unary = rank(f) == 1

    def fold(*args: Value) -> Value:
        if len(args) == 1:
            if unary:
                return converge(f, args[0])
            if fast is not None:
                return FAST[fast](args[0])
            return fold_items(f, args[0])
        if unary:
            return repeat(f, args[0], args[1])
        if len(args) == 2:
            return fold_from(f, args[0], args[1])
        return _fold_many(f, args)

    return fold


def _binary(f: Value) -> Callable[[Value, Value], Value]:
    if isinstance(f, Function) and f.low <= 2 <= f.high:
        return f.code
    return lambda x, y: call(f, x, y)


def fold_items(f: Value, x: Value) -> Value:
    """`f/[x]` for a binary f: the items of x reduced from the left."""
    if is_atom(x):
        return x
    values = items(x)
    if not values:
        return _empty_fold(f, x)
    code = _binary(f)
    total = values[0]
    for piece in metered(values, 1):
        for v in piece:
            total = code(total, v)
    return total


def _empty_fold(f: Value, x: Value) -> Value:
    if isinstance(f, Primitive) and f.text in IDENTITY_ELEMENTS:
        return IDENTITY_ELEMENTS[f.text]
    if not isinstance(f, Function):
        return empty_like(f)
    return EMPTY


def fold_from(f: Value, start: Value, x: Value) -> Value:
    """`start f/x` for a binary f."""
    code = _binary(f)
    if is_atom(x):
        return code(start, x)
    total = start
    for piece in metered(items(x)):
        for v in piece:
            total = code(total, v)
    return total


def _fold_many(f: Value, args: tuple[Value, ...]) -> Value:
    total = args[0]
    for row in paced(rows_of(args[1:])):
        total = call(f, total, *row)
    return total


def _weight(x: Value) -> int:
    """How many steps an iteration on x counts as: a value that may grow with every one counts for more."""
    return 1 if type(x) in (int, float, bool) else 16


def converge(f: Value, x: Value) -> Value:
    """`f/[x]` for a unary f: until the result repeats itself or is x again."""
    machine = current()
    previous = x
    while True:
        machine.step(_weight(previous))
        following = call(f, previous)
        if match(following, previous) or match(following, x):
            return previous
        previous = following


def repeat(f: Value, bound: Value, x: Value) -> Value:
    """`bound f/x` for a unary f: that many times, or while the function `bound` holds of the value."""
    machine = current()
    if is_integer(bound):
        for _ in range(max(0, int(payload(bound)))):
            machine.step(_weight(x))
            x = call(f, x)
        return x
    if isinstance(bound, Function) or not is_atom(bound):
        while truth(call(bound, x)):
            machine.step(_weight(x))
            x = call(f, x)
        return x
    raise QError("type")


def scanner(f: Value) -> Callable[..., Value]:
    fast = _RUNS.get(f.text) if isinstance(f, Primitive) and f.t == 102 else None
    unary = rank(f) == 1 and (isinstance(f, Function) or type_number(f) not in (-9, 9))

    def scan(*args: Value) -> Value:
        if len(args) == 1:
            if unary:
                return converge_through(f, args[0])
            if fast is not None and count(args[0]):
                return FAST[fast](args[0])
            return scan_items(f, args[0])
        if unary:
            return repeat_through(f, args[0], args[1])
        if len(args) == 2 and not isinstance(f, Function) and type_number(f) in (-9, 9):
            return _linear(args[0], f, args[1])
        if len(args) == 2:
            return scan_from(f, args[0], args[1])
        return _scan_many(f, args)

    return scan


def _linear(start: Value, factor: Value, terms: Value) -> Value:
    """`start factor\\terms`: each result is the one before times the factor, plus the term."""
    from .verbs.arithmetic import add, multiply

    values = items(terms)
    factors = items(factor) if not is_atom(factor) else [factor] * len(values)
    if len(factors) != len(values):
        raise QError("length")
    found = []
    for b, c in zip(factors, values, strict=True):
        start = add(multiply(start, b), c)
        found.append(start)
    return from_items(found) if found else EMPTY


def scan_items(f: Value, x: Value) -> Value:
    """`f\\[x]` for a binary f: every step of `f/[x]`, the first item included."""
    if type(x) is Dict:
        return Dict(x.keys, scan_items(f, x.values))
    if is_atom(x):
        return x
    values = items(x)
    if not values:
        return IDENTITY_ELEMENTS[f.text] if isinstance(f, Primitive) and f.text in IDENTITY_ELEMENTS else EMPTY
    code = _binary(f)
    found = [
        values[0] if not (isinstance(f, Primitive) and f.text == "," and is_atom(values[0])) else enlist(values[0])
    ]
    total = found[0]
    for piece in metered(values, 1):
        for v in piece:
            total = code(total, v)
            found.append(total)
    return from_items(found)


def scan_from(f: Value, start: Value, x: Value) -> Value:
    """`start f\\x` for a binary f: every step of `start f/x`."""
    if type(x) is Dict:
        return Dict(x.keys, scan_from(f, start, x.values))
    code = _binary(f)
    if is_atom(x):
        return code(start, x)
    found: list[Value] = []
    total = start
    for piece in metered(items(x)):
        for v in piece:
            total = code(total, v)
            found.append(total)
    return from_items(found)


def _scan_many(f: Value, args: tuple[Value, ...]) -> Value:
    total = args[0]
    found = []
    for row in paced(rows_of(args[1:])):
        total = call(f, total, *row)
        found.append(total)
    return from_items(found)


def converge_through(f: Value, x: Value) -> Value:
    """`f\\[x]` for a unary f: every step of `f/[x]`, x included."""
    machine = current()
    found = [x]
    while True:
        machine.step(_weight(found[-1]))
        following = call(f, found[-1])
        if match(following, found[-1]) or match(following, x):
            return from_items(found)
        found.append(following)


def repeat_through(f: Value, bound: Value, x: Value) -> Value:
    """`bound f\\x` for a unary f: every step of `bound f/x`, x included."""
    machine = current()
    found = [x]
    if is_integer(bound):
        for _ in range(max(0, int(payload(bound)))):
            machine.step(_weight(found[-1]))
            found.append(call(f, found[-1]))
        return from_items(found)
    if isinstance(bound, Function) or not is_atom(bound):
        while truth(call(bound, found[-1])):
            machine.step(_weight(found[-1]))
            found.append(call(f, found[-1]))
        return from_items(found)
    raise QError("type")
