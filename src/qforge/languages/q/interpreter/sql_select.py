"""select: columns of the rows that fit, by groups, limited and ordered."""

from __future__ import annotations

import numpy as np

from .errors import QError, Unsupported
from .indexing import take_at
from .items import count, enlist, from_items, item, items
from .sql_rows import Environment, Rows, filtered, grouped_places, names_of, table_or_named, value_of
from .tables import as_columns
from .values import Array, Dict, Table, Value, Vector, is_atom, is_keyed
from .verbs.columns import unkeyed


def limited(result: Value, limits: list[Value]) -> Value:
    """`select[n]`, `select[n m]`, `select[n;>c]`."""
    if not limits:
        return result
    from .verbs.parts import sublist

    first = limits[0]
    if is_keyed(result):
        return Dict(sublist(first, result.keys), sublist(first, result.values))
    return sublist(first, result)


def select(source: Value, where: list[Value], by: Value, columns: Value, known: Environment) -> Value:
    """Select: rows that meet `where`, grouped `by` (False, True for distinct, or a dictionary), of `columns`."""
    whole = table_or_named(source)
    table = unkeyed(whole)
    if type(table) is not Table:
        raise QError("type")
    places = filtered(table, where, known)
    if type(by) is Dict:
        return _grouped(table, places, by, columns, known)
    if type(columns) is Dict and count(columns):
        rows = Rows(table, places, known)
        names = names_of(columns)
        made = _assembled(names, [value_of(t, rows) for t in items(columns.values)])
    else:
        if places is None and by is not True:
            return whole
        kept = table if places is None else take_at(table, places)
        if is_keyed(whole) and by is not True:
            n = len(whole.keys.names)
            return Dict(Table(kept.names[:n], kept.columns[:n]), Table(kept.names[n:], kept.columns[n:]))
        made = kept
    if by is True:
        from .verbs.sets import distinct

        return distinct(made)
    return made


def _assembled(names: list[str], values: list[Value]) -> Table:
    if all(is_atom(v) or (isinstance(v, Dict) and not is_keyed(v)) for v in values):
        return Table(names, [enlist(v) for v in values])
    return as_columns(names, values)


def _grouped(table: Table, places: Array | None, by: Dict, columns: Value, known: Environment) -> Value:
    keys, groups = grouped_places(table, places, by, known)
    if isinstance(keys.columns[0], Vector) and len(keys.columns) == 1 and len(keys.columns[0].a):
        keys.columns[0].attr = keys.attr = "s"
    if type(columns) is Dict and count(columns):
        names, trees = names_of(columns), items(columns.values)
        made = [from_items([value_of(t, Rows(table, g, known)) for g in groups]) for t in trees]
        if not groups:
            made = [_empty_column(table, t, known) for t in trees]
    else:
        names = [n for n in table.names if n not in keys.names]
        lasts = np.array([g[-1] for g in groups], dtype=np.int64)
        made = [take_at(table.columns[table.names.index(n)], lasts) for n in names]
    return Dict(keys, Table(names, made))


def _empty_column(table: Table, tree: Value, known: Environment) -> Value:
    value = value_of(tree, Rows(table, np.zeros(0, dtype=np.int64), known))
    return take_at(enlist(value), np.zeros(0, dtype=np.int64)) if is_atom(value) else value


def last_row(table: Table, places: Array | None) -> Value:
    n = count(table) if places is None else len(places)
    if not n:
        raise Unsupported("exec")
    return item(table, n - 1 if places is None else int(places[-1]))
