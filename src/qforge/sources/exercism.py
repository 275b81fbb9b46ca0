"""Exercism's problem specifications: descriptions with canonical test data, trusted as they are.

Reads a file of JSON lines, one exercise a line: ``slug``, ``description`` (Markdown) and ``canonical`` (the content
of its canonical-data.json; in a Hub dataset it may be JSON text). Each tested property of an exercise becomes one
problem, ``exercism/SLUG/PROPERTY``, without reference: the canonical cases are the truth. A case that another one
reimplements gives way to it. A property with a case that holds a rule instead of a result (one in the scenario
``random``, or one that expects a text such as ``strength == strength``) is left out, as nothing decides such a case.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qforge import jsonlines
from qforge.errors import DataError
from qforge.record import Case, Comparison, ComparisonKind, Difficulty, Origin, Problem, Reason, Rejection
from qforge.signature import Parameter, Signature, infer_type
from qforge.sources import base
from qforge.value import decode

FLOATS = Comparison(ComparisonKind.TOLERANCE, relative=1e-9, absolute=1e-9)
PSEUDOCODE = re.compile(r"(fn)?\s*\([\w\s,]*\)\s*[-=]>")
"""A function, as the canonical data writes one where an argument should be a function."""
RULE = re.compile(r"\w+ ={2,3} \w+")
"""A condition, as the canonical data writes one where no result is decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(base.Location):
    """Where the specifications lie, beside the keys of every location.

    Attributes:
        licence: the data's licence (SPDX).
        attribution: whom to name.
    """

    licence: str = "MIT"
    attribution: str = "Exercism and its contributors (problem-specifications)"


def read(settings: Settings) -> Iterator[Problem | Rejection]:
    """Give every property of every exercise as a problem, or as the rejection that says why it is none.

    Raises:
        DataError: there is no such file or dataset.
        InfrastructureError: the Hub can't be reached.
    """
    return base.convert_each("exercism", settings, _exercise_id, lambda record: _exercise(record, settings))


def _exercise_id(record: dict[str, Any]) -> str:
    return base.identifier(record.get("slug"), "exercism/")


def _exercise(record: dict[str, Any], settings: Settings) -> list[Problem | Rejection]:
    slug = base.identifier(record.get("slug"))
    if not slug:
        raise DataError("slug: expected text without blanks")
    description = base.text(record, "description").strip()
    if not description:
        raise DataError("description: empty, so that nothing says what is to be computed")
    canonical = record.get("canonical")
    if isinstance(canonical, str):
        canonical = jsonlines.parse(canonical)
    cases = _flatten(canonical.get("cases") if isinstance(canonical, dict) else None, "canonical.cases")
    if not cases:
        return [base.reject(f"exercism/{slug}", Reason.NO_REFERENCE, "the exercise has no canonical cases")]
    replaced = {case.get("reimplements") for case in cases}
    problems: list[Problem | Rejection] = []
    for name in dict.fromkeys(case["property"] for case in cases):
        problem_id = f"exercism/{slug}/{name}"
        own = [case for case in cases if case["property"] == name]
        kept = [case for case in own if case.get("uuid") is None or case["uuid"] not in replaced]
        if any(_is_rule(case) for case in own):
            message = "the canonical data checks it by a rule, not by a result"
            problems.append(base.reject(problem_id, Reason.NO_REFERENCE, message))
        elif not kept:
            message = "all of its cases are reimplemented under another property"
            problems.append(base.reject(problem_id, Reason.NO_REFERENCE, message))
        else:
            try:
                problems.append(_problem(slug, name, description, kept, settings))
            except DataError as error:
                problems.append(base.reject(problem_id, Reason.MALFORMED, str(error)))
    return problems


def _flatten(groups: object, field: str) -> list[dict[str, Any]]:
    """Give the cases of nested groups in their order.

    Raises:
        DataError: something in it is neither a group nor a case.
    """
    if not isinstance(groups, list):
        raise DataError(f"{field}: not a list")
    cases: list[dict[str, Any]] = []
    for number, item in enumerate(groups):
        here = f"{field}[{number}]"
        if isinstance(item, dict) and "cases" in item:
            cases += _flatten(item["cases"], f"{here}.cases")
        elif not isinstance(item, dict) or "expected" not in item or not isinstance(item.get("input"), dict):
            raise DataError(f"{here}: neither a group of cases nor a case with input and expected")
        elif not base.identifier(item.get("property")) or not re.search(r"[A-Za-z]", str(item["property"])):
            raise DataError(f"{here}.property: not a name")
        elif not all(isinstance(item.get(key), str | None) for key in ("uuid", "reimplements")):
            raise DataError(f"{here}: uuid and reimplements are texts")
        elif not isinstance(item.get("scenarios"), list | None):
            raise DataError(f"{here}.scenarios: not a list")
        else:
            cases.append(item)
    return cases


def _problem(
    slug: str, name: str, description: str, cases: list[dict[str, Any]], settings: Settings
) -> Problem | Rejection:
    problem_id = f"exercism/{slug}/{name}"
    keys = list(cases[0]["input"])
    odd = next((case for case in cases if set(case["input"]) != set(keys)), None)
    if odd is not None:
        message = f"its cases have different inputs: {', '.join(keys)} and {', '.join(odd['input']) or 'none'}"
        return base.reject(problem_id, Reason.MALFORMED, message)
    arguments = [tuple(case["input"][key] for key in keys) for case in cases]
    written = next((item for row in arguments for item in row if _is_function(item)), None)
    if written is not None:
        message = f"an argument is a function, written as pseudocode: {written}"
        return base.reject(problem_id, Reason.NOT_REPRESENTABLE, message)
    read = tuple(_case(row, case["expected"]) for row, case in zip(arguments, cases, strict=True))
    return Problem(
        id=problem_id,
        topic="unsorted",
        difficulty=Difficulty.UNKNOWN,
        statement=f"{description}\n\nWrite the function `{snake_case(name)}` of this exercise.",
        signature=_signature(name, keys, read),
        reference=None,
        cases=read,
        generator="",
        comparison=FLOATS,
        origin=Origin("exercism", f"{slug}/{name}", settings.licence, settings.attribution, settings.evaluation_only),
    )


def _is_rule(case: dict[str, Any]) -> bool:
    expected = case["expected"]
    values = expected.values() if isinstance(expected, dict) else [expected]
    decided = not any(isinstance(value, str) and RULE.fullmatch(value) for value in values)
    return not decided or "random" in (case.get("scenarios") or [])


def _is_function(value: object) -> bool:
    return isinstance(value, str) and PSEUDOCODE.match(value) is not None


def _case(arguments: tuple[Any, ...], expected: Any) -> Case:
    if isinstance(expected, dict) and list(expected) == ["error"]:
        return Case(arguments, raises=True)
    return Case(arguments, expected, known=True)


def _signature(name: str, keys: list[str], cases: tuple[Case, ...]) -> Signature:
    columns = zip(*(case.arguments for case in cases), strict=True)
    types = [infer_type([decode(value) for value in column]) for column in columns]
    result = infer_type([decode(case.expected) for case in cases if case.known])
    named = tuple(Parameter(snake_case(key), str(type_)) for key, type_ in zip(keys, types, strict=True))
    names = [parameter.name for parameter in named]
    odd = [key for key, short in zip(keys, names, strict=True) if not short.isidentifier() or names.count(short) > 1]
    if odd or not snake_case(name).isidentifier():
        raise DataError(f"{odd[0] if odd else name!r} makes no name of its own for a parameter or function")
    return Signature(snake_case(name), named, str(result))


def snake_case(name: str) -> str:
    """Write a camelCase name with underscores, as an identifier that Python does not reserve.

    >>> snake_case("heyBob"), snake_case("from")
    ('hey_bob', 'from_')
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    word = re.sub(r"\W+", "_", spaced, flags=re.ASCII).lower().strip("_")
    return f"{word}_" if keyword.iskeyword(word) else word
