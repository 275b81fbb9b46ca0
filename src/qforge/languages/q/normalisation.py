"""Programs as tokens: without comments and layout, their own names numbered in order of appearance.

Two programs that differ in comments, spacing, line breaks, in the spelling of literals (`1f`, `1.0`), or in the names
of parameters, locals and of what they define at the top have the same tokens. Names from elsewhere, columns, values of
literals and q's own words stay as they are.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

from qforge.languages.q.interpreter.errors import ParseError, QError
from qforge.languages.q.interpreter.format import one_line, quoted
from qforge.languages.q.interpreter.lexer import END, NAME, NUMBER, STRING, Token, tokens
from qforge.languages.q.interpreter.literals import number_literal, unescape
from qforge.languages.q.scopes import global_mentions, is_separator, local_mentions

LOOP_WORDS = frozenset({"while", "do"})
PRECISION = 17


def normalise(code: str) -> tuple[str, ...]:
    """Give the program's tokens, its own names as $0, $1, ...

    normalise("f:{[a] a+1f} / next") is ("$0", ":", "{", "[", "$1", "]", "$1", "+", "1f", "}"). Source without tokens
    (it does not parse) is split at blanks.
    """
    try:
        found = tokens(code)
    except ParseError:
        return tuple(code.split())
    own = [global_mentions(found), *local_mentions(found)]
    scope_of = {number: (scope, name) for scope, mentions in enumerate(own) for number, name in mentions.items()}
    numbers: dict[tuple[int, str], str] = {}
    written: list[str] = []
    for number, token in enumerate(found):
        name = scope_of.get(number)
        text = _text(token) if name is None else numbers.setdefault(name, f"${len(numbers)}")
        if token.kind == END or (text == ";" and is_separator(token) and (not written or written[-1] == ";")):
            continue
        written.append(text)
    while written and written[-1] == ";":
        written.pop()
    return tuple(written)


def _text(token: Token) -> str:
    if is_separator(token):
        return ";"
    return _literal(token.text, token.kind) if token.kind in (NUMBER, STRING) else token.text


@lru_cache(maxsize=4096)
def _literal(text: str, kind: str) -> str:
    """Write a literal's value the one way that q itself would; what is no literal after all stays as it is."""
    try:
        return one_line(number_literal(text), PRECISION) if kind == NUMBER else quoted(unescape(text[1:-1]))
    except (ParseError, QError, ValueError, OverflowError):
        return " ".join(text.split())


def loops(code: str) -> bool:
    """Tell whether the program uses q's loop statements `while[...]` and `do[...]`.

    Iterators (`each`, `/`, `\\`) are q's own way and do not count, nor do the words in strings, symbols or comments.
    """
    try:
        found = tokens(code)
    except ParseError:
        return False
    return any(
        token.kind == NAME and token.text in LOOP_WORDS and following.text == "["
        for token, following in pairwise(found)
    )
