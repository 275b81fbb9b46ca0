"""Any q on this machine as a runtime: kdb+, KDB-X, PeachQ or `qforge-q`, inside the sandbox, a process a program.

A process loads one program, answers its calls one after the other, and is ended: nothing of a program is left to the
next. So many run side by side as the licence allows. A q that can't be started, for example because its licence is
refused or in use, gives no verdict: it is tried again after a while, and then it is an error of this machine.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from qforge.errors import SandboxError
from qforge.languages.base import Execution, Limits, Program
from qforge.languages.q import harness
from qforge.languages.q.conversation import Conversation
from qforge.languages.q.installation import Installation, find
from qforge.sandbox.process import ConfinedProcess
from qforge.sandbox.starting import Confinement

LONGEST_WAIT_SECONDS = 30.0

_mutex = threading.Lock()
_side_by_side: dict[tuple[str, int], threading.BoundedSemaphore] = {}
"""By executable and number: a licence counts the processes of all runtimes together."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which q, and how it may be used.

    Attributes:
        path: the executable: a name on the path, or a file.
        home: its directory (QHOME); that of the environment, or ~/q, where it is left out.
        licence: the directory of its licence files (QLIC); that of the environment, or `home`.
        readable: further files and directories that it needs, to be read only.
        processes: how many may run side by side, as the licence has it.
        headroom_megabytes: address space that q itself takes beside what a program may.
        start_tries: how often a q that does not start is tried.
        wait_seconds: how long is waited before the second try; then twice as long each time.
    """

    path: str = "q"
    home: str = ""
    licence: str = ""
    readable: tuple[str, ...] = ()
    processes: Annotated[int, Field(ge=1)] = 4
    headroom_megabytes: Annotated[int, Field(ge=0)] = 1024
    start_tries: Annotated[int, Field(ge=1)] = 5
    wait_seconds: Annotated[float, Field(ge=0)] = 0.5


def look(settings: Settings) -> None:
    """Look for the executable, and start nothing.

    Raises:
        SandboxError: it is not there, or can't be executed.
    """
    find(settings.path, settings.home, settings.licence, settings.readable)


def start(settings: Settings, limits: Limits, isolation: str) -> ExecutableRuntime:
    """Start a runtime; see `qforge.languages.base.RuntimePlugin`."""
    return ExecutableRuntime(settings, limits, isolation)


class ExecutableRuntime:
    """See `qforge.languages.base.Runtime`; `version` names what q says of itself, and a digest of its file."""

    name = "executable"

    def __init__(self, settings: Settings, limits: Limits, isolation: str) -> None:
        self._settings, self._limits, self._isolation = settings, limits, isolation
        self._installation = find(settings.path, settings.home, settings.licence, settings.readable)
        with self._conversation(Program("", "", ())) as conversation:
            self.version = self._installation.version(conversation.version())
            self.sandbox = conversation.sandbox

    def execute(self, program: Program) -> Execution:
        """Load the program in a fresh process and make its calls."""
        with self._conversation(program) as conversation:
            return conversation.execute(program)

    def close(self) -> None:
        """Do nothing: no process outlives its program."""

    @contextmanager
    def _conversation(self, program: Program) -> Iterator[Conversation]:
        with _permission(self._settings), self._started(program) as process:
            yield Conversation(process, self._limits)

    def _started(self, program: Program) -> ConfinedProcess:
        """Start a process that has shown that it answers.

        Raises:
            SandboxError: it does not, however often it was tried.
        """
        wait = self._settings.wait_seconds
        for left in reversed(range(self._settings.start_tries)):
            try:
                return self._start_once(program)
            except SandboxError:
                if not left:
                    raise
                time.sleep(min(wait, LONGEST_WAIT_SECONDS))
                wait *= 2
        raise AssertionError("unreachable")

    def _start_once(self, program: Program) -> ConfinedProcess:
        megabytes = self._limits.memory_megabytes
        installation: Installation = self._installation
        process = ConfinedProcess(
            Confinement(
                program=installation.executable(megabytes),
                memory_megabytes=megabytes + self._settings.headroom_megabytes,
                isolation=self._isolation,
                answer_bytes=self._limits.output_kilobytes << 10,
                files=(
                    (harness.HARNESS_FILE, harness.HARNESS.encode("ascii")),
                    (harness.PROGRAM_FILE, program.code.encode("utf-8", "surrogatepass")),
                ),
            )
        )
        try:
            Conversation(process, self._limits).open()
        except BaseException:
            process.close()
            raise
        return process


@contextmanager
def _permission(settings: Settings) -> Iterator[None]:
    """Wait until one more process of this q may run."""
    key = settings.path, settings.processes
    with _mutex:
        semaphore = _side_by_side.setdefault(key, threading.BoundedSemaphore(settings.processes))
    with semaphore:
        yield
