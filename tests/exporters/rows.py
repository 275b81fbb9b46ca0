"""Published rows for tests."""

from __future__ import annotations

from dataclasses import replace

from qforge.exporters.base import Row
from qforge.record import Message

ROW = Row(
    id="p#0",
    problem_id="p",
    attempt=0,
    turn=0,
    kind="attempt",
    parent="",
    topic="strings",
    difficulty="easy",
    language="example",
    statement="Add 1. Añade uno.\n",
    signature="f(x: int) -> int",
    function="f",
    code='f:{x+1} / "quoted"',
    reference_language="python",
    reference="def f(x):\n    return x + 1\n",
    prompt=(Message("system", "Be brief."), Message("user", "Write f.")),
    cases='[{"arguments":[1],"expected":2}]',
    n_cases=1,
    n_given=1,
    inputs_from="mutation of the cases",
    exhausted=False,
    mutants_killed=19,
    mutants_survived=1,
    mutants_equivalent=2,
    kill_rate=0.95,
    code_mutants_killed=6,
    code_mutants_survived=0,
    code_mutants_equivalent=1,
    audit_inputs=60,
    generator="",
    comparison='{"kind":"exact"}',
    checker="",
    latitude="lenient",
    oracle="reference",
    runtime="embedded",
    runtime_version="1.0",
    sandbox="bubblewrap",
    confirmed_by="",
    model="recorded",
    model_licence="MIT",
    model_training="allowed",
    author="",
    derived_from="",
    loops=False,
    idiom=100,
    examples=("o#0",),
    shown_cases=0,
    group="p",
    split="train",
    source="example",
    source_id="7",
    licence="Apache-2.0",
    attribution="the authors of example",
    evaluation_only=False,
)


def rows(train: int, evaluation: int) -> list[Row]:
    """So many rows of each split."""
    splits = ["train"] * train + ["eval"] * evaluation
    return [
        replace(ROW, id=f"p{number}#0", problem_id=f"p{number}", group=f"p{number}", split=split)
        for number, split in enumerate(splits)
    ]
