"""Examples for prompts: which are chosen, and what happens when a shown program's group ends in eval."""

from __future__ import annotations

from qforge.languages import q
from qforge.stages.examples import choose, pool
from tests.stages.records import checked, sample

PROBLEMS = {name: checked(name, topic="sets" if name == "s" else "strings") for name in ("a", "b", "c", "d", "s")}


def test_the_pool_has_the_most_idiomatic_program_of_each_problem_in_train() -> None:
    samples = [
        sample("a", 0, "f:{[x] neg each x}"),
        sample("a", 1, "f:{[x] neg x}"),
        sample("b", 0, "f:{[x] i:0; while[i<x;i+:1]; i}", loops=True),
        sample("c", 0, "f:{[x] x}"),
        sample("s", 0, "f:{[x] x}"),
    ]
    topics = pool(samples, PROBLEMS, {"a", "b", "s"}, q)  # type: ignore[arg-type]
    assert {topic: [example.id for example in found] for topic, found in topics.items()} == {
        "strings": ["a#1", "b#0"],
        "sets": ["s#0"],
    }


def test_a_problem_is_never_shown_its_own_program_and_loops_come_last() -> None:
    codes = {"a": "f:{[x] x}", "b": "f:{[x] do[2;x+:1]; x}", "c": "f:{[x] neg x}"}
    samples = [sample(name, 0, code, loops="do[" in code) for name, code in codes.items()]
    among = pool(samples, PROBLEMS, set(PROBLEMS), q)["strings"]  # type: ignore[arg-type]
    assert [example.id for example in choose(PROBLEMS["a"], among, 5, seed=1)] == ["c#0", "b#0"]
    assert {example.id for example in choose(PROBLEMS["d"], among, 2, seed=1)} == {"a#0", "c#0"}
    assert choose(PROBLEMS["d"], among, 0, seed=1) == ()


def test_another_seed_chooses_other_examples_for_some_problem() -> None:
    samples = [sample(name, 0, "f:{[x] x}") for name in "abc"]
    among = pool(samples, PROBLEMS, set(PROBLEMS), q)["strings"]  # type: ignore[arg-type]
    assert len({choose(PROBLEMS["d"], among, 1, seed) for seed in range(20)}) == 3
