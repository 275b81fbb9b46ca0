"""`-n!x`: the internal functions that pure code uses."""

from __future__ import annotations

from qforge.languages.q.interpreter.errors import Unsupported
from qforge.languages.q.interpreter.format import one_line
from qforge.languages.q.interpreter.kinds import LONG_NULL
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import Value, string


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
    raise Unsupported(f"{n}!")
