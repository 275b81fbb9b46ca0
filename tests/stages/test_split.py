"""No group straddles the splits, and new data moves no old group."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qforge.record import CheckedProblem, PlacedSample
from qforge.stages.dedup import Deduplicated, Edge
from qforge.stages.split import Settings, groups, place, split_of
from tests.stages.records import checked, sample

NAMES = [f"p{number}" for number in range(12)]
EDGES = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda e: e[0] < e[1]), max_size=10)
CODE = "def f(x):\n    total = 0\n    for item in range(x):\n        total += item * item\n    return total\n"


def run(problems: list[CheckedProblem], edges: list[tuple[str, str]] | None = None) -> list[PlacedSample]:
    names = sorted(item.problem.id for item in problems)
    kept = tuple(sample(name, attempt) for name in names for attempt in (0, 1))
    told = tuple(Edge(*edge, 0.8) for edge in sorted(set(edges or [])))
    by_name = {item.problem.id: item for item in problems}
    return place(Deduplicated(kept, (), told), by_name, Settings(eval_share=0.5), seed=3)


def group_of(placed: list[PlacedSample]) -> dict[str, tuple[str, str]]:
    return {item.sample.candidate.problem_id: (item.group, item.split) for item in placed}


@given(EDGES)
def test_no_group_straddles(edges: list[tuple[str, str]]) -> None:
    placed = run([checked(name) for name in NAMES], edges)
    splits: dict[str, set[str]] = {}
    for item in placed:
        splits.setdefault(item.group, set()).add(item.split)
    assert all(len(found) == 1 for found in splits.values())
    where = group_of(placed)
    assert all(where[first] == where[second] for first, second in edges)
    assert len(placed) == 2 * len(NAMES)


@given(EDGES, st.randoms(use_true_random=False))
def test_groups_do_not_depend_on_the_order_of_edges(edges: list[tuple[str, str]], chance: random.Random) -> None:
    shuffled = [(second, first) if chance.random() < 0.5 else (first, second) for first, second in edges]
    chance.shuffle(shuffled)
    found = groups(NAMES, edges)
    assert groups(chance.sample(NAMES, len(NAMES)), shuffled) == found
    assert all(found[group] == group and group <= member for member, group in found.items())


@given(EDGES, st.sets(st.sampled_from(NAMES), min_size=1))
def test_new_problems_move_no_old_group_that_they_do_not_join(edges: list[tuple[str, str]], old: set[str]) -> None:
    inside = [edge for edge in edges if set(edge) <= old]
    before = group_of(run([checked(name) for name in sorted(old)], inside))
    after = group_of(run([checked(name) for name in NAMES], edges))
    for name, where in before.items():
        members = {other for other, found in after.items() if found[0] == after[name][0]}
        joined = not members <= {other for other, found in before.items() if found[0] == where[0]}
        assert joined or after[name] == where


def test_joining_a_group_from_above_does_not_move_it() -> None:
    for name in NAMES:
        alone = group_of(run([checked(name)]))
        assert group_of(run([checked(name), checked("z")], [(name, "z")]))[name] == alone[name]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Find the sum of the even numbers in a list.", "Find the sum of the even numbers of a list!", True),
        ("Find the sum of the even numbers in a list.", "Reverse the words of a sentence.", False),
    ],
)
def test_problems_with_like_statements_share_a_group(first: str, second: str, joined: bool) -> None:
    where = group_of(run([checked("a", first), checked("b", second)]))
    assert (where["a"] == where["b"]) is joined
    assert (where["b"][0] == "a") is joined


@pytest.mark.parametrize(
    ("second", "joined"),
    [(CODE, True), (CODE.replace("item * item", "item ** 2"), True), ("def f(x):\n    return x[::-1]\n", False)],
)
def test_problems_with_like_references_share_a_group(second: str, joined: bool) -> None:
    where = group_of(run([checked("a", code=CODE), checked("b", code=second)]))
    assert (where["b"][0] == "a") is joined


def test_the_share_of_groups_in_eval_is_near_the_setting() -> None:
    names = [f"problem {number}" for number in range(20_000)]
    share = sum(split_of(name, 0.1, seed=7) == "eval" for name in names) / len(names)
    assert 0.09 < share < 0.11


def test_the_extremes_of_the_share_put_everything_on_one_side() -> None:
    assert {split_of(name, 0.0, 1) for name in NAMES} == {"train"}
    assert {split_of(name, 1.0, 1) for name in NAMES} == {"eval"}


def test_a_larger_share_only_adds_to_eval() -> None:
    names = [f"problem {number}" for number in range(1000)]
    chosen = [{name for name in names if split_of(name, share, 1) == "eval"} for share in (0.05, 0.1, 0.3)]
    assert all(smaller < larger for smaller, larger in pairwise(chosen))


def test_the_seed_decides() -> None:
    assert {split_of("p", 0.5, seed) for seed in range(20)} == {"train", "eval"}
