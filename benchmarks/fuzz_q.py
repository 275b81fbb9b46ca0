"""Runs many random q programs in the embedded interpreter; fails where one crashes, hangs or outgrows its bounds.

    python -m benchmarks.fuzz_q [--programs 200000] [--seed 1] [--processes 2]

Also counts the gaps: exceptions of Python that became 'nyi. The last line sums up.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import sys
import time
from collections import Counter

from tests.languages.q.interpreter.fuzzing import Finding, outcome_of
from tests.languages.q.interpreter.programs import SETUP, Programs

BATCH = 2000
SHOWN = 40


def main() -> int:
    """Run the programs of consecutive seeds, a batch each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + -(-options.programs // BATCH))
    started = time.monotonic()
    endings: Counter[str] = Counter()
    gaps: dict[str, tuple[int, Finding]] = {}
    findings: list[Finding] = []
    with multiprocessing.Pool(options.processes) as pool:
        for ended, gaps_found, found in pool.imap_unordered(run_batch, seeds):
            endings += ended
            findings += found
            for finding in found:
                print(f"FOUND {finding.problem} at {finding.place}: {finding.program!r}", flush=True)
            for gap in gaps_found:
                count, shortest = gaps.get(gap.place, (0, gap))
                gaps[gap.place] = count + 1, min(shortest, gap, key=lambda g: len(g.program))
    for place, (count, gap) in sorted(gaps.items(), key=lambda item: -item[1][0])[:SHOWN]:
        print(f"gap {count:4} {place:24} {gap.problem}  {gap.program!r}")
    print(dict(endings.most_common()))
    total, missing = sum(endings.values()), sum(count for count, _ in gaps.values())
    print(
        f"fuzz-q: {total} programs, seeds {seeds[0]} to {seeds[-1]}, {time.monotonic() - started:.0f} s: "
        f"{len(findings)} crashes, hangs or overgrowths; {missing} gaps at {len(gaps)} places"
    )
    return 1 if findings else 0


def run_batch(seed: int) -> tuple[Counter[str], list[Finding], list[Finding]]:
    """How the programs of one seed ended, their gaps and findings."""
    outcomes = [outcome_of(program, SETUP) for program in itertools.islice(Programs(seed), BATCH)]
    gaps = [outcome.gap for outcome in outcomes if outcome.gap is not None]
    findings = [outcome.finding for outcome in outcomes if outcome.finding is not None]
    return Counter(outcome.ending for outcome in outcomes), gaps, findings


if __name__ == "__main__":
    sys.exit(main())
