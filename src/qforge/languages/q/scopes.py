"""Whose the names in q source are, told by its syntax tree.

A lambda's locals are its parameters and the names that its own statements assign by `:`; an inner lambda does not see
them. Not locals: names that are only assigned by `::`, `+:` or at an index, the columns that a table literal or a query
names, and everything outside of lambdas. A name in a query is taken for the variable, where the source defines it.

Some names mean something by their spelling: x, y and z at the top, which lambdas could take for parameters, a variable
that names the column it makes (`([]a;b)`, `select a from t`), and what is defined at the top and mentioned in a symbol,
a text or a command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from qforge.languages.q.grammar import text

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPLICIT = ("x", "y", "z")
_TOP = 0
_LISTS = frozenset({"parenthesised", "list", "table", "keys", "columns", "parameters"})
_TEXTS = frozenset({"symbol", "string", "char", "system_command", "foreign_line"})
_NAME = re.compile(r"\.?[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*", re.ASCII)


class Name(NamedTuple):
    """A variable: the number of the lambda that it is local to, 0 for the names defined at the top, and its name."""

    scope: int
    name: str


@dataclass(slots=True)
class _Scope:
    """The top of a source, or one lambda: what it defines, and the names in it (not in inner lambdas).

    `implicit` is the byte at which a lambda starts that lists no parameters.
    """

    names: set[str] = field(default_factory=set)
    implicit: int | None = None
    mentions: list[tuple[int, str]] = field(default_factory=list)
    columns: set[str] = field(default_factory=set)


class Own(NamedTuple):
    """The names that a source itself defines, by the bytes at which things start: mentions, and lambdas' parameters.

    `parameters` holds those that a lambda does not list: `{y}` has x and y. Those of `spelt` mean by their spelling.
    """

    mentions: dict[int, Name]
    parameters: dict[int, tuple[Name, ...]]
    spelt: set[Name]


def own_names(root: Node) -> Own:
    """Find the mentions of names that the source itself defines, and the parameters that its lambdas leave out."""
    scopes, written = _scopes(root)
    found = Own({}, {}, {Name(_TOP, name) for name in (*written, *_IMPLICIT)})
    for number, scope in enumerate(scopes):
        found.spelt.update(_resolved(scopes, number, scope.columns))
        for place, name in scope.mentions:
            found.mentions.update((place, owner) for owner in _resolved(scopes, number, [name]))
        if scope.implicit is not None:
            used = {name for _, name in scope.mentions}
            count = max((at for at, name in enumerate(_IMPLICIT, 1) if name in used), default=1)
            found.parameters[scope.implicit] = tuple(Name(number, name) for name in _IMPLICIT[:count])
    return found


def _resolved(scopes: list[_Scope], number: int, names: Iterable[str]) -> Iterator[Name]:
    """Whose these names are where a scope mentions them, those left out that the source does not define."""
    for name in names:
        if name in scopes[number].names:
            yield Name(number, name)
        elif name in scopes[_TOP].names:
            yield Name(_TOP, name)


def _scopes(root: Node) -> tuple[list[_Scope], set[str]]:
    """The scope of the top, then those of the lambdas in the order in which they begin; and the words in texts."""
    scopes, written = [_Scope()], set[str]()
    waiting = [(root, _TOP, False)]
    while waiting:
        node, number, is_column = waiting.pop()
        if node.type == "lambda":
            parameters = node.child_by_field_name("parameters")
            number, is_column = len(scopes), False
            if parameters is None:
                scopes.append(_Scope(set(_IMPLICIT), node.start_byte))
            else:
                scopes.append(_Scope(set(map(text, _assigned(parameters)))))
        elif node.type == "assignment":
            scopes[number].names.update(_defined(node, number == _TOP))
        elif node.type == "identifier":
            scopes[number].mentions.append((node.start_byte, text(node)))
            scopes[number].columns.update([text(node)] if is_column else ())
        elif node.type in _TEXTS:
            written.update(_NAME.findall(text(node)))
        named = node.child_by_field_name("name") if node.type == "column" else None
        if node.type == "column":
            is_column = named is None
        waiting += [(child, number, is_column) for child in reversed(node.children) if child != named]
    return scopes, written


def _defined(assignment: Node, at_top: bool) -> Iterator[str]:
    """The names that an assignment defines in its scope: in a lambda, none but by `:` and as a whole."""
    operator, target = assignment.child_by_field_name("operator"), assignment.child_by_field_name("target")
    if target is None or (operator is not None and operator.type == "::"):
        return
    if at_top or ((operator is None or operator.type == ":") and target.type != "call"):
        yield from map(text, _assigned(target))


def _assigned(target: Node) -> Iterator[Node]:
    """The identifiers that a target gives values to: `a`, `a[0]`, `(a;b)`, `a` in `([]k:a)`, a lambda's parameters."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            yield node
        elif node.type == "call":
            waiting += node.children_by_field_name("function")
        elif node.type == "pattern":
            waiting += takewhile(lambda child: child.type != ":", node.children)
        elif node.type == "column":
            waiting += node.children_by_field_name("value") or node.children
        elif node.type in _LISTS:
            waiting += node.children
