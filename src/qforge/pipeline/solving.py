"""Solve problems in turns: attempts, repairs of what failed, rewrites and revisions of what passed.

A turn is one batch over all problems, and what it asks depends on the turns before alone. So the result is the same
on any number of workers, and a build that was killed finds every turn's answers in the store again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TypeAlias

from qforge.languages.base import Example, Pack
from qforge.pipeline.answers import ask_teacher, take_programs
from qforge.pipeline.asking import Plan
from qforge.pipeline.journal import Checked, Journal
from qforge.pipeline.schema import Pipeline
from qforge.pipeline.verdicts import Judge, judge_programs
from qforge.record import Answer, Candidate, Kind, Rejection, Request, Sample
from qforge.stages import examples, policy, refine, turns
from qforge.stages.translate import read_principles
from qforge.stages.turns import Failed, Tried
from qforge.teachers.base import Teacher

Chain: TypeAlias = tuple[str, int]
"""A problem's id and the number of an attempt."""


class Solver:
    """Asks, extracts and judges, turn by turn.

    Attributes:
        samples: all that verified, in the order in which it was asked for.
        shown: the problems of which a program was an example in a prompt.
        rules: the policy that answers must meet; None where nothing is made of them that could be trained on.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        pack: Pack,
        judge: Judge,
        checked: Checked,
        journal: Journal,
        *,
        train: Collection[str],
    ) -> None:
        """Begin with nothing solved, under the pipeline's policy; examples come from the problems in `train`."""
        self.rules: policy.Settings | None = pipeline.policy
        self.samples: list[Sample] = []
        self.shown: set[str] = set()
        self._pipeline, self._settings, self._pack = pipeline, pipeline.translate, pack
        self._judge, self._checked, self._journal = judge, checked, journal
        self._train = train
        self._asked: set[str] = set()
        self._best: dict[Chain, Sample] = {}
        self._solved: Counter[str] = Counter()
        self._turn: dict[Chain, int] = {}

    def solve(self, teacher: Teacher, problems: Sequence[str], first: int = 0) -> None:
        """Make the attempts from number `first` on at these problems, with all that follows them."""
        settings = self._settings
        for wave in self._waves(first):
            waiting = [problem for problem in problems if not self.is_solved(problem)]
            failed = self._take(teacher, self._attempts(waiting, wave), waiting)
            for _ in range(settings.repair_turns):
                failed = self._take(teacher, self._repairs(failed))
        if settings.rewrite:
            self._take(teacher, self._follow(Kind.REWRITE, problems, first))
        if settings.revise:
            self._take(teacher, self._follow(Kind.REVISION, problems, first))

    def is_solved(self, problem: str, enough: int | None = None) -> bool:
        """Tell whether so many attempts at a problem (`stop_after` by default) led to a verified program."""
        enough = enough or self._settings.stop_after
        return enough is not None and self._solved[problem] >= enough

    def keep(self, sound: Iterable[Sample]) -> None:
        """Go on from these samples alone: what an audit retracted counts as solved no longer, and is no example."""
        self._best, self._solved = {}, Counter()
        for sample in sound:
            self._improve(sample)

    def _waves(self, first: int) -> Iterator[Sequence[int]]:
        """Give the attempts that are asked for together: all of them where none depends on the ones before."""
        numbers = range(first, first + self._settings.attempts)
        if self._settings.stop_after is None and not self._settings.examples:
            yield numbers
        else:
            yield from ([number] for number in numbers)

    def _attempts(self, problems: Sequence[str], wave: Sequence[int]) -> Plan:
        settings, seed = self._settings, self._pipeline.seed
        among: dict[str, list[Example]] = {}
        if settings.examples:
            among = examples.pool(self._best.values(), self._checked, self._train, self._pack)

        def write() -> Iterator[Request]:
            for problem in problems:
                checked = self._checked[problem]
                chosen = examples.choose(checked, among.get(checked.problem.topic, ()), settings.examples, seed)
                yield from turns.attempts(checked, wave, self._pack, settings, chosen)

        return Plan(len(problems) * len(wave), write)

    def _repairs(self, failed: Sequence[Failed]) -> Plan:
        def write() -> Iterator[Request]:
            for item in failed:
                yield turns.repair(item, self._checked[item.request.problem_id], self._pack, self._settings)

        return Plan(len(failed), write)

    def _follow(self, kind: Kind, problems: Sequence[str], first: int) -> Plan:
        asked = set(problems)
        pack, settings = self._pack, self._settings
        principles = read_principles(settings, pack) if kind is Kind.REVISION else ""
        chosen = [
            (sample, self._turn[chain] + 1)
            for chain, sample in self._best.items()
            if chain[0] in asked and chain[1] >= first and (sample.loops or kind is not Kind.REWRITE)
        ]

        def write() -> Iterator[Request]:
            for sample, turn in chosen:
                checked = self._checked[sample.candidate.problem_id]
                yield turns.follow(sample, turn, kind, checked, pack=pack, settings=settings, principles=principles)

        return Plan(len(chosen), write)

    def _take(self, teacher: Teacher, requests: Plan, problems: Sequence[str] = ()) -> list[Failed]:
        """Ask, extract and judge, and note what passed; give what failed and may be mended.

        Args:
            problems: those among the requests' that may be asked about for the first time.
        """
        if not requests:
            return []
        first = len(set(problems) - self._asked)
        self._asked.update(problems)
        asked = ask_teacher(self._pipeline, teacher, requests, self._journal, first)
        given = [outcome for _, outcome in asked if isinstance(outcome, Answer)]
        programs = take_programs(self.rules, self._pack, given, self._checked, self._journal)
        candidates = [program for program in programs if isinstance(program, Candidate)]
        verdicts = judge_programs(self._judge, candidates, self._checked, self._journal)
        outcomes: dict[str, Sample | Rejection] = {left.id: left for left in programs if isinstance(left, Rejection)}
        outcomes |= {candidate.id: verdict for candidate, verdict in zip(candidates, verdicts, strict=True)}
        tried = [
            Tried(request, outcome, outcomes[request.id])
            if isinstance(outcome, Answer)
            else Tried(request, None, outcome)
            for request, outcome in asked
        ]
        for item in tried:
            self._note(item)
        return [failed for item in tried if (failed := turns.mendable(item))]

    def _note(self, tried: Tried) -> None:
        request = tried.request
        chain = (request.problem_id, request.attempt)
        self._turn[chain] = request.lineage.turn
        self._journal.ledger.tried(request.lineage.kind, verified=isinstance(tried.outcome, Sample))
        self.shown |= {example.rpartition("#")[0] for example in request.lineage.examples}
        if isinstance(tried.outcome, Sample):
            self.samples.append(tried.outcome)
            self._improve(tried.outcome)

    def _improve(self, sample: Sample) -> None:
        """Note a program as its chain's best, unless the one before is better."""
        chain = (sample.candidate.problem_id, sample.candidate.attempt)
        before = self._best.get(chain)
        self._solved[sample.candidate.problem_id] += before is None
        if before is None or not refine.flaw(sample, before, self._pack):
            self._best[chain] = sample
