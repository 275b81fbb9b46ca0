"""Find the problems that are a benchmark's: by words, by code, by meaning and by behaviour, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, NamedTuple, Protocol

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.languages.base import Examiner
from qforge.record import Case, CheckedProblem, Problem, Reason, Rejection, Stage
from qforge.stages.behaviour import Agree, Order, Trial, judge, orders, same, telling
from qforge.stages.resemblance import Layer, Nearest, Resemblance, Resembling, side_by_side
from qforge.value import Json

VERSION = 1
LANGUAGE = "python"
"""References in another language are compared by their text only."""
SHOWN_CASES = 3
NEAREST = 5
"""A problem without a reference is held against so many benchmark problems, each a process: among the five nearest
by wording is the right one for 97 to 99 of 100 paraphrases."""

REASONS = {
    Layer.EXACT: Reason.BENCHMARK_EXACT,
    Layer.NGRAM: Reason.BENCHMARK_NGRAM,
    Layer.CONTAINMENT: Reason.BENCHMARK_CONTAINMENT,
    Layer.EMBEDDING: Reason.BENCHMARK_EMBEDDING,
    Layer.BEHAVIOUR: Reason.BENCHMARK_BEHAVIOUR,
}


@dataclass(frozen=True, slots=True)
class Settings:
    """What problems are held against, and how.

    Attributes:
        benchmarks: sources of benchmarks; no problem of theirs gets into the dataset.
        ngram_words: a run of so many words in common is a finding.
        containment: so large a share of one's shingles in the other is a finding (statements: runs of three words,
            references: of seven tokens, names aside).
        embedding: cosine of two texts from which they are one problem; needs the extra `embeddings`; off by default.
        behaviour: whether references are run on each other's cases.
        calls: how many calls a problem's reference gets at most; the nearest benchmark problems come first.
        call_seconds: processor time of one such call.
    """

    benchmarks: tuple[Annotated[Plugin, Kind("sources")], ...] = ()
    ngram_words: Annotated[int, Field(ge=5, le=100)] = 13
    containment: Annotated[float, Field(gt=0, le=1)] = 0.7
    embedding: Annotated[float, Field(gt=0, le=1)] | None = None
    behaviour: bool = True
    calls: Annotated[int, Field(ge=1)] = 4000
    call_seconds: Annotated[float, Field(gt=0)] = 0.05


class Member(NamedTuple):
    """One problem of a benchmark, with the cases that its own tests make; none where they can't be run."""

    benchmark: str
    checked: CheckedProblem


class Embedder(Protocol):
    """Finds texts of near meaning."""

    def found(self, problem: Problem) -> Resemblance | None:
        """Give the benchmark problem of nearest meaning, where it is near enough."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A benchmark problem that a problem is by what it computes.

    Attributes:
        number: of the benchmark problem.
        places: for each of the problem's parameters, which of the benchmark's it is.
        forth: the problem's reference on the benchmark's cases; None where it has none.
        back: the benchmark's reference on the problem's cases; None where it has none.
        cases: some of the benchmark's cases (without `forth`, of the problem's), in the benchmark's order.
    """

    number: int
    places: tuple[int, ...]
    forth: Trial | None
    back: Trial | None
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """All that was found about one problem.

    Attributes:
        resemblances: by wording and code, the closest benchmark problem of each layer.
        behaviours: the benchmark problems that it behaves as.
        compatible: pairs with a benchmark problem that could be the same by their parameters.
        judged: those of them that were run.
    """

    resemblances: tuple[Resemblance, ...]
    behaviours: tuple[Behaviour, ...]
    compatible: int
    judged: int


class _Pair(NamedTuple):
    """One way in which a problem could be a benchmark's, and the cases that tell."""

    number: int
    order: Order
    cases: Sequence[Case]


class Decontaminator:
    """Holds problems against benchmarks; used by several threads."""

    def __init__(
        self, members: Sequence[Member], settings: Settings, examiner: Examiner, agree: Agree, embedder: Embedder | None
    ) -> None:
        problems = [member.checked.problem for member in members]
        self._members, self._settings = members, settings
        self._examiner, self._agree, self._embedder = examiner, agree, embedder
        self._resembling = Resembling(problems, settings.ngram_words, settings.containment)
        self._nearest = Nearest(problems)
        self._cases = [telling(member.checked.cases) for member in members]

    def examine(self, checked: CheckedProblem) -> Findings:
        """Hold one problem against all benchmarks.

        Raises:
            SandboxError: a reference could not be run; no verdict.
        """
        found = list(self._resembling.found(checked.problem))
        if self._embedder is not None and (near := self._embedder.found(checked.problem)):
            found.append(near)
        if not self._settings.behaviour:
            return Findings(tuple(found), (), 0, 0)
        if not runs(checked.problem):
            return self._by_answers(checked, found)
        pairs = list(self._pairs(checked))
        compatible = len({pair.number for pair in pairs})
        pairs = self._affordable(checked.problem, pairs)
        judged = len({pair.number for pair in pairs})
        behaviours = tuple(self._run(checked, pairs))
        return Findings(tuple(found), behaviours, compatible, judged)

    def _pairs(self, checked: CheckedProblem) -> Iterator[_Pair]:
        for number, member in enumerate(self._members):
            if self._cases[number]:
                for order in orders(checked.signature, member.checked.signature):
                    yield _Pair(number, order, self._cases[number])

    def _affordable(self, problem: Problem, pairs: list[_Pair]) -> list[_Pair]:
        """Keep the nearest benchmark problems' pairs, as many as the calls allow."""
        if sum(len(pair.cases) for pair in pairs) <= self._settings.calls:
            return pairs
        rank = {number: rank for rank, number in enumerate(self._nearest.ranked(problem))}
        kept, calls = [], 0
        for pair in sorted(pairs, key=lambda pair: (rank[pair.number], pair.order)):
            calls += len(pair.cases)
            if calls > self._settings.calls:
                break
            kept.append(pair)
        return kept

    def _run(self, checked: CheckedProblem, pairs: Sequence[_Pair]) -> Iterator[Behaviour]:
        """Run the problem's reference on the benchmarks' cases, and theirs on its own where it passes."""
        calls = [pair.order.of(case.arguments) for pair in pairs for case in pair.cases]
        outcomes = iter(self._probe(checked.problem, calls))
        found: set[int] = set()
        for pair in pairs:
            got = [next(outcomes) for _ in pair.cases]
            member = self._members[pair.number].checked
            forth = judge(pair.cases, got, member.problem.comparison, self._agree)
            if pair.number in found or forth.agreed != forth.tried:
                continue
            back = self._back(checked, member, pair.order)
            if same(forth, back):
                found.add(pair.number)
                yield Behaviour(pair.number, pair.order.places, forth, back, tuple(pair.cases[:SHOWN_CASES]))

    def _back(self, checked: CheckedProblem, member: CheckedProblem, order: Order) -> Trial | None:
        """Run a benchmark's reference on the problem's own cases."""
        cases = telling(checked.cases)
        if not runs(member.problem) or not cases:
            return None
        got = self._probe(member.problem, [order.back(case.arguments) for case in cases])
        return judge(cases, got, checked.problem.comparison, self._agree)

    def _by_answers(self, checked: CheckedProblem, found: list[Resemblance]) -> Findings:
        """Run the nearest benchmark problems' references on the cases of a problem that has no reference."""
        behaviours = []
        compatible = [
            number
            for number, member in enumerate(self._members)
            if runs(member.checked.problem) and orders(checked.signature, member.checked.signature)
        ]
        near = [number for number in self._nearest.ranked(checked.problem) if number in set(compatible)][:NEAREST]
        cases = telling(checked.cases)
        for number in near:
            member = self._members[number].checked
            for order in orders(checked.signature, member.signature):
                back = self._back(checked, member, order)
                if same(None, back):
                    behaviours.append(Behaviour(number, order.places, None, back, tuple(cases[:SHOWN_CASES])))
                    break
        return Findings(tuple(found), tuple(behaviours), len(compatible), len(near))

    def _probe(self, problem: Problem, calls: Sequence[tuple[Json, ...]]) -> tuple[Case, ...]:
        return self._examiner.probe(problem, calls, self._settings.call_seconds) if calls else ()


def runs(problem: Problem) -> bool:
    """Tell whether the problem's reference can be run."""
    return problem.reference is not None and problem.reference.language == LANGUAGE


def layers(findings: Findings) -> list[Layer]:
    """Give the layers that found something, the plainest first."""
    found = {resemblance.layer for resemblance in findings.resemblances}
    return [layer for layer in Layer if layer in found or (layer is Layer.BEHAVIOUR and findings.behaviours)]


def rejection(problem: Problem, findings: Findings, members: Sequence[Member]) -> Rejection | None:
    """Give the rejection of a problem that is a benchmark's: for the plainest layer, with what all layers found."""
    by = layers(findings)
    if not by:
        return None
    first = next((item for item in findings.resemblances if item.layer is by[0]), None)
    number = first.number if first else findings.behaviours[0].number
    member = members[number]
    evidence: dict[str, Any] = {
        "message": _message(by[0], first, member),
        "benchmark": member.benchmark,
        "benchmark_problem": member.checked.problem.id,
        "layers": [layer.value for layer in by],
        "found": [*(_told(item, members) for item in findings.resemblances), *_behaved(findings, members)],
        **side_by_side(problem, member.checked.problem),
    }
    return Rejection(problem.id, None, Stage.DECONTAMINATE, REASONS[by[0]], evidence)


def _message(layer: Layer, found: Resemblance | None, member: Member) -> str:
    named = f"{member.checked.problem.id} of {member.benchmark}"
    if found is None:
        return f"its reference passes the cases of {named}"
    return {
        Layer.EXACT: f"its {found.aspect} is that of {named}, layout and names aside",
        Layer.NGRAM: f"it shares a run of words with {named}",
        Layer.CONTAINMENT: f"{found.score:.0%} of the shingles of the shorter {found.aspect} are in that of {named}",
        Layer.EMBEDDING: f"its text means what {named} says: cosine {found.score:.2f}",
    }[layer]


def _told(item: Resemblance, members: Sequence[Member]) -> dict[str, Json]:
    problem = members[item.number].checked.problem.id
    return {"layer": item.layer.value, "aspect": item.aspect, "benchmark_problem": problem, "score": item.score}


def _behaved(findings: Findings, members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    for item in findings.behaviours:
        yield {
            "layer": Layer.BEHAVIOUR.value,
            "benchmark_problem": members[item.number].checked.problem.id,
            "places": list(item.places),
            "on_benchmark_cases": None if item.forth is None else asdict(item.forth),
            "on_own_cases": None if item.back is None else asdict(item.back),
            "cases": [
                {"arguments": list(case.arguments), **({"raises": True} if case.raises else {"gives": case.expected})}
                for case in item.cases
            ],
        }
