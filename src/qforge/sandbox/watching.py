"""Watches a confined process while it should answer: reads what it answers, counts what it uses.

A program is charged for processor time and for time that it sleeps, never for time in which a loaded machine
made it wait.
"""

from __future__ import annotations

import json
import os
import time
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from qforge.errors import SandboxError
from qforge.sandbox.channel import HEAD_BYTES, MORE
from qforge.value import Json

POLL_SECONDS = 0.05


class Ending(StrEnum):
    """How a process ended, by its own doing, while it should have answered."""

    CPU = "cpu"  # used up its processor time
    IDLE = "idle"  # slept or stopped for as long as it might have computed
    FLOOD = "flood"  # answered more than is read
    GARBLED = "garbled"  # answered something that is no message, or closed its channel
    EXITED = "exited"
    CRASHED = "crashed"  # died by a signal of its own


class Over(Exception):  # noqa: N818 - leaves the conversation
    """There will be no whole answer. EXITED: the channel has closed, and why is still to be found out."""

    def __init__(self, ending: Ending, explanation: str = "") -> None:
        super().__init__(explanation)
        self.ending, self.explanation = ending, explanation


class Incoming(Protocol):
    """What is read from a process; `whole` says that nothing more is waited for."""

    @property
    def whole(self) -> bool: ...

    def take(self, data: bytes) -> None:
        """Add what was read, b"" where the channel has closed; raise `Over` where it will not become whole."""


class Answer:
    """An answer as it comes in; the process that writes it is not trusted."""

    def __init__(self, limit: int) -> None:
        self.messages: list[Json] = []
        self.whole = False
        self._limit, self._taken = limit, 0
        self._waiting = bytearray()

    def take(self, data: bytes) -> None:
        """Add what was read; raise `Over` where the channel has closed, or holds no messages or too much."""
        if not data:
            raise Over(Ending.EXITED)
        self._taken += len(data)
        self._waiting += data
        while len(self._waiting) >= HEAD_BYTES and not self.whole:
            head = int.from_bytes(self._waiting[:HEAD_BYTES], "big")
            end = HEAD_BYTES + head % MORE
            if self._taken > self._limit or end > self._limit:
                raise Over(Ending.FLOOD, f"its answer has more than {self._limit} bytes")
            if len(self._waiting) < end:
                return
            self.messages.append(_message(bytes(self._waiting[HEAD_BYTES:end])))
            del self._waiting[:end]
            self.whole = head < MORE
        if self.whole and self._waiting:
            raise Over(Ending.GARBLED, "it answers after the end of its answer")


def _message(content: bytes) -> Json:
    try:
        message: Json = json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Over(Ending.GARBLED, f"its answer is no message: {type(error).__name__}") from error
    return message


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


class Clock:
    """What a process has used since a moment: processor time, and time that it slept though it might run."""

    def __init__(self, pid: int, cpu_seconds: float) -> None:
        self.cpu_seconds = cpu_seconds
        self._stat = Path(f"/proc/{pid}/stat")
        _, self.started_cpu = self._sample()
        self._cpu, self._slept = self.started_cpu, 0.0
        self._started = self._sampled = time.monotonic()

    def used(self) -> float:
        """Give the processor seconds used."""
        return max(0.0, self._sample()[1] - self.started_cpu)

    def judge(self) -> None:
        """Raise `Over` where a limit is used up.

        Raises:
            SandboxError: the wait was long, but the process neither computed nor slept.
        """
        now = time.monotonic()
        if now - self._sampled < POLL_SECONDS:
            return
        state, cpu = self._sample()
        if cpu == self._cpu and state in "STt":
            # Not all of the time since the last sample: this process itself may have been held up.
            self._slept += min(now - self._sampled, 2 * POLL_SECONDS)
        self._cpu, self._sampled = cpu, now
        if cpu - self.started_cpu >= self.cpu_seconds:
            raise Over(Ending.CPU)
        if cpu - self.started_cpu + self._slept >= self.cpu_seconds:
            raise Over(Ending.IDLE)
        if now - self._started > 10 * self.cpu_seconds + 10:
            raise SandboxError(
                f"the machine gave a confined process {cpu - self.started_cpu:.1f} s in {now - self._started:.0f} s; "
                "it is overloaded"
            )

    def _sample(self) -> tuple[str, float]:
        """Read the state's letter and the processor seconds of all the process's life."""
        try:
            fields = self._stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return "X", getattr(self, "_cpu", 0.0)
        return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
