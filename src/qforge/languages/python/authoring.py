"""Problems written by a model: the prompt, and its answer's three artefacts read without being run.

An answer has three fenced blocks: the statement, the reference as one Python function whose annotations give the
signature, and the generator of inputs. What is read here is untrusted; only the examiner runs it, confined.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from qforge.errors import DataError
from qforge.languages.base import Draft
from qforge.record import Message
from qforge.signature import Parameter, Signature, parse_type

FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[ \t]*(?P<tag>[\w+-]*)[^\n]*\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.M | re.S)
CODE_TAGS = ("python", "py", "python3")


def author_prompt(topic: str, difficulty: str, taken: Sequence[str]) -> tuple[Message, ...]:
    """Ask for a new problem on a topic; `taken` are statements that it must be unlike."""
    shown = [" ".join(statement.split()) for statement in taken]
    text = _environment().get_template("author.jinja").render(topic=topic, difficulty=difficulty, taken=shown)
    return (Message("user", text.strip()),)


def author_repair(message: str) -> str:
    """Ask for the problem again, with what is wrong with it."""
    return _environment().get_template("author_repair.jinja").render(message=message).strip()


def read_draft(text: str) -> Draft:
    """Read the three artefacts of an answer.

    Raises:
        DataError: one of them is missing, or is not what it should be.
    """
    blocks = [(match["tag"].lower(), match["body"].strip("\n")) for match in FENCE.finditer(text)]
    statements = [body.strip() for tag, body in blocks if tag not in CODE_TAGS and body.strip()]
    sources = [body for tag, body in blocks if tag in CODE_TAGS]
    generators = [source for source in sources if _defines(source, "generate")]
    references = [source for source in sources if source not in generators]
    for what, found in (("statement (tagged text)", statements), ("reference", references), ("generator", generators)):
        if len(found) != 1:
            raise DataError(f"expected one fenced block with the {what}, and found {len(found)}")
    return Draft(statements[0], _signature(references[0]), f"{references[0]}\n", f"{generators[0]}\n")


def _defines(source: str, name: str) -> bool:
    return re.search(rf"^def {name}\b", source, re.MULTILINE) is not None


def _signature(source: str) -> Signature:
    """Read the signature of the last function at the top of the reference; those before it are its helpers."""
    try:
        functions = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)]
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise DataError(f"the reference is not Python: {error}") from error
    if not functions:
        raise DataError("the reference defines no function")
    function = functions[-1]
    given = function.args
    if given.vararg or given.kwarg or given.kwonlyargs or given.defaults:
        raise DataError(f"{function.name}: expected plain parameters, without stars and defaults")
    arguments = [*given.posonlyargs, *given.args]
    if not arguments:
        raise DataError(f"{function.name}: expected at least one parameter")
    parameters = tuple(Parameter(item.arg, _type(item.annotation, item.arg)) for item in arguments)
    return Signature(function.name, parameters, _type(function.returns, "the result"))


def _type(annotation: ast.expr | None, what: str) -> str:
    if annotation is None:
        raise DataError(f"{what}: has no annotation, which gives its type")
    quoted = isinstance(annotation, ast.Constant) and isinstance(annotation.value, str)
    written = annotation.value if quoted else ast.unparse(annotation)  # type: ignore[attr-defined]
    text = re.sub(r"\b(Optional|List|Dict|Set|Tuple)\b", lambda match: match[0].lower(), str(written))
    try:
        return str(parse_type(text.replace("typing.", "").replace("'", "").replace('"', "")))
    except (DataError, RecursionError) as error:
        raise DataError(f"{what}: {error}") from error


@cache
def _environment() -> Environment:
    loader = PackageLoader(__package__, "prompts")
    return Environment(loader=loader, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
