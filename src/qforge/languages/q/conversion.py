"""Results as the Python values that the signature's type says, for checkers, which are Python and see values only.

What `compare` accepts as the type that is due is accepted here, with the same latitude; anything else is a mismatch.
With a type that is not known each q type becomes the Python type nearest to it.
"""

from __future__ import annotations

import math
from typing import Any

from qforge.languages.base import Frame, Latitude, MismatchError
from qforge.languages.q.display import describe, show
from qforge.languages.q.latitudes import Allowance
from qforge.languages.q.results import (
    Atom,
    Dictionary,
    General,
    GenericNull,
    MalformedFrameError,
    Result,
    Table,
    Vector,
    items,
    read,
)
from qforge.signature import ANY, Type

_INTEGERS = frozenset("hij")
_TEXTS = frozenset({"str", "symbol", "char"})
_WORDS = {"b": "bool", "h": "int", "i": "int", "j": "int", "e": "float", "f": "float", "s": "symbol", "c": "char"}


def convert(got: Frame, type_: Type, latitude: Latitude) -> object:
    """Give a result as a Python value; convert({"t": "C", "v": "ab"}, parse_type("str"), ...) is "ab".

    Raises:
        MismatchError: it is malformed, or not of that type.
    """
    try:
        return _Converter(latitude).convert(read(got), type_)
    except MalformedFrameError as error:
        raise MismatchError(f"the runtime's report is malformed: {error}") from error


class _Converter:
    def __init__(self, latitude: Latitude) -> None:
        self.latitude = latitude

    def convert(self, got: Result, type_: Type) -> Any:
        if type_.word == "any":
            type_ = _natural(got)
        if type_.word == "optional":
            return None if self._is_null(got) else self.convert(got, type_.arguments[0])
        if type_.word in _TEXTS:
            return self._text(got, type_.word)
        if type_.word in ("bool", "int", "float"):
            return self._number(got, type_.word)
        if type_.word == "dict":
            return self._dictionary(got, type_)
        if type_.word == "table":
            return self._table(got, type_)
        if type_.word == "none" and isinstance(got, GenericNull):
            return None
        return self._list(got, type_)

    def _allows(self, allowance: Allowance) -> bool:
        return allowance.given_by(self.latitude)

    def _mismatch(self, due: str, got: Result) -> MismatchError:
        return MismatchError(f"expected {due}, got {describe(got)}: {show(got)}")

    def _is_null(self, got: Result) -> bool:
        if isinstance(got, Atom) and (got.payload is None or (got.letter == "s" and got.payload == b"")):
            return self._allows(Allowance.TYPED_NULL)
        return isinstance(got, GenericNull)

    def _number(self, got: Result, word: str) -> bool | int | float:
        if isinstance(got, Atom) and not isinstance(got.payload, bytes):
            letter, content = got.letter, got.payload
            if word == "float":
                content = math.nan if content is None else content
                if letter == "f" or (letter == "e" and self._allows(Allowance.REAL_FOR_FLOAT)):
                    return float(content)
                if letter in _INTEGERS and self._allows(Allowance.LONG_FOR_FLOAT):
                    return float(content)
            elif content is not None and not isinstance(content, float):
                if word == "bool" and (letter == "b" or self._stands_for_boolean(letter, content)):
                    return bool(content)
                if word == "int" and self._stands_for_long(letter):
                    return int(content)
        raise self._mismatch(f"a {word}", got)

    def _stands_for_boolean(self, letter: str, content: int) -> bool:
        return letter in _INTEGERS and content in (0, 1) and self._allows(Allowance.LONG_FOR_BOOLEAN)

    def _stands_for_long(self, letter: str) -> bool:
        if letter == "b":
            return self._allows(Allowance.BOOLEAN_FOR_LONG)
        return letter == "j" or (letter in _INTEGERS and self._allows(Allowance.NARROW_INTEGER))

    def _text(self, got: Result, word: str) -> str:
        if isinstance(got, Vector) and got.letter == "c":
            kind, content = "str", got.text
        elif isinstance(got, Atom) and isinstance(got.payload, bytes) and got.letter in "sc":
            kind, content = {"s": "symbol", "c": "char"}[got.letter], got.payload
        elif isinstance(got, (Vector, General)) and not items(got) and self._allows(Allowance.ANY_EMPTY_LIST):
            kind, content = word, b""
        else:
            raise self._mismatch(f"a {word}", got)
        if kind != word:
            row = Allowance.SYMBOL_FOR_STRING if "symbol" in (kind, word) else Allowance.CHAR_FOR_STRING
            if not self._allows(row) or (word == "char" and len(content) != 1):
                raise self._mismatch(f"a {word}", got)
        return content.decode("utf-8", "backslashreplace")

    def _list(self, got: Result, type_: Type) -> Any:
        found = items(got)
        if found is None or (isinstance(got, Table) and type_.arguments and type_.arguments[0].word == "list"):
            raise self._mismatch("a list", got)
        if type_.word == "tuple":
            if len(found) != len(type_.arguments):
                raise self._mismatch(f"{len(type_.arguments)} items", got)
            return tuple(self.convert(item, part) for item, part in zip(found, type_.arguments, strict=True))
        inner = type_.arguments[0] if type_.arguments else ANY
        converted = [self.convert(item, inner) for item in found]
        if type_.word != "set":
            return converted
        return {self._hashable(item, got) for item in converted}

    def _hashable(self, value: Any, got: Result) -> Any:
        if isinstance(value, list):
            return tuple(self._hashable(item, got) for item in value)
        if isinstance(value, (dict, set)):
            raise self._mismatch("keys or items without dictionaries in them", got)
        return value

    def _dictionary(self, got: Result, type_: Type) -> dict[Any, Any]:
        keys, values = type_.arguments or (ANY, ANY)
        if not isinstance(got, Dictionary):
            raise self._mismatch("a dictionary", got)
        pairs = zip(items(got.keys) or [], items(got.values) or [], strict=True)
        return {self._hashable(self.convert(key, keys), got): self.convert(value, values) for key, value in pairs}

    def _table(self, got: Result, type_: Type) -> dict[str, Any]:
        if not isinstance(got, Table):
            raise self._mismatch("a table", got)
        columns = dict(zip((name.decode("utf-8", "replace") for name in got.names), got.columns, strict=True))
        if set(columns) != set(type_.columns):
            raise self._mismatch(f"a table with the columns {', '.join(type_.columns)}", got)
        types = zip(type_.columns, type_.arguments, strict=True)
        return {name: [self.convert(cell, inner) for cell in items(columns[name]) or []] for name, inner in types}


def _natural(got: Result) -> Type:
    """The type that a result has by itself, of one level."""
    if isinstance(got, Atom):
        return Type(_WORDS.get(got.letter, "int"))
    if isinstance(got, Vector) and got.letter == "c":
        return Type("str")
    if isinstance(got, Dictionary):
        return Type("dict", (ANY, ANY))
    return Type("none") if isinstance(got, GenericNull) else Type("list", (ANY,))
