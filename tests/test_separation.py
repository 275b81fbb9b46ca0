"""Builds whose splits are certified, and that grow without moving a row."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qforge.certificate.check import check
from tests.build_runs import ROOT, build

SMALL = ("sources.0.limit=10", "translate.attempts=2", "reference.inputs=20", "split.eval_share=0.4")


def rows(run: Path) -> dict[str, dict[str, str]]:
    """The rows of a run by their ids."""
    lines = [line for split in ("train", "eval") for line in (run / f"dataset/{split}.jsonl").read_text().splitlines()]
    return {row["id"]: row for row in map(json.loads, lines)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = tmp_path_factory.mktemp("separate") / "run"
    done = build(run, changes=SMALL)
    assert done.returncode == 0, done.stderr
    return run


def test_a_build_is_certified(built: Path) -> None:
    checked = check(built / "dataset")
    assert checked.faults == ()
    assert checked.certificate["splits"]["train"]["rows"] + checked.certificate["splits"]["eval"]["rows"] == len(
        rows(built)
    )


def test_a_tenth_of_new_problems_moves_no_row_even_in_front_of_the_old_ones(built: Path, tmp_path: Path) -> None:
    problems = [json.loads(line) for line in (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()]
    copy = problems[3] | {"id": "a/first", "statement": f"{problems[3]['statement']} In brief."}
    answers = (ROOT / "pipelines/quickstart/completions.jsonl").read_text().splitlines()
    answers += [line.replace(problems[3]["id"], "a/first") for line in answers if f'"{problems[3]["id"]}"' in line]
    (tmp_path / "problems.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in (copy, *problems[:10])))
    (tmp_path / "answers.jsonl").write_text("".join(f"{line}\n" for line in answers))
    changes = (
        *(f"sources.0.path={tmp_path / 'problems.jsonl'}", f"teacher.path={tmp_path / 'answers.jsonl'}"),
        *("sources.0.limit=11", *SMALL[1:], f"split.keep={built / 'dataset'}", "split.stratified=true"),
    )
    done = build(tmp_path / "run", changes=changes)
    assert done.returncode == 0, done.stderr
    before, after = rows(built), rows(tmp_path / "run")
    assert before.keys() < after.keys()
    assert {name: after[name]["split"] for name in before} == {name: row["split"] for name, row in before.items()}
    sides = {row["split"] for row in after.values() if "a/first" in (row["problem_id"], row["group"])}
    assert sides == {before[f"{problems[3]['id']}#0"]["split"]}
    assert check(tmp_path / "run/dataset").faults == ()


def test_a_pin_that_names_no_problem_is_a_mistake(tmp_path: Path) -> None:
    done = build(tmp_path / "run", changes=(*SMALL, 'split.eval=["nothing"]'))
    assert done.returncode == 1
    assert "split.eval: no source has the problem 'nothing'" in done.stderr
