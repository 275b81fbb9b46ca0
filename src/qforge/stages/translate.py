"""Ask the teacher for programs: every attempt at every problem that is not answered yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from qforge.languages.base import Pack
from qforge.record import CheckedProblem, Message, Reason, Rejection, Request, Stage
from qforge.value import Json, canonical

PROGRAM_SCHEMA: Json = {
    "type": "object",
    "properties": {"code": {"type": "string"}},
    "required": ["code"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What the teacher is asked.

    Attributes:
        attempts: answers asked for each problem.
        show_reference: whether the prompt shows the reference's source.
        shown_cases: how many cases, with their results, the prompt shows.
        structured: have the teacher answer with a JSON object {"code": PROGRAM}, where it can hold itself to a schema.
    """

    attempts: Annotated[int, Field(ge=1, le=1000)] = 1
    show_reference: bool = False
    shown_cases: Annotated[int, Field(ge=0, le=20)] = 0
    structured: bool = False


def prompt(checked: CheckedProblem, pack: Pack, settings: Settings) -> tuple[Message, ...]:
    """Write the question that the teacher is asked about a problem."""
    return pack.prompt(checked, show_reference=settings.show_reference, shown_cases=settings.shown_cases)


@dataclass(frozen=True, slots=True)
class Plan:
    """All requests, problem by problem, attempt by attempt; each is written when it is reached, and again each time."""

    problems: Sequence[CheckedProblem]
    pack: Pack
    settings: Settings

    def __len__(self) -> int:
        return len(self.problems) * self.settings.attempts

    def __iter__(self) -> Iterator[Request]:
        schema = canonical(PROGRAM_SCHEMA) if self.settings.structured else ""
        for checked in self.problems:
            messages = prompt(checked, self.pack, self.settings)
            for attempt in range(self.settings.attempts):
                yield Request(checked.problem.id, attempt, messages, schema=schema)


def not_answered(request: Request, reason: Reason, message: str) -> Rejection:
    """Give the rejection of a request that has no answer and never will."""
    evidence = {"message": message}
    return Rejection(request.problem_id, request.attempt, Stage.TRANSLATE, reason, evidence, request.lineage)
