"""Which documents are the same, and which are alike by the exact Jaccard index of their shingles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qforge.similarity.lsh import bands, candidates
from qforge.similarity.minhash import signatures
from qforge.similarity.shingles import Documents, Hashes, Numbers, spread

LOOKUPS_AT_ONCE = 1 << 21
ROUNDING = 1e-9
"""Thresholds are decimal fractions: 11 must count as 0.55 of 20, though 0.55 * 20 is a little more here."""


class Pair(NamedTuple):
    """Two documents by their numbers and their exact Jaccard index."""

    first: int
    second: int
    jaccard: float


class Alike(NamedTuple):
    """What is alike among n documents.

    Attributes:
        same: for each document the smallest number of one with the same shingles (often its own).
        pairs: different ones at or over the threshold, each the smallest of its equals, ordered by their numbers.
    """

    same: list[int]
    pairs: list[Pair]


def find_alike(documents: Documents, threshold: float, permutations: int, seed: int) -> Alike:
    """Find the documents that are the same (all of them) and alike (with the recall of `lsh.bands`)."""
    same = equals(documents)
    distinct = np.unique(same)
    chosen = documents if len(distinct) == len(documents) else documents.take(distinct)
    made = signatures(chosen, permutations, seed)
    parts = [confirmed(chosen, chosen, pairs, threshold) for pairs in candidates(made, bands(threshold, permutations))]
    found = sorted({(int(distinct[a]), int(distinct[b]), j) for part in parts for a, b, j in part})
    return Alike(same.tolist(), [Pair(*pair) for pair in found])


def equals(documents: Documents) -> Numbers:
    """Give for each document the smallest number of one with the same shingles."""
    sizes = documents.sizes
    if not len(sizes):
        return np.empty(0, np.int64)
    total = np.add.reduceat(documents.hashes, documents.starts[:-1])
    order = np.lexsort((sizes, total))
    beside = np.flatnonzero((total[order[1:]] == total[order[:-1]]) & (sizes[order[1:]] == sizes[order[:-1]]))
    first, second = order[beside], order[beside + 1]
    equal = np.concatenate([np.empty(0, np.bool_), *_equal(documents, first, second)])
    leads = np.ones(len(sizes), np.bool_)
    leads[beside[equal] + 1] = False
    # Within a run of equals the order is by number, because lexsort is stable.
    same = np.empty(len(sizes), np.int64)
    same[order] = order[np.maximum.accumulate(np.where(leads, np.arange(len(sizes)), 0))]
    return same


def _equal(documents: Documents, first: Numbers, second: Numbers) -> Iterator[NDArray[np.bool_]]:
    """Tell of pairs of documents of equal sizes whether all their shingles are equal, in parts."""
    sizes = documents.sizes[first]
    for start, end in _parts(sizes):
        a = documents.hashes[spread(documents.starts[first[start:end]], sizes[start:end])]
        b = documents.hashes[spread(documents.starts[second[start:end]], sizes[start:end])]
        yield np.logical_and.reduceat(a == b, np.cumsum(sizes[start:end]) - sizes[start:end])


def confirmed(a: Documents, b: Documents, pairs: Numbers, threshold: float) -> list[tuple[int, int, float]]:
    """Give of m x 2 numbers (of a document of `a`, of one of `b`) those at or over the threshold, with the index."""
    sizes = np.stack([a.sizes[pairs[:, 0]], b.sizes[pairs[:, 1]]], axis=1)
    pairs = pairs[sizes.min(axis=1) >= threshold * sizes.max(axis=1) - ROUNDING]
    scores = jaccard(a, b, pairs)
    hits = np.flatnonzero(scores >= threshold)
    return [(int(pairs[hit, 0]), int(pairs[hit, 1]), float(scores[hit])) for hit in hits]


def jaccard(a: Documents, b: Documents, pairs: Numbers) -> NDArray[np.float64]:
    """Give the exact Jaccard index of each of m pairs: what both sets have, over what either has."""
    first, second = pairs[:, 0], pairs[:, 1]
    sizes = a.sizes[first]
    shared = np.zeros(len(pairs), np.int64)
    for start, end in _parts(sizes):
        counts = sizes[start:end]
        values = a.hashes[spread(a.starts[first[start:end]], counts)]
        owner = np.repeat(second[start:end], counts)
        found = _contained(values, b, owner)
        shared[start:end] = np.add.reduceat(found, np.cumsum(counts) - counts, dtype=np.int64)
    result: NDArray[np.float64] = shared / (sizes + b.sizes[second] - shared)
    return result


def _contained(values: Hashes, documents: Documents, owner: Numbers) -> NDArray[np.bool_]:
    """Tell of each value whether the document that it is asked of has it: a binary search in all of them at once."""
    low, high = documents.starts[owner], documents.starts[owner + 1]
    last = high - 1
    for _ in range(int((high - low).max(initial=1)).bit_length()):
        middle = (low + high) >> 1
        below = documents.hashes[np.minimum(middle, last)] < values
        np.copyto(low, middle + 1, where=below & (low < high))
        np.copyto(high, middle, where=~below)
    found: NDArray[np.bool_] = documents.hashes[np.minimum(low, last)] == values
    return found


def _parts(sizes: Numbers) -> Iterator[tuple[int, int]]:
    """Cut pairs into runs of about `LOOKUPS_AT_ONCE` shingles."""
    ends = np.cumsum(sizes)
    start = 0
    while start < len(sizes):
        before = int(ends[start - 1]) if start else 0
        end = max(start + 1, int(np.searchsorted(ends, before + LOOKUPS_AT_ONCE, side="right")))
        yield start, end
        start = end
