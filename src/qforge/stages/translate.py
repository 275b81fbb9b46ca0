"""Ask the teacher for programs: every attempt at every problem that is not answered yet."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from qforge.errors import TeacherError
from qforge.languages.base import Pack
from qforge.record import Answer, CheckedProblem, Message, Reason, Rejection, Request, Stage, dump
from qforge.teachers.base import Teacher
from qforge.value import digest

VERSION = 1
FAULTS_IN_A_ROW = 8


@dataclass(frozen=True, slots=True)
class Settings:
    """What the teacher is asked.

    Attributes:
        attempts: answers asked for each problem.
        show_reference: whether the prompt shows the reference's source.
        shown_cases: how many cases, with their results, the prompt shows.
    """

    attempts: Annotated[int, Field(ge=1, le=1000)] = 1
    show_reference: bool = False
    shown_cases: Annotated[int, Field(ge=0, le=20)] = 0


def prompt(checked: CheckedProblem, pack: Pack, settings: Settings) -> tuple[Message, ...]:
    """Write the question that the teacher is asked about a problem."""
    return pack.prompt(checked, show_reference=settings.show_reference, shown_cases=settings.shown_cases)


def requests(problems: Sequence[CheckedProblem], pack: Pack, settings: Settings) -> Iterator[Request]:
    """Write the requests, problem by problem, attempt by attempt."""
    for checked in problems:
        messages = prompt(checked, pack, settings)
        for attempt in range(settings.attempts):
            yield Request(checked.problem.id, attempt, messages)


def prompt_key(request: Request) -> str:
    """Give the digest of the prompt's text."""
    return digest([dump(message) for message in request.messages])


async def ask_all(
    waiting: Sequence[Request], teacher: Teacher, answered: Callable[[Request, Answer | None], None]
) -> None:
    """Ask each request once, as many at a time as the teacher takes; `answered` is told each as it comes.

    Raises:
        TeacherError: some requests got no answer; those that did have been told to `answered`.
        UserError: the server refused for a reason that would refuse the rest too.
    """
    queue = iter(waiting)
    faults: list[TeacherError] = []
    in_a_row = 0

    async def worker() -> None:
        nonlocal in_a_row
        for request in queue:
            if in_a_row >= FAULTS_IN_A_ROW:
                return
            try:
                answer = await teacher.ask(request, prompt_key(request))
            except TeacherError as error:
                faults.append(error)
                in_a_row += 1
            else:
                in_a_row = 0
                answered(request, replace(answer, lineage=request.lineage) if answer else None)

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(min(teacher.concurrency, len(waiting))):
                group.create_task(worker())
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
    if faults:
        stopped = ", stopped there" if in_a_row >= FAULTS_IN_A_ROW else ""
        raise TeacherError(
            f"{len(faults)} of {len(waiting)} requests got no answer{stopped}; the first: {faults[0]};"
            " what was answered is kept, and the same command asks only for the rest"
        )


def not_answered(request: Request) -> Rejection:
    """Give the rejection of a request to which the teacher has no answer."""
    evidence = {"message": f"the recording holds no answer for {request.lineage.kind} {request.id}"}
    return Rejection(request.problem_id, request.attempt, Stage.TRANSLATE, Reason.NO_ANSWER, evidence, request.lineage)
