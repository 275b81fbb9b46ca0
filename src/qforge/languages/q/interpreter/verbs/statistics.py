"""Aggregates and running functions: sum avg max min prd dev med sums deltas and the moving ones."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.adverbs import FAST
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.joining import join
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
    count,
    from_items,
    is_atom,
    is_integer,
    item,
    items,
    payload,
    symbols,
    type_number,
    vector,
    with_array,
)

from .arithmetic import add, divide, multiply, subtract
from .comparison import fill, greater_of, is_missing, lesser
from .row import Verb


def _vector_of(x: Value) -> Vector:
    """A list of numbers as a simple vector.

    Raises QError type where it has none.
    """
    if isinstance(x, EnumVector) or not isinstance(x, Vector) or x.t in (2, 11):
        raise QError("type")
    return x


def _over(x: Value, on_vector: Callable[[Vector], Value], combine: Callable[[Value, Value], Value]) -> Value:
    """An aggregate: of a vector, of the rows of a list item by item, of each column of a table."""
    if isinstance(x, Vector):
        return on_vector(_vector_of(x))
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


def _columns(x: Value, verb: Callable[[Value], Value], *, rows: bool = False) -> Value | None:
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
    found = _columns(x, average)
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
    x = _vector_of(x)
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


def _numbers(x: Value) -> Array:
    """A list of numbers as floats without its nulls."""
    if is_atom(x):
        if isinstance(x, Function) or type_number(x) in (-11, -2, -10):
            raise QError("type")
        x = vector(-type_number(x), [payload(x)])
    if type(x) is List:
        if any(not is_atom(v) or isinstance(v, Function) or type_number(v) in (-11, -10, -2) for v in x.items):
            raise QError("type")
        x = Vector(9, np.array([float(payload(v)) for v in x.items]))
    x = _vector_of(x)
    floats = to_floats(x.t, x.a)
    return floats[~np.isnan(floats)]


def _moment(x: Value, freedom: int) -> float:
    floats = _numbers(x)
    n = len(floats)
    if n <= freedom:
        return float("nan")
    mean = floats.sum() / n
    return float(((floats - mean) ** 2).sum() / (n - freedom))


def variance(x: Value) -> Value:
    """`var x`: the population variance. `var 1 2 3` is `0.6666667`."""
    found = _columns(x, variance, rows=True)
    return _moment(x, 0) if found is None else found


def deviation(x: Value) -> Value:
    """`dev x`: the population standard deviation. `dev 1 2 3` is `0.8164966`."""
    found = _columns(x, deviation, rows=True)
    return float(np.sqrt(_moment(x, 0))) if found is None else found


def sample_variance(x: Value) -> Value:
    """`svar x`: the sample variance. `svar 1 2 3` is `1f`."""
    found = _columns(x, sample_variance, rows=True)
    return _moment(x, 1) if found is None else found


def sample_deviation(x: Value) -> Value:
    """`sdev x`: the sample standard deviation. `sdev 1 2 3` is `1f`."""
    found = _columns(x, sample_deviation, rows=True)
    return float(np.sqrt(_moment(x, 1))) if found is None else found


def median(x: Value) -> Value:
    """`med x`: the median. `med 1 2 10` is `2f`."""
    from .search import grade

    if type(x) is Dict:
        return median(x.values)
    if type(x) is not Vector:
        if type(x) not in (List, Table):
            return average(x)
        n = count(x)
        if not n:
            return float("nan")
        return average(take_at(x, grade(x)[[(n - 1) // 2, n // 2]]))
    floats = _numbers(x)
    return float(np.median(floats)) if len(floats) else float("nan")


def _pairs(x: Value, y: Value) -> tuple[Array, Array]:
    def floats(v: Value) -> Array:
        if isinstance(v, Function):
            raise QError("type")
        if is_atom(v):
            v = vector(-type_number(v), [payload(v)])
        v = _vector_of(v)
        return to_floats(v.t, v.a)

    a, b = floats(x), floats(y)
    if len(a) != len(b):
        if is_atom(x):
            a = np.full(len(b), a[0])
        elif is_atom(y):
            b = np.full(len(a), b[0])
        else:
            raise QError("length")
    keep = ~(np.isnan(a) | np.isnan(b))
    return a[keep], b[keep]


def covariance(x: Value, y: Value) -> Value:
    """`x cov y`: the population covariance. `1 2 3 cov 2 4 6` is `1.333333`."""
    a, b = _pairs(x, y)
    return float(((a - a.mean()) * (b - b.mean())).mean()) if len(a) else float("nan")


def sample_covariance(x: Value, y: Value) -> Value:
    """`x scov y`: the sample covariance. `1 2 3 scov 2 4 6` is `2f`."""
    a, b = _pairs(x, y)
    n = len(a)
    return float(((a - a.mean()) * (b - b.mean())).sum() / (n - 1)) if n > 1 else float("nan")


def correlation(x: Value, y: Value) -> Value:
    """`x cor y`: the correlation. `1 2 3 cor 2 4 6` is `1f`."""
    a, b = _pairs(x, y)
    if not len(a):
        return float("nan")
    with np.errstate(all="ignore"):
        return float(((a - a.mean()) * (b - b.mean())).mean() / (a.std() * b.std()))


def weighted_sum(x: Value, y: Value) -> Value:
    """`x wsum y`: the sum of y weighted by x. `1 2 wsum 3 4` is `11f`."""
    product = total(multiply(x, y))
    return multiply(1.0, product) if isinstance(x, Vector) and isinstance(y, Vector) else product


def _float(x: Value) -> Value:
    return multiply(1.0, x)


def weighted_average(x: Value, y: Value) -> Value:
    """`x wavg y`: the mean of y weighted by x. `1 3 wavg 2 4` is `3.5`."""
    weights = multiply(x, _present(y)) if not is_atom(x) or not is_atom(y) else x
    return divide(total(multiply(x, y)), total(weights))


def _present(y: Value) -> Value:
    from .comparison import negation

    return negation(is_missing(y))


def every(x: Value) -> Value:
    """`all x`: whether no item is zero. `all 1 1 0` is `0b`."""
    return _truth(x, every, lambda a: bool(np.all(a != 0)), lesser, True)


def some(x: Value) -> Value:
    """`any x`: whether an item is not zero. `any 0 0 1` is `1b`."""
    return _truth(x, some, lambda a: bool(np.any(a != 0)), greater_of, False)


def _truth(x: Value, verb: Any, test: Any, combine: Any, start: bool) -> Value:
    found = _columns(x, verb)
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


# ---- running


def _running(x: Value, on_vector: Callable[[Vector], Value], combine: Callable[[Value, Value], Value]) -> Value:
    if isinstance(x, Vector):
        return on_vector(_vector_of(x)) if len(x.a) else x
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
    return item(on_vector(_vector_of(vector(-type_number(x), [payload(x)]))), 0)


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


# ---- moving


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
    values = _vector_of(y)
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
    return _moving(x, y, lambda v: add(0, total(_present(v))))


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
    return from_items([_float(v) for v in found])


FAST.update(
    sum=total,
    prd=product,
    max=maximum,
    min=minimum,
    sums=running_sums,
    prds=running_products,
    maxs=running_maxima,
    mins=running_minima,
)
TABLE = (
    Verb("sum", total, 1, text="sum"),
    Verb("prd", product, 1, text="prd"),
    Verb("max", maximum, 1, text="max"),
    Verb("min", minimum, 1, text="min"),
    Verb("avg", average, 1, text="avg"),
    Verb("var", variance, 1, text="var"),
    Verb("dev", deviation, 1, text="dev"),
    Verb("svar", sample_variance, 1, text="svar"),
    Verb("sdev", sample_deviation, 1, text="sdev"),
    Verb("med", median, 1, text="k){avg x(<x)@_.5*-1 0+#x:$[9h<@x;x;x]}", t=100),
    Verb("cov", covariance, 2, text="cov", t=102),
    Verb("scov", sample_covariance, 2, text="k){...}", t=100),
    Verb("cor", correlation, 2, text="cor", t=102),
    Verb("wsum", weighted_sum, 2, text="wsum", t=102),
    Verb("wavg", weighted_average, 2, text="wavg", t=102),
    Verb("all", every, 1, text="k){min@$[0h>@x;...]}", t=100),
    Verb("any", some, 1, text="k){max@$[0h>@x;...]}", t=100),
    Verb("sums", running_sums, 1, text="+\\", t=108),
    Verb("prds", running_products, 1, text="*\\", t=108),
    Verb("maxs", running_maxima, 1, text="|\\", t=108),
    Verb("mins", running_minima, 1, text="&\\", t=108),
    Verb("avgs", running_averages, 1, text="k){(+\\x)%+\\~^x}", t=100),
    Verb("deltas", deltas, 1, 2, text="-':", t=109),
    Verb("ratios", ratios, 1, 2, text="%':", t=109),
    Verb("fills", fills, 1, text="^\\", t=108),
    Verb("msum", moving_sum, 2, text="k){...}", t=100),
    Verb("mavg", moving_average, 2, text="k){...}", t=100),
    Verb("mmax", moving_maximum, 2, text="k){...}", t=100),
    Verb("mmin", moving_minimum, 2, text="k){...}", t=100),
    Verb("mcount", moving_count, 2, text="k){...}", t=100),
    Verb("mdev", moving_deviation, 2, text="k){...}", t=100),
    Verb("ema", exponential_average, 2, text="k){...}", t=100),
)
