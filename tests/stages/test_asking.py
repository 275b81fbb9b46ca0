"""Asking a teacher: what is kept and when, and what stops it."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from qforge.errors import BudgetError, TeacherError, UserError
from qforge.record import FinishReason, Message, Reason, Request, Usage
from qforge.stages.asking import AskingDesk, Settled, ask
from qforge.stages.spending import Account, Purse, Settings
from qforge.teachers.base import Desk, NoReply, Outcome, Reply
from qforge.value import Json

REPLY = Reply("m", "text", FinishReason.STOP, Usage(10, 10))
REFUSED = NoReply(Reason.REQUEST_REFUSED, "too long")
FAULT = TeacherError("it hung up")


class Requests:
    """Counts how many requests were written."""

    def __init__(self, count: int, answered: bool = False) -> None:
        self.count, self.answered, self.written = count, answered, 0

    def __iter__(self) -> Iterator[Request]:
        for attempt in range(self.count):
            self.written += 1
            yield Request("a/one", attempt, (Message("user", "ask"),))


class Keeper:
    def __init__(self) -> None:
        self.kept: list[Settled] = []

    def keep(self, settled: Sequence[Settled]) -> None:
        self.kept += settled

    def recall(self, name: str) -> Json:
        return None

    def remember(self, name: str, value: Json) -> None:
        raise NotImplementedError


class Scripted:
    """Gives the outcomes of a script, one by one, then replies."""

    model, answer_tokens = "m", 10

    def __init__(self, *script: Outcome, at_once: int = 1) -> None:
        self.script, self.at_once = list(script), at_once

    def fingerprint(self, request: Request) -> Json:
        return None

    async def ask(self, desk: Desk) -> None:
        while requests := desk.take(self.at_once):
            for request in requests:
                desk.settle(request, self.script.pop(0) if self.script else REPLY)

    def close(self) -> None:
        pass


def run(teacher: Scripted, requests: Requests, keeper: Keeper | None = None, **settings: Any) -> Keeper:
    keeper, account = keeper or Keeper(), Account(Settings(**settings), {})
    desk = AskingDesk(
        requests,
        keeper,
        Purse(account, "m", 10),
        maximum_fault_share=account.settings.maximum_fault_share,
        fault=lambda: None,
    )
    asyncio.run(ask(teacher, desk))
    return keeper


def test_what_was_handed_in_is_kept_before_more_is_given() -> None:
    class Watching(Scripted):
        async def ask(self, desk: Desk) -> None:
            for kept in range(3):
                taken = desk.take(2)
                assert len(keeper.kept) == kept * 2
                for request in taken:
                    desk.settle(request, REPLY)

    keeper, requests = Keeper(), Requests(1_000_000)
    desk = AskingDesk(
        requests, keeper, Purse(Account(Settings(), {}), "m", None), maximum_fault_share=0.1, fault=lambda: None
    )
    asyncio.run(ask(Watching(), desk))
    assert (len(keeper.kept), requests.written) == (6, 6)


def test_a_fault_is_no_outcome_and_told_at_the_end() -> None:
    keeper = Keeper()
    with pytest.raises(TeacherError, match=r"^1 of 20 requests got no answer; the first: it hung up; what"):
        run(Scripted(REPLY, FAULT), Requests(20), keeper)
    assert len(keeper.kept) == 19


def test_a_dead_server_stops_the_asking() -> None:
    requests = Requests(1000)
    with pytest.raises(TeacherError, match=r"^8 of 8 requests got no answer, stopped there; "):
        run(Scripted(*[FAULT] * 1000), requests)
    assert requests.written == 8


def test_a_share_of_faults_over_the_allowed_one_stops_the_asking() -> None:
    script = [FAULT, *[REPLY] * 3] * 100
    with pytest.raises(TeacherError, match=r"^8 of 29 requests got no answer, stopped there; "):
        run(Scripted(*script), Requests(400))
    with pytest.raises(TeacherError, match=r"^100 of 400 requests got no answer; "):
        run(Scripted(*script), Requests(400), maximum_fault_share=0.3)


def test_a_refused_request_is_an_outcome_where_others_are_answered() -> None:
    keeper = run(Scripted(REFUSED, REFUSED, REPLY, REFUSED), Requests(5))
    assert sorted((request.attempt, outcome) for request, outcome in keeper.kept if outcome == REFUSED) == [
        (0, REFUSED),
        (1, REFUSED),
        (3, REFUSED),
    ]
    assert len(keeper.kept) == 5


def test_where_nothing_but_refusals_comes_all_are_told_as_one_error() -> None:
    requests, keeper = Requests(1000), Keeper()
    with pytest.raises(UserError, match=r"^all of the first 8 requests were refused; too long$"):
        run(Scripted(*[REFUSED] * 1000), requests, keeper)
    assert (requests.written, keeper.kept) == (8, [])
    with pytest.raises(UserError, match=r"^all of the first 2 requests were refused; too long$"):
        run(Scripted(REFUSED, REFUSED), Requests(2))


def test_refusals_are_outcomes_where_an_earlier_build_got_answers() -> None:
    assert len(run(Scripted(REFUSED, REFUSED), Requests(2, answered=True)).kept) == 2


def test_a_budget_stops_before_it_is_passed_and_what_was_answered_is_kept() -> None:
    requests, keeper = Requests(1000), Keeper()
    told = r"^the budget is used up: 180 of 220 tokens are spent, and the next request can take 45 tokens; what was "
    with pytest.raises(BudgetError, match=told):
        run(Scripted(at_once=100), requests, keeper, maximum_tokens=220)
    assert (len(keeper.kept), requests.written) == (9, 10)
