"""A dataset that qforge published, read as problems again: to measure models on its eval split, or to decontaminate.

Reads the columns of qforge's own rows, from a folder or the Hub (``dataset: ORG/NAME``) or from one of its files of
JSON lines. A problem comes once, however many rows solve it. Its cases, with the results that its rows were held
against, are its own; the reference must give them again. Which program solved it plays no part.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from qforge.errors import DataError
from qforge.record import Case, Comparison, ComparisonKind, Difficulty, Origin, Problem, Reference, Rejection
from qforge.signature import parse_signature
from qforge.sources import base


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(base.Location):
    """Where the dataset lies, beside the keys of every location; `path` may be its folder too.

    Attributes:
        split: the split to read.
    """

    split: str = "eval"


def read(settings: Settings) -> Iterator[Problem | Rejection]:
    """Give the problem of each row, the first time that it comes, or the rejection that says what the row lacks.

    Raises:
        DataError: there is no such file, dataset or split.
        InfrastructureError: the Hub can't be reached.
    """
    where = settings.dataset or settings.path
    if settings.path is not None and settings.path.is_dir():
        settings = replace(settings, path=None, dataset=str(settings.path))
    seen: set[str] = set()

    def first(row: dict[str, Any]) -> list[Problem]:
        found = problem(row)
        if row.get("split", settings.split) != settings.split != "all" or found.id in seen:
            return []
        seen.add(found.id)
        origin = replace(found.origin, evaluation_only=found.origin.evaluation_only or settings.evaluation_only)
        return [replace(found, origin=origin)]

    rejected = 0
    for one in base.convert_each("published", settings, _problem_id, first):
        rejected += isinstance(one, Rejection)
        yield one
    if not seen and not rejected:
        raise DataError(f"{where}: it has no row of the split {settings.split!r}")


def _problem_id(row: dict[str, Any]) -> str:
    return base.identifier(row.get("problem_id"))


def problem(row: dict[str, Any]) -> Problem:
    """Make a problem of a published row.

    Raises:
        DataError: the row lacks a column, or one does not hold what it should.
    """
    reference = base.text(row, "reference", default="")
    return Problem(
        id=base.text(row, "problem_id"),
        topic=base.text(row, "topic", default="unsorted"),
        difficulty=_difficulty(row),
        statement=base.text(row, "statement"),
        signature=parse_signature(base.text(row, "signature")),
        reference=Reference(base.text(row, "reference_language"), reference) if reference else None,
        cases=cases(row),
        generator=base.text(row, "generator", default=""),
        comparison=_comparison(row),
        origin=Origin(
            base.text(row, "source", default="published"),
            base.text(row, "source_id", default=base.text(row, "problem_id")),
            base.text(row, "licence", default=""),
            base.text(row, "attribution", default=""),
            bool(row.get("evaluation_only")),
        ),
        author=base.text(row, "author", default=""),
        derived_from=base.text(row, "derived_from", default=""),
    )


def cases(row: dict[str, Any]) -> tuple[Case, ...]:
    """Give the cases of a row, with their results.

    Raises:
        DataError: they can't be read.
    """
    try:
        return tuple(_case(written) for written in json.loads(base.text(row, "cases")))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"cases: expected JSON: arguments with expected or raises ({error!r:.100})") from error


def _case(written: dict[str, Any]) -> Case:
    arguments = tuple(written["arguments"])
    if written.get("raises"):
        return Case(arguments, raises=True)
    return Case(arguments, written["expected"], known=True)


def _difficulty(row: dict[str, Any]) -> Difficulty:
    word = base.text(row, "difficulty", default="unknown")
    try:
        return Difficulty(word)
    except ValueError as error:
        raise DataError(f"difficulty: {word!r} is none; expected {', '.join(Difficulty)}") from error


def _comparison(row: dict[str, Any]) -> Comparison:
    text = base.text(row, "comparison")
    try:
        given = json.loads(text)
        kind, tolerances = ComparisonKind(given["kind"]), (given.get("relative", 0.0), given.get("absolute", 0.0))
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"comparison: {text[:100]!r} is none; expected JSON with a kind") from error
    return Comparison(kind, *tolerances, base.text(row, "checker", default=""))
