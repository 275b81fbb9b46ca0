"""Names that q source uses and its lambdas do not define: told without the grammar, as a grader in one file must."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.syntax import Assign, LambdaNode, Name
from qforge.languages.q.reserved import RESERVED


def free_names(source: str) -> set[str]:
    """Give the names that the source mentions and that are neither locals nor q's own; none where it does not parse.

    >>> sorted(free_names("f:{[a] b:a+c; b}"))
    ['c', 'f']
    """
    try:
        waiting: list[tuple[object, frozenset[str]]] = [
            (statement.node, frozenset()) for statement in parse_script(source)
        ]
    except (ParseError, RecursionError):
        return set()
    found: set[str] = set()
    while waiting:
        part, local = waiting.pop()
        if isinstance(part, Name | Assign):
            if part.name not in local or (isinstance(part, Assign) and part.everywhere):
                found.add(part.name)
        elif isinstance(part, LambdaNode):
            local = frozenset(part.names.union(part.params))
        if isinstance(part, list | tuple):
            waiting += [(item, local) for item in part]
        elif is_dataclass(part):
            waiting += [(getattr(part, field.name), local) for field in fields(part)]
    return found - RESERVED
