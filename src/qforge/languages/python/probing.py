"""Calls one reference, in its confined process, on arguments that it was not made for.

Such a call may do anything: it gets a moment of its own, and what it raises or takes too long for is one outcome
like another. Everything that is reported is checked again outside.
"""

from __future__ import annotations

import io
import signal
import sys
from typing import Any

from qforge.languages.python.child import Output, describe, new_module
from qforge.sandbox.channel import Channel
from qforge.value import Json, canonical, decode, encode

RESULT_CHARACTERS = 20_000
"""A result that takes more is none: no benchmark's own result does."""


class TookTooLong(BaseException):
    """The call's moment is over; no `except Exception` of a program stops it."""


def serve(channel: Channel, settings: Json) -> None:
    """Answer one request: `code`, `name` and `calls`, lists of arguments; `call_seconds` and `output_bytes`, limits.

    The first message has what loading raised, or null; then comes one for each call in its order, ``{"result": ...}``
    or ``{"raises": ...}``, so that a call which ends the process leaves what came before it; null ends the answer.
    """
    request: Any = channel.receive()
    output = Output(request["output_bytes"])
    sys.stdout = sys.stderr = io.TextIOWrapper(io.BufferedWriter(output, 1), "utf-8", "replace", write_through=True)
    signal.signal(signal.SIGVTALRM, _over)
    loaded = new_module("reference")
    try:
        exec(compile(request["code"], "code.py", "exec", dont_inherit=True), loaded.__dict__)
        function = loaded.__dict__[request["name"]]
    except BaseException as error:
        channel.send(describe(error))
        return
    channel.send(None, more=True)
    for call in request["calls"]:
        channel.send_text(_outcome(function, call, request["call_seconds"]), more=True)
    channel.send(None)


def _over(number: int, frame: object) -> None:
    raise TookTooLong


def _outcome(function: Any, arguments: list[Json], seconds: float) -> str:
    """Call the function on fresh copies; give the outcome as JSON."""
    try:
        copies = [decode(argument) for argument in arguments]
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        try:
            written = canonical(encode(function(*copies)))
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    except BaseException as error:
        return f'{{"raises":{canonical(type(error).__name__)}}}'
    if len(written) > RESULT_CHARACTERS:
        return '{"raises":"TooLarge"}'
    return f'{{"result":{written}}}'
