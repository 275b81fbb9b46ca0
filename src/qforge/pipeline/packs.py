"""Find the language packs that a pipeline names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from qforge import plugins
from qforge.errors import PluginError
from qforge.languages.base import Examiner, ExaminerPlugin, Limits, Pack
from qforge.record import Problem
from qforge.stages import reference

PACKAGE = "qforge.languages"


def target_pack(language: str) -> Pack:
    """Give the pack of a target language.

    Raises:
        PluginError: there is no such pack, or programs can't be translated into it.
    """
    module = plugins.load(PACKAGE, language)
    if not hasattr(module, "prompt"):
        raise PluginError(f"language {language!r} is one that references come in; nothing translates into it yet")
    return cast(Pack, module)


def examiner_for(language: str, limits: Limits, isolation: str) -> Examiner:
    """Make the examiner of a reference language.

    Raises:
        PluginError: references in that language can't be run.
    """
    module = plugins.load(PACKAGE, language)
    if not hasattr(module, "examiner"):
        raise PluginError(f"references in {language!r} can't be run; they must be in python")
    return cast(ExaminerPlugin, module).examiner(limits, isolation)


def author_pack(language: str) -> ExaminerPlugin:
    """Give the pack of a reference language in which models write problems."""
    return cast(ExaminerPlugin, plugins.load(PACKAGE, language))


def examiners_for(problems: Iterable[Problem], settings: reference.Settings, isolation: str) -> dict[str, Examiner]:
    """Make an examiner for each language that the problems' references are written in.

    Raises:
        PluginError: references in one of them can't be run.
    """
    limits = Limits(settings.cpu_seconds, settings.memory_megabytes, settings.output_kilobytes)
    languages = {problem.reference.language for problem in problems if problem.reference is not None}
    return {name: examiner_for(name, limits, isolation) for name in sorted(languages)}
