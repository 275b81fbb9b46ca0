"""Small records for the tests of stages, exporters and reports."""

from __future__ import annotations

from qforge.record import (
    Candidate,
    Case,
    CheckedProblem,
    Comparison,
    Difficulty,
    Evidence,
    Origin,
    Problem,
    Reference,
    Sample,
)
from qforge.signature import Parameter, Signature

EVIDENCE = Evidence(60, "embedded", "1.0", "exact", "bubblewrap")


def checked(
    name: str, statement: str = "", code: str = "", topic: str = "strings", difficulty: Difficulty = Difficulty.EASY
) -> CheckedProblem:
    """A checked problem with one case; its statement is unlike that of other names unless it is given."""
    signature = Signature("f", (Parameter("x", "int"),), "int")
    problem = Problem(
        id=name,
        topic=topic,
        difficulty=difficulty,
        statement=statement or " ".join(f"{name}word{number}" for number in range(8)),
        signature=signature,
        reference=Reference("python", code, "") if code else None,
        cases=(),
        generator="",
        comparison=Comparison(),
        origin=Origin("example", name, "Apache-2.0", "the authors of example"),
    )
    return CheckedProblem(problem, signature, (Case((1,), 2, known=True),), "reference")


def sample(name: str, attempt: int = 0, code: str = "{x+1}", loops: bool = False) -> Sample:
    """A sample of the problem `name`."""
    return Sample(Candidate(name, attempt, "recorded", "key", code), loops, EVIDENCE)
