"""Solve problems in rounds: what is solved leaves, what is not is tried again, by a teacher that learnt meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qforge.config.plugin import Plugin
from qforge.errors import PipelineError
from qforge.exporters.base import Row, plain
from qforge.ledger import Round
from qforge.pipeline import lineage, plugging
from qforge.pipeline.command import changed, run_command
from qforge.pipeline.journal import Journal
from qforge.pipeline.making import Maker
from qforge.pipeline.schema import Pipeline
from qforge.record import Request
from qforge.stages.rounds import VERSION, Next, following
from qforge.store import result_key
from qforge.teachers.base import Desk, Teacher
from qforge.value import Json, digest


def solve_in_rounds(maker: Maker, teacher: Teacher, journal: Journal, directory: Path) -> None:
    """Make all rounds that the pipeline asks for; the maker's solver has the samples then.

    Args:
        teacher: who is asked first.

    Raises:
        UserError: the command between two rounds failed, or pointed the teacher at nothing; it is run again next time.
    """
    pipeline, solver = maker.judge.pipeline, maker.solver
    settings, attempts = pipeline.rounds, pipeline.translate.attempts
    enough = pipeline.translate.stop_after or 1
    plugin, after = pipeline.teacher, ""
    rounds: list[Round] = []
    waiting, since, fallen_back = list(maker.checked), 0, False
    while True:
        try:
            solver.solve(teacher, waiting, first=len(rounds) * attempts)
        finally:
            teacher.close()
        if settings.number > 1:
            solver.keep(maker.audited(journal.aside()))
        left = [problem for problem in waiting if not solver.is_solved(problem, enough)]
        rounds.append(Round(teacher.model, len(waiting), len(waiting) - len(left)))
        waiting = left
        step = following(rounds, settings, since=since, fallen_back=fallen_back)
        if step.next is Next.END:
            break
        if step.next is Next.FALLBACK:
            assert settings.fallback is not None, "there is one to fall back to"
            plugin, after, since, fallen_back = settings.fallback, "", len(rounds), True
            teacher = _connected(plugin, after)
        elif settings.command and not fallen_back:
            folder = directory / "rounds" / str(len(rounds))
            between = _Between(pipeline, plugin, journal, folder, len(rounds), len(waiting))
            plugin, teacher, after = between.run(maker.so_far(journal, folder), after)
    journal.ledger.rounds = rounds
    journal.ledger.rounds_ended = step.reason


def _connected(plugin: Plugin, after: str) -> Teacher:
    teacher = plugging.connect(plugin)
    return _Trained(teacher.model, teacher.answer_tokens, teacher, after) if after else teacher


@dataclass(slots=True)
class _Trained:
    """A teacher after a command was run: the same settings may stand for another model, so other answers are asked."""

    model: str
    answer_tokens: int | None
    teacher: Teacher
    after: str

    def fingerprint(self, request: Request) -> Json:
        return {"after": self.after, "teacher": self.teacher.fingerprint(request)}

    async def ask(self, desk: Desk) -> None:
        await self.teacher.ask(desk)

    def close(self) -> None:
        self.teacher.close()


@dataclass(frozen=True, slots=True)
class _Between:
    """What happens between a round and the next one; `number` counts from 1."""

    pipeline: Pipeline
    teacher: Plugin
    journal: Journal
    folder: Path
    number: int
    open: int

    def run(self, rows: Sequence[Row], after: str) -> _Following:
        """Run the command unless it was run on the same rows before; give who is asked next."""
        written: list[Json] = [digest(plain(row)) for row in rows]
        key = result_key("round", VERSION, list(self.pipeline.rounds.command), [self.number, after, written])
        stored = self.journal.store.get(key)
        changes = self._changes(rows) if stored is None else _object(_object(stored)["teacher"])
        plugin = changed(self.teacher, changes, f"rounds.command, after round {self.number}")
        for mistake in lineage.mistakes((), [plugin], self.pipeline.policy):
            raise PipelineError(f"rounds.command, after round {self.number}: {mistake}")
        teacher = _connected(plugin, key)
        if stored is None:
            self.journal.store.put(key, "round", {"teacher": changes})
        return _Following(plugin, teacher, key)

    def _changes(self, rows: Sequence[Row]) -> dict[str, Json]:
        facts = {
            "QFORGE_ROUND": str(self.number),
            "QFORGE_ROUNDS": str(self.pipeline.rounds.number),
            "QFORGE_FOLDER": str(self.folder.absolute()),
            "QFORGE_DATASET": str((self.folder / "dataset").absolute()),
            "QFORGE_FORMS": str((self.folder / "forms").absolute()),
            "QFORGE_ROWS": str(len(rows)),
            "QFORGE_OPEN": str(self.open),
        }
        return run_command(self.pipeline.rounds, self.folder, facts)


class _Following(NamedTuple):
    """Who is asked next, and the key of the command's run."""

    plugin: Plugin
    teacher: Teacher
    after: str


def _object(value: Json) -> dict[str, Json]:
    assert isinstance(value, dict), "a command's result is an object of objects"
    return value
