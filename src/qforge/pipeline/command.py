"""Run the user's own command between two rounds, once, and read from it who is asked next.

The command is the user's, like a line of a shell script: nothing confines it. It learns all it needs from its
environment, and may write settings of the teacher that change into the file that `QFORGE_TEACHER` names.
"""

from __future__ import annotations

import dataclasses
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from qforge.config.plugin import Plugin
from qforge.errors import RunError, StorageError, UserError
from qforge.stages.rounds import Settings
from qforge.value import Json

TEACHER_FILE = "teacher.yaml"
LOG_FILE = "command.log"


def run_command(settings: Settings, folder: Path, facts: Mapping[str, str]) -> dict[str, Json]:
    """Run the command and wait for it; give the settings of the teacher that it changed.

    Args:
        folder: the round's; what the command prints goes into its file ``command.log``.
        facts: variables of the environment beside the user's own.

    Raises:
        UserError: it can't be started, fails, or writes what are no settings.
        StorageError: the disk refused.
    """
    log, teacher = folder / LOG_FILE, folder / TEACHER_FILE
    words = " ".join(settings.command)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        teacher.unlink(missing_ok=True)
        stream = log.open("wb")
    except OSError as error:
        raise StorageError(f"{folder} can't be written: {error.strerror}") from error
    environment = {**os.environ, **facts, "QFORGE_TEACHER": str(teacher.absolute())}
    with stream:
        try:
            status = subprocess.run(
                settings.command,
                cwd=settings.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                check=False,
            ).returncode
        except OSError as error:
            raise UserError(f"rounds.command: {words!r} can't be run: {error.strerror}") from error
    if status:
        ended = f"ended with status {status}" if status > 0 else f"was ended by signal {-status}"
        raise RunError(
            f"round {facts['QFORGE_ROUND']}: the command {words!r} {ended}; what it printed is in {log}, "
            "and the same qforge command goes on from there"
        )
    return _changes(teacher)


def _changes(path: Path) -> dict[str, Json]:
    if not path.exists():
        return {}
    try:
        read = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"{path}: expected lines of KEY: VALUE, settings of the teacher ({error})") from error
    if read is None:
        return {}
    if not isinstance(read, dict) or not all(isinstance(key, str) for key in read):
        raise UserError(f"{path}: expected lines of KEY: VALUE, settings of the teacher")
    return read


def changed(plugin: Plugin, changes: Mapping[str, Json], where: str) -> Plugin:
    """Give a teacher with other settings; relative paths among them are taken from the current folder.

    Raises:
        UserError: it has no such setting, or not such a value for it.
    """
    if not changes:
        return plugin
    known = {field.name: getattr(plugin.settings, field.name) for field in dataclasses.fields(plugin.settings)}
    unknown = sorted(set(changes) - set(known))
    if unknown:
        raise UserError(
            f"{where}: {unknown[0]}: the teacher {plugin.use} has no such setting; known are {', '.join(known)}"
        )
    settings: Any = TypeAdapter(type(plugin.settings))
    try:
        return dataclasses.replace(plugin, settings=settings.validate_python({**known, **changes}))
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{where}: {name}: {first['msg']}") from error
