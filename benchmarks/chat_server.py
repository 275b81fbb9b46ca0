"""A server of chat completions for benchmarks: answers every prompt after a set latency, and counts what it was asked.

    python -m benchmarks.chat_server --latency 0.05      prints its base URL, and runs until it is killed
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import Any

from aiohttp import web

ANSWER = "```\nf:{[x] max 0,1_deltas x}\n```\n" + "A sentence that says how it works. " * 12


class Served:
    """The requests since the last reset."""

    def __init__(self, latency: float) -> None:
        self.latency = latency
        self.reset()

    def reset(self) -> None:
        self.count, self.in_flight, self.most_in_flight = 0, 0, 0
        self.first_at = self.last_at = 0.0

    async def complete(self, request: web.Request) -> web.Response:
        """Answer a chat completion."""
        self.first_at = self.first_at or time.monotonic()
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        body: Any = await request.json()
        await asyncio.sleep(self.latency)
        self.in_flight -= 1
        self.count += 1
        self.last_at = time.monotonic()
        message = {"role": "assistant", "content": ANSWER}
        document = {
            "id": f"chatcmpl-{self.count}",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": {"prompt_tokens": 600, "completion_tokens": 120, "total_tokens": 720},
        }
        return web.Response(body=json.dumps(document).encode(), content_type="application/json")

    async def stats(self, _: web.Request) -> web.Response:
        """Tell what was served, and begin anew."""
        told = {"count": self.count, "seconds": self.last_at - self.first_at, "most_in_flight": self.most_in_flight}
        self.reset()
        return web.json_response(told)

    async def models(self, _: web.Request) -> web.Response:
        """List the one model."""
        return web.json_response({"object": "list", "data": [{"id": "served", "object": "model"}]})


async def run(latency: float) -> None:
    """Serve on a free port of loopback."""
    served = Served(latency)
    application = web.Application()
    application.router.add_post("/v1/chat/completions", served.complete)
    application.router.add_get("/v1/models", served.models)
    application.router.add_get("/stats", served.stats)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=4096)
    await site.start()
    print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--latency", type=float, default=0.05)
    asyncio.run(run(parser.parse_args().latency))
