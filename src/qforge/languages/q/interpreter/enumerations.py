"""Enumerations: indices into the list that a variable holds, or into the key of a table (foreign keys, links)."""

from __future__ import annotations

import numpy as np

from .errors import QError
from .items import item
from .machine import current
from .values import Atom, Dict, EnumAtom, EnumVector, Table, Value, Vector, is_keyed, longs, symbols, type_number


def _domain(name: str) -> Value:
    """The list that an enumeration counts in: a vector, the key of a keyed table, the row numbers of a table."""
    found = current().get(name)
    if is_keyed(found):
        if len(found.keys.names) != 1:
            raise QError("type")
        return found.keys.columns[0]
    if type(found) is Table:
        n = len(found.columns[0].a) if isinstance(found.columns[0], Vector) else len(found.columns[0].items)
        return longs(np.arange(n))
    if not isinstance(found, Vector):
        raise QError("type")
    return found


def counts_in_list(name: str) -> bool:
    """Whether a variable is a list or a keyed table, whose items an enumeration can stand for."""
    try:
        found = current().get(name)
    except QError:
        return False
    return isinstance(found, Vector) or is_keyed(found)


def resolve(x: Value) -> Value:
    """What an enumeration stands for; any other value as it is."""
    from .indexing import at, take_at

    if type(x) is EnumVector:
        return take_at(_domain(x.domain), x.a)
    if type(x) is EnumAtom:
        return at(_domain(x.domain), x.v)
    return x


def enumerate_in(domain: str, x: Value, *, extend: bool) -> Value:
    """Values as an enumeration over the list that the variable `domain` holds.

    With `extend`, symbols that the list lacks are appended to it.
    Raises QError cast where the list lacks one and may not grow.
    """
    from .indexing import find_keys
    from .joining import join

    x = resolve(x)
    single = not isinstance(x, Vector)
    wanted = x if not single else join(symbols([]), x) if isinstance(x, Atom) and x.t == 11 else _enlisted(x)
    try:
        known = _domain(domain)
    except QError:
        if not extend:
            raise
        known = symbols([])
    if wanted.t != known.t:
        raise QError("cast" if wanted.t == 11 else "type")
    places = find_keys(known, wanted)
    if any(p == len(known.a) for p in places):
        if not extend:
            raise QError("cast")
        from .verbs.sets import union

        attribute = known.attr
        known = union(known, wanted)
        known.attr = attribute if attribute == "u" else ""
        current().set(domain, known)
        places = find_keys(known, wanted)
    elif extend and not len(known.a):
        current().set(domain, known)
    return EnumAtom(places[0], domain) if single else EnumVector(np.array(places, dtype=np.int64), domain)


def _enlisted(x: Value) -> Vector:
    from .items import enlist

    made = enlist(x)
    if not isinstance(made, Vector):
        raise QError("type")
    return made


def follow(x: Value, column: str) -> Value:
    """`x.column`: what a foreign key or link leads to, a part of dates or times, an entry of a dictionary."""
    from .indexing import at, take_at
    from .values import symbol

    if isinstance(x, (EnumVector, EnumAtom)):
        table = current().get(x.domain)
        plain = (
            Table(table.keys.names + table.values.names, table.keys.columns + table.values.columns)
            if isinstance(table, Dict)
            else table
        )
        if type(plain) is not Table:
            raise QError("type")
        values = at(plain, symbol(column))
        return take_at(values, x.a) if isinstance(x, EnumVector) else item(values, x.v)
    if 12 <= abs(type_number(x)) <= 19:
        from .verbs.casts import dollar

        return dollar(symbol(column), x)
    return at(x, symbol(column))
