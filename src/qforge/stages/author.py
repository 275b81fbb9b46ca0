"""Have a model write problems: the plan of what is asked for, and whether a draft may become a problem.

A plan has so many problems for each topic and difficulty. They are asked for in waves, one problem of each topic and
difficulty at a time, so that a prompt can name the problems that are there already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, NamedTuple

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.languages.base import Draft
from qforge.record import Comparison, ComparisonKind, Difficulty, Origin, Problem, Reason, Reference
from qforge.signature import parse_type
from qforge.similarity.shingles import sets, shingle
from qforge.stages.likeness import SHINGLE_TOKENS, Aspect, problem_tokens

SOURCE = "author"
LANGUAGE = "python"
TOLERANCE = Comparison(ComparisonKind.TOLERANCE, 1e-9, 1e-9)
STATEMENT_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Who writes problems, and which.

    Attributes:
        teacher: the model that writes them; it may be another one than translates them.
        topics: what the problems are about.
        difficulties: how hard they are to be.
        problems: how many for each topic and difficulty.
        licence: the problems' licence, as an SPDX identifier.
        attribution: whom to name for them.
        seeds: generated inputs on which the reference must run.
        shown: how many statements of the same topic a prompt shows at most, so that others are written.
        statement_threshold: a draft leaves whose statement has this Jaccard index with that of a kept problem.
        reference_threshold: the same of references.
    """

    teacher: Annotated[Plugin, Kind("teachers")]
    topics: Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
    difficulties: Annotated[tuple[Difficulty, ...], Field(min_length=1)] = (
        Difficulty.EASY,
        Difficulty.MEDIUM,
        Difficulty.HARD,
    )
    problems: Annotated[int, Field(ge=1, le=10_000)] = 1
    licence: str
    attribution: str
    seeds: Annotated[int, Field(ge=1, le=10_000)] = 200
    shown: Annotated[int, Field(ge=0, le=100)] = 10
    statement_threshold: Annotated[float, Field(gt=0, le=1)] = 0.6
    reference_threshold: Annotated[float, Field(gt=0, le=1)] = 0.6

    def __post_init__(self) -> None:
        slugs = [slug(topic) for topic in self.topics]
        repeated = sorted({name for name in slugs if slugs.count(name) > 1 or not name})
        if repeated:
            raise ValueError(f"topics: {repeated[0]!r} would stand in the ids of two topics; name them apart")


def slug(topic: str) -> str:
    """Give a topic as it stands in ids.

    >>> slug("running totals & sums")
    'running-totals-sums'
    """
    return "-".join(re.findall(r"[A-Za-z0-9._]+", topic))


class Planned(NamedTuple):
    """One problem of the plan."""

    id: str
    topic: str
    difficulty: Difficulty


def waves(settings: Settings) -> Iterator[list[Planned]]:
    """Give the plan, wave by wave.

    The problem of the third wave on "running totals" that is to be easy has the id ``author/running-totals/easy-2``.
    """
    for number in range(settings.problems):
        yield [
            Planned(f"{SOURCE}/{slug(topic)}/{difficulty}-{number}", topic, difficulty)
            for topic in settings.topics
            for difficulty in settings.difficulties
        ]


def taken(topic: str, problems: Sequence[Problem], shown: int) -> list[str]:
    """Give the beginnings of the last statements on a topic."""
    found = [problem.statement for problem in problems if problem.topic == topic]
    return [_short(" ".join(statement.split())) for statement in found[len(found) - min(shown, len(found)) :]]


def _short(statement: str) -> str:
    return statement if len(statement) <= STATEMENT_SHOWN else f"{statement[:STATEMENT_SHOWN]} ..."


def problem(planned: Planned, draft: Draft, model: str, settings: Settings) -> Problem:
    """Make a problem of a draft, as a source would give it; results with floats are compared with a tolerance."""
    floats = "float" in str(parse_type(draft.signature.result))
    return Problem(
        id=planned.id,
        topic=planned.topic,
        difficulty=planned.difficulty,
        statement=draft.statement,
        signature=draft.signature,
        reference=Reference(LANGUAGE, draft.reference),
        cases=(),
        generator=draft.generator,
        comparison=TOLERANCE if floats else Comparison(),
        origin=Origin(SOURCE, planned.id, settings.licence, settings.attribution),
        author=model,
    )


class Flaw(NamedTuple):
    """Why a draft is no problem, in words that its author can mend it by."""

    reason: Reason
    message: str


class Words(NamedTuple):
    """A kept problem's id, and the shingles of its statement and of its reference; empty where it has none."""

    id: str
    statement: set[int]
    reference: set[int]


def words(problem: Problem) -> Words:
    """Give what of a problem is held against drafts."""
    statement, reference = (
        next(sets(shingle([problem_tokens(problem, aspect)], SHINGLE_TOKENS[aspect])))
        for aspect in (Aspect.STATEMENT, Aspect.REFERENCE)
    )
    return Words(problem.id, statement, reference if problem.reference else set())


def likeness(draft: Words, kept: Iterable[Words], settings: Settings) -> Flaw | None:
    """Find a kept problem that a draft is too much like, in words or in its reference."""
    for other in kept:
        for what, mine, theirs, threshold in (
            ("statement", draft.statement, other.statement, settings.statement_threshold),
            ("reference", draft.reference, other.reference, settings.reference_threshold),
        ):
            alike = len(mine & theirs) / (len(mine | theirs) or 1)
            if alike >= threshold:
                message = (
                    f"its {what} shares {alike:.0%} of its shingles with problem {other.id}; ask for another thing"
                )
                return Flaw(Reason.ALIKE_PROBLEM, message)
    return None
