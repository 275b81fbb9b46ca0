"""Tokens of q source."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .errors import ParseError

NUMBER: Final = "number"
STRING: Final = "string"
SYMBOL: Final = "symbol"
NAME: Final = "name"
OPERATOR: Final = "operator"
ADVERB: Final = "adverb"
PUNCTUATION: Final = "punctuation"
NEWLINE: Final = "newline"
COMMAND: Final = "command"
COMMENT: Final = "comment"
END: Final = "end"


class Token(NamedTuple):
    """One token: kind, text, offset of its first character, whether white space stands before it.

    A run of numbers (`1 2 3`) or of symbols (`` `a`b ``) is one token, since it is one vector.
    """

    kind: str
    text: str
    position: int
    spaced: bool


_BYTES = r"0x[0-9A-Za-z.]*"
_ONE_NUMBER = r"(?!0x|\d:(?!\d)|\d:0x)(?:\d|\.\d)(?:[eE][+-]?(?=\d)|[0-9A-Za-z.:])*"
_TOKEN = re.compile(
    rf"""(?P<space>[ \t\r]+)
    |(?P<number>-?{_BYTES}|-?{_ONE_NUMBER}(?:[ \t]+-?{_ONE_NUMBER})*)
    |(?P<name>\.?[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)
    |(?P<symbol>(?:`(?:[A-Za-z0-9.][A-Za-z0-9_.]*)?(?::[A-Za-z0-9_.:/]*)?)+)
    |(?P<string>"(?:[^"\\\n]|\\.|\n[ \t\r\n])*")
    |(?P<newline>\n)
    |(?P<adverb>[/\\']:?)
    |(?P<operator>[0-2]:|::|(?:<=|>=|<>|[-+*%!&|<>=~,^\#_$?@.]):?|:)
    |(?P<punctuation>[()\[\]{{}};])""",
    re.VERBOSE | re.DOTALL,
)
_COMMAND_LINE = re.compile(r"\\[^\n]*|[kp]\)[^\n]*")
_BLOCK_COMMENT = re.compile(r"/[ \t\r]*(?:\n|\Z).*?(?:^\\[ \t\r]*(?:\n|\Z)|\Z)", re.DOTALL | re.MULTILINE)
_LINE_COMMENT = re.compile(r"/[^\n]*")
_REST_OF_COMMENT = re.compile(r"[^\n]*")
_CLOSED_BLOCK = r"/[ \t\r]*\n(?s:.*?)^\\[ \t\r]*(?:\n|\Z)"
_INNER_COMMENT = re.compile(rf"{_CLOSED_BLOCK}|/[^\n]*\n?", re.MULTILINE)
_SKIPPED = re.compile(rf"(?:[ \t\r]*+\n|{_CLOSED_BLOCK}|/[ \t\r]*[^\s][^\n]*\n)*+", re.MULTILINE)
_CONTINUED = re.compile(r"(?:[ \t]+[^\s/]|[ \t]+/[^\n]*|\}|(?:[ \t\r]|/[^\n]*)*+\Z)")
_ENDS_NOUN = frozenset({NUMBER, STRING, SYMBOL, NAME})


def tokens(source: str, *, comments: bool = False) -> list[Token]:
    """The tokens of a script, ended by one of kind "end"; comments are left out unless asked for.

    A line that is not indented starts a statement: a "newline" token stands before it.
    Raises ParseError where no token can start.
    """
    return _Scanner(source, comments).run()


class _Scanner:
    """One pass over a source; `noun` tells whether a `-` here subtracts and a `/` derives."""

    def __init__(self, source: str, comments: bool) -> None:
        self.source = source
        self.comments = comments
        self.found: list[Token] = []
        self.skipped_to = -1
        self.continued = False

    def run(self) -> list[Token]:
        source, found = self.source, self.found
        size = len(source)
        match = _TOKEN.match
        position, spaced, noun = self._line_start(0), True, False
        while position < size:
            m = match(source, position)
            if m is None:
                raise ParseError(source[position], position)
            kind = m.lastgroup
            end = m.end()
            if kind == "space":
                spaced, position = True, end
                continue
            if kind == "newline":
                if self._is_continued(end):
                    position = self._continuation(end)
                else:
                    found.append(Token(NEWLINE, "\n", position, spaced))
                    position = self._line_start(end)
                    noun = False
                spaced = True
                continue
            text = m.group()
            if kind == "number" and text[0] == "-" and noun and not spaced:
                kind, text, end = OPERATOR, "-", position + 1
                if source.startswith("-:", position):
                    text, end = "-:", position + 2
            elif kind == "number" and noun and not spaced and text[0] == "." and found[-1].kind != OPERATOR:
                kind, text, end = OPERATOR, ".", position + 1
            elif kind == "adverb" and spaced and text[0] == "/":
                end = self._comment(_REST_OF_COMMENT, position)
                position = end
                continue
            found.append(Token(kind or "", text, position, spaced))
            noun = kind in _ENDS_NOUN or text in (")", "]", "}")
            spaced, position = False, end
        found.append(Token(END, "", size, spaced))
        return found

    def _is_continued(self, position: int) -> bool:
        """Whether the statement goes on after the line end before `position`: one answer for a run of blank lines."""
        if position > self.skipped_to:
            m = _SKIPPED.match(self.source, position)
            assert m is not None
            self.skipped_to = m.end()
            self.continued = _CONTINUED.match(self.source, m.end()) is not None
        return self.continued

    def _comment(self, pattern: re.Pattern[str], position: int) -> int:
        m = pattern.match(self.source, position)
        assert m is not None
        if self.comments:
            self.found.append(Token(COMMENT, m.group(), position, True))
        return m.end()

    def _continuation(self, position: int) -> int:
        """Skip whole-line comments between a line and its continuation."""
        while self.source.startswith("/", position):
            position = self._comment(_INNER_COMMENT, position)
        return position

    def _line_start(self, position: int) -> int:
        """Handle what only the first column can start: comments, commands, the end of the script."""
        source = self.source
        while position < len(source):
            first = source[position]
            if first == "/":
                pattern = _BLOCK_COMMENT if _BLOCK_COMMENT.match(source, position) else _LINE_COMMENT
                position = self._comment(pattern, position)
            elif first == "\\" or source.startswith(("k)", "p)"), position):
                m = _COMMAND_LINE.match(source, position)
                assert m is not None
                if m.group().rstrip() == "\\":
                    return len(source)
                self.found.append(Token(COMMAND, m.group().rstrip(), position, True))
                position = m.end()
            elif first == "\n":
                position += 1
                if self.found and self.found[-1].kind not in (NEWLINE, COMMENT):
                    self.found.append(Token(NEWLINE, "\n", position - 1, True))
            else:
                break
        return position
