"""Preference pairs: a verified side and a failed one, mixed as asked."""

from __future__ import annotations

from qforge.languages import q
from qforge.record import Reason
from qforge.stages import pairs
from qforge.stages.pairs import Settings, mixed
from tests.stages.test_material import failed, material

FOUND = material(
    failed("a", 2, Reason.WRONG_VALUE, 8),
    failed("a", 3, Reason.RUNTIME_ERROR, 6),
    failed("a", 4, Reason.WRONG_VALUE, 4),
    failed("a", 5, Reason.WRONG_VALUE, 0),
)


def reasons(settings: Settings) -> list[str]:
    return [str(failure.reason) for failure in mixed(FOUND.failures["a"], settings)]


def test_the_chosen_side_was_verified_and_the_rejected_one_failed() -> None:
    (pair,) = pairs.pairs(FOUND, q, Settings(a_problem=1), seed=1)
    assert (pair.chosen, pair.rejected) == ("```q\nf:{[x] x+1}\n```", "```q\nf:{[x] 2}\n```")
    assert (pair.reason, pair.passed, pair.cases) == ("wrong_value", 8, 10)


def test_near_misses_are_taken_first() -> None:
    assert [pair.passed for pair in pairs.pairs(FOUND, q, Settings(a_problem=3), seed=1)] == [8, 6, 4]


def test_far_misses_can_be_left_out() -> None:
    assert [pair.passed for pair in pairs.pairs(FOUND, q, Settings(minimum_passed=0.5), seed=1)] == [8, 6]


def test_one_reason_alone_can_be_asked_for() -> None:
    assert reasons(Settings(weights={"runtime_error": 1.0})) == ["runtime_error"]


def test_reasons_are_mixed_by_weight_in_every_beginning_of_the_list() -> None:
    assert reasons(Settings(weights={"wrong_value": 2.0, "runtime_error": 1.0})) == [
        "wrong_value",
        "runtime_error",
        "wrong_value",
        "wrong_value",
    ]
