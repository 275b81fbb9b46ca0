"""Typed signatures: what a problem's function takes and gives, in words that every language pack can render.

A type is one word or a word with arguments in brackets:

    bool int float str symbol char any
    list[T]  set[T]  optional[T]  tuple[T1,T2,...]  dict[K,V]  table[column:T,...]

`symbol` and `char` are strings in the reference language (`char`: of one character); `table` is a dictionary
from column name to list, all of one length. `any` is what is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qforge.errors import DataError

ATOMS = ("bool", "int", "float", "str", "symbol", "char", "any")
ARITY = {"list": 1, "set": 1, "optional": 1, "dict": 2}


@dataclass(frozen=True, slots=True)
class Type:
    """One type: its word, its arguments, and for a table the columns' names (one per argument)."""

    word: str
    arguments: tuple[Type, ...] = ()
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        if not self.arguments:
            return self.word
        names = [f"{column}:" for column in self.columns] or [""] * len(self.arguments)
        return f"{self.word}[{','.join(f'{name}{item}' for name, item in zip(names, self.arguments, strict=True))}]"


ANY = Type("any")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter's name and the text of its type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Signature:
    """A function's name, its parameters in order, and the text of its result's type."""

    name: str
    parameters: tuple[Parameter, ...]
    result: str

    def __str__(self) -> str:
        parameters = ", ".join(f"{parameter.name}: {parameter.type}" for parameter in self.parameters)
        return f"{self.name}({parameters}) -> {self.result}"


def parse_signature(text: str) -> Signature:
    """Read a signature as `str` writes it, for example ``f(x: list[int], y: dict[str,int]) -> bool``.

    Raises:
        DataError: it has another form, or a type that is none.
    """
    matched = re.fullmatch(r"(\w+)\((.*)\) -> (\S+)", text)
    pairs = [pair.partition(": ") for pair in matched[2].split(", ")] if matched else []
    if matched is None or not all(name.isidentifier() and type_ for name, _, type_ in pairs):
        raise DataError(f"signature {text!r}: expected name(parameter: type, ...) -> type")
    for type_ in (*(type_ for _, _, type_ in pairs), matched[3]):
        parse_type(type_)
    return Signature(matched[1], tuple(Parameter(name, type_) for name, _, type_ in pairs), matched[3])


@dataclass(frozen=True, slots=True)
class Types:
    """A signature's types, parsed."""

    parameters: tuple[Type, ...]
    result: Type


def parse_types(signature: Signature) -> Types:
    """Parse all types of a signature.

    Raises:
        DataError: as `parse_type`.
    """
    return Types(tuple(parse_type(p.type) for p in signature.parameters), parse_type(signature.result))


def parse_type(text: str) -> Type:
    """Read a type, for example ``dict[str,list[int]]``.

    Raises:
        DataError: a word or a number of arguments that the module's docstring does not list.
    """
    tokens = re.findall(r"[A-Za-z_]\w*|\S", text)
    parsed, rest = _type(tokens, 0, text)
    if rest != len(tokens):
        raise DataError(f"type {text!r}: {tokens[rest]!r} is not expected there")
    return parsed


def _type(tokens: list[str], at: int, text: str) -> tuple[Type, int]:
    if at >= len(tokens):
        raise DataError(f"type {text!r} ends too early")
    word, at = tokens[at], at + 1
    if word in ATOMS:
        return Type(word), at
    if word not in ("tuple", "table", *ARITY):
        known = " ".join((*ATOMS, "list[T] set[T] optional[T] tuple[T,...] dict[K,V] table[column:T,...]"))
        raise DataError(f"type {text!r}: {word!r} is not a type; known are {known}")
    arguments: list[Type] = []
    columns: list[str] = []
    separator = "["
    while at < len(tokens) and tokens[at] == separator:
        at += 1
        if word == "table":
            if at + 1 >= len(tokens) or tokens[at + 1] != ":":
                raise DataError(f"type {text!r}: a table's columns are written name:type")
            columns.append(tokens[at])
            at += 2
        item, at = _type(tokens, at, text)
        arguments.append(item)
        separator = ","
    if not arguments or at >= len(tokens) or tokens[at] != "]":
        raise DataError(f"type {text!r}: {word} needs its arguments in brackets")
    if len(arguments) != ARITY.get(word, len(arguments)):
        raise DataError(f"type {text!r}: {word} takes {ARITY[word]} argument(s), not {len(arguments)}")
    return Type(word, tuple(arguments), tuple(columns)), at + 1


def infer_type(values: list[object]) -> Type:
    """Give the narrowest type that holds all the values; `any` where they have none in common.

    >>> str(infer_type([[1, 2], [], [3.5]]))
    'list[float]'
    """
    return _settle(_infer_all(values))


_UNKNOWN = Type("unknown")


def _infer(value: object) -> Type:
    for kind, word in ((bool, "bool"), (int, "int"), (float, "float"), (str, "str")):
        if isinstance(value, kind):
            return Type(word)
    if isinstance(value, (list, set, frozenset)):
        word = "list" if isinstance(value, list) else "set"
        return Type(word, (_infer_all(list(value)),))
    if isinstance(value, tuple) and value:
        return Type("tuple", tuple(_infer(item) for item in value))
    if isinstance(value, dict):
        return Type("dict", (_infer_all(list(value)), _infer_all(list(value.values()))))
    return ANY


def _infer_all(values: list[object]) -> Type:
    joined = _UNKNOWN
    for value in values:
        joined = _join(joined, _infer(value))
    return joined


def _join(a: Type, b: Type) -> Type:
    if a == b or b == _UNKNOWN:
        return a
    if a == _UNKNOWN:
        return b
    if {a.word, b.word} == {"int", "float"}:
        return Type("float")
    if a.word == b.word and len(a.arguments) == len(b.arguments) and a.arguments:
        return Type(a.word, tuple(_join(x, y) for x, y in zip(a.arguments, b.arguments, strict=True)))
    return ANY


def _settle(type_: Type) -> Type:
    if type_ == _UNKNOWN:
        return ANY
    return Type(type_.word, tuple(_settle(item) for item in type_.arguments), type_.columns)


def coerce(value: object, type_: Type) -> object:
    """Give the value as its type says: integers become floats where the type holds floats.

    >>> coerce([1, 2.5], parse_type("list[float]"))
    [1.0, 2.5]
    """
    if type_.word == "float":
        return float(value) if type(value) is int else value
    if not type_.arguments:
        return value
    if isinstance(value, tuple) and type_.word == "tuple" and len(value) == len(type_.arguments):
        return tuple(coerce(item, inner) for item, inner in zip(value, type_.arguments, strict=True))
    if isinstance(value, dict) and type_.word == "dict":
        keys, items = type_.arguments
        return {coerce(key, keys): coerce(item, items) for key, item in value.items()}
    if isinstance(value, dict) and type_.word == "table":
        inner_types = dict(zip(type_.columns, type_.arguments, strict=True))
        return {
            name: coerce(column, Type("list", (inner_types[name],))) if name in inner_types else column
            for name, column in value.items()
        }
    if isinstance(value, list) and type_.word == "list":
        return [coerce(item, type_.arguments[0]) for item in value]
    if isinstance(value, (set, frozenset)) and type_.word == "set":
        return {coerce(item, type_.arguments[0]) for item in value}
    if type_.word == "optional" and value is not None:
        return coerce(value, type_.arguments[0])
    return value


_PYTHON: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,), "symbol": (str,)}


def fits(value: object, type_: Type) -> bool:
    """Tell whether a value is of a type; a whole number also fits `float`."""
    word, inner = type_.word, type_.arguments
    if word == "any" or (word == "optional" and value is None):
        return True
    if word == "optional":
        return fits(value, inner[0])
    if word == "bool" or isinstance(value, bool):
        return word == "bool" and isinstance(value, bool)
    if word == "char":
        return isinstance(value, str) and len(value) == 1
    if word in _PYTHON:
        return isinstance(value, _PYTHON[word])
    if word == "table":
        return _fits_table(value, type_)
    if isinstance(value, dict) and word == "dict":
        return all(fits(key, inner[0]) and fits(item, inner[1]) for key, item in value.items())
    if isinstance(value, tuple) and word == "tuple":
        return len(value) == len(inner) and all(fits(item, part) for item, part in zip(value, inner, strict=True))
    if isinstance(value, (list, set)):
        return word == type(value).__name__ and all(fits(item, inner[0]) for item in value)
    return False


def _fits_table(value: object, type_: Type) -> bool:
    if not isinstance(value, dict) or list(value) != list(type_.columns):
        return False
    columns = list(value.values())
    if not all(isinstance(column, list) and len(column) == len(columns[0]) for column in columns):
        return False
    return all(fits(item, part) for column, part in zip(columns, type_.arguments, strict=True) for item in column)
