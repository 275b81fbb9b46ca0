"""`qforge eval`: known pass@k, through faults and kills, and no score while a sample has no verdict."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.build_runs import ROOT
from tests.openai_server import OpenAIServer, refusal

NAMES = ("alpha", "bravo", "charlie")
RIGHT, WRONG, LOOP = "{[x] x+1}", "{[x] x+2}", "{[x] i:0;while[i<1;x+:1;i+:1];x}"
PROGRAMS = {
    "alpha": [RIGHT, RIGHT, WRONG, WRONG],  # pass@1 1/2, pass@2 1 - C(2,2)/C(4,2) = 5/6
    "bravo": [WRONG, LOOP, WRONG, "{[x] x+"],  # 1/4, 1/2
    "charlie": [WRONG, WRONG, WRONG, WRONG],  # 0, 0
}
PASS = {"1": (1 / 2 + 1 / 4) / 3, "2": (5 / 6 + 1 / 2) / 3}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A benchmark of three problems, and a recording of four samples for each."""
    problems = [
        {
            "id": name,
            "topic": "one" if name == "alpha" else "two",
            "difficulty": "easy",
            "statement": f"Add one, as {name} does.",
            "signature": {"name": "f", "parameters": [{"name": "x", "type": "int"}], "result": "int"},
            "reference": "def f(x):\n    return x + 1",
            "generator": "def generate(rng, size):\n    return [rng.randint(-99, 99)]",
            "licence": "Apache-2.0",
            "attribution": "the tests",
        }
        for name in NAMES
    ]
    answers = [
        {"problem": name, "attempt": n, "model": "m", "completion": f"```q\nf:{code}\n```"}
        for name, codes in PROGRAMS.items()
        for n, code in enumerate(codes)
    ]
    for file, records in (("problems.jsonl", problems), ("answers.jsonl", answers)):
        (tmp_path / file).write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return tmp_path


def write(folder: Path, model: str = "  use: recorded\n  path: answers.jsonl\n", more: str = "") -> Path:
    path = folder / "eval.yaml"
    path.write_text(
        "name: three\nlanguage: q\nseed: 1\nsources:\n  - use: jsonl\n    path: problems.jsonl\n"
        f"model:\n{model}samples: 4\nk: [1, 2]\nruntime:\n  use: embedded\nreference:\n  inputs: 20\n{more}"
    )
    return path


def evaluate(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "qforge", "eval", str(path), "--run", str(path.parent / "run"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)


def scores(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_known_samples_give_the_pass_at_k_that_counting_gives(folder: Path) -> None:
    told = scores(evaluate(write(folder), "--json"))
    everything = told["scores"][0]["pass"]
    assert {k: round(found["value"], 9) for k, found in everything.items()} == {k: round(v, 9) for k, v in PASS.items()}
    assert [item["name"] for item in told["scores"]] == ["all problems", "topic: one", "topic: two", "difficulty: easy"]
    assert told["scores"][1]["pass"]["1"]["value"] == 0.5
    assert told["compile_rate"] == pytest.approx(11 / 12)
    assert told["idiom_share"] == pytest.approx(2 / 3)
    assert told["reasons"] == {"wrong_value": 8, "compile_error": 1}


def test_the_table_names_each_score_and_why_samples_failed(folder: Path) -> None:
    done = evaluate(write(folder))
    assert done.returncode == 0, done.stderr
    assert "25.0% [0.0, 50.0]" in done.stdout
    assert "wrong_value" in done.stdout
    assert "12 samples of 3 problems; 91.7% parse" in done.stdout


def test_a_server_that_fails_some_requests_gives_the_same_scores(folder: Path) -> None:
    recorded = scores(evaluate(write(folder), "--json"))
    (folder / "run" / "store.sqlite").unlink()

    def named(prompt: str) -> str:
        (name,) = [name for name in NAMES if f"as {name} does" in prompt]
        return name

    faults = (refusal(500, "broken"), None, None, refusal(503, "overloaded"), None) * 2
    with OpenAIServer(folder / "answers.jsonl", named, seed=7, faults=faults) as server:
        model = f"  use: openai\n  base_url: {server.url}\n  model: m\n  seed: 7\n"
        asked = scores(evaluate(write(folder, model), "--json"))
        again = scores(evaluate(write(folder, model), "--json"))
    assert asked == recorded == again


def test_a_second_run_asks_nothing_and_says_the_same(folder: Path) -> None:
    first = evaluate(write(folder))
    second = evaluate(write(folder))
    assert first.stdout == second.stdout


def test_no_score_is_given_while_a_sample_is_missing(folder: Path) -> None:
    lines = (folder / "answers.jsonl").read_text().splitlines(keepends=True)
    (folder / "answers.jsonl").write_text("".join(lines[:-1]))
    done = evaluate(write(folder))
    assert done.returncode == 1
    assert "no score can be given: 1 of 3 problems lack verdicts (charlie: 3 of 4 samples)" in done.stderr
    assert "pass@" not in done.stdout


def test_no_score_is_given_while_the_model_cannot_be_asked(folder: Path) -> None:
    model = "  use: openai\n  base_url: http://127.0.0.1:9/v1\n  model: m\n  retries: 0\n"
    done = evaluate(write(folder, model))
    assert done.returncode == 1
    assert "pass@" not in done.stdout
    assert not (folder / "run" / "evaluation.json").exists()


def test_a_k_beyond_the_samples_is_told_before_anything_is_asked(folder: Path) -> None:
    done = evaluate(write(folder), "--set", "k.0=9")
    assert (done.returncode, done.stdout) == (1, "")
    assert "k: pass@9 needs 9 samples a problem or more; samples is 4" in done.stderr


def test_two_runs_are_compared_problem_by_problem(folder: Path) -> None:
    scores(evaluate(write(folder), "--json"))
    first = folder / "first"
    (folder / "run").rename(first)
    text = (folder / "answers.jsonl").read_text()
    (folder / "answers.jsonl").write_text(text.replace("{[x] x+2}", "{[x] x+1}"))
    scores(evaluate(write(folder), "--json"))
    command = [sys.executable, "-m", "qforge", "compare", str(first), str(folder / "run"), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["pass@1"]["value"] == pytest.approx(((1 - 0.5) + (0.75 - 0.25) + 1) / 3)


def test_a_run_without_an_evaluation_is_told(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "qforge", "compare", str(tmp_path), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 1
    assert "no evaluation has finished there" in done.stderr
