"""Runs a reference and its mutants on inputs, in a confined process: the child's side of `trials`.

Requests, one answer each:

    {"inputs": [arguments, ...]}                 keeps the inputs; answers {}
    {"program", "name", "steps", "all"}          loads an instrumented program and calls its function on every input

The answer to a program is {"loads", "calls"}: a list with one item for each call, [text, steps]: the canonical JSON of
what it gave, or null where it raised, ran past its steps or gave no plain data. The first program of a process is the
reference. Of the others (where `all` is false) only calls that differ from the reference's are told, [number, text],
and no more than `TOLD` of them, after which it stops.
"""

from __future__ import annotations

import io
import sys
from types import ModuleType
from typing import Any

from qforge.languages.python.instruments import TICK
from qforge.sandbox.channel import Channel
from qforge.value import Json, canonical, decode, encode

TOLD = 16
RECURSION = sys.getrecursionlimit()
"""What every program starts with, whatever the one before it set."""


class StepsExceeded(BaseException):
    """More rounds and calls than allowed; no `except Exception` of a program stops it."""


class _Silence(io.TextIOBase):
    """Swallows what is printed."""

    def write(self, text: str) -> int:
        return len(text)


class _Steps:
    """Counts steps; from the limit on every further step raises, so that a program that catches it gets nowhere."""

    def __init__(self) -> None:
        self.left = self.limit = 0

    def start(self, limit: int) -> None:
        self.left = self.limit = limit

    def tick(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise StepsExceeded

    @property
    def used(self) -> int:
        return self.limit - max(self.left, 0)


def serve(channel: Channel, settings: Json) -> None:
    """Answer requests until they end."""
    sys.stdout = sys.stderr = _Silence()
    inputs: list[Any] = []
    reference: list[str | None] = []
    while (request := channel.receive()) is not None:
        assert isinstance(request, dict)
        if "inputs" in request:
            inputs, reference = list(request["inputs"]), []  # type: ignore[arg-type]
            channel.send({})
            continue
        answer = _run(request, inputs, reference)
        if request["all"]:
            reference = [call[0] for call in answer["calls"]]
        channel.send(answer)


def _run(request: Any, inputs: list[Any], reference: list[str | None]) -> Any:
    steps = _Steps()
    steps.start(request["steps"])
    function = _load(request, steps)
    calls: list[Any] = []
    if function is None:
        return {"loads": False, "calls": calls}
    for number, arguments in enumerate(inputs):
        text = _call(function, arguments, steps, request["steps"])
        if request["all"]:
            calls.append([text, steps.used])
        elif text != reference[number]:
            calls.append([number, text])
            if len(calls) == TOLD:
                break
    return {"loads": True, "calls": calls}


def _load(request: Any, steps: _Steps) -> Any:
    module = ModuleType("reference")
    sys.modules["reference"] = module
    module.__dict__[TICK] = steps.tick
    sys.setrecursionlimit(RECURSION)
    try:
        exec(compile(request["program"], "code.py", "exec", dont_inherit=True), module.__dict__)
        function = module.__dict__[request["name"]]
    except BaseException:
        return None
    return function if callable(function) else None


def _call(function: Any, arguments: list[Json], steps: _Steps, limit: int) -> str | None:
    try:
        values = [decode(argument) for argument in arguments]
        steps.start(limit)
        result = function(*values)
        if steps.left < 0:
            return None
        return canonical(encode(result))
    except BaseException:
        return None
