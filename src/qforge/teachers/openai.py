"""Asks any server that speaks OpenAI's chat completions: OpenAI itself, vLLM, llama.cpp, Ollama, a gateway.

What the server gives is either an answer (a refusal and a cut-off one too) or none. A fault of the network or the
server is tried again with growing pauses and raised if it stays; it never becomes an empty answer.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import stamina
from pydantic import Field

from qforge.errors import TeacherError, UserError
from qforge.record import FinishReason, Request, Usage
from qforge.teachers.base import Desk, Reply
from qforge.value import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    import openai

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 60.0
LONGEST_RETRY_AFTER_SECONDS = 300.0
TRIED_AGAIN = (408, 409, 425, 429)  # and all from 500 on
NEVER_BETTER = ("insufficient_quota", "billing_hard_limit_reached")
DECLINED = ("content_filter", "content_policy_violation", "invalid_prompt")
BROKEN_OFF = ("error", "abort")
OWN_KEYS = ("model", "messages", "n", "stream", "temperature", "top_p", "max_tokens", "max_completion_tokens", "seed")
WORDS_SHOWN = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Which model is asked, and how.

    Attributes:
        base_url: the server's address up to and with its version: https://api.openai.com/v1, http://127.0.0.1:8000/v1.
        model: the model's name on that server.
        label: the model's name in the dataset; `model` by default.
        api_key_env: the environment variable that holds the key; none for a server that wants none.
        temperature: the server's default where it is missing.
        top_p: the server's default where it is missing.
        max_tokens: length at which an answer is cut off; the server's default where it is missing.
        seed: attempt k is sent the seed plus k; none where it is missing.
        timeout_seconds: for one request, from sending it to the last byte of its answer.
        retries: how often a request is tried again after a fault that may pass.
        concurrency: requests at a time.
        extra_body: further keys of the request, as the server knows them (top_k, chat_template_kwargs).
    """

    base_url: str
    model: Annotated[str, Field(min_length=1)]
    label: Annotated[str, Field(min_length=1)] | None = None
    api_key_env: str | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    seed: int | None = None
    timeout_seconds: Annotated[float, Field(gt=0)] = 300.0
    retries: Annotated[int, Field(ge=0, le=100)] = 6
    concurrency: Annotated[int, Field(ge=1, le=4096)] = 16
    extra_body: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(
                f"base_url: {self.base_url!r} is no address; expected one such as http://127.0.0.1:8000/v1"
            )
        if "@" in address.netloc:
            raise ValueError("base_url: holds a password; name the variable that holds the key in api_key_env")
        if self.api_key_env is not None and not re.fullmatch(r"[A-Za-z_]\w*", self.api_key_env):
            raise ValueError("api_key_env: expected the name of an environment variable, not the key itself")
        taken = sorted(set(self.extra_body or {}) & set(OWN_KEYS))
        if taken:
            raise ValueError(f"extra_body: {', '.join(taken)} can't be set here; see the teacher's own settings")


class FaultError(Exception):
    """One request got no answer, but another try may; `pause_seconds` is what the server asks to wait."""

    def __init__(self, message: str, pause_seconds: float | None = None) -> None:
        super().__init__(message)
        self.pause_seconds = pause_seconds


class OpenAITeacher:
    """A model behind a server."""

    def __init__(self, settings: Settings, key: str) -> None:
        self.model = settings.label or settings.model
        self.answer_tokens = settings.max_tokens
        self._settings = settings
        self._key = key
        # Ollama (0.32) drops max_completion_tokens without a word; OpenAI's newer models refuse max_tokens, in words.
        self._limit_key = "max_tokens"

    def fingerprint(self, request: Request) -> Json:
        """Give the model and its sampling; where it runs and how patiently it is asked changes no answer."""
        settings = self._settings
        return {
            "model": settings.model,
            "label": settings.label,
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "seed": settings.seed,
            "extra_body": settings.extra_body,
        }

    async def ask(self, desk: Desk) -> None:
        """Ask until the desk has no more requests, `concurrency` at a time.

        Raises:
            UserError: the server refuses such requests: wrong key, address, model or setting.
        """
        import openai

        self._client = openai.AsyncOpenAI(
            base_url=self._settings.base_url,
            api_key=self._key or "none",
            timeout=self._settings.timeout_seconds,
            max_retries=0,
            http_client=openai.DefaultAsyncHttpx2Client(limits=_limits(self._settings.concurrency)),
        )

        async def worker() -> None:
            while requests := desk.take(1):
                try:
                    reply = await self._answer(requests[0])
                except TeacherError as error:
                    desk.settle(requests[0], error)
                else:
                    desk.settle(requests[0], reply)

        try:
            async with self._client, asyncio.TaskGroup() as group:
                for _ in range(self._settings.concurrency):
                    group.create_task(worker())
        except BaseExceptionGroup as errors:
            raise errors.exceptions[0] from None

    async def _answer(self, request: Request) -> Reply:
        tries = stamina.retry_context(
            on=_pause,
            attempts=self._settings.retries + 1,
            timeout=None,
            wait_initial=FIRST_PAUSE_SECONDS,
            wait_max=LONGEST_PAUSE_SECONDS,
        )
        tried = 0
        try:
            async for attempt in tries:
                tried = attempt.num
                with attempt:
                    reply = await self._send(request)
        except FaultError as fault:
            times = "once" if tried == 1 else f"{tried} times"
            raise TeacherError(f"{self._settings.base_url} {fault} (tried {times})") from fault
        return reply

    def close(self) -> None:
        """Do nothing; connections are closed after each round of asking."""

    async def _send(self, request: Request) -> Reply:
        import openai

        limit_key = self._limit_key
        try:
            async with asyncio.timeout(self._settings.timeout_seconds):
                raw = await self._client.chat.completions.with_raw_response.create(**self._body(request, limit_key))
        except (TimeoutError, openai.APITimeoutError) as error:
            raise FaultError(f"gave no answer within {self._settings.timeout_seconds:g} seconds") from error
        except openai.APIStatusError as error:
            if error.param == "max_tokens" and limit_key == "max_tokens" and self._settings.max_tokens:
                self._limit_key = "max_completion_tokens"
                return await self._send(request)
            return self._refused(error)
        except openai.APIConnectionError as error:
            raise FaultError(f"can't be reached: {_cause(error)}; is the server up, and base_url right?") from error
        return read_reply(raw.http_response.text, self.model)

    def _body(self, request: Request, limit_key: str) -> dict[str, Any]:
        import openai

        settings = self._settings
        sampling = {
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            limit_key: settings.max_tokens,
            "seed": None if settings.seed is None else settings.seed + request.attempt,
        }
        return {
            "model": settings.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            "extra_body": settings.extra_body,
            "extra_headers": None if self._key else {"Authorization": openai.omit},
            **{key: value for key, value in sampling.items() if value is not None},
        }

    def _refused(self, error: openai.APIStatusError) -> Reply:
        """Tell an answer (declined), a fault that may pass, and a refusal of all such requests apart."""
        status, words = error.status_code, self._words(error)
        if error.code in DECLINED:
            return Reply(self.model, words, FinishReason.REFUSAL, Usage())
        if (status in TRIED_AGAIN or status >= 500) and error.code not in NEVER_BETTER:
            raise FaultError(f"answered HTTP {status}: {words}", retry_after(error.response.headers)) from error
        variable = self._settings.api_key_env
        check = {
            401: f"the key in {variable}" if variable else "whether it wants a key (api_key_env)",
            403: f"what the key in {variable} may do" if variable else "whether it wants a key (api_key_env)",
            404: f"base_url and model ({self._settings.model!r})",
            429: "the account",
        }.get(status, "the teacher's settings")
        raise UserError(f"{self._settings.base_url} answered HTTP {status}: {words}; check {check}") from error

    def _words(self, error: openai.APIStatusError) -> str:
        body = error.body
        if isinstance(body, dict):
            body = body.get("message") or body.get("detail") or body
        words = " ".join(str(body or "no further words").split())[:WORDS_SHOWN]
        return words.replace(self._key, "[key]") if self._key else words


def connect(settings: Settings) -> OpenAITeacher:
    """Make a client; nothing is sent yet.

    Raises:
        UserError: the variable of the key is not set.
    """
    key = os.environ.get(settings.api_key_env, "").strip() if settings.api_key_env else ""
    if settings.api_key_env and not key:
        raise UserError(f"the environment variable {settings.api_key_env} (the teacher's api_key_env) is not set")
    if not key.isascii() or not key.isprintable():
        raise UserError(f"the environment variable {settings.api_key_env} holds characters that no key has")
    # Without a handler of its own, stamina's note on each retry would go to standard error by Python's last resort.
    notes = logging.getLogger("stamina")
    if not notes.handlers:
        notes.addHandler(logging.NullHandler())
    return OpenAITeacher(settings, key)


def _limits(concurrency: int) -> Any:
    import httpx2

    return httpx2.Limits(max_connections=concurrency, max_keepalive_connections=concurrency)


def read_reply(body: str, model: str) -> Reply:
    """Read a chat completion.

    Raises:
        FaultError: the text is none, or says that the server broke off.
    """
    try:
        document = json.loads(body)
        choice = document["choices"][0]
        content, finish = choice["message"].get("content"), choice.get("finish_reason")
        refusal = choice["message"].get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        shown = " ".join(body.split())[:WORDS_SHOWN]
        raise FaultError(f"answered with what is no chat completion: {shown or 'nothing'}") from error
    if not isinstance(content, str | None) or finish in BROKEN_OFF:
        raise FaultError(f"broke off its answer (finish_reason {finish!r})")
    if isinstance(refusal, str) and refusal and not content:
        content, finish = refusal, "content_filter"
    reasons = {"length": FinishReason.LENGTH, "content_filter": FinishReason.REFUSAL}
    reason = reasons.get(str(finish), FinishReason.STOP)
    # Half a surrogate pair can stand in JSON, but not in UTF-8, in which answers are kept.
    text = (content or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return Reply(model, text, reason, _usage(document.get("usage")))


def _usage(usage: object) -> Usage:
    counted = usage if isinstance(usage, dict) else {}
    read, written = counted.get("prompt_tokens"), counted.get("completion_tokens")
    return Usage(read if isinstance(read, int) else 0, written if isinstance(written, int) else 0)


def _pause(error: Exception) -> bool | float:
    """Say whether to try again, and after how many seconds where the server asks for some."""
    if not isinstance(error, FaultError):
        return False
    if error.pause_seconds is None:
        return True
    if error.pause_seconds > LONGEST_RETRY_AFTER_SECONDS:
        return False
    return error.pause_seconds * random.uniform(1.0, 1.25)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the header Retry-After in either of its forms, in seconds from now; None where there is none."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None


def _cause(error: BaseException) -> str:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    if isinstance(error, OSError) and error.strerror:
        return os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
    return " ".join(str(error).split()) or type(error).__name__
