"""What the console prints for an error: its name, and the line of source with a caret under the place."""

from __future__ import annotations

from .errors import QError, SourceError
from .session import Session

_WIDEST = 160
_AROUND = 60


def error_lines(session: Session, error: QError, source: str, name: str = "") -> list[str]:
    """The lines for an error that a source raised; `name` is the file that the source is from.

    Where it can't be told which statement failed, the name of the error stands alone.
    """
    first = f"'{_printable(error.name)}"
    position = _position(session, error)
    if position is None or position > len(source):
        return [first] + ([f"  [{name}]"] if name else [])
    start = source.rfind("\n", 0, position) + 1
    line, place = _window(source[start:].split("\n", 1)[0], position - start)
    number = source.count("\n", 0, position) + 1
    head = f"  [{name}:{number}]  " if name else "  [0]  "
    return [first, head + line, " " * (len(head) + place) + "^"]


def _window(line: str, place: int) -> tuple[str, int]:
    """A line as it can be shown, and the place in it; of a very long one what is around the place."""
    if len(line) > _WIDEST:
        start = max(0, place - _AROUND)
        mark = ".." if start else ""
        line, place = f"{mark}{line[start : place + _AROUND]}..", place - start + len(mark)
    return _printable(line), place


def _printable(text: str) -> str:
    """The text with a stand-in for each character that would move the cursor, or is no character."""
    return "".join(c if c.isprintable() else " " if c == "\t" else "\ufffd" for c in text)


def _position(session: Session, error: QError) -> int | None:
    """The place in the source of the statement that failed, None where nothing of it ran."""
    if isinstance(error, SourceError):
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
