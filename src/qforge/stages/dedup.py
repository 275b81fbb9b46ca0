"""Keep one of several samples that are the same program, or nearly, for problems with one statement.

Samples are taken from the best on: verified by more runtimes, without loops, shorter, then by id. One that is like a
kept sample leaves; what is like a removed one only stays. Problems with different statements lose nothing to each
other here: equal code can be the right answer to two questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, NamedTuple

from pydantic import Field

from qforge.record import Reason, Rejection, Sample, Stage
from qforge.similarity.alike import Alike
from qforge.value import digest


@dataclass(frozen=True, slots=True)
class Settings:
    """What counts as a near-duplicate.

    Attributes:
        threshold: two programs are alike at this Jaccard index of their shingles (runs of five tokens) or above.
        permutations: length of the MinHash signatures that propose pairs.
    """

    threshold: Annotated[float, Field(gt=0, le=1)] = 0.7
    permutations: Annotated[int, Field(ge=16, le=1024)] = 128


@dataclass(frozen=True, slots=True)
class Program:
    """A sample with the digests of its program's and its problem's tokens (`stages.likeness`)."""

    sample: Sample
    tokens: str
    statement: str


class Deduplicated(NamedTuple):
    """The numbers of the kept programs, ascending, and the rejections by problem and attempt."""

    kept: tuple[int, ...]
    rejections: tuple[Rejection, ...]


def token_digest(tokens: Sequence[str]) -> str:
    """Give what stands for tokens where only equality matters."""
    return digest(list(tokens))


def deduplicate(programs: Sequence[Program], alike: Alike, settings: Settings) -> Deduplicated:
    """Sort the programs out; `alike` tells which of them are, by number. Their order is of no matter."""
    near: dict[int, list[tuple[int, float]]] = {}
    for first, second, score in alike.pairs:
        if score >= settings.threshold:
            near.setdefault(first, []).append((second, score))
            near.setdefault(second, []).append((first, score))
    kept_at: dict[tuple[str, int], int] = {}
    rejections = []
    for number in sorted(range(len(programs)), key=lambda number: _rank(programs[number].sample)):
        program, shape = programs[number], alike.same[number]
        found = max(_kept_like(program.statement, shape, near, kept_at), default=None)
        if found is None:
            kept_at[program.statement, shape] = number
        else:
            rejections.append(_rejection(program, programs[-found[1]], found[0]))
    rejections.sort(key=lambda rejection: (rejection.problem_id, rejection.attempt or 0, rejection.lineage.turn))
    return Deduplicated(tuple(sorted(kept_at.values())), tuple(rejections))


def _kept_like(
    statement: str,
    shape: int,
    near: Mapping[int, list[tuple[int, float]]],
    kept_at: Mapping[tuple[str, int], int],
) -> Iterator[tuple[float, int]]:
    """Give the kept programs like this one: the Jaccard index, and the number's negative, so that the first wins."""
    for other, score in ((shape, 1.0), *near.get(shape, ())):
        if (statement, other) in kept_at:
            yield score, -kept_at[statement, other]


def _rank(sample: Sample) -> tuple[bool, bool, int, str, int, int]:
    """Order samples from the one that stays before all others to the last."""
    candidate = sample.candidate
    confirmed = bool(sample.evidence.confirmed_by)
    return (
        not confirmed,
        sample.loops,
        len(candidate.code),
        candidate.problem_id,
        candidate.attempt,
        candidate.lineage.turn,
    )


def _rejection(program: Program, kept: Program, score: float) -> Rejection:
    candidate, name = program.sample.candidate, kept.sample.candidate.id
    if program.tokens == kept.tokens:
        reason = Reason.DUPLICATE
        evidence: dict[str, Any] = {"message": f"the same program as {name}, names and layout aside", "kept": name}
    else:
        reason = Reason.NEAR_DUPLICATE
        message = f"shares {score:.0%} of its shingles with {name}"
        evidence = {"message": message, "kept": name, "jaccard": round(score, 4)}
    return Rejection(candidate.problem_id, candidate.attempt, Stage.DEDUP, reason, evidence, candidate.lineage)
