"""The last stages: duplicates leave, what stays is placed and made into rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qforge.exporters.base import Row
from qforge.languages.base import Pack
from qforge.pipeline import rows
from qforge.pipeline.grouping import lacking_split
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import PlacedSample, Sample, Stage
from qforge.similarity.alike import find_alike
from qforge.similarity.shingles import shingle
from qforge.stages import dedup, policy, refine, split, translate
from qforge.stages.likeness import SHINGLE_TOKENS, Aspect, code_tokens, statement_tokens
from qforge.stages.placement import Placement


def refine_samples(pack: Pack, samples: Sequence[Sample], journal: Journal) -> list[Sample]:
    """Choose between programs and their rewrites and revisions."""
    journal.ledger.enter(Stage.REFINE, len(samples))
    refined = refine.refine(samples, pack)
    journal.reject(refined.rejections)
    return list(refined.kept)


def place_samples(
    pipeline: Pipeline,
    pack: Pack,
    samples: Sequence[Sample],
    checked: Checked,
    journal: Journal,
    *,
    placement: Placement,
    shown: Collection[str],
) -> list[PlacedSample]:
    """Take repeated samples out, and give each kept one its group and split; by problem, attempt and turn.

    Args:
        shown: problems of which a program was shown before; nothing like one may be in eval.
    """
    samples = sorted(samples, key=_order)
    tokens = [code_tokens(pack.name, sample.candidate.code) for sample in samples]
    documents = shingle(tokens, SHINGLE_TOKENS[Aspect.SOLUTION])
    lowest = min(pipeline.dedup.threshold, pipeline.split.solution_threshold)
    alike = find_alike(documents, lowest, pipeline.dedup.permutations, pipeline.seed)
    programs = [
        dedup.Program(sample, dedup.token_digest(own), _statement(sample, checked))
        for sample, own in zip(samples, tokens, strict=True)
    ]
    kept, removed = dedup.deduplicate(programs, alike, pipeline.dedup)
    journal.ledger.enter(Stage.DEDUP, len(samples))
    journal.reject(removed)
    shown_numbers = [number for number, sample in enumerate(samples) if sample.candidate.problem_id in shown]
    done = split.place(
        split.Programs(samples, documents, alike),
        kept,
        placement,
        pipeline.split.solution_threshold,
        shown=shown_numbers,
    )
    journal.ledger.enter(Stage.SPLIT, len(kept))
    journal.reject(done.rejections)
    journal.ledger.samples(done.placed)
    warning = lacking_split("program", [item.split for item in done.placed], pipeline.split.eval_share)
    if warning and len(set(placement.splits.values())) > 1:
        journal.warn(warning)
    if not done.placed:
        journal.warn("no program was accepted: the dataset has no row, and its certificate nothing to prove")
    for item in done.placed:
        journal.step(item.sample.candidate.id, Stage.SPLIT, payload={"group": item.group, "split": item.split})
    return list(done.placed)


def _order(sample: Sample) -> tuple[str, int, int]:
    return sample.candidate.problem_id, sample.candidate.attempt, sample.candidate.lineage.turn


def _statement(sample: Sample, checked: Checked) -> str:
    return dedup.token_digest(statement_tokens(checked[sample.candidate.problem_id].problem.statement))


def published_row(pipeline: Pipeline, pack: Pack, placed: PlacedSample, checked: Checked) -> Row:
    """Make the row of a placed sample."""
    problem = checked[placed.sample.candidate.problem_id]
    terms = policy.terms_of(placed.sample.candidate.model, pipeline.policy)
    return rows.row(problem, placed, translate.prompt(problem, pack, pipeline.translate), pack=pack, terms=terms)
