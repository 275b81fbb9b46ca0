"""Of a program and what was made of it, one stays."""

from __future__ import annotations

from dataclasses import replace

from qforge.languages import q
from qforge.record import Kind, Lineage, Reason, Sample
from qforge.stages.refine import Refined, refine
from tests.stages.records import sample

LOOP = "f:{[a] i:0; while[i<a;i+:1]; i}"
EACH = "f:{[a] neg each a}"
WHOLE = "f:{[a] neg a}"


def made(code: str, turn: int = 0, kind: Kind = Kind.ATTEMPT, parent: int | None = None) -> Sample:
    plain = sample("p", 0, code, loops=q.loops(code))
    return replace(plain, candidate=replace(plain.candidate, lineage=Lineage(turn, kind, parent)))


def told(refined: Refined) -> tuple[list[str], list[tuple[str, Reason, str]]]:
    left = [(item.id, item.reason, item.evidence["kept"]) for item in refined.rejections]
    return [item.candidate.id for item in refined.kept], left


def test_a_rewrite_without_loops_supersedes_the_loop() -> None:
    assert told(refine([made(LOOP), made(WHOLE, 1, Kind.REWRITE, 0)], q)) == (  # type: ignore[arg-type]
        ["p#0.1"],
        [("p#0", Reason.SUPERSEDED, "p#0.1")],
    )


def test_a_rewrite_that_loops_as_well_leaves() -> None:
    assert told(refine([made(LOOP), made(LOOP + " ", 1, Kind.REWRITE, 0)], q)) == (  # type: ignore[arg-type]
        ["p#0"],
        [("p#0.1", Reason.NOT_BETTER, "p#0")],
    )


def test_a_revision_that_is_less_idiomatic_or_changes_nothing_leaves() -> None:
    worse = refine([made(WHOLE), made(EACH, 1, Kind.REVISION, 0)], q)  # type: ignore[arg-type]
    assert told(worse) == (["p#0"], [("p#0.1", Reason.NOT_BETTER, "p#0")])
    assert worse.rejections[0].evidence["message"] == "its idiom score falls from 100 to 90"
    same = refine([made(EACH), made("f:{[b]\n  neg each b}", 1, Kind.REVISION, 0)], q)  # type: ignore[arg-type]
    assert told(same) == (["p#0"], [("p#0.1", Reason.NOT_BETTER, "p#0")])


def test_of_a_chain_the_last_improvement_stays() -> None:
    chain = [made(LOOP), made(EACH, 1, Kind.REWRITE, 0), made(WHOLE, 2, Kind.REVISION, 1)]
    assert told(refine(chain, q)) == (  # type: ignore[arg-type]
        ["p#0.2"],
        [("p#0", Reason.SUPERSEDED, "p#0.1"), ("p#0.1", Reason.SUPERSEDED, "p#0.2")],
    )


def test_what_was_made_of_a_retracted_program_stays() -> None:
    assert told(refine([made(EACH, 1, Kind.REVISION, 0)], q)) == (["p#0.1"], [])  # type: ignore[arg-type]


def test_a_repair_stays_beside_others_of_its_problem() -> None:
    assert told(refine([made(LOOP, 1, Kind.REPAIR, 0)], q)) == (["p#0.1"], [])  # type: ignore[arg-type]
