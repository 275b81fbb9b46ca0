"""Answers from a file: JSON lines, one answer to one attempt at one problem each.

    problem        the problem's id: "running-totals/drawdown"
    attempt        counted from 0 for each problem, without gaps
    completion     the text of the answer, word for word; may be empty
    model          who wrote it; the setting `model` goes before it, and may stand for it
    finish_reason  "stop" (also where the key is missing), "length" for an answer that was cut off, or "refusal"
    usage          {"prompt_tokens": 210, "completion_tokens": 35}; zero where it is missing
    kind           a note of the author's, not used

A mistake in the file stops the run before anything is asked, with up to 20 mistakes at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qforge import jsonlines
from qforge.errors import DataError
from qforge.record import Answer, FinishReason, Request, Usage
from qforge.value import Json, digest

MISTAKES_SHOWN = 20
CONCURRENCY = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which recording answers.

    Attributes:
        path: the file.
        model: the name that stands in the dataset; each line's own by default.
    """

    path: Path
    model: Annotated[str, Field(min_length=1)] | None = None


class _Usage(jsonlines.Schema):
    prompt_tokens: Annotated[int, Field(ge=0)] = 0
    completion_tokens: Annotated[int, Field(ge=0)] = 0


class _Record(jsonlines.Schema):
    problem: Annotated[str, Field(min_length=1)]
    attempt: Annotated[int, Field(ge=0)]
    completion: str
    model: Annotated[str, Field(min_length=1)] | None = None
    finish_reason: Literal["stop", "length", "refusal"] = "stop"
    usage: _Usage = _Usage()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded answer, and the name of its model."""

    model: str
    text: str
    finish_reason: FinishReason
    usage: Usage


class RecordedTeacher:
    """Answers by problem and attempt, whatever the prompt says."""

    def __init__(self, recordings: Mapping[tuple[str, int], Recording]) -> None:
        self.model = ", ".join(sorted({recording.model for recording in recordings.values()}))
        self.concurrency = CONCURRENCY
        self._recordings = recordings

    def fingerprint(self, request: Request) -> Json:
        """Give the digest of the recorded answer, so that a changed line concerns its own attempt only."""
        found = self._recordings.get((request.problem_id, request.attempt))
        if found is None:
            return {"recorded": None}
        tokens: list[Json] = [found.usage.prompt_tokens, found.usage.completion_tokens]
        return {"recorded": digest([found.model, found.text, found.finish_reason.value, tokens])}

    async def ask(self, request: Request, prompt_key: str) -> Answer | None:
        """Give the recorded answer, or None where there is none."""
        found = self._recordings.get((request.problem_id, request.attempt))
        if found is None:
            return None
        return Answer(
            problem_id=request.problem_id,
            attempt=request.attempt,
            model=found.model,
            prompt_key=prompt_key,
            text=found.text,
            finish_reason=found.finish_reason,
            usage=found.usage,
        )

    async def close(self) -> None:
        """Do nothing; a recording holds no connection."""


def connect(settings: Settings) -> RecordedTeacher:
    """Read the recording.

    Raises:
        DataError: it can't be read, or up to 20 mistakes in it, a line of text each.
    """
    return RecordedTeacher(read_recordings(settings.path, settings.model))


def read_recordings(path: Path, model: str | None = None) -> dict[tuple[str, int], Recording]:
    """Read a recording: (problem id, attempt) -> answer.

    Raises:
        DataError: it can't be read, or up to 20 mistakes in it, a line of text each.
    """
    recordings: dict[tuple[str, int], Recording] = {}
    lines: dict[tuple[str, int], int] = {}
    mistakes: list[str] = []
    for line in jsonlines.read(path):
        checked = [line.mistake] if line.mistake else jsonlines.check(_Record, line.record)
        if isinstance(checked, list):
            mistakes += [f"{path}:{line.number}: {mistake}" for mistake in checked]
            continue
        key = (checked.problem, checked.attempt)
        name = model or checked.model
        if key in lines:
            what = f"attempt {checked.attempt} at {checked.problem!r}"
            mistakes.append(f"{path}:{line.number}: {what} stands in line {lines[key]} already")
        elif name is None:
            mistakes.append(
                f"{path}:{line.number}: model: missing, and the teacher's setting model is not given either"
            )
        else:
            usage = Usage(checked.usage.prompt_tokens, checked.usage.completion_tokens)
            recordings[key] = Recording(name, checked.completion, FinishReason(checked.finish_reason), usage)
        lines.setdefault(key, line.number)
    if not mistakes:
        mistakes += [f"{path}:{lines[key]}: {gap}" for key, gap in _gaps(lines)]
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        rest = [f"... and {more} more"] if more > 0 else []
        raise DataError("\n".join([*mistakes[:MISTAKES_SHOWN], *rest]))
    return recordings


def _gaps(keys: Mapping[tuple[str, int], int]) -> list[tuple[tuple[str, int], str]]:
    return [
        ((problem, attempt), f"attempt {attempt} at {problem!r}, but none with the number {attempt - 1}")
        for problem, attempt in keys
        if attempt > 0 and (problem, attempt - 1) not in keys
    ]
