"""What of a problem and of a row is compared, and by which measure: statement, reference and solution.

Each aspect has its own tokens, shingles and threshold. Names and layout are no part of them; what else is none
(comments, the spelling of literals) the language's pack decides. These are the terms of separation: a pipeline
may set lower thresholds than the standard, never higher ones, so that "separate" means at least this much in
every certificate.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import Any

from qforge import plugins
from qforge.errors import PluginError
from qforge.record import Problem

LANGUAGES = "qforge.languages"
VERSION = 2
TOKEN = re.compile(r"\w+|[^\w\s]")


class Aspect(StrEnum):
    """What is compared with its like."""

    STATEMENT = "statement"
    REFERENCE = "reference"
    SOLUTION = "solution"


SHINGLE_TOKENS = {Aspect.STATEMENT: 2, Aspect.REFERENCE: 5, Aspect.SOLUTION: 5}
STANDARD_THRESHOLDS = {Aspect.STATEMENT: 0.6, Aspect.REFERENCE: 0.6, Aspect.SOLUTION: 0.7}
"""Over the 974 problems of MBPP, whose statements are short and alike, 0.6 makes 11 problems the largest group by
statements; 0.5 would chain 102."""


def statement_tokens(text: str) -> tuple[str, ...]:
    """Give the words of a statement, their case and compatible forms of letters aside.

    >>> statement_tokens("Add 1; ﬁrst, to X.")
    ('add', '1', 'first', 'to', 'x')
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKC", text) if not _is_invisible(letter))
    return tuple(re.findall(r"\w+", plain.casefold()))


def _is_invisible(letter: str) -> bool:
    """Whether a character shows nothing; such characters would hide words from every check."""
    return not letter.isascii() and (unicodedata.category(letter) == "Cf" or "\ufe00" <= letter <= "\ufe0f")


def code_tokens(language: str, code: str) -> tuple[str, ...]:
    """Give the tokens of a program by its language's pack, its own names numbered; words and signs without a pack."""
    normalise = _offered(language, "normalise")
    return tuple(TOKEN.findall(code)) if normalise is None else tuple(normalise(code))


def normaliser_version(language: str) -> int:
    """Give the version of a language's normaliser, 0 where it has none."""
    return int(_offered(language, "NORMALISER_VERSION") or 0)


def normaliser_vector(language: str) -> str:
    """Give the program that shows what a language's normaliser does, "" where it has none."""
    return str(_offered(language, "NORMALISER_VECTOR") or "")


def _offered(language: str, name: str) -> Any:
    if not language.isidentifier():  # the name may come from a stranger's rows, and must not import what it likes
        return None
    try:
        module = plugins.load(LANGUAGES, language)
    except PluginError:
        return None
    return getattr(module, name, None)


def problem_tokens(problem: Problem, aspect: Aspect) -> tuple[str, ...]:
    """Give the tokens of a problem's statement or reference; none where it has no reference."""
    if aspect is Aspect.STATEMENT:
        return statement_tokens(problem.statement)
    reference = problem.reference
    return () if reference is None else code_tokens(reference.language, reference.code)
