"""How a build goes on, for people: a bar per stage with rate, yield and time left; nothing where nobody looks."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qforge.record import Stage

if TYPE_CHECKING:
    from rich.console import Console


class Silent:
    """Says nothing: for pipes and logs."""

    def begin(self, stage: Stage, total: int, stored: int) -> None:
        """Ignore that a stage begins."""

    def found(self) -> None:
        """Ignore that a record has a stored result."""

    def advance(self, *, accepted: bool, tokens: int = 0) -> None:
        """Ignore that a record is done."""

    def spend(self, cost: float, currency: str) -> None:
        """Ignore what records cost."""

    def retry(self, why: str) -> None:
        """Ignore that a request is tried again."""

    def warn(self, message: str) -> None:
        """Ignore a warning; the report has it."""

    def end(self) -> None:
        """Ignore that a stage ends."""


class Bars:
    """One bar for each stage on the terminal, told from several threads."""

    def __init__(self, console: Console | None = None) -> None:
        """Draw on standard error unless a console is given."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(compact=True, elapsed_when_finished=True),
        )
        self.display = Progress(*columns, console=console or Console(stderr=True))
        self._mutex = threading.Lock()
        self._accepted = self._done = self._tokens = self._stored = self._retries = 0
        self._cost, self._currency = 0.0, ""

    def begin(self, stage: Stage, total: int, stored: int) -> None:
        """Show a new bar, filled as far as results are stored."""
        with self._mutex:
            self._accepted = self._done = self._tokens = self._retries = 0
            self._cost, self._currency = 0.0, ""
            self._stored = stored
            self._task = self.display.add_task(stage.value, total=total, completed=stored, note=self._note())

    def found(self) -> None:
        """Move the bar by one record that is stored."""
        with self._mutex:
            self._stored += 1
            self.display.update(self._task, advance=1, note=self._note())

    def advance(self, *, accepted: bool, tokens: int = 0) -> None:
        """Move the bar by one record."""
        with self._mutex:
            self._done += 1
            self._accepted += accepted
            self._tokens += tokens
            self.display.update(self._task, advance=1, note=self._note())

    def spend(self, cost: float, currency: str) -> None:
        """Add to what the stage cost so far."""
        with self._mutex:
            self._cost += cost
            self._currency = currency

    def retry(self, why: str) -> None:
        """Count a retry; the first of a stage is told with its reason."""
        with self._mutex:
            self._retries += 1
            if self._retries == 1:
                self._print(f"{why}; trying again")
            self.display.update(self._task, note=self._note())

    def warn(self, message: str) -> None:
        """Print a warning above the bars."""
        with self._mutex:
            self._print(f"warning: {message}")

    def _print(self, text: str) -> None:
        self.display.console.print(text, style="yellow", markup=False, highlight=False, soft_wrap=True)

    def end(self) -> None:
        """Leave the finished bar standing."""
        with self._mutex:
            self.display.update(self._task, note=self._note())
            self.display.refresh()

    def _note(self) -> str:
        parts = [f"{self._stored} stored"] if self._stored else []
        if self._done:
            task = self.display.tasks[-1]
            elapsed = task.elapsed or 0.0
            rate = f"{self._done / elapsed:.0f}/s, " if elapsed > 0.5 else ""
            parts.append(f"{rate}{self._accepted / self._done:.0%} accepted")
        if self._retries:
            parts.append(f"{self._retries} retries")
        if self._tokens:
            parts.append(f"{self._tokens:,} tokens")
        if self._currency and self._done:
            total = self.display.tasks[-1].total or 0.0
            estimate = self._cost / self._done * max(total - self._stored, self._done)
            parts.append(f"{self._cost:.2f} of about {estimate:.2f} {self._currency}")
        return ", ".join(parts)


@contextmanager
def progress() -> Iterator[Bars | Silent]:
    """Give bars on standard error where that is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield Silent()
        return
    bars = Bars()
    with bars.display:
        yield bars
