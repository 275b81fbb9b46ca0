"""Runs many random q programs in the embedded interpreter; fails where one ends in anything but a value or a q error.

    python -m benchmarks.fuzz_q [--programs 200000] [--seed 1] [--processes 2]

What must not be: a crash, a hang, growth past the bounds, an exception of Python that became 'nyi. The last line
sums up.
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
    found: dict[str, list[Finding]] = {}
    with multiprocessing.Pool(options.processes) as pool:
        for ended, findings in pool.imap_unordered(run_batch, seeds):
            endings += ended
            for finding in findings:
                found.setdefault(finding.place, []).append(finding)
    for place, findings in sorted(found.items(), key=lambda item: -len(item[1])):
        shortest = min(findings, key=lambda finding: len(finding.program))
        print(f"FOUND {len(findings):4} {place:24} {shortest.problem}  {shortest.program!r}")
    print(dict(endings.most_common()))
    total, wrong = sum(endings.values()), sum(map(len, found.values()))
    print(
        f"fuzz-q: {total} programs, seeds {seeds[0]} to {seeds[-1]}, {time.monotonic() - started:.0f} s: "
        f"{wrong} ended in neither a value nor an error of q, at {len(found)} places"
    )
    return 1 if wrong else 0


def run_batch(seed: int) -> tuple[Counter[str], list[Finding]]:
    """How the programs of one seed ended, and those that ended as none may."""
    outcomes = [outcome_of(program, SETUP) for program in itertools.islice(Programs(seed), BATCH)]
    findings = [outcome.finding for outcome in outcomes if outcome.finding is not None]
    return Counter(outcome.ending for outcome in outcomes), findings


if __name__ == "__main__":
    sys.exit(main())
