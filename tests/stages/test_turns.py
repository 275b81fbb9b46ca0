"""What follow-up questions say, and what they never say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from qforge.languages import q
from qforge.record import Answer, FinishReason, Kind, Lineage, Reason, Rejection, Request, Stage, Usage
from qforge.stages import turns
from qforge.stages.translate import Settings, read_principles
from qforge.stages.turns import Tried
from tests.stages.records import checked, sample

CHECKED = checked("p")
EVIDENCE = {
    "message": "expected 77, got 66",
    "case": 0,
    "input": "f[55]",
    "expected": "77",
    "got": "66",
    "code": "f:{[x] x}",
}


def failed(reason: Reason, stage: Stage = Stage.VERIFY, **evidence: Any) -> Tried:
    (request,) = turns.attempts(CHECKED, [0], q, Settings())  # type: ignore[arg-type]
    answer = Answer("p", 0, "M", "key", "```q\nf:{[x] x}\n```", FinishReason.STOP, Usage())
    return Tried(request, answer, Rejection("p", 0, stage, reason, EVIDENCE | evidence))


def repair(tried: Tried, **settings: Any) -> Request:
    item = turns.mendable(tried)
    assert item is not None
    return turns.repair(item, CHECKED, q, Settings(**settings))  # type: ignore[arg-type]


def test_a_repair_goes_on_with_the_conversation() -> None:
    tried = failed(Reason.WRONG_VALUE)
    request = repair(tried)
    assert request.id == "p#0.1"
    assert request.messages[:-2] == tried.request.messages
    assert [(message.role, message.content) for message in request.messages[-2:-1]] == [
        ("assistant", "```q\nf:{[x] x}\n```")
    ]
    assert request.lineage == Lineage(1, Kind.REPAIR, 0)


@pytest.mark.parametrize(
    ("shows", "told", "cases"),
    [("error", (False, False, False), ()), ("input", (True, True, False), ()), ("result", (True, True, True), (0,))],
)
def test_a_repair_shows_what_the_setting_allows(
    shows: str, told: tuple[bool, bool, bool], cases: tuple[int, ...]
) -> None:
    request = repair(failed(Reason.WRONG_VALUE), repair_shows=shows)
    question = request.messages[-1].content
    assert tuple(text in question for text in ("f[55]", "66", "77")) == told
    assert request.lineage.shown_cases == cases


def test_an_error_is_told_in_the_words_of_the_runtime() -> None:
    question = repair(failed(Reason.COMPILE_ERROR, message="unmatched brace"), repair_shows="error").messages[-1]
    assert question.content.startswith("Your program does not parse: unmatched brace\n")


@pytest.mark.parametrize("reason", [Reason.EMPTY, Reason.REFUSED, Reason.TRUNCATED])
def test_what_holds_no_program_to_mend_is_not_repaired(reason: Reason) -> None:
    assert turns.mendable(failed(reason, Stage.EXTRACT)) is None


def test_a_program_about_which_runtimes_disagree_is_not_repaired() -> None:
    assert turns.mendable(failed(Reason.NOT_CONFIRMED)) is None


def test_an_answer_without_a_program_is_repaired() -> None:
    question = repair(failed(Reason.NO_CODE, Stage.EXTRACT)).messages[-1].content
    assert question.startswith("Your answer holds no program that defines `f`.")


def test_a_verified_program_is_not_repaired() -> None:
    tried = failed(Reason.WRONG_VALUE)._replace(outcome=sample("p"))
    assert turns.mendable(tried) is None


def test_a_revision_shows_the_program_and_the_principles() -> None:
    plain = sample("p", 2, "f:{[x] x}")
    mended = replace(plain, candidate=replace(plain.candidate, lineage=Lineage(1, Kind.REPAIR, 0, ("o#0",), (3,))))
    principles = read_principles(Settings(), q)  # type: ignore[arg-type]
    request = turns.follow(mended, 2, Kind.REVISION, CHECKED, pack=q, settings=Settings(), principles=principles)  # type: ignore[arg-type]
    assert request.id == "p#2.2"
    assert request.lineage == Lineage(2, Kind.REVISION, 1, ("o#0",), (3,))
    assert request.messages[-2].content == "```q\nf:{[x] x}\n```"
    assert "1. Right before short" in request.messages[-1].content


def test_a_critique_is_not_held_to_the_schema_of_a_program() -> None:
    structured = Settings(structured=True)
    kinds = (Kind.REWRITE, Kind.REVISION)
    requests = [turns.follow(sample("p"), 1, kind, CHECKED, pack=q, settings=structured) for kind in kinds]  # type: ignore[arg-type]
    assert [bool(request.schema) for request in requests] == [True, False]
