"""The syntax tree of q.

Nodes are not frozen: a parser that makes hundreds of thousands a second cannot afford it. Nothing changes
a node once the parser has given it out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from .values import Value


@dataclass(slots=True)
class Const:
    """A literal."""

    value: Value
    position: int


@dataclass(slots=True)
class Name:
    """A variable, by its name as written."""

    name: str
    position: int


@dataclass(slots=True)
class Verb:
    """A primitive, by its name: `+`, `count`, `+:`."""

    name: str
    position: int


@dataclass(slots=True)
class Iterate:
    """A function with an iterator; without one (`(/)`) `function` is None."""

    adverb: str
    function: Node | None
    position: int


@dataclass(slots=True)
class Apply:
    """A function or list with arguments; None stands for one that is left out.

    `prefix` marks an operator before its only argument (`-x`), which is k, not q.
    """

    function: Node
    arguments: list[Node | None]
    position: int
    prefix: bool = False


@dataclass(slots=True)
class Train:
    """A composition by juxtaposition: `(0|+)`."""

    outer: Node
    inner: Node
    position: int


@dataclass(slots=True)
class ListNode:
    """`(a;b;c)`"""

    items: list[Node | None]
    position: int


@dataclass(slots=True)
class TableNode:
    """`([keys] columns)`; each column has a name and an expression, which a dictionary literal may leave out."""

    keys: list[tuple[str, Node | None]]
    columns: list[tuple[str, Node | None]]
    position: int


@dataclass(slots=True)
class Assign:
    """`name[indices] operator: value`; `everywhere` is `::`."""

    name: str
    indices: list[Node | None] | None
    operator: Node | None
    value: Node
    everywhere: bool
    position: int


@dataclass(slots=True)
class Pattern:
    """`(a;b):value`: the parts of a value assigned to the names of a pattern."""

    target: Node
    value: Node
    position: int


@dataclass(slots=True)
class Sequence:
    """`[a;b;c]`: evaluated in order, worth the last."""

    statements: list[Node | None]
    position: int


@dataclass(slots=True)
class Control:
    """`if`, `while` or `do`: condition and statements."""

    word: str
    condition: Node
    statements: list[Node | None]
    position: int


@dataclass(slots=True)
class Cond:
    """`$[c;a;d;b;…;z]`"""

    parts: list[Node | None]
    position: int


@dataclass(slots=True)
class PatternCond:
    """`:[value;pattern;result;…;default]`"""

    value: Node
    patterns: list[tuple[Node | None, Node | None]]
    default: Node | None
    position: int


@dataclass(slots=True)
class Return:
    """`:value`"""

    value: Node
    position: int


@dataclass(slots=True)
class Signal:
    """`'value`"""

    value: Node
    position: int


@dataclass(slots=True)
class Select:
    """A qSQL template; `by` is None where there is none."""

    word: str
    columns: list[tuple[str | None, Node]]
    by: list[tuple[str | None, Node]] | None
    table: Node
    where: list[Node]
    distinct: bool
    limits: list[Node | None]
    position: int


@dataclass(slots=True)
class LambdaNode:
    """`{[params] statements}`; `names` are the variables that its body (not of inner lambdas) mentions."""

    params: list[str]
    statements: list[Node | None]
    source: str
    position: int
    names: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Command:
    """A line that starts with a backslash, or with the prefix of another language."""

    text: str
    position: int


Node: TypeAlias = (
    Const
    | Name
    | Verb
    | Iterate
    | Apply
    | Train
    | ListNode
    | TableNode
    | Assign
    | Pattern
    | Sequence
    | Control
    | Cond
    | PatternCond
    | Return
    | Signal
    | Select
    | LambdaNode
    | Command
)


@dataclass(slots=True)
class Statement:
    """One statement of a script and the span of its text.

    `shown` tells that no `;` ends it, `opens` that it is the first of its line.
    """

    node: Node | None
    start: int
    end: int
    shown: bool
    opens: bool = True
