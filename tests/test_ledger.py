"""The books balance, or say where they don't."""

from __future__ import annotations

import json

import pytest

from qforge.ledger import Ledger, LedgerError, StageCount, Yield
from qforge.record import PlacedSample, Reason, Stage
from tests.report.builds import ledger, rejection
from tests.stages.records import sample


def test_books_that_balance_pass() -> None:
    ledger().check()
    Ledger().check()


@pytest.mark.parametrize("stage", list(Stage))
def test_a_record_that_vanishes_before_or_in_a_stage_is_found(stage: Stage) -> None:
    books = ledger()
    books.enter(stage, 1)
    with pytest.raises(LedgerError):
        books.check()


# The teacher is asked several times a problem, so that the stage before it is held to a multiple only.
ASKED = list(Stage).index(Stage.TRANSLATE)
BEFORE_TEACHER = list(Stage)[ASKED - 1]


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not BEFORE_TEACHER])
def test_a_rejection_too_many_is_found(stage: Stage) -> None:
    books = ledger()
    books.reject(rejection(stage, Reason.TIMEOUT))
    with pytest.raises(LedgerError):
        books.check()


def test_a_row_too_many_is_found_and_named() -> None:
    books = ledger()
    books.samples([PlacedSample(sample("p0", 9), "p0", "train")])
    with pytest.raises(LedgerError, match="split: 5 out, but the dataset has 6 rows"):
        books.check()


def test_a_teacher_that_was_never_asked_is_found() -> None:
    books = Ledger()
    for stage in list(Stage)[:ASKED]:
        books.enter(stage, 2)
    with pytest.raises(LedgerError, match=r"\w+: 2 in, 0 rejected, so 2 out, but translate was given 0"):
        books.check()


def test_stages_tell_rejections_the_most_frequent_first() -> None:
    (verify,) = [count for count in ledger().stages() if count.stage is Stage.VERIFY]
    assert verify == StageCount(Stage.VERIFY, "programs", 11, 6, {Reason.WRONG_VALUE: 4, Reason.EARLY_EXIT: 1})
    assert list(verify.rejected) == [Reason.WRONG_VALUE, Reason.EARLY_EXIT]


def test_yields_count_problems_not_only_rows() -> None:
    books = ledger()
    assert books.yields("topic") == [Yield("sets | more", 4, 3, 2, 2), Yield("strings", 4, 4, 3, 3)]
    assert books.yields("difficulty") == [Yield("easy", 4, 4, 4, 4), Yield("hard", 4, 3, 1, 1)]
    books.samples([PlacedSample(sample("p0", 9), "p0", "train")])
    assert books.yields("topic")[1] == Yield("strings", 4, 4, 3, 4)


def test_the_share_that_loops() -> None:
    assert ledger().loop_share == 0.2
    assert Ledger().loop_share == 0.0


def test_the_books_are_plain_json() -> None:
    written = json.loads(json.dumps(ledger().to_json()))
    assert written["stages"][list(Stage).index(Stage.EXTRACT)] == {
        "stage": "extract",
        "unit": "answers",
        "in": 14,
        "out": 11,
        "rejected": {"empty": 2, "no_code": 1},
    }
    assert written["splits"] == {"eval": 2, "train": 3}
    assert written["topic"][0] == {"name": "sets | more", "problems": 4, "usable": 3, "solved": 2, "rows": 2}
