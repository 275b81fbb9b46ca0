"""The stage that places problems, before the teacher is asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from qforge.certificate.kept import kept_splits
from qforge.errors import DataError
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.pipeline.twins import find_twins
from qforge.record import CheckedProblem, Problem, Stage
from qforge.stages.group import place_problems
from qforge.stages.placement import Placement


def group_problems(
    pipeline: Pipeline, problems: Sequence[Problem], checked: Checked, journal: Journal
) -> tuple[dict[str, CheckedProblem], Placement]:
    """Give the problems that have a place, by id in their order, and the places.

    Raises:
        DataError: a problem is pinned that no source has, or the release to keep has no certificate.
    """
    check_pins(pipeline, problems)
    kept = kept_splits(pipeline.split.keep) if pipeline.split.keep else {}
    twins = find_twins(pipeline, checked, journal)
    placement = place_problems(list(checked.values()), pipeline.split, pipeline.seed, kept, twins)
    journal.ledger.enter(Stage.GROUP, len(checked))
    journal.reject(placement.rejections)
    warning = lacking_split("problem", list(placement.splits.values()), pipeline.split.eval_share)
    if warning:
        journal.warn(warning)
    for problem in placement.order:
        place = {"group": placement.groups[problem], "split": placement.splits[problem]}
        journal.step(problem, Stage.GROUP, payload={**place})
    return {name: item for name, item in checked.items() if name in placement.splits}, placement


def lacking_split(unit: str, splits: Collection[str], eval_share: float) -> str:
    """Say that there is nothing in one of the splits, where the share wants both; "" where all is well."""
    found = set(splits)
    if len(found) != 1 or not 0 < eval_share < 1:
        return ""
    lacking = "train" if found == {"eval"} else "eval"
    return (
        f"no {unit} is in {lacking}: of few groups the seed may send all to one split; the dataset would have no split "
        f"{lacking} (read more problems, or name some in split.{lacking})"
    )


def check_pins(pipeline: Pipeline, problems: Sequence[Problem]) -> None:
    """Make sure that every pinned problem was read.

    Raises:
        DataError: one was not.
    """
    known = {problem.id for problem in problems}
    pinned: Mapping[str, Sequence[str]] = {"split.train": pipeline.split.train, "split.eval": pipeline.split.eval}
    for key, names in pinned.items():
        for name in names:
            if name not in known:
                raise DataError(f"{key}: no source has the problem {name!r}; expected the id of one that is read")
