"""Of equal and nearly equal samples of a problem one is kept; problems that share code are told."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from qforge.record import Reason, Sample
from qforge.stages.dedup import Deduplicated, Edge, Settings, deduplicate, nameless
from tests.stages.records import sample

LONG = tuple("abcdefghijklmnopqrst")
ALIKE = (*LONG[:-1], "changed")


def run(*given: tuple[Sample, tuple[str, ...]]) -> Deduplicated:
    return deduplicate(given, Settings(), seed=1)


def told(result: Deduplicated) -> list[tuple[str, int | None, Reason, str]]:
    return [(item.problem_id, item.attempt, item.reason, item.evidence["kept"]) for item in result.rejections]


def test_of_equal_programs_the_earliest_attempt_is_kept() -> None:
    result = run((sample("p", 2), LONG), (sample("p", 0), LONG), (sample("p", 1), LONG))
    assert result.kept == (sample("p", 0),)
    assert told(result) == [("p", 1, Reason.DUPLICATE, "p#0"), ("p", 2, Reason.DUPLICATE, "p#0")]


def test_a_near_duplicate_names_the_kept_one_and_the_exact_jaccard() -> None:
    result = run((sample("p", 0), LONG), (sample("p", 1), ALIKE))
    assert result.kept == (sample("p", 0),)
    assert told(result) == [("p", 1, Reason.NEAR_DUPLICATE, "p#0")]
    assert result.rejections[0].evidence["jaccard"] == round(15 / 17, 4)


def test_a_sample_like_a_removed_one_only_is_kept() -> None:
    def changed(number: int) -> tuple[str, ...]:
        return (*LONG[: 20 - number], *("changed" * 3)[:number])

    result = run((sample("p", 0), changed(0)), (sample("p", 1), changed(2)), (sample("p", 2), changed(5)))
    assert [kept.candidate.attempt for kept in result.kept] == [0, 2]
    assert told(result) == [("p", 1, Reason.NEAR_DUPLICATE, "p#0")]


def test_across_problems_nothing_is_removed_but_edges_are_told() -> None:
    result = run((sample("b"), LONG), (sample("a"), LONG), (sample("c"), ALIKE), (sample("d"), tuple("xyz")))
    assert [kept.candidate.problem_id for kept in result.kept] == ["a", "b", "c", "d"]
    assert result.rejections == ()
    assert result.edges == (Edge("a", "b", 1.0), Edge("a", "c", 15 / 17), Edge("b", "c", 15 / 17))


def test_equal_programs_of_other_names_are_alike() -> None:
    body = (":", "{", "$1", "+", "1", "}")
    first, second = nameless(("add", *body), "add"), nameless(("next", *body), "next")
    assert run((sample("a"), first), (sample("b"), second)).edges == (Edge("a", "b", 1.0),)


def test_short_programs_that_differ_are_not_alike() -> None:
    result = run((sample("p", 0), ("sum", "$0")), (sample("p", 1), ("avg", "$0")))
    assert len(result.kept) == 2


def test_nothing_gives_nothing() -> None:
    assert run() == ((), (), ())


PROGRAMS = st.lists(
    st.tuples(st.sampled_from("abc"), st.integers(0, 5), st.lists(st.sampled_from("xyz"), max_size=8)),
    max_size=12,
    unique_by=lambda item: item[:2],
)


@given(PROGRAMS, st.randoms(use_true_random=False))
def test_the_order_of_the_input_is_of_no_matter(
    programs: list[tuple[str, int, list[str]]], chance: random.Random
) -> None:
    samples = [(sample(name, attempt, " ".join(code)), tuple(code)) for name, attempt, code in programs]
    shuffled = list(samples)
    chance.shuffle(shuffled)
    result = run(*samples)
    assert run(*shuffled) == result
    assert len(result.kept) + len(result.rejections) == len(samples)
    assert {name for name, _, _ in programs} == {kept.candidate.problem_id for kept in result.kept}
