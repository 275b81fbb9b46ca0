"""The source mbpp: the file's columns and the Hub's, and what becomes of records that lack something."""

from pathlib import Path
from typing import Any

import pytest

from qforge.errors import DataError
from qforge.record import Comparison, ComparisonKind, Difficulty, Origin, Problem, Reference
from qforge.signature import Parameter, Signature
from qforge.sources import mbpp
from tests.sources.records import problems, real, rejections, write

RECORD = {
    "text": "Add the numbers.",
    "code": "import math\r\ndef add(a, b):\r\n    return math.fsum([a, b])",
    "task_id": 7,
    "test_setup_code": "one = 1",
    "test_list": ["assert add(one, 2) == 3", "assert add(0, 0) == 0"],
    "challenge_test_list": ["assert add(-1, 1) == 0"],
}


def read(folder: Path, *records: object, **settings: Any) -> list[Any]:
    return list(mbpp.read(mbpp.Settings(path=write(folder / "mbpp.jsonl", *records), **settings)))


def test_a_record_becomes_a_problem_with_its_code_and_tests(tmp_path: Path) -> None:
    assert read(tmp_path, RECORD) == [
        Problem(
            id="mbpp/7",
            topic="unsorted",
            difficulty=Difficulty.UNKNOWN,
            statement="Add the numbers.",
            signature=Signature("add", (Parameter("a", "any"), Parameter("b", "any")), "any"),
            reference=Reference(
                "python",
                "import math\ndef add(a, b):\n    return math.fsum([a, b])",
                "one = 1\nassert add(one, 2) == 3\nassert add(0, 0) == 0\nassert add(-1, 1) == 0\n",
            ),
            cases=(),
            generator="",
            comparison=Comparison(ComparisonKind.TOLERANCE, 1e-9, 1e-9),
            origin=Origin("mbpp", "7", "CC-BY-4.0", "MBPP, Google Research (Austin et al., 2021)"),
        )
    ]


def test_the_sanitized_columns_are_read_too(tmp_path: Path) -> None:
    record = {
        "source_file": "x.ipynb",
        "task_id": 7,
        "prompt": "Add the numbers.",
        "code": "def add(a, b):\n    return a + b",
        "test_imports": ["import math"],
        "test_list": ["assert math.isclose(add(1, 2), 3)"],
    }
    [problem] = problems(read(tmp_path, record))
    assert problem.signature.name == "add"
    assert problem.reference == Reference(
        "python", "def add(a, b):\n    return a + b", "import math\nassert math.isclose(add(1, 2), 3)\n"
    )


@pytest.mark.parametrize(
    ("code", "tests", "name", "parameters"),
    [
        ("def helper(x):\n  return x\ndef main(x):\n  return x", ["assert main(helper(1)) == 1"], "main", ["x"]),
        ("def f(x):\n  return x\ndef g(x):\n  return x", ["assert f(1) == g(1)", "assert g(2) == 2"], "g", ["x"]),
        ("def f(x, y=2, z=3):\n  return x", ["assert f(1, 2) == 1"], "f", ["x", "y"]),
        ("def f(x, y=2):\n  return x", ["assert f(x=1) == 1"], "f", ["x"]),
        ("def f(x):\n  return x\ndef f(n):\n  return n", ["assert f(1)"], "f", ["n"]),
    ],
)
def test_the_function_is_what_every_assert_calls(
    tmp_path: Path, code: str, tests: list[str], name: str, parameters: list[str]
) -> None:
    record = {**RECORD, "code": code, "test_list": tests, "challenge_test_list": []}
    [problem] = problems(read(tmp_path, record))
    assert problem.signature.name == name
    assert [parameter.name for parameter in problem.signature.parameters] == parameters


@pytest.mark.parametrize(
    ("change", "reason", "message"),
    [
        ({"code": ""}, "no_reference", "the record has no code"),
        ({"test_list": [], "challenge_test_list": []}, "no_reference", "the record has no asserts"),
        ({"code": "def add(a, b) return"}, "malformed", "line 2: code: not Python: expected ':' (line 1)"),
        ({"code": "def add(a, b):\n  return '\0'"}, "malformed", None),
        ({"code": "x = " + "(" * 10_000}, "malformed", None),
        ({"code": "x = " + "-" * 50_000 + "1"}, "malformed", None),
        ({"code": 7}, "malformed", "line 2: code: not text"),
        ({"text": " "}, "malformed", "line 2: text: the statement is empty"),
        ({"test_list": "assert add(1, 2)"}, "malformed", "line 2: test_list: not a list of texts"),
        ({"test_list": ["assert add(1,"]}, "malformed", "line 2: test_list: not Python: '(' was never closed (line 1)"),
        (
            {"code": "def sub(a, b):\n  return a"},
            "malformed",
            "line 2: the code defines no function that all asserts call (they call add)",
        ),
        (
            {"code": "def add(*all):\n  return 1"},
            "malformed",
            "line 2: add: takes a variable number of arguments, or some by keyword only",
        ),
        (
            {"code": "def add(a):\n  return 1"},
            "malformed",
            "line 2: add: takes 1 argument(s), but is called with 2",
        ),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_record_is_rejected_with_its_reason_and_takes_no_other_with_it(
    tmp_path: Path, change: dict[str, Any], reason: str, message: str | None
) -> None:
    first, bad, last = read(tmp_path, {**RECORD, "task_id": 1}, {**RECORD, **change}, {**RECORD, "task_id": 9})
    assert (first.id, last.id) == ("mbpp/1", "mbpp/9")
    [(problem_id, told_reason, told)] = rejections([bad])
    assert (problem_id, told_reason) == ("mbpp/7", reason)
    assert told == message or (message is None and told.startswith("line 2: code: not Python: "))


def test_a_record_without_a_usable_id_is_named_by_its_line(tmp_path: Path) -> None:
    broken = ['{"task_id": 3,', {**RECORD, "task_id": "a b"}, {**RECORD, "task_id": True}, "[1]"]
    assert [item[:2] for item in rejections(read(tmp_path, RECORD, *broken)[1:])] == [
        (f"mbpp/line-{number}", "malformed") for number in (2, 3, 4, 5)
    ]


def test_a_file_of_another_kind_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"mbpp.jsonl:1: not JSON: .*; expected JSON lines, one object a line$"):
        read(tmp_path, "[", "{}")


def test_the_limit_takes_the_first_records(tmp_path: Path) -> None:
    numbered = [{**RECORD, "task_id": number} for number in range(5)]
    assert [problem.id for problem in read(tmp_path, *numbered, limit=2)] == ["mbpp/0", "mbpp/1"]


@pytest.mark.parametrize("given", [{}, {"path": Path("a"), "dataset": "b"}])
def test_exactly_one_of_path_and_dataset_is_given(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="give exactly one of path"):
        mbpp.Settings(**given)


def test_every_record_of_the_real_file_is_a_problem() -> None:
    found = problems(mbpp.read(mbpp.Settings(path=real("mbpp.jsonl"))))
    assert len({problem.id for problem in found}) == 974
    assert found[0].id == "mbpp/1"
    assert [parameter.name for parameter in found[0].signature.parameters] == ["cost", "m", "n"]
