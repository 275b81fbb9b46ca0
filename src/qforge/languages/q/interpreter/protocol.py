"""Sessions over JSON lines: for each request the console's lines for every step.

A request is {"id": …, "steps": [{"input": …}, …]}, a session of its own;
the answer {"id": …, "outputs": [[line, …], …]}.
"""

from __future__ import annotations

import json
import sys
from typing import IO

from .session import Limits, Session


class RequestError(ValueError):
    """A line that is no request; the message says which, and what would be one."""


def serve(requests: IO[str], answers: IO[str], limits: Limits | None = None) -> None:
    """Answer requests until they end, each at once.

    Raises RequestError at the first line that is none.
    """
    for number, line in enumerate(requests, start=1):
        if not line.strip():
            continue
        name, inputs = _read(line, number)
        session = Session(limits)
        outputs = [session.transcript(text) for text in inputs]
        answers.write(json.dumps({"id": name, "outputs": outputs}) + "\n")
        answers.flush()


def _read(line: str, number: int) -> tuple[object, list[str]]:
    """The id and the inputs of a request."""
    try:
        request = json.loads(line)
        inputs = [step["input"] for step in request["steps"]]
        name = request["id"]
    except (ValueError, KeyError, TypeError, RecursionError):
        inputs, name = [None], None
    if not all(isinstance(text, str) for text in inputs):
        raise RequestError(f'line {number} is no request; expected {{"id": ..., "steps": [{{"input": TEXT}}, ...]}}')
    return name, inputs


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout, Limits(seconds=5.0))
