"""OpenAI's batch API: files of requests that are answered within a day, and found again by a mark in their metadata."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import Any, NamedTuple, TypeVar

from qforge.chat.client import Client
from qforge.chat.faults import WORDS_SHOWN, FaultError

Result = TypeVar("Result")

COMPLETIONS = "/v1/chat/completions"
MARK = "qforge"  # the key in a batch's metadata under which its intent stands
PAGE = 100
PAGES = 50
ENDED = ("completed", "failed", "expired", "cancelled")
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


class Batch(NamedTuple):
    """A batch as its server tells of it; the files are "" where there are none (yet)."""

    id: str
    status: str
    intent: str
    output_file: str
    error_file: str
    words: str


class Line(NamedTuple):
    """One line of a batch's files: the status and body of its response, or 0 and what the server says instead."""

    status: int
    body: bytes


class Batches:
    """The batches of one account; a call that meets faults is made again."""

    def __init__(self, client: Client, retries: int) -> None:
        self._client = client
        self._retries = retries

    async def submit(self, intent: str, lines: bytes) -> Batch:
        """Send a file and have it answered; without a response, the batch is looked for before it is created again."""
        file = await self._patiently(partial(self._upload, intent, lines))
        tried = 0
        while True:
            try:
                return await self._create(intent, file)
            except FaultError:
                tried += 1
                if tried > self._retries:
                    raise
                await _pause(tried)
                if found := await self.find(intent):
                    return found

    async def find(self, intent: str) -> Batch | None:
        """Look for the batch of an intent among the account's batches, the newest first."""
        after = ""
        for _ in range(PAGES):
            page = await self._patiently(partial(self._page, after))
            batches = [_batch(item) for item in page["data"]]
            for batch in batches:
                if batch.intent == intent:
                    return batch
            if not batches or not page.get("has_more"):
                break
            after = batches[-1].id
        return None

    async def look(self, identifier: str) -> Batch:
        """Ask how a batch stands."""
        return _batch(await self._patiently(partial(self._json, "GET", f"/batches/{identifier}")))

    async def lines(self, batch: Batch) -> dict[str, Line]:
        """Read what became of an ended batch's requests: custom_id -> line; of some there may be nothing."""
        found: dict[str, Line] = {}
        for file in (batch.error_file, batch.output_file):
            if file:
                found.update(_lines(await self._patiently(partial(self._content, file))))
        return found

    async def _upload(self, intent: str, lines: bytes) -> str:
        import aiohttp

        form = aiohttp.FormData()
        form.add_field("purpose", "batch")
        form.add_field("file", lines, filename=f"qforge-{intent}.jsonl", content_type="application/jsonl")
        return str((await self._json("POST", "/files", data=form))["id"])

    async def _create(self, intent: str, file: str) -> Batch:
        body = {
            "input_file_id": file,
            "endpoint": COMPLETIONS,
            "completion_window": "24h",
            "metadata": {MARK: intent},
        }
        return _batch(await self._json("POST", "/batches", json=body))

    async def _page(self, after: str) -> Any:
        return await self._json("GET", "/batches", params={"limit": str(PAGE), **({"after": after} if after else {})})

    async def _content(self, file: str) -> bytes:
        return (await self._client.send("GET", f"/files/{file}/content")).body

    async def _json(self, method: str, path: str, **arguments: Any) -> Any:
        body = (await self._client.send(method, path, **arguments)).body
        try:
            document = json.loads(body)
            if not isinstance(document["data" if path == "/batches" and method == "GET" else "id"], str | list):
                raise ValueError("another type")
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            shown = " ".join(body.decode("utf-8", "replace").split())[:WORDS_SHOWN]
            raise FaultError(f"answered {path} with what it can't be: {shown or 'nothing'}") from error
        return document

    async def _patiently(self, call: Callable[[], Awaitable[Result]]) -> Result:
        tried = 0
        while True:
            try:
                return await call()
            except FaultError as fault:
                tried += 1
                if tried > self._retries:
                    raise FaultError(f"{fault} (tried {'once' if tried == 1 else f'{tried} times'})") from fault
                await _pause(tried, fault.pause_seconds or 0.0)


async def _pause(tried: int, least_seconds: float = 0.0) -> None:
    longest = min(FIRST_PAUSE_SECONDS * 2 ** min(tried, 16), LONGEST_PAUSE_SECONDS)
    await asyncio.sleep(max(least_seconds, random.uniform(longest / 2, longest)))


def _batch(document: Any) -> Batch:
    errors = (document.get("errors") or {}).get("data") or []
    words = "; ".join(str(error.get("message") or error) for error in errors if isinstance(error, dict))
    return Batch(
        id=str(document["id"]),
        status=str(document.get("status")),
        intent=str((document.get("metadata") or {}).get(MARK, "")),
        output_file=document.get("output_file_id") or "",
        error_file=document.get("error_file_id") or "",
        words=" ".join(words.split())[:WORDS_SHOWN],
    )


def _lines(content: bytes) -> Iterator[tuple[str, Line]]:
    """Read the lines of a file; what is no line of a batch is passed over, so that its request counts as unanswered."""
    for text in content.splitlines():
        try:
            document = json.loads(text)
            name, response, error = document["custom_id"], document.get("response"), document.get("error")
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
        if isinstance(response, dict) and isinstance(response.get("status_code"), int):
            yield str(name), Line(response["status_code"], json.dumps(response.get("body")).encode())
        else:
            yield str(name), Line(0, json.dumps(error).encode())
