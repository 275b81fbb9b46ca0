"""A row of the table of verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from qforge.languages.q.interpreter.values import Value


@dataclass(frozen=True, slots=True)
class Verb:
    """One verb: name in the language, function, least and most arguments, console text, type number.

    `text` is what the console shows for the verb as a value (empty: its name); `t` is 101 for a unary primitive,
    102 for an operator, 100 for a keyword that q writes as a lambda, 106 to 111 for a derived one.
    """

    name: str
    function: Callable[..., Value]
    low: int
    high: int = 0
    text: str = ""
    t: int = 0
