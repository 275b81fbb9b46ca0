"""MBPP (Mostly Basic Python Problems): short statements, each with a Python solution and asserts.

Reads the file mbpp.jsonl of google-research and the Hub's ``google-research-datasets/mbpp`` in both of its
configurations, ``full`` and ``sanitized``. A problem's id is ``mbpp/`` and its task's number. MBPP tells no types
(they are found out when the solution runs), no topics and no difficulties.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from qforge.errors import DataError
from qforge.record import (
    Comparison,
    ComparisonKind,
    Difficulty,
    Origin,
    Problem,
    Reason,
    Reference,
    Rejection,
)
from qforge.signature import Parameter, Signature
from qforge.sources import base

FLOATS = Comparison(ComparisonKind.TOLERANCE, relative=1e-9, absolute=1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(base.Location):
    """Where MBPP lies, beside the keys of every location.

    Attributes:
        licence: the data's licence (SPDX).
        attribution: whom to name.
    """

    licence: str = "CC-BY-4.0"
    attribution: str = "MBPP, Google Research (Austin et al., 2021)"


def read(settings: Settings) -> Iterator[Problem | Rejection]:
    """Give every record as a problem, or as the rejection that says what it lacks.

    Raises:
        DataError: there is no such file or dataset.
        InfrastructureError: the Hub can't be reached.
    """
    return base.convert_each("mbpp", settings, _problem_id, lambda record: [_problem(record, settings)])


def _problem_id(record: dict[str, Any]) -> str:
    return base.identifier(record.get("task_id"), "mbpp/")


def _problem(record: dict[str, Any], settings: Settings) -> Problem | Rejection:
    task = base.identifier(record.get("task_id"))
    if not task:
        raise DataError("task_id: expected a number, or text without blanks")
    statement = base.text(record, "text" if "text" in record else "prompt").strip()
    if not statement:
        raise DataError("text: the statement is empty")
    code = base.text(record, "code", default="")
    asserts = [*base.texts(record, "test_list"), *base.texts(record, "challenge_test_list")]
    if not code.strip() or not asserts:
        missing = "asserts" if code.strip() else "code"
        return base.reject(f"mbpp/{task}", Reason.NO_REFERENCE, f"the record has no {missing}")
    tests = [*base.texts(record, "test_imports"), base.text(record, "test_setup_code", default=""), *asserts]
    return Problem(
        id=f"mbpp/{task}",
        topic="unsorted",
        difficulty=Difficulty.UNKNOWN,
        statement=statement,
        signature=_signature(code, asserts),
        reference=Reference("python", code, "\n".join(part for part in tests if part) + "\n"),
        cases=(),
        generator="",
        comparison=FLOATS,
        origin=Origin("mbpp", task, settings.licence, settings.attribution, settings.evaluation_only),
    )


def _signature(code: str, asserts: list[str]) -> Signature:
    """Find the function that every assert calls; of several the one called outermost in the first."""
    module = base.parse_python(code, "code")
    calls = [_calls(base.parse_python(test, "test_list")) for test in asserts]
    defined = [call for call in calls[0] if base.find_function(module, call.name)]
    tested = [call for call in defined if all(any(call.name == other.name for other in found) for found in calls)]
    if not tested:
        called = ", ".join(sorted({call.name for found in calls for call in found})) or "nothing"
        raise DataError(f"the code defines no function that all asserts call (they call {called})")
    function = base.find_function(module, tested[0].name)
    assert function is not None
    names = base.parameters(function, tested[0].arguments)
    return Signature(function.name, tuple(Parameter(name, "any") for name in names), "any")


@dataclass(frozen=True, slots=True)
class _Call:
    """A function that is called by name, and how many arguments it gets (None: that can't be told)."""

    name: str
    arguments: int | None


def _calls(module: ast.Module) -> list[_Call]:
    calls = []
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            plain = not node.keywords and not any(isinstance(item, ast.Starred) for item in node.args)
            calls.append(_Call(node.func.id, len(node.args) if plain else None))
    return calls
