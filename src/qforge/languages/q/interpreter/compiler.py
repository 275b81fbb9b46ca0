"""The compiler: syntax trees to Python functions.

Every sub-expression becomes a statement that assigns a temporary, so evaluation goes right to left as q's does, an
early return is Python's, and depth of nesting costs nothing. Arithmetic on two longs is inlined; everything else
calls a verb. Variables of the session are the globals of the generated code, constants are closure variables.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from . import catalogue
from .errors import CompileError, QError, Unsupported
from .generated_assignments import Assignments
from .machine import Machine
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
    TableNode,
    Train,
    Verb,
)
from .tables import dictionary_maker
from .trees import tree_of
from .values import Lambda, Value

_numbers = itertools.count()


class Body(Assignments):
    """The body of one function: an emitter for each kind of node."""

    def operand(self, node: Node | None) -> str:
        """Emit what computes a node; give the name or literal that holds its value."""
        if node is None:
            return self.runtime("IDENTITY")
        self.position = getattr(node, "position", self.position)
        return _EMITTERS[type(node)](self, node)

    def statements(self, nodes: list[Node | None]) -> str:
        """Emit nodes in order; give the operand of the last."""
        result = self.runtime("IDENTITY")
        for i, node in enumerate(nodes):
            if isinstance(node, Assign) and node.indices is not None and i + 1 < len(nodes):
                self.assign_indexed(node)
            else:
                result = self.operand(node)
        return result

    def condition(self, node: Node) -> str:
        """Emit a condition; give the Python expression that tests it."""
        operand = self.operand(node)
        if isinstance(node, Const):
            return f"{self.runtime('truth')}({operand})"
        return f"{operand} is True or ({operand} is not False and {self.runtime('truth')}({operand}))"

    def emit_const(self, node: Const) -> str:
        return self.constant(node.value)

    def emit_name(self, node: Name) -> str:
        return self.variable(node.name)

    def emit_verb(self, node: Verb) -> str:
        return self.constant(catalogue.primitive(node.name))

    def emit_lambda(self, node: LambdaNode) -> str:
        return self.constant(compile_lambda(self.machine, node))

    def emit_train(self, node: Train) -> str:
        outer, inner = self.operands([node.outer, node.inner])
        return self.save(f"{self.runtime('compose')}({outer}, {inner})")

    def emit_list(self, node: ListNode) -> str:
        if any(n is None for n in node.items):
            operands = ", ".join(self.operands(list(node.items)))
            holes = self.constant(catalogue.primitive("enlist"))
            return self.save(f"{self.runtime('call')}({holes}, {operands})")
        operands = ", ".join(self.operands(list(node.items)))
        return self.save(f"{self.runtime('from_items')}([{operands}])")

    def emit_sequence(self, node: Sequence) -> str:
        return self.statements(node.statements)

    def emit_return(self, node: Return) -> str:
        self.emit(f"return {self.operand(node.value)}")
        return self.runtime("IDENTITY")

    def emit_signal(self, node: Signal) -> str:
        self.emit(f"raise {self.runtime('signal_error')}({self.operand(node.value)})")
        return self.runtime("IDENTITY")

    def emit_command(self, node: Command) -> str:
        raise Unsupported("command")

    def emit_cond(self, node: Cond) -> str:
        parts = node.parts
        result = self.temporary()
        start = self.indent
        i = 0
        while i + 1 < len(parts):
            part = parts[i]
            if part is None:
                raise CompileError("$", node.position)
            test = self.condition(part)
            self.emit(f"if {test}:")
            self.indent += 1
            self.emit(f"{result} = {self.operand(parts[i + 1])}")
            self.indent -= 1
            self.emit("else:")
            self.indent += 1
            i += 2
        last = self.operand(parts[i]) if i < len(parts) else self.runtime("IDENTITY")
        self.emit(f"{result} = {last}")
        self.indent = start
        return result

    def emit_control(self, node: Control) -> str:
        if node.word == "if":
            self.emit(f"if {self.condition(node.condition)}:")
            self.indent += 1
            self.statements(node.statements)
            self.emit("pass")
            self.indent -= 1
        elif node.word == "while":
            self.emit("while True:")
            self.indent += 1
            self.count_step()
            self.emit(f"if not ({self.condition(node.condition)}): break")
            self.statements(node.statements)
            self.indent -= 1
        else:
            self.emit_do(node)
        return self.runtime("IDENTITY")

    def emit_do(self, node: Control) -> str:
        times = self.save(f"{self.constant(_repetitions)}({self.operand(node.condition)})")
        self.emit(f"for {self.temporary()} in {self.runtime('range_')}({times}):")
        self.indent += 1
        self.count_step()
        self.statements(node.statements)
        self.indent -= 1
        return self.runtime("IDENTITY")

    def emit_table(self, node: TableNode) -> str:
        columns = [*node.keys, *node.columns]
        operands = ", ".join(self.operands([n for _, n in columns]))
        names = [name for name, _ in columns]
        if any(n is None for _, n in columns):
            made = self.constant(dictionary_maker(names))
            return self.save(f"{self.runtime('call')}({made}, {operands})")
        return self.save(f"{self.runtime('table_literal')}({names!r}, {len(node.keys)}, [{operands}])")

    def emit_select(self, node: Select) -> str:
        template = self.constant(_Template(node, self.machine))
        table = self.operand(node.table) if not isinstance(node.table, Name) else self.table_name(node.table)
        known = ", ".join(f"{n!r}: l_{n}" for n in sorted(self.local_names))
        return self.save(f"{self.runtime('run_template')}({template}, {table}, {{{known}}})")

    def table_name(self, node: Name) -> str:
        """The operand of a table given by name."""
        return self.variable(node.name)

    def function(self, node: LambdaNode) -> Lambda:
        """A lambda of the program as a value."""
        return compile_lambda(self.machine, node)


def _repetitions(x: Value) -> int:
    from .values import is_integer, payload

    if not is_integer(x):
        raise QError("type")
    return max(0, int(payload(x)))


class _Template:
    """A qSQL template with its expressions as parse trees."""

    __slots__ = ("by", "columns", "distinct", "limits", "where", "word")

    def __init__(self, node: Select, machine: Machine) -> None:
        def tree(n: Node | None) -> Value:
            return tree_of(n, lambda inner: compile_lambda(machine, inner), in_template=True)

        self.word = node.word
        self.distinct = node.distinct
        self.columns = [(name, tree(n)) for name, n in node.columns]
        self.by = None if node.by is None else [(name, tree(n)) for name, n in node.by]
        self.where = [tree(n) for n in node.where]
        self.limits = [tree(n) for n in node.limits]


_EMITTERS: dict[type, Callable[[Body, Any], str]] = {
    Const: Body.emit_const,
    Name: Body.emit_name,
    Verb: Body.emit_verb,
    LambdaNode: Body.emit_lambda,
    Iterate: Body.emit_iterate,
    Train: Body.emit_train,
    ListNode: Body.emit_list,
    TableNode: Body.emit_table,
    Sequence: Body.emit_sequence,
    Return: Body.emit_return,
    Signal: Body.emit_signal,
    Command: Body.emit_command,
    Cond: Body.emit_cond,
    Control: Body.emit_control,
    Select: Body.emit_select,
    Assign: Body.emit_assign,
    Pattern: Body.emit_pattern,
    PatternCond: Body.emit_pattern_cond,
    Apply: Body.emit_apply,
}


def _finish(body: Body, parameters: list[str], result: str) -> Callable[..., Value]:
    """The Python function of a generated body."""
    body.emit(f"return {result}")
    declared = f"  global {', '.join(sorted(body.global_names))}\n" if body.global_names else ""
    header = f"def make({', '.join(body.constants)}):\n def q({', '.join(parameters)}):\n{declared}"
    source = header + "\n".join(body.lines) + "\n return q\n"
    name = f"<q {next(_numbers)}>"
    scope: dict[str, Any] = {}
    try:
        exec(compile(source, name, "exec"), body.machine.space, scope)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise QError("limit") from error
    made: Callable[..., Value] = scope["make"](*body.constants.values())
    first = header.count("\n") + 1
    body.machine.marks[name] = (first, body.marks)
    return made


def compile_lambda(machine: Machine, node: LambdaNode) -> Lambda:
    """A lambda of the program as a value."""
    itself: list[Lambda] = []
    body = Body(machine, set(node.params) | node.names)
    body.itself = itself
    body.bound = set(node.params)
    if _may_run_long(node):
        body.count_step()
    for name in sorted(node.names - set(node.params)):
        body.emit(f"l_{name} = {body.runtime('EMPTY')}")
    statements = node.statements
    result = body.statements(statements)
    if statements and statements[-1] is None:
        result = body.runtime("IDENTITY")
    parameters = [f"l_{p}" for p in node.params] or ["_=None"]
    made = Lambda(node.source, node, _finish(body, parameters, result), machine.context)
    itself.append(made)
    return made


def _may_run_long(node: object) -> bool:
    """Whether a lambda applies anything but primitives: then a call of it counts as a step.

    The iterators count the steps of those that do not.
    """
    if isinstance(node, Apply):
        if not isinstance(node.function, Verb) or node.function.name in ("@", ".", "each", "value", "eval"):
            return True
        return any(_may_run_long(a) for a in node.arguments)
    if isinstance(node, LambdaNode):
        return any(_may_run_long(s) for s in node.statements)
    if isinstance(node, Assign):
        return _may_run_long(node.value) or any(_may_run_long(i) for i in node.indices or ())
    if isinstance(node, Cond):
        return any(_may_run_long(p) for p in node.parts)
    if isinstance(node, ListNode):
        return any(_may_run_long(p) for p in node.items)
    if isinstance(node, Return):
        return _may_run_long(node.value)
    return not (node is None or isinstance(node, (Const, Name, Verb)))


def compile_statement(machine: Machine, node: Node | None) -> Callable[[], Value]:
    """A statement of a script as a function without parameters."""
    body = Body(machine, set())
    return _finish(body, [], body.operand(node))
