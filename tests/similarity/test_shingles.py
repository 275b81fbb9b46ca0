"""Shingle hashes stand for shingles: as many, equal where they are equal, whatever the names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.similarity import shingles
from qforge.similarity.shingles import sets, shingle, token_hash
from tests.similarity.corpus import shingle_set

TOKENS = st.lists(st.sampled_from(["a", "b", "+", "$0", "$1", "$2", "$10", "$", ""]), max_size=12)


@settings(deadline=None)
@given(st.lists(TOKENS, max_size=8), st.integers(1, 6))
def test_hashes_are_as_many_as_shingles_and_shared_where_shingles_are(texts: list[list[str]], size: int) -> None:
    hashed = list(sets(shingle(texts, size)))
    plain = [shingle_set(tokens, size) for tokens in texts]
    assert [len(one) for one in hashed] == [len(one) for one in plain]
    for a, b in zip(hashed, plain, strict=True):
        for c, d in zip(hashed, plain, strict=True):
            assert len(a & c) == len(b & d)


def test_a_short_text_is_one_shingle_of_its_own() -> None:
    short, shorter, empty, long = sets(shingle([["a", "b"], ["a"], [], ["a", "b", "c", "d", "e"]], 5))
    assert [len(short), len(shorter), len(empty), len(long)] == [1, 1, 1, 1]
    assert len(short | shorter | empty | long) == 4


def test_names_are_numbered_anew_in_each_shingle() -> None:
    one, other = sets(shingle([["$0", "+", "$1", "*", "$0"], ["$7", "+", "$3", "*", "$7"]], 3))
    assert one == other
    same, different = sets(shingle([["$0", "+", "$0"], ["$0", "+", "$1"]], 3))
    assert not same & different


def test_hashes_are_the_same_in_every_version_and_on_every_machine() -> None:
    assert token_hash("add") == 0x7D04177A880A2A3E
    assert [f"{value:016x}" for value in shingle([["$3", "+", "1"]], 2).hashes.tolist()] == [
        "3b47b779a2a8fdb7",
        "ad41a64aad0bfc54",
    ]


def test_batches_and_a_full_vocabulary_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [[f"w{number % 7}", f"w{number}", "$1", "$0", "$1"] for number in range(50)]
    whole = shingle(texts, 3)
    monkeypatch.setattr(shingles, "TOKENS_AT_ONCE", 12)
    monkeypatch.setattr(shingles, "VOCABULARY_LIMIT", 5)
    parts = shingle(texts, 3)
    assert parts.hashes.tolist() == whole.hashes.tolist()
    assert parts.starts.tolist() == whole.starts.tolist()
