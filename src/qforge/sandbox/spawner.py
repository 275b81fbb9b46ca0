"""Starts processes on one thread that lives as long as this process does.

The kernel's death signal (PR_SET_PDEATHSIG) comes when the *thread* that started a process ends, so a process
started on a pool's thread would be killed with it.
"""

from __future__ import annotations

import os
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

Started = TypeVar("Started")

Task = tuple["Future[Any]", Callable[[], Any]]

_mutex = threading.Lock()
_queues: dict[int, queue.SimpleQueue[Task]] = {}
"""By process id: a fork of this process has no such thread until it asks for one."""


def spawn(start: Callable[[], Started]) -> Started:
    """Call `start` on the lasting thread; give its result, or raise what it raised."""
    with _mutex:
        tasks = _queues.get(os.getpid())
        if tasks is None:
            tasks = _queues[os.getpid()] = queue.SimpleQueue()
            threading.Thread(target=_serve, args=(tasks,), name="spawner", daemon=True).start()
    future: Future[Started] = Future()
    tasks.put((future, start))
    return future.result()


def _serve(tasks: queue.SimpleQueue[Task]) -> None:
    while True:
        future, start = tasks.get()
        try:
            future.set_result(start())
        except BaseException as error:
            future.set_exception(error)
