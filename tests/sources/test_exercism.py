"""The source exercism: canonical cases become problems, and what they can't decide is rejected."""

from pathlib import Path
from typing import Any

import pytest

from qforge.record import Case, Problem, Rejection
from qforge.signature import Parameter, Signature
from qforge.sources import exercism
from tests.sources.records import problems, real, rejections, write


def case(name: str, given: dict[str, Any], expected: object, **more: object) -> dict[str, Any]:
    return {"description": "", "property": name, "input": given, "expected": expected, **more}


def read(folder: Path, *cases: object, description: str = "Say so.") -> list[Any]:
    record = {"slug": "bob", "description": description, "canonical": {"exercise": "bob", "cases": list(cases)}}
    return list(exercism.read(exercism.Settings(path=write(folder / "exercism.jsonl", record))))


def test_a_property_becomes_a_problem_with_its_cases_as_the_truth(tmp_path: Path) -> None:
    first = case("clockHands", {"heyBob": [1, 2], "from": "x"}, {"error": "no"})
    [problem] = problems(read(tmp_path, first, case("clockHands", {"from": "y", "heyBob": []}, 2.5)))
    assert problem.id == "exercism/bob/clockHands"
    assert problem.statement == "Say so.\n\nWrite the function `clock_hands` of this exercise."
    assert problem.signature == Signature(
        "clock_hands", (Parameter("hey_bob", "list[int]"), Parameter("from_", "str")), "float"
    )
    assert problem.reference is None
    assert problem.cases == (Case(([1, 2], "x"), raises=True), Case(([], "y"), 2.5, known=True))


def test_groups_are_flattened_and_properties_kept_apart_in_order(tmp_path: Path) -> None:
    groups = [
        {"description": "", "cases": [case("b", {"x": 1}, 1), {"description": "", "cases": [case("a", {"x": 1}, 2)]}]},
        case("b", {"x": 3}, 3),
    ]
    assert [(problem.id, len(problem.cases)) for problem in problems(read(tmp_path, *groups))] == [
        ("exercism/bob/b", 2),
        ("exercism/bob/a", 1),
    ]


def test_a_reimplemented_case_gives_way(tmp_path: Path) -> None:
    old, new = case("a", {"x": 1}, 1, uuid="1"), case("a", {"x": 1}, 2, uuid="2", reimplements="1")
    newest = case("a", {"x": 1}, 3, uuid="3", reimplements="2")
    [problem] = problems(read(tmp_path, old, new, newest))
    assert [kept.expected for kept in problem.cases] == [3]


def test_scenarios_are_kept_and_null_is_a_result(tmp_path: Path) -> None:
    [problem] = problems(read(tmp_path, case("a", {"x": "é"}, None, scenarios=["unicode"])))
    assert problem.cases == (Case(("é",), None, known=True),)


@pytest.mark.parametrize(
    ("cases", "reason", "message"),
    [
        (
            [case("a", {"x": 1}, 1), case("a", {"x": 1, "y": 2}, 1)],
            "malformed",
            "its cases have different inputs: x and x, y",
        ),
        (
            [case("a", {"x": 1}, 1), case("a", {"x": 2}, 3, scenarios=["random"])],
            "no_reference",
            "the canonical data checks it by a rule, not by a result",
        ),
        (
            [case("a", {"x": 1}, {"y": "y == y"})],
            "no_reference",
            "the canonical data checks it by a rule, not by a result",
        ),
        ([case("a", {"x": {"$y": 1}}, 1)], "malformed", "a value has the key '$y', but is not one of "),
        ([case("a", {"1": 1}, 1)], "malformed", "'1' makes no name of its own for a parameter or function"),
        ([case("a", {"aB": 1, "a_b": 1}, 1)], "malformed", "'aB' makes no name of its own for a parameter or function"),
        (
            [case("a", {"x": 1, "f": "(acc, el) -> el * acc"}, 1)],
            "not_representable",
            "an argument is a function, written as pseudocode: (acc, el) -> el * acc",
        ),
    ],
)
def test_what_nothing_decides_is_rejected(tmp_path: Path, cases: list[Any], reason: str, message: str) -> None:
    other = case("other", {"x": 1}, 1)
    *bad, last = read(tmp_path, *cases, other)
    [(problem_id, told_reason, told)] = rejections(bad)
    assert (problem_id, told_reason, told[: len(message)]) == ("exercism/bob/a", reason, message)
    assert last.id == "exercism/bob/other"


@pytest.mark.parametrize(
    ("cases", "description", "reason", "message"),
    [
        ([], "Say so.", "no_reference", "the exercise has no canonical cases"),
        (
            [case("a", {"x": 1}, 1)],
            "\n",
            "malformed",
            "line 1: description: empty, so that nothing says what is to be computed",
        ),
        (
            [1],
            "Say.",
            "malformed",
            "line 1: canonical.cases[0]: neither a group of cases nor a case with input and expected",
        ),
        (
            [{"cases": [case("a", {"x": 1}, 1), case("", {}, 1)]}],
            "Say.",
            "malformed",
            "line 1: canonical.cases[0].cases[1].property: not a name",
        ),
        (
            [case("a", {"x": 1}, 1, uuid=[])],
            "Say.",
            "malformed",
            "line 1: canonical.cases[0]: uuid and reimplements are texts",
        ),
        (
            [case("a", {"x": 1}, 1, scenarios=1)],
            "Say.",
            "malformed",
            "line 1: canonical.cases[0].scenarios: not a list",
        ),
    ],
)
def test_a_bad_exercise_is_one_rejection(
    tmp_path: Path, cases: list[Any], description: str, reason: str, message: str
) -> None:
    assert rejections(read(tmp_path, *cases, description=description)) == [("exercism/bob", reason, message)]


def test_canonical_data_may_be_json_text_as_in_a_table(tmp_path: Path) -> None:
    record = {
        "slug": "bob",
        "description": "Say.",
        "canonical": '{"cases": [{"property": "a", "input": {"x": 1}, "expected": 2}]}',
    }
    found = exercism.read(exercism.Settings(path=write(tmp_path / "exercism.jsonl", record)))
    assert problems(found)[0].cases == (Case((1,), 2, known=True),)


def test_every_exercise_of_the_real_file_comes_out() -> None:
    found = list(exercism.read(exercism.Settings(path=real("exercism.jsonl"))))
    ids = [record.id if isinstance(record, Problem) else record.problem_id for record in found]
    assert len({problem_id.split("/")[1] for problem_id in ids} - {"workflow-tests"}) == 142
    assert len(set(ids)) == len(ids) == 225
    assert sum(isinstance(record, Rejection) for record in found) == 22
