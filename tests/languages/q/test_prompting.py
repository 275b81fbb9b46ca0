"""The prompt asks for the function in q's words and gives nothing away unless it is asked to."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from qforge.languages import q
from qforge.languages.base import Example
from qforge.languages.q.interpreter.session import Session
from qforge.languages.q.reserved import function_name, parameter_name
from qforge.languages.q.terms import term
from qforge.record import (
    Case,
    CheckedProblem,
    Comparison,
    Difficulty,
    Kind,
    Origin,
    Problem,
    Reference,
)
from qforge.signature import Parameter, Signature, parse_type

SIGNATURE = Signature("max", (Parameter("prices", "list[float]"), Parameter("type", "str")), "dict[symbol,int]")
CASES = (
    Case(([1.5, 77771.0], "argumentsecret"), {"resultsecret": 88882}, True),
    Case(([], ""), None, raises=True),
)
PROBLEM = Problem(
    "origin/idsecret", "topicsecret", Difficulty.HARD, "Count the {{ odd }} prices.\n", SIGNATURE,
    Reference("python", "def referencesecret(prices, type):\n    return {}", "assert testsecret"),
    (Case(([1.0], "casesecret"), {}, True),), "def generatorsecret(rng, size): ...", Comparison(),
    Origin("source", "identifiersecret", "MIT", "attributionsecret"),
)  # fmt: skip
CHECKED = CheckedProblem(PROBLEM, SIGNATURE, CASES, "oraclesecret")


def written(checked: CheckedProblem = CHECKED, show_reference: bool = False, shown_cases: int = 0) -> str:
    messages = q.prompt(checked, show_reference=show_reference, shown_cases=shown_cases)
    assert [message.role for message in messages] == ["system", "user"]
    return "\n".join(message.content for message in messages)


def test_the_prompt_states_the_task_in_the_words_of_q() -> None:
    user = q.prompt(CHECKED, show_reference=False, shown_cases=0)[1].content
    assert user.startswith(
        "Count the {{ odd }} prices.\n\n"
        "Write it in q as the function `solve_max`, which takes 2 parameters:\n\n"
        "- `prices`: float vector\n"
        "- `arg_type`: string\n\n"
        "Result: dictionary from symbol to long\n\n"
        "Rules:\n\n"
        "- Define `solve_max:{[prices;arg_type] ...}` with exactly this name and number of parameters."
    )


def test_nothing_but_the_statement_and_the_signature_reaches_the_teacher() -> None:
    assert not re.findall(r"\w+secret|77771|88882", written())


def test_the_reference_is_shown_only_when_asked_for() -> None:
    assert set(re.findall(r"\w+secret", written(show_reference=True))) == {"referencesecret"}


def test_only_as_many_cases_as_asked_for_are_shown() -> None:
    assert set(re.findall(r"\w+secret", written(shown_cases=1))) == {"argumentsecret", "resultsecret"}
    assert 'solve_max[1.5 77771;"argumentsecret"] / gives ((enlist `resultsecret)!enlist 88882)\n```' in written(
        shown_cases=1
    )
    assert 'solve_max[(`float$());""] / an error' in written(shown_cases=2)
    assert written(shown_cases=9) == written(shown_cases=2)


def test_a_function_without_parameters_is_asked_for_as_one() -> None:
    signature = Signature("answer", (), "int")
    user = q.prompt(CheckedProblem(PROBLEM, signature, (), "python"), show_reference=False, shown_cases=0)[1].content
    assert "as the function `answer`, which takes no parameters.\n\nResult: long\n" in user
    assert "`answer:{[] ...}`" in user


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        ("int", "long"),
        ("any", "value of any type"),
        ("list[int]", "long vector"),
        ("list[str]", "list of strings"),
        ("list[any]", "general list"),
        ("list[list[float]]", "list of float vectors"),
        ("list[list[list[symbol]]]", "list of lists of symbol vectors"),
        ("list[dict[symbol,int]]", "list of dictionaries from symbol to long"),
        ("set[int]", "long vector, each item once, in any order"),
        ("tuple[int,str]", "list of 2 (long; string)"),
        ("dict[str,list[int]]", "dictionary from string to long vector"),
        ("optional[int]", "long, or the null (::)"),
        ("list[optional[int]]", "list of longs, or the null (::)"),
        ("table[name:symbol,size:int]", "table with the columns name (symbol), size (long)"),
    ],
)
def test_types_have_names_that_q_programmers_use(type_: str, expected: str) -> None:
    assert term(parse_type(type_)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("drawdown", "drawdown"),
        ("is_prime2", "is_prime2"),
        ("max", "solve_max"),
        ("select", "solve_select"),
        ("while", "solve_while"),
        ("_hidden", "solve__hidden"),
        ("2fast", "solve_2fast"),
        ("größe", "groe"),
        ("a-b", "a_b"),
        ("", "solve_"),
    ],
)
def test_a_function_keeps_its_name_where_q_allows_it(name: str, expected: str) -> None:
    assert function_name(name) == expected
    assert q.function_name(name) == expected


def test_a_parameter_with_a_reserved_name_gets_another() -> None:
    assert (parameter_name("value"), parameter_name("x")) == ("arg_value", "x")


PRIMER = files("qforge.languages.q").joinpath("prompts", "primer.md").read_text("utf-8")
STEPS = [
    (block, step)
    for block in re.findall(r"```\n(q\).*?)```", PRIMER, re.DOTALL)
    for step in re.findall(r"q\)(.*)\n((?:(?!q\)).*\n)*)", block)
]


def test_the_primer_shows_transcripts() -> None:
    assert len(STEPS) >= 15


@pytest.mark.parametrize(("block", "step"), STEPS, ids=[step[0] for _, step in STEPS])
def test_the_primer_says_what_q_answers(block: str, step: tuple[str, str]) -> None:
    session = Session()
    for line, output in re.findall(r"q\)(.*)\n((?:(?!q\)).*\n)*)", block):
        lines = [shown.rstrip() for shown in session.transcript(line)]
        if (line, output) == step:
            assert lines == output.splitlines()
            return


def test_the_primer_is_short() -> None:
    assert len(PRIMER.splitlines()) <= 150


def test_examples_stand_before_the_problem_with_statement_and_program() -> None:
    shown = Example("o#0", CHECKED, "f:{[x] x}\n", loops=False)
    user = q.prompt(CHECKED, show_reference=False, shown_cases=0, examples=[shown])[1].content
    assert user.startswith(
        "Programs in q for other problems of this kind, each of them verified:\n\n"
        "Count the {{ odd }} prices.\n\n```q\nf:{[x] x}\n```\n\n"
        "Now the problem that you are to solve:\n\nCount the {{ odd }} prices.\n\nWrite it in q"
    )
    assert not re.findall(r"\w+secret|77771|88882", user)


@pytest.mark.parametrize(
    ("finding", "beginning"),
    [
        ({"reason": "compile_error", "message": "unmatched ["}, "Your program does not parse: unmatched ["),
        ({"reason": "no_code", "message": "m"}, "Your answer holds no program that defines `solve_max`."),
        ({"reason": "runtime_error", "message": "'type"}, "Your program raises an error: 'type"),
        ({"reason": "timeout", "message": "m"}, "Your program was stopped at a limit (timeout): m"),
        ({"reason": "unsupported", "message": "'nyi"}, "Your program uses what can't be checked here: 'nyi"),
        ({"reason": "early_exit", "message": "m"}, "Your program was not accepted (early exit): m"),
    ],
)
def test_a_repair_begins_with_what_is_wrong(finding: dict[str, str], beginning: str) -> None:
    assert q.follow_up(Kind.REPAIR, CHECKED, finding).startswith(
        f"{beginning}\n\nSay in a sentence or two what is wrong."
    )


def test_a_repair_shows_a_case_as_far_as_it_is_given() -> None:
    finding = {"reason": "wrong_value", "input": "solve_max[1f;`a]", "got": "2"}
    told = q.follow_up(Kind.REPAIR, CHECKED, finding)
    assert "```q\nsolve_max[1f;`a]\n```\n\nIt gives:\n\n```\n2\n```\n\nSay" in told
    told = q.follow_up(Kind.REPAIR, CHECKED, finding | {"expected": "3"})
    assert "It should give:\n\n```q\n3\n```\n\nThe function must be right on every input" in told


def test_a_rewrite_asks_for_vectors_and_a_revision_for_a_critique_by_the_principles() -> None:
    assert "Write it again without `while` and `do`" in q.follow_up(Kind.REWRITE, CHECKED, {})
    told = q.follow_up(Kind.REVISION, CHECKED, {"principles": q.principles()})
    assert "Review it by these principles:\n\n1. Right before short" in told
    assert "First criticise the program" in told
