"""Reading JSON lines: every line comes out, as an object or with what is wrong with it."""

from pathlib import Path
from typing import Literal

import pytest

from qforge import jsonlines
from qforge.errors import DataError


def lines(folder: Path, content: bytes) -> list[tuple[int, object]]:
    path = folder / "data.jsonl"
    path.write_bytes(content)
    return [(line.number, line.mistake or line.record) for line in jsonlines.read(path)]


def test_lines_are_numbered_as_an_editor_does_and_blank_ones_left_out(tmp_path: Path) -> None:
    assert lines(tmp_path, b'\xef\xbb\xbf{"a": 1}\r\n\n{"a": "\xe2\x80\xa8"}') == [(1, {"a": 1}), (3, {"a": "\u2028"})]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        (b'{"a": 1', "not JSON: Expecting ',' delimiter at column 8"),
        (b"[1]", "the line holds a list, not an object"),
        (b"null", "the line holds null, not an object"),
        (b'{"a": "\xff"}', "byte 8 is not UTF-8"),
        (b'{"a": 1, "a": 2}', "not JSON: the key 'a' stands twice"),
        (b'{"a": NaN}', 'not JSON: NaN is no JSON; write {"$float": "nan"}, "inf" or "-inf"'),
        (b'{"a": 1e999}', "not JSON: the number 1e999 is too large"),
        (b'{"a": "\\ud800"}', "a text holds half of a surrogate pair (\\ud800 to \\udfff)"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "nested too deep"),
    ],
    ids=lambda value: value[:20],
)
def test_a_bad_line_comes_out_with_its_mistake(tmp_path: Path, line: bytes, mistake: str) -> None:
    assert lines(tmp_path, b"{}\n" + line + b'\n{"b": 2}\n') == [(1, {}), (2, mistake), (3, {"b": 2})]


def test_a_whole_surrogate_pair_is_a_character(tmp_path: Path) -> None:
    assert lines(tmp_path, b'{"a": "\\ud83d\\ude00"}') == [(1, {"a": "\U0001f600"})]


def test_a_number_of_five_thousand_digits_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    found = lines(tmp_path, b'{}\n{"a": ' + b"9" * 5000 + b"}\n")[1]
    assert isinstance(found[1], str)
    assert found[1].startswith("not JSON: ")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", ": the file is empty; expected JSON lines, one object a line"),
        (b"\n \n", ": the file is empty; expected JSON lines, one object a line"),
        (b"\n[\n{}]\n", ":2: not JSON: Expecting value at column 2; expected JSON lines, one object a line"),
        (b"\x1f\x8b\x08", ":1: byte 2 is not UTF-8; expected JSON lines, one object a line"),
    ],
)
def test_a_file_of_another_kind_is_told_in_one_line(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        lines(tmp_path, content)
    assert str(caught.value) == f"{tmp_path / 'data.jsonl'}{message}"


def test_a_missing_file_and_a_folder_are_told_in_one_line(tmp_path: Path) -> None:
    for path, words in ((tmp_path / "none.jsonl", "No such file or directory"), (tmp_path, "Is a directory")):
        with pytest.raises(DataError) as caught:
            list(jsonlines.read(path))
        assert str(caught.value) == f"{path}: can't be read: {words}"


class Inner(jsonlines.Schema):
    colour: Literal["red", "green"] = "red"


class Outer(jsonlines.Schema):
    inner: list[Inner]
    count: int


def test_an_object_is_held_against_its_schema_and_every_mistake_told() -> None:
    assert jsonlines.check(Outer, {"inner": [{"colour": "green"}], "count": 1}) == Outer(
        inner=[Inner(colour="green")], count=1
    )
    assert jsonlines.check(Outer, {"inner": [{"colour": "gren"}, {"color": "red"}], "count": True}) == [
        "inner[0].colour: expected 'red' or 'green', not \"gren\"; did you mean 'green'?",
        "inner[1].color: unknown key; known are colour; did you mean 'colour'?",
        "count: expected a valid integer, not true",
    ]
