"""Asks a number of questions through a run's store, as a process that can be killed.

    python -m tests.asking_run URL RUN QUESTIONS      prints the outcomes, in order, as JSON lines
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qforge.ledger import Ledger
from qforge.pipeline.asking import Asking, ask
from qforge.pipeline.journal import Journal
from qforge.progress import Silent
from qforge.record import Answer, Message, Request, Stage
from qforge.stages.spending import Settings
from qforge.store import Store
from qforge.teachers import openai

CONCURRENCY = 32


@dataclass(frozen=True)
class Questions:
    """So many requests, written when they are reached."""

    count: int

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Request]:
        for number in range(self.count):
            yield Request(f"a/{number}", 0, (Message("user", f"question {number}"),))


def run(url: str, directory: Path, count: int) -> list[str]:
    """Ask, and give the outcomes as text."""
    settings = openai.Settings(
        base_url=url, model="faulty", timeout_seconds=0.6, retries=12, concurrency=CONCURRENCY, max_tokens=10
    )
    openai.FIRST_PAUSE_SECONDS = 0.02
    openai.LONGEST_PAUSE_SECONDS = 0.2
    with Store(directory) as store:
        journal = Journal(store, Ledger(), Silent())
        asked = Asking(openai.connect(settings), Stage.TRANSLATE, Questions(count), Settings())
        return [_told(found.outcome) for found in ask(asked, journal)]


def _told(outcome: object) -> str:
    if isinstance(outcome, Answer):
        return outcome.text
    return str(getattr(outcome, "reason", outcome))


if __name__ == "__main__":
    for line in run(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])):
        print(json.dumps(line))
