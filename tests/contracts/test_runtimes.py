"""What every runtime promises, run on each that this machine can start."""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qforge import plugins
from qforge.languages.base import CallResult, Execution, Halt, Limits, Program, Runtime
from tests.sandboxes import need_sandbox

PACKAGE = "qforge.languages.q.runtimes"
LIMITS = Limits(cpu_seconds=2.0, memory_megabytes=192, output_kilobytes=64)


# Each plugin with its settings; the command line of the embedded q stands in for a q with a licence.
RUNTIMES: dict[str, tuple[str, dict[str, Any]]] = {
    **{name: (name, {}) for name in plugins.available(PACKAGE)},
    "stand-in": ("executable", {"path": str(Path(sys.executable).with_name("qforge-q")), "start_tries": 1}),
}


FRESH = frozenset({"executable"})
"""Runtimes that start a process for each program, so that each test's first program is a next one already."""


def begin(name: str, limits: Limits = LIMITS) -> Runtime:
    plugin_name, settings = RUNTIMES[name]
    plugin: Any = plugins.load(PACKAGE, plugin_name)
    started: Runtime = plugin.start(plugin.Settings(**settings), limits, "auto")
    return started


@pytest.fixture(scope="module", params=RUNTIMES)
def named(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def runtime(named: str) -> Iterator[Runtime]:
    need_sandbox()
    if named == "executable" and shutil.which("q") is None:
        pytest.skip("there is no q on the path")
    started = begin(named)
    yield started
    started.close()


def run(runtime: Runtime, code: str, *calls: tuple[str, ...], function: str = "f") -> Execution:
    return runtime.execute(Program(code, function, calls or (("1",),)))


def halts(execution: Execution) -> list[Halt]:
    """How loading ended, then each call."""
    return [execution.halt, *(result.halt for result in execution.results)]


def frames(execution: Execution) -> list[Any]:
    assert execution.halt is Halt.COMPLETED, execution.message
    assert all(result.halt is Halt.COMPLETED for result in execution.results), execution.results
    return [result.frame for result in execution.results]


GOOD = "f:{[a;b] a+b}"
GOOD_CALLS = (("1", "2"), ("1 2", "3"), ("0.5", "1"))
GOOD_FRAMES = [{"t": "j", "v": 3}, {"t": "J", "v": [4, 5]}, {"t": "f", "v": 1.5}]


def assert_next_is_judged_right(runtime: Runtime) -> None:
    if runtime.name in FRESH:
        return
    assert frames(run(runtime, GOOD, *GOOD_CALLS)) == GOOD_FRAMES


def test_says_what_it_is(runtime: Runtime) -> None:
    assert runtime.name
    assert runtime.version
    assert runtime.sandbox


def test_a_program_gives_one_frame_for_each_call_in_order(runtime: Runtime) -> None:
    assert frames(run(runtime, GOOD, *GOOD_CALLS)) == GOOD_FRAMES


@pytest.mark.parametrize(
    ("literal", "frame"),
    [
        ("`a", {"t": "s", "v": "a"}),
        ('"a"', {"t": "c", "v": "a"}),
        ('"ab"', {"t": "C", "v": "ab"}),
        ("1b", {"t": "b", "v": True}),
        ("0N", {"t": "j", "v": None}),
        ("`long$()", {"t": "J", "v": []}),
        ("()", {"t": "list", "v": []}),
        ("(1;`a)", {"t": "list", "v": [{"t": "j", "v": 1}, {"t": "s", "v": "a"}]}),
        ("`a`b!1 2", {"t": "dict", "k": {"t": "S", "v": ["a", "b"]}, "v": {"t": "J", "v": [1, 2]}}),
    ],
)
def test_values_go_in_and_come_out(runtime: Runtime, literal: str, frame: dict[str, Any]) -> None:
    assert frames(run(runtime, "f:{x}", (literal,))) == [frame]


def test_helpers_recursion_and_comments_work(runtime: Runtime) -> None:
    code = "/ counts down\nhelper:{x*y}\nf:{$[x<2;1;helper[x;f x-1]]} / factorial\n"
    assert frames(run(runtime, code, ("5",))) == [{"t": "j", "v": 120}]


def test_a_program_may_print(runtime: Runtime) -> None:
    assert frames(run(runtime, "f:{show x;x+1}", ("1",))) == [{"t": "j", "v": 2}]


def test_a_programs_own_state_lasts_from_call_to_call(runtime: Runtime) -> None:
    code = "total:0\nf:{total::total+x;total}"
    assert frames(run(runtime, code, ("1",), ("2",))) == [{"t": "j", "v": 1}, {"t": "j", "v": 3}]


def test_an_error_in_a_call_leaves_the_next_one(runtime: Runtime) -> None:
    execution = run(runtime, "f:{$[x>1;'toolarge;x]}", ("2",), ("1",))
    assert halts(execution) == [Halt.COMPLETED, Halt.RUNTIME_ERROR, Halt.COMPLETED]
    assert "toolarge" in execution.results[0].message


# What is loaded, and how loading and the call of f with 1 end.
ENDINGS: dict[str, tuple[str, list[Halt]]] = {
    "does not parse": ("f:{x+", [Halt.COMPILE_ERROR]),
    "does not parse later": ("f:{x}\ng:{(x}", [Halt.COMPILE_ERROR]),
    "parses but means nothing": ("f:{a::x;a:1}", [Halt.RUNTIME_ERROR]),
    "is empty": ("", [Halt.UNDEFINED]),
    "defines another name": ("g:{x}", [Halt.UNDEFINED]),
    "defines a value": ("f:5", [Halt.UNDEFINED]),
    "takes two": ("f:{x+y}", [Halt.UNDEFINED]),
    "takes three": ("f:{[a;b;c] a}", [Halt.UNDEFINED]),
    "raises at load": ("1+`a\nf:{x}", [Halt.RUNTIME_ERROR]),
    "raises in the call": ("f:{x+`a}", [Halt.COMPLETED, Halt.RUNTIME_ERROR]),
    "signals": ("f:{'oops}", [Halt.COMPLETED, Halt.RUNTIME_ERROR]),
    "exits at load": ("f:{x}\nexit 0", [Halt.EARLY_EXIT]),
    "leaves at load": ("f:{x}\n\\\\", [Halt.EARLY_EXIT]),
    "exits in the call": ("f:{exit 0}", [Halt.COMPLETED, Halt.EARLY_EXIT]),
    "exits behind a trap": ("f:{@[exit;0;{1}]}", [Halt.COMPLETED, Halt.EARLY_EXIT]),
    "loops at load": ("f:{x}\nwhile[1b;0]", [Halt.TIMEOUT]),
    "loops in the call": ("f:{while[1b;x+1];x}", [Halt.COMPLETED, Halt.TIMEOUT]),
    "loops behind a trap": ("f:{@[{while[1b;x+1];x};x;0]}", [Halt.COMPLETED, Halt.TIMEOUT]),
    "repeats without end": ("f:{{1b}{x+1}/x}", [Halt.COMPLETED, Halt.TIMEOUT]),
    "makes a huge vector": ("f:{til 10000000000}", [Halt.COMPLETED, Halt.MEMORY_LIMIT]),
    "makes a huge vector at load": ("a:til 10000000000\nf:{x}", [Halt.MEMORY_LIMIT]),
    "doubles a list": ("f:{while[1b;x:x,x];x}", [Halt.COMPLETED, Halt.MEMORY_LIMIT]),
    "doubles a string": ('f:{s:"a";while[1b;s:s,s];s}', [Halt.COMPLETED, Halt.MEMORY_LIMIT]),
    "recurses": ("f:{f x+1}", [Halt.COMPLETED, Halt.RUNTIME_ERROR]),
    "floods its output": ("f:{while[1b;show til 100];x}", [Halt.COMPLETED, Halt.OUTPUT_LIMIT]),
    "floods its output at load": ("while[1b;show til 100]\nf:{x}", [Halt.OUTPUT_LIMIT]),
    "gives a function": ("f:{{x+1}}", [Halt.COMPLETED, Halt.INVALID_RESULT]),
    "gives a list with a function": ("f:{(1;{x})}", [Halt.COMPLETED, Halt.INVALID_RESULT]),
    "gives a huge result": ("f:{til 3000000}", [Halt.COMPLETED, Halt.INVALID_RESULT]),
    "runs a command": ('f:{system "ls"}', [Halt.COMPLETED, Halt.FORBIDDEN]),
    "runs a command at load": ('system "ls"\nf:{x}', [Halt.FORBIDDEN]),
    "opens a connection": ("f:{hopen 5000}", [Halt.COMPLETED, Halt.FORBIDDEN]),
    "reads a file": ("f:{read0 `:/etc/passwd}", [Halt.COMPLETED, Halt.FORBIDDEN]),
    "reads bytes of a file": ('f:{(enlist "j";enlist 8) 1: `:/etc/passwd}', [Halt.COMPLETED, Halt.FORBIDDEN]),
    "loads a library": ("f:(`:/lib/libc.so.6) 2: (`system;1)", [Halt.FORBIDDEN]),
    "runs a command of the console": ("f:{x}\n\\ls /", [Halt.FORBIDDEN]),
    "reads the environment": ("f:{getenv `HOME}", [Halt.COMPLETED, Halt.FORBIDDEN]),
    "removes a file": ("f:{hdel `:/tmp/made}", [Halt.COMPLETED, Halt.FORBIDDEN]),
    "makes a huge string": ('f:{10000000000#"a"}', [Halt.COMPLETED, Halt.MEMORY_LIMIT]),
    "writes a file": ("f:{`:/tmp/made 0: enlist \"a\"}", [Halt.COMPLETED, Halt.FORBIDDEN]),
}  # fmt: skip


@pytest.mark.parametrize("name", ENDINGS)
def test_a_program_that(runtime: Runtime, name: str) -> None:
    code, expected = ENDINGS[name]
    execution = run(runtime, code)
    assert halts(execution) == expected, execution
    assert execution.message or execution.results
    assert_next_is_judged_right(runtime)


# Programs that change what they can reach, loaded before a good one that uses it.
MEDDLERS = {
    "leaves a global": "a:5\nf:{x}",
    "leaves a namespace": ".a.b:5\nf:{x}",
    "stays in a namespace": "f:{x}\n\\d .other",
    "changes the precision": "f:{x}\n\\P 3",
    "defines handlers": "f:{x}\n.z.pg:{exit 0}\n.z.exit:{x}\n.z.ps:{x}",
    "redefines itself when called": "f:{f::{'gone};x}",
    "meddles with its arguments": "f:{x:x,x;x}",
}


@pytest.mark.parametrize("name", MEDDLERS)
def test_nothing_of_a_program_is_left_to_the_next_that(runtime: Runtime, name: str) -> None:
    if runtime.name in FRESH and name != "leaves a global":
        pytest.skip("it starts a process for each program; one that leaves something is enough")
    run(runtime, MEDDLERS[name], ("1",), ("1 2 3",))
    assert halts(run(runtime, "f:{a}")) == [Halt.COMPLETED, Halt.RUNTIME_ERROR]
    assert halts(run(runtime, "f:{.a.b}")) == [Halt.COMPLETED, Halt.RUNTIME_ERROR]
    assert_next_is_judged_right(runtime)


def test_verdicts_depend_neither_on_order_nor_on_what_ran_before(runtime: Runtime) -> None:
    names = ["gives a function", "exits in the call", "makes a huge vector", "recurses", "does not parse"]
    first = {name: halts(run(runtime, ENDINGS[name][0])) for name in names}
    again = {name: halts(run(runtime, ENDINGS[name][0])) for name in reversed(names)}
    assert first == again


def test_a_limit_counts_for_all_calls_together(runtime: Runtime) -> None:
    execution = run(runtime, "f:{i:0;while[i<x;i+:1];i}", *[("200000",)] * 500)
    assert execution.results[-1].halt is Halt.TIMEOUT
    assert 1 < len(execution.results) < 500
    assert execution.results[0] == CallResult(Halt.COMPLETED, {"t": "j", "v": 200000})


def test_a_megabyte_of_output_within_the_limit_passes(runtime: Runtime, named: str) -> None:
    with_room = begin(named, Limits(cpu_seconds=20.0, output_kilobytes=2048))
    try:
        execution = run(with_room, 'f:{do[1000;show 1000#"a"];x}')
        assert frames(execution) == [{"t": "j", "v": 1}]
    finally:
        with_room.close()


def test_close_ends_it_and_may_be_repeated(runtime: Runtime, named: str) -> None:
    other = begin(named)
    other.close()
    other.close()
