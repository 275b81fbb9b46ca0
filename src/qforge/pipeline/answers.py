"""The stages around the teacher: it is asked, and programs are taken out of its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from qforge.languages.base import Pack
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import Answer, Candidate, CheckedProblem, Rejection, Request, Stage, dump, load
from qforge.stages import extract, policy, translate
from qforge.store import result_key
from qforge.teachers.base import Teacher
from qforge.value import Json


def ask_teacher(
    pipeline: Pipeline, pack: Pack, teacher: Teacher, checked: Sequence[CheckedProblem], journal: Journal
) -> list[Answer]:
    """Ask the teacher for every answer that is not stored; give all there are, problem by problem."""
    requests = list(translate.requests(checked, pack, pipeline.translate))
    keys = {request.id: _answer_key(teacher, request) for request in requests}
    stored = {place: journal.store.get(key) for place, key in keys.items()}
    waiting = [request for request in requests if stored[request.id] is None]
    journal.ledger.enter(Stage.TRANSLATE, len(requests), len(requests) - len(checked))
    journal.made[Stage.TRANSLATE] = 0
    journal.progress.begin(Stage.TRANSLATE, len(requests), len(requests) - len(waiting))

    def answered(request: Request, answer: Answer | None) -> None:
        tokens = 0
        if answer is not None:
            stored[request.id] = dump(answer)
            journal.store.put(keys[request.id], Stage.TRANSLATE, dump(answer))
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
        place = request.id
        messages: Json = [dump(message) for message in request.messages]
        journal.step(place, Stage.TRANSLATE, payload={"messages": messages})
        if stored[place] is None:
            journal.reject([translate.not_answered(request)])
        else:
            journal.step(place, Stage.TRANSLATE, key=keys[place])
            answers.append(load(Answer, stored[place]))
    return answers


def take_programs(
    pipeline: Pipeline, pack: Pack, answers: Sequence[Answer], checked: Checked, journal: Journal
) -> list[Candidate]:
    """Take the programs out of the answers.

    Raises:
        PipelineError: the policy says nothing of an answer's model.
    """
    journal.ledger.enter(Stage.EXTRACT, len(answers))
    candidates = []
    for answer in answers:
        refused = policy.refuse_answer(answer, pipeline.policy)
        outcome = refused or extract.extract(answer, checked[answer.problem_id], pack)
        if isinstance(outcome, Rejection):
            journal.reject([outcome])
        else:
            journal.step(outcome.id, Stage.EXTRACT, payload={"code": outcome.code})
            candidates.append(outcome)
    return candidates


def _answer_key(teacher: Teacher, request: Request) -> str:
    subject: Json = [request.id, translate.prompt_key(request)]
    return result_key(Stage.TRANSLATE, translate.VERSION, teacher.fingerprint(request), subject)
