"""A desk for tests of teachers: hands out the requests of a list, and holds what became of each."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from qforge.errors import TeacherError
from qforge.record import Request
from qforge.teachers.base import NoReply, Outcome, Reply, Teacher
from qforge.value import Json


class ListDesk:
    """Hands out requests in order; `outcomes` has those that were settled."""

    def __init__(self, requests: Sequence[Request], notes: dict[str, Json] | None = None) -> None:
        self.waiting = list(requests)
        self.retries: list[str] = []
        self.outcomes: dict[Request, Outcome] = {}
        self.notes: dict[str, Json] = {} if notes is None else notes

    def take(self, limit: int) -> list[Request]:
        taken, self.waiting = self.waiting[:limit], self.waiting[limit:]
        return taken

    def settle(self, request: Request, outcome: Outcome) -> None:
        assert request not in self.outcomes, "settled twice"
        self.outcomes[request] = outcome

    def retrying(self, why: str) -> None:
        self.retries.append(why)

    def recall(self, name: str) -> Json:
        return self.notes.get(name)

    def remember(self, name: str, value: Json) -> None:
        self.notes[name] = value


def outcomes(teacher: Teacher, *requests: Request) -> list[Outcome]:
    """Ask, and give the outcomes in the order of the requests."""
    desk = ListDesk(requests)
    asyncio.run(teacher.ask(desk))
    teacher.close()
    return [desk.outcomes[request] for request in requests]


def replies(teacher: Teacher, *requests: Request) -> list[Reply]:
    """Ask, and give the replies; the first fault is raised."""
    found: list[Reply] = []
    for outcome in outcomes(teacher, *requests):
        if isinstance(outcome, TeacherError):
            raise outcome
        assert not isinstance(outcome, NoReply), outcome
        found.append(outcome)
    return found
