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
from .adverbs import derive, iterator
from .application import call, call1, compose
from .errors import CompileError, QError, Unsupported, python_name
from .indexing import index
from .items import from_items
from .joining import append
from .machine import Machine
from .patterns import Plan, fit, fits
from .sql import run_template
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
from .tables import dictionary_maker, table_literal
from .trees import tree_of
from .values import EMPTY, HOLE, IDENTITY, Lambda, Value, Vector, truth
from .verbs.amend import amend_path, assign_path
from .verbs.arithmetic import wrap

_BOUND = 2**63 - 1
_ARITHMETIC = {"+": "+", "-": "-", "*": "*"}
_COMPARISONS = {"<": "<", ">": ">", "<=": "<=", ">=": ">=", "=": "==", "<>": "!="}
_DEEPEST_INDENT = 90
_IDENTITY_ELEMENTS: dict[str, Value] = {"+": 0, "-": 0, "*": 1, "%": 1, "&": _BOUND, "|": -_BOUND, ",": EMPTY}
_numbers = itertools.count()


def signal_error(x: Value) -> QError:
    """The error that `'x` raises."""
    from .values import is_string, is_symbol, text_of

    if is_symbol(x) or is_string(x) or (not isinstance(x, (int, float, bool)) and getattr(x, "t", 0) == 10):
        return QError(text_of(x))
    return QError("stype")


_RUNTIME: dict[str, Any] = {
    "type_": type,
    "int_": int,
    "bool_": bool,
    "range_": range,
    "len_": len,
    "Lambda": Lambda,
    "Vector": Vector,
    "IDENTITY": IDENTITY,
    "EMPTY": EMPTY,
    "HOLE": HOLE,
    "call": call,
    "call1": call1,
    "truth": truth,
    "wrap": wrap,
    "from_items": from_items,
    "append": append,
    "index": index,
    "amend_path": amend_path,
    "assign_path": assign_path,
    "signal_error": signal_error,
    "run_template": run_template,
    "table_literal": table_literal,
    "derive": derive,
    "compose": compose,
    "fit": fit,
    "fits": fits,
}


class Body:
    """The Python text of one function while it is generated."""

    def __init__(self, machine: Machine, local_names: set[str]) -> None:
        self.machine = machine
        self.local_names = local_names
        self.lines: list[str] = []
        self.marks: list[int] = []
        self.indent = 2
        self.temporaries = 0
        self.constants: dict[str, Any] = {"M": machine}
        self.used: set[str] = set()
        self.global_names: set[str] = set()
        self.position = 0
        self.itself: list[Lambda] | None = None
        self.bound: set[str] = set()

    def emit(self, line: str) -> None:
        """Append a line at the current indentation."""
        if self.indent > _DEEPEST_INDENT:
            raise QError("limit")
        self.lines.append(" " * self.indent + line)
        self.marks.append(self.position)

    def runtime(self, name: str) -> str:
        """The name of a runtime function, which becomes a closure variable."""
        self.constants[name] = _RUNTIME[name]
        return name

    def temporary(self) -> str:
        """A fresh local name."""
        self.temporaries += 1
        return f"t{self.temporaries}"

    def constant(self, value: Any) -> str:
        """An operand for a constant."""
        cls = type(value)
        if cls is int:
            return str(value) if value >= 0 else f"({value})"
        if cls is bool:
            return "True" if value else "False"
        if cls is float and value == value and abs(value) != float("inf"):
            return repr(value) if value >= 0 and str(value)[0] != "-" else f"({value!r})"
        if value is IDENTITY:
            return self.runtime("IDENTITY")
        name = f"K{len(self.constants)}"
        self.constants[name] = value
        return name

    def save(self, expression: str) -> str:
        """Assign an expression to a fresh temporary."""
        name = self.temporary()
        self.emit(f"{name} = {expression}")
        return name

    # ---- operands

    def operand(self, node: Node | None) -> str:
        """Emit what computes a node; give the name or literal that holds its value."""
        if node is None:
            return self.runtime("IDENTITY")
        self.position = getattr(node, "position", self.position)
        return _EMITTERS[type(node)](self, node)

    def operands(self, nodes: list[Node | None], elided: str = "HOLE") -> list[str]:
        """Emit nodes from the last to the first; give their operands in order."""
        found: list[str] = []
        for i in range(len(nodes) - 1, -1, -1):
            node = nodes[i]
            if node is None:
                found.append(self.runtime(elided))
                continue
            operand = self.operand(node)
            if isinstance(node, Name) and any(not isinstance(n, (Name, Const, Verb, type(None))) for n in nodes[:i]):
                operand = self.save(operand)
            found.append(operand)
        found.reverse()
        return found

    def variable(self, name: str) -> str:
        """The Python expression that reads a variable."""
        if name in self.local_names:
            return f"l_{name}"
        if name == ".z.s" and self.itself is not None:
            return self.save(f"{self.constant(self.itself)}[0]")
        full = self.machine.full_name(name)
        if "." in full or full in self.machine.views.all:
            return self.save(f"M.read({full!r})")
        if self.itself is not None:
            self.machine.views.read.add(full)
        return python_name(full)

    def store(self, name: str, everywhere: bool) -> str:
        """The Python name that an assignment to a variable binds; empty where it needs the machine."""
        if name in self.local_names:
            return f"l_{name}"
        full = self.machine.full_name(name)
        if (full.startswith(".") and full.count(".") < 2) or (not full.startswith(".") and "." in full):
            return ""
        python = python_name(full)
        self.global_names.add(python)
        return python

    # ---- statements

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

    # ---- emitters, one a kind of node

    def emit_const(self, node: Const) -> str:
        return self.constant(node.value)

    def emit_name(self, node: Name) -> str:
        return self.variable(node.name)

    def emit_verb(self, node: Verb) -> str:
        return self.constant(catalogue.primitive(node.name))

    def emit_lambda(self, node: LambdaNode) -> str:
        return self.constant(compile_lambda(self.machine, node))

    def emit_iterate(self, node: Iterate) -> str:
        if node.function is None:
            return self.constant(iterator(node.adverb))
        if isinstance(node.function, (Verb, LambdaNode, Iterate, Const)):
            fixed = self.fixed(node)
            if fixed is not None:
                return self.constant(fixed)
        function = self.operand(node.function)
        return self.save(f"{self.runtime('derive')}({node.adverb!r}, {function})")

    def fixed(self, node: Node) -> Value | None:
        """The value of a function that is known before the program runs."""
        if isinstance(node, Verb):
            return catalogue.primitive(node.name)
        if isinstance(node, LambdaNode):
            return compile_lambda(self.machine, node)
        if isinstance(node, Const):
            return node.value
        if isinstance(node, Iterate) and node.function is not None:
            inner = self.fixed(node.function)
            return None if inner is None else derive(node.adverb, inner)
        return None

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

    def count_step(self) -> None:
        """Emit the count of a step, so that no loop escapes the bounds."""
        self.emit("M.steps -= 1")
        self.emit("if M.steps < 0: M.check()")

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

    def emit_assign(self, node: Assign) -> str:
        if node.indices is None and node.operator is None:
            value = self.operand(node.value)
            self.bind(node, value)
            return value
        if node.indices is None:
            assert isinstance(node.operator, Verb)
            value = self.operand(node.value)
            current = self.defaulted(node.name, node.operator.name)
            if node.operator.name == ",":
                result = self.save(f"{self.runtime('append')}({current}, {value})")
            else:
                result = self.dyad(node.operator.name, current, value, node)
            self.bind(node, result)
            return result
        path, value = self.assign_indexed(node)
        if node.operator is None:
            return value
        return self.save(f"{self.runtime('index')}({self.variable(node.name)}, [{path}])")

    def defaulted(self, name: str, operator: str) -> str:
        """The operand of a variable that an operator assigns through: undefined, it has the operator's identity."""
        read = self.variable(name)
        if name in self.local_names or operator not in _IDENTITY_ELEMENTS or not read.startswith("v_"):
            return read
        result = self.temporary()
        self.emit(f"try: {result} = {read}")
        self.emit(f"except NameError: {result} = {self.constant(_IDENTITY_ELEMENTS[operator])}")
        return result

    def assign_indexed(self, node: Assign) -> tuple[str, str]:
        """Emit `name[path]op:value`; give the operands of the path and of the value."""
        assert node.indices is not None
        value = self.operand(node.value)
        path = ", ".join(self.operands(node.indices))
        current = self.variable(node.name)
        self.position = node.position
        if node.operator is None:
            changed = self.save(f"{self.runtime('assign_path')}({current}, [{path}], {value})")
        else:
            operator = self.constant(catalogue.primitive(_name(node.operator)))
            changed = self.save(f"{self.runtime('amend_path')}({current}, [{path}], {operator}, {value})")
        self.bind(node, changed)
        return path, value

    def emit_pattern(self, node: Pattern) -> str:
        plan = Plan()
        shape = self.constant(plan.shape(node.target))
        value = self.operand(node.value)
        operands = self.operands(plan.operands)
        joined = ", ".join(operands)
        self.position = node.position
        fitted = self.save(f"{self.runtime('fit')}({shape}, {value}, [{joined}], {len(plan.targets)})")
        self.bind_targets(plan, operands, fitted, node.position)
        return self.save(f"{fitted}[0]")

    def emit_pattern_cond(self, node: PatternCond) -> str:
        value, result = self.operand(node.value), self.temporary()
        start = self.indent
        for pattern, consequence in node.patterns:
            plan = Plan()
            shape = self.constant(plan.shape(pattern))
            operands = self.operands(plan.operands)
            joined = ", ".join(operands)
            fitted = self.save(f"{self.runtime('fits')}({shape}, {value}, [{joined}], {len(plan.targets)})")
            self.emit(f"if {fitted} is not None:")
            self.indent += 1
            self.bind_targets(plan, operands, fitted, node.position)
            self.emit(f"{result} = {self.operand(consequence)}")
            self.indent -= 1
            self.emit("else:")
            self.indent += 1
        self.emit(f"{result} = {self.operand(node.default)}")
        self.indent = start
        return result

    def bind_targets(self, plan: Plan, operands: list[str], fitted: str, position: int) -> None:
        """Emit the assignment of what a pattern found to its variables."""
        for i, (name, slots) in enumerate(plan.targets):
            value = self.save(f"{fitted}[1][{i}]")
            if slots is not None:
                path = ", ".join(operands[slot] for slot in slots)
                value = self.save(f"{self.runtime('assign_path')}({self.variable(name)}, [{path}], {value})")
            self.bind(Assign(name, None, None, Const(None, position), False, position), value)

    def bind(self, node: Assign, value: str) -> None:
        """Emit the binding of a variable."""
        if node.name in self.local_names:
            if node.everywhere and node.name not in self.bound:
                raise CompileError(node.name, node.position)
            self.bound.add(node.name)
        target = self.store(node.name, node.everywhere)
        if target:
            self.emit(f"{target} = {value}")
        else:
            self.emit(f"M.set({self.machine.full_name(node.name)!r}, {value})")

    # ---- application

    def emit_apply(self, node: Apply) -> str:
        function, arguments = node.function, node.arguments
        if isinstance(function, Iterate) and function.function is None and function.adverb == "'":
            operands = ", ".join(self.operands(arguments))
            made = self.constant(iterator("'"))
            return self.save(f"{self.runtime('call')}({made}, {operands})")
        if isinstance(function, Verb):
            return self.apply_verb(function, arguments, node)
        fixed = self.fixed(function) if isinstance(function, (Iterate, LambdaNode)) else None
        given = self.operands(arguments)
        self.position = node.position
        if fixed is not None:
            if len(given) == fixed.high == fixed.low and None not in arguments:
                code = self.constant(fixed.code)
                return self.save(f"{code}({', '.join(given)})")
            return self.save(f"{self.runtime('call')}({self.constant(fixed)}, {', '.join(given)})")
        named = self.operand(function)
        if named[0] in "0123456789(TF":
            named = self.save(named)
        return self.apply_named(named, given, arguments)

    def apply_named(self, named: str, operands: list[str], arguments: list[Node | None]) -> str:
        """Apply a value that is known only at run time."""
        joined = ", ".join(operands)
        if None in arguments:
            return self.save(f"{self.runtime('call')}({named}, {joined})")
        quick = f"{named}.code({joined}) if type_({named}) is Lambda and {named}.low == {len(operands)}"
        self.runtime("type_")
        self.runtime("Lambda")
        slow = self.runtime("call1" if len(operands) == 1 else "call")
        return self.save(f"{quick} else {slow}({named}, {joined})")

    def apply_verb(self, verb: Verb, arguments: list[Node | None], node: Apply) -> str:
        """Apply a primitive."""
        if node.prefix:
            raise CompileError(verb.name, node.position)
        primitive = catalogue.primitive(verb.name)
        if len(arguments) == 1 and arguments[0] is None and primitive.low == 1:
            return self.save(f"{self.constant(primitive.code)}({self.runtime('IDENTITY')})")
        operands = self.operands(arguments)
        self.position = node.position
        if None in arguments or not primitive.low <= len(operands) <= primitive.high:
            joined = ", ".join(operands)
            return self.save(f"{self.runtime('call')}({self.constant(primitive)}, {joined})")
        if len(operands) == 2:
            return self.dyad(verb.name, operands[0], operands[1], node)
        return self.save(f"{self.constant(primitive.code)}({', '.join(operands)})")

    def dyad(self, name: str, left: str, right: str, node: Any) -> str:
        """Emit a dyadic verb, arithmetic on two longs inlined."""
        slow = f"{self.constant(catalogue.primitive(name).code)}({left}, {right})"
        self.position = node.position
        if name in _ARITHMETIC:
            test = self.both_longs(left, right)
            if test:
                result = self.temporary()
                self.emit(f"if {test}:")
                self.emit(f" {result} = {left} {_ARITHMETIC[name]} {right}")
                self.emit(f" if not -{_BOUND} <= {result} <= {_BOUND}: {result} = {self.runtime('wrap')}({result})")
                self.emit(f"else: {result} = {slow}")
                return result
        elif name in _COMPARISONS:
            test = self.both_longs(left, right)
            if test:
                return self.save(f"{left} {_COMPARISONS[name]} {right} if {test} else {slow}")
        elif name in ("mod", "div") and right.isdigit() and right != "0" and not left.isdigit():
            operator = "%" if name == "mod" else "//"
            self.runtime("type_")
            self.runtime("int_")
            return self.save(f"{left} {operator} {right} if type_({left}) is int_ else {slow}")
        return self.save(slow)

    def both_longs(self, left: str, right: str) -> str:
        """The test that both operands are longs; empty where it cannot hold or is not worth it."""
        tests = []
        for operand in dict.fromkeys((left, right)):
            if operand.isdigit():
                continue
            if operand[0] not in "tlv":
                return ""
            tests.append(f"type_({operand}) is int_")
        self.runtime("type_")
        self.runtime("int_")
        return " and ".join(tests)


def _name(node: Node) -> str:
    assert isinstance(node, Verb)
    return node.name


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
