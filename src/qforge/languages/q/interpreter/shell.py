"""The command line and the console of q: scripts, standard input, `\\t` and `\\l`, errors that point at their place.

Understands the command line of q, so that what calls `q` can call this. It runs programs in its own process, within
the interpreter's bounds. Scripts that `\\l` names are read: the host's own files, as if given on the command line.
"""

from __future__ import annotations

import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from . import manual
from .commands import run_command
from .complaints import error_lines
from .encoding import encode
from .errors import Control, ExitRequested, QError
from .inputs import inputs
from .options import USAGE, Options, UsageError, options_of
from .samples import SCRIPTS
from .session import Limits, Session
from .terminal import typed_inputs
from .values import IDENTITY, List, Value, string, symbol

BANNER = "qforge q: \\\\ leaves, \\t times an expression, \\? names the verbs, \\? xasc explains one\n"
_TIMED = re.compile(r"t(?::(\d{1,6}))?\s+(\S.*)", re.DOTALL)
_INTERRUPTED = 130


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; gives the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    try:
        options = options_of(given)
    except UsageError as error:
        sys.stderr.write(f"qforge-q: {error}\n{USAGE}")
        return 2
    try:
        source = None if options.script is None else read_script(options.script)
    except OSError as error:
        sys.stderr.write(f"qforge-q: {options.script}: {error.strerror}\n")
        return 1
    shell = Shell(_session(options), sys.stderr.write)
    return leave(lambda: _run(shell, options, source))


def leave(work: Callable[[], bool]) -> int:
    """Do the work of a command line; gives the exit status: 0, 1 where it failed, or that of the program's exit."""
    try:
        return 0 if work() else 1
    except ExitRequested as request:
        return request.code & 255
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OutputClosedError:
        # Who read the output is gone; the interpreter must not complain about it again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _run(shell: Shell, options: Options, source: str | None) -> bool:
    worked = source is None or shell.run_script(source, options.script or "")
    if sys.stdin is not None and sys.stdin.isatty():
        put("" if options.quiet else BANNER)
        shell.converse()
    else:
        shell.take_all(piped_lines())
    return worked


def piped_lines() -> Iterator[str]:
    """The lines of standard input, bytes that are no text kept."""
    if sys.stdin is None:
        return
    keep_bytes()
    for line in sys.stdin:
        yield line.rstrip("\r\n")


def read_script(path: str) -> str:
    """The text of a script; raises OSError."""
    source = Path(path).read_bytes().decode("utf-8", "surrogateescape")
    return source.removeprefix("\ufeff").replace("\r\n", "\n")


def keep_bytes() -> None:
    """Read bytes of standard input that are no text as what they are."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")


def _session(options: Options) -> Session:
    session = Session(Limits(seconds=options.seconds, memory=options.megabytes << 20, output=sys.maxsize))
    machine = session.machine
    machine.rows, machine.columns = max(10, options.rows), max(10, options.columns)
    machine.precision, machine.day_first = min(17, options.precision), options.day_first
    session.set(".z.x", List([string(word) for word in options.rest]))
    session.set(".z.f", symbol(options.script or ""))
    return session


# Output


class OutputClosedError(Control):
    """Nobody reads standard output any more."""


def put(text: str) -> None:
    """Print text at once, bytes that are no text as they are; raises OutputClosedError."""
    try:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.buffer.write(encode(text))
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosedError from None


def flush() -> None:
    """Hand on what was printed; raises OutputClosedError."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputClosedError from None


class _Echo(list[str]):
    """A session's output that is printed at once instead of kept."""

    def append(self, text: str) -> None:
        put(text)


class Shell:
    """A session that prints at once; errors go to `complain`, with the place they point at."""

    def __init__(self, session: Session, complain: Callable[[str], object]) -> None:
        self.session = session
        self.complain = complain
        self._failed: tuple[QError, list[str]] | None = None
        session.machine.output = _Echo()
        session.machine.command = self._command

    def run_script(self, source: str, name: str) -> bool:
        """Run a script; whether it ended without an error.

        Raises ExitRequested, OutputClosedError.
        """
        return self._guarded(lambda: self.session.run(source), source, name)

    def take(self, source: str) -> bool:
        """Take one console input; whether it raised no error.

        Raises ExitRequested, OutputClosedError.
        """
        return self._guarded(lambda: self.session.console(source), source, "")

    def take_all(self, lines: Iterable[str]) -> bool:
        """Take all inputs that lines hold; whether none raised an error."""
        results = [self.take(source) for source in inputs(lines)]
        return all(results)

    def converse(self) -> None:
        """Ask for inputs until they end; an interrupt ends the evaluation of one."""
        keep_bytes()
        for source in typed_inputs(self.session):
            try:
                self.take(source)
            except KeyboardInterrupt:
                self.complain("'stop\n")

    def _guarded(self, work: Callable[[], object], source: str, name: str) -> bool:
        self._failed = None
        try:
            work()
        except QError as error:
            flush()
            if self._failed is None or self._failed[0] is not error:
                self._failed = error, error_lines(self.session, error, source, name)
            self.complain("\n".join(self._failed[1]) + "\n")
            return False
        finally:
            flush()
        return True

    # System commands that a console adds to those of a session

    def _command(self, text: str) -> Value:
        word, _, rest = text.partition(" ")
        if word == "?":
            return _explain(rest.strip())
        if word == "l" and rest.strip():
            return self._load(rest.strip())
        timed = _TIMED.match(text)
        if timed is not None:
            return self._time(timed[2], int(timed[1] or 1))
        return run_command(self.session.machine, text)

    def _load(self, path: str) -> Value:
        try:
            source = read_script(path)
        except OSError as error:
            if path in SCRIPTS:
                return run_command(self.session.machine, f"l {path}")
            raise QError(f"{path}: {error.strerror}") from None
        context = self.session.machine.context
        try:
            self._within(lambda: self.session.run(source), source, path)
        finally:
            self.session.machine.context = context  # a script's namespace is its own
        return IDENTITY

    def _time(self, source: str, times: int) -> Value:
        started = time.perf_counter()
        for _ in range(times):
            self._within(lambda: self.session.evaluate(source), source, "")
        return round((time.perf_counter() - started) * 1000)

    def _within(self, work: Callable[[], object], source: str, name: str) -> None:
        """Do work inside of an evaluation; an error of it points into its own source."""
        try:
            work()
        except QError as error:
            if self._failed is None or self._failed[0] is not error:
                self._failed = error, error_lines(self.session, error, source, name)
            raise


def _explain(verb: str) -> Value:
    try:
        put(manual.entry(verb) if verb else manual.contents())
    except LookupError as error:
        raise QError(str(error)) from None
    return IDENTITY
