"""Source text cut into top-level statements, however broken it is.

The interpreter's lexer refuses source that has no tokens; a teacher's answer must be cut up even so. A statement
starts at a line that is not indented while no bracket is open, and goes on over indented lines and lines that
start with a closing bracket. Strings end with their line at the latest, which keeps stray quotes harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PIECE = re.compile(r'"(?:[^"\\\n]|\\.)*"?|(?<!\S)/[^\n]*|[^"(\[{)\]}/;]+|.', re.DOTALL)
_CONTINUES = re.compile(r"[ \t]+\S|[)\]}]")
_ASSIGNMENT = re.compile(
    r"\s*(?:(\.?[A-Za-z][\w.]*)[ \t]*(?:\[[^\]\n]*\])?[ \t]*[-+*%&|^,#_$?@.!<>=~]?::?(?!:)"
    r"|`(\.?[A-Za-z][\w.]*)[ \t]+set\b)"
)
_CHANGE = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script.

    Attributes:
        text: its lines, without the last line break.
        names: what it assigns at top level, in order.
        complete: whether all its brackets are closed.
        spaced: whether an empty line stands before it.
    """

    text: str
    names: tuple[str, ...]
    complete: bool
    spaced: bool

    @property
    def is_comment(self) -> bool:
        """Whether it is a comment or a system command, and so neither defines nor computes."""
        return self.text.startswith(("/", "\\"))


def split(source: str) -> list[Statement]:
    """Cut source into statements; empty lines between them are dropped."""
    groups: list[tuple[list[str], bool]] = []
    depth, gap = 0, False
    previous_was_remark = False
    for line, is_remark in _lines(source):
        blank = not line.strip()
        goes_on = bool(groups) and (
            (is_remark and previous_was_remark)
            or (not is_remark and not blank and not previous_was_remark and (depth > 0 or bool(_CONTINUES.match(line))))
        )
        if goes_on:
            groups[-1][0].extend([""] * gap + [line])
            gap = False
        elif blank:
            gap = True
        else:
            groups.append(([line], gap))
            gap = False
        if not is_remark:
            depth = max(0, depth + _depth_change(line))
        previous_was_remark = is_remark if not blank or is_remark else previous_was_remark
    return [_statement("\n".join(lines), spaced) for lines, spaced in groups]


def _lines(source: str) -> Iterator[tuple[str, bool]]:
    """Give each line and whether it belongs to a block comment (a lone `/` to a lone `\\`)."""
    lines = source.split("\n")
    inside = False
    for number, line in enumerate(lines):
        if not inside and line.rstrip() == "/" and any(later.rstrip() == "\\" for later in lines[number + 1 :]):
            inside = True
        yield line, inside
        if inside and line.rstrip() == "\\":
            inside = False


def _depth_change(line: str) -> int:
    return sum(_CHANGE.get(piece, 0) for piece in _PIECE.findall(line))


def _statement(text: str, spaced: bool) -> Statement:
    if text.startswith(("/", "\\")):
        return Statement(text, (), True, spaced)
    names: list[str] = []
    depth = 0
    for at in [0, *_ends(text)]:
        while found := _ASSIGNMENT.match(text, at):
            names.append(found[1] or found[2])
            at = found.end()  # noqa: PLW2901 - `f:g:{...}` assigns twice
    depth = sum(map(_depth_change, text.split("\n")))
    return Statement(text, tuple(names), depth == 0, spaced)


def _ends(text: str) -> Iterator[int]:
    """Give the offsets behind the semicolons outside of all brackets."""
    depth = 0
    for piece in _PIECE.finditer(text):
        symbol = piece.group()
        depth += _CHANGE.get(symbol, 0)
        if symbol == ";" and depth == 0:
            yield piece.end()


def closing(text: str) -> int:
    """Give the offset behind the bracket that closes the first one of the text, -1 where none does."""
    depth = 0
    for piece in _PIECE.finditer(text):
        change = _CHANGE.get(piece.group(), 0)
        depth += change
        if change < 0 and depth <= 0:
            return piece.end()
    return -1
