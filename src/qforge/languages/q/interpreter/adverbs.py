"""Iterators: each, over, scan, prior, each-left, each-right, and the functions that they derive."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from collections.abc import Iterator as Iterable_
from functools import partial
from typing import Any

from .application import call, compose, rank
from .bounds import paced
from .errors import QError
from .identity import match
from .machine import current
from .values import (
    EMPTY,
    Atom,
    Derived,
    Dict,
    Function,
    Iterator,
    Lambda,
    Primitive,
    Value,
    Vector,
    count,
    empty_like,
    enlist,
    fill_value,
    from_items,
    is_atom,
    is_integer,
    is_list,
    is_string,
    items,
    payload,
    truth,
    type_number,
)

# What the empty list gives under `f/` where f has an identity element.
_IDENTITIES = {"+": 0, "-": 0, "*": 1, "%": 1.0}
_FOLDS = {"+": "sum", "*": "prd", "&": "min", "|": "max", ",": "raze"}
_RUNS = {"+": "sums", "*": "prds", "&": "mins", "|": "maxs"}
_PIECE = 2048
FAST: dict[str, Callable[..., Value]] = {}


def derive(adverb: str, f: Value) -> Value:
    """The function that an iterator makes of f."""
    if adverb == "'" and type(f) is Vector and f.t in (6, 7):
        return Derived("'", f, lambda *args: case(f, args), 1, 64)
    if adverb == "'":
        r = rank(f)
        return Derived("'", f, lambda *args: each(f, args), 1 if not isinstance(f, Function) else r, max(r, 8))
    if adverb == "/":
        return Derived("/", f, _folder(f), 1, max(2, rank(f)))
    if adverb == "\\":
        return Derived("\\", f, _scanner(f), 1, max(2, rank(f)))
    if adverb == "':":
        return Derived("':", f, lambda *args: prior(f, args), 1, 2)
    if is_string(f) or type(f) is Atom:
        return Derived(adverb, f, partial(FAST["sv" if adverb == "/:" else "vs"], f), 1, 1)
    if adverb == "/:":
        return Derived("/:", f, lambda x, y: each_right(f, x, y), 2, 2)
    return Derived("\\:", f, lambda x, y: each_left(f, x, y), 2, 2)


def iterator(adverb: str) -> Iterator:
    """An iterator as a value; two arguments make `'` a composition, and others apply at once."""
    if adverb == "'":

        def code(f: Value, *rest: Value) -> Value:
            return compose(f, rest[0]) if rest else derive("'", f)
    else:

        def code(f: Value, *rest: Value) -> Value:
            made = derive(adverb, f)
            return call(made, *rest) if rest else made

    made = Iterator(adverb, code)
    made.high = 3
    if adverb == "'":
        made.low = 1
        made.high = 2
    return made


def _metered(values: list[Any], start: int = 0) -> Iterable_[list[Any]]:
    """The values from `start` on in pieces, each counted as steps before it is given out."""
    machine = current()
    for place in range(start, len(values), _PIECE):
        piece = values[place : place + _PIECE]
        machine.step(len(piece))
        yield piece


def each(f: Value, args: tuple[Value, ...]) -> Value:
    """`f'[x;y;…]`: f of the corresponding items; atoms go with every item."""
    if len(args) == 1:
        return each_item(f, args[0])
    if any(type(a) is Dict for a in args):
        return _each_dictionaries(f, args)
    spread = [items(a) if not is_atom(a) else None for a in args]
    sizes = {len(s) for s in spread if s is not None}
    if not sizes:
        return call(f, *args)
    if len(sizes) > 1:
        raise QError("length")
    n = sizes.pop()
    if n == 0:
        return EMPTY
    columns = [s if s is not None else [a] * n for s, a in zip(spread, args, strict=True)]
    rows = list(zip(*columns, strict=True))
    if isinstance(f, Lambda) and f.low == len(args):
        code = f.code
        return from_items([code(*row) for piece in _metered(rows) for row in piece])
    return from_items([call(f, *row) for piece in _metered(rows) for row in piece])


def _each_dictionaries(f: Value, args: tuple[Value, ...]) -> Value:
    first = next(a for a in args if type(a) is Dict)
    from .indexing import at

    values = tuple(at(a, first.keys) if type(a) is Dict else a for a in args)
    if any(type(a) is Dict and not match(a.keys, first.keys) for a in args):
        raise QError("nyi")
    return Dict(first.keys, each(f, values))


def case(which: Vector, args: tuple[Value, ...]) -> Value:
    """`which'[a;b;…]`: item i of the argument that which[i] numbers; null where there is none."""
    from .indexing import at

    picked = []
    keys = [a.keys for a in args if type(a) is Dict]
    if any(count(k) == len(which.a) and not match(k, keys[0]) for k in keys):
        raise QError("domain")
    spread = [items(a) if not is_atom(a) else None for a in args]
    if any(s is not None and len(s) != len(which.a) for s in spread):
        raise QError("length")
    for i, n in enumerate(which.a.tolist()):
        if not 0 <= n < len(args):
            picked.append(fill_value(args[0]) if is_list(args[0]) else at(EMPTY, 0))
            continue
        column = spread[n]
        picked.append(args[n] if column is None else column[i])
    return from_items(picked)


def each_item(f: Value, x: Value) -> Value:
    """`f'[x]`, `f each x`: f of every item."""
    if type(x) is Dict:
        return Dict(x.keys, each_item(f, x.values))
    if is_atom(x):
        return call(f, x)
    values = items(x)
    if not values:
        return EMPTY
    if isinstance(f, Function) and f.low == 1:
        code = f.code
        return from_items([code(v) for piece in _metered(values) for v in piece])
    return from_items([call(f, v) for piece in _metered(values) for v in piece])


def each_left(f: Value, x: Value, y: Value) -> Value:
    """`x f\\:y`: f of every item of x with y."""
    if type(x) is Dict:
        return Dict(x.keys, each_left(f, x.values, y))
    if is_atom(x):
        return call(f, x, y)
    values = items(x)
    return from_items([call(f, v, y) for piece in _metered(values) for v in piece]) if values else EMPTY


def each_right(f: Value, x: Value, y: Value) -> Value:
    """`x f/:y`: f of x with every item of y."""
    if type(y) is Dict:
        return Dict(y.keys, each_right(f, x, y.values))
    if is_atom(y):
        return call(f, x, y)
    values = items(y)
    return from_items([call(f, x, v) for piece in _metered(values) for v in piece]) if values else EMPTY


def prior(f: Value, args: tuple[Value, ...]) -> Value:
    """`f':[x]`: f of every item and the one before it; the first goes with `args[0]` of two, else a null."""
    x = args[-1]
    if rank(f) == 1 and len(args) == 1:
        return each_item(f, x)
    if type(x) is Dict:
        return Dict(x.keys, prior(f, (*args[:-1], x.values)))
    if is_atom(x):
        return x if len(args) == 1 else call(f, x, args[0])
    values = items(x)
    if not values:
        return x
    if len(args) == 2:
        before = args[0]
        head = [call(f, values[0], before)]
    else:
        head = [_first_of_prior(f, x, values[0])]
    return from_items(head + [call(f, b, a) for a, b in itertools.pairwise(paced(values))])


def _first_of_prior(f: Value, x: Value, first: Value) -> Value:
    """What `f':` gives for the first item: f with the identity of f before it, or a null of the list's type."""
    if isinstance(f, Primitive) and f.text == "%":
        return call(f, first, 1)
    if isinstance(f, Primitive) and f.text in _IDENTITIES:
        return first
    if isinstance(f, Primitive) and f.text in (",", "&", "|"):
        return call(f, first, fill_value(x)) if f.text == "," else first
    return call(f, first, fill_value(x))


def _folder(f: Value) -> Callable[..., Value]:
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
    for piece in _metered(values, 1):
        for v in piece:
            total = code(total, v)
    return total


def _empty_fold(f: Value, x: Value) -> Value:
    if isinstance(f, Primitive) and f.text in _IDENTITIES:
        return _IDENTITIES[f.text]
    if not isinstance(f, Function):
        return empty_like(f)
    return EMPTY


def fold_from(f: Value, start: Value, x: Value) -> Value:
    """`start f/x` for a binary f."""
    code = _binary(f)
    if is_atom(x):
        return code(start, x)
    total = start
    for piece in _metered(items(x)):
        for v in piece:
            total = code(total, v)
    return total


def _rows(args: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    spread = [items(a) if not is_atom(a) else None for a in args]
    sizes = {len(s) for s in spread if s is not None}
    if len(sizes) > 1:
        raise QError("length")
    n = sizes.pop() if sizes else 1
    return list(zip(*[s if s is not None else [a] * n for s, a in zip(spread, args, strict=True)], strict=True))


def _fold_many(f: Value, args: tuple[Value, ...]) -> Value:
    total = args[0]
    for row in paced(_rows(args[1:])):
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


def _scanner(f: Value) -> Callable[..., Value]:
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
        return _IDENTITIES[f.text] if isinstance(f, Primitive) and f.text in _IDENTITIES else EMPTY
    code = _binary(f)
    found = [
        values[0] if not (isinstance(f, Primitive) and f.text == "," and is_atom(values[0])) else enlist(values[0])
    ]
    total = found[0]
    for piece in _metered(values, 1):
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
    for piece in _metered(items(x)):
        for v in piece:
            total = code(total, v)
            found.append(total)
    return from_items(found)


def _scan_many(f: Value, args: tuple[Value, ...]) -> Value:
    total = args[0]
    found = []
    for row in paced(_rows(args[1:])):
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
