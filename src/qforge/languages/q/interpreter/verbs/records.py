"""Rows of tables and of keyed tables, amended as records."""

from __future__ import annotations

from collections.abc import Callable

from qforge.languages.q.interpreter.enumerations import enumerate_in
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import at
from qforge.languages.q.interpreter.items import count, enlist, from_items, items
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.values import (
    Dict,
    EnumVector,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    payload,
    symbols,
)

Change = Callable[[Value, Value], Value]


def same_kind(x: Value, values: list[Value]) -> Value:
    """The items as a list; a vector must keep its type."""
    made = from_items(values)
    if isinstance(x, EnumVector) and not isinstance(made, EnumVector):
        return enumerate_in(x.domain, made, extend=False)
    if isinstance(x, Vector) and values and not (isinstance(made, Vector) and made.t == x.t):
        raise QError("type")
    return made


def record(names: list[str], x: Value) -> Dict:
    """x as a record with these columns: a dictionary of them, or their values in order."""
    if type(x) is Dict:
        keys = [payload(k) for k in items(x.keys)]
        if sorted(map(str, keys)) != sorted(names):
            raise QError("mismatch")
        values = items(x.values)
        return Dict(symbols(names), from_items([values[keys.index(n)] for n in names]))
    if is_atom(x) or not is_list(x):
        raise QError("type")
    if count(x) != len(names):
        raise QError("length")
    return Dict(symbols(names), x)


def amended_rows(x: Table, places: list[tuple[Value, Value]], change: Change) -> Table:
    """The rows at these places changed, each with its new value; columns keep their types."""
    n = count(x)
    rows: dict[int, Dict] = {}
    for place, new in places:
        if not is_integer(place):
            raise QError("type")
        p = int(payload(place))
        if not 0 <= p < n:
            raise QError("length")
        old = rows.get(p)
        rows[p] = record(x.names, change(at(x, p) if old is None else old, new))
    columns = []
    for i, column in enumerate(x.columns):
        values = items(column)
        for p, row in rows.items():
            values[p] = at(row.values, i)
        columns.append(same_kind(column, values))
    return Table(list(x.names), columns)


def amended_keyed(x: Dict, i: Value, value: Value, change: Change) -> Value:
    """The entries of a keyed table at these keys changed; an entry that is not there is appended."""
    names = x.keys.names
    several = type(i) is Table or (len(names) == 1 and is_list(i) and count(i) != 1)
    keys = [_key_record(names, k) for k in items(i)] if several else [_key_record(names, i)]
    news = [value] * len(keys)
    if several and value is not None and (is_list(value) or type(value) is Table):
        news = items(value)
        if len(news) != len(keys):
            raise QError("length")
    made = x
    for key, new in zip(keys, news, strict=True):
        row = record(x.values.names, change(at(made, key), new))
        made = join(made, Dict(enlist(key), enlist(row)))
    return made


def _key_record(names: list[str], i: Value) -> Value:
    """A key as a record: of one column it may stand alone."""
    if type(i) is Dict:
        return i
    values = items(i) if is_list(i) else [i]
    if len(values) != len(names):
        raise QError("length")
    return Dict(symbols(names), from_items(values))
