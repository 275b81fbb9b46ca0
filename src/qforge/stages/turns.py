"""The questions of a problem's turns: attempts, repairs of what failed, rewrites and revisions of what passed.

Each follow-up belongs to the chain that its attempt began. What a repair may say of a verdict is a setting: by
default it shows the input of the first case that failed and what the program gave, never what was expected, so that
no case's result reaches the teacher.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from qforge.languages.base import Example, Pack
from qforge.record import (
    Answer,
    CheckedProblem,
    Kind,
    Lineage,
    Message,
    Reason,
    Rejection,
    Request,
    Sample,
    Stage,
)
from qforge.stages.translate import PROGRAM_SCHEMA, Settings, prompt
from qforge.value import canonical


class Tried(NamedTuple):
    """What became of a request; there is no answer where the recording holds none."""

    request: Request
    answer: Answer | None
    outcome: Sample | Rejection


class Failed(NamedTuple):
    """A request whose program failed, and can be mended."""

    request: Request
    answer: Answer
    failure: Rejection


def attempts(
    checked: CheckedProblem, numbers: Sequence[int], pack: Pack, settings: Settings, examples: Sequence[Example] = ()
) -> Iterator[Request]:
    """Write attempts at a problem, which ask the same."""
    messages = prompt(checked, pack, settings, examples)
    shown = tuple(range(min(settings.shown_cases, len(checked.cases))))
    lineage = Lineage(examples=tuple(example.id for example in examples), shown_cases=shown)
    schema = _schema(settings)
    for number in numbers:
        yield Request(checked.problem.id, number, messages, lineage=lineage, schema=schema)


def _schema(settings: Settings) -> str:
    return canonical(PROGRAM_SCHEMA) if settings.structured else ""


def mendable(tried: Tried) -> Failed | None:
    """Give what a repair needs; None where there is nothing to mend, or nothing failed.

    An answer that was blank, declined or cut off is not repaired: it shows nothing that could be mended. Nor is a
    program about which two runtimes disagree: one of them says that it is right.
    """
    failure = tried.outcome
    if tried.answer is None or not isinstance(failure, Rejection) or failure.reason is Reason.NOT_CONFIRMED:
        return None
    if failure.stage is not Stage.VERIFY and failure.reason is not Reason.NO_CODE:
        return None
    return Failed(tried.request, tried.answer, failure)


def repair(failed: Failed, checked: CheckedProblem, pack: Pack, settings: Settings) -> Request:
    """Write the request to mend a program that failed."""
    request, answer, failure = failed
    finding = _finding(failure, settings)
    before = request.lineage
    shown = before.shown_cases
    if "expected" in finding and failure.evidence["case"] not in shown:
        shown = (*shown, failure.evidence["case"])
    return Request(
        request.problem_id,
        request.attempt,
        (
            *request.messages,
            Message("assistant", answer.text),
            Message("user", pack.follow_up(Kind.REPAIR, checked, finding)),
        ),
        lineage=Lineage(before.turn + 1, Kind.REPAIR, before.turn, before.examples, shown),
        schema=request.schema,
    )


def _finding(failure: Rejection, settings: Settings) -> dict[str, str]:
    """Give what the setting `repair_shows` allows of a verdict."""
    finding = {"reason": failure.reason.value}
    evidence = {key: str(value) for key, value in failure.evidence.items()}
    if failure.reason is not Reason.WRONG_VALUE:
        finding["message"] = evidence["message"]
    if settings.repair_shows == "error" or "input" not in evidence:
        return finding
    finding |= {"input": evidence["input"], "got": evidence["got"]}
    if settings.repair_shows == "result":
        finding["expected"] = evidence["expected"]
    return finding


def follow(
    sample: Sample,
    turn: int,
    kind: Kind,
    checked: CheckedProblem,
    *,
    pack: Pack,
    settings: Settings,
    principles: str = "",
) -> Request:
    """Write the request to put a verified program in another way: a rewrite or a revision.

    Args:
        turn: of the request in the sample's chain.
        principles: by which a revision is asked for.
    """
    candidate = sample.candidate
    finding = {"principles": principles} if kind is Kind.REVISION else {}
    messages = (
        *prompt(checked, pack, settings),
        Message("assistant", f"```{pack.name}\n{candidate.code.strip()}\n```"),
        Message("user", pack.follow_up(kind, checked, finding)),
    )
    before = candidate.lineage
    lineage = Lineage(turn, kind, before.turn, before.examples, before.shown_cases)
    # A critique has no place in an answer that is held to a program's schema.
    schema = "" if kind is Kind.REVISION else _schema(settings)
    return Request(candidate.problem_id, candidate.attempt, messages, lineage=lineage, schema=schema)
