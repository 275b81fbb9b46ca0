"""Run the references of problems on each other's cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qforge.languages.base import Examiner
from qforge.record import Case, CheckedProblem, Problem
from qforge.stages.behaviour import Agree, Order, Trial, judge, orders, same, telling
from qforge.stages.resemblance import Nearest
from qforge.value import Json

LANGUAGE = "python"
"""References in another language are compared by their text only."""
SHOWN_CASES = 3


def runs(problem: Problem) -> bool:
    """Tell whether the problem's reference can be run."""
    return problem.reference is not None and problem.reference.language == LANGUAGE


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A member that a problem is by what it computes.

    Attributes:
        number: of the member.
        places: for each of the problem's parameters, which of the member's it is.
        forth: the problem's reference on the member's cases; None where it has none.
        back: the member's reference on the problem's cases; None where it has none.
        cases: some of the member's cases; without `forth`, of the problem's.
    """

    number: int
    places: tuple[int, ...]
    forth: Trial | None
    back: Trial | None
    cases: tuple[Case, ...]


class Pair(NamedTuple):
    """One way in which a problem could be a member, and the member's cases that tell."""

    number: int
    order: Order
    cases: Sequence[Case]


class Trials:
    """Some problems, the members, on whose cases others are run; used by several threads."""

    def __init__(
        self, members: Sequence[CheckedProblem], examiner: Examiner, agree: Agree, call_seconds: float
    ) -> None:
        self._members, self._call_seconds = members, call_seconds
        self._examiner, self._agree = examiner, agree
        self._cases = [telling(member.cases) for member in members]

    def pairs(self, checked: CheckedProblem, end: int | None = None) -> Iterator[Pair]:
        """Give the ways in which the problem could be one of the members, or of those before number `end`."""
        for number, member in enumerate(self._members[:end]):
            if self._cases[number]:
                for order in orders(checked.signature, member.signature):
                    yield Pair(number, order, self._cases[number])

    def run(self, checked: CheckedProblem, pairs: Sequence[Pair]) -> Iterator[Behaviour]:
        """Run the problem's reference on the members' cases, and theirs on its own where it passes.

        Raises:
            SandboxError: a reference could not be run; no verdict.
        """
        calls = [pair.order.of(case.arguments) for pair in pairs for case in pair.cases]
        outcomes = iter(self._probe(checked.problem, calls))
        found: set[int] = set()
        for pair in pairs:
            got = [next(outcomes) for _ in pair.cases]
            member = self._members[pair.number]
            forth = judge(pair.cases, got, member.problem.comparison, self._agree)
            if pair.number in found or forth.agreed != forth.tried:
                continue
            back = self._back(checked, member, pair.order)
            if same(forth, back):
                found.add(pair.number)
                yield Behaviour(pair.number, pair.order.places, forth, back, tuple(pair.cases[:SHOWN_CASES]))

    def run_back(self, checked: CheckedProblem, number: int) -> Behaviour | None:
        """Run a member's reference on the cases of a problem that has none.

        Raises:
            SandboxError: the reference could not be run; no verdict.
        """
        member = self._members[number]
        for order in orders(checked.signature, member.signature):
            back = self._back(checked, member, order)
            if same(None, back):
                return Behaviour(number, order.places, None, back, tuple(telling(checked.cases)[:SHOWN_CASES]))
        return None

    def _back(self, checked: CheckedProblem, member: CheckedProblem, order: Order) -> Trial | None:
        """Run a member's reference on the problem's own cases."""
        cases = telling(checked.cases)
        if not runs(member.problem) or not cases:
            return None
        got = self._probe(member.problem, [order.back(case.arguments) for case in cases])
        return judge(cases, got, checked.problem.comparison, self._agree)

    def _probe(self, problem: Problem, calls: Sequence[tuple[Json, ...]]) -> tuple[Case, ...]:
        return self._examiner.probe(problem, calls, self._call_seconds) if calls else ()


def affordable(problem: Problem, pairs: list[Pair], nearest: Nearest, calls: int) -> list[Pair]:
    """Keep the pairs with the members nearest by wording, as many as so many calls allow."""
    if sum(len(pair.cases) for pair in pairs) <= calls:
        return pairs
    rank = {number: rank for rank, number in enumerate(nearest.ranked(problem))}
    kept, total = [], 0
    for pair in sorted(pairs, key=lambda pair: (rank[pair.number], pair.order)):
        total += len(pair.cases)
        if total > calls:
            break
        kept.append(pair)
    return kept


class TwinFinder:
    """A pipeline's own problems, among which some may compute the same; used by several threads."""

    def __init__(
        self, problems: Sequence[CheckedProblem], examiner: Examiner, agree: Agree, *, calls: int, call_seconds: float
    ) -> None:
        self._problems, self._calls = problems, calls
        self._trials = Trials(problems, examiner, agree, call_seconds)
        # Without rarity, which later problems would change.
        self._nearest = Nearest([item.problem for item in problems], rarity=False)

    def twins(self, number: int) -> list[int]:
        """Give the problems before this one that it behaves as; no later one changes what is found.

        Raises:
            SandboxError: a reference could not be run; no verdict.
        """
        checked = self._problems[number]
        pairs = affordable(checked.problem, list(self._trials.pairs(checked, number)), self._nearest, self._calls)
        return sorted(behaviour.number for behaviour in self._trials.run(checked, pairs))
