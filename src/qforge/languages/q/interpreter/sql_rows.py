"""The rows of a table for qSQL: filtered, grouped, and expressions on their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .errors import QError
from .identity import keys_of
from .indexing import take_at
from .items import count, from_items, items
from .machine import current
from .mapped import Mapped
from .trees import evaluate
from .values import Array, Dict, List, Table, Value, Vector, is_atom, is_keyed, is_symbol

Environment = Mapping[str, Any]


class Rows:
    """Some rows of a table as an environment for expressions: columns by name, `i` the row numbers."""

    def __init__(self, table: Table, places: Array | None, known: Environment) -> None:
        self.table = table
        self.places = places
        self.known = known
        self.cache: dict[str, Value] = {}

    def __contains__(self, name: object) -> bool:
        return name == "i" or name in self.table.names or name in self.known

    def __getitem__(self, name: str) -> Value:
        if name in self.cache:
            return self.cache[name]
        if name in self.table.names:
            column = self.table.columns[self.table.names.index(name)]
            found = column if self.places is None else take_at(column, self.places)
        elif name == "i":
            numbers = np.arange(count(self.table)) if self.places is None else self.places
            found = Vector(7, numbers.astype(np.int64))
        else:
            found = self.known[name]
        self.cache[name] = found
        return found

    def keys(self) -> list[str]:
        """The names of the columns."""
        return self.table.names

    @property
    def size(self) -> int:
        """How many rows there are."""
        return count(self.table) if self.places is None else len(self.places)


def table_or_named(x: Value) -> Value:
    if is_symbol(x):
        x = current().get(x.v)
    if type(x) is Table or is_keyed(x):
        return x
    if type(x) is Dict and isinstance(x.keys, Vector) and x.keys.t == 11:
        return x
    if type(x) is Mapped:
        return x.read()
    raise QError("type")


def filtered(table: Table, where: list[Value], known: Environment) -> Array | None:
    """The places of the rows that meet all constraints, each tried on what the ones before left."""
    places: Array | None = None
    for constraint in where:
        rows = Rows(table, places, known)
        kept = evaluate(constraint, rows)  # type: ignore[arg-type]
        if type(kept) is bool:
            kept = Vector(1, np.full(rows.size, kept))
        if isinstance(kept, List) and not kept.items:
            kept = Vector(1, np.zeros(0, dtype=bool))
        if not isinstance(kept, Vector):
            raise QError("type")
        if kept.t == 1:
            if len(kept.a) != rows.size:
                raise QError("length")
            picked = np.flatnonzero(kept.a)
        elif kept.t in (6, 7):
            picked = np.repeat(np.arange(len(kept.a)), np.maximum(kept.a, 0))
        else:
            raise QError("type")
        places = picked if places is None else places[picked]
    return places


def value_of(tree: Value, rows: Rows) -> Value:
    return evaluate(tree, rows)  # type: ignore[arg-type]


def names_of(columns: Value) -> list[str]:
    names = items(columns.keys)
    if not all(is_symbol(name) for name in names):
        raise QError("type")
    return [name.v for name in names]


def grouped_places(table: Table, places: Array | None, by: Dict, known: Environment) -> tuple[Table, list[Array]]:
    """The keys of the groups in ascending order, and the places of the rows of each."""
    rows = Rows(table, places, known)
    names = names_of(by)
    columns = []
    for tree in items(by.values):
        column = value_of(tree, rows)
        columns.append(from_items([column] * rows.size) if is_atom(column) else column)
    if any(count(c) != rows.size for c in columns):
        raise QError("length")
    keys = Table(names, columns)
    from .verbs.sets import groups_of
    from .verbs.sorting import grade

    found = groups_of(keys_of(keys))
    firsts = np.array([p[0] for p in found.values()], dtype=np.int64)
    heads = take_at(keys, firsts)
    order = grade(heads)
    members = list(found.values())
    base = np.arange(count(table)) if places is None else places
    return take_at(heads, order), [base[np.array(members[i], dtype=np.int64)] for i in order.tolist()]
