"""The language, feature by feature, as sessions at q's console that a reader of q can check."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from qforge.languages.q.interpreter.session import Limits, Session

TRANSCRIPTS = sorted((Path(__file__).parent / "transcripts").glob("*.q"))


@dataclass(frozen=True)
class Step:
    """One input, the line it stands on and the lines that the console prints for it."""

    line: int
    text: str
    printed: list[str]


def read_steps(path: Path) -> list[Step]:
    """The steps of a transcript; a line that starts with / is a remark."""
    steps: list[Step] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("q)"):
            steps.append(Step(number, line[2:], []))
        elif steps and not line.startswith("/ "):
            steps[-1].printed.append(line.rstrip())
    return steps


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
def test_the_console_prints_what_the_transcript_says(path: Path) -> None:
    session = Session(Limits(seconds=10.0))
    for step in read_steps(path):
        printed = [line.rstrip() for line in session.transcript(step.text)]
        expected = list(step.printed)
        while expected and not expected[-1]:
            expected.pop()
        while printed and not printed[-1]:
            printed.pop()
        assert printed == expected, f"{path.name}:{step.line}: {step.text}"
