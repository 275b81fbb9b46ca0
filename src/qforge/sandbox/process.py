"""The parent's side of a confined process: start it, ask it, judge by what it used, end it.

A program is charged for processor time and for time that it sleeps, never for time in which a loaded machine
made it wait. How a process ends is a verdict only where the process did it: a limit, an exit, a crash. Killed
from outside, never scheduled, not started: those are a SandboxError.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import math
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import TracebackType

from qforge.errors import SandboxError
from qforge.sandbox.channel import LENGTH_BYTES, framed
from qforge.sandbox.spawner import spawn
from qforge.value import Json

ISOLATIONS = ("auto", "unsafe")

START_CPU_SECONDS = 30.0
POLL_SECONDS = 0.05
DYING_SECONDS = 5.0

SYSTEM_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/usr/share/zoneinfo")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")

# Signals that a process can't send itself (see `seccomp`): someone else ended it, for example the kernel's
# out-of-memory killer.
FROM_OUTSIDE = frozenset({signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT})

_START = "import sys; sys.path[:0] = sys.argv[3:]; from qforge.sandbox.child import main; main()"


class Ending(StrEnum):
    """How a process ended, by its own doing, while it should have answered."""

    CPU = "cpu"  # used up its processor time
    IDLE = "idle"  # slept or stopped for as long as it might have computed
    FLOOD = "flood"  # answered more than is read
    GARBLED = "garbled"  # answered something that is no message, or closed its channel
    EXITED = "exited"
    CRASHED = "crashed"  # died by a signal of its own


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, and the processor seconds between question and answer."""

    content: Json
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Ended:
    """No answer: the process ended by its own doing and is gone; `message` is one line for people."""

    ending: Ending
    message: str
    cpu_seconds: float


@dataclass(frozen=True, slots=True)
class Confinement:
    """What to run, and within what.

    Attributes:
        entry: ``module:function``, called as function(channel, settings) once the process is confined.
        settings: what the entry is given.
        memory_megabytes: address space.
        isolation: "auto", or "unsafe" to run even where the kernel can't confine.
        packages: packages beside qforge that the entry imports, to be found and read in the process.
        hash_seed: decides the order of sets of strings.
        answer_bytes: the longest answer that is read.
    """

    entry: str
    settings: Json = None
    memory_megabytes: int = 1024
    isolation: str = "auto"
    packages: tuple[str, ...] = ()
    hash_seed: int = 0
    answer_bytes: int = 64 << 20


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
        self._process, self._requests, self._answers = _start(confinement, self._complaints)
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
            "readable": _readable(confinement.packages),
            "isolation": confinement.isolation,
        }
        reply = self._exchange(framed(json.dumps(greeting)), START_CPU_SECONDS)
        if isinstance(reply, Ended):
            raise SandboxError(f"a confined process could not be started: {reply.message}{self._complaint()}")
        content = reply.content
        if not isinstance(content, dict) or not isinstance(content.get("sandbox"), str):
            refused = content.get("refused") if isinstance(content, dict) else content
            raise SandboxError(f"a confined process could not be started: {refused}")
        return str(content["sandbox"])

    def _exchange(self, request: bytes, cpu_seconds: float) -> Reply | Ended:
        clock = _Clock(self.pid, cpu_seconds)
        with contextlib.suppress(OSError):  # a process that is gone is found out below
            bound = math.ceil(clock.started_cpu + cpu_seconds) + 1
            resource.prlimit(self.pid, resource.RLIMIT_CPU, (bound, resource.RLIM_INFINITY))
        left, answer, needed = memoryview(request), bytearray(), LENGTH_BYTES
        poller = select.poll()
        poller.register(self._answers, select.POLLIN)
        poller.register(self._requests, select.POLLOUT)
        while len(answer) < needed:
            for descriptor, event in poller.poll(POLL_SECONDS * 1000):
                if descriptor == self._requests:
                    try:
                        left = left[os.write(self._requests, left[:65536]) :]
                    except BlockingIOError:
                        continue
                    except BrokenPipeError:
                        left = left[:0]
                    if not left:
                        poller.unregister(self._requests)
                elif event:
                    part = os.read(self._answers, 1 << 20)
                    if not part:
                        return self._dead(clock)
                    answer += part
            if needed == LENGTH_BYTES and len(answer) >= LENGTH_BYTES:
                needed += int.from_bytes(answer[:LENGTH_BYTES], "big")
                if needed > self._answer_bytes:
                    return self._end(Ending.FLOOD, f"its answer has more than {self._answer_bytes} bytes", clock)
            ending = clock.judge()
            if ending is not None:
                return self._end(ending, f"it ran past {cpu_seconds:g} seconds ({ending.value})", clock)
        return self._reply(bytes(answer[LENGTH_BYTES:]), needed - LENGTH_BYTES, clock)

    def _reply(self, content: bytes, length: int, clock: _Clock) -> Reply | Ended:
        used = clock.used()
        if used > clock.cpu_seconds:
            return self._end(Ending.CPU, f"it ran past {clock.cpu_seconds:g} seconds ({Ending.CPU.value})", clock)
        try:
            if len(content) != length:
                raise ValueError("more than one message")
            return Reply(json.loads(content, parse_constant=_no_constant), used)
        except (ValueError, RecursionError) as error:
            return self._end(Ending.GARBLED, f"its answer is no message: {type(error).__name__}", clock)

    def _end(self, ending: Ending, message: str, clock: _Clock) -> Ended:
        used = clock.used()
        self._kill()
        return Ended(ending, message, used)

    def _dead(self, clock: _Clock) -> Ended:
        """The channel has closed: find out how the process died, or that it lives on without a channel."""
        deadline = time.monotonic() + DYING_SECONDS
        while self._reap(os.WNOHANG) is None:
            if time.monotonic() > deadline:
                return self._end(Ending.GARBLED, "it closed its channel", clock)
            time.sleep(0.002)
        status, used = self._process.returncode, max(0.0, self._reaped_cpu - clock.started_cpu)
        if status >= 0:
            return Ended(Ending.EXITED, f"it ended its process with status {status}", used)
        name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
        if -status == signal.SIGXCPU:
            return Ended(Ending.CPU, f"it ran past {clock.cpu_seconds:g} seconds (cpu)", used)
        if -status in FROM_OUTSIDE:
            raise SandboxError(f"a confined process was killed from outside ({name}); the machine may be out of memory")
        return Ended(Ending.CRASHED, f"it crashed ({name})", used)

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


class _Clock:
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

    def judge(self) -> Ending | None:
        """Say which limit is used up, if one is.

        Raises:
            SandboxError: the wait was long, but the process neither computed nor slept.
        """
        now = time.monotonic()
        if now - self._sampled < POLL_SECONDS:
            return None
        state, cpu = self._sample()
        if cpu == self._cpu and state in "STt":
            # Not all of the time since the last sample: this process itself may have been held up.
            self._slept += min(now - self._sampled, 2 * POLL_SECONDS)
        self._cpu, self._sampled = cpu, now
        if cpu - self.started_cpu >= self.cpu_seconds:
            return Ending.CPU
        if cpu - self.started_cpu + self._slept >= self.cpu_seconds:
            return Ending.IDLE
        if now - self._started > 10 * self.cpu_seconds + 10:
            raise SandboxError(
                f"the machine gave a confined process {cpu - self.started_cpu:.1f} s in {now - self._started:.0f} s; "
                "it is overloaded"
            )
        return None

    def _sample(self) -> tuple[str, float]:
        """Read the state's letter and the processor seconds of all the process's life."""
        try:
            fields = self._stat.read_text("ascii", "replace").rpartition(")")[2].split()
        except OSError:
            return "X", getattr(self, "_cpu", 0.0)
        return fields[0], (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _start(confinement: Confinement, complaints: int) -> tuple[subprocess.Popen[bytes], int, int]:
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    os.set_blocking(ours_out, False)
    scratch = tempfile.mkdtemp(prefix="qforge-")
    command = [sys.executable, "-P", "-s", "-S", "-c", _START, str(theirs_in), str(theirs_out)]
    try:
        process = spawn(
            lambda: subprocess.Popen(
                [*command, *_search_path(confinement.packages)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                cwd=scratch,
                env=_environment(confinement.hash_seed),
                pass_fds=(theirs_in, theirs_out),
                start_new_session=True,
            )
        )
    except OSError as error:
        os.close(ours_in)
        os.close(ours_out)
        raise SandboxError(f"a confined process could not be started: {error}") from error
    finally:
        os.close(theirs_in)
        os.close(theirs_out)
        # The process keeps its working directory, which is empty and where nothing can be made any more.
        shutil.rmtree(scratch, ignore_errors=True)
    return process, ours_out, ours_in


def _environment(hash_seed: int) -> dict[str, str]:
    """Give the whole environment of a confined process; nothing of this process's but where libraries lie."""
    environment = {
        "PYTHONHASHSEED": str(hash_seed),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        # numpy's threads are of no use to small arrays, and a confined process can't start any.
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
    }
    if libraries := os.environ.get("LD_LIBRARY_PATH"):
        environment["LD_LIBRARY_PATH"] = libraries
    return environment


def _search_path(packages: tuple[str, ...]) -> list[str]:
    """Name the directories that hold qforge and the packages."""
    return list(dict.fromkeys(str(_location(package).parent) for package in ("qforge", *packages)))


def _location(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SandboxError(f"the package {package!r} is not installed")
    return Path(spec.origin).parent


def _readable(packages: tuple[str, ...]) -> list[str]:
    paths = sysconfig.get_paths()
    libraries = [Path(paths["stdlib"]), Path(paths["platstdlib"]), Path(sys.base_prefix) / "lib"]
    own = [_location(package) for package in packages]
    # Wheels put the shared libraries that they bring beside the package.
    own += [path.with_name(f"{path.name}.libs") for path in own]
    own += [Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    return [*SYSTEM_LIBRARIES, *DEVICES, *dict.fromkeys(str(path) for path in (*libraries, *own))]


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
