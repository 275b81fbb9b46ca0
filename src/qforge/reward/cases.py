"""Fresh cases for a task: drawn by seed, answered by the reference in the sandbox, kept while they are in use."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from qforge.errors import DataError
from qforge.feeds.base import Task
from qforge.languages.base import Examiner, Pack
from qforge.record import CheckedProblem, Rejection
from qforge.reward_settings import Settings
from qforge.stages import reference
from qforge.value import digest

KEPT = 4096
TRIES = 4


class FreshCases:
    """Checked problems by task and seed; used by several threads."""

    def __init__(self, pack: Pack, settings: Settings, examiners: Mapping[str, Examiner]) -> None:
        self._pack, self._settings, self._examiners = pack, settings, examiners
        self._kept: OrderedDict[tuple[str, int], CheckedProblem] = OrderedDict()
        self._locks: dict[str, threading.Lock] = {}
        self._mutex = threading.Lock()

    def of(self, task: Task, seed: int) -> CheckedProblem:
        """Give the task with cases that this seed draws; the same seed gives the same cases.

        Raises:
            SandboxError: the reference could not be run; no verdict on anything.
            DataError: no cases can be drawn for the task; the message says why.
        """
        key = (task.id, seed)
        with self._mutex:
            lock = self._locks.setdefault(task.id, threading.Lock())
        with lock:
            with self._mutex:
                if key in self._kept:
                    self._kept.move_to_end(key)
                    return self._kept[key]
            drawn = self._draw(task, seed)
            with self._mutex:
                self._kept[key] = drawn
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return drawn

    def _draw(self, task: Task, seed: int) -> CheckedProblem:
        """Draw cases; where they do not tell right from wrong, draw more, from other seeds."""
        problem = task.problem
        if problem.reference is None:
            raise DataError(f"task {task.id}: it has no reference, so no cases can be drawn")
        outcome: CheckedProblem | Rejection | None = None
        for attempt in range(TRIES):
            settings = _wanted(self._settings.inputs * (1 + attempt))
            drawn_from = int(digest([seed, attempt])[:12], 16)
            examiner = self._examiners[problem.reference.language]
            # Whoever made the task held its reference against itself in two processes.
            outcome = reference.check(problem, examiner, self._pack, settings, drawn_from, again=True)
            if isinstance(outcome, CheckedProblem):
                return outcome
        assert isinstance(outcome, Rejection)
        raise DataError(f"task {task.id}: no cases can be drawn: {outcome.evidence.get('message', outcome.reason)}")


def _wanted(count: int) -> reference.Settings:
    """Ask for so many cases. Some more are made, to choose among by their answers; no mutants are planted."""
    return reference.Settings(inputs=count, maximum_inputs=count, tried_inputs=3 * count, mutants=0)
