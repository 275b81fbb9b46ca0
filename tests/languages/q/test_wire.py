"""Values in q's interchange format become the frames that the embedded q's own worker writes, and nothing else does."""

import random
import struct

import pytest

from qforge.languages.q import results, wire
from qforge.languages.q.frames import FrameError, encode
from qforge.languages.q.interpreter.serialization import serialized
from qforge.languages.q.interpreter.session import Session

SOURCES = [
    "5", "0N", "0W", "-0W", "5h", "0Nh", "0Wi", "1b", "0x1f", "1.5", "0n", "0w", "-0w", "1.5e", '"a"', "`a", "`",
    "1 0N 3", "`long$()", '"abc"', '""', "`a``c", "101b", "0x0102", "1.5 0n", "2024.01.15", "2024.01m", "12:30",
    "12:30:01", "12:30:01.5", "2024.01.15D12:30", "0D01", "2024.01.15T12:30:00.000", "0Ng", "(1;`a;\"b\")", "()",
    "`a`b!1 2", "([]a:1 2;b:`x`y)", "([k:1 2]v:3 4)", "enlist(1 2;3 4)", "(::)", "`s#1 2 3", "(`a`b!1 2;1)",
    "flip`a`b!(();())",
]  # fmt: skip


@pytest.mark.parametrize("source", SOURCES)
def test_reads_what_q_writes(source: str) -> None:
    session = Session()
    value = session.evaluate(source)
    message = session.evaluate(f"-8!{source}").a.tobytes()
    assert wire.decode(message) == encode(value)


def test_a_worked_example() -> None:
    assert wire.decode(bytes.fromhex("0100000011000000f90500000000000000")) == {"t": "j", "v": 5}


def message(body: bytes) -> bytes:
    return b"\x01\0\0\0" + struct.pack("<I", len(body) + 8) + body


def nested(depth: int) -> bytes:
    return b"\0\0\1\0\0\0" * depth + b"\xf9" + bytes(8)


HOSTILE = {
    "nothing": b"",
    "a header alone": message(b""),
    "big-endian": b"\0" + message(b"\xf9" + bytes(8))[1:],
    "compressed": b"\x01\0\1\0" + message(b"\xf9" + bytes(8))[4:],
    "cut off": message(b"\xf9" + bytes(7)),
    "with more behind it": message(b"\xf9" + bytes(9)),
    "a vector longer than the message": message(b"\x07\0" + struct.pack("<i", 1_000_000)),
    "a vector of a negative length": message(b"\x07\0" + struct.pack("<i", -1)),
    "a list of a billion lists": message(b"\0\0" + struct.pack("<i", 10**9)),
    "too deep": message(nested(70)),
    "far too deep": message(nested(100_000)),
    "a boolean that is neither": message(b"\xff\2"),
    "a symbol without an end": message(b"\xf5abc"),
    "a lambda": message(b"\x64\0\x0a\0\3\0\0\0{x}"),
    "a verb": message(b"\x65\1"),
    "an error": message(b"\x80type\0"),
    "an unknown type": message(b"\x20" + bytes(20)),
    "a table of a number": message(b"\x62\0\xf9" + bytes(8)),
    "a table of a dictionary of numbers": message(b"\x62\0\x63" + (b"\xf9" + bytes(8)) * 2),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_refuses_what_is_no_value(name: str) -> None:
    with pytest.raises(FrameError):
        wire.decode(HOSTILE[name])


def test_random_bytes_raise_nothing_else() -> None:
    rng = random.Random(1)
    good = [serialized(Session().evaluate(source)).a.tobytes() for source in SOURCES]
    for _ in range(3000):
        data = bytearray(rng.choice(good))
        for _ in range(rng.randint(1, 4)):
            data[rng.randrange(8, len(data))] = rng.randrange(256)
        try:
            frame = wire.decode(bytes(data))
        except FrameError:
            continue
        try:
            results.read(frame)
        except results.MalformedFrameError:
            continue
