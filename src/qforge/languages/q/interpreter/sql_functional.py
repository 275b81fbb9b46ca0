"""The functional forms of qSQL: `?[t;c;b;a]` and `![t;c;b;a]`."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from . import catalogue
from .application import call1
from .errors import QError
from .indexing import take_at
from .items import count, enlist, from_items, items
from .sql import column_trees, limit_tree, refuse_same_names
from .sql_rows import Rows, filtered, grouped_places, names_of, table_or_named, value_of
from .sql_select import last_row, limited, select
from .sql_update import delete, update
from .syntax import Name, Node, Select
from .values import (
    EMPTY,
    HOLE,
    IDENTITY,
    Dict,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    payload,
    symbols,
    type_number,
)
from .verbs.columns import unkeyed


def _constraints(c: Value) -> list[Value]:
    if is_list(c):
        if isinstance(c, Vector):
            return items(c)
        if (
            c.items
            and len(c.items) == 1
            and type(c.items[0]) is List
            and c.items[0].items
            and type(c.items[0].items[0]) is List
        ):
            return items(c.items[0])
        if c.items and isinstance(c.items[0], Function):
            return [c]
        return list(c.items)
    return [c]


def functional_question(*args: Value) -> Value:
    """`?[t;c;b;a]`: select or exec in functional form."""
    t, c, b, a = args[:4]
    where = _constraints(c)
    if b is IDENTITY or b is HOLE:
        b = EMPTY
    if len(args) > 4 or (is_integer(a) and type(a) is not bool) or (isinstance(a, Vector) and a.t == 7):
        return _with_limits(t, where, b, a, list(args[4:]))
    if isinstance(b, Dict) and type(a) is not Dict and not (is_list(a) and not count(a)):
        return _exec_by_table(unkeyed(table_or_named(t)), where, b, a)
    if type(b) is bool or (isinstance(b, Dict)):
        columns = a if type(a) is Dict else EMPTY
        return select(t, where, b if type(b) is Dict else bool(b), columns, {})
    return _functional_exec(t, where, b, a)


def _exec_by_table(table: Table, where: list[Value], by: Dict, a: Value) -> Value:
    """Exec of one expression by named keys: a dictionary from a table of keys to the values."""
    keys, groups = grouped_places(table, filtered(table, where, {}), by, {})
    return Dict(keys, from_items([value_of(a, Rows(table, g, {})) for g in groups]))


def _with_limits(t: Value, where: list[Value], by: Value, a: Value, limits: list[Value]) -> Value:
    """Select with a bound on the rows and an order: `?[t;c;b;a;n;(verb;column)]`."""
    if not limits:
        limits, a = [a], EMPTY
    columns = a if type(a) is Dict else EMPTY
    if len(limits) > 1:
        order_by = items(limits[1])
        if len(order_by) != 2:
            raise QError("length")
        verb, column = order_by
        source = unkeyed(table_or_named(t))
        places = filtered(source, where, {})
        kept = source if places is None else take_at(source, places)
        order = call1(verb, value_of(column, Rows(kept, None, {})))
        t, where = take_at(kept, order.a), []
    result = select(t, where, by if type(by) is Dict else bool(by), columns, {})
    return limited(result, limits[:1])


def _functional_exec(t: Value, where: list[Value], by: Value, a: Value) -> Value:
    table = unkeyed(table_or_named(t))
    places = filtered(table, where, {})
    if type(by) is List and not by.items:
        rows = Rows(table, places, {})
        if type(a) is Dict:
            return Dict(a.keys, from_items([value_of(tree, rows) for tree in items(a.values)]))
        if type(a) is List and not a.items:
            return last_row(table, places)
        return value_of(a, rows)
    keys, groups = grouped_places(table, places, Dict(symbols(["x"]), List([by])), {})
    heads = keys.columns[0]
    if type(a) is Dict:
        made = [from_items([value_of(tree, Rows(table, g, {})) for g in groups]) for tree in items(a.values)]
        return Dict(heads, Table(names_of(a), made))
    return Dict(heads, from_items([value_of(a, Rows(table, g, {})) for g in groups]))


def simple_exec(t: Value, i: Value, a: Value) -> Value:
    """`?[t;i;p]`: the expression p on the rows i of t."""
    table = unkeyed(table_or_named(t))
    if abs(type_number(i)) not in (5, 6, 7):
        raise QError("type")
    places = np.atleast_1d(np.asarray(payload(i) if is_atom(i) else i.a))
    return value_of(a, Rows(table, places, {}))


def functional_bang(*args: Value) -> Value:
    """`![t;c;b;a]`: update or delete in functional form."""
    t, c, b, a = args
    where = _constraints(c)
    if type(a) is Dict:
        return update(t, where, b if type(b) is Dict else False, a, {})
    names = [v.v for v in items(a)] if isinstance(a, Vector) and a.t == 11 else []
    return delete(t, where, [n for n in names if n], {})


def functional(node: Select, build: Callable[[Node | None], Value]) -> Value:
    """The parse tree of a template: its functional form."""

    def named(columns: list[tuple[str | None, Node]]) -> Value:
        return column_trees([(name, build(n)) for name, n in columns])

    table = build(node.table)
    constraints = [build(n) for n in node.where]
    where: Value = List([List(constraints)]) if constraints else EMPTY
    bang = catalogue.primitive("!")
    question = catalogue.primitive("?")
    if node.word == "delete":
        names = [n.name for _, n in node.columns if isinstance(n, Name)]
        return List([bang, table, where, False, List([symbols(names)])])
    columns: Value = named(node.columns) if node.columns else EMPTY
    if node.word == "update":
        return List([bang, table, where, named(node.by) if node.by else False, columns])
    if node.word == "exec":
        single = len(node.columns) == 1 and node.columns[0][0] is None
        chosen = enlist(build(node.columns[0][1])) if single else columns
        by: Value = EMPTY
        if node.by:
            by = enlist(build(node.by[0][1])) if len(node.by) == 1 and node.by[0][0] is None else named(node.by)
        return List([question, table, where, by, chosen])
    if node.by and node.columns:
        refuse_same_names([(name, build(n)) for name, n in node.by], columns)
    by = True if node.distinct else named(node.by) if node.by else False
    return List([question, table, where, by, columns, *(limit_tree(build(n)) for n in node.limits)])
