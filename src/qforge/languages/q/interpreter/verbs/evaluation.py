"""Verbs that evaluate, print and iterate: parse eval value show type set each over scan prior."""

from __future__ import annotations

from qforge.languages.q.interpreter.adverbs import derive
from qforge.languages.q.interpreter.application import call1
from qforge.languages.q.interpreter.errors import ExitRequested, Forbidden, QError
from qforge.languages.q.interpreter.items import items
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.maps import each_item
from qforge.languages.q.interpreter.screen import Screen
from qforge.languages.q.interpreter.values import (
    IDENTITY,
    Atom,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_symbol,
    payload,
    string,
    text_of,
    type_number,
)

from .row import Verb
from .search import find


def type_of(x: Value) -> Value:
    """`type x`: the type number as a short, negative for atoms. `type 1 2` is `7h`."""
    return Atom(5, type_number(x))


def show(x: Value) -> Value:
    """`show x`: print x as the console does; gives `::`."""
    machine = current()
    screen = Screen(machine.precision, machine.rows, machine.columns)
    lines = screen.lines(x) if x is not IDENTITY else ["::"]
    machine.write("\n".join(lines) + "\n")
    return IDENTITY


def parse(x: Value) -> Value:
    """`parse x`: the parse tree of the text of an expression. ``parse "1+2"`` is `(+;1;2)`."""
    return current().parse(text_of(x))


def evaluated(x: Value) -> Value:
    """`eval x`: the value of a parse tree. `eval (+;1;2)` is `3`."""
    from qforge.languages.q.interpreter.trees import evaluate

    return evaluate(x)


def view(x: Value) -> Value:
    """`view x`: the text of the view named x. ``v::1+2; view `v`` is ``"1+2"``."""
    found = current().views.find(x.v) if is_symbol(x) else None
    if found is None:
        raise QError("type" if not is_symbol(x) else x.v)
    return string(found.text)


def views(_: Value) -> Value:
    """`views[]`: the names of the views. ``v::1+2; views[]`` is `` `s#,`v ``."""
    return current().views.names(pending=False)


def set_variable(x: Value, y: Value) -> Value:
    """`x set y`: give the variable named x the value y. ``(`a set 3)`` is `` `a ``."""
    if type(x) is List and x.items and is_symbol(x.items[0]):
        raise Forbidden("set of a file")
    if not is_symbol(x):
        raise QError("type")
    current().set(x.v, y)
    return x


def each(x: Value, y: Value) -> Value:
    """`f each y`: f of every item of y. `count each ("ab";1 2 3)` is `2 3`."""
    return each_item(x, y)


def over(x: Value, y: Value) -> Value:
    """`f over y`: y reduced by f. `(+) over 1 2 3` is `6`."""
    return call1(derive("/", x), y)


def scan(x: Value, y: Value) -> Value:
    """`f scan y`: every step of `f over y`. `(+) scan 1 2 3` is `1 3 6`."""
    return call1(derive("\\", x), y)


def prior(x: Value, y: Value) -> Value:
    """`f prior y`: f of every item and the one before. `(-) prior 1 4 9` is `1 3 5`."""
    return call1(derive("':", x), y)


def question(*args: Value) -> Value:
    """`x?y`: find y in x; `?[c;a;b]` picks by condition; `?[t;c;b;a]` selects. ``?[101b;1 2 3;7 8 9]`` is ``1 8 3``."""
    if len(args) == 2:
        return find(*args)
    if len(args) > 4:
        from qforge.languages.q.interpreter.sql_functional import functional_question

        return functional_question(*args)
    if len(args) == 3:
        if isinstance(args[0], Table) or is_symbol(args[0]):
            from qforge.languages.q.interpreter.sql_functional import simple_exec

            return simple_exec(*args)
        return vector_conditional(*args)
    from qforge.languages.q.interpreter.sql_functional import functional_question

    return functional_question(*args)


def vector_conditional(x: Value, y: Value, z: Value) -> Value:
    """`?[c;y;z]`: items of y where the boolean c is true, else of z. `?[10b;1 2;3 4]` is `1 4`."""
    from qforge.languages.q.interpreter.items import from_items

    if type(x) is bool:
        return y if x else z
    if not isinstance(x, Vector) or x.t != 1:
        raise QError("type")
    n = len(x.a)
    ys = items(y) if not is_atom(y) else [y] * n
    zs = items(z) if not is_atom(z) else [z] * n
    if len(ys) != n or len(zs) != n:
        raise QError("length")
    if type_number(y) and type_number(z) and abs(type_number(y)) != abs(type_number(z)):
        raise QError("type")
    return from_items([a if c else b for c, a, b in zip(x.a.tolist(), ys, zs, strict=True)])


def leave(x: Value) -> Value:
    """`exit x`: end the program with the status x."""
    if not is_integer(x):
        raise QError("type")
    raise ExitRequested(int(payload(x)))


def system(x: Value) -> Value:
    """`system x`: the command that the text x names, as after a backslash. ``a:1; system "v"`` is ``,`a``."""
    return current().command(text_of(x))


def _forbidden(word: str) -> Verb:
    def refuse(*_: Value) -> Value:
        raise Forbidden(word)

    refuse.__doc__ = f"`{word}`: refused, it reaches outside of the session."
    return Verb(word, refuse, 1, 4, text=word)


_OUTSIDE = [
    "hopen",
    "hclose",
    "hcount",
    "hdel",
    "read0",
    "read1",
    "2:",
    "save",
    "load",
    "rsave",
    "rload",
    "dsave",
    "getenv",
    "setenv",
    "gtime",
    "ltime",
    "rand",
    "reval",
]
TABLE = (
    Verb("?", question, 2, 6),
    Verb("type", type_of, 1, text="@:"),
    Verb("show", show, 1, text="k){...}", t=100),
    Verb("parse", parse, 1, text="k){...}", t=100),
    Verb("eval", evaluated, 1, text="eval"),
    Verb("set", set_variable, 2, text="set", t=102),
    Verb("each", each, 2, text="k){x'y}", t=100),
    Verb("peach", each, 2, text="k){x':y}", t=100),
    Verb("over", over, 2, text="k){x/y}", t=100),
    Verb("scan", scan, 2, text="k){x\\y}", t=100),
    Verb("prior", prior, 2, text="k){x':y}", t=100),
    Verb("exit", leave, 1, text="exit"),
    Verb("system", system, 1, text="system"),
    Verb("view", view, 1, text="k){...}", t=100),
    Verb("views", views, 1, text="k){...}", t=100),
    *(_forbidden(word) for word in _OUTSIDE),
)
