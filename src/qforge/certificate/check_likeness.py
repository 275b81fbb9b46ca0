"""Checks that nothing in one split is like anything in the other, by joining all of it again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from qforge.certificate import evidence
from qforge.certificate.benchmarks import benchmark_section, printed
from qforge.certificate.evidence import Collection, Rows
from qforge.certificate.faults import Dataset, Fault
from qforge.certificate.issue import signature_column
from qforge.certificate.terms import BENCHMARKS, SKETCHES, likeness_section, sketch_section
from qforge.errors import DataError
from qforge.stages.likeness import Aspect, normaliser_version


def likeness_faults(dataset: Dataset) -> Iterator[Fault]:
    """Compare all texts of the two splits again, and the sketches with the texts."""
    claims, said = dataset.claims, dataset.claims["likeness"]
    thresholds = {aspect.value: float(said["aspects"][aspect.value]["threshold"]) for aspect in Aspect}
    files = dataset.forms[0] if dataset.forms else []
    yield from _languages(dataset.rows)
    yield from _normalisers(said, likeness_section(thresholds, dataset.rows.languages))
    if claims["benchmarks"] != benchmark_section(dataset.folder):
        yield Fault("benchmarks differ", f"the certificate names others than {BENCHMARKS} does")
    made = claims["sketches"]
    if made != sketch_section(int(made["permutations"]), int(claims["seed"])):
        yield Fault("sketches differ", "scheme, seed or permutations of the sketches are not what the seed gives")
    for aspect in Aspect:
        collection = evidence.collect(files, aspect)
        for found in evidence.crossings(collection, thresholds[aspect.value]):
            yield Fault(
                f"{aspect} in both splits",
                f"the {aspect}s of {found.train} in train and {found.eval} in eval have {found.jaccard:.0%} of their "
                f"shingles in common; from {thresholds[aspect.value]:.0%} on they must share a split",
            )
        yield from _benchmarks(dataset.folder, aspect, collection)
        if claims["joins"][aspect.value] != evidence.join_section(collection):
            yield Fault(
                "wrong count", f"{aspect}: the certificate counts {claims['joins'][aspect.value]} distinct texts"
            )
        yield from _sketches(dataset.folder, aspect, collection, int(made["permutations"]), int(claims["seed"]))


def _benchmarks(folder: Path, aspect: Aspect, collection: Collection) -> Iterator[Fault]:
    """Tell of rows of train whose text is a benchmark problem's, layout and names aside."""
    known = printed(folder, aspect.value)
    for number, name in collection.first.get("train", {}).items():
        if collection.prints[number] in known:
            yield Fault("benchmark in train", f"the {aspect} of {name} is that of {known[collection.prints[number]]}")


def _languages(rows: Rows) -> Iterator[Fault]:
    """Tell of languages whose names nothing here can look through, and of programs in several."""
    for language in sorted(rows.languages):
        if not normaliser_version(language):
            yield Fault(
                "unknown language", f"{language}: no pack of this qforge normalises it, so it can't be compared"
            )
    if len(rows.targets) > 1:
        yield Fault("several languages", f"programs are in {', '.join(sorted(rows.targets))}, and can't be compared")


def _normalisers(said: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[Fault]:
    """Hold the way in which texts are compared here against the certificate's."""
    for key in sorted(said.keys() | here.keys()):
        if said.get(key) != here.get(key):
            yield Fault(
                "normaliser differs",
                f"likeness.{key}: the certificate was made with another version of this, or was edited; "
                "install the qforge that made it, which it names",
            )


def _sketches(folder: Path, aspect: Aspect, collection: Collection, permutations: int, seed: int) -> Iterator[Fault]:
    try:
        table = parquet.read_table(folder / SKETCHES, filters=[("aspect", "=", aspect.value)])
        ids, stored = table["id"].to_pylist(), table["signature"].combine_chunks()
    except (OSError, KeyError, pa.ArrowException) as error:
        raise DataError(f"{SKETCHES} can't be read: {str(error).splitlines()[0]}") from error
    made = signature_column(evidence.sketches(collection, permutations, seed), permutations)
    if ids != list(collection.names):
        yield Fault("sketches differ", f"{aspect}: the sketches are not those of the rows")
        return
    for name, one, other in zip(ids, stored.to_pylist(), made.to_pylist(), strict=True):
        if one != other:
            yield Fault("sketches differ", f"{aspect}: the sketch of {name} is not what its text gives")
