"""Build a dataset: the stages in order, each result looked up in the run's store before it is made.

The key of a result is the digest of what decides it, so the same command goes on where a killed build
stopped, and a finished build asks nobody and runs nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from qforge.errors import StorageError
from qforge.exporters.base import SPLITS, Row, write_aside
from qforge.languages.base import Examiner, Limits, Pack
from qforge.ledger import Ledger
from qforge.pipeline import rows
from qforge.pipeline.journal import Journal, Progress
from qforge.pipeline.packs import examiner_for, target_pack
from qforge.pipeline.runtimes import RuntimePool
from qforge.pipeline.schema import Pipeline
from qforge.record import (
    Answer,
    Candidate,
    Case,
    CheckedProblem,
    Evidence,
    PlacedSample,
    Problem,
    Rejection,
    Request,
    Sample,
    Stage,
    dump,
    load,
    record_id,
)
from qforge.signature import Signature
from qforge.stages import dedup, extract, read, reference, split, translate, verify
from qforge.store import Store, result_key
from qforge.teachers.base import Teacher
from qforge.value import Json, canonical, digest

Checked = Mapping[str, CheckedProblem]


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build.

    Attributes:
        directory: the run's.
        dataset: the folder in it that `datasets.load_dataset` opens.
        rows: what was published, by problem and attempt.
        rejections: everything that left, in the order of the stages.
        files: what the exporters wrote.
        asked: answers that the teacher was asked for now; the others were stored.
        verified: programs that were run now; the others' verdicts were stored.
    """

    pipeline: Pipeline
    directory: Path
    dataset: Path
    rows: tuple[Row, ...]
    rejections: tuple[Rejection, ...]
    ledger: Ledger
    files: tuple[Path, ...]
    asked: int
    verified: int


def build(pipeline: Pipeline, directory: Path, progress: Progress) -> Build:
    """Make the pipeline's dataset in a run directory, going on from what is stored there.

    Raises:
        RunError: another build uses the directory.
        InfrastructureError: something failed that is no verdict; the same command goes on from there.
        UserError: a source, recording or teacher's settings are wrong.
    """
    pack = target_pack(pipeline.language)
    teacher = pipeline.teacher.module.connect(pipeline.teacher.settings)
    with Store(directory) as store:
        journal = Journal(store, Ledger(), progress)
        problems = _read(pipeline, journal)
        checked = _reference(pipeline, pack, problems, journal)
        answers = _translate(pipeline, pack, teacher, list(checked.values()), journal)
        candidates = _extract(pack, answers, checked, journal)
        samples = _verify(pipeline, pack, candidates, checked, journal)
        placed = _place(pipeline, pack, samples, checked, journal)
        published = tuple(_row(pipeline, pack, item, checked) for item in placed)
        journal.ledger.check()
        journal.close()
        _write_books(directory, journal)
        dataset = directory / "dataset"
        files = [
            file
            for exporter in pipeline.exporters
            for file in exporter.module.write(published, dataset, exporter.settings)
        ]
        _remove_others(dataset, files)
    return Build(
        pipeline=pipeline,
        directory=directory,
        dataset=dataset,
        rows=published,
        rejections=tuple(journal.rejections),
        ledger=journal.ledger,
        files=tuple(files),
        asked=journal.made[Stage.TRANSLATE],
        verified=journal.made[Stage.VERIFY],
    )


def _read(pipeline: Pipeline, journal: Journal) -> list[Problem]:
    records = (record for source in pipeline.sources for record in source.module.read(source.settings))
    problems, rejections = read.read(records)
    journal.ledger.enter(Stage.READ, len(problems) + len(rejections))
    journal.ledger.problems(problems)
    journal.reject(rejections)
    for problem in problems:
        journal.step(problem.id, Stage.READ, payload=dump(problem))
    return problems


def _reference(
    pipeline: Pipeline, pack: Pack, problems: Sequence[Problem], journal: Journal
) -> dict[str, CheckedProblem]:
    settings, seed = pipeline.reference, pipeline.seed
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    languages = {problem.reference.language for problem in problems if problem.reference is not None}
    examiners = {name: examiner_for(name, limits, pipeline.isolation) for name in sorted(languages)}

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
        cases: Json = [dump(case) for case in outcome.cases]
        return {"signature": dump(outcome.signature), "cases": cases, "oracle": outcome.oracle}

    checked = {}
    kept = journal.memo(Stage.REFERENCE, problems, key, make, pipeline.workers)
    for problem, (stored, result) in zip(problems, kept, strict=True):
        journal.step(problem.id, Stage.REFERENCE, key=stored)
        if "reason" in result:
            journal.reject([load(Rejection, result)], told=True)
            continue
        cases = load(tuple[Case, ...], result["cases"])
        signature = load(Signature, result["signature"])
        checked[problem.id] = CheckedProblem(problem, signature, cases, str(result["oracle"]))
    return checked


def _translate(
    pipeline: Pipeline, pack: Pack, teacher: Teacher, checked: Sequence[CheckedProblem], journal: Journal
) -> list[Answer]:
    requests = list(translate.requests(checked, pack, pipeline.translate))
    keys = {_place_of(request): _answer_key(teacher, request) for request in requests}
    stored = {place: journal.store.get(key) for place, key in keys.items()}
    waiting = [request for request in requests if stored[_place_of(request)] is None]
    journal.ledger.enter(Stage.TRANSLATE, len(requests))
    journal.made[Stage.TRANSLATE] = 0
    journal.progress.begin(Stage.TRANSLATE, len(requests), len(requests) - len(waiting))

    def answered(request: Request, answer: Answer | None) -> None:
        tokens = 0
        if answer is not None:
            stored[_place_of(request)] = dump(answer)
            journal.store.put(keys[_place_of(request)], Stage.TRANSLATE, dump(answer))
            journal.made[Stage.TRANSLATE] += 1
            tokens = answer.usage.prompt_tokens + answer.usage.completion_tokens
        journal.progress.advance(accepted=answer is not None, tokens=tokens)

    async def ask() -> None:
        try:
            await translate.ask_all(waiting, teacher, answered)
        finally:
            await teacher.close()

    asyncio.run(ask())
    journal.progress.end()
    answers = []
    for request in requests:
        place = _place_of(request)
        messages: Json = [dump(message) for message in request.messages]
        journal.step(place, Stage.TRANSLATE, payload={"messages": messages})
        if stored[place] is None:
            journal.reject([translate.not_answered(request)])
        else:
            journal.step(place, Stage.TRANSLATE, key=keys[place])
            answers.append(load(Answer, stored[place]))
    return answers


def _place_of(request: Request) -> str:
    return record_id(request.problem_id, request.attempt)


def _answer_key(teacher: Teacher, request: Request) -> str:
    subject: Json = [request.problem_id, request.attempt, translate.prompt_key(request)]
    return result_key(Stage.TRANSLATE, translate.VERSION, teacher.fingerprint(request), subject)


def _extract(pack: Pack, answers: Sequence[Answer], checked: Checked, journal: Journal) -> list[Candidate]:
    journal.ledger.enter(Stage.EXTRACT, len(answers))
    candidates = []
    for answer in answers:
        outcome = extract.extract(answer, checked[answer.problem_id], pack)
        if isinstance(outcome, Rejection):
            journal.reject([outcome])
        else:
            place = record_id(outcome.problem_id, outcome.attempt)
            journal.step(place, Stage.EXTRACT, payload={"code": outcome.code})
            candidates.append(outcome)
    return candidates


def _verify(
    pipeline: Pipeline, pack: Pack, candidates: Sequence[Candidate], checked: Checked, journal: Journal
) -> list[Sample]:
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
        journal.step(record_id(candidate.problem_id, candidate.attempt), Stage.VERIFY, key=stored)
        if isinstance(outcome, Rejection):
            journal.reject([outcome], told=True)
        else:
            samples.append(outcome)
    return samples


def _subject(checked: CheckedProblem) -> str:
    """Give the digest of what a candidate for this problem is held against."""
    cases: Json = [dump(case) for case in checked.cases]
    return digest([dump(checked.signature), cases, dump(checked.problem.comparison)])


def _place(
    pipeline: Pipeline, pack: Pack, samples: Sequence[Sample], checked: Checked, journal: Journal
) -> list[PlacedSample]:
    names = {name: pack.function_name(item.signature.name) for name, item in checked.items()}
    tokens = [
        (sample, dedup.nameless(pack.normalise(sample.candidate.code), names[sample.candidate.problem_id]))
        for sample in samples
    ]
    deduplicated = dedup.deduplicate(tokens, pipeline.dedup, pipeline.seed)
    journal.ledger.enter(Stage.DEDUP, len(samples))
    journal.reject(deduplicated.rejections)
    placed = split.place(deduplicated, checked, pipeline.split, pipeline.seed)
    journal.ledger.enter(Stage.SPLIT, len(deduplicated.kept))
    journal.ledger.samples(placed)
    for item in placed:
        place = record_id(item.sample.candidate.problem_id, item.sample.candidate.attempt)
        journal.step(place, Stage.SPLIT, payload={"group": item.group, "split": item.split})
    return placed


def _row(pipeline: Pipeline, pack: Pack, placed: PlacedSample, checked: Checked) -> Row:
    problem = checked[placed.sample.candidate.problem_id]
    return rows.row(problem, placed, translate.prompt(problem, pack, pipeline.translate), pack)


def _write_books(directory: Path, journal: Journal) -> None:
    """Write what left, a line each, and the counts."""

    def rejections(stream: BinaryIO) -> None:
        for rejection in journal.rejections:
            stream.write(f"{canonical(dump(rejection))}\n".encode())

    def counts(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(journal.ledger.to_json(), indent=2)}\n".encode())

    write_aside(directory / "rejections.jsonl", rejections)
    write_aside(directory / "ledger.json", counts)


def _remove_others(dataset: Path, files: Sequence[Path]) -> None:
    """Remove the data files that an earlier build of other settings left; what has another name is the user's."""
    stale = [path for split in SPLITS for path in dataset.glob(f"data/{split}-*-of-*.parquet")]
    stale += [dataset / f"{split}.jsonl" for split in SPLITS]
    for path in sorted(set(stale) - set(files)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"{path} can't be removed: {error.strerror}") from error
