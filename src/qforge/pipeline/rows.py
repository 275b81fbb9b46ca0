"""Make a published row of a placed sample: all that a reader needs to check it again."""

from __future__ import annotations

from qforge.exporters.base import Row
from qforge.languages.base import Pack
from qforge.record import Case, CheckedProblem, Comparison, Kills, Message, PlacedSample
from qforge.stages.policy import Terms
from qforge.value import Json, canonical


def row(checked: CheckedProblem, placed: PlacedSample, prompt: tuple[Message, ...], *, pack: Pack, terms: Terms) -> Row:
    """Bring together what is known of the sample, its problem and its verification."""
    problem, candidate, evidence = checked.problem, placed.sample.candidate, placed.sample.evidence
    kills, own = checked.kills or Kills(0, 0, 0), evidence.kills or Kills(0, 0, 0)
    return Row(
        id=candidate.id,
        problem_id=problem.id,
        attempt=candidate.attempt,
        turn=candidate.lineage.turn,
        kind=candidate.lineage.kind.value,
        parent=candidate.parent_id,
        topic=problem.topic,
        difficulty=problem.difficulty,
        language=pack.name,
        statement=problem.statement,
        signature=str(checked.signature),
        function=pack.function_name(checked.signature.name),
        code=candidate.code,
        reference_language=problem.reference.language if problem.reference else "",
        reference=problem.reference.code if problem.reference else "",
        prompt=prompt,
        cases=_cases(checked.cases),
        n_cases=evidence.cases,
        n_given=checked.given,
        inputs_from=checked.inputs_from.value,
        exhausted=checked.exhausted,
        mutants_killed=kills.killed,
        mutants_survived=kills.survived,
        mutants_equivalent=kills.equivalent,
        kill_rate=_rounded(kills.rate),
        code_mutants_killed=own.killed,
        code_mutants_survived=own.survived,
        code_mutants_equivalent=own.equivalent,
        audit_inputs=evidence.fresh_inputs,
        generator=problem.generator,
        comparison=_comparison(problem.comparison),
        checker=problem.comparison.checker,
        latitude=evidence.latitude,
        oracle=checked.oracle,
        runtime=evidence.runtime,
        runtime_version=evidence.runtime_version,
        sandbox=evidence.sandbox,
        confirmed_by=evidence.confirmed_by,
        model=candidate.model,
        model_licence=terms.licence,
        model_training=terms.training,
        author=problem.author,
        derived_from=problem.derived_from,
        loops=placed.sample.loops,
        idiom=pack.idiom(candidate.code),
        examples=candidate.lineage.examples,
        shown_cases=len(candidate.lineage.shown_cases),
        group=placed.group,
        split=placed.split,
        source=problem.origin.source,
        source_id=problem.origin.identifier,
        licence=problem.origin.licence,
        attribution=problem.origin.attribution,
        evaluation_only=problem.origin.evaluation_only,
    )


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)


def _cases(cases: tuple[Case, ...]) -> str:
    written: list[Json] = []
    for case in cases:
        outcome: dict[str, Json] = {"raises": True} if case.raises else {"expected": case.expected}
        written.append({"arguments": list(case.arguments), **outcome})
    return canonical(written)


def _comparison(comparison: Comparison) -> str:
    """Write a comparison, less its checker, as JSON.

    >>> _comparison(Comparison(ComparisonKind("tolerance"), 1e-9, 0.0))
    '{"absolute":0.0,"kind":"tolerance","relative":1e-09}'
    """
    tolerances: dict[str, Json] = {"relative": comparison.relative, "absolute": comparison.absolute}
    given = tolerances if comparison.relative or comparison.absolute else {}
    return canonical({"kind": comparison.kind.value, **given})
