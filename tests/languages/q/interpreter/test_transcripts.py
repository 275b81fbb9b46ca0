"""The language, feature by feature, as sessions at q's console that a reader of q can check.

In a transcript `q)` starts an input, `q>` continues it on a new line as scripts do, and the lines below are what the
console prints for it. A line that starts with `/ ` is a remark; `// ` is one that starts a fresh session.
"""

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


def read_sessions(path: Path) -> list[list[Step]]:
    """The sessions of a transcript, none of them empty."""
    found: list[list[Step]] = [[]]
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        steps = found[-1]
        if line.startswith("q)"):
            steps.append(Step(number, line[2:], []))
        elif line.startswith("q>"):
            steps[-1] = Step(steps[-1].line, f"{steps[-1].text}\n{line[2:]}", [])
        elif line.startswith("// "):
            found.append([])
        elif steps and not line.startswith("/ "):
            steps[-1].printed.append(line.rstrip())
    return [steps for steps in found if steps]


def trimmed(lines: list[str]) -> list[str]:
    """Lines without blanks at their ends and without empty lines at the end."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    return kept


SESSIONS = [
    pytest.param(path.name, steps, id=f"{path.stem}:{steps[0].line}")
    for path in TRANSCRIPTS
    for steps in read_sessions(path)
]


@pytest.mark.parametrize(("name", "steps"), SESSIONS)
def test_the_console_prints_what_the_transcript_says(name: str, steps: list[Step]) -> None:
    session = Session(Limits(seconds=10.0))
    for step in steps:
        printed = trimmed(session.transcript(step.text))
        assert printed == trimmed(step.printed), f"{name}:{step.line}: {step.text}"
