"""Tries inputs: one confined process runs a reference on many of them, then its mutants where any are planted.

A loop is ended by a count of steps, the same on every machine; the processor-time limit only ends what hangs in one
long operation.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from qforge.errors import DataError
from qforge.languages.base import Tried
from qforge.languages.python.mutants import instrumented
from qforge.record import Case, Problem
from qforge.sandbox.process import ConfinedProcess, Ended
from qforge.sandbox.starting import Confinement
from qforge.sandbox.watching import Ending
from qforge.value import Json, canonical, decode

ENTRY = "qforge.languages.python.trials_child:serve"
CHUNK = 32
ENDLESS = 10_000_000
"""Steps that a case of the problem's own may take; a second or so."""
MOST_STEPS = 30_000
"""Steps that an input may take that is tried."""
HANG_SECONDS = 3.0
"""Processor time for one mutant, or one chunk of inputs: far more than its steps should take."""
MOST_HANGS = 4
"""So many chunks may hang before the inputs that are left are given up."""


class Trials:
    """A confined process that holds inputs; it is started again where a program ended it."""

    def __init__(self, confinement: Confinement, name: str) -> None:
        self._confinement, self._name = confinement, name
        self._process: ConfinedProcess | None = None
        self._inputs: list[Json] = []
        self._reference, self._steps = "", 0
        self._seconds = HANG_SECONDS
        self.hangs = 0
        self.ending = Ending.GARBLED

    def hold(
        self, inputs: Sequence[Sequence[Json]], reference: str, steps: int, seconds: float = HANG_SECONDS
    ) -> list[Any] | None:
        """Run the reference on inputs, which are kept; give [text, steps] for each, None where it can't be done.

        `ending` says then how its process ended: GARBLED, too, where it does not load.
        """
        self._inputs, self._reference, self._steps = [list(item) for item in inputs], reference, steps
        self._seconds, self.ending = seconds, Ending.GARBLED
        try:
            return self._ask(self._reference, steps, everything=True)["calls"] if self._send_inputs() else None
        except _OverError:
            return None

    def differing(self, program: str, steps: int) -> list[Any] | None:
        """Run another program; give [number, text] of calls that differ, None where it hangs or does not load."""
        try:
            if self._process is None and not (
                self._send_inputs() and self._ask(self._reference, self._steps, everything=True)
            ):
                return None
            answer = self._ask(program, steps, everything=False)
        except _OverError:
            return None
        return answer["calls"] if answer["loads"] else None

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
        self._process = None

    def _send_inputs(self) -> bool:
        return bool(self._exchange({"inputs": self._inputs}) == {})

    def _ask(self, program: str, steps: int, *, everything: bool) -> Any:
        request: dict[str, Json] = {"program": program, "name": self._name, "steps": steps, "all": everything}
        answer = self._exchange(request, self._seconds if everything else HANG_SECONDS)
        calls = answer.get("calls") if isinstance(answer, dict) else None
        if not isinstance(calls, list) or not all(_is_call(call, everything, len(self._inputs)) for call in calls):
            raise _OverError
        if everything and (len(calls) != len(self._inputs) or not answer.get("loads")):
            raise _OverError
        return answer

    def _exchange(self, request: dict[str, Json], seconds: float = HANG_SECONDS) -> Any:
        if self._process is None:
            self._process = ConfinedProcess(self._confinement)
        outcome = self._process.ask(request, seconds)
        if isinstance(outcome, Ended):
            self.close()
            self.hangs += 1
            self.ending = outcome.ending
            raise _OverError
        return outcome.messages[0]


class _OverError(Exception):
    """The program ended the process, or wrote to its channel."""


def _is_call(call: Any, everything: bool, count: int) -> bool:
    if not isinstance(call, list) or len(call) != 2:
        return False
    text, number = call if everything else call[::-1]
    return (text is None or isinstance(text, str)) and type(number) is int and (everything or 0 <= number < count)


def try_inputs(
    problem: Problem, known: Sequence[Case], inputs: Sequence[tuple[Json, ...]], confinements: Sequence[Confinement]
) -> list[Tried | None]:
    """Run the reference on inputs, in each process in another order; None where it raises, differs or takes too long.

    Too long is more than twice the steps of the slowest known case, and some.
    """
    assert problem.reference is not None
    code = instrumented(problem.reference.code)
    found: list[list[Tried | None]] = []
    limit = 0
    for backwards, confinement in enumerate(confinements):
        trials = Trials(confinement, problem.signature.name)
        try:
            if not limit:
                own = trials.hold([case.arguments for case in known], code, ENDLESS)
                limit = min(MOST_STEPS, 2000 + 2 * max((steps for _, steps in own or []), default=0))
            ordered = list(inputs)[::-1] if backwards else list(inputs)
            chunks = [ordered[at : at + CHUNK] for at in range(0, len(ordered), CHUNK)]
            outcomes = [one for chunk in chunks for one in _chunk(trials, code, chunk, limit)]
            found.append(outcomes[::-1] if backwards else outcomes)
        finally:
            trials.close()
    return [one if all(_same(one, other) for other in others) else None for one, *others in zip(*found, strict=True)]


def _same(one: Tried | None, other: Tried | None) -> bool:
    return one is not None and other is not None and canonical(one.result) == canonical(other.result)


def _chunk(trials: Trials, code: str, inputs: Sequence[tuple[Json, ...]], limit: int) -> list[Tried | None]:
    """Try some inputs; where one of them ends the process, halves of them, down to that one."""
    outcomes = trials.hold(inputs, code, limit)
    if outcomes is not None:
        return [_tried(text, steps) for text, steps in outcomes]
    if len(inputs) == 1 or trials.hangs > MOST_HANGS:
        return [None] * len(inputs)
    middle = len(inputs) // 2
    return _chunk(trials, code, inputs[:middle], limit) + _chunk(trials, code, inputs[middle:], limit)


def _tried(text: str | None, steps: int) -> Tried | None:
    value = value_of(text)
    return None if value is NONE else Tried(value, steps)


NONE: Any = object()


def value_of(text: str | None) -> Any:
    """Read a result, which code that is not trusted may have written; `NONE` where there is none."""
    if text is None:
        return NONE
    try:
        value = json.loads(text)
        decode(value)
        canonical(value)
    except (ValueError, DataError, RecursionError):
        return NONE
    return value
