"""The Python text of one function while it is generated: lines, temporaries, constants, variables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from .adverbs import derive
from .application import call, call1, compose
from .errors import QError, python_name
from .indexing import index
from .items import from_items
from .joining import append
from .machine import Machine
from .patterns import fit, fits
from .sql import run_template
from .syntax import (
    Const,
    LambdaNode,
    Name,
    Node,
    Verb,
)
from .tables import table_literal
from .values import EMPTY, HOLE, IDENTITY, Lambda, Value, Vector, truth
from .verbs.amend import amend_path, assign_path
from .verbs.arithmetic import wrap

_DEEPEST_INDENT = 90


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


class GeneratedText(ABC):
    """The Python text of one function while it is generated; subclasses emit what its nodes compute."""

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

    def count_step(self) -> None:
        """Emit the count of a step, so that no loop escapes the bounds."""
        self.emit("M.steps -= 1")
        self.emit("if M.steps < 0: M.check()")

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

    @abstractmethod
    def operand(self, node: Node | None) -> str:
        """Emit what computes a node; give the name or literal that holds its value."""

    @abstractmethod
    def function(self, node: LambdaNode) -> Lambda:
        """A lambda of the program as a value."""
