"""Faults of qforge's own world, injected while a build runs, change no verdict."""

import contextlib
import errno
import json
import os
import signal
import tempfile
import threading
import time
from pathlib import Path

import pytest

from qforge.errors import SandboxError, StorageError
from qforge.languages.base import Limits, Program
from qforge.languages.q.runtimes import embedded
from qforge.pipeline import schema
from qforge.pipeline.build import build
from qforge.pipeline.machine import write_machine
from qforge.progress import Silent
from qforge.sandbox import backends
from qforge.store import Store
from tests.build_runs import QUICKSTART, dataset

SMALL = ("sources.0.limit=2", "translate.attempts=3", "reference.inputs=10", "workers=2")


def run(directory: Path) -> dict[str, bytes]:
    build(schema.load(QUICKSTART, SMALL), directory, Silent())
    return dataset(directory)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return run(tmp_path_factory.mktemp("undisturbed"))


def test_a_run_says_what_confined_its_programs(tmp_path: Path) -> None:
    runtime = embedded.start(embedded.Settings(), Limits(), "auto")
    runtime.close()
    told = json.loads(write_machine(tmp_path, "auto", [runtime]).read_text())
    assert told["isolation"]["backend"] in backends.CONFINING
    assert all(told["isolation"]["held"].values())
    assert told["runtimes"] == [{"name": "embedded", "version": runtime.version, "sandbox": runtime.sandbox}]


def descendants(parent: int) -> list[int]:
    found: list[int] = []
    for tasks in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            found += [int(pid) for pid in tasks.read_text().split()]
    return [*found, *(inner for pid in found for inner in descendants(pid))]


def test_workers_killed_from_outside(undisturbed: dict[str, bytes], tmp_path: Path) -> None:
    killed, done = [], threading.Event()

    def kill_some() -> None:
        while not done.wait(0.4) and len(killed) < 2:
            for pid in descendants(os.getpid())[-1:]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    killer = threading.Thread(target=kill_some)
    killer.start()
    try:
        found = run(tmp_path)
    except SandboxError:
        found = run(tmp_path)  # the same command goes on
    finally:
        done.set()
        killer.join()
    assert killed
    assert found == undisturbed


def test_no_sandbox_holds(undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(backends, "_tried", {})
        patch.setattr(backends, "_attempt", lambda name: backends.Tried(name, reason="the kernel lacks it"))
        with pytest.raises(SandboxError, match="no sandbox holds here"):
            run(tmp_path)
    assert run(tmp_path) == undisturbed


def test_the_disk_is_full_where_processes_start(
    undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = tempfile.mkdtemp, []

    def full(*arguments: object, **names: object) -> str:
        made.append(names)
        if 4 <= len(made) < 40:
            raise OSError(errno.ENOSPC, "No space left on device")
        return make(*arguments, **names)  # type: ignore[call-overload, no-any-return]

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkdtemp", full)
        with pytest.raises(SandboxError, match="No space left on device"):
            run(tmp_path)
    assert run(tmp_path) == undisturbed


def test_the_disk_is_full_where_results_are_stored(
    undisturbed: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, stored = Store.put, []

    def full(self: Store, key: str, stage: str, payload: object) -> None:
        stored.append(key)
        if len(stored) > 5:
            raise StorageError("database or disk is full")
        put(self, key, stage, payload)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", full)
        with pytest.raises(StorageError, match="disk is full"):
            run(tmp_path)
    assert run(tmp_path) == undisturbed


def test_the_clock_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    jumps = iter(range(10**9))
    monkeypatch.setattr(time, "time", lambda: 1e9 + 86400.0 * (next(jumps) % 7 - 3))
    runtime = embedded.start(embedded.Settings(), Limits(cpu_seconds=2.0, memory_megabytes=256), "auto")
    try:
        execution = runtime.execute(Program("f:{i:0;while[i<x;i+:1];i}", "f", (("1000",), ("2000",))))
    finally:
        runtime.close()
    assert [result.frame for result in execution.results] == [{"t": "j", "v": 1000}, {"t": "j", "v": 2000}]
