"""Verdicts held against what is known: cheats, mutants that differ, thin-test survivors and right programs, planted.

Prints false accepts and false rejects by kind, and how many mutants of their references the inputs of MBPP and
HumanEval kill, with qforge's inputs and with their own tests. A mutant is known to differ where one of some hundred
inputs, of seeds used nowhere else, tells it from the reference. The last line sums up; the exit status is 1 where a
bound is missed.

    python -m benchmarks.verdicts [--problems 68] [--sources 120] [--mutants 3000] [--workers 2]
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.planted import CHEATS, CHEATS_WITH_NUMBERS, CLUMSY, Right, write
from qforge.languages import q
from qforge.languages.base import Limits, UnfitReferenceError
from qforge.languages.python import examiner
from qforge.languages.q.runtimes import embedded
from qforge.pipeline.runtimes import RuntimePool
from qforge.record import Candidate, CheckedProblem, Evidence, Problem, Sample
from qforge.sources import humaneval, jsonl, mbpp
from qforge.stages import audit, inputs, reference, verify

ROOT = Path(__file__).parents[1]
PIPELINES, SHARED = ROOT / "pipelines", ROOT.parent / "shared" / "problems"
SEED = 20261123
GOOD = ("idiomatic", "loop", "clumsy", "right")
ACCEPTED_CHEATS, ACCEPTED_MUTANTS, REJECTED_RIGHT, KILL_RATE = 0, 0.005, 0.01, 0.95
STEPS = 300_000
"""Rounds of loops that a mutant may take for one input; far more than any of the right programs."""
TOGETHER = 20
PACK: Any = q
EXAMINER = examiner(Limits(10.0, 1024, 1024), "auto")
REFERENCE, AUDIT = reference.Settings(), audit.Settings(mutants=0)

Item = TypeVar("Item")
Result = TypeVar("Result")


def side_by_side(function: Callable[[Item], Result], items: Iterable[Item], workers: int) -> list[Result]:
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, items))


def checked_problems(limit: int, workers: int) -> dict[str, CheckedProblem]:
    """Check the problems of the quickstart pipeline."""
    source = jsonl.Settings(path=PIPELINES / "quickstart" / "problems.jsonl", limit=limit)
    problems = [problem for problem in jsonl.read(source) if isinstance(problem, Problem)]
    outcomes = side_by_side(
        lambda problem: reference.check(problem, EXAMINER, PACK, REFERENCE, SEED), problems, workers
    )
    return {one.problem.id: one for one in outcomes if isinstance(one, CheckedProblem)}


def right_programs(checked: dict[str, CheckedProblem]) -> list[Right]:
    """Read the programs that their author calls right; whether they are verified plays no part."""
    found = []
    for line in (PIPELINES / "quickstart" / "completions.jsonl").read_text().splitlines():
        record = json.loads(line)
        problem = checked.get(record["problem"])
        if problem is None or record.get("note") not in GOOD:
            continue
        extraction = PACK.extract(record["completion"], problem.signature)
        if extraction.code is not None:
            name = PACK.function_name(problem.signature.name)
            numeric = problem.signature.result in ("int", "float")
            found.append(Right(problem.problem.id, extraction.code, name, len(problem.signature.parameters), numeric))
    return found


class Bench:
    """Judges planted programs as a build does: all cases, then the fresh audit."""

    def __init__(self, checked: dict[str, CheckedProblem], pool: RuntimePool, workers: int) -> None:
        self.workers = workers
        self.checked, self.means = checked, verify.Means(PACK, pool, checkers={"python": EXAMINER})
        self.fresh = {name: self._fresh(name, 60, SEED) for name in checked}

    def _fresh(self, name: str, count: int, seed: int | str) -> audit.Fresh:
        return audit.fresh_cases(self.checked[name], EXAMINER, PACK, REFERENCE, inputs=count, seed=seed)

    def verdict(self, problem: str, code: str) -> str:
        """Give "" where a build would publish the program, else the reason."""
        checked = self.checked[problem]
        first = verify.judge(code, checked, self.means)
        if first.reason is not None:
            return first.reason.value
        evidence = Evidence(len(checked.cases), "", "", "", "")
        sample = Sample(Candidate(problem, 0, "planted", "", code), loops=False, evidence=evidence)
        audited = audit.audit(sample, checked, self.fresh[problem], self.means, AUDIT, SEED)
        return audited.reason.value if audited.reason else ""

    def differs(self, problem: str, code: str, wide: dict[str, CheckedProblem]) -> str:
        """Say what tells the program from the reference on one of many inputs, or give ""; most fail one of the first.

        So few are run at once that no right program comes near the limit of processor time.
        """
        every = wide[problem].cases
        few = every[:: max(1, len(every) // 8)]
        parts = [few, *(every[at : at + TOGETHER] for at in range(0, len(every), TOGETHER))]
        judged = (verify.judge(code, replace(wide[problem], cases=part), self.means) for part in parts)
        return next((f"{one.reason}: {one.evidence['message']}" for one in judged if one.reason is not None), "")

    def wide(self) -> dict[str, CheckedProblem]:
        """Give the problems with some hundred cases of seeds that are used nowhere else."""
        names = list(self.checked)
        made = side_by_side(lambda name: self._fresh(name, 200, "wide"), names, self.workers)
        return {name: replace(self.checked[name], cases=one.cases) for name, one in zip(names, made, strict=True)}


def plant_cheats(bench: Bench, rights: Sequence[Right]) -> tuple[int, int]:
    """Plant each kind on several problems; give how many kinds there are and how many programs were accepted."""
    chosen = list({right.problem: right for right in rights}.values())[::9]
    numeric = [right for right in rights if right.numeric][:8]
    plan = [(kind, template, right) for kind, template in CHEATS.items() for right in chosen]
    plan += [(kind, template, right) for kind, template in CHEATS_WITH_NUMBERS.items() for right in numeric]
    verdicts = side_by_side(lambda one: bench.verdict(one[2].problem, write(one[1], one[2])), plan, bench.workers)
    accepted = [(kind, right.problem) for (kind, _, right), said in zip(plan, verdicts, strict=True) if not said]
    reasons = Counter(verdicts)
    kinds = len(CHEATS) + len(CHEATS_WITH_NUMBERS)
    print(f"cheats: {kinds} kinds, {len(plan)} programs, {len(accepted)} accepted; rejected as {dict(reasons)}")
    for kind, problem in accepted:
        print(f"  accepted: {kind} ({problem})")
    return kinds, len(accepted)


def plant_right(bench: Bench, rights: Sequence[Right], limit: int) -> float:
    """Plant right programs, as their author wrote them and made clumsy; give the share that was rejected."""
    plan = [(kind, right, write(template, right)) for right in rights for kind, template in CLUMSY.items()]
    step = max(1, len(plan) // limit)
    plan = [one for one in plan if one[0] == "as it is"] + [one for one in plan if one[0] != "as it is"][::step]
    verdicts = side_by_side(lambda one: bench.verdict(one[1].problem, one[2]), plan, bench.workers)
    by_kind: dict[str, list[str]] = {}
    for (kind, right, _), said in zip(plan, verdicts, strict=True):
        by_kind.setdefault(kind, []).append(said)
        if said:
            print(f"  rejected: {kind} ({right.problem}): {said}")
    for kind, said in by_kind.items():
        print(f"right, {kind}: {len(said)} programs, {sum(map(bool, said))} rejected")
    return sum(map(bool, verdicts)) / len(verdicts)


def plant_mutants(bench: Bench, rights: Sequence[Right], count: int) -> tuple[int, int, int]:
    """Plant mutants of right programs; give those that differ, those of them accepted, and survivors of thin tests."""
    bench.means = replace(bench.means, steps=STEPS)
    each = max(1, -(-count // max(1, len(rights))))
    plan = [(right, one.code) for right in rights for one in PACK.mutants(right.code, each, f"{SEED}")]
    wide = bench.wide()
    strange = side_by_side(lambda one: bench.differs(one.problem, one.code, wide), rights, bench.workers)
    for right, differs in zip(rights, strange, strict=True):
        if differs:
            print(f"  not right on {len(wide[right.problem].cases)} inputs: {right.problem}: {differs}")
    told = side_by_side(lambda one: bench.differs(one[0].problem, one[1], wide), plan, bench.workers)
    wrong = [one for one, differs in zip(plan, told, strict=True) if differs]
    thin = {name: replace(one, cases=one.cases[:3]) for name, one in bench.checked.items()}
    passing = side_by_side(lambda one: not bench.differs(one[0].problem, one[1], thin), wrong, bench.workers)
    verdicts = side_by_side(lambda one: bench.verdict(one[0].problem, one[1]), wrong, bench.workers)
    accepted = [one for one, said in zip(wrong, verdicts, strict=True) if not said]
    audited = sum(said in ("audit_failed", "flaky") for said in verdicts)
    share = len(accepted) / max(1, len(wrong))
    differing = f"{len(wrong)} differ from the reference"
    print(f"mutants: {len(plan)} planted, {differing}, {len(accepted)} accepted ({share:.2%})")
    print(f"  {audited} passed all cases and fell in the audit; {sum(passing)} survive the first three cases")
    survivors = sum(not said for said, thinly in zip(verdicts, passing, strict=True) if thinly)
    print(f"thin-test survivors: {sum(passing)} programs, {survivors} accepted")
    for right, code in accepted:
        print(f"  accepted: {right.problem}: {' '.join(code.split())[:150]}")
    return len(wrong), len(accepted), sum(passing)


def kill_rates(name: str, source: Any, limit: int, workers: int) -> float | None:
    """Give the median kill rate of a source's problems with qforge's inputs, printed beside that of their own tests."""
    path = SHARED / f"{name}.jsonl"
    if not path.exists():
        print(f"{name}: skipped, there is no {path.name} in ../shared/problems")
        return None
    problems = [problem for problem in source.read(source.Settings(path=path)) if isinstance(problem, Problem)]
    problems = problems[:: max(1, len(problems) // limit)]
    rates = [rate for rate in side_by_side(_rates, problems, workers) if rate is not None]
    own, ours, strict = (statistics.median(column) for column in zip(*rates, strict=True))
    least = sum(rate[1] >= REFERENCE.kill_least for rate in rates)
    print(
        f"{name}: {len(rates)} of {len(problems)} problems measured; median kill rate {ours:.3f} with qforge's inputs"
        f", {own:.3f} with their own tests; {strict:.3f} if every mutant that none kills could be "
        f"killed; {least} have 0.8"
    )
    return ours


def _rates(problem: Problem) -> tuple[float, float, float] | None:
    examination = EXAMINER.examine(problem, 0, SEED, 1)
    if examination.failure is not None:
        return None
    signature = reference.settle_signature(problem.signature, examination.cases)
    cases = reference.all_coerced(examination.cases, signature)
    if reference.unfaithful(cases, reference.parse_types(signature), PACK):
        return None
    wanted = reference.wanted(REFERENCE)
    pool = reference.pool_of(problem, signature, cases, wanted, str(SEED), examiner=EXAMINER, pack=PACK)
    try:
        chosen = inputs.choose(problem, pool, wanted, REFERENCE.mutants, str(SEED), EXAMINER)
        alone = EXAMINER.plant(problem, cases, REFERENCE.mutants, f"{SEED}:{problem.id}")
    except UnfitReferenceError as error:
        print(f"  {problem.id}: {error}")
        return None
    total = chosen.kills.killed + chosen.kills.survived + chosen.kills.equivalent
    told = total - chosen.kills.equivalent
    if not told:
        return None
    by_own = sum(mutant.killer is not None for mutant in alone)
    return min(1.0, by_own / told), chosen.kills.killed / told, chosen.kills.killed / total


def main() -> int:
    """Run all parts; give the exit status."""
    parser = argparse.ArgumentParser(description="Measure verdicts on planted programs.")
    parser.add_argument("--problems", type=int, default=68, help="problems of the quickstart pipeline")
    parser.add_argument("--sources", type=int, default=120, help="problems of MBPP and of HumanEval, evenly chosen")
    parser.add_argument("--mutants", type=int, default=3000, help="mutants to plant, where programs have as many")
    parser.add_argument("--right", type=int, default=500, help="right programs made clumsy, about")
    parser.add_argument("--workers", type=int, default=2, help="programs judged side by side")
    given = parser.parse_args()
    workers = given.workers
    checked = checked_problems(given.problems, workers)
    rights = right_programs(checked)
    limits = Limits(2.0, 1024, 256)
    with RuntimePool(lambda: embedded.start(embedded.Settings(), limits, "auto"), workers) as pool:
        bench = Bench(checked, pool, workers)
        kinds, cheats = plant_cheats(bench, rights)
        rejected = plant_right(bench, rights, given.right)
        differing, accepted, _ = plant_mutants(bench, rights, given.mutants)
    sources = {"mbpp": mbpp, "humaneval": humaneval}
    rates = [kill_rates(name, source, given.sources, workers) for name, source in sources.items()]
    share = accepted / max(1, differing)
    missed = [
        *(["cheats"] if cheats > ACCEPTED_CHEATS or kinds < 40 else []),
        *(["mutants"] if share > ACCEPTED_MUTANTS else []),
        *(["right"] if rejected > REJECTED_RIGHT else []),
        *(["kill rate"] if any(rate is not None and rate < KILL_RATE for rate in rates) else []),
    ]
    told = ", ".join("-" if rate is None else f"{rate:.3f}" for rate in rates)
    print(
        f"verdicts: {cheats} of {kinds} kinds of cheats accepted; {share:.2%} of {differing} mutants accepted; "
        f"{rejected:.2%} of right programs rejected; kill rates {told}; "
        f"{'missed: ' + ', '.join(missed) if missed else 'ok'}"
    )
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
