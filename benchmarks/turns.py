"""What each way of working with a teacher brings on the demonstration problems: with it, against without it.

    python -m benchmarks.turns

Every answer is recorded, so the figures say what a practice does with these answers, not what a model would gain.
References are tried on few inputs and programs are not audited, as neither is what is measured.

Bounds: each practice does better than the same build without it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from qforge.pipeline import schema
from qforge.pipeline.build import Build, build
from qforge.progress import Silent
from qforge.record import Stage

PIPELINES = Path(__file__).parents[1] / "pipelines"
LEAN = ("reference.inputs=20", "reference.tried_inputs=20", "reference.mutants=0", "audit.inputs=0")
NO_EXAMPLES, NO_REVISION = "translate.examples=0", "translate.revise=false"
NO_FALLBACK = "rounds.fallback=null"
ONE_ATTEMPT = ("translate.attempts=1", NO_EXAMPLES, "translate.rewrite=false", NO_REVISION)


def solved(done: Build) -> float:
    return len({row.problem_id for row in done.rows})


def loop_share(done: Build) -> float:
    return 100 * sum(row.loops for row in done.rows) / len(done.rows)


def idiom(done: Build) -> float:
    return sum(row.idiom for row in done.rows) / len(done.rows)


def held_at_once(done: Build) -> float:
    settings = done.pipeline.author
    assert settings is not None
    planned = settings.problems * len(settings.topics) * len(settings.difficulties)
    return planned - len({left.problem_id for left in done.rejections if left.stage is Stage.AUTHOR})


class Practice(NamedTuple):
    """One practice: two builds of a pipeline, and what is measured on each; less is better where `less` says so."""

    name: str
    what: str
    pipeline: str
    without: tuple[str, ...]
    with_: tuple[str, ...]
    measures: tuple[Callable[[Build], float], Callable[[Build], float]]
    less: bool = False


PRACTICES = (
    Practice("author's repair", "problems made of 8", "author", (), (), (held_at_once, solved)),
    Practice(
        "repair",
        "problems solved of 23",
        "turns",
        (*ONE_ATTEMPT, "translate.repair_turns=0"),
        ONE_ATTEMPT,
        (solved, solved),
    ),
    Practice("few-shot", "problems solved of 23", "turns", (NO_EXAMPLES,), (), (solved, solved)),
    Practice(
        "rewrite",
        "% of rows that loop",
        "turns",
        ("translate.rewrite=false", NO_REVISION),
        (NO_REVISION,),
        (loop_share, loop_share),
        less=True,
    ),
    Practice("constitution", "mean idiom score", "turns", (NO_REVISION,), (), (idiom, idiom)),
    Practice("rounds", "problems solved of 23", "rounds", ("rounds.number=1",), (NO_FALLBACK,), (solved, solved)),
    Practice("fallback", "problems solved of 23", "rounds", (NO_FALLBACK,), (), (solved, solved)),
)


def main() -> int:
    missed = []
    print(f"{'':18}{'':24}{'without':>9}{'with':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for practice in PRACTICES:
            # One run for a pipeline: what two builds share is asked and judged once.
            run = Path(folder) / practice.pipeline
            found = []
            for changes, measure in zip((practice.without, practice.with_), practice.measures, strict=True):
                pipeline = schema.load(PIPELINES / f"{practice.pipeline}.yaml", (*LEAN, *changes))
                found.append(measure(build(pipeline, run, Silent())))
            without, with_ = found
            print(f"{practice.name:18}{practice.what:24}{without:9.1f}{with_:9.1f}")
            if with_ == without or (with_ < without) != practice.less:
                missed.append(practice.name)
    print(f"bench-turns: {'MISSED: no better with ' + ', '.join(missed) if missed else 'ok'}")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
