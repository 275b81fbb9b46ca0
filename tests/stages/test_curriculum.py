"""The order of learning: as asked, equal for equal seeds, with weights that repeat and thin out."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from qforge.stages.curriculum import Order, Settings, arrange


@dataclass(frozen=True)
class Item:
    id: str
    topic: str
    solve_rate: float
    size: int


ITEMS = [Item(f"i{number}", "ab"[number % 2], number / 100, 100 - number) for number in range(100)]


def arranged(settings: Settings, seed: int = 1) -> list[Item]:
    return arrange(ITEMS, lambda item: item.size, settings, seed)


def test_a_shuffle_holds_every_item_once_and_depends_on_the_seed_alone() -> None:
    assert sorted(arranged(Settings()), key=ITEMS.index) == ITEMS
    assert arranged(Settings()) == arranged(Settings())
    assert arranged(Settings()) != arranged(Settings(), seed=2)


@pytest.mark.parametrize(
    ("order", "first"), [(Order.EASY_FIRST, "i99"), (Order.HARD_FIRST, "i0"), (Order.SHORT_FIRST, "i99")]
)
def test_an_order_begins_with_what_it_names(order: Order, first: str) -> None:
    assert arranged(Settings(order))[0].id == first


def test_topics_come_one_after_the_other() -> None:
    assert [item.topic for item in arranged(Settings(Order.BY_TOPIC))] == ["a"] * 50 + ["b"] * 50


def test_problems_that_teach_little_can_be_left_out() -> None:
    kept = arranged(Settings(minimum_solve_rate=0.1, maximum_solve_rate=0.5))
    assert {item.solve_rate for item in kept} == {number / 100 for number in range(10, 51)}


def test_weights_repeat_leave_out_and_thin_out() -> None:
    found = arranged(Settings(weights={"a": 2.0, "b": 0.0}))
    assert len(found) == 100
    assert {item.topic for item in found} == {"a"}
    assert 15 < len(arranged(Settings(weights={"a": 0.5, "b": 0.0}))) < 35
