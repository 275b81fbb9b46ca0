"""The tree-sitter grammar of q: syntax trees of source, and where source does not parse.

Its nodes are described in grammars/q. It is compiled when qforge is installed; where no C compiler was, everything
but this module works. A clean parse says nothing about meaning: `x = 1` compares, and parses.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from qforge.errors import UserError

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

_MODULE = "qforge._q_grammar"


class Position(NamedTuple):
    """Where in a source: characters from its start, the line from 1, characters from the line's start."""

    offset: int
    line: int
    column: int


def available() -> bool:
    """Tell whether the grammar was compiled when qforge was installed."""
    try:
        importlib.import_module(_MODULE)
    except ImportError:
        return False
    return True


@cache
def language() -> Language:
    """Load the grammar.

    Raises:
        UserError: it is not compiled; the message says what to install.
    """
    try:
        compiled = importlib.import_module(_MODULE)
    except ImportError as error:
        raise UserError(
            "the q grammar is not compiled: install a C compiler and Python's headers (on Debian: gcc, "
            f"python3-dev), then install qforge again ({error})"
        ) from error
    from tree_sitter import Language

    return Language(compiled.language())


def parse(code: str) -> Tree:
    """Parse a script; broken source has a tree too, with ERROR nodes. Positions in it count bytes of UTF-8.

    Raises:
        UserError: the grammar is not compiled.
    """
    from tree_sitter import Parser

    return Parser(language()).parse(_encoded(code))


def has_errors(code: str) -> list[Position]:
    """List where a script does not parse, in order; an empty list means that it does.

    has_errors("f:{x+1") is one position, offset 6: the brace that is missing there. Where a part of the source was
    skipped, the position is its start.

    Raises:
        UserError: the grammar is not compiled.
    """
    data = _encoded(code)
    return [_position(data, node.start_byte) for node in _broken(parse(code).root_node)]


def _encoded(code: str) -> bytes:
    return code.encode("utf-8", "surrogatepass")


def _broken(root: Node) -> Iterator[Node]:
    """The outermost ERROR nodes and the missing ones, in the order of the source."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            yield node
        elif node.has_error:
            waiting += reversed(node.children)


def _position(data: bytes, offset: int) -> Position:
    before = data[:offset].decode("utf-8", "surrogatepass")
    return Position(len(before), before.count("\n") + 1, len(before) - before.rfind("\n") - 1)
