"""Examines Python references: two confined processes for each problem, whose answers must be the same.

The second process has other hashes, so that what comes from the order of a set differs, and calls the function
in another order, so that what comes from earlier calls differs.
"""

from __future__ import annotations

import contextlib
import platform
import threading
from collections.abc import Sequence
from typing import Any

from qforge.errors import DataError, SandboxError
from qforge.languages.base import Examination, Judgement, Limits, Planted, Tried
from qforge.languages.python import planting, trials
from qforge.languages.python.agreement import agrees
from qforge.languages.python.reaching import reaches_for
from qforge.record import Case, ComparisonKind, Problem, Reason
from qforge.sandbox.process import ConfinedProcess, Ended, Reply
from qforge.sandbox.starting import Confinement
from qforge.sandbox.watching import Ending
from qforge.signature import Parameter, Signature
from qforge.value import Json, canonical, decode

ENTRY = "qforge.languages.python.child:serve"
PROBING = "qforge.languages.python.probing:serve"
PROBE_STARTS = 4
"""A reference that ends its process on one input gets so many processes for the others."""
HASH_SEEDS = (0, 1)
SAYS_NO = "the checker says False"
_JUDGED = tuple(Parameter(name, "any") for name in ("arguments", "expected", "got"))

_REASONS = {
    Ending.CPU: Reason.REFERENCE_LIMIT,
    Ending.IDLE: Reason.REFERENCE_LIMIT,
    Ending.FLOOD: Reason.REFERENCE_LIMIT,
    Ending.GARBLED: Reason.REFERENCE_FAILED,
    Ending.EXITED: Reason.REFERENCE_FAILED,
    Ending.CRASHED: Reason.REFERENCE_FAILED,
}


class PythonExaminer:
    """See `qforge.languages.base.Examiner`. Used by any number of threads; each call starts processes of its own."""

    version = f"Python {platform.python_version()}"

    def __init__(self, limits: Limits, isolation: str) -> None:
        self._limits, self._isolation = limits, isolation
        self._alone = threading.Lock()

    def examine(
        self, problem: Problem, inputs: int, seed: int | str, sizes: int, *, processes: int = 2
    ) -> Examination:
        """Run the reference on its tests, its cases and `inputs` generated ones, twice, and compare.

        In one process, what hangs on the order of a set goes unseen; see `qforge.languages.base.Examiner`.
        """
        reached = reaches_for(_code(problem)) or reaches_for(problem.generator)
        if reached:
            message = f"it uses {reached}, by which it could change what judges it"
            return Examination((), Reason.REFERENCE_FAILED, message)
        draws: list[Json] = [[f"{seed}:{problem.id}:{number}", number % sizes] for number in range(inputs)]
        first = self._session(problem, draws, twice=processes == 1)
        if first.failure is not None:
            return first
        if processes > 1:
            second = self._session(problem, draws, again=True)
            if second.failure is not None:
                return second
            contradiction = _contradiction(first.cases, second.cases)
            if contradiction:
                return Examination((), Reason.NOT_DETERMINISTIC, contradiction)
        if all(case.raises for case in first.cases):
            what = "every call raises" if first.cases else "nothing calls the function"
            return Examination((), Reason.NO_CASES, what)
        return self._reproduced(problem, first)

    def run(self, problem: Problem, arguments: Sequence[tuple[Json, ...]]) -> tuple[Case, ...]:
        """Call the reference on lists of arguments, in one process."""
        calls: list[Json] = [{"arguments": list(given), "raises": None} for given in arguments]
        request = _request(problem.signature, _code(problem), calls, self._limits)
        found = _by_arguments(_examination(self._ask(request, HASH_SEEDS[0])).cases)
        return tuple(
            found.get(canonical(list(given)), Case(arguments=given, known=False, raises=True)) for given in arguments
        )

    def check(self, checker: str, judgements: Sequence[Judgement]) -> tuple[str, ...]:
        """Have a problem's own checker judge results, in one process that sees nothing but the values."""
        calls = [(list(item.arguments), item.expected, item.got) for item in judgements]
        cases: list[Json] = [{"arguments": list(call), "raises": None} for call in calls]
        request = _request(Signature("check", _JUDGED, "bool"), checker, cases, self._limits)
        examination = _examination(self._ask(request, HASH_SEEDS[0]))
        found = _by_arguments(examination.cases)
        return tuple(_judgement(found.get(canonical(list(call))), examination) for call in calls)

    def try_inputs(
        self, problem: Problem, known: Sequence[Case], inputs: Sequence[tuple[Json, ...]]
    ) -> list[Tried | None]:
        """Run the reference on inputs, twice."""
        return trials.try_inputs(problem, known, inputs, [self._confinement(seed, trials.ENTRY) for seed in HASH_SEEDS])

    def plant(self, problem: Problem, cases: Sequence[Case], mutants: int, seed: str) -> tuple[Planted, ...]:
        """Plant mutants of the reference, and find the first case that tells each from it."""
        confinement = self._confinement(HASH_SEEDS[0], trials.ENTRY)
        return planting.plant(problem, cases, mutants, seed, confinement, self.check)

    def _confinement(self, hash_seed: int, entry: str) -> Confinement:
        return Confinement(
            entry, memory_megabytes=self._limits.memory_megabytes, isolation=self._isolation, hash_seed=hash_seed
        )

    def _reproduced(self, problem: Problem, examination: Examination) -> Examination:
        """Hold the known results of the problem's cases against the reference's."""
        found = _by_arguments(examination.cases)
        for number, case in enumerate(problem.cases):
            if not case.known:
                continue
            got = found.get(canonical(list(case.arguments)))
            said = SAYS_NO if got is None or got.raises else self._said(problem, case, got)
            if said == SAYS_NO:
                given = "no answer" if got is None else _outcome(got)[:200]
                message = f"on case {number} it gives {given}, and the problem says {canonical(case.expected)[:200]}"
                return Examination((), Reason.REFERENCE_FAILED, message)
            if said:
                return Examination((), Reason.CHECKER_FAILED, f"of the known result of case {number}: {said}")
        return examination

    def _said(self, problem: Problem, case: Case, got: Case) -> str:
        """Give "" where a known result agrees with the reference's, `SAYS_NO` where not, or what a checker does."""
        if problem.comparison.kind is ComparisonKind.CHECKER:
            return self.check(problem.comparison.checker, [Judgement(case.arguments, got.expected, case.expected)])[0]
        return "" if agrees(case.expected, got.expected, problem.comparison) else SAYS_NO

    def probe(self, problem: Problem, arguments: Sequence[tuple[Json, ...]], call_seconds: float) -> tuple[Case, ...]:
        """Call the reference on arguments that it was not made for; a call that ends the process costs itself only."""
        assert problem.reference is not None
        cases: list[Case] = []
        for _ in range(PROBE_STARTS):
            waiting = arguments[len(cases) :]
            if not waiting:
                break
            request: dict[str, Json] = {
                "code": problem.reference.code,
                "name": problem.signature.name,
                "calls": [list(given) for given in waiting],
                "call_seconds": call_seconds,
                "output_bytes": self._limits.output_kilobytes * 1024,
            }
            outcome = self._ask(request, HASH_SEEDS[0], PROBING)
            cases += [_probed(given, told) for given, told in zip(waiting, outcome.messages[1:], strict=False)]
            if isinstance(outcome, Reply):
                break
            cases += [Case(given, raises=True) for given in arguments[len(cases) : len(cases) + 1]]
        return tuple(cases) + tuple(Case(given, raises=True) for given in arguments[len(cases) :])

    def _session(
        self, problem: Problem, draws: list[Json], *, again: bool = False, twice: bool = False
    ) -> Examination:
        cases: list[Json] = [{"arguments": list(case.arguments), "raises": case.raises} for case in problem.cases]
        request = _request(problem.signature, _code(problem), cases, self._limits) | {
            "tests": problem.reference.tests if problem.reference is not None else "",
            "generator": problem.generator,
            "draws": draws,
            "reverse": again,
            "twice": twice,
        }
        return _examination(self._ask(request, HASH_SEEDS[again]))

    def _ask(self, request: dict[str, Json], hash_seed: int, entry: str = ENTRY) -> Reply | Ended:
        """Run one session in a process of its own.

        What slept, or was killed from outside, is tried once more with no other such retry beside it.
        """
        try:
            outcome = self._ask_once(request, hash_seed, entry)
        except SandboxError:
            outcome = None
        if outcome is None or (isinstance(outcome, Ended) and outcome.ending is Ending.IDLE):
            with self._alone:
                outcome = self._ask_once(request, hash_seed, entry)
        return outcome

    def _ask_once(self, request: dict[str, Json], hash_seed: int, entry: str) -> Reply | Ended:
        with ConfinedProcess(self._confinement(hash_seed, entry)) as process:
            return process.ask(request, self._limits.cpu_seconds)


def _code(problem: Problem) -> str:
    assert problem.reference is not None
    return problem.reference.code


def _request(signature: Signature, code: str, cases: list[Json], limits: Limits) -> dict[str, Json]:
    return {
        "code": code,
        "tests": "",
        "name": signature.name,
        "parameters": len(signature.parameters),
        "cases": cases,
        "generator": "",
        "draws": [],
        "reverse": False,
        "twice": False,
        "output_bytes": limits.output_kilobytes * 1024,
    }


def _examination(outcome: Reply | Ended) -> Examination:
    """Read the process's answer, which code that is not trusted may have written."""
    if isinstance(outcome, Ended):
        return Examination((), _REASONS[outcome.ending], outcome.explanation)
    try:
        content: Any = outcome.messages[0]
        failure, calls = content["failure"], content["calls"]
        cases = tuple(_case(call) for call in calls)
        if failure is not None:
            reason, message = failure
            return Examination(cases, Reason(reason), str(message))
    except (DataError, KeyError, TypeError, ValueError, RecursionError) as error:
        return Examination((), Reason.REFERENCE_FAILED, f"it writes to qforge's own channel: {error!r:.200}")
    return Examination(cases)


def _case(call: dict[str, Any]) -> Case:
    arguments = tuple(call["arguments"])
    for argument in arguments:
        decode(argument)
    if "raises" in call:
        return Case(arguments=arguments, raises=True)
    decode(call["result"])
    return Case(arguments=arguments, expected=call["result"], known=True)


def _judgement(case: Case | None, examination: Examination) -> str:
    """Read what a checker says: "" is yes."""
    if case is None or examination.failure is not None:
        message = examination.message.replace("the reference", "it") or "it does not answer"
        return f"the checker fails: {message}"
    if case.raises:
        return "the checker raises an error"
    if isinstance(case.expected, bool):
        return "" if case.expected else SAYS_NO
    return f"the checker says {decode(case.expected)!r:.80}, which is neither True nor False"


def _probed(arguments: tuple[Json, ...], told: Json) -> Case:
    """Read one outcome, which code that is not trusted may have written."""
    if isinstance(told, dict) and "result" in told:
        with contextlib.suppress(DataError, RecursionError):
            decode(told["result"])
            return Case(arguments, told["result"], known=True)
    return Case(arguments, raises=True)


def _by_arguments(cases: Sequence[Case]) -> dict[str, Case]:
    return {canonical(list(case.arguments)): case for case in cases}


def _contradiction(first: Sequence[Case], second: Sequence[Case]) -> str:
    """Say where two runs differ, or give ""; dictionaries are the same in any order, as sets are."""
    others = {_normal(list(case.arguments)): _outcome(case) for case in second}
    for case in first:
        shown, outcome = canonical(list(case.arguments))[:200], _outcome(case)
        other = others.pop(_normal(list(case.arguments)), None)
        if other is None:
            return f"only one of two runs calls it on {shown}"
        if other != outcome:
            return f"two runs differ on {shown}: {outcome[:200]} and {other[:200]}"
    return f"only one of two runs calls it on {next(iter(others))[:200]}" if others else ""


def _outcome(case: Case) -> str:
    return "an error" if case.raises else _normal(case.expected)


def _normal(value: Json) -> str:
    return canonical(_ordered(value))


def _ordered(value: Json) -> Json:
    """Order the pairs of dictionaries whose keys are not all strings, as `canonical` does with the others."""
    if isinstance(value, list):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict):
        return value
    ordered = {key: _ordered(item) for key, item in value.items()}
    pairs = ordered.get("$dict")
    return {"$dict": sorted(pairs, key=canonical)} if isinstance(pairs, list) else ordered
