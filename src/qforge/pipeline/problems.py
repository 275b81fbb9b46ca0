"""The first stages of a build: problems are read, and their references run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from qforge.languages.base import Examiner, Pack
from qforge.pipeline import plugging
from qforge.pipeline.journal import Journal
from qforge.pipeline.packs import examiners_for
from qforge.pipeline.schema import Pipeline
from qforge.record import CheckedProblem, Problem, Rejection, Stage, dump, load
from qforge.stages import read, reference
from qforge.store import result_key
from qforge.value import Json


def read_problems(pipeline: Pipeline, journal: Journal) -> list[Problem]:
    """Read all sources; records that are no problem leave here."""
    records = (record for source in pipeline.sources for record in plugging.records(source))
    problems, rejections = read.read(records)
    journal.ledger.enter(Stage.READ, len(problems) + len(rejections))
    journal.ledger.problems(problems)
    journal.reject(rejections)
    for problem in problems:
        journal.step(problem.id, Stage.READ, payload=dump(problem))
    return problems


def check_references(
    pipeline: Pipeline, pack: Pack, problems: Sequence[Problem], journal: Journal
) -> dict[str, CheckedProblem]:
    """Run each problem's reference; give those that hold, by id, in the order of the problems."""
    settings, seed = pipeline.reference, pipeline.seed
    examiners = examiners_for(problems, settings, pipeline.isolation)

    def examiner(problem: Problem) -> Examiner | None:
        return None if problem.reference is None else examiners[problem.reference.language]

    def key(problem: Problem) -> str:
        runner = examiner(problem)
        decisive: Json = [asdict(settings), seed, runner.version if runner else "", pack.name]
        return result_key(Stage.REFERENCE, reference.VERSION, decisive, dump(problem))

    def make(problem: Problem) -> dict[str, Json]:
        outcome = reference.check(problem, examiner(problem), pack, settings, seed)
        if isinstance(outcome, Rejection):
            return dump(outcome)
        return {name: value for name, value in dump(outcome).items() if name != "problem"}

    checked = {}
    kept = journal.memo(Stage.REFERENCE, problems, key, make, pipeline.workers)
    for problem, (stored, result) in zip(problems, kept, strict=True):
        journal.step(problem.id, Stage.REFERENCE, key=stored)
        if "reason" in result:
            journal.reject([load(Rejection, result)], told=True)
            continue
        checked[problem.id] = load(CheckedProblem, result | {"problem": problem})
    return checked
