"""Asks any server that speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, Ollama, a gateway.

What the server gives is either an answer (a refusal and a cut-off one too) or none. A fault of the network or the
server is tried again with growing pauses and handed in as a fault if it stays; it never becomes an empty answer.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import Field

from qforge.chat import stream
from qforge.chat.client import Client
from qforge.chat.completion import Completion, read
from qforge.chat.faults import AllRefusedError, DeclinedError, FaultError, RefusedError
from qforge.chat.model import Model
from qforge.chat.throttle import Pace, Throttle
from qforge.errors import TeacherError
from qforge.record import FinishReason, Reason, Request, Usage
from qforge.teachers.base import Desk, NoReply, Reply
from qforge.value import Json

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 300.0
BYTES_A_TOKEN = 3.0  # until answers tell; of prompts in English and code


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(Model):
    """Which model is asked, and how.

    Attributes:
        base_url: the server's address up to and with its version: https://api.openai.com/v1, http://127.0.0.1:8000/v1.
        model: the model's name on that server.
        label: the model's name in the dataset; `model` by default.
        api_key_env: the environment variable that holds the key; none for a server that wants none.
        temperature: the server's default where it is missing.
        top_p: the server's default where it is missing.
        max_tokens: length at which an answer is cut off; the server's default where it is missing.
        max_completion_tokens: the same for a reasoning model, thinking and answer together.
        reasoning_effort: how much a reasoning model thinks, as the server names it (low, medium, high).
        seed: attempt k is sent the seed plus k; none where it is missing.
        timeout_seconds: for one request, from sending it to the last byte of its answer.
        retries: how often a request is tried again after a fault that may pass.
        concurrency: the most requests in flight; how many there are follows what the server takes.
        requests_per_minute: no limit where it is missing.
        tokens_per_minute: read and written; no limit where it is missing.
        samples_per_request: attempts at a problem asked with one request (n), where the server supports it.
        stream: have answers sent as they are written, for gateways that cut connections on which nothing moves.
        extra_body: further keys of the request, as the server knows them (top_k, chat_template_kwargs).
    """

    concurrency: Annotated[int, Field(ge=1, le=4096)] = 64
    requests_per_minute: Annotated[float, Field(gt=0)] | None = None
    tokens_per_minute: Annotated[float, Field(gt=0)] | None = None
    samples_per_request: Annotated[int, Field(ge=1, le=128)] = 1
    stream: bool = False


class OpenAITeacher:
    """A model behind a server."""

    def __init__(self, settings: Settings, key: str) -> None:
        self.model, self.answer_tokens = settings.name, settings.answer_tokens
        self._settings, self._key = settings, key
        self._throttle = Throttle(settings.concurrency)
        self._requests = Pace(settings.requests_per_minute) if settings.requests_per_minute else None
        self._tokens = _TokenPace(settings) if settings.tokens_per_minute else None
        # Ollama (0.32) drops max_completion_tokens without a word; OpenAI's newer models refuse max_tokens, in words.
        self._limit_key = "max_tokens"
        self._samples = settings.samples_per_request
        self._answered = 0

    def fingerprint(self, request: Request) -> Json:
        """Give the model and its sampling; where it runs and how patiently it is asked changes no answer."""
        several = {"samples": self._settings.samples_per_request} if self._settings.samples_per_request > 1 else {}
        return {**self._settings.fingerprint(), **several}

    async def ask(self, desk: Desk) -> None:
        """Ask until the desk has no more requests, as many at a time as the server takes.

        Raises:
            UserError: the server refuses such requests: wrong key, address, model or setting.
        """
        ended = asyncio.Event()
        in_flight = 0

        async def settle(requests: list[Request]) -> None:
            nonlocal in_flight
            try:
                await self._settle(client, desk, requests)
            finally:
                in_flight -= 1
                ended.set()

        try:
            async with Client(self._settings, self._key) as client, asyncio.TaskGroup() as group:
                while True:
                    requests = desk.take(self._throttle.room(in_flight) * self._samples)
                    for together in _groups(requests, self._samples):
                        in_flight += 1
                        group.create_task(settle(together))
                    if not in_flight:
                        return
                    await ended.wait()
                    ended.clear()
        except BaseExceptionGroup as errors:
            first = errors.exceptions[0]
            raise self._settings.refused(first) if isinstance(first, AllRefusedError) else first from None

    def close(self) -> None:
        """Do nothing; connections are closed after each round of asking."""

    async def _settle(self, client: Client, desk: Desk, requests: list[Request]) -> None:
        """Ask for all samples at once; what did not come of them is asked one by one."""
        try:
            completions = await self._patiently(client, desk, requests)
        except RefusedError as refusal:
            if len(requests) == 1:
                desk.settle(requests[0], NoReply(Reason.REQUEST_REFUSED, f"{self._settings.base_url} {refusal}"))
                return
            completions = []
        except DeclinedError as declined:
            completions = [Completion(str(declined), FinishReason.REFUSAL, Usage())] * len(requests)
        except FaultError as fault:
            for request in requests:
                desk.settle(request, TeacherError(f"{self._settings.base_url} {fault}"))
            return
        for request, completion in zip(requests, completions, strict=False):
            desk.settle(request, Reply(self.model, *completion))
        if len(completions) < len(requests):
            if completions:
                self._samples = 1
            for request in requests[len(completions) :]:
                await self._settle(client, desk, [request])

    async def _patiently(self, client: Client, desk: Desk, requests: list[Request]) -> list[Completion]:
        """Ask, and try again after a fault; while others get answers, to be told to slow down counts a tenth."""
        tried, counted, since = 0, 0.0, self._throttle.now()
        while True:
            answered = self._answered
            tried += 1
            sent_at = self._throttle.now()
            try:
                await self._throttle.opened()
                sent_at = await self._paced(requests)
                completions = await self._send(client, requests)
            except FaultError as fault:
                asked_to_wait = fault.pause_seconds or 0.0
                counted += 0.1 if fault.told and self._answered > answered else 1.0
                if fault.overload:
                    self._throttle.overloaded(sent_at, min(asked_to_wait, LONGEST_RETRY_AFTER_SECONDS))
                if int(counted) > self._settings.retries or asked_to_wait > LONGEST_RETRY_AFTER_SECONDS:
                    seconds = self._throttle.now() - since
                    often = "once" if tried == 1 else f"{tried} times in {seconds:.0f} seconds"
                    raise FaultError(f"{fault} (tried {often})") from fault
                desk.retrying(f"{self._settings.base_url} {fault}")
                longest = min(FIRST_PAUSE_SECONDS * 2 ** min(tried, 16), LONGEST_PAUSE_SECONDS)
                await asyncio.sleep(max(asked_to_wait, random.uniform(longest / 2, longest)))
            else:
                self._throttle.answered()
                self._answered += 1
                if self._tokens:
                    self._tokens.learn(requests, completions)
                return completions

    async def _paced(self, requests: list[Request]) -> float:
        delay = self._requests.delay(1) if self._requests else 0.0
        if self._tokens:
            delay = max(delay, self._tokens.delay(requests))
        if delay:
            await asyncio.sleep(delay)
        return self._throttle.now()

    async def _send(self, client: Client, requests: list[Request]) -> list[Completion]:
        limit_key = self._limit_key
        body = self._settings.body(requests[0], samples=len(requests), limit_key=limit_key)
        try:
            if self._settings.stream:
                completions = stream.read((await client.post("/chat/completions", stream.asked(body))).body)
            else:
                completions = read((await client.post("/chat/completions", body)).body)
        except AllRefusedError as refusal:
            if refusal.parameter == "max_tokens" == limit_key and self._settings.max_tokens:
                self._limit_key = "max_completion_tokens"
                return await self._send(client, requests)
            if refusal.parameter == "n" and len(requests) > 1:
                self._samples = 1
                raise RefusedError(str(refusal)) from refusal
            raise
        return completions[: len(requests)]


class _TokenPace:
    """Tokens a minute: a request takes what it will need, as far as answers have told, and settles up afterwards."""

    def __init__(self, settings: Settings) -> None:
        assert settings.tokens_per_minute is not None
        self._pace = Pace(settings.tokens_per_minute)
        self._tokens_a_byte = 1 / BYTES_A_TOKEN
        self._written = float(settings.answer_tokens or 0)

    def delay(self, requests: list[Request]) -> float:
        """Take a request's tokens, and give the seconds to wait before it is sent."""
        return self._pace.delay(self._expected(requests))

    def learn(self, requests: list[Request], completions: list[Completion]) -> None:
        """Settle up, and expect more or less from now on."""
        expected = self._expected(requests)
        read = sum(completion.usage.prompt_tokens for completion in completions)
        written = sum(completion.usage.completion_tokens for completion in completions)
        if read + written:
            self._pace.correct(read + written - expected)
            self._tokens_a_byte += 0.1 * (read / _bytes(requests[0]) - self._tokens_a_byte)
            self._written += 0.1 * (written / len(requests) - self._written)

    def _expected(self, requests: list[Request]) -> float:
        return _bytes(requests[0]) * self._tokens_a_byte + len(requests) * self._written


def _bytes(request: Request) -> int:
    return sum(len(message.content.encode("utf-8", "replace")) for message in request.messages) or 1


def _groups(requests: list[Request], samples: int) -> list[list[Request]]:
    """Put attempts that ask the same beside each other together, up to `samples` of them."""
    groups: list[list[Request]] = []
    for request in requests:
        last = groups[-1] if groups else []
        if last and len(last) < samples and replace(request, attempt=last[0].attempt) == last[0]:
            last.append(request)
        else:
            groups.append([request])
    return groups


def connect(settings: Settings) -> OpenAITeacher:
    """Make the teacher ready; nothing is sent yet.

    Raises:
        UserError: the variable of the key is not set.
    """
    return OpenAITeacher(settings, settings.key())
