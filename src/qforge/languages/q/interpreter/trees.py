"""Parse trees as q values: syntax to tree, and the evaluation of trees.

A symbol stands for a variable, an enlisted symbol or symbol vector for itself, a general list whose first item is a
function for its application to the others, evaluated from the last to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from . import catalogue
from .adverbs import iterator
from .application import call
from .errors import CompileError, QError, Unsupported
from .indexing import index
from .items import item, items
from .machine import current
from .syntax import (
    Apply,
    Assign,
    Cond,
    Const,
    Control,
    Iterate,
    LambdaNode,
    ListNode,
    Name,
    Node,
    Return,
    Select,
    Sequence,
    Signal,
    TableNode,
    Train,
    Verb,
)
from .values import (
    HOLE,
    IDENTITY,
    Atom,
    Function,
    List,
    Primitive,
    Value,
    Vector,
    is_integer,
    is_symbol,
    payload,
    symbol,
    symbols,
    truth,
)
from .verbs.amend import amend_path, assign_path

_THROUGH = frozenset((*"+-*%&|<>=~,^#_$?!@.", "<=", ">=", "<>"))
MakeLambda = Callable[[LambdaNode], Value]
SEMICOLON = Atom(10, ord(";"))


class _Builder:
    """Builds the tree of one expression."""

    def __init__(self, make_lambda: MakeLambda, *, in_template: bool) -> None:
        self.make_lambda = make_lambda
        self.in_template = in_template

    def build(self, node: Node | None) -> Value:
        """The tree of a node."""
        if node is None:
            return IDENTITY
        if isinstance(node, Const):
            return _quoted(node.value)
        if isinstance(node, Name):
            return symbol(node.name)
        if isinstance(node, Verb):
            return catalogue.primitive(node.name)
        if isinstance(node, LambdaNode):
            return self.make_lambda(node)
        if isinstance(node, Apply):
            return self.application(node)
        if isinstance(node, Iterate):
            return self.iterated(node)
        if isinstance(node, ListNode):
            return List([catalogue.primitive("enlist"), *(self.build(n) for n in node.items)])
        if isinstance(node, Cond) and self.in_template:
            raise QError("rank")
        if isinstance(node, Cond):
            return List([catalogue.primitive("$"), *(self.build(n) for n in node.parts)])
        return self.other(node)

    def application(self, node: Apply) -> Value:
        """Function and arguments."""
        if node.prefix and isinstance(node.function, Verb):
            raise CompileError(node.function.name, node.position)
        function = self.build(node.function)
        return List([function, *(self.build(a) for a in node.arguments)])

    def iterated(self, node: Iterate) -> Value:
        """A derived function: a value where its function is one, else the application of the iterator."""
        if node.function is None:
            return iterator(node.adverb)
        function = self.build(node.function)
        return List([iterator(node.adverb), function])

    def other(self, node: Node) -> Value:
        """The rarer nodes."""
        if isinstance(node, Assign):
            return self.assignment(node)
        if isinstance(node, Train):
            return List([iterator("'"), self.build(node.outer), self.build(node.inner)])
        if isinstance(node, Return):
            return List([catalogue.primitive(":"), self.build(node.value)])
        if isinstance(node, Signal):
            return List([iterator("'"), self.build(node.value)])
        if isinstance(node, Sequence):
            return List([SEMICOLON, *(self.build(n) for n in node.statements)])
        if isinstance(node, Control):
            return List([symbol(node.word), self.build(node.condition), *(self.build(n) for n in node.statements)])
        if isinstance(node, Select):
            return self.template(node)
        if isinstance(node, TableNode):
            return self.table(node)
        raise Unsupported("parse tree")

    def assignment(self, node: Assign) -> Value:
        """An assignment: the operator with its colon, the target, the value."""
        target: Value = symbol(node.name)
        if node.indices is not None:
            target = List([target, *(self.build(n) for n in node.indices)])
        verb = catalogue.primitive("::" if node.everywhere else ":")
        if isinstance(node.operator, Verb):
            verb = _through(node.operator.name)
        return List([verb, target, self.build(node.value)])

    def table(self, node: TableNode) -> Value:
        """A table literal: flip of names!columns, keyed by `!`."""

        def side(columns: list[tuple[str, Node | None]]) -> Value:
            names = symbols([name for name, _ in columns])
            listed = List([catalogue.primitive("enlist"), *(self.build(n) for _, n in columns)])
            made = List([catalogue.primitive("!"), List([names]), listed])
            return List([catalogue.primitive("flip"), made])

        if not node.keys:
            return side(node.columns)
        return List([catalogue.primitive("!"), side(node.keys), side(node.columns)])

    def template(self, node: Select) -> Value:
        """A qSQL template in its functional form."""
        from .sql_functional import functional

        return functional(node, self.build)


def _through(operator: str) -> Primitive:
    """Assignment through an operator, as the head of a tree."""
    name = operator + ":"
    return Primitive(name, catalogue.primitive(operator).code, 2, 2, 102, name)


def _quoted(value: Value) -> Value:
    """A constant inside a tree: symbols are enlisted."""
    if is_symbol(value):
        return symbols([value.v])
    if isinstance(value, Vector) and value.t == 11:
        return List([value])
    return value


def tree_of(node: Node | None, make_lambda: MakeLambda, *, in_template: bool = False) -> Value:
    """The parse tree of a syntax tree.

    Raises QError rank for a Cond inside a template, which q does not support.
    """
    return _Builder(make_lambda, in_template=in_template).build(node)


Environment = Mapping[str, Any]
_NOWHERE: Environment = {}


def evaluate(tree: Value, known: Environment = _NOWHERE) -> Value:
    """The value of a parse tree; names are looked up in `known`, then among the variables of the session."""
    cls = type(tree)
    if cls is Atom and tree.t == 11:
        return lookup(tree.v, known)
    if cls is Vector and tree.t == 11 and len(tree.a) == 1:
        return item(tree, 0)
    if cls is Vector and tree.t == 11 and len(tree.a):
        return _application(items(tree), known)
    if cls is not List or not tree.items:
        return tree
    if len(tree.items) == 1:
        return tree.items[0]
    return _application(tree.items, known)


def lookup(name: str, known: Environment) -> Value:
    """The value of a name inside a tree."""
    if name in known:
        return known[name]
    if not name:
        return symbol("")
    if "." in name[1:]:
        head, _, tail = name.partition(".")
        if head in known:
            from .enumerations import follow

            found = known[head]
            for part in tail.split("."):
                found = follow(found, part)
            return found
    return current().read(name)


def _application(parts: list[Value], known: Environment) -> Value:
    head = parts[0]
    if is_symbol(head) and head.v in _WORDS:
        return _WORDS[head.v](parts, known)
    if type(head) is Atom and head.t == 10 and head.v == SEMICOLON.v:
        return _in_order(parts, known)
    if isinstance(head, Primitive):
        if len(parts) == 3 and head.text[-1] == ":" and head.text[:-1] in _THROUGH:
            return _assign_through(head.text[:-1], parts, known)
        special = _SPECIAL.get(head.name)
        if special is not None and (head.name != "$" or len(parts) > 3):
            return special(parts, known)
    arguments = [HOLE if p is IDENTITY and len(parts) > 2 else evaluate(p, known) for p in reversed(parts[1:])]
    arguments.reverse()
    function = evaluate(head, known) if not isinstance(head, Function) else head
    return call(function, *arguments)


def _conditional(parts: list[Value], known: Environment) -> Value:
    i = 1
    while i + 1 < len(parts):
        if truth(evaluate(parts[i], known)):
            return evaluate(parts[i + 1], known)
        i += 2
    return evaluate(parts[i], known) if i < len(parts) else IDENTITY


def _in_order(parts: list[Value], known: Environment) -> Value:
    result: Value = IDENTITY
    for p in parts[1:]:
        result = evaluate(p, known)
    return result


def _assign(parts: list[Value], known: Environment) -> Value:
    if len(parts) != 3:
        return evaluate(parts[1], known)
    value = evaluate(parts[2], known)
    name, path = _target(parts[1], known)
    machine = current()
    machine.set(name, assign_path(machine.get(name), path, value) if path else value)
    return value


def _assign_through(operator: str, parts: list[Value], known: Environment) -> Value:
    value = evaluate(parts[2], known)
    name, path = _target(parts[1], known)
    machine = current()
    machine.set(name, amend_path(machine.get(name), path, catalogue.primitive(operator), value))
    return index(machine.get(name), path) if path else machine.get(name)


def _target(target: Value, known: Environment) -> tuple[str, list[Value]]:
    """The name and the indices that an assignment is to."""
    if is_symbol(target):
        return target.v, []
    if type(target) is List and is_symbol(target.items[0]):
        path = [HOLE if i is IDENTITY else evaluate(i, known) for i in reversed(target.items[1:])]
        return target.items[0].v, path[::-1]
    raise QError("type")


def _if(parts: list[Value], known: Environment) -> Value:
    if truth(evaluate(parts[1], known)):
        _in_order(parts[1:], known)
    return IDENTITY


def _while(parts: list[Value], known: Environment) -> Value:
    while truth(evaluate(parts[1], known)):
        current().step()
        _in_order(parts[1:], known)
    return IDENTITY


def _do(parts: list[Value], known: Environment) -> Value:
    times = evaluate(parts[1], known)
    if not is_integer(times):
        raise QError("type")
    for _ in range(payload(times)):
        current().step()
        _in_order(parts[1:], known)
    return IDENTITY


_WORDS: dict[str, Callable[[list[Value], Environment], Value]] = {"if": _if, "while": _while, "do": _do}
_SPECIAL: dict[str, Callable[[list[Value], Environment], Value]] = {
    "$": _conditional,
    ":": _assign,
    "::": _assign,
}
