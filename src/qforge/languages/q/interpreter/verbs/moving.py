"""Moving aggregates: of a window that ends at each item."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.items import from_items, items
from qforge.languages.q.interpreter.kinds import FLOATS, NULL
from qforge.languages.q.interpreter.promotion import has_null
from qforge.languages.q.interpreter.values import Dict, List, Table, Value, Vector, atom, is_atom, is_integer, payload

from .arithmetic import add, multiply, subtract
from .moments import as_float, deviation
from .row import Verb
from .running import running_sums
from .statistics import average, maximum, minimum, present, total, vector_of


def _window(x: Value) -> int:
    if not is_integer(x):
        raise QError("type")
    n = int(payload(x))
    if n < 0:
        raise QError("type")
    return n


def _moving(x: Value, y: Value, verb: Callable[[Value], Value]) -> Value:
    """An aggregate of every window of x items that ends at an item of y."""
    if type(y) is Dict:
        return Dict(y.keys, _moving(x, y.values, verb))
    if type(y) is Table:
        return Table(y.names, [_moving(x, c, verb) for c in y.columns])
    n = _window(x)
    if type(y) is List:
        rows = y.items
        return from_items([verb(List(rows[max(0, i + 1 - n) : i + 1])) for i in range(len(rows))]) if rows else y
    values = vector_of(y)
    size = len(values.a)
    found = [verb(Vector(values.t, values.a[max(0, i + 1 - n) : i + 1])) for i in range(size)]
    return from_items(found) if found else y


def moving_sum(x: Value, y: Value) -> Value:
    """`x msum y`: the sum of every window of x items. `2 msum 1 2 3` is `1 3 5`."""
    if type(y) in (Dict, Table) or type(y) is not Vector:
        return _moving(x, y, total)
    n = _window(x)
    sums = running_sums(y)
    if type(sums) is not Vector or (n >= len(sums.a) and sums.t not in (12, 13, 14, 15)):
        return sums
    if sums.t in FLOATS and not np.isfinite(sums.a[-1]):
        return _moving(x, y, total)
    if sums.t in (12, 13, 14, 15):
        n = min(n, len(sums.a))
        earlier = np.concatenate((np.zeros(n, dtype=sums.a.dtype), sums.a[:-n])) if n else sums.a
        return subtract(sums, Vector(sums.t, earlier))
    made = sums.a.copy()
    made[n:] -= sums.a[: len(made) - n]
    return Vector(sums.t, made)


def moving_average(x: Value, y: Value) -> Value:
    """`x mavg y`: the mean of every window of x items. `2 mavg 1 2 3` is `1 1.5 2.5`."""
    return _moving(x, y, average)


def moving_maximum(x: Value, y: Value) -> Value:
    """`x mmax y`: the greatest of every window of x items. `2 mmax 3 1 2` is `3 3 2`."""
    return _moving(x, y, maximum)


def moving_minimum(x: Value, y: Value) -> Value:
    """`x mmin y`: the least of every window of x items; a null is the least. `2 mmin 3 1 2` is `3 1 1`."""
    return _moving(x, y, _least_with_nulls)


def _least_with_nulls(x: Value) -> Value:
    if not isinstance(x, Vector):
        return minimum(x)
    if x.t not in FLOATS and has_null(x.t, x.a):
        return atom(x.t, NULL[x.t])
    return minimum(x) if not (x.t in FLOATS and np.isnan(x.a).any()) else atom(x.t, np.nan)


def moving_count(x: Value, y: Value) -> Value:
    """`x mcount y`: how many items of every window are not null. `2 mcount 1 0N 3` is `1 1 1`."""
    return _moving(x, y, lambda v: add(0, total(present(v))))


def moving_deviation(x: Value, y: Value) -> Value:
    """`x mdev y`: the standard deviation of every window of x items. `2 mdev 1 3 3` is `0 1 0f`."""
    return _moving(x, y, deviation)


def exponential_average(x: Value, y: Value) -> Value:
    """`x ema y`: the exponential moving average with weight x. `0.5 ema 1 2 3` is `1 1.5 2.25`."""
    values = items(y)
    if not values:
        return y
    found = [values[0]]
    weights = items(x) if not is_atom(x) else [x] * len(values)
    for w, v in zip(weights[1:], values[1:], strict=False):
        found.append(add(found[-1], multiply(w, subtract(v, found[-1]))))
    return from_items([as_float(v) for v in found])


TABLE = (
    Verb("msum", moving_sum, 2, text="k){...}", t=100),
    Verb("mavg", moving_average, 2, text="k){...}", t=100),
    Verb("mmax", moving_maximum, 2, text="k){...}", t=100),
    Verb("mmin", moving_minimum, 2, text="k){...}", t=100),
    Verb("mcount", moving_count, 2, text="k){...}", t=100),
    Verb("mdev", moving_deviation, 2, text="k){...}", t=100),
    Verb("ema", exponential_average, 2, text="k){...}", t=100),
)
