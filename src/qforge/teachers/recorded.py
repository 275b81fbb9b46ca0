"""Answers from a file: JSON lines, one answer to one attempt at one problem each.

    problem        the problem's id: "running-totals/drawdown"
    attempt        counted from 0 for each problem, without gaps
    kind           what is answered: "attempt" (also where the key is missing), "repair", "rewrite" or "revision"
    turn           which further question of that attempt a repair, rewrite or revision answers, from 1
    examples       true: answers a prompt with examples only, false: one without; either where the key is missing
    completion     the text of the answer, word for word; may be empty
    model          who wrote it; the setting `model` goes before it, and may stand for it
    finish_reason  "stop" (also where the key is missing), "length" for an answer that was cut off, or "refusal"
    usage          {"prompt_tokens": 210, "completion_tokens": 35}; zero where it is missing
    note           a note of the author's, not used

A mistake in the file stops the run before anything is asked, with up to 20 mistakes at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from qforge import jsonlines
from qforge.errors import DataError
from qforge.record import FinishReason, Kind, Reason, Request, Usage
from qforge.teachers.base import Desk, NoReply, Reply
from qforge.value import Json, digest

MISTAKES_SHOWN = 20
TAKEN_AT_ONCE = 32


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
    kind: Literal["attempt", "repair", "rewrite", "revision"] = "attempt"
    turn: Annotated[int, Field(ge=0)] = 0
    examples: bool | None = None
    completion: str
    model: Annotated[str, Field(min_length=1)] | None = None
    finish_reason: Literal["stop", "length", "refusal"] = "stop"
    usage: _Usage = _Usage()
    note: str = ""


class Question(NamedTuple):
    """What a recorded answer answers."""

    problem: str
    attempt: int
    turn: int = 0
    kind: str = Kind.ATTEMPT.value
    examples: bool | None = None

    def __str__(self) -> str:
        """Name it as people do.

        >>> str(Question("a/one", 2, 1, "repair"))
        "repair 2.1 of 'a/one'"
        """
        if self.kind == Kind.ATTEMPT:
            return f"attempt {self.attempt} at {self.problem!r}"
        return f"{self.kind} {self.attempt}.{self.turn} of {self.problem!r}"


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded answer, and the name of its model."""

    model: str
    text: str
    finish_reason: FinishReason
    usage: Usage


class RecordedTeacher:
    """Answers by problem, attempt, turn and kind, whatever the prompt says."""

    def __init__(self, recordings: Mapping[Question, Recording]) -> None:
        self.models = tuple(sorted({recording.model for recording in recordings.values()}))
        self.model = ", ".join(self.models)
        self.problems = tuple(dict.fromkeys(question.problem for question in recordings))
        self.answer_tokens = max((one.usage.completion_tokens for one in recordings.values()), default=0)
        self._recordings = recordings

    def fingerprint(self, request: Request) -> Json:
        """Give the digest of the recorded answer, so that a changed line concerns its own attempt only."""
        found = self._find(request)
        if found is None:
            return {"recorded": None}
        tokens: list[Json] = [found.usage.prompt_tokens, found.usage.completion_tokens]
        return {"recorded": digest([found.model, found.text, found.finish_reason.value, tokens])}

    async def ask(self, desk: Desk) -> None:
        """Give the recorded answers; what is not recorded has none."""
        while requests := desk.take(TAKEN_AT_ONCE):
            for request in requests:
                desk.settle(request, self._outcome(request))

    def _find(self, request: Request) -> Recording | None:
        lineage = request.lineage
        question = Question(request.problem_id, request.attempt, lineage.turn, lineage.kind.value)
        found = self._recordings.get(question._replace(examples=bool(lineage.examples)))
        return found or self._recordings.get(question)

    def _outcome(self, request: Request) -> Reply | NoReply:
        found = self._find(request)
        if found is None:
            message = f"the recording holds no answer for {request.lineage.kind} {request.id}"
            return NoReply(Reason.NO_ANSWER, message)
        return Reply(found.model, found.text, found.finish_reason, found.usage)

    def close(self) -> None:
        """Do nothing; a recording holds nothing back."""


def connect(settings: Settings) -> RecordedTeacher:
    """Read the recording.

    Raises:
        DataError: it can't be read, or up to 20 mistakes in it, a line of text each.
    """
    return RecordedTeacher(read_recordings(settings.path, settings.model))


def read_recordings(path: Path, model: str | None = None) -> dict[Question, Recording]:
    """Read a recording: what was asked -> answer.

    Raises:
        DataError: it can't be read, or up to 20 mistakes in it, a line of text each.
    """
    recordings: dict[Question, Recording] = {}
    lines: dict[Question, int] = {}
    mistakes: list[str] = []
    for line in jsonlines.read(path):
        checked = [line.mistake] if line.mistake else jsonlines.check(_Record, line.record)
        if isinstance(checked, list):
            mistakes += [f"{path}:{line.number}: {mistake}" for mistake in checked]
            continue
        question = Question(checked.problem, checked.attempt, checked.turn, checked.kind, checked.examples)
        name = model or checked.model
        if question in lines:
            mistakes.append(f"{path}:{line.number}: {question} stands in line {lines[question]} already")
        elif (checked.kind == "attempt") != (checked.turn == 0):
            due = "0 for an attempt" if checked.kind == "attempt" else f"from 1 for a {checked.kind}"
            mistakes.append(f"{path}:{line.number}: turn: expected {due}, not {checked.turn}")
        elif name is None:
            mistakes.append(
                f"{path}:{line.number}: model: missing, and the teacher's setting model is not given either"
            )
        else:
            usage = Usage(checked.usage.prompt_tokens, checked.usage.completion_tokens)
            recordings[question] = Recording(name, checked.completion, FinishReason(checked.finish_reason), usage)
        lines.setdefault(question, line.number)
    if not mistakes:
        mistakes += [f"{path}:{lines[question]}: {gap}" for question, gap in _gaps(lines)]
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        rest = [f"... and {more} more"] if more > 0 else []
        raise DataError("\n".join([*mistakes[:MISTAKES_SHOWN], *rest]))
    return recordings


def _gaps(questions: Mapping[Question, int]) -> list[tuple[Question, str]]:
    """Find what can't be asked for: an attempt after a missing one, and what follows an attempt that is missing."""
    attempts = {(question.problem, question.attempt) for question in questions if question.kind == Kind.ATTEMPT}
    gaps = []
    for question in questions:
        before = question.attempt - 1 if question.kind == Kind.ATTEMPT else question.attempt
        if before >= 0 and (question.problem, before) not in attempts:
            gaps.append((question, f"{question}, but no attempt with the number {before}"))
    return gaps
