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
import shutil
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from qforge.errors import SandboxError
from qforge.sandbox import bubblewrap
from qforge.sandbox.channel import framed
from qforge.sandbox.starting import Confinement, executables, readable, start
from qforge.sandbox.watching import POLL_SECONDS, Answer, Clock, Ending, Incoming, Over
from qforge.value import Json

START_CPU_SECONDS = 30.0
DYING_SECONDS = 2.0
COMPLAINT_BYTES = 8192
FROM_SIGNAL = 128

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

    def __init__(self, confinement: Confinement, backend: str = "") -> None:
        """Start it, in the named backend or in the one that the confinement's isolation chooses.

        Raises:
            SandboxError: it can't be started or not be confined; the message says why.
        """
        if not backend:
            from qforge.sandbox.backends import choose  # which tries backends by starting processes

            backend = choose(confinement.isolation).name
        self._answer_bytes = confinement.answer_bytes
        self._complaint = bytearray()
        self._complained = 0
        self._process, self.pid, self._requests, self._answers, self._errors, self._folder = start(confinement, backend)
        self._pidfd = -1
        try:
            self._pidfd = _pidfd(self.pid)
            self.sandbox = self._greet(confinement, backend)
            if backend == "bubblewrap":
                self.pid = bubblewrap.inner(self.pid)
            if confinement.program is not None:
                self._write_all(framed("{}"))
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
        self._bound_cpu(cpu_seconds)
        return self._ask(framed(json.dumps(request)), cpu_seconds)

    def exchange(self, request: bytes, incoming: Incoming, cpu_seconds: float) -> float | Ended:
        """Send bytes to a program's input and read its output until `incoming` has all; give the seconds used.

        Args and errors are those of `ask`.
        """
        self._bound_cpu(cpu_seconds)
        return self._exchange(request, incoming, cpu_seconds)

    def complaint(self) -> str:
        """Give the end of what the process wrote on its standard error."""
        with contextlib.suppress(Over):
            self._listen()
        return bytes(self._complaint).decode("utf-8", "replace").strip()

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
        for descriptor in (self._requests, self._answers, self._errors, self._pidfd):
            if descriptor >= 0:
                os.close(descriptor)
        self._requests = self._answers = self._errors = self._pidfd = -1
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> ConfinedProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _greet(self, confinement: Confinement, backend: str) -> str:
        program = confinement.program
        greeting: dict[str, Json] = {
            "entry": confinement.entry,
            "settings": confinement.settings,
            "command": list(program.command) if program else [],
            "environment": dict(program.environment) if program else {},
            "terms": {
                "parent": os.getpid(),
                "memory_megabytes": confinement.memory_megabytes,
                "readable": [*readable(confinement), self._folder],
                "executable": [*executables(confinement)],
                "backend": backend,
            },
        }
        reply = self._ask(framed(json.dumps(greeting)), START_CPU_SECONDS)
        if isinstance(reply, Ended):
            complaint = self.complaint().splitlines()[-1:]
            told = ": ".join([reply.explanation, *complaint])
            raise SandboxError(f"a confined process could not be started: {told}")
        content = reply.messages[0]
        if not isinstance(content, dict) or not isinstance(content.get("sandbox"), str):
            refused = content.get("refused") if isinstance(content, dict) else content
            raise SandboxError(f"a confined process could not be started: {refused}")
        achieved = str(content["sandbox"])
        return achieved if backend == "landlock" else f"{backend}+{achieved}"

    def _bound_cpu(self, cpu_seconds: float) -> None:
        """Have the kernel end the process, should this one come too late, where the kernel lets a bound be moved.

        The greeting has no bound: on machines where a confined process's bounds can't be changed, the first would
        be its last, and end some later program that has computed for a moment.
        """
        if self._process.returncode is not None:
            raise SandboxError("the confined process has ended")
        with contextlib.suppress(OSError):
            bound = math.ceil(Clock(self.pid, cpu_seconds).started_cpu + cpu_seconds) + 1
            resource.prlimit(self.pid, resource.RLIMIT_CPU, (bound, resource.RLIM_INFINITY))

    def _ask(self, request: bytes, cpu_seconds: float) -> Reply | Ended:
        answer = Answer(self._answer_bytes)
        if select.select([self._answers], [], [], 0)[0] and (early := os.read(self._answers, 1)):
            self._kill()
            return Ended(Ending.GARBLED, f"it answers before it is asked ({early!r})", (), 0.0)
        used = self._exchange(request, answer, cpu_seconds)
        if isinstance(used, Ended):
            return replace(used, messages=tuple(answer.messages))
        return Reply(tuple(answer.messages), used)

    def _exchange(self, request: bytes, incoming: Incoming, cpu_seconds: float) -> float | Ended:
        clock = Clock(self.pid, cpu_seconds)
        try:
            self._talk(request, incoming, clock)
            if clock.used() > cpu_seconds:
                raise Over(Ending.CPU)
        except Over as over:
            used = clock.used()
            explanation = over.explanation or f"it ran past {cpu_seconds:g} seconds ({over.ending.value})"
            if over.ending is Ending.EXITED:
                return self._post_mortem(clock)
            self._kill()
            return Ended(over.ending, explanation, (), used)
        return clock.used()

    def _talk(self, request: bytes, incoming: Incoming, clock: Clock) -> None:
        """Send the request and read until the answer is whole; raise `Over` where it will not be."""
        left = memoryview(request)
        poller = select.poll()
        poller.register(self._answers, select.POLLIN)
        poller.register(self._requests, select.POLLOUT)
        poller.register(self._errors, select.POLLIN)
        while not incoming.whole:
            for descriptor, _ in poller.poll(POLL_SECONDS * 1000):
                if descriptor == self._answers:
                    incoming.take(os.read(self._answers, 1 << 20))
                    continue
                if descriptor == self._errors:
                    if not self._listen():
                        poller.unregister(self._errors)
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

    def _listen(self) -> bool:
        """Read what the process complains about, and keep the end of it; False where there will be no more.

        Raises:
            Over: it complains without end.
        """
        os.set_blocking(self._errors, False)
        try:
            data = os.read(self._errors, 1 << 16)
        except BlockingIOError:
            return True
        self._complained += len(data)
        self._complaint += data
        del self._complaint[:-COMPLAINT_BYTES]
        if self._complained > self._answer_bytes:
            raise Over(Ending.FLOOD, f"it writes more than {self._answer_bytes} bytes to its standard error")
        return bool(data)

    def _write_all(self, data: bytes) -> None:
        """Write a few bytes, which the empty pipe takes at once."""
        try:
            os.write(self._requests, data)
        except OSError as error:
            raise SandboxError("a confined process has gone") from error

    def _post_mortem(self, clock: Clock) -> Ended:
        """The channel has closed: find out how the process died, or that it lives on without a channel."""
        deadline = time.monotonic() + DYING_SECONDS
        while self._reap(os.WNOHANG) is None:
            if time.monotonic() > deadline:
                used = clock.used()
                self._kill()
                return Ended(Ending.GARBLED, "it closed its channel", (), used)
            time.sleep(0.002)
        status, used = self._process.returncode, max(0.0, self._reaped_cpu - clock.started_cpu)
        if 0 <= status < FROM_SIGNAL:
            return Ended(Ending.EXITED, f"it ended its process with status {status}", (), used)
        if status >= FROM_SIGNAL:  # the wrapper tells so of a signal; the process itself can't (see `seccomp`)
            status = FROM_SIGNAL - status
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        if -status == signal.SIGXCPU:
            return Ended(Ending.CPU, f"it ran past {clock.cpu_seconds:g} seconds (cpu)", (), used)
        if -status in FROM_OUTSIDE:
            raise SandboxError(f"a confined process was killed from outside ({name}); the machine may be out of memory")
        return Ended(Ending.CRASHED, f"it crashed ({name})", (), used)

    def _reap(self, options: int) -> int | None:
        if self._process.returncode is None:
            pid, status, usage = os.wait4(self._process.pid, options)
            if pid:
                self._reaped_cpu = usage.ru_utime + usage.ru_stime
                self._process.returncode = os.waitstatus_to_exitcode(status)
        returncode: int | None = self._process.returncode
        return returncode

    def _kill(self) -> None:
        if self._process.returncode is None:
            if self._pidfd >= 0:
                # Of a namespace it is process 1, and all others there end with it.
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
                select.select([self._pidfd], [], [], DYING_SECONDS)
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(self._process.pid, signal.SIGKILL)
            self._reap(0)


def _pidfd(pid: int) -> int:
    """Give a descriptor of a process, or -1 where it is gone or the kernel has none."""
    try:
        return os.pidfd_open(pid)
    except OSError:
        return -1
