"""Reads chat completions: the answers, why each ended, what it took, and the thinking that came before it."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from qforge.chat.faults import WORDS_SHOWN, FaultError
from qforge.record import FinishReason, Usage

BROKEN_OFF = ("error", "abort")
THOUGHT_BEGIN, THOUGHT_END = "<think>", "</think>"


class Completion(NamedTuple):
    """One answer of a chat completion."""

    text: str
    finish_reason: FinishReason
    usage: Usage
    thinking: str = ""


def read(body: bytes) -> list[Completion]:
    """Read a chat completion: its answers, in order, at least one.

    Raises:
        FaultError: it is none, or says that the server broke off.
    """
    try:
        return read_document(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        shown = " ".join(body.decode("utf-8", "replace").split())[:WORDS_SHOWN]
        raise FaultError(f"answered with what is no chat completion: {shown or 'nothing'}") from error


def read_document(document: Any) -> list[Completion]:
    """Read a chat completion from its JSON.

    Raises:
        FaultError: it says that the server broke off.
        ValueError, LookupError, TypeError, AttributeError: it is no chat completion.
    """
    choices = document["choices"]
    if not isinstance(choices, list) or not choices:
        raise ValueError("no choices")
    choices = sorted(choices, key=lambda choice: int(choice.get("index") or 0))
    usages = shares(read_usage(document.get("usage")), len(choices))
    return [_read_choice(choice, usage) for choice, usage in zip(choices, usages, strict=True)]


def _read_choice(choice: Any, usage: Usage) -> Completion:
    message, finish = choice["message"], choice.get("finish_reason")
    content, refusal = message.get("content"), message.get("refusal")
    if not isinstance(content, str | None) or finish in BROKEN_OFF:
        raise FaultError(f"broke off its answer (finish_reason {finish!r})")
    if isinstance(refusal, str) and refusal and not content:
        content, finish = refusal, "content_filter"
    reasons = {"length": FinishReason.LENGTH, "content_filter": FinishReason.REFUSAL}
    apart = message.get("reasoning_content") or message.get("reasoning")
    thinking, text = (apart, content or "") if isinstance(apart, str) else split_thinking(content or "")
    return Completion(whole(text), reasons.get(str(finish), FinishReason.STOP), usage, whole(thinking))


def split_thinking(text: str) -> tuple[str, str]:
    """Split what a reasoning model wrote into its thinking and its answer.

    A chat template may have opened the thinking already; thinking that never ends leaves no answer.

    >>> split_thinking("<think>sum it</think>\\n\\nf:{sum x}")
    ('sum it', 'f:{sum x}')
    >>> split_thinking("sum it</think>f:{sum x}")
    ('sum it', 'f:{sum x}')
    >>> split_thinking("<think>sum it, or")
    ('sum it, or', '')
    >>> split_thinking("f:{sum x}")
    ('', 'f:{sum x}')
    """
    opened = text.lstrip().startswith(THOUGHT_BEGIN)
    before, end, after = text.partition(THOUGHT_END)
    if not opened and not end:
        return "", text
    return before.replace(THOUGHT_BEGIN, "", 1).strip(), after.lstrip("\n")


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which can stand in JSON, but not in UTF-8, in which answers are kept."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def read_usage(usage: object) -> Usage:
    """Read the tokens that a completion took; what is not told is zero."""
    return Usage(
        _count(usage, "prompt_tokens"),
        _count(usage, "completion_tokens"),
        min(_count(usage, "prompt_tokens_details", "cached_tokens"), _count(usage, "prompt_tokens")),
        min(_count(usage, "completion_tokens_details", "reasoning_tokens"), _count(usage, "completion_tokens")),
    )


def _count(counted: object, *names: str) -> int:
    for name in names:
        counted = counted.get(name) if isinstance(counted, dict) else None
    return counted if isinstance(counted, int) and counted > 0 else 0


def shares(usage: Usage, answers: int) -> list[Usage]:
    """Share the usage of a request among its answers, so that it adds up.

    >>> shares(Usage(10, 5), 2)
    [Usage(prompt_tokens=10, completion_tokens=3, cached_tokens=0, thinking_tokens=0), \
Usage(prompt_tokens=0, completion_tokens=2, cached_tokens=0, thinking_tokens=0)]
    """
    if answers == 1:
        return [usage]
    written, thought = usage.completion_tokens, usage.thinking_tokens
    return [
        Usage(
            usage.prompt_tokens if at == 0 else 0,
            written // answers + (at < written % answers),
            usage.cached_tokens if at == 0 else 0,
            thought // answers + (at < thought % answers),
        )
        for at in range(answers)
    ]
