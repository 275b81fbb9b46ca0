"""The stage that takes problems of benchmarks out, and the fingerprints by which anybody can check that it did."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from qforge.config.plugin import Plugin
from qforge.errors import DataError, StorageError
from qforge.languages.base import Examination, Examiner, Limits
from qforge.languages.python.agreement import agrees
from qforge.parallel import ordered_map
from qforge.pipeline import plugging
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.packs import examiner_for
from qforge.pipeline.schema import Pipeline
from qforge.record import CheckedProblem, Problem, Stage, dump, load
from qforge.stages import behaviour, decontaminate, read
from qforge.stages.decontaminate import Decontaminator, Findings, Member
from qforge.stages.reference import settle_signature
from qforge.stages.resemblance import Layer, fingerprints
from qforge.stages.trials import LANGUAGE, runs
from qforge.store import result_key
from qforge.value import Json, digest


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One benchmark as it was read.

    Attributes:
        name: the source's.
        location: the file's name, or the dataset's id with its configuration and revision.
        sha256: of the file; empty for a dataset.
        content: digest of the problems as they were read, wherever they came from.
        problems: as read.
        unreadable: ids of records that could not be read, and so were held against nothing.
    """

    name: str
    location: str
    sha256: str
    content: str
    problems: tuple[Problem, ...]
    unreadable: tuple[str, ...]


class LayerCount(NamedTuple):
    """How many problems a layer found, and how many of them no plainer layer did."""

    layer: Layer
    found: int
    first: int


@dataclass(frozen=True, slots=True)
class Decontamination:
    """What was held against which benchmarks, and what was found; without benchmarks, nothing was."""

    benchmarks: tuple[Benchmark, ...] = ()
    held: int = 0
    layers: tuple[LayerCount, ...] = ()
    compatible: int = 0
    judged: int = 0
    runnable: int = 0

    def to_json(self) -> dict[str, Json]:
        """Write it down for those who check the dataset: with every benchmark problem's fingerprints."""
        return {
            "fingerprint": "blake2b-128 of the canonical JSON list of words (statement) or tokens (reference)",
            "held_against_benchmarks": self.held,
            "layers": [{"layer": item.layer.value, "found": item.found, "first": item.first} for item in self.layers],
            "behaviour": {"compatible_pairs": self.compatible, "judged_pairs": self.judged},
            "benchmarks": [
                {
                    "name": item.name,
                    "location": item.location,
                    "sha256": item.sha256,
                    "content": item.content,
                    "problems": len(item.problems),
                    "unreadable": list(item.unreadable),
                    "fingerprints": [{"id": problem.id, **fingerprints(problem)} for problem in item.problems],
                }
                for item in self.benchmarks
            ],
        }


def decontaminate_problems(
    pipeline: Pipeline, checked: Checked, journal: Journal
) -> tuple[dict[str, CheckedProblem], Decontamination]:
    """Take out the problems that are a benchmark's; one that is for evaluation only is not held against any.

    Raises:
        DataError: a benchmark can't be read, or holds no problem.
        PluginError: an extra that the settings need is not installed.
    """
    settings = pipeline.decontaminate
    benchmarks = tuple(read_benchmark(plugin) for plugin in settings.benchmarks)
    if not benchmarks:
        journal.ledger.enter(Stage.DECONTAMINATE, len(checked))
        return dict(checked), Decontamination()
    examiner = reference_examiner(pipeline)
    members = examine_benchmarks(benchmarks, examiner, journal, pipeline.workers, run=settings.behaviour)
    held = [item for item in checked.values() if not item.problem.origin.evaluation_only]
    journal.ledger.enter(Stage.DECONTAMINATE, len(checked) - len(held))
    found = _find(pipeline, held, members, examiner=examiner, journal=journal)
    kept = dict(checked)
    for item in held:
        rejection = decontaminate.rejection(item.problem, found[item.problem.id], members)
        if rejection is not None:
            journal.reject([rejection])
            del kept[item.problem.id]
    return kept, _counted(benchmarks, members, list(found.values()))


def reference_examiner(pipeline: Pipeline) -> Examiner:
    """Make the examiner that runs references on each other's cases."""
    settings = pipeline.reference
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    return examiner_for(LANGUAGE, limits, pipeline.isolation)


def read_benchmark(plugin: Plugin) -> Benchmark:
    """Read a benchmark by its source.

    Raises:
        DataError: it can't be read, or holds no problem.
    """
    settings = plugin.settings
    found = read.read(plugging.records(plugin))
    path = getattr(settings, "path", None)
    parts = [getattr(settings, key, None) for key in ("dataset", "config", "revision")]
    location = path.name if path else " ".join(str(part) for part in parts if part)
    if not found.problems:
        told = f": {found.rejections[0].evidence['message']}" if found.rejections else ""
        raise DataError(f"decontaminate.benchmarks: {plugin.use} {location} holds no problem that can be read{told}")
    content: Json = [dump(problem) for problem in found.problems]
    return Benchmark(
        name=plugin.use,
        location=location,
        sha256=_sha256(path) if path else "",
        content=digest(content),
        problems=tuple(found.problems),
        unreadable=tuple(sorted(rejection.problem_id for rejection in found.rejections)),
    )


def examine_benchmarks(
    benchmarks: Sequence[Benchmark], examiner: Examiner, journal: Journal, workers: int, *, run: bool
) -> list[Member]:
    """Run the benchmarks' references on their own tests, where they are to be `run`, for the cases these make."""
    named = [(item.name, problem) for item in benchmarks for problem in item.problems]
    if not run:
        return [Member(name, CheckedProblem(problem, problem.signature, (), "")) for name, problem in named]
    keys = [result_key(Stage.DECONTAMINATE, 1, ["benchmark", examiner.version], dump(problem)) for _, problem in named]
    stored = {key: journal.store.get(key) for key in keys}
    waiting = {key: problem for key, (_, problem) in zip(keys, named, strict=True) if stored[key] is None}
    journal.progress.begin(Stage.DECONTAMINATE, len(keys), len(keys) - len(waiting))

    def examine(pair: tuple[str, Problem]) -> None:
        key, problem = pair
        if runs(problem):
            examination = examiner.examine(problem, 0, 0, 1)
        else:
            examination = Examination(tuple(case for case in problem.cases if case.known or case.raises))
        cases = examination.cases if examination.failure is None else ()
        stored[key] = dump(CheckedProblem(problem, settle_signature(problem.signature, cases), cases, ""))
        journal.store.put(key, Stage.DECONTAMINATE, stored[key])

    def done(_: None) -> None:
        journal.progress.advance(accepted=True)

    ordered_map(examine, list(waiting.items()), workers, done)
    journal.progress.end()
    return [Member(name, load(CheckedProblem, stored[key])) for key, (name, _) in zip(keys, named, strict=True)]


def _find(
    pipeline: Pipeline,
    held: Sequence[CheckedProblem],
    members: Sequence[Member],
    *,
    examiner: Examiner,
    journal: Journal,
) -> dict[str, Findings]:
    settings = pipeline.decontaminate
    embedder = None
    if settings.embedding is not None:
        from qforge.stages.embedding import MiniLM

        embedder = MiniLM([member.checked.problem for member in members], settings.embedding)
    decontaminator = Decontaminator(members, settings, examiner, agrees, embedder)
    versions: Json = [decontaminate.VERSION, behaviour.VERSION, examiner.version]
    knobs: Json = [
        settings.ngram_words,
        settings.containment,
        settings.embedding,
        settings.behaviour,
        settings.calls,
        settings.call_seconds,
    ]
    against: Json = digest([[member.benchmark, dump(member.checked)] for member in members])

    def key(item: CheckedProblem) -> str:
        return result_key(Stage.DECONTAMINATE, decontaminate.VERSION, [versions, knobs, against], dump(item))

    def make(item: CheckedProblem) -> dict[str, Json]:
        return dump(decontaminator.examine(item))

    kept = journal.memo(Stage.DECONTAMINATE, held, key, make, pipeline.workers)
    return {item.problem.id: load(Findings, result) for item, (_, result) in zip(held, kept, strict=True)}


def _counted(
    benchmarks: tuple[Benchmark, ...], members: Sequence[Member], found: Sequence[Findings]
) -> Decontamination:
    by = [decontaminate.layers(findings) for findings in found]
    every = Counter(layer for layers in by for layer in layers)
    first = Counter(layers[0] for layers in by if layers)
    return Decontamination(
        benchmarks=benchmarks,
        held=len(found),
        layers=tuple(LayerCount(layer, every[layer], first[layer]) for layer in Layer),
        compatible=sum(findings.compatible for findings in found),
        judged=sum(findings.judged for findings in found),
        runnable=sum(bool(member.checked.cases) for member in members),
    )


def _sha256(path: object) -> str:
    try:
        with open(str(path), "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}") from error
