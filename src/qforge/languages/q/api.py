"""q from Python: run a program, call its functions with arguments, get typed results.

    q = Interpreter(cpu_seconds=1, memory_bytes=2**28)
    q.run("f:{x+2*y}")
    q.call("f", 1, [10, 20]).plain is [21, 41]

The program runs in this process, within the interpreter's bounds. That is no sandbox: whoever runs what others wrote
puts the process itself into one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from qforge.languages.q.frames import FrameError, encode
from qforge.languages.q.interpreter import values as q
from qforge.languages.q.interpreter.encoding import decode
from qforge.languages.q.interpreter.errors import (
    ExitRequested,
    Forbidden,
    LimitExceeded,
    ParseError,
    QError,
    Unsupported,
)
from qforge.languages.q.interpreter.items import from_items
from qforge.languages.q.interpreter.session import Limits, Session

__all__ = [
    "ExitRequested",
    "Forbidden",
    "FrameError",
    "Interpreter",
    "LimitExceeded",
    "Literal",
    "ParseError",
    "QError",
    "Result",
    "Unsupported",
]

_LARGEST_LONG = 2**63 - 2
_TEXTS = frozenset("cs")


@dataclass(frozen=True, slots=True)
class Literal:
    """An argument written in q, for values that Python has no type for: Literal("`a`b"), Literal("2024.01.01")."""

    text: str


@dataclass(frozen=True, slots=True)
class Result:
    """A value of q: its type number, and what the console prints for it, n lines."""

    value: q.Value
    type: int
    lines: tuple[str, ...]

    @property
    def frame(self) -> dict[str, Any]:
        """The value as typed JSON, the form that `frames` describes: {"t": "J", "v": [1, 2]} for 1 2.

        Raises FrameError for a function.
        """
        return encode(self.value)

    @property
    def plain(self) -> object:
        """The value as plain Python, its type forgotten: a null is None, an infinity a float.

        Strings and symbols are str, temporals int (as in a frame); a table is a dict of columns, a keyed table a pair
        of such dicts, a dictionary a dict, or a list of pairs where its keys can't be keys in Python.
        Raises FrameError for a function.
        """
        return _plain(encode(self.value))


class Interpreter:
    """A session: what one program defines, the next one sees.

    Each `run` and `call` may take `cpu_seconds` (None: any number), `memory_bytes` for one allocation and for what the
    process grows by, `depth` nested calls, `steps` calls and iterations (None: any number), and print
    `output_characters`.
    """

    def __init__(
        self,
        *,
        cpu_seconds: float | None = None,
        memory_bytes: int = 2**31,
        depth: int = 2000,
        steps: int | None = None,
        output_characters: int = 1_000_000,
    ) -> None:
        limits = Limits(seconds=cpu_seconds, memory=memory_bytes, depth=depth, steps=steps, output=output_characters)
        self._session = Session(limits)

    @property
    def output(self) -> str:
        """What programs have printed so far."""
        return self._session.output

    def run(self, program: str) -> Result:
        """Run a program; gives the value of its last statement.

        Raises QError: ParseError before anything ran, LimitExceeded, Forbidden, Unsupported, or what the program
        signals. Raises ExitRequested where it calls exit.
        """
        return self._result(self._session.run(program))

    def call(self, function: str, *arguments: object) -> Result:
        """Call what a name stands for with arguments: Python values or `Literal`; none is one generic null.

        Raises as `run` does; TypeError for an argument that is neither.
        """
        values = [_value(argument) for argument in arguments] or [q.IDENTITY]
        return self._result(self._session.apply(self._session.get(function), values))

    def transcript(self, text: str) -> list[str]:
        """The lines that the console prints for one input; an error is the line `'name`."""
        return self._session.transcript(text)

    def _result(self, value: q.Value) -> Result:
        return Result(value, q.type_number(value), tuple(self._session.format(value)))


def _value(argument: object) -> q.Value:
    """The value of q for an argument; text is a string, a list of one kind of atoms a vector."""
    if isinstance(argument, Result):
        return argument.value
    if isinstance(argument, Literal):
        return Session().evaluate(argument.text)
    if argument is None:
        return q.IDENTITY
    if isinstance(argument, (bool, float)):
        return argument
    if isinstance(argument, int):
        if abs(argument) > _LARGEST_LONG:
            raise TypeError(f"{argument} is no long of q, which has 64 bits")
        return argument
    if isinstance(argument, (str, bytes)):
        return q.string(argument)
    if isinstance(argument, (list, tuple)):
        return from_items([_value(item) for item in argument])
    if isinstance(argument, dict):
        keys, values = ([_value(item) for item in part] for part in (argument.keys(), argument.values()))
        return q.Dict(from_items(keys), from_items(values))
    raise TypeError(f"a {type(argument).__name__} is no value of q; write it as Literal(...)")


def _plain(frame: dict[str, Any]) -> Any:
    kind = frame["t"]
    content: Any = frame.get("v")
    if kind == "table":
        return {name: _plain(column) for name, column in zip(frame["n"], content, strict=True)}
    if kind == "dict":
        return _plain_dictionary(frame["k"], frame["v"])
    if kind == "list":
        return [_plain(item) for item in content]
    if isinstance(content, list):
        return [_plain_atom(kind.lower(), item) for item in content]
    return _plain_atom(kind.lower(), content)


def _plain_dictionary(keys: dict[str, Any], values: dict[str, Any]) -> Any:
    if keys["t"] == values["t"] == "table":
        return _plain(keys), _plain(values)
    names, contents = _plain(keys), _plain(values)
    if isinstance(contents, dict):  # a dictionary of rows
        contents = [dict(zip(contents, row, strict=True)) for row in zip(*contents.values(), strict=True)]
    if isinstance(names, dict):
        names = [dict(zip(names, row, strict=True)) for row in zip(*names.values(), strict=True)]
    pairs = list(zip(names, contents, strict=True))
    try:
        return dict(pairs) if len(set(names)) == len(names) else pairs
    except TypeError:
        return pairs


def _plain_atom(kind: str, content: Any) -> Any:
    if kind in _TEXTS:
        return decode(content.encode("latin-1"))
    if content in ("0W", "-0W") and kind != "g":
        return float(content.replace("0W", "inf"))
    return content
