"""Mutants are small changes, each distinct, each a program; what they do is found by running them on inputs."""

import pytest

from qforge.languages.base import Limits, UnfitReferenceError
from qforge.languages.python import examiner, planting
from qforge.languages.python.mutants import instrumented, mutants
from qforge.record import Case, Comparison, ComparisonKind, Reason
from tests.languages.python.test_examiner import problem

EXAMINER = examiner(Limits(cpu_seconds=5.0, memory_megabytes=256, output_kilobytes=64), "auto")

CHANGES = {
    "a < b": ["a <= b", "a >= b"],
    "a == b": ["a != b"],
    "a in b": ["a not in b"],
    "a + b": ["a - b"],
    "a - b": ["a + b", "b - a"],
    "a and b": ["a or b", "a", "b"],
    "not a": ["a"],
    "a[1:b]": ["a[:b]", "a[1 + 1:b]", "a[1:]", "a[1:b + 1]", "a[1:b - 1]", "a[2:b]", "a[0:b]"],
    "range(a)": ["range(a + 1)", "range(a - 1)"],
    "f(a, b)": ["f(b, a)"],
    "min(a)": ["max(a)"],
    "sorted(a, reverse=b)": ["a", "sorted(a)"],
    "[x for x in a if b]": ["[x for x in a]"],
    "a if c else b": ["b if c else a", "a if not c else b"],
    "'x'": ["'xX'", "''"],
    "True": ["False"],
}


@pytest.mark.parametrize("expression", CHANGES)
def test_an_expression_is_changed(expression: str) -> None:
    made = [mutant.code.removeprefix("y = ") for mutant in mutants(f"y = {expression}", 100, "")]
    assert made == CHANGES[expression]


def test_statements_are_removed_and_results_changed() -> None:
    code = "def f(a):\n    for x in a:\n        if x:\n            break\n        g(x)\n    return a"
    changes = [mutant.change for mutant in mutants(code, 100, "")]
    assert changes == [
        "line 3: x becomes not x",
        "line 4: break becomes nothing",
        "line 5: g(x) becomes nothing",
        "line 6: return a becomes return None",
    ]


def test_what_only_ends_a_program_docstrings_annotations_and_defaults_are_left_alone() -> None:
    code = "def f(a: 'int' = 3) -> 'int':\n    '''doc'''\n    raise ValueError(1 + 2)\n    assert 1 < 2"
    assert mutants(code, 100, "") == []


def test_of_many_mutants_a_seeded_choice_is_made() -> None:
    code = "def f(a):\n    return [a + 1, a + 2, a + 3, a + 4, a + 5, a + 6]"
    everything = mutants(code, 100, "")
    some = mutants(code, 5, "seed")
    assert len(some) == 5
    assert some == mutants(code, 5, "seed") != mutants(code, 5, "other")
    assert [mutant for mutant in everything if mutant in some] == some


def test_rounds_and_calls_are_counted() -> None:
    assert instrumented("def f(a):\n    while a:\n        a -= 1").count("__qforge_tick__()") == 2


def planted(code: str, *inputs: int, comparison: Comparison | None = None) -> dict[str, tuple[int | None, bool]]:
    made = problem(code, comparison=comparison or Comparison())
    cases = EXAMINER.run(made, [(value,) for value in inputs])
    found = EXAMINER.plant(made, cases, 100, "")
    return {mutant.change: (mutant.killer, mutant.reached) for mutant in found}


def test_the_first_case_that_tells_a_mutant_kills_it() -> None:
    found = planted("def f(x):\n    return x > 3", 0, 1, 5, 3)
    assert found == {
        "line 2: return x > 3 becomes return not x > 3": (0, True),
        "line 2: x > 3 becomes x >= 3": (3, True),
        "line 2: x > 3 becomes x <= 3": (0, True),
        "line 2: 3 becomes 4": (None, True),
        "line 2: 3 becomes 2": (3, True),
    }


def test_a_place_that_no_input_reaches_is_told_from_one_that_makes_no_difference() -> None:
    found = planted("def f(x):\n    y = x\n    if x > 100:\n        y = 7\n    return y", 1, 2)
    assert found["line 4: 7 becomes 8"] == (None, False)
    assert found["line 3: 100 becomes 101"] == (None, True)


def test_a_mutant_that_never_ends_or_raises_is_killed() -> None:
    found = planted("def f(x):\n    while x > 0:\n        x -= 1\n    return x", 0, 2)
    assert found["line 3: x -= 1 becomes nothing"][0] == 1
    assert found["line 3: x -= 1 becomes x += 1"][0] == 1


def test_mutants_are_told_by_the_comparison_of_the_problem() -> None:
    code = "def f(x):\n    return [x, x + 1]"
    change = "line 2: [x, x + 1] becomes nothing"
    assert change not in planted(code, 1)
    ordered = "def f(x):\n    return sorted([x, 3])"
    change = "line 2: sorted([x, 3]) becomes [x, 3]"
    assert planted(ordered, 5)[change] == (0, True)
    assert planted(ordered, 5, comparison=Comparison(ComparisonKind.UNORDERED))[change] == (None, True)
    checker = Comparison(ComparisonKind.CHECKER, checker="def check(a, e, g): return set(g) == set(e)")
    assert planted(ordered, 5, comparison=checker)[change] == (None, True)
    assert planted(ordered, 5, comparison=checker)["line 2: 3 becomes 4"] == (0, True)


def test_true_and_one_are_no_difference() -> None:
    assert planted("def f(x):\n    return True if x else 0", 1, 0)["line 2: True becomes False"] == (0, True)
    assert planted("def f(x):\n    return x and 1 == 1", 1)["line 2: x and 1 == 1 becomes x"] == (None, True)


def test_inputs_are_tried_twice_and_kept_where_both_runs_agree() -> None:
    code = "def f(x):\n    if x > 3:\n        raise ValueError\n    if x == 2:\n"
    code += "        return list({'a', 'b', 'c', 'd'})\n"
    code += "    if x == 1:\n        while True: pass\n    return 10 ** 10 ** 10 if x == -1 else x"
    known, inputs = [Case((0,), 0, known=True)], [(0,), (1,), (2,), (3,), (4,), (-1,)]
    tried = EXAMINER.try_inputs(problem(code), known, inputs)
    assert [None if one is None else one.result for one in tried] == [0, None, None, 3, None, None]


FORGED = {
    "a mutant that knows it is not the first": (
        "import math\nfirst = not hasattr(math, 'seen')\nmath.seen = True\n"
        "def f(x):\n    if not first:\n        raise ValueError\n    return x > 100 and x * 2 + 1 > 7",
        "planted as its own mutant it differs from itself",
    ),
    "a mutant that knows how many were before it": (
        "import math\nmath.seen = getattr(math, 'seen', 0) + 1\nlate = 1 < math.seen < 9\n"
        "def f(x):\n    if late:\n        raise ValueError\n    return x > 100 and x * 2 + 1 > 7",
        "its mutant (",
    ),
    "a program that knows where its steps are counted": (
        "def f(x):\n    return x * 2\nif '__qforge_tick__' in globals():\n    def f(x):\n        return x + 7",
        "it gives something else where its steps are counted than it gave before",
    ),
    "a program that ends where its steps are counted": (
        "def f(x):\n    return x * 2\nif '__qforge_tick__' in globals():\n    raise SystemExit",
        "it gives something else where its steps are counted than it gave before",
    ),
}


@pytest.mark.parametrize("way", FORGED)
def test_a_reference_that_forges_kills_is_refused(way: str) -> None:
    code, message = FORGED[way]
    with pytest.raises(UnfitReferenceError) as refused:
        planted(code, 1, 2, 3)
    assert refused.value.reason is Reason.INTERFERES
    assert str(refused.value).startswith(message)


def test_a_reference_that_takes_too_long_where_its_steps_are_counted_meets_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(planting, "OWN_SECONDS", 0.2)
    code = "def f(x):\n    return x * 2\nif '__qforge_tick__' in globals():\n    import time\n    time.sleep(99)"
    with pytest.raises(UnfitReferenceError) as refused:
        planted(code, 1)
    assert refused.value.reason is Reason.REFERENCE_LIMIT


def test_mutants_that_leave_something_behind_are_no_forgery() -> None:
    code = "import sys\nsys.setrecursionlimit(2000)\ndef f(x):\n    return 0 if x == 0 else 1 + f(x - 1)"
    found = planted(code, 1500, 3)
    assert found["line 2: sys.setrecursionlimit(2000) becomes nothing"] == (0, True)
    assert found["line 4: 1 becomes 2"] == (0, True)
