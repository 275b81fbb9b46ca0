"""What may go into the dataset: under which licences, and written by which models.

A problem under a licence that is not allowed leaves; so does an answer of a model whose terms forbid training on
what it writes. A model of which the policy says nothing stops the build: nobody knows whether its answers may be used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from qforge.errors import DataError, PipelineError
from qforge.record import Answer, Problem, Reason, Rejection, Stage
from qforge.stages.licences import objections


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a model is used.

    Attributes:
        licence: the model's licence (SPDX), or a name of the terms of its service, such as LicenseRef-Example-Terms.
        training: whether these terms allow training other models on what it writes.
    """

    licence: Annotated[str, Field(pattern=r"\S")]
    training: Literal["allowed", "forbidden"]


@dataclass(frozen=True, slots=True)
class Settings:
    """What may go into the dataset.

    Attributes:
        licences: SPDX identifiers of licences, and words that stand for many of them: permissive, share-alike,
            non-commercial, no-derivatives, restricted-learning, unknown. Nothing else is allowed.
        models: the terms of every teacher, by the name that stands in the dataset.
    """

    licences: tuple[Annotated[str, Field(pattern=r"^\S+$")], ...] = ("permissive",)
    models: dict[str, Terms] = field(default_factory=dict)


def refuse_problem(problem: Problem, settings: Settings) -> Rejection | None:
    """Give the rejection of a problem whose licence, or whose author's terms, are not allowed.

    Raises:
        PipelineError: the policy says nothing of the model that wrote the problem.
    """
    objection = objection_to(problem.origin.licence, settings)
    if problem.author and not objection:
        terms = terms_of(problem.author, settings)
        if terms.training == "forbidden":
            objection = f"the terms of {problem.author} ({terms.licence}), who wrote the problem, forbid training on it"
    if not objection:
        return None
    evidence = {"message": objection, "licence": problem.origin.licence}
    return Rejection(problem.id, None, Stage.POLICY, Reason.LICENCE_NOT_ALLOWED, evidence)


def objection_to(licence: str, settings: Settings) -> str:
    """Say why a licence is not allowed and what would allow it, or give ""."""
    try:
        found = objections(licence, settings.licences)
    except DataError as error:
        return str(error)
    if not found:
        return ""
    return f"{', '.join(found)}; policy.licences allows {', '.join(settings.licences) or 'nothing'}"


def terms_of(model: str, settings: Settings) -> Terms:
    """Give the terms of a model.

    Raises:
        PipelineError: the policy says nothing of it.
    """
    if model not in settings.models:
        raise PipelineError(unstated(model))
    return settings.models[model]


def unstated(model: str) -> str:
    """Say that the policy lacks a model, and what to write."""
    return (
        f"policy.models: says nothing of the teacher {model!r}; expected its licence, and whether its terms allow "
        f"training on what it writes: {{{model}: {{licence: Apache-2.0, training: allowed}}}}"
    )


def refuse_answer(answer: Answer, settings: Settings) -> Rejection | None:
    """Give the rejection of an answer whose model's terms forbid training on it.

    Raises:
        PipelineError: the policy says nothing of the model.
    """
    terms = terms_of(answer.model, settings)
    if terms.training == "allowed":
        return None
    message = f"the terms of {answer.model} ({terms.licence}) forbid training on what it writes"
    evidence = {"message": message, "model": answer.model, "licence": terms.licence}
    return Rejection(
        answer.problem_id, answer.attempt, Stage.EXTRACT, Reason.TERMS_FORBID_TRAINING, evidence, answer.lineage
    )
