"""The iterators that map: each, each-left, each-right, prior, case."""

from __future__ import annotations

import itertools
from collections.abc import Iterator as Iterable_
from typing import Any

from .application import call, rank
from .bounds import paced
from .errors import QError
from .identity import match
from .items import count, fill_value, from_items, items
from .machine import current
from .values import EMPTY, Dict, Function, Lambda, Primitive, Value, Vector, is_atom, is_list

_PIECE = 2048


# What the empty list gives under `f/` where f has an identity element.
IDENTITY_ELEMENTS = {"+": 0, "-": 0, "*": 1, "%": 1.0}


def metered(values: list[Any], start: int = 0) -> Iterable_[list[Any]]:
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
        return from_items([code(*row) for piece in metered(rows) for row in piece])
    return from_items([call(f, *row) for piece in metered(rows) for row in piece])


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
        return from_items([code(v) for piece in metered(values) for v in piece])
    return from_items([call(f, v) for piece in metered(values) for v in piece])


def each_left(f: Value, x: Value, y: Value) -> Value:
    """`x f\\:y`: f of every item of x with y."""
    if type(x) is Dict:
        return Dict(x.keys, each_left(f, x.values, y))
    if is_atom(x):
        return call(f, x, y)
    values = items(x)
    return from_items([call(f, v, y) for piece in metered(values) for v in piece]) if values else EMPTY


def each_right(f: Value, x: Value, y: Value) -> Value:
    """`x f/:y`: f of x with every item of y."""
    if type(y) is Dict:
        return Dict(y.keys, each_right(f, x, y.values))
    if is_atom(y):
        return call(f, x, y)
    values = items(y)
    return from_items([call(f, x, v) for piece in metered(values) for v in piece]) if values else EMPTY


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
    if isinstance(f, Primitive) and f.text in IDENTITY_ELEMENTS:
        return first
    if isinstance(f, Primitive) and f.text in (",", "&", "|"):
        return call(f, first, fill_value(x)) if f.text == "," else first
    return call(f, first, fill_value(x))


def rows_of(args: tuple[Value, ...]) -> list[tuple[Value, ...]]:
    spread = [items(a) if not is_atom(a) else None for a in args]
    sizes = {len(s) for s in spread if s is not None}
    if len(sizes) > 1:
        raise QError("length")
    n = sizes.pop() if sizes else 1
    return list(zip(*[s if s is not None else [a] * n for s, a in zip(spread, args, strict=True)], strict=True))
