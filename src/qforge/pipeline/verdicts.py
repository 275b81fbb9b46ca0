"""The stage that judges programs, over a pool of runtimes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from qforge.languages.base import Limits, Pack
from qforge.pipeline.journal import Checked, Journal
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
    settings, plugin = pipeline.verify, pipeline.runtime
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    subjects = {name: _subject(item) for name, item in checked.items()}

    with RuntimePool(
        lambda: plugin.module.start(plugin.settings, limits, pipeline.isolation), pipeline.workers
    ) as pool:
        decisive: Json = [asdict(settings), asdict(plugin.settings), pool.name, pool.version, pool.sandbox]

        def key(candidate: Candidate) -> str:
            subject: Json = [candidate.code, subjects[candidate.problem_id]]
            return result_key(Stage.VERIFY, verify.VERSION, [decisive, pack.latitude], subject)

        def make(candidate: Candidate) -> dict[str, Json]:
            return dump(verify.judge(candidate.code, checked[candidate.problem_id], pack, pool))

        kept = journal.memo(Stage.VERIFY, candidates, key, make, pipeline.workers)
    samples = []
    for candidate, (stored, result) in zip(candidates, kept, strict=True):
        cases = len(checked[candidate.problem_id].cases)
        evidence = Evidence(cases, pool.name, pool.version, pack.latitude, pool.sandbox)
        outcome = verify.settle(candidate, load(verify.Verdict, result), pack=pack, evidence=evidence)
        journal.step(candidate.id, Stage.VERIFY, key=stored)
        if isinstance(outcome, Rejection):
            journal.reject([outcome], told=True)
        else:
            samples.append(outcome)
    return samples


def _subject(checked: CheckedProblem) -> str:
    """Give the digest of what a candidate for this problem is held against."""
    cases: Json = [dump(case) for case in checked.cases]
    return digest([dump(checked.signature), cases, dump(checked.problem.comparison)])
