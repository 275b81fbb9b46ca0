"""One pass over the problems, in which each is placed for good: what comes later changes nothing for what came before.

1. Problems come in an order: those of an earlier release that is kept, then those that are pinned, then the others
   as they are read.
2. A problem that belongs with placed ones joins their group and split.
3. One that belongs with problems of both splits leaves: any place for it would join what must be apart.
4. One that belongs with none begins a group; the seeded hash of its id (or of what it was made from) decides.

The smallest id of a group, or a hash of all of it, can't decide: a new member would move its group. No rule without
an order or a memory can, because of what joins two groups of different splits one must move or leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qforge.record import Problem, Reason, Rejection, Stage
from qforge.similarity.components import Components
from qforge.stages.separation import Settings, chance


@dataclass(frozen=True, slots=True)
class Placement:
    """Where problems belong; final from here on, whatever their teachers answer.

    Attributes:
        order: the placed problems, in the order of their placing.
        splits: "train" or "eval" by problem.
        groups: by problem the first of its group that was placed.
        rejections: problems that are like some of both splits.
    """

    order: tuple[str, ...]
    splits: Mapping[str, str]
    groups: Mapping[str, str]
    rejections: tuple[Rejection, ...] = ()

    @property
    def train(self) -> frozenset[str]:
        """The problems in train: programs of them may be shown in prompts, and trained on."""
        return frozenset(name for name, split in self.splits.items() if split == "train")


BEHAVIOUR = "behaviour"
"""How problems are alike that compute the same."""


class Edge(NamedTuple):
    """Two problems that belong together, by their numbers in the order of placing, and how they are alike.

    The aspect is one of `Aspect`, or `BEHAVIOUR`.
    """

    first: int
    second: int
    aspect: str
    jaccard: float


class Placing:
    """The pass, over problems in their order; `given` has the splits that are kept or pinned, by problem."""

    def __init__(self, problems: Sequence[Problem], settings: Settings, seed: int, given: Mapping[str, str]) -> None:
        self.splits: dict[int, str] = {}
        self._problems, self._settings, self._seed, self._given = problems, settings, seed, given
        self._components = Components(len(problems))
        self._by_name: dict[str, int] = {}
        self._begun: dict[tuple[str, str], Counter[str]] = {}
        self._rejections: list[Rejection] = []

    def run(self, edges: Iterable[Edge]) -> Placement:
        """Place all problems."""
        before: dict[int, list[Edge]] = {}
        for edge in sorted(edges):
            before.setdefault(edge.second, []).append(edge)
        for number in range(len(self._problems)):
            self._place(number, [edge for edge in before.get(number, ()) if edge.first in self.splits])
        names = {number: self._problems[number].id for number in self.splits}
        return Placement(
            order=tuple(names.values()),
            splits={name: self.splits[number] for number, name in names.items()},
            groups={name: names[self._components.of(number)] for number, name in names.items()},
            rejections=tuple(self._rejections),
        )

    def _place(self, number: int, edges: Sequence[Edge]) -> None:
        problem = self._problems[number]
        kin = [self._by_name[name] for name in _names(problem) if name in self._by_name]
        reasons = {self.splits[other]: f"it and {self._problems[other].id} have one origin" for other in kin}
        for edge in edges:
            reasons.setdefault(self.splits[edge.first], _told(edge, self._problems[edge.first].id))
        given = self._given.get(problem.id)
        if given is not None:
            reasons.setdefault(given, "it is pinned or kept there")
        if len(reasons) > 1:
            self._rejections.append(_between(problem, reasons))
            return
        self.splits[number] = next(iter(reasons), None) or self._drawn(problem)
        if not kin and not edges:
            self._begun.setdefault(_stratum(problem), Counter())[self.splits[number]] += 1
        for other in (*kin, *(edge.first for edge in edges)):
            self._components.join(number, other)
        for name in _names(problem):
            self._by_name.setdefault(name, number)

    def _drawn(self, problem: Problem) -> str:
        """Decide the split of a new group."""
        drawn, share = chance(_names(problem)[-1], self._seed), self._settings.eval_share
        if not self._settings.stratified:
            return "eval" if drawn < share else "train"
        begun = self._begun.get(_stratum(problem), Counter())
        # By how much eval is behind its share, this group counted: at 1 the group must go there, at 0 it need not.
        behind = share * (begun.total() + 1) - begun["eval"]
        return "eval" if behind > 0 and drawn < share / (1 - min(behind, 1) + share) else "train"


def _told(edge: Edge, other: str) -> str:
    if edge.aspect == BEHAVIOUR:
        return f"it computes what {other} computes"
    return f"its {edge.aspect} shares {edge.jaccard:.0%} of the shingles of {other}'s"


def _stratum(problem: Problem) -> tuple[str, str]:
    return problem.topic, problem.difficulty


def _names(problem: Problem) -> tuple[str, ...]:
    """Give the problem's id, and that of the problem it was made from."""
    return (problem.id, problem.derived_from) if problem.derived_from else (problem.id,)


def _between(problem: Problem, reasons: Mapping[str, str]) -> Rejection:
    message = "; ".join(f"{split}: {reason}" for split, reason in sorted(reasons.items()))
    return Rejection(problem.id, None, Stage.GROUP, Reason.BETWEEN_SPLITS, {"message": message, **reasons})
