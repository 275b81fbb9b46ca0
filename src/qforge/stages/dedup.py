"""Keep one of several samples of a problem that are the same program, or nearly; tell which problems share code.

Within a problem the sample of the earliest attempt is kept, and later ones are held against the kept ones only:
what is like a removed sample but like no kept one stays. Across problems nothing is removed (equal code can be
the right answer to two questions), but such problems must share a split.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from qforge.record import Reason, Rejection, Sample, Stage
from qforge.stages.similarity import near_pairs, shingles


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as a near-duplicate.

    Attributes:
        threshold: two programs are alike at this Jaccard index of their shingles or above.
        shingle_tokens: tokens in a shingle.
        permutations: length of the MinHash signatures that propose pairs.
    """

    threshold: Annotated[float, Field(gt=0, le=1)] = 0.7
    shingle_tokens: Annotated[int, Field(ge=1, le=100)] = 5
    permutations: Annotated[int, Field(ge=16, le=1024)] = 128


class Edge(NamedTuple):
    """Two problems whose kept samples are alike, first < second, with the largest Jaccard index found."""

    first: str
    second: str
    jaccard: float


class Deduplicated(NamedTuple):
    """Kept samples and rejections, both by problem and attempt, and the edges between problems."""

    kept: tuple[Sample, ...]
    rejections: tuple[Rejection, ...]
    edges: tuple[Edge, ...]


def deduplicate(samples: Sequence[tuple[Sample, tuple[str, ...]]], settings: Settings, seed: int) -> Deduplicated:
    """Sort out the samples, each with its normalised, `nameless` tokens; their order is of no matter."""
    ordered = sorted(samples, key=lambda pair: _order(pair[0]))
    first_of: dict[tuple[str, tuple[str, ...]], Sample] = {}
    distinct: list[Sample] = []
    documents = []
    rejections = []
    for sample, tokens in ordered:
        first = first_of.setdefault((sample.candidate.problem_id, tokens), sample)
        if first is not sample:
            rejections.append(_duplicate(sample, first))
            continue
        distinct.append(sample)
        documents.append(shingles(tokens, settings.shingle_tokens))
    alike: dict[int, list[tuple[int, float]]] = {}
    for pair in near_pairs(documents, settings.threshold, settings.permutations, seed):
        alike.setdefault(pair.second, []).append((pair.first, pair.jaccard))
    kept: dict[int, Sample] = {}
    edges: dict[tuple[str, str], float] = {}
    for number, sample in enumerate(distinct):
        neighbours = [(kept[other], score) for other, score in alike.get(number, []) if other in kept]
        problem = sample.candidate.problem_id
        own = [near for near in neighbours if near[0].candidate.problem_id == problem]
        if own:
            rejections.append(_near_duplicate(sample, *max(own, key=lambda near: near[1])))
            continue
        kept[number] = sample
        for other, score in neighbours:
            between = (other.candidate.problem_id, problem)
            edges[between] = max(score, edges.get(between, 0.0))
    rejections.sort(key=lambda rejection: (rejection.problem_id, rejection.attempt or 0, rejection.lineage.turn))
    return Deduplicated(
        tuple(kept.values()), tuple(rejections), tuple(Edge(*between, edges[between]) for between in sorted(edges))
    )


def nameless(tokens: Sequence[str], function: str) -> tuple[str, ...]:
    """Give the tokens with the function's own name as a local one, so that equal programs of two problems are equal.

    >>> nameless(("add", ":", "{", "$1", "}"), "add")
    ('$0', ':', '{', '$1', '}')
    """
    return tuple("$0" if token == function else token for token in tokens)


def _order(sample: Sample) -> tuple[str, int, int, str]:
    candidate = sample.candidate
    return candidate.problem_id, candidate.attempt, candidate.lineage.turn, candidate.code


def _duplicate(sample: Sample, first: Sample) -> Rejection:
    evidence = {
        "message": f"the same program as {first.candidate.id}, names and layout aside",
        "kept": first.candidate.id,
    }
    return _rejection(sample, Reason.DUPLICATE, evidence)


def _near_duplicate(sample: Sample, near: Sample, score: float) -> Rejection:
    message = f"shares {score:.0%} of its shingles with {near.candidate.id}"
    return _rejection(
        sample, Reason.NEAR_DUPLICATE, {"message": message, "kept": near.candidate.id, "jaccard": round(score, 4)}
    )


def _rejection(sample: Sample, reason: Reason, evidence: dict[str, Any]) -> Rejection:
    candidate = sample.candidate
    return Rejection(candidate.problem_id, candidate.attempt, Stage.DEDUP, reason, evidence, candidate.lineage)
