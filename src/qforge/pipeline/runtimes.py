"""A pool of runtimes: started when first needed, lent to one thread at a time, replaced when they break.

A program that met its time limit is tried once more while no other program of the pool runs: processor time is what
counts, but a loaded machine makes the same work take more of it.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from qforge.errors import SandboxError
from qforge.languages.base import Execution, Halt, Program, Runtime

TRIES = 3


class RuntimePool:
    """At most `size` runtimes; itself a `Runtime` that may be used from any number of threads."""

    def __init__(self, start: Callable[[], Runtime], size: int) -> None:
        """Start the first runtime, which tells name, version and sandbox.

        Raises:
            SandboxError: it can't be started.
        """
        first = start()
        self.name, self.version, self.sandbox = first.name, first.version, first.sandbox
        self._start = start
        self._mutex = threading.Lock()
        self._turns = threading.Condition()
        self._running = self._wanting_alone = 0
        self._started = [first]
        self._free: queue.SimpleQueue[Runtime | None] = queue.SimpleQueue()
        self._free.put(first)
        for _ in range(size - 1):
            self._free.put(None)

    def execute(self, program: Program) -> Execution:
        """Run the program on a free runtime; where that breaks, on fresh ones, `TRIES` times in all.

        Raises:
            SandboxError: each of them broke; no verdict.
        """
        with self._turn(alone=False):
            execution = self._execute(program)
        if _timed_out(execution) and program.steps is None:
            with self._turn(alone=True):
                execution = self._execute(program)
        return execution

    def _execute(self, program: Program) -> Execution:
        for left in reversed(range(TRIES)):
            try:
                with self._lent() as runtime:
                    return runtime.execute(program)
            except SandboxError:
                if not left:
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def _turn(self, *, alone: bool) -> Iterator[None]:
        """Hold a turn; one that is to be alone waits for the others to end, and those that come later wait for it."""
        with self._turns:
            self._wanting_alone += alone
            self._turns.wait_for(lambda: not self._running if alone else not self._wanting_alone)
            self._running += 1
        try:
            yield
        finally:
            with self._turns:
                self._running -= 1
                self._wanting_alone -= alone
                self._turns.notify_all()

    @contextmanager
    def _lent(self) -> Iterator[Runtime]:
        runtime = self._free.get()
        try:
            if runtime is None:
                runtime = self._start()
                with self._mutex:
                    self._started.append(runtime)
            yield runtime
        except SandboxError:
            if runtime is not None:
                self._discard(runtime)
            runtime = None
            raise
        finally:
            self._free.put(runtime)

    def _discard(self, runtime: Runtime) -> None:
        with self._mutex:
            self._started.remove(runtime)
        runtime.close()

    def close(self) -> None:
        """End all runtimes."""
        with self._mutex:
            for runtime in self._started:
                runtime.close()
            self._started.clear()

    def __enter__(self) -> RuntimePool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _timed_out(execution: Execution) -> bool:
    return Halt.TIMEOUT in {execution.halt, *(result.halt for result in execution.results)}
