"""Programs as tokens: without comments and layout, their own names numbered in order of appearance.

Two programs that differ in comments, spacing, line breaks, in the spelling of literals (`1f`, `1.0`), or in the names
of parameters, locals and of what they define at the top have the same tokens; a lambda that lists no parameters has
those of one that lists them. Names from elsewhere, columns, values of literals and q's own words stay as they are.
Tokens, literals and names are those of the tree-sitter grammar.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from qforge.languages.q.grammar import MOST_CHARACTERS, parse, text
from qforge.languages.q.interpreter.atom_text import quoted
from qforge.languages.q.interpreter.errors import ParseError, QError
from qforge.languages.q.interpreter.format import one_line
from qforge.languages.q.interpreter.literals import number_literal, unescape
from qforge.languages.q.scopes import Name, Own, own_names

if TYPE_CHECKING:
    from tree_sitter import Node

PRECISION = 17
_NUMBERS = frozenset({
    "boolean", "byte", "guid", "short", "int", "long", "real", "float", "timestamp", "month", "date",
    "datetime", "timespan", "minute", "second", "time",
})  # fmt: skip
_TEXTS = frozenset({"char", "string"})
_WHOLE = frozenset({"symbol", "symbol_vector", "system_command", "foreign_line"})
_UNREAD = frozenset({"comment", "block_comment", "end_of_script"})


def normalise(code: str) -> tuple[str, ...]:
    """Give the program's tokens, its own names as $0, $1, ...

    normalise("f:{[a] a+1f} / next") is ("$0", ":", "{", "[", "$1", "]", "$1", "+", "1f", "}"). Source that does not
    parse, or has more characters than the grammar is given, is split at blanks.
    """
    root = parse(code).root_node if len(code) <= MOST_CHARACTERS else None
    if root is None or root.has_error:
        return tuple(code.split())
    own = own_names(root)
    numbers: dict[Name, str] = {}
    written: list[str] = []
    for token in _tokens(root, own):
        if isinstance(token, str):
            written.append(token)
            continue
        name = token if isinstance(token, Name) else own.mentions.get(token.start_byte)
        if name is not None:
            written.append(name.name if name in own.spelt else numbers.setdefault(name, f"${len(numbers)}"))
        elif not isinstance(token, Name):
            written.append(_text(token))
    return tuple(written)


def _tokens(root: Node, own: Own) -> Iterator[Node | Name | str]:
    """The nodes that are tokens, in the order of the source, what separates statements, and parameters left out."""
    waiting: list[Node | Name | str] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name | str):
            yield node
        elif node.type in _UNREAD:
            continue
        elif node.type == "vector":
            # A vector ends with its line: what stands below is its argument.
            rows = groupby(
                (item for item in node.children if item.type not in _UNREAD), lambda item: item.start_point.row
            )
            yield from (_literal(" ".join(map(text, items)), False) for _, items in rows)
        elif not node.child_count or node.type in _NUMBERS or node.type in _WHOLE:
            yield node
        elif node.type == "lambda":
            brace, *rest = _statements(node)
            waiting += reversed([brace, *_listed(own.parameters.get(node.start_byte)), *rest])
        else:
            waiting += reversed(_statements(node) if node.type == "source_file" else node.children)


def _listed(parameters: tuple[Name, ...] | None) -> list[Name | str]:
    if parameters is None:
        return []
    first, *others = parameters
    return ["[", first, *(part for name in others for part in (";", name)), "]"]


def _statements(node: Node) -> list[Node | str]:
    """What stands in a script or a lambda, without empty statements: a lambda's last one counts, it is its result."""
    parts: list[Node | str] = []
    separate = node.type == "source_file"
    for child in node.children:
        if child.type in _UNREAD:
            continue
        if child.type == ";" or separate:
            if parts and parts[-1] != ";" and not _opens(parts[-1]):
                parts.append(";")
            if child.type == ";":
                continue
        parts.append(child)
    while separate and parts and parts[-1] == ";":
        parts.pop()
    return parts


def _opens(part: Node | str) -> bool:
    return not isinstance(part, str) and part.type in ("{", "parameters")


def _text(token: Node) -> str:
    written = text(token)
    if token.type in _NUMBERS or token.type in _TEXTS:
        return _literal(written, token.type in _TEXTS)
    return written.strip()


@lru_cache(maxsize=4096)
def _literal(written: str, is_text: bool) -> str:
    """Write a literal's value the one way that q itself would; what is no literal after all stays as it is."""
    try:
        return quoted(unescape(written[1:-1])) if is_text else one_line(number_literal(written), PRECISION)
    except (ParseError, QError, ValueError, OverflowError):
        return " ".join(written.split())
