"""The card is one that the Hub takes, opens the data, and tells every rejection."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import datasets
import pytest
from huggingface_hub import DatasetCard

from qforge.exporters import jsonl, parquet
from qforge.ledger import Ledger, Round
from qforge.pipeline.decontamination import Decontamination
from qforge.record import Kind, Usage
from qforge.report import files
from qforge.report.card import Licence, licences, render, size_category
from tests.exporters.rows import ROW, rows
from tests.report.builds import Finished, Texts, decontaminated, ledger


def finish(folder: Path, exporters: list[Any], train: int = 3, evaluation: int = 2) -> str:
    given = rows(train, evaluation)
    written = [path for exporter in exporters for path in exporter.write(given, folder, exporter.Settings())]
    return files.write(Finished(folder, written, given, ledger())).read_text("utf-8")


def front_matter(text: str) -> Any:
    return DatasetCard(text).data.to_dict()  # type: ignore[no-untyped-call]


def test_the_hub_reads_the_front_matter(tmp_path: Path) -> None:
    assert front_matter(finish(tmp_path, [parquet, jsonl])) == {
        "pretty_name": "Example: a | dataset",
        "license": "apache-2.0",
        "language": ["code"],
        "task_categories": ["text-generation"],
        "tags": ["code", "example", "execution-verified"],
        "size_categories": ["n<1K"],
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "data/train-00000-of-00001.parquet"},
                    {"split": "eval", "path": "data/eval-00000-of-00001.parquet"},
                ],
            }
        ],
    }


@pytest.mark.parametrize("exporters", [[parquet], [jsonl], [parquet, jsonl], [jsonl, parquet]])
def test_datasets_opens_the_folder_with_each_row_once(exporters: list[Any], tmp_path: Path) -> None:
    finish(tmp_path / "out", exporters)
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(split) for name, split in found.items()} == {"train": 3, "eval": 2}


@pytest.mark.parametrize("exporter", [parquet, jsonl])
def test_a_split_without_rows_is_not_announced_and_the_rest_opens(exporter: Any, tmp_path: Path) -> None:
    finish(tmp_path / "out", [exporter], 3, 0)
    found = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert {name: len(split) for name, split in found.items()} == {"train": 3}


def test_every_rejection_and_yield_is_told(tmp_path: Path) -> None:
    text = finish(tmp_path, [parquet])
    for line in [
        "5 programs in example for 5 problems: 2 in eval, 3 in train.",
        "- Written by hand for the demonstration.",
        "| read | records | 9 | 8 | malformed 1 |",
        "| reference | problems | 8 | 7 | no_cases 1 |",
        "| translate | questions | 14 | 14 |  |",
        "| extract | answers | 14 | 11 | empty 2, no_code 1 |",
        "| verify | programs | 11 | 6 | wrong_value 4, early_exit 1 |",
        "| dedup | programs | 6 | 5 | duplicate 1 |",
        "| sets \\| more | 4 | 3 | 2 | 2 |",
        "| hard | 4 | 3 | 1 | 1 |",
        "| recorded | MIT | allowed | 5 |",
        "20% of the programs iterate by loop statements; the column `loops` says which.",
        "| embedded | 1.0 | bubblewrap | lenient |",
        "| example | Apache-2.0 | the authors of example | 5 |",
        "| `n_cases` | integer | how many cases `code` passed: all of them |",
        'print(dataset["train"][0]["code"])',
    ]:
        assert line in text.splitlines(), line


def test_what_each_layer_found_in_which_benchmark_is_told() -> None:
    text = render(rows(3, 2), ledger(), Texts(), [], decontamination=decontaminated())
    for line in [
        "8 problems were held against these benchmarks, and those that are a benchmark's left. `decontamination.json`",
        "| example \\| bench | bench.jsonl | 2 | 1 | `12ab` |",
        "| ngram | a run of words in common | 1 | 1 |",
        "| containment | much of one's statement or reference in the other's | 0 | 0 |",
        "| behaviour | each one's reference passes the other's cases | 2 | 1 |",
        "Behaviour was judged for 12 of the 16 pairs of a problem and a benchmark problem whose parameters are",
    ]:
        assert line in text.splitlines(), line


def test_a_dataset_that_was_held_against_nothing_says_so() -> None:
    text = render(rows(3, 2), ledger(), Texts(), [], decontamination=Decontamination())
    assert "The problems were held against no benchmark" in text


def test_an_empty_dataset_has_a_card_that_says_so() -> None:
    text = render([], Ledger(), Texts(notes=()), [], decontamination=Decontamination())
    assert "This build accepted no program; there is no data." in text
    assert "configs" not in front_matter(text)
    assert "Loading" not in text


def test_equal_builds_have_equal_cards(tmp_path: Path) -> None:
    assert finish(tmp_path / "a", [parquet]) == finish(tmp_path / "b", [parquet])


def test_licences_are_told_by_source() -> None:
    assert licences(rows(2, 1)) == [Licence(ROW.source, ROW.licence, ROW.attribution, 3)]


def test_sizes_are_the_hubs_words() -> None:
    assert [size_category(rows) for rows in (0, 999, 1000, 99_999, 999_999, 1_000_000)] == [
        "n<1K",
        "n<1K",
        "1K<n<10K",
        "10K<n<100K",
        "100K<n<1M",
        "1M<n<10M",
    ]


def test_turns_rounds_and_authors_are_told_where_there_were_any() -> None:
    def card(books: Ledger, author: str = "") -> str:
        return render([replace(ROW, author=author)], books, Texts(), [], decontamination=decontaminated())

    plain = card(ledger())
    assert "| asked for |" not in plain
    assert "| round |" not in plain
    assert "Problems were written" not in plain
    books = ledger()
    for kind, verified in ((Kind.ATTEMPT, False), (Kind.ATTEMPT, True), (Kind.REPAIR, True)):
        books.tried(kind, verified=verified)
    books.rounds, books.rounds_ended = [Round("student", 9, 3), Round("master", 6, 6)], "every problem is solved"
    told = card(books, "writer")
    assert "| attempt | 2 | 1 |\n| repair | 1 | 1 |\n" in told
    assert "| 1 | student | 9 | 3 |\n| 2 | master | 6 | 6 |\n\nNo further round was made: every problem is" in told
    assert "Problems were written by models as well: writer (1 rows).\n" in told


def test_what_the_answers_took_stands_beside_their_teachers(tmp_path: Path) -> None:
    books = ledger()
    books.answered("m", Usage(1_500_000, 20_000))
    books.answered("a | b", Usage(12, 3))
    given = rows(3, 2)
    written = jsonl.write(given, tmp_path, jsonl.Settings())
    text = files.write(Finished(tmp_path, written, given, books)).read_text("utf-8")
    assert "| m | 1,500,000 | 20,000 | 3.20 USD |" in text
    assert "| a \\| b | 12 | 3 | no price given |" in text
    assert "tokens read" not in finish(tmp_path, [jsonl])
