"""Licences and terms are enforced, not remembered: what they forbid gets into no dataset."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from qforge.errors import PipelineError
from qforge.evaluation.checking import check
from qforge.pipeline import schema
from qforge.record import CheckedProblem, Origin
from qforge.sources import humaneval
from qforge.stages import policy, separation
from qforge.stages.group import place_problems
from tests.build_runs import QUICKSTART, ROOT, build
from tests.stages.records import checked

HANDWRITTEN = "    handwritten: {licence: Apache-2.0, training: allowed}\n"


def pipeline(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Write the quickstart pipeline, changed, with its data's own folder."""
    text = QUICKSTART.read_text().replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "p.yaml").write_text(text)
    return tmp_path / "p.yaml"


def mixed(tmp_path: Path) -> tuple[Path, Path]:
    """Write six problems, one of them share-alike, and a recording by two models."""
    lines = (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[:6]
    problems = [json.loads(line) for line in lines]
    problems[0]["licence"] = "CC-BY-SA-4.0"
    names = {problem["id"] for problem in problems}
    answers = map(json.loads, (ROOT / "pipelines/quickstart/completions.jsonl").read_text().splitlines())
    kept = [answer | {"model": "oracle"} if answer["attempt"] == 0 else answer for answer in answers]
    for name, records in (("problems", problems), ("answers", [one for one in kept if one["problem"] in names])):
        (tmp_path / f"{name}.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records))
    return tmp_path / "problems.jsonl", tmp_path / "answers.jsonl"


def test_a_share_alike_problem_and_the_answers_of_a_model_that_forbids_training_leave(tmp_path: Path) -> None:
    problems, answers = mixed(tmp_path)
    terms = "    oracle: {licence: LicenseRef-Oracle-Terms, training: forbidden}\n"
    file = pipeline(tmp_path, (HANDWRITTEN, HANDWRITTEN + terms))
    changes = (f"sources.0.path={problems}", f"teacher.path={answers}", "translate.attempts=3", "reference.inputs=20")
    done = build(tmp_path / "run", pipeline=file, changes=changes)
    assert done.returncode == 0, done.stderr
    rejections = [json.loads(line) for line in (tmp_path / "run/rejections.jsonl").read_text().splitlines()]
    (refused,) = [item for item in rejections if item["reason"] == "licence_not_allowed"]
    assert refused["evidence"]["message"] == "CC-BY-SA-4.0 is share-alike; policy.licences allows permissive"
    forbidden = [item for item in rejections if item["reason"] == "terms_forbid_training"]
    assert len(forbidden) == 5
    assert forbidden[0]["evidence"]["licence"] == "LicenseRef-Oracle-Terms"
    rows = [json.loads(line) for line in (tmp_path / "run/dataset/train.jsonl").read_text().splitlines()]
    assert {(row["model"], row["model_licence"], row["model_training"]) for row in rows} == {
        ("handwritten", "Apache-2.0", "allowed")
    }


def test_a_model_in_a_recording_of_which_the_policy_says_nothing_stops_the_build(tmp_path: Path) -> None:
    problems, answers = mixed(tmp_path)
    changes = (f"sources.0.path={problems}", f"teacher.path={answers}", "translate.attempts=2", "reference.inputs=20")
    done = build(tmp_path / "run", changes=changes)
    assert done.returncode == 1
    assert "policy.models: says nothing of the teacher 'oracle'" in done.stderr


ASKING = "use: openai\n  base_url: http://127.0.0.1:9/v1\n  model: distant"
RECORDED = f"use: recorded\n  path: {ROOT}/pipelines/quickstart/completions.jsonl"


def test_a_teacher_without_terms_is_refused_before_it_is_asked(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="says nothing of the teacher 'distant'"):
        schema.load(pipeline(tmp_path, (RECORDED, ASKING)))


def test_a_teacher_whose_terms_forbid_training_is_refused_before_it_is_asked(tmp_path: Path) -> None:
    forbidden = "    distant: {licence: LicenseRef-Terms, training: forbidden}\n"
    with pytest.raises(PipelineError, match=r"policy.models.distant: its terms forbid training"):
        schema.load(pipeline(tmp_path, (RECORDED, ASKING), (HANDWRITTEN, forbidden)))


def test_a_recording_whose_models_all_forbid_training_is_refused_by_check_and_build(tmp_path: Path) -> None:
    file = pipeline(tmp_path, (HANDWRITTEN, "    handwritten: {licence: LicenseRef-Terms, training: forbidden}\n"))
    told = "policy.models.handwritten: its terms forbid training on what it writes; name another teacher"
    with pytest.raises(PipelineError, match=told):
        check(file, ())
    done = build(tmp_path / "run", pipeline=file)
    assert (done.returncode, told in done.stderr) == (1, True)


def test_terms_that_are_neither_allowed_nor_forbidden_are_told(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"policy.models.handwritten.training: expected"):
        schema.load(pipeline(tmp_path, ("training: allowed", "training: perhaps")))


def test_a_source_whose_licence_is_not_allowed_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    mbpp = "use: mbpp\n    dataset: nowhere/mbpp\n    licence: CC-BY-NC-4.0"
    jsonl = QUICKSTART.read_text().split("sources:\n  - ")[1].split("\n\n")[0]
    changed = QUICKSTART.read_text().replace(jsonl, mbpp)
    (tmp_path / "p.yaml").write_text(changed.replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/"))
    with pytest.raises(PipelineError, match=r"sources.0: .* CC-BY-NC-4.0 is non-commercial"):
        schema.load(tmp_path / "p.yaml")
    schema.load(tmp_path / "p.yaml", ('policy.licences=["CC-BY-NC-4.0"]',))


def test_humaneval_can_not_be_declared_fit_for_training(tmp_path: Path) -> None:
    assert humaneval.Settings(dataset="d").evaluation_only
    source = "use: humaneval\n    dataset: nowhere/humaneval\n    evaluation_only: false"
    jsonl = QUICKSTART.read_text().split("sources:\n  - ")[1].split("\n\n")[0]
    (tmp_path / "p.yaml").write_text(QUICKSTART.read_text().replace(jsonl, source))
    with pytest.raises(PipelineError, match=r"sources.0.evaluation_only: expected one of True, not false"):
        schema.load(tmp_path / "p.yaml")


def test_a_problem_of_an_author_whose_terms_forbid_training_leaves() -> None:
    problem = replace(checked("a").problem, author="oracle")
    terms = policy.Settings(models={"oracle": policy.Terms("LicenseRef-Oracle-Terms", "forbidden")})
    rejection = policy.refuse_problem(problem, terms)
    assert rejection is not None
    assert rejection.evidence["message"] == (
        "the terms of oracle (LicenseRef-Oracle-Terms), who wrote the problem, forbid training on it"
    )
    with pytest.raises(PipelineError, match="says nothing of the teacher 'oracle'"):
        policy.refuse_problem(problem, policy.Settings())


def _held_out(item: CheckedProblem) -> CheckedProblem:
    origin = Origin("example", item.problem.id, "MIT", "us", evaluation_only=True)
    return replace(item, problem=replace(item.problem, origin=origin))


def test_a_problem_for_evaluation_only_takes_its_whole_group_to_eval() -> None:
    problems = [checked("a", "Add up all numbers."), _held_out(checked("b", "add up all numbers")), checked("c")]
    placement = place_problems(problems, separation.Settings(eval_share=0.0), seed=1)
    assert placement.splits == {"a": "eval", "b": "eval", "c": "train"}
    assert placement.groups == {"a": "b", "b": "b", "c": "c"}
