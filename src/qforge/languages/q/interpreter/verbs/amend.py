"""`@` and `.`: apply, index, amend at a depth, trap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from qforge.languages.q.interpreter.application import call, call1
from qforge.languages.q.interpreter.errors import Control, QError, Untrappable, as_q_error
from qforge.languages.q.interpreter.indexing import at, find_key, index
from qforge.languages.q.interpreter.items import count, enlist, fill_value, from_items, items
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.values import (
    EMPTY,
    HOLE,
    IDENTITY,
    Atom,
    Dict,
    EnumVector,
    Function,
    List,
    Primitive,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    is_symbol,
    payload,
    string,
    type_number,
)

from .records import amended_keyed, amended_rows, same_kind
from .row import Verb

Change = Callable[[Value], Value]


def _is_colon(f: Value) -> bool:
    return isinstance(f, Primitive) and f.name in (":", "::")


def at_sign(*args: Value) -> Value:
    """`@[x;i]`, `@[x;i;f]`, `@[x;i;f;y]`: apply or index; amend the items i of x; trap a function of one argument.

    `@[1 2 3;1;neg]` is `1 -2 3`; `@[1 2 3;0 2;+;10]` is `11 2 13`; `` @[{'x};"e";`caught] `` is `` `caught ``.
    """
    x, i = args[0], args[1]
    if len(args) == 2:
        return call1(x, i)
    if len(args) == 3 and isinstance(x, Function):
        return trap(x, (i,), args[2])
    return _amended(x, [i], args[2:])


def dot(*args: Value) -> Value:
    """`.[x;path]`, `.[x;path;f]`, `.[x;path;f;y]`: apply to several arguments or index at depth; amend; trap.

    `.[+;2 3]` is `5`; `.[(1 2;3 4);0 1;neg]` is `(1 -2;3 4)`.
    """
    x, path = args[0], args[1]
    if len(args) == 2:
        return _applied(x, path)
    if len(args) == 3 and isinstance(x, Function):
        return trap(x, tuple(_arguments(path)), args[2])
    return _amended(x, _path(path), args[2:], deep=True)


def _arguments(path: Value) -> list[Value]:
    if is_atom(path):
        return [path]
    return items(path) if not isinstance(path, Dict) else [path]


def _path(path: Value) -> list[Value]:
    return [path] if is_atom(path) else items(path)


def _applied(x: Value, path: Value) -> Value:
    if isinstance(path, (Dict, Table)) and isinstance(x, Function):
        raise QError("type")
    if is_atom(path) and isinstance(x, Function):
        raise QError("type")
    arguments = _arguments(path)
    if is_symbol(x):
        value = current().get(x.v)
        return call(value, *arguments) if arguments else value
    if not arguments:
        return call(x) if isinstance(x, Function) else x
    if isinstance(x, Function):
        return call(x, *arguments)
    return index(x, [HOLE if a is IDENTITY else a for a in arguments])


_STEPS_TO_UNWIND = 10_000


def trap(f: Value, args: tuple[Value, ...], handler: Value) -> Value:
    """Apply f; where it raises an error of q, the handler of its text, or the handler itself if it is no function."""
    try:
        return call(f, *args)
    except (Control, Untrappable):
        raise
    except Exception as error:
        if isinstance(error, RecursionError):
            # Unwinding thousands of frames takes as long as thousands of steps.
            current().step(_STEPS_TO_UNWIND)
        raised = as_q_error(error)
        if isinstance(raised, Untrappable):
            raise raised from error
        if isinstance(handler, Function):
            return call1(handler, string(raised.name))
        return handler


def _amended(x: Value, path: list[Value], rest: tuple[Value, ...], deep: bool = False) -> Value:
    """Amend a value, or a variable given by its name; the name comes back then."""
    if is_symbol(x) and x.v:
        machine = current()
        value = machine.get(x.v) if path or not _is_colon(rest[0]) else EMPTY
        machine.set(x.v, _changed(value, path, rest, deep))
        return x
    return _changed(x, path, rest, deep)


def _changed(x: Value, path: list[Value], rest: tuple[Value, ...], deep: bool) -> Value:
    f = rest[0]
    if len(rest) == 1:
        if not isinstance(f, Function) and is_atom(f):
            raise QError("type")
        return _apply_path(x, path, lambda v: call1(f, v), deep)
    if _is_colon(f):
        return assign_path(x, path, rest[1], deep)
    return amend_path(x, path, f, rest[1], deep)


def _apply_path(x: Value, path: list[Value], change: Change, deep: bool) -> Value:
    """Replace what a path leads to by a function of it."""
    if not path:
        return change(x)
    first, rest = path[0], path[1:]
    return _each_place(x, first, None, lambda v, _: _apply_path(v, rest, change, deep) if rest else change(v))


def assign_path(x: Value, path: list[Value], value: Value, deep: bool = True) -> Value:
    """`x[path]:value`: x with what the path leads to replaced."""
    if not path:
        return value
    first, rest = path[0], path[1:]
    if not rest:
        quick = _assign_vector(x, first, value)
        if quick is not None:
            return quick
        return _each_place(x, first, value, lambda _, new: new)
    return _each_place(x, first, value, lambda old, new: assign_path(old, rest, new, deep))


def amend_path(x: Value, path: list[Value], f: Value, value: Value, deep: bool = True) -> Value:
    """`x[path]f:value`: x with what the path leads to replaced by f of it and the value."""
    if not path:
        return call(f, x, value)
    first, rest = path[0], path[1:]
    if not rest:
        return _each_place(x, first, value, lambda old, new: call(f, old, new))
    return _each_place(x, first, value, lambda old, new: amend_path(old, rest, f, new, deep))


def _assign_vector(x: Value, i: Value, value: Value) -> Value | None:
    """Assignment into a simple vector, where type and place allow a single copy."""
    if type(x) is not Vector:
        return None
    t = type_number(value)
    if type(i) is int and t == -x.t:
        if not 0 <= i < len(x.a):
            raise QError("length")
        made = x.a.copy()
        made[i] = payload(value)
        return Vector(x.t, made)
    if type(i) is Vector and i.t in (6, 7) and abs(t) == x.t and type(value) is not EnumVector:
        places = i.a
        if len(places) and (places.min() < 0 or places.max() >= len(x.a)):
            raise QError("length")
        made = x.a.copy()
        if t < 0:
            made[places] = payload(value)
        else:
            if len(value.a) != len(places):
                raise QError("length")
            made[places] = value.a
        return Vector(x.t, made)
    return None


def _each_place(x: Value, i: Value, value: Value, change: Callable[[Value, Value], Value]) -> Value:
    """Replace the items of x at i, one after the other; a list of values goes with a list of places."""
    if isinstance(x, Dict):
        return _dictionary(x, i, value, change)
    if type(x) is Table:
        return _table(x, i, value, change)
    if is_atom(x):
        raise QError("type")
    values = items(x)
    n = len(values)
    for place, new in _places(x, i, value):
        if not is_integer(place):
            raise QError("type")
        p = int(payload(place))
        if not 0 <= p < n:
            raise QError("length")
        values[p] = change(values[p], new)
    return same_kind(x, values)


def _places(x: Value, i: Value, value: Value) -> list[tuple[Value, Value]]:
    if i is HOLE or i is IDENTITY:
        i = Vector(7, np.arange(count(x)))
    if is_atom(i):
        return [(i, value)]
    places: list[Any] = [Vector(7, np.arange(count(x))) if v is IDENTITY else v for v in items(i)]
    if value is None or is_atom(value) or isinstance(value, (Dict, Table)):
        news = [value] * len(places)
    else:
        news = items(value)
        if len(news) != len(places):
            raise QError("length")
    found: list[tuple[Value, Value]] = []
    for p, new in zip(places, news, strict=True):
        if is_list(p):
            found.extend(_places(x, p, new))
        else:
            found.append((p, new))
    return found


def _dictionary(x: Dict, i: Value, value: Value, change: Callable[[Value, Value], Value]) -> Value:
    """Entries of a dictionary; a new key is appended."""
    if i is HOLE or i is IDENTITY:
        return Dict(x.keys, _each_place(x.values, i, value, change))
    if type(x.values) is Vector and is_atom(i) and is_atom(value) and type(x.keys) is not Table:
        quick = _dictionary_vector(x, i, value, change)
        if quick is not None:
            return quick
    keys, values = x.keys, items(x.values)
    vector_values = x.values
    if type(keys) is Table:
        return amended_keyed(x, i, value, change)
    for key, new in _places_of_keys(keys, i, value):
        place = find_key(keys, key)
        if place == count(keys):
            keys = join(keys, enlist(key)) if count(keys) or not isinstance(keys, Vector) else _joined_key(keys, key)
            values.append(change(_filler(vector_values), new))
        else:
            values[place] = change(values[place], new)
    made = from_items(values)
    if (
        type(x.values) is Vector
        and values
        and count(x.values)
        and not (isinstance(made, Vector) and made.t == x.values.t)
    ):
        raise QError("type")
    return Dict(keys, made)


def _dictionary_vector(x: Dict, i: Value, value: Value, change: Callable[[Value, Value], Value]) -> Value | None:
    """One entry of a dictionary whose values are a vector of the type of the new value, with a single copy."""
    values = x.values
    place = find_key(x.keys, i)
    if place < len(values.a):
        new = change(at(values, place), value)
        made = _assign_vector(values, place, new)
        return None if made is None else Dict(x.keys, made)
    new = change(fill_value(values), value)
    if type_number(new) != -values.t or not count(x.keys):
        return None
    return Dict(join(x.keys, enlist(i)), join(values, new))


def _joined_key(keys: Vector, key: Value) -> Value:
    return enlist(key)


def _filler(values: Value) -> Value:
    return fill_value(values) if count(values) or isinstance(values, Vector) else EMPTY


def _places_of_keys(keys: Value, i: Value, value: Value) -> list[tuple[Value, Value]]:
    if (
        is_list(i)
        and type(keys) is List
        and keys.items
        and is_list(keys.items[0])
        and not (type(i) is List and i.items and is_list(i.items[0]))
    ):
        return [(i, value)]
    if is_atom(i):
        return [(i, value)]
    wanted = items(i)
    if value is None or is_atom(value):
        return [(k, value) for k in wanted]
    news = items(value)
    if len(news) != len(wanted):
        raise QError("length")
    return list(zip(wanted, news, strict=True))


def _table(x: Table, i: Value, value: Value, change: Callable[[Value, Value], Value]) -> Value:
    """Columns of a table by name, rows by number."""
    if (type(i) is Atom or type(i) is Vector) and i.t == 11:
        names, columns = list(x.names), list(x.columns)
        wanted = i.a.tolist() if isinstance(i, Vector) else [i.v]
        news = [value] * len(wanted)
        if type(i) is Vector and value is not None and is_list(value):
            news = items(value)
            if len(news) != len(wanted):
                raise QError("length")
        for name, new in zip(wanted, news, strict=True):
            old = columns[names.index(name)] if name in names else EMPTY
            made = change(old, new)
            if is_atom(made):
                made = from_items([made] * count(x))
            if count(made) != count(x):
                raise QError("length")
            if name in names:
                columns[names.index(name)] = made
            else:
                names.append(name)
                columns.append(made)
        return Table(names, columns)
    if type(value) is Table and not is_atom(i):
        value = List(items(value))
    return amended_rows(x, _places(x, i, value), change)


TABLE = (
    Verb("@", at_sign, 2, 4),
    Verb(".", dot, 2, 4),
)
