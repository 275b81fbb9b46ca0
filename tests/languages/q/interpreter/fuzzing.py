"""Runs programs that nobody wrote, and tells which end in anything but a value, an error of q or the program's exit.

An exception of Python that the session turned into 'nyi is a finding as well.
"""

from __future__ import annotations

import resource
import signal
import time
import traceback
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from qforge.languages.q.interpreter.bounds import Limits
from qforge.languages.q.interpreter.errors import Control, QError, Unsupported
from qforge.languages.q.interpreter.session import Session

LIMITS = Limits(seconds=0.3, memory=2**24, output=100_000)
MOST_SECONDS = 3.0
"""CPU seconds that a program may take before it is a hang: its own limit, and time to unwind and to lay out."""
MOST_MEGABYTES = 256
"""How far a program may raise the peak of the process: its bound, and what one operation takes beside it."""


class HangError(BaseException):
    """Nothing of the interpreter catches it."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A program that did not end as it must; `place` is the innermost line of the interpreter."""

    program: str
    problem: str
    place: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a program ended: value, a class of errors, or exit; `finding` is what must not be."""

    ending: str
    finding: Finding | None = None


def outcome_of(program: str, setup: str = "", limits: Limits = LIMITS) -> Outcome:
    """Run a program and lay out its value as the console would."""
    before = _peak_megabytes()
    started = time.thread_time()
    finding = None
    try:
        with _alarm(), warnings.catch_warnings():
            warnings.simplefilter("error", SyntaxWarning)
            warnings.simplefilter("error", RuntimeWarning)
            session = Session(limits)
            if setup:
                session.run(setup)
            session.format(session.run(program))
        ending = "value"
    except QError as error:
        ending, converted = type(error).__name__, error.__cause__
        if isinstance(error, Unsupported) and converted is not None and not isinstance(converted, QError):
            finding = Finding(program, f"{type(converted).__name__}: {converted}"[:100], _place(converted))
    except Control:
        ending = "exit"
    except HangError as error:
        ending, finding = "hang", Finding(program, "hang", _place(error))
    except Exception as error:
        ending, finding = "crash", Finding(program, f"{type(error).__name__}: {error}"[:100], _place(error))
    seconds, grown = time.thread_time() - started, _peak_megabytes() - before
    if finding is None and seconds > MOST_SECONDS:
        finding = Finding(program, f"takes {seconds:.1f} s", "")
    if finding is None and grown > MOST_MEGABYTES:
        finding = Finding(program, f"takes {grown} MB", "")
    return Outcome(ending, finding)


@contextmanager
def _alarm() -> Iterator[None]:
    def ring(signum: int, frame: FrameType | None) -> None:
        raise HangError

    previous = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _peak_megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "/interpreter/" in frame.filename] or list(frames)
    return f"{own[-1].filename.rsplit('/', 1)[-1]}:{own[-1].lineno}" if own else ""
