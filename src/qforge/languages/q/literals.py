"""Python values as q literals that read back as the same value in any q.

Every literal may stand wherever an argument or an operand may: what is more than one token and could be torn
apart by what stands beside it is in parentheses. One item makes a list with `enlist`, a list without items has
its type's name, and what q cannot hold (a long beyond 64 bits, a character beyond one byte) is refused.

    [0]      (enlist 0)          ["a", "bc"]      (enlist "a";"bc")
    -1.5     (-1.5)              {}               (()!())
    None     (::)                [True, False]    10b
"""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from qforge.languages.base import NotRepresentableError
from qforge.languages.q.reserved import is_name
from qforge.signature import ANY, Type, coerce, infer_type
from qforge.value import NotEncodableError, canonical, encode

MAXIMUM_DEPTH = 64
LARGEST_LONG = 2**63 - 2
"""2^63-1 is q's infinity 0W, its negative -0W, and -2^63 the null 0N."""

Typed: TypeAlias = tuple[object, Type]

_PLAIN_SYMBOL = re.compile(r"(?:[A-Za-z][A-Za-z0-9_]*)?")
_NUMBER = r"\d[\d.]*(?:e-?\d+)?[a-z]?"
_ONE_TOKEN = re.compile(rf'{_NUMBER}(?: -?{_NUMBER})*|(?:`[A-Za-z0-9_]*)+|"(?:[^"\\]|\\.)*"')
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"|[()]')
_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
_EMPTY = {
    "int": "`long$()",
    "float": "`float$()",
    "bool": "`boolean$()",
    "symbol": "`symbol$()",
    "char": '""',
}


def literal(value: object, type_: Type) -> str:
    """Write a Python value as a q literal; where the type does not fit the value, the value decides.

    literal([1, 2], parse_type("list[float]")) is "1 2f".

    Raises:
        NotRepresentableError: the value, or something in it, has no q literal that reads back as the same.
    """
    try:
        encode(value)
        return _operand(_write(coerce(value, type_), type_, 0))
    except NotEncodableError as error:
        raise NotRepresentableError(str(error)) from error
    except OverflowError as error:
        raise NotRepresentableError("an integer is too large for a float") from error


def _operand(text: str) -> str:
    """Put in parentheses what is no single token and not bracketed already."""
    return text if _ONE_TOKEN.fullmatch(text) or _is_bracketed(text) else f"({text})"


def _is_bracketed(text: str) -> bool:
    """Whether the parenthesis that opens the text is the one that closes it."""
    if not text.startswith("("):
        return False
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0:
            return token.end() == len(text)
    return False


def _write(value: object, type_: Type, depth: int) -> str:
    if depth > MAXIMUM_DEPTH:
        raise NotRepresentableError(f"the value is nested deeper than {MAXIMUM_DEPTH} levels")
    if type_.word == "optional":
        return _write(value, type_.arguments[0], depth)
    if value is None:
        return "(::)"
    if isinstance(value, str):
        return _text(value, type_)
    if isinstance(value, (bool, int, float)):
        return _number(value, type_)
    if isinstance(value, dict):
        return _table(value, type_, depth) if type_.word == "table" else _dictionary(value, type_, depth)
    if isinstance(value, (set, frozenset)):
        return _list(_in_order(value), _item_type(type_, "set"), depth)
    if isinstance(value, tuple) and type_.word == "tuple" and len(type_.arguments) == len(value):
        return _sequence(list(zip(value, type_.arguments, strict=True)), depth)
    if isinstance(value, (list, tuple)):
        return _list(list(value), _item_type(type_, "list"), depth)
    raise NotRepresentableError(f"a value of type {type(value).__name__} is not plain data")


def _item_type(type_: Type, word: str) -> Type:
    return type_.arguments[0] if type_.word == word else ANY


def _in_order(items: set[object] | frozenset[object]) -> list[object]:
    """Give a set's items in an order that depends on nothing but the items."""
    if all(type(item) is int for item in items) or all(isinstance(item, str) for item in items):
        return sorted(items)  # type: ignore[type-var]
    return sorted(items, key=lambda item: canonical(encode(item)))


# Atoms


def _number(value: bool | float, type_: Type) -> str:
    if isinstance(value, bool) and type_.word not in ("int", "float"):
        return "1b" if value else "0b"
    if isinstance(value, float):
        return _float(value) if _is_marked(value) else f"{_float(value)}f"
    return str(_long(int(value)))


def _long(value: int) -> int:
    if abs(value) > LARGEST_LONG:
        raise NotRepresentableError(f"the integer {value if abs(value) < 10**40 else 'given'} does not fit a q long")
    return value


def _float(value: float) -> str:
    """The shortest digits that read back exactly, without the f that a whole number needs."""
    if math.isnan(value):
        return "0n"
    if math.isinf(value):
        return "0w" if value > 0 else "-0w"
    text = repr(value)
    if text == "-0.0":
        return text
    text = text.removesuffix(".0")
    mantissa, mark, exponent = text.partition("e")
    return f"{mantissa}e{int(exponent)}" if mark else text


def _is_marked(value: float) -> bool:
    """Whether the digits alone say that it is a float."""
    return any(mark in _float(value) for mark in (".", "e", "n", "w"))


def _text(value: str, type_: Type) -> str:
    if type_.word == "symbol":
        return _symbol(value)
    if type_.word == "char":
        if len(value) != 1 or ord(value) > 127:
            raise NotRepresentableError(f"{value!r} is not one character of one byte")
        return quoted(_bytes(value))
    data = _bytes(value)
    return f"enlist {quoted(data)}" if len(data) == 1 else quoted(data)


def _bytes(value: str) -> bytes:
    try:
        return value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotRepresentableError(f"the text {value!r} has no bytes: {error.reason}") from error


def quoted(data: bytes) -> str:
    """Write bytes between quotes, all but printable ASCII as escapes."""
    return '"' + "".join(map(_escaped, data)) + '"'


def _escaped(byte: int) -> str:
    return _ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")


def _symbol(value: str) -> str:
    if _PLAIN_SYMBOL.fullmatch(value):
        return f"`{value}"
    _check_symbol(value)
    return f"`${_text(value, ANY)}"


def _check_symbol(value: str) -> None:
    if "\0" in value:
        raise NotRepresentableError(f"the symbol {value!r} holds a zero byte, where q's symbols end")
    if value != value.strip():
        raise NotRepresentableError(f"the symbol {value!r} starts or ends with a blank, which q's cast removes")


# Lists


def _list(values: list[object], item: Type, depth: int) -> str:
    return _sequence([(value, item) for value in values], depth) if values else _EMPTY.get(item.word, "()")


def _sequence(items: list[Typed], depth: int) -> str:
    """Write items in order: as one vector where all are atoms of one kind, else as a general list."""
    items = [(value, _narrowed(value, type_)) for value, type_ in items]
    kinds = {type_.word for _, type_ in items}
    if len(kinds) == 1 and len(items) > 1:
        values = [value for value, _ in items]
        vector = _vector(values, kinds.pop())
        if vector:
            return vector
    written = [_write(value, type_, depth + 1) for value, type_ in items]
    if len(items) == 1 and _is_no_record(*items[0]):
        # enlist makes a table of a dictionary, which fails where the keys are no column names.
        return f"1#({written[0]};0)"
    return _bracketed(written)


def _is_no_record(value: object, type_: Type) -> bool:
    """Whether it is written as a dictionary that can't be a table's row."""
    if not isinstance(value, dict) or type_.word == "table":
        return False
    return not value or type_.word != "dict" or type_.arguments[0].word != "symbol"


def _bracketed(written: list[str]) -> str:
    """The general list of expressions."""
    return f"enlist {written[0]}" if len(written) == 1 else f"({';'.join(written)})"


def _narrowed(value: object, type_: Type) -> Type:
    """The type that decides how an atom is written: the one given where it fits, else the value's own."""
    if type_.word == "optional":
        return _narrowed(value, type_.arguments[0])
    if value is None:
        return ANY
    if isinstance(value, str):
        return type_ if type_.word in ("symbol", "char") else Type("str")
    if isinstance(value, bool):
        return type_ if type_.word in ("int", "float") else Type("bool")
    if isinstance(value, (int, float)):
        return Type(type(value).__name__)
    return Type("any") if type_.word in _EMPTY or type_.word == "str" else type_


def _vector(values: list[object], word: str) -> str:
    """Write two atoms or more of one kind as a vector, or give "" where the kind has no vectors."""
    if word == "int":
        return " ".join(str(_long(int(value))) for value in values if isinstance(value, int))
    if word == "float":
        numbers = [float(value) for value in values if isinstance(value, (int, float))]
        return " ".join(map(_float, numbers)) + ("" if any(map(_is_marked, numbers)) else "f")
    if word == "bool":
        return "".join("1" if value else "0" for value in values) + "b"
    texts = [value for value in values if isinstance(value, str)]
    if word == "char":
        return '"' + "".join(_text(text, Type("char"))[1:-1] for text in texts) + '"'
    if word == "symbol":
        return _symbols(texts)
    return ""


def _symbols(texts: list[str]) -> str:
    if all(map(_PLAIN_SYMBOL.fullmatch, texts)):
        return "".join(f"`{text}" for text in texts)
    for text in texts:
        _check_symbol(text)
    return f"`$({';'.join(_text(text, ANY) for text in texts)})"


# Dictionaries and tables


def _dictionary(value: dict[object, object], type_: Type, depth: int) -> str:
    keys, items = type_.arguments if type_.word == "dict" else (ANY, ANY)
    if not value and type_.word != "dict":
        return "()!()"
    written = _operand(_list(list(value), keys, depth + 1))
    return f"{written}!{_list(list(value.values()), items, depth + 1)}"


def _table(value: dict[object, object], type_: Type, depth: int) -> str:
    types = dict(zip(type_.columns, type_.arguments, strict=True))
    if not value:
        raise NotRepresentableError("a table without columns")
    lengths = {len(column) if isinstance(column, list) else -1 for column in value.values()}
    if len(lengths) > 1 or -1 in lengths:
        raise NotRepresentableError("a table whose columns are not lists of one length")
    columns = {}
    for name, column in value.items():
        assert isinstance(column, list)
        columns[str(name)] = _list(column, types.get(str(name), infer_type(column)), depth + 1)
    if all(is_name(name) for name in columns):
        return f"([]{';'.join(f'{name}:{text}' for name, text in columns.items())})"
    names = _operand(_list(list(columns), Type("symbol"), depth + 1))
    return f"flip {names}!{_bracketed(list(columns.values()))}"
