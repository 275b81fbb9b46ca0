"""Kills held against the process in which they were counted, which the reference could have changed.

The reference shares that process with its mutants, and could have them fail. So it is planted once more, written
another way, and must survive; and a seeded sample of what was found is found again, each mutant in a process of its
own that never loaded the reference. This is no wall against programs that read their own bytes: `reaching` refuses the
ways there.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qforge.languages.base import UnfitReferenceError
from qforge.record import Reason

SAMPLE = 6
"""Findings that are found again: a reference that forges half of them stays with one chance in 64."""


@dataclass(frozen=True, slots=True)
class Finding:
    """That a program was told from the reference within the first so many cases; a kill is told by its value."""

    change: str
    program: str
    cases: int
    kill: bool


def confirm(findings: Sequence[Finding], seed: str, is_told_alone: Callable[[Finding], bool]) -> None:
    """Find a sample of findings again, in one process each.

    Raises:
        UnfitReferenceError: what differs beside the reference does not where it is alone, twice.
    """
    sample = random.Random(f"{seed}:alone").sample(list(findings), min(SAMPLE, len(findings)))
    for finding in sample:
        # A mutant that draws at random differs as it likes.
        if not is_told_alone(finding) and not is_told_alone(finding):
            beside = f"its mutant ({finding.change}) differs beside it, and does not in a process of its own"
            raise UnfitReferenceError(Reason.INTERFERES, beside)
