"""Patterns of `like`, `ss` and `ssr`: `?` stands for any character, `*` for any number of any, `[a-c]` for a class."""

from __future__ import annotations

import re
from functools import lru_cache

from qforge.languages.q.interpreter.errors import QError

_STAR = b""


@lru_cache(maxsize=256)
def fixed_expression(pattern: bytes) -> re.Pattern[bytes]:
    """A pattern in which `*` is an ordinary character, as a regular expression of one width.

    Raises QError type where a class does not end.
    """
    return _compiled([re.escape(b"*") if part == _STAR else part for part in _parts(pattern)])


class Wildcard:
    """A pattern with stars, matched against whole texts.

    The pieces between the stars have fixed widths, so the first place of each is the right one: time grows with
    the lengths of text and pattern, never with the number of ways to match.
    """

    def __init__(self, pattern: bytes) -> None:
        pieces: list[list[bytes]] = [[]]
        for part in _parts(pattern):
            if part == _STAR:
                pieces.append([])
            else:
                pieces[-1].append(part)
        stars = len(pieces) - 1
        if stars > 2 or (stars == 2 and (pieces[0] or pieces[2] or not pieces[1])):
            raise QError("nyi")
        self._widths = [len(piece) for piece in pieces]
        self._pieces = [_compiled(piece) for piece in pieces]

    def matches(self, text: bytes) -> bool:
        """Whether the whole text is as the pattern says."""
        first, *inner = self._pieces
        if not inner:
            return first.fullmatch(text) is not None
        last = inner.pop()
        place, end = self._widths[0], len(text) - self._widths[-1]
        if place > end or not first.match(text) or not last.match(text, end):
            return False
        for piece in inner:
            found = piece.search(text, place, end)
            if found is None:
                return False
            place = found.end()
        return True


def _compiled(parts: list[bytes]) -> re.Pattern[bytes]:
    return re.compile(b"".join(parts), re.DOTALL)


def _parts(pattern: bytes) -> list[bytes]:
    """A regular expression for each character that the pattern stands for; `_STAR` for a star."""
    found: list[bytes] = []
    i = 0
    while i < len(pattern):
        c = pattern[i : i + 1]
        if c == b"[":
            end = pattern.find(b"]", i + 2)
            if end < 0:
                raise QError("type")
            found.append(_class(pattern[i + 1 : end]))
            i = end
        else:
            found.append({b"?": b".", b"*": _STAR}.get(c, re.escape(c)))
        i += 1
    return found


def _class(inner: bytes) -> bytes:
    negated = inner.startswith(b"^")
    body = re.sub(rb"([\\\[\]^&|~])", rb"\\\1", inner[1:] if negated else inner)
    if body.startswith(b"-"):
        body = b"\\" + body
    try:
        return re.compile(b"[" + (b"^" if negated else b"") + body + b"]").pattern
    except re.error:
        raise QError("type") from None
