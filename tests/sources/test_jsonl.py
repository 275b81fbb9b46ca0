"""The source jsonl: qforge's own problem format, and what is told of a file that is wrong."""

from pathlib import Path
from typing import Any

import pytest

from qforge.errors import DataError
from qforge.record import Case, Comparison, ComparisonKind, Difficulty, Origin, Problem, Reference
from qforge.signature import Parameter, Signature, fits, parse_type
from qforge.sources import jsonl
from tests.sources.records import write

RECORD: dict[str, Any] = {
    "id": "running-totals/drawdown",
    "topic": "running totals",
    "difficulty": "easy",
    "statement": "How far each price lies below the highest so far.",
    "signature": {
        "name": "drawdown",
        "parameters": [{"name": "prices", "type": "list[float]"}],
        "result": "list[float]",
    },
    "reference": "def drawdown(prices):\n    return [max(prices[: i + 1]) - p for i, p in enumerate(prices)]\n",
    "cases": [{"arguments": [[2.0, 1]], "expected": [0.0, 1.0]}, {"arguments": [[]], "raises": True}],
    "generator": "def generate(rng, size):\n    return [[rng.random() for _ in range(size)]]\n",
    "comparison": {"kind": "tolerance", "relative": 1e-9, "absolute": 1e-9},
    "licence": "Apache-2.0",
    "attribution": "us",
}


def read(folder: Path, *records: object, **settings: Any) -> list[Any]:
    return list(jsonl.read(jsonl.Settings(path=write(folder / "problems.jsonl", *records), **settings)))


def mistakes(folder: Path, *records: object, **settings: Any) -> list[str]:
    with pytest.raises(DataError) as caught:
        read(folder, *records, **settings)
    return [line.removeprefix(f"{folder / 'problems.jsonl'}:") for line in str(caught.value).splitlines()]


def test_a_record_becomes_a_problem(tmp_path: Path) -> None:
    assert read(tmp_path, RECORD) == [
        Problem(
            id="running-totals/drawdown",
            topic="running totals",
            difficulty=Difficulty.EASY,
            statement="How far each price lies below the highest so far.",
            signature=Signature("drawdown", (Parameter("prices", "list[float]"),), "list[float]"),
            reference=Reference("python", RECORD["reference"]),
            cases=(Case(([2.0, 1],), [0.0, 1.0], known=True), Case(([],), raises=True)),
            generator=RECORD["generator"],
            comparison=Comparison(ComparisonKind.TOLERANCE, 1e-9, 1e-9),
            origin=Origin("jsonl", "running-totals/drawdown", "Apache-2.0", "us"),
        )
    ]


@pytest.mark.parametrize("missing", ["cases", "generator", "comparison"])
def test_what_may_be_missing(tmp_path: Path, missing: str) -> None:
    [problem] = read(tmp_path, {key: value for key, value in RECORD.items() if key != missing})
    empty = {"cases": (), "generator": "", "comparison": Comparison(ComparisonKind.EXACT, 0.0, 0.0)}
    assert getattr(problem, missing) == empty[missing]


@pytest.mark.parametrize(
    "missing", ["id", "topic", "difficulty", "statement", "signature", "reference", "licence", "attribution"]
)
def test_what_may_not_be_missing(tmp_path: Path, missing: str) -> None:
    record = {key: value for key, value in RECORD.items() if key != missing}
    assert mistakes(tmp_path, record) == [f"1: {missing}: missing"]


def changed(**changes: Any) -> dict[str, Any]:
    return {**RECORD, **changes}


def signed(**changes: Any) -> dict[str, Any]:
    return changed(signature={**RECORD["signature"], **changes})


KNOWN_TYPES = (
    "known are bool int float str symbol char any list[T] set[T] optional[T] tuple[T,...] dict[K,V] table[column:T,...]"
)
PRICES = {"name": "prices", "type": "list[float]"}


@pytest.mark.parametrize(
    ("record", "mistake"),
    [
        ('{"id": "x",}', "not JSON: Expecting property name enclosed in double quotes at column 12"),
        ('{"id": "x", "id": "y"}', "not JSON: the key 'id' stands twice"),
        (
            changed(refrence="x"),
            "refrence: unknown key; known are id, topic, difficulty, statement, signature, reference, cases, generator,"
            " comparison, licence, attribution, derived_from; did you mean 'reference'?",
        ),
        (changed(id="a b"), "id: expected "),
        (changed(topic=7), "topic: expected a valid string, not 7"),
        (
            changed(difficulty="esy"),
            "difficulty: expected 'easy', 'medium', 'hard' or 'unknown', not \"esy\"; did you mean 'easy'?",
        ),
        (
            signed(result="lst[float]"),
            f"signature.result: type 'lst[float]': 'lst' is not a type; {KNOWN_TYPES}",
        ),
        (
            signed(parameters=[{"name": "prices", "type": "dict[int]"}]),
            "signature.parameters[0].type: type 'dict[int]': dict takes 2 argument(s), not 1",
        ),
        (
            signed(parameters=[{"name": "prices", "type": "any", "tpye": 1}]),
            "signature.parameters[0].tpye: unknown key; known are name, type; did you mean 'type'?",
        ),
        (
            signed(parameters=[{"name": "in", "type": "list[float]"}]),
            "signature.parameters[0].name: 'in' is no name; expected letters, digits and underscores,"
            " no Python keyword",
        ),
        (changed(reference="def drawdown(prices) return"), "reference: not Python: expected ':' (line 1)"),
        (changed(reference="def drawdwn(prices): return 1"), "reference: defines no function 'drawdown'"),
        (
            changed(reference="def drawdown(a, b): return 1"),
            "reference: drawdown: takes 2 argument(s), but is called with 1",
        ),
        (changed(generator="def generate(rng):"), "generator: not Python: expected an indented block"),
        (changed(generator="x = 1"), "generator: defines no function 'generate'"),
        (changed(cases=[], generator=""), "cases: missing, and no generator either; give one of them or both"),
        (
            changed(cases=[{"arguments": [[1.0], 2], "expected": []}]),
            "cases[0].arguments: 2 of them, but drawdown takes 1",
        ),
        (changed(cases=[{"arguments": [[1.0]]}]), 'cases[0].expected: give either expected or "raises": true'),
        (
            changed(cases=[{"arguments": [[1.0]], "expected": [], "raises": True}]),
            'cases[0].expected: give either expected or "raises": true',
        ),
        (
            changed(cases=[{"arguments": [["x"]], "expected": []}]),
            "cases[0].arguments[0]: a list is not of the type list[float]",
        ),
        (changed(cases=[{"arguments": [[1.0]], "expected": 1}]), "cases[0].expected: 1 is not of the type list[float]"),
        (
            changed(cases=[{"arguments": [[{"$flaot": "nan"}]], "expected": []}]),
            "cases[0].arguments[0]: a value has the key '$flaot'",
        ),
        (
            changed(comparison={"kind": "exactly"}),
            "comparison.kind: expected 'exact', 'tolerance', 'unordered', 'set' or 'checker', not \"exactly\"",
        ),
        (
            changed(comparison={"kind": "tolerance"}),
            "comparison: a tolerance needs relative or absolute above 0, such as 1e-9",
        ),
        (
            changed(comparison={"kind": "exact", "relative": 0.1}),
            'comparison: relative and absolute belong to the kinds "tolerance", "unordered" and "set"',
        ),
    ],
    ids=lambda value: str(value)[:50] if isinstance(value, str) else "",
)
def test_a_mistake_is_told_with_line_and_field(tmp_path: Path, record: object, mistake: str) -> None:
    [told] = mistakes(tmp_path, changed(id="first"), record)
    assert told.startswith(f"2: {mistake}")


def test_every_mistake_of_a_line_and_of_the_file_is_told_at_once(tmp_path: Path) -> None:
    bad = changed(topic="sets", reference="x = 1", generator="x = 1")
    assert mistakes(tmp_path, RECORD, bad, "{", topics=("running totals", "set operations")) == [
        "2: reference: defines no function 'drawdown'",
        "2: generator: defines no function 'generate'",
        "2: id: 'running-totals/drawdown' stands in line 1 already; expected another one",
        "3: not JSON: Expecting property name enclosed in double quotes at column 2",
        f"topics: lacks 'sets', the topic of {tmp_path}/problems.jsonl:2; it lists running totals, set operations",
    ]


def test_an_unknown_topic_is_told_with_the_nearest(tmp_path: Path) -> None:
    records = changed(topic="runing totals"), changed(topic="runing totals", id="other")
    assert mistakes(tmp_path, *records, topics=("running totals", "joins")) == [
        f"topics: lacks 'runing totals', the topic of {tmp_path}/problems.jsonl:1 and 1 more; "
        "it lists running totals, joins; did you mean 'running totals'?"
    ]


def test_the_limit_takes_the_first_problems(tmp_path: Path) -> None:
    records = [changed(id=f"p{number}") for number in range(3)]
    assert [problem.id for problem in read(tmp_path, *records, limit=2)] == ["p0", "p1"]


@pytest.mark.parametrize(
    ("value", "type_", "fit"),
    [
        (1, "int", True),
        (1, "float", True),
        (1.0, "int", False),
        (True, "int", False),
        (True, "bool", True),
        (1, "bool", False),
        ("a", "char", True),
        ("ab", "char", False),
        ("ab", "symbol", True),
        (None, "optional[int]", True),
        ("a", "optional[int]", False),
        (None, "int", False),
        ([1, 2], "list[int]", True),
        ({1, 2}, "list[int]", False),
        ({1, 2}, "set[int]", True),
        ((1, "a"), "tuple[int,str]", True),
        ((1,), "tuple[int,str]", False),
        ([1, "a"], "tuple[int,str]", False),
        ({"a": 1}, "dict[str,int]", True),
        ({1: 1}, "dict[str,int]", False),
        ({"a": [1], "b": ["x"]}, "table[a:int,b:str]", True),
        ({"a": [1], "b": []}, "table[a:int,b:str]", False),
        ({"b": [1]}, "table[a:int]", False),
        (object(), "any", True),
    ],
)
def test_a_value_fits_its_type(value: object, type_: str, fit: bool) -> None:
    assert fits(value, parse_type(type_)) is fit
