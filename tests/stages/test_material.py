"""What examples are made from: train only, failures that say something, near misses first."""

from __future__ import annotations

from qforge.record import PlacedSample, Reason, Rejection, Stage
from qforge.stages.material import Material, gather
from tests.stages.records import checked, sample

PROBLEMS = {name: checked(name, code="def f(x):\n    return x + 1\n") for name in ("a", "b", "c")}


def failed(problem: str, attempt: int, reason: Reason, passed: int = 0, case: int = 9) -> Rejection:
    evidence = {"message": "'type", "case": case, "passed": passed, "cases": 10, "code": f"f:{{[x] {attempt}}}"}
    shown = {"input": "f[41]", "expected": "42", "got": "43"}
    return Rejection(problem, attempt, Stage.VERIFY, reason, evidence | shown)


def material(*rejections: Rejection, shown_cases: int = 0) -> Material:
    placed = [
        PlacedSample(sample("a", 0, "f:{[x] x+1}"), "a", "train"),
        PlacedSample(sample("a", 1, "f:{[x] i:0;while[i<1;x+:1;i+:1];x}", loops=True), "a", "train"),
        PlacedSample(sample("b", 0, "f:{[x] 1+x}"), "b", "eval"),
    ]
    return gather(placed, rejections, PROBLEMS, shown_cases=shown_cases)


def test_only_problems_with_a_program_in_train_count() -> None:
    found = material(failed("b", 3, Reason.WRONG_VALUE), failed("c", 3, Reason.WRONG_VALUE))
    assert list(found.solved) == ["a"]
    assert found.failures == {"a": []}


def test_near_misses_come_first() -> None:
    found = material(failed("a", 2, Reason.WRONG_VALUE, 3), failed("a", 3, Reason.RUNTIME_ERROR, 8))
    assert [failure.id for failure in found.failures["a"]] == ["a#3", "a#2"]


def test_what_could_not_be_judged_or_was_cut_off_is_no_failure() -> None:
    cut = Rejection("a", 4, Stage.EXTRACT, Reason.TRUNCATED, {"message": "cut", "code": "f:{"})
    assert material(failed("a", 2, Reason.UNSUPPORTED), cut).failures["a"] == []


def test_the_solve_rate_is_the_share_of_attempts_that_were_verified() -> None:
    twice = Rejection("a", 5, Stage.DEDUP, Reason.DUPLICATE, {"message": "again"})
    unheard = Rejection("a", 6, Stage.TRANSLATE, Reason.NO_ANSWER, {"message": "none"})
    unsupported = failed("a", 7, Reason.UNSUPPORTED)
    found = material(failed("a", 2, Reason.WRONG_VALUE), twice, unheard, unsupported)
    assert found.solve_rates["a"] == 0.75


def test_a_case_is_told_only_where_the_teacher_saw_it() -> None:
    hidden, shown = (material(failed("a", 2, Reason.WRONG_VALUE, case=1), shown_cases=n) for n in (1, 2))
    assert hidden.failures["a"][0].case == ""
    assert shown.failures["a"][0].case == "f[41] should give 42, not 43"
