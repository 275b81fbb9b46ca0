"""The reward: rollouts scored a second against a process for each, memory over many, and the grader in one file.

    python -m benchmarks.reward [--rollouts 100000] [--programs 500]

Rates are per second of one core, counted as processor time of this process and all that it started, so that other work
on the machine does not count; in the sandbox landlock, since a namespace takes the times of its processes with it. The
cases of the rated rollouts are drawn beforehand, for the processes too; what drawing costs has a line of its own.
The grader in one file runs in an environment that has nothing but numpy, under the limits of OpenAI's service: 2 GB, 2
minutes, one processor, no network. The last line sums up; the exit status is 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks.lone_grader import SECONDS
from benchmarks.planted import CHEATS, CHEATS_WITH_NUMBERS, CLUMSY, Right, write
from benchmarks.rollouts import KINDS, Recorded, problems, recorded, rollouts, task, task_set
from benchmarks.throughput import ISOLATION, Q, cpu_seconds
from qforge.languages import q
from qforge.languages.base import Limits
from qforge.languages.python import examiner
from qforge.languages.q.runtimes import embedded, executable
from qforge.pipeline.runtimes import RuntimePool
from qforge.record import Case, CheckedProblem, Problem, dump
from qforge.reward.score import Rollout
from qforge.reward.scorer import Scorer
from qforge.reward_rule import rewarded
from qforge.reward_settings import Settings
from qforge.stages import reference, verify
from qforge.value import canonical

PACK: Any = q
SEED = 7
SIZES = {1: 1000, 100: 2000, 10_000: 10_000}
"""Rollouts at a time -> rollouts in all."""

TIMES_A_PROCESS = 20.0
"""The reward must score at least so many times what a process for each rollout does, however many come at a time."""
GROWTH_MEGABYTES = 32
"""What this process and its workers may take more after all rollouts than after the first tenth."""
CASES_OF_GROWTH = 4
"""Cases of each rollout over which memory is measured: fewer than usual, so that 100,000 of them take minutes."""
FEWEST_PROGRAMS = 500
"""The grader in one file is held against the pipeline's verdict on at least so many."""


def checked(problem: Problem, inputs: int) -> CheckedProblem:
    """Give a problem with its cases."""
    asked = reference.Settings(inputs=inputs, maximum_inputs=inputs, mutants=0)
    outcome = reference.check(problem, examiner(Limits(), "auto"), PACK, asked, SEED)
    assert isinstance(outcome, CheckedProblem), outcome
    return outcome


def rates(given: dict[str, Problem], stream: Iterator[Rollout]) -> tuple[dict[int, float], float]:
    """Give rollouts a second at each size, and tasks a second whose cases are drawn."""
    found = {}
    with Scorer(task_set(given), Settings(workers=1, isolation=ISOLATION)) as scorer:
        begun = cpu_seconds()
        _draw(scorer)
        drawn = len(given) / (cpu_seconds() - begun)
    for size, count in SIZES.items():
        batches = [list(islice(stream, size)) for _ in range(count // size)]
        with Scorer(task_set(given), Settings(workers=1, isolation=ISOLATION)) as scorer:
            _draw(scorer)
            begun = cpu_seconds()
            for batch in batches:
                scorer.score(batch, SEED)
        found[size] = count / (cpu_seconds() - begun)  # the worker has ended, so that its time counts
    return found, drawn


def _draw(scorer: Scorer) -> None:
    """Have the cases of every task drawn, by rollouts that hold no program."""
    scorer.score([Rollout(one, "nothing") for one in scorer.tasks.by_id], SEED)


def process_rates(given: dict[str, Problem], stream: Iterator[Rollout], count: int) -> tuple[float, float]:
    """Give rollouts a second with a sandboxed process for each, and with a bare one."""
    cases = {name: checked(problem, Settings().inputs) for name, problem in given.items()}
    chosen = list(islice(stream, count))
    programs = [(PACK.extract(one.text, given[one.task].signature).code, cases[one.task]) for one in chosen]
    runtime = executable.start(executable.Settings(path=Q), Limits(), ISOLATION)
    means = verify.Means(PACK, runtime)
    begun = cpu_seconds()
    for code, case in programs:
        verify.judge(code, case, means)
    sandboxed = count / (cpu_seconds() - begun)
    begun = cpu_seconds()
    for code, case in programs:
        asked = verify.program_for(code, case, means)
        lines = [*asked.code.split("\n"), *(f"{asked.function}[{';'.join(call)}]" for call in asked.calls)]
        subprocess.run([Q, "-q"], input="\n".join(lines), capture_output=True, text=True, check=False)
    return sandboxed, count / (cpu_seconds() - begun)


def megabytes() -> float:
    """Resident memory of this process and of all that it started and that live."""
    pages: dict[int, tuple[int, int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
            pages[int(path.name)] = parent, int((path / "statm").read_text("ascii").split()[1])
        except OSError:
            continue  # it ended meanwhile
    ours, before = {int(Path("/proc/self").readlink().name)}, 0
    while len(ours) > before:
        before = len(ours)
        ours |= {pid for pid, (parent, _) in pages.items() if parent in ours}
    return sum(pages[pid][1] for pid in ours if pid in pages) * 4096 / 2**20


def growth(given: dict[str, Problem], stream: Iterator[Rollout], count: int) -> list[float]:
    """Score so many rollouts with one scorer, a new seed for each 25th part; give the memory after each tenth."""
    found = []
    with Scorer(task_set(given), Settings(inputs=CASES_OF_GROWTH, workers=2, isolation=ISOLATION)) as scorer:
        for step in range(100):
            scorer.score(list(islice(stream, count // 100)), step // 4)
            if step % 10 == 9:
                found.append(megabytes())
                print(f"  after {(step + 1) * count // 100:7} rollouts {found[-1]:5.0f} MB", flush=True)
        ends = ", ".join(f"{number} {reason}" for reason, number in scorer.counts.most_common())
        print(f"  they ended as {ends}")
    return found


def programs(given: dict[str, Problem]) -> list[Recorded]:
    """Give answers to be graded: recorded ones, right ones made clumsy, and cheats."""
    answers = recorded(given, (*KINDS, "empty", "slow"))
    rights = [_right(one, given) for one in answers if one.kind == "idiomatic" and one.code is not None]
    numeric = [right for right in rights if right.numeric][:6]
    plan = [(kind, text, right) for kind, text in CHEATS.items() for right in rights[::5][:5]]
    plan += [(kind, text, right) for kind, text in CHEATS_WITH_NUMBERS.items() for right in numeric]
    plan += [(kind, text, right) for kind, text in CLUMSY.items() for right in rights[:8]]
    for kind, text, right in plan:
        code = write(text, right)
        answers.append(Recorded(right.problem, kind, f"```q\n{code}\n```", code))
    return answers


def _right(one: Recorded, given: dict[str, Problem]) -> Right:
    signature = given[one.problem].signature
    numeric = signature.result in ("int", "float")
    assert one.code is not None
    return Right(one.problem, one.code, PACK.function_name(signature.name), len(signature.parameters), numeric)


class Agreement(NamedTuple):
    """How many programs were graded, cheats among them and disagreements; the longest grade, the most memory."""

    programs: int
    cheats: int
    wrong: int
    seconds: float
    megabytes: float


def agreement(given: dict[str, Problem]) -> Agreement:
    """Hold the grader in one file against the pipeline."""
    settings = Settings(inputs=1000, cpu_seconds=1.0)
    cases = {name: checked(problem, 40) for name, problem in given.items()}
    answers = programs(given)
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    with RuntimePool(lambda: embedded.start(embedded.Settings(), limits, "auto"), 1) as pool:
        means = verify.Means(PACK, pool)
        expected = [_expected(one, cases[one.problem], means, settings) for one in answers]
    told = _graded(answers, cases, settings)
    graded = [reward for reward, _, _ in told]
    wrong = [(one, *pair) for one, *pair in zip(answers, expected, graded, strict=True) if pair[0] != pair[1]]
    for one, by_pipeline, by_grader in wrong:
        print(f"  {one.problem}, {one.kind}: the pipeline {by_pipeline}, the grader {by_grader}")
    kinds = Counter("no verdict" if one is None else "all" if one == 1 else "part" if one else "none" for one in graded)
    cheats = sum(one.kind in CHEATS or one.kind in CHEATS_WITH_NUMBERS or one.kind == "cheat" for one in answers)
    longest, most = max(seconds for _, seconds, _ in told), told[-1][2]
    print(f"grader in one file: {len(answers)} programs, {cheats} cheats among them; rewards {dict(kinds)}")
    print(f"  longest grade {longest:.1f} s of {SECONDS}; most memory held {most:.0f} MB, of 2048 that can be had")
    return Agreement(len(answers), cheats, len(wrong), longest, most)


def _expected(one: Recorded, cases: CheckedProblem, means: verify.Means, settings: Settings) -> float | None:
    if one.code is None:
        return settings.no_program
    verdict = verify.judge(one.code, cases, means)
    passed = len(cases.cases) if verdict.reason is None else verdict.evidence.get("passed", 0)
    rule = {name: getattr(settings, name) for name in ("bonus", "no_parse", "loop_penalty")}
    return rewarded(verdict.reason, passed / len(cases.cases), loops=PACK.loops(one.code), **rule)


def _graded(
    answers: Sequence[Recorded], cases: dict[str, CheckedProblem], settings: Settings
) -> list[tuple[float | None, float, float]]:
    """Grade answers on the very cases of the pipeline; give for each what `lone_grader` tells."""
    items = {}
    for name, one in cases.items():
        arguments = tuple(Case(case.arguments, raises=case.raises) for case in one.cases)
        held = replace(one.problem, signature=one.signature, generator="", cases=arguments)
        items[name] = {"task": canonical(dump(replace(task(one.problem), problem=held)))}
    lines = "".join(f"{json.dumps([items[one.problem], one.text])}\n" for one in answers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "grader.py"
        path.write_text(PACK.grader(json.dumps(asdict(settings))), "utf-8")
        command = [bare(Path(folder)), "-I", str(Path(__file__).with_name("lone_grader.py")), str(path)]
        done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    told = done.stdout.splitlines()
    if done.returncode:
        where = f"({done.returncode}) at program {len(told)}"
        raise SystemExit(f"the grader's process ended {where}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in told]


def bare(folder: Path) -> str:
    """Make an environment that has nothing but this one's numpy; give its Python."""
    venv.create(folder / "bare", with_pip=False, symlinks=True)
    (packages,) = (folder / "bare" / "lib").glob("python*/site-packages")
    own = Path(np.__file__).parent
    for held in (own, own.with_name("numpy.libs")):
        if held.exists():
            (packages / held.name).symlink_to(held)
    return str(folder / "bare" / "bin" / "python")


def main() -> int:
    """Print the figures; 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollouts", type=int, default=100_000, help="rollouts over which memory is measured (100000)")
    parser.add_argument("--processes", type=int, default=40, help="rollouts of which each has a process (40)")
    parser.add_argument("--problems", type=int, default=24, help="problems of the demonstration (24)")
    asked = parser.parse_args()
    given = problems(asked.problems)
    stream = rollouts(recorded(given))

    found, drawn = rates(given, stream)
    sandboxed, bare = process_rates(given, stream, asked.processes)
    print(f"rollouts of {Settings().inputs} cases scored a second of one core")
    for size, rate in found.items():
        print(f"  {size:6} at a time {rate:8.0f}   {rate / sandboxed:5.0f} times a process each")
    print(f"  a sandboxed process each {sandboxed:5.1f}; a bare one {bare:5.1f}")
    print(f"  tasks whose cases are drawn anew {drawn:5.1f}")
    held = agreement(given)
    print(f"memory over {asked.rollouts} rollouts, of this process and its workers")
    parts = growth(given, stream, asked.rollouts)
    more = parts[-1] - parts[0]
    least = min(found.values()) / sandboxed
    missed = [
        *([f"{least:.0f} times a process each, under {TIMES_A_PROCESS:g}"] if least < TIMES_A_PROCESS else []),
        *([f"memory grew by {more:.0f} MB, over {GROWTH_MEGABYTES}"] if more > GROWTH_MEGABYTES else []),
        *([f"{held.programs} programs graded, under {FEWEST_PROGRAMS}"] if held.programs < FEWEST_PROGRAMS else []),
        *([f"the grader disagrees on {held.wrong}"] if held.wrong else []),
    ]
    print(
        f"reward: {least:.0f} times a process for each rollout or more; {more:+.0f} MB over {asked.rollouts}; "
        f"the grader in one file agrees on {held.programs - held.wrong} of {held.programs} programs, "
        f"{held.cheats} of them cheats, in {held.seconds:.1f} s or less: "
        f"{'; '.join(missed) if missed else 'within bounds'}"
    )
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
