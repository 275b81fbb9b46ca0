"""Pairing the items of two lists whose order does not count.

Both sides are sorted by keys (equal items have equal keys, so in nearly all cases the sorted lists already
pair up); what is left over is matched by augmenting paths, since with tolerances "agrees" is not transitive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

MAXIMUM_COMPARISONS = 200_000
"""About two seconds of comparing; lists that need more than that are called different."""

Leaf: TypeAlias = tuple[int, Any]


def pair(
    expected_keys: Sequence[list[Leaf]], got_keys: Sequence[list[Leaf]], agree: Callable[[int, int], bool]
) -> list[int | None]:
    """Give for each expected item the number of the got item that it is paired with, None where it has none.

    No got item is used twice. `agree` takes the numbers of an expected and a got item.
    """
    partners: list[int | None] = [None] * len(expected_keys)
    owners: list[int | None] = [None] * len(got_keys)
    left = sorted(range(len(expected_keys)), key=expected_keys.__getitem__)
    right = sorted(range(len(got_keys)), key=got_keys.__getitem__)
    for i, j in zip(left, right, strict=False):
        if agree(i, j):
            partners[i], owners[j] = j, i
    budget = [MAXIMUM_COMPARISONS]
    for i in left:
        if partners[i] is None and not _augment(i, partners, owners, agree, budget):
            break
    return partners


def _augment(
    start: int,
    partners: list[int | None],
    owners: list[int | None],
    agree: Callable[[int, int], bool],
    budget: list[int],
) -> bool:
    """Find a partner for `start`, moving others to new partners where that frees one; False where none is."""
    came_from: dict[int, int] = {}
    waiting = deque([start])
    while waiting:
        i = waiting.popleft()
        for j, owner in enumerate(owners):
            if j in came_from:
                continue
            budget[0] -= 1
            if budget[0] < 0:
                return False
            if not agree(i, j):
                continue
            came_from[j] = i
            if owner is None:
                _flip(j, came_from, partners, owners)
                return True
            waiting.append(owner)
    return False


def _flip(j: int, came_from: dict[int, int], partners: list[int | None], owners: list[int | None]) -> None:
    free: int | None = j
    while free is not None:
        i = came_from[free]
        owners[free], partners[i], free = i, free, partners[i]
