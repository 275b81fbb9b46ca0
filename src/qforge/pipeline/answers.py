"""The stages around the teacher: it is asked, and programs are taken out of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from qforge.languages.base import Pack
from qforge.pipeline.asking import Asking, Requests, ask
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import Answer, Candidate, Kind, Rejection, Request, Stage, dump, record_id
from qforge.stages import extract, policy, translate
from qforge.teachers.base import Teacher
from qforge.value import Json


class Asked(NamedTuple):
    """A request with its answer, or the reason why there is none."""

    request: Request
    outcome: Answer | Rejection


def ask_teacher(pipeline: Pipeline, teacher: Teacher, requests: Requests, journal: Journal, first: int) -> list[Asked]:
    """Ask the teacher for every answer that is not stored; give all outcomes, in the order of the requests.

    Args:
        first: how many of the requests are the first for their problem.
    """
    journal.ledger.enter(Stage.TRANSLATE, len(requests), len(requests) - first)
    answers: list[Asked] = []
    for request, key, outcome in ask(Asking(teacher, Stage.TRANSLATE, requests, pipeline.asking), journal):
        journal.step(request.id, Stage.TRANSLATE, payload=_told(request))
        if isinstance(outcome, Answer):
            journal.step(request.id, Stage.TRANSLATE, key=key)
            answers.append(Asked(request, outcome))
        else:
            rejection = translate.not_answered(request, outcome.reason, outcome.message)
            journal.reject([rejection])
            answers.append(Asked(request, rejection))
    return answers


def _told(request: Request) -> dict[str, Json]:
    """Tell of a request what is new in it; what a repair's prompt repeats stands in the story of its parent."""
    lineage = request.lineage
    messages = request.messages[-1:] if lineage.kind is Kind.REPAIR else request.messages
    told: dict[str, Json] = {"messages": [dump(message) for message in messages]}
    if lineage.parent is not None:
        parent = record_id(request.problem_id, request.attempt, lineage.parent)
        told = {"kind": lineage.kind.value, "parent": parent, **told}
    return told


def take_programs(
    rules: policy.Settings | None, pack: Pack, answers: Sequence[Answer], checked: Checked, journal: Journal
) -> list[Candidate | Rejection]:
    """Take the programs out of the answers; give each one's outcome.

    Args:
        rules: the policy that answers must meet; None where nothing is made of them that could be trained on.

    Raises:
        PipelineError: the policy says nothing of an answer's model.
    """
    journal.ledger.enter(Stage.EXTRACT, len(answers))
    outcomes = []
    for answer in answers:
        refused = policy.refuse_answer(answer, rules) if rules else None
        outcome = refused or extract.extract(answer, checked[answer.problem_id], pack)
        if isinstance(outcome, Rejection):
            journal.reject([outcome])
        else:
            journal.step(outcome.id, Stage.EXTRACT, payload={"code": outcome.code})
        outcomes.append(outcome)
    return outcomes
