"""Programs are judged on every case, by the comparison that their problem declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from qforge.languages import q
from qforge.languages.base import Latitude, Limits, Runtime
from qforge.languages.python import examiner
from qforge.languages.q.runtimes import embedded
from qforge.record import Case, CheckedProblem, Comparison, ComparisonKind, Reason
from qforge.signature import Parameter, Signature, parse_types
from qforge.stages.verify import KEPT_CALLS, Calls, Means, Verdict, judge
from tests.stages.records import checked

LIMITS = Limits(cpu_seconds=2.0, memory_megabytes=512, output_kilobytes=64)


@pytest.fixture(scope="module")
def runtime() -> Iterator[Runtime]:
    started = embedded.start(embedded.Settings(), LIMITS, "auto")
    yield started
    started.close()


def problem(cases: tuple[Case, ...], comparison: Comparison, result: str) -> CheckedProblem:
    signature = Signature("f", (Parameter("x", "int"),), result)
    base = checked("p", code="def f(x): ...")
    return replace(base, problem=replace(base.problem, comparison=comparison), signature=signature, cases=cases)


def verdict(runtime: Runtime, code: str, made: CheckedProblem, latitude: Latitude = Latitude.LENIENT) -> Verdict:
    return judge(code, made, Means(q, runtime, latitude, {"python": examiner(LIMITS, "auto")}))  # type: ignore[arg-type]


LISTS = (Case((3,), [0, 1, 2], known=True), Case((2,), [0, 1], known=True))
COMPARISONS: dict[str, tuple[Comparison, dict[str, Reason | None]]] = {
    "exact": (
        Comparison(),
        {"f:{til x}": None, "f:{reverse til x}": Reason.WRONG_VALUE, "f:{0f+til x}": Reason.WRONG_VALUE},
    ),
    "unordered": (
        Comparison(ComparisonKind.UNORDERED),
        {"f:{reverse til x}": None, "f:{til[x],0}": Reason.WRONG_VALUE, "f:{1+til x}": Reason.WRONG_VALUE},
    ),
    "set": (
        Comparison(ComparisonKind.SET),
        {
            "f:{til[x],reverse til x}": None,
            "f:{til x-1}": Reason.WRONG_VALUE,
            "f:{til x+1}": Reason.WRONG_VALUE,
            "f:{0}": Reason.WRONG_VALUE,
        },
    ),
}


@pytest.mark.parametrize("kind", COMPARISONS)
def test_the_comparison_is_the_problems(runtime: Runtime, kind: str) -> None:
    comparison, programs = COMPARISONS[kind]
    made = problem(LISTS, comparison, "list[int]")
    assert {code: verdict(runtime, code, made).reason for code in programs} == programs


def test_a_program_that_does_not_parse_is_not_run() -> None:
    class Unused:
        def execute(self, program: object) -> None:
            raise AssertionError(program)

    found = verdict(Unused(), "f:{[n]\n  n+\n  (1;2}", problem(LISTS, Comparison(), "list[int]"))  # type: ignore[arg-type]
    assert found == Verdict(Reason.COMPILE_ERROR, {"message": "it does not parse at line 3, column 7"})


def test_tolerances_are_the_problems(runtime: Runtime) -> None:
    comparison = Comparison(ComparisonKind.TOLERANCE, relative=0.01)
    made = problem((Case((3,), 100.0, known=True),), comparison, "float")
    reasons = [verdict(runtime, f"f:{{{result}}}", made).reason for result in ("100.9", "101.1", "0n")]
    assert reasons == [None, Reason.WRONG_VALUE, Reason.WRONG_VALUE]


DIVISOR = "def check(arguments, expected, got):\n    return 1 < got < arguments[0] and arguments[0] % got == 0"


def test_a_checker_accepts_what_it_says_is_right_and_sees_values_only(runtime: Runtime) -> None:
    made = problem(
        (Case((12,), 2, known=True), Case((35,), 5, known=True), Case((1,), raises=True)),
        Comparison(ComparisonKind.CHECKER, checker=DIVISOR),
        "int",
    )
    programs: dict[str, Any] = {
        "f:{$[x<2;'none;last d where 0=x mod d:2+til x-2]}": None,
        "f:{$[x<2;'none;x]}": (Reason.WRONG_VALUE, 0, 1),
        "f:{$[x<2;'none;12=x;3;string x]}": (Reason.WRONG_VALUE, 1, 2),
        "f:{$[x<2;7;first d where 0=x mod d:2+til x-2]}": (Reason.WRONG_VALUE, 2, 2),
        "f:{$[x<2;'none;12=x;3;'oops]}": (Reason.RUNTIME_ERROR, 1, 2),
    }
    for code, outcome in programs.items():
        found = verdict(runtime, code, made)
        evidence = found.evidence
        assert (found.reason and (found.reason, evidence["case"], evidence["passed"])) == outcome, code


def test_the_latitude_is_a_setting(runtime: Runtime) -> None:
    made = problem((Case((1,), True, known=True), Case((2,), False, known=True)), Comparison(), "bool")
    assert verdict(runtime, "f:{x mod 2}", made, Latitude.LENIENT).reason is None
    assert verdict(runtime, "f:{x mod 2}", made, Latitude.STRICT).reason is Reason.WRONG_VALUE
    assert verdict(runtime, "f:{1=x mod 2}", made, Latitude.STRICT).reason is None


def test_the_literals_of_a_case_are_written_once_and_are_its_own() -> None:
    calls, written = Calls(), []

    class Counting:
        def literal(self, value: object, type_: object) -> str:
            written.append(value)
            return repr(value)

    types = parse_types(Signature("f", (Parameter("x", "int"),), "int"))
    cases = [Case((number,), number, known=True) for number in (*range(KEPT_CALLS), 1, 2)]
    pack: Any = Counting()
    assert [calls.of(case, types, pack) for case in cases[:3]] * 2 == [("0",), ("1",), ("2",)] * 2
    assert [calls.of(case, types, pack) for case in cases[:3]] == [("0",), ("1",), ("2",)]
    assert written == [0, 1, 2]
    assert [calls.of(case, types, pack) for case in cases][-2:] == [("1",), ("2",)]
