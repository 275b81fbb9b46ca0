"""MinHash signatures of many documents at once, bit for bit those of datasketch's scheme `affine32`.

A signature's value k is the least of a_k * h + b_k modulo 2**32 over the document's shingles, h being the low 32
bits of a shingle's hash, mixed once. The share of equal values of two signatures estimates the Jaccard index
(Broder, "On the resemblance and containment of documents", 1997). datasketch keeps one Python object a document;
here the permutations run outermost over all shingles of a chunk, which is some forty times faster.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from datasketch import MinHash
from numpy.typing import NDArray

from qforge.similarity.shingles import Documents
from qforge.value import digest

SCHEME = "affine32"
SHINGLES_AT_ONCE = 1 << 17
"""Shingles that are permuted in one go: half a megabyte, which stays in the processor's cache."""

Signatures: TypeAlias = NDArray[np.uint32]
"""n documents x permutations."""


def short_seed(seed: int) -> int:
    """Give the seed of the permutations, which take 32 bits.

    >>> short_seed(7)
    3024268743
    """
    return int(digest(seed)[:8], 16)


def signatures(documents: Documents, permutations: int, seed: int) -> Signatures:
    """Give each document's signature."""
    a, b = MinHash(num_perm=permutations, seed=short_seed(seed), scheme=SCHEME).permutations
    made = np.empty((len(documents), permutations), np.uint32)
    for first, last in _chunks(documents):
        start, end = int(documents.starts[first]), int(documents.starts[last])
        mixed = _mix32((documents.hashes[start:end] & np.uint64(0xFFFFFFFF)).astype(np.uint32))
        starts = documents.starts[first:last] - start
        permuted = np.empty_like(mixed)
        least = np.empty((permutations, last - first), np.uint32)
        for number in range(permutations):
            np.multiply(mixed, a[number], out=permuted)
            permuted += b[number]
            np.minimum.reduceat(permuted, starts, out=least[number])
        made[first:last] = least.T
    return made


def _mix32(values: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Apply the 32-bit finalizer of MurmurHash3, in place."""
    values ^= values >> np.uint32(16)
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def _chunks(documents: Documents) -> list[tuple[int, int]]:
    """Cut the documents into runs of about `SHINGLES_AT_ONCE` shingles, at least one document each."""
    chunks = []
    first = 0
    while first < len(documents):
        limit = documents.starts[first] + SHINGLES_AT_ONCE
        last = max(first + 1, int(np.searchsorted(documents.starts, limit, side="right")) - 1)
        chunks.append((first, last))
        first = last
    return chunks
