"""What an evaluation found, problem by problem, and the scores that follow from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qforge.evaluation.estimates import Interval, interval, pass_at_k
from qforge.evaluation.schema import Bootstrap
from qforge.record import CheckedProblem, Reason, Rejection, Sample, Stage

NO_PROGRAM = frozenset({Stage.TRANSLATE, Stage.EXTRACT})


@dataclass(frozen=True, slots=True)
class Result:
    """One problem: samples asked, right ones, those that parse, right ones without loops, and failures by reason."""

    problem: str
    topic: str
    difficulty: str
    samples: int
    passed: int
    parsed: int
    idiomatic: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Score:
    """pass@k over a set of problems, k -> estimate, in the order of k."""

    name: str
    problems: int
    pass_at: Mapping[int, Interval]


def results(
    checked: Mapping[str, CheckedProblem], samples: Iterable[Sample], rejections: Iterable[Rejection]
) -> list[Result]:
    """Bring together how each problem's samples ended, in the order of the problems."""
    passed: dict[str, list[Sample]] = {problem: [] for problem in checked}
    failed: dict[str, list[Rejection]] = {problem: [] for problem in checked}
    for sample in samples:
        passed[sample.candidate.problem_id].append(sample)
    for rejection in rejections:
        if rejection.attempt is not None:
            failed[rejection.problem_id].append(rejection)
    return [_result(item, passed[problem], failed[problem]) for problem, item in checked.items()]


def _result(checked: CheckedProblem, passed: Sequence[Sample], failed: Sequence[Rejection]) -> Result:
    unparsed = sum(one.stage in NO_PROGRAM or one.reason is Reason.COMPILE_ERROR for one in failed)
    return Result(
        problem=checked.problem.id,
        topic=checked.problem.topic,
        difficulty=checked.problem.difficulty.value,
        samples=len(passed) + len(failed),
        passed=len(passed),
        parsed=len(passed) + len(failed) - unparsed,
        idiomatic=sum(not sample.loops for sample in passed),
        reasons=dict(sorted(Counter(one.reason.value for one in failed).items())),
    )


def score(name: str, found: Sequence[Result], ks: Sequence[int], bootstrap: Bootstrap, seed: int) -> Score:
    """Estimate pass@k for each k with its interval over the problems.

    Raises:
        DataError: there is no problem, or a problem has fewer samples than k.
    """
    chosen = {"resamples": bootstrap.resamples, "confidence": bootstrap.confidence, "seed": seed}
    estimates = {
        k: interval([pass_at_k(item.samples, item.passed, k) for item in found], **chosen)  # type: ignore[arg-type]
        for k in sorted(set(ks))
    }
    return Score(name, len(found), estimates)


def by(kind: str, found: Sequence[Result]) -> dict[str, list[Result]]:
    """Sort results by "topic" or "difficulty", in alphabetical order."""
    groups: dict[str, list[Result]] = {}
    for item in found:
        groups.setdefault(str(getattr(item, kind)), []).append(item)
    return dict(sorted(groups.items()))


def reasons(found: Iterable[Result]) -> dict[str, int]:
    """Count failures by reason, the most frequent first."""
    counted: Counter[str] = Counter()
    for item in found:
        counted.update(item.reasons)
    return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))
