"""A million rows through groups, deduplication, splits and the exact join in one process: time, and the peak of memory.

Rows are samples of 250,000 problems, four each, with programs of 40 to 120 tokens; a fifth of the programs are
near-duplicates of others, of the same problem or of another one. References are left out: each would be one more
document, held against the others in the same way before the programs are.
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Iterator

from qforge.record import (
    Candidate,
    CheckedProblem,
    Comparison,
    Difficulty,
    Evidence,
    Origin,
    Problem,
    Sample,
)
from qforge.signature import Parameter, Signature
from qforge.similarity.alike import find_alike
from qforge.similarity.shingles import shingle
from qforge.stages import dedup, split
from qforge.stages.group import place_problems
from qforge.stages.likeness import statement_tokens
from qforge.stages.separation import Settings

PROBLEMS, ATTEMPTS = 250_000, 4
LIMIT_MEGABYTES = 4096
SIGNATURE = Signature("f", (Parameter("x", "int"),), "int")
EVIDENCE = Evidence(60, "embedded", "1.0", "lenient", "bubblewrap")


def problems(chance: random.Random) -> Iterator[CheckedProblem]:
    """Give the problems; every tenth has the statement of an earlier one, less a word."""
    statements: list[str] = []
    for number in range(PROBLEMS):
        words = [f"w{chance.randrange(20_000)}" for _ in range(chance.randint(12, 40))]
        if number % 10 == 9:
            words = chance.choice(statements).split()
            words.pop(chance.randrange(len(words)))
        statements.append(" ".join(words))
        origin = Origin("generated", str(number), "Apache-2.0", "nobody")
        problem = Problem(
            f"p{number}", "any", Difficulty.EASY, statements[-1], SIGNATURE, None, (), "", Comparison(), origin
        )
        yield CheckedProblem(problem, SIGNATURE, (), "published results")


def samples(chance: random.Random) -> Iterator[Sample]:
    """Give the samples; the tokens of a program are parted by blanks."""
    names = [f"n{number}" for number in range(3000)]
    recent: list[str] = []
    for number in range(PROBLEMS):
        for attempt in range(ATTEMPTS):
            tokens = chance.choices(names, k=chance.randint(40, 120))
            if recent and chance.random() < 0.2:
                tokens = chance.choice(recent).split()
                for _ in range(chance.randrange(4)):
                    tokens[chance.randrange(len(tokens))] = chance.choice(names)
            code = " ".join(tokens)
            recent = [*recent[-50:], code]
            yield Sample(Candidate(f"p{number}", attempt, "generated", "", code), False, EVIDENCE)


def run() -> int:
    """Run all of it, print each step with its CPU time and the peak so far; 1 where memory passes the limit."""
    chance = random.Random(5)
    checked = list(problems(chance))
    rows = list(samples(chance))
    _told("generated")
    placement = place_problems(checked, Settings(), 1)
    _told(f"{len(placement.order):,} problems placed, {len(placement.rejections):,} between the splits")
    documents = shingle((row.candidate.code.split() for row in rows), 5)
    _told(f"{len(documents.hashes):,} shingles")
    alike = find_alike(documents, 0.7, 128, 1)
    _told(f"{len(alike.pairs):,} pairs alike")
    statements = {item.problem.id: dedup.token_digest(statement_tokens(item.problem.statement)) for item in checked}
    programs = [
        dedup.Program(row, dedup.token_digest(row.candidate.code.split()), statements[row.candidate.problem_id])
        for row in rows
    ]
    kept, removed = dedup.deduplicate(programs, alike, dedup.Settings())
    _told(f"{len(kept):,} kept, {len(removed):,} removed")
    in_place = [number for number in kept if rows[number].candidate.problem_id in placement.splits]
    done = split.place(split.Programs(rows, documents, alike), in_place, placement, 0.7)
    _told(f"{len(done.placed):,} placed, {len(done.rejections):,} between the splits")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"million: {len(rows):,} rows, peak of memory {peak:,} MB of {LIMIT_MEGABYTES:,}")
    return int(peak >= LIMIT_MEGABYTES)


def _told(what: str) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{time.process_time():8.0f} s {peak:8,} MB  {what}", flush=True)
