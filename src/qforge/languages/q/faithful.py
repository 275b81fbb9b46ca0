"""Values over which a right q program need not agree with its Python reference, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable

from qforge.languages.base import NotRepresentableError
from qforge.languages.q.literals import literal
from qforge.signature import ANY, Type, coerce

NULL_TOO = "it can't be told from None, which may stand there as well: q has one null for both"


def unfaithful(value: object, type_: Type) -> str:
    """Say why q programs over the value can't be held against the reference, or give "".

    unfaithful("naïve", parse_type("str")) says that a q char is one byte.
    """
    try:
        literal(value, type_)
    except NotRepresentableError as error:
        return str(error)
    if type_ == ANY and (value is None or _is_null_too(value, type_)):
        return "" if value is None else NULL_TOO
    return next(iter(_flaws(coerce(value, type_), type_)), "")


def _flaws(value: object, type_: Type) -> Iterable[str]:
    if type_.word == "optional":
        if _is_null_too(value, type_.arguments[0]):
            yield NULL_TOO
        elif value is not None:
            yield from _flaws(value, type_.arguments[0])
    elif value is None:
        yield "None inside other data: a q null has a type and takes part in arithmetic and comparison"
    elif isinstance(value, str) and not value.isascii():
        yield f"the text {value[:40]!r} is not ASCII: a q char is one byte, so counts and indices differ"
    elif isinstance(value, dict):
        yield from _mapping_flaws(value, type_)
    elif isinstance(value, (set, frozenset)):
        yield from _unique_flaws(list(value), "a set's items")
        yield from _all_flaws(value, type_.arguments[0] if type_.word == "set" else ANY)
    elif isinstance(value, (list, tuple)):
        types = type_.arguments if type_.word in ("list", "tuple") else ()
        if type_.word == "tuple" and len(types) == len(value):
            for item, item_type in zip(value, types, strict=True):
                yield from _flaws(item, item_type)
        else:
            yield from _all_flaws(value, types[0] if type_.word == "list" else ANY)


def _is_null_too(value: object, type_: Type) -> bool:
    """Whether programs give for this value what they give for None, which may stand in its place."""
    return (isinstance(value, float) and math.isnan(value)) or (value == "" and type_.word == "symbol")


def _mapping_flaws(value: dict[object, object], type_: Type) -> Iterable[str]:
    if type_.word == "table":
        types = dict(zip(type_.columns, type_.arguments, strict=True))
        for name, column in value.items():
            yield from _flaws(name, ANY)
            yield from _flaws(column, Type("list", (types.get(str(name), ANY),)))
        return
    keys, items = type_.arguments if type_.word == "dict" else (ANY, ANY)
    yield from _unique_flaws(list(value), "a dictionary's keys")
    yield from _all_flaws(value, keys)
    yield from _all_flaws(value.values(), items)


def _all_flaws(values: Iterable[object], type_: Type) -> Iterable[str]:
    for value in values:
        yield from _flaws(value, type_)


def _unique_flaws(values: list[object], what: str) -> Iterable[str]:
    """Where Python tells values apart by its own rules of equality, q must have the same ones."""
    kinds = {_kind(value) for value in values}
    if len(kinds) > 1:
        yield f"{what} are of several types ({', '.join(sorted(kinds))}), which no q vector holds"
    if any(isinstance(value, float) and math.isnan(value) for value in values):
        yield f"{what} hold nan: in Python no nan equals another, in q all do"


def _kind(value: object) -> str:
    if isinstance(value, tuple):
        return "tuple"
    return "frozenset" if isinstance(value, frozenset) else type(value).__name__
