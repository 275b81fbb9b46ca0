"""Which names in q source are local to a lambda, told from tokens alone.

A lambda's locals are its parameters (x, y and z where it lists none) and the names that its own statements
assign; an inner lambda does not see them. Not locals: `name::value`, the columns that a table literal or the
select phrase of a query names, and everything outside of lambdas.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from qforge.languages.q.interpreter.lexer import NAME, NEWLINE, OPERATOR, Token, tokens
from qforge.languages.q.reserved import RESERVED

_IMPLICIT = ("x", "y", "z")
_QUERIES = frozenset({"select", "exec", "update", "delete"})


@dataclass(slots=True)
class _Scope:
    """One lambda: its parameters, its locals, and the numbers of the name tokens in it (not in inner ones)."""

    explicit: bool
    names: set[str]
    mentions: list[int] = field(default_factory=list)


def local_mentions(found: list[Token]) -> list[dict[int, str]]:
    """Give for each lambda, in the order in which they end, its locals' mentions: token number -> name."""
    scopes: list[_Scope] = []
    finished: list[dict[int, str]] = []
    columns = _column_names(found)
    for number, token in enumerate(found):
        if token.text == "{":
            parameters = _parameters(found, number + 1)
            scopes.append(_Scope(parameters is not None, set(parameters or ())))
        elif token.text == "}" and scopes:
            finished.append(_finish(scopes.pop(), found))
        elif token.kind == NAME and scopes:
            scopes[-1].mentions.append(number)
            if number not in columns and _is_assigned(found, number):
                scopes[-1].names.add(token.text)
    finished += [_finish(scope, found) for scope in reversed(scopes)]
    return finished


def global_mentions(found: list[Token]) -> dict[int, str]:
    """Give the mentions of the names that the source defines outside of lambdas: token number -> name."""
    depth = 0
    defined: set[str] = set()
    columns = _column_names(found)
    for number, token in enumerate(found):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.kind == NAME and not depth and number not in columns and _is_assigned(found, number):
            defined.add(token.text)
    local = {number for mentions in local_mentions(found) for number in mentions}
    return {
        number: token.text
        for number, token in enumerate(found)
        if token.kind == NAME and token.text in defined and number not in local and number not in columns
    }


def _finish(scope: _Scope, found: list[Token]) -> dict[int, str]:
    names = scope.names if scope.explicit else scope.names.union(_IMPLICIT)
    return {number: found[number].text for number in scope.mentions if found[number].text in names}


def _parameters(found: list[Token], at: int) -> list[str] | None:
    """The names in a lambda's parameter list, or None where it has no list."""
    if at >= len(found) or found[at].text != "[":
        return None
    names = []
    for token in found[at + 1 :]:
        if token.text == "]":
            break
        if token.kind == NAME:
            names.append(token.text)
    return names


def _is_assigned(found: list[Token], number: int) -> bool:
    """Whether `name:`, `name+:` or `name[...]:` stands at this token."""
    at = number + 1
    if at < len(found) and found[at].text == "[":
        depth = 0
        while at < len(found):
            depth += {"[": 1, "]": -1}.get(found[at].text, 0)
            at += 1
            if depth == 0:
                break
    if at >= len(found) or found[at].kind != OPERATOR:
        return False
    text = found[at].text
    return text == ":" or (text != "::" and text.endswith(":") and not text[0].isdigit())


def _column_names(found: list[Token]) -> set[int]:
    """The numbers of the tokens that name a column, in `([]a:...)` and in `select a:... from`."""
    columns: set[int] = set()
    brackets: list[str] = []
    for number, token in enumerate(found):
        if token.text in ("(", "[", "{"):
            opens_table = token.text == "(" and _text_at(found, number + 1) == "["
            opens_keys = token.text == "[" and brackets[-1:] == ["table"] and found[number - 1].text == "("
            brackets.append("table" if opens_table or opens_keys else token.text)
        elif token.text in (")", "]", "}") or token.text == "from":
            while brackets and brackets[-1] == "query":
                brackets.pop()
            if token.text != "from" and brackets:
                brackets.pop()
        elif token.text in _QUERIES and token.kind == NAME:
            brackets.append("query")
        elif token.kind == NAME and brackets[-1:] in (["table"], ["query"]) and _text_at(found, number + 1) == ":":
            columns.add(number)
    return columns


def _text_at(found: list[Token], number: int) -> str:
    return found[number].text if number < len(found) else ""


def free_names(source: str) -> set[str]:
    """Give the names that the source mentions and that are neither locals nor q's own.

    Raises:
        ParseError: the source has no tokens.
    """
    found = tokens(source)
    local = {number for mentions in local_mentions(found) for number in mentions}
    return {
        token.text
        for number, token in enumerate(found)
        if token.kind == NAME and number not in local and token.text not in RESERVED
    }


def is_separator(token: Token) -> bool:
    """Whether the token ends a statement."""
    return token.kind == NEWLINE or token.text == ";"
