"""The stage that judges programs, over a pool of runtimes, and over a second pool where one must confirm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict

from qforge.config.plugin import Plugin
from qforge.languages.base import Limits, Pack
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.packs import examiners_for
from qforge.pipeline.runtimes import RuntimePool
from qforge.pipeline.schema import Pipeline
from qforge.record import Candidate, CheckedProblem, Evidence, Rejection, Sample, Stage, dump, load
from qforge.stages import verify
from qforge.store import result_key
from qforge.value import Json, digest


def judge_programs(
    pipeline: Pipeline, pack: Pack, candidates: Sequence[Candidate], checked: Checked, journal: Journal
) -> list[Sample]:
    """Run each program on its problem's cases; give those that passed."""
    checkers = examiners_for((item.problem for item in checked.values()), pipeline.reference, pipeline.isolation)
    subjects = {name: _subject(item) for name, item in checked.items()}

    with _pool(pipeline, pipeline.runtime) as pool, _second_pool(pipeline) as second:
        settings = pipeline.verify
        means = verify.Means(pack, pool, settings.latitude, checkers)
        decisive: Json = [
            [settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes, settings.latitude],
            _decisive(pipeline.runtime, pool),
            None if second is None or settings.confirm is None else _decisive(settings.confirm, second),
        ]

        def key(candidate: Candidate) -> str:
            subject: Json = [candidate.code, subjects[candidate.problem_id]]
            return result_key(Stage.VERIFY, verify.VERSION, decisive, subject)

        def make(candidate: Candidate) -> dict[str, Json]:
            problem = checked[candidate.problem_id]
            verdict = verify.judge(candidate.code, problem, means)
            if verdict.reason is None and second is not None:
                verdict = verify.confirm(candidate.code, problem, means, second)
            return dump(verdict)

        kept = journal.memo(Stage.VERIFY, candidates, key, make, pipeline.workers)
    samples = []
    for candidate, (stored, result) in zip(candidates, kept, strict=True):
        cases = len(checked[candidate.problem_id].cases)
        evidence = Evidence(cases, pool.name, pool.version, settings.latitude, pool.sandbox, _told(second))
        outcome = verify.settle(candidate, load(verify.Verdict, result), pack=pack, evidence=evidence)
        journal.step(candidate.id, Stage.VERIFY, key=stored)
        if isinstance(outcome, Rejection):
            journal.reject([outcome], told=True)
        else:
            samples.append(outcome)
    return samples


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


def _subject(checked: CheckedProblem) -> str:
    """Give the digest of what a candidate for this problem is held against."""
    cases: Json = [dump(case) for case in checked.cases]
    return digest([dump(checked.signature), cases, dump(checked.problem.comparison)])
