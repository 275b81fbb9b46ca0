"""Accepted programs run again on fresh inputs; what fails is retracted, what differs from run to run is flaky."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from qforge.languages import q
from qforge.languages.base import Limits
from qforge.languages.python import examiner
from qforge.languages.q.runtimes import embedded
from qforge.record import Case, CheckedProblem, Kills, Reason, Rejection, Sample
from qforge.signature import Parameter, Signature
from qforge.stages import reference
from qforge.stages.audit import Audited, Fresh, Settings, audit, fresh_cases, settle, settle_problem
from qforge.stages.verify import Means
from tests.stages.records import checked, sample

LIMITS = Limits(cpu_seconds=2.0, memory_megabytes=512, output_kilobytes=64)
PACK: Any = q
EXAMINER = examiner(LIMITS, "auto")
GENERATOR = "def generate(rng, size): return [[rng.randint(-99, 99) for _ in range(size % 9)]]"


@pytest.fixture(scope="module")
def means() -> Iterator[Means]:
    started = embedded.start(embedded.Settings(), LIMITS, "auto")
    yield Means(PACK, started, checkers={"python": EXAMINER})
    started.close()


def problem(generator: str = GENERATOR) -> CheckedProblem:
    base = checked("p", code="def f(x):\n    return sum(v for v in x if v > 0)").problem
    signature = Signature("f", (Parameter("x", "list[int]"),), "int")
    made = replace(base, signature=signature, generator=generator, cases=(Case(([1, -2, 3],)), Case(([5],))))
    outcome = reference.check(made, EXAMINER, PACK, reference.Settings(), 1)
    assert isinstance(outcome, CheckedProblem), outcome
    return outcome


@pytest.fixture(scope="module")
def positive() -> CheckedProblem:
    return problem()


@pytest.fixture(scope="module")
def fresh(positive: CheckedProblem) -> Fresh:
    return fresh_cases(positive, EXAMINER, PACK, reference.Settings(), inputs=60, seed=1)


def audited(code: str, made: CheckedProblem, inputs: Fresh, means: Means, mutants: int = 0) -> Audited:
    return audit(sample("p", code=code), made, inputs, means, Settings(mutants=mutants), 1)


@pytest.mark.parametrize("generator", [GENERATOR, ""])
def test_fresh_inputs_are_sixty_and_none_of_acceptances(generator: str) -> None:
    made = problem(generator)
    cases = fresh_cases(made, EXAMINER, PACK, reference.Settings(), inputs=60, seed=1).cases
    texts = {str(case.arguments) for case in cases}
    assert len(texts) == 60
    assert not texts & {str(case.arguments) for case in made.cases}
    assert all(case.expected == sum(v for v in case.arguments[0] if v > 0) for case in cases)
    others = fresh_cases(made, EXAMINER, PACK, reference.Settings(), inputs=60, seed=2).cases
    assert cases != others


def test_a_right_program_holds(positive: CheckedProblem, fresh: Fresh, means: Means) -> None:
    assert audited("f:{sum x where x>0}", positive, fresh, means) == Audited(None, {}, 60, Kills(0, 0, 0))


def test_a_program_that_knows_the_cases_is_retracted_with_the_evidence(
    positive: CheckedProblem, fresh: Fresh, means: Means
) -> None:
    table = ";".join(q.literal(case.arguments[0], reference.parse_types(positive.signature).parameters[0])
                     for case in positive.cases)  # fmt: skip
    answers = " ".join(str(case.expected) for case in positive.cases)
    outcome = audited(f"known:({table})\nanswers:{answers}\nf:{{answers known?x}}", positive, fresh, means)
    assert outcome.reason is Reason.AUDIT_FAILED
    assert outcome.evidence["runs"] == ["failed", "failed", "failed"]
    assert outcome.evidence["message"].endswith(", got 0N")
    assert outcome.evidence["expected"] == sum(v for v in outcome.evidence["arguments"][0] if v > 0)
    retracted = settle(sample("p"), outcome)
    assert isinstance(retracted, Rejection)
    assert retracted.evidence["code"] == "{x+1}"


FLAKY = {
    "counts its calls": "n:0\nf:{n::n+1;$[n=40;7;sum x where x>0]}",
    "draws": "f:{$[3>first 1?100;-1;sum x where x>0]}",
}


@pytest.mark.parametrize("name", FLAKY)
def test_a_program_whose_runs_differ_is_flaky(name: str, positive: CheckedProblem, fresh: Fresh, means: Means) -> None:
    assert audited(FLAKY[name], positive, fresh, means).reason is Reason.FLAKY


@pytest.mark.parametrize(
    "code",
    ["n:0\nf:{n::n+1;$[n>400;7;sum x where x>0]}", "n:enlist 0\nf:{@[`n;0;+;1];$[400<n 0;7;sum x where x>0]}"],
)
def test_a_program_that_changes_after_hundreds_of_calls_is_flaky(
    code: str, positive: CheckedProblem, fresh: Fresh, means: Means
) -> None:
    outcome = audited(code, positive, fresh, means)
    assert outcome.reason is Reason.FLAKY
    assert outcome.evidence["message"].startswith("in call 401 of a long run: wrong_value: expected ")


def test_a_program_that_counts_and_does_nothing_by_it_holds(
    positive: CheckedProblem, fresh: Fresh, means: Means
) -> None:
    # A long run of it meets the limit of processor time.
    assert audited("n:0\nf:{n::n+1;do[20000;n+1];sum x where x>0}", positive, fresh, means).reason is None


RANGES = {
    "one number": ("int", "rng.randint(-20000, 20000)", "x", "f:{$[x=7777;0;x+1]}", "f:{x+1}"),
    "beyond a bound": ("int", "rng.randint(-20000, 20000)", "x", "f:{$[x>19990;0;x+1]}", "f:{x+1+777-777}"),
    "in a list": (
        "list[int]", "[rng.randint(-20000, 20000) for _ in range(size % 9)]", "sum(x)",
        "f:{(sum x)+7777 in x}", "f:{7777-7777-sum x}",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", RANGES)
@pytest.mark.parametrize("generated", [True, False])
def test_a_program_that_treats_a_number_of_its_own_otherwise_is_retracted(
    name: str, generated: bool, means: Means
) -> None:
    type_, drawn, result, wrong, right = RANGES[name]
    base = checked("p", code=f"def f(x):\n    return {result}" + (" + 1" if type_ == "int" else "")).problem
    given = [3, -19000, 18000] if type_ == "int" else [[3], [-19000, 18000], [1, 5, 9]]
    made = reference.check(
        replace(
            base, signature=Signature("f", (Parameter("x", type_),), "int"), cases=tuple(Case((one,)) for one in given),
            generator=f"def generate(rng, size): return [{drawn}]" if generated else "",
        ),
        EXAMINER, PACK, reference.Settings(), 1,
    )  # fmt: skip
    assert isinstance(made, CheckedProblem), made
    inputs = fresh_cases(made, EXAMINER, PACK, reference.Settings(), inputs=60, seed=1)
    outcome = audited(wrong, made, inputs, means)
    assert outcome.reason is Reason.AUDIT_FAILED
    assert audited(right, made, inputs, means).reason is None


def test_a_generator_that_fails_on_fresh_seeds_retracts(positive: CheckedProblem, means: Means) -> None:
    raising = "def generate(rng, size):\n    n = rng.randint(0, 50)\n    if n == 3: raise ValueError\n    return [[n]]"
    broken = replace(positive, problem=replace(positive.problem, generator=raising))
    inputs = fresh_cases(broken, EXAMINER, PACK, reference.Settings(), inputs=60, seed=1)
    outcome = audited("f:{sum x where x>0}", broken, inputs, means)
    assert outcome.reason is Reason.AUDIT_FAILED
    assert "the generator raises at size" in outcome.evidence["message"]


def test_a_problem_of_which_no_fresh_inputs_can_be_made_is_run_on_its_cases_alone(
    positive: CheckedProblem, means: Means
) -> None:
    assert audited("f:{sum x where x>0}", positive, Fresh(()), means) == Audited(None, {}, 0, Kills(0, 0, 0))


def test_no_inputs_are_no_audit(positive: CheckedProblem, fresh: Fresh, means: Means) -> None:
    assert audit(sample("p", code="f:{sum x where x>0}"), positive, fresh, means, Settings(inputs=0), 1) == Audited(
        None, {}
    )


def test_mutants_of_the_program_are_counted(positive: CheckedProblem, fresh: Fresh, means: Means) -> None:
    found = audited("f:{sum x where x>0}", positive, fresh, means, mutants=20).kills
    assert found == Kills(killed=3, survived=0, equivalent=2)
    thin = replace(positive, cases=positive.cases[1:2])
    found = audited("f:{sum x where x>0}", thin, fresh, means, mutants=20).kills
    assert found is not None
    assert found.survived > 0


def test_a_problem_whose_inputs_kill_too_few_of_them_is_refused() -> None:
    def with_kills(name: str, kills: Kills) -> Sample:
        made = sample(name)
        return replace(made, evidence=replace(made.evidence, kills=kills))

    held = settle_problem([with_kills("a", Kills(5, 0, 1)), with_kills("b", Kills(3, 2, 0))], Settings())
    assert [one.evidence.kills for one in held if isinstance(one, Sample)] == [Kills(8, 2, 1)] * 2
    refused = settle_problem([with_kills("a", Kills(4, 1, 1)), with_kills("b", Kills(3, 2, 0))], Settings())
    assert {one.reason for one in refused if isinstance(one, Rejection)} == {Reason.THINLY_TESTED}
    assert refused[0].evidence["message"] == "7 of 10 mutants of its programs are killed, at least 80% must be"  # type: ignore[index]
    few = settle_problem([with_kills("a", Kills(3, 2, 1))], Settings())
    assert all(isinstance(one, Sample) for one in few)
