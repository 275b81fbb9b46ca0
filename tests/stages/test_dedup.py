"""Of equal and nearly equal samples the best is kept, by a stated rule; what is unlike every kept one stays."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.record import Reason, Sample
from qforge.similarity.alike import find_alike
from qforge.similarity.shingles import shingle
from qforge.stages.dedup import Deduplicated, Program, Settings, deduplicate, token_digest
from tests.stages.records import EVIDENCE, sample

LONG = tuple("abcdefghijklmnopqrst")
ALIKE = (*LONG[:-1], "changed")

Given = tuple[Sample, tuple[str, ...]]


def run(*given: Given, statements: dict[str, str] | None = None) -> tuple[list[str], Deduplicated]:
    alike = find_alike(shingle((tokens for _, tokens in given), 5), 0.7, 128, 1)
    programs = [
        Program(one, token_digest(tokens), (statements or {}).get(one.candidate.problem_id, one.candidate.problem_id))
        for one, tokens in given
    ]
    done = deduplicate(programs, alike, Settings())
    return [given[number][0].candidate.id for number in done.kept], done


def told(done: Deduplicated) -> list[tuple[str, Reason, str]]:
    return [(rejection.id, rejection.reason, rejection.evidence["kept"]) for rejection in done.rejections]


def test_of_equal_programs_the_first_id_is_kept_where_nothing_else_decides() -> None:
    kept, done = run((sample("p", 2), LONG), (sample("p", 0), LONG), (sample("p", 1), LONG))
    assert kept == ["p#0"]
    assert told(done) == [("p#1", Reason.DUPLICATE, "p#0"), ("p#2", Reason.DUPLICATE, "p#0")]


def test_the_shorter_one_goes_before_the_earlier() -> None:
    kept, _ = run((sample("p", 0, code="{x+1} / add"), LONG), (sample("p", 1), LONG))
    assert kept == ["p#1"]


def test_one_without_loops_goes_before_a_shorter_one() -> None:
    kept, _ = run((sample("p", 0, loops=True), LONG), (sample("p", 1, code="{x+1} / add"), LONG))
    assert kept == ["p#1"]


def test_one_that_two_runtimes_verified_goes_before_one_without_loops() -> None:
    twice = replace(sample("p", 1, code="{x+1} / add", loops=True), evidence=replace(EVIDENCE, confirmed_by="another"))
    kept, _ = run((sample("p", 0), LONG), (twice, LONG))
    assert kept == ["p#1"]


def test_a_near_duplicate_names_the_kept_one_and_the_exact_jaccard() -> None:
    kept, done = run((sample("p", 0), LONG), (sample("p", 1), ALIKE))
    assert kept == ["p#0"]
    assert told(done) == [("p#1", Reason.NEAR_DUPLICATE, "p#0")]
    assert done.rejections[0].evidence["jaccard"] == round(15 / 17, 4)


def test_a_sample_like_a_removed_one_only_is_kept() -> None:
    def changed(number: int) -> tuple[str, ...]:
        return (*LONG[: 20 - number], *("changed" * 3)[:number])

    kept, done = run((sample("p", 0), LONG), (sample("p", 1), changed(2)), (sample("p", 2), changed(4)))
    assert kept == ["p#0", "p#2"]
    assert told(done) == [("p#1", Reason.NEAR_DUPLICATE, "p#0")]


def test_problems_lose_nothing_to_each_other_unless_they_ask_the_same() -> None:
    given_ = (sample("p"), LONG), (sample("r"), ALIKE), (sample("s"), LONG)
    assert run(*given_)[0] == ["p#0", "r#0", "s#0"]
    kept, done = run(*given_, statements={"p": "same", "r": "same"})
    assert kept == ["p#0", "s#0"]
    assert told(done) == [("r#0", Reason.NEAR_DUPLICATE, "p#0")]


TOKENS = st.lists(st.sampled_from("abc"), max_size=12).map(tuple)
SAMPLES = st.lists(st.tuples(st.sampled_from("pqr"), TOKENS), max_size=12).map(
    lambda items: [(sample(name, attempt), tokens) for attempt, (name, tokens) in enumerate(items)]
)


@settings(deadline=None, max_examples=50)
@given(SAMPLES, st.randoms(use_true_random=False))
def test_every_sample_comes_out_once_and_the_order_of_input_is_of_no_matter(
    given_: list[Given], chance: random.Random
) -> None:
    kept, done = run(*given_)
    left = [rejection.id for rejection in done.rejections]
    assert sorted([*kept, *left]) == sorted(one.candidate.id for one, _ in given_)
    assert {rejection.evidence["kept"] for rejection in done.rejections} <= set(kept)
    shuffled = chance.sample(given_, len(given_))
    again, done_again = run(*shuffled)
    assert (sorted(again), told(done_again)) == (sorted(kept), told(done))
