"""A closer look at accepted programs that give reason for it; others cost nothing.

One that may keep state from call to call runs very often in one go. One in which numbers stand that are not the
reference's may treat them in a way of its own: it runs on inputs that hold them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle, islice

from qforge.languages.base import Halt
from qforge.record import Case, CheckedProblem, Reason
from qforge.signature import parse_types
from qforge.stages import reference, verify
from qforge.stages.inputs import tried_cases
from qforge.stages.proposals import Proposer, constants
from qforge.stages.verify import Failure, Means
from qforge.value import Json, canonical, decode

LONG_CALLS = 2000
LONG_CHARACTERS = 8_000_000
"""Of the arguments and results of a long run together."""
LIMITS = (Reason.TIMEOUT, Reason.MEMORY_LIMIT, Reason.OUTPUT_LIMIT)
"""A long run may come to these: it was never promised to fit in them."""
SMALL = 10
"""Numbers up to this stand in every program, and in most inputs."""
STRETCH = 0.05
"""A generator's draws do not quite reach its bounds."""
NUMBERS = 12
PROPOSED = 600
TRIED = 24


def long_run(code: str, checked: CheckedProblem, cases: Sequence[Case], means: Means) -> tuple[int, Failure] | None:
    """Run a program that may keep state on the cases over and over; give the first call that fails, and how.

    Raises:
        SandboxError: it could not be run for no fault of its own; no verdict.
    """
    if not cases or not means.pack.keeps_state(code):
        return None
    size = sum(len(canonical(list(case.arguments))) + len(canonical(case.expected)) for case in cases) // len(cases)
    count = max(len(cases), min(LONG_CALLS, LONG_CHARACTERS // max(size, 1)))
    repeated = replace(checked, cases=tuple(islice(cycle(cases), count)))
    execution = means.runtime.execute(verify.program_for(code, repeated, means))
    if execution.halt is not Halt.COMPLETED:
        return None
    made = replace(repeated, cases=repeated.cases[: len(execution.results)])
    failed = verify.failures(execution, made, means).items()
    return next(((number, failure) for number, failure in failed if failure[0] not in LIMITS), None)


def number_cases(
    code: str, checked: CheckedProblem, cases: Sequence[Case], means: Means, seed: str
) -> tuple[Case, ...]:
    """Make inputs that hold the program's own numbers, or those next to them, with the reference's results.

    They are like the problem's inputs in all that these have in common. A number beyond those that a generator gives is
    outside of what the problem is about.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    problem = checked.problem
    examiner = means.checkers.get(problem.reference.language) if problem.reference is not None else None
    if examiner is None or problem.reference is None:
        return ()
    seen = [tuple(decode(argument) for argument in case.arguments) for case in cases if not case.raises]
    wanted = _wanted(means.pack.integers(code), problem.reference.code, seen, within=bool(problem.generator))
    if not wanted:
        return ()
    types = parse_types(checked.signature)
    # The numbers are all that the proposer reads of a source.
    proposer = Proposer(seen, types, f"numbers = {sorted(wanted)}")
    proposed = proposer.propose(PROPOSED, seed, [case.arguments for case in cases]).inputs
    holding = [arguments for arguments in proposed if wanted & set(_numbers(list(arguments)))][:TRIED]

    def usable(case: Case) -> bool:
        return not reference.unfaithful([case], types, means.pack)

    own = checked.cases[: checked.given] or checked.cases
    made = tried_cases(problem, checked.signature, own, holding, examiner, usable)
    return tuple(case for case in made if case is not None)


def _wanted(numbers: Sequence[int], source: str, seen: Sequence[tuple[object, ...]], *, within: bool) -> set[int]:
    known = set(constants(source))
    strange = [number for number in numbers if abs(number) > SMALL and number not in known and -number not in known]
    near = {number + step for number in strange[:NUMBERS] for step in (-1, 0, 1)}
    if not near or not within:
        return near
    given = [number for arguments in seen for number in _numbers(list(arguments))]  # type: ignore[arg-type]
    low, high = min(given, default=0), max(given, default=0)
    return {number for number in near if low + STRETCH * min(low, 0) <= number <= high + STRETCH * max(high, 0)}


def _numbers(value: Json) -> Iterator[float]:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _numbers(item)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for item in value:
            yield from _numbers(item)
