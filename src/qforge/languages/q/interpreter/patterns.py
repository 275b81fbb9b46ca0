"""Patterns on the left of an assignment: what they ask of a value, and the parts that they give names to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from .application import call1
from .errors import QError
from .identity import match
from .indexing import find_key
from .items import count, from_items, items
from .kinds import BY_LETTER
from .syntax import Apply, Assign, Const, ListNode, Name, Node, Pattern, Return, TableNode, Verb
from .tables import as_columns
from .values import Dict, Function, List, Table, Value, Vector, is_atom, is_keyed, is_symbol, symbols, type_number


class MismatchError(QError):
    """A value does not fit a pattern: 'match, 'length or 'type."""


@dataclass(frozen=True, slots=True)
class Anything:
    """An item that is left out."""


@dataclass(frozen=True, slots=True)
class Equals:
    """A constant, the operand `slot`."""

    slot: int


@dataclass(frozen=True, slots=True)
class Bound:
    """A variable, the target `place`."""

    place: int


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    parts: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a dictionary at the keys in operand `slot`."""

    slot: int
    values: Shape


@dataclass(frozen=True, slots=True)
class Named:
    """Some entries of a dictionary, or some columns of a table of which the first `keys` are its key."""

    names: tuple[str, ...]
    parts: tuple[Shape, ...]
    keys: int
    is_table: bool


@dataclass(frozen=True, slots=True)
class Pair:
    """The keys and the values of a dictionary."""

    keys: Shape
    values: Shape


@dataclass(frozen=True, slots=True)
class Flipped:
    """A table as a dictionary of its columns."""

    inner: Shape


@dataclass(frozen=True, slots=True)
class Checked:
    """A type letter or a filter function, the operand `slot`, before the rest of the pattern."""

    slot: int
    inner: Shape


Shape: TypeAlias = Anything | Equals | Bound | Items | Entries | Named | Pair | Flipped | Checked


@dataclass(slots=True)
class Plan:
    """A pattern taken apart: its shape, the expressions in it, the variables that it assigns.

    A target with slots is assigned at the index that these operands are.
    """

    operands: list[Node | None] = field(default_factory=list)
    targets: list[tuple[str, list[int] | None]] = field(default_factory=list)

    def operand(self, node: Node | None) -> int:
        """The slot of a new operand."""
        self.operands.append(node)
        return len(self.operands) - 1

    def target(self, name: str, indices: list[Node | None] | None) -> Shape:
        """The shape of a variable, with an index or without one."""
        slots = None if indices is None else [self.operand(node) for node in indices]
        self.targets.append((name, slots))
        return Bound(len(self.targets) - 1)

    def shape(self, node: Node | None) -> Shape:
        """The shape of a pattern.

        Raises QError type for what is none.
        """
        if node is None:
            return Anything()
        if isinstance(node, Name):
            return self.target(node.name, None)
        if isinstance(node, Const):
            return Equals(self.operand(node))
        if isinstance(node, ListNode):
            return Items(tuple(self.shape(n) for n in node.items))
        if isinstance(node, Assign) and node.operator is None:
            return self.checked(node.value, self.target(node.name, node.indices))
        if isinstance(node, Pattern):
            return self.checked(node.value, self.shape(node.target))
        if isinstance(node, Return):
            return self.checked(node.value, Anything())
        if isinstance(node, TableNode):
            columns = node.keys + node.columns
            is_table = not node.keys or bool(node.columns)
            parts = tuple(self.shape(n) for _, n in columns)
            return Named(tuple(name for name, _ in columns), parts, len(node.keys), is_table)
        if isinstance(node, Apply):
            return self.applied(node)
        raise QError("type")

    def checked(self, node: Node, inner: Shape) -> Shape:
        """A pattern behind a check."""
        return Checked(self.operand(node), inner)

    def applied(self, node: Apply) -> Shape:
        """`keys!values`, `flip columns` or a variable with an index."""
        if isinstance(node.function, Name):
            return self.target(node.function.name, node.arguments)
        name = node.function.name if isinstance(node.function, Verb) else ""
        if name == "flip" and len(node.arguments) == 1:
            return Flipped(self.shape(node.arguments[0]))
        if name == "!" and len(node.arguments) == 2:
            keys, values = node.arguments
            if isinstance(keys, Const):
                return Entries(self.operand(keys), self.shape(values))
            return Pair(self.shape(keys), self.shape(values))
        raise QError("type")


def fit(shape: Shape, value: Value, operands: list[Value], targets: int) -> tuple[Value, list[Value]]:
    """The value as its filters leave it, and what each of the targets is to hold.

    Raises MismatchError where the value does not fit, and what a filter raises.
    """
    fitting = _Fitting(operands, [None] * targets)
    return fitting.fit(shape, value), fitting.bound


def fits(shape: Shape, value: Value, operands: list[Value], targets: int) -> tuple[Value, list[Value]] | None:
    """What `fit` gives; None where the value does not fit."""
    try:
        return fit(shape, value, operands, targets)
    except MismatchError:
        return None


@dataclass(slots=True)
class _Fitting:
    operands: list[Value]
    bound: list[Value]

    def fit(self, shape: Shape, value: Value) -> Value:
        """The value as the filters leave it; `bound` is filled in."""
        if isinstance(shape, Bound):
            self.bound[shape.place] = value
            return value
        if isinstance(shape, Equals):
            if not match(self.operands[shape.slot], value):
                raise MismatchError("match")
            return value
        if isinstance(shape, Items):
            return self.fit_items(shape.parts, value)
        if isinstance(shape, Checked):
            return self.fit(shape.inner, _filtered(self.operands[shape.slot], value))
        if isinstance(shape, Flipped):
            if type(value) is not Table:
                raise MismatchError("type")
            found = self.fit(shape.inner, Dict(symbols(value.names), List(list(value.columns))))
            return as_columns(found.keys.a.tolist(), items(found.values))
        if isinstance(shape, Anything):
            return value
        return self.fit_dictionary(shape, value)

    def fit_items(self, parts: tuple[Shape, ...], value: Value) -> Value:
        """A list, item by item."""
        if isinstance(value, Dict):
            raise MismatchError("type")
        if is_atom(value) or count(value) != len(parts):
            raise MismatchError("length")
        old = items(value)
        new = [self.fit(part, v) for part, v in zip(parts, old, strict=True)]
        return value if all(a is b for a, b in zip(old, new, strict=True)) else from_items(new)

    def fit_dictionary(self, shape: Entries | Named | Pair, value: Value) -> Value:
        """A dictionary or table."""
        if isinstance(shape, Named) and shape.is_table:
            return self.fit_columns(shape, value)
        if not isinstance(value, Dict):
            raise MismatchError("type")
        if isinstance(shape, Pair):
            return Dict(self.fit(shape.keys, value.keys), self.fit(shape.values, value.values))
        keys: Value = symbols(list(shape.names)) if isinstance(shape, Named) else self.operands[shape.slot]
        inner = Items(shape.parts) if isinstance(shape, Named) else shape.values
        wanted = items(keys)
        places = [find_key(value.keys, key) for key in wanted]
        values = items(value.values)
        if any(place >= len(values) for place in places):
            raise MismatchError("match")
        old = from_items([values[place] for place in places])
        new = self.fit(inner, old)
        if new is old:
            return value
        for place, v in zip(places, items(new), strict=True):
            values[place] = v
        return Dict(value.keys, from_items(values))

    def fit_columns(self, shape: Named, value: Value) -> Value:
        """Columns of a table, some of them its key."""
        if shape.keys:
            if not is_keyed(value):
                raise MismatchError("type")
            keys = Named(shape.names[: shape.keys], shape.parts[: shape.keys], 0, True)
            rest = Named(shape.names[shape.keys :], shape.parts[shape.keys :], 0, True)
            return Dict(self.fit_columns(keys, value.keys), self.fit_columns(rest, value.values))
        if type(value) is not Table:
            raise MismatchError("type")
        columns = list(value.columns)
        for name, part in zip(shape.names, shape.parts, strict=True):
            if name not in value.names:
                raise MismatchError("match")
            place = value.names.index(name)
            columns[place] = self.fit(part, columns[place])
        return as_columns(value.names, columns)


def _filtered(check: Value, value: Value) -> Value:
    """The value that a check lets through: itself for a type letter, the result of a filter function."""
    if not is_symbol(check):
        if isinstance(check, (Function, Vector, List, Dict)):
            return call1(check, value)
        raise QError("type")
    kind = BY_LETTER.get(check.v.lower())
    if kind is None:
        raise QError("type")
    if type_number(value) != (-kind.number if check.v.islower() else kind.number):
        raise MismatchError("type")
    return value
