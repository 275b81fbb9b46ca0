"""qSQL: select, exec, update and delete, as templates and in their functional form."""

from __future__ import annotations

from typing import Any

from .application import call1
from .errors import QError, Unsupported
from .indexing import take_at
from .items import from_items, items
from .sql_rows import Environment, Rows, filtered, grouped_places, names_of, table_or_named, value_of
from .sql_select import last_row, limited, select
from .sql_update import delete, update
from .trees import evaluate
from .values import EMPTY, Dict, List, Primitive, Table, Value, Vector, is_symbol, symbols
from .verbs.columns import unkeyed


def run_template(template: Any, source: Value, known: Environment) -> Value:
    """The value of a qSQL template on a table (or its name, for update and delete)."""
    word = template.word
    columns = column_trees(template.columns)
    refuse_same_names(template.by, columns)
    if word == "select":
        if template.limits:
            return _select_limited(template, source, columns, known)
        if template.distinct:
            by: Value = True
        elif template.by is None:
            by = False
        else:
            by = column_trees(template.by)
        return select(source, template.where, by, columns if template.columns else EMPTY, known)
    if word == "exec":
        return _exec(template, source, known)
    by = False if template.by is None else column_trees(template.by)
    if word == "update":
        return update(source, template.where, by, columns, known)
    if not all(is_symbol(tree) for _, tree in template.columns):
        raise QError("type")
    names = [tree.v for _, tree in template.columns]
    return delete(source, template.where, names, known)


def _select_limited(template: Any, source: Value, columns: Value, known: Environment) -> Value:
    """`select[n]`, `select[n m]`, `select[>c]`, `select[n;>c]`."""
    by: Value = template.distinct if template.by is None else column_trees(template.by)
    limits = [evaluate(t, known) for t in template.limits[:1] if not _is_order(t)]
    orders = [t for t in template.limits if _is_order(t)]
    where = template.where
    if orders:
        table = unkeyed(table_or_named(source))
        places = filtered(table, where, known)
        kept = table if places is None else take_at(table, places)
        order = call1(orders[0].items[0], value_of(orders[0].items[1], Rows(kept, None, known)))
        source, where = take_at(kept, order.a), []
    result = select(source, where, by, columns if template.columns else EMPTY, known)
    return limited(result, limits)


def limit_tree(tree: Value) -> Value:
    """A limit in a parse tree: an order is enlisted."""
    return List([tree]) if _is_order(tree) else tree


def _is_order(tree: Value) -> bool:
    """Whether a limit is an order: `<column` or `>column`."""
    return (
        type(tree) is List
        and len(tree.items) == 2
        and isinstance(tree.items[0], Primitive)
        and tree.items[0].name in ("iasc", "idesc")
    )


def column_trees(columns: list[tuple[str | None, Value]]) -> Value:
    """Named column expressions as a dictionary; a repeated name gets a number."""
    names: list[str] = []
    for name, tree in columns:
        chosen = name or _tree_name(tree)
        unique, n = chosen, 1
        while unique in names:
            unique = f"{chosen}{n}"
            n += 1
        names.append(unique)
    return Dict(symbols(names), from_items([t for _, t in columns]))


def refuse_same_names(by: list[tuple[str | None, Value]] | None, columns: Value) -> None:
    """A key and a column of one name are an error."""
    taken = {v.v for v in items(columns.keys)}
    for name, tree in by or ():
        key = name or _tree_name(tree)
        if key in taken:
            raise QError(f"dup names for cols/groups {key}")


def _tree_name(tree: Value) -> str:
    """The name of a column that was given none: its leftmost variable, else x.

    A word or a cast passes over its left argument (`5 xbar c`, `` `date$c ``), another operator does not.
    """
    while type(tree) is List and len(tree.items) > 1:
        head, last = tree.items[0], tree.items[-1]
        passes = isinstance(head, Primitive) and (head.name.isalpha() or head.name == "$")
        tree = last if passes and (type(last) is List or is_symbol(last)) else tree.items[1]
    if is_symbol(tree) and tree.v != "i":
        return str(tree.v).rsplit(".", 1)[-1]
    return "x"


def _exec(template: Any, source: Value, known: Environment) -> Value:
    """Exec: a list for one unnamed column, a dictionary for several, a dictionary by group."""
    table = unkeyed(table_or_named(source))
    columns = template.columns
    if type(table) is Dict:
        raise Unsupported("exec of a dictionary")
    places = filtered(table, template.where, known)
    single = len(columns) == 1 and columns[0][0] is None
    if template.by is None:
        return _exec_all(template, Rows(table, places, known), single)
    if len(template.by) == 1 and template.by[0] == (None, False):
        return select(source, template.where, False, column_trees(columns), known)
    by = column_trees(template.by)
    keys, groups = grouped_places(table, places, by, known)
    plain_key = len(template.by) == 1 and template.by[0][0] is None
    heads: Value = keys.columns[0] if plain_key else keys
    if isinstance(heads, Vector):
        heads = Vector(heads.t, heads.a, "s") if type(heads) is Vector else heads
    if single:
        return Dict(heads, from_items([value_of(columns[0][1], Rows(table, g, known)) for g in groups]))
    named = column_trees(columns)
    made = [from_items([value_of(t, Rows(table, g, known)) for g in groups]) for t in items(named.values)]
    return Dict(heads, Table(names_of(named), made))


def _exec_all(template: Any, rows: Rows, single: bool) -> Value:
    """Exec without groups; `distinct` concerns the first column."""
    columns = template.columns
    if not columns and not template.distinct:
        return last_row(rows.table, rows.places)
    named = column_trees(columns)
    values = [value_of(tree, rows) for tree in items(named.values)]
    if template.distinct:
        from .verbs.sets import distinct

        if not values:
            raise Unsupported("exec distinct")
        values[0] = distinct(values[0])
    return values[0] if single else Dict(named.keys, from_items(values))
