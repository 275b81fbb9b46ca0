"""The console's display of values: what the interactive q prints, line by line."""

from __future__ import annotations

from .atom_text import atom_text, has_point, is_special, plain_text, quoted
from .errors import Unsupported
from .items import count
from .kinds import KINDS
from .mapped import Mapped
from .values import (
    Array,
    Atom,
    Composition,
    Derived,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    Hole,
    Iterator,
    Lambda,
    List,
    Opaque,
    Primitive,
    Projection,
    Table,
    Value,
    Vector,
    atom,
)


def resolved(x: Value) -> Value:
    """An enumeration as symbols."""
    from .enumerations import resolve

    return resolve(x)


def _enumeration_text(x: EnumAtom | EnumVector, precision: int) -> str:
    """An enumeration by what it stands for; by its numbers where they are rows of a table or stand for nothing."""
    from .enumerations import counts_in_list

    if counts_in_list(x.domain):
        return f"`{x.domain}$" + one_line(resolved(x), precision)
    return f"`{x.domain}!" + one_line(Vector(7, x.a) if isinstance(x, EnumVector) else atom(7, x.v), precision)


def vector_text(x: Vector, precision: int) -> str:
    """A simple vector in one line."""
    if x.attr:
        return f"`{x.attr}#" + vector_text(_without_attribute(x), precision)
    if isinstance(x, EnumVector):
        return _enumeration_text(x, precision)
    t, a = x.t, x.a
    if len(a) == 0:
        return '""' if t == 10 else f"`{KINDS[t].name}$()"
    comma = "," if len(a) == 1 else ""
    if t == 10:
        return comma + quoted(a.tobytes())
    if t == 11:
        return comma + "".join(f"`{v}" for v in a.tolist())
    if t == 1:
        return comma + "".join("1" if v else "0" for v in a.tolist()) + "b"
    if t == 4:
        return f"{comma}0x{a.tobytes().hex()}"
    return comma + _numbers_text(t, a, precision)


def _numbers_text(t: int, a: Array, precision: int) -> str:
    texts = [plain_text(t, v, precision) for v in a.tolist()]
    joined = " ".join(texts)
    if t in (7, 2):
        return joined
    if t == 9:
        if all(text in ("0n", "0w", "-0w") or not has_point(text) for text in texts) and not any(
            "n" in text or "w" in text for text in texts
        ):
            return joined + "f"
        return joined if any(has_point(text) for text in texts) else joined + "f"
    if t in (5, 6, 8, 13):
        return joined + KINDS[t].letter
    if all(is_special(text) for text in texts):
        return joined + KINDS[t].letter
    return joined


def _without_attribute(x: Vector) -> Vector:
    return EnumVector(x.a, x.domain) if isinstance(x, EnumVector) else Vector(x.t, x.a)


def one_line(x: Value, precision: int = 7) -> str:
    """The form that a value has inside of another: what `.Q.s1` gives."""
    cls = type(x)
    if cls is int:
        return atom_text(7, x, precision)
    if cls is float:
        return atom_text(9, x, precision)
    if cls is bool:
        return "1b" if x else "0b"
    if cls is Atom:
        return atom_text(x.t, x.v, precision)
    if cls is EnumAtom:
        return _enumeration_text(x, precision)
    if isinstance(x, Vector):
        return vector_text(x, precision)
    if cls is List:
        return _list_line(x, precision)
    if cls is Dict:
        return _key_side(x.keys, precision) + "!" + one_line(x.values, precision)
    if cls is Table:
        return _table_line(x, precision)
    return function_text(x, precision)


def _list_line(x: List, precision: int) -> str:
    if not x.items:
        return "()"
    if len(x.items) == 1:
        return "," + one_line(x.items[0], precision)
    return "(" + ";".join(one_line(v, precision) for v in x.items) + ")"


def _key_side(keys: Value, precision: int) -> str:
    text = one_line(keys, precision)
    simple_keys = isinstance(keys, Vector) and count(keys) != 1
    if simple_keys and not (isinstance(keys, Vector) and len(keys.a) == 0):
        return text
    return text if text.startswith("(") else f"({text})"


def _table_line(x: Table, precision: int) -> str:
    from .values import symbols

    values = _list_line(List(x.columns), precision)
    names = symbols(x.names)
    attribute = f"`{x.attr}#" if x.attr else ""
    return attribute + "+" + _key_side(names, precision) + "!" + values


def function_text(x: Value, precision: int = 7) -> str:
    """A function as the console shows it."""
    cls = type(x)
    if cls is Lambda:
        return str(x.source)
    if cls is Primitive:
        if "..." in x.text:
            raise Unsupported(f"the text of {x.name}")
        return str(x.text)
    if cls is Derived:
        inner = function_text(x.function) if isinstance(x.function, Function) else one_line(x.function, precision)
        return f"{inner}{x.adverb}"
    if cls is Projection:
        return _projection_text(x, precision)
    if cls is Composition:
        return function_text(x.outer) + function_text(x.inner)
    if cls is Iterator:
        return str(x.adverb)
    if cls is Hole:
        return ""
    if cls is Mapped:
        return ("+" if x.flipped else "") + _key_side(x.names, precision) + f"!`{x.place.v}"
    if isinstance(x, Opaque):
        raise Unsupported("the display of this value")
    return one_line(x, precision)


def _projection_text(x: Projection, precision: int) -> str:
    f = x.function
    if (
        type(f) is Primitive
        and len(x.arguments) == 2
        and isinstance(x.arguments[1], Hole)
        and not f.text[-1:].isalpha()
    ) and f.t == 102:
        return one_line(x.arguments[0], precision) + f.text
    return function_text(f) + "[" + ";".join(one_line(a, precision) for a in x.arguments) + "]"
