"""Dictionaries and the shape of tables: ! key value cols keys xkey xcol xcols meta ungroup and the like."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.enumerations import enumerate_in, resolve
from qforge.languages.q.interpreter.errors import Forbidden, QError, Unsupported, python_name
from qforge.languages.q.interpreter.indexing import at, take_at
from qforge.languages.q.interpreter.joining import append, join
from qforge.languages.q.interpreter.kinds import KINDS, LETTER
from qforge.languages.q.interpreter.lambda_parts import LambdaParts
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.mapped import Mapped
from qforge.languages.q.interpreter.values import (
    EMPTY,
    IDENTITY,
    Atom,
    Composition,
    Derived,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    Lambda,
    List,
    Primitive,
    Projection,
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
    is_string,
    is_symbol,
    items,
    payload,
    string,
    symbol,
    symbols,
    text_of,
    type_number,
    vector,
)
from qforge.languages.q.interpreter.views import View
from qforge.languages.q.interpreter.views import parts as view_parts
from qforge.languages.q.interpreter.vocabulary import BUILT_IN, RESERVED

from .row import Verb
from .search import grade


def bang(*args: Value) -> Value:
    """`x!y`: a dictionary from keys x to values y; `n!t` keys a table by its first n columns, `0!t` takes the keys off.

    `` `a`b!1 2 `` has `1` under `` `a ``. Symbols with a symbol atom stand for a table on disk.
    With four arguments the functional update or delete.

    ``1!([]a:1 2;b:3 4)`` is ``(+(,`a)!,1 2)!+(,`b)!,3 4``.
    """
    if len(args) == 4:
        from qforge.languages.q.interpreter.sql import functional_bang

        return functional_bang(*args)
    if len(args) != 2:
        raise QError("rank")
    x, y = args
    if type(x) is Atom and x.t == 7:
        return _internal(x.v, y)
    if is_integer(x):
        return _keyed_by(int(payload(x)), y)
    if is_symbol(x) and type(y) is not Table:
        if isinstance(y, Vector) and y.t in (6, 7):
            return EnumVector(y.a.astype(np.int64), x.v)
        if is_integer(y):
            return EnumAtom(int(payload(y)), x.v)
        if is_list(y) or type(y) is Dict:
            raise QError("type")
        return Dict(enlist(x), enlist(y))
    if is_atom(x) and is_atom(y):
        return Dict(enlist(x), enlist(y))
    if is_atom(x):
        raise QError("type") if not isinstance(x, Function) else Unsupported("!")
    if is_symbol(y) and type(x) is Vector and x.t == 11:
        return Mapped(x, y, flipped=False)
    if is_atom(y):
        return Dict(x, from_items([y] * count(x)))
    if type(x) is Dict or (type(y) is Dict):
        raise QError("type")
    if count(x) != count(y):
        raise QError("length")
    return Dict(x, y)


def _keyed_by(n: int, y: Value) -> Value:
    if n < 0:
        return _internal(n, y)
    if is_symbol(y):
        current().set(y.v, _keyed_by(n, current().get(y.v)))
        return y
    plain = unkeyed(y)
    if n == 0:
        return plain
    if type(plain) is not Table:
        if is_list(y) and count(y) == 1:
            return Dict(enlist(n), y)
        if is_atom(y):
            return Dict(enlist(n), enlist(y))
        raise QError("type")
    if n >= len(plain.names):
        raise QError("length")
    return Dict(Table(plain.names[:n], plain.columns[:n]), Table(plain.names[n:], plain.columns[n:]))


def _internal(n: int, y: Value) -> Value:
    """`-n!y`: the internal functions that pure code uses."""
    from . import internal

    return internal.internal(n, y)


def unkeyed(x: Value) -> Value:
    """A keyed table as a plain one; other values as they are."""
    if is_keyed(x):
        return Table(x.keys.names + x.values.names, x.keys.columns + x.values.columns)
    return x


def table_of(x: Value) -> Value:
    """A table or keyed table, given as itself or by name."""
    if is_symbol(x):
        x = current().get(x.v)
    if type(x) is not Table and not is_keyed(x):
        raise QError("type")
    return x


def key(x: Value) -> Value:
    """`key x`: the keys of a dictionary, the key columns of a table, whether a name is defined, a vector's type.

    `` key `a`b!1 2 `` is `` `a`b ``.
    """
    if type(x) is Dict:
        return x.keys
    if isinstance(x, (EnumVector, EnumAtom)):
        return symbol(x.domain)
    if is_symbol(x):
        return _key_of_name(x)
    if isinstance(x, Vector):
        return symbol(KINDS[x.t].name)
    if type(x) is List and not x.items:
        return x
    if is_integer(x) and type(x) is not bool:
        from .lists import until

        return until(x)
    raise QError("type")


def _key_of_name(x: Atom) -> Value:
    machine = current()
    name = x.v
    if name.startswith("..") and name.count(".") == 2:
        return x if python_name(name[2:]) in machine.space else EMPTY
    if name.startswith(":"):
        raise Forbidden("key of a file")
    if not name:
        contexts = {full.split(".")[1] for full in machine.contexts()}
        return symbols(["q", "Q", "h", "j", "o", *sorted(contexts - {"q", "Q", "h", "j", "o"})])
    if name == ".q":
        return symbols(["", *sorted(RESERVED - {*BUILT_IN, "by", "from"})])
    if name.startswith(".") and name.count(".") == 1:
        found = machine.namespace(name)
        return found.keys if found is not None else EMPTY
    try:
        value = machine.get(name)
    except QError:
        return EMPTY
    if type(value) is Dict:
        return value.keys
    return x


def value(x: Value) -> Value:
    """`value x`: the values of a dictionary; the result of evaluating a string or a list; the value of a name.

    `value "1+2"` is `3`; `value (+;1;2)` is `3`.
    """
    if type(x) is Dict:
        return x.values
    if is_symbol(x):
        return current().get(x.v)
    if is_string(x) or (type(x) is Atom and x.t == 10):
        return current().evaluate(text_of(x))
    if isinstance(x, (EnumVector, EnumAtom)):
        return resolve(x)
    if isinstance(x, Vector) and x.t == 11 and len(x.a):
        parts = items(x)
        return _applied(current().get(parts[0].v), parts[1:])
    if type(x) is List and x.items:
        head = x.items[0]
        if is_symbol(head):
            head = current().get(head.v)
        elif (type(head) is Atom and head.t == 10) or is_string(head):
            head = current().evaluate(text_of(head))
        return _applied(head, x.items[1:])
    if isinstance(x, Function):
        return _parts(x)
    if type(x) is List:
        return x
    raise QError("type")


def _applied(f: Value, args: list[Value]) -> Value:
    from qforge.languages.q.interpreter.application import call

    return call(f, *args) if args else (call(f, IDENTITY) if isinstance(f, Function) else f)


# The operators in the order of q's own numbers for them; the unary form of each has the same number.
_OPERATORS = ("::", "+", "-", "*", "%", "&", "|", "^", "=", "<", ">", "$", ",", "#", "_", "~", "!", "?", "@", ".")


def _parts(x: Function) -> Value:
    """What a function is made of."""
    if isinstance(x, Projection):
        return List([x.function, *x.arguments])
    if isinstance(x, Composition):
        return List([x.outer, x.inner])
    if isinstance(x, Derived):
        return x.function
    if isinstance(x, Lambda):
        if isinstance(x.tree, View):
            return view_parts(x.tree)
        return LambdaParts(x)
    if isinstance(x, Primitive):
        operator = x.text[0] if x.text[1:] == ":" and x.text != "::" else x.text
        if operator in _OPERATORS:
            return _OPERATORS.index(operator)
    raise Unsupported("value of a primitive")


def columns(x: Value) -> Value:
    """`cols x`: the names of the columns of a table. ``cols ([]a:1 2;b:3 4)`` is ```a`b``."""
    return symbols(unkeyed(table_of(x)).names)


def keys(x: Value) -> Value:
    """`keys x`: the names of the key columns of a table. ``keys ([a:1 2]b:3 4)`` is ``,`a``."""
    found = table_of(x)
    return symbols(found.keys.names) if is_keyed(found) else symbols([])


def _names(x: Value) -> list[str]:
    """The texts of a symbol or of symbols."""
    found = items(x)
    if not all(is_symbol(v) for v in found):
        raise QError("type")
    return [v.v for v in found]


def key_by(x: Value, y: Value) -> Value:
    """`x xkey y`: y keyed by the columns x. ```b xkey ([]a:1 2;b:3 4)`` is ``(+(,`b)!,3 4)!+(,`a)!,1 2``."""
    if is_symbol(y):
        current().set(y.v, key_by(x, current().get(y.v)))
        return y
    table = unkeyed(y)
    if type(table) is not Table:
        raise QError("type")
    names = _names(x)
    if not names:
        return table
    for name in names:
        if name not in table.names:
            raise QError(name)
    rest = [n for n in table.names if n not in names]
    return Dict(_columns_of(table, names), _columns_of(table, rest))


def _columns_of(x: Table, names: list[str]) -> Table:
    return Table(names, [x.columns[x.names.index(n)] for n in names])


def rename(x: Value, y: Value) -> Value:
    """`x xcol y`: y with its first columns renamed to x, or as the dictionary x tells.

    ```x xcol ([]a:1 2;b:3 4)`` is ``+`x`b!(1 2;3 4)``.
    """
    table = unkeyed(table_of(y))
    names = list(table.names)
    if type(x) is Dict:
        changes = dict(zip(_names(x.keys), _names(x.values), strict=True))
        if any(n not in names for n in changes):
            raise QError("length")
        names = [changes.get(n, n) for n in names]
    else:
        new = _names(x)
        if len(new) > len(names):
            raise QError("length")
        names[: len(new)] = new
    made = Table(names, table.columns)
    return _keyed_by(len(y.keys.names), made) if is_keyed(y) else made


def reorder(x: Value, y: Value) -> Value:
    """`x xcols y`: y with the columns x first. ```b xcols ([]a:1 2;b:3 4)`` is ``+`b`a!(3 4;1 2)``."""
    table = table_of(y)
    if type(table) is not Table:
        raise QError("type")
    front = _names(x)
    for name in front:
        if name not in table.names:
            raise QError(name)
    return _columns_of(table, front + [n for n in table.names if n not in front])


def meta(x: Value) -> Value:
    """`meta x`: the columns of a table with their types, foreign keys and attributes.

    ``exec t from meta ([]a:1 2;b:`x`y)`` is ``"js"``.
    """
    table = unkeyed(table_of(x))
    kinds = [_column_type(c) for c in table.columns]
    body = Table(
        ["t", "f", "a"],
        [
            string("".join(kinds)),
            symbols([c.domain if isinstance(c, EnumVector) and is_foreign(c) else "" for c in table.columns]),
            symbols([getattr(c, "attr", "") for c in table.columns]),
        ],
    )
    return Dict(Table(["c"], [symbols(table.names)]), body)


def is_foreign(x: EnumVector) -> bool:
    """Whether an enumeration refers to a table: a foreign key, or a link to a table without keys."""
    found = current().get(x.domain)
    return is_keyed(found) or type(found) is Table


def _column_type(x: Value) -> str:
    t = type_number(x)
    if t == 20:
        return _column_type(resolve(x)) if is_foreign(x) else "s"
    if 0 < t < 20:
        return LETTER[t]
    inner = type_number(x.items[0]) if x.items else 0
    return LETTER[inner].upper() if 0 < inner < 20 else " "


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
    from .search import group

    keyed = _columns_of(table, names)
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
    return _keyed_by(len(y.keys.names), made) if is_keyed(y) else made


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

        added = _columns_of(rows, old.keys.names)
        present = set(keys_of(old.keys))
        if any(k in present for k in keys_of(added)):
            raise QError("insert")
        made: Value = join(old, _keyed_by(len(old.keys.names), rows))
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
        return _columns_of(rows, table.names) if set(rows.names) == set(table.names) else _mismatch()
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
        known: Value = at(x, _columns_of(rows, x.keys.names))
    else:
        known = take_at(old, np.full(count(rows), -1, dtype=np.int64))
    columns = [
        _new_items(rows.columns[rows.names.index(n)], c) if n in rows.names else known.columns[old.names.index(n)]
        for n, c in zip(table.names, table.columns, strict=True)
    ]
    made = Table(table.names, columns)
    return join(x, made if type(x) is Table else _keyed_by(len(x.keys.names), made))


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


def foreign_keys(x: Value) -> Value:
    """`fkeys x`: the foreign key columns of a table and the tables they refer to.

    ``k:([a:1 2]b:3 4); fkeys ([]c:`k$2 1)`` is ``(,`c)!,`k``.
    """
    table = unkeyed(table_of(x))
    found = [(n, c.domain) for n, c in zip(table.names, table.columns, strict=True) if isinstance(c, EnumVector)]
    return Dict(symbols([n for n, _ in found]), symbols([d for _, d in found]))


def tables(x: Value) -> Value:
    """`tables x`: the names of the tables in a namespace. ``t:([]a:1 2); tables `.`` is ``,`t``."""
    machine = current()
    name = x.v if is_symbol(x) else ""
    context = "" if name in ("", ".") else name
    found = []
    for n in machine.names(context):
        entry = machine.get(f"{context}.{n}" if context else n)
        if type(entry) is Table or is_keyed(entry):
            found.append(n)
    return symbols(found)


TABLE = (
    Verb("!", bang, 2, 4),
    Verb("key", key, 1, text="!:"),
    Verb("value", value, 1, text=".:"),
    Verb("get", value, 1, text=".:"),
    Verb("cols", columns, 1, text="k){...}", t=100),
    Verb("keys", keys, 1, text="k){...}", t=100),
    Verb("xkey", key_by, 2, text="k){...}", t=100),
    Verb("xcol", rename, 2, text="k){...}", t=100),
    Verb("xcols", reorder, 2, text="k){...}", t=100),
    Verb("meta", meta, 1, text="k){...}", t=100),
    Verb("ungroup", ungroup, 1, text="k){...}", t=100),
    Verb("xgroup", group_by, 2, text="k){...}", t=100),
    Verb("xasc", sort_ascending, 2, text="k){...}", t=100),
    Verb("xdesc", sort_descending, 2, text="k){...}", t=100),
    Verb("insert", insert, 2, text="insert", t=102),
    Verb("upsert", upsert, 2, text=".[;();,;]", t=104),
    Verb("fkeys", foreign_keys, 1, text="k){...}", t=100),
    Verb("tables", tables, 1, text="k){...}", t=100),
)
