"""Run a problem's reference and make the cases that candidates will be held against.

A case is kept only where its values have faithful literals in the target language; one that has none makes
the problem unfit, because a guess would make right programs look wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import Field

from qforge.languages.base import Examiner, NotRepresentableError, Pack
from qforge.record import Case, CheckedProblem, Problem, Reason, Rejection, Stage
from qforge.signature import Parameter, Signature, Type, Types, coerce, infer_type, parse_types
from qforge.value import canonical, decode, encode

VERSION = 1


@dataclass(frozen=True, slots=True)
class Settings:
    """How references are run.

    Attributes:
        inputs: generated inputs a problem, where it brings a generator.
        maximum_share: a problem is not discriminating where one answer makes up more of the results than this.
        cpu_seconds: processor time for all calls of one problem together.
        memory_megabytes: address space of the process.
        output_kilobytes: what it may print.
    """

    inputs: Annotated[int, Field(ge=1, le=10_000)] = 60
    maximum_share: Annotated[float, Field(gt=0, le=1)] = 0.9
    cpu_seconds: Annotated[float, Field(gt=0)] = 10.0
    memory_megabytes: Annotated[int, Field(ge=64)] = 1024
    output_kilobytes: Annotated[int, Field(ge=1)] = 1024


def check(
    problem: Problem, examiner: Examiner | None, pack: Pack, settings: Settings, seed: int
) -> CheckedProblem | Rejection:
    """Give the problem with its cases, or the reason why it can't be one.

    The examiner is None where the problem brings no reference; its published results are taken then.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    if examiner is None:
        cases, oracle = tuple(case for case in problem.cases if case.known or case.raises), "published results"
        if not cases:
            return _rejection(problem, Reason.NO_REFERENCE, "it brings neither a reference nor known results")
    else:
        examination = examiner.examine(problem, settings.inputs, seed)
        if examination.failure is not None:
            return _rejection(problem, examination.failure, examination.message)
        cases, oracle = examination.cases, "reference"
    signature = settle_signature(problem.signature, cases)
    types = parse_types(signature)
    coerced = tuple(_coerced(case, types) for case in cases)
    flaw = _depends_on_number_type(problem, cases, coerced, examiner) or _unfaithful(coerced, types, pack)
    if flaw:
        return _rejection(problem, Reason.NOT_REPRESENTABLE, flaw)
    flaw = _not_discriminating(coerced, settings.maximum_share)
    if flaw:
        return _rejection(problem, Reason.NOT_DISCRIMINATING, flaw)
    return CheckedProblem(problem, signature, coerced, oracle)


def settle_signature(signature: Signature, cases: Sequence[Case]) -> Signature:
    """Replace each type that is not known by the narrowest one that holds all the cases' values."""
    parameters = []
    for number, parameter in enumerate(signature.parameters):
        if parameter.type == "any":
            values = [decode(case.arguments[number]) for case in cases]
            parameters.append(Parameter(parameter.name, str(infer_type(values))))
        else:
            parameters.append(parameter)
    result = signature.result
    if result == "any":
        result = str(infer_type([decode(case.expected) for case in cases if not case.raises]))
    return Signature(signature.name, tuple(parameters), result)


def _coerced(case: Case, types: Types) -> Case:
    arguments = tuple(
        encode(coerce(decode(argument), type_))
        for argument, type_ in zip(case.arguments, types.parameters, strict=True)
    )
    expected = case.expected if case.raises else encode(coerce(decode(case.expected), types.result))
    return replace(case, arguments=arguments, expected=expected)


def _depends_on_number_type(
    problem: Problem, cases: Sequence[Case], coerced: Sequence[Case], examiner: Examiner | None
) -> str:
    """Say where the reference answers otherwise once integers among floats are written as floats."""
    changed = [(old, new) for old, new in zip(cases, coerced, strict=True) if _texts(old) != _texts(new)]
    if not changed or examiner is None:
        return ""
    results = examiner.run(problem, [new.arguments for _, new in changed])
    for (old, new), result in zip(changed, results, strict=True):
        if result.raises != old.raises or (not old.raises and decode(result.expected) != decode(old.expected)):
            return f"the reference tells {_short(old.arguments)} from {_short(new.arguments)}, numbers of equal value"
    return ""


def _texts(case: Case) -> str:
    return canonical(list(case.arguments))


def _unfaithful(cases: Sequence[Case], types: Types, pack: Pack) -> str:
    for case in cases:
        values: list[tuple[Any, Type]] = list(zip(case.arguments, types.parameters, strict=True))
        if not case.raises:
            values.append((case.expected, types.result))
        for value, type_ in values:
            try:
                pack.literal(decode(value), type_)
                flaw = pack.unfaithful(decode(value), type_)
            except NotRepresentableError as error:
                flaw = str(error)
            if flaw:
                return f"{_short(value)}: {flaw}"
    return ""


def _not_discriminating(cases: Sequence[Case], maximum_share: float) -> str:
    answers = Counter("raises" if case.raises else canonical(case.expected) for case in cases)
    answer, count = answers.most_common(1)[0]
    if count <= maximum_share * len(cases):
        return ""
    return f"{count} of {len(cases)} cases have the same answer, {_short(answer)}; at most {maximum_share:.0%} may"


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else canonical(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _rejection(problem: Problem, reason: Reason, message: str) -> Rejection:
    return Rejection(problem.id, None, Stage.REFERENCE, reason, {"message": message})
