"""The stages around the teacher: it is asked, and programs are taken out of its answers."""

from __future__ import annotations

from collections.abc import Sequence

from qforge.languages.base import Pack
from qforge.pipeline.asking import Asking, ask
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import Answer, Candidate, CheckedProblem, Rejection, Stage, dump
from qforge.stages import extract, policy, translate
from qforge.teachers.base import Teacher
from qforge.value import Json


def ask_teacher(
    pipeline: Pipeline, pack: Pack, teacher: Teacher, checked: Sequence[CheckedProblem], journal: Journal
) -> list[Answer]:
    """Ask the teacher for every answer that is not stored; give all there are, problem by problem."""
    plan = translate.Plan(checked, pack, pipeline.translate)
    journal.ledger.enter(Stage.TRANSLATE, len(plan), len(plan) - len(checked))
    answers = []
    for request, key, outcome in ask(Asking(teacher, Stage.TRANSLATE, plan, pipeline.asking), journal):
        place = request.id
        messages: Json = [dump(message) for message in request.messages]
        journal.step(place, Stage.TRANSLATE, payload={"messages": messages})
        if isinstance(outcome, Answer):
            journal.step(place, Stage.TRANSLATE, key=key)
            answers.append(outcome)
        else:
            journal.reject([translate.not_answered(request, outcome.reason, outcome.message)])
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
