"""The store keeps each result once it is put, refuses a second user, and tells faults from verdicts."""

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from qforge.errors import RunError, StorageError
from qforge.store import Step, Store, records, result_key, story


def test_a_result_is_found_again_after_reopening(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put("k", "verify", {"reason": None, "cases": [1, 2.5, "ü"]})
    with Store(tmp_path) as store:
        assert store.get("k") == {"reason": None, "cases": [1, 2.5, "ü"]}
        assert store.get("other") is None


def test_the_key_changes_with_each_thing_that_decides_a_result() -> None:
    base = result_key("verify", 1, {"seconds": 1}, "x")
    others = [
        result_key("extract", 1, {"seconds": 1}, "x"),
        result_key("verify", 2, {"seconds": 1}, "x"),
        result_key("verify", 1, {"seconds": 2}, "x"),
        result_key("verify", 1, {"seconds": 1}, "y"),
    ]
    assert len({base, *others}) == 5
    assert base == result_key("verify", 1, {"seconds": 1}, "x")


def test_a_directory_in_use_is_refused(tmp_path: Path) -> None:
    with Store(tmp_path), pytest.raises(RunError, match="another build uses this run directory"):
        Store(tmp_path)
    Store(tmp_path).close()


def _put_forever(directory: Path) -> None:
    with Store(directory) as store:
        number = 0
        while True:
            store.put(f"k{number}", "verify", {"number": number})
            (directory / "done").write_text(str(number))
            number += 1


def test_a_killed_process_loses_nothing_that_was_put_and_frees_the_lock(tmp_path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_put_forever, args=(tmp_path,))
    process.start()
    deadline = time.monotonic() + 30
    while not (tmp_path / "done").exists() or not (tmp_path / "done").read_text().strip() > "0":
        assert time.monotonic() < deadline
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    text = (tmp_path / "done").read_text()
    with Store(tmp_path) as store:
        for number in range(int(text or "0")):
            assert store.get(f"k{number}") == {"number": number}


def test_a_story_joins_results_by_key_with_payloads_of_its_own(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put("k", "reference", {"cases": 3})
        store.follow([Step("a", 0, "read", payload={"statement": "s"}), Step("a", 1, "reference", key="k")])
    assert story(tmp_path, "a") == [("read", {"statement": "s"}), ("reference", {"cases": 3})]
    assert records(tmp_path) == ["a"]


def test_a_folder_without_a_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no run is there"):
        story(tmp_path, "a")


def test_a_file_in_place_of_the_directory_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(RunError, match="is a file"):
        Store(tmp_path / "file")


def test_a_damaged_store_is_an_infrastructure_error(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StorageError, match=r"store\.sqlite"):
        Store(tmp_path)


def test_a_damaged_result_is_told_and_not_read_as_a_verdict(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store.put("k", "verify", {"reason": None})
    connection = sqlite3.connect(tmp_path / "store.sqlite")
    connection.execute("update result set payload = '{' where key = 'k'")
    connection.commit()
    connection.close()
    with Store(tmp_path) as store, pytest.raises(StorageError, match="damaged"):
        store.get("k")


def test_a_full_disk_is_an_infrastructure_error(tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        store._connection.execute("pragma max_page_count = 8")
        with pytest.raises(StorageError, match="full"):
            store.put("k", "verify", "x" * 400_000)
