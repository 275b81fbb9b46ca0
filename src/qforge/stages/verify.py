"""Judge a candidate: run it on every case, compare values here, outside the process that ran it.

Expected values never enter that process. The first case that differs is the evidence of a rejection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.languages.base import (
    CallResult,
    Examiner,
    Execution,
    Frame,
    Halt,
    Judgement,
    Latitude,
    MismatchError,
    Pack,
    Program,
    Runtime,
)
from qforge.record import (
    Candidate,
    Case,
    CheckedProblem,
    Comparison,
    ComparisonKind,
    Evidence,
    Reason,
    Rejection,
    Sample,
    Stage,
)
from qforge.signature import Type, Types, parse_types
from qforge.value import Json, NotEncodableError, decode, encode

VERSION = 5
KEPT_CALLS = 5000
"""Of cases whose literals are kept."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What one candidate may use in all its cases together.

    Attributes:
        cpu_seconds: processor time.
        memory_megabytes: address space of the process.
        output_kilobytes: what it may print.
        latitude: how far the type of a result may differ from the one that is due (the pack's table says it).
        confirm: a second runtime that must agree.
    """

    cpu_seconds: Annotated[float, Field(gt=0)] = 5.0
    memory_megabytes: Annotated[int, Field(ge=64)] = 1024
    output_kilobytes: Annotated[int, Field(ge=1)] = 2048
    latitude: Latitude = Latitude.LENIENT
    confirm: Annotated[Plugin, Kind("runtimes")] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What running a program showed: passed where `reason` is None; `evidence` says what was seen."""

    reason: Reason | None
    evidence: dict[str, Any] = field(default_factory=dict)


class Calls:
    """The arguments of cases as literals: written once, since many programs of a problem run on the same cases."""

    def __init__(self) -> None:
        self._written: dict[int, tuple[Case, tuple[str, ...]]] = {}

    def of(self, case: Case, types: Types, pack: Pack) -> tuple[str, ...]:
        """Give the literals of a case's arguments; may be asked by several threads."""
        known, literals = self._written.get(id(case), (None, ()))
        if known is not case:
            values = zip(case.arguments, types.parameters, strict=True)
            literals = tuple(pack.literal(decode(value), type_) for value, type_ in values)
            if len(self._written) >= KEPT_CALLS:
                self._written.clear()
            self._written[id(case)] = case, literals  # with the case, whose identity no other then has
        return literals


@dataclass(frozen=True, slots=True)
class Means:
    """What judging takes; `checkers` run problems' own checkers, by the language that these are written in.

    `steps` bounds each call, for programs that were changed mechanically and may never end; see `Program`.
    `calls` keeps what was written for cases.
    """

    pack: Pack
    runtime: Runtime
    latitude: Latitude = Latitude.LENIENT
    checkers: Mapping[str, Examiner] = field(default_factory=dict)
    steps: int | None = None
    calls: Calls = field(default_factory=Calls)


Failure = tuple[Reason, str]


def program_for(code: str, checked: CheckedProblem, means: Means) -> Program:
    """Write the calls that the program has to answer; the results that are expected stay here."""
    types = parse_types(checked.signature)
    calls = tuple(means.calls.of(case, types, means.pack) for case in checked.cases)
    return Program(code, means.pack.function_name(checked.signature.name), calls, means.steps)


def judge(code: str, checked: CheckedProblem, means: Means) -> Verdict:
    """See that a program parses, run it on all cases and compare.

    Raises:
        SandboxError: it, or the problem's checker, could not be run for no fault of its own; no verdict.
    """
    mistake = means.pack.syntax_error(code)
    if mistake:
        return Verdict(Reason.COMPILE_ERROR, {"message": mistake})
    program = program_for(code, checked, means)
    execution = means.runtime.execute(program)
    if execution.halt is not Halt.COMPLETED:
        return Verdict(Reason(execution.halt.value), {"message": execution.message})
    failed = failures(execution, checked, means)
    if not failed:
        return Verdict(None, {"cases": len(checked.cases)})
    first, (reason, message) = next(iter(failed.items()))
    passed = len(checked.cases) - len(failed)
    evidence: dict[str, Any] = {"message": message, "case": first, "passed": passed, "cases": len(checked.cases)}
    if first < len(execution.results):
        evidence |= _shown(checked.cases[first], execution.results[first], program, first, means.pack, checked)
    return Verdict(reason, evidence)


def confirm(code: str, checked: CheckedProblem, means: Means, second: Runtime) -> Verdict:
    """Run a program that passed on a second runtime too; where that disagrees, both answers are the evidence.

    Raises:
        SandboxError: it could not be run for no fault of its own; no verdict.
    """
    first, pack = means.runtime, means.pack
    verdict = judge(code, checked, replace(means, runtime=second))
    if verdict.reason is None:
        return verdict
    message = f"{verdict.reason}: {verdict.evidence['message']}"
    answers = {_named(first): "passed", _named(second): message}
    case = verdict.evidence.get("case")
    if case is not None:
        again = first.execute(program_for(code, checked, means)).results
        answers[_named(first)] = _got(again[case], pack) if case < len(again) else "nothing, when asked again"
        answers[_named(second)] = verdict.evidence.get("got", "nothing")
    return Verdict(
        Reason.NOT_CONFIRMED, verdict.evidence | {"message": f"{_named(second)}: {message}", "answers": answers}
    )


def _named(runtime: Runtime) -> str:
    return f"{runtime.name} ({runtime.version})"


def failures(execution: Execution, checked: CheckedProblem, means: Means) -> dict[int, Failure]:
    """Give the cases that a program which loaded failed, in order, each with the reason and a message.

    Raises:
        SandboxError: the problem's checker could not be run; no verdict.
    """
    failed: dict[int, Failure] = {}
    values: dict[int, Json] = {}
    result_type = parse_types(checked.signature).result
    for number, case in enumerate(checked.cases):
        if number >= len(execution.results):
            failed[number] = Reason.INVALID_RESULT, f"no result for case {number}"
            continue
        got = execution.results[number]
        if case.raises or got.halt is not Halt.COMPLETED or got.frame is None:
            failure = _ending(case, got)
        elif checked.problem.comparison.kind is ComparisonKind.CHECKER:
            failure = _converted(number, got.frame, result_type, means, values)
        else:
            failure = _difference(case, got.frame, result_type, checked.problem.comparison, means)
        if failure is not None:
            failed[number] = failure
    if values:
        failed |= _checked(values, checked, means)
    return dict(sorted(failed.items()))


def _ending(case: Case, got: CallResult) -> Failure | None:
    if case.raises and got.halt is Halt.RUNTIME_ERROR:
        return None
    if case.raises and got.halt is Halt.COMPLETED:
        return Reason.WRONG_VALUE, "gives a value where the reference raises an error"
    reason = Reason.INVALID_RESULT if got.halt is Halt.COMPLETED else Reason(got.halt.value)
    return reason, got.message


def _difference(case: Case, got: Frame, type_: Type, comparison: Comparison, means: Means) -> Failure | None:
    difference = means.pack.differs(decode(case.expected), got, type_, comparison, means.latitude)
    if difference is None:
        return None
    return Reason.WRONG_VALUE, f"{difference.path}: {difference.message}" if difference.path else difference.message


def _converted(number: int, got: Frame, type_: Type, means: Means, values: dict[int, Json]) -> Failure | None:
    """Put a result's value among those that the checker will see, or say why it has none."""
    try:
        values[number] = encode(means.pack.convert(got, type_, means.latitude))
    except (MismatchError, NotEncodableError) as error:
        return Reason.WRONG_VALUE, str(error)
    return None


def _checked(values: dict[int, Json], checked: CheckedProblem, means: Means) -> dict[int, Failure]:
    """Have the problem's checker judge the values; the process that ran the program is not the one it runs in."""
    reference = checked.problem.reference
    assert reference is not None, "only a problem with a reference brings a checker"
    judgements = [
        Judgement(checked.cases[number].arguments, checked.cases[number].expected, value)
        for number, value in values.items()
    ]
    said = means.checkers[reference.language].check(checked.problem.comparison.checker, judgements)
    return {number: (Reason.WRONG_VALUE, words) for number, words in zip(values, said, strict=True) if words}


def _shown(
    case: Case, got: CallResult, program: Program, number: int, pack: Pack, checked: CheckedProblem
) -> dict[str, str]:
    """Write input, expected and got as the language would, for people."""
    result_type = parse_types(checked.signature).result
    return {
        "input": f"{program.function}[{';'.join(program.calls[number])}]",
        "expected": "an error" if case.raises else pack.literal(decode(case.expected), result_type),
        "got": _got(got, pack),
    }


def _got(got: CallResult, pack: Pack) -> str:
    return pack.show_frame(got.frame) if got.frame is not None else f"{got.halt.value}: {got.message}"


def settle(candidate: Candidate, verdict: Verdict, *, pack: Pack, evidence: Evidence) -> Sample | Rejection:
    """Turn a verdict on a program into the record of the candidate that holds it."""
    if verdict.reason is not None:
        shown = verdict.evidence | {"code": candidate.code}
        return Rejection(
            candidate.problem_id, candidate.attempt, Stage.VERIFY, verdict.reason, shown, candidate.lineage
        )
    return Sample(candidate, pack.loops(candidate.code), evidence)
