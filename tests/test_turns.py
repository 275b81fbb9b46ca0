"""The demonstration of turns: what repair, examples, rewriting and revision each bring, measured on its problems."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from qforge import story
from qforge.errors import BudgetError
from qforge.exporters.base import Row
from qforge.pipeline import schema
from qforge.pipeline.build import Build, build
from qforge.progress import Silent
from qforge.record import Reason, Request
from qforge.stages import turns
from tests.build_runs import LEAN, ROOT, dataset

TURNS = ROOT / "pipelines" / "turns.yaml"
PLAIN = ("translate.repair_turns=0", "translate.examples=0", "translate.rewrite=false", "translate.revise=false")

Make: TypeAlias = Callable[..., Build]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("turns") / "run"


@pytest.fixture(scope="module")
def make(run: Path) -> Make:
    """Builds in one run directory, so that no program runs twice."""

    def made(*changes: str, directory: Path = run) -> Build:
        return build(schema.load(TURNS, (*LEAN, *changes)), directory, Silent())

    return made


@pytest.fixture(scope="module")
def full(make: Make) -> Build:
    return make()


def solved(done: Build) -> int:
    return len({row.problem_id for row in done.rows})


def idiom(done: Build) -> float:
    return round(sum(row.idiom for row in done.rows) / len(done.rows), 1)


def one(done: Build, problem: str) -> Row:
    rows = [row for row in done.rows if row.problem_id == problem]
    assert len(rows) == 1
    return rows[0]


def test_repair_raises_the_yield_from_ten_problems_to_nineteen(full: Build, make: Make) -> None:
    first = ("translate.attempts=1", "translate.examples=0")
    without, mended = make(*PLAIN, *first), make(*PLAIN, *first, "translate.repair_turns=1")
    assert (solved(without), solved(mended)) == (10, 19)


def test_examples_raise_the_yield_from_nineteen_problems_to_all(full: Build, make: Make) -> None:
    assert (solved(make("translate.examples=0")), solved(full)) == (19, 23)


def test_rewriting_lowers_the_share_of_loops(full: Build, make: Make) -> None:
    without = make("translate.rewrite=false", "translate.revise=false")
    rewritten = make("translate.revise=false")
    assert (without.ledger.to_json()["loop_share"], rewritten.ledger.to_json()["loop_share"]) == (0.2609, 0.0435)
    assert solved(without) == solved(rewritten)


def test_revision_raises_the_idiom_score(full: Build, make: Make) -> None:
    assert (idiom(make("translate.revise=false")), idiom(full)) == (93.1, 97.4)


def test_what_was_asked_and_what_verified_is_counted_by_kind(full: Build) -> None:
    assert full.ledger.to_json()["kinds"] == [
        {"kind": "attempt", "asked": 27, "verified": 14},
        {"kind": "repair", "asked": 13, "verified": 9},
        {"kind": "rewrite", "asked": 6, "verified": 5},
        {"kind": "revision", "asked": 23, "verified": 23},
    ]


def test_a_repaired_row_names_the_program_that_failed(full: Build) -> None:
    row = one(full, "sorting-and-ranking/league-places")
    assert (row.id, row.kind, row.turn) == ("sorting-and-ranking/league-places#0.1", "repair", 1)
    failed = next(left for left in full.rejections if left.id == row.parent)
    assert failed.reason is Reason.WRONG_VALUE
    assert failed.evidence["code"].startswith("league_places:{[scores] 1+(desc scores)?scores}")


def test_a_rewrite_takes_the_place_of_the_loop_it_was_made_from(full: Build) -> None:
    row = one(full, "time-series-windows/held-average")
    assert (row.id, row.kind, row.loops) == ("time-series-windows/held-average#0.1", "rewrite", False)
    loop = next(left for left in full.rejections if left.id == row.parent)
    assert (loop.reason, loop.evidence["kept"]) == (Reason.SUPERSEDED, row.id)


def test_a_rewrite_that_fails_leaves_the_loop_where_it_is(make: Make) -> None:
    done = make("translate.revise=false")
    row = one(done, "time-series-windows/busiest-stretch")
    assert (row.id, row.loops) == ("time-series-windows/busiest-stretch#0", True)
    failed = [left for left in done.rejections if left.id == "time-series-windows/busiest-stretch#0.1"]
    assert [left.reason for left in failed] == [Reason.WRONG_VALUE]


def test_no_example_is_a_problem_of_eval_or_of_another_topic(full: Build) -> None:
    by_problem = {row.problem_id: row for row in full.rows}
    shown = [(row, by_problem[name.rpartition("#")[0]]) for row in full.rows for name in row.examples]
    assert len(shown) == 8
    for row, example in shown:
        assert (example.split, example.topic) == ("train", row.topic)
        assert example.problem_id != row.problem_id


def prompts(run: Path, record: str) -> str:
    steps = [step["content"] for step in story.tell(run, record)]
    return "\n".join(str(step["messages"]) for step in steps if isinstance(step, dict) and "messages" in step)


def test_a_repair_shows_the_input_and_no_expected_value_unless_it_is_told_to(
    full: Build, make: Make, run: Path
) -> None:
    name = "sorting-and-ranking/league-places"
    failed = next(left for left in full.rejections if left.id == f"{name}#0")
    expected = f"It should give:\\n\\n```q\\n{failed.evidence['expected']}"
    assert failed.evidence["input"] in prompts(run, f"{name}#0.1")
    assert "It should give" not in prompts(run, f"{name}#0.1")
    assert one(full, name).shown_cases == 0
    told = make("translate.repair_shows=result")
    assert expected in prompts(run, f"{name}#0.1")
    assert one(told, name).shown_cases == 1
    make("translate.repair_shows=error")
    assert failed.evidence["input"] not in prompts(run, f"{name}#0.1")


def test_the_story_of_a_repair_begins_with_the_program_that_failed(make: Make, run: Path) -> None:
    make()
    stages = [(step["stage"], list(step["content"])) for step in story.tell(run, "running-totals/tank-levels#0.1")]  # type: ignore[call-overload]
    assert [stage for stage, _ in stages] == [
        "read", "reference", "group", "translate", "translate", "extract", "verify",
        "translate", "translate", "extract", "verify", "audit", "split",
    ]  # fmt: skip
    assert stages[7][1] == ["kind", "messages", "parent"]


def test_other_principles_ask_for_the_revisions_again_and_for_nothing_else(make: Make, tmp_path: Path) -> None:
    make()
    assert make().new_answers == 0
    constitution = tmp_path / "principles.md"
    constitution.write_text("1. Short names.\n")
    again = make(f"translate.constitution={constitution}")
    assert (again.new_answers, again.new_verdicts) == (23, 0)


def test_the_number_of_workers_changes_no_byte(make: Make, run: Path, tmp_path: Path) -> None:
    make()
    make("workers=5", directory=tmp_path / "run")
    assert dataset(tmp_path / "run") == dataset(run)


def test_a_build_that_stops_in_the_middle_of_its_turns_goes_on_there(full: Build, make: Make, tmp_path: Path) -> None:
    make()
    run = tmp_path / "run"
    with pytest.raises(BudgetError):
        make("asking.maximum_tokens=8000", directory=run)
    done = make(directory=run)
    assert 0 < done.new_answers < full.new_answers
    assert dataset(run) == dataset(full.directory)


def test_attempts_are_written_no_further_than_the_budget_goes(
    full: Build, make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0

    def counted(*question: Any) -> Iterator[Request]:
        nonlocal written
        for request in attempts(*question):
            written += 1
            yield request

    attempts = turns.attempts
    monkeypatch.setattr(turns, "attempts", counted)
    with pytest.raises(BudgetError):
        make(
            *PLAIN,
            "translate.attempts=1000",
            "translate.stop_after=null",
            "asking.maximum_tokens=30",
            directory=tmp_path / "run",
        )
    assert 0 < written < 100


def test_training_forms_pair_a_failed_program_with_its_repair_and_a_loop_with_its_rewrite(make: Make) -> None:
    done = make("feeds.forms=[{use: trl}]", "feeds.views.views=[repair, rewrite]")
    made = "".join(path.read_text() for path in done.forms if path.suffix == ".jsonl")
    assert '"sorting-and-ranking/league-places#0.1:repair<0"' in made
    assert '"sorting-and-ranking/desk-leaders#0.1:rewrite<0"' in made


def test_books_balance_over_all_turns(full: Build) -> None:
    full.ledger.check()
    stages = {stage["stage"]: stage for stage in full.ledger.to_json()["stages"]}  # type: ignore[index, union-attr, call-overload]
    assert (stages["translate"]["in"], stages["verify"]["out"], stages["refine"]["out"]) == (69, 51, 23)
    assert json.loads((full.directory / "ledger.json").read_text())["rows"] == 23
