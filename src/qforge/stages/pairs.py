"""Preference pairs: a verified program against one that failed, for the same problem and prompt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from qforge.feeds.base import Pair, View
from qforge.languages.base import Pack
from qforge.record import PlacedSample, Reason
from qforge.stages.material import Failure, Material, better, shown_fields
from qforge.value import digest


@dataclass(frozen=True, slots=True)
class Settings:
    """Which pairs are made.

    Attributes:
        a_problem: pairs a problem at most, near misses (most cases passed) first.
        weights: a reason's weight in the mix, by its name; without any, reasons are taken as they come. A reason
            that is not named is left out.
        minimum_passed: a failed program must have passed at least this share of the cases.
    """

    a_problem: Annotated[int, Field(ge=0, le=1000)] = 3
    weights: dict[str, Annotated[float, Field(gt=0)]] = field(default_factory=dict)
    minimum_passed: Annotated[float, Field(ge=0, lt=1)] = 0.0


def pairs(material: Material, pack: Pack, settings: Settings, seed: int) -> list[Pair]:
    """Make the pairs, problem by problem: a failed program with what was made of it, or what shares most with it."""
    made: list[Pair] = []
    for problem in sorted(material.solved):
        usable = [
            failure
            for failure in material.failures[problem]
            if failure.passed >= settings.minimum_passed * failure.cases
        ]
        made += [
            _pair(failure, better(failure.id, failure.code, material.solved[problem], pack), material, pack, seed)
            for failure in mixed(usable, settings)[: settings.a_problem]
        ]
    return made


def mixed(failures: Sequence[Failure], settings: Settings) -> list[Failure]:
    """Order failures so that every beginning of the list holds the reasons in the ratio of their weights.

    Within a reason their order stays. The next reason is the one that is furthest behind its share.
    """
    if not settings.weights:
        return list(failures)
    weights: Mapping[str, float] = settings.weights
    waiting = {reason: [item for item in failures if item.reason == reason] for reason in weights}
    taken = dict.fromkeys(weights, 0)
    ordered: list[Failure] = []

    def behind(reason: str) -> tuple[float, str]:
        return (taken[reason] + 1) / weights[reason], reason

    while any(waiting.values()):
        reason = min((name for name in waiting if waiting[name]), key=behind)
        taken[reason] += 1
        ordered.append(waiting[reason].pop(0))
    return ordered


def _pair(failure: Failure, chosen: PlacedSample, material: Material, pack: Pack, seed: int) -> Pair:
    checked = material.checked[failure.problem_id]
    problem = checked.problem
    identity = f"{failure.id}:{chosen.sample.candidate.id.rpartition('#')[2]}"
    wording = int(digest([seed, failure.problem_id])[:8], 16)

    def written(code: str) -> str:
        return pack.view(View.DESCRIPTION, checked.signature, shown_fields(checked, code), wording).answer

    shown = pack.view(View.DESCRIPTION, checked.signature, shown_fields(checked, ""), wording)
    return Pair(
        id=identity,
        problem_id=problem.id,
        topic=problem.topic,
        difficulty=problem.difficulty,
        solve_rate=material.solve_rates[problem.id],
        prompt=shown.prompt,
        chosen=written(chosen.sample.candidate.code),
        rejected=written(failure.code),
        reason=Reason(failure.reason).value,
        passed=failure.passed,
        cases=failure.cases,
    )
