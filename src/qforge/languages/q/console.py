"""The embedded q as a console, for files, for a pipe and for the conformance protocol.

The programs are the user's own: they run in this process, with the interpreter's bounds and no sandbox.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from qforge.errors import DataError, StorageError, UserError
from qforge.languages.q.interpreter import manual
from qforge.languages.q.interpreter.protocol import RequestError, serve
from qforge.languages.q.interpreter.session import Limits, Session
from qforge.languages.q.interpreter.shell import Shell, keep_bytes, leave, piped_lines, put, read_script

# Who asks over the protocol waits for an answer: an input that never ends must not swallow those before and after it.
_SECONDS_OF_A_STEP = 3.0


def answer_sessions(seconds: float | None, megabytes: int, depth: int) -> None:
    """Answer sessions from standard input, as JSON lines, until it ends; without `seconds` a step may take three."""
    keep_bytes()
    try:
        serve(sys.stdin, sys.stdout, _limits(seconds or _SECONDS_OF_A_STEP, megabytes, depth))
    except RequestError as error:
        raise DataError(f"standard input: {error}") from error


def print_manual(verb: str) -> None:
    """Print a verb's entry in the manual, or the contents where `verb` is empty.

    Raises:
        UserError: there is no such verb.
    """
    try:
        sys.stdout.write(manual.entry(verb) if verb else manual.contents())
    except LookupError as error:
        raise UserError(str(error)) from error


def run(files: tuple[Path, ...], text: str | None, *, seconds: float | None, megabytes: int, depth: int) -> NoReturn:
    """Run files and a text in one session, or else the console, and exit: 0, 1 after an error, or as `exit` says."""
    shell = Shell(Session(_limits(seconds, megabytes, depth)), put)
    sys.exit(leave(lambda: _run_all(shell, files, text)))


def _limits(seconds: float | None, megabytes: int, depth: int) -> Limits:
    return Limits(seconds=seconds, memory=megabytes * 2**20, depth=depth, output=sys.maxsize)


def _run_all(shell: Shell, files: tuple[Path, ...], text: str | None) -> bool:
    """Run what was asked for; whether nothing raised an error."""
    for path in files:
        if not shell.run_script(_read(path), str(path)):
            return False
    if text is not None:
        return shell.take(text)
    if files:
        return True
    if sys.stdin is not None and sys.stdin.isatty():
        shell.converse()
        return True
    return shell.take_all(piped_lines())


def _read(path: Path) -> str:
    try:
        return read_script(str(path))
    except FileNotFoundError as error:
        raise DataError(f"{path}: there is no such file") from error
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}") from error
