"""Assigning in generated code: to variables, through indices and operators, by patterns."""

from __future__ import annotations

from . import catalogue
from .errors import CompileError
from .generated_calls import Calls
from .kinds import LONG_INFINITY
from .patterns import Plan
from .syntax import (
    Assign,
    Const,
    Node,
    Pattern,
    PatternCond,
    Verb,
)
from .values import EMPTY, Value

_IDENTITY_ELEMENTS: dict[str, Value] = {
    "+": 0,
    "-": 0,
    "*": 1,
    "%": 1,
    "&": LONG_INFINITY,
    "|": -LONG_INFINITY,
    ",": EMPTY,
}


class Assignments(Calls):
    """How variables are bound."""

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


def _name(node: Node) -> str:
    assert isinstance(node, Verb)
    return node.name
