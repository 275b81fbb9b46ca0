"""Console inputs from lines: an input goes on while a bracket is open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from . import lexer
from .errors import ParseError

_GOES_ON = re.compile(r"[ \t)\]}]")
_DEPTHS = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


class Input:
    """One input in the making: its lines so far, and whether a bracket is open at their end."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    @property
    def text(self) -> str:
        """The lines put together."""
        return "\n".join(self.lines)

    @property
    def is_open(self) -> bool:
        """Whether a bracket is open, so that more lines belong to the input."""
        return self.depth > 0

    def add(self, line: str) -> None:
        """Take a line; an empty one, and one that no longer has tokens, end the input."""
        self.lines.append(line)
        if not line.strip():
            self.depth = 0
            return
        try:
            self.depth += _depth(f" {line}" if len(self.lines) > 1 else line)
        except ParseError:  # a string may go on from the line before, or the input is wrong
            self.depth = _depth_or_0(self.text)


def inputs(lines: Iterable[str]) -> Iterator[str]:
    """Put lines together to inputs: while a bracket is open, indented lines and closing brackets go on.

    The lines "f:{", " x+1", " }", "f 1" are two inputs. Each is given as soon as its last line is there.
    """
    waiting = Input()
    for line in lines:
        if waiting.is_open and not _GOES_ON.match(line):
            yield waiting.text
            waiting = Input()
        waiting.add(line)
        if not waiting.is_open:
            yield waiting.text
            waiting = Input()
    if waiting.lines:
        yield waiting.text


def _depth(source: str) -> int:
    """How many brackets more are opened than closed."""
    return sum(_DEPTHS.get(token.text, 0) for token in lexer.tokens(source) if token.kind == lexer.PUNCTUATION)


def _depth_or_0(source: str) -> int:
    try:
        return _depth(source)
    except ParseError:
        return 0
