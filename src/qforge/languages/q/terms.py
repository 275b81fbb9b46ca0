"""Types of a signature in the words of q."""

from __future__ import annotations

from qforge.signature import Type

_ATOMS = {
    "bool": "boolean",
    "int": "long",
    "float": "float",
    "str": "string",
    "symbol": "symbol",
    "char": "char",
    "any": "value of any type",
}
_VECTORS = frozenset({"bool", "int", "float", "symbol", "char"})


def term(type_: Type) -> str:
    """Name a type as a q programmer would.

    term(parse_type("dict[symbol,list[int]]")) is "dictionary from symbol to long vector".
    """
    if type_.word in _ATOMS:
        return _ATOMS[type_.word]
    if type_.word == "list":
        return _list(type_.arguments[0])
    if type_.word == "set":
        return f"{_list(type_.arguments[0])}, each item once, in any order"
    if type_.word == "tuple":
        return f"list of {len(type_.arguments)} ({'; '.join(map(term, type_.arguments))})"
    if type_.word == "dict":
        return f"dictionary from {term(type_.arguments[0])} to {term(type_.arguments[1])}"
    if type_.word == "optional":
        return f"{term(type_.arguments[0])}, or the null (::)"
    columns = zip(type_.columns, type_.arguments, strict=True)
    return f"table with the columns {', '.join(f'{name} ({term(item)})' for name, item in columns)}"


def _list(item: Type) -> str:
    if item.word == "any":
        return "general list"
    if item.word in _VECTORS:
        return f"{_ATOMS[item.word]} vector"
    return f"list of {_plural(term(item))}"


def _plural(noun: str) -> str:
    """The plural of a term: its first noun takes an s (an irregular dictionary: dictionaries)."""
    for singular, plural in (
        ("dictionary", "dictionaries"),
        ("list", "lists"),
        ("table", "tables"),
        ("value", "values"),
    ):
        if noun.startswith(singular):
            return plural + noun.removeprefix(singular)
    for word in (" vector", "string"):
        head, found, tail = noun.partition(word)
        if found:
            return f"{head}{found}s{tail}"
    head, found, tail = noun.partition(",")
    return f"{head}s{found}{tail}"
