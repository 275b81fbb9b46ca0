"""The rows of tables sorted by columns, gathered by columns and spread again."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import take_at
from qforge.languages.q.interpreter.items import count, items
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import Dict, List, Table, Value, Vector, is_atom, is_keyed, is_symbol

from .columns import (
    _names,
    columns_of,
    keyed_by,
    table_of,
    unkeyed,
)
from .row import Verb
from .sorting import grade


def ungroup(x: Value) -> Value:
    """`ungroup x`: a table with a row for every item of its list columns.

    ``ungroup ([]a:`x`y;b:(1 2;3 4))`` is ``+`a`b!(`x`x`y`y;1 2 3 4)``.
    """
    table = unkeyed(table_of(x))
    sizes = None
    for column in table.columns:
        if type(column) is List and column.items and all(not is_atom(v) for v in column.items):
            sizes = [count(v) for v in column.items]
            break
    if sizes is None:
        return table
    rows = np.repeat(np.arange(len(sizes)), sizes)
    made = []
    for column in table.columns:
        if type(column) is List and column.items and all(not is_atom(v) for v in column.items):
            total: Value = column.items[0]
            for v in column.items[1:]:
                total = join(total, v)
            made.append(total)
        else:
            made.append(take_at(column, rows))
    if len({count(c) for c in made}) > 1:
        raise QError("length")
    return Table(table.names, made)


def group_by(x: Value, y: Value) -> Value:
    """`x xgroup y`: y grouped by the columns x.

    ```a xgroup ([]a:1 2 1;b:3 4 5)`` is ``(+(,`a)!,1 2)!+(,`b)!,(3 5;,4)``.
    """
    table = unkeyed(table_of(y))
    names = _names(x)
    for name in names:
        if name not in table.names:
            raise QError(name)
    rest = [n for n in table.names if n not in names]
    from .sets import group

    keyed = columns_of(table, names)
    found = group(keyed)
    places = [v.a for v in items(found.values)]
    body = [List([take_at(table.columns[table.names.index(n)], p) for p in places]) for n in rest]
    return Dict(found.keys, Table(rest, body))


def sort_ascending(x: Value, y: Value) -> Value:
    """`x xasc y`: y sorted ascending by the columns x.

    ```b xasc ([]a:1 2 3;b:2 1 3)`` is ``+`a`b!(2 1 3;`s#1 2 3)``.
    """
    return _sorted_by(x, y, False)


def sort_descending(x: Value, y: Value) -> Value:
    """`x xdesc y`: y sorted descending by the columns x.

    ```b xdesc ([]a:1 2 3;b:2 1 3)`` is ``+`a`b!(3 1 2;3 2 1)``.
    """
    return _sorted_by(x, y, True)


def _sorted_by(x: Value, y: Value, descending: bool) -> Value:
    if is_symbol(y):
        current().set(y.v, _sorted_by(x, current().get(y.v), descending))
        return y
    table = unkeyed(table_of(y))
    names = _names(x)
    order = np.arange(count(table))
    for name in reversed(names):
        if name not in table.names:
            raise QError(name)
        column = take_at(table.columns[table.names.index(name)], order)
        order = order[grade(column, descending)]
    made = take_at(table, order)
    if names and not descending:
        column = made.columns[made.names.index(names[0])]
        if isinstance(column, Vector):
            column.attr = "s"
    return keyed_by(len(y.keys.names), made) if is_keyed(y) else made


TABLE = (
    Verb("ungroup", ungroup, 1, text="k){...}", t=100),
    Verb("xgroup", group_by, 2, text="k){...}", t=100),
    Verb("xasc", sort_ascending, 2, text="k){...}", t=100),
    Verb("xdesc", sort_descending, 2, text="k){...}", t=100),
)
