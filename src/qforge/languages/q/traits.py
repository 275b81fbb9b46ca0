"""What a program's tokens tell of it that calls for a closer look: state that it keeps, and numbers of its own.

Told from tokens alone: a program that builds its names or numbers as it runs is not seen through.
"""

from __future__ import annotations

import contextlib

from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.lexer import NAME, NUMBER, OPERATOR, STRING, SYMBOL, Token, tokens

BY_NAME = frozenset({"set", "insert", "upsert", "save", "load", "eval", "reval"})
LARGEST = 2**53


def keeps_state(code: str) -> bool:
    """Tell whether calls of the program may assign globals.

    >>> keeps_state("n:0\\nf:{n::n+1;x}")
    True
    >>> keeps_state("f:{n:x+1;f[::;n]}")
    False
    """
    try:
        found = tokens(code)
    except (ParseError, RecursionError):
        return False
    depth = 0
    for before, token, after in zip([found[0], *found], found, found[1:], strict=False):
        depth += {"{": 1, "}": -1}.get(token.text, 0)
        if token.kind == STRING and "::" in token.text:
            return True
        if depth and (token.text in BY_NAME or _assigns_global(token, after) or _is_amended(before, token, after)):
            return True
    return False


def _assigns_global(token: Token, after: Token) -> bool:
    """Whether `name::`, `name[...]::` or, of a name with dots, `name:` may stand here."""
    if after.kind != OPERATOR:
        return False
    if after.text == "::":
        return token.kind == NAME or token.text == "]"
    return token.kind == NAME and token.text.startswith(".") and after.text.endswith(":")


def _is_amended(before: Token, token: Token, after: Token) -> bool:
    """Whether a symbol stands first in the brackets of `@` or `.`, where it names what is changed."""
    return before.text in ("@", ".") and token.text == "[" and after.kind == SYMBOL


def integers(code: str) -> tuple[int, ...]:
    """Give the whole numbers that stand in the program, each once, in their order.

    >>> integers("f:{$[x>9990;0;x+1 2 9990f]}")
    (9990, 0, 1, 2)
    """
    try:
        texts = [text for token in tokens(code) if token.kind == NUMBER for text in token.text.split()]
    except (ParseError, RecursionError):
        return ()
    found: dict[int, None] = {}
    for text in texts:
        with contextlib.suppress(ValueError):
            value = float(text.rstrip("jihfe"))
            if value.is_integer() and abs(value) < LARGEST:
                found[int(value)] = None
    return tuple(found)
