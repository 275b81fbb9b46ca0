"""Asks through OpenAI's batch API, at half the price and within a day: files of requests, which no kill submits twice.

Before a batch is submitted, its intent is noted in the run's store, and the batch carries it as metadata. A build that
finds an intent without a batch looks for the batch by it; one that finds a batch waits for it. What a batch leaves
unanswered (it expired, or single lines failed for no fault of theirs) goes into another batch.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from qforge.chat.batches import COMPLETIONS, ENDED, Batch, Batches, Line
from qforge.chat.client import Client
from qforge.chat.completion import read
from qforge.chat.faults import AllRefusedError, DeclinedError, FaultError, RefusedError, error_for, read_words
from qforge.chat.model import Model
from qforge.errors import TeacherError, UserError
from qforge.record import FinishReason, Reason, Request, Usage
from qforge.teachers.base import Desk, NoReply, Outcome, Reply
from qforge.value import Json, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Model):
    """Which model is asked, and how.

    Attributes:
        base_url: the server's address up to and with its version: https://api.openai.com/v1.
        model: the model's name on that server.
        label: the model's name in the dataset; `model` by default.
        api_key_env: the environment variable that holds the key; none for a server that wants none.
        temperature: the server's default where it is missing.
        top_p: the server's default where it is missing.
        max_tokens: length at which an answer is cut off; the server's default where it is missing.
        max_completion_tokens: the same for a reasoning model, thinking and answer together.
        reasoning_effort: how much a reasoning model thinks, as the server names it (low, medium, high).
        seed: attempt k is sent the seed plus k; none where it is missing.
        timeout_seconds: for one call of the API, a file's transfer included.
        retries: how often a call, and a request that its batch left unanswered, is tried again.
        requests_per_batch: the most requests in one file.
        batches: the most batches that wait at a time.
        poll_seconds: between two looks at a batch.
        extra_body: further keys of the request, as the server knows them.
    """

    requests_per_batch: Annotated[int, Field(ge=1, le=50_000)] = 5_000
    batches: Annotated[int, Field(ge=1, le=100)] = 4
    poll_seconds: Annotated[float, Field(gt=0)] = 30.0


class OpenAIBatchTeacher:
    """A model behind a batch API."""

    def __init__(self, settings: Settings, key: str) -> None:
        self.model, self.answer_tokens = settings.name, settings.answer_tokens
        self._settings, self._key = settings, key

    def fingerprint(self, request: Request) -> Json:
        """Give the model and its sampling, as the openai teacher does: where it runs changes no answer."""
        return self._settings.fingerprint()

    async def ask(self, desk: Desk) -> None:
        """Submit what the desk gives, wait for it, and settle each request.

        Raises:
            UserError: the server refuses such requests: wrong key, address, model or setting.
            TeacherError: the server can't be asked; batches that are submitted are waited for by the next build.
        """
        settings = self._settings
        notes = _Notes(desk, f"openai_batch {settings.base_url}")
        waiting: set[asyncio.Task[None]] = set()
        try:
            async with Client(settings, self._key) as client:
                asking = _Asking(settings, Batches(client, settings.retries), desk, notes)
                try:
                    while True:
                        while len(waiting) < settings.batches and (taken := desk.take(settings.requests_per_batch)):
                            for intent, requests in asking.sort(taken).items():
                                waiting.add(asyncio.create_task(asking.answer(intent, requests)))
                        if not waiting:
                            break
                        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                        for task in done:
                            task.result()
                finally:
                    for task in waiting:
                        task.cancel()
                    await asyncio.gather(*waiting, return_exceptions=True)
        except AllRefusedError as refusal:
            raise settings.refused(refusal) from refusal
        except RefusedError as refusal:
            raise UserError(f"{settings.base_url} {refusal}; check the teacher's settings") from refusal
        except FaultError as fault:
            told = f"{settings.base_url} {fault}; what is submitted goes on, and the same command waits for it"
            raise TeacherError(told) from fault
        desk.take(0)
        notes.forget_read()

    def close(self) -> None:
        """Do nothing; connections are closed after each round of asking."""


class _Notes:
    """The batches that are submitted and not read to the end, in the run's store: intent -> batch and request names."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk, self._name = desk, name
        noted: Any = desk.recall(name) or {"submitted": 0, "open": {}}
        self._submitted: int = noted["submitted"]
        self._open: dict[str, Any] = noted["open"]
        self._read: set[str] = set()

    def intents(self) -> dict[str, str]:
        """Give the newest intent of each request: name -> intent."""
        numbered = sorted(self._open.items(), key=lambda item: item[1]["number"])
        return {name: intent for intent, noted in numbered for name in noted["names"]}

    def batch(self, intent: str) -> str:
        """Give the id of an intent's batch, "" where it is not known."""
        return str(self._open[intent]["batch"]) if intent in self._open else ""

    def intend(self, names: Sequence[str]) -> str:
        """Note that a batch will be submitted; gives its intent."""
        self._submitted += 1
        intent = digest([self._submitted, list(names)])
        self._open[intent] = {"number": self._submitted, "batch": "", "names": list(names)}
        self._save()
        return intent

    def submitted(self, intent: str, batch: str) -> None:
        """Note an intent's batch."""
        self._open[intent]["batch"] = batch
        self._save()

    def forget(self, intent: str) -> None:
        """Note that nothing came of an intent."""
        self._open.pop(intent, None)
        self._save()

    def read(self, intent: str) -> None:
        """Hear that an intent's batch was read; it is forgotten when all that it answered is stored."""
        self._read.add(intent)

    def forget_read(self) -> None:
        """Forget the batches that were read."""
        if self._read:
            self._open = {intent: noted for intent, noted in self._open.items() if intent not in self._read}
            self._read = set()
            self._save()

    def _save(self) -> None:
        self._desk.remember(self._name, {"submitted": self._submitted, "open": self._open})


class _Asking:
    """One round of asking through batches."""

    def __init__(self, settings: Settings, batches: Batches, desk: Desk, notes: _Notes) -> None:
        self._settings, self._batches, self._desk, self._notes = settings, batches, desk, notes

    def sort(self, requests: Sequence[Request]) -> dict[str, list[Request]]:
        """Sort requests by the intent of an earlier build under which they were submitted; "" is none."""
        known = self._notes.intents()
        sorted_: dict[str, list[Request]] = {}
        for request in requests:
            sorted_.setdefault(known.get(self._name(request), ""), []).append(request)
        return sorted_

    async def answer(self, intent: str, requests: list[Request]) -> None:
        """Settle requests: by the batch of their intent where there is one, else and for the rest by new ones."""
        for tried in range(self._settings.retries + 2):
            batch = await self._batch(intent, requests)
            while batch.status not in ENDED:
                await asyncio.sleep(self._settings.poll_seconds)
                batch = await self._batches.look(batch.id)
            lines = await self._batches.lines(batch)
            if batch.status == "failed" and not lines:
                self._notes.forget(batch.intent)
                words = batch.words or "no further words"
                raise UserError(f"{self._settings.base_url} refused batch {batch.id}: {words}; nothing of it was asked")
            requests = self._settle(requests, lines, batch, last=tried > self._settings.retries)
            self._notes.read(batch.intent)
            if not requests:
                return
            intent = ""

    async def _batch(self, intent: str, requests: list[Request]) -> Batch:
        """Give the batch of an intent, found or submitted."""
        if intent and self._notes.batch(intent):
            return (await self._batches.look(self._notes.batch(intent)))._replace(intent=intent)
        batch = await self._batches.find(intent) if intent else None
        if batch is None:
            if intent:
                self._notes.forget(intent)
            intent = self._notes.intend([self._name(request) for request in requests])
            batch = await self._batches.submit(intent, b"".join(self._line(request) for request in requests))
        self._notes.submitted(intent, batch.id)
        return batch._replace(intent=intent)

    def _settle(
        self, requests: list[Request], lines: Mapping[str, Line], batch: Batch, *, last: bool
    ) -> list[Request]:
        """Settle what a batch answered; gives what it did not, and on the last try settles that too."""
        left = []
        for request in requests:
            outcome = self._outcome(lines.get(self._name(request)), batch)
            if isinstance(outcome, TeacherError) and not last:
                left.append(request)
            else:
                self._desk.settle(request, outcome)
        return left

    def _outcome(self, line: Line | None, batch: Batch) -> Outcome:
        place = f"{self._settings.base_url}, batch {batch.id} ({batch.status})"
        if line is None or line.status == 0:
            words = read_words(line.body).text if line else "no line in its files"
            return TeacherError(f"{place}: {words}")
        try:
            if line.status != 200:
                raise error_for(line.status, {}, line.body)
            return Reply(self._settings.name, *read(line.body)[0])
        except RefusedError as refusal:
            return NoReply(Reason.REQUEST_REFUSED, f"{place} {refusal}")
        except DeclinedError as declined:
            return Reply(self._settings.name, str(declined), FinishReason.REFUSAL, Usage())
        except FaultError as fault:
            return TeacherError(f"{place} {fault}")

    def _name(self, request: Request) -> str:
        body: Json = self._settings.body(request)
        return digest([request.id, body])

    def _line(self, request: Request) -> bytes:
        line = {
            "custom_id": self._name(request),
            "method": "POST",
            "url": COMPLETIONS,
            "body": self._settings.body(request),
        }
        return json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def connect(settings: Settings) -> OpenAIBatchTeacher:
    """Make the teacher ready; nothing is sent yet.

    Raises:
        UserError: the variable of the key is not set.
    """
    return OpenAIBatchTeacher(settings, settings.key())
