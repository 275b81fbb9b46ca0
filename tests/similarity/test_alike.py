"""What is alike is found, and nothing else: recall at the threshold, and exact judgement of all that is proposed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.similarity import alike, lsh
from qforge.similarity.alike import equals, find_alike
from qforge.similarity.lsh import Bands, bands
from qforge.similarity.shingles import shingle
from tests.similarity.corpus import jaccard, planted, shingle_set


@pytest.mark.parametrize("threshold", [0.6, 0.7, 0.85])
def test_planted_near_duplicates_are_found_with_their_exact_index(threshold: float) -> None:
    texts, pairs = planted(2000, seed=4)
    found = {(pair.first, pair.second): pair.jaccard for pair in find_alike(shingle(texts, 5), threshold, 128, 1).pairs}
    plain = [shingle_set(text, 5) for text in texts]
    true = {pair: jaccard(plain[pair[0]], plain[pair[1]]) for pair in pairs}
    wanted = {pair for pair, score in true.items() if threshold <= score < 1}
    assert len(wanted) > 50
    assert len(wanted - found.keys()) <= 0.01 * len(wanted)
    for pair, score in found.items():
        assert score == jaccard(plain[pair[0]], plain[pair[1]]) >= threshold


def test_bands_propose_a_pair_at_the_threshold_almost_surely() -> None:
    assert bands(0.7, 128) == Bands(32, 4)
    for threshold in (0.5, 0.6, 0.7, 0.9):
        number, rows = bands(threshold, 128)
        assert 1 - (1 - threshold**rows) ** number >= 0.999
        assert number * rows <= 128


def test_the_order_of_documents_is_of_no_matter() -> None:
    texts, _ = planted(200, seed=5)
    found = find_alike(shingle(texts, 5), 0.7, 128, 1).pairs
    turned = find_alike(shingle(texts[::-1], 5), 0.7, 128, 1).pairs
    last = len(texts) - 1
    assert {(last - p.second, last - p.first, p.jaccard) for p in turned} == {tuple(pair) for pair in found}


def test_small_parts_give_what_large_ones_give(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, _ = planted(200, seed=6)
    whole = find_alike(shingle(texts, 5), 0.5, 64, 1)
    monkeypatch.setattr(lsh, "PAIRS_AT_ONCE", 3)
    monkeypatch.setattr(alike, "LOOKUPS_AT_ONCE", 50)
    assert find_alike(shingle(texts, 5), 0.5, 64, 1) == whole


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from("abc"), max_size=6), max_size=12))
def test_equal_documents_have_the_number_of_the_first(texts: list[list[str]]) -> None:
    plain = [shingle_set(text, 2) for text in texts]
    assert equals(shingle(texts, 2)).tolist() == [plain.index(one) for one in plain]


def test_many_equal_documents_make_no_pairs() -> None:
    found = find_alike(shingle([["f", "x"]] * 20_000, 5), 0.7, 128, 1)
    assert found.pairs == []
    assert set(found.same) == {0}
