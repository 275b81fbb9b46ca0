"""The last stages: duplicates leave, what stays is grouped, split and made into rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from qforge.exporters.base import Row
from qforge.languages.base import Pack
from qforge.pipeline import rows
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import PlacedSample, Sample, Stage
from qforge.stages import dedup, examples, policy, refine, split, translate


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
    shown: Collection[str],
) -> list[PlacedSample]:
    """Take repeated samples out, and give each kept one its group and split.

    Args:
        shown: problems that must not be in eval, because a program for them was shown before.
    """
    names = {name: pack.function_name(item.signature.name) for name, item in checked.items()}
    tokens = [
        (sample, dedup.nameless(pack.normalise(sample.candidate.code), names[sample.candidate.problem_id]))
        for sample in samples
    ]
    deduplicated = dedup.deduplicate(tokens, pipeline.dedup, pipeline.seed)
    journal.ledger.enter(Stage.DEDUP, len(samples))
    journal.reject(deduplicated.rejections)
    placed = split.place(deduplicated, checked, pipeline.split, pipeline.seed)
    journal.ledger.enter(Stage.SPLIT, len(deduplicated.kept))
    placed, leaked = examples.withhold(placed, shown)
    journal.reject(leaked)
    journal.ledger.samples(placed)
    for item in placed:
        journal.step(item.sample.candidate.id, Stage.SPLIT, payload={"group": item.group, "split": item.split})
    return placed


def published_row(pipeline: Pipeline, pack: Pack, placed: PlacedSample, checked: Checked) -> Row:
    """Make the row of a placed sample."""
    problem = checked[placed.sample.candidate.problem_id]
    terms = policy.terms_of(placed.sample.candidate.model, pipeline.policy)
    return rows.row(problem, placed, translate.prompt(problem, pack, pipeline.translate), pack=pack, terms=terms)
