"""The console at a terminal: prompts, line editing with history and completion, inputs of several lines."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from . import library
from .inputs import Input
from .session import Session
from .vocabulary import RESERVED

CONTINUATION = "  "
_HISTORY_LINES = 1000
_NOT_IN_NAMES = " \t\n`~!@#$%^&*()-=+[]{};:'\"\\|,<>/?"


def typed_inputs(session: Session) -> Iterator[str]:
    """Ask the user for inputs until they end; an interrupt drops what is typed.

    The prompt names the namespace. Lines that were typed are kept from session to session where that is possible.
    """
    save = _line_editing(session)
    try:
        while True:
            try:
                yield _typed(f"q{session.machine.context})")
            except KeyboardInterrupt:
                sys.stdout.write("\n")
            except EOFError:
                sys.stdout.write("\n")
                return
    finally:
        save()


def completions(session: Session, start: str) -> list[str]:
    """The words that begin so: of the language, of its namespaces, and the variables of the session."""
    machine = session.machine
    variables = {*machine.names(machine.context), *machine.names(""), *machine.contexts()}
    words = RESERVED | variables | set(library.FUNCTIONS)
    return sorted(word for word in words if word.startswith(start))


def _typed(prompt: str) -> str:
    typed = Input()
    while not typed.lines or typed.is_open:
        typed.add(input(CONTINUATION if typed.lines else prompt))
    return typed.text


def _line_editing(session: Session) -> Callable[[], None]:
    """Turn on line editing; gives what saves the history."""
    try:
        import readline
    except ImportError:
        return lambda: None

    def complete(start: str, number: int) -> str | None:
        found = completions(session, start)
        return found[number] if number < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(_NOT_IN_NAMES)
    readline.parse_and_bind("bind ^I rl_complete" if "libedit" in (readline.__doc__ or "") else "tab: complete")
    readline.set_history_length(_HISTORY_LINES)
    path = _history_path()
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        readline.read_history_file(path)

    def save() -> None:
        with contextlib.suppress(OSError):  # a folder that can't be written costs the history, not the session
            readline.write_history_file(path)

    return save


def _history_path() -> Path:
    state = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(state) / "qforge" / "q_history"
