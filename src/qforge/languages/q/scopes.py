"""Whose the names in q source are, told by its syntax tree.

A lambda's locals are its parameters (x, y and z where it lists none) and the names that its own statements
assign; an inner lambda does not see them. Not locals: `name::value`, the columns that a table literal or the
select phrase of a query names, and everything outside of lambdas.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, NamedTuple

from qforge.languages.q.grammar import text

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPLICIT = ("x", "y", "z")
_TOP = 0
_LISTS = frozenset({"parenthesised", "list", "table", "columns", "column", "parameters"})


class Name(NamedTuple):
    """A variable: the number of the lambda that it is local to, 0 for the names defined at the top, and its name."""

    scope: int
    name: str


@dataclass(slots=True)
class _Scope:
    """The top of a source, or one lambda: what it defines, and the names in it (not in inner lambdas).

    `implicit` is the byte at which a lambda starts that lists no parameters.
    """

    names: set[str]
    implicit: int | None = None
    mentions: list[tuple[int, str]] = field(default_factory=list)


class Own(NamedTuple):
    """The names that a source itself defines, by the bytes at which things start: mentions, and lambdas' parameters.

    `parameters` holds those that a lambda does not list: `{y}` has x and y.
    """

    mentions: dict[int, Name]
    parameters: dict[int, tuple[Name, ...]]


def own_names(root: Node) -> Own:
    """Find the mentions of names that the source itself defines, and the parameters that its lambdas leave out."""
    found = Own({}, {})
    scopes = _scopes(root)
    for number, scope in enumerate(scopes):
        for place, name in scope.mentions:
            if name in scope.names:
                found.mentions[place] = Name(number, name)
            elif name in scopes[_TOP].names:
                found.mentions[place] = Name(_TOP, name)
        if scope.implicit is not None:
            used = {name for _, name in scope.mentions}
            count = max((at for at, name in enumerate(_IMPLICIT, 1) if name in used), default=1)
            found.parameters[scope.implicit] = tuple(Name(number, name) for name in _IMPLICIT[:count])
    return found


def _scopes(root: Node) -> list[_Scope]:
    """The scope of the top, then those of the lambdas in the order in which they begin."""
    scopes = [_Scope(set())]
    waiting = [(root, _TOP)]
    while waiting:
        node, number = waiting.pop()
        if node.type == "lambda":
            parameters = node.child_by_field_name("parameters")
            number = len(scopes)
            if parameters is None:
                scopes.append(_Scope(set(_IMPLICIT), node.start_byte))
            else:
                scopes.append(_Scope(set(map(text, _assigned(parameters)))))
        elif node.type == "assignment":
            scopes[number].names.update(_defined(node))
        elif node.type == "identifier":
            scopes[number].mentions.append((node.start_byte, text(node)))
        named = node.child_by_field_name("name") if node.type == "column" else None
        waiting += [(child, number) for child in reversed(node.children) if child != named]
    return scopes


def _defined(assignment: Node) -> Iterator[str]:
    """The names that an assignment defines in its scope: none by `::`, which assigns elsewhere."""
    operator, target = assignment.child_by_field_name("operator"), assignment.child_by_field_name("target")
    if target is not None and (operator is None or operator.type != "::"):
        yield from map(text, _assigned(target))


def _assigned(target: Node) -> Iterator[Node]:
    """The identifiers that a target gives values to: `a`, `a[0]`, `(a;b)`, `a` in `([]a;b)`, a lambda's parameters."""
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            yield node
        elif node.type == "call":
            waiting += node.children_by_field_name("function")
        elif node.type == "pattern":
            waiting += takewhile(lambda child: child.type != ":", node.children)
        elif node.type in _LISTS:
            waiting += node.children
