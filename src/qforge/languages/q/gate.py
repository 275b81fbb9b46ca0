"""The first gate of verification: whether a program parses, by the tree-sitter grammar, before anything runs it.

What the gate lets through, its runtime parses again. So programs end the same where the grammar is not compiled:
there the runtime's parser is the gate.
"""

from __future__ import annotations

from qforge.languages.q import grammar

# Rows of derived functions take the grammar a time that grows with the square of their length: here, up to a second.
_MOST_CHARACTERS = 30_000


def syntax_error(code: str) -> str:
    """Say where a program does not parse, or give "".

    syntax_error("f:{x+1") is "it does not parse at line 1, column 7".
    """
    if len(code) > _MOST_CHARACTERS or not grammar.available():
        return ""
    for place in grammar.has_errors(code):
        return f"it does not parse at line {place.line}, column {place.column + 1}"
    return ""
