"""What a setting may be, and what stands in its place, in words that a user of a pipeline file knows."""

from __future__ import annotations

import dataclasses
import difflib
import enum
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic.fields import FieldInfo

from qforge.config.document import Items, Node, Scalar
from qforge.config.plugin import Kind, Plugin

LONGEST_SHOWN = 60
WORDS: dict[object, str] = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    Path: "a path",
    type(None): "nothing",
    Any: "a value",
}
CONSTRAINTS: tuple[tuple[type[Any], str, str], ...] = (
    (Gt, "gt", "greater than {}"),
    (Ge, "ge", "of at least {}"),
    (Lt, "lt", "less than {}"),
    (Le, "le", "of at most {}"),
    (MinLen, "min_length", "of length {} or more"),
    (MaxLen, "max_length", "of length {} or less"),
)


class Shape(NamedTuple):
    """An annotation taken apart: the type itself, what `Annotated` adds, and whether null is allowed."""

    core: Any
    metadata: tuple[Any, ...]
    optional: bool


def take_apart(annotation: Any) -> Shape:
    """Peel `Annotated` and `| None` off a type, in whatever order they stand."""
    metadata: tuple[Any, ...] = ()
    optional = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *more = get_args(annotation)
            metadata = (*metadata, *more)
        elif origin in (Union, types.UnionType) and type(None) in get_args(annotation):
            optional = True
            others = tuple(member for member in get_args(annotation) if member is not type(None))
            annotation = Union[others]  # noqa: UP007 - built at run time from a tuple
        else:
            return Shape(annotation, metadata, optional)


def expected(annotation: Any) -> str:
    """Describe what is right.

    >>> expected(Annotated[int, Gt(0)])
    'a whole number greater than 0'
    """
    core, metadata, optional = take_apart(annotation)
    described = _core(core, metadata)
    return f"{described}, or nothing" if optional else described


def _core(core: Any, metadata: tuple[Any, ...]) -> str:
    origin, arguments = get_origin(core), get_args(core)
    limits = "".join(f" {words}" for words in [" and ".join(_constraints(metadata))] if words)
    if core is Plugin:
        kinds = [item.name for item in metadata if isinstance(item, Kind)]
        return f"a section with use: NAME, one of the {kinds[0]}"
    if origin is Literal:
        return _one_of(str(choice) for choice in arguments)
    if isinstance(core, type) and issubclass(core, enum.Enum):
        return _one_of(str(member.value) for member in core)
    if origin in (tuple, list):
        if origin is tuple and (len(arguments) != 2 or arguments[1] is not ...):
            return f"a list of {len(arguments)}: {', '.join(expected(item) for item in arguments)}"
        return f"a list{limits}, each item {expected(arguments[0])}"
    if origin is dict:
        return f"a section that maps text to {expected(arguments[1])}"
    if origin in (Union, types.UnionType):
        return " or ".join(expected(member) for member in arguments)
    if dataclasses.is_dataclass(core):
        return "a section (lines of key: value)"
    return WORDS.get(core, getattr(core, "__name__", str(core))) + limits


def choices(annotation: Any) -> list[str]:
    """List the words of an enumeration or `Literal`; empty for everything else."""
    core = take_apart(annotation).core
    if get_origin(core) is Literal:
        return [str(choice) for choice in get_args(core)]
    return [str(member.value) for member in core] if isinstance(core, type) and issubclass(core, enum.Enum) else []


def _one_of(words: Iterable[str]) -> str:
    return f"one of {', '.join(words)}"


def _constraints(metadata: tuple[Any, ...]) -> list[str]:
    found = []
    flat = [part for item in metadata for part in (item.metadata if isinstance(item, FieldInfo) else [item])]
    for part in flat:
        found += [words.format(getattr(part, name)) for kind, name, words in CONSTRAINTS if isinstance(part, kind)]
        if getattr(part, "pattern", None):
            found.append(f"of the form {part.pattern}")
    return found


def found(node: Node) -> str:
    """Describe what stands there, cut where it is long."""
    if not isinstance(node, Scalar):
        return "a list" if isinstance(node, Items) else "a section"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    shown = node.text if len(node.text) <= LONGEST_SHOWN else node.text[:LONGEST_SHOWN] + "…"
    return f"the text {shown!r}" if isinstance(node.value, str) else f"the number {shown}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Give ``; did you mean 'x'?`` for the nearest known word, or ""."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
