"""A pipeline file is read whole or refused with every mistake in it, each at its line."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from qforge.config.plugin import FromCurrentFolder, Kind, Plugin
from qforge.config.read import read
from qforge.errors import PipelineError, PluginError


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, slots=True)
class FileSettings:
    path: Path
    colour: Colour = Colour.RED
    rate: Annotated[float, Field(gt=0, le=1)] | None = None
    also: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if self.rate == 0.5 and self.colour is Colour.BLUE:
            raise ValueError("rate 0.5 does not go with colour blue")


@dataclass(frozen=True, slots=True)
class Translate:
    attempts: Annotated[int, Field(gt=0)]
    show_reference: bool = False
    mode: Literal["fast", "slow"] = "fast"


@dataclass(frozen=True, slots=True)
class Split:
    eval_share: Annotated[float, Field(ge=0, le=1)] = 0.1


@dataclass(frozen=True, slots=True)
class Example:
    name: Annotated[str, Field(pattern="^[a-z-]+$")]
    sources: Annotated[tuple[Annotated[Plugin, Kind("sources")], ...], Field(min_length=1)]
    translate: Translate
    split: Split = field(default_factory=Split)
    teacher: Annotated[Plugin, Kind("teachers")] | None = None
    run: Annotated[Path, FromCurrentFolder()] | None = None
    notes: tuple[str, ...] = ()
    prices: dict[str, float] = field(default_factory=dict)
    language: Annotated[str, Kind("languages")] = "file"


FILE_PLUGIN = ModuleType("file_plugin")
FILE_PLUGIN.Settings = FileSettings  # type: ignore[attr-defined]
NO_PLUGIN = ModuleType("no_plugin")

GOOD = """\
name: quickstart
sources:
  - use: file
    path: problems.jsonl
translate:
  attempts: 10
"""


def resolve(kind: str, name: str, document: Mapping[str, Any]) -> ModuleType:
    known = {"file": FILE_PLUGIN, "broken": NO_PLUGIN}
    if name not in known:
        raise PluginError(f"{name!r} is not known in {kind} of {document['name']}; known are file")
    return known[name]


def read_text(folder: Path, text: str | bytes, overrides: Sequence[str] = ()) -> Example:
    path = folder / "p.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(path, Example, resolve, overrides)


def mistakes(folder: Path, text: str | bytes, overrides: Sequence[str] = ()) -> list[str]:
    with pytest.raises(PipelineError) as caught:
        read_text(folder, text, overrides)
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_a_good_file_gives_the_dataclass_with_its_defaults(tmp_path: Path) -> None:
    settings = FileSettings(tmp_path / "problems.jsonl")
    assert read_text(tmp_path, GOOD) == Example(
        "quickstart", (Plugin("sources", "file", FILE_PLUGIN, settings),), Translate(10)
    )


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    text = GOOD + (
        "  show_reference: true\n  mode: slow\nsplit: {eval_share: 1}\nrun: runs/x\nnotes: ['no', \"010\", plain]\n"
        "prices: {a: 1.5e-3, b: 0x10}\nteacher: {use: file, path: /abs, colour: blue, rate: ~, also: [a, ../b]}\n"
    )
    made = read_text(tmp_path, text)
    assert made.translate == Translate(10, True, "slow")
    assert made.split == Split(1.0)
    assert made.run == Path("runs/x")
    assert made.notes == ("no", "010", "plain")
    assert made.prices == {"a": 0.0015, "b": 16.0}
    assert made.teacher is not None
    assert made.teacher.settings == FileSettings(Path("/abs"), Colour.BLUE, None, (tmp_path / "a", tmp_path / "../b"))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = """\
name: Quick
sources:
  - use: file
    path: 3
    colour: rad
    rate: "0.3"
  - use: fole
  - use: broken
  - {path: x}
  - file
  - use: file
    path: x
    rate: 0.5
    colour: blue
translate:
  atempts: 3
  show_reference: "true"
  mode: medium
notes: text
prices: {a: x}
"""
    attempts = "attempts, mode, show_reference"
    plugin = "a section with use: NAME, one of the sources"
    assert mistakes(tmp_path, text) == [
        "p.yaml:1: name: expected text of the form ^[a-z-]+$, not the text 'Quick'",
        "p.yaml:4: sources.0.path: expected a path, not the number 3; put it in quotes",
        "p.yaml:5: sources.0.colour: expected one of red, blue, not the text 'rad'; did you mean 'red'?",
        "p.yaml:6: sources.0.rate: expected a number greater than 0 and of at most 1, or nothing, "
        "not the text '0.3'; leave the quotes out",
        "p.yaml:7: sources.1.use: 'fole' is not known in sources of Quick; known are file",
        "p.yaml:8: sources.2.use: no_plugin is not one of the sources: it has no Settings dataclass",
        "p.yaml:9: sources.3.use: missing; expected the name of one of the sources",
        f"p.yaml:10: sources.4: expected {plugin}, not the text 'file'",
        "p.yaml:11: sources.5: rate 0.5 does not go with colour blue",
        "p.yaml:15: translate.attempts: missing; expected a whole number greater than 0",
        f"p.yaml:16: translate.atempts: unknown key; known here are {attempts}; did you mean 'attempts'?",
        "p.yaml:17: translate.show_reference: expected true or false, not the text 'true'; leave the quotes out",
        "p.yaml:18: translate.mode: expected one of fast, slow, not the text 'medium'",
        "p.yaml:19: notes: expected a list, each item text, not the text 'text'",
        "p.yaml:20: prices.a: expected a number, not the text 'x'",
    ]


def test_what_is_missing_is_told_with_what_is_expected(tmp_path: Path) -> None:
    assert mistakes(tmp_path, "\nsplit:\n") == [
        "p.yaml:2: name: missing; expected text of the form ^[a-z-]+$",
        "p.yaml:2: sources: missing; expected a list of length 1 or more, each item a section with use: NAME, "
        "one of the sources",
        "p.yaml:2: translate: missing; expected a section (lines of key: value)",
    ]


def test_an_empty_list_where_one_item_is_needed_is_a_mistake(tmp_path: Path) -> None:
    told = mistakes(tmp_path, "name: a\nsources: []\ntranslate: {attempts: 1}\n")
    assert told == [
        "p.yaml:2: sources: expected a list of length 1 or more, each item a section with use: NAME, "
        "one of the sources; it has 0 items"
    ]


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("no", "no is false to some YAML readers and text to others; write 'no' in quotes, or false"),
        ("On", "On is true to some YAML readers and text to others; write 'On' in quotes, or true"),
        ("010", "010 is the number 8 to some YAML readers and the number 10 to others; write '010' in quotes, or 8"),
        ("08", "08 is text to some YAML readers and the number 8 to others; write '08' in quotes"),
        ("1:30", "1:30 is the number 90 to some YAML readers and text to others; write '1:30' in quotes, or 90"),
        ("1_000", "1_000 is the number 1000 to some YAML readers and text to others; write '1_000' in quotes, or 1000"),
        ("0b11", "0b11 is the number 3 to some YAML readers and text to others; write '0b11' in quotes, or 3"),
        ("2026-11-23", "2026-11-23 is a date to some YAML readers and text to others; write '2026-11-23' in quotes"),
        (".nan", ".nan is not a number that a setting can have"),
        ("-.inf", "-.inf is not a number that a setting can have"),
        ("!!str 3", "the tag !!str is not read here; write the value without it"),
        ('"\\ud800"', "the text holds half of a surrogate pair, which is no character"),
    ],
)
def test_what_yaml_readers_disagree_on_is_refused(tmp_path: Path, written: str, told: str) -> None:
    assert mistakes(tmp_path, f"{GOOD}notes: [{written}]\n") == [f"p.yaml:7: notes.0: {told}"]


@pytest.mark.parametrize("attempts", ["3.0", "'3'", "true", "1e1", "[3]", "{a: 3}", "", "0", "-1"])
def test_only_a_whole_number_is_a_whole_number(tmp_path: Path, attempts: str) -> None:
    (told,) = mistakes(tmp_path, GOOD.replace("10", attempts))
    assert told.startswith("p.yaml:6: translate.attempts: expected a whole number greater than 0, not ")


def test_a_text_can_be_the_name_of_a_plugin(tmp_path: Path) -> None:
    assert read_text(tmp_path, GOOD + "language: broken\n").language == "broken"
    assert mistakes(tmp_path, GOOD + "language: fole\n") == [
        "p.yaml:7: language: 'fole' is not known in languages of quickstart; known are file"
    ]


def test_repeated_keys_are_told_with_both_lines(tmp_path: Path) -> None:
    assert mistakes(tmp_path, GOOD + "name: other\n") == [
        "p.yaml:7: name: the key stands here and on line 1 already; keep one of them"
    ]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("1: x", "the key 1 is not text to every YAML reader; put it in quotes"),
        ("no: x", "the key no is not text to every YAML reader; put it in quotes"),
        ("~: x", "the key ~ is not text to every YAML reader; put it in quotes"),
        ("? [a]\n: x", "a key is a list or a section; keys are single words"),
        ("<<: {a: b}", "the merge key << is not read here; write the keys out"),
    ],
)
def test_keys_are_text(tmp_path: Path, line: str, told: str) -> None:
    assert mistakes(tmp_path, f"{GOOD}{line}\n") == [f"p.yaml:7: {told}"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "p.yaml:1: the file is empty; expected lines of key: value"),
        ("# only a comment\n", "p.yaml:1: the file is empty; expected lines of key: value"),
        ("- a\n", "p.yaml:1: the file holds a list; expected lines of key: value"),
        ("\nword\n", "p.yaml:2: the file holds a single value; expected lines of key: value"),
        (
            "a: b: c",
            "p.yaml:1: bad YAML at column 5: a second ':' on the line; put the value in quotes, "
            "or indent the line to where its section begins",
        ),
        (
            "a:\n\tb: 1",
            "p.yaml:2: bad YAML at column 1: a tab stands where spaces are needed; indent with spaces",
        ),
        ('a: "x', "p.yaml:1: bad YAML at column 6: the text ends inside quotes"),
        ("a: [x", "p.yaml:1: bad YAML at column 6: a comma or the closing ']' is missing"),
        ("a: {", "p.yaml:1: bad YAML at column 5: the text ends where a value is due"),
        ("a: @x", "p.yaml:1: bad YAML at column 4: '@' can't begin a value; put the value in quotes"),
        ("a: 1\n---\nb: 1", "p.yaml:2: bad YAML at column 1: a second document begins ('---'); a file holds one"),
        ("a: *x", "p.yaml:1: bad YAML at column 4: an alias (*name) without an anchor (&name) before it"),
        (
            "a:\n  b: 1\n c: 2",
            "p.yaml:3: bad YAML at column 2: the line does not fit its neighbours; indent all keys of a section alike",
        ),
        ("a: 1\nb: \x07", "p.yaml:2: bad YAML at column 4: the character U+0007 is not allowed"),
        ("[" * 5000, "p.yaml:1: nested too deep; at most 64 levels are read"),
        (b"a: \xff", "p.yaml: not UTF-8 at byte 3; save the file as UTF-8"),
        (b"#" * 300_000, "p.yaml: no file of at most 256 kilobytes; expected a pipeline file"),
    ],
)
def test_what_is_no_pipeline_file_is_told_in_plain_words(tmp_path: Path, text: str | bytes, told: str) -> None:
    assert mistakes(tmp_path, text) == [told]


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    assert read_text(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).name == "quickstart"


def test_anchors_repeat_a_value(tmp_path: Path) -> None:
    text = GOOD.replace("- use", "- &first\n    use").replace("translate", "teacher: *first\ntranslate")
    made = read_text(tmp_path, text)
    assert made.teacher is not None
    assert made.teacher.settings == made.sources[0].settings


def test_aliases_that_multiply_are_refused_without_expanding_them(tmp_path: Path) -> None:
    layers = "".join(f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 12))
    told = mistakes(tmp_path, f"{GOOD}l0: &l0 [x]\n{layers}")
    assert sum(line.endswith("with its aliases the file has over 20,000 values") for line in told) == 1


def test_an_alias_of_itself_is_refused(tmp_path: Path) -> None:
    assert mistakes(tmp_path, f"{GOOD}notes: &x [*x]\n") == [
        "p.yaml:7: notes.0: an alias stands inside the anchor that it repeats"
    ]


def test_files_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    (tmp_path / "quickstart.yaml").write_text(GOOD)
    for path, told in [
        (tmp_path, f"{tmp_path}: a folder; expected a pipeline file (YAML)"),
        (
            tmp_path / "quikstart.yaml",
            f"{tmp_path}/quikstart.yaml: there is no such file; did you mean 'quickstart.yaml'?",
        ),
        (tmp_path / "no" / "p.yaml", f"{tmp_path}/no/p.yaml: there is no such file"),
        (tmp_path / "quickstart.yaml" / "x", f"{tmp_path}/quickstart.yaml/x: can't be read: Not a directory"),
        (Path("a\0b"), "a\0b: can't be read: embedded null byte"),
    ]:
        with pytest.raises(PipelineError) as caught:
            read(path, Example, resolve)
        assert str(caught.value) == told


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p.yaml")
    with pytest.raises(PipelineError, match="no file of at most"):
        read(tmp_path / "p.yaml", Example, resolve)


def test_overrides_change_add_and_replace(tmp_path: Path) -> None:
    overrides = ["translate.attempts=3", "sources.0.path=a", "sources.1={use: file, path: b}", "split.eval_share=0.5"]
    made = read_text(tmp_path, GOOD, [*overrides, "sources.1.rate=1", "translate.attempts=4", "run="])
    assert made.translate == Translate(4)
    assert [source.settings for source in made.sources] == [
        FileSettings(Path("a")),
        FileSettings(Path("b"), rate=1.0),
    ]
    assert made.split == Split(0.5)
    assert made.run is None


def test_an_override_mends_a_mistake_of_the_file(tmp_path: Path) -> None:
    assert read_text(tmp_path, GOOD.replace("10", "-1"), ["translate.attempts=2"]).translate == Translate(2)


def test_mistakes_in_overrides_cite_the_override_and_come_last(tmp_path: Path) -> None:
    overrides = ["translate.x=3", "sources.9.a=1", "name.x=3", "foo", "notes=[a", "translate.attempts='3'", "a..b=1"]
    assert mistakes(tmp_path, GOOD + "nome: x\n", overrides) == [
        "p.yaml:7: nome: unknown key; known here are language, name, notes, prices, run, sources, split, teacher, "
        "translate; did you mean 'name'?",
        "--set translate.x=3: translate.x: unknown key; known here are attempts, mode, show_reference",
        "--set sources.9.a=1: sources is a list with 1 item(s); '9' is no number from 0 to 1",
        "--set name.x=3: name is a single value, and has no 'x' in it",
        "--set foo: expected is KEY=VALUE, with a key such as translate.attempts or sources.0.path",
        "--set notes=[a: bad YAML at column 3: a comma or the closing ']' is missing",
        "--set translate.attempts='3': translate.attempts: expected a whole number greater than 0, "
        "not the text '3'; leave the quotes out",
        "--set a..b=1: expected is KEY=VALUE, with a key such as translate.attempts or sources.0.path",
    ]


@settings(max_examples=150, deadline=None)
@given(text=st.text(alphabet=st.sampled_from("abn01:-[]{}&*!?|>'\"#%@,\n \t\0é\ud800.~<="), max_size=40))
def test_no_text_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.mktemp("any") / "p.yaml"
    path.write_bytes((GOOD + text).encode("utf-8", "surrogatepass"))
    for overrides in ([], [text], [f"notes={text}"]):
        with contextlib.suppress(PipelineError):
            assert read(path, Example, resolve, overrides).name == "quickstart"
