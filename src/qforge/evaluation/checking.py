"""Checks a pipeline or evaluation file, and what it names, without running anything."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from qforge.errors import PipelineError
from qforge.evaluation import schema as evaluations
from qforge.pipeline import schema as pipelines
from qforge.pipeline.opening import Opened

SECTIONS = tuple(f"{field.name}." for field in dataclasses.fields(pipelines.Pipeline))
"""How a line begins that blames a key of the file without naming the file."""


def check(path: Path, overrides: Sequence[str]) -> list[str]:
    """Give lines that say what was found.

    Raises:
        PipelineError: every mistake in the file; where its form is right, every mistake in what it names.
    """
    if pipelines.is_evaluation(path):
        evaluation = evaluations.load(path, overrides)
        kind, name = "evaluation", evaluation.name
        opened, mistakes = Opened(evaluations.as_pipeline(evaluation), None), []
    else:
        pipeline = pipelines.read_form(path, overrides)
        kind, name = "pipeline", pipeline.name
        opened, mistakes = Opened(pipeline, pipeline.policy), pipelines.forbidden(path, pipeline)
    mistakes += [f"{path}: {line}" if line.startswith(SECTIONS) else line for line in opened.mistakes]
    if mistakes:
        raise PipelineError("\n".join(dict.fromkeys(mistakes)))
    return [f"{path}: {kind} {name!r} is right, and so is what it names", *(f"  {note}" for note in opened.notes)]
