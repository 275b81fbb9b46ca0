"""Each problem is placed for good: groups never straddle, and what is added moves nothing, whatever it is like."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.record import Difficulty, Problem, Reason
from qforge.stages.likeness import Aspect
from qforge.stages.placement import Edge, Placement, Placing
from qforge.stages.separation import Settings, chance
from tests.stages.records import checked

COUNT = 22
NUMBERS = st.integers(0, COUNT - 1)
EDGES = st.lists(st.tuples(NUMBERS, NUMBERS).filter(lambda pair: pair[0] < pair[1]), max_size=40)
ROOTS = st.lists(st.sampled_from(["", "", "root", "p3", "p20"]), min_size=COUNT, max_size=COUNT)
GIVEN = st.dictionaries(st.sampled_from([f"p{n}" for n in range(20)]), st.sampled_from(["train", "eval"]), max_size=5)


def problems(roots: list[str]) -> list[Problem]:
    """So many problems; the names of the later ones are the smaller ones too."""
    names = [f"p{number}" if number < 20 else f"a{number}" for number in range(len(roots))]
    return [
        replace(checked(name).problem, derived_from="" if root == name else root)
        for name, root in zip(names, roots, strict=True)
    ]


def placed(
    read: list[Problem], edges: list[tuple[int, int]], given: dict[str, str] | None = None, **options: object
) -> Placement:
    told = [Edge(first, second, Aspect.STATEMENT, 0.8) for first, second in edges if second < len(read)]
    return Placing(read, Settings(**{"eval_share": 0.5, **options}), 3, given or {}).run(told)  # type: ignore[arg-type]


@settings(deadline=None)
@given(EDGES, ROOTS, GIVEN)
def test_no_group_straddles_and_what_belongs_together_shares_a_group(
    edges: list[tuple[int, int]], roots: list[str], pins: dict[str, str]
) -> None:
    read = problems(roots)
    done = placed(read, edges, pins)
    splits: dict[str, set[str]] = {}
    for problem, group in done.groups.items():
        splits.setdefault(group, set()).add(done.splits[problem])
    assert all(len(found) == 1 for found in splits.values())
    ids = [problem.id for problem in read]
    linked = [(ids[first], ids[second]) for first, second in edges]
    linked += [(problem.id, problem.derived_from) for problem in read]
    for one, other in linked:
        if one in done.groups and other in done.groups:
            assert done.groups[one] == done.groups[other]
    siblings = [problem.id for problem in read if problem.derived_from == "root" and problem.id in done.groups]
    assert len({done.groups[name] for name in siblings}) <= 1


@settings(deadline=None)
@given(EDGES, ROOTS, GIVEN)
def test_every_problem_is_placed_or_leaves_with_both_reasons(
    edges: list[tuple[int, int]], roots: list[str], pins: dict[str, str]
) -> None:
    read = problems(roots)
    done = placed(read, edges, pins)
    left = {rejection.problem_id for rejection in done.rejections}
    assert sorted([*done.order, *left]) == sorted(problem.id for problem in read)
    for rejection in done.rejections:
        assert rejection.reason is Reason.BETWEEN_SPLITS
        assert {"train", "eval", "message"} == set(rejection.evidence)
    assert all(done.splits[name] == split for name, split in pins.items() if name in done.splits)


@pytest.mark.parametrize("stratified", [False, True])
@settings(max_examples=200, deadline=None)
@given(edges=EDGES, roots=ROOTS)
def test_adding_a_tenth_of_new_problems_moves_no_old_one(
    stratified: bool, edges: list[tuple[int, int]], roots: list[str]
) -> None:
    read = problems(roots)
    before = placed(read[:20], edges, stratified=stratified)
    after = placed(read, edges, stratified=stratified)
    assert {name: after.splits.get(name) for name in before.splits} == before.splits
    assert {rejection.problem_id for rejection in before.rejections} <= {r.problem_id for r in after.rejections}


@settings(deadline=None)
@given(EDGES, ROOTS, st.permutations(range(COUNT)))
def test_a_kept_release_stays_where_it_is_in_whatever_order_new_problems_are_read(
    edges: list[tuple[int, int]], roots: list[str], order: list[int]
) -> None:
    read = problems(roots)
    before = placed(read[:20], edges)
    ranked = sorted(order, key=lambda number: read[number].id not in before.splits)
    number_of = {old: new for new, old in enumerate(ranked)}
    moved = [tuple(sorted((number_of[first], number_of[second]))) for first, second in edges]
    after = placed([read[number] for number in ranked], moved, dict(before.splits), stratified=True)  # type: ignore[arg-type]
    assert {name: after.splits.get(name) for name in before.splits} == before.splits


def test_a_problem_alone_is_placed_by_its_hash_whatever_else_is_read() -> None:
    read = [checked(f"problem {number}").problem for number in range(300)]
    done = placed(read, [], eval_share=0.1)
    assert done.splits == {p.id: "eval" if chance(p.id, 3) < 0.1 else "train" for p in read}
    assert placed(read[::-7], [], eval_share=0.1).splits.items() <= done.splits.items()


def test_variants_are_placed_where_their_missing_source_would_be() -> None:
    for number in range(20):
        source, variant = problems(["", ""])[0], replace(checked(f"v{number}").problem, derived_from=f"s{number}")
        source = replace(source, id=f"s{number}")
        assert placed([variant], []).splits[variant.id] == placed([source], []).splits[source.id]


def test_strata_hold_the_share_to_one_group() -> None:
    kinds = [("a", Difficulty.EASY), ("a", Difficulty.HARD), ("b", Difficulty.EASY)]
    read = [
        checked(f"{topic} {difficulty} {number}", topic=topic, difficulty=difficulty).problem
        for number in range(40)
        for topic, difficulty in kinds
    ]
    for seed in range(20):
        done = Placing(read, Settings(eval_share=0.1, stratified=True), seed, {}).run([])
        counted = Counter((p.topic, p.difficulty) for p in read if done.splits[p.id] == "eval")
        assert all(3 <= counted[kind] <= 5 for kind in kinds)
        first = [next(n for n, p in enumerate(read) if done.splits[p.id] == "eval")]
        assert first[0] < 30


def test_the_share_the_seed_and_the_extremes_decide() -> None:
    drawn = [chance(f"problem {number}", seed=7) for number in range(20_000)]
    assert 0.09 < sum(value < 0.1 for value in drawn) / 20_000 < 0.11
    read = problems([""] * COUNT)
    assert set(placed(read, [], eval_share=0.0).splits.values()) == {"train"}
    assert set(placed(read, [], eval_share=1.0).splits.values()) == {"eval"}
    assert {Placing(read[:1], Settings(eval_share=0.5), seed, {}).run([]).splits["p0"] for seed in range(20)} == {
        "train",
        "eval",
    }
