"""Python as a reference language: references, their tests and generators run in confined processes."""

from __future__ import annotations

from qforge.languages.base import Limits
from qforge.languages.python.examiner import PythonExaminer
from qforge.languages.python.normalisation import NORMALISER_VERSION, normalise

__all__ = ["NORMALISER_VERSION", "examiner", "normalise"]


def examiner(limits: Limits, isolation: str) -> PythonExaminer:
    """Make an examiner; see `qforge.languages.base.ExaminerPlugin`."""
    return PythonExaminer(limits, isolation)
