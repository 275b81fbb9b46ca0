"""`-n!x`: the internal functions that pure code uses."""

from __future__ import annotations

import hashlib

import numpy as np

from qforge.languages.q.interpreter.encoding import encode
from qforge.languages.q.interpreter.errors import QError, Unsupported
from qforge.languages.q.interpreter.format import one_line
from qforge.languages.q.interpreter.items import count, items
from qforge.languages.q.interpreter.kinds import LONG_NULL
from qforge.languages.q.interpreter.lexer import tokens
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import List, Value, Vector, is_atom, payload, string, text_of


def internal(n: int, x: Value) -> Value:
    """The internal function number n (negative) of x."""
    if n == -3:
        return string(one_line(x, current().precision))
    if n == -15:
        from .strings import digest

        return digest(x)
    if n == -4:
        return List([string(part) for part in _tokens(text_of(x))])
    if n == -22:
        from qforge.languages.q.interpreter.serialization import serialized

        return count(serialized(x))
    if n == -1:
        from .strings import handle_symbol

        return handle_symbol(x)
    if n == -2:
        from .sets import attribute

        return attribute(x)
    if n == -33:
        return sha1(x)
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


def sha1(x: Value) -> Value:
    """`-33!x`: the SHA-1 digest of text, as 20 bytes."""
    return Vector(4, np.frombuffer(hashlib.sha1(encode(text_of(x)), usedforsecurity=False).digest(), dtype=np.uint8))


def _tokens(text: str) -> list[str]:
    """The texts of the tokens of an expression and of the blanks between them."""
    found: list[str] = []
    place = 0
    for token in tokens(text):
        if token.position > place:
            found.append(text[place : token.position])
        if token.text:
            found.append(token.text)
        place = token.position + len(token.text)
    return found


def _fixed_point(digits: int, x: Value) -> Value:
    """Floats as text with so many decimal places."""
    if not is_atom(x):
        return List([_fixed_point(digits, v) for v in items(x)])
    if type(x) is not float:
        raise QError("type")
    return string(f"{x:.{digits}f}")
