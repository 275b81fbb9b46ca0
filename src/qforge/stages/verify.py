"""Judge a candidate: run it on every case, compare values here, outside the process that ran it.

Expected values never enter that process. The first case that differs is the evidence of a rejection.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.languages.base import CallResult, Execution, Halt, Pack, Program, Runtime
from qforge.record import Candidate, Case, CheckedProblem, Evidence, Reason, Rejection, Sample, Stage
from qforge.signature import Type, parse_types
from qforge.value import decode

VERSION = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What one candidate may use in all its cases together.

    Attributes:
        cpu_seconds: processor time.
        memory_megabytes: address space of the process.
        output_kilobytes: what it may print.
        confirm: a second runtime that must agree.
    """

    cpu_seconds: Annotated[float, Field(gt=0)] = 5.0
    memory_megabytes: Annotated[int, Field(ge=64)] = 1024
    output_kilobytes: Annotated[int, Field(ge=1)] = 1024
    confirm: Annotated[Plugin, Kind("runtimes")] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What running a program showed: passed where `reason` is None; `evidence` says what was seen."""

    reason: Reason | None
    evidence: dict[str, Any] = field(default_factory=dict)


def program_for(code: str, checked: CheckedProblem, pack: Pack) -> Program:
    """Write the calls that the program has to answer; the results that are expected stay here."""
    types = parse_types(checked.signature)
    calls = tuple(
        tuple(pack.literal(decode(value), type_) for value, type_ in zip(case.arguments, types.parameters, strict=True))
        for case in checked.cases
    )
    return Program(code, pack.function_name(checked.signature.name), calls)


def judge(code: str, checked: CheckedProblem, pack: Pack, runtime: Runtime) -> Verdict:
    """Run a program on all cases and compare.

    Raises:
        SandboxError: it could not be run for no fault of its own; no verdict.
    """
    program = program_for(code, checked, pack)
    execution = runtime.execute(program)
    if execution.halt is not Halt.COMPLETED:
        return Verdict(Reason(execution.halt.value), {"message": execution.message})
    numbered = ((number, _failed(number, execution, checked, pack)) for number in range(len(checked.cases)))
    failed = [(number, failure) for number, failure in numbered if failure is not None]
    if not failed:
        return Verdict(None, {"cases": len(checked.cases)})
    first, (reason, message) = failed[0]
    passed = len(checked.cases) - len(failed)
    evidence: dict[str, Any] = {"message": message, "case": first, "passed": passed, "cases": len(checked.cases)}
    if first < len(execution.results):
        evidence |= _shown(checked.cases[first], execution.results[first], program, first, pack, checked)
    return Verdict(reason, evidence)


def _failed(number: int, execution: Execution, checked: CheckedProblem, pack: Pack) -> tuple[Reason, str] | None:
    if number >= len(execution.results):
        return Reason.INVALID_RESULT, f"no result for case {number}"
    result_type = parse_types(checked.signature).result
    return _failure(checked.cases[number], execution.results[number], result_type, checked, pack)


def confirm(code: str, checked: CheckedProblem, pack: Pack, first: Runtime, second: Runtime) -> Verdict:
    """Run a program that passed on `first` on `second` too; where that disagrees, both answers are the evidence.

    Raises:
        SandboxError: it could not be run for no fault of its own; no verdict.
    """
    verdict = judge(code, checked, pack, second)
    if verdict.reason is None:
        return verdict
    message = f"{verdict.reason}: {verdict.evidence['message']}"
    answers = {_named(first): "passed", _named(second): message}
    case = verdict.evidence.get("case")
    if case is not None:
        again = first.execute(program_for(code, checked, pack)).results
        answers[_named(first)] = _got(again[case], pack) if case < len(again) else "nothing, when asked again"
        answers[_named(second)] = verdict.evidence.get("got", "nothing")
    return Verdict(
        Reason.NOT_CONFIRMED, verdict.evidence | {"message": f"{_named(second)}: {message}", "answers": answers}
    )


def _named(runtime: Runtime) -> str:
    return f"{runtime.name} ({runtime.version})"


def _failure(
    case: Case, got: CallResult, result_type: Type, checked: CheckedProblem, pack: Pack
) -> tuple[Reason, str] | None:
    if case.raises:
        if got.halt is Halt.RUNTIME_ERROR:
            return None
        if got.halt is Halt.COMPLETED:
            return Reason.WRONG_VALUE, "gives a value where the reference raises an error"
    if got.halt is not Halt.COMPLETED or got.frame is None:
        return Reason(got.halt.value), got.message
    difference = pack.differs(decode(case.expected), got.frame, result_type, checked.problem.comparison)
    if difference is None:
        return None
    return Reason.WRONG_VALUE, f"{difference.path}: {difference.message}" if difference.path else difference.message


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
