"""Text of Python and bytes of q: bytes that are no text are kept as they are."""

from __future__ import annotations


def encode(text: str) -> bytes:
    """The bytes of a text as q holds it."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, which no bytes stand for
        return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The text of bytes that q holds."""
    return data.decode("utf-8", "surrogateescape")
