"""The first gate of verification: whether a program parses, by the tree-sitter grammar, before anything runs it."""

from __future__ import annotations

from qforge.languages.q import grammar


def syntax_error(code: str) -> str:
    """Say where a program does not parse, or give ""; of a very long one, the runtime's parser is the gate.

    syntax_error("f:{x+1") is "it does not parse at line 1, column 7".
    """
    if len(code) > grammar.MOST_CHARACTERS:
        return ""
    for place in grammar.has_errors(code):
        return f"it does not parse at line {place.line}, column {place.column + 1}"
    return ""
