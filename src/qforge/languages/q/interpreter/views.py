"""Views: variables of the root namespace that are evaluated when they are read and what they depend on has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING

from .errors import QError, python_name
from .syntax import LambdaNode, Name, Node, Select
from .values import IDENTITY, Lambda, List, Value, string, symbols

if TYPE_CHECKING:
    from .machine import Machine

_NEVER = object()


@dataclass(slots=True)
class View:
    """A view; `seen` is what its dependencies held when it was evaluated last, `result` what it was then."""

    name: str
    text: str
    tree: Value
    dependencies: list[str]
    compile: Callable[[], Callable[[], Value]]
    result: Value = None
    seen: list[object] | None = None
    evaluating: bool = False
    params: list[str] = field(default_factory=list)


def entry(view: View) -> Lambda:
    """A view as an entry of the root namespace: shown as its text."""
    return Lambda(view.text, view, lambda *_: IDENTITY, "")


class Views:
    """The views of a machine, by name.

    `read` holds the names that lambdas were compiled to read as variables: a view of such a name is evaluated
    before every statement, since those lambdas do not ask for it.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.all: dict[str, View] = {}
        self.eager: dict[str, object] = {}
        self.read: set[str] = set()

    def define(self, view: View) -> None:
        """Add a view, or replace the variable or view of its name."""
        self.drop(view.name)
        self.machine.space.pop(python_name(view.name), None)
        self.all[view.name] = view
        if view.name in self.read:
            self.eager[view.name] = _NEVER

    def drop(self, name: str) -> None:
        """Forget a view: its name is to be a variable."""
        self.all.pop(name, None)
        self.eager.pop(name, None)

    def find(self, name: str) -> View | None:
        """The view of a name; one whose name was assigned a value since is dropped."""
        view = self.all.get(name)
        if view is not None and self.machine.space.get(python_name(name), _NEVER) is not self.eager.get(name, _NEVER):
            self.drop(name)
            return None
        return view

    def value(self, view: View) -> Value:
        """The value of a view, evaluated if it is pending.

        Raises QError loop where a view needs itself before it was evaluated.
        """
        if view.evaluating:
            if view.seen is None:
                raise QError("loop")
            return view.result
        if self.is_pending(view):
            view.evaluating = True
            try:
                result = view.compile()()
            finally:
                view.evaluating = False
            view.result, view.seen = result, self.held(view)
        return view.result

    def held(self, view: View) -> list[object]:
        """What the dependencies of a view hold now."""
        found: list[object] = []
        for name in view.dependencies:
            other = self.find(name)
            if other is view:
                found.append(None)
            elif other is not None:
                found.append(_NEVER if other.seen is None or self.is_pending(other) else other.result)
            else:
                found.append(self.machine.space.get(python_name(name)))
        return found

    def is_pending(self, view: View) -> bool:
        """Whether the value of a view is to be evaluated anew."""
        if view.seen is None or view.evaluating:
            return view.seen is None
        held = self.held(view)
        return any(a is not b or a is _NEVER for a, b in zip(view.seen, held, strict=True))

    def refresh(self) -> None:
        """Evaluate the views that compiled lambdas read as variables; one that fails has no value."""
        for name in list(self.eager):
            view = self.find(name)
            if view is None:
                continue
            key = python_name(name)
            try:
                self.eager[name] = self.machine.space[key] = self.value(view)
            except (QError, NameError):
                self.eager[name] = _NEVER
                self.machine.space.pop(key, None)

    def names(self, pending: bool) -> Value:
        """The names of all views, or of those that wait for their evaluation, sorted."""
        found = [view for name in sorted(self.all) if (view := self.find(name)) is not None]
        names = symbols([v.name for v in found if not pending or self.is_pending(v)])
        names.attr = "s" if len(names.a) and not pending else ""
        return names


def parts(view: View) -> Value:
    """What `value` gives for a view: last result, parse tree, dependencies, text."""
    result = IDENTITY if view.seen is None else view.result
    return List([result, view.tree, symbols(view.dependencies), string(view.text)])


def dependencies(nodes: list[Node | None]) -> list[str]:
    """The variables that an expression reads, in their order; of a template only its table, of a lambda none."""
    found: list[tuple[int, str]] = []

    def visit(x: object) -> None:
        if isinstance(x, Name):
            found.append((x.position, x.name))
        elif isinstance(x, Select):
            visit(x.table)
        elif isinstance(x, LambdaNode):
            return
        elif isinstance(x, (list, tuple)):
            for part in x:
                visit(part)
        elif is_dataclass(x):
            for part in fields(x):
                visit(getattr(x, part.name))

    visit(nodes)
    return list(dict.fromkeys(name for _, name in sorted(found)))
