"""How much a server is asked: the number in flight grows and falls, and amounts a minute are spread."""

from qforge.chat.throttle import Pace, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_grows_by_one_an_answer_up_to_the_ceiling() -> None:
    throttle = Throttle(40)
    assert throttle.room(0) == 32
    for _ in range(20):
        throttle.answered()
    assert (throttle.room(0), throttle.room(30), throttle.room(50)) == (40, 10, 0)


def test_an_overload_cuts_once_for_all_that_was_under_way_together() -> None:
    clock = Clock()
    throttle = Throttle(100, clock)
    sent = throttle.now()
    clock.now += 1
    for _ in range(5):
        throttle.overloaded(sent, 0.0)
    assert throttle.room(0) == 22
    throttle.overloaded(throttle.now(), 0.0)
    assert throttle.room(0) == 15


def test_after_an_overload_it_grows_by_one_a_round() -> None:
    throttle = Throttle(100)
    throttle.overloaded(throttle.now(), 0.0)
    for _ in range(23):
        throttle.answered()
    assert throttle.room(0) == 23


def test_it_never_falls_below_one() -> None:
    throttle = Throttle(2)
    for _ in range(9):
        throttle.overloaded(throttle.now(), 0.0)
    assert throttle.room(0) == 1


def test_a_pace_lets_a_second_through_at_once_and_spreads_the_rest() -> None:
    clock = Clock()
    pace = Pace(120, clock)
    assert [pace.delay(1) for _ in range(5)] == [0.0, 0.0, 0.0, 0.5, 1.0]
    clock.now += 60
    assert pace.delay(1) == 0.0


def test_a_pace_is_settled_up_afterwards() -> None:
    pace = Pace(60, Clock())
    assert pace.delay(2) == 0.0
    pace.correct(3)
    assert pace.delay(1) == 4.0
    pace.correct(-3)
    assert pace.delay(1) == 2.0
