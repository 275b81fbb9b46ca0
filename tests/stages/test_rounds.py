"""What follows a round: another one, the fallback, or the end with its reason."""

from __future__ import annotations

from types import ModuleType

import pytest

from qforge.config.plugin import Plugin
from qforge.ledger import Round
from qforge.stages.rounds import Next, Settings, Step, following

FALLBACK = Plugin("teachers", "recorded", ModuleType("recorded"), None)


def counted(*solved: int) -> list[Round]:
    rounds, left = [], 100
    for number in solved:
        rounds.append(Round("M", left, number))
        left -= number
    return rounds


def test_the_rounds_end_with_the_last_one_or_when_nothing_is_open() -> None:
    settings = Settings(number=2)
    assert following(counted(1), settings, since=0, fallen_back=False) == Step(Next.ROUND)
    assert following(counted(1, 1), settings, since=0, fallen_back=False) == Step(Next.END, "the last round is done")
    assert following(counted(100), settings, since=0, fallen_back=False) == Step(Next.END, "every problem is solved")


@pytest.mark.parametrize(("solved", "stagnates"), [((9,), False), ((20, 7), False), ((7, 20), False), ((9, 9), True)])
def test_two_rounds_in_a_row_under_the_floor_stagnate(solved: tuple[int, ...], stagnates: bool) -> None:
    with_fallback = Settings(number=9, floor=0.1, fallback=FALLBACK)
    step = following(counted(*solved), with_fallback, since=0, fallen_back=False)
    assert step.next is (Next.FALLBACK if stagnates else Next.ROUND)


def test_without_a_fallback_stagnation_ends_the_rounds_and_says_why() -> None:
    step = following(counted(9, 0), Settings(number=9, floor=0.1), since=0, fallen_back=False)
    assert step == Step(
        Next.END, "the last two rounds solved 9.0% and 0.0% of their problems, less than the floor of 10.0%"
    )


def test_a_fallback_has_two_rounds_of_its_own_before_it_stagnates() -> None:
    settings = Settings(number=9, floor=0.1, fallback=FALLBACK)
    assert following(counted(0, 0, 0), settings, since=2, fallen_back=True) == Step(Next.ROUND)
    assert following(counted(0, 0, 0, 0), settings, since=2, fallen_back=True).next is Next.END
