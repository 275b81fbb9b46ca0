"""Programs as tokens: without comments and layout, locals numbered in order of appearance.

Two programs that differ in comments, spacing, line breaks or the names of parameters and locals have the same
tokens. Globals (the function itself, helpers), columns, literals and q's own words stay as they are.
"""

from __future__ import annotations

from itertools import pairwise

from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.lexer import END, NAME, NUMBER, Token, tokens
from qforge.languages.q.scopes import is_separator, local_mentions

LOOP_WORDS = frozenset({"while", "do"})


def normalise(code: str) -> tuple[str, ...]:
    """Give the program's tokens, its locals renamed $0, $1, ... in each lambda.

    normalise("f:{[a] a+1} / next") is ("f", ":", "{", "[", "$0", "]", "$0", "+", "1", "}"). Source without tokens
    (it does not parse) is split at blanks.
    """
    try:
        found = tokens(code)
    except ParseError:
        return tuple(code.split())
    renamed: dict[int, str] = {}
    for mentions in local_mentions(found):
        numbers: dict[str, str] = {}
        for number, name in sorted(mentions.items()):
            renamed[number] = numbers.setdefault(name, f"${len(numbers)}")
    written: list[str] = []
    for number, token in enumerate(found):
        text = renamed.get(number, _text(token))
        if token.kind == END or (text == ";" and is_separator(token) and (not written or written[-1] == ";")):
            continue
        written.append(text)
    while written and written[-1] == ";":
        written.pop()
    return tuple(written)


def _text(token: Token) -> str:
    if is_separator(token):
        return ";"
    return " ".join(token.text.split()) if token.kind == NUMBER else token.text


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
