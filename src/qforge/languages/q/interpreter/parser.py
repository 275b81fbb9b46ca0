"""The parser: tokens to syntax trees, right to left as q reads.

An expression is a row of terms. A term is a noun (literal, variable, list, lambda, anything applied in brackets,
a prefix keyword) or a verb (operator, infix keyword, anything with an iterator). After a noun, a verb is infix
and a noun is its argument; a verb that ends the row makes a projection or a composition.
"""

from __future__ import annotations

from collections.abc import Sequence as Sequence_

from . import lexer
from .errors import ParseError, QError, Unsupported
from .lexer import Token
from .literals import number_literal, string_literal, symbol_literal
from .syntax import (
    Apply,
    Assign,
    Command,
    Cond,
    Const,
    Control,
    Iterate,
    LambdaNode,
    ListNode,
    Name,
    Node,
    Pattern,
    PatternCond,
    Return,
    Select,
    Sequence,
    Signal,
    Statement,
    TableNode,
    Train,
    Verb,
)
from .values import EMPTY, IDENTITY, char
from .vocabulary import CONTROLS, INFIX, PREFIX, RESERVED, TEMPLATES

_PATTERNS = (type(None), Name, Const, Assign, Pattern, Return, ListNode, TableNode)
_CLAUSES = frozenset({"by", "from"})
_GLYPHS = frozenset("+-*%!&|<>=~,^#_$?@.")
_CLOSERS = frozenset({")", "]", "}", ";"})
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


class _Parser:
    """A recursive descent over the tokens of one source.

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

    # ---- scripts

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

    # ---- expressions

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
            return kind == lexer.NAME and (token.text in _CLAUSES or (token.text == "where" and not self.where_is_verb))
        return False

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

    # ---- terms

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
        if text in _CLAUSES:
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
        while not self.at(closer):
            if self.starts_column() and closer == "]" and self.tokens[self.index + 2].text in ("]", ";"):
                found.append((_unique(self.advance().text, found), None))
                self.advance()
            else:
                name, node = self.column()
                found.append((_unique(name or _column_name(node), found), node))
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

    # ---- qSQL

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

    def is_word(self, text: str) -> bool:
        """Whether this word comes next."""
        return self.token.kind == lexer.NAME and self.token.text == text

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


def _unique(name: str, taken: Sequence_[tuple[str, Node | None]]) -> str:
    """The name with a number where it is taken: x, x1, x2."""
    names = {n for n, _ in taken}
    found, number = name, 0
    while found in names:
        number += 1
        found = f"{name}{number}"
    return found
