"""The end of a build on the terminal: what each stage let through, and what the problems yielded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from qforge.ledger import Ledger
from qforge.report.outcome import Finished
from qforge.report.spent import spending
from qforge.value import Json


def show(done: Finished, console: Console | None = None) -> None:
    """Print the tables and where the dataset lies, on standard output unless a console is given."""
    console = console or Console()
    for table in (stage_table(done.ledger), yield_table(done.ledger, "topic"), yield_table(done.ledger, "difficulty")):
        console.print(table)
        console.print()
    for line in closing_lines(done):
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def stage_table(ledger: Ledger) -> Table:
    """Make the table of the stages, a line for each reason."""
    table = Table(title="What each stage let through", title_justify="left")
    table.add_column("stage")
    table.add_column("counts", style="dim")
    for name in ("in", "out", "rejected"):
        table.add_column(name, justify="right")
    table.add_column("reason")
    for count in ledger.stages():
        reasons = "\n".join(f"{number:>5}  {reason.value}" for reason, number in count.rejected.items())
        rejected = sum(count.rejected.values())
        table.add_row(count.stage.value, count.unit, str(count.entered), str(count.left), str(rejected), reasons)
    return table


def kind_line(ledger: Ledger) -> str:
    """Say how many questions of each kind were asked, and how many led to a verified program."""
    return "; ".join(f"{item.kind}s: {item.verified} of {item.asked} verified" for item in ledger.kinds())


def yield_table(ledger: Ledger, kind: str) -> Table:
    """Make the table of what problems yielded, by "topic" or "difficulty"."""
    table = Table(title=f"Yield by {kind}", title_justify="left")
    table.add_column(kind)
    for name in ("problems", "usable", "solved", "rows"):
        table.add_column(name, justify="right")
    for item in ledger.yields(kind):
        table.add_row(item.name, str(item.problems), str(item.usable), str(item.solved), str(item.rows))
    return table


def closing_lines(done: Finished) -> list[str]:
    """Say what was made, what it took, and where it lies."""
    ledger = done.ledger
    splits = ", ".join(f"{number} {split}" for split, number in ledger.splits.items()) or "nothing was accepted"
    kinds = [kind_line(ledger)] if len(ledger.kinds()) > 1 else []
    rounds = [f"round {number}: {item.solved} of {item.open} problems solved, by {item.teacher}"
              for number, item in enumerate(ledger.rounds, start=1)]  # fmt: skip
    ended = [f"no further round: {ledger.rounds_ended}"] if len(rounds) > 1 else []
    return [
        *[f"warning: {warning}" for warning in ledger.warnings],
        *kinds,
        *(rounds if len(rounds) > 1 else []),
        *ended,
        f"{ledger.rows} rows ({splits}) in {ledger.groups} groups; {ledger.loop_share:.0%} of the programs loop",
        f"{done.new_answers} new answers of the teacher, {done.new_verdicts} programs run; the rest was stored already",
        *[f"the answers took: {item.line}" for item in spending(ledger.usage, done.pipeline.asking)],
        f"dataset: {done.dataset}",
        *[f"training form: {folder}" for folder in _folders(done.forms)],
        *[f"benchmark: {folder}" for folder in _folders(done.benchmarks)],
    ]


def _folders(files: Sequence[Path]) -> list[str]:
    return sorted({str(path.parent) for path in files})


def summary(done: Finished) -> dict[str, Json]:
    """Give the same for machines."""
    ledger = done.ledger
    return {
        "name": done.pipeline.name,
        "dataset": str(done.dataset),
        "files": [str(path) for path in done.files],
        "forms": [str(path) for path in done.forms],
        "benchmarks": [str(path) for path in done.benchmarks],
        "new_answers": done.new_answers,
        "new_verdicts": done.new_verdicts,
        "spending": [item.to_json() for item in spending(ledger.usage, done.pipeline.asking)],
        **ledger.to_json(),
    }
