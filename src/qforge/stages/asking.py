"""Ask a teacher: requests are handed out one by one, outcomes kept as they come, and asking stops where it must.

It stops at once where the server refuses whoever asks (a wrong key or model), and after what is under way where

-   the budget does not allow the next request,
-   too many requests end without an answer: `FAULTS_IN_A_ROW`, or more than the allowed share of all,
-   the server refuses `REFUSALS_IN_A_ROW` requests before it answers any: then it is not the requests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeAlias

from qforge.errors import BudgetError, TeacherError, UserError
from qforge.record import Reason, Request
from qforge.stages.spending import Purse
from qforge.teachers.base import NoReply, Outcome, Reply, Teacher
from qforge.value import Json

FAULTS_IN_A_ROW = 8
REFUSALS_IN_A_ROW = 8
KEPT_AT_ONCE = 64

Settled: TypeAlias = tuple[Request, Reply | NoReply]


class Keeper(Protocol):
    """Who keeps what a teacher says; on disk when a method returns."""

    def keep(self, settled: Sequence[Settled]) -> None:
        """Keep outcomes, all or none."""

    def recall(self, name: str) -> Json:
        """Give what was remembered under a name."""

    def remember(self, name: str, value: Json) -> None:
        """Keep a small value."""


class Waiting(Protocol):
    """The requests that are to be asked, made one by one; tells whether some of the same kind were answered before."""

    answered: bool

    def __iter__(self) -> Iterator[Request]: ...


class AskingDesk:
    """The desk of one round of asking; see `qforge.teachers.base.Desk`."""

    def __init__(
        self,
        waiting: Waiting,
        keeper: Keeper,
        purse: Purse,
        *,
        maximum_fault_share: float,
        fault: Callable[[], None],
        retrying: Callable[[str], None] = lambda why: None,
    ) -> None:
        """Take what is asked, who keeps what is said, what pays for it, and whom to tell of faults and retries."""
        self.recall, self.remember, self.retrying = keeper.recall, keeper.remember, retrying
        self._waiting, self._requests = waiting, iter(waiting)
        self._keeper, self._purse, self._told_of_fault = keeper, purse, fault
        self._share = maximum_fault_share
        self._next: Request | None = None
        self._unkept: list[Settled] = []
        self._refused: list[tuple[Request, NoReply]] = []
        self._replied = False
        self._faults = self._in_a_row = self._settled = 0
        self._first_fault: TeacherError | None = None
        self._broke: BudgetError | None = None

    def take(self, limit: int) -> list[Request]:
        """Give up to `limit` requests that may be asked now."""
        self.keep()
        taken: list[Request] = []
        while len(taken) < limit and not self._stopped():
            request = self._next or next(self._requests, None)
            if request is None:
                break
            if not self._purse.reserve(request):
                self._next = request
                if not self._purse.reserved:
                    self._broke = self._purse.exhausted(request)
                break
            self._next = None
            taken.append(request)
        return taken

    def settle(self, request: Request, outcome: Outcome) -> None:
        """Keep an outcome, or count a fault."""
        self._settled += 1
        if isinstance(outcome, TeacherError):
            self._purse.release(request)
            self._faults += 1
            self._in_a_row += 1
            self._first_fault = self._first_fault or outcome
            self._told_of_fault()
            return
        self._in_a_row = 0
        if isinstance(outcome, Reply):
            self._replied = True
            self._purse.pay(request, outcome.model, outcome.usage)
            self._unkept.append((request, outcome))
        else:
            self._purse.release(request)
            self._refuse(request, outcome)
        if len(self._unkept) >= KEPT_AT_ONCE:
            self.keep()

    def finish(self) -> None:
        """Keep what is left, and say what stopped the asking, if anything did.

        Raises:
            UserError: nothing but refusals came, or the budget is used up.
            TeacherError: some requests got no answer; those that did are kept.
        """
        self.keep()
        if len(self._refused) >= REFUSALS_IN_A_ROW or (self._refused and not self._faults and self._broke is None):
            first = self._refused[0][1].message
            raise UserError(f"all of the first {len(self._refused)} requests were refused; {first}")
        if self._broke is not None:
            raise self._broke
        if self._faults:
            stopped = ", stopped there" if self._too_many_faults() else ""
            raise TeacherError(
                f"{self._faults} of {self._settled} requests got no answer{stopped}; the first: {self._first_fault};"
                " what was answered is kept, and the same command asks only for the rest"
            )

    def keep(self) -> None:
        """Keep what was handed in and is not kept yet."""
        if self._answering() and self._refused:
            self._unkept += self._refused
            self._refused = []
        if self._unkept:
            self._keeper.keep(self._unkept)
            self._unkept = []

    def _refuse(self, request: Request, outcome: NoReply) -> None:
        if outcome.reason is not Reason.REQUEST_REFUSED or self._answering():
            self._unkept.append((request, outcome))
        else:
            self._refused.append((request, outcome))

    def _answering(self) -> bool:
        return self._replied or self._waiting.answered

    def _too_many_faults(self) -> bool:
        many = self._faults >= FAULTS_IN_A_ROW and self._faults > self._share * self._settled
        return many or self._in_a_row >= FAULTS_IN_A_ROW

    def _stopped(self) -> bool:
        refused = len(self._refused) >= REFUSALS_IN_A_ROW
        return self._broke is not None or self._too_many_faults() or refused


async def ask(teacher: Teacher, desk: AskingDesk) -> None:
    """Ask a teacher for everything that waits; what it says is kept as it comes, whatever ends the asking.

    Raises:
        TeacherError: some requests got no answer.
        UserError: the server refused for a reason that would refuse the rest too, or the budget is used up.
    """
    try:
        await teacher.ask(desk)
    finally:
        desk.keep()
    desk.finish()
