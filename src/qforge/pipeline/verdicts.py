"""The stage that judges programs, over a pool of runtimes, and over a second pool where one must confirm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

from qforge.config.plugin import Plugin
from qforge.languages.base import Limits, Pack, Runtime
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.packs import examiners_for
from qforge.pipeline.runtimes import RuntimePool
from qforge.pipeline.schema import Pipeline
from qforge.record import Candidate, CheckedProblem, Evidence, Rejection, Sample, Stage, dump, load
from qforge.stages import verify
from qforge.store import result_key
from qforge.value import Json, digest


@dataclass(frozen=True, slots=True)
class Judge:
    """The runtimes that judge programs; `second` confirms what passes on the first, where the pipeline asks for it."""

    pipeline: Pipeline
    pack: Pack
    means: verify.Means
    pool: RuntimePool
    second: RuntimePool | None
    _subjects: dict[str, str] = field(default_factory=dict)

    def judge(self, code: str, checked: CheckedProblem) -> verify.Verdict:
        """Run a program on its problem's cases.

        Raises:
            SandboxError: it could not be run for no fault of its own; no verdict.
        """
        verdict = verify.judge(code, checked, self.means)
        if verdict.reason is None and self.second is not None:
            return verify.confirm(code, checked, self.means, self.second)
        return verdict

    def runtimes(self) -> list[Runtime]:
        """Give the first, and the second where there is one."""
        return [self.pool, *([self.second] if self.second is not None else [])]

    def key(self, code: str, checked: CheckedProblem) -> str:
        """Give the key of a program's verdict."""
        settings = self.pipeline.verify
        confirmed = self.second is not None and settings.confirm is not None
        decisive: Json = [
            [settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes, settings.latitude],
            _decisive(self.pipeline.runtime, self.pool),
            _decisive(settings.confirm, self.second) if confirmed else None,  # type: ignore[arg-type]
        ]
        subject: Json = [code, self._subject(checked)]
        return result_key(Stage.VERIFY, verify.VERSION, decisive, subject)

    def evidence(self, checked: CheckedProblem) -> Evidence:
        """Say what a program that passed was held against."""
        pool, latitude = self.pool, self.pipeline.verify.latitude
        return Evidence(len(checked.cases), pool.name, pool.version, latitude, pool.sandbox, _told(self.second))

    def _subject(self, checked: CheckedProblem) -> str:
        """Give the digest of what a candidate for this problem is held against."""
        name = checked.problem.id
        if name not in self._subjects:
            cases: Json = [dump(case) for case in checked.cases]
            self._subjects[name] = digest([dump(checked.signature), cases, dump(checked.problem.comparison)])
        return self._subjects[name]


@contextmanager
def judging(pipeline: Pipeline, pack: Pack, checked: Checked) -> Iterator[Judge]:
    """Hold the runtimes ready for as long as programs for these problems come."""
    checkers = examiners_for((item.problem for item in checked.values()), pipeline.reference, pipeline.isolation)
    with _pool(pipeline, pipeline.runtime) as pool, _second_pool(pipeline) as second:
        means = verify.Means(pack, pool, pipeline.verify.latitude, checkers)
        yield Judge(pipeline, pack, means, pool, second)


def judge_programs(
    judge: Judge, candidates: Sequence[Candidate], checked: Checked, journal: Journal
) -> list[Sample | Rejection]:
    """Run each program on its problem's cases; give each one's outcome."""
    kept = journal.memo(
        Stage.VERIFY,
        candidates,
        key=lambda candidate: judge.key(candidate.code, checked[candidate.problem_id]),
        make=lambda candidate: dump(judge.judge(candidate.code, checked[candidate.problem_id])),
        workers=judge.pipeline.workers,
    )
    outcomes = []
    for candidate, (stored, result) in zip(candidates, kept, strict=True):
        evidence = judge.evidence(checked[candidate.problem_id])
        outcome = verify.settle(candidate, load(verify.Verdict, result), pack=judge.pack, evidence=evidence)
        journal.step(candidate.id, Stage.VERIFY, key=stored)
        if isinstance(outcome, Rejection):
            journal.reject([outcome], told=True)
        outcomes.append(outcome)
    return outcomes


def _pool(pipeline: Pipeline, plugin: Plugin) -> RuntimePool:
    settings = pipeline.verify
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    return RuntimePool(lambda: plugin.module.start(plugin.settings, limits, pipeline.isolation), pipeline.workers)


@contextmanager
def _second_pool(pipeline: Pipeline) -> Iterator[RuntimePool | None]:
    if pipeline.verify.confirm is None:
        yield None
        return
    with _pool(pipeline, pipeline.verify.confirm) as pool:
        yield pool


def _decisive(plugin: Plugin, pool: RuntimePool) -> Json:
    """Give what about a runtime decides a verdict."""
    settings: Json = {name: str(value) for name, value in asdict(plugin.settings).items()}
    return [settings, pool.name, pool.version, pool.sandbox]


def _told(second: RuntimePool | None) -> str:
    return "" if second is None else f"{second.name}: {second.version}, {second.sandbox}"
