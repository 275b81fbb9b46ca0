"""The openai teacher against a real server on loopback, in fair weather and foul."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.chat.faults import retry_after
from qforge.errors import TeacherError, UserError
from qforge.record import FinishReason, Message, Reason, Request, Usage
from qforge.teachers import openai
from qforge.teachers.base import NoReply, Reply
from qforge.teachers.openai import Settings
from tests.desk import outcomes, replies
from tests.openai_server import HANG, RESET, Fault, OpenAIServer, choice, refusal

RECORDING = (
    {"problem": "a/one", "attempt": 0, "model": "m", "completion": "first", "usage": {"prompt_tokens": 7}},
    {"problem": "a/one", "attempt": 1, "model": "m", "completion": "second", "finish_reason": "length"},
    {"problem": "a/two", "attempt": 0, "model": "m", "completion": "I won't.", "finish_reason": "refusal"},
    {"problem": "a/empty", "attempt": 0, "model": "m", "completion": ""},
)
ONE = Request("a/one", 0, (Message("system", "be brief"), Message("user", "a/one")))


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openai, "FIRST_PAUSE_SECONDS", 0.0)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OpenAIServer]:
    path = tmp_path / "completions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in RECORDING))
    with OpenAIServer(path, problem_of=lambda prompt: prompt.split("\n")[-1], seed=100) as running:
        yield running


def settings(server: OpenAIServer, **changes: Any) -> Settings:
    return Settings(**{"base_url": server.url, "model": "recorded", "seed": 100, "retries": 2, **changes})


def ask(settings: Settings, *requests: Request) -> list[Reply]:
    return replies(openai.connect(settings), *requests)


def test_answers_carry_text_usage_finish_reason_and_label(server: OpenAIServer) -> None:
    second = Request("a/one", 1, ONE.messages)
    assert ask(settings(server, label="M 1"), ONE, second) == [
        Reply("M 1", "first", FinishReason.STOP, Usage(7, 0)),
        Reply("M 1", "second", FinishReason.LENGTH, Usage(0, 0)),
    ]


def test_a_refusal_and_an_empty_text_are_answers(server: OpenAIServer) -> None:
    requests = [Request(name, 0, (Message("user", name),)) for name in ("a/two", "a/empty")]
    answers = ask(settings(server), *requests)
    assert [(answer.text, answer.finish_reason.value) for answer in answers] == [("I won't.", "refusal"), ("", "stop")]


def test_only_what_is_set_is_sent(server: OpenAIServer) -> None:
    ask(settings(server, seed=None), ONE)
    assert server.requests[0].path == "/v1/chat/completions"
    assert server.requests[0].body == {
        "model": "recorded",
        "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "a/one"}],
    }


def test_sampling_is_sent_and_the_seed_grows_with_the_attempt(server: OpenAIServer) -> None:
    chosen = settings(server, temperature=0.5, top_p=0.9, max_tokens=64, extra_body={"top_k": 20})
    ask(chosen, Request("a/one", 1, ONE.messages))
    sent = server.requests[0].body
    del sent["messages"]
    assert sent == {
        "model": "recorded",
        "temperature": 0.5,
        "top_p": 0.9,
        "max_tokens": 64,
        "seed": 101,
        "top_k": 20,
    }


def test_max_tokens_is_renamed_for_a_server_that_refuses_it(server: OpenAIServer) -> None:
    server.fail(
        refusal(400, "Unsupported: use max_completion_tokens", code="unsupported_parameter", param="max_tokens")
    )
    assert ask(settings(server, max_tokens=64), ONE)[0].text == "first"
    assert [sorted(set(request.body) & {"max_tokens", "max_completion_tokens"}) for request in server.requests] == [
        ["max_tokens"],
        ["max_completion_tokens"],
    ]


def test_the_limit_of_a_reasoning_model_has_its_own_name(server: OpenAIServer) -> None:
    ask(settings(server, max_completion_tokens=4096, reasoning_effort="low", seed=None), ONE)
    sent = server.requests[0].body
    assert (sent["max_completion_tokens"], sent["reasoning_effort"], "max_tokens" in sent) == (4096, "low", False)


def test_a_schema_is_sent_as_response_format(server: OpenAIServer) -> None:
    ask(settings(server), replace(ONE, schema='{"type":"object"}'))
    assert server.requests[0].body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": {"type": "object"}},
    }


SAMPLES = [Request("a/one", attempt, ONE.messages) for attempt in range(2)]


def test_attempts_at_a_problem_are_asked_together_and_share_the_usage(server: OpenAIServer) -> None:
    server.most_samples = 8
    other = Request("a/two", 0, (Message("user", "a/two"),))
    told = ask(settings(server, samples_per_request=8), *SAMPLES, other)
    assert [(reply.text, reply.usage.prompt_tokens) for reply in told] == [("first", 7), ("second", 0), ("I won't.", 0)]
    assert sorted(request.body.get("n", 1) for request in server.requests) == [1, 2]


def test_a_server_that_gives_fewer_samples_is_asked_for_the_rest_one_by_one(server: OpenAIServer) -> None:
    told = ask(settings(server, samples_per_request=8), *SAMPLES)
    assert [reply.text for reply in told] == ["first", "second"]
    assert [request.body.get("n", 1) for request in server.requests] == [2, 1]


def test_a_server_that_refuses_several_samples_is_asked_one_by_one(server: OpenAIServer) -> None:
    server.fail(refusal(400, "n is not supported", param="n"))
    told = ask(settings(server, samples_per_request=8), *SAMPLES)
    assert [reply.text for reply in told] == ["first", "second"]


@pytest.mark.parametrize(
    ("message", "text", "thinking"),
    [
        ({"content": "f:{x}", "reasoning_content": "so"}, "f:{x}", "so"),
        ({"content": "f:{x}", "reasoning": "so"}, "f:{x}", "so"),
        ({"content": "<think>\nso\n</think>\n\nf:{x}"}, "f:{x}", "so"),
        ({"content": None, "reasoning_content": "so"}, "", "so"),
    ],
)
def test_thinking_is_kept_apart(server: OpenAIServer, message: dict[str, Any], text: str, thinking: str) -> None:
    server.fail(choice(**message))
    assert [(reply.text, reply.thinking) for reply in ask(settings(server), ONE)] == [(text, thinking)]


def events(*pieces: Any, end: str = "data: [DONE]\n\n") -> Fault:
    body = "".join(f": ping\n\ndata: {json.dumps(piece)}\n\n" for piece in pieces) + end
    return Fault(body=body, content_type="text/event-stream")


def piece(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


USED = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 2}}


def test_a_stream_is_put_together(server: OpenAIServer) -> None:
    server.fail(events(piece(reasoning_content="so"), piece(content="fi"), piece("length", content="rst"), USED))
    assert ask(settings(server, stream=True), ONE) == [
        Reply("recorded", "first", FinishReason.LENGTH, Usage(5, 2), "so")
    ]
    assert server.requests[0].body["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize(
    "cut",
    [
        events(piece(content="fi"), end=""),
        events(piece(content="fi")),
        events(piece(content="fi"), {"error": {"message": "upstream died"}}),
        events(end='data: {"choi'),
        Fault(body="", content_type="text/event-stream"),
        Fault(body='{"choices": []}'),
    ],
    ids=range(6),
)
def test_a_cut_stream_is_tried_again(server: OpenAIServer, cut: Fault) -> None:
    server.fail(cut, events(piece("stop", content="first")))
    assert [reply.text for reply in ask(settings(server, stream=True), ONE)] == ["first"]
    assert len(server.requests) == 2


def test_to_be_told_to_slow_down_is_no_fault_while_others_get_answers(server: OpenAIServer) -> None:
    told = replace(refusal(429, "slow down"), after_another=True, hang_seconds=0.2)
    server.fail(told)
    two = [Request("a/empty", at, (Message("user", f"{at}"), Message("user", "a/empty"))) for at in range(2)]
    assert len(ask(settings(server, retries=0, concurrency=2), *two)) == 2
    server.fail(refusal(429, "slow down"))
    with pytest.raises(TeacherError, match=r"answered HTTP 429: slow down \(tried once\)"):
        ask(settings(server, retries=0), ONE)


def test_the_key_is_sent_and_without_one_no_header_is(server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_KEY", " sesame\n")
    ask(settings(server, api_key_env="OUR_KEY"), ONE)
    ask(settings(server), ONE)
    assert [request.headers.get("authorization") for request in server.requests] == ["Bearer sesame", None]


@pytest.mark.parametrize(
    "fault",
    [
        refusal(408, "slow"),
        refusal(409, "conflict"),
        refusal(429, "slow down"),
        refusal(500, "oops"),
        Fault(503, "<html>unavailable</html>", content_type="text/html"),
        RESET,
        Fault(body='{"choices": [{"mess'),
        Fault(body=""),
        Fault(body='{"choices": []}'),
        Fault(body='{"error": {"message": "upstream died"}}'),
        Fault(body='{"choices": [{"message": "first"}]}'),
        Fault(body="<html>welcome</html>", content_type="text/html"),
        Fault(body="not compressed", headers={"Content-Encoding": "gzip"}),
        choice(content=[{"type": "text", "text": "first"}]),
        choice("abort", content="fir"),
    ],
    ids=lambda fault: f"{fault.status}-{fault.body[:30]}",
)
def test_a_fault_that_passes_is_tried_again_and_one_that_stays_is_no_answer(server: OpenAIServer, fault: Fault) -> None:
    server.fail(fault, fault)
    assert ask(settings(server), ONE)[0].text == "first"
    assert len(server.requests) == 3
    server.fail(fault, fault, fault)
    with pytest.raises(TeacherError, match=rf"^{server.url} .*\(tried 3 times in \d+ seconds\)$"):
        ask(settings(server), ONE)
    assert len(server.requests) == 6


def test_silence_ends_at_the_timeout(server: OpenAIServer) -> None:
    server.fail(HANG)
    began = time.monotonic()
    with pytest.raises(TeacherError, match=r"gave no answer within 0.3 seconds \(tried once\)$"):
        ask(settings(server, timeout_seconds=0.3, retries=0), ONE)
    assert time.monotonic() - began < 5


def test_the_pause_that_the_server_asks_for_is_kept(server: OpenAIServer) -> None:
    server.fail(refusal(429, "slow down", retry_after="1"))
    began = time.monotonic()
    assert ask(settings(server), ONE)[0].text == "first"
    assert time.monotonic() - began >= 1.0


def test_a_pause_of_an_hour_is_told_instead_of_kept(server: OpenAIServer) -> None:
    server.fail(refusal(429, "come back later", retry_after="3600"))
    with pytest.raises(TeacherError, match=r"answered HTTP 429: come back later \(tried once\)"):
        ask(settings(server), ONE)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("2", 2.0), ("0.5", 0.5), ("", None), ("soon", None), ("nan", None), ("Wed, 21 Oct 2015 07:28:00 GMT", 0.0)],
)
def test_retry_after_is_read_in_both_of_its_forms(header: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": header} if header else {}) == seconds


@pytest.mark.parametrize(
    ("status", "code", "check"),
    [
        (401, "invalid_api_key", "check the key in OUR_KEY"),
        (403, None, "check what the key in OUR_KEY may do"),
        (404, "model_not_found", "check base_url and model ('recorded')"),
        (402, None, "check the account"),
        (405, None, "check the teacher's settings"),
        (429, "insufficient_quota", "check the account"),
    ],
)
def test_what_the_user_must_mend_is_not_tried_again(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch, status: int, code: str | None, check: str
) -> None:
    monkeypatch.setenv("OUR_KEY", "sesame")
    server.fail(refusal(status, "the server's\nwords on sesame", code=code))
    with pytest.raises(UserError) as caught:
        ask(settings(server, api_key_env="OUR_KEY"), ONE)
    assert str(caught.value) == f"{server.url} answered HTTP {status}: the server's words on [key]; {check}"
    assert len(server.requests) == 1


def test_a_setting_that_the_server_refuses_stops_all(server: OpenAIServer) -> None:
    server.fail(refusal(400, "must be at most 1", param="temperature"))
    told = f"{server.url} answered HTTP 400: must be at most 1; check the teacher's settings"
    with pytest.raises(UserError, match=f"^{re.escape(told)}$"):
        ask(settings(server), ONE)


def test_a_moved_address_is_told(server: OpenAIServer) -> None:
    server.fail(Fault(301, headers={"Location": "https://example.org/v1"}))
    with pytest.raises(UserError, match=r"answered HTTP 301: .* \(it points to https://example.org/v1\)"):
        ask(settings(server), ONE)


@pytest.mark.parametrize(
    ("status", "code", "param"),
    [
        (400, "context_length_exceeded", "messages"),
        (400, "context_length_exceeded", "max_tokens"),
        (400, None, "input_tokens"),
        (413, None, None),
        (422, None, None),
    ],
)
def test_a_request_that_the_server_refuses_for_its_own_sake_has_no_reply(
    server: OpenAIServer, status: int, code: str | None, param: str | None
) -> None:
    server.fail(refusal(status, "maximum context length is 1024", code=code, param=param))
    told = f"{server.url} answered HTTP {status}: maximum context length is 1024"
    two = Request("a/one", 1, ONE.messages)
    asked = outcomes(openai.connect(settings(server, concurrency=1)), ONE, two)
    assert asked == [NoReply(Reason.REQUEST_REFUSED, told), Reply("recorded", "second", FinishReason.LENGTH, Usage())]
    assert len(server.requests) == 2


@pytest.mark.parametrize("code", ["content_filter", "invalid_prompt"])
def test_a_prompt_that_the_service_declines_is_a_refusal_and_stops_nothing(server: OpenAIServer, code: str) -> None:
    server.fail(refusal(400, "flagged", code=code))
    assert [(answer.text, answer.finish_reason) for answer in ask(settings(server), ONE)] == [
        ("flagged", FinishReason.REFUSAL)
    ]


@pytest.mark.parametrize(
    ("fault", "text", "reason"),
    [
        (choice("content_filter", content="fir"), "fir", FinishReason.REFUSAL),
        (choice("stop", content=None, refusal="no"), "no", FinishReason.REFUSAL),
        (choice("length", content=None), "", FinishReason.LENGTH),
        (choice(None, content="first"), "first", FinishReason.STOP),
        (choice("stop", content=None), "", FinishReason.STOP),
        (choice("stop", content="a\ud800b"), "a\ufffdb", FinishReason.STOP),
    ],
)
def test_odd_but_whole_answers_are_taken_as_they_are(
    server: OpenAIServer, fault: Fault, text: str, reason: FinishReason
) -> None:
    server.fail(fault)
    assert [(answer.text, answer.finish_reason) for answer in ask(settings(server), ONE)] == [(text, reason)]
    assert len(server.requests) == 1


def test_a_refused_connection_is_one_clear_line() -> None:
    with pytest.raises(TeacherError) as caught:
        ask(Settings(base_url="http://127.0.0.1:9/v1", model="m", retries=0), ONE)
    told = "can't be reached: Connection refused; is the server up, and base_url right? (tried once)"
    assert str(caught.value) == f"http://127.0.0.1:9/v1 {told}"


def test_a_key_that_is_not_set_is_told_before_anything_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OUR_KEY", raising=False)
    with pytest.raises(UserError, match=r"^api_key_env: the environment variable OUR_KEY is not set$"):
        openai.connect(Settings(base_url="http://127.0.0.1:9/v1", model="m", api_key_env="OUR_KEY"))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"base_url": "localhost:8000"}, "base_url: 'localhost:8000' is no address"),
        ({"base_url": "http://me:secret@host/v1"}, "base_url: holds a password"),
        ({"api_key_env": "sk-proj-1"}, "api_key_env: expected the name of an environment variable, not the key itself"),
        ({"extra_body": {"stream": True}}, "extra_body: stream can't be set here"),
    ],
)
def test_settings_that_can_not_work_are_refused_without_a_secret(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        Settings(**{"base_url": "http://host/v1", "model": "m", **changes})
    assert "secret" not in str(caught.value)
    assert "sk-" not in str(caught.value)


def test_the_fingerprint_holds_what_changes_an_answer_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUR_KEY", "sesame")

    def fingerprint(**changes: Any) -> object:
        return openai.connect(Settings(**{"base_url": "http://a/v1", "model": "m", **changes})).fingerprint(ONE)

    same = {"base_url": "http://b/v1", "api_key_env": "OUR_KEY", "timeout_seconds": 1.0, "retries": 1, "concurrency": 2}
    assert fingerprint(**same) == fingerprint()
    other: list[dict[str, Any]] = [
        {"model": "n"},
        {"label": "L"},
        {"temperature": 0.0},
        {"top_p": 0.5},
        {"max_tokens": 1},
        {"seed": 0},
    ]
    assert all(fingerprint(**change) != fingerprint() for change in [*other, {"extra_body": {"top_k": 1}}])
