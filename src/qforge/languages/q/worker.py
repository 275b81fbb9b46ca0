"""Executes q programs in the embedded interpreter, inside a confined process: the child's side of `runtimes.embedded`.

Each program has a session of its own. Arguments are read in another session, so that nothing that a program
defines changes them, and results are written by this process's code, which no program can reach.
"""

from __future__ import annotations

import importlib
import pkgutil
import time
from typing import Any

from qforge.languages.q import interpreter
from qforge.languages.q.frames import FrameError, encode
from qforge.languages.q.interpreter.errors import (
    ExitRequested,
    Forbidden,
    LimitExceeded,
    ParseError,
    QError,
    Unsupported,
)
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.session import Limits, Session
from qforge.languages.q.interpreter.values import IDENTITY, Function, Value
from qforge.sandbox.channel import Channel
from qforge.value import Json

# Values of `qforge.languages.base.Halt`, which takes longer to import than the interpreter.
COMPLETED, COMPILE_ERROR, UNDEFINED, RUNTIME_ERROR = "completed", "compile_error", "undefined", "runtime_error"
EARLY_EXIT, FORBIDDEN, INVALID_RESULT, UNSUPPORTED = "early_exit", "forbidden", "invalid_result", "unsupported"
TIMEOUT, MEMORY_LIMIT, OUTPUT_LIMIT = "timeout", "memory_limit", "output_limit"

_LIMITS = {"time": TIMEOUT, "steps": TIMEOUT, "memory": MEMORY_LIMIT, "output": OUTPUT_LIMIT}

GOES_ON = frozenset({COMPLETED, RUNTIME_ERROR, INVALID_RESULT})
"""How a call may end so that the next one is still made."""

KEPT_CHARACTERS = 200_000
"""Of literals in compiled form; their memory is the program's lack."""

# A confined process can't import what the interpreter loads only when a program needs it.
for _module in pkgutil.walk_packages(interpreter.__path__, f"{interpreter.__name__}."):
    importlib.import_module(_module.name)


def serve(channel: Channel, settings: Json) -> None:
    """Answer requests until they end.

    A request has `code`, `function`, `calls` (lists of literals), `cpu_seconds`, `memory_bytes`, `output_characters`.
    The answer: how loading ended, then one message for each call made, then an empty object.
    """
    while (request := channel.receive()) is not None:
        execute(request, channel)
        channel.send({})


def execute(request: Any, channel: Channel) -> None:
    """Load a program and make its calls; each outcome is sent as soon as it is known."""
    run = _Run(request)
    loaded = run.outcome(run.load)
    channel.send(loaded, more=True)
    if loaded["halt"] != COMPLETED:
        return
    for number, literals in enumerate(request["calls"]):
        outcome = run.outcome(lambda literals=literals: run.call(literals))
        try:
            channel.send({"call": number} | outcome, more=True)
        except (ValueError, MemoryError):
            outcome = {"halt": INVALID_RESULT, "message": "the result has no form to be sent in"}
            channel.send({"call": number} | outcome, more=True)
        if outcome["halt"] not in GOES_ON:
            return


class _Halted(Exception):  # noqa: N818 - how an execution ended
    """The program ended so, with a message."""

    def __init__(self, halt: str, message: str) -> None:
        super().__init__(message)
        self.halt = halt


class _Literals:
    """Reads literals, in a session that no program can reach.

    Many programs run on the same inputs, and compiling a literal takes longer than making its value.
    """

    def __init__(self) -> None:
        self._session = Session()
        self._makers: dict[str, Value] = {}
        self._characters = 0

    def value(self, literal: str) -> Value:
        """Give the value of a literal, made anew from its compiled form."""
        maker = self._makers.get(literal)
        if maker is None:
            maker = self._session.evaluate(f"{{{literal}}}")
            self._characters += len(literal)
            if self._characters > KEPT_CHARACTERS:
                self._makers.clear()
                self._characters = len(literal)
            self._makers[literal] = maker
        return self._session.apply(maker, [IDENTITY])


_LITERALS = _Literals()


class _Run:
    """One program in its session; `cpu_seconds` are for all that it does together."""

    def __init__(self, request: Any) -> None:
        self.request = request
        self.deadline = time.thread_time() + request["cpu_seconds"]
        self.session = Session(self._limits())

    def outcome(self, work: Any) -> dict[str, Any]:
        """Do a part of the work; give `halt` with `message`, and `frame` where it gives one."""
        try:
            self.session.machine.limits = self._limits()
            frame = work()
            self._limits()  # one long operation may have ended behind the deadline
        except _Halted as halted:
            return {"halt": halted.halt, "message": str(halted)}
        except FrameError as error:
            return {"halt": INVALID_RESULT, "message": str(error)}
        except ExitRequested as request:
            return {"halt": EARLY_EXIT, "message": f"it ends its process (exit {request.code})"}
        except QError as error:
            return self._halt_of(error)
        except MemoryError:
            return {"halt": MEMORY_LIMIT, "message": self._limit_met(MEMORY_LIMIT, "")}
        except RecursionError:
            return {"halt": RUNTIME_ERROR, "message": "'stack"}
        except Exception as error:  # a mistake of the interpreter says nothing about the program
            text = f"the interpreter fails: {type(error).__name__}: {error}"
            return {"halt": UNSUPPORTED, "message": text[:300]}
        return {"halt": COMPLETED} if frame is None else {"halt": COMPLETED, "frame": frame}

    def load(self) -> None:
        """Parse, run, and see that the function is there."""
        try:
            parse_script(self.request["code"])
        except ParseError as error:
            raise _Halted(COMPILE_ERROR, f"'{error.name} at character {error.position}") from error
        self.session.run(self.request["code"])
        self.session.machine.context = ""
        name = self.request["function"]
        try:
            function = self.session.get(name)
        except QError as error:
            raise _Halted(UNDEFINED, f"it does not define {name}") from error
        if not isinstance(function, Function):
            raise _Halted(UNDEFINED, f"{name} is no function")
        for count in {max(1, len(literals)) for literals in self.request["calls"]}:
            if not function.low <= count <= function.high:
                raise _Halted(UNDEFINED, f"{name} takes {_range(function)} argument(s), not {count}")

    def call(self, literals: list[str]) -> dict[str, Any]:
        """Call the function, by its name as any caller would, and write its result."""
        arguments: list[Value] = [_LITERALS.value(literal) for literal in literals] or [IDENTITY]
        function = self.session.get(self.request["function"])
        return encode(self.session.apply(function, arguments))

    def _limits(self) -> Limits:
        left = self.deadline - time.thread_time()
        if left <= 0:
            raise _Halted(TIMEOUT, f"it ran past {self.request['cpu_seconds']:g} seconds")
        request = self.request
        return Limits(
            seconds=left,
            memory=request["memory_bytes"],
            output=request["output_characters"],
            steps=request.get("steps"),
        )

    def _halt_of(self, error: QError) -> dict[str, Any]:
        message = f"'{error.name}"
        if isinstance(error, LimitExceeded):
            halt = _LIMITS.get(error.kind, RUNTIME_ERROR)
            return {"halt": halt, "message": self._limit_met(halt, message)}
        if isinstance(error, Forbidden):
            return {"halt": FORBIDDEN, "message": message}
        if isinstance(error, Unsupported) or error.name == "nyi":
            return {"halt": UNSUPPORTED, "message": message}
        return {"halt": RUNTIME_ERROR, "message": message}

    def _limit_met(self, halt: str, message: str) -> str:
        request = self.request
        return {
            TIMEOUT: f"it ran past {request['cpu_seconds']:g} seconds",
            MEMORY_LIMIT: f"it takes more than {request['memory_bytes'] >> 20} megabytes",
            OUTPUT_LIMIT: f"it prints more than {request['output_characters']} characters",
        }.get(halt, message)


def _range(function: Function) -> str:
    return str(function.low) if function.low == function.high else f"{function.low} to {function.high}"
