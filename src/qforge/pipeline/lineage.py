"""The policy as a pipeline applies it: to what its file says before a build, to every problem in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

from qforge.config.plugin import Plugin
from qforge.errors import PipelineError
from qforge.pipeline.journal import Journal
from qforge.record import Problem, Stage
from qforge.stages import policy
from qforge.teachers.base import Teacher


def plugins_of(kind: str, section: object) -> Iterator[Plugin]:
    """Give the plugins of a kind wherever they stand in a pipeline."""
    if isinstance(section, Plugin):
        if section.kind == kind:
            yield section
    elif isinstance(section, tuple):
        for item in section:
            yield from plugins_of(kind, item)
    elif dataclasses.is_dataclass(section):
        for field in dataclasses.fields(section):
            yield from plugins_of(kind, getattr(section, field.name))


def mistakes(sources: Sequence[Plugin], teachers: Sequence[Plugin], settings: policy.Settings) -> Iterator[str]:
    """Say which sources and teachers of a pipeline can't be used under its policy, as far as the file tells.

    A source whose records bring licences of their own, and a recording of several models, are judged in the build.
    """
    for number, source in enumerate(sources):
        objection = policy.objection_to(getattr(source.settings, "licence", ""), settings)
        if hasattr(source.settings, "licence") and objection:
            yield f"sources.{number}: its licence is not allowed: {objection}"
    for teacher in teachers:
        model = getattr(teacher.settings, "label", None) or getattr(teacher.settings, "model", None)
        if model is None:
            continue
        if model not in settings.models:
            yield policy.unstated(model)
        elif settings.models[model].training == "forbidden":
            yield _forbids(model)


def unusable_models(teacher: Teacher, settings: policy.Settings) -> list[str]:
    """Say of which models in a recording the policy says nothing, or, if all of them forbid training, name them all."""
    models = tuple(getattr(teacher, "models", ()))
    lacking = [policy.unstated(model) for model in models if model not in settings.models]
    if lacking or any(settings.models[model].training == "allowed" for model in models):
        return lacking
    return [_forbids(model) for model in models]


def require_terms(teacher: Teacher, settings: policy.Settings) -> None:
    """Make sure that the policy speaks of every model that may answer, and that one of them may be trained on.

    Raises:
        PipelineError: a line for each model that stands in the way.
    """
    if unusable := unusable_models(teacher, settings):
        raise PipelineError("\n".join(unusable))


def _forbids(model: str) -> str:
    return f"policy.models.{model}: its terms forbid training on what it writes; name another teacher"


def apply_policy(settings: policy.Settings, problems: Sequence[Problem], journal: Journal) -> list[Problem]:
    """Take the problems out whose licence is not allowed."""
    journal.ledger.enter(Stage.POLICY, len(problems))
    kept = []
    for problem in problems:
        rejection = policy.refuse_problem(problem, settings)
        if rejection is None:
            kept.append(problem)
        else:
            journal.reject([rejection])
    return kept
