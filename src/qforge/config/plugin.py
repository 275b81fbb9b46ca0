"""What a pipeline's schema is written with beside plain dataclasses: plugins, and marks on fields."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """Marks a field as a plugin of a kind: ``Annotated[Plugin, Kind("sources")]``.

    On a text, ``Annotated[str, Kind("languages")]``, it says that the text must name one, which takes no settings here.
    """

    name: str


@dataclass(frozen=True, slots=True)
class FromCurrentFolder:
    """Marks a path that is not relative to the pipeline file: ``Annotated[Path, FromCurrentFolder()]``."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin that a pipeline uses: its kind, its name there, its module and its checked settings."""

    kind: str
    use: str
    module: ModuleType
    settings: Any
