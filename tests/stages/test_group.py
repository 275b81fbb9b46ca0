"""Problems that are alike in words or code share a group, and so do those of one origin."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.record import CheckedProblem
from qforge.stages.group import place_problems
from qforge.stages.separation import Settings
from tests.stages.records import checked

CODE = "def f(x):\n    total = 0\n    for item in range(x):\n        total += item * item\n    return total\n"
RENAMED = "def g(n):\n    s = 0  # the sum\n    for i in range(n):\n        s += i*i\n    return s\n"
FIRST = "Find the sum of the even numbers in a list."


@pytest.mark.parametrize(
    ("second", "joined"),
    [("find the SUM of the even numbers of a list!", True), ("Reverse the words of a sentence.", False)],
)
def test_problems_with_like_statements_share_a_group(second: str, joined: bool) -> None:
    done = place_problems([checked("b", FIRST), checked("a", second)], Settings(), 3)
    assert done.groups["a"] == ("b" if joined else "a")


@pytest.mark.parametrize(
    ("second", "joined"),
    [(CODE, True), (RENAMED, True), (CODE.replace("+=", "-="), True), ("def f(x):\n    return 2 * x\n", False)],
)  # fmt: skip
def test_problems_with_like_references_share_a_group(second: str, joined: bool) -> None:
    done = place_problems([checked("b", code=CODE), checked("a", code=second)], Settings(), 3)
    assert done.groups["a"] == ("b" if joined else "a")


def test_a_variant_shares_the_group_of_what_it_was_made_from() -> None:
    variant = checked("a")
    variant = replace(variant, problem=replace(variant.problem, derived_from="b"))
    assert place_problems([checked("b"), variant], Settings(), 3).groups == {"b": "b", "a": "b"}


def test_twins_share_a_group_and_take_their_pins_along() -> None:
    read = [checked("a"), checked("b"), checked("c")]
    assert place_problems(read, Settings(), 3, twins=[("a", "c")]).groups == {"a": "a", "b": "b", "c": "a"}
    done = place_problems(read, Settings(eval_share=0.0, eval=("c",)), 3, twins=[("a", "c")])
    assert done.splits == {"a": "eval", "b": "train", "c": "eval"}
    apart = place_problems(read, Settings(train=("a",), eval=("c",)), 3, twins=[("a", "c")])
    (left,) = apart.rejections
    assert left.evidence["train"] == "it computes what a computes"


def test_pins_go_before_hashes_and_take_their_group_along() -> None:
    read = [checked("a", FIRST), checked("b", FIRST), checked("c")]
    for split in ("train", "eval"):
        done = place_problems(read, Settings(eval_share=0.5, **{split: ("b", "c")}), 3)  # type: ignore[arg-type]
        assert set(done.splits.values()) == {split}
        assert done.groups == {"a": "b", "b": "b", "c": "c"}


def test_like_problems_pinned_to_two_splits_can_not_both_stay() -> None:
    done = place_problems([checked("a", FIRST), checked("b", FIRST)], Settings(train=("a",), eval=("b",)), 3)
    assert done.splits == {"a": "train"}
    assert [(r.problem_id, r.evidence["eval"]) for r in done.rejections] == [("b", "it is pinned or kept there")]


def test_a_problem_pinned_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="a is named in train and in eval"):
        Settings(train=("a",), eval=("b", "a"))


WORDS = st.lists(st.sampled_from("abcde"), min_size=3, max_size=9).map(" ".join)
READ = st.lists(WORDS, min_size=11, max_size=11).map(
    lambda texts: [checked(f"{'p' if n < 10 else 'a'}{n}", text) for n, text in enumerate(texts)]
)


@settings(max_examples=60, deadline=None)
@given(READ)
def test_no_alike_statements_lie_in_two_splits_and_a_new_problem_moves_none(read: list[CheckedProblem]) -> None:
    settings_ = Settings(eval_share=0.5)
    before = place_problems(read[:10], settings_, 3)
    after = place_problems(read, settings_, 3)
    assert {name: after.splits.get(name) for name in before.splits} == before.splits
    bigrams = {item.problem.id: _bigrams(item.problem.statement) for item in read}
    for one in after.order:
        for other in after.order:
            shared, either = bigrams[one] & bigrams[other], bigrams[one] | bigrams[other]
            if len(shared) >= 0.6 * len(either):
                assert after.splits[one] == after.splits[other]


def _bigrams(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return set(pairwise(words))
