"""Find the problems that are a benchmark's: by words, by code, by meaning and by behaviour, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, NamedTuple, Protocol

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.languages.base import Examiner
from qforge.record import CheckedProblem, Problem, Reason, Rejection, Stage
from qforge.stages.behaviour import Agree, orders
from qforge.stages.resemblance import Layer, Nearest, Resemblance, Resembling, side_by_side
from qforge.stages.trials import Behaviour, Trials, affordable, runs
from qforge.value import Json

VERSION = 1
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
            references: of seven tokens, names aside). At 0.7 two of MBPP's problems resemble HumanEval's by chance.
        embedding: cosine of two texts from which they are one problem; needs the extra `embeddings`; off by default.
        behaviour: whether references are run on each other's cases.
        own: whether problems of the pipeline that compute the same share a group, so that train has none of eval's.
        calls: how many calls a problem's reference gets at most; the nearest benchmark problems come first.
        call_seconds: processor time of one such call.
    """

    benchmarks: tuple[Annotated[Plugin, Kind("sources")], ...] = ()
    ngram_words: Annotated[int, Field(ge=5, le=100)] = 13
    containment: Annotated[float, Field(gt=0, le=1)] = 0.75
    embedding: Annotated[float, Field(gt=0, le=1)] | None = None
    behaviour: bool = True
    own: bool = True
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


class Decontaminator:
    """Holds problems against benchmarks; used by several threads."""

    def __init__(
        self, members: Sequence[Member], settings: Settings, examiner: Examiner, agree: Agree, embedder: Embedder | None
    ) -> None:
        problems = [member.checked.problem for member in members]
        self._members, self._settings, self._embedder = members, settings, embedder
        self._trials = Trials([member.checked for member in members], examiner, agree, settings.call_seconds)
        self._resembling = Resembling(problems, settings.ngram_words, settings.containment)
        self._nearest = Nearest(problems)

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
        pairs = list(self._trials.pairs(checked))
        compatible = len({pair.number for pair in pairs})
        pairs = affordable(checked.problem, pairs, self._nearest, self._settings.calls)
        judged = len({pair.number for pair in pairs})
        return Findings(tuple(found), tuple(self._trials.run(checked, pairs)), compatible, judged)

    def _by_answers(self, checked: CheckedProblem, found: list[Resemblance]) -> Findings:
        """Run the nearest benchmark problems' references on the cases of a problem that has no reference."""
        compatible = {
            number
            for number, member in enumerate(self._members)
            if runs(member.checked.problem) and orders(checked.signature, member.checked.signature)
        }
        near = [number for number in self._nearest.ranked(checked.problem) if number in compatible][:NEAREST]
        behaviours = [same for number in near if (same := self._trials.run_back(checked, number))]
        return Findings(tuple(found), tuple(behaviours), len(compatible), len(near))


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
