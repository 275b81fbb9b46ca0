"""A parser's place in the tokens of a source, and what it knows there."""

from __future__ import annotations

from . import lexer
from .errors import ParseError
from .lexer import Token

CLAUSES = frozenset({"by", "from"})
_CLOSERS = frozenset({")", "]", "}", ";"})


class Cursor:
    """A place in the tokens of one source.

    `in_template` is true where `,` and the words by, from and where end an expression of a qSQL template, and
    `where_is_verb` before its `from`, where the last of these does not;
    `names` collects the variables of the lambda that is being read.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = lexer.tokens(source)
        self.index = 0
        self.token = self.tokens[0]
        self.in_template = False
        self.in_k = False
        self.where_is_verb = False
        self.verb_ends = False
        self.closed_at = -1
        self.names: set[str] = set()
        self.locals: list[set[str]] = []

    def advance(self) -> Token:
        """Take the current token."""
        taken = self.token
        self.index += 1
        self.token = self.tokens[self.index] if self.index < len(self.tokens) else taken
        return taken

    def fail(self, token: Token | None = None) -> ParseError:
        """The error for a token that cannot stand where it is."""
        where = token or self.token
        name = where.text.strip() or (self.open_bracket() if where.kind == lexer.END else "")
        return ParseError(name or "parse", where.position)

    def open_bracket(self) -> str:
        """The innermost bracket that nothing closes; empty where there is none."""
        found: list[str] = []
        for token in self.tokens:
            if token.kind == lexer.PUNCTUATION and token.text in "([{":
                found.append(token.text)
            elif token.kind == lexer.PUNCTUATION and token.text in ")]}" and found:
                found.pop()
        return found[-1] if found else ""

    def expect(self, text: str) -> Token:
        """Take a token that must have this text."""
        if self.token.text != text or self.token.kind != lexer.PUNCTUATION:
            raise self.fail()
        return self.advance()

    def at(self, text: str) -> bool:
        """Whether this punctuation comes next."""
        return self.token.text == text and self.token.kind == lexer.PUNCTUATION

    def ends(self) -> bool:
        """Whether the current token ends an expression."""
        token = self.token
        kind = token.kind
        if kind == lexer.PUNCTUATION:
            return token.text in _CLOSERS
        if kind in (lexer.END, lexer.NEWLINE, lexer.COMMAND):
            return True
        if self.in_template:
            if kind == lexer.OPERATOR:
                return token.text == ","
            return kind == lexer.NAME and (token.text in CLAUSES or (token.text == "where" and not self.where_is_verb))
        return False

    def is_word(self, text: str) -> bool:
        """Whether this word comes next."""
        return self.token.kind == lexer.NAME and self.token.text == text
