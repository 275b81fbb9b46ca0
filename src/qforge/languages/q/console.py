"""The embedded q as a console, for files, for a pipe and for the conformance protocol.

The programs are the user's own: they run in this process, with the interpreter's bounds and no sandbox.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from qforge.errors import DataError, StorageError
from qforge.languages.q.interpreter.errors import ExitRequested, ParseError, QError
from qforge.languages.q.interpreter.protocol import serve
from qforge.languages.q.interpreter.session import Limits, Session
from qforge.languages.q.statements import split

PROMPT = "q)"
CONTINUATION = "  "
_HISTORY_LINES = 1000


class _Echo(list[str]):
    """A session's output that is printed at once instead of kept."""

    def append(self, text: str) -> None:
        sys.stdout.write(text)


def answer_sessions(seconds: float | None, megabytes: int, depth: int) -> None:
    """Answer sessions from standard input, as JSON lines, until it ends."""
    serve(sys.stdin, sys.stdout, _limits(seconds, megabytes, depth))


def run(files: tuple[Path, ...], text: str | None, *, seconds: float | None, megabytes: int, depth: int) -> NoReturn:
    """Run files and a text in one session, or else the console, and exit: 0, 1 after an error, or as `exit` says."""
    session = Session(_limits(seconds, megabytes, depth))
    session.machine.output = _Echo()
    try:
        failed = _run_all(session, files, text)
    except ExitRequested as request:
        sys.stdout.flush()
        sys.exit(request.code)
    sys.exit(1 if failed else 0)


def _limits(seconds: float | None, megabytes: int, depth: int) -> Limits:
    return Limits(seconds=seconds, memory=megabytes * 2**20, depth=depth, output=sys.maxsize)


def _run_all(session: Session, files: tuple[Path, ...], text: str | None) -> bool:
    """Run what was asked for; whether something raised an error."""
    for path in files:
        if not _run_file(session, path):
            return True
    if text is not None:
        return not _take(session, text)
    if files:
        return False
    if sys.stdin.isatty():
        _converse(session)
        return False
    results = [_take(session, source) for source in _inputs(line.rstrip("\r\n") for line in sys.stdin)]
    return not all(results)


def _run_file(session: Session, path: Path) -> bool:
    """Run a script; whether it ended without an error."""
    try:
        source = path.read_bytes().decode("utf-8", "surrogateescape")
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
    source = source.removeprefix("\ufeff").replace("\r\n", "\n")
    return _guarded(lambda: session.run(source), lambda error: _place(error, path, source))


def _place(error: QError, path: Path, source: str) -> str:
    """The line that an error in a script is shown as: `'type  [script.q]`."""
    if isinstance(error, ParseError):
        return f"'{error.name}  [{path}:{source.count(chr(10), 0, error.position) + 1}]"
    return f"'{error.name}  [{path}]"


def _take(session: Session, source: str) -> bool:
    """Take one console input; whether it raised no error."""
    return _guarded(lambda: session.console(source), lambda error: f"'{error.name}")


def _guarded(work: Callable[[], object], shown: Callable[[QError], str]) -> bool:
    try:
        work()
    except QError as error:
        sys.stdout.write(f"{shown(error)}\n")
        return False
    finally:
        sys.stdout.flush()
    return True


# The console


def _inputs(lines: Iterable[str]) -> Iterator[str]:
    """Put lines together to inputs."""
    waiting: list[str] = []
    for line in lines:
        waiting.append(line)
        if _is_input(waiting):
            yield "\n".join(waiting)
            waiting = []
    if waiting:
        yield "\n".join(waiting)


def _is_input(lines: list[str]) -> bool:
    """Whether the lines are a whole input: it goes on while a bracket is open, and an empty line ends it."""
    return not lines[-1].strip() or all(statement.complete for statement in split("\n".join(lines)))


def _converse(session: Session) -> None:
    save_history = _history()
    try:
        while (source := _typed()) is not None:
            try:
                _take(session, source)
            except KeyboardInterrupt:
                sys.stdout.write("'stop\n")
    finally:
        save_history()


def _typed() -> str | None:
    """Ask the user for one input; an interrupt drops what is typed, None is the end of all input."""
    lines: list[str] = []
    try:
        while not lines or not _is_input(lines):
            lines.append(input(CONTINUATION if lines else PROMPT))
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        return ""
    except EOFError:
        sys.stdout.write("\n")
        return None
    return "\n".join(lines)


def _history() -> Callable[[], None]:
    """Turn on line editing with the history of earlier sessions; gives what saves it, where that is possible."""
    try:
        import readline
    except ImportError:
        return lambda: None
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    path = Path(home) / "qforge" / "q_history"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        readline.read_history_file(path)
    except OSError:
        return lambda: None
    readline.set_history_length(_HISTORY_LINES)

    def save() -> None:
        # The disk may have filled up meanwhile; the session itself is over.
        with contextlib.suppress(OSError):
            readline.write_history_file(path)

    return save
