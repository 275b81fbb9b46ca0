"""Python as a reference language: references, their tests and generators run in confined processes."""

from __future__ import annotations

from collections.abc import Sequence

from qforge.languages.base import Draft, Limits
from qforge.languages.python.examiner import PythonExaminer
from qforge.languages.python.normalisation import NORMALISER_VECTOR, NORMALISER_VERSION, normalise
from qforge.record import Message

__all__ = [
    "NORMALISER_VECTOR",
    "NORMALISER_VERSION",
    "author_prompt",
    "author_repair",
    "examiner",
    "normalise",
    "read_draft",
]


def examiner(limits: Limits, isolation: str) -> PythonExaminer:
    """Make an examiner; see `qforge.languages.base.ExaminerPlugin`."""
    return PythonExaminer(limits, isolation)


def author_prompt(topic: str, difficulty: str, taken: Sequence[str]) -> tuple[Message, ...]:
    """Ask a model for a new problem; see `qforge.languages.base.ExaminerPlugin`."""
    from qforge.languages.python.authoring import author_prompt as write

    return write(topic, difficulty, taken)


def author_repair(message: str) -> str:
    """Ask for the problem again, with what is wrong with it."""
    from qforge.languages.python.authoring import author_repair as write

    return write(message)


def read_draft(text: str) -> Draft:
    """Read the problem in a model's answer.

    Raises:
        DataError: the answer has not the form that was asked for.
    """
    from qforge.languages.python.authoring import read_draft as read

    return read(text)
