"""A session of q: variables that live from input to input, bounds, and what the console prints."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np

from .application import call
from .bounds import Limits
from .commands import run_command
from .compiler import compile_lambda, compile_statement
from .errors import Control, ExitRequested, QError, Unsupported, as_q_error
from .items import from_items
from .library import entry
from .machine import Machine, activate
from .parser import parse_k, parse_script
from .screen import Screen
from .syntax import Assign, Command, Node, Pattern, Sequence, Statement
from .trees import SEMICOLON, tree_of
from .values import IDENTITY, Value
from .views import View, dependencies

# A call of a function takes up to so many frames of Python's stack.
_FRAMES_A_CALL = 6
__all__ = ["Limits", "Session"]


class Session:
    """One interpreter with its own variables.

    `output` collects what the program printed with show, -1, -2 and 0N!.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        space: dict[str, Any] = {"__builtins__": builtins}
        self.machine = Machine(limits or Limits(), space)
        self.machine.evaluate = self._evaluate
        self.machine.parse = self._tree
        self.machine.command = partial(run_command, self.machine)
        self.machine.library = entry

    @property
    def output(self) -> str:
        """What the program has printed so far."""
        return "".join(self.machine.output)

    def run(self, source: str) -> Value:
        """Run a script; gives the value of its last statement.

        Raises QError (ParseError before anything ran, CompileError), LimitExceeded, ExitRequested.
        """
        return self._guarded(lambda: self._run(source))

    def evaluate(self, line: str) -> Value:
        """The value of one input line.

        Raises as `run` does.
        """
        return self._guarded(lambda: self._evaluate(line))

    def apply(self, function: Value, arguments: list[Value]) -> Value:
        """A function of arguments; raises as `run` does."""
        return self._guarded(lambda: call(function, *arguments))

    def get(self, name: str) -> Value:
        """The value of a variable.

        Raises QError with the name where there is none.
        """
        return self._guarded(lambda: self.machine.get(name))

    def set(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        self.machine.set(name, value)

    def format(self, x: Value) -> list[str]:
        """The lines that the console prints for a value."""
        return self._guarded(lambda: self._screen().lines(x))  # type: ignore[no-any-return]

    def transcript(self, text: str) -> list[str]:
        """The lines that the console prints for one input: output, the value if any, `'name` for an error."""
        before = len(self.machine.output)
        failed: list[str] = []
        try:
            self.console(text)
        except ExitRequested:
            pass
        except QError as error:
            failed = [f"'{error.name}"]
        printed = "".join(self.machine.output[before:])
        return (printed.removesuffix("\n").split("\n") if printed else []) + failed

    def console(self, text: str) -> None:
        """Take one input as the console does: values that it shows are added to `output`.

        Raises as `run` does.
        """
        self._guarded(lambda: self._console(text))

    # ---- inside the guard

    def _guarded(self, work: Any) -> Any:
        """Run work with this session's machine active; Python's exceptions become errors of q."""
        previous = activate(self.machine)
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(max(limit, self.machine.limits.depth * _FRAMES_A_CALL))
        self.machine.start()
        try:
            with np.errstate(all="ignore"):  # q has nulls and infinities where numpy warns
                return work()
        except (QError, Control):
            raise
        except Exception as error:
            raise as_q_error(error) from error
        finally:
            sys.setrecursionlimit(limit)
            activate(previous)

    def _console(self, text: str) -> None:
        for statement, value in self._values(text):
            if statement.shown and _is_shown(statement.node):
                shown = self._screen().lines(value)
                if shown:
                    self.machine.write("\n".join(shown) + "\n")

    def _screen(self) -> Screen:
        machine = self.machine
        return Screen(machine.precision, machine.rows, machine.columns)

    def _run(self, source: str) -> Value:
        result: Value = IDENTITY
        for statement, value in self._values(source):
            if not isinstance(statement.node, Command):
                result = value
        return result

    def _evaluate(self, line: str) -> Value:
        result: Value = IDENTITY
        for _, value in self._values(line.strip()):
            result = value
        return result

    def _values(self, source: str) -> Iterator[tuple[Statement, Value]]:
        """Perform the statements of a source one after the other; gives each with its value."""
        statements = parse_script(source)
        place = 0
        while place < len(statements):
            statement = statements[place]
            place += 1
            node = statement.node
            if isinstance(node, Command):
                if node.text[0] == "\\":
                    yield statement, self.machine.command(node.text[1:])
                    continue
                if node.text[0] != "k":
                    raise Unsupported(node.text[:2])
                for inner in parse_k(node.text[2:]):
                    yield inner, self._perform(inner.node)
            elif isinstance(node, Assign) and self._defines_view(statement, node):
                nodes: list[Node | None] = [node.value]
                while place < len(statements) and not statements[place].opens:
                    nodes.append(statements[place].node)
                    place += 1
                last = statements[place - 1]
                if not last.shown:
                    nodes.append(None)
                self._define_view(node, nodes, source[node.position + 2 : last.end])
                yield last, IDENTITY
            else:
                yield statement, self._perform(node)

    def _defines_view(self, statement: Statement, node: Assign) -> bool:
        """Whether a statement is `name::…` at the start of a line, in the root namespace."""
        return (
            node.everywhere
            and node.indices is None
            and statement.opens
            and "." not in node.name
            and not self.machine.context
        )

    def _define_view(self, node: Assign, nodes: list[Node | None], text: str) -> None:
        machine = self.machine
        body: Node | None = nodes[0] if len(nodes) == 1 else Sequence(nodes, node.position)
        compile_statement(machine, body)
        view = View(
            node.name, text.strip(), self._tree_of(body), dependencies(nodes), lambda: compile_statement(machine, body)
        )
        machine.views.define(view)

    def _perform(self, node: Node | None) -> Value:
        machine = self.machine
        if node is None:
            return IDENTITY
        machine.check()
        code = compile_statement(machine, node)
        if machine.views.all:
            if isinstance(node, Assign) and node.indices is None:
                machine.views.drop(machine.full_name(node.name))
            machine.views.refresh()
        return code()

    def _tree_of(self, node: Node | None) -> Value:
        machine = self.machine
        return tree_of(node, lambda inner: compile_lambda(machine, inner))

    def _tree(self, text: str) -> Value:
        text = text.strip(" ")
        statements = parse_k(text[2:]) if text.startswith("k)") else parse_script(text)
        if len(statements) == 1 and statements[0].shown:
            return self._tree_of(statements[0].node)
        return from_items([SEMICOLON, *(self._tree_of(s.node) for s in statements)])


def _is_shown(node: Node | None) -> bool:
    """Whether the console prints the value of a statement: not of an assignment."""
    return node is not None and not isinstance(node, (Assign, Pattern))


def error_line(error: QError) -> str:
    """The first line that the console prints for an error."""
    return f"'{error.name}"
