"""update and delete: columns and rows changed or left out."""

from __future__ import annotations

import numpy as np

from .enumerations import resolve
from .errors import QError, Unsupported
from .indexing import take_at
from .items import count, enlist, from_items, item, items
from .machine import current
from .sql_rows import Environment, Rows, filtered, grouped_places, names_of, table_or_named, value_of
from .trees import evaluate
from .values import EMPTY, Array, Dict, EnumVector, Table, Value, Vector, is_atom, is_keyed, is_symbol, symbols
from .verbs.columns import unkeyed


def update(source: Value, where: list[Value], by: Value, columns: Value, known: Environment) -> Value:
    """Update: columns replaced or added in the rows that meet `where`, group by group."""
    if is_symbol(source):
        machine = current()
        machine.set(source.v, update(machine.get(source.v), where, by, columns, known))
        return source
    whole = table_or_named(source)
    table = unkeyed(whole)
    if type(table) is Dict:
        if type(by) is Dict:
            raise QError("type")
        return _update_dictionary(table, where, columns, known)
    places = filtered(table, where, known)
    names, kept = list(table.names), list(table.columns)
    groups: list[Array | None] = [places]
    if type(by) is Dict:
        groups = list(grouped_places(table, places, by, known)[1])
    results: dict[str, Value] = {}
    for name, tree in zip(names_of(columns), items(columns.values), strict=True):
        old = results.get(name, kept[names.index(name)] if name in names else None)
        for group in groups:
            rows = Rows(table, group, known)
            old = _overwritten(old, value_of(tree, rows), group, count(table))
        results[name] = old if old is not None else EMPTY
    for name, column in results.items():
        if name in names:
            kept[names.index(name)] = column
        else:
            names.append(name)
            kept.append(column)
    made = Table(names, kept)
    if is_keyed(whole):
        n = len(whole.keys.names)
        return Dict(Table(made.names[:n], made.columns[:n]), Table(made.names[n:], made.columns[n:]))
    return made


def _overwritten(old: Value | None, new: Value, places: Array | None, size: int) -> Value:
    """A column with new values at some places; nulls elsewhere where there was no column."""
    if places is None:
        if is_atom(new) or isinstance(new, Dict):
            return from_items([new] * size) if size else enlist(new)
        if count(new) != size:
            raise QError("length")
        return new
    news = [new] * len(places) if is_atom(new) else items(new)
    if len(news) != len(places):
        raise QError("length")
    if old is None:
        from .items import missing

        sample = news[0] if news else (new if is_atom(new) else item(enlist(new), 0))
        values = [missing(sample)] * size
    else:
        values = items(old)
    for p, v in zip(places.tolist(), news, strict=True):
        values[p] = v
    made = from_items(values)
    if isinstance(old, EnumVector) and not isinstance(made, EnumVector):
        from .enumerations import enumerate_in

        return enumerate_in(old.domain, from_items([resolve(v) for v in values]), extend=False)
    if isinstance(old, Vector) and len(old.a) and not (isinstance(made, Vector) and made.t == old.t):
        raise QError("type")
    return made


def _update_dictionary(x: Dict, where: list[Value], columns: Value, known: Environment) -> Value:
    if where:
        raise Unsupported("update of a dictionary")
    entries = dict(zip(x.keys.a.tolist(), items(x.values), strict=True))
    found = dict(entries)
    for name, tree in zip(names_of(columns), items(columns.values), strict=True):
        found[name] = evaluate(tree, {**known, **entries})
    return Dict(symbols(list(found)), from_items(list(found.values())))


def delete(source: Value, where: list[Value], names: list[str], known: Environment) -> Value:
    """Delete: columns by name, or the rows that meet `where`."""
    if is_symbol(source):
        machine = current()
        if source.v.startswith(".") or not source.v:
            for name in names:
                machine.delete(f"{source.v}.{name}" if source.v != "." else name)
            return source
        machine.set(source.v, delete(machine.get(source.v), where, names, known))
        return source
    whole = table_or_named(source)
    table = unkeyed(whole)
    if type(table) is Dict:
        return _without(table, names)
    if names:
        for name in names:
            if name not in table.names:
                raise QError(name)
        kept = [i for i, n in enumerate(table.names) if n not in names]
        made = Table([table.names[i] for i in kept], [table.columns[i] for i in kept])
    else:
        places = filtered(table, where, known)
        gone = np.arange(count(table)) if places is None else places
        made = take_at(table, np.setdiff1d(np.arange(count(table)), gone))
    if is_keyed(whole):
        n = len([k for k in whole.keys.names if k in made.names])
        return Dict(Table(made.names[:n], made.columns[:n]), Table(made.names[n:], made.columns[n:]))
    return made


def _without(x: Dict, names: list[str]) -> Value:
    from .verbs.parts import without_keys

    return without_keys(x, symbols(names))
