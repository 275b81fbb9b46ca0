"""The batch API on loopback, before the answers of an `OpenAIServer`: files, batches, and what can go wrong with them.

    with OpenAIServer(...) as answers, BatchServer(answers) as server:
        ... ask server.url ...
        assert len(server.batches) == 1
"""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.openai_server import OpenAIServer

Line = dict[str, Any]


class BatchServer:
    """The server; runs inside its `with` block.

    Attributes:
        looks: how often a batch is "in_progress" before it ends.
        ends: the status with which the next batches end, "completed" where it says nothing.
        spoil: changes a result line; None takes it out of the file.
        lost: how many of the next requests that create a batch get no response, though it is created.
        broken: how many of the next requests of any kind get an HTTP 500.
    """

    def __init__(self, answers: OpenAIServer) -> None:
        self.answers = answers
        self.looks = 1
        self.ends: deque[str] = deque()
        self.spoil: Callable[[Line], Line | None] = lambda line: line
        self.lost = self.broken = 0
        self.batches: list[dict[str, Any]] = []
        self.files: dict[str, bytes] = {}
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def url(self) -> str:
        """The base URL to give to a client."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def asked(self) -> list[str]:
        """Give the prompts of all requests of all batches, in order."""
        lines = [line for batch in self.batches for line in self.files[batch["input_file_id"]].splitlines()]
        return ["\n".join(m["content"] for m in json.loads(line)["body"]["messages"]) for line in lines]

    def __enter__(self) -> BatchServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def add(self, content: bytes) -> str:
        self.files[f"file-{len(self.files)}"] = content
        return f"file-{len(self.files) - 1}"

    def create(self, body: dict[str, Any]) -> dict[str, Any]:
        batch = {"id": f"batch-{len(self.batches)}", "object": "batch", "status": "validating", "left": self.looks}
        batch |= {key: body[key] for key in ("input_file_id", "metadata")}
        self.batches.append(batch)
        return batch

    def look(self, identifier: str) -> dict[str, Any]:
        batch = next(batch for batch in self.batches if batch["id"] == identifier)
        batch["left"] -= 1
        if batch["left"] >= 0:
            batch["status"] = "in_progress"
        elif "output_file_id" not in batch:
            self._end(batch, self.ends.popleft() if self.ends else "completed")
        return batch

    def _end(self, batch: dict[str, Any], status: str) -> None:
        batch["status"] = status
        if status == "failed":
            batch["errors"] = {"data": [{"code": "invalid_json_line", "message": "line 1 is no JSON"}]}
            return
        requests = [json.loads(line) for line in self.files[batch["input_file_id"]].splitlines()]
        done = len(requests) // 2 if status == "expired" else len(requests)
        results = [self.spoil(self._answered(request)) for request in requests[:done]]
        late = {"response": None, "error": {"code": "batch_expired", "message": "it took too long"}}
        errors = [{"custom_id": request["custom_id"], **late} for request in requests[done:]]
        batch["output_file_id"] = self._file([line for line in results if line is not None])
        batch["error_file_id"] = self._file(errors) if errors else None

    def _file(self, lines: list[Line]) -> str:
        return self.add("".join(json.dumps(line) + "\n" for line in reversed(lines)).encode())

    def _answered(self, request: Line) -> Line:
        response = {"status_code": 200, "request_id": "r", "body": self.answers._completion(request["body"])}
        return {"id": "x", "custom_id": request["custom_id"], "response": response, "error": None}


def _handler(server: BatchServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments: object) -> None:
            pass

        def do_GET(self) -> None:
            with server.lock:
                if self.failing():
                    return
                address = urlsplit(self.path)
                parts = address.path.split("/")[2:]
                if parts == ["batches"]:
                    self.list(parse_qs(address.query))
                elif parts[0] == "batches":
                    self.give(json.dumps(server.look(parts[1])).encode())
                else:
                    self.give(server.files[parts[1]])

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            with server.lock:
                if self.failing():
                    return
                if self.path == "/v1/files":
                    self.give(json.dumps({"id": server.add(self.uploaded(content)), "object": "file"}).encode())
                    return
                batch = server.create(json.loads(content))
                if server.lost:
                    server.lost -= 1
                    self.close_connection = True
                else:
                    self.give(json.dumps(batch).encode())

        def uploaded(self, content: bytes) -> bytes:
            head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
            for part in message_from_bytes(head + content).walk():
                if part.get_filename():
                    return bytes(part.get_payload(decode=True))  # type: ignore[arg-type]
            raise AssertionError("no file was sent")

        def list(self, query: dict[str, list[str]]) -> None:
            newest = server.batches[::-1]
            if "after" in query:
                ids = [batch["id"] for batch in newest]
                newest = newest[ids.index(query["after"][0]) + 1 :]
            self.give(json.dumps({"object": "list", "data": newest[:2], "has_more": len(newest) > 2}).encode())

        def failing(self) -> bool:
            if server.broken:
                server.broken -= 1
                self.give(b'{"error": {"message": "oops"}}', 500)
                return True
            return False

        def give(self, content: bytes, status: int = 200) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    return Handler
