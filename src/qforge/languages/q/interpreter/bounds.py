"""The bounds of an evaluation, and what counts against them: steps, CPU time, memory, depth, output."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from .errors import LimitExceeded

try:
    import resource
except ImportError:  # there is none on Windows: only single allocations are bounded there
    resource = None  # type: ignore[assignment]

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one evaluation.

    `steps` counts calls and loop iterations, and 256 bytes of a large value as one; `seconds` CPU seconds of the
    thread, `depth` nested calls, `output` characters written by the program; `memory` is in bytes and bounds both a
    single allocation and how far the peak of the process may rise.
    """

    steps: int | None = None
    seconds: float | None = None
    depth: int = 2000
    memory: int = 2**31
    output: int = 10_000_000


STEPS_BETWEEN_CHECKS = 20_000
LARGE = 100
"""Lists of more items count against the bounds when they are made."""

# What a step stands for when bytes are counted: the next check is never further than 5 MB away.
_BYTES_A_STEP = 256
# An item on its own: a Python object, the place that holds it, and what a loop makes of it.
_BYTES_AN_ITEM = 100
_PACE = 2048
# `ru_maxrss` is in kilobytes except on macOS.
_PEAK_UNIT = 1 if sys.platform == "darwin" else 1024


class Bounds:
    """Counts one evaluation at a time; `steps` counts down to the next look at clock and memory."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.output: list[str] = []
        self.written = 0
        self.steps = self.granted = STEPS_BETWEEN_CHECKS
        self.taken = 0
        self.deadline = float("inf")
        self.highest_peak = float("inf")

    def start(self) -> None:
        """Begin an evaluation: its bounds count from here."""
        self.taken = 0
        self._grant()
        seconds = self.limits.seconds
        self.deadline = float("inf") if seconds is None else time.thread_time() + seconds
        self.highest_peak = _peak() + self.limits.memory

    def check(self) -> None:
        """Called when `steps` ran out: raise LimitExceeded if a bound is met, else grant the next steps."""
        self.taken += self.granted - self.steps
        if self.limits.steps is not None and self.taken > self.limits.steps:
            raise LimitExceeded("steps")
        self._grant()
        if time.thread_time() > self.deadline:
            raise LimitExceeded("time")
        if _peak() > self.highest_peak:
            raise LimitExceeded("memory")

    def _grant(self) -> None:
        left = STEPS_BETWEEN_CHECKS if self.limits.steps is None else max(0, self.limits.steps - self.taken)
        self.steps = self.granted = min(left, STEPS_BETWEEN_CHECKS)

    def step(self, number: int = 1) -> None:
        """Count steps of a loop that runs outside of generated code."""
        self.steps -= number
        if self.steps < 0:
            self.check()

    def reserve(self, size: int) -> None:
        """Refuse an allocation of `size` bytes that the bound on memory does not allow."""
        if size > self.limits.memory:
            raise LimitExceeded("memory")

    def write(self, text: str) -> None:
        """Append to what the program has printed."""
        self.written += len(text)
        if self.written > self.limits.output:
            raise LimitExceeded("output")
        self.output.append(text)


def made(size: int) -> None:
    """Count a large value of `size` bytes that was just made."""
    bounds = getattr(active, "machine", None)
    if bounds is not None:
        bounds.step(size // _BYTES_A_STEP)


def taken_apart(count: int) -> None:
    """Refuse to make so many items of their own that the bound on memory does not allow it."""
    bounds = getattr(active, "machine", None)
    if bounds is not None:
        bounds.reserve(count * _BYTES_AN_ITEM)
        bounds.step(count)


def paced(values: list[_Item]) -> Iterable[_Item]:
    """The items of a list for a loop that may take long, each counted as a step."""
    bounds = getattr(active, "machine", None)
    if bounds is None:
        return values
    if len(values) <= _PACE:
        bounds.step(len(values))
        return values
    return _in_portions(bounds, values)


def _in_portions(bounds: Bounds, values: list[_Item]) -> Iterator[_Item]:
    for start in range(0, len(values), _PACE):
        portion = values[start : start + _PACE]
        bounds.step(len(portion))
        yield from portion


def _peak() -> int:
    """The most memory that the process has ever held, in bytes; 0 where the system does not tell."""
    return 0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _PEAK_UNIT


active: Any = threading.local()
"""`machine` is the machine of the evaluation that runs in this thread."""
