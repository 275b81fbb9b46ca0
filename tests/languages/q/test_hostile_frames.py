"""What a worker taken over by a program might write: a failure of the program, never a crash and never a pass."""

from __future__ import annotations

import json
from typing import Any

import pytest

from qforge.languages import q
from qforge.languages.base import CallResult, Execution, Halt, Latitude
from qforge.languages.q.frames import MAXIMUM_ITEMS
from qforge.languages.q.runtimes.embedded import read
from qforge.record import Case, CheckedProblem, Comparison, ComparisonKind, Reason
from qforge.sandbox.process import Reply
from qforge.sandbox.watching import Answer, Ending, Over
from qforge.signature import parse_type
from qforge.stages.verify import Means, failures
from tests.stages.records import checked

LOADED: Any = {"halt": "completed"}


class Accepting:
    """Runs checkers that accept everything, so that only the frame itself can be refused."""

    def check(self, checker: str, judgements: Any) -> tuple[str, ...]:
        return ("",) * len(judgements)


PACK: Any = q
MEANS = Means(PACK, None, Latitude.LENIENT, {"python": Accepting()})  # type: ignore[arg-type,dict-item]


def nested(depth: int) -> dict[str, Any]:
    frame: dict[str, Any] = {"t": "j", "v": 1}
    for _ in range(depth):
        frame = {"t": "list", "v": [frame]}
    return frame


FRAMES: dict[str, Any] = {
    "nested deep": nested(90),
    "nested very deep": nested(400),
    "a huge number": {"t": "j", "v": 10**5000},
    "a number past its type": {"t": "j", "v": 2**63},
    "a float that is a huge number": {"t": "f", "v": 10**400},
    "true for a long": {"t": "j", "v": True},
    "a float for a long": {"t": "j", "v": 3.0},
    "a text for a long": {"t": "j", "v": "3"},
    "a lone surrogate": {"t": "s", "v": "\ud800"},
    "a character past a byte": {"t": "C", "v": "3\u0100"},
    "an unknown type": {"t": "zz", "v": 3},
    "a type that is a list": {"t": ["j"], "v": 3},
    "no type": {"v": 3},
    "no value": {"t": "j"},
    "a vector that is a number": {"t": "J", "v": 3},
    "too many items": {"t": "J", "v": [1] * (MAXIMUM_ITEMS + 1)},
    "uneven columns": {"t": "table", "n": ["a", "b"], "v": [{"t": "J", "v": [1]}, {"t": "J", "v": []}]},
    "columns of one name": {"t": "table", "n": ["a", "a"], "v": [{"t": "J", "v": [1]}, {"t": "J", "v": [1]}]},
    "uneven dictionary": {"t": "dict", "k": {"t": "J", "v": [1, 2]}, "v": {"t": "J", "v": [1]}},
    "an object that is equal to everything": {"t": "j", "v": {"__eq__": True}},
    "an unknown infinity": {"t": "j", "v": "1W"},
    "nan as text": {"t": "f", "v": "nan"},
    "an empty object": {},
}
COMPARISONS = [
    Comparison(),
    Comparison(ComparisonKind.UNORDERED),
    Comparison(ComparisonKind.SET),
    Comparison(ComparisonKind.CHECKER, checker="def check(a, e, g): return True"),
]


def problem(comparison: Comparison) -> CheckedProblem:
    made = checked("p", code="def f(x): ...")
    object.__setattr__(made.problem, "comparison", comparison)
    object.__setattr__(made, "cases", (Case((1,), 3, known=True),))
    return made


@pytest.mark.parametrize("name", FRAMES)
@pytest.mark.parametrize("comparison", COMPARISONS, ids=lambda comparison: comparison.kind.value)
def test_a_hostile_frame_is_a_failure(name: str, comparison: Comparison) -> None:
    execution = read(Reply((LOADED, {"call": 0, "halt": "completed", "frame": FRAMES[name]}, {}), 0.0), 1)
    found = failures(execution, problem(comparison), MEANS)
    assert found[0][0] in (Reason.WRONG_VALUE, Reason.INVALID_RESULT)
    if execution.results[0].frame is not None:
        assert q.show_frame(execution.results[0].frame)


ANSWERS: dict[str, list[Any]] = {
    "too many frames": [LOADED, *[{"call": at, "halt": "completed", "frame": {"t": "j", "v": 3}} for at in (0, 1)]],
    "a frame for another call": [LOADED, {"call": 1, "halt": "completed", "frame": {"t": "j", "v": 3}}],
    "a frame twice in place of loading": [{"call": 0, "halt": "completed", "frame": {"t": "j", "v": 3}}] * 2,
    "no frame": [LOADED, {"call": 0, "halt": "completed"}],
    "no frames at all": [LOADED],
    "nothing": [],
    "an unknown ending": [LOADED, {"call": 0, "halt": "passed", "frame": {"t": "j", "v": 3}}],
    "a list": [LOADED, [0, "completed", {"t": "j", "v": 3}]],
    "a frame with an error": [LOADED, {"call": 0, "halt": "runtime_error", "frame": {"t": "j", "v": 3}}],
    "a message that is an object": [LOADED, {"call": 0, "halt": "runtime_error", "message": {"a": 1}}],
    "a call that is true": [LOADED, {"call": False, "halt": "completed", "frame": [3]}],
}  # fmt: skip


@pytest.mark.parametrize("name", ANSWERS)
def test_frames_that_are_not_one_for_each_call_in_order_are_a_failure(name: str) -> None:
    execution = read(Reply((*ANSWERS[name], {}), 0.0), 1)
    if execution.halt is Halt.COMPLETED:
        assert failures(execution, problem(Comparison()), MEANS)
    else:
        assert execution.halt is Halt.INVALID_RESULT


TEXTS = {
    "nested 100,000 deep": b"[" * 100_000 + b"]" * 100_000,
    "5,000 digits": b'{"call":0,"v":' + b"9" * 5000 + b"}",
    "nan": b'{"t":"f","v":NaN}',
    "infinity": b'{"t":"f","v":-Infinity}',
    "no UTF-8": b'{"t":"C","v":"\xff\xfe"}',
    "half an object": b'{"t":"j"',
    "nothing": b"",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_message_that_is_none_ends_the_conversation(name: str) -> None:
    content = TEXTS[name]
    with pytest.raises(Over) as over:
        Answer(1 << 24).take(len(content).to_bytes(8, "big") + content)
    assert over.value.ending is Ending.GARBLED


@pytest.mark.parametrize("length", [1 << 40, (1 << 63) - 1])
def test_an_announced_flood_is_not_waited_for(length: int) -> None:
    with pytest.raises(Over) as over:
        Answer(1 << 20).take(length.to_bytes(8, "big"))
    assert over.value.ending is Ending.FLOOD


def test_of_duplicate_keys_one_counts_and_it_is_judged() -> None:
    twice = json.loads('{"t":"j","v":3,"v":4}')
    execution = Execution(Halt.COMPLETED, "", (CallResult(Halt.COMPLETED, twice),), 0.0)
    found = failures(execution, problem(Comparison()), MEANS)
    assert found[0][0] is Reason.WRONG_VALUE


def test_true_and_one_float_are_not_the_long_one_where_types_are_strict() -> None:
    for frame in ({"t": "b", "v": True}, {"t": "f", "v": 1.0}):
        assert q.differs(1, frame, parse_type("int"), Comparison(), Latitude.STRICT)
