"""Values in JSON: how arguments and results are written wherever qforge stores or sends them.

JSON's own null, booleans, integers, finite floats, strings, lists and objects with string keys stand for
themselves. What JSON lacks is an object with one key that starts with a dollar sign:

    {"$tuple": [1, 2]}                       a tuple
    {"$set": [1, 2]}                         a set (or frozenset), items in canonical order
    {"$dict": [["b", 1], ["a", 2]]}          a dictionary whose keys are not plain strings in alphabetical order
    {"$float": "nan"}                        nan, inf or -inf

>>> encode((1, {2.5}))
{'$tuple': [1, {'$set': [2.5]}]}
"""

from __future__ import annotations

import json
import math
from collections.abc import Hashable
from typing import TypeAlias

from qforge.errors import DataError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

MAXIMUM_DEPTH = 64
MAXIMUM_BITS = 8192
"""Of an integer: 2,467 digits; Python neither writes nor reads more than 4,300."""


class NotEncodableError(ValueError):
    """A Python value that has no JSON form: not data (a function, an object), cyclic, or nested too deep."""


def encode(value: object, depth: int = 0) -> Json:
    """Write a Python value in qforge's JSON form.

    Raises:
        NotEncodableError: the value, or something in it, is no plain data.
    """
    if depth > MAXIMUM_DEPTH:
        raise NotEncodableError(f"nested deeper than {MAXIMUM_DEPTH} levels")
    if value is None or isinstance(value, (bool, str)):
        return value
    if type(value) is int:
        if value.bit_length() > MAXIMUM_BITS:
            raise NotEncodableError(f"an integer of more than {MAXIMUM_BITS} bits")
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, list):
        return [encode(item, depth + 1) for item in value]
    if isinstance(value, tuple):
        return {"$tuple": [encode(item, depth + 1) for item in value]}
    if isinstance(value, (set, frozenset)):
        return {"$set": sorted((encode(item, depth + 1) for item in value), key=canonical)}
    if isinstance(value, dict):
        if _is_plain(list(value)):
            return {str(key): encode(item, depth + 1) for key, item in value.items()}
        return {"$dict": [[encode(key, depth + 1), encode(item, depth + 1)] for key, item in value.items()]}
    raise NotEncodableError(f"a value of type {type(value).__name__} is not plain data")


def _is_plain(keys: list[object]) -> bool:
    """Whether an object says all of a dictionary: canonical text sorts its keys, and order must not be lost."""
    texts = [key for key in keys if isinstance(key, str) and not key.startswith("$")]
    return len(texts) == len(keys) and texts == sorted(texts)


def decode(value: Json, depth: int = 0) -> object:
    """Read a value back from its JSON form; the inverse of `encode`.

    Raises:
        DataError: an unknown dollar key, or a dollar key whose content has the wrong form.
    """
    if depth > MAXIMUM_DEPTH:
        raise DataError(f"a value is nested deeper than {MAXIMUM_DEPTH} levels")
    if isinstance(value, list):
        return [decode(item, depth + 1) for item in value]
    if not isinstance(value, dict):
        return value
    tag = next((key for key in value if key.startswith("$")), None)
    if tag is None:
        return {key: decode(item, depth + 1) for key, item in value.items()}
    if len(value) == 1:
        decoded = _decode_tagged(tag, value[tag], depth + 1)
        if decoded is not _MALFORMED:
            return decoded
    raise DataError(
        f"a value has the key {tag!r}, but is not one of "
        '{"$tuple": [...]}, {"$set": [...]}, {"$dict": [[key, value], ...]}, {"$float": "nan" | "inf" | "-inf"}'
    )


_MALFORMED = object()
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def _decode_tagged(tag: str, content: Json, depth: int) -> object:
    if tag == "$float" and isinstance(content, str):
        return _FLOATS.get(content, _MALFORMED)
    if not isinstance(content, list):
        return _MALFORMED
    if tag == "$tuple":
        return tuple(decode(item, depth) for item in content)
    if tag == "$set":
        return {_hashable(decode(item, depth)) for item in content}
    if tag == "$dict" and all(isinstance(pair, list) and len(pair) == 2 for pair in content):
        pairs = [pair for pair in content if isinstance(pair, list)]
        return {_hashable(decode(key, depth)): decode(item, depth) for key, item in pairs}
    return _MALFORMED


def _hashable(value: object) -> Hashable:
    if isinstance(value, (list, dict, set)):
        raise DataError(f"a {type(value).__name__} can't be a dictionary key or a set's item; write a tuple")
    assert isinstance(value, Hashable)
    return value


def canonical(value: Json) -> str:
    """Give the one text that stands for this JSON: sorted keys, no spaces, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def digest(value: Json) -> str:
    """Give 32 hexadecimal digits (128 bits of BLAKE2b) of the canonical text."""
    import hashlib  # loads OpenSSL, for which short-lived processes that only read values have no time

    return hashlib.blake2b(canonical(value).encode("ascii"), digest_size=16).hexdigest()
