"""Tells apart what can go wrong with a request: a fault that may pass, a refusal of this request, a refusal of all."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

WORDS_SHOWN = 300
PASSING = (408, 409, 425, 429)  # and all from 500 on
OVERLOAD = (429, 503, 529)
OF_ALL = (401, 402, 403, 404, 405)
NEVER_BETTER = ("insufficient_quota", "billing_hard_limit_reached", "model_not_found", "invalid_api_key")
DECLINED = ("content_filter", "content_policy_violation", "invalid_prompt")
# Settings that every request is sent with. vLLM (0.32) names a prompt that is too long "input_tokens".
SETTINGS = frozenset(
    (
        *("model", "temperature", "top_p", "max_tokens", "max_completion_tokens", "seed", "n", "reasoning_effort"),
        *("response_format", "stream", "stream_options"),
    )
)


class FaultError(Exception):
    """A request got no answer, but another try may.

    Attributes:
        pause_seconds: what the server asks to wait; None where it asks for nothing.
        overload: whether the server is asked too much, as it says or as its silence tells.
        told: whether it says so itself.
    """

    def __init__(
        self, message: str, pause_seconds: float | None = None, *, overload: bool = False, told: bool = False
    ) -> None:
        super().__init__(message)
        self.pause_seconds = pause_seconds
        self.overload = overload
        self.told = overload and told


class RefusedError(Exception):
    """The server refuses this request, and would again; others it may answer."""


class DeclinedError(Exception):
    """The server's filter declines the prompt; the message is what it says."""


class AllRefusedError(Exception):
    """The server refuses whatever this client asks; `status` and the `parameter` that it names say why."""

    def __init__(self, message: str, status: int, parameter: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.parameter = parameter


class Words(NamedTuple):
    """What an error response says: the text, and its code and the parameter it names, where it has them."""

    text: str
    code: str
    parameter: str


def error_for(status: int, headers: Mapping[str, str], body: bytes) -> Exception:
    """Give the error that a response other than a success stands for."""
    words = read_words(body)
    message = f"answered HTTP {status}: {words.text}"
    if words.code in DECLINED:
        return DeclinedError(words.text)
    if status < 400:
        return AllRefusedError(f"{message} (it points to {headers.get('location', 'nowhere')})", status)
    if words.code in NEVER_BETTER or status in OF_ALL:
        return AllRefusedError(message, status)
    if status in PASSING or status >= 500:
        return FaultError(message, retry_after(headers), overload=status in OVERLOAD, told=True)
    if words.parameter.split(".")[0] in SETTINGS and words.code != "context_length_exceeded":
        return AllRefusedError(message, status, words.parameter)
    return RefusedError(message)


def read_words(body: bytes) -> Words:
    """Read an error response in OpenAI's form or another; what is no JSON is quoted.

    >>> read_words(b'{"error": {"message": "too\\\\nlong", "code": "context_length_exceeded", "param": "messages"}}')
    Words(text='too long', code='context_length_exceeded', parameter='messages')
    """
    text = body.decode("utf-8", "replace")
    try:
        document: Any = json.loads(text)
    except (ValueError, RecursionError):
        document = text
    found = document.get("error") or document if isinstance(document, dict) else document
    code = parameter = ""
    if isinstance(found, dict):
        code, parameter = (str(found.get(name) or "") for name in ("code", "param"))
        found = found.get("message") or found.get("detail") or found
    return Words(" ".join(str(found or "no further words").split())[:WORDS_SHOWN], code, parameter)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Read the header Retry-After in either of its forms, in seconds from now; None where there is none."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", value):
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds(), 0.0)
    except (ValueError, TypeError):
        return None
