"""A fresh audit: what was accepted runs again, on inputs from seeds that acceptance never used.

Each program runs three times on the fresh inputs, and twice more on those of acceptance, each time in another order and
from a fresh start. A program that fails an input in all runs is retracted; one whose runs differ is flaky, whatever
they give: it keeps state from call to call, or draws at random. `scrutiny` finds what that alone would not. Mutants of
the accepted programs are run on the problem's inputs, as those of the reference were before any program was there.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import Field

from qforge.languages.base import Examiner, Halt, Pack
from qforge.record import Case, CheckedProblem, Kills, Reason, Reference, Rejection, Sample, Stage
from qforge.signature import parse_types
from qforge.stages import reference, scrutiny, verify
from qforge.stages.inputs import Wanted
from qforge.stages.verify import Failure, Means
from qforge.value import canonical

VERSION = 2
GLANCE = 6
"""Most mutants fail one of the first cases, and need not be run on all."""
STEPS = 200, 2_000, 20_000, 200_000
"""Calls and rounds of loops for one input: a mutant may take ten times the least of these that the program needs."""
LEAST_TOLD = 8
"""So few mutants say too little to refuse a problem for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How accepted programs are audited.

    Attributes:
        inputs: fresh inputs a problem, unless fewer can be made; 0: no audit.
        mutants: mutants of each accepted program.
        kill_least: all programs of a problem are refused where its inputs kill a smaller share of their mutants.
    """

    inputs: Annotated[int, Field(ge=0, le=10_000)] = 60
    mutants: Annotated[int, Field(ge=0, le=1000)] = 6
    kill_least: Annotated[float, Field(ge=0, le=1)] = 0.8


@dataclass(frozen=True, slots=True)
class Fresh:
    """Fresh inputs with the reference's results; `flaw` says why the reference or generator gave none."""

    cases: tuple[Case, ...]
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit of a program showed: held where `reason` is None.

    Attributes:
        inputs: fresh ones that it ran on.
        kills: what became of its mutants; None where it did not hold.
    """

    reason: Reason | None
    evidence: dict[str, Any] = field(default_factory=dict)
    inputs: int = 0
    kills: Kills | None = None


def fresh_cases(
    checked: CheckedProblem, examiner: Examiner | None, pack: Pack, settings: reference.Settings, *,
    inputs: int, seed: int | str,
) -> Fresh:  # fmt: skip
    """Make inputs that are none of the problem's cases; without a reference there are none.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    problem = checked.problem
    if examiner is None or problem.reference is None or not inputs:
        return Fresh(())
    seed = f"audit:{seed}"
    known = {_text(case) for case in checked.cases}
    if problem.generator:
        bare = replace(problem, cases=(), reference=Reference(problem.reference.language, problem.reference.code))
        examination = examiner.examine(bare, 2 * inputs, seed, inputs)
        if examination.failure is not None:
            return Fresh((), f"{examination.failure}: {examination.message}")
        made: Iterable[Case] = reference.all_coerced(examination.cases, checked.signature)
    else:
        own = checked.cases[: checked.given]
        wanted = Wanted(len(own) + inputs, inputs, max(settings.tried_inputs, 2 * inputs), 0.0)
        made = reference.pool_of(
            problem, checked.signature, own, wanted, seed, examiner=examiner, pack=pack, known=checked.cases
        ).inside
    types = parse_types(checked.signature)
    usable = [case for case in made if _text(case) not in known and not reference.unfaithful([case], types, pack)]
    return Fresh(tuple(_spread(usable, inputs)))


def _spread(cases: Sequence[Case], count: int) -> list[Case]:
    """Take so many, evenly: a generator's inputs grow along the list."""
    if len(cases) <= count:
        return list(cases)
    return [cases[at * len(cases) // count] for at in range(count)]


def _text(case: Case) -> str:
    return canonical(list(case.arguments))


def audit(
    sample: Sample, checked: CheckedProblem, fresh: Fresh, means: Means, settings: Settings, seed: int | str
) -> Audited:
    """Run an accepted program again, and its mutants.

    Raises:
        SandboxError: it could not be run for no fault of its own; no verdict.
    """
    if not settings.inputs:
        return Audited(None, {})
    if fresh.flaw:
        message = f"on fresh seeds the problem itself fails: {fresh.flaw}"
        return Audited(Reason.AUDIT_FAILED, {"message": message})
    code = sample.candidate.code
    rng = random.Random(f"{seed}:{sample.candidate.id}")
    orders = _orders(len(fresh.cases), rng)
    again = [_failed(code, replace(checked, cases=fresh.cases), order, means) for order in orders]
    others = [_failed(code, checked, order, means) for order in _orders(len(checked.cases), rng)[1:]]
    for runs, cases in ((again or [{}], fresh.cases), ([{}, *others], checked.cases)):
        odd = next((run for run in runs if _reasons(run) != _reasons(runs[0])), None)
        if odd is not None:
            differing = min(_reasons(odd).items() ^ _reasons(runs[0]).items())[0]
            return Audited(Reason.FLAKY, _evidence(cases, differing, odd.get(differing) or runs[0][differing], runs))
        if runs[0]:
            first = next(iter(runs[0]))
            return Audited(Reason.AUDIT_FAILED, _evidence(cases, first, runs[0][first], runs))
    found = _scrutinised(code, checked, fresh, means, f"{seed}:{sample.candidate.id}")
    if found is not None:
        return found
    kills = _plant(code, checked, fresh, means, settings.mutants, f"{seed}:{sample.candidate.id}")
    return Audited(None, {}, len(fresh.cases), kills)


def _scrutinised(code: str, checked: CheckedProblem, fresh: Fresh, means: Means, seed: str) -> Audited | None:
    every = (*checked.cases, *fresh.cases)
    cases = scrutiny.number_cases(code, checked, every, means, seed)
    failed = _failed(code, replace(checked, cases=cases), range(len(cases)), means) if cases else {}
    if failed:
        first = next(iter(failed))
        evidence = _evidence(cases, first, failed[first], [failed])
        return Audited(Reason.AUDIT_FAILED, evidence | {"message": f"on a number of its own: {evidence['message']}"})
    repeated = fresh.cases or checked.cases
    odd = scrutiny.long_run(code, checked, repeated, means)
    if odd is None:
        return None
    call, failure = odd
    evidence = _evidence(repeated, call % len(repeated), failure, [])
    return Audited(Reason.FLAKY, evidence | {"message": f"in call {call + 1} of a long run: {evidence['message']}"})


def _orders(count: int, rng: random.Random) -> list[list[int]]:
    """Give three orders: as they stand, backwards, shuffled."""
    plain = list(range(count))
    return [plain, plain[::-1], rng.sample(plain, count)] if count else []


def _failed(code: str, checked: CheckedProblem, order: Sequence[int], means: Means) -> Mapping[int, Failure]:
    """Run a program on the cases in an order, from a fresh start; give those it failed by their own numbers, sorted."""
    ordered = replace(checked, cases=tuple(checked.cases[number] for number in order))
    execution = means.runtime.execute(verify.program_for(code, ordered, means))
    if execution.halt is not Halt.COMPLETED:
        ending = Reason(execution.halt.value), execution.message
        return dict.fromkeys(range(len(order)), ending)
    failed = verify.failures(execution, ordered, means)
    return dict(sorted((order[number], failure) for number, failure in failed.items()))


def _reasons(run: Mapping[int, Failure]) -> dict[int, str]:
    return {number: reason.value for number, (reason, _) in run.items()}


def _evidence(
    cases: Sequence[Case], number: int, failure: Failure, runs: Sequence[Mapping[int, Failure]]
) -> dict[str, Any]:
    case, (reason, message) = cases[number], failure
    return {
        "message": f"{reason.value}: {message}",
        "arguments": list(case.arguments),
        "expected": "an error" if case.raises else case.expected,
        "runs": ["failed" if number in run else "passed" for run in runs],
    }


def _plant(code: str, checked: CheckedProblem, fresh: Fresh, means: Means, count: int, seed: str) -> Kills:
    """Run mutants of the program on the problem's cases, and those that survive on the fresh ones."""
    killed = survived = equivalent = 0
    enough = next((steps for steps in STEPS if count and not _fails(code, checked, replace(means, steps=steps))), None)
    if enough is None:  # its mutants can't be told from those that never end
        return Kills(0, 0, 0)
    means = replace(means, steps=10 * enough)
    glance = replace(checked, cases=checked.cases[:GLANCE])
    for mutant in means.pack.mutants(code, count, seed):
        if _fails(mutant.code, glance, means) or _fails(mutant.code, checked, means):
            killed += 1
        elif fresh.cases and _fails(mutant.code, replace(checked, cases=fresh.cases), means):
            survived += 1
        else:
            equivalent += 1
    return Kills(killed, survived, equivalent)


def _fails(code: str, checked: CheckedProblem, means: Means) -> bool:
    return verify.judge(code, checked, means).reason is not None


def settle(sample: Sample, audited: Audited) -> Sample | Rejection:
    """Turn what the audit showed into the record of the sample."""
    if audited.reason is None:
        evidence = replace(sample.evidence, fresh_inputs=audited.inputs, kills=audited.kills)
        return replace(sample, evidence=evidence)
    candidate = sample.candidate
    shown = audited.evidence | {"code": candidate.code}
    return Rejection(candidate.problem_id, candidate.attempt, Stage.AUDIT, audited.reason, shown, candidate.lineage)


def settle_problem(samples: Sequence[Sample], settings: Settings) -> list[Sample] | list[Rejection]:
    """Sum up the mutants of all programs of a problem that held; refuse them where its inputs kill too few."""
    every = [sample.evidence.kills for sample in samples if sample.evidence.kills is not None]
    kills = Kills(
        sum(each.killed for each in every), sum(each.survived for each in every), sum(each.equivalent for each in every)
    )
    told = kills.killed + kills.survived
    if told >= LEAST_TOLD and kills.killed < settings.kill_least * told:
        least = f"at least {settings.kill_least:.0%} must be"
        message = f"{kills.killed} of {told} mutants of its programs are killed, {least}"
        return [
            Rejection(
                sample.candidate.problem_id, sample.candidate.attempt, Stage.AUDIT, Reason.THINLY_TESTED,
                {"message": message, "code": sample.candidate.code}, sample.candidate.lineage,
            )
            for sample in samples
        ]  # fmt: skip
    return [replace(sample, evidence=replace(sample.evidence, kills=kills)) for sample in samples]
