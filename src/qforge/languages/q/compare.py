"""Results held against the reference's values: by value, by type as far as the latitude allows, never by text.

Floats are equal where their values are: nan equals nan, -0.0 equals 0.0; with tolerances, |got - expected| <=
max(relative * |expected|, absolute). A set's items come in any order, each once. Dictionaries are held together by
their keys, tables by their columns' names, rows in order. What is wrong with a frame is a Difference as well.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from qforge.languages.base import Difference, Frame, Latitude
from qforge.languages.q.display import describe, show, show_expected
from qforge.languages.q.latitudes import Allowance
from qforge.languages.q.leaves import expected_leaves, got_leaves
from qforge.languages.q.matching import MAXIMUM_COMPARISONS, pair
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
from qforge.record import Comparison, ComparisonKind
from qforge.signature import ANY, Type

_INTEGERS = frozenset("hij")
_VECTOR_LETTERS = {"bool": "b", "int": "j", "float": "f", "symbol": "s", "char": "c"}


def differs(
    expected: object, got: Frame, type_: Type, comparison: Comparison, latitude: Latitude = Latitude.LENIENT
) -> Difference | None:
    """Compare a result's frame with the reference's value; None where they agree."""
    try:
        result = read(got)
    except MalformedFrameError as error:
        return Difference("", f"the runtime's report is malformed: {error}")
    comparer = _Comparer(comparison, latitude)
    if comparison.kind in (ComparisonKind.UNORDERED, ComparisonKind.SET):
        return comparer.unordered(expected, type_, result, repeats=comparison.kind is ComparisonKind.UNORDERED)
    return comparer.compare(expected, type_, result, "")


class _Comparer:
    """One comparison; while `quiet`, differences are found but not worded."""

    def __init__(self, comparison: Comparison, latitude: Latitude) -> None:
        exact = comparison.kind is ComparisonKind.EXACT
        self.relative = 0.0 if exact else comparison.relative
        self.absolute = 0.0 if exact else comparison.absolute
        self.latitude = latitude
        self.quiet = False

    def compare(self, expected: object, type_: Type, got: Result, path: str) -> Difference | None:
        if expected == "" and type_.word in ("optional", "any") and isinstance(got, Atom):
            return self._kind("an empty string (the empty symbol stands for None)", got, path)
        if type_.word == "optional":
            return self.compare(expected, type_.arguments[0], got, path)
        if expected is None:
            return self._null(got, path)
        if isinstance(expected, (bool, int, float)):
            return self._number(expected, type_, got, path)
        if isinstance(expected, str):
            return self._text(expected, type_, got, path)
        if isinstance(expected, dict):
            compare = self._table if type_.word == "table" else self._dictionary
            return compare(expected, type_, got, path)
        if isinstance(expected, (set, frozenset)):
            return self._any_order(list(expected), type_, got, path)
        if isinstance(expected, (list, tuple)):
            return self._list(expected, type_, got, path)
        return Difference(path, f"a value of type {type(expected).__name__} can't be compared")

    def unordered(self, expected: object, type_: Type, got: Result, *, repeats: bool) -> Difference | None:
        """Compare with the outermost list's items in any order (a table's rows too); `repeats`: how often counts."""
        if type_.word == "optional":
            return self.unordered(expected, type_.arguments[0], got, repeats=repeats)
        if isinstance(expected, (list, tuple)):
            in_some_order = self._any_order if repeats else self._any_number
            return in_some_order(list(expected), type_, got, "")
        if isinstance(expected, dict) and type_.word == "table" and isinstance(got, Table):
            return self._rows_in_any_order(expected, type_, got)
        return self.compare(expected, type_, got, "")

    # Words

    def _allows(self, allowance: Allowance) -> bool:
        return allowance.given_by(self.latitude)

    def _kind(self, due: str, got: Result, path: str) -> Difference:
        if self.quiet:
            return Difference(path, "")
        return Difference(path, f"expected {due}, got {describe(got)}: {show(got)}")

    def _value(self, expected: object, got: Result, path: str) -> Difference:
        if self.quiet:
            return Difference(path, "")
        return Difference(path, f"expected {show_expected(expected)}, got {show(got)}")

    # Atoms

    def _null(self, got: Result, path: str) -> Difference | None:
        if isinstance(got, GenericNull):
            return None
        is_null = isinstance(got, Atom) and (got.payload is None or (got.letter == "s" and got.payload == b""))
        if is_null and self._allows(Allowance.TYPED_NULL):
            return None
        return self._kind("the null (::)", got, path)

    def _number(self, expected: bool | float, type_: Type, got: Result, path: str) -> Difference | None:
        is_float = isinstance(expected, float) or type_.word == "float"
        word = "float" if is_float else "boolean" if isinstance(expected, bool) and type_.word != "int" else "long"
        if not isinstance(got, Atom) or not self._number_fits(word, type_, got.letter):
            return self._kind(f"a {word}", got, path)
        value = got.payload
        assert not isinstance(value, bytes)
        if is_float:
            same = self._close(math.nan if value is None else value, expected)
        else:
            same = value is not None and value == expected
        return None if same else self._value(expected, got, path)

    def _number_fits(self, word: str, type_: Type, letter: str) -> bool:
        if word == "float":
            if letter in _INTEGERS:
                return type_.word == "float" and self._allows(Allowance.LONG_FOR_FLOAT)
            return letter == "f" or (letter == "e" and self._allows(Allowance.REAL_FOR_FLOAT))
        if word == "boolean":
            return letter == "b" or (letter in _INTEGERS and self._allows(Allowance.LONG_FOR_BOOLEAN))
        if letter == "b":
            return self._allows(Allowance.BOOLEAN_FOR_LONG)
        return letter == "j" or (letter in _INTEGERS and self._allows(Allowance.NARROW_INTEGER))

    def _close(self, got: float, expected: float) -> bool:
        if got == expected or (got != got and expected != expected):  # of a long and a float exact, too
            return True
        if not (self.relative or self.absolute):
            return False
        try:
            a, b = float(got), float(expected)
        except OverflowError:
            return False
        return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= max(self.relative * abs(b), self.absolute)

    def _text(self, expected: str, type_: Type, got: Result, path: str) -> Difference | None:
        data = expected.encode("utf-8", "surrogatepass")
        word = type_.word if type_.word in ("symbol", "char") else "string"
        if isinstance(got, Vector) and got.letter == "c":
            kind, content = "string", got.text
        elif isinstance(got, Atom) and isinstance(got.payload, bytes) and got.letter in ("s", "c"):
            kind, content = {"s": "symbol", "c": "char"}[got.letter], got.payload
        elif not data and word == "string" and _is_empty_list(got) and self._allows(Allowance.ANY_EMPTY_LIST):
            return None
        else:
            return self._kind(f"a {word}", got, path)
        if kind != word:
            row = Allowance.SYMBOL_FOR_STRING if "symbol" in (kind, word) else Allowance.CHAR_FOR_STRING
            if not self._allows(row):
                return self._kind(f"a {word}", got, path)
        return None if content == data else self._value(expected, got, path)

    # Lists and sets

    def _list(self, expected: list[Any] | tuple[Any, ...], type_: Type, got: Result, path: str) -> Difference | None:
        if isinstance(got, Vector) and _holds_exactly(got, expected, _item_type(type_)):
            return None
        types = _item_types(expected, type_)
        found = self._items_of(got, expected, _item_type(type_))
        if found is None:
            return self._kind(f"a list of {len(expected)}", got, path)
        if len(found) != len(expected):
            return self._kind(f"{len(expected)} items", got, path)
        for at, (value, item_type, item) in enumerate(zip(expected, types, found, strict=True)):
            difference = self.compare(value, item_type, item, f"{path}[{at}]")
            if difference:
                return difference
        return None

    def _items_of(self, got: Result, expected: Any, item: Type) -> list[Result] | None:
        """The items of a list that has the form that is due for the expected values; None for what has not."""
        if isinstance(got, Table):
            return items(got) if _are_records(expected, item) else None
        if self.latitude is Latitude.STRICT and isinstance(got, General):
            letters = {part.letter for part in got.items if isinstance(part, Atom)}
            if got.items and len(letters) == 1 and all(isinstance(part, Atom) for part in got.items):
                return items(got) if self._allows(Allowance.GENERAL_LIST) else None
        if not expected and not self._allows(Allowance.ANY_EMPTY_LIST):
            letter = got.letter if isinstance(got, Vector) else ""
            return items(got) if letter == _VECTOR_LETTERS.get(item.word, "") else None
        return items(got)

    def _any_order(self, expected: list[Any], type_: Type, got: Result, path: str) -> Difference | None:
        found = self._items_of(got, expected, _item_type(type_))
        if found is None:
            return self._kind(f"a list of {len(expected)}", got, path)
        if len(found) != len(expected):
            return self._kind(f"{len(expected)} items in any order", got, path)
        pairs = list(zip(expected, _item_types(expected, type_), strict=True))
        partners = self._pair(pairs, found, lambda typed, item: self.compare(typed[0], typed[1], item, "") is None)
        if None not in partners:
            return None
        missing = expected[partners.index(None)]
        return Difference(path, f"no item of the result is {show_expected(missing)}: {show(got)}")

    def _any_number(self, expected: list[Any], type_: Type, got: Result, path: str) -> Difference | None:
        """Compare as sets: each expected value is an item of the result, and each item one of the values."""
        found = self._items_of(got, expected, _item_type(type_))
        if found is None:
            return self._kind("a list", got, path)
        typed = list(zip(expected, _item_types(expected, type_), strict=True))
        unmet = {repr(value): (value, item_type) for value, item_type in typed}
        results = {repr(item): item for item in found}
        if len(unmet) * len(results) > MAXIMUM_COMPARISONS:
            return self._any_order([value for value, _ in unmet.values()], type_, General(list(results.values())), path)
        before, self.quiet = self.quiet, True
        values = list(unmet.items())
        strange = None
        for item in results.values():
            agreeing = [key for key, (value, inner) in values if self.compare(value, inner, item, "") is None]
            strange = strange if agreeing or strange is not None else item
            for key in agreeing:
                unmet.pop(key, None)
        self.quiet = before
        if strange is not None:
            return Difference(path, f"an item of the result is none of those expected: {show(strange)}")
        if unmet:
            missing, _ = next(iter(unmet.values()))
            return Difference(path, f"no item of the result is {show_expected(missing)}: {show(got)}")
        return None

    def _pair(self, expected: list[Any], found: list[Result], agree: Callable[[Any, Result], bool]) -> list[int | None]:
        """Pair values with results that agree, whatever their order; see `matching.pair`."""
        before, self.quiet = self.quiet, True
        try:
            return pair(
                [expected_leaves(value) for value in expected],
                [got_leaves(item) for item in found],
                lambda i, j: agree(expected[i], found[j]),
            )
        finally:
            self.quiet = before

    # Dictionaries and tables

    def _dictionary(self, expected: dict[Any, Any], type_: Type, got: Result, path: str) -> Difference | None:
        key_type, value_type = type_.arguments if type_.word == "dict" else (ANY, ANY)
        if not isinstance(got, Dictionary):
            return self._kind(f"a dictionary of {len(expected)}", got, path)
        keys, values = self._items_of(got.keys, list(expected), key_type), items(got.values)
        if isinstance(got.keys, Table) or keys is None or values is None or len(keys) != len(expected):
            return self._kind(f"a dictionary of {len(expected)}", got, path)
        partners = self._pair(list(expected), keys, lambda key, item: self.compare(key, key_type, item, "") is None)
        if None in partners:
            missing = list(expected)[partners.index(None)]
            return Difference(path, f"the key {show_expected(missing)} is missing: {show(got)}")
        if not self._allows(Allowance.KEY_ORDER) and partners != list(range(len(keys))):
            return Difference(path, f"the keys are in another order: {show(got)}")
        for (key, value), partner in zip(expected.items(), partners, strict=True):
            assert partner is not None
            difference = self.compare(value, value_type, values[partner], f"{path}[{show_expected(key)}]")
            if difference:
                return difference
        return None

    def _table(self, expected: dict[Any, Any], type_: Type, got: Result, path: str) -> Difference | None:
        if not isinstance(got, Table):
            return self._kind("a table", got, path)
        names = [str(name).encode("utf-8", "surrogatepass") for name in expected]
        difference = self._names(names, got, path)
        if difference:
            return difference
        for (name, column), encoded in zip(expected.items(), names, strict=True):
            found = got.columns[got.names.index(encoded)]
            column_type = Type("list", (_column_type(type_, str(name)),))
            difference = self.compare(column, column_type, found, f"{path}[{show_expected(name)}]")
            if difference:
                return difference
        return None

    def _names(self, names: list[bytes], got: Table, path: str) -> Difference | None:
        any_order = self._allows(Allowance.COLUMN_ORDER)
        if (sorted(names) == sorted(got.names)) if any_order else (names == got.names):
            return None
        written = ", ".join(name.decode("utf-8", "replace") for name in names)
        return self._kind(f"a table with the columns {written}", got, path)

    def _rows_in_any_order(self, expected: dict[Any, Any], type_: Type, got: Table) -> Difference | None:
        """Compare tables with their columns by name and their rows in any order."""
        columns = [list(column) for column in expected.values() if isinstance(column, list)]
        names = [str(name).encode("utf-8", "surrogatepass") for name in expected]
        difference = self._names(names, got, "")
        if difference or {len(column) for column in columns} != {got.count} or got.count == 0:
            return difference or self._table(expected, type_, got, "")
        types = [_column_type(type_, str(name)) for name in expected]
        cells = [items(got.columns[got.names.index(name)]) or [] for name in names]
        found: list[Result] = [General([column[row] for column in cells]) for row in range(got.count)]

        def agree(values: Any, row: Result) -> bool:
            assert isinstance(row, General)
            triples = zip(values, types, row.items, strict=True)
            return all(self.compare(value, column, cell, "") is None for value, column, cell in triples)

        rows = list(zip(*columns, strict=True))
        partners = self._pair(rows, found, agree)
        if None not in partners:
            return None
        return Difference("", f"no row of the result is {show_expected(rows[partners.index(None)])}: {show(got)}")


def _item_type(type_: Type) -> Type:
    return type_.arguments[0] if type_.word in ("list", "set") else ANY


def _is_empty_list(got: Result) -> bool:
    return isinstance(got, (Vector, General)) and items(got) == []


def _holds_exactly(got: Vector, expected: list[Any] | tuple[Any, ...], item: Type) -> bool:
    """Whether a vector's payloads are these very Python values: no more than a short cut for long lists."""
    kind = {"j": int, "f": float, "b": bool}.get(got.letter)
    if not expected or kind is None or item.word != kind.__name__:
        return False
    return all(type(value) is kind for value in expected) and got.payloads == list(expected)


def _item_types(expected: list[Any] | tuple[Any, ...], type_: Type) -> list[Type]:
    if type_.word == "tuple" and len(type_.arguments) == len(expected):
        return list(type_.arguments)
    return [_item_type(type_)] * len(expected)


def _are_records(expected: Any, item: Type) -> bool:
    """Whether a list's items are dictionaries: q makes a table of those that are alike."""
    return bool(item.word == "dict" or (expected and isinstance(next(iter(expected)), dict)))


def _column_type(type_: Type, name: str) -> Type:
    return dict(zip(type_.columns, type_.arguments, strict=True)).get(name, ANY)
