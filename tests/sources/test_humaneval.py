"""The source humaneval: statement, signature and tests out of a prompt."""

import ast
from pathlib import Path
from typing import Any

import pytest

from qforge.record import Reference
from qforge.signature import Parameter, Signature, parse_type
from qforge.sources import humaneval
from tests.sources.records import problems, real, rejections, write

RECORD = {
    "task_id": "HumanEval/7",
    "prompt": (
        "from typing import List, Optional\n\n\n"
        "def longest(words: List[str], floor=0) -> Optional[str]:\n"
        '    """ Give the longest.\n    >>> longest([])\n\n    """\n'
    ),
    "canonical_solution": "    return max(words, key=len, default=None)\n",
    "test": "\n\ndef check(candidate):\n    assert candidate([]) is None\n",
    "entry_point": "longest",
}


def read(folder: Path, *records: object) -> list[Any]:
    return list(humaneval.read(humaneval.Settings(path=write(folder / "humaneval.jsonl", *records))))


def test_a_record_becomes_a_problem_with_docstring_annotations_and_check(tmp_path: Path) -> None:
    [problem] = problems(read(tmp_path, RECORD))
    assert problem.id == "HumanEval/7"
    assert problem.statement == "Give the longest.\n>>> longest([])"
    assert problem.signature == Signature("longest", (Parameter("words", "list[str]"),), "optional[str]")
    assert problem.reference == Reference(
        "python",
        str(RECORD["prompt"]) + str(RECORD["canonical_solution"]),
        "\n\ndef check(candidate):\n    assert candidate([]) is None\n\ncheck(longest)\n",
    )
    assert (problem.origin.licence, problem.origin.identifier) == ("MIT", "HumanEval/7")


def test_functions_that_the_prompt_gives_stand_in_the_statement(tmp_path: Path) -> None:
    prompt = 'def double(x):\n    return 2 * x\n\n\ndef halve(x):\n    """Undo double."""\n'
    record = {**RECORD, "prompt": prompt, "canonical_solution": "    return x / 2\n", "entry_point": "halve"}
    [problem] = problems(read(tmp_path, record))
    assert problem.statement == (
        "Undo double.\n\nThese functions are given, in Python:\n\ndef double(x):\n    return 2 * x"
    )


def test_a_docstring_behind_an_import_is_found(tmp_path: Path) -> None:
    record = {**RECORD, "prompt": 'def longest(words):\n    import math\n    """ Give the longest. """\n'}
    assert problems(read(tmp_path, record))[0].statement == "Give the longest."


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        ("int", "int"),
        ("list", "list[any]"),
        ("List[float]", "list[float]"),
        ("Dict[str, List[int]]", "dict[str,list[int]]"),
        ("dict", "dict[any,any]"),
        ("Tuple[int, str]", "tuple[int,str]"),
        ("Tuple[int, ...]", "any"),
        ("Optional[int]", "optional[int]"),
        ("Optional", "any"),
        ("List[Any]", "list[any]"),
        ("Iterator[int]", "any"),
        ("typing.List[int]", "any"),
        ("int | None", "any"),
        ("None", "any"),
    ],
)
def test_an_annotation_becomes_a_type(annotation: str, expected: str) -> None:
    written = humaneval.annotated_type(ast.parse(annotation, mode="eval").body)
    assert written == expected
    assert str(parse_type(written)) == expected


@pytest.mark.parametrize(
    ("change", "reason", "message"),
    [
        ({"canonical_solution": " "}, "no_reference", "the record has no solution"),
        ({"test": ""}, "no_reference", "the record has no tests"),
        ({"entry_point": "l"}, "malformed", "line 1: entry_point: the prompt and solution define no function 'l'"),
        ({"prompt": "def longest(words):\n"}, "malformed", "line 1: prompt: longest has no docstring"),
        ({"test": "def check("}, "malformed", "line 1: test: not Python: '(' was never closed (line 1)"),
    ],
)
def test_a_bad_record_is_rejected_with_its_reason(
    tmp_path: Path, change: dict[str, Any], reason: str, message: str
) -> None:
    assert rejections(read(tmp_path, {**RECORD, **change})) == [("HumanEval/7", reason, message)]


def test_every_record_of_the_real_file_is_a_problem() -> None:
    found = problems(humaneval.read(humaneval.Settings(path=real("humaneval.jsonl"))))
    assert [problem.id for problem in found] == [f"HumanEval/{number}" for number in range(164)]
    assert all(parse_type(problem.signature.result) for problem in found)


def test_the_same_problem_in_other_words_has_these_words_and_their_tests(tmp_path: Path) -> None:
    number = RECORD["task_id"].rpartition("/")[2]
    prompt = "// @overview\n// Anders gesagt.\n//\n// @return {int}\nf:{[x]\n    / function body\n    }"
    tests = "def check(candidate):\n    assert True"
    reworded = write(tmp_path / "other.jsonl", {"task_id": int(number), "prompt": prompt, "tests": tests})
    settings = humaneval.Settings(path=write(tmp_path / "file.jsonl", RECORD), reworded=reworded)
    (problem,) = problems(humaneval.read(settings))
    assert problem.statement == "Anders gesagt.\n\n@return {int}"
    assert problem.reference is not None
    assert problem.reference.tests.startswith(tests)
    other = write(tmp_path / "none.jsonl", {"task_id": 9999, "prompt": prompt, "tests": tests})
    told = rejections(humaneval.read(humaneval.Settings(path=settings.path, reworded=other)))
    assert told == [("HumanEval/7", "malformed", f"{other} has no problem of this number")]


def test_the_real_file_of_other_words_words_every_problem() -> None:
    settings = humaneval.Settings(path=real("humaneval.jsonl"), reworded=real("q_humaneval.jsonl"))
    found = problems(humaneval.read(settings))
    assert len(found) == 164
    assert found[8].statement.startswith("For a given list of integers, return a tuple")
