"""Opens what a pipeline file names and runs nothing, to tell what a build would refuse before its first request.

Files are read whole, keys and programs looked for. Nothing is sent, so datasets of the Hub stay unopened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from difflib import get_close_matches
from pathlib import Path

from qforge.certificate.kept import kept_splits
from qforge.config.plugin import Plugin
from qforge.errors import QforgeError
from qforge.pipeline import plugging
from qforge.pipeline.grouping import check_pins
from qforge.pipeline.lineage import plugins_of, unusable_models
from qforge.pipeline.packs import target_pack
from qforge.pipeline.schema import Pipeline
from qforge.record import Problem, Reason, Rejection
from qforge.stages import policy, read, translate
from qforge.stages.embedding import require_model


class Opened:
    """What was found: `mistakes`, a line each, and `notes`, a line for each source that could be read or was not."""

    def __init__(self, pipeline: Pipeline, rules: policy.Settings | None) -> None:
        """Open all that the pipeline names; `rules` is the policy that problems and answers must meet, if one does."""
        self.mistakes: list[str] = []
        self.notes: list[str] = []
        self._rules = rules
        self._known: set[str] = set()
        problems = [problem for plugin in pipeline.sources for problem in self._source(plugin, rules)]
        self._complete = pipeline.author is None and not self.mistakes and not self._unopened(pipeline)
        for plugin in pipeline.decontaminate.benchmarks:
            self._source(plugin, None)
        for plugin in plugins_of("teachers", pipeline):
            self._try(lambda plugin=plugin: self._teacher(plugin))  # type: ignore[misc]
        for plugin in plugins_of("runtimes", pipeline):
            self._try(lambda plugin=plugin: _look(plugin))  # type: ignore[misc]
        if pipeline.decontaminate.embedding is not None and pipeline.decontaminate.benchmarks:
            self._try(require_model)
        if pipeline.translate.revise:
            self._try(lambda: translate.read_principles(pipeline.translate, target_pack(pipeline.language)))
        if pipeline.split.keep is not None:
            keep = pipeline.split.keep
            self._try(lambda: kept_splits(keep))
        if self._complete and not self.mistakes:
            self._try(lambda: check_pins(pipeline, problems))

    def _try(self, open_it: Callable[[], object]) -> None:
        try:
            open_it()
        except QforgeError as error:
            self.mistakes += str(error).splitlines()

    def _source(self, plugin: Plugin, rules: policy.Settings | None) -> list[Problem]:
        """Read a source's file; give its problems."""
        path = getattr(plugin.settings, "path", None)
        if not isinstance(path, Path):
            self.notes.append(f"{plugin.place}: not opened; only a file is")
            return []
        if _missing(plugin):
            self.mistakes += _missing(plugin)
            return []
        before = len(self.mistakes)
        found = read.Read([], [])

        def read_it() -> None:
            nonlocal found
            found = read.read(plugging.records(plugin))

        self._try(read_it)
        self._known.update(record.id for record in found.problems)
        self._known.update(rejection.problem_id for rejection in found.rejections)
        left = [*found.rejections, *(_refused(found.problems, rules) if rules else ())]
        if len(self.mistakes) == before:
            counts = Counter(rejection.reason for rejection in left)
            rejected = ", ".join(f"{count} {reason}" for reason, count in sorted(counts.items()))
            kept = len(found.problems) - counts[Reason.LICENCE_NOT_ALLOWED]
            self.notes.append(f"{plugin.place}: {kept} problems{f'; rejected: {rejected}' if rejected else ''}")
        return found.problems

    def _teacher(self, plugin: Plugin) -> None:
        missing = _missing(plugin)
        if missing:
            self.mistakes += missing
            return
        teacher = plugging.connect(plugin)
        strange = [name for name in getattr(teacher, "problems", ()) if name not in self._known]
        if strange and self._complete:
            near = get_close_matches(strange[0], self._known, 1)
            meant = f"; did you mean {near[0]!r}?" if near else ""
            count = "a problem" if len(strange) == 1 else f"{len(strange)} problems"
            self.notes.append(f"{plugin.place}: it answers {count} that no source has, {strange[0]!r}{meant}")
        if self._rules is not None:
            self.mistakes += [line for line in unusable_models(teacher, self._rules) if line not in self.mistakes]

    def _unopened(self, pipeline: Pipeline) -> bool:
        return any(not isinstance(getattr(plugin.settings, "path", None), Path) for plugin in pipeline.sources)


def _missing(plugin: Plugin) -> list[str]:
    path = getattr(plugin.settings, "path", None)
    if not isinstance(path, Path) or path.exists():
        return []
    return [f"{plugin.at('path')}: there is no file {path}"]


def _refused(problems: list[Problem], rules: policy.Settings) -> Iterator[Rejection]:
    for problem in problems:
        rejection = policy.refuse_problem(problem, rules)
        if rejection is not None:
            yield rejection


def _look(plugin: Plugin) -> None:
    """Have a runtime look for what its settings name, where its module has a `look`."""
    look = getattr(plugin.module, "look", None)
    if look is not None:
        look(plugin.settings)
