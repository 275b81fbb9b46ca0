"""qforge's own problem format: a file of JSON lines, one problem an object.

The file is the user's own, so a mistake in it is not a rejection: it stops the run before anything is asked or
executed, with up to 20 mistakes at once, each with its line and field.

    id            unique in the file; letters, digits and ``._-``, parts joined by ``/``: "running-totals/drawdown"
    topic         what it is about: "running totals"
    difficulty    "easy", "medium", "hard" or "unknown"
    statement     says what to compute, edge cases included (empty input, ties, rounding); names no language
    signature     {"name": "drawdown",
                   "parameters": [{"name": "prices", "type": "list[float]"}], "result": "list[float]"}
    reference     Python source that defines the function of that name: standard library only, deterministic
    cases         [{"arguments": [[1.0, 2.0]], "expected": [0.0, 0.0]}, ...]; the reference must reproduce `expected`.
                  {"arguments": [...], "raises": true} says that the call must end in an error
    generator     Python source that defines ``generate(rng, size)``; it returns one list of arguments. `rng` is a
                  seeded random.Random, `size` the number of the input from 0 on: edge cases first, then growing
                  random ones. Its inputs must tell right programs from wrong ones; at least 60 distinct are wanted
    comparison    {"kind": "exact"} (also where the key is missing), {"kind": "unordered"} for the same items in any
                  order, or {"kind": "tolerance", "relative": 1e-9, "absolute": 1e-9} wherever floats come out;
                  "unordered" may carry tolerances too
    licence       SPDX identifier of the problem's licence: "Apache-2.0"
    attribution   whom to name as its author
    derived_from  the id of the problem that this one was made from (a paraphrase, translation or variant), in the
                  file or not; problems of one origin share a split. May be missing

Cases or a generator may be missing, not both. Types are written ``bool int float str symbol char any list[T] set[T]
optional[T] tuple[T,...] dict[K,V] table[column:T,...]``; a `symbol` and a `char` (of one character) are strings here,
a `table` is an object of columns, lists of one length. What JSON lacks is written {"$tuple": [...]}, {"$set": [...]},
{"$dict": [[key, value], ...]} for keys that are no strings, and {"$float": "nan"}, "inf" or "-inf".
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from qforge import jsonlines
from qforge.errors import DataError
from qforge.record import (
    Case,
    Comparison,
    ComparisonKind,
    Difficulty,
    Origin,
    Problem,
    Reference,
    Rejection,
)
from qforge.signature import Parameter, Signature, fits, parse_type
from qforge.sources import base
from qforge.value import decode

MISTAKES_SHOWN = 20

Text = Annotated[str, Field(pattern=r"\S")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(base.Location):
    """Where the problems lie, beside the keys of every location, and what they may be about.

    Attributes:
        topics: every topic that a problem in it may have, as spelled there; any where it is missing. It chooses none:
            a problem of another topic is a mistake in the file or here.
    """

    topics: tuple[str, ...] | None = None


class _Parameter(jsonlines.Schema):
    name: Text
    type: Text


class _Signature(jsonlines.Schema):
    name: Text
    parameters: Annotated[list[_Parameter], Field(min_length=1)]
    result: Text


class _Case(jsonlines.Schema):
    arguments: list[Any]
    expected: Any = None
    raises: Literal[True] | None = None


class _Comparison(jsonlines.Schema):
    kind: Literal["exact", "tolerance", "unordered", "set", "checker"]
    relative: Annotated[float, Field(ge=0, lt=1)] = 0.0
    absolute: Annotated[float, Field(ge=0)] = 0.0
    checker: str = ""


class _Record(jsonlines.Schema):
    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$")]
    topic: Text
    difficulty: Literal["easy", "medium", "hard", "unknown"]
    statement: Text
    signature: _Signature
    reference: Text
    cases: Annotated[list[_Case], Field(default_factory=list)]
    generator: str = ""
    comparison: _Comparison = _Comparison(kind="exact")
    licence: Text
    attribution: Text
    derived_from: str = ""


def read(settings: Settings) -> Iterator[Problem | Rejection]:
    """Give the problems of a file that is right from its first line to its last.

    Raises:
        DataError: the file can't be read, or up to 20 mistakes in it, a line of text each.
        InfrastructureError: the Hub can't be reached.
    """
    problems: list[Problem] = []
    first_places: dict[str, int] = {}
    strangers: dict[str, list[int]] = {}
    mistakes: list[str] = []
    named = f"{settings.path}:" if settings.path else f"dataset {settings.dataset!r}, row "
    for line in base.rows(settings):
        record = line.record if settings.path else _without_fillings(line.record)
        checked = [line.mistake] if line.mistake else jsonlines.check(_Record, record)
        found = checked if isinstance(checked, list) else _mistakes(checked)
        if settings.topics is not None and isinstance(checked, _Record) and checked.topic not in settings.topics:
            strangers.setdefault(checked.topic, []).append(line.number)
        name = str(record.get("id"))
        if "id" in record and first_places.setdefault(name, line.number) != line.number:
            found.append(f"id: {name!r} stands in line {first_places[name]} already; expected another one")
        mistakes += [f"{named}{line.number}: {mistake}" for mistake in found]
        if not mistakes and isinstance(checked, _Record):
            problems.append(_problem(checked, settings))
    mistakes += [_stranger(topic, named, lines, settings.topics or ()) for topic, lines in strangers.items()]
    if mistakes:
        more = len(mistakes) - MISTAKES_SHOWN
        rest = [f"... and {more} more"] if more > 0 else []
        raise DataError("\n".join([*mistakes[:MISTAKES_SHOWN], *rest]))
    yield from problems


def _without_fillings(record: dict[str, Any]) -> dict[str, Any]:
    """Drop the nulls that a table puts where a record has no such key."""
    kept = {key: value for key, value in record.items() if value is not None}
    if isinstance(kept.get("cases"), list):
        kept["cases"] = [
            {
                key: value
                for key, value in case.items()
                if value is not None or (key == "expected" and not case.get("raises"))
            }
            for case in kept["cases"]
        ]
    if isinstance(kept.get("comparison"), dict):
        kept["comparison"] = {key: value for key, value in kept["comparison"].items() if value is not None}
    return kept


def _problem(record: _Record, settings: Settings) -> Problem:
    signature, comparison = record.signature, record.comparison
    parameters = tuple(Parameter(item.name, item.type) for item in signature.parameters)
    return Problem(
        id=record.id,
        topic=record.topic,
        difficulty=Difficulty(record.difficulty),
        statement=record.statement,
        signature=Signature(signature.name, parameters, signature.result),
        reference=Reference("python", record.reference),
        cases=tuple(
            Case(tuple(case.arguments), case.expected, known=not case.raises, raises=bool(case.raises))
            for case in record.cases
        ),
        generator=record.generator,
        comparison=Comparison(
            ComparisonKind(comparison.kind), comparison.relative, comparison.absolute, comparison.checker
        ),
        origin=Origin("jsonl", record.id, record.licence, record.attribution, settings.evaluation_only),
        derived_from=record.derived_from,
    )


def _stranger(topic: str, named: str, lines: list[int], topics: tuple[str, ...]) -> str:
    """Tell that the setting lacks a topic that the file has."""
    more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
    listed = f"it lists {', '.join(topics)}" if topics else "it is empty"
    hint = jsonlines.nearest(topic, list(topics))
    return f"topics: lacks {topic!r}, the topic of {named}{lines[0]}{more}; {listed}{hint}"


def _mistakes(checked: _Record) -> list[str]:
    """Tell what a record's form alone does not show."""
    found = []
    if not checked.cases and not checked.generator.strip():
        found.append("cases: missing, and no generator either; give one of them or both")
    found += _comparison_mistakes(checked.comparison)
    found += _signature_mistakes(checked.signature)
    found += _function_mistakes(
        "reference", checked.reference, checked.signature.name, len(checked.signature.parameters)
    )
    if checked.generator.strip():
        found += _function_mistakes("generator", checked.generator, "generate", 2)
    for number, case in enumerate(checked.cases):
        found += [f"cases[{number}].{mistake}" for mistake in _case_mistakes(case, checked.signature)]
    return found


def _comparison_mistakes(comparison: _Comparison) -> list[str]:
    found = []
    tolerances = comparison.model_fields_set & {"relative", "absolute"}
    if comparison.kind == "tolerance" and not (comparison.relative or comparison.absolute):
        found.append("comparison: a tolerance needs relative or absolute above 0, such as 1e-9")
    if comparison.kind in ("exact", "checker") and tolerances:
        found.append('comparison: relative and absolute belong to the kinds "tolerance", "unordered" and "set"')
    if comparison.kind == "checker":
        found += _function_mistakes("comparison.checker", comparison.checker, "check", 3)
    elif "checker" in comparison.model_fields_set:
        found.append('comparison: a checker belongs to the kind "checker"')
    return found


def _signature_mistakes(signature: _Signature) -> list[str]:
    found = []
    names = [("signature.name", signature.name)]
    types = [("signature.result", signature.result)]
    for number, parameter in enumerate(signature.parameters):
        names.append((f"signature.parameters[{number}].name", parameter.name))
        types.append((f"signature.parameters[{number}].type", parameter.type))
        if parameter.name in [earlier.name for earlier in signature.parameters[:number]]:
            found.append(f"signature.parameters[{number}].name: {parameter.name!r} names an earlier parameter too")
    for field, name in names:
        if not (name.isascii() and name.isidentifier()) or keyword.iskeyword(name):
            found.append(f"{field}: {name!r} is no name; expected letters, digits and underscores, no Python keyword")
    return found + [f"{field}: {mistake}" for field, type_ in types if (mistake := _type_mistake(type_))]


def _type_mistake(text: str) -> str:
    try:
        parse_type(text)
    except (DataError, RecursionError) as error:
        return str(error)
    return ""


def _function_mistakes(field: str, code: str, name: str, count: int) -> list[str]:
    try:
        function = base.find_function(base.parse_python(code, field), name)
        if function is None:
            return [f"{field}: defines no function {name!r}"]
        base.parameters(function, count)
    except DataError as error:
        message = str(error)
        return [message if message.startswith(f"{field}:") else f"{field}: {message}"]
    return []


def _case_mistakes(case: _Case, signature: _Signature) -> list[str]:
    if len(case.arguments) != len(signature.parameters):
        return [f"arguments: {len(case.arguments)} of them, but {signature.name} takes {len(signature.parameters)}"]
    if (case.raises is None) == ("expected" not in case.model_fields_set):
        return ['expected: give either expected or "raises": true']
    values = [
        (f"arguments[{number}]", value, parameter.type)
        for number, (value, parameter) in enumerate(zip(case.arguments, signature.parameters, strict=True))
    ]
    if case.raises is None:
        values.append(("expected", case.expected, signature.result))
    found = []
    for field, value, type_ in values:
        try:
            decoded = decode(value)
        except DataError as error:
            found.append(f"{field}: {error}")
            continue
        if not _type_mistake(type_) and not fits(decoded, parse_type(type_)):
            found.append(f"{field}: {jsonlines.describe(value)} is not of the type {type_}")
    return found
