"""Tokens and money: what is counted, and that a budget is never passed."""

import pytest

from qforge.errors import UserError
from qforge.record import Message, Request, Usage
from qforge.stages.spending import Account, Price, Purse, Settings

PRICES = {"m": Price(prompt=1.0, completion=10.0, cached=0.5)}


def request(attempt: int, size: int = 100) -> Request:
    return Request("a/one", attempt, (Message("user", "x" * size),))


def test_cached_tokens_have_their_own_price() -> None:
    account = Account(Settings(prices=PRICES), {})
    account.add("m", Usage(1_000_000, 100_000, cached_tokens=500_000))
    assert (account.tokens, account.cost) == (1_100_000, 1.75)


def test_a_model_without_price_has_no_guessed_cost() -> None:
    assert Account(Settings(prices=PRICES), {"n": Usage(1, 1)}).cost is None


def test_the_most_that_requests_can_cost_is_set_aside() -> None:
    purse = Purse(Account(Settings(maximum_tokens=500), {}), "m", answer_tokens=100)
    assert [purse.reserve(request(attempt)) for attempt in range(3)] == [True, True, False]
    purse.pay(request(0), "m", Usage(10, 20))
    assert purse.reserve(request(2))
    assert not purse.reserve(request(3, size=2000))


def test_a_request_without_answer_costs_nothing() -> None:
    purse = Purse(Account(Settings(maximum_tokens=240), {}), "m", answer_tokens=100)
    assert purse.reserve(request(0))
    assert not purse.reserve(request(1))
    purse.release(request(0))
    assert not purse.reserved
    assert purse.reserve(request(1))


def test_money_runs_out_as_tokens_do() -> None:
    purse = Purse(Account(Settings(maximum_cost=0.003, prices=PRICES), {}), "m", answer_tokens=100)
    assert [purse.reserve(request(attempt)) for attempt in range(3)] == [True, True, False]
    told = str(purse.exhausted(request(2)))
    assert told.startswith("the budget is used up: 0.0000 of 0.003 USD are spent, and the next request can take 232 ")


@pytest.mark.parametrize(
    ("settings", "answer_tokens", "message"),
    [
        (Settings(maximum_tokens=9), None, "nothing bounds an answer of 'm'; give its teacher max_tokens"),
        (Settings(maximum_cost=9.0), 10, "asking.prices: no price for 'm', which asking.maximum_cost needs"),
    ],
)
def test_a_budget_that_can_not_be_held_is_refused(settings: Settings, answer_tokens: int | None, message: str) -> None:
    with pytest.raises(UserError, match=message):
        Purse(Account(settings, {}), "m", answer_tokens)
