"""YAML text as a tree whose every node knows its line, read so that no YAML version's habits surprise.

PyYAML composes the nodes; plain scalars are then given their YAML 1.2 meaning. Where YAML 1.1 would read
the same letters as something else (`no`, `010`, `1:30`, a date), the scalar is reported as a mistake
instead of guessed. Anchors work, but their expansion is bounded; tags and merge keys are refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml

MAXIMUM_NODES = 20_000
MAXIMUM_DEPTH = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, for people (``FILE:LINE``), its rank in the order of reporting, and the folder there."""

    text: str
    rank: tuple[int, int, int]
    folder: Path


class Mistake(NamedTuple):
    """What is wrong at a place; `path` is the dotted way to the setting, or ""."""

    place: Place
    path: str
    message: str

    def __str__(self) -> str:
        return f"{self.place.text}: {self.path}: {self.message}" if self.path else f"{self.place.text}: {self.message}"


Mistakes: TypeAlias = list[Mistake]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value; `faulty` says that it was reported already and must not be judged again."""

    place: Place
    value: bool | int | float | str | None
    text: str = ""
    quoted: bool = False
    faulty: bool = False


class Entry(NamedTuple):
    """A key's place and the value under it."""

    key: Place
    node: Node


@dataclass(frozen=True, slots=True)
class Section:
    """A mapping; its place is that of the key it stands under."""

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Items:
    """A list; its place is that of the key it stands under."""

    place: Place
    items: tuple[Node, ...]


Node: TypeAlias = Scalar | Section | Items


def plain(node: Node) -> Any:
    """Give the node as Python's own dictionaries, lists and scalars."""
    if isinstance(node, Section):
        return {key: plain(entry.node) for key, entry in node.entries.items()}
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return node.text if node.faulty else node.value


def join(path: str, key: object) -> str:
    """Give the dotted path of something inside.

    >>> join("sources.0", "path")
    'sources.0.path'
    """
    return f"{path}.{key}" if path else str(key)


def parse(text: str, place: Callable[[int, int], Place], mistakes: Mistakes) -> Node | None:
    """Read one YAML document; `place` makes a place of a line and a column, both counted from 0.

    Returns None for a text that is no YAML (reported) or holds nothing (not reported).
    """
    try:
        composed = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line, mark.column) if mark else (0, 0)
        mistakes.append(Mistake(place(line, column), "", f"bad YAML at column {column + 1}: {_in_words(error)}"))
        return None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n"), len(before) - before.rfind("\n") - 1
        message = f"bad YAML at column {column + 1}: the character U+{ord(text[error.position]):04X} is not allowed"
        mistakes.append(Mistake(place(line, column), "", message))
        return None
    except RecursionError:
        mistakes.append(Mistake(place(0, 0), "", f"nested too deep; at most {MAXIMUM_DEPTH} levels are read"))
        return None
    return None if composed is None else _Reader(place, mistakes).read(composed)


PLAIN_WORDS = {
    "found character '\\t' that cannot start any token": "a tab stands where spaces are needed; indent with spaces",
    "mapping values are not allowed here": "a second ':' on the line; put the value in quotes, or indent the line "
    "to where its section begins",
    "could not find expected ':'": "a line without ':'; write key: value",
    "expected a single document in the stream": "a second document begins ('---'); a file holds one",
    "found unexpected end of stream": "the text ends inside quotes",
    "found undefined alias": "an alias (*name) without an anchor (&name) before it",
}


def _in_words(error: yaml.MarkedYAMLError) -> str:
    problem, context = str(error.problem or ""), str(error.context or "")
    for start, words in PLAIN_WORDS.items():
        if start in (problem, context) or problem.startswith(start):
            return words
    if problem.startswith("expected <block end>"):
        return "the line does not fit its neighbours; indent all keys of a section alike"
    if problem.startswith("expected ',' or"):
        return f"a comma or the closing {problem.split()[3].rstrip(',')} is missing"
    if problem.endswith("but found '<stream end>'"):
        return "the text ends where a value is due"
    if "cannot start any token" in problem:
        return f"{problem.split(maxsplit=2)[2].split(' that ')[0]} can't begin a value; put the value in quotes"
    return f"{context}: {problem}" if context else problem


_NULLS = ("", "~", "null", "Null", "NULL")
_BOOLEANS = {word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")}
_INTEGER = re.compile(r"[-+]?[0-9]+|0x[0-9a-fA-F]+|0o[0-7]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_TEXT_IN_OLD_YAML = re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def _today(text: str) -> bool | int | float | str | None:
    """Give a plain scalar its YAML 1.2 meaning."""
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    try:
        if _INTEGER.fullmatch(text):
            digits = text.lstrip("-+")
            return int(text, 0) if digits[:2] in ("0x", "0o") else int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    except ValueError:  # thousands of digits: Python refuses to read them
        return text
    return text


def _formerly(node: yaml.ScalarNode) -> object:
    """Give a plain scalar its YAML 1.1 meaning, as PyYAML constructs it."""
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (ValueError, OverflowError, yaml.YAMLError):
        return node.value


def _surprise(node: yaml.ScalarNode) -> str:
    """Say how YAML's versions disagree over a plain scalar, or give ""."""
    text = node.value
    if _NOT_FINITE.fullmatch(text):
        return f"{text} is not a number that a setting can have"
    today, formerly = _today(text), _formerly(node)
    if repr(today) == repr(formerly) or _TEXT_IN_OLD_YAML.fullmatch(text):
        return ""
    old, new = _reading(formerly), _reading(today)
    plainly = "" if isinstance(formerly, str) or old == "a date" else f", or {old.removeprefix('the number ')}"
    return f"{text} is {old} to some YAML readers and {new} to others; write '{text}' in quotes{plainly}"


def _reading(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    return "text" if isinstance(value, str) else "a date"


class _Reader:
    """Turns composed nodes into the tree; counts what aliases repeat."""

    def __init__(self, place: Callable[[int, int], Place], mistakes: Mistakes) -> None:
        self.place = place
        self.mistakes = mistakes
        self.nodes = 0
        self.within: list[int] = []

    def read(self, node: yaml.Node, path: str = "", above: Place | None = None) -> Node:
        here = self.place(node.start_mark.line, node.start_mark.column)
        self.nodes += 1
        if id(node) in self.within or self.nodes > MAXIMUM_NODES or len(self.within) > MAXIMUM_DEPTH:
            return self._refuse(here, path, id(node) in self.within)
        self.within.append(id(node))
        try:
            if isinstance(node, yaml.ScalarNode):
                return self._scalar(node, here, path)
            if isinstance(node, yaml.SequenceNode):
                self._check_tag(node, "tag:yaml.org,2002:seq", here, path)
                items = tuple(self.read(item, join(path, at)) for at, item in enumerate(node.value))
                return Items(above or here, items)
            assert isinstance(node, yaml.MappingNode)
            self._check_tag(node, "tag:yaml.org,2002:map", here, path)
            return Section(above or here, self._entries(node, path))
        finally:
            self.within.pop()

    def _refuse(self, here: Place, path: str, itself: bool) -> Node:
        if itself:
            self.mistakes.append(Mistake(here, path, "an alias stands inside the anchor that it repeats"))
        elif self.nodes == MAXIMUM_NODES + 1:
            self.mistakes.append(Mistake(here, path, f"with its aliases the file has over {MAXIMUM_NODES:,} values"))
        elif self.nodes <= MAXIMUM_NODES:
            self.mistakes.append(Mistake(here, path, f"nested too deep; at most {MAXIMUM_DEPTH} levels are read"))
        return Scalar(here, None, faulty=True)

    def _check_tag(self, node: yaml.Node, usual: str, here: Place, path: str) -> None:
        if node.tag != usual:
            tag = node.tag.replace("tag:yaml.org,2002:", "!!")
            self.mistakes.append(Mistake(here, path, f"the tag {tag} is not read here; write the value without it"))

    def _scalar(self, node: yaml.ScalarNode, here: Place, path: str) -> Scalar:
        quoted = node.style is not None
        usual = yaml.SafeLoader("").resolve(yaml.ScalarNode, node.value, (not quoted, quoted))  # type: ignore[no-untyped-call]
        before = len(self.mistakes)
        self._check_tag(node, usual, here, path)
        if len(self.mistakes) == before and not quoted and (surprise := _surprise(node)):
            self.mistakes.append(Mistake(here, path, surprise))
        if not node.value.isascii() and any("\ud800" <= character <= "\udfff" for character in node.value):
            self.mistakes.append(Mistake(here, path, "the text holds half of a surrogate pair, which is no character"))
        faulty = len(self.mistakes) > before
        return Scalar(here, node.value if quoted else _today(node.value), node.value, quoted, faulty)

    def _entries(self, node: yaml.MappingNode, path: str) -> dict[str, Entry]:
        entries: dict[str, Entry] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            here = self.place(key.start_mark.line, key.start_mark.column)
            if not isinstance(key, yaml.ScalarNode):
                self.mistakes.append(Mistake(here, path, "a key is a list or a section; keys are single words"))
                continue
            name = key.value
            if key.tag == "tag:yaml.org,2002:merge":
                self.mistakes.append(Mistake(here, path, "the merge key << is not read here; write the keys out"))
            elif key.style is None and not (isinstance(_formerly(key), str) and isinstance(_today(name), str)):
                message = f"the key {name or 'null'} is not text to every YAML reader; put it in quotes"
                self.mistakes.append(Mistake(here, path, message))
            elif name in entries:
                message = f"the key stands here and on line {lines[name] + 1} already; keep one of them"
                self.mistakes.append(Mistake(here, join(path, name), message))
            else:
                lines[name] = key.start_mark.line
                entries[name] = Entry(here, self.read(value, join(path, name), here))
        return entries
