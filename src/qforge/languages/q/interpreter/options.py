"""The command line of q, as tools write it that call `q`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

USAGE = """\
usage: qforge-q [script.q] [-q] [-c rows columns] [-P digits] [-T seconds] [-w megabytes] [-z 0|1] [arguments]
Runs the script, then what standard input holds; at a terminal it asks for inputs.
  -q  no banner              -P  digits of floats (7)          -T  CPU seconds an input may take
  -c  console size (25 80)   -z  order of dates in text (0)    -w  megabytes that an input may take
-s, -g, -e, -o, -W, -S and -C are accepted and change nothing; options that need a network or files are refused.
Arguments that no option takes are in .z.x. Exit status: that of `exit`; 1 where the script fails or can't be read,
2 for wrong usage, 130 where it is interrupted.
"""
MEGABYTES = 2048
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
    megabytes: int = MEGABYTES
    day_first: bool = False
    rest: list[str] = field(default_factory=list)


def options_of(arguments: list[str]) -> Options:
    """Read a command line.

    options_of(["a.q", "-q", "x"]) has the script a.q, is quiet, and leaves x for the program.
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
            options.megabytes = _number(word, left) or MEGABYTES
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
    number = int(left.pop(0))
    if number < 0 and option not in ("-s", "-o"):
        raise UsageError(f"{option} takes a number from 0, not {number}")
    return number
