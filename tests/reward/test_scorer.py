"""The reward: right programs get all of it, wrong ones a share, cheats nothing, and faults no reward at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qforge.errors import DataError, SandboxError
from qforge.feeds.base import Task, write_tasks
from qforge.record import Problem, Reason, Reference
from qforge.reward.score import Rollout, Score
from qforge.reward.scorer import Scorer
from qforge.reward.tasks import read_tasks, tasks
from qforge.reward_settings import Settings
from qforge.signature import Parameter, Signature
from tests.feeds.feed import FEED, PROMPT
from tests.stages.records import checked

GENERATOR = """
def generate(rng, size):
    return [[rng.randint(-50, 50) for _ in range(size)]]
"""
CODE = "def f(x):\n    return sum(v for v in x if v > 0)\n"


def problem(name: str = "a", code: str = CODE) -> Problem:
    given = checked(name).problem
    signature = Signature("f", (Parameter("x", "list[int]"),), "int")
    return replace(given, signature=signature, reference=Reference("python", code), generator=GENERATOR)


TASKS = tasks("q", [Task("a", "strings", "easy", 0.5, PROMPT, "f", problem())])
RIGHT, WRONG = "f:{[x] sum x where x>0}", "f:{[x] sum x}"


@pytest.fixture(scope="module")
def scorer() -> Iterator[Scorer]:
    with Scorer(TASKS, Settings(inputs=20, loop_penalty=0.25)) as running:
        yield running


def fenced(code: str) -> Rollout:
    return Rollout("a", f"Here it is:\n```q\n{code}\n```\n")


def one(scorer: Scorer, code: str, seed: int = 1) -> Score:
    return scorer.score([fenced(code)], seed)[0]


def test_a_right_program_gets_the_whole_reward(scorer: Scorer) -> None:
    score = one(scorer, RIGHT)
    assert (score.reward, score.reason, score.passed) == (1.0, None, score.cases)
    assert score.cases >= 20


def test_a_wrong_program_gets_a_share_without_the_bonus(scorer: Scorer) -> None:
    score = one(scorer, WRONG)
    assert score.reason is Reason.WRONG_VALUE
    assert 0 < score.passed < score.cases
    assert score.reward == 0.5 * score.passed / score.cases


def test_a_loop_costs_what_the_settings_say(scorer: Scorer) -> None:
    loop = "f:{[x] r:0;i:0;while[i<count x;r+:0|x i;i+:1];r}"
    assert one(scorer, loop).reward == 0.75


@pytest.mark.parametrize(
    "code", ["exit 0", "f:{[x] exit 0}", 'f:{[x] system"ls"}', 'f:{[x] system "cat cases.json"}', "f:{[x] hopen 5000}"]
)
def test_a_cheat_gets_nothing_and_is_counted(scorer: Scorer, code: str) -> None:
    before = scorer.cheats
    score = one(scorer, f"{code}\nf:{{[x] 0}}" if code == "exit 0" else code)
    assert (score.reward, score.cheated) == (0.0, True)
    assert scorer.cheats == before + 1


@pytest.mark.parametrize("text", ["", "I can't help with that.", "no code"])
def test_an_answer_without_a_program_gets_nothing(scorer: Scorer, text: str) -> None:
    assert scorer.score([Rollout("a", text)], 1)[0].reward == 0.0


def test_a_cut_off_answer_is_not_judged_by_what_is_left_of_it(scorer: Scorer) -> None:
    score = scorer.score([Rollout("a", fenced(RIGHT).text, truncated=True)], 1)[0]
    assert (score.reward, score.reason) == (0.0, Reason.TRUNCATED)


def test_what_the_runtime_lacks_has_no_reward(scorer: Scorer) -> None:
    score = one(scorer, 'f:{[x] "abc" like "a*b*c*"}')
    assert (score.reward, score.reason) == (None, Reason.UNSUPPORTED)


def test_another_seed_draws_other_cases_and_the_same_seed_the_same(scorer: Scorer) -> None:
    first, again, other = one(scorer, WRONG, 7), one(scorer, WRONG, 7), one(scorer, WRONG, 8)
    assert first == again
    assert (first.passed, first.message) != (other.passed, other.message)


def test_answers_learnt_from_one_seed_fail_on_another(scorer: Scorer) -> None:
    learnt = scorer._cases.of(TASKS.by_id["a"], 1).cases
    table = ";".join(f"({case.arguments[0]!r};{case.expected})".replace(", ", " ") for case in learnt if case.expected)
    values = ";".join(str(case.expected) for case in learnt if case.expected)
    keys = ";".join("(,/)(" + ";".join(map(str, case.arguments[0])) + ")" for case in learnt if case.expected)
    code = f"f:{{[x] $[(count k)>i:(k:({keys}))?x;({values}) i;0]}}"
    assert table
    assert one(scorer, code, 1).passed == one(scorer, code, 1).cases
    assert one(scorer, code, 2).reward < 0.5  # type: ignore[operator]


def test_the_number_of_workers_changes_no_reward(scorer: Scorer) -> None:
    batch = [fenced(code) for code in (RIGHT, WRONG, "f:{[x] 0}", "f:{", RIGHT)] * 3
    with Scorer(TASKS, Settings(inputs=20, loop_penalty=0.25, workers=1)) as alone:
        assert alone.score(batch, 3) == scorer.score(batch, 3)


def test_a_fault_of_the_machine_is_no_reward_and_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise SandboxError("the worker was killed")

    with Scorer(TASKS, Settings()) as running:
        monkeypatch.setattr(running._pool, "execute", broken)
        score = one(running, RIGHT)
        assert (score.reward, score.message) == (None, "the worker was killed")
        assert running.counts == {"fault": 1}


def test_what_the_runtime_lacks_is_counted_apart_from_faults() -> None:
    with Scorer(TASKS, Settings()) as running:
        score = one(running, 'f:{[x] "abc" like "a*b*c*"}')
        assert (score.reward, score.reason) == (None, Reason.UNSUPPORTED)
        assert running.counts == {"unsupported": 1}


def test_a_task_that_is_not_there_is_an_error(scorer: Scorer) -> None:
    with pytest.raises(DataError, match="no task 'b'"):
        scorer.score([Rollout("b", "x")], 1)


def test_a_task_whose_reference_fails_gives_no_reward() -> None:
    broken = tasks("q", [Task("a", "strings", "easy", 0.5, PROMPT, "f", problem(code="def f(x):\n    return 1 / 0\n"))])
    with Scorer(broken, Settings(inputs=2)) as running:
        score = one(running, RIGHT)
    assert score.reward is None
    assert "no cases can be drawn" in score.message


def test_tasks_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    path = write_tasks(tmp_path / "tasks.jsonl", FEED)
    found = read_tasks(path)
    assert (found.language, list(found.by_id.values())) == ("q", list(FEED.tasks))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", "language: missing"),
        ('{"language":"q"}', "id: field required"),
        ("[]", "a list"),
    ],
)
def test_a_file_of_no_tasks_is_told_with_its_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "tasks.jsonl").write_text(line + "\n")
    with pytest.raises(DataError, match=message):
        read_tasks(tmp_path / "tasks.jsonl")


def test_a_setting_that_is_not_known_is_told() -> None:
    with pytest.raises(DataError, match="'bonuss' is not known; known are inputs"):
        Scorer(TASKS, bonuss=1)
