"""What a pipeline file may say; every setting and every limit has its one home here or in a plugin's `Settings`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal, cast

from pydantic import Field

from qforge import plugins
from qforge.config.plugin import Kind, Plugin
from qforge.config.read import keys, read
from qforge.errors import PipelineError
from qforge.pipeline import feeding, lineage
from qforge.pipeline.packs import PACKAGE, target_pack
from qforge.stages import (
    audit,
    author,
    decontaminate,
    dedup,
    policy,
    reference,
    rounds,
    separation,
    spending,
    translate,
    verify,
)


@dataclass(frozen=True, slots=True)
class Card:
    """What the dataset card says beside the figures.

    Attributes:
        title: the dataset's name for people.
        summary: one paragraph: what is in it.
        licence: identifier of the dataset's licence, as the Hub writes it (apache-2.0).
        notes: further paragraphs, for example how the answers came about.
    """

    title: str
    summary: str
    licence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One dataset.

    Attributes:
        name: letters, digits, dots, dashes and underscores; also the run's directory under runs/.
        language: the target language's pack.
        seed: decides generated inputs and the split.
        sources: where problems come from, in this order; may be empty where there is an author.
        teacher: who translates them.
        author: a model that writes further problems, if one does.
        card: the dataset card's texts.
        runtime: what executes the candidates.
        exporters: the forms in which the dataset is written.
        policy: what may go into the dataset.
        decontaminate: which benchmarks no problem may be of.
        reference: how references are run.
        translate: what the teacher is asked.
        rounds: how often, and what happens between two rounds.
        asking: what teachers may cost, and when asking is given up.
        verify: limits of one candidate.
        audit: how accepted programs are run again.
        dedup: what counts as a near-duplicate.
        split: how large the eval split is, and what must be apart.
        feeds: what is made for training repos.
        isolation: what confines programs: bubblewrap, landlock, or auto for the first of them that holds on this
            machine; unsafe runs them unconfined.
        workers: processes side by side; never changes the result.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    language: Annotated[str, Kind("languages")]
    seed: int
    sources: tuple[Annotated[Plugin, Kind("sources")], ...]
    teacher: Annotated[Plugin, Kind("teachers")]
    card: Card
    runtime: Annotated[Plugin, Kind("runtimes")]
    exporters: Annotated[tuple[Annotated[Plugin, Kind("exporters")], ...], Field(min_length=1)]
    author: author.Settings | None = None
    policy: policy.Settings = field(default_factory=policy.Settings)
    decontaminate: decontaminate.Settings = field(default_factory=decontaminate.Settings)
    reference: reference.Settings = field(default_factory=reference.Settings)
    translate: translate.Settings = field(default_factory=translate.Settings)
    rounds: rounds.Settings = field(default_factory=rounds.Settings)
    asking: spending.Settings = field(default_factory=spending.Settings)
    verify: verify.Settings = field(default_factory=verify.Settings)
    audit: audit.Settings = field(default_factory=audit.Settings)
    dedup: dedup.Settings = field(default_factory=dedup.Settings)
    split: separation.Settings = field(default_factory=separation.Settings)
    feeds: feeding.Settings = field(default_factory=feeding.Settings)
    isolation: Literal["auto", "bubblewrap", "landlock", "unsafe"] = "auto"
    workers: Annotated[int, Field(ge=1, le=256)] = 2

    def __post_init__(self) -> None:
        if not self.sources and self.author is None:
            raise ValueError("sources: expected at least one, or an author that writes problems")


def load(path: Path, overrides: Sequence[str] = ()) -> Pipeline:
    """Read and check a pipeline file.

    Raises:
        PipelineError: every mistake in it, each with its line, or else all that its policy forbids.
    """
    pipeline = read_form(path, overrides)
    told = forbidden(path, pipeline)
    if told:
        raise PipelineError("\n".join(told))
    return pipeline


def read_form(path: Path, overrides: Sequence[str] = ()) -> Pipeline:
    """Read a pipeline file without holding it against its policy.

    Raises:
        PipelineError: every mistake in its form, each with its line.
    """
    if is_evaluation(path):
        raise PipelineError(f"{path}: an evaluation file, as it has a model and no teacher; run it with: qforge eval")
    return read(path, Pipeline, resolve, overrides)


def is_evaluation(path: Path) -> bool:
    """Tell an evaluation file from a pipeline file: it names who answers as `model`."""
    names = keys(path)
    return "model" in names and "teacher" not in names


def forbidden(path: Path, pipeline: Pipeline) -> list[str]:
    """Say what the policy forbids, as far as the file tells."""
    teachers = list(lineage.plugins_of("teachers", pipeline))
    return [f"{path}: {mistake}" for mistake in lineage.mistakes(pipeline.sources, teachers, pipeline.policy)]


def resolve(kind: str, name: str, document: Mapping[str, Any]) -> ModuleType:
    """Find the module of a plugin; the runtimes are those of the document's language.

    Raises:
        PluginError: it is not known.
    """
    if kind == "languages":
        return cast(ModuleType, target_pack(name))
    if kind == "runtimes":
        return plugins.load(f"{PACKAGE}.{document.get('language')}.runtimes", name)
    return plugins.load(f"qforge.{kind}", name)
