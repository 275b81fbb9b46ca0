"""A finished build for tests: eight problems, five rows, rejections at four stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qforge.exporters.base import Row
from qforge.ledger import Ledger
from qforge.pipeline.decontamination import Benchmark, Decontamination, LayerCount
from qforge.record import Difficulty, PlacedSample, Reason, Rejection, Stage
from qforge.stages.resemblance import Layer
from qforge.stages.spending import Price, Settings
from tests.exporters.rows import rows
from tests.stages.records import checked, sample


@dataclass(frozen=True)
class Texts:
    title: str = "Example: a | dataset"
    summary: str = "Programs, each verified."
    licence: str = "apache-2.0"
    notes: tuple[str, ...] = ("Written by hand for the demonstration.",)


@dataclass(frozen=True)
class Described:
    name: str = "example"
    card: Texts = field(default_factory=Texts)
    asking: Settings = field(default_factory=lambda: Settings(prices={"m": Price(prompt=2.0, completion=10.0)}))


@dataclass(frozen=True)
class Finished:
    dataset: Path
    files: Sequence[Path]
    rows: Sequence[Row]
    ledger: Ledger
    pipeline: Described = field(default_factory=Described)
    decontamination: Decontamination = field(default_factory=Decontamination)
    forms: Sequence[Path] = ()
    benchmarks: Sequence[Path] = ()
    new_answers: int = 14
    new_verdicts: int = 11


def decontaminated() -> Decontamination:
    """Eight problems, held against a benchmark of two; two were found, one of them by two layers."""
    problems = tuple(checked(name).problem for name in ("b0", "b1"))
    benchmark = Benchmark("example | bench", "bench.jsonl", "00ff", "12ab", problems, ("b2",))
    counts = {Layer.NGRAM: (1, 1), Layer.BEHAVIOUR: (2, 1)}
    layers = tuple(LayerCount(layer, *counts.get(layer, (0, 0))) for layer in Layer)
    return Decontamination((benchmark,), 8, layers, compatible=16, judged=12, runnable=1)


def rejection(stage: Stage, reason: Reason, problem: str = "p1", attempt: int | None = 0) -> Rejection:
    return Rejection(problem, None if stage in (Stage.READ, Stage.REFERENCE) else attempt, stage, reason)


def ledger() -> Ledger:
    """The books of the build; they balance."""
    books = Ledger()
    difficulties = [Difficulty.EASY, Difficulty.HARD]
    topics = ["strings", "sets | more"]
    books.problems(checked(f"p{i}", topic=topics[i % 2], difficulty=difficulties[i // 4]).problem for i in range(8))
    books.enter(Stage.READ, 9)
    books.reject(rejection(Stage.READ, Reason.MALFORMED, "bad"))
    books.enter(Stage.AUTHOR, 8)
    books.enter(Stage.POLICY, 8)
    books.enter(Stage.REFERENCE, 8)
    books.reject(rejection(Stage.REFERENCE, Reason.NO_CASES, "p7"))
    books.enter(Stage.DECONTAMINATE, 7)
    books.enter(Stage.GROUP, 7)
    books.enter(Stage.TRANSLATE, 14, new=7)
    books.enter(Stage.EXTRACT, 14)
    for reason in (Reason.EMPTY, Reason.EMPTY, Reason.NO_CODE):
        books.reject(rejection(Stage.EXTRACT, reason))
    books.enter(Stage.VERIFY, 11)
    for reason in (Reason.EARLY_EXIT, *[Reason.WRONG_VALUE] * 4):
        books.reject(rejection(Stage.VERIFY, reason))
    books.enter(Stage.AUDIT, 6)
    books.enter(Stage.REFINE, 6)
    books.enter(Stage.DEDUP, 6)
    books.reject(rejection(Stage.DEDUP, Reason.DUPLICATE))
    books.enter(Stage.SPLIT, 5)
    books.samples(
        PlacedSample(sample(row.problem_id, loops=row.id == "p0#0"), row.group, row.split) for row in rows(3, 2)
    )
    return books
