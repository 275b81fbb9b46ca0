"""`-n!x`: the internal functions that pure code uses."""

from __future__ import annotations

from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.format import one_line
from qforge.languages.q.interpreter.kinds import LONG_NULL
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import List, Value, is_atom, items, payload, string


def internal(n: int, x: Value) -> Value:
    """The internal function number n (negative) of x."""
    if n == -3:
        return string(one_line(x, current().precision))
    if n == -15:
        from .strings import digest

        return digest(x)
    if n == -5:
        from .evaluation import parse

        return parse(x)
    if n == -6:
        from .evaluation import evaluated

        return evaluated(x)
    if n == LONG_NULL:
        current().write(one_line(x, current().precision) + "\n")
        return x
    if n == -8:
        from qforge.languages.q.interpreter.serialization import serialized

        return serialized(x)
    if n == -9:
        from qforge.languages.q.interpreter.serialization import deserialized

        return deserialized(x)
    if n == -27:
        digits, numbers = items(x)
        return _fixed_point(int(payload(digits)), numbers)
    raise Unsupported(f"{n}!")


def _fixed_point(digits: int, x: Value) -> Value:
    """Floats as text with so many decimal places."""
    if not is_atom(x):
        return List([_fixed_point(digits, v) for v in items(x)])
    if type(x) is not float:
        raise QError("type")
    return string(f"{x:.{digits}f}")
