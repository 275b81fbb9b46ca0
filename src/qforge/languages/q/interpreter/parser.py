"""The parser: tokens to syntax trees, right to left as q reads.

An expression is a row of terms. A term is a noun (literal, variable, list, lambda, anything applied in brackets,
a prefix keyword) or a verb (operator, infix keyword, anything with an iterator). After a noun, a verb is infix
and a noun is its argument; a verb that ends the row makes a projection or a composition.
"""

from __future__ import annotations

from . import lexer
from .cursor import CLAUSES
from .errors import ParseError, QError, Unsupported
from .expressions import Expressions
from .lexer import Token
from .literals import number_literal, string_literal, symbol_literal
from .syntax import (
    Apply,
    Assign,
    Command,
    Const,
    Iterate,
    LambdaNode,
    ListNode,
    Name,
    Node,
    Pattern,
    Return,
    Select,
    Sequence,
    Statement,
    TableNode,
    Verb,
)
from .values import EMPTY, IDENTITY, char
from .vocabulary import CONTROLS, INFIX, PREFIX, RESERVED, TEMPLATES

_PATTERNS = (type(None), Name, Const, Assign, Pattern, Return, ListNode, TableNode)
_MOST_PARAMETERS = 8


def parse_script(source: str) -> list[Statement]:
    """The statements of a script, nothing evaluated.

    Raises ParseError with the position of what does not parse; its name is stack where the nesting is too deep.
    """
    return _parsed(_Parser(source))


def parse_k(source: str) -> list[Statement]:
    """The statements of a line of k, whose operators are unary where no noun stands before them.

    Raises ParseError as `parse_script` does, Unsupported for what of k is not here.
    """
    parser = _Parser(source)
    parser.in_k = True
    return _parsed(parser)


def _parsed(parser: _Parser) -> list[Statement]:
    try:
        return parser.script()
    except RecursionError:
        raise ParseError("stack", parser.token.position) from None


class _Parser(Expressions):
    """The terms of expressions, and the statements that a script is made of."""

    def script(self) -> list[Statement]:
        """All statements, up to the end of the source."""
        found: list[Statement] = []
        opens = True
        while self.token.kind != lexer.END:
            if self.token.kind == lexer.NEWLINE:
                self.advance()
                opens = True
                continue
            start = self.token.position
            if self.token.kind == lexer.COMMAND:
                command = self.advance()
                found.append(Statement(Command(command.text, start), start, start + len(command.text), True))
                continue
            node = self.expression()
            last = self.tokens[self.index - 1]
            end = last.position + len(last.text)
            if self.at(";"):
                self.advance()
                found.append(Statement(node, start, end, False, opens))
                opens = False
            elif self.token.kind in (lexer.NEWLINE, lexer.END):
                found.append(Statement(node, start, end, True, opens))
            else:
                raise self.fail()
        return found

    def primary(self) -> tuple[Node, bool]:
        """A term without what may follow it."""
        token = self.advance()
        kind, text = token.kind, token.text
        if kind == lexer.NUMBER:
            try:
                return Const(number_literal(text), token.position), False
            except QError as error:
                raise ParseError(error.name, token.position) from None
        if kind == lexer.NAME:
            return self.word(token)
        if kind == lexer.OPERATOR:
            if text == "::":
                return Const(IDENTITY, token.position), False
            return Verb(text, token.position), True
        if kind == lexer.SYMBOL:
            return Const(symbol_literal(text), token.position), False
        if kind == lexer.STRING:
            try:
                return Const(string_literal(text), token.position), False
            except QError as error:
                raise ParseError(error.name, token.position) from None
        if kind == lexer.ADVERB:
            return Iterate(text, None, token.position), True
        if text == "(":
            node = self.parenthesised(token)
            self.closed_at = self.index
            return node, False
        if text == "{":
            return self.function(token), False
        if text == "[":
            statements = self.semicolons("]")
            self.expect("]")
            return Sequence(statements, token.position), False
        raise self.fail(token)

    def word(self, token: Token) -> tuple[Node, bool]:
        """A name: keyword, template, control word or variable."""
        text = token.text
        if self.in_k and text in RESERVED:
            raise Unsupported(f"k) {text}")
        if text in TEMPLATES:
            return self.template(token), False
        if text in INFIX:
            return Verb(text, token.position), True
        if text == "csv":
            return Const(char(ord(",")), token.position), False
        if text in PREFIX:
            return Verb(text, token.position), False
        if text in CONTROLS:
            if not self.at("["):
                raise self.fail(token)
            return Verb(text, token.position), False
        if text in CLAUSES:
            raise self.fail(token)
        self.names.add(text)
        return Name(text, token.position), False

    def parenthesised(self, opening: Token) -> Node:
        """`()`, `(a)`, `(a;b)` or a table literal; the opening parenthesis is taken."""
        if self.at(")"):
            self.advance()
            return Const(EMPTY, opening.position)
        if self.at("["):
            return self.table(opening)
        found = self.semicolons(")")
        self.expect(")")
        if len(found) == 1:
            if found[0] is None:
                raise self.fail(opening)
            return found[0]
        return ListNode(found, opening.position)

    def table(self, opening: Token) -> Node:
        """`([keys] columns)`; without columns a dictionary literal."""
        self.expect("[")
        saved, self.in_template = self.in_template, False
        keys = self.columns("]")
        self.expect("]")
        if self.at(")"):
            self.advance()
            self.in_template = saved
            return TableNode(keys, [], opening.position)
        if self.at(";"):
            self.advance()
        columns = self.columns(")")
        self.expect(")")
        self.in_template = saved
        return TableNode(keys, columns, opening.position)

    def columns(self, closer: str) -> list[tuple[str, Node | None]]:
        """`name:expression` separated by semicolons; a column without a name takes it from its expression."""
        found: list[tuple[str, Node | None]] = []
        taken: dict[str, int] = {}
        while not self.at(closer):
            if self.starts_column() and closer == "]" and self.tokens[self.index + 2].text in ("]", ";"):
                found.append((_unique(self.advance().text, taken), None))
                self.advance()
            else:
                name, node = self.column()
                found.append((_unique(name or _column_name(node), taken), node))
            if not self.at(";"):
                break
            self.advance()
        if not self.at(closer):
            raise self.fail()
        return found

    def column(self) -> tuple[str | None, Node]:
        """One column of a table literal or a template, with its name if it has one."""
        name = None
        token = self.token
        if self.starts_column():
            name = token.text
            self.advance()
            self.advance()
        return name, self.operand(token)

    def starts_column(self) -> bool:
        """Whether a name and a colon come next."""
        following = self.tokens[min(self.index + 1, len(self.tokens) - 1)]
        named = self.token.kind == lexer.NAME and self.token.text not in RESERVED
        return named and following.kind == lexer.OPERATOR and following.text == ":"

    def function(self, opening: Token) -> Node:
        """A lambda; the opening brace is taken."""
        outer_names, self.names = self.names, set()
        saved, self.in_template = self.in_template, False
        self.locals.append(set())
        params: list[str] | None = None
        matches: list[Node | None] = []
        if self.at("["):
            params, matches = self.parameters()
        statements = matches + self.semicolons("}")
        closing = self.expect("}")
        assigned = self.locals.pop()
        names, self.names = self.names, outer_names
        self.in_template = saved
        if params is None:
            last = max((i for i, p in enumerate("xyz") if p in names), default=-1)
            params = list("xyz"[: last + 1])
        source = self.source[opening.position : closing.position + 1]
        return LambdaNode(params, statements, source, opening.position, assigned)

    def parameters(self) -> tuple[list[str], list[Node | None]]:
        """What `[a;b]` at the start of a lambda declares: names, and assignments for those that are patterns."""
        opening = self.expect("[")
        found: list[str] = []
        matches: list[Node | None] = []
        while not self.at("]") or found:
            start = self.token.position
            pattern = self.expression()
            if isinstance(pattern, Name) and "." not in pattern.name:
                found.append(pattern.name)
            else:
                found.append(f"·{len(found)}")
                if not isinstance(pattern, _PATTERNS) and self.source[start] != "(":
                    raise ParseError("params", start)
                if pattern is not None:
                    self.bind_names(pattern)
                    matches.append(Pattern(pattern, Name(found[-1], start), start))
            if not self.at(";"):
                break
            self.advance()
        self.expect("]")
        if len(found) > _MOST_PARAMETERS:
            raise ParseError("params", opening.position)
        return found, matches

    def template(self, word: Token) -> Node:
        """A qSQL template; its first word is taken."""
        saved, self.in_template = self.in_template, True
        outer, self.where_is_verb = self.where_is_verb, True
        limits: list[Node | None] = []
        if self.at("["):
            limits = [_order(n) for n in self.arguments()]
        distinct = self.token.text == "distinct" and self.token.kind == lexer.NAME
        if distinct and self.tokens[self.index + 1].text in ("from", "by"):
            distinct = False
        if distinct:
            self.advance()
        columns = self.phrases()
        by = None
        if self.is_word("by"):
            self.advance()
            by = self.phrases()
        if not self.is_word("from") or by == []:
            raise self.fail()
        source = self.advance()
        self.where_is_verb = False
        table = self.source_table(source)
        where: list[Node] = []
        if self.is_word("where"):
            self.advance()
            where = [node for _, node in self.phrases()]
            if not where:
                raise self.fail()
        self.in_template, self.where_is_verb = saved, outer
        self.verb_ends = False
        return Select(word.text, columns, by, table, where, distinct, limits, word.position)

    def source_table(self, word: Token) -> Node:
        """What follows `from`: its commas do not separate."""
        return self.operand(word)

    def phrases(self) -> list[tuple[str | None, Node]]:
        """Columns or constraints separated by commas; x, y and z in them are no parameters of a lambda."""
        found: list[tuple[str | None, Node]] = []
        if self.ends():
            return found
        mentioned = set(self.names)
        found.append(self.column())
        while self.token.kind == lexer.OPERATOR and self.token.text == ",":
            self.advance()
            found.append(self.column())
        self.names = mentioned
        return found


def _order(node: Node | None) -> Node | None:
    """A limit of a template, where a prefix `<` or `>` grades."""
    if isinstance(node, Apply) and len(node.arguments) == 1 and isinstance(node.function, Verb):
        word = {"<": "iasc", ">": "idesc"}.get(node.function.name)
        if word:
            return Apply(Verb(word, node.position), node.arguments, node.position)
    return node


def _column_name(node: Node) -> str:
    """The name of a column that was given none: its leftmost variable, past what a word or a cast takes, else x."""
    while True:
        if isinstance(node, Name):
            return node.name.rsplit(".", 1)[-1] if node.name != "i" else "x"
        if isinstance(node, Assign):
            return node.name
        if not isinstance(node, Apply) or not node.arguments:
            return "x"
        head, last = node.function, node.arguments[-1]
        passes = isinstance(head, Verb) and (head.name.isalpha() or head.name == "$")
        inner = last if passes and isinstance(last, (Name, Assign, Apply)) else node.arguments[0]
        if inner is None:
            return "x"
        node = inner


def _unique(name: str, numbers: dict[str, int]) -> str:
    """The name with a number where it is taken: x, x1, x2. `numbers` holds the names taken, and where to go on."""
    found = name
    while found in numbers:
        numbers[name] += 1
        found = f"{name}{numbers[name]}"
    numbers[found] = 0
    return found
