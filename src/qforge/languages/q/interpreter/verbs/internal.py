"""`-n!x`: the internal functions that pure code uses."""

from __future__ import annotations

from ..errors import Unsupported
from ..format import one_line
from ..machine import current
from ..values import Value, string


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
    raise Unsupported(f"{n}!")
