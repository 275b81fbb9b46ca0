"""Variance and deviation, covariance and correlation, weighted sums and the median."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import count
from qforge.languages.q.interpreter.promotion import to_floats
from qforge.languages.q.interpreter.values import (
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

from .arithmetic import divide, multiply
from .row import Verb
from .statistics import average, by_column, present, total, vector_of


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
    x = vector_of(x)
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
    found = by_column(x, variance, rows=True)
    return _moment(x, 0) if found is None else found


def deviation(x: Value) -> Value:
    """`dev x`: the population standard deviation. `dev 1 2 3` is `0.8164966`."""
    found = by_column(x, deviation, rows=True)
    return float(np.sqrt(_moment(x, 0))) if found is None else found


def sample_variance(x: Value) -> Value:
    """`svar x`: the sample variance. `svar 1 2 3` is `1f`."""
    found = by_column(x, sample_variance, rows=True)
    return _moment(x, 1) if found is None else found


def sample_deviation(x: Value) -> Value:
    """`sdev x`: the sample standard deviation. `sdev 1 2 3` is `1f`."""
    found = by_column(x, sample_deviation, rows=True)
    return float(np.sqrt(_moment(x, 1))) if found is None else found


def median(x: Value) -> Value:
    """`med x`: the median. `med 1 2 10` is `2f`."""
    from .sorting import grade

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
        v = vector_of(v)
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


def as_float(x: Value) -> Value:
    return multiply(1.0, x)


def weighted_average(x: Value, y: Value) -> Value:
    """`x wavg y`: the mean of y weighted by x. `1 3 wavg 2 4` is `3.5`."""
    weights = multiply(x, present(y)) if not is_atom(x) or not is_atom(y) else x
    return divide(total(multiply(x, y)), total(weights))


TABLE = (
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
)
