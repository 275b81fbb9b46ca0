"""The prompts and answers of training examples, one template a view in `prompts/views`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml
from jinja2 import Environment, PackageLoader, StrictUndefined

from qforge.languages.base import Passage, Written
from qforge.languages.q.interpreter.errors import ParseError
from qforge.languages.q.interpreter.lexer import END, NEWLINE, tokens
from qforge.languages.q.reserved import function_name, parameter_name
from qforge.languages.q.terms import term
from qforge.record import Message
from qforge.signature import Signature, parse_type

GAP = "<gap>"
LEAST_TOKENS, LARGEST_SHARE = 2, 0.5


def write_view(view: str, signature: Signature, fields: Mapping[str, str], wording: int) -> Written:
    """Write the prompt and the answer of one example; see `qforge.languages.base.Pack.view`."""
    environment = _environment()
    task: dict[str, Any] = {
        **{name: text.strip("\n") for name, text in fields.items()},
        "name": function_name(signature.name),
        "reference_name": signature.name,
        "parameters": [
            {"name": parameter_name(parameter.name), "term": term(parse_type(parameter.type))}
            for parameter in signature.parameters
        ],
        "result": term(parse_type(signature.result)),
        "gap": GAP,
    }
    openings = _openings()[view]
    task["opening"] = environment.from_string(openings[wording % len(openings)]).render(task)
    task["contract"] = environment.get_template("contract.jinja").render(task).strip()
    if view == "completion":
        task |= {"prefix": fields["prefix"], "suffix": fields["suffix"]}
    system = "system_reverse.jinja" if view == "reverse" else "system.jinja"
    prompt = (
        Message("system", environment.get_template(system).render(task).strip()),
        Message("user", environment.get_template(f"{view}.jinja").render(task).strip()),
    )
    return Written(prompt, _answer(view, fields))


def _answer(view: str, fields: Mapping[str, str]) -> str:
    if view == "completion":
        return fields["passage"]
    language = fields["reference_language"] if view == "reverse" else "q"
    program = fields["reference"] if view == "reverse" else fields["code"]
    return "```{}\n{}\n```".format(language, program.strip("\n"))


def cut(code: str, rng: Random) -> Passage | None:
    """Choose a run of whole tokens of a program, at most half of it; None where the program is too short."""
    try:
        found = [token for token in tokens(code) if token.kind not in (END, NEWLINE)]
    except ParseError:
        return None
    most = int(len(found) * LARGEST_SHARE)
    if most < LEAST_TOKENS:
        return None
    size = rng.randint(LEAST_TOKENS, most)
    first = rng.randrange(len(found) - size + 1)
    last = found[first + size - 1]
    start, end = found[first].position, last.position + len(last.text)
    return Passage(code[:start], code[start:end], code[end:])


@cache
def _openings() -> dict[str, list[str]]:
    text = files(__package__).joinpath("prompts", "views", "openings.yaml").read_text("utf-8")
    loaded: dict[str, list[str]] = yaml.safe_load(text)
    return loaded


@cache
def _environment() -> Environment:
    loader = PackageLoader(__package__, "prompts/views")
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
