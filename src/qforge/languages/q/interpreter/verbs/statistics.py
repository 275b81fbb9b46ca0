"""Aggregates: sum prd max min avg all any."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.accumulators import FAST
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.items import from_items, items
from qforge.languages.q.interpreter.kinds import DTYPE, FLOATS, KINDS, NULL
from qforge.languages.q.interpreter.promotion import has_null, to_floats
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Array,
    Dict,
    EnumVector,
    Function,
    List,
    Table,
    Value,
    Vector,
    atom,
    is_atom,
    payload,
    symbols,
    type_number,
    vector,
)

from .arithmetic import add, divide, multiply
from .comparison import fill, greater_of, is_missing, lesser
from .row import Verb


def vector_of(x: Value) -> Vector:
    """A list of numbers as a simple vector.

    Raises QError type where it has none.
    """
    if isinstance(x, EnumVector) or not isinstance(x, Vector) or x.t in (2, 11):
        raise QError("type")
    return x


def _over(x: Value, on_vector: Callable[[Vector], Value], combine: Callable[[Value, Value], Value]) -> Value:
    """An aggregate: of a vector, of the rows of a list item by item, of each column of a table."""
    if isinstance(x, Vector):
        return on_vector(vector_of(x))
    if type(x) is Dict:
        return _over(x.values, on_vector, combine)
    if type(x) is Table:
        return Dict(symbols(x.names), from_items([_over(c, on_vector, combine) for c in x.columns]))
    if type(x) is List:
        if not x.items:
            return EMPTY
        total = x.items[0]
        for v in x.items[1:]:
            total = combine(total, v)
        return total
    if isinstance(x, Function):
        raise QError("type")
    return on_vector(vector(-type_number(x), [payload(x)])) if type_number(x) not in (-11, -2) else _refuse()


def _refuse() -> Value:
    raise QError("type")


def _no_null(x: Value) -> Value:
    """0 in place of a null, for sums over rows."""
    return fill(0, x)


def total(x: Value) -> Value:
    """`sum x`: the sum, nulls left out. `sum 1 0N 2` is `3`."""
    if type(x) is List and not x.items:
        return 0
    if type(x) is List and all(is_atom(v) for v in x.items):
        x = List([_no_null(v) for v in x.items])
    return _over(x, _sum_vector, add)


# Longer vectors are summed pairwise, which is quicker and differs from the order of q in the last digits only.
_LONGEST_IN_ORDER = 100_000


def _sum_in_order(a: Array) -> Any:
    """The sum of floats, added from the first to the last as q does."""
    if 8 <= len(a) <= _LONGEST_IN_ORDER:
        return np.cumsum(a, dtype=np.float64)[-1]
    return a.sum(dtype=np.float64)


def _sum_vector(x: Vector) -> Value:
    t, a = x.t, x.a
    if t in FLOATS:
        s = _sum_in_order(a)
        if np.isnan(s):
            s = np.nansum(a.astype(np.float64))
            if np.isinf(a).any() and (np.isposinf(a).any() and np.isneginf(a).any()):
                s = np.nan
        return atom(t, s)
    if t in (1, 4, 5, 10):
        if t == 10:
            raise QError("type")
        keep = a if not has_null(t, a) else np.where(a == NULL[t], 0, a)
        return atom(6, keep.sum(dtype=np.int64).astype(np.int32))
    if has_null(t, a):
        a = np.where(a == NULL[t], 0, a)
    with np.errstate(all="ignore"):
        return atom(t, a.sum(dtype=np.int64).astype(DTYPE[t]))


def product(x: Value) -> Value:
    """`prd x`: the product, nulls left out. `prd 2 3 4` is `24`."""
    if type(x) is List and not x.items:
        return 1
    return _over(x, _product_vector, multiply)


def _product_vector(x: Vector) -> Value:
    t, a = x.t, x.a
    if t in range(12, 20) or t == 10:
        raise QError("type")
    if t in FLOATS:
        return atom(t, np.nanprod(a.astype(np.float64)))
    if has_null(t, a):
        a = np.where(a == NULL[t], 1, a)
    with np.errstate(all="ignore"):
        result = a.prod(dtype=np.int64)
    return atom(t if t in (6, 7) else 6, result.astype(np.int64 if t == 7 else np.int32))


def _extreme_vector(highest: bool) -> Callable[[Vector], Value]:
    def on_vector(x: Vector) -> Value:
        t, a = x.t, x.a
        if t in FLOATS:
            extreme = (a.max() if highest else a.min()) if len(a) else np.nan
            if extreme != extreme:
                kept = a[~np.isnan(a)]
                if not len(kept):
                    return atom(t, np.inf if not highest else -np.inf)
                extreme = kept.max() if highest else kept.min()
            return atom(t, extreme)
        if t in (1, 4, 10):
            if not len(a):
                return atom(t, {1: not highest, 4: 0 if highest else 255, 10: 0 if highest else 255}[t])
            return atom(t, a.max() if highest else a.min())
        if not len(a):
            bound = KINDS[t].infinity
            return atom(t, -bound if highest else bound)
        if highest:
            top = a.max()
            return atom(t, top if top != NULL[t] else -KINDS[t].infinity)
        low = a.min()
        if low == NULL[t]:
            kept = a[a != NULL[t]]
            low = kept.min() if len(kept) else KINDS[t].infinity
        return atom(t, low)

    return on_vector


def maximum(x: Value) -> Value:
    """`max x`: the greatest item, nulls left out. `max 1 5 3` is `5`."""
    if isinstance(x, Vector) and x.t == 11:
        raise QError("type")
    return _over(x, _extreme_vector(True), greater_of)


def minimum(x: Value) -> Value:
    """`min x`: the least item, nulls left out. `min 4 1 3` is `1`."""
    return _over(x, _extreme_vector(False), lesser)


def by_column(x: Value, verb: Callable[[Value], Value], *, rows: bool = False) -> Value | None:
    """The result for a dictionary or table, where x is one; with `rows` also for a list of lists, place by place."""
    if type(x) is Dict:
        return verb(x.values)
    if type(x) is Table:
        return Dict(symbols(x.names), from_items([verb(c) for c in x.columns]))
    if rows and type(x) is List and x.items and all(not is_atom(v) for v in x.items):
        from .lists import flip

        return from_items([verb(column) for column in items(flip(x))])
    return None


def average(x: Value) -> Value:
    """`avg x`: the arithmetic mean, nulls left out. `avg 1 2 4f` is `2.333333`."""
    found = by_column(x, average)
    if found is not None:
        return found
    if type(x) is List:
        if not x.items:
            return float("nan")
        return divide(total(x), len(x.items))
    if is_atom(x):
        if isinstance(x, Function) or type_number(x) in (-11, -2):
            raise QError("type")
        x = vector(-type_number(x), [payload(x)])
    x = vector_of(x)
    if x.t == 7 and len(x.a) and max(-int(x.a.min()), int(x.a.max())) * len(x.a) < 2**62:
        return int(x.a.sum()) / len(x.a)
    floats = to_floats(x.t, x.a)
    kept = floats[~np.isnan(floats)] if np.isnan(floats.sum()) else floats
    if not len(kept):
        return float("nan")
    if x.t == 7 and len(kept) == len(floats):
        return (
            float(x.a.sum(dtype=np.float64) / len(kept))
            if abs(float(floats.sum())) > 2**62
            else float(int(x.a.sum()) / len(kept))
        )
    with np.errstate(all="ignore"):
        return float(_sum_in_order(kept) / len(kept))


def present(y: Value) -> Value:
    from .comparison import negation

    return negation(is_missing(y))


def every(x: Value) -> Value:
    """`all x`: whether no item is zero. `all 1 1 0` is `0b`."""
    return _truth(x, every, lambda a: bool(np.all(a != 0)), lesser, True)


def some(x: Value) -> Value:
    """`any x`: whether an item is not zero. `any 0 0 1` is `1b`."""
    return _truth(x, some, lambda a: bool(np.any(a != 0)), greater_of, False)


def _truth(x: Value, verb: Any, test: Any, combine: Any, start: bool) -> Value:
    found = by_column(x, verb)
    if found is not None:
        return found
    if isinstance(x, Vector):
        if x.t in (2, 11):
            raise QError("type")
        return test(x.a)
    if type(x) is List:
        if not x.items:
            return start
        from .comparison import unequal

        result: Value = unequal(x.items[0], 0)
        for v in x.items[1:]:
            result = combine(result, unequal(v, 0))
        return result
    if isinstance(x, Function) or type_number(x) in (-2, -11):
        raise QError("type")
    return bool(payload(x) != 0)


FAST.update(sum=total, prd=product, max=maximum, min=minimum)


TABLE = (
    Verb("sum", total, 1, text="sum"),
    Verb("prd", product, 1, text="prd"),
    Verb("max", maximum, 1, text="max"),
    Verb("min", minimum, 1, text="min"),
    Verb("avg", average, 1, text="avg"),
    Verb("all", every, 1, text="k){min@$[0h>@x;...]}", t=100),
    Verb("any", some, 1, text="k){max@$[0h>@x;...]}", t=100),
)
