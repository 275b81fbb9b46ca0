"""The tables of an evaluation fit a terminal of 80 columns, and name what they compare."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from qforge.evaluation.results import Result
from qforge.evaluation.run import Finished
from qforge.evaluation.schema import Bootstrap
from qforge.evaluation.terminal import show, show_comparison

TOPICS = ("grouping and aggregation", "time-series windows")


def finished(*passed: int, k: tuple[int, ...] = (1, 2, 3), **changes: str) -> Finished:
    found = tuple(
        Result(f"p{number}", TOPICS[number % 2], "easy", 3, right, 3, right, {"wrong_value": 3 - right})
        for number, right in enumerate(passed)
    )
    done = Finished("bench", "m", "embedded: 1, none", {}, k, Bootstrap(resamples=100), 1, found)
    return replace(done, **changes)  # type: ignore[arg-type]


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def narrow() -> Console:
    return Console(file=io.StringIO(), width=80)


def test_at_eighty_columns_no_topic_and_no_interval_is_cut() -> None:
    console = narrow()
    show(finished(3, 0), console)
    text = printed(console)
    assert "…" not in text
    for words in ("grouping", "aggregation", "time-series", "problems", "[100.0, 100.0]", "pass@3"):
        assert words in text
    assert max(len(line) for line in text.splitlines()) <= 80


def test_where_there_is_room_a_score_and_its_interval_stand_on_one_line() -> None:
    console = narrow()
    show(finished(3, 0, k=(1,)), console)
    assert "│ grouping and aggregation │        1 │ 100.0% [100.0, 100.0] │" in printed(console)


def test_one_of_a_thing_is_no_plural() -> None:
    console = narrow()
    one = Finished("bench", "m", "embedded: 1, none", {"x": "malformed"}, (1,), Bootstrap(resamples=100), 1, (
        Result("p", "t", "easy", 1, 0, 1, 0, {"unsupported": 1}),))  # fmt: skip
    show(one, console)
    text = printed(console)
    assert "1 sample of 1 problem; 100.0% parse" in text
    assert "it can't be judged: 1 problem of the benchmark" in text
    assert "this runtime lacks what it uses: 1 sample;" in text


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"name": "after", "model": "n"}, ("bench", "after")),
        ({"model": "n"}, ("m", "n")),
        ({}, ("first", "second")),
    ],
)
def test_a_comparison_names_its_sides_by_what_differs(changes: dict[str, str], names: tuple[str, str]) -> None:
    console = narrow()
    show_comparison(finished(0, 0, 0, 0), finished(3, 3, 3, 3, **changes), console)
    lines = printed(console).splitlines()
    heads = [cell.strip() for cell in lines[2].split("┃")[1:-1]]
    assert heads == ["", *names, "difference", "beyond chance"]
    assert [cell.strip() for cell in lines[4].split("│")[1:-1]] == [
        "pass@1", "0.0%", "100.0%", "100.0% [100.0, 100.0]", "yes",
    ]  # fmt: skip
