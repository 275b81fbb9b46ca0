"""Decide each problem's group and split before the teacher is asked.

Together belong a problem and what it was made from (paraphrase, translation, variant), problems whose statements
or references are alike, and those that compute the same. All of that is known of problems alone: no answer of a
teacher moves anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qforge.record import CheckedProblem
from qforge.similarity.alike import find_alike
from qforge.similarity.join import join
from qforge.similarity.shingles import Documents, Numbers, shingle
from qforge.stages.likeness import SHINGLE_TOKENS, Aspect, problem_tokens
from qforge.stages.placement import BEHAVIOUR, Edge, Placement, Placing
from qforge.stages.separation import Settings

PERMUTATIONS = 128
ASPECTS = (Aspect.STATEMENT, Aspect.REFERENCE)


def place_problems(
    checked: Sequence[CheckedProblem],
    settings: Settings,
    seed: int,
    kept: Mapping[str, str] | None = None,
    twins: Iterable[tuple[str, str]] = (),
) -> Placement:
    """Place problems, given as they were read.

    A problem that is for evaluation only is pinned to eval, whatever else is said of it.

    Args:
        kept: the splits of an earlier release, by problem.
        twins: pairs of problems that compute the same.
    """
    kept = kept or {}
    pins = dict.fromkeys(settings.train, "train") | dict.fromkeys(settings.eval, "eval")
    pins |= {item.problem.id: "eval" for item in checked if item.problem.origin.evaluation_only}
    ordered = sorted(checked, key=lambda item: 0 if item.problem.id in kept else 1 if item.problem.id in pins else 2)
    collections = [_collection(ordered, aspect, settings.threshold(aspect)) for aspect in ASPECTS]
    edges = {edge for collection in collections for edge in collection.edges(seed)}
    number = {item.problem.id: number for number, item in enumerate(ordered)}
    for pair in twins:
        first, second = sorted(number[name] for name in pair)
        edges.add(Edge(first, second, BEHAVIOUR, 1.0))
    while True:
        placing = Placing([item.problem for item in ordered], settings, seed, {**kept, **pins})
        placement = placing.run(edges)
        crossing = {edge for collection in collections for edge in collection.crossing(placing.splits)}
        if not crossing:
            return placement
        edges |= crossing


@dataclass(frozen=True, slots=True, eq=False)
class _Collection:
    """One aspect of the problems: its documents, and the number of each document's problem."""

    aspect: Aspect
    threshold: float
    documents: Documents
    owners: Numbers

    def edges(self, seed: int) -> Iterator[Edge]:
        """Give the pairs that are the same, and those that are alike as far as hashing finds them."""
        same, pairs = find_alike(self.documents, self.threshold, PERMUTATIONS, seed)
        for number, first in enumerate(same):
            if first != number:
                yield self._edge(first, number, 1.0)
        for pair in pairs:
            yield self._edge(*pair)

    def crossing(self, splits: Mapping[int, str]) -> Iterator[Edge]:
        """Give every pair that is alike and lies in both splits, those too that hashing missed."""
        sides: dict[str, list[int]] = {"train": [], "eval": []}
        for number, owner in enumerate(self.owners.tolist()):
            if owner in splits:
                sides[splits[owner]].append(number)
        train, evaluation = (np.array(side, np.int64) for side in sides.values())
        for pair in join(self.documents, train, evaluation, self.threshold):
            yield self._edge(*pair)

    def _edge(self, one: int, other: int, score: float) -> Edge:
        first, second = sorted((int(self.owners[one]), int(self.owners[other])))
        return Edge(first, second, self.aspect, score)


def _collection(checked: Sequence[CheckedProblem], aspect: Aspect, threshold: float) -> _Collection:
    owners = [n for n, item in enumerate(checked) if aspect is Aspect.STATEMENT or item.problem.reference is not None]
    texts = (problem_tokens(checked[owner].problem, aspect) for owner in owners)
    return _Collection(aspect, threshold, shingle(texts, SHINGLE_TOKENS[aspect]), np.array(owners, np.int64))
