"""The columns of tables: their keys, names, order and types."""

from __future__ import annotations

from qforge.languages.q.interpreter.enumerations import resolve
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.items import count, enlist, items
from qforge.languages.q.interpreter.kinds import LETTER
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import (
    Dict,
    EnumVector,
    Table,
    Value,
    is_atom,
    is_keyed,
    is_list,
    is_symbol,
    string,
    symbols,
    type_number,
)

from .row import Verb


def keyed_by(n: int, y: Value) -> Value:
    if is_symbol(y):
        current().set(y.v, keyed_by(n, current().get(y.v)))
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
    return Dict(columns_of(table, names), columns_of(table, rest))


def columns_of(x: Table, names: list[str]) -> Table:
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
    return keyed_by(len(y.keys.names), made) if is_keyed(y) else made


def reorder(x: Value, y: Value) -> Value:
    """`x xcols y`: y with the columns x first. ```b xcols ([]a:1 2;b:3 4)`` is ``+`b`a!(3 4;1 2)``."""
    table = table_of(y)
    if type(table) is not Table:
        raise QError("type")
    front = _names(x)
    for name in front:
        if name not in table.names:
            raise QError(name)
    return columns_of(table, front + [n for n in table.names if n not in front])


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
    Verb("cols", columns, 1, text="k){...}", t=100),
    Verb("keys", keys, 1, text="k){...}", t=100),
    Verb("xkey", key_by, 2, text="k){...}", t=100),
    Verb("xcol", rename, 2, text="k){...}", t=100),
    Verb("xcols", reorder, 2, text="k){...}", t=100),
    Verb("meta", meta, 1, text="k){...}", t=100),
    Verb("fkeys", foreign_keys, 1, text="k){...}", t=100),
    Verb("tables", tables, 1, text="k){...}", t=100),
)
