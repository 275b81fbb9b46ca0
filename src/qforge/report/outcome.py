"""What a report needs to know of a finished build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from qforge.exporters.base import Row
from qforge.ledger import Ledger
from qforge.report.card import Decontaminated, Texts
from qforge.stages.spending import Settings


class Described(Protocol):
    """The part of a pipeline that reports quote."""

    @property
    def name(self) -> str: ...
    @property
    def card(self) -> Texts: ...
    @property
    def asking(self) -> Settings: ...


class Finished(Protocol):
    """A finished build: where the dataset lies, what is in it, and how much had to be done anew."""

    @property
    def pipeline(self) -> Described: ...
    @property
    def dataset(self) -> Path: ...
    @property
    def rows(self) -> Sequence[Row]: ...
    @property
    def ledger(self) -> Ledger: ...
    @property
    def decontamination(self) -> Decontaminated: ...
    @property
    def files(self) -> Sequence[Path]: ...
    @property
    def forms(self) -> Sequence[Path]: ...
    @property
    def benchmarks(self) -> Sequence[Path]: ...
    @property
    def new_answers(self) -> int: ...
    @property
    def new_verdicts(self) -> int: ...
