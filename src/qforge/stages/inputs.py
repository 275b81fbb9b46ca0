"""The inputs of a problem: many are tried, edge cases first, and those are kept that tell right from wrong.

The problem's own cases are always kept. A generator's draws follow in their order; without a generator the cases are
varied (`proposals`), and only inputs stay on which the reference succeeds, twice, alike, within its types. Mutants of
the reference are planted; where an input that was left out kills one that the kept inputs do not, it is added. An
input outside of what the cases have in common is added only while too few are killed, and only where it kills: that
the reference tells it from others is the sign that it means to deal with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qforge.languages.base import Examiner, Planted
from qforge.record import Case, Kills, Problem
from qforge.signature import Signature, coerce, fits, parse_types
from qforge.stages.proposals import Proposer
from qforge.value import Json, canonical, decode, encode

REACHES = (2, 8, 32)
"""How far beyond the largest number seen the inputs go: as near as gives enough of them."""
STEPS = 200_000
"""Rounds of loops that added inputs may take, lest right programs run past their time: each a hundredth, and those
that take more together as many."""

Usable = Callable[[Case], bool]
"""Whether a case's values can be written in the target language."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Cases with known results: the problem's own, then those inside of what they have in common, then others."""

    own: tuple[Case, ...]
    inside: tuple[Case, ...] = ()
    outside: tuple[Case, ...] = ()
    exhausted: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many inputs a problem should have.

    Attributes:
        least: distinct inputs, unless no more can be made.
        most: where mutants ask for more.
        tried: inputs that are made and run.
        kill_goal: inputs are added until this share of the mutants is killed.
    """

    least: int
    most: int
    tried: int
    kill_goal: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """The cases that are kept, and what became of the mutants."""

    cases: tuple[Case, ...]
    kills: Kills


def varied(
    problem: Problem, signature: Signature, own: tuple[Case, ...], wanted: Wanted, seed: str, *,
    examiner: Examiner, usable: Usable, known: Sequence[Case] = (),
) -> Pool:  # fmt: skip
    """Make a pool by varying the problem's own cases; none of the known ones is in it again.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    assert problem.reference is not None
    types, source = parse_types(signature), problem.reference.code
    seen = [tuple(decode(argument) for argument in case.arguments) for case in own if not case.raises]
    taken = [case.arguments for case in (*own, *known)]
    inside: list[Case] = []
    outside: list[Case] = []
    exhausted = True
    for reach in REACHES:
        proposed = Proposer(seen, types, source, reach).propose(wanted.tried, f"{seed}:{problem.id}:{reach}", taken)
        exhausted = proposed.exhausted
        taken += proposed.inputs
        strange: tuple[tuple[Json, ...], ...] = ()
        if reach == REACHES[0]:
            wild = Proposer(seen, types, source).propose(wanted.tried // 3, f"{seed}:{problem.id}", taken, wild=True)
            strange = wild.inputs
        cases = tried_cases(problem, signature, own, [*proposed.inputs, *strange], examiner, usable)
        inside += [case for case in cases[: len(proposed.inputs)] if case is not None]
        outside += [case for case in cases[len(proposed.inputs) :] if case is not None]
        if len(own) + len(inside) >= wanted.least:
            break
    within = {canonical(list(case.arguments)) for case in inside}
    others = tuple(case for case in outside if canonical(list(case.arguments)) not in within)
    return Pool(own, tuple(inside), others, exhausted)


def tried_cases(
    problem: Problem, signature: Signature, own: Sequence[Case], inputs: Sequence[tuple[Json, ...]],
    examiner: Examiner, usable: Usable,
) -> list[Case | None]:  # fmt: skip
    """Give for each input its case, where the reference succeeds with a result of its type that can be written."""
    result_type = parse_types(signature).result
    cases: list[Case | None] = []
    left, share = STEPS, STEPS // 100
    for arguments, tried in zip(inputs, examiner.try_inputs(problem, own, inputs), strict=True):
        case = None
        affordable = tried is not None and tried.steps <= max(share, left)
        if tried is not None and affordable and fits(decode(tried.result), result_type):
            made = Case(arguments, encode(coerce(decode(tried.result), result_type)), known=True)
            case = made if usable(made) else None
        left -= tried.steps if case is not None and tried is not None and tried.steps > share else 0
        cases.append(case)
    return cases


def choose(problem: Problem, pool: Pool, wanted: Wanted, mutants: int, seed: str, examiner: Examiner) -> Chosen:
    """Choose from the pool: enough inputs, with varied answers, and those that kill further mutants.

    Raises:
        SandboxError: the mutants could not be run; no verdict.
    """
    base, rest = _balanced(pool, wanted.least)
    ordered = (*base, *rest, *pool.outside)
    planted = examiner.plant(problem, ordered, mutants, f"{seed}:{problem.id}") if mutants else ()
    kept = set(range(len(base)))
    inside = len(base) + len(rest)
    for mutant in planted:
        if mutant.killer is None or mutant.killer in kept or len(kept) >= wanted.most:
            continue
        if mutant.killer < inside or (_kills(planted, kept).rate or 0.0) < wanted.kill_goal:
            kept.add(mutant.killer)
    return Chosen(tuple(ordered[number] for number in sorted(kept)), _kills(planted, kept))


def _balanced(pool: Pool, least: int) -> tuple[list[Case], list[Case]]:
    """Take the own cases and so many others in their order that none of the answers is more than half of all."""
    base, rest = list(pool.own), []
    answers = Counter(_answer(case) for case in base)
    for case in pool.inside:
        if len(base) < least and answers[_answer(case)] < max(least // 2, 1):
            answers[_answer(case)] += 1
            base.append(case)
        else:
            rest.append(case)
    missing = max(least - len(base), 0)
    return base + rest[:missing], rest[missing:]


def _answer(case: Case) -> str:
    return "raises" if case.raises else canonical(case.expected)


def _kills(planted: Sequence[Planted], kept: set[int]) -> Kills:
    killed = sum(mutant.killer in kept for mutant in planted)
    equivalent = sum(mutant.killer is None and mutant.reached for mutant in planted)
    return Kills(killed, len(planted) - killed - equivalent, equivalent)
