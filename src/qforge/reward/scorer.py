"""Scores rollouts by running them: the one reward behind all forms.

A rollout's program is parsed, run on cases drawn fresh by seed, and compared outside of the process that ran it, by the
rules of verification. Equal rollouts, settings and seeds give equal rewards on any number of workers. A fault of
the machine gives no reward; it never counts as a wrong program.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from qforge import plugins
from qforge.errors import DataError, InfrastructureError
from qforge.feeds.base import Task
from qforge.languages.base import Latitude, Limits
from qforge.parallel import ordered_map
from qforge.pipeline.packs import PACKAGE, examiners_for, target_pack
from qforge.pipeline.runtimes import RuntimePool
from qforge.record import Answer, FinishReason, Reason, Rejection, Usage
from qforge.reward.cases import FreshCases
from qforge.reward.score import Rollout, Score
from qforge.reward.tasks import Tasks, read_tasks
from qforge.reward_rule import CHEATS, rewarded
from qforge.reward_settings import Settings, settings
from qforge.stages import reference, verify
from qforge.stages.extract import extract


class Scorer:
    """Scores rollouts of a set of tasks over a pool of workers; a context manager.

    `counts` says how rollouts ended: by reason, "passed" where every case did, "fault" where there is no verdict.
    """

    def __init__(self, tasks: Tasks | Path | str, chosen: Settings | None = None, **given: Any) -> None:
        """Take the tasks, or the file that holds them; settings as an object or as keywords.

        Raises:
            DataError: the tasks or the settings are not well-formed.
            SandboxError: nothing can run programs here.
        """
        self.tasks = tasks if isinstance(tasks, Tasks) else read_tasks(Path(tasks))
        self.settings = chosen or settings(given)
        self.counts: Counter[str] = Counter()
        self._pack = target_pack(self.tasks.language)
        problems = (task.problem for task in self.tasks.by_id.values())
        examiners = examiners_for(problems, reference.Settings(), self.settings.isolation)
        self._cases = FreshCases(self._pack, self.settings, examiners)
        self._pool = RuntimePool(self._start, self.settings.workers)
        self._means = verify.Means(self._pack, self._pool, Latitude(self.settings.latitude), examiners)

    def score(self, rollouts: Sequence[Rollout], seed: int) -> list[Score]:
        """Score rollouts, in their order; equal programs for one task are run once.

        Args:
            seed: which cases are drawn. Give another one each step, so that no case can be learnt by heart.

        Raises:
            DataError: a rollout names a task that is not there.
        """
        unknown = sorted({rollout.task for rollout in rollouts} - set(self.tasks.by_id))
        if unknown:
            raise DataError(f"no task {unknown[0]!r} among the {len(self.tasks.by_id)} tasks; give the id of one")
        distinct = list(dict.fromkeys(rollouts))
        scores = ordered_map(lambda one: self._score(one, seed), distinct, self.settings.workers, lambda _: None)
        by_rollout = dict(zip(distinct, scores, strict=True))
        found = [by_rollout[rollout] for rollout in rollouts]
        self.counts.update(map(_ending, found))
        return found

    @property
    def cheats(self) -> int:
        """Rollouts so far that went for the harness instead of the problem."""
        return sum(self.counts[reason.value] for reason in CHEATS)

    def close(self) -> None:
        """End the workers."""
        self._pool.close()

    def _score(self, rollout: Rollout, seed: int) -> Score:
        try:
            return self._judged(rollout, self.tasks.by_id[rollout.task], seed)
        except (InfrastructureError, DataError) as error:
            return Score(None, None, 0, 0, str(error))

    def _judged(self, rollout: Rollout, task: Task, seed: int) -> Score:
        checked = self._cases.of(task, seed)
        finish = FinishReason.LENGTH if rollout.truncated else FinishReason.STOP
        candidate = extract(Answer(task.id, 0, "", "", rollout.text, finish, Usage()), checked, self._pack)
        total = len(checked.cases)
        if isinstance(candidate, Rejection):
            message = str(candidate.evidence.get("message", ""))
            return Score(self.settings.no_program, candidate.reason, 0, total, message)
        verdict = verify.judge(candidate.code, checked, self._means)
        passed = total if verdict.reason is None else int(verdict.evidence.get("passed", 0))
        reward = self._reward(verdict.reason, passed / total, loops=self._pack.loops(candidate.code))
        return Score(reward, verdict.reason, passed, total, str(verdict.evidence.get("message", "")))

    def _reward(self, reason: Reason | None, share: float, *, loops: bool) -> float | None:
        rule = {name: getattr(self.settings, name) for name in ("bonus", "no_parse", "loop_penalty")}
        return rewarded(reason, share, loops=loops, **rule)

    def _start(self) -> Any:
        chosen = self.settings
        plugin = plugins.load(f"{PACKAGE}.{self.tasks.language}.runtimes", chosen.runtime)
        limits = Limits(chosen.cpu_seconds, chosen.memory_megabytes, chosen.output_kilobytes)
        return plugin.start(plugin.Settings(), limits, chosen.isolation)

    def __enter__(self) -> Scorer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _ending(score: Score) -> str:
    if score.reason is not None:
        return score.reason.value
    return "fault" if score.reward is None else "passed"
