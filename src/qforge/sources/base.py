"""What a source plugin offers, and what the sources share: where records lie, and how Python is read, not run."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

from pydantic import Field

from qforge import jsonlines
from qforge.errors import DataError, InfrastructureError
from qforge.record import Problem, Reason, Rejection, Stage


class Source(Protocol):
    """A module of `qforge.sources`."""

    Settings: type[Any]

    def read(self, settings: Any) -> Iterator[Problem | Rejection]:
        """Give every record as a problem or a rejection, in the order of the data, none held back.

        Raises:
            DataError: the data can't be read at all, or is the user's own and wrong.
            InfrastructureError: the Hub can't be reached.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a source's records lie: a file of JSON lines, or a dataset on the Hub.

    Attributes:
        path: the file; exactly one of path and dataset is given.
        dataset: the dataset's id on the Hub (or a local folder of data files).
        config: the dataset's configuration, where it has several (as split and revision, of no meaning to a file).
        split: the split to read; all of them, in the dataset's order, by default.
        revision: branch, tag or commit of the dataset.
        limit: how many records to read, from the first; all by default.
        evaluation_only: whether the problems must never be trained on; whatever shares a group with one goes to eval.
    """

    path: Path | None = None
    dataset: str | None = None
    config: str | None = None
    split: str = "all"
    revision: str | None = None
    limit: Annotated[int, Field(ge=1)] | None = None
    evaluation_only: bool = False

    def __post_init__(self) -> None:
        if (self.path is None) == (self.dataset is None):
            raise ValueError("give exactly one of path (a file) and dataset (an id on the Hub)")


def rows(location: Location) -> Iterator[jsonlines.Line]:
    """Give the records of a file or dataset, numbered from 1, up to the limit.

    Raises:
        DataError: the file or dataset can't be read, and why.
        InfrastructureError: the Hub can't be reached.
    """
    lines = jsonlines.read(location.path) if location.path else _dataset_rows(location)
    for position, line in enumerate(lines):
        if location.limit is not None and position >= location.limit:
            return
        yield line


def _dataset_rows(location: Location) -> Iterator[jsonlines.Line]:
    import datasets
    from huggingface_hub.utils.tqdm import disable_progress_bars

    datasets.disable_progress_bars()  # only the command line prints
    disable_progress_bars()
    named = f"dataset {location.dataset!r}"
    try:
        loaded = datasets.load_dataset(
            location.dataset, location.config, split=location.split, revision=location.revision
        )
    except (datasets.exceptions.DatasetNotFoundError, FileNotFoundError, ValueError) as error:
        raise DataError(f"{named} can't be read: {' '.join(str(error).split())}") from error
    except OSError as error:
        words = " ".join(str(error).split())
        raise InfrastructureError(
            f"{named} can't be fetched: {words}; is the network up? A file can be given as path instead"
        ) from error
    for number, record in enumerate(loaded, start=1):
        yield jsonlines.Line(number, dict(record))


Convert = Callable[[dict[str, Any]], Sequence[Problem | Rejection]]
"""Makes problems of one record; raises DataError where it is malformed."""


Name = Callable[[dict[str, Any]], str]
"""Gives a record's id, or "" where it has none that is usable."""


def convert_each(source: str, location: Location, name: Name, convert: Convert) -> Iterator[Problem | Rejection]:
    """Convert foreign records one by one; a bad one becomes a rejection and takes no other with it."""
    for line in rows(location):
        try:
            if line.mistake:
                raise DataError(line.mistake)
            yield from convert(line.record)
        except (DataError, RecursionError) as error:
            unit = "line" if location.path else "row"
            problem_id = name(line.record) or f"{source}/{unit}-{line.number}"
            yield reject(problem_id, Reason.MALFORMED, f"{unit} {line.number}: {error}")


def reject(problem_id: str, reason: Reason, message: str) -> Rejection:
    """Give the rejection of a problem while it is read."""
    return Rejection(problem_id, None, Stage.READ, reason, {"message": message})


def identifier(value: object, prefix: str = "") -> str:
    """Give an id's text, or "" where the value is none: a whole number, or text without blanks and number signs."""
    usable = type(value) is int or (isinstance(value, str) and value.isprintable() and not set(value) & set(" #"))
    return f"{prefix}{value}" if usable and value != "" else ""


def text(record: dict[str, Any], key: str, default: str | None = None) -> str:
    """Give a record's text, its line ends made plain.

    Raises:
        DataError: there is none and no default, or it is not text.
    """
    value = record.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise DataError(f"{key}: {'missing' if key not in record else 'not text'}")
    return value.replace("\r\n", "\n").replace("\r", "\n")


def texts(record: dict[str, Any], key: str) -> list[str]:
    """Give a record's list of texts, line ends made plain; empty where the key is missing or null.

    Raises:
        DataError: it is no list of texts.
    """
    values = record.get(key) or []
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise DataError(f"{key}: not a list of texts")
    return [item.replace("\r\n", "\n") for item in values]


def parse_python(code: str, what: str) -> ast.Module:
    """Parse Python without running it.

    Raises:
        DataError: it does not parse; `what` names it in the message.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in foreign code are not the user's business
            return ast.parse(code)
    except SyntaxError as error:
        raise DataError(f"{what}: not Python: {error.msg} (line {error.lineno})") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise DataError(f"{what}: not Python: {str(error) or 'nested too deep'}") from error


def find_function(module: ast.Module, name: str) -> ast.FunctionDef | None:
    """Find the top-level function of a name; the last one, as it is what a run would leave."""
    found = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == name]
    return found[-1] if found else None


def parameters(function: ast.FunctionDef, count: int | None = None) -> list[str]:
    """Name a function's parameters: the first `count`, or those without a default.

    Raises:
        DataError: it can't be called with that many positional arguments and with that number only.
    """
    arguments = function.args
    positional = [argument.arg for argument in (*arguments.posonlyargs, *arguments.args)]
    required = len(positional) - len(arguments.defaults)
    if arguments.vararg or any(default is None for default in arguments.kw_defaults):
        raise DataError(f"{function.name}: takes a variable number of arguments, or some by keyword only")
    wanted = required if count is None else count
    if not required <= wanted <= len(positional):
        raise DataError(f"{function.name}: takes {len(positional)} argument(s), but is called with {wanted}")
    return positional[:wanted]
