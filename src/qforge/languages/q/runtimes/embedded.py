"""The embedded q as a runtime: the interpreter in a confined process that judges one program after another.

A process that has grown, or whose program met a limit, is replaced, so that no program's verdict depends on
those before it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from qforge.errors import SandboxError
from qforge.languages.base import CallResult, Execution, Halt, Limits, Program
from qforge.sandbox.process import ConfinedProcess, Ended, Reply
from qforge.sandbox.starting import Confinement
from qforge.sandbox.watching import Ending
from qforge.value import Json

ENTRY = "qforge.languages.q.worker:serve"
PACKAGES = ("numpy",)

DEPTH = 200
"""How deep the JSON of a frame may be: twice what the worker allows for values, and some."""

GROWTH_MEGABYTES = 64
"""A process that has grown by more has less left for the next program, and is replaced."""

# The interpreter stops itself; the process is only ended where it is stuck in one long operation.
GRACE_SECONDS = 1.0

SLACK = 10.0
"""How much longer a program may compute whose steps are bounded."""

_HALTS = {
    Ending.CPU: Halt.TIMEOUT,
    Ending.IDLE: Halt.TIMEOUT,
    Ending.FLOOD: Halt.INVALID_RESULT,
    Ending.GARBLED: Halt.UNSUPPORTED,
    # The interpreter neither exits nor crashes by itself: it met something that it can't judge.
    Ending.EXITED: Halt.UNSUPPORTED,
    Ending.CRASHED: Halt.UNSUPPORTED,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The embedded q has no settings; its limits are those of the pipeline."""


def start(settings: Settings, limits: Limits, isolation: str) -> EmbeddedRuntime:
    """Start a runtime; see `qforge.languages.base.RuntimePlugin`."""
    return EmbeddedRuntime(limits, isolation)


class EmbeddedRuntime:
    """See `qforge.languages.base.Runtime`; `version` changes with the interpreter's source."""

    name = "embedded"

    def __init__(self, limits: Limits, isolation: str) -> None:
        self.version = version()
        self._limits = limits
        self._confinement = Confinement(
            ENTRY, memory_megabytes=limits.memory_megabytes, isolation=isolation, packages=PACKAGES
        )
        self._process: ConfinedProcess | None = None
        self.sandbox = self._running().sandbox

    def execute(self, program: Program) -> Execution:
        """Load the program afresh and make its calls."""
        used = self._programs > 0
        execution = self._execute(program)
        if used and _met_memory_limit(execution):
            # What programs before it left behind may have taken the memory that it lacked.
            execution = self._execute(program)
        return execution

    def close(self) -> None:
        """End the process; nothing of it survives."""
        if self._process is not None:
            self._process.close()
        self._process = None

    def _execute(self, program: Program) -> Execution:
        process = self._running()
        self._programs += 1
        # Steps end it at the same place on every machine; the clock then is for what is stuck in one long operation.
        seconds = self._limits.cpu_seconds * (1.0 if program.steps is None else SLACK)
        request: dict[str, Json] = {
            "code": program.code,
            "function": program.function,
            "calls": [list(call) for call in program.calls],
            "steps": program.steps,
            "cpu_seconds": seconds,
            "memory_bytes": self._limits.memory_megabytes << 20,
            "output_characters": self._limits.output_kilobytes << 10,
        }
        try:
            outcome = process.ask(request, seconds + GRACE_SECONDS)
            if isinstance(outcome, Ended) and outcome.ending is Ending.CPU:
                outcome = replace(outcome, explanation=f"it ran past {seconds:g} seconds")
            execution = read(outcome, len(program.calls))
            if isinstance(outcome, Ended) or _met_memory_limit(execution) or self._has_grown(process):
                self.close()
        except SandboxError:
            self.close()
            raise
        return execution

    def _running(self) -> ConfinedProcess:
        if self._process is None:
            self._process = ConfinedProcess(self._confinement)
            self._programs = 0
            self._size = self._process.size_megabytes()
        return self._process

    def _has_grown(self, process: ConfinedProcess) -> bool:
        return process.size_megabytes() - self._size > GROWTH_MEGABYTES


def read(outcome: Reply | Ended, calls: int) -> Execution:
    """Read the worker's messages: how loading ended, one for each call in order, and an empty last one."""
    messages = outcome.messages[:-1] if isinstance(outcome, Reply) else outcome.messages
    used = outcome.cpu_seconds
    if len(messages) > calls + 1:
        return Execution(Halt.INVALID_RESULT, "it answers calls that were never made", (), used)
    loaded = _result(messages[0], None) if messages else None
    results = [_result(message, number) for number, message in enumerate(messages[1:])]
    if isinstance(outcome, Ended):
        end = CallResult(_HALTS[outcome.ending], message=outcome.explanation)
        if loaded is None or calls == 0:
            return Execution(end.halt, end.message, (), used)
        results = [*results[: calls - 1], end]
    if loaded is None:
        return Execution(Halt.INVALID_RESULT, "it gives no answer", (), used)
    return Execution(loaded.halt, loaded.message, tuple(results), used)


def _result(message: Json, number: int | None) -> CallResult:
    """Read one message; `number` is the call that it must answer, None for loading."""
    if isinstance(message, dict) and (number is None or message.get("call") == number):
        halt, frame, text = message.get("halt"), message.get("frame"), message.get("message", "")
        wants_frame = halt == Halt.COMPLETED and number is not None
        if halt in list(Halt) and isinstance(text, str) and isinstance(frame, dict) == wants_frame:
            if frame is None or _is_shallow(frame):
                return CallResult(Halt(halt), frame if isinstance(frame, dict) else None, text)
            return CallResult(Halt.INVALID_RESULT, message=f"the result is nested deeper than {DEPTH} levels")
    return CallResult(Halt.INVALID_RESULT, message="the answer is not of the form that the worker writes")


def _is_shallow(frame: Json) -> bool:
    level: list[Json] = [frame]
    for _ in range(DEPTH):
        inner = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [part for items in inner if isinstance(items, list) for part in items]
        level = [part for part in level if isinstance(part, (dict, list))]
        if not level:
            return True
    return False


def _met_memory_limit(execution: Execution) -> bool:
    halts = {execution.halt, *(result.halt for result in execution.results)}
    return Halt.MEMORY_LIMIT in halts


@cache
def version() -> str:
    """Name qforge's version and a digest of all code that decides what a program gives."""
    pack = Path(__file__).parent.parent
    files: Sequence[Path] = sorted([*(pack / "interpreter").rglob("*.py"), pack / "worker.py", pack / "frames.py"])
    sources = hashlib.blake2b(digest_size=4)
    for file in files:
        sources.update(file.read_bytes())
    return f"embedded q {importlib.metadata.version('qforge')}+{sources.hexdigest()}"
