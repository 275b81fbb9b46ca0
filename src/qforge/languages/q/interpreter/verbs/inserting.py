"""Records added to tables: insert, upsert and what `,` does with a table."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.enumerations import enumerate_in
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import at, take_at
from qforge.languages.q.interpreter.items import count, enlist, from_items, items
from qforge.languages.q.interpreter.joining import append, join
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import (
    Dict,
    EnumVector,
    Table,
    Value,
    Vector,
    is_atom,
    is_keyed,
    is_list,
    is_string,
    is_symbol,
    type_number,
    vector,
)

from .columns import columns_of, keyed_by, unkeyed
from .row import Verb


def insert(x: Value, y: Value) -> Value:
    """`x insert y`: append records y to the table that the symbol x names; gives the places of the new rows.

    ``t:([]a:1 2;b:3 4); `t insert (5;6)`` is ``,2``.
    """
    machine = current()
    if not is_symbol(x):
        raise QError("type")
    try:
        old = machine.get(x.v)
    except QError:
        old = None
    if old is None:
        machine.set(x.v, y if type(y) is Table or is_keyed(y) else _refuse())
        return vector(7, np.arange(count(y)))
    if not (type(old) is Table or is_keyed(old)):
        raise QError("type")
    before = count(old)
    rows = _records(old, y)
    if is_keyed(old):
        from qforge.languages.q.interpreter.identity import keys_of

        added = columns_of(rows, old.keys.names)
        present = set(keys_of(old.keys))
        if any(k in present for k in keys_of(added)):
            raise QError("insert")
        made: Value = join(old, keyed_by(len(old.keys.names), rows))
    else:
        made = join(old, rows)
    machine.set(x.v, made)
    return vector(7, np.arange(before, count(made)))


def _refuse() -> Value:
    raise QError("type")


def _records(old: Value, y: Value) -> Table:
    """What is to be inserted as a table with the columns of the old one."""
    table = unkeyed(old)
    if type(y) is Table or is_keyed(y):
        rows = unkeyed(y)
        return columns_of(rows, table.names) if set(rows.names) == set(table.names) else _mismatch()
    if type(y) is Dict:
        given = dict(zip(y.keys.a.tolist(), items(y.values), strict=True))
        if set(given) != set(table.names):
            raise QError("mismatch")
        parts = [given[n] for n in table.names]
    else:
        parts = items(y)
    if parts and all(is_list(p) and not is_string(p) and count(p) == len(table.names) for p in parts):
        rows = [items(p) for p in parts]
        if len(parts) != len(table.names) or _rows_fit(rows, table):
            parts = [from_items(list(column)) for column in zip(*rows, strict=True)]
    if len(parts) != len(table.names):
        raise QError("length")
    single = any(is_atom(p) for p in parts)
    columns = [
        _new_items(enlist(p) if single else (p if is_list(p) else enlist(p)), c)
        for p, c in zip(parts, table.columns, strict=True)
    ]
    if len({count(c) for c in columns}) > 1:
        raise QError("length")
    return Table(table.names, columns)


def _rows_fit(rows: list[list[Value]], table: Table) -> bool:
    """Whether lists as many as the columns are rows: their items have the types of the columns, in order."""
    kinds = [abs(type_number(c)) for c in table.columns]
    return len(set(kinds)) > 1 and all([abs(type_number(v)) for v in row] == kinds for row in rows)


def _new_items(new: Value, column: Value) -> Value:
    """New items of a column, which must have its type.

    Raises QError type where they have not.
    """
    if isinstance(column, EnumVector):
        return enumerate_in(column.domain, new, extend=False)
    if isinstance(column, Vector) and not (isinstance(new, Vector) and new.t == column.t):
        raise QError("type")
    return new


def _mismatch() -> Table:
    raise QError("mismatch")


def upsert(x: Value, y: Value) -> Value:
    """`x upsert y`: append records y to a table, replacing rows of a keyed one with the same key.

    ``([a:1 2]b:3 4) upsert (2;9)`` is ``(+(,`a)!,1 2)!+(,`b)!,3 9``.
    """
    if is_symbol(x):
        machine = current()
        try:
            old = machine.get(x.v)
        except QError:
            old = None
        machine.set(x.v, y if old is None else upsert(old, y))
        return x
    if type(x) is Table or is_keyed(x):
        return with_records(x, y)
    if type(x) is Dict and x.attr == "s":
        raise QError("step")
    return append(x, y)


def with_records(x: Value, y: Value) -> Value:
    """A table with records appended or, where it is keyed, replaced: a table, a dictionary, a list, or a list of lists.

    Columns that the records lack become null in new rows and stay in old ones.
    """
    table = unkeyed(x)
    if is_list(y):
        rows = _listed_records(table, items(y))
    else:
        rows = unkeyed(y) if type(y) is Table or is_keyed(y) else from_items([y])
    if type(rows) is not Table:
        raise QError("type")
    if not set(rows.names) <= set(table.names):
        raise QError("mismatch")
    old = table if type(x) is Table else x.values
    if is_keyed(x) and set(x.keys.names) <= set(rows.names):
        known: Value = at(x, columns_of(rows, x.keys.names))
    else:
        known = take_at(old, np.full(count(rows), -1, dtype=np.int64))
    columns = [
        _new_items(rows.columns[rows.names.index(n)], c) if n in rows.names else known.columns[old.names.index(n)]
        for n, c in zip(table.names, table.columns, strict=True)
    ]
    made = Table(table.names, columns)
    return join(x, made if type(x) is Table else keyed_by(len(x.keys.names), made))


def _listed_records(table: Table, parts: list[Value]) -> Table:
    """One record given by its values, or several given as lists of values."""
    width = len(table.names)
    texts = all(type_number(c) == 10 for c in table.columns)
    if parts and all(is_list(p) and count(p) == width and (texts or not is_string(p)) for p in parts):
        rows = [items(p) for p in parts]
    else:
        rows = [parts]
    if any(len(row) != width for row in rows):
        raise QError("length")
    return Table(table.names, [from_items(list(column)) for column in zip(*rows, strict=True)])


TABLE = (
    Verb("insert", insert, 2, text="insert", t=102),
    Verb("upsert", upsert, 2, text=".[;();,;]", t=104),
)
