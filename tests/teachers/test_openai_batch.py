"""The openai_batch teacher against a batch API on loopback: nothing is submitted twice, each line has its outcome."""

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qforge.chat import batches
from qforge.errors import TeacherError, UserError
from qforge.record import FinishReason, Message, Reason, Request
from qforge.teachers import openai_batch
from qforge.teachers.base import NoReply, Reply
from qforge.teachers.openai_batch import Settings
from qforge.value import Json
from tests.batch_server import BatchServer
from tests.desk import ListDesk
from tests.openai_server import OpenAIServer

REQUESTS = [Request(f"a/{number}", 0, (Message("user", f"a/{number}"),)) for number in range(6)]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "FIRST_PAUSE_SECONDS", 0.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[BatchServer]:
    path = tmp_path / "completions.jsonl"
    lines = [{"problem": f"a/{n}", "attempt": 0, "model": "m", "completion": f"answer {n}"} for n in range(6)]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    with OpenAIServer(path, problem_of=str) as answers, BatchServer(answers) as running:
        yield running


def ask(server: BatchServer, desk: ListDesk, **changes: Any) -> None:
    settings = Settings(**{"base_url": server.url, "model": "m", "poll_seconds": 0.01, "retries": 2, **changes})
    asyncio.run(openai_batch.connect(settings).ask(desk))


def texts(desk: ListDesk) -> list[str]:
    found = [desk.outcomes[request] for request in REQUESTS]
    return [outcome.text if isinstance(outcome, Reply) else str(outcome) for outcome in found]


ANSWERS = [f"answer {number}" for number in range(6)]


def test_requests_go_out_in_files_and_each_gets_its_answer(server: BatchServer) -> None:
    desk = ListDesk(REQUESTS)
    ask(server, desk, requests_per_batch=4)
    assert texts(desk) == ANSWERS
    sizes = [len(server.files[batch["input_file_id"]].splitlines()) for batch in server.batches]
    assert sorted(sizes) == [2, 4]
    assert desk.notes[f"openai_batch {server.url}"] == {"submitted": 2, "open": {}}
    lines = [json.loads(line) for batch in server.batches for line in server.files[batch["input_file_id"]].splitlines()]
    assert {(line["method"], line["url"]) for line in lines} == {("POST", "/v1/chat/completions")}
    assert {"model": "m", "messages": [{"role": "user", "content": "a/0"}]} in [line["body"] for line in lines]


def test_faults_of_the_api_are_tried_again(server: BatchServer) -> None:
    server.broken = 2
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    assert (texts(desk), len(server.batches)) == (ANSWERS, 1)


def test_a_batch_whose_creation_got_no_response_is_found_and_not_created_again(server: BatchServer) -> None:
    server.lost = 1
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    assert (texts(desk), len(server.batches)) == (ANSWERS, 1)


class Killed(BaseException):
    """Stands for a kill: nothing after it runs."""


class KilledDesk(ListDesk):
    """Is killed at the n-th thing that it is told, before it (or after it) is on disk."""

    def __init__(self, notes: dict[str, Json], at: int, after: bool) -> None:
        super().__init__(REQUESTS, notes)
        self.left, self.after = at, after

    def _tick(self) -> bool:
        self.left -= 1
        if self.left == 0 and not self.after:
            raise Killed
        return self.left == 0

    def remember(self, name: str, value: Json) -> None:
        kill = self._tick()
        super().remember(name, json.loads(json.dumps(value)))
        if kill:
            raise Killed

    def settle(self, request: Request, outcome: Any) -> None:
        kill = self._tick()
        super().settle(request, outcome)
        if kill:
            raise Killed


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("at", range(1, 11))
def test_killed_at_any_point_no_request_is_submitted_twice(server: BatchServer, at: int, after: bool) -> None:
    first = KilledDesk({}, at, after)
    with contextlib.suppress(Killed):
        ask(server, first, requests_per_batch=4)
    second = ListDesk([request for request in REQUESTS if request not in first.outcomes], first.notes)
    ask(server, second, requests_per_batch=4)
    second.outcomes |= first.outcomes
    assert texts(second) == ANSWERS
    assert Counter(server.asked()) == Counter(request.messages[0].content for request in REQUESTS)


def test_killed_between_creation_and_its_note_the_batch_is_found_by_its_mark(server: BatchServer) -> None:
    first = KilledDesk({}, 2, after=False)
    with pytest.raises(Killed):
        ask(server, first)
    for number in range(5):
        server.create({"input_file_id": "file-0", "metadata": {"other": str(number)}})
    desk = ListDesk(REQUESTS, first.notes)
    ask(server, desk)
    assert (texts(desk), len(server.batches)) == (ANSWERS, 6)


def test_what_an_expired_batch_left_goes_into_another(server: BatchServer) -> None:
    server.ends.append("expired")
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    assert texts(desk) == ANSWERS
    assert sorted(server.asked()) == sorted(["a/0", "a/1", "a/2", *["a/3", "a/4", "a/5"] * 2])


def test_a_request_that_batches_leave_unanswered_too_often_is_a_fault(server: BatchServer) -> None:
    server.spoil = lambda line: None if "answer 3" in json.dumps(line) else line
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    assert isinstance(desk.outcomes[REQUESTS[3]], TeacherError)
    assert Counter(server.asked())["a/3"] == 4
    assert Counter(server.asked())["a/2"] == 1


def spoiled(status: int, **error: Any) -> Any:
    """Spoil the third line the first time it is answered."""
    left = [1]

    def spoil(line: dict[str, Any]) -> dict[str, Any]:
        if "answer 2" in json.dumps(line) and left.pop() if left else False:
            return {**line, "response": {"status_code": status, "body": {"error": error}}}
        return line

    return spoil


def test_a_line_that_failed_for_no_fault_of_its_own_is_asked_again(server: BatchServer) -> None:
    server.spoil = spoiled(500, message="oops")
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    assert (texts(desk), len(server.asked())) == (ANSWERS, 7)


def test_a_refused_line_and_a_declined_one_have_their_outcomes(server: BatchServer) -> None:
    server.spoil = spoiled(400, message="too long", code="context_length_exceeded")
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    told = f"{server.url}, batch batch-0 (completed) answered HTTP 400: too long"
    assert desk.outcomes[REQUESTS[2]] == NoReply(Reason.REQUEST_REFUSED, told)
    server.spoil = spoiled(400, message="flagged", code="content_filter")
    desk = ListDesk(REQUESTS)
    ask(server, desk)
    declined = desk.outcomes[REQUESTS[2]]
    assert isinstance(declined, Reply)
    assert (declined.text, declined.finish_reason) == ("flagged", FinishReason.REFUSAL)


def test_a_refused_file_stops_the_run_with_the_servers_words(server: BatchServer) -> None:
    server.ends.append("failed")
    desk = ListDesk(REQUESTS)
    with pytest.raises(UserError, match=r"refused batch batch-0: line 1 is no JSON; nothing of it was asked$"):
        ask(server, desk)
    ask(server, ListDesk(REQUESTS, desk.notes))
    assert len(server.batches) == 2


def test_a_server_that_stays_broken_is_told_and_the_batch_is_kept(server: BatchServer) -> None:
    desk = ListDesk(REQUESTS)
    server.looks = 3

    def breaking(identifier: str) -> dict[str, Any]:
        server.broken = 3
        return look(identifier)

    look, server.look = server.look, breaking  # type: ignore[method-assign]
    with pytest.raises(TeacherError, match=r"HTTP 500: oops \(tried 3 times\); what is submitted goes on, and"):
        ask(server, desk)
    server.look = look  # type: ignore[method-assign]
    again = ListDesk(REQUESTS, desk.notes)
    ask(server, again)
    assert (texts(again), len(server.batches)) == (ANSWERS, 1)
