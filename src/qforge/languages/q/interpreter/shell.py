"""The command line and the console of q: scripts, standard input, `\\t`, errors that point at their place.

Understands the command line of q, so that what calls `q` can call this. It runs programs in its own process, within
the interpreter's bounds.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import lexer
from .errors import ExitRequested, ParseError, QError
from .session import Limits, Session
from .values import List, string, symbol

USAGE = """\
usage: qforge-q [script.q] [-q] [-c rows columns] [-P digits] [-T seconds] [-w megabytes] [-z 0|1] [arguments]
Runs the script, then what standard input holds; at a terminal it asks for inputs.
  -q  no banner              -P  digits of floats (7)          -T  CPU seconds an input may take
  -c  console size (25 80)   -z  order of dates in text (0)    -w  megabytes that an input may take
-s, -g, -e, -o, -W, -S and -C are accepted and change nothing; options that need a network or files are refused.
Arguments that no option takes are in .z.x. Exit status: that of `exit`, 1 where the script fails, 2 for wrong usage.
"""
BANNER = "qforge q: \\\\ leaves, \\t times an expression\n"
PROMPT, CONTINUATION = "q)", "  "
_HISTORY_LINES = 1000
_MEGABYTES = 2048
_REFUSED = {
    "-p": "it opens a port",
    "-u": "it restricts clients of a port",
    "-U": "it restricts clients of a port",
    "-b": "it restricts clients of a port",
    "-r": "it replicates another process",
    "-l": "it logs updates to a file",
    "-L": "it logs updates to a file",
    "-t": "it starts a timer",
    "-m": "it maps memory from a file",
    "-E": "it opens a port",
}
_WITHOUT_EFFECT = {"-s": 1, "-g": 1, "-e": 1, "-o": 1, "-W": 1, "-S": 1, "-C": 2}


class UsageError(Exception):
    """A command line that is not understood; the message says what is wrong."""


@dataclass(slots=True)
class Options:
    """What a command line of q asks for."""

    script: str | None = None
    quiet: bool = False
    rows: int = 25
    columns: int = 80
    precision: int = 7
    seconds: float | None = None
    megabytes: int = _MEGABYTES
    day_first: bool = False
    rest: list[str] = field(default_factory=list)


def options_of(arguments: list[str]) -> Options:
    """Read a command line.

    Raises UsageError.
    """
    options = Options()
    left = list(arguments)
    if left and not left[0].startswith("-"):
        options.script = left.pop(0)
    while left:
        word = left.pop(0)
        if word == "-q":
            options.quiet = True
        elif word == "-c":
            options.rows, options.columns = _number(word, left), _number(word, left)
        elif word == "-P":
            options.precision = _number(word, left) or 17
        elif word == "-T":
            options.seconds = float(_number(word, left)) or None
        elif word == "-w":
            options.megabytes = _number(word, left) or _MEGABYTES
        elif word == "-z":
            options.day_first = _number(word, left) != 0
        elif word in _WITHOUT_EFFECT:
            for _ in range(_WITHOUT_EFFECT[word]):
                _number(word, left)
        elif word in _REFUSED:
            raise UsageError(f"{word} is refused: {_REFUSED[word]}, and this q reaches nothing outside of itself")
        else:
            options.rest.append(word)
    return options


def _number(option: str, left: list[str]) -> int:
    if not left or not re.fullmatch(r"-?\d{1,9}", left[0]):
        raise UsageError(f"{option} takes a number, not {left[0] if left else 'the end of the line'}")
    return int(left.pop(0))


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; gives the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    if given in (["-h"], ["--help"]):
        sys.stdout.write(USAGE)
        return 0
    try:
        options = options_of(given)
        source = None if options.script is None else read_script(options.script)
    except (UsageError, OSError) as error:
        sys.stderr.write(f"qforge-q: {error}\n{USAGE if isinstance(error, UsageError) else ''}")
        return 2
    shell = Shell(_session(options), sys.stderr.write)
    try:
        failed = source is not None and not shell.run_script(source, options.script or "")
        if sys.stdin.isatty():
            sys.stdout.write("" if options.quiet else BANNER)
            shell.converse()
        else:
            shell.take_all(piped_lines())
    except ExitRequested as request:
        return request.code & 255
    except BrokenPipeError:
        # Who read the output is gone; the interpreter must not complain about it again when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.flush()
    return 1 if failed else 0


def piped_lines() -> Iterator[str]:
    """The lines of standard input, bytes that are no text kept."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    return (line.rstrip("\r\n") for line in sys.stdin)


def read_script(path: str) -> str:
    """The text of a script; raises OSError."""
    source = Path(path).read_bytes().decode("utf-8", "surrogateescape")
    return source.removeprefix("\ufeff").replace("\r\n", "\n")


def _session(options: Options) -> Session:
    session = Session(Limits(seconds=options.seconds, memory=options.megabytes << 20, output=sys.maxsize))
    machine = session.machine
    machine.rows, machine.columns = max(10, options.rows), max(10, options.columns)
    machine.precision, machine.day_first = min(17, options.precision), options.day_first
    session.set(".z.x", List([string(word) for word in options.rest]))
    session.set(".z.f", symbol(options.script or ""))
    return session


class _Echo(list[str]):
    """A session's output that is printed at once instead of kept."""

    def append(self, text: str) -> None:
        sys.stdout.write(text.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


class Shell:
    """A session that prints at once; errors go to `complain`, with the place they point at."""

    def __init__(self, session: Session, complain: Callable[[str], object]) -> None:
        self.session = session
        self.complain = complain
        session.machine.output = _Echo()

    def run_script(self, source: str, name: str) -> bool:
        """Run a script; whether it ended without an error.

        Raises ExitRequested.
        """
        return self._guarded(lambda: self.session.run(source), source, name)

    def take(self, source: str) -> bool:
        """Take one console input; whether it raised no error.

        Raises ExitRequested.
        """
        timed = re.match(r"\\t(?::(\d{1,6}))? +(.+)", source, re.DOTALL)
        if timed is None:
            return self._guarded(lambda: self.session.console(source), source, "")
        return self._guarded(lambda: self._time(timed[2], int(timed[1] or 1)), timed[2], "")

    def take_all(self, lines: Iterable[str]) -> bool:
        """Take all inputs that lines hold; whether none raised an error."""
        results = [self.take(source) for source in inputs(lines)]
        return all(results)

    def converse(self) -> None:
        """Ask for inputs until they end."""
        save_history = _history()
        try:
            while (source := _typed()) is not None:
                try:
                    self.take(source)
                except KeyboardInterrupt:
                    self.complain("'stop\n")
        finally:
            save_history()

    def _time(self, source: str, times: int) -> None:
        started = time.perf_counter()
        for _ in range(times):
            self.session.evaluate(source)
        sys.stdout.write(f"{(time.perf_counter() - started) * 1000:.0f}\n")

    def _guarded(self, work: Callable[[], object], source: str, name: str) -> bool:
        try:
            work()
        except QError as error:
            sys.stdout.flush()
            self.complain("\n".join(error_lines(self.session, error, source, name)) + "\n")
            return False
        finally:
            sys.stdout.flush()
        return True


# Errors


def error_lines(session: Session, error: QError, source: str, name: str = "") -> list[str]:
    """What the console prints for an error: its name, and where it can be told the line of source with a caret."""
    first = f"'{error.name}"
    position = _position(session, error)
    if position is None or position > len(source):
        return [first] + ([f"  [{name}]"] if name else [])
    start = source.rfind("\n", 0, position) + 1
    line = source[start:].split("\n", 1)[0]
    number = source.count("\n", 0, position) + 1
    head = f"  [{name}:{number}]  " if name else "  [0]  "
    return [first, head + line, " " * (len(head) + position - start) + "^"]


def _position(session: Session, error: QError) -> int | None:
    """The place in the source of the statement that failed, None where nothing of it ran."""
    if isinstance(error, ParseError):
        return error.position
    found: BaseException = error.__cause__ or error
    trace = found.__traceback__
    while trace is not None:
        marks = session.machine.marks.get(trace.tb_frame.f_code.co_filename)
        if marks is not None:
            first, positions = marks
            index = trace.tb_lineno - first
            return positions[index] if 0 <= index < len(positions) else None
        trace = trace.tb_next
    return None


# Inputs


def inputs(lines: Iterable[str]) -> Iterator[str]:
    """Put lines together to inputs: while a bracket is open, indented lines and closing brackets go on."""
    waiting: list[str] = []
    for line in lines:
        if waiting and not re.match(r"[ \t)\]}]", line):
            yield "\n".join(waiting)
            waiting = []
        waiting.append(line)
        if not line.strip() or not is_open("\n".join(waiting)):
            yield "\n".join(waiting)
            waiting = []
    if waiting:
        yield "\n".join(waiting)


def is_open(source: str) -> bool:
    """Whether a bracket is open at the end of an input."""
    try:
        found = lexer.tokens(source)
    except ParseError:
        return False
    depth = 0
    for token in found:
        if token.kind == lexer.PUNCTUATION:
            depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.text, 0)
    return depth > 0


def _typed() -> str | None:
    """Ask the user for one input; an interrupt drops what is typed, None is the end of all input."""
    lines: list[str] = []
    try:
        while not lines or (lines[-1].strip() and is_open("\n".join(lines))):
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
