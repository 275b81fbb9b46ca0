"""The stage that audits accepted programs on fresh inputs."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.verdicts import Judge
from qforge.record import Rejection, Sample, Stage, dump, load
from qforge.stages import audit
from qforge.store import result_key
from qforge.value import Json


def audit_samples(judge: Judge, samples: Sequence[Sample], checked: Checked, journal: Journal) -> list[Sample]:
    """Audit each sample; give those that held, with what the audit showed."""
    pipeline = judge.pipeline
    fresh = _FreshCases(judge, checked)

    def key(sample: Sample) -> str:
        problem = checked[sample.candidate.problem_id]
        decisive: Json = [asdict(pipeline.audit), asdict(pipeline.reference), pipeline.seed]
        return result_key(Stage.AUDIT, audit.VERSION, decisive, judge.key(sample.candidate.code, problem))

    def make(sample: Sample) -> dict[str, Json]:
        name = sample.candidate.problem_id
        audited = audit.audit(sample, checked[name], fresh.of(name), judge.means, pipeline.audit, pipeline.seed)
        return dump(audited)

    ordered = sorted(samples, key=lambda sample: sample.candidate.problem_id)
    kept = journal.memo(Stage.AUDIT, ordered, key, make, pipeline.workers)
    held: list[Sample] = []
    for sample, (stored, result) in zip(ordered, kept, strict=True):
        outcome = audit.settle(sample, load(audit.Audited, result))
        journal.step(sample.candidate.id, Stage.AUDIT, key=stored)
        if isinstance(outcome, Rejection):
            journal.reject([outcome], told=True)
        else:
            held.append(outcome)
    settled: dict[str, Sample] = {}
    for _, group in groupby(held, key=lambda sample: sample.candidate.problem_id):
        for one in audit.settle_problem(list(group), pipeline.audit):
            if isinstance(one, Rejection):
                journal.reject([one])
            else:
                settled[one.candidate.id] = one
    return [settled[sample.candidate.id] for sample in samples if sample.candidate.id in settled]


class _FreshCases:
    """Fresh inputs by problem, made once each, when the first of its programs is audited."""

    def __init__(self, judge: Judge, checked: Checked) -> None:
        self._judge, self._checked = judge, checked
        self._made: dict[str, audit.Fresh] = {}
        self._locks = {name: threading.Lock() for name in checked}

    def of(self, name: str) -> audit.Fresh:
        """Give a problem's; may be asked by several threads."""
        pipeline, checked = self._judge.pipeline, self._checked[name]
        with self._locks[name]:
            if name not in self._made:
                language = checked.problem.reference.language if checked.problem.reference else ""
                self._made[name] = audit.fresh_cases(
                    checked,
                    self._judge.means.checkers.get(language),
                    self._judge.pack,
                    pipeline.reference,
                    inputs=pipeline.audit.inputs,
                    seed=pipeline.seed,
                )
            return self._made[name]
