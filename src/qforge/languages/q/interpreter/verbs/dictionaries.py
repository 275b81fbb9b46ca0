"""Dictionaries: `!`, and what keys and values are: of a dictionary, a name, a function."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.enumerations import resolve
from qforge.languages.q.interpreter.errors import Forbidden, QError, Unsupported, python_name
from qforge.languages.q.interpreter.items import count, enlist, from_items, items
from qforge.languages.q.interpreter.kinds import KINDS
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
    is_atom,
    is_integer,
    is_list,
    is_string,
    is_symbol,
    payload,
    symbol,
    symbols,
    text_of,
)
from qforge.languages.q.interpreter.views import View
from qforge.languages.q.interpreter.views import parts as view_parts
from qforge.languages.q.interpreter.vocabulary import BUILT_IN, RESERVED

from .columns import keyed_by
from .row import Verb


def bang(*args: Value) -> Value:
    """`x!y`: a dictionary from keys x to values y; `n!t` keys a table by its first n columns, `0!t` takes the keys off.

    `` `a`b!1 2 `` has `1` under `` `a ``. Symbols with a symbol atom stand for a table on disk.
    With four arguments the functional update or delete.

    ``1!([]a:1 2;b:3 4)`` is ``(+(,`a)!,1 2)!+(,`b)!,3 4``.
    """
    if len(args) == 4:
        from qforge.languages.q.interpreter.sql_functional import functional_bang

        return functional_bang(*args)
    if len(args) != 2:
        raise QError("rank")
    x, y = args
    if type(x) is Atom and x.t == 7:
        return _internal(x.v, y)
    if is_integer(x):
        n = int(payload(x))
        return keyed_by(n, y) if n >= 0 else _internal(n, y)
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


def _internal(n: int, y: Value) -> Value:
    """`-n!y`: the internal functions that pure code uses."""
    from . import internal

    return internal.internal(n, y)


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


TABLE = (
    Verb("!", bang, 2, 4),
    Verb("key", key, 1, text="!:"),
    Verb("value", value, 1, text=".:"),
    Verb("get", value, 1, text=".:"),
)
