"""inspect-ai and lm-evaluation-harness score the verified answers at 1 and empty ones at 0, without a network."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.feeds import inspect_ai, lm_eval
from qforge.feeds.base import Feed
from tests.feeds.feed import FEED
from tests.feeds.test_forms import WHOLE

GOLD = "```q\nf:{[x] sum x where x>0}\n```"


@pytest.fixture
def feed() -> Feed:
    examples = (replace(FEED.examples[0], problem_id=name, completion=GOLD) for name in ("a", "b", "c"))
    return replace(WHOLE, examples=tuple(examples))


@pytest.mark.consumers
@pytest.mark.parametrize(("answer", "accuracy"), [(GOLD, 1.0), ("", 0.0)], ids=["verified", "empty"])
def test_inspect_ai_scores_verified_answers_1_and_empty_ones_0(
    feed: Feed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str, accuracy: float
) -> None:
    inspect = pytest.importorskip("inspect_ai", reason="needs inspect-ai; make test-consumers installs it")
    from inspect_ai.model import ModelOutput, ModelUsage, get_model

    inspect_ai.write(feed, tmp_path / "form", inspect_ai.Settings(inputs=20))

    def output(*_: object) -> Any:
        made = ModelOutput.from_content("mockllm/model", answer)
        made.usage = ModelUsage()
        return made

    model = get_model("mockllm/model", custom_outputs=output)
    monkeypatch.chdir(tmp_path / "form")
    (log,) = inspect.eval("task.py", model=model, log_dir=str(tmp_path / "logs"), display="none")
    assert log.status == "success", log.error
    assert log.results.total_samples == 3
    assert log.results.scores[0].metrics["accuracy"].value == accuracy


@pytest.mark.consumers
@pytest.mark.parametrize(("answer", "passes"), [("verified", 1.0), ("", 0.0)], ids=["verified", "empty"])
def test_lm_eval_scores_verified_answers_1_and_empty_ones_0(
    feed: Feed, tmp_path: Path, answer: str, passes: float
) -> None:
    harness = pytest.importorskip("lm_eval", reason="needs lm-eval; make test-consumers installs it")
    from lm_eval.api.model import LM
    from lm_eval.tasks import TaskManager

    class Answers(LM):
        def generate_until(self, requests: list[Any], disable_tqdm: bool = False) -> list[str]:
            return [request.doc.get(answer, "") for request in requests]

        def loglikelihood(self, requests: list[Any], disable_tqdm: bool = False) -> list[Any]:
            raise NotImplementedError

        loglikelihood_rolling = loglikelihood

    lm_eval.write(feed, tmp_path, lm_eval.Settings(inputs=20))
    manager = TaskManager(include_path=str(tmp_path), include_defaults=False)
    told = harness.simple_evaluate(model=Answers(), tasks=["qforge_example"], task_manager=manager, bootstrap_iters=0)
    assert told["n-samples"]["qforge_example"]["effective"] == 3
    assert told["results"]["qforge_example"]["passes,none"] == passes


@pytest.mark.parametrize("form", [inspect_ai, lm_eval], ids=["inspect_ai", "lm_eval"])
def test_a_sample_holds_the_prompt_and_a_verified_answer(form: Any, feed: Feed, tmp_path: Path) -> None:
    form.write(feed, tmp_path, form.Settings())
    rows = [json.loads(line) for line in (tmp_path / "samples.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["a", "b", "c"]
    assert all(GOLD in row.values() for row in rows)
    assert "Add 1." in json.dumps(rows[0])
