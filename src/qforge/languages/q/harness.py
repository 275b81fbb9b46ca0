"""What a q process is told so that it runs one program, and how what it prints is read.

The process is an ordinary q that reads lines from its standard input. Each request carries a tag, drawn for it alone,
and is answered by a frame, one line of output that begins with the tag, before the next request is sent: a program
can't know what it will be asked, and a frame for another request counts as what it printed. Of one request's frames
there may be one. The tag keeps apart, it is no secret from a program that runs meanwhile: whoever writes frames in
place of this harness must know the right value, since what is expected never enters the process.

A value is written by `-8!` as hexadecimal digits: the high half of every byte, then the low one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from qforge.sandbox.watching import Ending, Over

PROGRAM_FILE, HARNESS_FILE = "program.q", "harness.q"
MAXIMUM_BYTES = 20_000_000
"""Of a value's message: a million guids, the largest items that frames allow, take sixteen."""

MAXIMUM_ARGUMENTS = 7
"""Of a call: a function of q's takes eight, and the one that makes the call takes the function too."""

# A function for each number of arguments: a list of dictionaries that are alike would be a table, so they never stand
# in a list without the function before them.
_APPLICATIONS = ";".join(
    f"{{[f{''.join(f';a{at}' for at in range(count))}](1b;f[{';'.join(f'a{at}' for at in range(count))}])}}"
    for count in range(MAXIMUM_ARGUMENTS + 1)
)

# Without `\\d`: a function that was made in a namespace loads programs into it.
HARNESS = f"""
.qforge.hex:{{h:"0123456789abcdef"; b:"j"$x; h[b div 16],h b mod 16}}
.qforge.emit:{{[tag;kind;x] b:-8!x; $[{MAXIMUM_BYTES}<count b;-1 tag,":large:";-1 tag,":",kind,":",.qforge.hex b];}}
.qforge.told:{{[tag;r] .qforge.emit[tag;$[r 0;"ok";"error"];r 1];}}
.qforge.begin:{{[tag] .qforge.told[tag;@[{{system x;(1b;::)}};"l {PROGRAM_FILE}";{{(0b;x)}}]]}}
.qforge.kind:{{[tag;name] .qforge.told[tag;@[{{(1b;type get x)}};name;{{(0b;x)}}]]}}
.qforge.takes:{{[tag;name] .qforge.told[tag;@[{{(1b;count (value get x) 1)}};name;{{(0b;x)}}]]}}
.qforge.apply:({_APPLICATIONS})
.qforge.call:{{[tag;list] .qforge.told[tag;.[.qforge.apply[(count list)-1];list;{{(0b;x)}}]]}}
.qforge.version:{{[tag] .qforge.told[tag;@[{{(1b;(string .z.K;string .z.k))}};0;{{(0b;x)}}]]}}
"""


def begin(tag: str) -> str:
    """Ask for the program to be loaded; the frame's value says nothing."""
    return f'.qforge.begin"{tag}"'


def kind(tag: str, function: str) -> str:
    """Ask for the type of what a name is."""
    return f'.qforge.kind["{tag}";`{function}]'


def takes(tag: str, function: str) -> str:
    """Ask how many arguments a lambda takes."""
    return f'.qforge.takes["{tag}";`{function}]'


def call(tag: str, function: str, literals: tuple[str, ...]) -> str:
    """Ask for the value of a call; the name is looked up as any caller would."""
    return f'.qforge.call["{tag}";({";".join((function, *(literals or ("::",))))})]'


def ready(tag: str) -> str:
    """Ask for 42, to see that the harness works."""
    return f'.qforge.told["{tag}";(1b;42)]'


def version(tag: str) -> str:
    """Ask for the version: a pair of texts."""
    return f'.qforge.version"{tag}"'


class FrameLine(NamedTuple):
    """An answer: "ok" with a value's message, "error" with a text's, or "large" with neither."""

    kind: str
    message: bytes


class Printed:
    """What a q process prints: frames for one tag after the other, and anything else, which is only counted.

    `limit` bounds in bytes what else is printed, in all; what is sent to the process may be echoed besides.
    """

    def __init__(self, limit: int) -> None:
        self.whole = False
        self.frame: FrameLine | None = None
        self._limit, self._printed = limit, 0
        self._waiting = bytearray()
        self._tag = b""

    def expect(self, tag: str, sent: int) -> None:
        """Wait for the frame and the end of another request, of so many bytes."""
        self._tag = tag.encode("ascii")
        self.whole, self.frame = False, None
        self._limit += sent

    def take(self, data: bytes) -> None:
        """Add what was read; raise `Over` where the process has closed its output, or prints or answers too much."""
        if not data:
            raise Over(Ending.EXITED)
        self._waiting += data
        while not self.whole and self._take_line():
            pass

    def _take_line(self) -> bool:
        """Take the next line that begins with the tag; False where there is none yet."""
        found = re.search(re.escape(self._tag) + rb":(ok|error|large|end):", self._waiting)
        if found is None:
            self._count(len(self._waiting) - 64)  # the start of a frame may stand there
            return False
        self._count(found.start())
        end = self._waiting.find(b"\n")
        if end < 0:
            if len(self._waiting) > 2 * MAXIMUM_BYTES + 1000:
                raise Over(Ending.GARBLED, "its answer has no end")
            return False
        _, kind, digits = bytes(self._waiting[:end]).split(b":", 2)
        del self._waiting[: end + 1]
        if kind == b"end":
            self.whole = True
        elif self.frame is not None:
            raise Over(Ending.GARBLED, "it answers one call twice")
        else:
            self.frame = FrameLine(kind.decode("ascii"), _bytes(digits.strip()))
        return True

    def _count(self, printed: int) -> None:
        if printed <= 0:
            return
        del self._waiting[:printed]
        self._printed += printed
        if self._printed > self._limit:
            raise Over(Ending.FLOOD, "it prints more than allowed")


def _bytes(digits: bytes) -> bytes:
    """Put the two halves of the digits together; b"" where they are none.

    >>> _bytes(b"0f01")
    b'\\x00\\xf1'
    """
    half = len(digits) // 2
    paired = bytearray(2 * half)
    paired[0::2], paired[1::2] = digits[:half], digits[half : 2 * half]
    try:
        return bytes.fromhex(paired.decode("ascii"))
    except ValueError:
        return b""
