"""What an evaluation file may say: the same words as a pipeline file, as far as they make sense here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.config.read import keys, read
from qforge.errors import PipelineError
from qforge.pipeline.schema import Card, Pipeline, is_evaluation, resolve
from qforge.stages import reference, spending, translate, verify


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is shown beside statement and signature.

    Attributes:
        show_reference: whether the prompt shows the reference's source.
        shown_cases: how many cases, with their results, the prompt shows.
    """

    show_reference: bool = False
    shown_cases: Annotated[int, Field(ge=0, le=20)] = 0


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are estimated.

    Attributes:
        resamples: times that the problems are drawn anew.
        confidence: the share of the resampled means that the interval holds.
    """

    resamples: Annotated[int, Field(ge=100, le=1_000_000)] = 10_000
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One model on one benchmark.

    Attributes:
        name: letters, digits, dots, dashes and underscores; also the run's directory under runs/.
        language: the language's pack.
        seed: decides generated inputs and the bootstrap.
        sources: the benchmark's problems.
        model: who answers, a plugin of `qforge.teachers`.
        runtime: what executes the programs.
        samples: answers asked for each problem.
        k: the k of pass@k, each at most `samples`.
        prompt: what the model is shown.
        reference: how references are run.
        asking: what the model may cost, and when asking is given up.
        verify: limits of one program.
        bootstrap: how intervals are estimated.
        isolation: what confines programs, as in a pipeline file.
        workers: processes side by side; never changes a score.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    language: Annotated[str, Kind("languages")]
    seed: int
    sources: Annotated[tuple[Annotated[Plugin, Kind("sources")], ...], Field(min_length=1)]
    model: Annotated[Plugin, Kind("teachers")]
    runtime: Annotated[Plugin, Kind("runtimes")]
    samples: Annotated[int, Field(ge=1, le=1000)] = 1
    k: Annotated[tuple[Annotated[int, Field(ge=1)], ...], Field(min_length=1)] = (1,)
    prompt: Prompt = field(default_factory=Prompt)
    reference: reference.Settings = field(default_factory=reference.Settings)
    asking: spending.Settings = field(default_factory=spending.Settings)
    verify: verify.Settings = field(default_factory=verify.Settings)
    bootstrap: Bootstrap = field(default_factory=Bootstrap)
    isolation: Literal["auto", "bubblewrap", "landlock", "unsafe"] = "auto"
    workers: Annotated[int, Field(ge=1, le=256)] = 2


def load(path: Path, overrides: Sequence[str] = ()) -> Evaluation:
    """Read and check an evaluation file.

    Raises:
        PipelineError: every mistake in it, each with its line.
    """
    if not is_evaluation(path) and "teacher" in keys(path):
        raise PipelineError(f"{path}: a pipeline file, as it has a teacher; run it with: qforge build")
    evaluation = read(path, Evaluation, resolve, overrides)
    if max(evaluation.k) > evaluation.samples:
        k, samples = max(evaluation.k), evaluation.samples
        raise PipelineError(f"{path}: k: pass@{k} needs {k} samples a problem or more; samples is {samples}")
    return evaluation


def as_pipeline(evaluation: Evaluation) -> Pipeline:
    """Give the pipeline whose first stages the evaluation is: no turn follows an answer, and nothing is published."""
    shown = evaluation.prompt
    return Pipeline(
        name=evaluation.name,
        language=evaluation.language,
        seed=evaluation.seed,
        sources=evaluation.sources,
        teacher=evaluation.model,
        card=Card("", "", ""),
        runtime=evaluation.runtime,
        exporters=(),
        reference=evaluation.reference,
        translate=translate.Settings(
            attempts=evaluation.samples, show_reference=shown.show_reference, shown_cases=shown.shown_cases
        ),
        asking=evaluation.asking,
        verify=evaluation.verify,
        isolation=evaluation.isolation,
        workers=evaluation.workers,
    )
