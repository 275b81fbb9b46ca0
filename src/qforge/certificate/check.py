"""Checks a certificate against the published files alone: nothing of the run that made them is needed or believed.

What the certificate says of the rows is computed again from the rows; where both agree, the claims hold however they
came about. So a forger who changes rows and certificate alike can hide neither rows of two splits that are alike, nor
a group or problem in both, nor thresholds above the standard. What no check of files can show: that a row which was
taken out, with all that speaks of it, was ever there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qforge.certificate import evidence
from qforge.certificate.check_card import card_faults
from qforge.certificate.check_likeness import likeness_faults
from qforge.certificate.check_rows import row_faults
from qforge.certificate.faults import Dataset, Fault
from qforge.certificate.issue import all_files, read_certificate
from qforge.certificate.published import data_files, file_entry
from qforge.certificate.terms import laxer
from qforge.errors import DataError
from qforge.value import digest

SHOWN = 10
"""Faults of one kind that are told one by one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome: the certificate as read, and all faults; none means that it holds."""

    certificate: Mapping[str, Any]
    faults: tuple[Fault, ...]


def check(folder: Path) -> Checked:
    """Check a dataset's folder against the certificate in it.

    Raises:
        DataError: there is no certificate, or it can't be read.
    """
    claims = read_certificate(folder)
    faults: list[Fault] = []
    try:
        faults += _certificate(claims)
        faults += _files(folder, claims)
        forms = data_files(folder)
        dataset = Dataset(folder, claims, forms, evidence.read_rows(forms[0] if forms else []))
        faults += card_faults(folder, forms)
        faults += row_faults(dataset)
        faults += likeness_faults(dataset)
    except DataError as error:
        faults.append(Fault("unreadable", str(error)))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        faults.append(Fault("malformed", f"the certificate lacks or garbles what it must say ({error!r})"))
    return Checked(claims, tuple(_told(faults)))


def _told(faults: Sequence[Fault]) -> Iterator[Fault]:
    """Tell the first faults of each kind, and how many more there are."""
    counted = Counter(fault.kind for fault in faults)
    told: Counter[str] = Counter()
    for fault in faults:
        told[fault.kind] += 1
        if told[fault.kind] <= SHOWN:
            yield fault
        elif told[fault.kind] == SHOWN + 1:
            yield Fault(fault.kind, f"... and {counted[fault.kind] - SHOWN} more")


def _certificate(claims: Mapping[str, Any]) -> Iterator[Fault]:
    if digest({key: value for key, value in claims.items() if key != "digest"}) != claims.get("digest"):
        yield Fault("edited certificate", "its digest is not that of its content: something in it was changed")
    thresholds = {aspect: entry["threshold"] for aspect, entry in claims["likeness"]["aspects"].items()}
    for message in laxer(thresholds):
        yield Fault("edited threshold", message)


def _files(folder: Path, claims: Mapping[str, Any]) -> Iterator[Fault]:
    listed, found = claims["files"], all_files(folder)
    for name in sorted(listed.keys() - found.keys()):
        yield Fault("missing file", f"{name} is certified, but is not there")
    for name in sorted(found.keys() - listed.keys()):
        yield Fault("added file", f"{name} is there, but is not certified")
    for name in sorted(listed.keys() & found.keys()):
        if file_entry(found[name]) != listed[name]:
            yield Fault("changed file", f"{name} is not the file that was certified: its size or SHA-256 differs")
