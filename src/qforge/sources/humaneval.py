"""HumanEval: 164 Python functions with docstring, solution and tests; for evaluation and decontamination only.

Training on HumanEval makes every published score on it meaningless: use this source to build evaluation sets,
or as what a training set is checked against, and never for training. Its problems are for evaluation only.

Reads the file HumanEval.jsonl of openai/human-eval and the Hub's ``openai/openai_humaneval``, which have the same
columns. A problem's id is its task_id, such as ``HumanEval/0``. The statement is the function's docstring, examples
included; where the prompt defines further functions, their source follows it, since the docstring relies on them.

Others have worded the same problems for another language, in files of JSON lines with the columns task_id (the
problem's number), prompt and tests. Such a file, given as `reworded`, replaces statement and tests: what its prompt
says in comments becomes the statement. HumanEval's solution stays the reference, and must pass the tests.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from inspect import cleandoc
from pathlib import Path
from typing import Any, Literal

from qforge import jsonlines
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

# The latitude of HumanEval's own tests, which compare floats by abs(a - b) < 1e-6.
FLOATS = Comparison(ComparisonKind.TOLERANCE, relative=1e-6, absolute=1e-6)
WORDS = {"int": "int", "float": "float", "str": "str", "bool": "bool"}
CONTAINERS = {"list": 1, "set": 1, "optional": 1, "dict": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(base.Location):
    """Where HumanEval lies, beside the keys of every location.

    Attributes:
        reworded: a file of the same problems in other words, with tests of its own.
        licence: the data's licence (SPDX).
        attribution: whom to name.
        evaluation_only: always true.
    """

    reworded: Path | None = None
    licence: str = "MIT"
    attribution: str = "HumanEval, OpenAI (Chen et al., 2021)"
    evaluation_only: Literal[True] = True


def read(settings: Settings) -> Iterator[Problem | Rejection]:
    """Give every record as a problem, or as the rejection that says what it lacks.

    Raises:
        DataError: there is no such file or dataset.
        InfrastructureError: the Hub can't be reached.
    """
    reworded = _reworded(settings.reworded) if settings.reworded else None
    return base.convert_each("humaneval", settings, _problem_id, lambda record: [_problem(record, settings, reworded)])


def _problem_id(record: dict[str, Any]) -> str:
    return base.identifier(record.get("task_id"))


def _reworded(path: Path) -> dict[str, dict[str, Any]]:
    """Read the records of a file by the numbers of their problems."""
    found = {}
    for line in jsonlines.read(path):
        number = base.identifier(line.record.get("task_id"))
        if line.mistake or not number:
            raise DataError(f"{path}:{line.number}: {line.mistake or 'task_id: missing; expected a number'}")
        found[number.rpartition("/")[2]] = line.record
    return found


def _problem(
    record: dict[str, Any], settings: Settings, reworded: dict[str, dict[str, Any]] | None
) -> Problem | Rejection:
    task = _problem_id(record)
    if not task:
        raise DataError("task_id: expected text without blanks, such as HumanEval/0")
    prompt, entry_point = base.text(record, "prompt"), base.text(record, "entry_point")
    solution, tests = base.text(record, "canonical_solution", default=""), base.text(record, "test", default="")
    if not solution.strip() or not tests.strip():
        missing = "tests" if solution.strip() else "solution"
        return base.reject(task, Reason.NO_REFERENCE, f"the record has no {missing}")
    words = ""
    if reworded is not None:
        other = reworded.get(task.rpartition("/")[2])
        if other is None:
            return base.reject(task, Reason.MALFORMED, f"{settings.reworded} has no problem of this number")
        words, tests = _comments(base.text(other, "prompt")), base.text(other, "tests")
    module = base.parse_python(prompt + solution, "prompt and canonical_solution")
    base.parse_python(tests, "test")
    function = base.find_function(module, entry_point)
    if function is None:
        raise DataError(f"entry_point: the prompt and solution define no function {entry_point!r}")
    return Problem(
        id=task,
        topic="unsorted",
        difficulty=Difficulty.UNKNOWN,
        statement=words or _statement(module, function),
        signature=_signature(function),
        reference=Reference("python", prompt + solution, f"{tests.rstrip()}\n\ncheck({entry_point})\n"),
        cases=(),
        generator="",
        comparison=FLOATS,
        origin=Origin("humaneval", task, settings.licence, settings.attribution, settings.evaluation_only),
    )


def _statement(module: ast.Module, function: ast.FunctionDef) -> str:
    docstring = next((found for node in function.body if (found := _string(node))), "")
    if not docstring:
        raise DataError(f"prompt: {function.name} has no docstring")
    given = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name != function.name]
    if not given:
        return docstring
    sources = "\n\n".join(ast.unparse(node) for node in given)
    return f"{docstring}\n\nThese functions are given, in Python:\n\n{sources}"


def _comments(prompt: str) -> str:
    """Give the words of a prompt's comments, whatever marks them.

    >>> _comments("// Add one.\\n//\\n// @return {int}\\nf:{}")
    'Add one.\\n\\n@return {int}'
    """
    lines = [line.strip() for line in prompt.splitlines() if line.lstrip().startswith(("//", "#", "--"))]
    words = "\n".join(line.lstrip("/#-").strip() for line in lines if "@overview" not in line).strip()
    if not words:
        raise DataError("prompt: it has no comments that say what is asked")
    return words


def _string(node: ast.stmt) -> str:
    """Give a statement that is only a string; one prompt has an import before its docstring."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
        return cleandoc(node.value.value).strip()
    return ""


def _signature(function: ast.FunctionDef) -> Signature:
    annotations = {argument.arg: argument.annotation for argument in (*function.args.posonlyargs, *function.args.args)}
    named = tuple(Parameter(name, annotated_type(annotations[name])) for name in base.parameters(function))
    return Signature(function.name, named, annotated_type(function.returns))


def annotated_type(annotation: ast.expr | None) -> str:
    """Write a Python annotation as a type of a signature; what it can't say is `any`.

    >>> annotated_type(ast.parse("Optional[List[int]]", mode="eval").body)
    'optional[list[int]]'
    """
    if isinstance(annotation, ast.Name):
        word = annotation.id.lower()
        if word in CONTAINERS and word != "optional":
            return f"{word}[{','.join(['any'] * CONTAINERS[word])}]"
        return WORDS.get(annotation.id, "any")
    if not isinstance(annotation, ast.Subscript) or not isinstance(annotation.value, ast.Name):
        return "any"
    word = annotation.value.id.lower()
    inner = annotation.slice.elts if isinstance(annotation.slice, ast.Tuple) else [annotation.slice]
    if CONTAINERS.get(word) == len(inner) or (word == "tuple" and not _ends_open(inner)):
        return f"{word}[{','.join(annotated_type(item) for item in inner)}]"
    return "any"


def _ends_open(items: list[ast.expr]) -> bool:
    return isinstance(items[-1], ast.Constant) and items[-1].value is ...
