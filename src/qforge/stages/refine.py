"""Choose between a program and what was made of it: the better one of both stays.

A rewrite stays where it no longer loops, a revision where it changes the program and is no less idiomatic; the
program that it was made from leaves then as superseded. Else the rewrite or revision leaves. Both were verified.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from qforge.languages.base import Pack
from qforge.record import Kind, Reason, Rejection, Sample, Stage


class Refined(NamedTuple):
    """Samples that stay, in their order, and rejections, in the order of what left."""

    kept: tuple[Sample, ...]
    rejections: tuple[Rejection, ...]


def flaw(child: Sample, parent: Sample, pack: Pack) -> str:
    """Say why a rewrite or revision is no better than the program that it was made from, or give ""."""
    old, new = parent.candidate.code, child.candidate.code
    if child.candidate.lineage.kind is Kind.REWRITE:
        return "the rewrite loops as well" if child.loops else ""
    if pack.normalise(old) == pack.normalise(new):
        return "the revision changes nothing but names and layout"
    before, after = pack.idiom(old), pack.idiom(new)
    return f"its idiom score falls from {before} to {after}" if after < before else ""


def refine(samples: Sequence[Sample], pack: Pack) -> Refined:
    """Sort out the samples; parents stand before what was made of them."""
    by_id = {sample.candidate.id: sample for sample in samples}
    leaving: dict[str, Rejection] = {}
    for sample in samples:
        candidate = sample.candidate
        if candidate.lineage.kind not in (Kind.REWRITE, Kind.REVISION):
            continue
        parent = by_id.get(candidate.parent_id)
        if parent is None:
            continue
        fault = flaw(sample, parent, pack)
        if fault:
            leaving[candidate.id] = _rejection(
                sample, Reason.NOT_BETTER, {"message": fault, "kept": candidate.parent_id}
            )
        else:
            message = f"the {candidate.lineage.kind} {candidate.id} took its place"
            leaving[candidate.parent_id] = _rejection(
                parent, Reason.SUPERSEDED, {"message": message, "kept": candidate.id}
            )
    kept = tuple(sample for sample in samples if sample.candidate.id not in leaving)
    return Refined(kept, tuple(leaving[name] for name in by_id if name in leaving))


def _rejection(sample: Sample, reason: Reason, evidence: dict[str, Any]) -> Rejection:
    candidate = sample.candidate
    shown = evidence | {"code": candidate.code}
    return Rejection(candidate.problem_id, candidate.attempt, Stage.REFINE, reason, shown, candidate.lineage)
