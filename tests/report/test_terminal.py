"""The terminal shows the books; machines get the same as JSON."""

from __future__ import annotations

import io
import json
from pathlib import Path

from rich.console import Console

from qforge.ledger import Ledger
from qforge.record import Usage
from qforge.report.terminal import show, summary
from tests.exporters.rows import rows
from tests.report.builds import Finished, ledger


def shown(done: Finished, width: int = 100) -> list[str]:
    """Each line's words, without the table's lines."""
    console = Console(file=io.StringIO(), width=width)
    show(done, console)
    assert isinstance(console.file, io.StringIO)
    return [" ".join(line.replace("│", " ").split()) for line in console.file.getvalue().splitlines()]


def test_every_stage_and_reason_is_shown() -> None:
    lines = shown(Finished(Path("out"), [], rows(3, 2), ledger()))
    assert "verify programs 11 6 5 4 wrong_value" in lines
    assert "1 early_exit" in lines
    assert "dedup programs 6 5 1 1 duplicate" in lines
    assert "hard 4 3 1 1" in lines
    assert "5 rows (2 eval, 3 train) in 5 groups; 20% of the programs loop" in lines


def test_the_tables_fit_eighty_columns_and_the_path_is_not_broken() -> None:
    path = Path("/a/very/long/path" * 10)
    console = Console(file=io.StringIO(), width=80)
    show(Finished(path, [], rows(3, 2), ledger()), console)
    assert isinstance(console.file, io.StringIO)
    written = console.file.getvalue()
    assert "wrong_value" in written
    assert f"dataset: {path}" in written.splitlines()


def test_a_build_that_accepted_nothing_says_so() -> None:
    lines = shown(Finished(Path("out"), [], [], Ledger()))
    assert "0 rows (nothing was accepted) in 0 groups; 0% of the programs loop" in lines


def test_tokens_are_told_by_model_with_their_cost_where_it_has_a_price() -> None:
    books = ledger()
    for model, usage in (("m", Usage(1_000_000, 20_000)), ("m", Usage(500_000, 0, cached_tokens=7)),
                         ("free", Usage(12, 3, thinking_tokens=2)), ("silent", Usage())):  # fmt: skip
        books.answered(model, usage)
    done = Finished(Path("out"), [], rows(3, 2), books)
    lines = shown(done)
    assert "the answers took: free: 12 tokens read, 3 written (2 thinking)" in lines
    assert "the answers took: m: 1,500,000 tokens read (7 cached), 20,000 written, 3.20 USD" in lines
    assert not any("silent" in line for line in lines)
    free, paid = summary(done)["spending"]  # type: ignore[misc,union-attr]
    assert free == {
        "model": "free", "prompt_tokens": 12, "cached_tokens": 0, "completion_tokens": 3, "thinking_tokens": 2,
    }  # fmt: skip
    assert (paid["cost"], paid["currency"]) == (3.2, "USD")  # type: ignore[call-overload,index]


def test_the_summary_is_plain_json() -> None:
    told = json.loads(json.dumps(summary(Finished(Path("out"), [Path("out/train.jsonl")], rows(3, 2), ledger()))))
    assert told["name"] == "example"
    assert told["files"] == ["out/train.jsonl"]
    assert (told["new_answers"], told["new_verdicts"], told["rows"]) == (14, 11, 5)
    assert told["stages"][0] == {"stage": "read", "unit": "records", "in": 9, "out": 8, "rejected": {"malformed": 1}}


def test_each_folder_of_forms_and_benchmarks_is_named_once() -> None:
    forms = [Path("run/forms/trl/sft.jsonl"), Path("run/forms/trl/dpo.jsonl"), Path("run/forms/verl/train.parquet")]
    benchmarks = [Path("run/benchmarks/lm_eval/utils.py"), Path("run/benchmarks/lm_eval/tasks.jsonl")]
    done = Finished(Path("out"), [], rows(3, 2), ledger(), forms=forms, benchmarks=benchmarks)
    assert shown(done)[-3:] == [
        "training form: run/forms/trl",
        "training form: run/forms/verl",
        "benchmark: run/benchmarks/lm_eval",
    ]
    assert summary(done)["benchmarks"] == ["run/benchmarks/lm_eval/utils.py", "run/benchmarks/lm_eval/tasks.jsonl"]


def test_warnings_stand_before_the_result_and_in_the_summary() -> None:
    books = ledger()
    books.warnings.append("no problem is in train")
    done = Finished(Path("out"), [], rows(3, 2), books)
    assert "warning: no problem is in train" in shown(done)
    assert summary(done)["warnings"] == ["no problem is in train"]
