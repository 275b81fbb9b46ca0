"""Put rows where their problems are, and take out what would make the splits overlap.

A row goes to its problem's split (`stages.group`). Where programs of two problems of one split are alike, their
groups become one. Where they are of two splits, the row of the problem that was placed later leaves. That is held
against every pair of rows, by an exact join, so that no program of eval is one of train, or nearly.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qforge.record import PlacedSample, Reason, Rejection, Sample, Stage
from qforge.similarity.alike import Alike, Pair
from qforge.similarity.components import Components
from qforge.similarity.join import join
from qforge.similarity.shingles import Documents
from qforge.stages.placement import Placement


class Split(NamedTuple):
    """The placed rows and the rejections, both in the order of the samples."""

    placed: tuple[PlacedSample, ...]
    rejections: tuple[Rejection, ...]


class _Other(NamedTuple):
    """A row of the other split, and how much it is like the one in question."""

    jaccard: float
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Programs:
    """Samples, the documents of their programs, and which of those are alike, all by the samples' numbers."""

    samples: Sequence[Sample]
    documents: Documents
    alike: Alike

    def problem(self, number: int) -> str:
        """Give the problem that a sample solves."""
        return self.samples[number].candidate.problem_id


def place(
    programs: Programs, numbers: Sequence[int], placement: Placement, threshold: float, *, shown: Sequence[int] = ()
) -> Split:
    """Place the samples of these numbers; `shown` names samples, of train, that nothing in eval may be like."""
    same, links = programs.alike.same, _links(programs.alike, threshold)
    while True:
        stay, leave = _sorted_out(programs, numbers, links, placement, shown)
        crossing = _crossing(programs, sorted({*stay, *shown}), placement, threshold)
        if not crossing:
            break
        for first, second, score in crossing:
            _link(links, same[first], same[second], score)
    group_of = _groups([(programs.problem(number), same[number]) for number in stay], links, placement)
    placed = [_placed(programs.samples[number], group_of, placement) for number in stay]
    before = frozenset(shown)
    rejections = [_rejection(programs.samples, number, leave[number], placement, before) for number in sorted(leave)]
    return Split(tuple(placed), tuple(rejections))


_Links = dict[int, dict[int, float]]


def _links(alike: Alike, threshold: float) -> _Links:
    links: _Links = {}
    for first, second, score in alike.pairs:
        if score >= threshold:
            _link(links, first, second, score)
    return links


def _link(links: _Links, first: int, second: int, score: float) -> None:
    links.setdefault(first, {})[second] = score
    links.setdefault(second, {})[first] = score


def _sorted_out(
    programs: Programs,
    numbers: Sequence[int],
    links: Mapping[int, Mapping[int, float]],
    placement: Placement,
    shown: Sequence[int],
) -> tuple[list[int], dict[int, _Other]]:
    """Give the rows that stay, ascending, and those that leave with the row of the other split that they are like."""
    place_of = {problem: number for number, problem in enumerate(placement.order)}
    # By shape, the first that stays; those of one shape never stay in both splits.
    first_with = {programs.alike.same[number]: number for number in reversed(shown)}
    leave: dict[int, _Other] = {}
    for number in sorted(numbers, key=lambda number: (place_of[programs.problem(number)], number)):
        split, shape = placement.splits[programs.problem(number)], programs.alike.same[number]
        others = [
            _Other(score, first_with[other])
            for other, score in ((shape, 1.0), *links.get(shape, {}).items())
            if other in first_with and placement.splits[programs.problem(first_with[other])] != split
        ]
        if others:
            leave[number] = max(others, key=lambda other: (other.jaccard, -other.number))
        else:
            first_with.setdefault(shape, number)
    return [number for number in numbers if number not in leave], leave


def _crossing(programs: Programs, stay: Sequence[int], placement: Placement, threshold: float) -> list[Pair]:
    """Give every pair of staying rows of two splits that are alike."""
    sides: dict[str, list[int]] = {"train": [], "eval": []}
    for number in stay:
        sides[placement.splits[programs.problem(number)]].append(number)
    train, evaluation = (np.array(side, np.int64) for side in sides.values())
    return join(programs.documents, train, evaluation, threshold)


def _groups(
    rows: Sequence[tuple[str, int]], links: Mapping[int, Mapping[int, float]], placement: Placement
) -> dict[str, str]:
    """Give each problem the name of its group, the problem in it that was placed first; rows are problem and shape."""
    number_of = {problem: number for number, problem in enumerate(placement.order)}
    components = Components(len(placement.order))
    for problem, group in placement.groups.items():
        components.join(number_of[problem], number_of[group])
    first_with: dict[int, int] = {}
    for problem, shape in rows:
        components.join(number_of[problem], first_with.setdefault(shape, number_of[problem]))
    for shape, others in links.items():
        for other in others:
            if shape in first_with and other in first_with:
                components.join(first_with[shape], first_with[other])
    return {problem: placement.order[components.of(number)] for problem, number in number_of.items()}


def _placed(sample: Sample, group_of: Mapping[str, str], placement: Placement) -> PlacedSample:
    problem = sample.candidate.problem_id
    return PlacedSample(sample, group_of[problem], placement.splits[problem])


def _rejection(
    samples: Sequence[Sample], number: int, other: _Other, placement: Placement, shown: Collection[int]
) -> Rejection:
    candidate, like = samples[number].candidate, samples[other.number].candidate
    leaked = other.number in shown
    where = "was shown before" if leaked else f"is in {placement.splits[like.problem_id]}, and its problem came first"
    evidence = {
        "message": f"shares {other.jaccard:.0%} of its shingles with {like.id}, which {where}",
        "other": like.id,
        "jaccard": round(other.jaccard, 4),
    }
    reason = Reason.LEAKED if leaked else Reason.CROSSES_SPLITS
    return Rejection(candidate.problem_id, candidate.attempt, Stage.SPLIT, reason, evidence, candidate.lineage)
