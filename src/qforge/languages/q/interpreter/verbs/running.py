"""Running aggregates: what an aggregate has come to at each item, and each item against the one before."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.accumulators import FAST
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.items import from_items, item, items, with_array
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.kinds import DTYPE, FLOATS, KINDS, NULL
from qforge.languages.q.interpreter.promotion import has_null
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Array,
    Dict,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    payload,
    type_number,
    vector,
)

from .arithmetic import add, divide, multiply, subtract
from .comparison import fill, greater_of, is_missing, lesser
from .row import Verb
from .statistics import average, vector_of


def _running(x: Value, on_vector: Callable[[Vector], Value], combine: Callable[[Value, Value], Value]) -> Value:
    if isinstance(x, Vector):
        return on_vector(vector_of(x)) if len(x.a) else x
    if type(x) is Dict:
        return Dict(x.keys, _running(x.values, on_vector, combine))
    if type(x) is Table:
        return Table(x.names, [_running(c, on_vector, combine) for c in x.columns])
    if type(x) is List:
        if not x.items:
            return x
        found = [x.items[0]]
        for v in x.items[1:]:
            found.append(combine(found[-1], v))
        return from_items(found)
    if isinstance(x, Function):
        raise QError("type")
    return item(on_vector(vector_of(vector(-type_number(x), [payload(x)]))), 0)


def running_sums(x: Value) -> Value:
    """`sums x`: the sum of each item and those before. `sums 1 2 3` is `1 3 6`."""
    return _running(x, _sums_vector, lambda a, b: add(fill(0, a), fill(0, b)))


def _sums_vector(x: Vector) -> Value:
    t, a = x.t, x.a
    if t == 10:
        raise QError("type")
    if t in FLOATS:
        return Vector(t, np.nancumsum(a.astype(np.float64)).astype(DTYPE[t]) if np.isnan(a).any() else np.cumsum(a))
    if has_null(t, a):
        a = np.where(a == NULL[t], 0, a)
    result = t if t not in (1, 4, 5) else 6
    with np.errstate(all="ignore"):
        return Vector(result, np.cumsum(a, dtype=np.int64).astype(DTYPE[result]))


def running_products(x: Value) -> Value:
    """`prds x`: the product of each item and those before. `prds 1 2 3` is `1 2 6`."""
    return _running(x, _products_vector, multiply)


def _products_vector(x: Vector) -> Value:
    t, a = x.t, x.a
    if t == 10 or t in range(12, 20):
        raise QError("type")
    if t in range(12, 20) or t == 10:
        raise QError("type")
    if t in FLOATS:
        return Vector(t, np.nancumprod(a))
    if has_null(t, a):
        a = np.where(a == NULL[t], 1, a)
    result = t if t not in (1, 4, 5) else 6
    with np.errstate(all="ignore"):
        return Vector(result, np.cumprod(a, dtype=np.int64).astype(DTYPE[result]))


def running_maxima(x: Value) -> Value:
    """`maxs x`: the greatest of each item and those before. `maxs 1 3 2` is `1 3 3`."""
    return _running(
        x, lambda v: Vector(v.t, _accumulated(np.fmax if v.t in FLOATS else np.maximum, v, -np.inf)), greater_of
    )


def running_minima(x: Value) -> Value:
    """`mins x`: the least of each item and those before. `mins 3 1 2` is `3 1 1`."""
    return _running(x, lambda v: Vector(v.t, _accumulated(np.fmin if v.t in FLOATS else np.minimum, v, np.inf)), lesser)


def _accumulated(ufunc: Any, x: Vector, _: float) -> Array:
    if x.t == 1:
        return ufunc.accumulate(x.a.astype(np.uint8)).astype(bool)
    bound = KINDS[x.t].infinity
    if x.t not in FLOATS and bound is not None and has_null(x.t, x.a):
        bound = -bound if ufunc is np.maximum else bound
        return ufunc.accumulate(np.where(x.a == NULL[x.t], bound, x.a)).astype(x.a.dtype)
    return ufunc.accumulate(x.a)


def running_averages(x: Value) -> Value:
    """`avgs x`: the mean of each item and those before. `avgs 1 2 3` is `1 1.5 2`."""
    if is_atom(x):
        return average(x)
    values = items(x)
    from_nulls = running_sums(from_items([0 if is_missing(v) is True else 1 for v in values])) if values else EMPTY
    return divide(running_sums(x), from_nulls)


def deltas(*args: Value) -> Value:
    """`deltas x`: each item less the one before; the first as it is. `deltas 1 4 9` is `1 3 5`."""
    return _prior(subtract, 0, args)


def ratios(*args: Value) -> Value:
    """`ratios x`: each item over the one before; the first as it is. `ratios 1 2 8` is `1 2 4f`."""
    return _prior(divide, 1, args)


def _prior(verb: Callable[[Value, Value], Value], start: Value, args: tuple[Value, ...]) -> Value:
    x = args[-1]
    if is_atom(x):
        return x
    if type(x) is Dict:
        return Dict(x.keys, _prior(verb, start, (*args[:-1], x.values)))
    if type(x) is Table:
        return Table(x.names, [_prior(verb, start, (c,)) for c in x.columns])
    if isinstance(x, Vector) and len(x.a) > 1:
        rest = verb(with_array(x, x.a[1:]), with_array(x, x.a[:-1]))
        first = item(x, 0)
        head = verb(first, args[0]) if len(args) == 2 else verb(first, 1) if verb is divide else first
        return join(head, rest) if is_atom(head) else from_items([head, *items(rest)])
    values = items(x)
    if not values:
        return x
    head = verb(values[0], args[0]) if len(args) == 2 else values[0]
    if verb is divide and len(args) == 1:
        head = verb(values[0], 1)
    return from_items([head] + [verb(b, a) for a, b in itertools.pairwise(values)])


def fills(x: Value) -> Value:
    """`fills x`: nulls replaced by the item before them. `fills 1 0N 3` is `1 1 3`."""
    if type(x) is Dict:
        return Dict(x.keys, fills(x.values))
    if type(x) is Table:
        return Table(x.names, [fills(c) for c in x.columns])
    if isinstance(x, Vector) and x.t == 20:
        return x
    if type(x) is Vector:
        nulls = is_missing(x).a
        places = np.maximum.accumulate(np.where(nulls, 0, np.arange(len(x.a)))) if len(x.a) else np.arange(0)
        return Vector(x.t, x.a[places])
    return _running(x, lambda v: v, fill)


FAST.update(sums=running_sums, prds=running_products, maxs=running_maxima, mins=running_minima)


TABLE = (
    Verb("sums", running_sums, 1, text="+\\", t=108),
    Verb("prds", running_products, 1, text="*\\", t=108),
    Verb("maxs", running_maxima, 1, text="|\\", t=108),
    Verb("mins", running_minima, 1, text="&\\", t=108),
    Verb("avgs", running_averages, 1, text="k){(+\\x)%+\\~^x}", t=100),
    Verb("deltas", deltas, 1, 2, text="-':", t=109),
    Verb("ratios", ratios, 1, 2, text="%':", t=109),
    Verb("fills", fills, 1, text="^\\", t=108),
)
