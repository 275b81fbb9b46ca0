"""Settings from the command line (`--set a.b.0.c=VALUE`), put into the tree before it is checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qforge.config.document import Entry, Items, Mistake, Mistakes, Node, Place, Scalar, Section, join, parse

LONGEST_SHOWN = 60


class _MisfitError(ValueError):
    """The override's path does not fit the document; the message says where it stops."""


def apply(root: Section, overrides: Sequence[str], mistakes: Mistakes) -> Section:
    """Give the tree with each override in it, the later ones winning.

    A value is YAML of its own, and a path in it is relative to the current folder, as on any command line.
    An item of a list is named by its number from 0; the number after the last one adds an item.
    """
    for number, override in enumerate(overrides):
        root = _apply(root, override, number, mistakes)
    return root


def _apply(root: Section, override: str, number: int, mistakes: Mistakes) -> Section:
    shown = override if len(override) <= LONGEST_SHOWN else override[:LONGEST_SHOWN] + "…"

    def place(line: int, column: int) -> Place:
        return Place(f"--set {shown}", (1, number, 0), Path())

    here = place(0, 0)
    path, equals, text = override.partition("=")
    keys = path.strip().split(".")
    if not equals or not all(keys):
        mistakes.append(
            Mistake(here, "", "expected is KEY=VALUE, with a key such as translate.attempts or sources.0.path")
        )
        return root
    before = len(mistakes)
    value = parse(text, place, mistakes)
    if len(mistakes) > before:
        return root
    try:
        changed = _put(root, keys, value or Scalar(here, None), here, "")
    except _MisfitError as error:
        mistakes.append(Mistake(here, "", str(error)))
        return root
    assert isinstance(changed, Section)
    return changed


def _put(node: Node | None, keys: list[str], value: Node, here: Place, path: str) -> Node:
    if not keys:
        return value
    key, rest = keys[0], keys[1:]
    if node is None or (isinstance(node, Scalar) and node.value is None):
        node = Section(here)
    if isinstance(node, Section):
        old = node.entries.get(key)
        changed = _put(old.node if old else None, rest, value, here, join(path, key))
        entry = Entry(old.key if old and rest else here, changed)
        return Section(node.place, {**node.entries, key: entry})
    if isinstance(node, Scalar):
        raise _MisfitError(f"{path} is a single value, and has no {key!r} in it")
    return _put_item(node, key, rest, value, here, path)


def _put_item(node: Items, key: str, rest: list[str], value: Node, here: Place, path: str) -> Items:
    count = len(node.items)
    if not (key.isascii() and key.isdigit() and int(key[:9]) <= count):
        raise _MisfitError(f"{path} is a list with {count} item(s); {key!r} is no number from 0 to {count}")
    at = int(key)
    old = node.items[at] if at < count else None
    changed = _put(old, rest, value, here, join(path, key))
    return Items(node.place, (*node.items[:at], changed, *node.items[at + 1 :]))
