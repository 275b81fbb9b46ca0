"""The confined process's end of its channel: JSON messages on two pipes.

Before each message stand 8 bytes: its length, and as the highest bit whether more messages of the answer follow.
"""

from __future__ import annotations

import json
import os

from qforge.value import Json

HEAD_BYTES = 8
MORE = 1 << 63


class Channel:
    """Reads requests and writes answers, one answer of one or more messages to a request."""

    def __init__(self, requests: int, answers: int) -> None:
        self._requests, self._answers = requests, answers

    def receive(self) -> Json:
        """Wait for the next request; None when there will be no more."""
        head = self._read(HEAD_BYTES)
        if len(head) < HEAD_BYTES:
            return None
        message: Json = json.loads(self._read(int.from_bytes(head, "big")))
        return message

    def send(self, message: Json, *, more: bool = False) -> None:
        """Answer; `more` says that this is not yet the last message of the answer.

        Raises:
            ValueError: the message has no JSON form (a float that is not finite); nothing was sent.
        """
        self.send_text(json.dumps(message, allow_nan=False), more=more)

    def send_text(self, text: str, *, more: bool = False) -> None:
        """Answer with JSON that is text already."""
        left = memoryview(framed(text, more=more))
        while left:
            left = left[os.write(self._answers, left) :]

    def _read(self, count: int) -> bytes:
        parts = []
        while count and (part := os.read(self._requests, min(count, 1 << 20))):
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def framed(text: str, *, more: bool = False) -> bytes:
    """Put the head before a message."""
    content = text.encode("utf-8")
    return (len(content) | (MORE if more else 0)).to_bytes(HEAD_BYTES, "big") + content
