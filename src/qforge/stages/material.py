"""What examples are made of: verified programs of one split, train but for benchmarks, and those that failed beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from qforge.languages.base import Pack
from qforge.record import (
    CheckedProblem,
    PlacedSample,
    Reason,
    Rejection,
    Stage,
)
from qforge.similarity.alike import jaccard
from qforge.similarity.shingles import shingle

JUDGED = frozenset(
    {
        Reason.COMPILE_ERROR,
        Reason.UNDEFINED,
        Reason.RUNTIME_ERROR,
        Reason.WRONG_VALUE,
        Reason.EARLY_EXIT,
        Reason.FORBIDDEN,
        Reason.INVALID_RESULT,
        Reason.TIMEOUT,
        Reason.MEMORY_LIMIT,
        Reason.OUTPUT_LIMIT,
    }
)
"""Reasons that say something about a program; what was cut off, refused or could not be judged is never an example."""

NO_ATTEMPT = frozenset({Reason.NO_ANSWER, Reason.UNSUPPORTED})
"""Reasons that say nothing about how hard a problem is."""

PASSED = frozenset({Stage.REFINE, Stage.DEDUP, Stage.SPLIT})
"""Stages that only verified programs reach."""

SHINGLE_TOKENS = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """A program that ran and failed; `shown` says whether the case that it failed on stood in the teacher's prompt."""

    id: str
    problem_id: str
    code: str
    reason: Reason
    message: str
    passed: int
    cases: int
    shown: bool
    case: str = ""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A verified program whose place a rewrite or revision took."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Material:
    """All that examples are made from, problem by problem in a stable order.

    Attributes:
        checked: problem id -> problem.
        solved: problem id -> its kept programs of the split, by attempt.
        failures: problem id -> programs that failed, near misses first; only for problems in `solved`.
        replaced: problem id -> verified programs of `solved` problems that others took the place of.
        solve_rates: problem id -> share of the teacher's attempts that were verified, 0 to 1.
    """

    checked: Mapping[str, CheckedProblem]
    solved: Mapping[str, Sequence[PlacedSample]]
    failures: Mapping[str, Sequence[Failure]]
    replaced: Mapping[str, Sequence[Replaced]]
    solve_rates: Mapping[str, float]


def gather(
    placed: Sequence[PlacedSample],
    rejections: Sequence[Rejection],
    checked: Mapping[str, CheckedProblem],
    *,
    shown_cases: int,
    split: str = "train",
) -> Material:
    """Sort a build's records into material; whatever belongs to a problem outside of the split stays out.

    Args:
        shown_cases: how many of a problem's first cases, with their results, stood in the teacher's prompt.
    """
    chosen = sorted(
        (item for item in placed if item.split == split),
        key=lambda item: (item.sample.candidate.problem_id, item.sample.candidate.attempt, item.sample.candidate.id),
    )
    solved: dict[str, list[PlacedSample]] = {}
    for item in chosen:
        solved.setdefault(item.sample.candidate.problem_id, []).append(item)
    failures: dict[str, list[Failure]] = {problem: [] for problem in solved}
    replaced: dict[str, list[Replaced]] = {problem: [] for problem in solved}
    for rejection in rejections:
        if rejection.problem_id in replaced and rejection.reason is Reason.SUPERSEDED:
            replaced[rejection.problem_id].append(Replaced(rejection.id, str(rejection.evidence["code"])))
        if rejection.problem_id in failures and rejection.reason in JUDGED and "code" in rejection.evidence:
            failures[rejection.problem_id].append(_failure(rejection, shown_cases))
    for found in failures.values():
        found.sort(key=lambda failure: (-failure.passed / max(failure.cases, 1), failure.id))
    return Material(checked, solved, failures, replaced, _solve_rates(placed, rejections))


def better(identity: str, code: str, others: Sequence[PlacedSample], pack: Pack) -> PlacedSample:
    """Give the verified program that was made from another one, or else the one that shares most with it."""
    made = (item for item in others if item.sample.candidate.parent_id == identity)
    return next(made, None) or nearest(code, others, pack)


def nearest(code: str, others: Iterable[PlacedSample], pack: Pack) -> PlacedSample:
    """Give the verified program that shares most with another one, the first of equals."""
    verified = list(others)
    programs = (pack.normalise(text) for text in (code, *(item.sample.candidate.code for item in verified)))
    documents = shingle(programs, SHINGLE_TOKENS)
    pairs = np.array([(0, number) for number in range(1, len(documents))])
    return verified[int(jaccard(documents, documents, pairs).argmax())]


def shown_fields(checked: CheckedProblem, code: str) -> dict[str, str]:
    """Give what a view may show of a problem and one verified program for it."""
    reference = checked.problem.reference
    return {
        "statement": checked.problem.statement,
        "code": code,
        "reference_language": reference.language if reference else "",
        "reference": reference.code if reference else "",
    }


def _failure(rejection: Rejection, shown_cases: int) -> Failure:
    evidence = rejection.evidence
    shown = evidence.get("case", shown_cases) < shown_cases
    case = f"{evidence.get('input')} should give {evidence.get('expected')}, not {evidence.get('got')}"
    return Failure(
        id=rejection.id,
        problem_id=rejection.problem_id,
        code=str(evidence["code"]),
        reason=rejection.reason,
        message=str(evidence.get("message", "")),
        passed=int(evidence.get("passed", 0)),
        cases=int(evidence.get("cases", 0)),
        shown=shown,
        case=case if shown else "",
    )


def _solve_rates(placed: Sequence[PlacedSample], rejections: Sequence[Rejection]) -> dict[str, float]:
    """Count what the teacher tried; a repeated program was verified as well."""
    verified = Counter(item.sample.candidate.problem_id for item in placed)
    failed: Counter[str] = Counter()
    for rejection in rejections:
        if rejection.attempt is None or rejection.reason in NO_ATTEMPT:
            continue
        (verified if rejection.stage in PASSED else failed)[rejection.problem_id] += 1
    return {problem: number / (number + failed[problem]) for problem, number in verified.items()}
