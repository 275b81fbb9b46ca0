"""The recorded teacher: what a recording may say, and what is told of a wrong one."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qforge.errors import DataError
from qforge.record import FinishReason, Kind, Lineage, Message, Reason, Request, Usage
from qforge.teachers.base import NoReply, Reply
from qforge.teachers.recorded import RecordedTeacher, Settings, connect
from tests.desk import outcomes

LINE = {
    "problem": "a/one",
    "attempt": 0,
    "note": "idiomatic",
    "model": "by hand",
    "completion": "first",
    "finish_reason": "stop",
    "usage": {"prompt_tokens": 7, "completion_tokens": 1},
}
ONE = Request("a/one", 0, (Message("user", "a/one"),))


def record(folder: Path, *lines: dict[str, Any]) -> Path:
    path = folder / "completions.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def teacher(folder: Path, *lines: dict[str, Any], model: str | None = None) -> RecordedTeacher:
    return connect(Settings(path=record(folder, *lines), model=model))


def mistakes(folder: Path, *lines: dict[str, Any]) -> list[str]:
    path = record(folder, *lines)
    with pytest.raises(DataError) as caught:
        connect(Settings(path=path))
    return [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]


def test_a_line_is_answered_word_for_word(tmp_path: Path) -> None:
    reply = outcomes(teacher(tmp_path, LINE), ONE)[0]
    assert reply == Reply("by hand", "first", FinishReason.STOP, Usage(7, 1))


def test_only_problem_attempt_completion_and_a_model_are_needed(tmp_path: Path) -> None:
    short = {"problem": "a/one", "attempt": 0, "completion": ""}
    reply = outcomes(teacher(tmp_path, short, model="M"), ONE)[0]
    assert reply == Reply("M", "", FinishReason.STOP, Usage(0, 0))


def test_the_setting_model_goes_before_the_lines(tmp_path: Path) -> None:
    assert teacher(tmp_path, LINE, model="M").model == "M"
    assert teacher(tmp_path, LINE, {**LINE, "attempt": 1, "model": "another"}).model == "another, by hand"


@pytest.mark.parametrize("missing", [Request("a/one", 1, ONE.messages), Request("a/two", 0, ONE.messages)])
def test_what_is_not_recorded_has_no_answer(tmp_path: Path, missing: Request) -> None:
    outcome = outcomes(teacher(tmp_path, LINE), missing)[0]
    told = f"the recording holds no answer for attempt {missing.id}"
    assert outcome == NoReply(Reason.NO_ANSWER, told)


@pytest.mark.parametrize(
    "change",
    [
        {"completion": "First"},
        {"model": "M"},
        {"finish_reason": "length"},
        {"usage": {"prompt_tokens": 8, "completion_tokens": 1}},
    ],
)
def test_a_changed_line_changes_its_own_fingerprint_only(tmp_path: Path, change: dict[str, Any]) -> None:
    other = {**LINE, "problem": "a/two"}
    before, after = teacher(tmp_path, LINE, other), teacher(tmp_path, {**LINE, **change}, other)
    two = Request("a/two", 0, ONE.messages)
    assert before.fingerprint(ONE) != after.fingerprint(ONE)
    assert before.fingerprint(two) == after.fingerprint(two)
    assert before.fingerprint(Request("a/three", 0, ONE.messages)) != before.fingerprint(two)


def test_every_mistake_is_told_with_its_line(tmp_path: Path) -> None:
    lines = (
        LINE,
        {**LINE, "complection": "x"},
        {key: value for key, value in LINE.items() if key != "problem"},
        {**LINE, "attempt": "1"},
        {**LINE, "attempt": 1, "finish_reason": "done"},
        {**LINE, "usage": {"prompt_tokens": -1}},
        LINE,
    )
    known = "problem, attempt, kind, turn, examples, completion, model, finish_reason, usage, note"
    assert mistakes(tmp_path, *lines) == [
        f"2: complection: unknown key; known are {known}; did you mean 'completion'?",
        "3: problem: missing",
        '4: attempt: expected a valid integer, not "1"',
        "5: finish_reason: expected 'stop', 'length' or 'refusal', not \"done\"",
        "6: usage.prompt_tokens: expected greater than or equal to 0, not -1",
        "7: attempt 0 at 'a/one' stands in line 1 already",
    ]


def test_a_gap_in_the_attempts_is_a_mistake(tmp_path: Path) -> None:
    assert mistakes(tmp_path, LINE, {**LINE, "attempt": 2}) == [
        "2: attempt 2 at 'a/one', but no attempt with the number 1"
    ]


REPAIR = {**LINE, "kind": "repair", "turn": 1, "completion": "mended"}


def test_a_repair_is_answered_for_its_turn_and_kind_only(tmp_path: Path) -> None:
    asked = teacher(tmp_path, LINE, REPAIR)

    def answer(turn: int, kind: Kind) -> str | None:
        found = outcomes(asked, replace(ONE, lineage=Lineage(turn, kind, 0)))[0]
        return found.text if isinstance(found, Reply) else None

    assert answer(1, Kind.REPAIR) == "mended"
    assert answer(2, Kind.REPAIR) is None
    assert answer(1, Kind.REWRITE) is None


def test_turns_that_can_not_be_asked_for_are_mistakes(tmp_path: Path) -> None:
    assert mistakes(tmp_path, LINE, {**REPAIR, "turn": 0}, {**LINE, "attempt": 1, "turn": 2}) == [
        "2: turn: expected from 1 for a repair, not 0",
        "3: turn: expected 0 for an attempt, not 2",
    ]
    assert mistakes(tmp_path, LINE, {**REPAIR, "attempt": 1}) == [
        "2: repair 1.1 of 'a/one', but no attempt with the number 1"
    ]
    assert mistakes(tmp_path, LINE, REPAIR, REPAIR) == ["3: repair 0.1 of 'a/one' stands in line 2 already"]


def test_a_line_may_answer_prompts_with_or_without_examples_only(tmp_path: Path) -> None:
    asked = teacher(tmp_path, {**LINE, "examples": False}, {**LINE, "examples": True, "completion": "like them"})
    without, shown = outcomes(asked, ONE, replace(ONE, lineage=Lineage(examples=("b#0",))))
    assert isinstance(without, Reply)
    assert isinstance(shown, Reply)
    assert (without.text, shown.text) == ("first", "like them")


def test_a_line_without_model_needs_the_setting(tmp_path: Path) -> None:
    line = {key: value for key, value in LINE.items() if key != "model"}
    assert mistakes(tmp_path, line) == ["1: model: missing, and the teacher's setting model is not given either"]


def test_twenty_mistakes_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    told = mistakes(tmp_path, *({**LINE, "attempt": -1} for _ in range(25)))
    assert len(told) == 21
    assert told[-1] == "... and 5 more"
