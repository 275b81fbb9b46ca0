"""How far a result's q type may differ from what its signature asks for: one table, a strict and a lenient column.

Whatever the column, values are equal or not: 1 is never 1 1 1, never "1", never 1f where a long is due, and order
counts unless the problem says otherwise. A type that stands in no row must be exactly the one that the
signature's type has as a literal. No result stands for two values that may be due in one place: the empty symbol is
never "" where None may be due, and a nan where None may be due makes the problem not representable. The name of the
column that was used is part of a sample's evidence.
"""

from __future__ import annotations

from enum import Enum

from qforge.languages.base import Latitude


class Allowance(Enum):
    """The rows: what may stand for what, and whether strict and lenient allow it."""

    # name = number, strict, lenient                     due                              also accepted
    BOOLEAN_FOR_LONG = (1, False, True)  #               a long 0 or 1                    0b, 1b
    LONG_FOR_BOOLEAN = (2, False, True)  #               a boolean                        0, 1 (long, int, short)
    NARROW_INTEGER = (3, False, True)  #                 a long                           an int, a short
    LONG_FOR_FLOAT = (4, False, True)  #                 a float, by the signature        a long, int, short (0N: 0n)
    REAL_FOR_FLOAT = (5, False, True)  #                 a float                          a real of that very value
    CHAR_FOR_STRING = (6, False, True)  #                a string of one character        the char; and the reverse
    SYMBOL_FOR_STRING = (7, False, True)  #              a string or char                 the symbol; and the reverse
    ANY_EMPTY_LIST = (8, False, True)  #                 an empty list of a type          an empty list of any type
    TYPED_NULL = (9, False, True)  #                     (::) for None                    0N, 0n, `, any null atom
    GENERAL_LIST = (10, False, True)  #                  a vector                         a general list of its atoms
    KEY_ORDER = (11, False, True)  #                     a dictionary                     its keys in another order
    COLUMN_ORDER = (12, False, True)  #                  a table                          its columns in another order

    def __init__(self, _number: int, strict: bool, lenient: bool) -> None:
        self._allowed = {Latitude.STRICT: strict, Latitude.LENIENT: lenient}

    def given_by(self, latitude: Latitude) -> bool:
        """Whether this column allows the row."""
        return self._allowed[latitude]
