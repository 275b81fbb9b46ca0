"""Mutants of Python programs: small changes of the syntax tree, each of which a good test should notice.

The operators are the usual ones of mutation testing (DeMillo, Lipton and Sayward, "Hints on test data selection",
1978; Offutt et al. for the choice): comparison, arithmetic, boolean, constants and bounds by one, conditions
negated, slices and ranges, removed statements, swapped arguments, returned values, and functions exchanged for their
counterparts. What only ends a program (`raise`, `assert`), docstrings, annotations and defaults are left alone.

Every program is also instrumented: each loop's round and each function's call counts one step, so that a mutant
which never ends is ended by a count, the same on every machine. Nothing here runs a program.
"""

from __future__ import annotations

import ast
import random
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qforge.languages.python.instruments import PROBE, TICK

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.BitXor: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_PAIRS = (
    ("min", "max"), ("any", "all"), ("ceil", "floor"), ("upper", "lower"), ("startswith", "endswith"),
    ("lstrip", "rstrip"), ("find", "rfind"), ("append", "remove"), ("union", "intersection"), ("isdigit", "isalpha"),
    ("isupper", "islower"), ("split", "rsplit"), ("sin", "cos"),
)  # fmt: skip
_COUNTED = (ast.For, ast.While, ast.FunctionDef)
_COUNTERPARTS = {a: b for pair in _PAIRS for a, b in (pair, pair[::-1])}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed program, and in words what was changed; `probe` raises where the change stands instead."""

    change: str
    code: str
    probe: str


@dataclass(frozen=True, slots=True)
class _Change:
    """One change of a tree, not yet made: put `new` in the place, after which `old` goes back."""

    line: int
    old: ast.AST
    new: ast.AST
    put: Callable[[ast.AST], None]


def instrumented(code: str) -> str:
    """Give the program with its steps counted.

    Raises:
        SyntaxError: it does not parse.
    """
    return ast.unparse(_counted(code))


def control(code: str) -> str:
    """Give the program with its steps counted twice: it does the same by other bytes, as a mutant's are.

    Raises:
        SyntaxError: it does not parse.
    """
    tree = _counted(code)
    for node in ast.walk(tree):
        if isinstance(node, _COUNTED):
            node.body.insert(0, node.body[0])
    return ast.unparse(tree)


def mutants(code: str, count: int, seed: str) -> list[Mutant]:
    """Make up to `count` mutants of a program, distinct ones, in the order of their places.

    Of more than that a seeded choice is made.

    Raises:
        SyntaxError: it does not parse.
    """
    tree = _counted(code)
    changes = list(_changes(tree))
    if len(changes) > count:
        chosen = sorted(random.Random(seed).sample(range(len(changes)), count))
        changes = [changes[number] for number in chosen]
    made: dict[str, Mutant] = {}
    original = ast.unparse(tree)
    for change in changes:
        written = _written(tree, change, change.new)
        if written != original and written not in made:
            words = f"line {change.line}: {_short(change.old)} becomes {_short(change.new)}"
            made[written] = Mutant(words, written, _written(tree, change, _probe(change.old)))
    return list(made.values())


def _probe(old: ast.AST) -> ast.AST:
    """Give what raises, by a name that is not defined, as soon as it is reached."""
    call = ast.Call(ast.Name(PROBE, ast.Load()), [], [])
    if isinstance(old, ast.comprehension):
        return ast.comprehension(old.target, old.iter, [call], old.is_async)
    return ast.Expr(call) if isinstance(old, ast.stmt) else call


def _written(tree: ast.Module, change: _Change, new: ast.AST) -> str:
    change.put(new)
    written = ast.unparse(tree)
    change.put(change.old)
    return written


def _short(node: ast.AST) -> str:
    text = "nothing" if isinstance(node, ast.Pass) else " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def _counted(code: str) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(code)
    for node in ast.walk(tree):
        if isinstance(node, _COUNTED):
            node.body.insert(0, ast.Expr(ast.Call(ast.Name(TICK, ast.Load()), [], [])))
    return tree


def _changes(tree: ast.Module) -> Iterator[_Change]:
    """Give all changes, place by place; nothing in the tree is changed yet."""
    for parent, field, at, node in _places(tree):
        put = _putter(parent, field, at)
        line = getattr(node, "lineno", 0)
        for new in (*_of_expression(node), *_of_statement(node), *_of_condition(parent, field, node)):
            yield _Change(line, node, new, put)


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    for field, content in ast.iter_fields(node):
        if isinstance(node, (ast.FunctionDef, ast.arg, ast.AnnAssign)) and field in _ANNOTATIONS:
            continue
        for at, child in enumerate(content if isinstance(content, list) else [content]):
            if not isinstance(child, ast.AST) or _is_left_alone(child):
                continue
            yield node, field, at if isinstance(content, list) else None, child
            yield from _places(child)


_ANNOTATIONS = ("args", "returns", "decorator_list", "annotation")


def _is_left_alone(node: ast.AST) -> bool:
    if isinstance(node, (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.JoinedStr)):
        return True
    if isinstance(node, ast.Expr):
        is_tick = isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == TICK
        return is_tick or isinstance(node.value, ast.Constant)
    return False


def _putter(parent: ast.AST, field: str, at: int | None) -> Callable[[ast.AST], None]:
    def put(node: ast.AST) -> None:
        if at is None:
            setattr(parent, field, node)
        else:
            getattr(parent, field)[at] = node

    return put


def _of_expression(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            for other in _COMPARISONS.get(type(operator), ()):
                operators = [*node.ops[:at], other(), *node.ops[at + 1 :]]
                yield ast.Compare(node.left, operators, node.comparators)
    elif isinstance(node, ast.BinOp):
        if type(node.op) in _OPERATORS:
            yield ast.BinOp(node.left, _OPERATORS[type(node.op)](), node.right)
        if isinstance(node.op, (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow)):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
        yield from node.values
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node.value)
    elif isinstance(node, ast.Slice):
        yield from _of_slice(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)
    elif isinstance(node, ast.comprehension):
        for at in range(len(node.ifs)):
            yield ast.comprehension(node.target, node.iter, [*node.ifs[:at], *node.ifs[at + 1 :]], node.is_async)
    elif isinstance(node, ast.IfExp):
        yield ast.IfExp(node.test, node.orelse, node.body)


def _of_constant(value: object) -> Iterator[ast.AST]:
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, (int, float)):
        yield ast.Constant(value + 1)
        yield ast.Constant(value - 1)
    elif isinstance(value, str):
        yield ast.Constant(f"{value}X" if value else "X")
        if value:
            yield ast.Constant("")


def _of_slice(node: ast.Slice) -> Iterator[ast.AST]:
    if node.lower is not None:
        yield ast.Slice(None, node.upper, node.step)
        yield ast.Slice(_by_one(node.lower, ast.Add()), node.upper, node.step)
    if node.upper is not None:
        yield ast.Slice(node.lower, None, node.step)
        yield ast.Slice(node.lower, _by_one(node.upper, ast.Add()), node.step)
        yield ast.Slice(node.lower, _by_one(node.upper, ast.Sub()), node.step)
    if node.step is not None:
        yield ast.Slice(node.lower, node.upper, None)


def _of_call(node: ast.Call) -> Iterator[ast.AST]:
    function = node.func
    if isinstance(function, ast.Name) and function.id in _COUNTERPARTS:
        yield ast.Call(ast.Name(_COUNTERPARTS[function.id], ast.Load()), node.args, node.keywords)
    if isinstance(function, ast.Attribute) and function.attr in _COUNTERPARTS:
        other = ast.Attribute(function.value, _COUNTERPARTS[function.attr], ast.Load())
        yield ast.Call(other, node.args, node.keywords)
    if isinstance(function, ast.Name) and function.id == "range" and not isinstance(node.args[-1:], ast.Starred):
        bound = min(len(node.args), 2) - 1
        for operator in (ast.Add(), ast.Sub()):
            if bound >= 0:
                changed = _by_one(node.args[bound], operator)
                yield ast.Call(function, [*node.args[:bound], changed, *node.args[bound + 1 :]], node.keywords)
    if isinstance(function, ast.Name) and function.id in ("sorted", "reversed", "abs", "set") and node.args:
        yield node.args[0]
    if len(node.args) == 2 and not any(isinstance(item, ast.Starred) for item in node.args):
        yield ast.Call(function, node.args[::-1], node.keywords)
    for at in range(len(node.keywords)):
        yield ast.Call(function, node.args, [*node.keywords[:at], *node.keywords[at + 1 :]])


def _by_one(node: ast.expr, operator: ast.operator) -> ast.expr:
    return ast.BinOp(node, operator, ast.Constant(1))


def _of_statement(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.AugAssign):
        if type(node.op) in _OPERATORS:
            yield ast.AugAssign(node.target, _OPERATORS[type(node.op)](), node.value)
        yield ast.Pass()
    elif isinstance(node, ast.Return) and node.value is not None:
        if isinstance(node.value, (ast.Compare, ast.BoolOp)):
            yield ast.Return(ast.UnaryOp(ast.Not(), node.value))
        elif not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, (ast.Expr, ast.Break)):
        yield ast.Pass()
    elif isinstance(node, ast.Continue):
        yield ast.Break()
        yield ast.Pass()
    elif isinstance(node, ast.If) and node.orelse:
        yield ast.If(node.test, node.body, [])


def _of_condition(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
    is_test = field == "test" and isinstance(parent, (ast.If, ast.IfExp)) and isinstance(node, ast.expr)
    if is_test and isinstance(node, ast.expr) and not (isinstance(node, ast.Compare) and len(node.ops) == 1):
        yield ast.UnaryOp(ast.Not(), node)
