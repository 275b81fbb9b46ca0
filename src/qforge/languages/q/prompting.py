"""The question to a teacher, written from the templates in `prompts`.

A template sees the statement and the signature; the reference and the cases are handed to it only where asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from qforge.languages.base import Example
from qforge.languages.q.literals import literal
from qforge.languages.q.reserved import function_name, parameter_name
from qforge.languages.q.terms import term
from qforge.record import Case, CheckedProblem, Kind, Message
from qforge.signature import Signature, parse_type
from qforge.value import decode

PRIMER = "primer.md"
CONSTITUTION = "constitution.md"


def write_prompt(
    checked: CheckedProblem, *, show_reference: bool, shown_cases: int, examples: Sequence[Example]
) -> tuple[Message, ...]:
    """Write the messages for a problem: the primer for the system, the task for the user."""
    signature = checked.signature
    reference = checked.problem.reference if show_reference else None
    task: dict[str, Any] = {
        "statement": checked.problem.statement.strip(),
        "name": function_name(signature.name),
        "parameters": [
            {"name": parameter_name(parameter.name), "term": term(parse_type(parameter.type))}
            for parameter in signature.parameters
        ],
        "result": term(parse_type(signature.result)),
        "reference": {"language": reference.language, "code": reference.code.strip()} if reference else None,
        "cases": [_shown(case, signature) for case in checked.cases[:shown_cases]],
        "examples": [
            {"statement": example.checked.problem.statement.strip(), "code": example.code.strip()}
            for example in examples
        ],
    }
    return _primer(), Message("user", _environment().get_template("user.jinja").render(task).strip())


def write_follow_up(kind: Kind, checked: CheckedProblem, finding: Mapping[str, str]) -> str:
    """Write the message that asks for the program in another way; see `qforge.languages.base.Pack.follow_up`."""
    name = function_name(checked.signature.name)
    return _environment().get_template(f"{kind}.jinja").render(finding, name=name).strip()


def principles() -> str:
    """Give the constitution by which programs are criticised."""
    return _text(CONSTITUTION)


def _text(name: str) -> str:
    return files(__package__).joinpath("prompts", name).read_text("utf-8").strip()


@cache
def _environment() -> Environment:
    loader = PackageLoader(__package__, "prompts")
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


@cache
def _primer() -> Message:
    return Message("system", _environment().get_template("system.jinja").render(primer=_text(PRIMER)).strip())


def _shown(case: Case, signature: Signature) -> dict[str, str]:
    arguments = zip(case.arguments, signature.parameters, strict=True)
    return {
        "arguments": ";".join(literal(decode(value), parse_type(parameter.type)) for value, parameter in arguments),
        "outcome": "an error"
        if case.raises
        else f"gives {literal(decode(case.expected), parse_type(signature.result))}",
    }
