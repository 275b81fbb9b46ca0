"""The demonstration of an author: which drafts become problems, and what becomes of the rest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qforge import story
from qforge.errors import PipelineError
from qforge.pipeline import schema
from qforge.pipeline.build import Build, build
from qforge.progress import Silent
from qforge.record import Reason, Stage
from tests.build_runs import LEAN, ROOT, dataset

AUTHOR = ROOT / "pipelines" / "author.yaml"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build(schema.load(AUTHOR, LEAN), tmp_path_factory.mktemp("author") / "run", Silent())


def test_mending_once_raises_the_problems_from_two_to_seven_of_eight(built: Build) -> None:
    drafts = [left for left in built.rejections if left.stage is Stage.AUTHOR]
    at_once = 8 - len({left.problem_id for left in drafts})
    assert (at_once, len({row.problem_id for row in built.rows})) == (2, 7)


def test_each_draft_that_leaves_has_its_reason(built: Build) -> None:
    assert [
        (left.problem_id.removeprefix("author/"), left.lineage.turn, left.reason)
        for left in built.rejections
        if left.stage is Stage.AUTHOR
    ] == [
        ("billing/medium-0", 0, Reason.MALFORMED),
        ("stock-keeping/easy-0", 0, Reason.REFERENCE_FAILED),
        ("stock-keeping/medium-0", 0, Reason.NOT_DISCRIMINATING),
        ("billing/easy-1", 0, Reason.NOT_DETERMINISTIC),
        ("stock-keeping/easy-1", 0, Reason.ALIKE_PROBLEM),
        ("stock-keeping/medium-1", 0, Reason.GENERATOR_FAILED),
        ("stock-keeping/medium-1", 1, Reason.GENERATOR_FAILED),
    ]
    built.ledger.check()


def test_both_models_stand_in_the_row(built: Build) -> None:
    assert {(row.author, row.model, row.source) for row in built.rows} == {
        ("handwritten author", "handwritten", "author")
    }


def test_a_draft_is_told_what_is_wrong_with_it_and_what_there_is_already(built: Build) -> None:
    steps = [step["content"] for step in story.tell(built.directory, "author/stock-keeping/easy-1")]
    first, repair = [step["messages"][0]["content"] for step in steps if "messages" in step]  # type: ignore[index, call-overload, operator]
    assert "- A storehouse lists its articles by name" in first
    assert "shares" in repair
    assert "with problem author/stock-keeping/easy-0" in repair


def test_a_second_build_asks_and_runs_nothing(built: Build) -> None:
    before = dataset(built.directory)
    again = build(schema.load(AUTHOR, (*LEAN, "workers=5")), built.directory, Silent())
    assert (again.new_answers, again.new_verdicts) == (0, 0)
    assert dataset(built.directory) == before


def test_a_draft_too_like_a_problem_of_a_source_is_refused(built: Build, tmp_path: Path) -> None:
    kept = next(row for row in built.rows if row.problem_id == "author/billing/easy-0")
    problem = {
        "id": "mine", "topic": "billing", "difficulty": "easy", "statement": kept.statement,
        "signature": {"name": "f", "parameters": [{"name": "x", "type": "int"}], "result": "int"},
        "reference": "def f(x):\n    return x\n", "cases": [{"arguments": [1], "expected": 1}],
        "licence": "MIT", "attribution": "me",
    }  # fmt: skip
    (tmp_path / "mine.jsonl").write_text(json.dumps(problem))
    changes = (f"sources=[{{use: jsonl, path: {tmp_path}/mine.jsonl}}]", "author.topics=[billing]",
               "author.difficulties=[easy]", "author.problems=1")  # fmt: skip
    done = build(schema.load(AUTHOR, (*LEAN, *changes)), tmp_path / "run", Silent())
    alike = [left for left in done.rejections if left.reason is Reason.ALIKE_PROBLEM]
    assert [left.problem_id for left in alike] == ["author/billing/easy-0"]
    assert alike[0].evidence["message"].startswith("its statement shares 100% of its shingles with problem mine")


def test_the_author_is_held_to_the_policy_too() -> None:
    changes = ("author.teacher.model=unnamed",)
    with pytest.raises(PipelineError, match=r"policy\.models: says nothing of the teacher 'unnamed'"):
        schema.load(AUTHOR, changes)


def test_problems_must_come_from_somewhere() -> None:
    with pytest.raises(PipelineError, match="sources: expected at least one, or an author that writes problems"):
        schema.load(AUTHOR, ("author=null",))


def test_topics_need_names_that_stay_apart_in_ids() -> None:
    with pytest.raises(PipelineError, match="'stock-keeping' would stand in the ids of two topics"):
        schema.load(AUTHOR, ("author.topics=[stock keeping, stock  keeping]",))
