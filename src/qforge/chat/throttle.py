"""How much a server is asked: requests in flight, requests and tokens a minute, and the pauses it asks for.

The number in flight follows additive increase and multiplicative decrease as TCP's congestion control does (RFC 5681):
it grows by one for each answer until the server is first overloaded, then by one for each round of answers, and falls
to 0.7 of itself for each overload, once for all requests that were under way together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

FIRST_IN_FLIGHT = 32
DECREASE = 0.7
BURST_SECONDS = 1.0


class Throttle:
    """How many requests may be in flight, and when."""

    def __init__(self, ceiling: int, clock: Callable[[], float] = monotonic) -> None:
        self.limit = float(min(ceiling, FIRST_IN_FLIGHT))
        self._ceiling = ceiling
        self._clock = clock
        self._slow_start = True
        self._cut_at = self._open_at = clock()

    def room(self, in_flight: int) -> int:
        """Give how many more requests may be sent."""
        return max(int(self.limit) - in_flight, 0)

    def now(self) -> float:
        """Give the time that `overloaded` is told of a request's sending."""
        return self._clock()

    def answered(self) -> None:
        """Hear of an answer."""
        self.limit = min(self.limit + (1.0 if self._slow_start else 1.0 / self.limit), self._ceiling)

    def overloaded(self, sent_at: float, pause_seconds: float) -> None:
        """Hear that a request met an overload, and how long the server asks to wait."""
        now = self._clock()
        self._open_at = max(self._open_at, now + pause_seconds)
        if sent_at >= self._cut_at:
            self.limit = max(self.limit * DECREASE, 1.0)
            self._slow_start = False
            self._cut_at = now

    async def opened(self) -> None:
        """Wait until the pause that the server asked for is over."""
        while (left := self._open_at - self._clock()) > 0:
            await asyncio.sleep(left)


class Pace:
    """An amount a minute, spread evenly, with a second's worth at once."""

    def __init__(self, per_minute: float, clock: Callable[[], float] = monotonic) -> None:
        self._per_second = per_minute / 60
        self._clock = clock
        self._free_at = clock() - BURST_SECONDS

    def delay(self, amount: float) -> float:
        """Take an amount, and give the seconds to wait before it is used."""
        now = self._clock()
        begin = max(self._free_at, now - BURST_SECONDS)
        self._free_at = begin + amount / self._per_second
        return max(begin - now, 0.0)

    def correct(self, difference: float) -> None:
        """Take what was used beyond the amount taken, or give back what was not."""
        self._free_at += difference / self._per_second
