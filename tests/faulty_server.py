"""A chat server on loopback where a fifth of all requests go wrong, each in one of ten ways, chosen by a seed.

    python -m tests.faulty_server 20261127 LOG      prints its base URL; appends a line to LOG for each request

A line is the number in the question and what was made of it: "17 ok", "17 reset". Whether and how a request fails is
decided by the seed, its question and how often that question was asked, so that a run can be told beforehand.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from aiohttp import web

FAULTS = (
    *("rate_limit", "rate_limit_with_header", "server_error", "hang", "reset"),
    *("malformed", "no_choices", "cut_stream", "slow_drip", "wrong_type"),
)
SHARE = 0.2
TOO_LONG = 101  # every question whose number it divides is too long for the model, however often it is asked
QUESTION = re.compile(r"question (\d+)")


def answer_to(number: int) -> str:
    """Give the one answer to a question."""
    return f"the answer to question {number}"


def completion(number: int) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer_to(number)}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 10, "completion_tokens": 5}
    return {"id": "x", "object": "chat.completion", "choices": [choice], "usage": usage}


class Faulty:
    """The server's state: how often each question was asked."""

    def __init__(self, seed: int, log: Path, latency: float) -> None:
        self.seed, self.log, self.latency = seed, log.open("a"), latency
        self.asked: Counter[int] = Counter()

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer, or fail."""
        body: Any = await request.json()
        found = QUESTION.search(body["messages"][-1]["content"])
        assert found is not None
        number = int(found[1])
        chance = random.Random(f"{self.seed}/{number}/{self.asked[number]}")
        self.asked[number] += 1
        fault = chance.choice(FAULTS) if chance.random() < SHARE else "ok"
        if number and number % TOO_LONG == 0:
            fault = "too_long"
        print(number, fault, file=self.log, flush=True)
        await asyncio.sleep(self.latency)
        return await getattr(self, f"send_{fault}")(request, json.dumps(completion(number)).encode())

    async def send_ok(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(body=body, content_type="application/json")

    async def send_too_long(self, request: web.Request, body: bytes) -> web.StreamResponse:
        error = {"message": "the prompt is too long", "code": "context_length_exceeded", "param": "messages"}
        return web.json_response({"error": error}, status=400)

    async def send_rate_limit(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.json_response({"error": {"message": "slow down"}}, status=429)

    async def send_rate_limit_with_header(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.json_response({"error": {"message": "slow down"}}, status=429, headers={"Retry-After": "0.05"})

    async def send_server_error(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(status=500, text="<html>oops</html>", content_type="text/html")

    async def send_hang(self, request: web.Request, body: bytes) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    async def send_reset(self, request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.abort()
        return response

    async def send_malformed(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(body=body[:-20], content_type="application/json")

    async def send_no_choices(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.json_response({"choices": []})

    async def send_cut_stream(self, request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        await response.write(body[: len(body) // 2])
        assert request.transport is not None
        request.transport.close()
        return response

    async def send_slow_drip(self, request: web.Request, body: bytes) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(body))})
        await response.prepare(request)
        for byte in body:
            await response.write(bytes([byte]))
            await asyncio.sleep(0.2)
        return response

    async def send_wrong_type(self, request: web.Request, body: bytes) -> web.StreamResponse:
        return web.Response(text="<html>welcome</html>", content_type="text/html")


async def run(seed: int, log: Path, latency: float) -> None:
    """Serve on a free port of loopback."""
    application = web.Application()
    application.router.add_post("/v1/chat/completions", Faulty(seed, log, latency).complete)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=4096).start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3]) if len(sys.argv) > 3 else 0.01))
