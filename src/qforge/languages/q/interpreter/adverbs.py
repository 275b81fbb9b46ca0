"""Iterators: each, over, scan, prior, each-left, each-right, and the functions that they derive."""

from __future__ import annotations

from functools import partial

from .accumulators import FAST, folder, scanner
from .application import call, compose, rank
from .maps import case, each, each_left, each_right, prior
from .values import Atom, Derived, Function, Iterator, Value, Vector, is_string


def derive(adverb: str, f: Value) -> Value:
    """The function that an iterator makes of f."""
    if adverb == "'" and type(f) is Vector and f.t in (6, 7):
        return Derived("'", f, lambda *args: case(f, args), 1, 64)
    if adverb == "'":
        r = rank(f)
        return Derived("'", f, lambda *args: each(f, args), 1 if not isinstance(f, Function) else r, max(r, 8))
    if adverb == "/":
        return Derived("/", f, folder(f), 1, max(2, rank(f)))
    if adverb == "\\":
        return Derived("\\", f, scanner(f), 1, max(2, rank(f)))
    if adverb == "':":
        return Derived("':", f, lambda *args: prior(f, args), 1, 2)
    if is_string(f) or type(f) is Atom:
        return Derived(adverb, f, partial(FAST["sv" if adverb == "/:" else "vs"], f), 1, 1)
    if adverb == "/:":
        return Derived("/:", f, lambda x, y: each_right(f, x, y), 2, 2)
    return Derived("\\:", f, lambda x, y: each_left(f, x, y), 2, 2)


def iterator(adverb: str) -> Iterator:
    """An iterator as a value; two arguments make `'` a composition, and others apply at once."""
    if adverb == "'":

        def code(f: Value, *rest: Value) -> Value:
            return compose(f, rest[0]) if rest else derive("'", f)
    else:

        def code(f: Value, *rest: Value) -> Value:
            made = derive(adverb, f)
            return call(made, *rest) if rest else made

    made = Iterator(adverb, code)
    made.high = 3
    if adverb == "'":
        made.low = 1
        made.high = 2
    return made
