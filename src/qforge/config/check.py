"""Holds a tree of settings against a dataclass, and reports every mistake instead of the first."""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any, TypeAlias, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError

from qforge.config.document import Entry, Items, Mistake, Mistakes, Node, Scalar, Section, join, plain
from qforge.config.plugin import FromCurrentFolder, Kind, Plugin
from qforge.config.wording import choices, expected, found, nearest, take_apart
from qforge.errors import PluginError

Resolve: TypeAlias = Callable[[str, str, Mapping[str, Any]], ModuleType]
"""Finds a plugin: its kind, its name and the whole document, unchecked; raises PluginError."""

_PLUGIN_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*")


class Checker:
    """Checks the nodes of one document; what is returned has a meaning only if no mistake was added."""

    def __init__(self, resolve: Resolve, document: Mapping[str, Any], mistakes: Mistakes) -> None:
        self.resolve = resolve
        self.document = document
        self.mistakes = mistakes

    def report(self, node: Node, path: str, message: str) -> None:
        self.mistakes.append(Mistake(node.place, path, message))

    def value(self, annotation: Any, node: Node, path: str) -> Any:
        """Check a node against a type, and give the Python value."""
        core, metadata, optional = take_apart(annotation)
        if isinstance(node, Scalar) and node.faulty:
            return None
        empty = isinstance(node, Scalar) and node.value is None
        if empty and optional:
            return None
        if core is Plugin:
            return self._plugin(next(item.name for item in metadata if isinstance(item, Kind)), node, path)
        if dataclasses.is_dataclass(core) and isinstance(core, type):
            return self.section(core, Section(node.place) if empty else node, path)
        if get_origin(core) in (tuple, list):
            return self._items(annotation, node, path)
        if get_origin(core) is dict:
            return self._mapping(annotation, node, path)
        return self._leaf(annotation, node, path)

    def section(self, schema: type[Any], node: Node, path: str, extra: tuple[str, ...] = ()) -> Any:
        """Check a section against a dataclass; `extra` keys are known too, but not the dataclass's."""
        if not isinstance(node, Section):
            return self.report(node, path, f"expected a section (lines of key: value), not {found(node)}")
        before = len(self.mistakes)
        hints = get_type_hints(schema, include_extras=True)
        fields = {item.name: item for item in dataclasses.fields(schema) if item.init}
        known = (*extra, *fields)
        for key, entry in node.entries.items():
            if key not in known:
                listed = f"known here are {', '.join(sorted(known))}" if known else "no keys are known here"
                message = f"unknown key; {listed}{nearest(key, known)}"
                self.mistakes.append(Mistake(entry.key, join(path, key), message))
        values = {}
        for name, item in fields.items():
            entry_here = node.entries.get(name)
            if entry_here is not None:
                values[name] = self.value(hints[name], entry_here.node, join(path, name))
            elif item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING:
                self.report(node, join(path, name), f"missing; expected {expected(hints[name])}")
        if len(self.mistakes) > before:
            return None
        try:
            return schema(**values)
        except ValueError as error:
            return self.report(node, path, str(error))

    def _plugin(self, kind: str, node: Node, path: str) -> Plugin | None:
        if not isinstance(node, Section):
            self.report(node, path, f"expected {expected(Annotated[Plugin, Kind(kind)])}, not {found(node)}")
            return None
        use = node.entries.get("use")
        if use is None:
            self.report(node, join(path, "use"), f"missing; expected the name of one of the {kind}")
            return None
        name, module = self._module(kind, use, join(path, "use"))
        if module is None:
            return None
        settings = self.section(module.Settings, _without_use(node), path, extra=("use",))
        places = {key: f"{entry.key.text}: {join(path, key)}" for key, entry in node.entries.items()}
        return Plugin(kind, name, module, settings, f"{node.place.text}: {path}", places)

    def _module(self, kind: str, use: Entry, path: str) -> tuple[str, ModuleType | None]:
        name = use.node.value if isinstance(use.node, Scalar) else None
        if isinstance(use.node, Scalar) and use.node.faulty:
            return "", None
        if not isinstance(name, str) or not _PLUGIN_NAME.fullmatch(name):
            message = f"expected the name of one of the {kind}, a word or words joined by dots, not {found(use.node)}"
            self.report(use.node, path, message)
            return "", None
        module = self._resolved(kind, name, use.node, path)
        if module is not None and not dataclasses.is_dataclass(getattr(module, "Settings", None)):
            self.report(use.node, path, f"{module.__name__} is not one of the {kind}: it has no Settings dataclass")
            return name, None
        return name, module

    def _resolved(self, kind: str, name: str, node: Node, path: str) -> ModuleType | None:
        try:
            return self.resolve(kind, name, self.document)
        except PluginError as error:
            self.report(node, path, str(error))
            return None

    def _items(self, annotation: Any, node: Node, path: str) -> Any:
        core, metadata, _ = take_apart(annotation)
        if not isinstance(node, Items):
            return self.report(node, path, f"expected {expected(annotation)}, not {found(node)}")
        origin, arguments = get_origin(core), get_args(core)
        fixed = origin is tuple and (len(arguments) != 2 or arguments[1] is not ...)
        kinds = arguments if fixed else (arguments[0],) * len(node.items)
        if len(kinds) != len(node.items):
            return self.report(node, path, f"expected {expected(core)}; it has {len(node.items)} items")
        values = [
            self.value(kind, item, join(path, at))
            for at, (kind, item) in enumerate(zip(kinds, node.items, strict=True))
        ]
        if metadata and not self._accepts(list[Any], metadata, [None] * len(values)):
            return self.report(node, path, f"expected {expected(annotation)}; it has {len(values)} items")
        return tuple(values) if origin is tuple else values

    def _mapping(self, annotation: Any, node: Node, path: str) -> Any:
        core = take_apart(annotation).core
        if not isinstance(node, Section):
            return self.report(node, path, f"expected {expected(core)}, not {found(node)}")
        inner = get_args(core)[1]
        return {key: self.value(inner, entry.node, join(path, key)) for key, entry in node.entries.items()}

    def _leaf(self, annotation: Any, node: Node, path: str) -> Any:
        try:
            value = TypeAdapter(annotation).validate_json(json.dumps(plain(node)), strict=True)
        except ValidationError as error:
            return self.report(node, path, self._wrong(annotation, node, error))
        for kind in (item.name for item in take_apart(annotation).metadata if isinstance(item, Kind)):
            self._resolved(kind, str(value), node, path)
        if isinstance(value, Path):
            current = any(isinstance(item, FromCurrentFolder) for item in take_apart(annotation).metadata)
            expanded = Path(os.path.expanduser(value))
            return expanded if current else node.place.folder / expanded
        return value

    def _wrong(self, annotation: Any, node: Node, error: ValidationError) -> str:
        first = error.errors()[0]
        if first["type"] == "value_error":  # a validator of the schema's own, with words of its own
            return str(first["ctx"]["error"])
        wanted = expected(annotation)
        hint = ""
        if isinstance(node, Scalar) and node.quoted and self._accepts_text(annotation, node.text):
            hint = "; leave the quotes out"
        elif isinstance(node, Scalar) and not isinstance(node.value, str) and self._accepts(annotation, (), node.text):
            hint = "; put it in quotes"
        elif isinstance(node, Scalar) and choices(annotation):
            hint = nearest(node.text, choices(annotation))
        return f"expected {wanted}, not {found(node)}{hint}"

    def _accepts_text(self, annotation: Any, text: str) -> bool:
        try:
            TypeAdapter(annotation).validate_json(text, strict=True)
        except ValidationError:
            return False
        return True

    def _accepts(self, core: Any, metadata: tuple[Any, ...], value: Any) -> bool:
        annotated = core
        for item in metadata:
            annotated = Annotated[annotated, item]
        return self._accepts_text(annotated, json.dumps(value))


def _without_use(node: Section) -> Section:
    return Section(node.place, {key: entry for key, entry in node.entries.items() if key != "use"})
