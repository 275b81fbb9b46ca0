"""Arithmetic verbs: + - * % div mod neg abs and the like."""

from __future__ import annotations

from typing import Any

import numpy as np

from qforge.languages.q.interpreter.atomic import binary, unary
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.items import count, from_items, items
from qforge.languages.q.interpreter.kinds import DTYPE, FLOATS, KINDS, NULL
from qforge.languages.q.interpreter.promotion import has_null, is_null, read_table, result_type, to_floats, to_type
from qforge.languages.q.interpreter.values import Array, Dict, Value, atom

from .row import Verb

_SUM = read_table("""
i.iiijef..pmdznuvt .................. i.iiijef..pmdznuvt i.iiijef..pmdznuvt i.iiijef..pmdznuvt
j.jjjjef..pmdznuvt e.eeeeef..pmdznuvt f.fffffff.ffzzffff .......f..pmdznuvt ..................
p.pppppfp.n...pppp m.mmmmmfm..i..pppp d.dddddzd...i.pppp z.zzzzzzz....fpzzz n.nnnnnfn.ppppnnnn
u.uuuuufu.pppznuvt v.vvvvvfv.pppznvvt t.tttttft.pppznttt""")
_DIFFERENCE = read_table("""
i.iiijefi.pmdznuvt .................. i.iiijefi.pmdznuvt i.iiijefi.pmdznuvt i.iiijefi.pmdznuvt
j.jjjjefj.pmdznuvt e.eeeeefe.pmdznuvt f.fffffff.ffzzffff .......f..pmdznuvt ..................
p.pppppfp.n...pppp m.mmmmmfm..i..pppp d.dddddzd...i.pppp z.zzzzzzz....fpzzz n.nnnnnfn.ppppnnnn
u.uuuuufu.pppznuvt v.vvvvvfv.pppznvvt t.tttttft.pppznttt""")
_PRODUCT = read_table("""
i.iiijef..pmdznuvt .................. i.iiijef..pmdznuvt i.iiijef..pmdznuvt i.iiijef..pmdznuvt
j.jjjjef..pmdznuvt e.eeeeef..pmdznuvt f.fffffff.ffzzffff .......f..pmdznuvt ..................
p.pppppfp......... m.mmmmmfm......... d.dddddzd......... z.zzzzzzz......... n.nnnnnfn.........
u.uuuuufu......... v.vvvvvfv......... t.tttttft.........""")
_MODULUS = read_table("""
i.iiijef..pmdznuvt .................. i.iiijef..pmdznuvt i.iiijef..pmdznuvt i.iiijef..pmdznuvt
j.jjjjef..pmdznuvt f.fffffff.ffzzffff f.fffffff.ffzzffff .......f..pmdznuvt ..................
n.nnnnnfn......... i.iiiiifi......... i.iiiii.i......... f.fffffff......... n.nnnnnfn.........
u.uuuuufu......... v.vvvvvfv......... t.tttttft.........""")
_BUCKET = read_table("""
i.iiijffi.pmdznuvt .................. i.iiijffi.pmdznuvt i.iiijffi.pmdznuvt i.iiijffi.pmdznuvt
j.jjjjffj.pmdznuvt e.eeeeffe.pmdznuvt f.fffffff.ffzzffff ......ff..pmdznuvt ..................
p.ppppffp......... m.mmmmffm......... d.ddddzzd......... z.zzzzzzz......... j.jjjjffj.pmdznuvt
u.uuuuffu......... v.vvvvffv......... t.ttttfft.........""")


def wrap(number: int) -> Value:
    """A Python integer as a long: 64 bits, two's complement."""
    number = (number + 2**63) % 2**64 - 2**63
    return atom(7, number)


def _integers(t: int, left: Array, right: Array, operation: Any) -> Array:
    """An integer operation in the type t, null where an operand is null."""
    result = operation(left, right)
    if (left.size and left.min() == NULL[t]) or (right.size and right.min() == NULL[t]):
        result = np.where((left == NULL[t]) | (right == NULL[t]), NULL[t], result)
    return result


def _kernel(table: dict[tuple[int, int], int], operation: Any) -> Any:
    def kernel(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
        t = result_type(table, tx, ty)
        left, right = to_type(tx, x, t), to_type(ty, y, t)
        if t in FLOATS:
            return t, operation(left, right)
        return t, _integers(t, left, right, operation)

    return kernel


_add = binary(_kernel(_SUM, np.add))
_multiply = binary(_kernel(_PRODUCT, np.multiply))


def _subtract_kernel(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    t = result_type(_DIFFERENCE, tx, ty)
    if tx == ty and t != tx:
        if t == 16 or (t == 6 and tx > 11):
            wide = _integers(7, to_type(16, x.astype(np.int64), 16), y.astype(np.int64), np.subtract)
            nulls = is_null(tx, x) | is_null(ty, y)
            return t, np.where(nulls, NULL[t], wide).astype(DTYPE[t])
        return t, x.astype(DTYPE[t]) - y.astype(DTYPE[t])
    left, right = to_type(tx, x, t), to_type(ty, y, t)
    if t in FLOATS:
        return t, left - right
    return t, _integers(t, left, right, np.subtract)


_subtract = binary(_subtract_kernel)


def add(x: Value, y: Value) -> Value:
    """`x+y`: sum; atomic; temporals add in the finer unit; a null gives a null.

    `2+3 4 5` is `5 6 7`; `2000.11.22+03:44:55.666` is `2000.11.22D03:44:55.666000000`.
    """
    cx, cy = type(x), type(y)
    if cx is int and cy is int:
        return wrap(x + y)
    if (cx is float and (cy is float or cy is int)) or (cx is int and cy is float):
        return x + y
    return _add(x, y)


def subtract(x: Value, y: Value) -> Value:
    """`x-y`: difference; atomic; two dates give days as an int, two timestamps a timespan.

    Of two dictionaries an entry that only y has counts from zero. `5-1 2` is `4 3`.
    """
    cx, cy = type(x), type(y)
    if cx is int and cy is int:
        return wrap(x - y)
    if (cx is float and (cy is float or cy is int)) or (cx is int and cy is float):
        return x - y
    made = _subtract(x, y)
    if cx is Dict and cy is Dict and count(made) > count(x):
        entries = items(made.values)
        return Dict(made.keys, from_items([v if i < count(x) else negate(v) for i, v in enumerate(entries)]))
    return made


def multiply(x: Value, y: Value) -> Value:
    """`x*y`: product; atomic.

    `3*4 5` is `12 15`.
    """
    cx, cy = type(x), type(y)
    if cx is int and cy is int:
        return wrap(x * y)
    if (cx is float and (cy is float or cy is int)) or (cx is int and cy is float):
        return float(x) * y
    return _multiply(x, y)


@binary
def _divide(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    if tx in (2, 11) or ty in (2, 11):
        raise QError("type")
    if tx in range(12, 20) and ty in range(12, 20) and tx != ty:
        common = result_type(_SUM, tx, ty)
        x, y = to_type(tx, x, common), to_type(ty, y, common)
        tx = ty = common
    return 9, to_floats(tx, x) / to_floats(ty, y)


def divide(x: Value, y: Value) -> Value:
    """`x%y`: quotient as a float; atomic; by zero an infinity, or null for zero itself.

    `2%4` is `0.5`; `1 0 -1%0` is `0w 0n -0w`.
    """
    if type(x) is int and type(y) is int and y:
        return x / y if abs(x) < 2**62 and abs(y) < 2**62 else _divide(x, y)
    return _divide(x, y)


@binary
def _quotient(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    if tx in (2, 11) or ty in (2, 11):
        raise QError("type")
    if tx in FLOATS or ty in FLOATS:
        q = np.floor(to_floats(tx, x) / to_floats(ty, y))
        if tx in FLOATS:
            return (15 if tx == 15 else 9), q
        t = 6 if tx in (1, 4, 5, 10) else tx
        finite = np.isfinite(q)
        return t, np.where(finite, np.where(finite, q, 0).astype(np.int64), NULL[t]).astype(DTYPE[t])
    t = 6 if tx in (1, 4, 5, 10) else tx
    if ty == 7 and t == 6:
        t = 6
    left, right = to_type(tx, x, 7) if tx < 12 else x.astype(np.int64), y.astype(np.int64)
    if right.ndim == 0 and right > 0 and not has_null(tx, x) and not has_null(ty, y):
        return t, np.asarray(left // int(right)).astype(DTYPE[t], copy=False)
    nulls = is_null(tx, x) | is_null(ty, y) | (right == 0)
    q = np.floor_divide(left, np.where(right == 0, 1, right))
    return t, np.where(nulls, NULL[t], q).astype(DTYPE[t])


def quotient(x: Value, y: Value) -> Value:
    """`x div y`: the greatest whole number not above `x%y`, in the type of x; atomic; by zero null.

    `7 div 3` is `2`; `-7 div 3` is `-3`.
    """
    if type(x) is int and type(y) is int and y:
        return x // y
    return _quotient(x, y)


@binary
def _modulus(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    t = result_type(_MODULUS, tx, ty)
    if tx in FLOATS or ty in FLOATS or t in FLOATS:
        left, right = to_floats(tx, x), to_floats(ty, y)
        r = left - right * np.floor(left / right)
        if t in FLOATS:
            return t, r.astype(DTYPE[t])
        return t, to_type(9, r, t)
    left, right = x.astype(np.int64, copy=False), y.astype(np.int64, copy=False)
    if right.ndim == 0 and right > 0 and not has_null(tx, x) and not has_null(ty, y):
        return t, np.asarray(left % int(right)).astype(DTYPE[t], copy=False)
    nulls = is_null(tx, x) | is_null(ty, y)
    nulls |= right == 0
    r = np.mod(left, np.where(right == 0, 1, right))
    return t, np.where(nulls, NULL[t], r).astype(DTYPE[t])


def modulus(x: Value, y: Value) -> Value:
    """`x mod y`: remainder of `x div y`, with the sign of y; atomic.

    `-7 mod 3` is `2`; `5 mod 0` is `0N`.
    """
    if type(x) is int and type(y) is int and y:
        return x % y
    return _modulus(x, y)


@binary
def _bucket(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    t = result_type(_BUCKET, tx, ty)
    if t in FLOATS:
        left = to_floats(tx, x)
        return t, (left * np.floor(to_floats(ty, y) / left + 1e-14)).astype(DTYPE[t])
    if tx in (12, 16, 17, 18, 19) and ty in range(12, 20):
        from qforge.languages.q.interpreter.promotion import nanoseconds

        step, moment = nanoseconds(tx, x), nanoseconds(ty, y)
        low = moment - np.mod(moment, np.where(step == 0, 1, step))
        bucketed = to_type(16, low, ty) if ty != 12 else low
        return ty, np.asarray(np.where(is_null(ty, y), y, bucketed)).astype(DTYPE[ty])
    left, right = x.astype(np.int64), y.astype(np.int64)
    low = right - np.mod(right, np.where(left == 0, 1, left))
    result = t if t != tx or ty not in range(12, 20) else ty
    nulls = is_null(tx, x) | is_null(ty, y)
    return result, np.where(nulls, NULL[result], low).astype(DTYPE[result])


def bucket(x: Value, y: Value) -> Value:
    """`x xbar y`: y rounded down to a multiple of x; atomic.

    `3 xbar til 7` is `0 0 0 3 3 3 6`.
    """
    return _bucket(x, y)


def _signed(t: int) -> int:
    if t in (2, 11):
        raise QError("type")
    return 6 if t in (1, 4, 10) else t


@unary
def negate(t: int, a: Array) -> tuple[int, Array]:
    """`neg x`: with the sign turned; atomic.

    `neg 1 -2` is `-1 2`.
    """
    result = _signed(t)
    return result, -a.astype(DTYPE[result])


@unary
def absolute(t: int, a: Array) -> tuple[int, Array]:
    """`abs x`: without its sign; atomic; null stays null.

    `abs -1 2` is `1 2`.
    """
    result = _signed(t)
    return result, np.abs(a.astype(DTYPE[result]))


@unary
def signum(t: int, a: Array) -> tuple[int, Array]:
    """`signum x`: -1i, 0i or 1i; null counts as negative; atomic.

    `signum -2 0 7` is `-1 0 1i`.
    """
    _signed(t)
    if t in FLOATS:
        return 6, np.where(np.isnan(a), -1, np.sign(np.nan_to_num(a, nan=0.0))).astype(np.int32)
    return 6, np.sign(a.astype(np.int64)).astype(np.int32)


@unary
def reciprocal(t: int, a: Array) -> tuple[int, Array]:
    """`reciprocal x`: `1%x`; atomic.

    `reciprocal 2 4` is `0.5 0.25`.
    """
    _signed(t)
    return 9, 1.0 / to_floats(t, a)


def _whole(rounding: Any, t: int, a: Array) -> tuple[int, Array]:
    if t in (5, 6, 7):
        return t, a
    if t not in (8, 9):
        raise QError("type")
    whole = rounding(a.astype(np.float64, copy=False))
    if whole.size and whole.min() >= -(2.0**63) and whole.max() < 2.0**63:
        return 7, whole.astype(np.int64)
    infinite = ~(np.abs(whole) < 2.0**63)
    safe = np.where(infinite, 0, whole).astype(np.int64)
    bound = np.where(np.isnan(a), NULL[7], np.where(whole > 0, KINDS[7].infinity, -KINDS[7].infinity))
    return 7, np.where(infinite, bound, safe).astype(np.int64)


@unary
def floor(t: int, a: Array) -> tuple[int, Array]:
    """`floor x`: the greatest whole number not above x, as a long; atomic.

    `floor 2.5 -2.5` is `2 -3`; text becomes lower case.
    """
    if t == 10:
        return 10, np.where((a >= 65) & (a <= 90), a + 32, a).astype(np.uint8)
    if t == 11:
        return 11, np.array([v.lower() for v in np.atleast_1d(a)], dtype=object).reshape(np.shape(a))
    return _whole(np.floor, t, a)


@unary
def ceiling(t: int, a: Array) -> tuple[int, Array]:
    """`ceiling x`: the least whole number not below x, as a long; atomic.

    `ceiling 2.5 -2.5` is `3 -2`.
    """
    if t in (1, 4, 10):
        return 6, a.astype(np.int32)
    return _whole(np.ceil, t, a)


def _floating(function: Any, doc: str) -> Any:
    @unary
    def verb(t: int, a: Array) -> tuple[int, Array]:
        if t in (2, 11):
            raise QError("type")
        return (15 if t == 15 else 9), np.asarray(function(to_floats(t, a)))

    verb.__doc__ = doc
    return verb


exponential = _floating(np.exp, "`exp x`: e to the power x; atomic. `exp 0` is `1f`.")
logarithm = _floating(np.log, "`log x`: natural logarithm; atomic; null below zero. `log 1` is `0f`.")
square_root = _floating(np.sqrt, "`sqrt x`: square root; atomic; null below zero. `sqrt 4` is `2f`.")
sine = _floating(np.sin, "`sin x`: sine of x radians; atomic. `sin 0` is `0f`.")
cosine = _floating(np.cos, "`cos x`: cosine of x radians; atomic. `cos 0` is `1f`.")
tangent = _floating(np.tan, "`tan x`: tangent of x radians; atomic. `tan 0` is `0f`.")
arc_sine = _floating(np.arcsin, "`asin x`: angle whose sine is x; atomic. `asin 0` is `0f`.")
arc_cosine = _floating(np.arccos, "`acos x`: angle whose cosine is x; atomic. `acos 1` is `0f`.")
arc_tangent = _floating(np.arctan, "`atan x`: angle whose tangent is x; atomic. `atan 0` is `0f`.")


@binary
def power(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    """`x xexp y`: x to the power y, computed as `exp y*log x`, so null for a negative x; atomic.

    `2 xexp 10` is `1024f`.
    """
    if not (tx < 10 and ty < 10) or tx == 2 or ty == 2:
        raise QError("type")
    base, exponent = to_floats(tx, x), to_floats(ty, y)
    result = np.exp(exponent * np.log(base))
    return 9, np.where(base == 0, np.where(exponent == 0, 1.0, np.where(exponent > 0, 0.0, np.inf)), result)


@binary
def log_to_base(tx: int, x: Array, ty: int, y: Array) -> tuple[int, Array]:
    """`x xlog y`: logarithm of y to the base x; atomic.

    `2 xlog 8` is `3f`.
    """
    if tx in (2, 11) or ty in (2, 11):
        raise QError("type")
    return 9, np.log(to_floats(ty, y)) / np.log(to_floats(tx, x))


TABLE = (
    Verb("+", add, 2),
    Verb("-", subtract, 2),
    Verb("*", multiply, 2),
    Verb("%", divide, 2),
    Verb("div", quotient, 2, text="div"),
    Verb("mod", modulus, 2, text="k){x-y*x div y}", t=100),
    Verb("xbar", bucket, 2, text='k){x*y div x:$[16h=abs[@x];"j"$x;x]}', t=100),
    Verb("neg", negate, 1, text="-:"),
    Verb("abs", absolute, 1, text="abs"),
    Verb("signum", signum, 1, text="k){(x>0)-x<0}", t=100),
    Verb("reciprocal", reciprocal, 1, text="%:"),
    Verb("floor", floor, 1, text="_:"),
    Verb("ceiling", ceiling, 1, text="k){-_-x}", t=100),
    Verb("exp", exponential, 1),
    Verb("log", logarithm, 1),
    Verb("sqrt", square_root, 1),
    Verb("sin", sine, 1),
    Verb("cos", cosine, 1),
    Verb("tan", tangent, 1),
    Verb("asin", arc_sine, 1),
    Verb("acos", arc_cosine, 1),
    Verb("atan", arc_tangent, 1),
    Verb("xexp", power, 2, text="k){$[1b~@x;...]}", t=100),
    Verb("xlog", log_to_base, 2, text="k){log[y]%log x}", t=100),
)
