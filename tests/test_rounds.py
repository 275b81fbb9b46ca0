"""The demonstration of rounds: what each brings, what the command between them is told, and that it runs once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from qforge.errors import RunError, UserError
from qforge.pipeline import schema
from qforge.pipeline.build import Build, build
from qforge.progress import Silent
from tests.build_runs import LEAN, ROOT, dataset

ROUNDS = ROOT / "pipelines" / "rounds.yaml"

Make: TypeAlias = Callable[..., Build]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run of the demonstration."""
    run = tmp_path_factory.mktemp("rounds") / "run"
    again(run)
    return run


def again(run: Path, *changes: str) -> Build:
    return build(schema.load(ROUNDS, (*LEAN, *changes)), run, Silent())


def rounds(done: Build) -> list[tuple[int, int]]:
    return [(item.open, item.solved) for item in done.ledger.rounds]


def script(folder: Path, text: str) -> str:
    """Write a command, and give the setting that names it."""
    path = folder / "command.sh"
    path.write_text(f"set -eu\n{text}\n")
    return f"rounds.command=[sh, {path}]"


def test_solved_problems_leave_and_after_two_poor_rounds_the_fallback_solves_the_rest(made: Path) -> None:
    done = again(made)
    assert rounds(done) == [(23, 12), (11, 2), (9, 1), (8, 8)]
    assert done.ledger.rounds_ended == "every problem is solved"
    assert {row.attempt: row.model for row in done.rows} == {
        0: "student 1", 1: "student 2", 2: "student 3", 3: "master",
    }  # fmt: skip
    done.ledger.check()


def test_a_single_round_solves_twelve_problems_and_without_fallback_it_ends_at_fifteen(made: Path) -> None:
    assert len(again(made, "rounds.number=1").rows) == 12
    done = again(made, "rounds.fallback=null")
    assert len(done.rows) == 15
    assert done.ledger.rounds_ended == (
        "the last two rounds solved 18.2% and 11.1% of their problems, less than the floor of 20.0%"
    )


def test_failed_attempts_of_all_rounds_stay_as_rejections(made: Path) -> None:
    done = again(made)
    last = [row for row in done.rows if row.attempt == 3]
    for row in last:
        failed = [left.id for left in done.rejections if left.problem_id == row.problem_id]
        assert failed == [f"{row.problem_id}#{attempt}" for attempt in range(3)]


def test_a_second_build_runs_no_command_again_and_writes_the_same(made: Path) -> None:
    again(made)
    before = dataset(made)
    logs = {path: path.stat().st_mtime_ns for path in (made / "rounds").glob("*/command.log")}
    assert len(logs) == 2
    done = again(made, "workers=5")
    assert (done.new_answers, done.new_verdicts) == (0, 0)
    assert dataset(made) == before
    assert {path: path.stat().st_mtime_ns for path in logs} == logs


def test_the_command_is_told_the_round_and_given_the_dataset_so_far(made: Path) -> None:
    assert (made / "rounds" / "1" / "command.log").read_text() == (
        "round 1 of 4: 9 rows to train on, 11 problems open\n"
    )
    rows = [json.loads(line) for line in (made / "rounds" / "1" / "dataset" / "train.jsonl").read_text().splitlines()]
    assert len(rows) == 9
    assert {row["attempt"] for row in rows} == {0}


def test_a_problem_that_was_trained_on_is_never_in_eval(made: Path) -> None:
    trained = set()
    for file in (made / "rounds").glob("*/dataset/train.jsonl"):
        trained |= {json.loads(line)["problem_id"] for line in file.read_text().splitlines()}
    done = again(made)
    assert trained
    assert not trained & {row.problem_id for row in done.rows if row.split == "eval"}


def test_a_command_that_fails_stops_the_build_and_is_the_first_thing_done_next_time(tmp_path: Path) -> None:
    run, once = tmp_path / "run", script(tmp_path, f"test -e {tmp_path}/ready\necho x >> {tmp_path}/runs")
    two = ("rounds.number=2", once)
    with pytest.raises(RunError, match=r"round 1: the command 'sh .*command\.sh' ended with status 1; what it printed"):
        again(run, *two)
    (tmp_path / "ready").touch()
    done = again(run, *two)
    assert done.new_answers == 11
    assert again(run, *two).new_answers == 0
    assert (tmp_path / "runs").read_text() == "x\n"


def test_the_command_points_at_the_next_teacher(made: Path, tmp_path: Path) -> None:
    master = ROOT / "pipelines" / "rounds" / "master.jsonl"
    pointed = script(tmp_path, f'echo "path: {master}" > "$QFORGE_TEACHER"')
    done = again(tmp_path / "run", "rounds.number=2", pointed)
    assert rounds(done) == [(23, 12), (11, 11)]
    assert {row.model for row in done.rows if row.attempt == 1} == {"master"}
    assert rounds(again(tmp_path / "run", "rounds.number=2", pointed)) == [(23, 12), (11, 11)]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("paht: x", "paht: the teacher recorded has no such setting; known are path, model"),
        ("- path", "expected lines of KEY: VALUE, settings of the teacher"),
        ("path: /nowhere.jsonl", "/nowhere.jsonl: can't be read"),
        ("model: [x]", "model: Input should be a valid string"),
        ("model: unnamed", "policy.models: says nothing of the teacher 'unnamed'"),
    ],
)
def test_a_teacher_that_can_not_be_is_told(tmp_path: Path, written: str, message: str) -> None:
    pointed = script(tmp_path, f'echo "{written}" > "$QFORGE_TEACHER"')
    small = ("rounds.number=2", "sources.0.limit=8", pointed)
    for _ in range(2):
        with pytest.raises(UserError, match=message.replace("[", r"\[")):
            again(tmp_path / "run", *small)


def test_other_rows_to_train_on_run_the_command_again_and_ask_the_next_rounds_anew(tmp_path: Path) -> None:
    counted = script(tmp_path, f"echo x >> {tmp_path}/runs")
    small = ("rounds.number=2", "sources.0.limit=8", counted)
    first = again(tmp_path / "run", *small)
    assert again(tmp_path / "run", *small, "reference.inputs=19").new_answers == rounds(first)[1][0]
    assert (tmp_path / "runs").read_text() == "x\nx\n"


def test_a_command_that_is_no_program_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"rounds\.command: 'nosuchprogram' can't be run: No such file"):
        again(tmp_path / "run", "rounds.command=[nosuchprogram]", "sources.0.limit=8")
