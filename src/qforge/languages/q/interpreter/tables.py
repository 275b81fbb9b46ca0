"""Table literals and the columns of tables."""

from __future__ import annotations

from .errors import QError
from .items import count, from_items
from .values import Dict, Function, Primitive, Table, Value, is_atom, is_list, symbols


def as_columns(names: list[str], values: list[Value]) -> Table:
    """A table of named columns; atoms become as long as the lists, which must have one count.

    Raises QError length where the counts differ, rank where every column is an atom.
    """
    sizes = {count(v) for v in values if not is_atom(v)}
    if len(sizes) > 1:
        raise QError("length")
    if not sizes:
        raise QError("rank")
    n = sizes.pop()
    columns = []
    for v in values:
        if isinstance(v, Dict):
            raise QError("type")
        columns.append(v if is_list(v) or isinstance(v, Table) else from_items([v] * n))
    return Table(list(names), columns)


def table_literal(names: list[str], keys: int, values: list[Value]) -> Value:
    """The value of `([keys] columns)`."""
    if any(isinstance(v, Function) for v in values):
        raise QError("type")
    if keys and keys == len(names):
        return Dict(symbols(names), from_items(values))
    whole = as_columns(names, values)
    if not keys:
        return whole
    return Dict(Table(names[:keys], whole.columns[:keys]), Table(names[keys:], whole.columns[keys:]))


def dictionary_maker(names: list[str]) -> Primitive:
    """The function of the values that a dictionary literal with these keys makes."""
    text = "([" + ";".join(f"{name}:" for name in names) + "])"
    n = len(names)
    return Primitive(text, lambda *values: table_literal(names, n, list(values)), n, n, 100, text)
