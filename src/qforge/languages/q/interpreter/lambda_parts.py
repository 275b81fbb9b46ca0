"""What `value` gives for a lambda, as far as it does not depend on q's byte code: parameters, locals and source."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from .errors import Unsupported
from .items import from_items, items
from .syntax import Assign, LambdaNode
from .values import Lambda, Opaque, Value, Vector, is_integer, payload, string, symbols


class LambdaParts(Opaque):
    """The parts of a lambda: 1 indexes its parameters, 2 its locals, the last is its source; no other is known."""

    __slots__ = ("source",)

    def __init__(self, source: Lambda) -> None:
        self.source = source
        self.low = self.high = 1
        self.code = self.part

    def part(self, i: Value) -> Value:
        """Part number i, or the parts of these numbers."""
        if isinstance(i, Vector):
            return from_items([self.part(number) for number in items(i)])
        node = self.source.tree
        place = payload(i) if is_integer(i) else None
        if place == 1 and (node.params or not node.source.startswith("{[")):
            return symbols(node.params or ["x"])
        if place == 2:
            return symbols(_assigned(node))
        raise Unsupported("value of a lambda")

    def last(self) -> Value:
        """The source text."""
        return string(self.source.source)


def _assigned(node: LambdaNode) -> list[str]:
    """The local variables of a lambda that are no parameters, in the order of their assignments."""
    found: dict[str, None] = {}

    def visit(x: object) -> None:
        if isinstance(x, LambdaNode):
            return
        if isinstance(x, Assign) and x.name in node.names and x.name not in node.params:
            found[x.name] = None
        if isinstance(x, (list, tuple)):
            for part in x:
                visit(part)
        elif is_dataclass(x):
            for field in fields(x):
                visit(getattr(x, field.name))

    visit(node.statements)
    return list(found)
