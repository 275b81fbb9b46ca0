"""Which model is asked, where, and with which sampling: the settings that all served teachers share."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field

from qforge.chat.faults import AllRefusedError
from qforge.errors import UserError
from qforge.record import Request
from qforge.value import Json

OWN_KEYS = frozenset(
    (
        *("model", "messages", "n", "stream", "stream_options", "response_format", "seed", "temperature", "top_p"),
        *("max_tokens", "max_completion_tokens", "reasoning_effort"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model behind a server; the fields are documented where they are set, in each teacher's Settings."""

    base_url: str
    model: Annotated[str, Field(min_length=1)]
    label: Annotated[str, Field(min_length=1)] | None = None
    api_key_env: str | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    reasoning_effort: Annotated[str, Field(min_length=1)] | None = None
    seed: int | None = None
    timeout_seconds: Annotated[float, Field(gt=0)] = 300.0
    retries: Annotated[int, Field(ge=0, le=100)] = 6
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
        if self.max_tokens is not None and self.max_completion_tokens is not None:
            raise ValueError("max_completion_tokens: can't be set beside max_tokens; a server knows one of them")
        taken = sorted(OWN_KEYS & set(self.extra_body or {}))
        if taken:
            raise ValueError(f"extra_body: {', '.join(taken)} can't be set here; see the teacher's own settings")

    @property
    def name(self) -> str:
        """The name that stands in the dataset."""
        return self.label or self.model

    @property
    def answer_tokens(self) -> int | None:
        """The most tokens of one answer."""
        return self.max_tokens or self.max_completion_tokens

    def fingerprint(self) -> dict[str, Json]:
        """Give the model and its sampling; where it runs and how patiently it is asked changes no answer."""
        return {
            "model": self.model,
            "label": self.label,
            "temperature": self.temperature,
            "top_p": self.top_p,
            "max_tokens": self.answer_tokens,
            "reasoning_effort": self.reasoning_effort,
            "seed": self.seed,
            "extra_body": self.extra_body,
        }

    def body(self, request: Request, *, samples: int = 1, limit_key: str = "max_tokens") -> dict[str, Any]:
        """Write the body of a chat completion; only what is set is sent."""
        if self.max_completion_tokens:
            limit_key = "max_completion_tokens"
        optional = {
            "temperature": self.temperature,
            "top_p": self.top_p,
            limit_key: self.answer_tokens,
            "reasoning_effort": self.reasoning_effort,
            "seed": None if self.seed is None else self.seed + request.attempt,
            "n": samples if samples > 1 else None,
            "response_format": _response_format(request.schema),
        }
        return {
            "model": self.model,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            **{key: value for key, value in optional.items() if value is not None},
            **(self.extra_body or {}),
        }

    def key(self) -> str:
        """Read the key from its variable; "" for a server without.

        Raises:
            UserError: the variable is not set, or holds what no key is.
        """
        key = os.environ.get(self.api_key_env, "").strip() if self.api_key_env else ""
        if self.api_key_env and not key:
            raise UserError(f"api_key_env: the environment variable {self.api_key_env} is not set")
        if not key.isascii() or not key.isprintable():
            raise UserError(f"api_key_env: the variable {self.api_key_env} holds characters that no key has")
        return key

    def refused(self, refusal: AllRefusedError) -> UserError:
        """Give the error that says what to check where the server refuses all."""
        variable = self.api_key_env
        check = {
            401: f"the key in {variable}" if variable else "whether it wants a key (api_key_env)",
            403: f"what the key in {variable} may do" if variable else "whether it wants a key (api_key_env)",
            404: f"base_url and model ({self.model!r})",
            402: "the account",
            429: "the account",
        }.get(refusal.status, "the teacher's settings")
        return UserError(f"{self.base_url} {refusal}; check {check}")


def _response_format(schema: str) -> Json:
    if not schema:
        return None
    return {"type": "json_schema", "json_schema": {"name": "answer", "strict": True, "schema": json.loads(schema)}}
