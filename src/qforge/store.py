"""Results by content key, on disk: SQLite in WAL mode inside the run's directory, which is locked.

A key is the digest of everything that decides a result: the stage, its version, its settings, its input.
Each result is committed by itself, so that a killed build loses at most what was in flight.
Safe against a killed process; not promised against loss of power (`synchronous=NORMAL`).
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from qforge.errors import RunError, StorageError
from qforge.value import Json, canonical, digest

SCHEMA = """
create table if not exists result (key text primary key, stage text not null, payload text not null) without rowid;
create table if not exists note (name text primary key, payload text not null) without rowid;
create table if not exists trail (
    record text not null, position integer not null, stage text not null, key text, payload text,
    primary key (record, position)
) without rowid;
"""


def result_key(stage: str, version: int, settings: Json, subject: Json) -> str:
    """Give the key of a result: the digest of what decides it."""
    return digest([stage, version, settings, subject])


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a record's story: a stored result by key, or a payload of its own."""

    record: str
    position: int
    stage: str
    key: str | None = None
    payload: Json = None


class Store:
    """The results of one run; used from several threads."""

    def __init__(self, directory: Path) -> None:
        """Open the store of a run, made where it is missing.

        Raises:
            RunError: another process uses the directory, or it can't be one.
            StorageError: the disk refused, or the file is damaged.
        """
        self.path = directory / "store.sqlite"
        self._mutex = threading.Lock()
        self._lock_file = _lock(directory)
        try:
            self._connection = _connect(self.path)
            with _storage_errors(self.path):
                self._connection.executescript(SCHEMA)
        except BaseException:
            os.close(self._lock_file)
            raise

    def get(self, key: str) -> Json:
        """Give a stored result, or None."""
        with self._mutex, _storage_errors(self.path):
            row = self._connection.execute("select payload from result where key = ?", (key,)).fetchone()
        return None if row is None else _parse(row[0], self.path)

    def put(self, key: str, stage: str, payload: Json) -> None:
        """Store a result and commit it; an equal key keeps the newer."""
        with self._mutex, _storage_errors(self.path):
            self._connection.execute("insert or replace into result values (?, ?, ?)", (key, stage, canonical(payload)))

    def put_all(self, stage: str, results: Sequence[tuple[str, Json]]) -> None:
        """Store results by key, all or none, and commit them at once; an equal key keeps the newer."""
        rows = [(key, stage, canonical(payload)) for key, payload in results]
        with self._mutex, _storage_errors(self.path), _transaction(self._connection):
            self._connection.executemany("insert or replace into result values (?, ?, ?)", rows)

    def spent(self) -> dict[str, dict[str, int]]:
        """Add up the usage of all stored answers: model -> usage, whatever stage and build they are of."""
        counts = "prompt_tokens", "completion_tokens", "cached_tokens", "thinking_tokens"
        sums = ", ".join(f"sum(json_extract(payload, '$.usage.{name}'))" for name in counts)
        with self._mutex, _storage_errors(self.path):
            rows = self._connection.execute(
                f"select json_extract(payload, '$.model'), {sums} from result"
                " where json_type(payload, '$.usage') = 'object' group by 1"
            ).fetchall()
        return {model: {name: count or 0 for name, count in zip(counts, row, strict=True)} for model, *row in rows}

    def recall(self, name: str) -> Json:
        """Give a note, or None."""
        with self._mutex, _storage_errors(self.path):
            row = self._connection.execute("select payload from note where name = ?", (name,)).fetchone()
        return None if row is None else _parse(row[0], self.path)

    def remember(self, name: str, value: Json) -> None:
        """Keep a note and commit it; an equal name keeps the newer."""
        with self._mutex, _storage_errors(self.path):
            self._connection.execute("insert or replace into note values (?, ?)", (name, canonical(value)))

    def follow(self, steps: Iterable[Step]) -> None:
        """Replace all recorded stories by these steps, at once."""
        rows = ((s.record, s.position, s.stage, s.key, canonical(s.payload)) for s in steps)
        with self._mutex, _storage_errors(self.path), _transaction(self._connection):
            self._connection.execute("delete from trail")
            self._connection.executemany("insert into trail values (?, ?, ?, ?, ?)", rows)

    def close(self) -> None:
        """Close the file and give the directory free."""
        with self._mutex:
            self._connection.close()
            os.close(self._lock_file)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def story(directory: Path, record: str) -> list[tuple[str, Json]]:
    """Read a record's steps as (stage, payload), without the lock: a running build may be looked at.

    Raises:
        RunError: the directory holds no run.
    """
    path = directory / "store.sqlite"
    connection = _open_to_read(path)
    with _storage_errors(path):
        rows = connection.execute(
            "select trail.stage, coalesce(result.payload, trail.payload) from trail"
            " left join result on result.key = trail.key where record = ? order by position",
            (record,),
        ).fetchall()
        connection.close()
    return [(stage, _parse(payload, path)) for stage, payload in rows]


def records(directory: Path) -> list[str]:
    """List the ids of all records that have a story, sorted.

    Raises:
        RunError: the directory holds no run.
    """
    path = directory / "store.sqlite"
    connection = _open_to_read(path)
    with _storage_errors(path):
        rows = connection.execute("select distinct record from trail order by record").fetchall()
        connection.close()
    return [row[0] for row in rows]


def _open_to_read(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise RunError(f"{path.parent}: no run is there (no {path.name}); name the directory that a build printed")
    with _storage_errors(path):
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


def _parse(text: str, path: Path) -> Json:
    try:
        parsed: Json = json.loads(text)
    except ValueError as error:
        raise StorageError(f"{path}: a stored result is damaged ({error}); remove the file to build anew") from error
    return parsed


def _connect(path: Path) -> sqlite3.Connection:
    with _storage_errors(path):
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = normal")
        return connection


def _lock(directory: Path) -> int:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        file = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except FileExistsError as error:
        raise RunError(f"{directory}: is a file, and the run needs a directory of that name") from error
    except OSError as error:
        raise StorageError(f"{directory}: {error.strerror}; choose another run directory") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(file)
        raise RunError(
            f"{directory}: another build uses this run directory; wait for it or choose another"
        ) from error
    return file


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("begin immediate")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


@contextmanager
def _storage_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise StorageError(f"{path}: {error}; what was stored before stays, and the same command goes on") from error
