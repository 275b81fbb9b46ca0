"""`-8!` and `-9!`: values as bytes in q's interchange format, little-endian, uncompressed."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np

from .encoding import decode, encode
from .enumerations import resolve
from .errors import QError, Unsupported
from .items import items
from .kinds import DTYPE
from .machine import current
from .values import (
    IDENTITY,
    Dict,
    EnumAtom,
    EnumVector,
    Lambda,
    List,
    Table,
    Value,
    Vector,
    atom,
    payload,
    symbols,
    type_number,
    vector,
)

_ATTRIBUTES = ("", "s", "u", "p", "g")
_HEADER = 8


def serialized(x: Value) -> Value:
    """The bytes of a message that holds x."""
    body = _bytes(x)
    whole = b"\x01\x00\x00\x00" + struct.pack("<I", len(body) + _HEADER) + body
    return Vector(4, np.frombuffer(whole, dtype=np.uint8))


def _payloads(t: int, a: Any) -> bytes:
    if t == 2:
        return b"".join(int(v).to_bytes(16, "big") for v in a)
    if t == 11:
        return b"".join(encode(v) + b"\0" for v in a)
    return np.asarray(a, dtype=DTYPE[t]).astype(DTYPE[t].newbyteorder("<")).tobytes()


def _bytes(x: Value) -> bytes:
    if isinstance(x, (EnumVector, EnumAtom)):
        x = resolve(x)
    if isinstance(x, Vector):
        head = struct.pack("<bBI", x.t, _ATTRIBUTES.index(x.attr), len(x.a))
        return head + _payloads(x.t, x.a.tolist() if x.t in (2, 11) else x.a)
    if type(x) is List:
        return struct.pack("<bBI", 0, 0, len(x.items)) + b"".join(_bytes(v) for v in x.items)
    if type(x) is Dict:
        sorted_keys = x.attr == "s"
        return (b"\x7f" if sorted_keys else b"\x63") + _bytes(x.keys) + _bytes(x.values)
    if type(x) is Table:
        return b"\x62\x00\x63" + _bytes(symbols(x.names)) + _bytes(List(x.columns))
    if type(x) is Lambda:
        source = encode(x.source)
        return b"\x64" + encode(x.context.lstrip(".")) + b"\0" + _bytes(Vector(10, np.frombuffer(source, np.uint8)))
    if x is IDENTITY:
        return b"\x65\x00"
    t = -type_number(x)
    if not 0 < t < 20:
        raise Unsupported("-8! of a function")
    return struct.pack("<b", -t) + _payloads(t, [payload(x)])


class _Reader:
    """Reads values from bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def take(self, n: int) -> bytes:
        """The next n bytes."""
        taken = self.data[self.place : self.place + n]
        if len(taken) < n:
            raise QError("badmsg")
        self.place += n
        return taken

    def text(self) -> str:
        """A text that a zero byte ends."""
        end = self.data.find(b"\0", self.place)
        if end < 0:
            raise QError("badmsg")
        found = decode(self.data[self.place : end])
        self.place = end + 1
        return found

    def payloads(self, t: int, n: int) -> Any:
        """n payloads of type t."""
        if t == 2:
            return [int.from_bytes(self.take(16), "big") for _ in range(n)]
        if t == 11:
            return [self.text() for _ in range(n)]
        dtype = DTYPE[t].newbyteorder("<")
        return np.frombuffer(self.take(n * dtype.itemsize), dtype=dtype).astype(DTYPE[t])

    def value(self) -> Value:
        """The next value."""
        t = struct.unpack("<b", self.take(1))[0]
        if -20 < t < 0:
            if DTYPE[-t] is None:
                raise QError("badmsg")
            return atom(-t, self.payloads(-t, 1)[0])
        if t == 0:
            n = struct.unpack("<BI", self.take(5))[1]
            return List([self.value() for _ in range(n)])
        if 0 < t < 20 and DTYPE[t] is not None:
            attribute, n = struct.unpack("<BI", self.take(5))
            made = vector(t, self.payloads(t, n))
            made.attr = _ATTRIBUTES[attribute] if attribute < len(_ATTRIBUTES) else ""
            return made
        return self.compound(t)

    def compound(self, t: int) -> Value:
        """A table, dictionary or function of type t."""
        if t in (99, 127):
            keys = self.value()
            return Dict(keys, self.value(), "s" if t == 127 else "")
        if t == 98:
            self.take(2)
            names = self.value()
            return Table(names.a.tolist(), items(self.value()))
        if t == 100:
            self.text()
            return current().evaluate(decode(self.value().a.tobytes()))
        if t == 101 and self.take(1) == b"\0":
            return IDENTITY
        raise Unsupported("-9! of a function")


def deserialized(x: Value) -> Value:
    """The value in the bytes of a message."""
    if not isinstance(x, Vector) or x.t != 4:
        raise QError("type")
    data = x.a.tobytes()
    if len(data) < _HEADER + 1 or data[0] != 1 or data[2] != 0:
        raise QError("badmsg")
    return _Reader(data[_HEADER:]).value()
