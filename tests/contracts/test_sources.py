"""What every source keeps to: each thing in its data is a problem or a rejection, ids are unique, twice the same."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from qforge import plugins
from qforge.errors import DataError
from qforge.record import Problem, Rejection, Stage, dump, load
from qforge.signature import parse_type
from qforge.value import canonical

RECORDS: dict[str, list[dict[str, Any]]] = {
    "mbpp": [
        {"task_id": 1, "text": "Add.", "code": "def f(a, b):\n    return a + b", "test_list": ["assert f(1, 2) == 3"]},
        {"task_id": 2, "text": "Negate.", "code": "def g(a):\n    return -a", "test_list": ["assert g(1) == -1"]},
    ],
    "humaneval": [
        {
            "task_id": f"HumanEval/{number}",
            "prompt": 'def f(a: int) -> int:\n    """Double."""\n',
            "canonical_solution": "    return 2 * a\n",
            "test": "def check(candidate):\n    assert candidate(1) == 2\n",
            "entry_point": "f",
        }
        for number in range(2)
    ],
    "exercism": [
        {
            "slug": slug,
            "description": "Double.",
            "canonical": {"cases": [{"property": "double", "input": {"x": 1}, "expected": 2}]},
        }
        for slug in ("one", "two")
    ],
    "published": [
        {
            "problem_id": name,
            "topic": "t",
            "difficulty": "hard",
            "statement": "Double.",
            "signature": "f(x: int) -> int",
            "reference_language": "python",
            "reference": "def f(x):\n    return 2 * x\n",
            "cases": '[{"arguments":[1],"expected":2}]',
            "generator": "",
            "comparison": '{"kind":"exact"}',
            "checker": "",
            "split": "eval",
            "source": "jsonl",
            "licence": "MIT",
            "attribution": "us",
        }
        for name in ("one", "two")
    ],
    "jsonl": [
        {
            "id": name,
            "topic": "t",
            "difficulty": "hard",
            "statement": "Double.",
            "signature": {"name": "f", "parameters": [{"name": "x", "type": "int"}], "result": "int"},
            "reference": "def f(x):\n    return 2 * x\n",
            "cases": [{"arguments": [1], "expected": 2}],
            "licence": "MIT",
            "attribution": "us",
        }
        for name in ("one", "two")
    ],
}


@pytest.fixture(params=plugins.available("qforge.sources"))
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read(name: str, path: Path, **settings: Any) -> list[Problem | Rejection]:
    module = plugins.load("qforge.sources", name)
    return list(module.read(module.Settings(path=path, **settings)))


def write(folder: Path, name: str, *extra: str) -> Path:
    path = folder / "data.jsonl"
    path.write_text("\n".join([*map(json.dumps, RECORDS[name]), *extra]) + "\n")
    return path


def test_settings_are_frozen_and_documented(name: str) -> None:
    settings = plugins.load("qforge.sources", name).Settings
    assert settings.__dataclass_params__.frozen
    documented = "".join(str(cls.__doc__) for cls in settings.__mro__)
    assert all(f"        {field.name}: " in documented for field in dataclasses.fields(settings))


def test_every_record_is_a_problem_with_an_id_of_its_own(name: str, tmp_path: Path) -> None:
    problems = read(name, write(tmp_path, name))
    assert all(isinstance(problem, Problem) for problem in problems)
    assert len({problem.id for problem in problems if isinstance(problem, Problem)}) == 2


def test_reading_twice_gives_the_same_in_the_same_order(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name)
    assert read(name, path) == read(name, path)


def test_problems_survive_the_store_and_have_types_that_parse(name: str, tmp_path: Path) -> None:
    for problem in read(name, write(tmp_path, name)):
        assert isinstance(problem, Problem)
        assert load(Problem, json.loads(canonical(dump(problem)))) == problem
        assert problem.statement.strip()
        assert problem.origin.licence
        assert problem.origin.attribution
        for text in (*(parameter.type for parameter in problem.signature.parameters), problem.signature.result):
            assert str(parse_type(text)) == text


def test_a_bad_line_never_vanishes(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name, '{"broken": ')
    if name == "jsonl":
        with pytest.raises(DataError, match=r"data.jsonl:3: not JSON"):
            read(name, path)
        return
    bad = read(name, path)[-1]
    assert isinstance(bad, Rejection)
    assert (bad.problem_id, bad.stage, bad.reason.value) == (f"{name}/line-3", Stage.READ, "malformed")
    assert bad.evidence["message"].startswith("line 3: not JSON")


def test_a_missing_file_is_one_clear_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(name, tmp_path / "none.jsonl")
    assert str(caught.value) == f"{tmp_path / 'none.jsonl'}: can't be read: No such file or directory"


def test_the_limit_takes_the_first(name: str, tmp_path: Path) -> None:
    path = write(tmp_path, name)
    assert read(name, path, limit=1) == read(name, path)[:1]
