"""A real HTTP server on loopback that speaks OpenAI's chat completions and serves a recording.

    with OpenAIServer(Path("completions.jsonl"), problem_of=find_problem) as server:
        ... ask server.url ...
        assert len(server.requests) == 3

It is told how to find a problem's id in a prompt, and takes a request's seed (less `seed`) as the attempt. What the
recording lacks is answered with an empty text. `faults` go before the answers: one for each chat request, None for a
request that is to be answered; `server.fail(...)` appends more while it runs. `most_samples` answers are given to one
request, however many it asks for.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

from qforge.record import FinishReason, Usage
from qforge.teachers.recorded import Question, Recording, read_recordings

MISSING = Recording("", "", FinishReason.STOP, Usage())


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one request.

    Attributes:
        status: of the response.
        body: sent as it is.
        headers: beside Content-Type and Content-Length.
        content_type: of the body.
        hang_seconds: silence before anything is sent.
        after_another: whether the silence begins only when another request was answered.
        reset: cut the connection in the middle of the body.
    """

    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    hang_seconds: float = 0.0
    after_another: bool = False
    reset: bool = False


def refusal(status: int, message: str, *, code: str | None = None, param: str | None = None, **headers: str) -> Fault:
    """Give an error response in OpenAI's form; header names are written with underscores: ``retry_after="1"``."""
    error = {"message": message, "type": "error", "code": code, "param": param}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fault(status, json.dumps({"error": error}), named)


def choice(finish_reason: str | None = "stop", **message: Any) -> Fault:
    """Give a well-formed response with any message and finish reason."""
    chosen = {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}
    return Fault(body=json.dumps({"id": "x", "object": "chat.completion", "choices": [chosen]}))


HANG = Fault(hang_seconds=30.0)
RESET = Fault(body='{"id": "x", "choices": [' + " " * 100_000, reset=True)


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came; header names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class OpenAIServer:
    """The server; runs inside its `with` block, each connection in a thread of its own."""

    def __init__(
        self,
        recording: Path,
        problem_of: Callable[[str], str],
        *,
        seed: int = 0,
        faults: tuple[Fault | None, ...] = (),
        most_samples: int = 1,
    ) -> None:
        self.recordings = read_recordings(recording)
        self.problem_of = problem_of
        self.seed = seed
        self.sent = 0
        self.most_samples = most_samples
        self.requests: list[Received] = []
        self.faults = deque(faults)
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL to give to a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def fail(self, *faults: Fault | None) -> None:
        """Append faults for the next chat requests."""
        with self.lock:
            self.faults.extend(faults)

    def answered(self) -> list[tuple[str, int]]:
        """Give (problem, attempt) of every chat request, in the order they came, failed ones included."""
        with self.lock:
            chats = [request for request in self.requests if request.method == "POST"]
        return [self._asked(request.body) for request in chats]

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _asked(self, body: Any) -> tuple[str, int]:
        prompt = "\n".join(message["content"] for message in body["messages"])
        return self.problem_of(prompt), (body.get("seed") or self.seed) - self.seed

    def _next_fault(self, received: Received) -> Fault | None:
        with self.lock:
            self.requests.append(received)
            return self.faults.popleft() if self.faults and received.method == "POST" else None

    def _completion(self, body: Any) -> dict[str, Any]:
        problem, attempt = self._asked(body)
        samples = min(body.get("n", 1), self.most_samples)
        recordings = [self.recordings.get(Question(problem, attempt + at), MISSING) for at in range(samples)]
        read = recordings[0].usage.prompt_tokens
        written = sum(recording.usage.completion_tokens for recording in recordings)
        return {
            "id": "chatcmpl-0",
            "object": "chat.completion",
            "created": 0,
            "model": body["model"],
            "choices": [_choice(at, recording) for at, recording in enumerate(recordings)],
            "usage": {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written},
        }


def _choice(index: int, recording: Recording) -> dict[str, Any]:
    refused = recording.finish_reason is FinishReason.REFUSAL
    message = {
        "role": "assistant",
        "content": None if refused else recording.text,
        "refusal": recording.text if refused else None,
    }
    finish_reason = "stop" if refused else recording.finish_reason.value
    return {"index": index, "message": message, "finish_reason": finish_reason, "logprobs": None}


def _handler(server: OpenAIServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *arguments: object) -> None:
            pass

        def received(self, body: Any) -> Received:
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Received(self.command, self.path, headers, body)

        def do_GET(self) -> None:
            server._next_fault(self.received(None))
            if self.path == "/v1/models":
                models = [{"id": "recorded", "object": "model", "created": 0, "owned_by": "tests"}]
                return self.send(Fault(body=json.dumps({"object": "list", "data": models})))
            return self.send(refusal(404, f"no such path: {self.path}"))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            fault = server._next_fault(self.received(body))
            if fault is not None:
                return self.send(fault)
            if self.path != "/v1/chat/completions":
                return self.send(refusal(404, f"no such path: {self.path}"))
            return self.send(Fault(body=json.dumps(server._completion(body))))

        def send(self, fault: Fault) -> None:
            before = server.sent
            while fault.after_another and server.sent == before and not server.stopping.wait(0.01):
                pass
            if fault.hang_seconds and server.stopping.wait(fault.hang_seconds):
                self.close_connection = True
                return
            content = fault.body.encode()
            self.send_response(fault.status)
            self.send_header("Content-Type", fault.content_type)
            self.send_header("Content-Length", str(len(content)))
            for name, value in fault.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if fault.reset:
                self.wfile.write(content[: len(content) // 2])
                self.wfile.flush()
                linger_none = struct.pack("ii", 1, 0)  # makes close() send a reset instead of a proper end
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_none)
                self.close_connection = True
                return
            self.wfile.write(content)
            server.sent += 1

    return Handler
