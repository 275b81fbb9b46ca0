"""Runs an evaluation: the stages of a build up to the verdicts, over a store, so that it goes on where it stopped.

No score comes out while a sample has no verdict: a teacher that could not be asked or a sandbox that broke ends the
run with its error, and the same command goes on from there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qforge.errors import DataError, RunError
from qforge.evaluation.results import Result, results
from qforge.evaluation.schema import Bootstrap, Evaluation, as_pipeline
from qforge.files import write_aside
from qforge.ledger import Ledger
from qforge.pipeline import plugging
from qforge.pipeline.journal import Journal, Progress
from qforge.pipeline.packs import target_pack
from qforge.pipeline.problems import check_references, read_problems
from qforge.pipeline.solving import Solver
from qforge.pipeline.verdicts import judging
from qforge.record import Reason, Rejection, Stage, load
from qforge.store import Store

RESULTS = "evaluation.json"


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished evaluation.

    Attributes:
        name: the evaluation's.
        model: who answered.
        runtime: what judged, with its version and sandbox.
        left_out: problems of the sources that can't be judged -> the reason.
        k, bootstrap, seed: what scores are estimated with.
        found: one result a problem.
    """

    name: str
    model: str
    runtime: str
    left_out: dict[str, str]
    k: tuple[int, ...]
    bootstrap: Bootstrap
    seed: int
    found: tuple[Result, ...]


def evaluate(evaluation: Evaluation, directory: Path, progress: Progress) -> Finished:
    """Ask and judge all samples, and write what was found into the run's directory.

    Raises:
        RunError: another process uses the directory.
        InfrastructureError: some samples have no verdict yet; the same command goes on.
        DataError: no problem of the sources can be judged.
        UserError: a source's or the model's settings are wrong.
    """
    pipeline = as_pipeline(evaluation)
    pack = target_pack(evaluation.language)
    model = plugging.connect(evaluation.model)
    with Store(directory) as store:
        journal = Journal(store, Ledger(), progress)
        problems = read_problems(pipeline, journal)
        checked = check_references(pipeline, pack, problems, journal)
        if not checked:
            raise DataError(f"{evaluation.name}: none of the {len(problems)} problems can be judged")
        with judging(pipeline, pack, checked) as judge:
            solver = Solver(pipeline, pack, judge, checked, journal, train=())
            solver.rules = None
            solver.solve(model, list(checked))
            runtime = f"{judge.pool.name}: {judge.pool.version}, {judge.pool.sandbox}"
        journal.close()
        finished = Finished(
            name=evaluation.name,
            model=model.model,
            runtime=runtime,
            left_out=_left_out(journal.rejections),
            k=tuple(sorted(set(evaluation.k))),
            bootstrap=evaluation.bootstrap,
            seed=evaluation.seed,
            found=tuple(results(checked, solver.samples, journal.rejections)),
        )
        _complete(finished, evaluation.samples)
        _write(finished, directory / RESULTS)
    return finished


def read(directory: Path) -> Finished:
    """Read what an evaluation in a run directory found.

    Raises:
        RunError: none has finished there.
    """
    path = directory / RESULTS
    try:
        return load(Finished, json.loads(path.read_text("utf-8")))
    except OSError as error:
        raise RunError(f"{directory}: no evaluation has finished there (no {RESULTS}); run it to its end") from error
    except ValueError as error:
        raise RunError(f"{path}: damaged ({str(error).splitlines()[0]}); run the evaluation again") from error


def _left_out(rejections: Sequence[Rejection]) -> dict[str, str]:
    stages = (Stage.READ, Stage.REFERENCE)
    return {left.problem_id: left.reason.value for left in rejections if left.stage in stages}


def _complete(finished: Finished, samples: int) -> None:
    """Hold the number of judged samples against what was asked for; scores of less would be wrong."""
    judged = {item.problem: item.samples - item.reasons.get(Reason.NO_ANSWER, 0) for item in finished.found}
    lacking = {problem: count for problem, count in judged.items() if count != samples}
    if lacking:
        first, least = next(iter(lacking)), min(lacking.values())
        remedy = f", or set samples to {least}" if least else ""
        raise DataError(
            f"no score can be given: {len(lacking)} of {len(judged)} problems lack verdicts "
            f"({first}: {lacking[first]} of {samples} samples), since the model gave no answer to the rest; have it "
            f"answer{remedy}"
        )


def _write(finished: Finished, path: Path) -> None:
    content: dict[str, Any] = asdict(finished)

    def into(stream: Any) -> None:
        stream.write(f"{json.dumps(content, indent=1, ensure_ascii=False)}\n".encode())

    write_aside(path, into)
