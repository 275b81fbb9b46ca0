"""What is published is what was built, in one commit, for the real clients of the Hub; nothing is ever overwritten.

The clients run in processes of their own, because they read the Hub's address when they are imported.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from qforge.publishing.manifest import sha256
from tests.build_runs import build
from tests.hub_server import TOKEN, Blob, HubServer

REPOSITORY = "org/made"
LOAD = """
import json, sys
import datasets
name, revision, wanted = sys.argv[1], sys.argv[2] or None, json.loads(sys.argv[3])
told = {}
for config, split, streaming in wanted:
    loaded = datasets.load_dataset(name, config, split=split, revision=revision, streaming=streaming)
    told[f"{config}/{split}/{streaming}"] = [dict(row) for row in loaded]
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("published") / "run"
    done = build(made)
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def hub() -> Iterator[HubServer]:
    with HubServer() as server:
        yield server


def environment(hub: HubServer, **changes: str) -> dict[str, str]:
    return os.environ | {
        "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
    } | changes  # fmt: skip


def command(run: Path, *arguments: str, to: str = REPOSITORY) -> list[str]:
    return [sys.executable, "-m", "qforge", "publish", str(run), "--to", to, *arguments]


def publish(hub: HubServer, run: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(run, *arguments), capture_output=True, text=True, timeout=120, check=False,
        env=environment(hub, **changes),
    )  # fmt: skip


def published(hub: HubServer, run: Path, *arguments: str) -> dict[str, Any]:
    done = publish(hub, run, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def load(hub: HubServer, name: str, wanted: list[tuple[str, str, bool]], revision: str = "") -> dict[str, Any]:
    line = [sys.executable, "-c", LOAD, name, revision, json.dumps(wanted)]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, check=False, env=environment(hub))
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows(run: Path, split: str) -> list[dict[str, Any]]:
    table = parquet.read_table(run / f"dataset/data/{split}-00000-of-00001.parquet")
    found: list[dict[str, Any]] = table.to_pylist()
    return found


def refused(done: subprocess.CompletedProcess[str], *told: str) -> None:
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1
    for words in told:
        assert words in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_what_is_loaded_from_the_hub_is_what_was_built(hub: HubServer, run: Path) -> None:
    told = published(hub, run, "--with-rejections")
    repository = hub.repositories[REPOSITORY]
    assert len(repository.commits) == 2  # that of the new repository, and ours
    assert repository.branches == {"main": told["commit"]}
    wanted = [("default", "train", False), ("default", "eval", False), ("default", "train", True),
              ("rejected", "rejected", False)]  # fmt: skip
    found = load(hub, REPOSITORY, wanted)
    assert found["default/train/False"] == found["default/train/True"] == rows(run, "train") != []
    assert found["default/eval/False"] == rows(run, "eval") != []
    lines = [json.loads(line) for line in (run / "rejections.jsonl").read_text().splitlines()]
    rejected = found["rejected/rejected/False"]
    assert [(row["problem_id"], row["attempt"], row["reason"]) for row in rejected] == [
        (line["problem_id"], line["attempt"], line["reason"]) for line in lines
    ]
    assert [json.loads(row["evidence"]) for row in rejected] == [line["evidence"] for line in lines]
    card = repository.commits[told["commit"]].files["README.md"].content.decode()
    assert f'load_dataset("{REPOSITORY}")' in card


def test_publishing_the_same_again_sends_and_commits_nothing(hub: HubServer, run: Path) -> None:
    first = published(hub, run)
    before = hub.count("^(PUT|POST)")
    again = published(hub, run)
    assert again["commit"] == first["commit"]
    assert (again["added"], again["replaced"], again["removed"]) == ([], [], [])
    assert hub.count("^(PUT|POST)") == before
    second = published(hub, run, "--with-rejections")
    assert second["added"] == ["rejected/rejected-00000-of-00001.parquet"]
    assert second["replaced"] == ["README.md", "certificate.json"]
    third = published(hub, run)
    assert third["removed"] == ["rejected/rejected-00000-of-00001.parquet"]


def test_a_branch_and_a_tag_hold_what_was_published_and_a_tag_is_never_moved(hub: HubServer, run: Path) -> None:
    main = published(hub, run, "--tag", "v1")["commit"]
    told = published(hub, run, "--revision", "next", "--with-rejections", "--tag", "v2")
    repository = hub.repositories[REPOSITORY]
    assert repository.branches == {"main": main, "next": told["commit"]}
    assert repository.tags == {"v1": main, "v2": told["commit"]}
    assert repository.commits[told["commit"]].parent == main
    found = load(hub, REPOSITORY, [("rejected", "rejected", True)], revision="v2")
    assert found["rejected/rejected/True"]
    refused(publish(hub, run, "--tag", "v1", "--with-rejections"), "--tag v1: is a tag", "never moved")
    refused(publish(hub, run, "--revision", "v1"), "--revision v1: is a tag")
    refused(publish(hub, run, "--revision", main), "commits are never changed")
    assert repository.branches["main"] == main


def test_a_cut_connection_is_tried_again_by_itself(hub: HubServer, run: Path) -> None:
    hub.cut = lambda number: number == 1
    told = published(hub, run)
    assert hub.puts == 5  # two files of rows, two of the certificate, one of them twice
    assert set(hub.repositories[REPOSITORY].commits[told["commit"]].files) >= set(told["added"])


def test_after_a_broken_upload_only_what_is_missing_is_sent(hub: HubServer, run: Path) -> None:
    hub.cut = lambda number: number > 1
    process = subprocess.Popen(
        command(run), env=environment(hub), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while hub.puts < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    arrived = dict(hub.received)
    assert len(arrived) == 1
    assert len(hub.repositories[REPOSITORY].commits) == 1
    hub.cut = lambda number: False
    published(hub, run)
    assert {oid: hub.received[oid] for oid in arrived} == arrived  # not received a second time
    assert len(hub.received) == 4
    assert len(hub.repositories[REPOSITORY].commits) == 2


def test_a_commit_that_came_in_between_is_a_conflict_and_stays(hub: HubServer, run: Path) -> None:
    published(hub, run)
    repository = hub.repositories[REPOSITORY]

    def somebody() -> None:
        files = repository.commits[repository.branches["main"]].files
        repository.commit("main", "Mend the card", files | {"NOTES.md": Blob(b"mine", large=False)})

    hub.before_commit = somebody
    done = publish(hub, run, "--with-rejections")
    refused(done, f"{REPOSITORY} has changed since this publication was planned", "nothing was committed")
    assert repository.commits[repository.branches["main"]].title == "Mend the card"
    published(hub, run, "--with-rejections")
    assert "NOTES.md" in repository.commits[repository.branches["main"]].files


def test_tokens_that_are_wrong_or_missing(hub: HubServer, run: Path) -> None:
    refused(publish(hub, run, HF_TOKEN="hf_wrong"), "the Hub does not take the token", "HF_TOKEN")
    refused(publish(hub, run, HF_TOKEN=""), "no token for the Hub: set HF_TOKEN")
    refused(publish(hub, run, HF_HUB_OFFLINE="1"), "HF_HUB_OFFLINE is set")
    assert hub.repositories == {}


def test_a_dry_run_without_a_token_lists_the_files_and_asks_nobody(hub: HubServer, run: Path) -> None:
    dry = publish(hub, run, "--dry-run", HF_TOKEN="")
    assert dry.returncode == 0, dry.stderr
    told = dry.stdout.splitlines()
    assert "for want of a token (HF_TOKEN, or `hf auth login`) the Hub was not asked" in told[-1]
    asked = publish(hub, run, "--dry-run").stdout.splitlines()
    assert [line.split()[1:] for line in told[:-1]] == [line.split()[1:] for line in asked if line.startswith("add ")]


def test_a_target_that_is_neither_repository_nor_folder_is_told_before_the_token(hub: HubServer, run: Path) -> None:
    done = publish(hub, run, "--to", "pub2", "--dry-run", HF_TOKEN="")
    refused(done, "--to pub2: expected ORG/NAME for the Hub, or a folder", "such as ./pub2")


def test_a_hub_that_is_not_there_is_no_mistake_of_the_users(run: Path) -> None:
    with HubServer() as gone:
        pass
    done = publish(gone, run)
    assert done.returncode == 1
    assert "the connection to the Hub broke" in done.stderr
    assert "Traceback" not in done.stderr


def test_private_and_gated_repositories(hub: HubServer, run: Path) -> None:
    published(hub, run, "--private", "--gated", "manual")
    assert (hub.repositories[REPOSITORY].private, hub.repositories[REPOSITORY].gated) == (True, "manual")
    published(hub, run, "--private")
    hub.repositories[REPOSITORY].private = False
    refused(publish(hub, run, "--private", "--with-rejections"), "is there already and public")


def test_a_dry_run_says_exactly_what_is_then_sent(hub: HubServer, run: Path) -> None:
    dry = publish(hub, run, "--dry-run", "--private", "--with-rejections", "--tag", "v1")
    assert dry.returncode == 0, dry.stderr
    assert hub.count("^(PUT|POST|DELETE)") == 0
    assert "repository: org/made is made, private" in dry.stdout.splitlines()
    told = published(hub, run, "--private", "--with-rejections", "--tag", "v1")
    files = hub.repositories[REPOSITORY].commits[told["commit"]].files
    for path in told["added"]:
        blob = files[path]
        assert f"add      {len(blob.content):>12,}  {blob.sha256}  {path}" in dry.stdout.splitlines()
    assert len([line for line in dry.stdout.splitlines() if line.startswith("add ")]) == len(told["added"])


@pytest.fixture
def copied(run: Path, tmp_path: Path) -> Path:
    shutil.copytree(run, tmp_path / "copy")
    return tmp_path / "copy"


@pytest.mark.parametrize(
    "name", ["dataset/data/train-00000-of-00001.parquet", "dataset/README.md", "rejections.jsonl", "ledger.json"]
)
def test_a_run_that_was_changed_is_not_published(hub: HubServer, copied: Path, name: str) -> None:
    with (copied / name).open("ab") as stream:
        stream.write(b"\n")
    refused(publish(hub, copied), "changed since the build", name)
    (copied / name).unlink()
    refused(publish(hub, copied), "changed since the build", name)
    assert hub.requests == []


def test_a_folder_without_a_finished_build_is_not_published(hub: HubServer, tmp_path: Path) -> None:
    refused(publish(hub, tmp_path / "none"), "no finished build is there")


def test_a_repository_that_is_none_is_told(hub: HubServer, run: Path) -> None:
    done = subprocess.run(
        command(run, to="made"), capture_output=True, text=True, check=False, env=environment(hub), timeout=60
    )
    refused(done, "--to made: expected ORG/NAME for the Hub, or a folder that begins with ./")


def certified(hub: HubServer, name: str) -> int:
    line = [sys.executable, "-m", "qforge", "certify", name]
    return subprocess.run(line, capture_output=True, check=False, env=environment(hub), timeout=60).returncode


def test_a_folder_gets_the_same_files_and_opens(hub: HubServer, run: Path, tmp_path: Path) -> None:
    target = tmp_path / "out"
    line = command(run, "--with-rejections", "--json", to=str(target))
    done = subprocess.run(line, capture_output=True, text=True, check=False, env=environment(hub), timeout=60)
    assert done.returncode == 0, done.stderr
    assert hub.requests == []
    told = published(hub, run, "--with-rejections")
    files = hub.repositories[REPOSITORY].commits[told["commit"]].files
    assert {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()} == {
        path for path in files if path != ".gitattributes"
    }
    for path in sorted(files):
        if path not in (".gitattributes", "README.md", "certificate.json"):  # which hold the name, and its hash
            assert (target / path).read_bytes() == files[path].content
    card = (target / "README.md").read_text()
    assert card.replace(str(target), REPOSITORY) == files["README.md"].content.decode()
    assert certified(hub, str(target)) == certified(hub, REPOSITORY) == 0
    found = load(hub, str(target), [("default", "train", False), ("rejected", "rejected", False)])
    assert found["default/train/False"] == rows(run, "train")
    again = subprocess.run(line, capture_output=True, text=True, check=False, env=environment(hub), timeout=60)
    refused(again, "something is there already, and is never overwritten")


def test_the_dataset_library_pushes_to_this_server_and_loads_back(hub: HubServer) -> None:
    script = (
        "import datasets\n"
        "made = datasets.Dataset.from_list([{'a': 1, 'b': ['x']}, {'a': 2, 'b': []}])\n"
        "made.push_to_hub('org/plain', split='train')\n"
        "made.push_to_hub('org/plain', 'second', split='train', revision='main')\n"
        "for config in ('default', 'second'):\n"
        "    assert datasets.load_dataset('org/plain', config, split='train').to_list() == made.to_list()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment(hub), timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_rows_whose_certificate_does_not_hold_are_not_published(hub: HubServer, run: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged"
    shutil.copytree(run, forged)
    path = next(forged.glob("dataset/data/train-*.parquet"))
    table = parquet.read_table(path)
    codes = ["f:{x}", *table["code"].to_pylist()[1:]]
    parquet.write_table(table.set_column(table.column_names.index("code"), table.schema.field("code"), [codes]), path)
    content = json.loads((forged / "manifest.json").read_text())
    content["files"][path.relative_to(forged).as_posix()] = sha256(path)
    (forged / "manifest.json").write_text(json.dumps(content))
    done = publish(hub, forged)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the certificate does not hold" in done.stderr
    assert not hub.repositories
