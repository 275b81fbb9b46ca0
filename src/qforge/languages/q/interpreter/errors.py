"""The errors of the embedded q: q's own by name, refusals, bounds and control flow.

QError                what q itself signals: 'type, 'length, a user's 'oops; can be trapped
├── SourceError       what is wrong with a source before it runs; carries the position
│   ├── ParseError    it does not parse
│   └── CompileError  it parses, but means nothing
└── Untrappable       ends the evaluation whatever the program traps
    ├── Unsupported   'nyi: the interpreter cannot judge
    │   └── Forbidden reaches for a file, process, network, clock or randomness
    └── LimitExceeded a bound of the session: time, memory, output, steps, depth
Control               no error: ExitRequested, EarlyReturn
"""

from __future__ import annotations

from typing import Any


class QError(Exception):
    """An error of q; `name` is what the console shows after the quote."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class SourceError(QError):
    """Source that cannot run; `position` counts characters from the start of the source."""

    def __init__(self, name: str, position: int) -> None:
        super().__init__(name)
        self.position = position


class ParseError(SourceError):
    """Source that does not parse."""


class CompileError(SourceError):
    """Source that parses, but that q does not compile: `+1`, `{a::1;a:1}`."""


class Untrappable(QError):  # noqa: N818 - names what it is: an error no trap sees
    """An error that no trap of the program may turn into a value."""


class Unsupported(Untrappable):
    """A construct that the interpreter does not implement; shown as 'nyi."""

    def __init__(self, construct: str = "") -> None:
        super().__init__(f"nyi: {construct}" if construct else "nyi")


class Forbidden(Unsupported):
    """A reach for something outside of the session."""


_BOUND_NAMES = {"memory": "wsfull", "depth": "stack", "time": "stop", "steps": "stop", "output": "limit"}


class LimitExceeded(Untrappable):
    """A bound of the session was met; `kind` is time, memory, output, steps or depth."""

    def __init__(self, kind: str) -> None:
        super().__init__(_BOUND_NAMES[kind])
        self.kind = kind


class Control(Exception):  # noqa: N818 - leaving a program is no error
    """Leaves the program without being an error."""


class ExitRequested(Control):
    """The program called `exit` or gave a lone `\\\\`."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class EarlyReturn(Control):
    """`:x` inside an expression of a lambda."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def as_q_error(error: BaseException) -> QError:
    """Translate what Python raised while a q program ran into the error that q has for it.

    An exception without a counterpart is a gap of the interpreter, so it becomes 'nyi, never an error of q.
    """
    if isinstance(error, QError):
        return error
    if isinstance(error, NameError) and error.name and error.name.startswith("v_"):
        return QError(variable_name(error.name))
    if isinstance(error, RecursionError):
        return QError("stack")
    if isinstance(error, MemoryError):
        return LimitExceeded("memory")
    return Unsupported(f"{type(error).__name__} {error}".replace("\n", " ")[:120])


def python_name(variable: str) -> str:
    """The name of a q variable in generated code: `.a.b` becomes `v_·a·b`."""
    return "v_" + variable.replace(".", "·")


def variable_name(python: str) -> str:
    """Undo `python_name`."""
    return python.removeprefix("v_").replace("·", ".")
