"""A pool of runtimes: started when first needed, lent to one thread at a time, replaced when they break."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from qforge.errors import SandboxError
from qforge.languages.base import Execution, Program, Runtime

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
        for left in reversed(range(TRIES)):
            try:
                with self._lent() as runtime:
                    return runtime.execute(program)
            except SandboxError:
                if not left:
                    raise
        raise AssertionError("unreachable")

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
