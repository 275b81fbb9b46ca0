"""An evaluation on the terminal, and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from qforge.evaluation.estimates import Interval, paired, pass_at_k
from qforge.evaluation.results import Result, Score, by, reasons, score
from qforge.evaluation.run import Finished
from qforge.record import Reason
from qforge.value import Json


def show(done: Finished, console: Console | None = None) -> None:
    """Print the scores, the rates and the reasons of failure."""
    console = console or Console()
    table = _scores(done, between=" ")
    if console.measure(table, options=console.options.update(width=1000)).maximum > console.width:
        table = _scores(done, between="\n")
    console.print(table)
    console.print()
    if counted := reasons(done.found):
        table = Table(title="Why samples failed", title_justify="left")
        table.add_column("reason")
        table.add_column("samples", justify="right")
        for reason, number in counted.items():
            table.add_row(reason, str(number))
        console.print(table)
        console.print()
    for line in closing_lines(done):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def scores(done: Finished) -> list[Score]:
    """Estimate the whole benchmark's score, then each topic's and each difficulty's."""
    groups: list[tuple[str, Sequence[Result]]] = [("all problems", done.found)]
    for kind in ("topic", "difficulty"):
        groups += [(f"{kind}: {name}", found) for name, found in by(kind, done.found).items()]
    return [score(name, found, done.k, done.bootstrap, done.seed) for name, found in groups]


def _scores(done: Finished, between: str) -> Table:
    """Make the table; `between` parts a score from its interval."""
    table = Table(title=f"{done.model} on {done.name}", title_justify="left")
    table.add_column("", overflow="fold", min_width=11)
    table.add_column("problems", justify="right", no_wrap=True)
    last = ""
    for k in done.k:
        table.add_column(f"pass@{k}", justify="right", no_wrap=True)
    for item in scores(done):
        kind, _, name = item.name.partition(": ")
        if kind != last and last:
            table.add_section()
        last = kind
        estimates = [in_words(estimate, between) for estimate in item.pass_at.values()]
        table.add_row(name or kind, str(item.problems), *estimates)
    return table


def in_words(estimate: Interval, between: str = " ") -> str:
    """Write an estimate with its interval in per cent.

    >>> in_words(Interval(0.3, 0.214, 0.4))
    '30.0% [21.4, 40.0]'
    """
    return f"{estimate.value:.1%}{between}[{estimate.low * 100:.1f}, {estimate.high * 100:.1f}]"


def count(number: int, noun: str) -> str:
    """Write a number of things.

    >>> count(1, "sample"), count(2, "sample")
    ('1 sample', '2 samples')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def closing_lines(done: Finished) -> list[str]:
    """Say what the scores rest on."""
    samples = sum(item.samples for item in done.found)
    passed = sum(item.passed for item in done.found)
    rates = _rates(done)
    lines = [
        f"{count(samples, 'sample')} of {count(len(done.found), 'problem')}; {rates['compile_rate']:.1%} parse; "
        f"of the {passed} right, {rates['idiom_share']:.1%} do not loop",
        f"brackets: {done.bootstrap.confidence:.0%} bootstrap interval over problems",
        f"judged by {done.runtime}",
    ]
    if done.left_out:
        left = count(len(done.left_out), "problem")
        lines.append(f"left out of every score, as it can't be judged: {left} of the benchmark")
    lacking = sum(item.reasons.get(Reason.UNSUPPORTED, 0) for item in done.found)
    if lacking:
        told = count(lacking, "sample")
        lines.append(f"counted as failed, as this runtime lacks what it uses: {told}; true scores can be higher")
    return lines


def _rates(done: Finished) -> dict[str, float]:
    samples = sum(item.samples for item in done.found)
    passed = sum(item.passed for item in done.found)
    return {
        "compile_rate": sum(item.parsed for item in done.found) / samples,
        "idiom_share": sum(item.idiomatic for item in done.found) / passed if passed else 0.0,
    }


def summary(done: Finished) -> dict[str, Any]:
    """Give the same for machines."""
    found: Json = [
        {
            "name": item.name,
            "problems": item.problems,
            "pass": {str(k): dict(estimate._asdict()) for k, estimate in item.pass_at.items()},
        }
        for item in scores(done)
    ]
    return {
        "name": done.name,
        "model": done.model,
        "runtime": done.runtime,
        "scores": found,
        **_rates(done),
        "reasons": reasons(done.found),
        "left_out": done.left_out,
    }


def comparison(first: Finished, second: Finished) -> dict[int, Interval]:
    """Give for each k that both have how much higher the second scores, over the problems that both have."""
    chosen = {"resamples": first.bootstrap.resamples, "confidence": first.bootstrap.confidence, "seed": first.seed}

    def values(done: Finished, k: int) -> dict[str, float]:
        return {item.problem: pass_at_k(item.samples, item.passed, k) for item in done.found}

    common = [k for k in first.k if k in second.k]
    return {k: paired(values(first, k), values(second, k), **chosen) for k in common}  # type: ignore[arg-type]


def show_comparison(first: Finished, second: Finished, console: Console | None = None) -> None:
    """Print both runs side by side, over the problems that both have, and whether they differ beyond chance."""
    console = console or Console()
    common = {item.problem for item in first.found} & {item.problem for item in second.found}
    table = Table(title=f"{second.model} against {first.model}, {count(len(common), 'problem')}", title_justify="left")
    table.add_column("")
    for name in (*_told_apart(first, second), "difference"):
        table.add_column(name, justify="right")
    table.add_column("beyond chance")
    for k, difference in comparison(first, second).items():
        sides = [_mean(done, common, k) for done in (first, second)]
        clear = "no" if difference.low <= 0 <= difference.high else "yes"
        table.add_row(f"pass@{k}", *(f"{side:.1%}" for side in sides), in_words(difference), clear)
    console.print(table)


def _told_apart(first: Finished, second: Finished) -> tuple[str, str]:
    """Name both runs by the first of what differs: the evaluation, the model, or only which comes first."""
    for one, other in ((first.name, second.name), (first.model, second.model)):
        if one != other:
            return one, other
    return "first", "second"


def _mean(done: Finished, problems: set[str], k: int) -> float:
    values = [pass_at_k(item.samples, item.passed, k) for item in done.found if item.problem in problems]
    return sum(values) / len(values)
