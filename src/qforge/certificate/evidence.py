"""What the rows themselves show: their hashes and groups, their sketches, and which of them cross the splits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from qforge.certificate import merkle
from qforge.certificate.published import DataFile, read, row_hash
from qforge.errors import DataError
from qforge.similarity.join import join
from qforge.similarity.minhash import Signatures, signatures
from qforge.similarity.shingles import Documents, shingle
from qforge.stages.likeness import SHINGLE_TOKENS, Aspect, code_tokens, statement_tokens
from qforge.value import Json, digest

COLUMNS = ("id", "problem_id", "derived_from", "group", "split", "language", "reference_language")
TEXTS = {Aspect.STATEMENT: "statement", Aspect.REFERENCE: "reference", Aspect.SOLUTION: "code"}


class RowEntry(NamedTuple):
    """One row as the certificate lists it; `split` is its file's."""

    id: str
    split: str
    group: str
    problem_id: str
    derived_from: str
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows in the order of their files.

    Attributes:
        targets: the languages of their programs.
        languages: these, and the languages of their references.
        wrong: what is wrong with single rows, by kind of fault.
    """

    entries: tuple[RowEntry, ...]
    targets: frozenset[str]
    languages: frozenset[str]
    wrong: tuple[tuple[str, str], ...]


def read_rows(files: Sequence[DataFile]) -> Rows:
    """Read what is listed of every row.

    Raises:
        DataError: a file can't be read, or lacks a column.
    """
    entries: list[RowEntry] = []
    targets: set[str] = set()
    references: set[str] = set()
    wrong_rows: list[tuple[str, str]] = []
    for file in files:
        for row in read(file):
            values = [row.get(name) for name in COLUMNS]
            if not all(isinstance(value, str) for value in values):
                wrong = next(name for name in COLUMNS if not isinstance(row.get(name), str))
                wrong_rows.append(
                    ("malformed row", f"{file.name}: {row.get('id')!r} has no text in the column {wrong!r}")
                )
                continue
            name, problem, origin, group, split, language, reference_language = map(str, values)
            if split != file.split:
                wrong_rows.append(("moved row", f"{file.name}: row {name} says that it is of {split}"))
            if row.get("evaluation_only") and file.split == "train":
                wrong_rows.append(("row for evaluation only", f"row {name} is in train"))
            targets.add(language)
            references.add(reference_language)
            entries.append(RowEntry(name, file.split, group, problem, origin, row_hash(row)))
    languages = frozenset((targets | references) - {""})
    return Rows(tuple(entries), frozenset(targets), languages, tuple(wrong_rows))


def split_section(entries: Sequence[RowEntry]) -> dict[str, Json]:
    """Count rows, problems and groups of each split, and give the Merkle root of its rows in the order of their ids."""
    by_split: dict[str, list[RowEntry]] = {}
    for entry in sorted(entries):
        by_split.setdefault(entry.split, []).append(entry)
    return {
        split: {
            "rows": len(chosen),
            "problems": len({entry.problem_id for entry in chosen}),
            "groups": len({entry.group for entry in chosen}),
            "merkle_root": merkle.root([leaf(entry) for entry in chosen]),
        }
        for split, chosen in sorted(by_split.items())
    }


def leaf(entry: RowEntry) -> bytes:
    """Give what a row is in the Merkle tree: its id, split, group and hash."""
    return "\0".join((entry.id, entry.split, entry.group)).encode() + b"\0" + entry.sha256


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """The distinct texts of one aspect as documents, with the id of the first row of each in each split.

    Attributes:
        documents: one for each distinct text, in the order of their first rows.
        first: by split, the text's number -> the id of its first row there.
        names: the id of each text's first row.
        prints: the digest of each text's tokens.
    """

    documents: Documents
    first: Mapping[str, Mapping[int, str]]
    names: tuple[str, ...]
    prints: tuple[str, ...]


def collect(files: Sequence[DataFile], aspect: Aspect) -> Collection:
    """Read one aspect of all rows; rows without a reference have none.

    Raises:
        DataError: a file can't be read, or lacks a column.
    """
    number_of: dict[tuple[str, str], int] = {}
    first: dict[str, dict[int, str]] = {}
    names: list[str] = []
    prints: list[str] = []

    def texts() -> Iterator[tuple[str, ...]]:
        for file in files:
            for row in read(file, ("id", "language", "reference_language", TEXTS[aspect])):
                language, text = _language(row, aspect), str(row[TEXTS[aspect]])
                if aspect is Aspect.REFERENCE and not language:
                    if text.strip():
                        raise DataError(f"{file.name}: row {row['id']} has a reference of no language")
                    continue
                fresh = (language, text) not in number_of
                number = number_of.setdefault((language, text), len(number_of))
                first.setdefault(file.split, {}).setdefault(number, str(row["id"]))
                if fresh:
                    names.append(str(row["id"]))
                    tokens = statement_tokens(text) if aspect is Aspect.STATEMENT else code_tokens(language, text)
                    prints.append(digest(list(tokens)))
                    yield tokens

    documents = shingle(texts(), SHINGLE_TOKENS[aspect])
    return Collection(documents, first, tuple(names), tuple(prints))


def _language(row: Mapping[str, object], aspect: Aspect) -> str:
    if aspect is Aspect.STATEMENT:
        return ""
    return str(row["reference_language" if aspect is Aspect.REFERENCE else "language"])


class Crossing(NamedTuple):
    """A row of train and one of eval that are alike."""

    train: str
    eval: str
    jaccard: float


def crossings(collection: Collection, threshold: float) -> list[Crossing]:
    """Give every pair of texts of the two splits at or over the threshold: an exact join, not a sample."""
    train, evaluation = collection.first.get("train", {}), collection.first.get("eval", {})
    pairs = join(collection.documents, np.array(list(train), np.int64), np.array(list(evaluation), np.int64), threshold)
    return [Crossing(train[pair.first], evaluation[pair.second], pair.jaccard) for pair in pairs]


def join_section(collection: Collection) -> dict[str, Json]:
    """Count the distinct texts that were held against each other."""
    return {split: len(collection.first.get(split, {})) for split in ("train", "eval")}


def sketches(collection: Collection, permutations: int, seed: int) -> Signatures:
    """Give the signature of each distinct text."""
    return signatures(collection.documents, permutations, seed)
