"""The values of q and how to make and inspect them.

What stands for what:

    long that is not null   Python int        (so `type(x) is int` says: an atom, long, not null)
    float                   Python float      (0n is nan)
    boolean                 Python bool
    any other atom          Atom(t, v)        t is q's type number (positive), v the payload:
                                              int (bytes, shorts, temporals, a char's byte, a guid's 128 bits),
                                              float (real, datetime), str (symbol); 0N is Atom(7, LONG_NULL)
    simple vector           Vector(t, a)      a is a numpy array of KINDS[t].dtype, never written to once shared;
                                              symbols and guids are object arrays of str and int
    enumeration             EnumAtom, EnumVector   t is 20, payload the index, domain the variable's name
    general list            List(items)       never uniform: `from_items` makes what the items deserve
    dictionary              Dict(keys, values)
    table                   Table(names, columns); a keyed table is a Dict of two Tables
    function                Lambda, Primitive, Projection, Composition, Derived; `::` is IDENTITY

Values are immutable: a verb never changes what it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

import numpy as np

from .bounds import LARGE, made
from .encoding import decode, encode
from .errors import QError, Unsupported
from .kinds import DTYPE, LONG_NULL

Value: TypeAlias = Any
Array: TypeAlias = Any


class Atom:
    """An atom that has no Python type of its own: type number and payload."""

    __slots__ = ("t", "v")

    def __init__(self, t: int, v: Any) -> None:
        self.t = t
        self.v = v

    def __repr__(self) -> str:
        return f"Atom({self.t}, {self.v!r})"


class EnumAtom(Atom):
    """An item of an enumeration: index `v` into the list that the variable `domain` holds."""

    __slots__ = ("domain",)

    def __init__(self, v: int, domain: str) -> None:
        super().__init__(20, v)
        self.domain = domain


class Vector:
    """A simple vector: type number, numpy array, attribute ("" or one of s u p g)."""

    __slots__ = ("a", "attr", "t")

    def __init__(self, t: int, a: Array, attr: str = "") -> None:
        self.t = t
        self.a = a
        self.attr = attr
        if a.size > LARGE:
            made(a.nbytes)

    def __repr__(self) -> str:
        return f"Vector({self.t}, {self.a!r})"


class EnumVector(Vector):
    """An enumeration: indices `a` into the list that the variable `domain` holds."""

    __slots__ = ("domain",)

    def __init__(self, a: Array, domain: str, attr: str = "") -> None:
        super().__init__(20, a, attr)
        self.domain = domain


class List:
    """A general list; `attr` is there only where a sort has set it."""

    __slots__ = ("attr", "items")

    def __init__(self, items: list[Value]) -> None:
        self.items = items
        if len(items) > LARGE:
            made(8 * len(items))

    def __repr__(self) -> str:
        return f"List({self.items!r})"


class Dict:
    """A dictionary; keys and values are lists (or tables) of one count."""

    __slots__ = ("attr", "keys", "values")

    def __init__(self, keys: Value, values: Value, attr: str = "") -> None:
        self.keys = keys
        self.values = values
        self.attr = attr


class Table:
    """A table: column names and columns of one count."""

    __slots__ = ("attr", "columns", "names")

    def __init__(self, names: list[str], columns: list[Value], attr: str = "") -> None:
        self.names = names
        self.columns = columns
        self.attr = attr


class Function:
    """What all functions share: `code` takes at least `low` and at most `high` arguments."""

    __slots__ = ("code", "high", "low")
    code: Callable[..., Value]
    low: int
    high: int


class Lambda(Function):
    """A function of the program; `tree` is its syntax, `context` the namespace it was defined in."""

    __slots__ = ("context", "source", "tree")

    def __init__(self, source: str, tree: Any, code: Callable[..., Value], context: str) -> None:
        self.source = source
        self.tree = tree
        self.code = code
        self.context = context
        self.low = self.high = max(1, len(tree.params))


class Primitive(Function):
    """A verb of the language; `text` is how the console shows it, `t` its type number."""

    __slots__ = ("name", "t", "text")

    def __init__(self, name: str, code: Callable[..., Value], low: int, high: int, t: int, text: str) -> None:
        self.name = name
        self.code = code
        self.low = low
        self.high = high
        self.t = t
        self.text = text

    def __repr__(self) -> str:
        return f"Primitive({self.name})"


class Projection(Function):
    """A function with some arguments given; the others are HOLE."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Value, arguments: list[Value], code: Callable[..., Value], rank: int) -> None:
        self.function = function
        self.arguments = arguments
        self.code = code
        self.low = self.high = rank


class Composition(Function):
    """`'[outer;inner]`: outer of what inner gives."""

    __slots__ = ("inner", "outer")

    def __init__(self, outer: Value, inner: Value, code: Callable[..., Value], rank: int) -> None:
        self.outer = outer
        self.inner = inner
        self.code = code
        self.low = self.high = rank


class Derived(Function):
    """A function made by an iterator; `adverb` is one of ' / \\ ': /: \\:"""

    __slots__ = ("adverb", "function")

    def __init__(self, adverb: str, function: Value, code: Callable[..., Value], low: int, high: int) -> None:
        self.adverb = adverb
        self.function = function
        self.code = code
        self.low = low
        self.high = high


class Iterator(Function):
    """An iterator itself, as a value: `(/)`."""

    __slots__ = ("adverb",)

    def __init__(self, adverb: str, code: Callable[..., Value]) -> None:
        self.adverb = adverb
        self.code = code
        self.low = self.high = 1


class Opaque(Function):
    """A value of which only some parts are known here: it can be indexed, neither counted nor shown."""

    __slots__ = ()


class Hole:
    """The mark of an argument that was left out."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "HOLE"


HOLE = Hole()
IDENTITY = Primitive("::", lambda x: x, 1, 1, 101, "::")
EMPTY = List([])
ADVERB_NUMBERS = {"'": 106, "/": 107, "\\": 108, "':": 109, "/:": 110, "\\:": 111}
ITERATOR_ORDER = ("'", "/", "\\", "':", "/:", "\\:")


def type_number(x: Value) -> int:
    """q's type number: negative for an atom, 98 for a table, 99 for a dictionary, 100 and up for functions."""
    cls = type(x)
    if cls is int:
        return -7
    if cls is Vector or cls is EnumVector:
        return int(x.t)
    if cls is bool:
        return -1
    if cls is float:
        return -9
    if cls is Atom or cls is EnumAtom:
        return -int(x.t)
    if cls is Primitive:
        return int(x.t)
    if cls is Derived:
        return ADVERB_NUMBERS[x.adverb]
    found = _OTHER_NUMBERS.get(cls)
    if found is None:
        raise Unsupported("the type of this value")
    return found


_OTHER_NUMBERS = {
    List: 0,
    Table: 98,
    Dict: 99,
    Lambda: 100,
    Iterator: 103,
    Projection: 104,
    Composition: 105,
    Hole: 101,
}


def is_atom(x: Value) -> bool:
    """Whether x is an atom of a basic type or a function (what has no items)."""
    cls = type(x)
    return not (cls is Vector or cls is List or cls is Dict or cls is Table or cls is EnumVector)


def is_list(x: Value) -> bool:
    """Whether x is a vector or a general list."""
    cls = type(x)
    return cls is Vector or cls is List or cls is EnumVector


def is_keyed(x: Value) -> bool:
    """Whether x is a keyed table."""
    return type(x) is Dict and type(x.keys) is Table and type(x.values) is Table


def is_string(x: Value) -> bool:
    """Whether x is a vector of characters."""
    return type(x) is Vector and x.t == 10


def is_symbol(x: Value) -> bool:
    """Whether x is a symbol atom."""
    return type(x) is Atom and x.t == 11


def is_function(x: Value) -> bool:
    """Whether x is a function (type 100 and up)."""
    return isinstance(x, Function)


def is_integer(x: Value) -> bool:
    """Whether x is an integer atom: boolean, byte, short, int or long."""
    cls = type(x)
    return cls is int or cls is bool or (cls is Atom and x.t in (4, 5, 6, 7))


def atom(t: int, payload: Any) -> Value:
    """The atom of type t; the payload may be a numpy scalar."""
    if t == 7:
        number = int(payload)
        return Atom(7, number) if number == LONG_NULL else number
    if t == 9:
        return float(payload)
    if t == 1:
        return bool(payload)
    if t == 11:
        return Atom(11, payload)
    if t in (8, 15):
        return Atom(t, float(payload))
    return Atom(t, int(payload))


def payload(x: Value) -> Any:
    """The payload of an atom of a basic type."""
    return x.v if isinstance(x, Atom) else x


def symbol(text: str) -> Atom:
    """The symbol with this text."""
    return Atom(11, text)


def char(byte: int) -> Atom:
    """The character with this byte value."""
    return Atom(10, byte)


def string(text: str | bytes) -> Vector:
    """The q string of a text."""
    data = encode(text) if isinstance(text, str) else text
    return Vector(10, np.frombuffer(data, dtype=np.uint8))


def text_of(x: Value) -> str:
    """The text of a string, a character or a symbol.

    Raises QError type for any other value.
    """
    if type(x) is Vector and x.t == 10:
        return decode(x.a.tobytes())
    if type(x) is Atom:
        if x.t == 11:
            return str(x.v)
        if x.t == 10:
            return decode(bytes([x.v]))
    if type(x) is List and not x.items:
        return ""
    raise QError("type")


def vector(t: int, payloads: Sequence[Any] | Array) -> Vector:
    """The vector of type t with these payloads."""
    if t in (2, 11):
        return Vector(t, object_array(payloads))
    return Vector(t, np.asarray(payloads, dtype=DTYPE[t]))


def object_array(payloads: Iterable[Any]) -> Array:
    """A one-dimensional array of Python objects."""
    items = list(payloads)
    array = np.empty(len(items), dtype=object)
    array[:] = items
    return array


def symbols(texts: Iterable[str]) -> Vector:
    """The vector of symbols with these texts."""
    return Vector(11, object_array(texts))


def longs(numbers: Sequence[int] | Array) -> Vector:
    """The vector of longs."""
    return Vector(7, np.asarray(numbers, dtype=np.int64))


def truth(x: Value) -> bool:
    """The condition of `$[;;]`, `if` and `while`.

    Raises QError type where x is no atom that can be a condition.
    """
    cls = type(x)
    if cls is bool or cls is int:
        return bool(x)
    if cls is float:
        return bool(x != 0)
    if cls is Atom and x.t != 11 and x.t != 2:
        return bool(x.v != 0)
    raise QError("type")
