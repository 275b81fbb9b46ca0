"""The environment package for verifiers: vf-validate passes the verified answers and fails doing nothing."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.feeds import verifiers as form
from qforge.feeds.base import Feed
from tests.feeds.feed import FEED
from tests.feeds.test_forms import WHOLE

RIGHT, WRONG = "```q\nf:{[x] sum x where x>0}\n```", "```q\nf:{[x] sum x}\n```"


def feed(answers: Mapping[str, str]) -> Feed:
    (example,) = FEED.examples
    examples = (replace(example, problem_id=name, completion=text) for name, text in answers.items())
    return replace(WHOLE, examples=tuple(examples))


def test_each_task_has_its_prompt_and_a_verified_answer_where_there_is_one(tmp_path: Path) -> None:
    form.write(feed({"a": RIGHT}), tmp_path, form.Settings())
    rows = [json.loads(line) for line in (tmp_path / "qforge_example" / "tasks.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert (rows[0]["system_prompt"], rows[0]["prompt"]) == ("You write q.", "Add 1.")
    assert [row["verified"] for row in rows] == [RIGHT, "", ""]
    assert "expected" not in json.loads(rows[0]["task"])["problem"]


@pytest.mark.consumers
def test_vf_validate_passes_right_answers_fails_wrong_ones_and_doing_nothing(tmp_path: Path) -> None:
    if "VERIFIERS" not in os.environ:
        pytest.skip("VERIFIERS names no folder with vf-validate; make test-consumers installs it")
    form.write(feed({"a": RIGHT, "b": WRONG}), tmp_path / "env", form.Settings())
    program = str(Path(os.environ["VERIFIERS"]) / "vf-validate")
    command = [program, "qforge_example", "--runtime.type", "subprocess", "-o", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "env")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    (results,) = (tmp_path / "out").rglob("results.jsonl")
    found: dict[int, Any] = {row["index"]: row for row in map(json.loads, results.read_text().splitlines())}
    assert [found[index]["gold"]["reason"] for index in range(3)] == ["valid", "invalid", "unchecked"], done.stderr
    assert [found[index]["noop"]["reward"] for index in range(3)] == [0.0, 0.0, 0.0]
