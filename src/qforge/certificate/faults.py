"""What a check is given, and what it finds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from qforge.certificate.evidence import Rows
from qforge.certificate.published import DataFile


class Fault(NamedTuple):
    """Something that does not hold: the kind of fault, and what and where in words."""

    kind: str
    message: str


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """What lies in the folder: the certificate, the files of rows by form, and the rows of the first form."""

    folder: Path
    claims: Mapping[str, Any]
    forms: Sequence[Sequence[DataFile]]
    rows: Rows
