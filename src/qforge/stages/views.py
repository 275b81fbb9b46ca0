"""Training examples: each verified program of the train split, looked at in the ways that the pipeline names.

No prompt shows a case or an expected value, except a repair whose failing case stood in the teacher's own prompt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Annotated

from pydantic import Field

from qforge.feeds.base import Example, View
from qforge.languages.base import Pack
from qforge.record import PlacedSample, Reason
from qforge.stages.material import Failure, Material, better, shown_fields
from qforge.value import digest

WRONG = {
    Reason.COMPILE_ERROR: "it does not parse",
    Reason.UNDEFINED: "it does not define the function that was asked for",
    Reason.RUNTIME_ERROR: "it raises an error",
    Reason.WRONG_VALUE: "it gives wrong results",
    Reason.EARLY_EXIT: "it ends the process instead of answering",
    Reason.FORBIDDEN: "it reaches for what a pure function must not use",
    Reason.INVALID_RESULT: "its result is no value",
    Reason.TIMEOUT: "it takes too long",
    Reason.MEMORY_LIMIT: "it takes too much memory",
    Reason.OUTPUT_LIMIT: "it prints too much",
}
QUOTED = frozenset({Reason.COMPILE_ERROR, Reason.RUNTIME_ERROR, Reason.UNDEFINED})
"""Reasons whose message tells of the program alone, never of a case's values."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which examples are made.

    Attributes:
        views: the ways to look at a verified program.
        repairs: failed programs a problem that are shown with a verified one, near misses first.
        rewrites: looping programs a problem that are shown with one that does not loop.
    """

    views: Annotated[tuple[View, ...], Field(min_length=1)] = (View.DESCRIPTION,)
    repairs: Annotated[int, Field(ge=1, le=1000)] = 2
    rewrites: Annotated[int, Field(ge=1, le=1000)] = 1


def examples(material: Material, pack: Pack, settings: Settings, seed: int) -> list[Example]:
    """Write the examples, problem by problem, view by view in the order of `View`."""
    found: list[Example] = []
    for problem in sorted(material.solved):
        for view in View:
            if view in settings.views:
                found += _of_view(view, problem, material, _Writer(material, pack, settings, seed))
    return found


@dataclass(frozen=True, slots=True)
class _Writer:
    material: Material
    pack: Pack
    settings: Settings
    seed: int

    def example(self, view: View, item: PlacedSample, fields: dict[str, str], suffix: str = "") -> Example:
        candidate = item.sample.candidate
        checked = self.material.checked[candidate.problem_id]
        problem = checked.problem
        identity = f"{candidate.id}:{view}{suffix}"
        wording = int(digest([self.seed, identity])[:8], 16)
        shown = shown_fields(checked, candidate.code) | fields
        written = self.pack.view(view, checked.signature, shown, wording)
        return Example(
            id=identity,
            view=view,
            problem_id=problem.id,
            topic=problem.topic,
            difficulty=problem.difficulty,
            solve_rate=self.material.solve_rates[problem.id],
            prompt=written.prompt,
            completion=written.answer,
            licence=problem.origin.licence,
            source=problem.origin.source,
        )


def _of_view(view: View, problem: str, material: Material, writer: _Writer) -> Iterator[Example]:
    kept = material.solved[problem]
    if view is View.REPAIR:
        for failure in material.failures[problem][: writer.settings.repairs]:
            mended = better(failure.id, failure.code, kept, writer.pack)
            fields = {"other": failure.code, "failure": explained(failure)}
            yield writer.example(view, mended, fields, _about(failure.id))
    elif view is View.REWRITE:
        idiomatic = [item for item in kept if not item.sample.loops]
        looping = [(item.sample.candidate.id, item.sample.candidate.code) for item in kept if item.sample.loops]
        looping += [(item.id, item.code) for item in material.replaced[problem] if writer.pack.loops(item.code)]
        for identity, code in looping[: writer.settings.rewrites] if idiomatic else ():
            rewritten = better(identity, code, idiomatic, writer.pack)
            yield writer.example(view, rewritten, {"other": code}, _about(identity))
    elif view is View.COMPLETION:
        for item in kept:
            code = item.sample.candidate.code
            passage = writer.pack.cut(code, Random(digest([writer.seed, problem, code])))
            if passage is not None:
                parts = {"prefix": passage.prefix, "passage": passage.passage, "suffix": passage.suffix}
                yield writer.example(view, item, parts)
    elif view is View.DESCRIPTION or material.checked[problem].problem.reference is not None:
        for item in kept:
            yield writer.example(view, item, {})


def _about(identity: str) -> str:
    """Name the other program of an example.

    >>> _about("mbpp/11#3")
    '<3'
    """
    return f"<{identity.rpartition('#')[2]}"


def explained(failure: Failure) -> str:
    """Say in words what is wrong with a program, without the value of any case that was not shown.

    A runtime error in a program is told as "it raises an error ('type)."
    """
    quoted = f" ({failure.message})" if failure.reason in QUOTED and failure.message else ""
    shown = f" For example, {failure.case}." if failure.case else ""
    return f"{WRONG[failure.reason]}{quoted}.{shown}"
