"""All pairs between two collections at or over a Jaccard threshold: not most of them, every one.

Prefix filtering (Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins", 2006; Bayardo, Ma and
Srikant, "Scaling up all pairs similarity search", 2007). With the shingles of all documents in one order, a pair
at threshold t shares one of the first floor((1 - t) * n) + 1 shingles of each side, n being that side's size. The
order here is by rarity in the smaller collection, so that whatever it lacks comes first: a document of the larger
one with too few shingles in common with all of the smaller one together needs no further look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qforge.similarity.alike import ROUNDING, Pair, confirmed
from qforge.similarity.shingles import Documents, Hashes, Numbers, spread

SHINGLES_AT_ONCE = 1 << 21
PAIRS_AT_ONCE = 1 << 20
FILTER_BITS = 24


def join(documents: Documents, a: Numbers, b: Numbers, threshold: float) -> list[Pair]:
    """Give every pair of a document of `a` and one of `b` at or over the threshold, both given by their numbers.

    The pairs are ordered. Memory is a few times that of the smaller collection.
    """
    if not len(a) or not len(b):
        return []
    swapped = len(a) < len(b)
    larger, smaller = (b, a) if swapped else (a, b)
    few = documents.take(smaller)
    index = _Index(few, threshold)
    found: set[Pair] = set()
    for chosen in _chunks(documents, larger):
        part = documents.take(chosen)
        for pairs in index.candidates(part):
            for one, other, score in confirmed(part, few, pairs, threshold):
                ends = (int(chosen[one]), int(smaller[other]))
                found.add(Pair(ends[swapped], ends[not swapped], score))
    return sorted(found)


class _Ranked(NamedTuple):
    """The prefixes of several documents: rank and owner of each shingle in them."""

    ranks: Numbers
    owners: Numbers


class _Index:
    """The prefixes of the smaller collection by rank; rank r is the r-th rarest of its shingles."""

    def __init__(self, documents: Documents, threshold: float) -> None:
        self.threshold = threshold
        self.known, counts = np.unique(documents.hashes, return_counts=True)
        order = np.lexsort((self.known, counts))
        self.rank_of = np.empty(len(order), np.int64)
        self.rank_of[order] = np.arange(len(order))
        self.filter = np.zeros(1 << FILTER_BITS, np.bool_)
        self.filter[_slot(self.known)] = True
        ranked = self._prefixes(documents)
        by_rank = np.argsort(ranked.ranks, kind="stable")
        self.ranks, self.owners = ranked.ranks[by_rank], ranked.owners[by_rank]

    def candidates(self, documents: Documents) -> Iterator[Numbers]:
        """Give the pairs (of one of these documents, of one indexed) that share a shingle of both prefixes."""
        ranked = self._prefixes(documents)
        low = np.searchsorted(self.ranks, ranked.ranks, side="left")
        counts = np.searchsorted(self.ranks, ranked.ranks, side="right") - low
        ends = np.cumsum(counts)
        start = 0
        while start < len(counts):
            before = int(ends[start - 1]) if start else 0
            end = max(start + 1, int(np.searchsorted(ends, before + PAIRS_AT_ONCE, side="right")))
            others = self.owners[spread(low[start:end], counts[start:end])]
            pairs = np.stack([np.repeat(ranked.owners[start:end], counts[start:end]), others], axis=1)
            yield np.unique(pairs, axis=0) if len(pairs) else pairs
            start = end

    def _prefixes(self, documents: Documents) -> _Ranked:
        sizes = documents.sizes
        owner = np.repeat(np.arange(len(documents)), sizes)
        rank = self._ranks(documents.hashes)
        present = rank >= 0
        common = np.add.reduceat(present, documents.starts[:-1], dtype=np.int64)
        prefix = np.floor((1 - self.threshold) * sizes + ROUNDING).astype(np.int64) + 1
        left = prefix - (sizes - common)  # of the prefix, what shingles unknown to the index leave
        chosen = present & (left > 0)[owner]
        rank, owner = rank[chosen], owner[chosen]
        order = np.lexsort((rank, owner))
        rank, owner = rank[order], owner[order]
        starts = np.searchsorted(owner, np.arange(len(documents)))
        inside = np.arange(len(owner)) - starts[owner] < left[owner]
        return _Ranked(rank[inside], owner[inside])

    def _ranks(self, hashes: Hashes) -> Numbers:
        """Give each shingle's rank, -1 where the index does not know it."""
        ranks = np.full(len(hashes), -1, np.int64)
        maybe = np.flatnonzero(self.filter[_slot(hashes)])
        places = np.minimum(np.searchsorted(self.known, hashes[maybe]), len(self.known) - 1)
        exact = self.known[places] == hashes[maybe]
        ranks[maybe[exact]] = self.rank_of[places[exact]]
        return ranks


def _slot(hashes: Hashes) -> NDArray[np.uint64]:
    return hashes >> np.uint64(64 - FILTER_BITS)


def _chunks(documents: Documents, numbers: Numbers) -> Iterator[Numbers]:
    """Cut numbers of documents into runs of about `SHINGLES_AT_ONCE` shingles."""
    ends = np.cumsum(documents.sizes[numbers])
    first = 0
    while first < len(numbers):
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + SHINGLES_AT_ONCE, side="right")))
        yield numbers[first:last]
        first = last
