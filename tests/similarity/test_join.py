"""The join gives every pair at or over the threshold, and no other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.similarity import join as joining
from qforge.similarity.join import join
from qforge.similarity.shingles import shingle
from tests.similarity.corpus import jaccard, planted, shingle_set

TEXTS = st.lists(st.lists(st.sampled_from("abcd"), max_size=14), max_size=12)


@settings(deadline=None, max_examples=200)
@given(TEXTS, TEXTS, st.sampled_from([0.3, 0.5, 0.55, 0.6, 0.7, 0.9, 1.0]))
def test_it_gives_what_comparing_every_pair_gives(a: list[list[str]], b: list[list[str]], threshold: float) -> None:
    plain = [shingle_set(text, 2) for text in (*a, *b)]
    found = join(shingle([*a, *b], 2), np.arange(len(a)), np.arange(len(a), len(a) + len(b)), threshold)
    wanted = [
        (first, second)
        for first in range(len(a))
        for second in range(len(a), len(a) + len(b))
        if len(plain[first] & plain[second]) >= threshold * len(plain[first] | plain[second]) - 1e-12
    ]
    assert [(pair.first, pair.second) for pair in found] == wanted
    assert all(pair.jaccard == jaccard(plain[pair.first], plain[pair.second]) for pair in found)


def test_parts_and_sides_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, pairs = planted(300, seed=8)
    documents = shingle(texts, 5)
    left, right = np.arange(300), np.arange(300, len(texts))
    found = join(documents, left, right, 0.6)
    assert 10 < len(found) <= len(pairs)
    turned = join(documents, right, left, 0.6)
    assert sorted((pair.second, pair.first, pair.jaccard) for pair in turned) == found
    monkeypatch.setattr(joining, "SHINGLES_AT_ONCE", 700)
    monkeypatch.setattr(joining, "PAIRS_AT_ONCE", 20)
    assert join(documents, left, right, 0.6) == found


def test_a_document_of_both_sides_is_like_itself() -> None:
    documents = shingle([["a", "b", "c"], ["d"]], 2)
    assert join(documents, np.array([0, 1]), np.array([1]), 0.7) == [(1, 1, 1.0)]


def test_an_empty_side_has_no_pairs() -> None:
    documents = shingle([["a"]], 2)
    assert join(documents, np.array([0]), np.array([], np.int64), 0.7) == []
