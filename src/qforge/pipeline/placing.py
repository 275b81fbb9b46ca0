"""The last stages: duplicates leave, what stays is grouped, split and made into rows."""

from __future__ import annotations

from collections.abc import Sequence

from qforge.exporters.base import Row
from qforge.languages.base import Pack
from qforge.pipeline import rows
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import PlacedSample, Sample, Stage
from qforge.stages import dedup, policy, split, translate


def place_samples(
    pipeline: Pipeline, pack: Pack, samples: Sequence[Sample], checked: Checked, journal: Journal
) -> list[PlacedSample]:
    """Take repeated samples out, and give each kept one its group and split."""
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
    journal.ledger.samples(placed)
    for item in placed:
        journal.step(item.sample.candidate.id, Stage.SPLIT, payload={"group": item.group, "split": item.split})
    return placed


def published_row(pipeline: Pipeline, pack: Pack, placed: PlacedSample, checked: Checked) -> Row:
    """Make the row of a placed sample."""
    problem = checked[placed.sample.candidate.problem_id]
    terms = policy.terms_of(placed.sample.candidate.model, pipeline.policy)
    return rows.row(problem, placed, translate.prompt(problem, pack, pipeline.translate), pack=pack, terms=terms)
