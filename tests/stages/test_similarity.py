"""Alike documents are found, and what is found is alike."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from qforge.stages.similarity import bands, jaccard, near_pairs, shingles

TOKENS = st.lists(st.sampled_from(["$0", "$1", "$2", "+", "sum", "1", "(", ")"]), max_size=12)


def test_a_short_document_is_one_shingle_of_its_own() -> None:
    assert shingles(["a", "b"], 5) == {("a", "b")}
    assert shingles(["a", "c"], 5) == {("a", "c")}
    assert shingles([], 5) == {()}


def test_shingles_are_runs_of_tokens() -> None:
    assert shingles(list("abcd"), 3) == {("a", "b", "c"), ("b", "c", "d")}


def test_local_names_are_numbered_anew_in_each_shingle() -> None:
    plain = ["$0", ":", "1", ";", "$0", "+", "$1"]
    one_name_more = ["$0", ":", "9", ";", "$1", ":", "1", ";", "$1", "+", "$2"]
    assert shingles(plain, 3) <= shingles(one_name_more, 3)


@given(TOKENS, st.permutations(["$0", "$1", "$2"]))
def test_shingles_do_not_see_how_locals_are_numbered(tokens: list[str], names: list[str]) -> None:
    renamed = [names[int(token[1])] if token.startswith("$") else token for token in tokens]
    assert shingles(tokens, 5) == shingles(renamed, 5)


def test_other_names_are_seen() -> None:
    assert shingles(["sum", "$0"], 5) != shingles(["avg", "$0"], 5)


def test_jaccard_is_the_shared_part() -> None:
    assert jaccard(frozenset("abc"), frozenset("bcd")) == 0.5
    assert jaccard(frozenset(), frozenset()) == 1.0
    assert jaccard(frozenset("a"), frozenset()) == 0.0


def test_bands_are_the_longest_that_keep_the_recall() -> None:
    assert bands(0.7, 128) == (32, 4)
    assert bands(1.0, 128) == (2, 64)
    assert bands(0.2, 128) == (128, 1)


def test_the_pairs_found_are_the_pairs_there_are() -> None:
    """600 documents with near copies: all pairs at 0.7 by brute force, none beside them."""
    chance = random.Random(5)
    documents = []
    for _ in range(150):
        original = [str(chance.randrange(1000)) for _ in range(60)]
        for changes in (0, 1, 2, 4):
            copy = list(original)
            for _ in range(changes):
                copy[chance.randrange(60)] = "changed"
            documents.append(shingles(copy, 5))
    found = list(near_pairs(documents, 0.7, 128, seed=1))
    every = [
        (a, b, jaccard(documents[a], documents[b]))
        for a, b in combinations(range(len(documents)), 2)
        if jaccard(documents[a], documents[b]) >= 0.7
    ]
    assert len(every) > 150
    assert found == every


def test_any_seed_is_taken() -> None:
    documents = [shingles(list("abcdef"), 3)] * 2
    for seed in (-1, 0, 2**70):
        assert list(near_pairs(documents, 1.0, 16, seed)) == [(0, 1, 1.0)]
