"""A certificate holds for what it was issued for; every planted fault is found and named."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from pyarrow import parquet

from qforge.certificate.check import check
from qforge.certificate.issue import issue, renew
from qforge.certificate.kept import kept_splits
from qforge.certificate.terms import NAME, ROWS, SKETCHES
from qforge.cli import cli
from qforge.errors import CertificateError, DataError
from qforge.stages import likeness
from qforge.value import digest
from tests.certificate.datasets import TERMS, certified, forge, kinds, row, some_rows, told, words, write


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certified(tmp_path_factory.mktemp("original"), some_rows(), lines=True)


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return Path(shutil.copytree(original, tmp_path / "dataset"))


def test_an_untouched_dataset_holds_and_its_certificate_does_not_depend_on_when_it_is_made(folder: Path) -> None:
    assert check(folder).faults == ()
    before = (folder / NAME).read_bytes()
    issue(folder, TERMS)
    assert (folder / NAME).read_bytes() == before
    counts = json.loads(before)["splits"]
    assert (counts["train"]["rows"], counts["train"]["groups"], counts["eval"]["rows"]) == (7, 6, 3)


def changed(folder: Path, change: dict[str, Any], at: int = 0) -> None:
    """Rewrite the rows of both forms, one of them changed."""
    rows = some_rows()
    write(folder, [*rows[:at], replace(rows[at], **change), *rows[at + 1 :]], lines=True)


def test_a_tampered_row_is_named(folder: Path) -> None:
    changed(folder, {"cases": "[]"})
    assert kinds(folder) == {"changed file", "changed row", "wrong root"}
    assert told(folder, "changed row") == ["row p0#0 in train is not the row that was certified"]


def test_a_row_moved_to_the_other_split_is_named(folder: Path) -> None:
    changed(folder, {"split": "eval"})
    assert "row p0#0 is in eval, but was certified in train" in told(folder, "moved row")


def test_a_row_whose_file_is_of_another_split_is_named(folder: Path) -> None:
    write(folder, [replace(one, split="train") if one.id == "p8#0" else one for one in some_rows()])
    table = parquet.read_table(folder / "data/train-00000-of-00001.parquet")
    moved = table.set_column(table.schema.names.index("split"), "split", [["eval"] * len(table)])
    parquet.write_table(moved, folder / "data/train-00000-of-00001.parquet")
    assert any("row p0#0 says that it is of eval" in message for message in told(folder, "moved row"))


def test_a_missing_group_is_named(folder: Path) -> None:
    write(folder, [one for one in some_rows() if one.group != "p5"], lines=True)
    assert told(folder, "missing group") == ["no row of the group p5 is there"]
    assert told(folder, "missing row") == [
        "row p5#0 of train is certified, but is not there",
        "row p5#1 of train is certified, but is not there",
    ]
    assert "train: rows is certified as 7, but is 5" in told(folder, "wrong count")


def test_a_row_without_or_with_another_group_is_named(folder: Path) -> None:
    changed(folder, {"group": ""})
    assert told(folder, "missing group") == ["row p0#0 has no group"]
    changed(folder, {"group": "p1"})
    assert told(folder, "changed group") == ["row p0#0 is of group 'p1', but was certified in 'p0'"]


def test_a_repeated_and_an_added_row_are_named(folder: Path) -> None:
    write(folder, [*some_rows(), some_rows()[2]], lines=True)
    assert told(folder, "repeated row") == ["row p2#0 is there 2 times"]
    write(folder, [*some_rows(), row(20, "eval")], lines=True)
    assert told(folder, "added row") == ["row p20#0 in eval is not certified"]


def test_files_that_differ_are_named(folder: Path) -> None:
    (folder / "README.md").write_text("# Another card\n")
    (folder / "extra.txt").write_text("?")
    (folder / "train.jsonl").unlink()
    (folder / ".gitattributes").write_text("* text\n")  # the Hub's own
    assert [(fault.kind, fault.message.split()[0]) for fault in check(folder).faults] == [
        ("missing file", "train.jsonl"),
        ("added file", "extra.txt"),
        ("changed file", "README.md"),
        ("unchecked file", "extra.txt"),
        ("forms differ", "the"),
    ]


def test_a_card_that_loads_other_rows_and_files_that_no_check_reads_are_found(tmp_path: Path) -> None:
    forge(tmp_path, some_rows())
    (tmp_path / "more").mkdir()
    shutil.copy(tmp_path / "data/eval-00000-of-00001.parquet", tmp_path / "more/leak.parquet")
    entries = "{split: train, path: more/*}, {split: eval, path: data/eval-00000-of-00001.parquet}"
    (tmp_path / "README.md").write_text(f"---\nconfigs:\n- config_name: default\n  data_files: [{entries}]\n---\n")
    renew(tmp_path)
    assert [tuple(fault) for fault in check(tmp_path).faults] == [
        ("unchecked file", "more/leak.parquet may hold data, and no check reads it"),
        ("card", "the configuration default loads more/* as train, which it is not"),
        ("card", "the default configuration does not load every file of the splits, or loads others"),
    ]


TRAIN, EVAL = "data/train-00000-of-00001.parquet", "data/eval-00000-of-00001.parquet"
RIGHT = f"[{{split: train, path: {TRAIN}}}, {{split: eval, path: {EVAL}}}]"
SWAPPED = f"[{{split: train, path: {EVAL}}}, {{split: eval, path: {TRAIN}}}]"


def card(files: str, *, name: str = "default", before: str = "", more: str = "") -> str:
    return f"{before}---\nconfigs:\n- config_name: {name}\n  data_files: {files}\n{more}---\n"


@pytest.mark.parametrize(
    "text",
    [
        card(SWAPPED),
        card(SWAPPED, before="\n"),
        card(RIGHT.replace("data/", "./data/")),
        card(RIGHT.replace(TRAIN, "/elsewhere/train.jsonl")),
        card(RIGHT.replace(TRAIN, "https://example.org/train.jsonl")),
        card(RIGHT, name="rejected"),
        card(RIGHT, more="  data_dir: rejected\n"),
        card(RIGHT, more=f"- config_name: other\n  default: true\n  data_files: {SWAPPED}\n"),
        card(f"[{{split: train, path: {TRAIN}}}]"),
        "---\nconfigs: [\n---\n",
        "---\na: " + "[" * 5000 + "\n---\n",
        "---\nconfigs:\n",
    ],
)
def test_a_card_that_loads_anything_but_the_checked_files_is_found(tmp_path: Path, text: str) -> None:
    forge(tmp_path, some_rows())
    (tmp_path / "README.md").write_text(text)
    renew(tmp_path)
    assert "card" in {fault.kind for fault in check(tmp_path).faults}


def test_a_card_that_names_the_checked_files_is_none_the_worse_for_it(tmp_path: Path) -> None:
    forge(tmp_path, some_rows())
    (tmp_path / "README.md").write_text(card(RIGHT))
    renew(tmp_path)
    assert check(tmp_path).faults == ()


@pytest.mark.parametrize("name", ["more.ndjson", "MORE.PARQUET", ".cache/evil.jsonl"])
def test_a_file_that_datasets_could_load_is_found_whatever_its_name(tmp_path: Path, name: str) -> None:
    forge(tmp_path, some_rows())
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("{}\n")
    renew(tmp_path)
    assert ("unchecked file", f"{name} may hold data, and no check reads it") in map(tuple, check(tmp_path).faults)


def test_a_link_to_a_folder_is_found(tmp_path: Path) -> None:
    forge(tmp_path, some_rows())
    (tmp_path / "more").symlink_to("/tmp", target_is_directory=True)
    renew(tmp_path)
    assert "unchecked file" in {fault.kind for fault in check(tmp_path).faults}


def test_rows_that_differ_between_the_forms_are_found(folder: Path) -> None:
    lines = (folder / "train.jsonl").read_text()
    (folder / "train.jsonl").write_text(lines.replace('"n_cases":1', '"n_cases":2', 1))
    renew(folder)
    assert kinds(folder) == {"forms differ"}


@pytest.mark.parametrize("name", ["data/eval-00000-of-00001.parquet", ROWS, SKETCHES])
def test_a_file_that_can_not_be_read_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"no parquet")
    assert any(name in message for message in told(folder, "unreadable"))


def edited(folder: Path, change: Any, *, honest_digest: bool) -> set[str]:
    claims = json.loads((folder / NAME).read_text())
    change(claims)
    if honest_digest:
        claims["digest"] = digest({key: value for key, value in claims.items() if key != "digest"})
    (folder / NAME).write_text(json.dumps(claims))
    return kinds(folder)


def test_an_edited_threshold_is_found_with_and_without_a_new_digest(folder: Path) -> None:
    def lower(claims: Any) -> None:
        claims["likeness"]["aspects"]["solution"]["threshold"] = 0.5

    def higher(claims: Any) -> None:
        claims["likeness"]["aspects"]["solution"]["threshold"] = 0.95

    assert edited(folder, lower, honest_digest=False) == {"edited certificate"}
    assert edited(folder, higher, honest_digest=True) == {"edited threshold"}


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        (("seed",), 8, "sketches differ"),
        (("sketches", "permutations"), 32, "sketches differ"),
        (("likeness", "aspects", "solution", "shingle_tokens"), 50, "normaliser differs"),
        (("likeness", "versions", "python"), 99, "normaliser differs"),
        (("likeness", "vectors"), [], "normaliser differs"),
        (("splits", "eval", "rows"), 2, "wrong count"),
        (("splits", "eval", "merkle_root"), "00", "wrong root"),
        (("joins", "solution", "eval"), 2, "wrong count"),
        (("splits",), None, "malformed"),
        (("likeness", "aspects", "solution"), {}, "malformed"),
    ],
)
def test_a_certificate_that_says_something_else_is_found_even_with_a_new_digest(
    folder: Path, path: tuple[str, ...], value: object, kind: str
) -> None:
    def change(claims: Any) -> None:
        for key in path[:-1]:
            claims = claims[key]
        claims[path[-1]] = value

    assert kind in edited(folder, change, honest_digest=True)


def test_edited_sketches_and_lists_are_found(folder: Path) -> None:
    table = parquet.read_table(folder / SKETCHES)
    parquet.write_table(table.slice(0, len(table) - 1), folder / SKETCHES)
    renew(folder)
    assert kinds(folder) == {"sketches differ"}
    entries = parquet.read_table(folder / ROWS)
    parquet.write_table(entries.slice(1), folder / ROWS)
    renew(folder)
    assert "added row" in kinds(folder)


CODE = some_rows()[0].code
RENAMED = "# the same\ndef g ( y ) :\n    return [" + CODE.split("[")[1]
LEAKS: dict[str, tuple[dict[str, Any], str]] = {
    "the same program": ({"code": CODE}, "solution in both splits"),
    "a renamed, commented, reformatted program": ({"code": RENAMED}, "solution in both splits"),
    "a changed program": ({"code": CODE.replace("[", "[1, ")}, "solution in both splits"),
    "a like reference": ({"reference": some_rows()[1].reference.replace("(x)", "(z)")}, "reference in both splits"),
    "a like statement": ({"statement": some_rows()[2].statement.upper() + " please"}, "statement in both splits"),
    "the same problem": ({"problem_id": "p3"}, "problem in both splits"),
    "the same group": ({"group": "p3"}, "group in both splits"),
    "the same origin": ({"derived_from": "p3"}, "origin in both splits"),
    "another language": ({"reference_language": "cobol"}, "unknown language"),
    "two languages": ({"language": "q"}, "several languages"),
}  # fmt: skip


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_found_though_rows_and_certificate_were_forged_alike(tmp_path: Path, leak: str) -> None:
    change, kind = LEAKS[leak]
    rows = some_rows()
    forge(tmp_path, [*rows[:8], replace(rows[8], **change), *rows[9:]])
    found = kinds(tmp_path)
    assert found == {kind}
    assert any("p8" in message or "python" in message or "cobol" in message or "p3" in message
               for message in told(tmp_path, kind))  # fmt: skip


def test_a_benchmark_in_train_and_a_row_for_evaluation_only_are_found(tmp_path: Path) -> None:
    first = some_rows()[0]
    tokens = likeness.statement_tokens(first.statement)
    problems = [{"id": "7", "statement": digest(list(tokens))}, {"id": "8", "reference": "none"}]
    benchmark = {"name": "Example", "location": "here", "sha256": "00", "problems": 2, "fingerprints": problems}
    (tmp_path / "decontamination.json").write_text(json.dumps({"benchmarks": [benchmark]}))
    forge(tmp_path, [replace(first, evaluation_only=True), *some_rows()[1:]])
    assert [tuple(fault) for fault in check(tmp_path).faults] == [
        ("row for evaluation only", "row p0#0 is in train"),
        ("benchmark in train", "the statement of p0#0 is that of 7 of Example"),
    ]
    (tmp_path / "decontamination.json").write_text('{"benchmarks": []}')
    renew(tmp_path)
    assert kinds(tmp_path) == {"row for evaluation only", "benchmarks differ"}


def test_a_divided_group_is_found(tmp_path: Path) -> None:
    rows = some_rows()
    forge(tmp_path, [*rows[:-1], replace(rows[-1], group="p0")])
    assert told(tmp_path, "divided group") == ["problem p5 has rows in the groups p0, p5"]


def test_no_certificate_is_issued_for_rows_that_are_alike(tmp_path: Path) -> None:
    write(tmp_path, [*some_rows(), row(20, "eval", code=RENAMED)])
    with pytest.raises(CertificateError, match="the solutions of p0#0 in train and p20#0 in eval have 100%"):
        issue(tmp_path, TERMS)


def test_a_language_is_never_imported_from_elsewhere(tmp_path: Path) -> None:
    forge(tmp_path, [replace(one, language="os.path") for one in some_rows()])
    assert kinds(tmp_path) == {"unknown language"}


def test_a_dataset_with_one_split_or_no_rows_is_certified(tmp_path: Path) -> None:
    assert check(certified(tmp_path / "one", [one for one in some_rows() if one.split == "train"])).faults == ()
    assert check(certified(tmp_path / "none", [])).faults == ()


def test_no_reference_is_like_no_reference(tmp_path: Path) -> None:
    rows = [replace(one, reference="", reference_language="") for one in some_rows()]
    assert check(certified(tmp_path, rows)).faults == ()


def test_kept_splits_are_those_of_the_release(folder: Path, tmp_path: Path) -> None:
    assert kept_splits(folder) == {f"p{number}": "train" if number < 6 else "eval" for number in range(9)}
    with pytest.raises(DataError, match=r"there is no certificate"):
        kept_splits(tmp_path / "nothing")


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    folder = certified(tmp_path, [row(number, "train") for number in range(14)])
    write(folder, [row(number, "train", topic=words("t")) for number in range(14)])
    assert told(folder, "changed row")[-1] == "... and 4 more"


def test_the_command_tells_what_holds_and_fails_where_something_does_not(folder: Path) -> None:
    done = CliRunner().invoke(cli, ["certify", str(folder)])
    assert done.exit_code == 0
    assert "the certificate holds" in done.output
    assert "solutions: none of 7 in train reaches a Jaccard index of 0.7 with any of 3 in eval" in done.output
    (folder / "README.md").write_text("")
    done = CliRunner().invoke(cli, ["certify", str(folder), "--json"])
    assert isinstance(done.exception, CertificateError)
    assert json.loads(done.output)["faults"] == [
        {"kind": "changed file", "message": "README.md is not the file that was certified: its size or SHA-256 differs"}
    ]
    assert "the certificate does not hold" in str(done.exception)


@pytest.mark.parametrize("name", ["no such folder", "nowhere"])
def test_what_is_neither_a_folder_nor_an_id_is_told(name: str) -> None:
    done = CliRunner().invoke(cli, ["certify", name])
    assert isinstance(done.exception, DataError)
    assert "expected a dataset's folder, or its id on the Hub" in str(done.exception)


def test_a_reference_of_no_language_is_found(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="row p0#0 has a reference of no language"):
        forge(tmp_path, [replace(one, reference_language="") for one in some_rows()])
