"""Make a dataset of verified programs: chosen, placed, written as rows, exported, and made into training forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qforge.exporters.base import Row
from qforge.pipeline.auditing import audit_samples
from qforge.pipeline.books import remove_others
from qforge.pipeline.feeding import Source, write_benchmarks, write_forms
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.placing import place_samples, published_row, refine_samples
from qforge.pipeline.solving import Solver
from qforge.pipeline.verdicts import Judge
from qforge.record import PlacedSample, Rejection, Sample
from qforge.stages.placement import Placement


class Made(NamedTuple):
    """The samples that stay, with their places, and their rows, in the same order."""

    placed: Sequence[PlacedSample]
    rows: tuple[Row, ...]


class Written(NamedTuple):
    """What was written: the dataset's files, those of the training forms, those that measure models."""

    files: list[Path]
    forms: list[Path]
    benchmarks: list[Path]


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes a dataset of what a solver has, once at the end and after each round that another one follows."""

    judge: Judge
    checked: Checked
    placement: Placement
    solver: Solver

    def audited(self, journal: Journal) -> list[Sample]:
        """Give what verified so far and holds when it is run again."""
        return list(audit_samples(self.judge, self.solver.samples, self.checked, journal))

    def make(self, journal: Journal) -> Made:
        """Audit, choose, place, and make rows of all that verified so far."""
        pipeline, pack = self.judge.pipeline, self.judge.pack
        samples = refine_samples(pack, self.audited(journal), journal)
        placed = place_samples(
            pipeline, pack, samples, self.checked, journal, placement=self.placement, shown=self.solver.shown
        )
        return Made(placed, tuple(published_row(pipeline, pack, item, self.checked) for item in placed))

    def write(self, made: Made, rejections: Sequence[Rejection], folder: Path) -> Written:
        """Write the dataset, the training forms and the benchmarks into a folder.

        Raises:
            StorageError: the disk refused.
        """
        pipeline = self.judge.pipeline
        files = [
            file
            for exporter in pipeline.exporters
            for file in exporter.module.write(made.rows, folder / "dataset", exporter.settings)
        ]
        remove_others(folder / "dataset", files)
        source = Source(
            name=pipeline.name,
            seed=pipeline.seed,
            shown_cases=pipeline.translate.shown_cases,
            pack=self.judge.pack,
            checked=self.checked,
            placed=made.placed,
            rejections=rejections,
        )
        return Written(
            files,
            forms=write_forms(source, pipeline.feeds, folder / "forms"),
            benchmarks=write_benchmarks(source, pipeline.feeds, folder / "benchmarks"),
        )

    def so_far(self, journal: Journal, folder: Path) -> tuple[Row, ...]:
        """Write what there is after a round into a folder, outside of the books; give the rows.

        Whatever stands in train there is trained on, so that nothing like it may end in eval.
        """
        aside = journal.aside()
        made = self.make(aside)
        self.write(made, [*journal.rejections, *aside.rejections], folder)
        self.solver.shown |= {row.problem_id for row in made.rows if row.split == "train"}
        return made.rows
