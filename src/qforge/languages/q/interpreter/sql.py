"""qSQL: select, exec, update and delete, as templates and in their functional form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import catalogue
from .application import call1
from .enumerations import resolve
from .errors import QError, Unsupported
from .identity import keys_of
from .indexing import take_at
from .machine import current
from .mapped import Mapped
from .syntax import Name, Node, Select
from .tables import as_columns
from .trees import evaluate
from .values import (
    EMPTY,
    HOLE,
    IDENTITY,
    Array,
    Dict,
    EnumVector,
    Function,
    List,
    Primitive,
    Table,
    Value,
    Vector,
    count,
    enlist,
    from_items,
    is_atom,
    is_integer,
    is_keyed,
    is_list,
    is_symbol,
    item,
    items,
    payload,
    symbols,
    type_number,
)
from .verbs.columns import unkeyed

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


def _table(x: Value) -> Value:
    if is_symbol(x):
        x = current().get(x.v)
    if type(x) is Table or is_keyed(x):
        return x
    if type(x) is Dict and isinstance(x.keys, Vector) and x.keys.t == 11:
        return x
    if type(x) is Mapped:
        return x.read()
    raise QError("type")


def _filtered(table: Table, where: list[Value], known: Environment) -> Array | None:
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


def _value_of(tree: Value, rows: Rows) -> Value:
    return evaluate(tree, rows)  # type: ignore[arg-type]


def _names_of(columns: Value) -> list[str]:
    names = items(columns.keys)
    if not all(is_symbol(name) for name in names):
        raise QError("type")
    return [name.v for name in names]


def run_template(template: Any, source: Value, known: Environment) -> Value:
    """The value of a qSQL template on a table (or its name, for update and delete)."""
    word = template.word
    columns = _dictionary(template.columns)
    _refuse_same_names(template.by, columns)
    if word == "select":
        if template.limits:
            return _select_limited(template, source, columns, known)
        if template.distinct:
            by: Value = True
        elif template.by is None:
            by = False
        else:
            by = _dictionary(template.by)
        return select(source, template.where, by, columns if template.columns else EMPTY, known)
    if word == "exec":
        return _exec(template, source, known)
    by = False if template.by is None else _dictionary(template.by)
    if word == "update":
        return update(source, template.where, by, columns, known)
    if not all(is_symbol(tree) for _, tree in template.columns):
        raise QError("type")
    names = [tree.v for _, tree in template.columns]
    return delete(source, template.where, names, known)


def _select_limited(template: Any, source: Value, columns: Value, known: Environment) -> Value:
    """`select[n]`, `select[n m]`, `select[>c]`, `select[n;>c]`."""
    by: Value = template.distinct if template.by is None else _dictionary(template.by)
    limits = [evaluate(t, known) for t in template.limits[:1] if not _is_order(t)]
    orders = [t for t in template.limits if _is_order(t)]
    where = template.where
    if orders:
        table = unkeyed(_table(source))
        places = _filtered(table, where, known)
        kept = table if places is None else take_at(table, places)
        order = call1(orders[0].items[0], _value_of(orders[0].items[1], Rows(kept, None, known)))
        source, where = take_at(kept, order.a), []
    result = select(source, where, by, columns if template.columns else EMPTY, known)
    return _limited(result, limits)


def _limit_tree(tree: Value) -> Value:
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


def _dictionary(columns: list[tuple[str | None, Value]]) -> Value:
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


def _refuse_same_names(by: list[tuple[str | None, Value]] | None, columns: Value) -> None:
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


def _limited(result: Value, limits: list[Value]) -> Value:
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
    whole = _table(source)
    table = unkeyed(whole)
    if type(table) is not Table:
        raise QError("type")
    places = _filtered(table, where, known)
    if type(by) is Dict:
        return _grouped(table, places, by, columns, known)
    if type(columns) is Dict and count(columns):
        rows = Rows(table, places, known)
        names = _names_of(columns)
        made = _assembled(names, [_value_of(t, rows) for t in items(columns.values)])
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


def _groups(table: Table, places: Array | None, by: Dict, known: Environment) -> tuple[Table, list[Array]]:
    """The keys of the groups in ascending order, and the places of the rows of each."""
    rows = Rows(table, places, known)
    names = _names_of(by)
    columns = []
    for tree in items(by.values):
        column = _value_of(tree, rows)
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


def _grouped(table: Table, places: Array | None, by: Dict, columns: Value, known: Environment) -> Value:
    keys, groups = _groups(table, places, by, known)
    if isinstance(keys.columns[0], Vector) and len(keys.columns) == 1 and len(keys.columns[0].a):
        keys.columns[0].attr = keys.attr = "s"
    if type(columns) is Dict and count(columns):
        names, trees = _names_of(columns), items(columns.values)
        made = [from_items([_value_of(t, Rows(table, g, known)) for g in groups]) for t in trees]
        if not groups:
            made = [_empty_column(table, t, known) for t in trees]
    else:
        names = [n for n in table.names if n not in keys.names]
        lasts = np.array([g[-1] for g in groups], dtype=np.int64)
        made = [take_at(table.columns[table.names.index(n)], lasts) for n in names]
    return Dict(keys, Table(names, made))


def _empty_column(table: Table, tree: Value, known: Environment) -> Value:
    value = _value_of(tree, Rows(table, np.zeros(0, dtype=np.int64), known))
    return take_at(enlist(value), np.zeros(0, dtype=np.int64)) if is_atom(value) else value


def _exec(template: Any, source: Value, known: Environment) -> Value:
    """Exec: a list for one unnamed column, a dictionary for several, a dictionary by group."""
    table = unkeyed(_table(source))
    columns = template.columns
    if type(table) is Dict:
        raise Unsupported("exec of a dictionary")
    places = _filtered(table, template.where, known)
    single = len(columns) == 1 and columns[0][0] is None
    if template.by is None:
        return _exec_all(template, Rows(table, places, known), single)
    if len(template.by) == 1 and template.by[0] == (None, False):
        return select(source, template.where, False, _dictionary(columns), known)
    by = _dictionary(template.by)
    keys, groups = _groups(table, places, by, known)
    plain_key = len(template.by) == 1 and template.by[0][0] is None
    heads: Value = keys.columns[0] if plain_key else keys
    if isinstance(heads, Vector):
        heads = Vector(heads.t, heads.a, "s") if type(heads) is Vector else heads
    if single:
        return Dict(heads, from_items([_value_of(columns[0][1], Rows(table, g, known)) for g in groups]))
    named = _dictionary(columns)
    made = [from_items([_value_of(t, Rows(table, g, known)) for g in groups]) for t in items(named.values)]
    return Dict(heads, Table(_names_of(named), made))


def _exec_all(template: Any, rows: Rows, single: bool) -> Value:
    """Exec without groups; `distinct` concerns the first column."""
    columns = template.columns
    if not columns and not template.distinct:
        return _last_row(rows.table, rows.places)
    named = _dictionary(columns)
    values = [_value_of(tree, rows) for tree in items(named.values)]
    if template.distinct:
        from .verbs.sets import distinct

        if not values:
            raise Unsupported("exec distinct")
        values[0] = distinct(values[0])
    return values[0] if single else Dict(named.keys, from_items(values))


def _last_row(table: Table, places: Array | None) -> Value:
    n = count(table) if places is None else len(places)
    if not n:
        raise Unsupported("exec")
    return item(table, n - 1 if places is None else int(places[-1]))


def update(source: Value, where: list[Value], by: Value, columns: Value, known: Environment) -> Value:
    """Update: columns replaced or added in the rows that meet `where`, group by group."""
    if is_symbol(source):
        machine = current()
        machine.set(source.v, update(machine.get(source.v), where, by, columns, known))
        return source
    whole = _table(source)
    table = unkeyed(whole)
    if type(table) is Dict:
        if type(by) is Dict:
            raise QError("type")
        return _update_dictionary(table, where, columns, known)
    places = _filtered(table, where, known)
    names, kept = list(table.names), list(table.columns)
    groups: list[Array | None] = [places]
    if type(by) is Dict:
        groups = list(_groups(table, places, by, known)[1])
    results: dict[str, Value] = {}
    for name, tree in zip(_names_of(columns), items(columns.values), strict=True):
        old = results.get(name, kept[names.index(name)] if name in names else None)
        for group in groups:
            rows = Rows(table, group, known)
            old = _overwritten(old, _value_of(tree, rows), group, count(table))
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
        from .values import missing

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
    for name, tree in zip(_names_of(columns), items(columns.values), strict=True):
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
    whole = _table(source)
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
        places = _filtered(table, where, known)
        gone = np.arange(count(table)) if places is None else places
        made = take_at(table, np.setdiff1d(np.arange(count(table)), gone))
    if is_keyed(whole):
        n = len([k for k in whole.keys.names if k in made.names])
        return Dict(Table(made.names[:n], made.columns[:n]), Table(made.names[n:], made.columns[n:]))
    return made


def _without(x: Dict, names: list[str]) -> Value:
    from .verbs.parts import without_keys

    return without_keys(x, symbols(names))


# ---- functional forms


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
        return _exec_by_table(unkeyed(_table(t)), where, b, a)
    if type(b) is bool or (isinstance(b, Dict)):
        columns = a if type(a) is Dict else EMPTY
        return select(t, where, b if type(b) is Dict else bool(b), columns, {})
    return _functional_exec(t, where, b, a)


def _exec_by_table(table: Table, where: list[Value], by: Dict, a: Value) -> Value:
    """Exec of one expression by named keys: a dictionary from a table of keys to the values."""
    keys, groups = _groups(table, _filtered(table, where, {}), by, {})
    return Dict(keys, from_items([_value_of(a, Rows(table, g, {})) for g in groups]))


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
        source = unkeyed(_table(t))
        places = _filtered(source, where, {})
        kept = source if places is None else take_at(source, places)
        order = call1(verb, _value_of(column, Rows(kept, None, {})))
        t, where = take_at(kept, order.a), []
    result = select(t, where, by if type(by) is Dict else bool(by), columns, {})
    return _limited(result, limits[:1])


def _functional_exec(t: Value, where: list[Value], by: Value, a: Value) -> Value:
    table = unkeyed(_table(t))
    places = _filtered(table, where, {})
    if type(by) is List and not by.items:
        rows = Rows(table, places, {})
        if type(a) is Dict:
            return Dict(a.keys, from_items([_value_of(tree, rows) for tree in items(a.values)]))
        if type(a) is List and not a.items:
            return _last_row(table, places)
        return _value_of(a, rows)
    keys, groups = _groups(table, places, Dict(symbols(["x"]), List([by])), {})
    heads = keys.columns[0]
    if type(a) is Dict:
        made = [from_items([_value_of(tree, Rows(table, g, {})) for g in groups]) for tree in items(a.values)]
        return Dict(heads, Table(_names_of(a), made))
    return Dict(heads, from_items([_value_of(a, Rows(table, g, {})) for g in groups]))


def simple_exec(t: Value, i: Value, a: Value) -> Value:
    """`?[t;i;p]`: the expression p on the rows i of t."""
    table = unkeyed(_table(t))
    if abs(type_number(i)) not in (5, 6, 7):
        raise QError("type")
    places = np.atleast_1d(np.asarray(payload(i) if is_atom(i) else i.a))
    return _value_of(a, Rows(table, places, {}))


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
        return _dictionary([(name, build(n)) for name, n in columns])

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
        _refuse_same_names([(name, build(n)) for name, n in node.by], columns)
    by = True if node.distinct else named(node.by) if node.by else False
    return List([question, table, where, by, columns, *(_limit_tree(build(n)) for n in node.limits)])
