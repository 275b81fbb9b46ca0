"""What every teacher keeps to: with the same recording behind it, each gives the same answers."""

import dataclasses
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from qforge import plugins
from qforge.record import Message, Request
from qforge.teachers.base import Reply, Teacher
from qforge.value import canonical
from tests.batch_server import BatchServer
from tests.desk import replies
from tests.openai_server import OpenAIServer

RECORDING: list[dict[str, Any]] = [
    {"problem": "a/one", "attempt": 0, "completion": "one\r\n\ttwo  \n", "usage": {"prompt_tokens": 3}},
    {"problem": "a/one", "attempt": 1, "completion": "", "finish_reason": "stop"},
    {"problem": "a/two", "attempt": 0, "completion": "f:{x+", "finish_reason": "length"},
    {"problem": "a/two", "attempt": 1, "completion": "I can't help.", "finish_reason": "refusal"},
    {"problem": "a/ünï", "attempt": 0, "completion": "`é\u2028😀\\", "usage": {"completion_tokens": 9}},
]
REQUESTS = [Request(line["problem"], line["attempt"], (Message("user", line["problem"]),)) for line in RECORDING]

Connect = Callable[[], Teacher]


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "completions.jsonl"
    path.write_text("".join(json.dumps({"model": "M", **line}) + "\n" for line in RECORDING))
    return path


@pytest.fixture(params=[name for name in plugins.available("qforge.teachers") if name != "vllm"])
def connect(request: pytest.FixtureRequest, recording: Path) -> Iterator[Connect]:
    """Connects the teacher that is tested, with the recording behind it; a model in process can have none."""
    module = plugins.load("qforge.teachers", request.param)
    if request.param == "recorded":
        yield lambda: module.connect(module.Settings(path=recording))
        return
    served = {"model": "served", "label": "M", "seed": 5}
    with OpenAIServer(recording, problem_of=str, seed=5) as server, BatchServer(server) as batches:
        if request.param == "openai_batch":
            served |= {"base_url": batches.url, "poll_seconds": 0.01}
        else:
            served |= {"base_url": server.url}
        yield lambda: module.connect(module.Settings(**served))


def ask_all(connect: Connect) -> list[Reply]:
    return replies(connect(), *REQUESTS)


def test_answers_are_those_of_the_recording_word_for_word(connect: Connect) -> None:
    told = [(reply.model, reply.text, reply.finish_reason.value) for reply in ask_all(connect)]
    assert told == [("M", line["completion"], line.get("finish_reason", "stop")) for line in RECORDING]


def test_usage_is_passed_on(connect: Connect) -> None:
    usages = [(reply.usage.prompt_tokens, reply.usage.completion_tokens) for reply in ask_all(connect)]
    assert usages == [(3, 0), (0, 0), (0, 0), (0, 0), (0, 9)]


def test_asking_twice_gives_the_same(connect: Connect) -> None:
    assert ask_all(connect) == ask_all(connect)


def test_the_fingerprint_is_stable_plain_json(connect: Connect) -> None:
    first, second = connect(), connect()
    for request in REQUESTS:
        assert canonical(first.fingerprint(request)) == canonical(second.fingerprint(request))


def test_it_names_its_model(connect: Connect) -> None:
    assert connect().model == "M"


def test_it_asks_in_several_event_loops_one_after_the_other(connect: Connect) -> None:
    teacher = connect()
    assert replies(teacher, *REQUESTS[:2]) == replies(teacher, *REQUESTS[:2])


@pytest.mark.parametrize("name", plugins.available("qforge.teachers"))
def test_settings_are_frozen_and_documented(name: str) -> None:
    settings = plugins.load("qforge.teachers", name).Settings
    assert settings.__dataclass_params__.frozen
    assert all(f"        {field.name}: " in settings.__doc__ for field in dataclasses.fields(settings))
