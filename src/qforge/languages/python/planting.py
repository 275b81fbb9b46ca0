"""Plants mutants of a reference: one confined process runs it, then each mutant, on many inputs.

What a mutant gives is compared here, not in that process, and part of it is found again elsewhere (`controls`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qforge.languages.base import Judgement, Planted, UnfitReferenceError
from qforge.languages.python.agreement import alike
from qforge.languages.python.controls import Finding, confirm
from qforge.languages.python.mutants import Mutant, control, instrumented, mutants
from qforge.languages.python.trials import ENDLESS, NONE, Trials, value_of
from qforge.record import Case, Comparison, ComparisonKind, Problem, Reason
from qforge.sandbox.starting import Confinement
from qforge.sandbox.watching import Ending

OWN_SECONDS = 30.0
"""Processor time for the reference on all cases, with its steps counted."""

Check = Callable[[str, Sequence[Judgement]], tuple[str, ...]]


def plant(
    problem: Problem, cases: Sequence[Case], mutant_count: int, seed: str, confinement: Confinement, check: Check
) -> tuple[Planted, ...]:
    """Plant mutants of the reference and run each on the cases until one of them tells it from the reference.

    Raises:
        UnfitReferenceError: what they give can't be believed.
    """
    assert problem.reference is not None
    code = problem.reference.code
    made = mutants(code, mutant_count, seed)
    if not made:
        return ()
    trials = Trials(confinement, problem.signature.name)
    try:
        own = _own(trials, instrumented(code), cases)
        limit = 1000 + 10 * max((steps for _, steps in own), default=0)
        differing = [trials.differing(mutant.code, limit) for mutant in made]
        killers = _killers(problem, cases, differing, check)
        planted = tuple(
            Planted(mutant.change, killer, killer is not None or _is_reached(trials, mutant, limit))
            for mutant, killer in zip(made, killers, strict=True)
        )
        if trials.differing(control(code), limit) != []:
            message = "planted as its own mutant it differs from itself"
            raise UnfitReferenceError(Reason.INTERFERES, message)
    finally:
        trials.close()

    def is_told_alone(finding: Finding) -> bool:
        lonely = Trials(confinement, problem.signature.name)
        try:
            told = lonely.hold([case.arguments for case in cases[: finding.cases]], finding.program, limit)
        finally:
            lonely.close()
        calls = None if told is None else _other(told, own)
        return bool(calls != [] if not finding.kill else _killers(problem, cases, [calls], check) != [None])

    confirm(_findings(made, planted, differing, len(cases)), seed, is_told_alone)
    return planted


def _own(trials: Trials, code: str, cases: Sequence[Case]) -> list[Any]:
    """Run the reference with its steps counted, and hold what it gives against what it gave before.

    Raises:
        UnfitReferenceError: it can't be run so, or gives something else.
    """
    own = trials.hold([case.arguments for case in cases], code, ENDLESS, OWN_SECONDS)
    if own is None and trials.ending in (Ending.CPU, Ending.IDLE, Ending.FLOOD):
        message = f"its steps can't be counted within its limits ({trials.ending.value})"
        raise UnfitReferenceError(Reason.REFERENCE_LIMIT, message)
    for case, (text, steps) in zip(cases, own or [], strict=own is not None):
        value = value_of(text)
        same = case.raises if value is NONE else not case.raises and alike(case.expected, value, Comparison())
        if not same and steps < ENDLESS:
            own = None
            break
    if own is None:
        message = "it gives something else where its steps are counted than it gave before"
        raise UnfitReferenceError(Reason.INTERFERES, message)
    return own


def _other(told: Sequence[Any], own: Sequence[Any]) -> list[Any]:
    """Give [number, text] of the calls whose text is not the reference's."""
    pairs = zip(told, own, strict=False)
    return [[number, text] for number, ((text, _), (due, _)) in enumerate(pairs) if text != due]


def _findings(
    made: Sequence[Mutant], planted: Sequence[Planted], differing: Sequence[list[Any] | None], count: int
) -> list[Finding]:
    findings = []
    for mutant, one, calls in zip(made, planted, differing, strict=True):
        if one.killer is not None:
            within = count if calls is None else one.killer + 1
            findings.append(Finding(mutant.change, mutant.code, within, kill=True))
        elif one.reached:
            findings.append(Finding(mutant.change, mutant.probe, count, kill=False))
    return findings


def _is_reached(trials: Trials, mutant: Mutant, limit: int) -> bool:
    return trials.differing(mutant.probe, limit) != []


def _killers(
    problem: Problem, cases: Sequence[Case], differing: Sequence[list[Any] | None], check: Check
) -> list[int | None]:
    """Give for each mutant the first case whose result is another by the problem's comparison; all tell a hang."""
    kills: list[int | None] = [None] * len(differing)
    asked: list[tuple[int, int, Judgement]] = []
    for at, calls in enumerate(differing):
        if calls is None:
            kills[at] = 0
            continue
        for number, text in calls:
            case, value = cases[number], value_of(text)
            if case.raises or value is NONE:
                kills[at] = number
            elif problem.comparison.kind is ComparisonKind.CHECKER:
                asked.append((at, number, Judgement(case.arguments, case.expected, value)))
                continue
            elif not alike(case.expected, value, problem.comparison):
                kills[at] = number
            if kills[at] is not None:
                break
    if asked:
        said = check(problem.comparison.checker, [judgement for _, _, judgement in asked])
        for (at, number, _), words in zip(asked, said, strict=True):
            if words:
                kills[at] = number if kills[at] is None else min(number, kills[at] or 0)
    return kills
