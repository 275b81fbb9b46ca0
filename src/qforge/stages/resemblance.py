"""Which benchmark problems a problem resembles in its words and its reference, however it is laid out or named.

Every measure here is exact: an inverted index over all the benchmarks' shingles finds each common one, so that no
candidate is lost to hashing, as MinHash would lose some.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qforge.record import Problem
from qforge.similarity.shingles import Documents, Hashes, Numbers, shingle
from qforge.stages.likeness import Aspect, problem_tokens, statement_tokens
from qforge.value import Json, digest

CONTAINED_TOKENS = {Aspect.STATEMENT: 3, Aspect.REFERENCE: 7}
LEAST_SHARED = 8
"""Documents must have so many shingles in common to be told alike by a share of them: short ones always share some."""
LEAST_WORDS = 5
"""A statement of fewer words is no evidence where it is met again: "Sort the list." """
GRAM = 4


class Layer(StrEnum):
    """The ways to find a benchmark's problem, from the plainest on."""

    EXACT = "exact"
    NGRAM = "ngram"
    CONTAINMENT = "containment"
    EMBEDDING = "embedding"
    BEHAVIOUR = "behaviour"


class Resemblance(NamedTuple):
    """One finding: the layer, what was compared, the benchmark problem's number, and how much they share (to 1)."""

    layer: Layer
    aspect: str
    number: int
    score: float


def text(problem: Problem) -> str:
    """Give all that a problem says: its statement, and its reference with comments and docstrings."""
    return problem.statement if problem.reference is None else f"{problem.statement}\n{problem.reference.code}"


def fingerprints(problem: Problem) -> dict[str, str]:
    """Give digests that are equal where statements, or references, are the same but for layout, case and names."""
    found = {}
    words, tokens = (problem_tokens(problem, aspect) for aspect in (Aspect.STATEMENT, Aspect.REFERENCE))
    if len(words) >= LEAST_WORDS:
        found[Aspect.STATEMENT.value] = digest(list(words))
    if tokens:
        found[Aspect.REFERENCE.value] = digest(list(tokens))
    return found


class Resembling:
    """The benchmarks' problems, indexed; used by several threads."""

    def __init__(self, problems: Sequence[Problem], ngram_words: int, containment: float) -> None:
        self._ngram_words, self._containment = ngram_words, containment
        self._prints: dict[str, dict[str, int]] = {"statement": {}, "reference": {}}
        for number, problem in enumerate(problems):
            for aspect, printed in fingerprints(problem).items():
                self._prints[aspect].setdefault(printed, number)
        self._grams = _Index([statement_tokens(text(problem)) for problem in problems], ngram_words)
        self._contained = {
            aspect: _Index([problem_tokens(problem, aspect) for problem in problems], size)
            for aspect, size in CONTAINED_TOKENS.items()
        }

    def found(self, problem: Problem) -> Iterator[Resemblance]:
        """Give every layer's closest benchmark problem, where one is close enough."""
        for aspect, printed in fingerprints(problem).items():
            if printed in self._prints[aspect]:
                yield Resemblance(Layer.EXACT, aspect, self._prints[aspect][printed], 1.0)
        shared = self._grams.shared(statement_tokens(text(problem)))
        if shared is not None and shared.counts.max(initial=0):
            number = int(shared.counts.argmax())
            yield Resemblance(Layer.NGRAM, "text", number, round(float(shared.counts[number]) / shared.size, 4))
        for aspect, index in self._contained.items():
            shared = index.shared(problem_tokens(problem, aspect))
            if shared is None:
                continue
            # Either way round: the benchmark's problem as a part of this one, or this one as a part of it.
            smaller = np.minimum(shared.size, shared.sizes)
            scores = np.where(shared.counts >= LEAST_SHARED, shared.counts / np.maximum(smaller, 1), 0.0)
            if scores.max(initial=0.0) >= self._containment:
                number = int(scores.argmax())
                yield Resemblance(Layer.CONTAINMENT, aspect.value, number, round(float(scores[number]), 4))


class _Shared(NamedTuple):
    """How many shingles a document has, how many each indexed one has, and how many both have."""

    size: int
    sizes: Numbers
    counts: Numbers


class _Index:
    """Which documents have a shingle. A document shorter than a shingle is left out: it is too short to tell."""

    def __init__(self, texts: Sequence[Sequence[str]], size: int) -> None:
        self._size = size
        long = np.array([len(tokens) >= size for tokens in texts], np.bool_)
        documents: Documents = shingle(texts, size)
        owners = np.repeat(np.arange(len(texts)), documents.sizes)
        kept = long[owners]
        order = np.argsort(documents.hashes[kept], kind="stable")
        self._hashes: Hashes = documents.hashes[kept][order]
        self._owners: Numbers = owners[kept][order]
        self._sizes: Numbers = np.where(long, documents.sizes, 0)

    def shared(self, tokens: Sequence[str]) -> _Shared | None:
        """Count what a document shares with each indexed one; None where it is too short."""
        if len(tokens) < self._size or not len(self._sizes):
            return None
        hashes = shingle([tokens], self._size).hashes
        low, high = (np.searchsorted(self._hashes, hashes, side=side) for side in ("left", "right"))
        owners = [self._owners[start:end] for start, end in zip(low.tolist(), high.tolist(), strict=True)]
        counts = np.bincount(np.concatenate(owners), minlength=len(self._sizes))
        return _Shared(len(hashes), self._sizes, counts)


class Nearest:
    """Problems by nearness of wording: the cosine of the four-letter grams of their words and names.

    Grams that few problems have count more (TF-IDF), unless `rarity` is off: nearness then depends on the two alone.
    """

    def __init__(self, problems: Sequence[Problem], *, rarity: bool = True) -> None:
        documents = [_grams(problem) for problem in problems]
        frequency = Counter(gram for document in documents for gram in document)
        self._rarity = {
            gram: math.log((1 + len(documents)) / (1 + count)) if rarity else 1.0 for gram, count in frequency.items()
        }
        postings: dict[str, list[tuple[int, float]]] = {}
        for number, document in enumerate(documents):
            for gram, weight in self._weights(document).items():
                postings.setdefault(gram, []).append((number, weight))
        self._postings = {
            gram: (np.array([number for number, _ in found]), np.array([weight for _, weight in found]))
            for gram, found in postings.items()
        }
        self._count = len(documents)

    def ranked(self, problem: Problem) -> list[int]:
        """Give the numbers of all benchmark problems, the nearest first."""
        scores: NDArray[np.float64] = np.zeros(self._count)
        for gram, weight in self._weights(_grams(problem)).items():
            if gram in self._postings:
                numbers, weights = self._postings[gram]
                scores[numbers] += weight * weights
        order: list[int] = np.lexsort((np.arange(self._count), -scores.round(12))).tolist()
        return order

    def _weights(self, document: Counter[str]) -> dict[str, float]:
        weights = {gram: (1 + math.log(count)) * self._rarity.get(gram, 0.0) for gram, count in document.items()}
        length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        return {gram: weight / length for gram, weight in weights.items()}


def _grams(problem: Problem) -> Counter[str]:
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text(problem)).lower())
    padded = (f" {word} " for word in words)
    return Counter(word[at : at + GRAM] for word in padded for at in range(max(1, len(word) - GRAM + 1)))


def side_by_side(problem: Problem, other: Problem) -> dict[str, Json]:
    """Give the two problems' texts, for the evidence of a rejection."""
    return {
        "statement": problem.statement,
        "benchmark_statement": other.statement,
        "reference": problem.reference.code if problem.reference else "",
        "benchmark_reference": other.reference.code if other.reference else "",
    }
