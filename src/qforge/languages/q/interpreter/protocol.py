"""Sessions over JSON lines: for each request the console's lines for every step.

A request is {"id": …, "steps": [{"input": …}, …]}, a session of its own;
the answer {"id": …, "outputs": [[line, …], …]}.
"""

from __future__ import annotations

import json
import sys
from typing import IO

from .session import Limits, Session


def serve(requests: IO[str], answers: IO[str], limits: Limits | None = None) -> None:
    """Answer requests until they end, each at once."""
    for line in requests:
        if not line.strip():
            continue
        request = json.loads(line)
        session = Session(limits)
        outputs = [session.transcript(step["input"]) for step in request["steps"]]
        answers.write(json.dumps({"id": request["id"], "outputs": outputs}) + "\n")
        answers.flush()


if __name__ == "__main__":
    serve(sys.stdin, sys.stdout, Limits(seconds=5.0))
