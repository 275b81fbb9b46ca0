"""The parent's side of the embedded runtime: what it makes of a worker's messages, and when it replaces a worker."""

import os
import re
import signal
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from qforge.errors import SandboxError
from qforge.languages.base import CallResult, Halt, Limits, Program
from qforge.languages.q.runtimes import embedded
from qforge.sandbox.process import Ended, Reply
from qforge.sandbox.watching import Ending

LOADED = {"halt": "completed"}
LAST: dict[str, Any] = {}


def call(number: int, **members: Any) -> dict[str, Any]:
    return {"call": number, "halt": "completed", "frame": {"t": "j", "v": 1}} | members


def nested(depth: int) -> Any:
    frame: Any = {"t": "j", "v": 1}
    for _ in range(depth):
        frame = {"t": "list", "v": [frame]}
    return frame


HOSTILE: dict[str, Any] = {
    "no object": 5,
    "nothing": None,
    "a list": [],
    "another call's": call(1),
    "no number": {"halt": "completed", "frame": {}},
    "no halt": {"call": 0, "frame": {}},
    "an unknown halt": call(0, halt="passed"),
    "a halt that is no text": call(0, halt=["completed"]),
    "no frame": {"call": 0, "halt": "completed"},
    "a frame that is no object": call(0, frame=[1]),
    "a frame with an error": call(0, halt="runtime_error"),
    "a message that is no text": call(0, message={"a": 1}),
    "too deep": call(0, frame=nested(150)),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_message_of_another_form_is_an_invalid_result(name: str) -> None:
    execution = embedded.read(Reply((LOADED, HOSTILE[name], LAST), 0.5), calls=1)
    assert execution.halt is Halt.COMPLETED
    assert [result.halt for result in execution.results] == [Halt.INVALID_RESULT]
    assert execution.results[0].frame is None


def test_frames_of_the_right_form_are_read() -> None:
    execution = embedded.read(Reply((LOADED, call(0), call(1, frame=nested(64)), LAST), 0.5), calls=2)
    assert [result.halt for result in execution.results] == [Halt.COMPLETED, Halt.COMPLETED]
    assert execution.cpu_seconds == 0.5


def test_more_answers_than_calls_are_an_invalid_result() -> None:
    execution = embedded.read(Reply((LOADED, call(0), call(1), LAST), 0.5), calls=1)
    assert (execution.halt, execution.results) == (Halt.INVALID_RESULT, ())


@pytest.mark.parametrize("message", [5, None, {}, {"halt": "passed"}, {"halt": "completed", "frame": {}}])
def test_a_load_of_another_form_is_an_invalid_result(message: Any) -> None:
    assert embedded.read(Reply((message, LAST), 0.5), calls=1).halt is Halt.INVALID_RESULT


def test_no_answer_at_all_is_an_invalid_result() -> None:
    assert embedded.read(Reply((LAST,), 0.5), calls=1).halt is Halt.INVALID_RESULT


@pytest.mark.parametrize(
    ("ending", "halt"),
    [
        (Ending.CPU, Halt.TIMEOUT),
        (Ending.IDLE, Halt.TIMEOUT),
        (Ending.FLOOD, Halt.INVALID_RESULT),
        (Ending.GARBLED, Halt.UNSUPPORTED),
        (Ending.EXITED, Halt.UNSUPPORTED),
        (Ending.CRASHED, Halt.UNSUPPORTED),
    ],
)
def test_the_end_of_a_worker_is_the_end_of_the_call_that_it_made(ending: Ending, halt: Halt) -> None:
    during_load = embedded.read(Ended(ending, "why", (), 0.5), calls=2)
    assert (during_load.halt, during_load.message, during_load.results) == (halt, "why", ())
    in_second = embedded.read(Ended(ending, "why", (LOADED, call(0)), 0.5), calls=2)
    assert in_second.halt is Halt.COMPLETED
    assert [result.halt for result in in_second.results] == [Halt.COMPLETED, halt]
    after_last = embedded.read(Ended(ending, "why", (LOADED, call(0), call(1)), 0.5), calls=2)
    assert after_last.results[1] == CallResult(halt, message="why")


@pytest.fixture
def runtime() -> Iterator[embedded.EmbeddedRuntime]:
    started = embedded.start(embedded.Settings(), Limits(cpu_seconds=1.0, memory_megabytes=256), "auto")
    yield started
    started.close()


GOOD = Program("f:{x+1}", "f", (("1",),))
RIGHT = (CallResult(Halt.COMPLETED, {"t": "j", "v": 2}),)


def pid(runtime: embedded.EmbeddedRuntime) -> int:
    assert runtime._process is not None
    return runtime._process.pid


def test_one_worker_judges_many_programs(runtime: embedded.EmbeddedRuntime) -> None:
    workers = set()
    for _ in range(20):
        assert runtime.execute(GOOD).results == RIGHT
        workers.add(pid(runtime))
    assert len(workers) == 1


def test_a_worker_killed_from_outside_is_no_verdict_and_is_replaced(runtime: embedded.EmbeddedRuntime) -> None:
    threading.Timer(0.2, os.kill, (pid(runtime), signal.SIGKILL)).start()
    with pytest.raises(SandboxError, match="killed from outside"):
        runtime.execute(Program("f:{while[1b;x+1];x}", "f", (("1",),)))
    assert runtime.execute(GOOD).results == RIGHT


def test_a_worker_killed_while_idle_is_no_verdict_and_is_replaced(runtime: embedded.EmbeddedRuntime) -> None:
    os.kill(pid(runtime), signal.SIGKILL)
    with pytest.raises(SandboxError):
        runtime.execute(GOOD)
    assert runtime.execute(GOOD).results == RIGHT


def test_a_program_has_all_of_the_memory_whatever_ran_before(runtime: embedded.EmbeddedRuntime) -> None:
    hungry = Program("f:{count til x}", "f", (("20000000",),))
    for _ in range(3):
        assert runtime.execute(hungry).results[0].frame == {"t": "j", "v": 20_000_000}
        runtime.execute(Program("f:{til 1000000000}", "f", (("1",),)))


def test_stuck_in_one_long_operation_the_worker_is_ended(runtime: embedded.EmbeddedRuntime) -> None:
    before = pid(runtime)
    execution = runtime.execute(Program('f:{(2000000#"a") ss (2000#"?"),"b"}', "f", (("1",),)))
    assert execution.results == (CallResult(Halt.TIMEOUT, message="it ran past 1 seconds"),)
    assert runtime.execute(GOOD).results == RIGHT
    assert pid(runtime) != before


def test_the_version_names_release_and_source() -> None:
    assert re.fullmatch(r"embedded q \d+\.\d+\.\d+\+[0-9a-f]{8}", embedded.version())


def test_a_call_that_takes_more_steps_than_the_program_may_times_out() -> None:
    runtime = embedded.start(embedded.Settings(), Limits(cpu_seconds=30.0), "auto")
    try:
        bounded = Program("f:{i:0;while[i<x;i+:1];i}", "f", (("100",), ("400",)), steps=300)
        execution = runtime.execute(bounded)
    finally:
        runtime.close()
    assert [result.halt for result in execution.results] == [Halt.COMPLETED, Halt.TIMEOUT]


@pytest.mark.parametrize(
    "first", ["x[0]:9;x", "x[`a]:9;x", "x:9,1_x;x", "@[`x;0;:;9];x", "update a:9 from x", "x,:9;x", "delete a from x"]
)
@pytest.mark.parametrize("literal", ["1 2 3", "`a`b!1 2", "(1 2;3)", "([]a:1 2)", '"abc"'])
def test_what_a_program_does_to_its_arguments_no_later_program_sees(
    runtime: embedded.EmbeddedRuntime, first: str, literal: str
) -> None:
    same = Program("f:{x}", "f", ((literal,),))
    before = runtime.execute(same).results
    runtime.execute(Program(f"f:{{{first}}}", "f", ((literal,), (literal,))))
    assert runtime.execute(same).results == before
