"""The order in which examples are learnt, and how often each kind of them appears."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Annotated, Any, Protocol, TypeVar

from pydantic import Field

from qforge.value import digest


class Order(StrEnum):
    """What decides the order; the seed decides among equals."""

    SHUFFLED = "shuffled"
    EASY_FIRST = "easy_first"  # by measured difficulty: the share of the teacher's attempts that was verified
    HARD_FIRST = "hard_first"
    SHORT_FIRST = "short_first"  # by the length of what is to be learnt
    BY_TOPIC = "by_topic"


class Learnt(Protocol):
    """What a curriculum orders."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def solve_rate(self) -> float: ...


Item = TypeVar("Item", bound=Learnt)


@dataclass(frozen=True, slots=True)
class Settings:
    """The order, and the mix.

    Attributes:
        order: shuffled, easy_first, hard_first, short_first or by_topic.
        minimum_solve_rate: problems of which a smaller share of attempts was verified are left out.
        maximum_solve_rate: and so are those of which a larger share was: they teach little.
        weights: by topic or view: how often an item of that name appears; 0.5 keeps every second one, 2 repeats
            all. What is not named appears once.
    """

    order: Order = Order.SHUFFLED
    minimum_solve_rate: Annotated[float, Field(ge=0, le=1)] = 0.0
    maximum_solve_rate: Annotated[float, Field(ge=0, le=1)] = 1.0
    weights: dict[str, Annotated[float, Field(ge=0, le=100)]] = field(default_factory=dict)


def arrange(items: Sequence[Item], length: Callable[[Item], int], settings: Settings, seed: int) -> list[Item]:
    """Weigh and order the items; equal input, settings and seed give the same order."""
    kept = [item for item in items if settings.minimum_solve_rate <= item.solve_rate <= settings.maximum_solve_rate]
    chosen = [item for item in kept for _ in range(_times(item, settings.weights, seed))]
    Random(digest([seed, "curriculum"])).shuffle(chosen)
    keys: dict[Order, Callable[[Item], Any]] = {
        Order.EASY_FIRST: lambda item: -item.solve_rate,
        Order.HARD_FIRST: lambda item: item.solve_rate,
        Order.SHORT_FIRST: length,
        Order.BY_TOPIC: lambda item: item.topic,
    }
    return sorted(chosen, key=keys[settings.order]) if settings.order in keys else chosen


def _times(item: Learnt, weights: dict[str, float], seed: int) -> int:
    """How often an item appears: the whole part of its weight, and once more with the rest as probability."""
    weight = weights.get(item.topic, 1.0) * weights.get(str(getattr(item, "view", "")), 1.0)
    whole = int(weight)
    chance = Random(digest([seed, item.id, "weight"])).random()
    return whole + (chance < weight - whole)
