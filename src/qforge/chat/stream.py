"""Reads chat completions that are sent as they are written: server-sent events, whose pieces make up the answers."""

from __future__ import annotations

import json
from typing import Any

from qforge.chat.completion import Completion, read_document
from qforge.chat.faults import WORDS_SHOWN, FaultError, read_words

END = b"[DONE]"


def asked(body: dict[str, Any]) -> dict[str, Any]:
    """Give the body of a request that asks for a stream, with the usage at its end."""
    return {**body, "stream": True, "stream_options": {"include_usage": True}}


def read(body: bytes) -> list[Completion]:
    """Read a stream: its answers, in order.

    Raises:
        FaultError: it ends before its end, is none, or says that the server broke off.
    """
    choices: dict[int, dict[str, Any]] = {}
    usage: Any = None
    ended = False
    try:
        for line in body.splitlines():
            name, _, data = line.partition(b":")
            if name != b"data":
                continue
            if data.strip() == END:
                ended = True
                break
            piece = json.loads(data)
            if piece.get("error"):
                raise FaultError(f"broke off its stream: {read_words(data).text}")
            usage = piece.get("usage") or usage
            for choice in piece["choices"]:
                _add(choices.setdefault(int(choice.get("index") or 0), {"message": {}}), choice)
        if not ended or any(choice.get("finish_reason") is None for choice in choices.values()):
            raise FaultError("broke off its stream")
        return read_document({"choices": [{"index": at, **choices[at]} for at in sorted(choices)], "usage": usage})
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        shown = " ".join(body[:WORDS_SHOWN].decode("utf-8", "replace").split())
        raise FaultError(f"answered with what is no stream of a chat completion: {shown or 'nothing'}") from error


def _add(choice: dict[str, Any], piece: dict[str, Any]) -> None:
    if piece.get("finish_reason") is not None:
        choice["finish_reason"] = piece["finish_reason"]
    for key in ("content", "refusal", "reasoning_content", "reasoning"):
        if (text := (piece.get("delta") or {}).get(key)) is not None:
            choice["message"][key] = choice["message"].get(key, "") + text
