"""Which of a pipeline's own problems compute the same, however they are worded: they must share a group."""

from __future__ import annotations

from typing import NamedTuple

from qforge.languages.python.agreement import agrees
from qforge.parallel import ordered_map
from qforge.pipeline.decontamination import reference_examiner
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.record import Stage, dump
from qforge.stages import behaviour
from qforge.stages.trials import TwinFinder, runs
from qforge.store import result_key
from qforge.value import Json


class Twins(NamedTuple):
    """Two problems that compute the same, by their ids, in the order in which they were read."""

    first: str
    second: str


def find_twins(pipeline: Pipeline, checked: Checked, journal: Journal) -> list[Twins]:
    """Give the pairs of problems that compute the same; none where the settings leave them out.

    Raises:
        SandboxError: a reference could not be run.
    """
    settings = pipeline.decontaminate
    if not settings.own:
        return []
    examiner = reference_examiner(pipeline)
    items = [item for item in checked.values() if runs(item.problem)]
    finder = TwinFinder(items, examiner, agrees, calls=settings.calls, call_seconds=settings.call_seconds)
    decisive: Json = ["twins", examiner.version, settings.calls, settings.call_seconds]
    keys: list[str] = []
    for item in items:  # what is found about a problem depends on those before it
        before = keys[-1] if keys else ""
        keys.append(result_key(Stage.GROUP, behaviour.VERSION, [decisive, before], dump(item)))
    stored = {key: journal.store.get(key) for key in keys}
    waiting = [number for number, key in enumerate(keys) if stored[key] is None]
    journal.progress.begin(Stage.GROUP, len(keys), len(keys) - len(waiting))

    def find(number: int) -> None:
        stored[keys[number]] = [*finder.twins(number)]
        journal.store.put(keys[number], Stage.GROUP, stored[keys[number]])

    ordered_map(find, waiting, pipeline.workers, lambda _: journal.progress.advance(accepted=True))
    journal.progress.end()
    found = []
    for item, key in zip(items, keys, strict=True):
        numbers = stored[key]
        assert isinstance(numbers, list)
        found += [Twins(items[number].problem.id, item.problem.id) for number in numbers if isinstance(number, int)]
    return found
