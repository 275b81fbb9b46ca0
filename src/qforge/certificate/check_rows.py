"""Checks that the rows are those that were certified, and that no group, problem or origin lies in both splits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from qforge.certificate import evidence
from qforge.certificate.evidence import RowEntry, Rows
from qforge.certificate.faults import Dataset, Fault
from qforge.certificate.terms import ROWS
from qforge.errors import DataError


def row_faults(dataset: Dataset) -> Iterator[Fault]:
    """Hold the rows against the list of them, the counts and the Merkle roots, and the splits against each other."""
    claims, rows = dataset.claims, dataset.rows
    yield from (Fault(kind, message) for kind, message in rows.wrong)
    for other in dataset.forms[1:]:
        if sorted(evidence.read_rows(other).entries) != sorted(rows.entries):
            named = dataset.forms[0][0].name
            yield Fault(
                "forms differ", f"the rows in {other[0].name} and its like are not those in {named} and its like"
            )
    yield from _listed(dataset.folder, rows)
    yield from _apart(rows)
    sections = evidence.split_section(rows.entries)
    for split in sorted(sections.keys() | claims["splits"].keys()):
        said, counted = claims["splits"].get(split, {}), sections.get(split, {})
        assert isinstance(counted, dict)
        for key in sorted(said.keys() | counted.keys()):
            if said.get(key) != counted.get(key):
                kind = "wrong root" if key == "merkle_root" else "wrong count"
                yield Fault(kind, f"{split}: {key} is certified as {said.get(key)}, but is {counted.get(key)}")


def _listed(folder: Path, rows: Rows) -> Iterator[Fault]:
    """Hold the rows against the certificate's list of them."""
    for name, count in Counter(entry.id for entry in rows.entries).items():
        if count > 1:
            yield Fault("repeated row", f"row {name} is there {count} times")
    listed = {entry.id: entry for entry in read_list(folder)}
    found = {entry.id: entry for entry in rows.entries}
    for name in sorted(found.keys() - listed.keys()):
        yield Fault("added row", f"row {name} in {found[name].split} is not certified")
    gone = [listed[name] for name in sorted(listed.keys() - found.keys())]
    yield from (
        Fault("missing row", f"row {entry.id} of {entry.split} is certified, but is not there") for entry in gone
    )
    for group in sorted({entry.group for entry in gone} - {entry.group for entry in rows.entries}):
        yield Fault("missing group", f"no row of the group {group} is there")
    for name in sorted(found.keys() & listed.keys()):
        yield from _same(found[name], listed[name])


def _same(found: RowEntry, listed: RowEntry) -> Iterator[Fault]:
    if found.split != listed.split:
        yield Fault("moved row", f"row {found.id} is in {found.split}, but was certified in {listed.split}")
    if found.group != listed.group:
        yield Fault(
            "changed group", f"row {found.id} is of group {found.group!r}, but was certified in {listed.group!r}"
        )
    if found.sha256 != listed.sha256:
        yield Fault("changed row", f"row {found.id} in {found.split} is not the row that was certified")


def read_list(folder: Path) -> list[RowEntry]:
    """Read the certificate's list of rows.

    Raises:
        DataError: it is not there, or can't be read.
    """
    try:
        table = parquet.read_table(folder / ROWS, columns=list(RowEntry._fields))
        entries = [RowEntry(**row) for row in table.to_pylist()]
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{ROWS} can't be read: {str(error).splitlines()[0]}") from error
    return entries


def _apart(rows: Rows) -> Iterator[Fault]:
    """Tell what of one group, problem or origin lies in both splits, and rows without a group."""
    for entry in rows.entries:
        if not entry.group:
            yield Fault("missing group", f"row {entry.id} has no group")
    origins = {entry.derived_from for entry in rows.entries if entry.derived_from}
    measures: dict[str, Callable[[RowEntry], tuple[str, ...]]] = {
        "group": lambda entry: (entry.group,),
        "problem": lambda entry: (entry.problem_id,),
        "origin": lambda entry: tuple(origins & {entry.problem_id, entry.derived_from}),
    }
    for word, names_of in measures.items():
        splits: dict[str, set[str]] = {}
        groups: dict[str, set[str]] = {}
        for entry in rows.entries:
            for name in filter(None, names_of(entry)):
                splits.setdefault(name, set()).add(entry.split)
                groups.setdefault(name, set()).add(entry.group)
        for name in sorted(splits):
            if len(splits[name]) > 1:
                yield Fault(f"{word} in both splits", f"{word} {name} has rows in {' and '.join(sorted(splits[name]))}")
            elif len(groups[name]) > 1:
                yield Fault("divided group", f"{word} {name} has rows in the groups {', '.join(sorted(groups[name]))}")
