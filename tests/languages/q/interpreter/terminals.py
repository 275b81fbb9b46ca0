"""Programs at a terminal: what is typed into them, and what they show."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

SECONDS = 60
# Python's line editing notices an interrupt only while it waits for a key: one that comes while it shows the last
# is lost.
INTERRUPT = b"\x03"
SECONDS_FOR_AN_INTERRUPT = 3
# Makes the terminal the one that interrupts this process.
_AT_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
)


@dataclass(frozen=True)
class Ended:
    """The exit status of a program, and all that its terminal showed."""

    status: int
    shown: str


def converse(command: Sequence[str], exchanges: Sequence[tuple[bytes, str]], environment: dict[str, str]) -> Ended:
    """Type into a program at a terminal of its own; before each text, wait until its mark was shown once more.

    An interrupt that changes nothing is typed again, as a person would.
    """
    main, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", _AT_TERMINAL, *command],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**os.environ, "TERM": "xterm", **environment},
        start_new_session=True,
    )
    os.close(follower)
    terminal = _Terminal(main)
    try:
        last = b""
        for typed, mark in exchanges:
            terminal.wait_for(mark, again=last if last == INTERRUPT else b"")
            os.write(main, typed)
            last = typed
        terminal.read_all()
        return Ended(process.wait(SECONDS), terminal.shown.replace("\r", ""))
    finally:
        process.kill()
        process.wait()
        os.close(main)


class _Terminal:
    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.data = b""
        self.read_up_to = 0
        self.deadline = time.monotonic() + SECONDS

    @property
    def shown(self) -> str:
        return self.data.decode("utf-8", "replace")

    def wait_for(self, mark: str, again: bytes) -> None:
        """Read until the mark was shown; where `again` is given, type it whenever nothing came for a while."""
        while (place := self.data.find(mark.encode(), self.read_up_to)) < 0:
            if again and time.monotonic() < self.deadline and self._is_silent(SECONDS_FOR_AN_INTERRUPT):
                os.write(self.descriptor, again)
            elif not self._read():
                raise AssertionError(f"{mark!r} did not come after {self.shown!r}")
        self.read_up_to = place + len(mark)

    def read_all(self) -> None:
        while self._read():
            pass

    def _is_silent(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        return not ready

    def _read(self) -> bool:
        if self._is_silent(max(0.0, self.deadline - time.monotonic())):
            return False
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:  # Linux says so where the last program left the terminal
            return False
        self.data += data
        return bool(data)
