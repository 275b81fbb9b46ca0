"""A session of q: variables that live from input to input, bounds, and what the console prints."""

from __future__ import annotations

import builtins
import re
import sys
from typing import Any

from .application import call
from .bounds import Limits
from .compiler import compile_lambda, compile_statement
from .errors import Control, ExitRequested, Forbidden, QError, Unsupported, as_q_error
from .format import Screen
from .library import entry
from .machine import Machine, activate
from .parser import parse_script
from .syntax import Assign, Command, Node, Pattern, Statement
from .trees import tree_of
from .values import IDENTITY, Atom, Value, from_items, symbols, vector

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
        self.machine.command = self._command
        self.machine.library = entry

    @property
    def output(self) -> str:
        """What the program has printed so far."""
        return "".join(self.machine.output)

    def run(self, source: str) -> Value:
        """Run a script; gives the value of its last statement.

        Raises QError (ParseError before anything ran), LimitExceeded, ExitRequested.
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
            return work()
        except (QError, Control):
            raise
        except Exception as error:
            raise as_q_error(error) from error
        finally:
            sys.setrecursionlimit(limit)
            activate(previous)

    def _console(self, text: str) -> list[str]:
        shown: list[str] = []
        for statement in parse_script(text):
            if isinstance(statement.node, Command):
                value = self._command(statement.node.text[1:]) if statement.node.text[0] == "\\" else _other_language()
            else:
                value = self._perform(statement, text)
            if statement.shown and _is_shown(statement.node):
                shown = self._screen().lines(value)
                if shown and statement is not None:
                    self.machine.write("\n".join(shown) + "\n")
        return []

    def _screen(self) -> Screen:
        machine = self.machine
        return Screen(machine.precision, machine.rows, machine.columns)

    def _run(self, source: str) -> Value:
        result: Value = IDENTITY
        for statement in parse_script(source):
            if isinstance(statement.node, Command):
                if statement.node.text[0] != "\\":
                    _other_language()
                self._command(statement.node.text[1:])
                continue
            result = self._perform(statement, source)
        return result

    def _perform(self, statement: Statement, source: str) -> Value:
        machine = self.machine
        node = statement.node
        if node is None:
            return IDENTITY
        machine.check()
        code = compile_statement(machine, node)
        if isinstance(node, Assign) and node.everywhere and node.indices is None and not machine.context:
            view = compile_statement(machine, node.value)
            text = source[node.position + 2 : statement.end].strip()
            machine.views.pop(node.name, None)
            machine.views[node.name] = (view, text)
            machine.refresh_views()
            return IDENTITY
        if machine.views:
            if isinstance(node, Assign):
                machine.views.pop(node.name, None)
            machine.refresh_views()
        return code()

    def _evaluate(self, line: str) -> Value:
        result: Value = IDENTITY
        stripped = line.strip()
        if stripped.startswith("\\"):
            return self._command(stripped[1:])
        for statement in parse_script(line.strip(" ")):
            result = self._perform(statement, line.strip(" "))
        return result

    def _tree(self, text: str) -> Value:
        statements = parse_script(text.strip(" "))
        nodes: list[Node | None] = [s.node for s in statements]
        machine = self.machine

        def tree(node: Node | None) -> Value:
            return tree_of(node, lambda inner: compile_lambda(machine, inner))

        if len(nodes) == 1 and statements[0].shown:
            return tree(nodes[0])
        return from_items([symbols([";"]).a[0] and _semicolon(), *(tree(n) for n in nodes)])

    def _command(self, text: str) -> Value:
        """The system command of this text, without its backslash."""
        word, _, rest = re.sub(r"[ \t]/.*", "", text).partition(" ")
        rest = rest.strip()
        machine = self.machine
        if word == "d":
            return self._namespace(rest)
        if word == "P":
            if not rest:
                return Atom(6, machine.precision)
            machine.precision = int(rest)
            return IDENTITY
        if word == "c":
            if not rest:
                return vector(6, [machine.rows, machine.columns])
            rows, columns = rest.split()
            machine.rows, machine.columns = max(10, int(rows)), max(10, int(columns))
            return IDENTITY
        if word == "\\":
            raise ExitRequested(0)
        if word in ("v", "a", "f"):
            return self._listing(word, rest)
        if word in ("t", "ts", "l", "w", "p", "cd", "ls", "1", "2", "x", "r", "u", "T", "g"):
            raise Forbidden("\\" + word)
        raise Unsupported("\\" + word)

    def _namespace(self, rest: str) -> Value:
        from .values import symbol

        machine = self.machine
        if not rest:
            return symbol(machine.context or ".")
        machine.context = "" if rest == "." else rest
        return IDENTITY

    def _listing(self, word: str, rest: str) -> Value:
        from .values import Function, Table, is_keyed

        machine = self.machine
        context = machine.context if not rest else ("" if rest == "." else rest)
        found = []
        for name in machine.names(context):
            value = machine.get(f"{context}.{name}" if context else name)
            is_table = isinstance(value, Table) or is_keyed(value)
            kind = "a" if is_table else "f" if isinstance(value, Function) else "v"
            if kind == word or (word == "v" and kind == "a"):
                found.append(name)
        return symbols(found)


def _semicolon() -> Value:
    from .values import symbol

    return symbol(";")


def _other_language() -> Value:
    raise Unsupported("k)")


def _is_shown(node: Node | None) -> bool:
    """Whether the console prints the value of a statement: not of an assignment."""
    return node is not None and not isinstance(node, (Assign, Pattern))


def error_line(error: QError) -> str:
    """The first line that the console prints for an error."""
    return f"'{error.name}"
