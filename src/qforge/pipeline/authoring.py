"""The stage in which a model writes problems: asked in waves, each draft checked, mended once, and counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import NamedTuple

from qforge.errors import DataError
from qforge.languages.base import ExaminerPlugin, Pack
from qforge.pipeline import plugging
from qforge.pipeline.asking import Asking, ask
from qforge.pipeline.journal import Journal
from qforge.pipeline.packs import author_pack, examiners_for
from qforge.pipeline.schema import Pipeline
from qforge.record import (
    Answer,
    FinishReason,
    Kind,
    Lineage,
    Message,
    Problem,
    Reason,
    Rejection,
    Request,
    Stage,
    dump,
)
from qforge.stages import author, reference
from qforge.stages.author import Flaw, Planned, Settings
from qforge.store import result_key
from qforge.teachers.base import Teacher
from qforge.value import Json

REPAIRED_NEVER = (Reason.EMPTY, Reason.REFUSED, Reason.TRUNCATED)


def author_problems(pipeline: Pipeline, pack: Pack, problems: Sequence[Problem], journal: Journal) -> list[Problem]:
    """Give the problems that were read, and behind them those that the pipeline's author wrote."""
    journal.ledger.enter(Stage.AUTHOR, len(problems))
    if pipeline.author is None:
        return list(problems)
    teacher = plugging.connect(pipeline.author.teacher)
    desk = _Desk(pipeline, pipeline.author, pack, teacher, problems, journal)
    for wave in author.waves(pipeline.author):
        desk.write(wave)
    return desk.kept


class _Tried(NamedTuple):
    """A request with its answer, the problem in it, and what is wrong with that."""

    request: Request
    answer: Answer | None
    problem: Problem | None
    flaw: Flaw | None


class _Desk:
    """Asks for drafts and keeps those that become problems."""

    def __init__(
        self,
        pipeline: Pipeline,
        settings: Settings,
        pack: Pack,
        teacher: Teacher,
        problems: Sequence[Problem],
        journal: Journal,
    ) -> None:
        self.kept = list(problems)
        self._words = [author.words(problem) for problem in problems]
        self._pipeline, self._settings, self._pack, self._teacher = pipeline, settings, pack, teacher
        self._journal = journal
        self._language: ExaminerPlugin = author_pack(author.LANGUAGE)
        self._planned: dict[str, Planned] = {}

    def write(self, wave: Sequence[Planned]) -> None:
        """Ask for a wave of problems, and once more for those that can't be used."""
        self._planned |= {planned.id: planned for planned in wave}
        failed = self._take([self._first(planned) for planned in wave])
        self._take([self._repair(tried, tried.answer, tried.flaw.message) for tried in failed
                    if tried.answer and tried.flaw and tried.flaw.reason not in REPAIRED_NEVER])  # fmt: skip

    def _first(self, planned: Planned) -> Request:
        taken = author.taken(planned.topic, self.kept, self._settings.shown)
        return Request(planned.id, 0, self._language.author_prompt(planned.topic, planned.difficulty, taken))

    def _repair(self, tried: _Tried, answer: Answer, message: str) -> Request:
        request = tried.request
        asked = Message("user", self._language.author_repair(message))
        messages = (*request.messages, Message("assistant", answer.text), asked)
        return Request(request.problem_id, 0, messages, lineage=Lineage(1, Kind.REPAIR, 0))

    def _take(self, requests: Sequence[Request]) -> list[_Tried]:
        """Ask and check; keep what is a problem, and give what is none."""
        if not requests:
            return []
        self._journal.ledger.enter(Stage.AUTHOR, len(requests), len(requests))
        tried = self._run([self._read(request, answer) for request, answer in self._ask(requests)])
        failed = []
        for item in tried:
            flaw = item.flaw
            if item.problem is not None and flaw is None:
                flaw = author.likeness(author.words(item.problem), self._words, self._settings)
            if item.problem is not None and flaw is None:
                self._keep(item.problem)
            elif flaw is not None:
                failed.append(item._replace(flaw=flaw))
                self._reject(item, flaw)
        return failed

    def _ask(self, requests: Sequence[Request]) -> list[tuple[Request, Answer | Flaw]]:
        answers: list[tuple[Request, Answer | Flaw]] = []
        for request, key, outcome in ask(
            Asking(self._teacher, Stage.AUTHOR, requests, self._pipeline.asking), self._journal
        ):
            told: list[Json] = [dump(message) for message in request.messages[-1:]]
            self._journal.step(request.problem_id, Stage.AUTHOR, payload={"messages": told})
            if isinstance(outcome, Answer):
                self._journal.step(request.problem_id, Stage.AUTHOR, key=key)
                answers.append((request, outcome))
            else:
                answers.append((request, Flaw(outcome.reason, outcome.message)))
        return answers

    def _read(self, request: Request, answer: Answer | Flaw) -> _Tried:
        """Read the problem in an answer; nothing of it is run."""
        if isinstance(answer, Flaw):
            return _Tried(request, None, None, answer)
        if answer.finish_reason is FinishReason.REFUSAL:
            return _Tried(request, answer, None, Flaw(Reason.REFUSED, "the author declined"))
        if answer.finish_reason is FinishReason.LENGTH:
            return _Tried(request, answer, None, Flaw(Reason.TRUNCATED, "the answer was cut off at the token limit"))
        if not answer.text.strip():
            return _Tried(request, answer, None, Flaw(Reason.EMPTY, "the answer is blank"))
        planned = self._planned[request.problem_id]
        if any(problem.id == planned.id for problem in self.kept):
            return _Tried(request, answer, None, Flaw(Reason.REPEATED_ID, "a source has a problem with this id"))
        try:
            draft = self._language.read_draft(answer.text)
        except DataError as error:
            return _Tried(request, answer, None, Flaw(Reason.MALFORMED, str(error)))
        return _Tried(request, answer, author.problem(planned, draft, answer.model, self._settings), None)

    def _run(self, tried: Sequence[_Tried]) -> list[_Tried]:
        """Run the drafts' references and generators, confined, on as many seeds as the settings say."""
        drafts = [item.problem for item in tried if item.problem is not None]
        settings = self._pipeline.reference
        settings = replace(settings, tried_inputs=max(self._settings.seeds, settings.tried_inputs))
        seed = self._pipeline.seed
        examiners = examiners_for(drafts, settings, self._pipeline.isolation)
        runner = examiners.get(author.LANGUAGE)

        def key(draft: Problem) -> str:
            decisive: Json = [asdict(settings), seed, runner.version if runner else "", self._pack.name]
            return result_key(Stage.AUTHOR, reference.VERSION, decisive, dump(draft))

        def make(draft: Problem) -> dict[str, Json]:
            outcome = reference.check(draft, runner, self._pack, settings, seed)
            if isinstance(outcome, Rejection):
                return {"reason": outcome.reason.value, "message": str(outcome.evidence["message"])}
            return {"cases": len(outcome.cases)}

        kept = self._journal.results(Stage.REFERENCE, drafts, key, make, self._pipeline.workers)
        found = {draft.id: result for draft, (_, result) in zip(drafts, kept, strict=True)}
        return [item._replace(flaw=_flaw(found[item.problem.id])) if item.problem else item for item in tried]

    def _keep(self, problem: Problem) -> None:
        self.kept.append(problem)
        self._words.append(author.words(problem))
        self._journal.ledger.problems([problem])
        self._journal.step(problem.id, Stage.AUTHOR, payload=dump(problem))

    def _reject(self, tried: _Tried, flaw: Flaw) -> None:
        evidence = {"message": flaw.message, "answer": tried.answer.text[:2000] if tried.answer else ""}
        request = tried.request
        self._journal.reject(
            [Rejection(request.problem_id, None, Stage.AUTHOR, flaw.reason, evidence, request.lineage)]
        )


def _flaw(result: Mapping[str, Json]) -> Flaw | None:
    return Flaw(Reason(str(result["reason"])), str(result["message"])) if "reason" in result else None
