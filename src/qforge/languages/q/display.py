"""Results and expected values as short text for people: q as one would type it, Python as `repr` gives it."""

from __future__ import annotations

import math
import re

from qforge.languages.base import Frame
from qforge.languages.q.literals import quoted
from qforge.languages.q.results import (
    KINDS,
    Atom,
    Dictionary,
    General,
    GenericNull,
    MalformedFrameError,
    Payload,
    Result,
    Table,
    Vector,
    count,
    read,
)

MAXIMUM_CHARACTERS = 300
_MAXIMUM_ITEMS = 100
_NUMBERS = {"h": "h", "i": "i", "j": "", "e": "e", "f": "f"}
_PLAIN_SYMBOL = re.compile(rb"[A-Za-z0-9_.]*")


def show(result: Result) -> str:
    """Write a result as q source, cut at some hundred characters."""
    return cut(_write(result))


def show_frame(got: Frame) -> str:
    """Write a result's frame as q source, or say that it is malformed."""
    try:
        return show(read(got))
    except MalformedFrameError as error:
        return f"malformed: {error}"


def show_expected(value: object) -> str:
    """Write an expected Python value, cut at some hundred characters."""
    try:
        return cut(repr(value))
    except ValueError:
        return "an integer of thousands of digits"


def cut(text: str) -> str:
    """Shorten text to some hundred characters."""
    return text if len(text) <= MAXIMUM_CHARACTERS else f"{text[:MAXIMUM_CHARACTERS]}.."


def describe(result: Result) -> str:
    """Name a result's kind: "a long", "a string", "a general list of 3"."""
    if isinstance(result, Atom):
        return f"a {KINDS[result.letter]}" if result.letter != "i" else "an int"
    if isinstance(result, Vector):
        return "a string" if result.letter == "c" else f"a {KINDS[result.letter]} vector of {count(result)}"
    if isinstance(result, General):
        return f"a general list of {count(result)}"
    if isinstance(result, Table):
        return f"a table of {result.count} rows"
    if isinstance(result, Dictionary):
        return "a keyed table" if isinstance(result.keys, Table) else f"a dictionary of {count(result.keys)}"
    return "the generic null"


def _write(result: Result) -> str:
    if isinstance(result, GenericNull):
        return "(::)"
    if isinstance(result, Atom):
        return _vector(result.letter, [result.payload])
    if isinstance(result, Dictionary):
        return f"({_write(result.keys)})!{_write(result.values)}"
    if isinstance(result, Table):
        columns = _list([_write(column) for column in result.columns[:_MAXIMUM_ITEMS]])
        return f"flip ({_write(Vector('s', list(result.names)))})!{columns}"
    if isinstance(result, General):
        return _list([_write(item) for item in result.items[:_MAXIMUM_ITEMS]])
    if not result.payloads:
        return '""' if result.letter == "c" else f"`{KINDS[result.letter]}$()"
    prefix = "enlist " if len(result.payloads) == 1 else ""
    return prefix + _vector(result.letter, result.payloads[: MAXIMUM_CHARACTERS + 1])


def _list(written: list[str]) -> str:
    return f"enlist {written[0]}" if len(written) == 1 else f"({';'.join(written)})"


def _vector(letter: str, payloads: list[Payload]) -> str:
    """One atom or more of a kind, as q runs them together."""
    texts = [payload for payload in payloads if isinstance(payload, bytes)]
    if letter == "c":
        return quoted(b"".join(texts))
    if letter == "s":
        return _symbols(texts)
    if letter == "g":
        return f'"G"${" ".join(quoted(text) for text in texts)}'
    if letter == "b":
        return "".join("1" if payload else "0" for payload in payloads) + "b"
    if letter == "x":
        return "0x" + bytes(payload for payload in payloads if isinstance(payload, int)).hex()
    written = " ".join(_number(letter, payload) for payload in payloads)
    if letter not in _NUMBERS:
        return f'"{letter}"${written}'
    return written if re.search("[nw.]", written) and letter == "f" else written + _NUMBERS[letter]


def _symbols(texts: list[bytes]) -> str:
    if all(map(_PLAIN_SYMBOL.fullmatch, texts)):
        return "".join(f"`{text.decode('ascii')}" for text in texts)
    return f"`${_list([quoted(text) for text in texts])}" if len(texts) > 1 else f"`${quoted(texts[0])}"


def _number(letter: str, payload: Payload) -> str:
    is_float = letter == "f"
    if payload is None:
        return "0n" if is_float else "0N"
    assert isinstance(payload, (int, float))
    if math.isinf(payload):
        return ("-" if payload < 0 else "") + ("0w" if is_float else "0W")
    return repr(payload).removesuffix(".0")
