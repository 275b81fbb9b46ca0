"""The state that verbs may need while a program runs: variables, output, limits, the compiler.

A session activates its machine before it runs anything; verbs ask for it with `current()`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .errors import LimitExceeded, QError, python_name, variable_name
from .values import IDENTITY, Dict, Value, from_items, symbols


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one evaluation.

    `steps` counts calls and loop iterations, `seconds` CPU seconds of the thread, `depth` nested calls, `memory`
    bytes of the largest single allocation, `output` characters written by the program.
    """

    steps: int | None = None
    seconds: float | None = None
    depth: int = 2000
    memory: int = 2**31
    output: int = 10_000_000


STEPS_BETWEEN_CHECKS = 20_000


class Machine:
    """Variables live in `space`, the globals of all generated code, under their Python names.

    `steps` counts down to the next check of the bounds.
    """

    def __init__(self, limits: Limits, space: dict[str, Any]) -> None:
        self.limits = limits
        self.space = space
        self.context = ""
        self.output: list[str] = []
        self.written = 0
        self.precision = 7
        self.rows, self.columns = 25, 80
        self.steps = STEPS_BETWEEN_CHECKS
        self.taken = 0
        self.deadline = float("inf")
        self.library: Callable[[str], Value | None] = _unset
        self.views: dict[str, tuple[Callable[[], Value], str]] = {}
        self.marks: dict[str, tuple[int, list[int]]] = {}
        self.evaluate: Callable[[str], Value] = _unset
        self.parse: Callable[[str], Value] = _unset
        self.command: Callable[[str], Value] = _unset

    def start(self) -> None:
        """Begin an evaluation: the bounds on time and steps count from here."""
        self.taken = 0
        self.steps = STEPS_BETWEEN_CHECKS
        seconds = self.limits.seconds
        self.deadline = float("inf") if seconds is None else time.thread_time() + seconds

    def check(self) -> None:
        """Called when `steps` ran out: raise LimitExceeded if a bound is met, else grant the next steps."""
        self.taken += STEPS_BETWEEN_CHECKS - self.steps
        self.steps = STEPS_BETWEEN_CHECKS
        if self.limits.steps is not None and self.taken > self.limits.steps:
            raise LimitExceeded("steps")
        if time.thread_time() > self.deadline:
            raise LimitExceeded("time")

    def step(self, number: int = 1) -> None:
        """Count steps of a loop that runs outside of generated code."""
        self.steps -= number
        if self.steps < 0:
            self.check()

    def reserve(self, size: int) -> None:
        """Refuse an allocation of `size` bytes that the bound on memory does not allow."""
        if size > self.limits.memory:
            raise LimitExceeded("memory")

    def write(self, text: str) -> None:
        """Append to what the program has printed."""
        self.written += len(text)
        if self.written > self.limits.output:
            raise LimitExceeded("output")
        self.output.append(text)

    def full_name(self, name: str) -> str:
        """The absolute name of a variable as seen from the current namespace."""
        if not self.context or name.startswith("."):
            return name
        return f"{self.context}.{name}"

    def get(self, name: str) -> Value:
        """The value of a variable or namespace.

        Raises QError with the name where there is none.
        """
        key = python_name(self.full_name(name))
        if key in self.space:
            return self.space[key]
        found = self.namespace(name)
        if found is None and name.startswith("."):
            found = self.library(name)
        if found is None:
            raise QError(name)
        return found

    def read(self, name: str) -> Value:
        """The value of a variable by its name in a program: `t.c` reads the entry c of t."""
        key = python_name(self.full_name(name))
        if key in self.space:
            return self.space[key]
        if "." in name[1:] and not name.startswith("."):
            from .application import call
            from .values import symbol

            head, *rest = name.split(".")
            value = self.get(head)
            for part in rest:
                value = call(value, symbol(part))
            return value
        return self.get(name)

    def set(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        full = self.full_name(name)
        if full.startswith(".") and full.count(".") == 1 and type(value) is Dict and full != ".":
            self.set_namespace(full, value)
            return
        self.space[python_name(full)] = value

    def set_namespace(self, name: str, value: Dict) -> None:
        """Replace the variables of a namespace by the entries of a dictionary with symbol keys."""
        from .values import items

        for key, entry in zip(value.keys.a.tolist(), items(value.values), strict=True):
            if key:
                self.space[python_name(f"{name}.{key}")] = entry

    def delete(self, name: str) -> None:
        """Forget a variable."""
        self.space.pop(python_name(self.full_name(name)), None)

    def contexts(self) -> set[str]:
        """The absolute names of all variables outside of the root."""
        return {variable_name(k) for k in self.space if k.startswith("v_·")}

    def refresh_views(self) -> None:
        """Evaluate all views anew; one that fails has no value."""
        for name, (code, _) in self.views.items():
            key = python_name(name)
            try:
                self.space[key] = code()
            except (QError, NameError):
                self.space.pop(key, None)

    def names(self, context: str) -> list[str]:
        """The names of the variables of a namespace ("" is the root), sorted."""
        prefix = f"{context}." if context else ""
        found = set()
        for key in self.space:
            if not key.startswith("v_"):
                continue
            name = variable_name(key)
            if prefix:
                if name.startswith(prefix):
                    found.add(name[len(prefix) :].split(".")[0])
            elif not name.startswith("."):
                found.add(name)
        return sorted(found)

    def namespace(self, name: str) -> Dict | None:
        """A namespace as a dictionary, or None where it has no variables."""
        if not name.startswith("."):
            return None
        context = "" if name == "." else name
        names = self.names(context)
        if not names:
            return None
        values = []
        for entry in names:
            key = python_name(f"{context}.{entry}" if context else entry)
            values.append(self.space[key] if key in self.space else self.namespace(f"{context}.{entry}"))
        return Dict(symbols(["", *names]), from_items([IDENTITY, *values]))


def _unset(_: str) -> Any:
    raise QError("nyi")


_active = threading.local()


def current() -> Machine:
    """The machine of the evaluation that runs in this thread."""
    machine: Machine = _active.machine
    return machine


def activate(machine: Machine | None) -> Machine | None:
    """Make a machine the current one; gives the one before."""
    previous = getattr(_active, "machine", None)
    _active.machine = machine
    return previous
