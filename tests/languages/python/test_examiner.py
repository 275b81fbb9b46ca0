"""What an examination finds: cases from tests, cases and generator, or the reason why the reference is unfit."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.languages.base import Examination, Judgement, Limits
from qforge.languages.python import examiner
from qforge.record import (
    Case,
    Comparison,
    ComparisonKind,
    Difficulty,
    Origin,
    Problem,
    Reason,
    Reference,
)
from qforge.signature import Parameter, Signature

EXAMINER = examiner(Limits(cpu_seconds=0.5, memory_megabytes=256, output_kilobytes=64), "auto")


def problem(code: str, tests: str = "", *, parameters: int = 1, **changes: Any) -> Problem:
    names = tuple(Parameter(name, "any") for name in "xyz"[:parameters])
    made = Problem(
        id="p",
        topic="t",
        difficulty=Difficulty.EASY,
        statement="s",
        signature=Signature("f", names, "any"),
        reference=Reference("python", code, tests),
        cases=(),
        generator="",
        comparison=Comparison(),
        origin=Origin("test", "p", "CC0-1.0", "nobody"),
    )
    return replace(made, **changes)


def examine(code: str, tests: str = "", **changes: Any) -> Examination:
    return EXAMINER.examine(problem(code, tests, **changes), inputs=5, seed=1, sizes=5)


def calls(examination: Examination) -> list[tuple[tuple[Any, ...], Any]]:
    assert examination.failure is None, examination.message
    return [(case.arguments, "raises" if case.raises else case.expected) for case in examination.cases]


def test_calls_made_by_the_tests_become_cases() -> None:
    assert calls(examine("def f(x): return x * 2", "assert f(2) == 4\nassert f('a') == 'aa'")) == [
        ((2,), 4),
        (("a",), "aa"),
    ]


def test_a_check_function_is_followed() -> None:
    tests = "def check(candidate):\n    assert candidate(1) == 1\n    assert candidate([]) == []\ncheck(f)"
    assert calls(examine("def f(x): return x", tests)) == [((1,), 1), (([],), [])]


def test_recursion_is_not_recorded() -> None:
    code = "def f(x): return 1 if x < 2 else x * f(x - 1)"
    assert calls(examine(code, "assert f(5) == 120")) == [((5,), 120)]


def test_recursion_may_go_as_deep_as_in_python() -> None:
    code = "def f(x): return 0 if x == 0 else 1 + f(x - 1)"
    assert calls(examine(code, "assert f(900) == 900")) == [((900,), 900)]


def test_tests_come_first_then_cases_then_generated_inputs_each_once() -> None:
    examined = examine(
        "def f(x): return -x",
        "assert f(1) == -1\nassert f(1) == -1",
        cases=(Case((2,)), Case((1,), -1, known=True)),
        generator="def generate(rng, size): return [size]",
    )
    assert [case.arguments for case in examined.cases] == [(1,), (2,), (0,), (3,), (4,)]
    assert [case.expected for case in examined.cases] == [-1, -2, 0, -3, -4]
    assert all(case.known for case in examined.cases)


def test_generated_inputs_come_from_the_seed() -> None:
    generator = "def generate(rng, size): return [rng.random()]"
    made = problem("def f(x): return x", generator=generator)
    first, again, other = (EXAMINER.examine(made, inputs=3, seed=seed, sizes=3) for seed in (1, 1, 2))
    assert first == again
    assert len(first.cases) == 3
    assert not {case.arguments for case in first.cases} & {case.arguments for case in other.cases}


ONE_PROCESS = {
    "random": ("import random\ndef f(x): return random.random()", ""),
    "state": ("seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)", ""),
    "generator": ("def f(x): return x", "import os\ndef generate(rng, size): return [os.urandom(4).hex()]"),
}


@pytest.mark.parametrize(("code", "generator"), ONE_PROCESS.values(), ids=ONE_PROCESS)
def test_one_process_notices_chance_and_state_too(code: str, generator: str) -> None:
    made = problem(code, generator=generator or "def generate(rng, size): return [size]")
    found = EXAMINER.examine(made, inputs=5, seed=1, sizes=5, processes=1)
    assert found.failure is Reason.NOT_DETERMINISTIC


def test_one_process_gives_the_cases_of_two() -> None:
    made = problem("def f(x): return x * 2", "assert f(2) == 4", generator="def generate(rng, size): return [size]")
    one, two = (EXAMINER.examine(made, inputs=5, seed=1, sizes=5, processes=count) for count in (1, 2))
    assert one == two


def test_arguments_are_recorded_as_they_were_before_the_call() -> None:
    assert calls(examine("def f(x):\n    x.append(0)\n    return x", "assert f([1]) == [1, 0]")) == [(([1],), [1, 0])]


def test_results_are_recorded_as_they_were_after_the_call() -> None:
    assert calls(examine("def f(x): return [x]", "r = f(1)\nr.append(2)\nassert r == [1, 2]")) == [((1,), [1])]


def test_keywords_and_defaults_are_bound_to_positions() -> None:
    code = "def f(x, y=5, z=6): return x + y + z"
    tests = "assert f(1, z=1, y=2) == 4\nassert f(1) == 12\nassert f(1, 2) == 9"
    assert [arguments for arguments, _ in calls(examine(code, tests, parameters=3))] == [
        (1, 2, 1),
        (1, 5, 6),
        (1, 2, 6),
    ]


def test_a_call_that_raises_in_a_test_is_a_case_that_raises() -> None:
    code = "def f(x):\n    if x < 0: raise ValueError('no')\n    return x"
    tests = "assert f(1) == 1\ntry:\n    f(-1)\n    assert False\nexcept ValueError: pass"
    assert calls(examine(code, tests)) == [((1,), 1), ((-1,), "raises")]


def test_a_case_may_be_marked_to_raise() -> None:
    code = "def f(x): return 1 // x"
    assert calls(examine(code, cases=(Case((1,)), Case((0,), raises=True)))) == [((1,), 1), ((0,), "raises")]


def test_values_beyond_json_keep_their_kind() -> None:
    code = "def f(x): return (x, {1, 2}, {1: 'a'}, float('nan'), True, None)"
    expected = {"$tuple": [1, {"$set": [1, 2]}, {"$dict": [[1, "a"]]}, {"$float": "nan"}, True, None]}
    assert calls(examine(code, cases=(Case((1,)),))) == [((1,), expected)]


def test_subclasses_of_dictionaries_and_tuples_count_as_their_base() -> None:
    code = """
from collections import Counter, defaultdict, namedtuple
Point = namedtuple("Point", "x y")
def f(x): return [Counter(x), defaultdict(int, a=1), Point(1, 2)]
"""
    assert calls(examine(code, cases=(Case(("aab",)),))) == [
        (("aab",), [{"a": 2, "b": 1}, {"a": 1}, {"$tuple": [1, 2]}])
    ]


def test_dataclasses_and_other_users_of_their_module_work() -> None:
    code = """
from __future__ import annotations
from dataclasses import dataclass
@dataclass
class Pair:
    a: int
def f(x): return Pair(x).a
"""
    assert calls(examine(code, cases=(Case((1,)),))) == [((1,), 1)]


def test_known_results_are_compared_as_the_problem_says() -> None:
    close = (Case(([3.0],), [1.0000000001], known=True),)
    code = "def f(x): return [1.0]"
    assert examine(code, cases=close).failure is Reason.REFERENCE_FAILED
    tolerant = examine(code, cases=close, comparison=Comparison(ComparisonKind.TOLERANCE, 1e-9, 1e-9))
    assert calls(tolerant) == [(([3.0],), [1.0])]
    swapped = (Case((1,), [2, 1], known=True),)
    assert examine("def f(x): return (1, 2)", cases=swapped).failure is Reason.REFERENCE_FAILED
    unordered = examine("def f(x): return (1, 2)", cases=swapped, comparison=Comparison(ComparisonKind.UNORDERED))
    assert unordered.failure is None


FAILING = {
    "assert fails": ("def f(x): return x", "assert f(1) == 2", "in assert f(1) == 2"),
    "does not parse": ("def f(x:", "", "does not load"),
    "raises at load": ("1 / 0", "", "ZeroDivisionError"),
    "no function": ("def g(x): return x", "", "does not define the function f"),
    "no callable": ("f = 1", "", "does not define the function f"),
    "test raises": ("def f(x): return x", "f(1)[0]", "TypeError"),
    "exits at load": ("import sys; sys.exit(0)", "", "ends its process"),
    "exits in a call": ("import sys\ndef f(x): sys.exit(0)", "f(1)", "ends its process"),
    "ends its process": ("import os\ndef f(x): os._exit(0)", "f(1)", "status 0"),
    "crashes": ("import ctypes\ndef f(x): ctypes.string_at(0)", "f(1)", "SIGSEGV"),
    "aborts": ("import os\ndef f(x): os.abort()", "f(1)", "SIGABRT"),
    "reads a file": ("def f(x): return open('/etc/passwd').read()", "f(1)", "Error: [Errno"),
    "writes a file": ("def f(x): return open('made', 'w')", "f(1)", "Permission"),
    "reads input": ("def f(x): return input()", "f(1)", "EOFError"),
    "uses the network": ("import socket\ndef f(x): return socket.socket()", "f(1)", "Permission"),
    "forks": ("import os\ndef f(x):\n    while True: os.fork()", "f(1)", "Permission"),
    "starts threads": ("import threading\nthreading.Thread(target=input).start()\ndef f(x): pass", "f(1)", "thread"),
    "kills its parent": ("import os\ndef f(x): os.kill(os.getppid(), 9)", "f(1)", "Permission"),
    "replaces builtins": ("import builtins\nbuiltins.isinstance = lambda *a: False\ndef f(x): return x", "f(1)", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILING)
def test_a_reference_fails_that(name: str) -> None:
    code, tests, message = FAILING[name]
    examined = examine(code, tests)
    assert examined.failure in (Reason.REFERENCE_FAILED, Reason.NOT_REPRESENTABLE)
    assert message in examined.message
    assert "\n" not in examined.message


LIMITED = {
    "loops at load": ("while True: pass", ""),
    "loops in a call": ("def f(x):\n    while True: pass", "f(1)"),
    "catches everything": ("def f(x):\n    while True:\n        try: f(x)\n        except BaseException: pass", "f(1)"),
    "sleeps": ("import time\ndef f(x): time.sleep(10**6)", "f(1)"),
    "takes memory": ("def f(x): return [0] * 10**10", "f(1)"),
    "grows": ("def f(x):\n    a = []\n    while True: a.append(bytearray(1 << 22))", "f(1)"),
    "recurses": ("def f(x): return f(x + 1)", "f(1)"),
    "recurses without bound": ("import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return f(x + 1)", "f(1)"),
    "prints": ("def f(x):\n    while True: print('x' * 1000)", "f(1)"),
    "prints to standard error": ("import sys\ndef f(x):\n    while True: sys.stderr.write('x' * 1000)", "f(1)"),
    "hides its output": ("def f(x):\n    try: print('x' * 10**6)\n    except BaseException: return 1", "f(1)"),
    "gives a huge result": ("def f(x): return ['x' * 50_000_000] * 3", "f(1)"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITED)
def test_a_reference_meets_a_limit_that(name: str) -> None:
    assert examine(*LIMITED[name]).failure is Reason.REFERENCE_LIMIT


@pytest.mark.parametrize(
    ("code", "tests"),
    [
        ("def f(x): return list({str(n) for n in range(50)})", "f(1)"),
        ("import random\ndef f(x): return random.random()", "f(1)"),
        ("import time\ndef f(x): return time.time_ns()", "f(1)"),
        ("import os\ndef f(x): return list(os.urandom(4))", "f(1)"),
        ("def f(x): return id(x)", "f([])"),
        ("def f(x): return hash('a')", "f(1)"),
        ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return n", "f(1)\nf(1)"),
        ("n = 0\ndef f(x):\n    global n\n    n += 1\n    return n", "f(1)\nf(2)"),
        ("def f(x, y=[]):\n    y.append(x)\n    return list(y)", "f(1)"),
        ("def f(x): return x", "f(list({str(n) for n in range(50)}))"),
        ("import random\nvalue = random.random()\ndef f(x): return value", "f(1)"),
    ],
)
def test_a_reference_that_answers_otherwise_in_another_run_is_not_deterministic(code: str, tests: str) -> None:
    assert examine(code, tests).failure is Reason.NOT_DETERMINISTIC


def test_sets_and_dictionaries_may_come_in_any_order() -> None:
    code = "def f(x): return [{str(n) for n in range(50)}, {n: 1 for n in {str(n) for n in range(50)}}]"
    assert examine(code, "f(1)").failure is None


def test_tests_may_draw_random_inputs() -> None:
    tests = "import random\nfor _ in range(5):\n    x = random.randint(0, 10**9)\n    assert f(x) == x + 1"
    assert len(examine("def f(x): return x + 1", tests).cases) == 5


def test_random_references_are_found_out_though_their_tests_are_random() -> None:
    tests = "import random\nfor _ in range(5): f(random.randint(0, 10**9))"
    code = "import random\ndef f(x): return random.random()"
    assert examine(code, tests).failure is Reason.NOT_DETERMINISTIC


@pytest.mark.parametrize(
    "generator",
    [
        "def generate(rng, size: ",
        "1 / 0",
        "x = 1",
        "def generate(rng, size): raise ValueError",
        "def generate(rng, size): return 1",
        "def generate(rng, size): return [1, 2]",
    ],
)
def test_a_generator_fails(generator: str) -> None:
    examined = examine("def f(x): return x", generator=generator)
    assert examined.failure is Reason.GENERATOR_FAILED
    assert examined.message


def test_a_generator_that_does_not_end_meets_the_limit() -> None:
    examined = examine("def f(x): return x", generator="def generate(rng, size):\n    while True: pass")
    assert examined.failure is Reason.REFERENCE_LIMIT


def test_a_generator_that_draws_elsewhere_is_not_deterministic() -> None:
    generator = "import random\ndef generate(rng, size): return [random.random()]"
    assert examine("def f(x): return x", generator=generator).failure is Reason.NOT_DETERMINISTIC


def test_a_reference_that_raises_on_a_generated_input_fails() -> None:
    examined = examine("def f(x): return 1 // (x - 2)", generator="def generate(rng, size): return [size]")
    assert examined.failure is Reason.REFERENCE_FAILED
    assert "generated input 2" in examined.message


@pytest.mark.parametrize("case", [Case((0,)), Case((1,), raises=True), Case((1,), 2, known=True)])
def test_a_case_is_not_reproduced(case: Case) -> None:
    examined = examine("def f(x): return 1 // x", cases=(Case((5,)), case))
    assert examined.failure is Reason.REFERENCE_FAILED
    assert "case 1" in examined.message


@pytest.mark.parametrize(
    ("code", "tests"),
    [
        ("def f(x): return x", "f(print)"),
        ("def f(x): return x", "f(1j)"),
        ("def f(x): return x", "f(b'bytes')"),
        ("def f(x): return x", "f(iter([1]))"),
        ("def f(x): return (n for n in x)", "f([1])"),
        ("def f(x): return map(str, x)", "f([1])"),
        ("def f(x): return {1: 2}.keys()", "f([1])"),
        ("def f(x): return range(3)", "f([1])"),
        ("from decimal import Decimal\ndef f(x): return Decimal(1)", "f([1])"),
        ("def f(x): return f", "f([1])"),
        ("def f(x):\n    x.append(x)\n    return x", "f([1])"),
        ("def f(x): return 10 ** 5000", "f([1])"),
        ("def f(*x): return sum(x)", "assert f(1) == 1\nassert f(1, 2) == 3"),
    ],
)
def test_what_is_no_plain_data_is_not_representable(code: str, tests: str) -> None:
    examined = examine(code, tests)
    assert examined.failure is Reason.NOT_REPRESENTABLE
    assert examined.message


@pytest.mark.parametrize("tests", ["", "assert True", "try: f(1)\nexcept Exception: pass"])
def test_no_call_that_gives_a_value_is_no_case(tests: str) -> None:
    assert examine("def f(x): return 1 / 0", tests).failure is Reason.NO_CASES


def test_a_forged_answer_is_read_with_care() -> None:
    code = """
import os
answer = b'{"failure":null,"calls":[{"arguments":5}]}'
def f(x):
    for channel in range(3, 64):
        try: os.write(channel, len(answer).to_bytes(8, "big") + answer)
        except OSError: pass
    os._exit(0)
"""
    examined = examine(code, "f(1)")
    assert examined.failure is Reason.REFERENCE_FAILED
    assert "channel" in examined.message


def test_calls_on_given_arguments_tell_each_outcome_in_order() -> None:
    made = problem("def f(x):\n    return 10 // x")
    results = EXAMINER.run(made, [(5,), (0,), (2.0,), (5,)])
    assert [(case.arguments, case.expected, case.raises) for case in results] == [
        ((5,), 2, False),
        ((0,), None, True),
        ((2.0,), 5.0, False),
        ((5,), 2, False),
    ]


def test_calls_that_meet_a_limit_count_as_raising() -> None:
    made = problem("def f(x):\n    while x: pass\n    return x")
    assert [case.raises for case in EXAMINER.run(made, [(0,), (1,)])] == [True, True]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(os.listdir("/proc/self/fd"))
    examine("def f(x): return x", "f(1)")
    examine("while True: pass")
    assert sorted(os.listdir("/proc/self/fd")) == before
    assert list(tmp_path.iterdir()) == []


NEAR = "def check(arguments, expected, got):\n    return abs(expected - got) <= arguments[0]"


def test_a_checker_judges_values() -> None:
    judgements = [Judgement((2,), 10, 11), Judgement((2,), 10, 13), Judgement((2,), 10, "x")]
    assert EXAMINER.check(NEAR, judgements) == ("", "the checker says False", "the checker raises an error")


@pytest.mark.parametrize(
    ("checker", "said"),
    [
        ("def check(a, e, g): return 1", "the checker says 1, which is neither True nor False"),
        ("def check(a, e, g): return float('nan')", "the checker says nan, which is neither True nor False"),
        ("import os\ndef check(a, e, g): os._exit(0)", "the checker fails: it ended its process with status 0"),
        ("def check(a, e, g): raise SystemExit(0)", "the checker fails: on case 0 it ends in SystemExit: 0"),
        ("def check(a, e, g):\n    while True: pass", "the checker fails: it ran past 0.5 seconds (cpu)"),
        ("def check(a, e): return True", "the checker raises an error"),
        ("check = 1", "the checker fails: it does not define the function check"),
    ],
)
def test_a_checker_that_says_anything_but_yes_says_no(checker: str, said: str) -> None:
    assert EXAMINER.check(checker, [Judgement((1,), 1, 1)]) == (said,)


def test_a_checkers_verdict_on_one_value_is_its_verdict_on_it_again() -> None:
    counting = "n = 0\ndef check(a, e, g):\n    global n\n    n += 1\n    return n == 1"
    judgements = [Judgement((1,), 1, 1), Judgement((1,), 1, 1)]
    assert all(EXAMINER.check(counting, judgements))


def test_known_results_may_be_others_that_the_checker_accepts() -> None:
    by_checker = Comparison(ComparisonKind.CHECKER, checker=NEAR)
    changes: Any = {"comparison": by_checker, "cases": (Case((2,), 5, known=True),)}
    assert calls(examine("def f(x): return x * 3", **changes)) == [((2,), 6)]
    changes["cases"] = (Case((2,), 9, known=True),)
    assert examine("def f(x): return x * 3", **changes).failure is Reason.REFERENCE_FAILED


@pytest.mark.parametrize(
    ("checker", "said"),
    [
        ("raise SystemExit(3)", "the checker fails: on case 0 it ends in SystemExit: 3"),
        ("return float('nan')", "the checker says nan, which is neither True nor False"),
        ("1 // 0", "the checker raises an error"),
    ],
)
def test_a_checker_that_fails_on_a_known_result_is_what_failed(checker: str, said: str) -> None:
    by_checker = Comparison(ComparisonKind.CHECKER, checker=f"def check(a, e, g):\n    {checker}")
    examined = examine("def f(x): return x", cases=(Case((2,), 2, known=True),), comparison=by_checker)
    assert examined.failure is Reason.CHECKER_FAILED
    assert examined.message == f"of the known result of case 0: {said}"


@pytest.mark.parametrize("given", ["10 ** 5000", "[10 ** 5000, 2]", "{10 ** 5000: 2}"])
def test_a_generator_that_gives_an_integer_that_no_json_holds_is_not_representable(given: str) -> None:
    examined = examine("def f(x): return x", generator=f"def generate(rng, size): return [{given}]")
    assert examined.failure is Reason.NOT_REPRESENTABLE
    assert examined.message == "generated input 0: an integer of more than 8192 bits"


@pytest.mark.parametrize(("known", "failure"), [([1, 2], None), ([2, 1, 1], None), ([1], Reason.REFERENCE_FAILED)])
def test_known_results_may_be_sets(known: list[int], failure: Reason | None) -> None:
    case = Case(([1, 2, 1],), known, known=True)
    assert examine("def f(x): return x", cases=(case,), comparison=Comparison(ComparisonKind.SET)).failure is failure


def probed(code: str, *arguments: Any) -> list[Any]:
    """What the calls give, "raises" for those that give nothing."""
    cases = EXAMINER.probe(problem(code), [(argument,) for argument in arguments], call_seconds=0.05)
    assert [case.arguments for case in cases] == [(argument,) for argument in arguments]
    return ["raises" if case.raises else case.expected for case in cases]


def test_each_probing_call_has_an_outcome_of_its_own() -> None:
    code = "def f(x):\n    if x == 1:\n        while True:\n            try:\n                pass\n"
    code += "            except Exception:\n                pass\n    return 10 // x\n"
    assert probed(code, 5, 0, 1, "text", 2) == [2, "raises", "raises", "raises", 5]


def test_a_probing_call_that_ends_the_process_costs_itself_only() -> None:
    code = "import os\ndef f(x):\n    if x > 8:\n        os._exit(0)\n    return x\n"
    assert probed(code, 1, 9, 2, 10, 3) == [1, "raises", 2, "raises", 3]


def test_a_reference_that_never_survives_a_probing_call_gives_nothing() -> None:
    assert probed("import os\ndef f(x):\n    os._exit(0)\n", *range(9)) == ["raises"] * 9
    assert probed("raise SystemExit\n", 1, 2) == ["raises", "raises"]
    assert probed("g = 1\n", 1) == ["raises"]


def test_a_probing_call_leaves_the_arguments_of_the_next_alone() -> None:
    assert probed("def f(x):\n    x.append(0)\n    return x\n", [1], [1]) == [[1, 0], [1, 0]]


def test_a_probing_result_that_is_no_value_or_too_large_is_none() -> None:
    assert probed("def f(x):\n    return 'y' * x if x else f\n", 0, 3, 30_000) == ["raises", "yyy", "raises"]


def test_a_reference_that_writes_on_the_channel_is_not_believed() -> None:
    code = "import os\ndef f(x):\n    for d in range(3, 30):\n        try:\n            os.write(d, b'x' * 40)\n"
    code += "        except OSError:\n            pass\n    return x\n"
    assert probed(code, 1, 2) == ["raises", "raises"]
