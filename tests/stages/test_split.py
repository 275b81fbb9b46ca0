"""Rows follow their problems, and no program of eval is one of train, or nearly."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.record import Reason
from qforge.similarity.alike import Alike, find_alike
from qforge.similarity.shingles import shingle
from qforge.stages.placement import Placement
from qforge.stages.split import Programs, Split, place
from tests.stages.records import sample

LONG = tuple("abcdefghijklmnopqrst")
ALIKE = (*LONG[:-1], "changed")
OTHER = tuple("zyxwvutsrqponmlkjihg")


def placement(**splits: str) -> Placement:
    return Placement(tuple(splits), splits, {name: name for name in splits})


def run(
    placed: Placement, *programs: tuple[str, tuple[str, ...]], blind: bool = False, shown: tuple[int, ...] = ()
) -> Split:
    """Place one sample for each (problem, tokens); where `blind`, hashing has found nothing."""
    samples = [sample(name, attempt) for attempt, (name, _) in enumerate(programs)]
    documents = shingle((tokens for _, tokens in programs), 5)
    alike = find_alike(documents, 0.7, 128, 1)
    if blind:
        alike = Alike(list(range(len(samples))), [])
    kept = [number for number in range(len(samples)) if not blind or number not in shown]
    return place(Programs(samples, documents, alike), kept, placed, 0.7, shown=shown)


def where(done: Split) -> list[tuple[str, str, str]]:
    return [(item.sample.candidate.id, item.group, item.split) for item in done.placed]


def test_rows_go_where_their_problem_is() -> None:
    done = run(placement(a="train", b="eval"), ("a", LONG), ("b", OTHER))
    assert where(done) == [("a#0", "a", "train"), ("b#1", "b", "eval")]


def test_like_programs_of_one_split_make_one_group_named_by_the_problem_placed_first() -> None:
    done = run(placement(z="train", a="train", b="train"), ("a", LONG), ("b", OTHER), ("z", ALIKE))
    assert where(done) == [("a#0", "z", "train"), ("b#1", "b", "train"), ("z#2", "z", "train")]


def test_of_like_programs_of_two_splits_the_row_of_the_problem_placed_later_leaves() -> None:
    for splits in ({"z": "train", "a": "eval"}, {"z": "eval", "a": "train"}):
        done = run(placement(**splits), ("a", LONG), ("a", OTHER), ("z", ALIKE))
        assert where(done) == [("a#1", "a", splits["a"]), ("z#2", "z", splits["z"])]
        (left,) = done.rejections
        assert (left.id, left.reason, left.evidence["other"]) == ("a#0", Reason.CROSSES_SPLITS, "z#2")
        assert left.evidence["jaccard"] == round(15 / 17, 4)


def test_what_hashing_misses_the_exact_join_finds() -> None:
    done = run(placement(z="train", a="eval"), ("a", LONG), ("z", ALIKE), ("z", OTHER), blind=True)
    assert where(done) == [("z#1", "z", "train"), ("z#2", "z", "train")]


def test_what_is_like_a_program_that_was_shown_leaves_eval_however_early_its_problem_came() -> None:
    for blind in (False, True):  # found by hashing, the shown program a row too; by the join, no row itself
        done = run(placement(a="eval", z="train"), ("a", LONG), ("z", ALIKE), ("a", OTHER), shown=(1,), blind=blind)
        assert ("a#2", "a", "eval") in where(done)
        assert [(left.id, left.reason, left.evidence["other"]) for left in done.rejections] == [
            ("a#0", Reason.LEAKED, "z#1")
        ]


TOKENS = st.lists(st.sampled_from("abc"), max_size=9).map(tuple)
PROGRAMS = st.lists(st.tuples(st.sampled_from("pqrs"), TOKENS), max_size=14)
SPLITS = st.lists(st.sampled_from(["train", "eval"]), min_size=4, max_size=4)


@settings(deadline=None, max_examples=60)
@given(PROGRAMS, SPLITS)
def test_no_group_straddles_no_pair_crosses_and_every_row_comes_out(
    programs: list[tuple[str, tuple[str, ...]]], splits: list[str]
) -> None:
    done = run(placement(**dict(zip("pqrs", splits, strict=True))), *programs)
    groups: dict[str, set[str]] = {}
    for _, group, split in where(done):
        groups.setdefault(group, set()).add(split)
    assert all(len(found) == 1 for found in groups.values())
    numbers = {f"{name}#{n}": set(_shingles(tokens)) for n, (name, tokens) in enumerate(programs)}
    for one, _, split in where(done):
        for other, _, other_split in where(done):
            shared, either = numbers[one] & numbers[other], numbers[one] | numbers[other]
            assert split == other_split or len(shared) < 0.7 * len(either)
    assert len(done.placed) + len(done.rejections) == len(programs)


def _shingles(tokens: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tokens[start : start + 5] for start in range(max(1, len(tokens) - 4))]
