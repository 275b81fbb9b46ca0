"""Work side by side comes back in order, and the first fault ends it."""

import threading
import time

import pytest

from qforge.parallel import ordered_map


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_results_come_in_the_order_of_the_items(workers: int) -> None:
    def slower_first(item: int) -> int:
        time.sleep((10 - item) / 1000)
        return item * item

    assert ordered_map(slower_first, range(10), workers, lambda _: None) == [n * n for n in range(10)]


def test_each_result_is_told_once() -> None:
    told: list[int] = []
    ordered_map(lambda item: item, range(50), 4, told.append)
    assert sorted(told) == list(range(50))


def test_the_first_fault_is_raised_and_stops_what_has_not_begun() -> None:
    begun: list[int] = []
    gate = threading.Event()

    def fail_at_zero(item: int) -> int:
        begun.append(item)
        if item == 0:
            gate.set()
            raise RuntimeError("fault")
        gate.wait()
        time.sleep(0.01)
        return item

    with pytest.raises(RuntimeError, match="fault"):
        ordered_map(fail_at_zero, range(1000), 2, lambda _: None)
    assert len(begun) < 1000


def test_no_items_give_no_results() -> None:
    assert ordered_map(lambda item: item, [], 2, lambda _: None) == []
