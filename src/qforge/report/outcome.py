"""What a report needs to know of a finished build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from qforge.exporters.base import Row
from qforge.ledger import Ledger
from qforge.report.card import Decontaminated, Texts


class Described(Protocol):
    """The part of a pipeline that reports quote."""

    @property
    def name(self) -> str: ...
    @property
    def card(self) -> Texts: ...


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
    def asked(self) -> int: ...
    @property
    def verified(self) -> int: ...
