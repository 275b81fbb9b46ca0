"""Small certified datasets for tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from qforge.certificate import evidence
from qforge.certificate.check import check
from qforge.certificate.issue import issue
from qforge.certificate.terms import Terms
from qforge.exporters import jsonl, parquet
from qforge.exporters.base import Row
from tests.exporters.rows import ROW

TERMS = Terms(seed=7, eval_share=0.2, thresholds={"statement": 0.6, "reference": 0.6, "solution": 0.7}, permutations=64)


def words(seed: str, count: int = 30) -> str:
    """Words that no other seed gives."""
    chance = random.Random(seed)
    return " ".join(f"w{chance.randrange(10**6)}" for _ in range(count))


def row(number: int, split: str, **changes: object) -> Row:
    """The row of a problem of its own."""
    made = replace(
        ROW,
        id=f"p{number}#0",
        problem_id=f"p{number}",
        group=f"p{number}",
        split=split,
        language="python",
        statement=words(f"statement {number}"),
        reference=f"def f(x):\n    return [{', '.join(words(f'reference {number}').split())}]\n",
        code=f"def f(x):\n    return [{', '.join(words(f'code {number}').split())}]\n",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def some_rows() -> list[Row]:
    """Six problems in train, the last with two rows, and three in eval."""
    made = [row(number, "train" if number < 6 else "eval") for number in range(9)]
    return [*made, row(5, "train", id="p5#1", attempt=1, code=f"def f(x):\n    return {words('again').split()}\n")]


def write(folder: Path, rows: Sequence[Row], *, lines: bool = False) -> None:
    """Write the rows as Parquet, and as JSON lines where asked."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet.write(rows, folder, parquet.Settings())
    if lines:
        jsonl.write(rows, folder, jsonl.Settings())
    (folder / "README.md").write_text("# A card\n")


def certified(folder: Path, rows: Sequence[Row], *, lines: bool = False) -> Path:
    """Write rows and their certificate."""
    write(folder, rows, lines=lines)
    issue(folder, TERMS)
    return folder


def forge(folder: Path, rows: Sequence[Row], terms: Terms = TERMS) -> None:
    """Write rows, and a certificate that fits them whatever they are, as one would who has this program."""
    write(folder, rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "crossings", lambda collection, threshold: [])
        issue(folder, terms)


def kinds(folder: Path) -> set[str]:
    """The kinds of faults that a check finds."""
    return {fault.kind for fault in check(folder).faults}


def told(folder: Path, kind: str) -> list[str]:
    """What a check says of the faults of a kind."""
    return [fault.message for fault in check(folder).faults if fault.kind == kind]
