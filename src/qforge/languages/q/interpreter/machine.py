"""The state that verbs may need while a program runs: variables, bounds, the console, the compiler.

A session activates its machine before it runs anything; verbs ask for it with `current()`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .bounds import Bounds, Limits, active
from .errors import Forbidden, QError, python_name, variable_name
from .items import from_items
from .values import IDENTITY, Dict, Value, symbols, type_number
from .views import Views, entry


class Machine(Bounds):
    """Variables live in `space`, the globals of all generated code, under their Python names."""

    def __init__(self, limits: Limits, space: dict[str, Any]) -> None:
        super().__init__(limits)
        self.space = space
        self.context = ""
        self.precision = 7
        self.rows, self.columns = 25, 80
        self.day_first = False
        self.library: Callable[[str], Value | None] = _unset
        self.views = Views(self)
        self.marks: dict[str, tuple[int, list[int]]] = {}
        self.evaluate: Callable[[str], Value] = _unset
        self.parse: Callable[[str], Value] = _unset
        self.command: Callable[[str], Value] = _unset

    def full_name(self, name: str) -> str:
        """The absolute name of a variable as seen from the current namespace."""
        if not self.context or name.startswith("."):
            return name
        return f"{self.context}.{name}"

    def get(self, name: str) -> Value:
        """The value of a variable or namespace.

        Raises QError with the name where there is none.
        """
        full = self.full_name(name)
        key = python_name(full)
        if self.views.all and (view := self.views.find(full)) is not None:
            return self.views.value(view)
        if key in self.space:
            return self.space[key]
        _refuse_file(name)
        found = self.namespace(name)
        if found is None and name.startswith("."):
            found = self.library(name)
        if found is None:
            raise QError(name)
        return found

    def read(self, name: str) -> Value:
        """The value of a variable by its name in a program: `t.c` reads the entry c of t."""
        full = self.full_name(name)
        key = python_name(full)
        if self.views.all and (view := self.views.find(full)) is not None:
            return self.views.value(view)
        if key in self.space:
            return self.space[key]
        if "." in name[1:] and not name.startswith("."):
            from .enumerations import follow

            head, *rest = name.split(".")
            value = self.get(head)
            for part in rest:
                value = follow(value, part)
            return value
        return self.get(name)

    def set(self, name: str, value: Value) -> None:
        """Give a variable a value."""
        _refuse_file(name)
        full = self.full_name(name)
        names_variables = type(value) is Dict and type_number(value.keys) == 11
        if names_variables and full.startswith(".") and full.count(".") == 1 and full != ".":
            self.set_namespace(full, value)
            return
        self.views.drop(full)
        self.space[python_name(full)] = value

    def set_namespace(self, name: str, value: Dict) -> None:
        """Replace the variables of a namespace by the entries of a dictionary with symbol keys."""
        from .items import items

        for key, new in zip(value.keys.a.tolist(), items(value.values), strict=True):
            if key:
                self.space[python_name(f"{name}.{key}")] = new

    def delete(self, name: str) -> None:
        """Forget a variable."""
        self.views.drop(self.full_name(name))
        self.space.pop(python_name(self.full_name(name)), None)

    def contexts(self) -> frozenset[str]:
        """The absolute names of all variables outside of the root."""
        return frozenset(variable_name(k) for k in self.space if k.startswith("v_·"))

    def names(self, context: str) -> list[str]:
        """The names of the variables of a namespace ("" is the root), sorted."""
        return sorted(self._names(context))

    def _names(self, context: str) -> list[str]:
        """The names of the variables of a namespace in the order of their first assignment."""
        prefix = f"{context}." if context else ""
        found: dict[str, None] = {}
        for key in self.space:
            if not key.startswith("v_"):
                continue
            name = variable_name(key)
            if prefix:
                if name.startswith(prefix):
                    found[name[len(prefix) :].split(".")[0]] = None
            elif not name.startswith("."):
                found[name] = None
        if not context:
            found.update(dict.fromkeys(self.views.all))
        return list(found)

    def namespace(self, name: str) -> Dict | None:
        """A namespace as a dictionary, or None where it has no variables."""
        if not name.startswith("."):
            return None
        context = "" if name == "." else name
        names = self._names(context)
        if not names:
            return None
        values: list[Value] = []
        for name in names:
            view = None if context else self.views.find(name)
            key = python_name(f"{context}.{name}" if context else name)
            if view is not None:
                values.append(entry(view))
            else:
                values.append(self.space[key] if key in self.space else self.namespace(f"{context}.{name}"))
        if not context:
            return Dict(symbols(names), from_items(values))
        return Dict(symbols(["", *names]), from_items([IDENTITY, *values]))


def _refuse_file(name: str) -> None:
    """Raise Forbidden for a name that stands for a file or a process."""
    if name.startswith(":"):
        raise Forbidden(f"`{name}")


def _unset(_: str) -> Any:
    raise QError("nyi")


def current() -> Machine:
    """The machine of the evaluation that runs in this thread."""
    machine: Machine = active.machine
    return machine


def activate(machine: Machine | None) -> Machine | None:
    """Make a machine the current one; gives the one before."""
    previous: Machine | None = getattr(active, "machine", None)
    active.machine = machine
    return previous
