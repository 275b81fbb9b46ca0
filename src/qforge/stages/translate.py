"""Ask the teacher for programs: every attempt at every problem that is not answered yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qforge.errors import DataError
from qforge.languages.base import Example, Pack
from qforge.record import CheckedProblem, Message, Reason, Rejection, Request, Stage
from qforge.value import Json

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
        stop_after: a problem is asked no further attempt once so many of its programs verified; None asks for all.
        examples: verified programs of the same topic, from problems in train, that a prompt shows where there are any.
        repair_turns: how often a program that failed is asked to be mended.
        repair_shows: what a repair is told of the first case that failed: the error alone, the input and what the
            program gave, or the right result too.
        rewrite: ask for another way of writing each verified program that loops.
        revise: ask for a critique by the principles, and a revision, of each verified program.
        constitution: the file of principles; the language pack's own where it is missing.
        show_reference: whether the prompt shows the reference's source.
        shown_cases: how many cases, with their results, the prompt shows.
        structured: have the teacher answer with a JSON object {"code": PROGRAM}, where it can hold itself to a schema.
    """

    attempts: Annotated[int, Field(ge=1, le=1000)] = 1
    stop_after: Annotated[int, Field(ge=1, le=1000)] | None = None
    examples: Annotated[int, Field(ge=0, le=20)] = 0
    repair_turns: Annotated[int, Field(ge=0, le=10)] = 0
    repair_shows: Literal["error", "input", "result"] = "input"
    rewrite: bool = False
    revise: bool = False
    constitution: Path | None = None
    show_reference: bool = False
    shown_cases: Annotated[int, Field(ge=0, le=20)] = 0
    structured: bool = False


def prompt(
    checked: CheckedProblem, pack: Pack, settings: Settings, examples: Sequence[Example] = ()
) -> tuple[Message, ...]:
    """Write the question that the teacher is asked about a problem."""
    return pack.prompt(
        checked, show_reference=settings.show_reference, shown_cases=settings.shown_cases, examples=examples
    )


def read_principles(settings: Settings, pack: Pack) -> str:
    """Give the principles by which programs are criticised.

    Raises:
        DataError: the file can't be read.
    """
    if settings.constitution is None:
        return pack.principles()
    try:
        return settings.constitution.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{settings.constitution}: can't be read as text: {error}") from error


def not_answered(request: Request, reason: Reason, message: str) -> Rejection:
    """Give the rejection of a request that has no answer and never will."""
    evidence = {"message": message}
    return Rejection(request.problem_id, request.attempt, Stage.TRANSLATE, reason, evidence, request.lineage)
