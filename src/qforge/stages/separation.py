"""How splits are separated: the settings, and the hash that decides where nothing else does."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field

from qforge.stages.likeness import STANDARD_THRESHOLDS, Aspect
from qforge.value import canonical


@dataclass(frozen=True, slots=True)
class Settings:
    """How large the eval split is, and which problems and rows must share a split.

    The thresholds are Jaccard indices; a lower one separates more, and none may be higher than the standard.

    Attributes:
        eval_share: the share of groups (not of rows) that go to eval.
        statement_threshold: problems with statements this much alike (runs of two words) share a split.
        reference_threshold: problems with references this much alike (runs of five tokens) share a split.
        solution_threshold: rows with programs this much alike (runs of five tokens) share a split.
        train: ids of problems that belong in train, with their groups.
        eval: ids of problems that belong in eval, with their groups.
        keep: the folder of an earlier release; each problem in it keeps its split.
        stratified: hold the share within each topic and difficulty, to a group. What is new then moves nothing
            where it is read last, or where `keep` names an earlier release; otherwise it may.
    """

    eval_share: Annotated[float, Field(ge=0, le=1)] = 0.1
    statement_threshold: Annotated[float, Field(gt=0, le=STANDARD_THRESHOLDS[Aspect.STATEMENT])] = 0.6
    reference_threshold: Annotated[float, Field(gt=0, le=STANDARD_THRESHOLDS[Aspect.REFERENCE])] = 0.6
    solution_threshold: Annotated[float, Field(gt=0, le=STANDARD_THRESHOLDS[Aspect.SOLUTION])] = 0.7
    train: tuple[str, ...] = ()
    eval: tuple[str, ...] = ()
    keep: Path | None = None
    stratified: bool = False

    def __post_init__(self) -> None:
        both = sorted(set(self.train) & set(self.eval))
        if both:
            raise ValueError(f"{both[0]} is named in train and in eval; a problem can be in one split only")

    def threshold(self, aspect: Aspect) -> float:
        """Give the threshold of an aspect."""
        return {
            Aspect.STATEMENT: self.statement_threshold,
            Aspect.REFERENCE: self.reference_threshold,
            Aspect.SOLUTION: self.solution_threshold,
        }[aspect]


def chance(name: str, seed: int) -> float:
    """Give the seeded hash of a name, as a number from 0 up to 1."""
    hashed = hashlib.blake2b(canonical([seed, name]).encode("ascii"), digest_size=8).digest()
    return int.from_bytes(hashed, "big") / 2**64
