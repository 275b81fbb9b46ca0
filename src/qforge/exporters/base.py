"""What an exporter plugin offers, and the one form of a published row that all of them write.

An exporter is a module with `Settings` and `write`. Rows hold nothing that depends on the machine or the hour,
so equal rows give equal bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NamedTuple, Protocol, get_args, get_type_hints

import pyarrow as pa

from qforge.errors import StorageError
from qforge.files import write_aside
from qforge.record import Message

SPLITS = ("train", "eval")


@dataclass(frozen=True, slots=True)
class Row:
    """One published sample; the text behind a column's type is its description on the dataset card."""

    id: Annotated[str, "the problem's id, `#`, the number of the attempt, and `.turn` behind it where that is not 0"]
    problem_id: Annotated[str, "the problem; several rows may solve one"]
    attempt: Annotated[int, "which of the teacher's attempts at the problem this comes from, from 0"]
    turn: Annotated[int, "0 for the attempt itself; how many questions later the program was written otherwise"]
    kind: Annotated[str, "what was asked for: attempt, repair, rewrite or revision"]
    parent: Annotated[str, "the id of the program that was repaired, rewritten or revised; empty for an attempt"]
    topic: Annotated[str, "what the problem is about"]
    difficulty: Annotated[str, "easy, medium, hard or unknown, as the source says"]
    language: Annotated[str, "the language of `code`"]
    statement: Annotated[str, "what is asked, in words"]
    signature: Annotated[str, "the function's parameters and result with their types"]
    function: Annotated[str, "the name that `code` defines"]
    code: Annotated[str, "the verified program"]
    reference_language: Annotated[str, "the language of `reference`; empty where there is none"]
    reference: Annotated[str, "the program that says what is right; empty where published results say it"]
    prompt: Annotated[
        tuple[Message, ...],
        "the question to a teacher, without examples and earlier turns: messages with `role` and `content`",
    ]
    cases: Annotated[str, "JSON: a list of `arguments` with the `expected` result, or with `raises`"]
    n_cases: Annotated[int, "how many cases `code` passed: all of them"]
    n_given: Annotated[int, "how many of the cases, the first ones, the problem brought itself; the others were made"]
    inputs_from: Annotated[str, "where the cases' arguments come from: cases, generator, or mutation of the cases"]
    exhausted: Annotated[bool, "whether no other distinct inputs could be made"]
    mutants_killed: Annotated[int, "small changes of the reference that a case tells from it"]
    mutants_survived: Annotated[int, "changes that no case tells, though another input does or none reaches the place"]
    mutants_equivalent: Annotated[int, "changes that were executed and that none of some hundred inputs tells"]
    kill_rate: Annotated[float | None, "killed / (killed + survived); null where there is nothing to tell"]
    code_mutants_killed: Annotated[int, "small changes of the problem's accepted programs that a case tells from them"]
    code_mutants_survived: Annotated[int, "changes that only a fresh input tells"]
    code_mutants_equivalent: Annotated[int, "changes that neither a case nor a fresh input tells"]
    audit_inputs: Annotated[int, "fresh inputs, from seeds of their own, that `code` passed after it was accepted"]
    generator: Annotated[str, "a program that makes valid arguments, `generate(rng, size)`; empty where there is none"]
    comparison: Annotated[str, "JSON: how results were compared: `kind`, and `relative` and `absolute` tolerances"]
    checker: Annotated[str, "a program that judges results, `check(arguments, expected, got)`; empty but for that kind"]
    latitude: Annotated[str, "how far types might differ: strict or lenient, two columns of the language's table"]
    oracle: Annotated[str, "who says what is right: the reference, run by us, or published results"]
    runtime: Annotated[str, "what executed `code`"]
    runtime_version: Annotated[str, "its version"]
    sandbox: Annotated[str, "what confined it"]
    confirmed_by: Annotated[str, "a second runtime (version, sandbox) that agreed; empty where none was asked"]
    model: Annotated[str, "the teacher's name"]
    model_licence: Annotated[str, "the licence of the teacher, or of its service"]
    model_training: Annotated[str, "whether its terms allow training on what it writes: allowed"]
    author: Annotated[str, "the model that wrote the problem; empty where no model did"]
    derived_from: Annotated[str, "the problem that this one was made from; empty where there is none"]
    loops: Annotated[bool, "whether `code` iterates by loop statements"]
    idiom: Annotated[int, "how idiomatic `code` is, 0 to 100, by a measure of the language's pack"]
    examples: Annotated[tuple[str, ...], "ids of the verified programs for other problems that the teacher was shown"]
    shown_cases: Annotated[int, "how many of the cases the teacher was shown with their results"]
    group: Annotated[str, "rows of one group share a split"]
    split: Annotated[str, "train or eval"]
    source: Annotated[str, "where the problem comes from"]
    source_id: Annotated[str, "its id there"]
    licence: Annotated[str, "the problem's licence, as an SPDX identifier"]
    attribution: Annotated[str, "whom to name for the problem"]
    evaluation_only: Annotated[bool, "whether the problem must never be trained on; its group is in eval"]


class Column(NamedTuple):
    """A column's name, its type in Arrow, and its description."""

    name: str
    type: pa.DataType
    description: str


_ARROW = {
    str: pa.string(),
    int: pa.int64(),
    bool: pa.bool_(),
    tuple[str, ...]: pa.list_(pa.string()),
    float | None: pa.float64(),
    tuple[Message, ...]: pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
}


def _columns() -> tuple[Column, ...]:
    hints = get_type_hints(Row, include_extras=True)
    annotated = [(item.name, *get_args(hints[item.name])) for item in fields(Row)]
    return tuple(Column(name, _ARROW[kind], description) for name, kind, description in annotated)


COLUMNS = _columns()
SCHEMA = pa.schema([(column.name, column.type) for column in COLUMNS])


class Exporter(Protocol):
    """A module of `qforge.exporters`."""

    Settings: type[Any]

    def write(self, rows: Sequence[Row], folder: Path, settings: Any) -> list[Path]:
        """Write the rows of both splits into the folder, in the order given; give the files, as they now lie there.

        Raises:
            StorageError: the disk refused.
        """


def plain(row: Row) -> dict[str, Any]:
    """Give a row as a dictionary in the order of the columns, the prompt as dictionaries too."""
    written = {column.name: getattr(row, column.name) for column in COLUMNS}
    written["examples"] = list(row.examples)
    return written | {"prompt": [{"role": item.role, "content": item.content} for item in row.prompt]}


def write_splits(
    rows: Sequence[Row],
    path_of: Callable[[str], Path],
    write: Callable[[list[dict[str, Any]], BinaryIO], None],
) -> list[Path]:
    """Write one file for each split, its rows in their order; give the files.

    A split without rows has no file, and an older one is removed: `datasets` opens no split of zero rows, be
    its columns known (Parquet) or not, and one such split makes the whole dataset unreadable.

    Raises:
        StorageError: the disk refused.
    """
    written = []
    for split in SPLITS:
        chosen = [plain(row) for row in rows if row.split == split]
        if chosen:
            written.append(write_aside(path_of(split), partial(write, chosen)))
        else:
            _remove(path_of(split))
    return written


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(f"{path} can't be removed: {error.strerror}") from error
