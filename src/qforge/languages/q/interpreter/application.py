"""Applying functions and values to arguments; projections and compositions."""

from __future__ import annotations

from .errors import Forbidden, QError
from .indexing import at, index
from .items import items
from .machine import current
from .values import (
    HOLE,
    IDENTITY,
    Atom,
    Composition,
    Derived,
    Function,
    Lambda,
    List,
    Primitive,
    Projection,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_string,
    payload,
    text_of,
    type_number,
)


def call(f: Value, *arguments: Value) -> Value:
    """`f[a;b;…]`: apply a function, or index a list, dictionary or table; HOLE stands for an elided argument.

    Raises QError rank where f takes fewer arguments.
    """
    if isinstance(f, Function):
        given = len(arguments)
        if given < f.low or HOLE in arguments:
            if given == 1 and f.low == 1:
                return f.code(IDENTITY)
            if given > f.high:
                raise QError("rank")
            return project(f, list(arguments))
        if given > f.high:
            if isinstance(f, (Lambda, Primitive)) or f.high == 0:
                raise QError("rank")
            return _surplus(f, arguments)
        return f.code(*arguments)
    if isinstance(f, Atom) and f.t == 11:
        return call(current().get(f.v), *arguments)
    if isinstance(f, (int, float, Atom)):
        if is_integer(f) and len(arguments) == 1:
            return _print(f, arguments[0])
        raise QError("type")
    return index(f, list(arguments))


def _print(handle: Value, x: Value) -> Value:
    """`1 x`, `-1 x`: write text to the console, with a line end where the handle is negative."""
    number = int(payload(handle))
    if number not in (1, -1, 2, -2):
        if number == 0 and is_string(x):
            return current().evaluate(text_of(x))
        raise Forbidden("handle") if type_number(x) in (10, 11, -10, -11, 0) else QError("type")
    lines = x.items if type(x) is List else [x]
    if not all(is_string(v) or type_number(v) == -10 for v in lines):
        raise QError("type")
    for line in lines:
        current().write(text_of(line) + ("\n" if number < 0 else ""))
    return handle


def _surplus(f: Function, arguments: tuple[Value, ...]) -> Value:
    """A derived function or projection with more arguments than it takes."""
    if isinstance(f, Derived) and f.adverb in ("'", "/", "\\"):
        return f.code(*arguments)
    raise QError("rank")


def call1(f: Value, x: Value) -> Value:
    """`f x`, the common case of `call`."""
    cls = type(f)
    if cls is Lambda:
        return f.code(x) if f.low == 1 else project(f, [x])
    if cls is Vector and type(x) is int:
        return at(f, x)
    return call(f, x)


def apply(f: Value, arguments: Value) -> Value:
    """`f . arguments`, the arguments being the items of a list."""
    return call(f, *items(arguments))


def project(f: Function, arguments: list[Value]) -> Projection:
    """The projection of a function on some of its arguments."""
    total = max(len(arguments), f.low)
    slots = arguments + [HOLE] * (total - len(arguments))
    open_slots = [i for i, a in enumerate(slots) if a is HOLE]
    code = f.code
    variadic = not isinstance(f, Lambda)

    def fill(*given: Value) -> Value:
        full = list(slots)
        for i, value in zip(open_slots, given, strict=True):
            full[i] = value
        return code(*full)

    if len(slots) == 2 and len(open_slots) == 1 and not (variadic and f.low > 2):
        fixed = slots[1 - open_slots[0]]
        if open_slots[0] == 1:
            return Projection(f, arguments, lambda y: code(fixed, y), 1)
        return Projection(f, slots, lambda x: code(x, fixed), 1)
    return Projection(f, arguments, fill, len(open_slots))


def compose(outer: Value, inner: Value) -> Value:
    """`'[outer;inner]`: outer of what inner gives."""
    if outer is IDENTITY or inner is IDENTITY:
        kept = inner if outer is IDENTITY else outer
        if isinstance(kept, Function):
            return kept
    rank = inner.low if isinstance(inner, Function) else 1
    if isinstance(inner, (Derived,)):
        made = Composition(outer, inner, lambda *args: call1(outer, call(inner, *args)), inner.low)
        made.high = inner.high
        return made
    return Composition(outer, inner, lambda *args: call1(outer, call(inner, *args)), rank)


def rank(f: Value) -> int:
    """How many arguments a function takes where an iterator has to know: 1 for a list or dictionary."""
    if isinstance(f, Derived):
        if f.adverb in ("/:", "\\:"):
            return 2
        if f.adverb == "'":
            return f.low
        return 1
    if isinstance(f, Lambda):
        return max(1, len(f.tree.params))
    if isinstance(f, Function):
        return int(f.low)
    if type(f) is List and any(not is_atom(v) or isinstance(v, Function) for v in f.items):
        return 2
    return 1
