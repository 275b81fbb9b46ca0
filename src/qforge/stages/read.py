"""Read every source and make sure that each problem's id stands for one problem only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from qforge.record import Problem, Reason, Rejection, Stage


class Read(NamedTuple):
    """What the sources gave, in their order."""

    problems: list[Problem]
    rejections: list[Rejection]


def read(records: Iterable[Problem | Rejection]) -> Read:
    """Tell problems from rejections; of several problems with one id the first stays."""
    problems: dict[str, Problem] = {}
    rejections: list[Rejection] = []
    for record in records:
        if isinstance(record, Rejection):
            rejections.append(record)
        elif record.id in problems:
            first = problems[record.id].origin
            message = f"an earlier record of source {first.source} ({first.identifier}) has the same id"
            rejections.append(Rejection(record.id, None, Stage.READ, Reason.REPEATED_ID, {"message": message}))
        else:
            problems[record.id] = record
    return Read(list(problems.values()), rejections)
