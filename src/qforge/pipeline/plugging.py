"""Uses the plugins that a pipeline names; what is wrong with a setting is told with the setting's place in the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qforge.config.plugin import Plugin
from qforge.errors import UserError
from qforge.record import Problem, Rejection
from qforge.teachers.base import Teacher


def connect(plugin: Plugin) -> Teacher:
    """Make a teacher ready; nothing is asked yet.

    Raises:
        UserError: its settings, or what they name, are not usable.
    """
    with _placed(plugin):
        teacher: Teacher = plugin.module.connect(plugin.settings)
    return teacher


def records(plugin: Plugin) -> Iterator[Problem | Rejection]:
    """Give every record of a source.

    Raises:
        DataError: it can't be read, or is the user's own and wrong.
        InfrastructureError: the Hub can't be reached.
    """
    with _placed(plugin):
        yield from plugin.module.read(plugin.settings)


@contextmanager
def _placed(plugin: Plugin) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise type(error)(plugin.told(str(error))) from error
