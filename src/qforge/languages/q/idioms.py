"""How idiomatic a q program is: 100, less points for what q has shorter and vector ways for, and never below 0.

    25 for each loop statement (`while`, `do`)
    15 for each function that calls itself (`.z.s`, or by its own name)
    10 for each iteration (`each`, `peach`, `'`) of a function that works on whole lists anyway: an atomic
       verb, or a lambda of one statement made of atomic verbs
     5 for each `if`
     3 for each local variable beyond the third in a lambda
     1 for every full ten tokens beyond the fortieth, 15 at most

The measure compares two programs for one problem; across problems it says little, since some need more than others.
A program that the embedded q does not parse is measured by its tokens alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.syntax import Apply, Assign, Const, Control, Iterate, LambdaNode, Name, Verb
from qforge.languages.q.looping import loops
from qforge.languages.q.normalisation import normalise

LOOP, RECURSION, NEEDLESS_ITERATION, IF, LOCAL = 25, 15, 10, 5, 3
FREE_LOCALS, FREE_TOKENS, TOKENS_A_POINT, LONGEST = 3, 40, 10, 15
ITERATORS = frozenset({"'", "each", "peach"})
_ATOMIC_WORDS = (
    "+ - * % = < > <> <= >= & | ~: and or neg abs not null floor ceiling signum sqrt exp log sin cos tan asin acos atan"
    " reciprocal mod div xexp xlog upper lower"
)
ATOMIC = frozenset(_ATOMIC_WORDS.split())


def idiom(code: str) -> int:
    """Give the score of a program, from 0 to 100.

    idiom("f:{[a] sum a*a}") is 100, idiom("f:{[a] sum {x*x} each a}") 90.
    """
    tokens = normalise(code)
    excess = max(0, len(tokens) - FREE_TOKENS) // TOKENS_A_POINT
    points = min(LONGEST, excess)
    try:
        statements = [statement.node for statement in parse_script(code)]
    except (ParseError, RecursionError):
        return max(0, 100 - points - LOOP * loops(code))
    return max(0, 100 - points - sum(map(_points, _nodes(statements))))


def _points(node: object) -> int:
    if isinstance(node, Control):
        return IF if node.word == "if" else LOOP
    if isinstance(node, Iterate):
        return NEEDLESS_ITERATION if node.adverb in ITERATORS and _is_atomic(node.function) else 0
    if isinstance(node, Apply) and isinstance(node.function, Verb) and node.function.name in ITERATORS:
        return NEEDLESS_ITERATION if node.arguments and _is_atomic(node.arguments[0]) else 0
    if isinstance(node, LambdaNode):
        recursive = any(isinstance(inner, Name) and inner.name == ".z.s" for inner in _own(node))
        return LOCAL * max(0, len(node.names - set(node.params)) - FREE_LOCALS) + RECURSION * recursive
    if isinstance(node, Assign) and isinstance(node.value, LambdaNode):
        return RECURSION * any(isinstance(inner, Name) and inner.name == node.name for inner in _nodes(node.value))
    return 0


def _is_atomic(function: object) -> bool:
    """Whether a function does to each item of a list what it does to an atom."""
    if isinstance(function, Apply) and isinstance(function.function, LambdaNode):
        function = function.function  # with some of its arguments
    if isinstance(function, Verb):
        return function.name in ATOMIC
    if not isinstance(function, LambdaNode) or len(function.statements) != 1:
        return False
    return _is_atomic_expression(function.statements[0])


def _is_atomic_expression(node: object) -> bool:
    waiting = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Apply) and isinstance(part.function, Verb) and part.function.name in ATOMIC:
            waiting += part.arguments
        elif not isinstance(part, Name | Const):
            return False
    return True


def _nodes(part: object) -> Iterator[object]:
    """Give every node of a tree, lambdas within lambdas too."""
    return _walk([part], into_lambdas=True)


def _own(function: LambdaNode) -> Iterator[object]:
    """Give the nodes of a lambda's body that are not in inner lambdas."""
    return _walk(list(function.statements), into_lambdas=False)


def _walk(waiting: list[object], *, into_lambdas: bool) -> Iterator[object]:
    while waiting:
        part = waiting.pop()
        if isinstance(part, LambdaNode) and not into_lambdas:
            continue
        if isinstance(part, list | tuple):
            waiting += part
        elif is_dataclass(part):
            yield part
            waiting += [getattr(part, field.name) for field in fields(part)]
