"""Audit a dataset in qforge's form from its published files alone: every program runs again, on fresh inputs too.

Nothing of the run that made the dataset is needed. The rows carry the reference, the cases, how results are compared
and what makes inputs; the reference is run on the published arguments again, so that a row whose expected results are
not its reference's is found as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from qforge import jsonlines, plugins
from qforge.errors import DataError
from qforge.exporters.base import SPLITS
from qforge.languages.base import Examiner, Latitude, Limits
from qforge.parallel import ordered_map
from qforge.pipeline.packs import PACKAGE, examiners_for, target_pack
from qforge.pipeline.runtimes import RuntimePool
from qforge.record import Candidate, CheckedProblem, Evidence, Sample
from qforge.sources import published
from qforge.stages import audit, reference, verify
from qforge.value import Json, canonical, decode

COLUMNS = (
    "id", "problem_id", "language", "statement", "signature", "code", "reference_language", "reference", "cases",
    "n_given", "generator", "comparison", "checker", "latitude", "oracle",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Options:
    """How a dataset is audited.

    Attributes:
        runtime: the name of a runtime of the language's pack.
        inputs: fresh inputs a row.
        seed: decides them; one that the dataset's maker did not use.
    """

    runtime: str
    inputs: int
    seed: str
    workers: int
    isolation: str


@dataclass(frozen=True, slots=True)
class RowAudit:
    """One row: the reason and message of its failure, or "" twice; and how many fresh inputs it passed."""

    id: str
    reason: str
    message: str
    fresh_inputs: int


def read_rows(folder: Path) -> list[dict[str, Any]]:
    """Read the rows of all splits: the Parquet files in its `data`, or else the JSON lines in it.

    Raises:
        DataError: there are none, or they lack columns of qforge's form.
    """
    tables = [path for split in SPLITS for path in sorted(folder.glob(f"data/{split}-*.parquet"))]
    if tables:
        rows = [row for path in tables for row in _table(path)]
    else:
        files = [path for split in SPLITS if (path := folder / f"{split}.jsonl").is_file()]
        lines = [(path, line) for path in files for line in jsonlines.read(path)]
        wrong = next(((path, line) for path, line in lines if line.mistake), None)
        if wrong is not None:
            raise DataError(f"{wrong[0]}:{wrong[1].number}: {wrong[1].mistake}")
        rows = [line.record for _, line in lines]
    if not rows:
        raise DataError(f"{folder}: no rows here; expected the folder of a dataset, with Parquet or JSONL files")
    lacking = [name for name in COLUMNS if any(name not in row for row in rows)]
    if lacking:
        raise DataError(
            f"{folder}: rows lack the column(s) {', '.join(lacking)}; only qforge's own form can be audited"
        )
    return rows


def _table(path: Path) -> list[dict[str, Any]]:
    import polars as pl  # which takes longer to import than the command's help may

    try:
        return pl.read_parquet(path, glob=False).to_dicts()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(f"{path}: it can't be read as a Parquet file: {str(error).splitlines()[0]}") from error


def audit_rows(rows: Sequence[dict[str, Any]], options: Options, done: Callable[[RowAudit], None]) -> list[RowAudit]:
    """Audit rows, in their order; `done` is told each as it comes.

    Raises:
        DataError: a row can't be read.
        SandboxError: programs can't be run here; no verdict.
    """
    problems = [_checked(row) for row in rows]
    settings = reference.Settings()
    results: list[RowAudit] = []
    for language in sorted({row["language"] for row in rows}):
        pack = target_pack(language)
        plugin = plugins.load(f"{PACKAGE}.{language}.runtimes", options.runtime)
        examiners = examiners_for([item.problem for item in problems], settings, options.isolation)
        limits = Limits()
        with RuntimePool(partial(plugin.start, plugin.Settings(), limits, options.isolation), options.workers) as pool:
            means = verify.Means(pack, pool, checkers=examiners)
            own = [(row, item) for row, item in zip(rows, problems, strict=True) if row["language"] == language]
            results += ordered_map(partial(_audited, means=means, options=options), own, options.workers, done)
    order = {row["id"]: number for number, row in enumerate(rows)}
    return sorted(results, key=lambda result: order[result.id])


def _audited(one: tuple[dict[str, Any], CheckedProblem], means: verify.Means, options: Options) -> RowAudit:
    row, checked = one
    means = replace(means, latitude=Latitude(row["latitude"]))
    language = checked.problem.reference.language if checked.problem.reference else ""
    examiner = means.checkers.get(language)
    flaw = _contradicted(checked, examiner)
    if flaw:
        return RowAudit(row["id"], "reference_failed", flaw, 0)
    verdict = verify.judge(row["code"], checked, means)
    if verdict.reason is not None:
        return RowAudit(row["id"], verdict.reason.value, f"on its own cases: {verdict.evidence['message']}", 0)
    fresh = audit.fresh_cases(
        checked, examiner, means.pack, reference.Settings(), inputs=options.inputs, seed=f"{options.seed}:dataset"
    )
    candidate = Candidate(row["problem_id"], 0, "", "", row["code"])
    sample = Sample(candidate, loops=False, evidence=Evidence(len(checked.cases), "", "", "", ""))
    found = audit.audit(sample, checked, fresh, means, audit.Settings(mutants=0), options.seed)
    reason = found.reason.value if found.reason is not None else ""
    return RowAudit(row["id"], reason, str(found.evidence.get("message", "")), found.inputs)


def _contradicted(checked: CheckedProblem, examiner: Examiner | None) -> str:
    """Say where the published reference gives another result than the published cases, or give ""."""
    if examiner is None or checked.oracle != "reference":
        return ""
    again = examiner.run(checked.problem, [case.arguments for case in checked.cases])
    for case, now in zip(checked.cases, again, strict=True):
        if case.raises != now.raises or (not case.raises and decode(case.expected) != decode(now.expected)):
            told = canonical(list(case.arguments))[:200]
            return f"on {told} the reference gives another result than the row says"
    return ""


def _checked(row: dict[str, Any]) -> CheckedProblem:
    try:
        problem = published.problem(row)
    except DataError as error:
        raise DataError(f"row {row.get('id')}: it can't be read: {error}") from error
    bare = replace(problem, cases=())
    return CheckedProblem(bare, problem.signature, problem.cases, row["oracle"], given=row["n_given"])


def summary(results: Sequence[RowAudit]) -> dict[str, Json]:
    """Give what an audit found, as plain JSON: rows, those that failed, and the fewest fresh inputs of the others."""
    failed: list[Json] = [asdict(result) for result in results if result.reason]
    held = [result.fresh_inputs for result in results if not result.reason]
    return {
        "rows": len(results),
        "failed": failed,
        "rate": round(len(failed) / len(results), 4) if results else 0.0,
        "fewest_fresh_inputs": min(held, default=0),
        "without_fresh_inputs": sum(count == 0 for count in held),
    }


def lines(results: Sequence[RowAudit]) -> list[str]:
    """Write the same for people: a line for each row that failed, and one that sums up."""
    failed = [f"{result.id}: {result.reason}: {result.message}" for result in results if result.reason]
    told = summary(results)
    bare = f"; {told['without_fresh_inputs']} of them had none" if told["without_fresh_inputs"] else ""
    held = len(results) - len(failed)
    last = f"{len(results)} rows audited, {len(failed)} failed; {held} held on {told['fewest_fresh_inputs']} or more"
    return [*failed, f"{last} fresh inputs{bare}"]
