"""Makes what training repos and evaluation toolkits take of a finished build, each form in a folder of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated

from qforge import reward_settings
from qforge.config.plugin import Kind, Plugin
from qforge.feeds.base import Feed, Task, View
from qforge.languages.base import Pack
from qforge.pipeline.books import remove_unwritten
from qforge.pipeline.journal import Checked
from qforge.record import Case, CheckedProblem, PlacedSample, Problem, Rejection
from qforge.stages import curriculum, pairs, views
from qforge.stages.material import Material, gather, shown_fields
from qforge.value import digest


@dataclass(frozen=True, slots=True)
class Settings:
    """What is made for training repos.

    Attributes:
        forms: what is written of the train split, a plugin of `qforge.feeds` each.
        benchmarks: what is written of the eval split, to measure models with: such plugins as well.
        views: which examples are made of a verified program.
        pairs: which preference pairs are made.
        curriculum: in which order, and how often.
        reward: how rollouts are rewarded.
    """

    forms: tuple[Annotated[Plugin, Kind("feeds")], ...] = ()
    benchmarks: tuple[Annotated[Plugin, Kind("feeds")], ...] = ()
    views: views.Settings = field(default_factory=views.Settings)
    pairs: pairs.Settings = field(default_factory=pairs.Settings)
    curriculum: curriculum.Settings = field(default_factory=curriculum.Settings)
    reward: reward_settings.Settings = field(default_factory=reward_settings.Settings)


@dataclass(frozen=True, slots=True)
class Source:
    """What a build knows when its rows are settled."""

    name: str
    seed: int
    shown_cases: int
    pack: Pack
    checked: Checked
    placed: Sequence[PlacedSample]
    rejections: Sequence[Rejection]


def write_forms(source: Source, settings: Settings, folder: Path) -> list[Path]:
    """Write every form into ``folder/FORM``; give the files.

    What an earlier build wrote there and this one did not is removed.

    Raises:
        StorageError: the disk refused.
    """
    return _write(settings.forms, lambda: feed(source, settings), folder)


def write_benchmarks(source: Source, settings: Settings, folder: Path) -> list[Path]:
    """Write what measures models on the eval split into ``folder/FORM``, as `write_forms` does; give the files.

    Every problem is in it once, in the order of the ids, with a verified program; none of it may be trained on.

    Raises:
        StorageError: the disk refused.
    """
    if not settings.benchmarks and not folder.exists():
        return []
    plain = Settings(pairs=pairs.Settings(a_problem=0), reward=settings.reward)
    return _write(settings.benchmarks, lambda: _held(feed(source, plain, "eval"), source.checked), folder)


def _held(made: Feed, checked: Checked) -> Feed:
    """Put a feed of the eval split into the order of the ids, and give it the cases of its tasks."""
    examples = tuple(sorted(made.examples, key=lambda example: example.id))
    tasks = tuple(sorted(made.tasks, key=lambda task: task.id))
    return replace(made, examples=examples, tasks=tasks, cases={task.id: checked[task.id].cases for task in tasks})


def _write(forms: Sequence[Plugin], make: Callable[[], Feed], folder: Path) -> list[Path]:
    files: list[Path] = []
    if forms:
        made = make()
        for form in forms:
            files += form.module.write(made, folder / form.use.rpartition(".")[2], form.settings)
    remove_unwritten(folder, files)
    return files


def feed(source: Source, settings: Settings, split: str = "train") -> Feed:
    """Make examples, pairs and tasks from a split, in the order of the curriculum."""
    shown = source.shown_cases
    material = gather(source.placed, source.rejections, source.checked, shown_cases=shown, split=split)
    chosen, seed = settings.curriculum, source.seed
    examples = views.examples(material, source.pack, settings.views, seed)
    preferred = pairs.pairs(material, source.pack, settings.pairs, seed)
    graded = [problem for problem in sorted(material.solved) if source.checked[problem].problem.reference is not None]
    tasks = [_task(problem, material, source.pack, seed) for problem in graded]
    return Feed(
        name=source.name,
        language=source.pack.name,
        examples=tuple(curriculum.arrange(examples, lambda item: len(item.completion), chosen, seed)),
        pairs=tuple(curriculum.arrange(preferred, lambda item: len(item.chosen), chosen, seed)),
        tasks=tuple(curriculum.arrange(tasks, lambda item: len(item.problem.statement), chosen, seed)),
        grader=lambda: source.pack.grader(json.dumps(asdict(settings.reward))),
        reward=settings.reward,
    )


def _task(problem_id: str, material: Material, pack: Pack, seed: int) -> Task:
    checked = material.checked[problem_id]
    wording = int(digest([seed, problem_id])[:8], 16)
    return Task(
        id=problem_id,
        topic=checked.problem.topic,
        difficulty=checked.problem.difficulty,
        solve_rate=material.solve_rates[problem_id],
        prompt=pack.view(View.DESCRIPTION, checked.signature, shown_fields(checked, ""), wording).prompt,
        function=pack.function_name(checked.signature.name),
        problem=_without_results(checked),
    )


def _without_results(checked: CheckedProblem) -> Problem:
    """Give the problem as graders need it: settled types, the reference, inputs; no expected value, no tests."""
    problem = checked.problem
    reference = replace(problem.reference, tests="") if problem.reference else None
    given = () if problem.generator else tuple(Case(case.arguments, raises=case.raises) for case in checked.cases)
    return replace(problem, signature=checked.signature, reference=reference, cases=given)
