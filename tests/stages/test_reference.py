"""A problem gets inputs that tell right from wrong, or is refused with the reason."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from qforge.languages import q
from qforge.languages.base import Limits
from qforge.languages.python import examiner
from qforge.record import (
    Case,
    CheckedProblem,
    Comparison,
    ComparisonKind,
    InputsFrom,
    Kills,
    Problem,
    Reason,
    Rejection,
)
from qforge.signature import Parameter, Signature
from qforge.stages.reference import Settings, check
from tests.stages.records import checked

EXAMINER = examiner(Limits(cpu_seconds=5.0, memory_megabytes=256, output_kilobytes=64), "auto")


def outcome(
    code: str, *arguments: Any, types: tuple[str, ...] = ("any",), result: str = "any",
    settings: Settings | None = None, **changes: Any,
) -> CheckedProblem | Rejection:  # fmt: skip
    """Check a problem whose cases have these arguments; a tuple holds several."""
    parameters = tuple(Parameter(name, type_) for name, type_ in zip("xyz", types, strict=False))
    cases = tuple(Case(item if isinstance(item, tuple) else (item,)) for item in arguments)
    made: Problem = replace(
        checked("p", code=code).problem, signature=Signature("f", parameters, result), cases=cases, **changes
    )
    return check(made, EXAMINER, q, settings or Settings(), 1)  # type: ignore[arg-type]


def accepted(code: str, *arguments: Any, **options: Any) -> CheckedProblem:
    made = outcome(code, *arguments, **options)
    assert isinstance(made, CheckedProblem), made
    return made


def rejected(code: str, *arguments: Any, **options: Any) -> tuple[Reason, str]:
    made = outcome(code, *arguments, **options)
    assert isinstance(made, Rejection), made
    return made.reason, made.evidence["message"]


def test_cases_become_sixty_inputs_with_their_own_first() -> None:
    made = accepted("def f(x):\n    return sum(v for v in x if v > 3)", [1, 5], [4, 9, 2])
    assert [case.arguments for case in made.cases[:2]] == [([1, 5],), ([4, 9, 2],)]
    assert len({str(case.arguments) for case in made.cases}) == len(made.cases) >= 60
    assert made.inputs_from is InputsFrom.MUTATION
    assert not made.exhausted
    assert made.kills == Kills(killed=6, survived=0, equivalent=0)
    assert all(case.expected == sum(v for v in case.arguments[0] if v > 3) for case in made.cases)


def test_an_input_that_alone_kills_a_mutant_is_added() -> None:
    few = Settings(inputs=4, tried_inputs=200, maximum_inputs=30)
    made = accepted("def f(x):\n    return len(x) + (5 if 77 in x else 0)", [3], [5, 4, 2], settings=few)
    assert made.kills is not None
    assert made.kills.survived == 0
    assert 4 < len(made.cases) <= 30


def test_inputs_stay_where_the_reference_succeeds_within_the_types() -> None:
    code = "def f(x):\n    if not x: raise ValueError\n    return max(x) if len(x) < 6 else 'long'"
    made = accepted(code, [1, 5], [4, 9, 2], settings=Settings(kill_least=0.0))
    assert all(0 < len(case.arguments[0]) < 6 and type(case.expected) is int for case in made.cases)


def test_what_the_target_language_can_not_say_is_no_input() -> None:
    code = "def f(x):\n    r = 1\n    for i in range(1, x + 1): r *= i\n    return r"
    made = accepted(code, 3, 5, 4)
    assert sorted(case.arguments[0] for case in made.cases) == list(range(1, 21))
    assert made.exhausted


def test_too_few_inputs_are_a_reason() -> None:
    code = "def f(x):\n    if sum(x) != 100: raise ValueError\n    return x[0]"
    reason, message = rejected(code, [51, 49], [1, 99], [20, 30, 50])
    assert reason is Reason.TOO_FEW_INPUTS
    assert re.fullmatch(r"\d+ distinct inputs could be made, at least 60 are needed", message)


def test_an_exhausted_domain_may_have_fewer_inputs() -> None:
    made = accepted("def f(x, y):\n    return x and not y", (True, False), (False, False), types=("bool", "bool"))
    assert made.exhausted
    assert len(made.cases) == 4


def test_always_one_answer_is_not_discriminating() -> None:
    reason, message = rejected("def f(x):\n    return x == [1, 2, 3, 4, 5, 6]", [3], [9, 2], [4, 4, 4])
    assert reason is Reason.NOT_DISCRIMINATING
    assert message.endswith("cases have the same answer, false; at most 90% may")


def test_inputs_that_kill_too_few_mutants_are_weak() -> None:
    generator = "def generate(rng, size): return [rng.randint(0, 10 + size)]"
    code = "def f(x):\n    if x > 1000:\n        y = x * 3 - 7\n        return y % 5 + 2\n    return x"
    reason, message = rejected(code, types=("int",), result="int", generator=generator)
    assert reason is Reason.WEAK_INPUTS
    assert message == "2 of 17 mutants are killed, at least 80% must be"
    assert accepted(code, types=("int",), result="int", generator=generator, settings=Settings(kill_least=0.1)).kills


def test_a_generator_is_run_with_two_hundred_seeds() -> None:
    generator = "def generate(rng, size):\n    n = rng.randint(0, 99)\n    if n == 7: raise ValueError\n    return [n]"
    assert rejected("def f(x): return x + 1", types=("int",), result="int", generator=generator) == (
        Reason.GENERATOR_FAILED,
        "the generator raises at size 4: ValueError",
    )


def test_edge_sizes_come_first_and_answers_are_balanced() -> None:
    generator = "def generate(rng, size): return [[rng.randint(0, 99) for _ in range(size)]]"
    code = "def f(x):\n    return max(x, default=0) > 90"
    made = accepted(code, types=("list[int]",), result="bool", generator=generator)
    assert made.inputs_from is InputsFrom.GENERATOR
    assert [len(case.arguments[0]) for case in made.cases[:3]] == [0, 1, 2]
    answers = [case.expected for case in made.cases]
    assert 0.4 <= answers.count(True) / len(answers) <= 0.6


def test_a_checker_must_accept_the_references_own_results() -> None:
    comparison = Comparison(ComparisonKind.CHECKER, checker="def check(a, e, g): return g > 3")
    reason, message = rejected("def f(x): return len(x) + 2", [3], [9, 2], comparison=comparison)
    assert reason is Reason.CHECKER_FAILED
    assert message == "of the reference's own result on [[3]]: the checker says False"


def test_without_a_reference_the_cases_are_all_there_is() -> None:
    published = replace(
        checked("p").problem, cases=tuple(Case((n,), n + 1, known=True) for n in range(3)), reference=None
    )
    made = check(published, None, q, Settings(), 1)  # type: ignore[arg-type]
    assert isinstance(made, CheckedProblem)
    assert (len(made.cases), made.kills, made.inputs_from) == (3, None, InputsFrom.CASES)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_gives_the_same_inputs(seed: int) -> None:
    base = checked("p", code="def f(x):\n    return sorted(x)").problem
    made = replace(base, signature=Signature("f", (Parameter("x", "any"),), "any"), cases=(Case(([3, 1],)),))
    pack: Any = q
    first, second, other = (check(made, EXAMINER, pack, Settings(), given) for given in (seed, seed, seed + 7))
    assert first == second != other
