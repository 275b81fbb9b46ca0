"""The tree-sitter grammar of q: syntax trees of source, and where source does not parse.

Its nodes are described in grammars/q. It is compiled when qforge is installed. A clean parse says nothing about
meaning: `x = 1` compares, and parses.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from qforge.errors import UserError

if TYPE_CHECKING:
    from tree_sitter import Language, Node, Tree

# Rows of derived functions take the grammar a time that grows with the square of their length: here, up to a second.
MOST_CHARACTERS = 30_000
_LIBRARY = "qforge._q_grammar"
_CAPSULE = b"tree_sitter.Language"  # py-tree-sitter looks for this name, and the capsule keeps only its address


class Position(NamedTuple):
    """Where in a source: characters from its start, the line from 1, characters from the line's start."""

    offset: int
    line: int
    column: int


@cache
def language() -> Language:
    """Load the grammar.

    Raises:
        UserError: it is not compiled; the message says what to do.
    """
    found = find_spec(_LIBRARY)
    if found is None or found.origin is None:
        raise UserError("the q grammar is not compiled: install qforge with pip, which compiles it")
    from tree_sitter import Language

    library = ctypes.PyDLL(found.origin)
    library.tree_sitter_q.restype = ctypes.c_void_p
    capsule = ctypes.pythonapi.PyCapsule_New
    capsule.restype, capsule.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return Language(capsule(library.tree_sitter_q(), _CAPSULE, None))


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


def text(node: Node) -> str:
    """Give the source of a node of `parse`'s tree."""
    return (node.text or b"").decode("utf-8", "surrogatepass")


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
