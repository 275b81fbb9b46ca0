"""The confined process's end of its channel: JSON messages on two pipes, each behind its length in 8 bytes."""

from __future__ import annotations

import json
import os

from qforge.value import Json

LENGTH_BYTES = 8


class Channel:
    """Reads requests and writes answers, one answer a request."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests, self._answers = requests, answers

    def receive(self) -> Json:
        """Wait for the next request; None when there will be no more."""
        length = self._read(LENGTH_BYTES)
        if len(length) < LENGTH_BYTES:
            return None
        message: Json = json.loads(self._read(int.from_bytes(length, "big")))
        return message

    def send(self, message: Json) -> None:
        """Answer."""
        self.send_text(json.dumps(message))

    def send_text(self, text: str) -> None:
        """Answer with JSON that is text already."""
        left = memoryview(framed(text))
        while left:
            left = left[os.write(self._answers, left) :]

    def _read(self, count: int) -> bytes:
        parts = []
        while count and (part := os.read(self._requests, min(count, 1 << 20))):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def framed(text: str) -> bytes:
    """Put the length before a message."""
    content = text.encode("utf-8")
    return len(content).to_bytes(LENGTH_BYTES, "big") + content
