"""Expressions: rows of terms, read from left to right and nested from right to left.

A term is a noun or a verb. After a noun, a verb is infix and a noun is its argument; a verb that ends the row makes a
projection or a composition.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence as Sequence_

from . import lexer
from .cursor import Cursor
from .errors import ParseError, Unsupported
from .lexer import Token
from .syntax import (
    Apply,
    Assign,
    Cond,
    Control,
    Iterate,
    ListNode,
    Name,
    Node,
    Pattern,
    PatternCond,
    Return,
    Signal,
    TableNode,
    Train,
    Verb,
)

_GLYPHS = frozenset("+-*%!&|<>=~,^#_$?@.")


class Expressions(Cursor, ABC):
    """What the terms of an expression make together; subclasses read a single one."""

    def expression(self) -> Node | None:
        """An expression, or None where there is none."""
        self.verb_ends = False
        if self.ends():
            return None
        token = self.token
        if token.kind == lexer.OPERATOR and token.text == ":":
            following = self.tokens[self.index + 1]
            applied = following.text == "[" and following.kind == lexer.PUNCTUATION
            if not applied and not (following.kind == lexer.ADVERB and not following.spaced):
                return self.returned()
        elif token.kind == lexer.ADVERB and token.text == "'":
            following = self.tokens[self.index + 1]
            if following.text not in ("[", ")", ";", "]"):
                self.advance()
                return Signal(self.operand(token), token.position)
        node, verb = self.term()
        return self.rest(node, verb)

    def returned(self) -> Node:
        """`:value`, or a lone `:`, which is the verb."""
        token = self.advance()
        if self.ends():
            self.verb_ends = True
            return Verb(":", token.position)
        return Return(self.operand(token), token.position)

    def operand(self, token: Token) -> Node:
        """An expression that must be there, and neither returns nor signals: only a statement does."""
        node = self.expression()
        if node is None or isinstance(node, (Return, Signal)):
            raise self.fail(token)
        return node

    def rest(self, left: Node, verb: bool) -> Node:
        """The expression that starts with the term `left`."""
        if self.ends():
            self.verb_ends = verb
            return left
        token = self.token
        if verb:
            if isinstance(left, Verb) and left.name.isalpha() and token.kind == lexer.OPERATOR and token.text == ":":
                raise ParseError("assign", token.position)
            right = self.operand(token)
            if self.verb_ends:
                return Train(left, right, token.position)
            if self.in_k:
                return Apply(_unary_in_k(left), [right], token.position)
            if isinstance(left, Verb) and left.name[:1] in _GLYPHS and left.name[-1:] != ":":
                return Apply(left, [right], left.position, prefix=True)
            return Apply(left, [right], getattr(left, "position", token.position))
        if token.kind == lexer.OPERATOR and token.text == ":" and self.closed_at == self.index:
            self.advance()
            value = self.operand(token)
            self.verb_ends = False
            self.bind_names(left)
            return Pattern(left, value, token.position)
        if token.kind == lexer.OPERATOR and token.text in (":", "::") and isinstance(left, Verb):
            raise ParseError("assign", token.position)
        if token.kind == lexer.OPERATOR and isinstance(left, (Name, Apply)):
            assigned = self.assignment(left)
            if assigned is not None:
                return assigned
        if self.is_assigning(token):
            raise ParseError("assign", token.position)
        if token.kind == lexer.ADVERB:
            raise self.fail()
        left_is_closed = self.closed_at == self.index
        following, infix = self.term()
        if not infix:
            if left_is_closed and isinstance(left, Verb) and left.name in _GLYPHS:
                left = Verb(left.name + ":", left.position)
            right = self.rest(following, False)
            if isinstance(right, Pattern):
                raise ParseError("assign", right.position)
            if self.verb_ends:
                return Train(left, right, token.position)
            return Apply(left, [right], token.position)
        if self.ends():
            self.verb_ends = True
            return Apply(following, [left, None], token.position)
        right = self.operand(token)
        if self.verb_ends:
            return Train(Apply(following, [left, None], token.position), right, token.position)
        return Apply(following, [left, right], token.position)

    def is_assigning(self, token: Token) -> bool:
        """Whether an operator ends in a colon that no iterator takes."""
        if token.kind != lexer.OPERATOR or token.text[-1] != ":" or token.text in ("::", "0:", "1:", "2:"):
            return False
        following = self.tokens[self.index + 1]
        return following.kind != lexer.ADVERB or following.spaced

    def bind_names(self, pattern: Node | None) -> None:
        """Note the variables that a pattern assigns as local."""
        if self.locals:
            self.locals[-1].update(name for name in bound_names(pattern) if "." not in name)

    def assignment(self, left: Name | Apply) -> Node | None:
        """An assignment to `left`, where the current operator makes one."""
        token = self.token
        text = token.text
        if text[-1] != ":" or text in ("0:", "1:", "2:"):
            return None
        name: str
        indices: list[Node | None] | None
        if isinstance(left, Name):
            name, indices = left.name, None
        else:
            target: Node = left
            indices = []
            while isinstance(target, Apply) and self.source[target.position] == "[":
                indices = target.arguments + indices
                target = target.function
            if not isinstance(target, Name):
                return None
            name = target.name
        self.advance()
        operator: Node | None = None
        if text not in (":", "::"):
            operator = Verb(text[:-1], token.position)
        elif self.ends():
            if text == "::" and indices is None:
                raise self.fail(token)
            raise self.fail(token)
        value = self.operand(token)
        self.verb_ends = False
        if self.locals and text == ":" and indices is None and "." not in name:
            self.locals[-1].add(name)
        self.names.add(name)
        return Assign(name, indices, operator, value, text == "::", token.position)

    def term(self) -> tuple[Node, bool]:
        """The next term and whether it is a verb."""
        node, verb = self.primary()
        while True:
            token = self.token
            if token.kind == lexer.PUNCTUATION and token.text == "[":
                node, verb = self.bracketed(node), False
            elif token.kind == lexer.ADVERB and not token.spaced:
                self.advance()
                node, verb = Iterate(token.text, node, token.position), True
            elif token.kind == lexer.ADVERB and token.text[0] != "'":
                raise self.fail()
            else:
                return node, verb

    def bracketed(self, function: Node) -> Node:
        """`function[…]`"""
        position = self.token.position
        if isinstance(function, Verb) and function.name in ("if", "while", "do"):
            return self.control(function.name)
        arguments = self.arguments()
        if isinstance(function, Verb) and function.name == "$" and len(arguments) > 2:
            return Cond(arguments, position)
        if isinstance(function, Verb) and function.name == ":" and len(arguments) > 2 and arguments[0] is not None:
            return self.pattern_conditional(arguments[0], arguments[1:], position)
        return Apply(function, arguments, position)

    def pattern_conditional(self, value: Node, parts: list[Node | None], position: int) -> Node:
        """`:[value;pattern;result;…;default]`"""
        pairs = list(zip(parts[::2], parts[1::2], strict=False))
        for pattern, _ in pairs:
            self.bind_names(pattern)
        return PatternCond(value, pairs, parts[-1] if len(parts) % 2 else None, position)

    def arguments(self) -> list[Node | None]:
        """What stands between brackets, which are taken."""
        self.expect("[")
        found = self.semicolons("]")
        self.expect("]")
        return found

    def semicolons(self, closer: str) -> list[Node | None]:
        """Expressions separated by semicolons, up to `closer`."""
        saved, self.in_template = self.in_template, False
        found: list[Node | None] = [self.expression()]
        while self.at(";"):
            self.advance()
            found.append(self.expression())
        if not self.at(closer):
            raise self.fail()
        self.in_template = saved
        self.verb_ends = False
        return found

    def control(self, word: str) -> Node:
        """`if[…]`, `while[…]` or `do[…]`, the word already taken."""
        position = self.token.position
        parts = self.arguments()
        if parts[0] is None:
            raise ParseError(word, position)
        return Control(word, parts[0], parts[1:], position)

    @abstractmethod
    def primary(self) -> tuple[Node, bool]:
        """A term without what may follow it, and whether it is a verb."""


def _unary_in_k(verb: Node) -> Node:
    """A verb of k before its only argument: an operator is its unary form, an iterator over two arguments stays."""
    if isinstance(verb, Verb) and verb.name in _GLYPHS:
        return Verb(verb.name + ":", verb.position)
    if isinstance(verb, Iterate) and verb.adverb == "'":
        raise Unsupported("k) '")
    return verb


def bound_names(pattern: Node | None) -> list[str]:
    """The variables that a pattern assigns, from the first to the last."""
    if isinstance(pattern, Name):
        return [pattern.name]
    if isinstance(pattern, Assign) and pattern.operator is None and pattern.indices is None:
        return [pattern.name]
    if isinstance(pattern, Pattern):
        return bound_names(pattern.target)
    parts: Sequence_[Node | None] = ()
    if isinstance(pattern, ListNode):
        parts = pattern.items
    elif isinstance(pattern, TableNode):
        parts = [node for _, node in pattern.keys + pattern.columns]
    elif isinstance(pattern, Apply) and isinstance(pattern.function, Verb):
        parts = pattern.arguments
    return [name for part in parts for name in bound_names(part)]
