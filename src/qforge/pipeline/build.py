"""Build a dataset: the stages in order, each result looked up in the run's store before it is made.

The key of a result is the digest of what decides it, so the same command goes on where a killed build
stopped, and a finished build asks nobody and runs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qforge.exporters.base import Row
from qforge.ledger import Ledger
from qforge.pipeline import plugging
from qforge.pipeline.authoring import author_problems
from qforge.pipeline.books import write_books, write_decontamination
from qforge.pipeline.decontamination import Decontamination, decontaminate_problems
from qforge.pipeline.grouping import group_problems
from qforge.pipeline.journal import Journal, Progress
from qforge.pipeline.lineage import apply_policy, require_terms
from qforge.pipeline.machine import write_machine
from qforge.pipeline.making import Maker
from qforge.pipeline.packs import target_pack
from qforge.pipeline.problems import check_references, read_problems
from qforge.pipeline.rounds import solve_in_rounds
from qforge.pipeline.schema import Pipeline
from qforge.pipeline.solving import Solver
from qforge.pipeline.verdicts import judging
from qforge.record import Rejection, Stage
from qforge.store import Store


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build.

    Attributes:
        directory: the run's.
        dataset: the folder in it that `datasets.load_dataset` opens.
        rows: what was published, by problem and attempt.
        rejections: everything that left, in the order of the stages.
        decontamination: which benchmarks the problems were held against, and what was found.
        files: what the exporters wrote.
        documents: what lies beside the rows for those who check them.
        forms: what was written for training repos.
        benchmarks: what was written of the eval split, to measure models with.
        new_answers: answers that teachers were asked for now; the others were stored.
        new_verdicts: programs that were judged now; the others' verdicts were stored.
    """

    pipeline: Pipeline
    directory: Path
    dataset: Path
    rows: tuple[Row, ...]
    rejections: tuple[Rejection, ...]
    ledger: Ledger
    decontamination: Decontamination
    files: tuple[Path, ...]
    documents: tuple[Path, ...]
    forms: tuple[Path, ...]
    benchmarks: tuple[Path, ...]
    new_answers: int
    new_verdicts: int


def build(pipeline: Pipeline, directory: Path, progress: Progress) -> Build:
    """Make the pipeline's dataset in a run directory, going on from what is stored there.

    Raises:
        RunError: another build uses the directory.
        InfrastructureError: something failed that is no verdict; the same command goes on from there.
        UserError: a source, recording or teacher's settings are wrong.
    """
    pack = target_pack(pipeline.language)
    teacher = plugging.connect(pipeline.teacher)
    require_terms(teacher, pipeline.policy)
    with Store(directory) as store:
        journal = Journal(store, Ledger(), progress)
        problems = author_problems(pipeline, pack, read_problems(pipeline, journal), journal)
        problems = apply_policy(pipeline.policy, problems, journal)
        checked = check_references(pipeline, pack, problems, journal)
        checked, decontamination = decontaminate_problems(pipeline, checked, journal)
        checked, placement = group_problems(pipeline, problems, checked, journal)
        with judging(pipeline, pack, checked) as judge:
            write_machine(directory, pipeline.isolation, judge.runtimes())
            solver = Solver(pipeline, pack, judge, checked, journal, train=placement.train)
            maker = Maker(judge, checked, placement, solver)
            solve_in_rounds(maker, teacher, journal, directory)
            made = maker.make(journal)
        journal.ledger.check()
        journal.close()
        write_books(directory, journal)
        dataset = directory / "dataset"
        written = maker.write(made, journal.rejections, directory)
        documents = write_decontamination(dataset, decontamination.to_json() if decontamination.benchmarks else None)
    return Build(
        pipeline=pipeline,
        directory=directory,
        dataset=dataset,
        rows=made.rows,
        rejections=tuple(journal.rejections),
        ledger=journal.ledger,
        decontamination=decontamination,
        files=tuple(written.files),
        documents=tuple(documents),
        forms=tuple(written.forms),
        benchmarks=tuple(written.benchmarks),
        new_answers=journal.made[Stage.AUTHOR] + journal.made[Stage.TRANSLATE],
        new_verdicts=journal.made[Stage.VERIFY],
    )
