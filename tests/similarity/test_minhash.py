"""Signatures are those of datasketch, bit for bit."""

from __future__ import annotations

import numpy as np
import pytest
from datasketch import MinHash

from qforge.similarity import minhash
from qforge.similarity.minhash import short_seed, signatures
from qforge.similarity.shingles import sets, shingle
from tests.similarity.corpus import planted

DOCUMENTS = shingle(planted(60, seed=1)[0], 5)


@pytest.mark.parametrize(("permutations", "seed"), [(128, 1), (17, 99)])
def test_signatures_are_those_of_datasketch(permutations: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minhash, "SHINGLES_AT_ONCE", 500)  # several chunks, and documents at their borders
    made = signatures(DOCUMENTS, permutations, seed)
    for own, hashes in zip(made, sets(DOCUMENTS), strict=True):
        oracle = MinHash(permutations, seed=short_seed(seed), scheme="affine32", hashfunc=lambda value: value)
        oracle.update_batch([value & 0xFFFFFFFF for value in hashes])
        assert np.array_equal(own, oracle.hashvalues)


def test_no_documents_have_no_signatures() -> None:
    assert signatures(shingle([], 5), 16, 1).shape == (0, 16)
