"""Issues the certificate of a dataset folder: computed from the files that are published, as the check computes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from qforge.certificate import evidence
from qforge.certificate.benchmarks import benchmark_section
from qforge.certificate.evidence import Collection, RowEntry
from qforge.certificate.published import data_files, file_entry
from qforge.certificate.terms import FORMAT, NAME, ROWS, SKETCHES, Terms, likeness_section, sketch_section
from qforge.errors import CertificateError, DataError
from qforge.files import write_aside
from qforge.similarity.minhash import Signatures
from qforge.stages.likeness import Aspect
from qforge.value import Json, digest

UNLISTED = frozenset({NAME, ".gitattributes"})
"""Files that no certificate lists: itself, and one that the Hub adds."""


def issue(folder: Path, terms: Terms) -> list[Path]:
    """Certify the dataset in a folder; everything in the folder becomes part of it. Give the certificate's files.

    Raises:
        CertificateError: rows of the two splits are alike.
        DataError: the rows can't be read.
        StorageError: the disk refused.
    """
    forms = data_files(folder)
    files = forms[0] if forms else []
    rows = evidence.read_rows(files)
    collections = {aspect: evidence.collect(files, aspect) for aspect in Aspect}
    for aspect, collection in collections.items():
        for found in evidence.crossings(collection, terms.thresholds[aspect.value]):
            raise CertificateError(
                f"{folder}: the {aspect}s of {found.train} in train and {found.eval} in eval have "
                f"{found.jaccard:.0%} of their shingles in common"
            )
    write_aside(folder / ROWS, lambda stream: parquet.write_table(_row_table(rows.entries), stream, compression="zstd"))
    table = _sketch_table(collections, terms)
    write_aside(folder / SKETCHES, lambda stream: parquet.write_table(table, stream, compression="none"))
    claims: dict[str, Json] = {
        "format": FORMAT,
        "qforge": version("qforge"),
        "seed": terms.seed,
        "eval_share": terms.eval_share,
        "pinned": {"train": list(terms.train), "eval": list(terms.eval)},
        "likeness": likeness_section(terms.thresholds, rows.languages),
        "sketches": sketch_section(terms.permutations, terms.seed),
        "splits": evidence.split_section(rows.entries),
        "joins": {aspect.value: evidence.join_section(collections[aspect]) for aspect in Aspect},
        "benchmarks": benchmark_section(folder),
    }
    return [folder / ROWS, folder / SKETCHES, _write(folder, claims)]


def renew(folder: Path) -> Path:
    """Certify the files that lie in a folder now, where files were added, removed or rewritten but no row was changed.

    Raises:
        DataError: the folder has no certificate, or one that can't be read.
        StorageError: the disk refused.
    """
    return _write(folder, read_claims(folder))


def read_claims(folder: Path) -> dict[str, Any]:
    """Read the certificate of a folder, less its own digest and its list of files.

    Raises:
        DataError: there is none, or it is none.
    """
    claims = read_certificate(folder)
    return {key: value for key, value in claims.items() if key not in ("files", "digest")}


def read_certificate(folder: Path) -> dict[str, Any]:
    """Read the certificate of a folder.

    Raises:
        DataError: there is none, or it is none.
    """
    path = folder / NAME
    try:
        read = json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no certificate; expected a folder that `qforge build` wrote") from error
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} can't be read: {error}") from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise DataError(f"{path} is no certificate of the format {FORMAT}, which this qforge checks")
    return read


def _write(folder: Path, claims: Mapping[str, Any]) -> Path:
    listed: dict[str, Json] = {name: dict(file_entry(path)) for name, path in all_files(folder).items()}
    certificate: dict[str, Json] = {**claims, "files": listed}
    certificate["digest"] = digest(certificate)

    def into(stream: BinaryIO) -> None:
        stream.write(f"{json.dumps(certificate, indent=1, ensure_ascii=True)}\n".encode("ascii"))

    return write_aside(folder / NAME, into)


CLIENT_CACHE = ".cache/huggingface/"
"""What the Hub's client leaves in a folder that it downloads into."""


def all_files(folder: Path) -> dict[str, Path]:
    """Give the files of a dataset by name, less those that no certificate lists."""
    paths = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
    return {name: path for name, path in paths.items() if name not in UNLISTED and not name.startswith(CLIENT_CACHE)}


def _row_table(entries: Sequence[RowEntry]) -> pa.Table:
    return pa.Table.from_pylist(
        [entry._asdict() for entry in sorted(entries)],
        schema=pa.schema(
            [(name, pa.string()) for name in RowEntry._fields if name != "sha256"] + [("sha256", pa.binary(32))]
        ),
    )


def _sketch_table(collections: Mapping[Aspect, Collection], terms: Terms) -> pa.Table:
    aspects: list[str] = []
    ids: list[str] = []
    made = []
    for aspect, collection in collections.items():
        aspects += [aspect.value] * len(collection.names)
        ids += collection.names
        made.append(evidence.sketches(collection, terms.permutations, terms.seed))
    return pa.table(
        {
            "aspect": pa.array(aspects, pa.string()),
            "id": pa.array(ids, pa.string()),
            "signature": signature_column(np.concatenate(made), terms.permutations),
        }
    )


def signature_column(made: Signatures, permutations: int) -> pa.Array:
    """Write signatures as bytes: `permutations` little-endian numbers of 32 bits each."""
    values = pa.py_buffer(np.ascontiguousarray(made, "<u4").tobytes())
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(4 * permutations), len(made), [None, values])
