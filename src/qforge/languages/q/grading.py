"""Grades answers in one process, without sandbox or pool: what a grader in one file runs, and that file.

The verdict is that of verification: the same extraction, literals, interpreter and comparison, on cases that the
reference answers here. The reference and generator run in this process, so the process must be the grader's own.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

from qforge.languages.base import Frame, Latitude, MismatchError
from qforge.languages.python.child import Session as ReferenceSession
from qforge.languages.q.compare import differs
from qforge.languages.q.conversion import convert
from qforge.languages.q.extraction import find_program
from qforge.languages.q.literals import literal
from qforge.languages.q.looping import loops
from qforge.languages.q.reserved import function_name
from qforge.languages.q.worker import COMPLETED, RUNTIME_ERROR, execute
from qforge.record import Comparison, ComparisonKind, Reason
from qforge.reward_rule import rewarded
from qforge.signature import Parameter, Signature, Type, coerce, parse_types
from qforge.value import decode


class Grade(NamedTuple):
    """One answer's reward, None where it could not be judged, and what it rests on."""

    reward: float | None
    reason: Reason | None
    passed: int
    cases: int


class Known(NamedTuple):
    """One case: arguments and the reference's result, as Python values of the signature's types."""

    arguments: tuple[object, ...]
    raises: bool
    expected: object


def grade(text: str, task: dict[str, Any], settings: dict[str, Any], seed: str) -> Grade:
    """Grade an answer.

    Args:
        task: a task as JSON (`qforge.feeds.base.Task`).
        settings: the reward's settings by name, all of them.
        seed: which cases are drawn.

    Raises:
        ValueError: the task's reference can't answer cases; that is no verdict on the answer.
    """
    problem = task["problem"]
    signature = _signature(problem["signature"])
    cases = draw(problem, signature, settings["inputs"], seed)
    code = find_program(text, signature).code if text.strip() else None
    if code is None:
        return Grade(settings["no_program"], Reason.NO_CODE, 0, len(cases))
    reason, passed = _judge(code, signature, cases, Comparison(**_comparison(problem)), settings)
    rule = {name: settings[name] for name in ("bonus", "no_parse", "loop_penalty")}
    return Grade(rewarded(reason, passed / len(cases), loops=loops(code) > 0, **rule), reason, passed, len(cases))


def draw(problem: dict[str, Any], signature: Signature, inputs: int, seed: str) -> list[Known]:
    """Draw cases: the generator's for the seed, or a seeded choice among the problem's own arguments.

    Raises:
        ValueError: the reference or generator fails.
    """
    given = [{"arguments": case["arguments"], "raises": case["raises"]} for case in problem["cases"]]
    chosen = Random(seed).sample(given, inputs) if len(given) > inputs else given
    session = ReferenceSession(
        {
            "code": problem["reference"]["code"],
            "tests": "",
            "name": problem["signature"]["name"],
            "parameters": len(signature.parameters),
            "cases": chosen,
            "generator": problem["generator"],
            "draws": [[f"{seed}:{problem['id']}:{size}", size] for size in range(inputs)],
            "reverse": False,
            "twice": False,
        }
    )
    try:
        session.run()
    except Exception as error:
        raise ValueError(f"task {problem['id']}: {error}") from error
    types = parse_types(signature)
    known = []
    assert session.recorder is not None
    for call in map(json.loads, session.recorder.texts()):
        given_types = zip(call["arguments"], types.parameters, strict=True)
        arguments = tuple(coerce(decode(argument), type_) for argument, type_ in given_types)
        raises = "raises" in call
        known.append(Known(arguments, raises, None if raises else coerce(decode(call["result"]), types.result)))
    return known


def _judge(
    code: str, signature: Signature, cases: list[Known], comparison: Comparison, settings: dict[str, Any]
) -> tuple[Reason | None, int]:
    types = parse_types(signature)
    answers = _Answers()
    calls = [[literal(a, type_) for a, type_ in zip(case.arguments, types.parameters, strict=True)] for case in cases]
    request = {
        "code": code,
        "function": function_name(signature.name),
        "calls": calls,
        "cpu_seconds": settings["cpu_seconds"],
        "memory_bytes": settings["memory_megabytes"] << 20,
        "output_characters": settings["output_kilobytes"] << 10,
    }
    execute(request, answers)  # type: ignore[arg-type]
    loaded, *results = answers.messages
    if loaded["halt"] != COMPLETED:
        return Reason(loaded["halt"]), 0
    first: Reason | None = None
    passed = 0
    for number, case in enumerate(cases):
        result = results[number] if number < len(results) else {"halt": Reason.INVALID_RESULT.value}
        failure = _failure(case, result, types.result, comparison, Latitude(settings["latitude"]))
        passed += failure is None
        first = first or failure
    return first, passed


def _failure(
    case: Known, result: dict[str, Any], type_: Type, comparison: Comparison, latitude: Latitude
) -> Reason | None:
    if case.raises:
        if result["halt"] == RUNTIME_ERROR:
            return None
        return Reason.WRONG_VALUE if result["halt"] == COMPLETED else Reason(result["halt"])
    if result["halt"] != COMPLETED:
        return Reason(result["halt"])
    if comparison.kind is ComparisonKind.CHECKER:
        return None if _accepted(case, result["frame"], type_, comparison, latitude) else Reason.WRONG_VALUE
    different = differs(case.expected, result["frame"], type_, comparison, latitude)
    return None if different is None else Reason.WRONG_VALUE


def _accepted(case: Known, frame: Frame, type_: Type, comparison: Comparison, latitude: Latitude) -> bool:
    """Ask the problem's own checker."""
    try:
        got = convert(frame, type_, latitude)
    except MismatchError:
        return False
    names: dict[str, Any] = {}
    exec(compile(comparison.checker, "checker.py", "exec", dont_inherit=True), names)
    return bool(names["check"](list(case.arguments), case.expected, got))


class _Answers:
    """What a worker's channel is to it; keeps the messages instead of sending them."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any], *, more: bool = False) -> None:
        self.messages.append(message)


def _signature(given: dict[str, Any]) -> Signature:
    parameters = tuple(Parameter(item["name"], item["type"]) for item in given["parameters"])
    return Signature(given["name"], parameters, given["result"])


def _comparison(problem: dict[str, Any]) -> dict[str, Any]:
    return {**problem["comparison"], "kind": ComparisonKind(problem["comparison"]["kind"])}
