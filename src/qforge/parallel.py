"""Run a function over many items side by side, with results in the order of the items."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def ordered_map(
    function: Callable[[Item], Result], items: Sequence[Item], workers: int, done: Callable[[Result], None]
) -> list[Result]:
    """Apply the function to every item on `workers` threads; `done` is told each result as it comes.

    The first exception stops what has not begun and is raised once what runs has ended.
    """
    with ThreadPoolExecutor(max_workers=workers) as executor:

        def task(item: Item) -> Result:
            result = function(item)
            done(result)
            return result

        futures = [executor.submit(task, item) for item in items]
        try:
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            for future in futures:
                future.cancel()
        for future in futures:
            if not future.cancelled() and (error := future.exception()):
                raise error
        return [future.result() for future in futures]
