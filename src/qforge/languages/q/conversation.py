"""The parent's talk with a q process about one program: what is asked, and what its answers and ends mean."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable

from qforge.errors import SandboxError
from qforge.languages.base import CallResult, Execution, Halt, Limits, Program
from qforge.languages.q import harness, wire
from qforge.languages.q.frames import FrameError
from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.reaching import reaches_out
from qforge.sandbox.process import ConfinedProcess, Ended
from qforge.sandbox.watching import Ending

START_SECONDS = 30.0
SHORTEST_SECONDS = 0.01

GOES_ON = frozenset({Halt.COMPLETED, Halt.RUNTIME_ERROR, Halt.INVALID_RESULT})
"""How a call may end so that the next one is still made."""

_HALTS = {
    Ending.CPU: Halt.TIMEOUT,
    Ending.IDLE: Halt.TIMEOUT,
    Ending.FLOOD: Halt.OUTPUT_LIMIT,
    Ending.GARBLED: Halt.INVALID_RESULT,
    Ending.EXITED: Halt.EARLY_EXIT,
    Ending.CRASHED: Halt.EARLY_EXIT,
}

# Errors of q that are more than the program's own.
_NAMED = {"wsfull": Halt.MEMORY_LIMIT, "oom": Halt.MEMORY_LIMIT, "stop": Halt.TIMEOUT, "nyi": Halt.UNSUPPORTED}

LAMBDA = 100
FUNCTION_TYPES = range(LAMBDA, 113)


class _Over(Exception):  # noqa: N818 - leaves the conversation
    """The process has gone: how, and what to say of it."""

    def __init__(self, result: CallResult) -> None:
        super().__init__(result.message)
        self.result = result


class Conversation:
    """One process and one program; `limits` are for loading and all calls together."""

    def __init__(self, process: ConfinedProcess, limits: Limits) -> None:
        self.sandbox = process.sandbox
        self._process, self._limits = process, limits
        self._left = limits.cpu_seconds
        self._used = 0.0
        self._printed = harness.Printed(limits.output_kilobytes << 10)
        self._code = ""

    def open(self) -> None:
        """See that the process answers at all, and teach it the harness.

        Raises:
            SandboxError: it does not.
        """
        self._left = START_SECONDS
        try:
            self._ask(lambda tag: f"\\l {harness.HARNESS_FILE}")
            ready = self._ask(harness.ready)
        except _Over as over:
            raise SandboxError(f"q does not start: {over.result.message}{self._complaint()}") from None
        if ready is None or wire.decode(ready.message) != {"t": "j", "v": 42}:
            raise SandboxError(f"q does not start as a q does{self._complaint()}")

    def version(self) -> str:
        """Give the version that q tells, or ""."""
        try:
            frame = self._ask(harness.version)
            told = wire.decode(frame.message) if frame is not None and frame.kind == "ok" else {}
        except (_Over, FrameError):
            return ""
        parts = [part.get("v") for part in told.get("v", []) if isinstance(part, dict)]
        return " ".join(part for part in parts if isinstance(part, str) and re.fullmatch(r"[\w.]{1,40}", part))

    def execute(self, program: Program) -> Execution:
        """Load the program and make its calls."""
        self._code = program.code
        results: list[CallResult] = []
        try:
            loaded = self._load(program)
        except _Over as over:
            return Execution(over.result.halt, over.result.message, (), self._used)
        if loaded.halt is Halt.COMPLETED:
            try:
                for literals in program.calls:
                    results.append(self._called(program.function, literals))
                    if results[-1].halt not in GOES_ON:
                        break
            except _Over as over:
                results.append(over.result)
        return Execution(loaded.halt, loaded.message, tuple(results), self._used)

    def _load(self, program: Program) -> CallResult:
        answer = self._ask(harness.begin)
        if answer is None or answer.kind != "ok":
            failed = self._failure(answer)
            is_source = failed.halt is Halt.RUNTIME_ERROR and not _parses(program.code)
            return CallResult(Halt.COMPILE_ERROR, message=failed.message) if is_source else failed
        return self._defined(program)

    def _defined(self, program: Program) -> CallResult:
        """See that the function is there and takes as many arguments as it will be given."""
        name = program.function
        type_ = self._number(lambda tag: harness.kind(tag, name))
        if type_ is None:
            return CallResult(Halt.UNDEFINED, message=f"it does not define {name}")
        if type_ not in FUNCTION_TYPES:
            return CallResult(Halt.UNDEFINED, message=f"{name} is no function")
        takes = self._number(lambda tag: harness.takes(tag, name)) if type_ == LAMBDA else None
        for count in {max(1, len(literals)) for literals in program.calls}:
            if count > harness.MAXIMUM_ARGUMENTS:
                message = f"calls of more than {harness.MAXIMUM_ARGUMENTS} arguments can't be made"
                return CallResult(Halt.UNSUPPORTED, message=message)
            if takes is not None and max(1, takes) != count:
                return CallResult(Halt.UNDEFINED, message=f"{name} takes {takes} argument(s), not {count}")
        return CallResult(Halt.COMPLETED)

    def _number(self, request_for: Callable[[str], str]) -> int | None:
        """Ask for a number; None where there is no answer, or another."""
        answer = self._ask(request_for)
        if answer is None or answer.kind != "ok":
            return None
        try:
            number = wire.decode(answer.message).get("v")
        except FrameError:
            return None
        return number if isinstance(number, int) else None

    def _called(self, function: str, literals: tuple[str, ...]) -> CallResult:
        return self._result(self._ask(lambda tag: harness.call(tag, function, literals)))

    def _result(self, answer: harness.FrameLine | None) -> CallResult:
        if answer is None or answer.kind == "error":
            return self._failure(answer)
        if answer.kind == "large":
            return CallResult(Halt.INVALID_RESULT, message="the result is too large")
        try:
            return CallResult(Halt.COMPLETED, wire.decode(answer.message))
        except FrameError as error:
            return CallResult(Halt.INVALID_RESULT, message=str(error))

    def _failure(self, answer: harness.FrameLine | None) -> CallResult:
        """Say how an evaluation failed: by an error that was caught, or by one that only the console told."""
        if answer is None:
            found = re.findall(r"(?m)^'?(.+)$", self._process.complaint()[-2000:])
            text = next((line for line in found if not line.startswith(" ")), "an error that can't be caught")
        else:
            text = _text(answer.message)
        halt = _NAMED.get(re.split(r"[:.\s]", text, maxsplit=1)[0], Halt.RUNTIME_ERROR)
        if halt in (Halt.RUNTIME_ERROR, Halt.UNSUPPORTED) and reaches_out(self._code):
            halt = Halt.FORBIDDEN
        return CallResult(halt, message=f"'{text}"[:300])

    def _ask(self, request_for: Callable[[str], str]) -> harness.FrameLine | None:
        """Send what a new tag makes a request of; give its frame, or None where evaluating it ended without one."""
        tag = secrets.token_hex(16)
        # Its parts are apart, so that an echo of the request is no answer.
        request = f'{request_for(tag)}\n-1"{tag}",":end:";\n'.encode("utf-8", "surrogatepass")
        self._printed.expect(tag, 2 * len(request))
        outcome = self._process.exchange(request, self._printed, max(self._left, SHORTEST_SECONDS))
        used = outcome.cpu_seconds if isinstance(outcome, Ended) else outcome
        self._left -= used
        self._used += used
        if isinstance(outcome, Ended):
            raise _Over(self._ended(outcome))
        if self._left <= 0:
            raise _Over(CallResult(Halt.TIMEOUT, message=f"it ran past {self._limits.cpu_seconds:g} seconds"))
        return self._printed.frame

    def _ended(self, ended: Ended) -> CallResult:
        if ended.ending in (Ending.CPU, Ending.IDLE):
            return CallResult(Halt.TIMEOUT, message=f"it ran past {self._limits.cpu_seconds:g} seconds")
        if ended.ending is Ending.FLOOD:
            return CallResult(
                Halt.OUTPUT_LIMIT, message=f"it prints more than {self._limits.output_kilobytes} kilobytes"
            )
        complaint = self._process.complaint()
        if re.search(r"(?m)^'?(wsfull|-w abort)", complaint):
            return CallResult(
                Halt.MEMORY_LIMIT, message=f"it takes more than {self._limits.memory_megabytes} megabytes"
            )
        return CallResult(_HALTS[ended.ending], message=ended.explanation)

    def _complaint(self) -> str:
        lines = self._process.complaint().splitlines()
        return f": {lines[-1][:200]}" if lines else ""


def _text(message: bytes) -> str:
    try:
        frame = wire.decode(message)
    except FrameError:
        return "an error without a text"
    text = frame.get("v")
    return text if isinstance(text, str) else "an error without a text"


def _parses(code: str) -> bool:
    """Tell whether the embedded q's parser takes the program; what it can't read, it does not blame."""
    try:
        parse_script(code)
    except ParseError:
        return False
    except Exception:
        return True
    return True
