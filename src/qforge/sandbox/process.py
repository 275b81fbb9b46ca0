"""The parent's side of a confined process: start it, ask it, judge by what it used, end it.

A program is charged for processor time and for time that it sleeps, never for time in which a loaded machine
made it wait. How a process ends is a verdict only where the process did it: a limit, an exit, a crash. Killed
from outside, never scheduled, not started: those are a SandboxError.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import resource
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from qforge.errors import SandboxError
from qforge.sandbox.channel import framed
from qforge.sandbox.starting import Confinement, readable, start
from qforge.sandbox.watching import POLL_SECONDS, Answer, Clock, Ending, Over
from qforge.value import Json

START_CPU_SECONDS = 30.0
DYING_SECONDS = 2.0

# Signals that a process can't send itself (see `seccomp`): someone else ended it, for example the kernel's
# out-of-memory killer.
FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its messages, at least one, and the processor seconds between question and answer."""

    messages: tuple[Json, ...]
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """No whole answer: the process ended by its own doing and is gone.

    Attributes:
        explanation: one line for people.
        messages: what it answered before.
    """

    ending: Ending
    explanation: str
    messages: tuple[Json, ...]
    cpu_seconds: float


class ConfinedProcess:
    """A process that confines itself, then answers requests one by one; used by one thread at a time.

    `sandbox` is what its confinement achieved, for example ``landlock+seccomp+rlimits``.
    """

    def __init__(self, confinement: Confinement) -> None:
        """Start it.

        Raises:
            SandboxError: it can't be started or not be confined; the message says why.
        """
        self._answer_bytes = confinement.answer_bytes
        self._complaints = os.memfd_create("complaints")
        self._process, self._requests, self._answers = start(confinement, self._complaints)
        self.pid = self._process.pid
        try:
            self.sandbox = self._greet(confinement)
        except BaseException:
            self.close()
            raise

    def ask(self, request: Json, cpu_seconds: float) -> Reply | Ended:
        """Send a request and wait for the answer; after an `Ended` the process is gone.

        Args:
            cpu_seconds: how long it may compute or sleep. Ten times that and ten seconds is the longest wait.

        Raises:
            SandboxError: it was killed from outside, or the machine did not let it run; no verdict.
        """
        if self._process.returncode is not None:
            raise SandboxError("the confined process has ended")
        return self._exchange(framed(json.dumps(request)), cpu_seconds)

    def size_megabytes(self) -> float:
        """Give the address space that the process takes now.

        Raises:
            SandboxError: it has gone.
        """
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[0])
        except (OSError, IndexError) as error:
            raise SandboxError("a confined process has gone") from error
        return pages * resource.getpagesize() / (1 << 20)

    def close(self) -> None:
        """End the process; nothing of it survives."""
        self._kill()
        for descriptor in (self._requests, self._answers, self._complaints):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._answers = self._complaints = -1

    def __enter__(self) -> ConfinedProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _greet(self, confinement: Confinement) -> str:
        greeting = {
            "entry": confinement.entry,
            "settings": confinement.settings,
            "parent": os.getpid(),
            "memory_megabytes": confinement.memory_megabytes,
            "readable": readable(confinement.packages),
            "isolation": confinement.isolation,
        }
        reply = self._exchange(framed(json.dumps(greeting)), START_CPU_SECONDS)
        if isinstance(reply, Ended):
            raise SandboxError(f"a confined process could not be started: {reply.explanation}{self._complaint()}")
        content = reply.messages[0]
        if not isinstance(content, dict) or not isinstance(content.get("sandbox"), str):
            refused = content.get("refused") if isinstance(content, dict) else content
            raise SandboxError(f"a confined process could not be started: {refused}")
        return str(content["sandbox"])

    def _exchange(self, request: bytes, cpu_seconds: float) -> Reply | Ended:
        clock = Clock(self.pid, cpu_seconds)
        with contextlib.suppress(OSError):  # a process that is gone is found out below
            bound = math.ceil(clock.started_cpu + cpu_seconds) + 1
            resource.prlimit(self.pid, resource.RLIMIT_CPU, (bound, resource.RLIM_INFINITY))
        answer = Answer(self._answer_bytes)
        try:
            self._talk(request, answer, clock)
            if clock.used() > cpu_seconds:
                raise Over(Ending.CPU)
        except Over as over:
            used = clock.used()
            explanation = over.explanation or f"it ran past {cpu_seconds:g} seconds ({over.ending.value})"
            if over.ending is Ending.EXITED:
                return self._post_mortem(answer, clock)
            self._kill()
            return Ended(over.ending, explanation, tuple(answer.messages), used)
        return Reply(tuple(answer.messages), clock.used())

    def _talk(self, request: bytes, answer: Answer, clock: Clock) -> None:
        """Send the request and read until the answer is whole; raise `Over` where it will not be."""
        left = memoryview(request)
        poller = select.poll()
        poller.register(self._answers, select.POLLIN)
        if poller.poll(0):
            raise Over(Ending.GARBLED if os.read(self._answers, 1) else Ending.EXITED, "it answers before it is asked")
        poller.register(self._requests, select.POLLOUT)
        while not answer.whole:
            for descriptor, _ in poller.poll(POLL_SECONDS * 1000):
                if descriptor == self._answers:
                    answer.take(os.read(self._answers, 1 << 20))
                    continue
                try:
                    left = left[os.write(self._requests, left[:65536]) :]
                except BlockingIOError:
                    continue
                except BrokenPipeError:
                    left = left[:0]
                if not left:
                    poller.unregister(self._requests)
            clock.judge()

    def _post_mortem(self, answer: Answer, clock: Clock) -> Ended:
        """The channel has closed: find out how the process died, or that it lives on without a channel."""
        messages = tuple(answer.messages)
        deadline = time.monotonic() + DYING_SECONDS
        while self._reap(os.WNOHANG) is None:
            if time.monotonic() > deadline:
                used = clock.used()
                self._kill()
                return Ended(Ending.GARBLED, "it closed its channel", messages, used)
            time.sleep(0.002)
        status, used = self._process.returncode, max(0.0, self._reaped_cpu - clock.started_cpu)
        if status >= 0:
            return Ended(Ending.EXITED, f"it ended its process with status {status}", messages, used)
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        if -status == signal.SIGXCPU:
            return Ended(Ending.CPU, f"it ran past {clock.cpu_seconds:g} seconds (cpu)", messages, used)
        if -status in FROM_OUTSIDE:
            raise SandboxError(f"a confined process was killed from outside ({name}); the machine may be out of memory")
        return Ended(Ending.CRASHED, f"it crashed ({name})", messages, used)

    def _reap(self, options: int) -> int | None:
        if self._process.returncode is None:
            pid, status, usage = os.wait4(self.pid, options)
            if pid:
                self._reaped_cpu = usage.ru_utime + usage.ru_stime
                self._process.returncode = os.waitstatus_to_exitcode(status)
        returncode: int | None = self._process.returncode
        return returncode

    def _kill(self) -> None:
        if self._process.returncode is None:
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self.pid, signal.SIGKILL)
            self._reap(0)

    def _complaint(self) -> str:
        """Give the last line of what the process wrote on its standard error before it was confined."""
        lines = os.pread(self._complaints, 10_000, 0).decode("utf-8", "replace").strip().splitlines()
        return f": {lines[-1]}" if lines else ""
