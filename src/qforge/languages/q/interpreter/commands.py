"""System commands: those that concern the session alone; whatever reaches outside of it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable

from . import markup, samples
from .errors import ExitRequested, Forbidden, QError, Unsupported
from .machine import Machine
from .values import IDENTITY, Atom, Function, Table, Value, is_keyed, symbol, symbols, vector

_INT = 6
_MARKUP_NAMES = {"v": markup.VARIABLE_NAMES, "f": markup.FUNCTION_NAMES}
# What a console started without options answers: garbage mode, week offset, secondary threads, error trap, time limit.
_FIXED = {"g": 0, "W": 2, "s": 0, "e": 0, "T": 0}
_REFUSED = ("t", "ts", "w", "p", "cd", "ls", "1", "2", "x", "r", "u", "o", "pwd", "E", "S")


def run_command(machine: Machine, text: str) -> Value:
    """The value of the command of this text, given without its backslash.

    Raises Forbidden for one that reaches outside, Unsupported for one that does not exist here.
    """
    word, _, rest = re.sub(r"[ \t]/.*", "", text).partition(" ")
    known = _COMMANDS.get(word)
    if known is not None:
        return known(machine, rest.strip())
    if word in _FIXED:
        if not rest.strip() or _number(rest) == _FIXED[word]:
            return IDENTITY if rest.strip() else Atom(_INT, _FIXED[word])
        raise Unsupported("\\" + text)
    if word in _REFUSED or len(word) > 1:  # a longer word that is no command of q's own is one of the system's
        raise Forbidden("\\" + word)
    raise Unsupported("\\" + word)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise QError("type") from None


def _namespace(machine: Machine, rest: str) -> Value:
    if not rest:
        return symbol(machine.context or ".")
    if not re.fullmatch(r"\.(?:[A-Za-z]\w*)?", rest):
        raise QError("nyi" if re.fullmatch(r"[\w.]+", rest) else "type")
    machine.context = "" if rest == "." else rest
    return IDENTITY


def _precision(machine: Machine, rest: str) -> Value:
    if not rest:
        return Atom(_INT, machine.precision)
    machine.precision = min(17, max(0, _number(rest)))
    return IDENTITY


def _console_size(machine: Machine, rest: str) -> Value:
    if not rest:
        return vector(_INT, [machine.rows, machine.columns])
    sizes = [_number(part) for part in rest.split()]
    if len(sizes) != 2:
        raise QError("length")
    machine.rows, machine.columns = (min(2000, max(10, size)) for size in sizes)
    return IDENTITY


def _date_order(machine: Machine, rest: str) -> Value:
    if not rest:
        return Atom(_INT, int(machine.day_first))
    machine.day_first = _number(rest) != 0
    return IDENTITY


def _page_size(machine: Machine, rest: str) -> Value:
    if rest:
        raise Unsupported("\\C")
    return vector(_INT, [36, 2000])


def _load(machine: Machine, rest: str) -> Value:
    if rest not in samples.SCRIPTS:
        raise Forbidden("\\l")
    samples.load(machine, rest, machine.evaluate)
    return IDENTITY


def _leave(machine: Machine, rest: str) -> Value:
    raise ExitRequested(_number(rest) if rest else 0)


def _listing(kind: str) -> Callable[[Machine, str], Value]:
    def listed(machine: Machine, rest: str) -> Value:
        context = machine.context if not rest else ("" if rest == "." else rest)
        found = []
        if context == ".h" and kind in _MARKUP_NAMES:
            return symbols(_MARKUP_NAMES[kind])
        if context in (".q", ".Q", ".h", ".j", ".z"):
            raise Unsupported(f"names of {context}")
        for name in machine.names(context):
            if not context and name in machine.views.all:
                continue
            value = machine.get(f"{context}.{name}" if context else name)
            is_table = isinstance(value, Table) or is_keyed(value)
            shown = "a" if is_table else "f" if isinstance(value, Function) else "v"
            if shown == kind or (kind == "v" and shown == "a"):
                found.append(name)
        return symbols(found)

    return listed


def _views(pending: bool) -> Callable[[Machine, str], Value]:
    return lambda machine, rest: machine.views.names(pending)


_COMMANDS: dict[str, Callable[[Machine, str], Value]] = {
    "d": _namespace,
    "P": _precision,
    "c": _console_size,
    "C": _page_size,
    "z": _date_order,
    "l": _load,
    "\\": _leave,
    "v": _listing("v"),
    "a": _listing("a"),
    "f": _listing("f"),
    "b": _views(pending=False),
    "B": _views(pending=True),
}
