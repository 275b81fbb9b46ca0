"""Loop statements in a program, told from its tokens: a grader in one file, without the grammar, tells them too."""

from __future__ import annotations

from itertools import pairwise

from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.lexer import NAME, tokens

_LOOP_WORDS = frozenset({"while", "do"})


def loops(code: str) -> int:
    """Count the program's loop statements `while[...]` and `do[...]`; 0 where it has no tokens.

    Iterators (`each`, `/`, `\\`) are q's own way and do not count, nor do the words in strings, symbols or comments.
    """
    try:
        found = tokens(code)
    except ParseError:
        return 0
    return sum(
        token.kind == NAME and token.text in _LOOP_WORDS and following.text == "["
        for token, following in pairwise(found)
    )
