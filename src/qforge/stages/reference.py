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

from qforge.languages.base import Examiner, Judgement, NotRepresentableError, Pack, UnfitReferenceError
from qforge.record import (
    Case,
    CheckedProblem,
    ComparisonKind,
    InputsFrom,
    Kills,
    Problem,
    Reason,
    Rejection,
    Stage,
)
from qforge.signature import Parameter, Signature, Type, Types, coerce, infer_type, parse_types
from qforge.stages import inputs
from qforge.value import canonical, decode, encode

VERSION = 3


@dataclass(frozen=True, slots=True)
class Settings:
    """How references are run, and what inputs a problem must have.

    Attributes:
        inputs: distinct inputs a problem, unless no more can be made; also the sizes that a generator is asked for.
        maximum_inputs: where mutants ask for more; never less than `inputs`.
        tried_inputs: inputs that are made and run, from which those are chosen; never less than `inputs`.
        mutants: mutants of each reference.
        kill_goal: inputs are added until they kill this share of the mutants.
        kill_least: a problem whose inputs kill less is refused.
        maximum_share: a problem is not discriminating where one answer makes up more of the results than this.
        cpu_seconds: processor time for all calls of one problem together.
        memory_megabytes: address space of the process.
        output_kilobytes: what it may print.
    """

    inputs: Annotated[int, Field(ge=1, le=10_000)] = 60
    maximum_inputs: Annotated[int, Field(ge=1, le=10_000)] = 120
    tried_inputs: Annotated[int, Field(ge=1, le=10_000)] = 200
    mutants: Annotated[int, Field(ge=0, le=1000)] = 60
    kill_goal: Annotated[float, Field(ge=0, le=1)] = 0.95
    kill_least: Annotated[float, Field(ge=0, le=1)] = 0.8
    maximum_share: Annotated[float, Field(gt=0, le=1)] = 0.9
    cpu_seconds: Annotated[float, Field(gt=0)] = 10.0
    memory_megabytes: Annotated[int, Field(ge=64)] = 1024
    output_kilobytes: Annotated[int, Field(ge=1)] = 2048


class _Unfit(Exception):  # noqa: N818 - a finding about the problem
    """The problem is rejected: for a reason, with a message."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def check(
    problem: Problem, examiner: Examiner | None, pack: Pack, settings: Settings, seed: int, *, again: bool = False
) -> CheckedProblem | Rejection:
    """Give the problem with its cases, or the reason why it can't be one.

    The examiner is None where the problem brings no reference; its published results are taken then.

    Args:
        again: it was checked before, and only its cases are to be others: the reference runs in one process, not two.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    try:
        if examiner is None:
            return _published(problem, pack, settings)
        return _examined(problem, examiner, pack, settings, seed, again=again)
    except (_Unfit, UnfitReferenceError) as unfit:
        return Rejection(problem.id, None, Stage.REFERENCE, unfit.reason, {"message": str(unfit)})


def _published(problem: Problem, pack: Pack, settings: Settings) -> CheckedProblem:
    cases = tuple(case for case in problem.cases if case.known or case.raises)
    if not cases:
        raise _Unfit(Reason.NO_REFERENCE, "it brings neither a reference nor known results")
    signature = settle_signature(problem.signature, cases)
    coerced = all_coerced(cases, signature)
    _must_be_faithful(coerced, parse_types(signature), pack)
    _must_discriminate(coerced, settings.maximum_share)
    return CheckedProblem(problem, signature, coerced, "published results", given=len(coerced))


def _examined(
    problem: Problem, examiner: Examiner, pack: Pack, settings: Settings, seed: int, *, again: bool
) -> CheckedProblem:
    draws = wanted(settings).tried if problem.generator else 0
    examination = examiner.examine(problem, draws, seed, settings.inputs, processes=1 if again else 2)
    if examination.failure is not None:
        raise _Unfit(examination.failure, examination.message)
    signature = settle_signature(problem.signature, examination.cases)
    types = parse_types(signature)
    cases = all_coerced(examination.cases, signature)
    _must_not_depend_on_number_types(problem, examination.cases, cases, examiner)
    _must_be_faithful(cases, types, pack)
    pool = pool_of(problem, signature, cases, wanted(settings), str(seed), examiner=examiner, pack=pack)
    _must_accept_itself(problem, pool, examiner)
    chosen = inputs.choose(problem, pool, wanted(settings), settings.mutants, str(seed), examiner)
    if len(chosen.cases) < settings.inputs and not pool.exhausted:
        message = f"{len(chosen.cases)} distinct inputs could be made, at least {settings.inputs} are needed"
        raise _Unfit(Reason.TOO_FEW_INPUTS, message)
    _must_discriminate(chosen.cases, settings.maximum_share)
    _must_kill(chosen.kills, settings)
    origin = InputsFrom.GENERATOR if problem.generator else InputsFrom.MUTATION
    return CheckedProblem(
        problem, signature, chosen.cases, "reference", chosen.kills, origin, pool.exhausted, len(pool.own)
    )


def wanted(settings: Settings) -> inputs.Wanted:
    """Give how many inputs a problem should have."""
    most, tried = max(settings.maximum_inputs, settings.inputs), max(settings.tried_inputs, settings.inputs)
    return inputs.Wanted(settings.inputs, most, tried, settings.kill_goal)


def pool_of(
    problem: Problem, signature: Signature, cases: tuple[Case, ...], wanted: inputs.Wanted, seed: str, *,
    examiner: Examiner, pack: Pack, known: Sequence[Case] = (),
) -> inputs.Pool:  # fmt: skip
    """Give the inputs that a problem's may be chosen from: the cases, which a generator made, or variations of them.

    Raises:
        SandboxError: the reference could not be run; no verdict.
    """
    if problem.generator:
        # A generator that gives so few inputs in so many draws has no others.
        given = {canonical(list(case.arguments)) for case in problem.cases}
        own = tuple(case for case in cases if _texts(case) in given)
        made = tuple(case for case in cases if _texts(case) not in given)
        return inputs.Pool(own, made, exhausted=len(cases) < wanted.least)
    types = parse_types(signature)

    def usable(case: Case) -> bool:
        return not unfaithful([case], types, pack)

    return inputs.varied(
        problem, signature, cases, wanted, seed, examiner=examiner, usable=usable, known=known
    )


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


def all_coerced(cases: Sequence[Case], signature: Signature) -> tuple[Case, ...]:
    """Write all values as the signature's types say: integers among floats as floats."""
    types = parse_types(signature)
    return tuple(_coerced(case, types) for case in cases)


def _coerced(case: Case, types: Types) -> Case:
    arguments = tuple(
        encode(coerce(decode(argument), type_))
        for argument, type_ in zip(case.arguments, types.parameters, strict=True)
    )
    expected = case.expected if case.raises else encode(coerce(decode(case.expected), types.result))
    return replace(case, arguments=arguments, expected=expected)


def _must_not_depend_on_number_types(
    problem: Problem, cases: Sequence[Case], coerced: Sequence[Case], examiner: Examiner
) -> None:
    """Find out where the reference answers otherwise once integers among floats are written as floats."""
    changed = [(old, new) for old, new in zip(cases, coerced, strict=True) if _texts(old) != _texts(new)]
    if not changed:
        return
    results = examiner.run(problem, [new.arguments for _, new in changed])
    for (old, new), result in zip(changed, results, strict=True):
        if result.raises != old.raises or (not old.raises and decode(result.expected) != decode(old.expected)):
            told = f"the reference tells {_short(old.arguments)} from {_short(new.arguments)}, numbers of equal value"
            raise _Unfit(Reason.NOT_REPRESENTABLE, told)


def _texts(case: Case) -> str:
    return canonical(list(case.arguments))


def _must_be_faithful(cases: Sequence[Case], types: Types, pack: Pack) -> None:
    flaw = unfaithful(cases, types, pack)
    if flaw:
        raise _Unfit(Reason.NOT_REPRESENTABLE, flaw)


def unfaithful(cases: Sequence[Case], types: Types, pack: Pack) -> str:
    """Say which value of the cases programs of the language can't be compared over, and why, or give ""."""
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


def _must_accept_itself(problem: Problem, pool: inputs.Pool, examiner: Examiner) -> None:
    """A checker that refuses what the reference gives would refuse every program."""
    if problem.comparison.kind is not ComparisonKind.CHECKER:
        return
    given = [case for case in (*pool.own, *pool.inside, *pool.outside) if not case.raises]
    judgements = [Judgement(case.arguments, case.expected, case.expected) for case in given]
    for case, said in zip(given, examiner.check(problem.comparison.checker, judgements), strict=True):
        if said:
            raise _Unfit(Reason.CHECKER_FAILED, f"of the reference's own result on {_short(case.arguments)}: {said}")


def _must_discriminate(cases: Sequence[Case], maximum_share: float) -> None:
    answers = Counter("raises" if case.raises else canonical(case.expected) for case in cases)
    answer, count = answers.most_common(1)[0]
    if count > maximum_share * len(cases):
        told = f"{count} of {len(cases)} cases have the same answer, {_short(answer)}; at most {maximum_share:.0%} may"
        raise _Unfit(Reason.NOT_DISCRIMINATING, told)


def _must_kill(kills: Kills, settings: Settings) -> None:
    told = kills.killed + kills.survived
    if (kills.rate is not None and kills.rate < settings.kill_least) or (not told and kills.equivalent):
        least = f"at least {settings.kill_least:.0%} must be"
        raise _Unfit(Reason.WEAK_INPUTS, f"{kills.killed} of {told} mutants are killed, {least}")


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else canonical(list(value) if isinstance(value, tuple) else value)
    return text if len(text) <= 80 else f"{text[:77]}..."
