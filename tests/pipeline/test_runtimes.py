"""A pool of runtimes: a fault of one is no verdict, and a timeout is tried once more alone."""

import threading
from collections.abc import Callable

import pytest

from qforge.errors import SandboxError
from qforge.languages.base import CallResult, Execution, Halt, Program
from qforge.pipeline.runtimes import RuntimePool

PASSED = Execution(Halt.COMPLETED, "", (CallResult(Halt.COMPLETED, {"t": "j", "v": 1}),), 0.1)
LATE = Execution(Halt.COMPLETED, "", (CallResult(Halt.TIMEOUT, message="it ran past 1 seconds"),), 1.0)
PROGRAM = Program("f:{x}", "f", (("1",),))


class Answering:
    """A runtime that answers as its owner says."""

    name, version, sandbox = "answering", "1.0", "none"

    def __init__(self, answer: Callable[[Program], Execution]) -> None:
        self.answer, self.closed = answer, False

    def execute(self, program: Program) -> Execution:
        return self.answer(program)

    def close(self) -> None:
        self.closed = True


def test_a_runtime_that_breaks_is_replaced_and_gives_no_verdict() -> None:
    faults = [SandboxError("killed from outside"), SandboxError("disk full")]
    started: list[Answering] = []

    def answer(program: Program) -> Execution:
        if faults:
            raise faults.pop()
        return PASSED

    def start() -> Answering:
        started.append(Answering(answer))
        return started[-1]

    with RuntimePool(start, 2) as pool:
        assert pool.execute(PROGRAM) == PASSED
    assert [runtime.closed for runtime in started] == [True] * len(started)


def test_a_fault_that_stays_is_raised() -> None:
    def answer(program: Program) -> Execution:
        raise SandboxError("licence error: in use")

    with RuntimePool(lambda: Answering(answer), 1) as pool, pytest.raises(SandboxError, match="licence error"):
        pool.execute(PROGRAM)


def test_a_timeout_is_tried_once_more_and_the_second_answer_counts() -> None:
    answers = [PASSED, LATE]
    with RuntimePool(lambda: Answering(lambda program: answers.pop()), 1) as pool:
        assert pool.execute(PROGRAM) == PASSED
    answers = [PASSED, LATE, LATE]
    with RuntimePool(lambda: Answering(lambda program: answers.pop()), 1) as pool:
        assert pool.execute(PROGRAM) == LATE
    assert answers == [PASSED]


def test_the_second_try_of_a_timeout_has_no_other_program_beside_it() -> None:
    slow = Program("slow", "f", ())
    running: list[str] = []
    beside: list[list[str]] = []
    tried = 0
    both = threading.Barrier(2)

    def answer(program: Program) -> Execution:
        nonlocal tried
        running.append(program.code)
        try:
            if program is slow:
                tried += 1
                if tried == 1:
                    both.wait(10)
                    return LATE
                beside.append(list(running))
                return PASSED
            if program.code == "first":
                both.wait(10)
            threading.Event().wait(0.05)
            return PASSED
        finally:
            running.remove(program.code)

    with RuntimePool(lambda: Answering(answer), 3) as pool:
        programs = [slow, Program("first", "f", ()), *(Program(f"other {n}", "f", ()) for n in range(6))]
        threads = [threading.Thread(target=pool.execute, args=(program,)) for program in programs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert beside == [["slow"]]
