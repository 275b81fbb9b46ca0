"""What a pipeline's schema is written with beside plain dataclasses: plugins, and marks on fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A plugin that a pipeline uses.

    Attributes:
        kind: such as sources.
        use: its name in the pipeline.
        module: where it is.
        settings: its own, checked.
        place: where it stands: ``FILE:LINE: sources.0``.
        places: where each of its settings stands that the file gives, by its name.
    """

    kind: str
    use: str
    module: ModuleType
    settings: Any
    place: str = field(default="", compare=False)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)

    def at(self, setting: str) -> str:
        """Give the place of a setting; that of the plugin where the file leaves the setting out."""
        return self.places.get(setting, f"{self.place}.{setting}")

    def told(self, message: str) -> str:
        """Put its place before each line of a message that begins with the name of a setting."""
        return "\n".join(self._told(line) for line in message.splitlines())

    def _told(self, line: str) -> str:
        setting, colon, rest = line.partition(": ")
        return f"{self.at(setting)}: {rest}" if colon and self.place and hasattr(self.settings, setting) else line
