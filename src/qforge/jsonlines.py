"""Reads files of JSON lines: one JSON object a line, every mistake told with its line and its field."""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from qforge.errors import DataError

SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank: its number from 1, and its object or what is wrong with it."""

    number: int
    record: dict[str, Any]
    mistake: str = ""


def read(path: Path) -> Iterator[Line]:
    """Give the lines of a file, in order; a line that is no JSON object comes out with its mistake.

    Raises:
        DataError: the file can't be read, holds nothing, or its first line is no JSON object.
    """
    seen = 0
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, start=1):
                if not raw.strip():
                    continue
                line = _line(number, raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw)
                if not seen and line.mistake:
                    raise DataError(f"{path}:{number}: {line.mistake}; expected JSON lines, one object a line")
                seen += 1
                yield line
    except OSError as error:
        raise DataError(f"{path}: can't be read: {error.strerror or error}") from error
    if not seen:
        raise DataError(f"{path}: the file is empty; expected JSON lines, one object a line")


def _line(number: int, raw: bytes) -> Line:
    try:
        value = parse(raw.decode("utf-8").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        return Line(number, {}, f"byte {error.start + 1} is not UTF-8")
    except DataError as error:
        return Line(number, {}, str(error))
    if not isinstance(value, dict):
        return Line(number, {}, f"the line holds {describe(value)}, not an object")
    return Line(number, value)


def parse(text: str) -> Any:
    """Read JSON more strictly than the standard library: no repeated keys, no NaN, no halves of characters.

    Raises:
        DataError: the text is not such JSON.
    """
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        raise DataError(f"not JSON: {error.msg} at column {error.colno}") from error
    except UnicodeEncodeError as error:
        raise DataError("a text holds half of a surrogate pair (\\ud800 to \\udfff)") from error
    except RecursionError as error:
        raise DataError("nested too deep") from error
    except ValueError as error:
        raise DataError(f"not JSON: {error}") from error
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for key, value in pairs:
        if key in record:
            raise ValueError(f"the key {key!r} stands twice")
        record[key] = value
    return record


def _constant(word: str) -> None:
    raise ValueError(f'{word} is no JSON; write {{"$float": "nan"}}, "inf" or "-inf"')


def _float(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"the number {text} is too large")
    return value


class Schema(BaseModel):
    """The keys that an object may have; nothing else, and no conversion from other types."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Checked = TypeVar("Checked", bound=Schema)


def check(schema: type[Checked], record: dict[str, Any]) -> Checked | list[str]:
    """Hold an object against a schema; give it, or its mistakes as ``field: what is wrong``."""
    try:
        return schema.model_validate(record)
    except ValidationError as error:
        return [_mistake(schema, dict(detail)) for detail in error.errors(include_url=False)]


def _mistake(schema: type[Schema], detail: dict[str, Any]) -> str:
    location = detail["loc"]
    field = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(".")
    if detail["type"] == "missing":
        return f"{field}: missing"
    if detail["type"] == "extra_forbidden":
        known = list(_at(schema, location[:-1]).model_fields)
        return f"{field}: unknown key; known are {', '.join(known)}{nearest(str(location[-1]), known)}"
    message = detail["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    hint = ""
    if detail["type"] == "literal_error":
        hint = nearest(str(detail["input"]), [word.strip("' ") for word in message.replace(" or ", ",").split(",")])
    return f"{field}: expected {message}, not {describe(detail['input'])}{hint}"


def _at(schema: type[Schema], location: tuple[int | str, ...]) -> type[Schema]:
    for part in location:
        if isinstance(part, str):
            annotation = schema.model_fields[part].annotation
            inner = [item for item in (annotation, *get_args(annotation)) if isinstance(item, type)]
            schema = next(item for item in inner if issubclass(item, Schema))
    return schema


def nearest(word: str, known: list[str]) -> str:
    """Give ``; did you mean 'x'?`` for the nearest known word, or ""."""
    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def describe(value: object) -> str:
    """Name what stands there, cut where it is long.

    >>> describe([1, 2])
    'a list'
    """
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    shown = json.dumps(value, default=repr)
    return shown if len(shown) <= SHOWN_CHARACTERS else shown[:SHOWN_CHARACTERS] + "…"
