"""The books of a build: what came into each stage, what left it, and why the rest stayed behind.

Nothing is derived from what it is checked against: every stage's input is counted where it begins and every
rejection where it happens, so that a record which vanishes between two stages is found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from itertools import pairwise
from typing import NamedTuple

from qforge.record import Kind, PlacedSample, Problem, Reason, Rejection, Stage, Usage
from qforge.value import Json

UNITS = {
    Stage.READ: "records",
    Stage.AUTHOR: "problems",
    Stage.POLICY: "problems",
    Stage.REFERENCE: "problems",
    Stage.DECONTAMINATE: "problems",
    Stage.GROUP: "problems",
    Stage.TRANSLATE: "questions",
    Stage.EXTRACT: "answers",
    Stage.VERIFY: "programs",
    Stage.AUDIT: "programs",
    Stage.REFINE: "programs",
    Stage.DEDUP: "programs",
    Stage.SPLIT: "programs",
}


class LedgerError(AssertionError):
    """The books don't balance: a defect of qforge, because some record vanished or was counted twice."""


class StageCount(NamedTuple):
    """One stage: its unit, what came in, what left it, and the rejections by reason, the most frequent first."""

    stage: Stage
    unit: str
    entered: int
    left: int
    rejected: dict[Reason, int]


class Asked(NamedTuple):
    """One kind of question: how many were asked, and how many of the answers verified."""

    kind: str
    asked: int
    verified: int


class Round(NamedTuple):
    """One round: who was asked, how many problems were open at its start, and how many of them it solved."""

    teacher: str
    open: int
    solved: int


class Yield(NamedTuple):
    """One topic or difficulty: problems read, usable (their reference held), solved (with a row), and rows."""

    name: str
    problems: int
    usable: int
    solved: int
    rows: int


class Ledger:
    """Counts of one build, told by the stages as they go."""

    def __init__(self) -> None:
        self._entered: Counter[Stage] = Counter()
        self._new: Counter[Stage] = Counter()
        self._rejected: dict[Stage, Counter[Reason]] = {stage: Counter() for stage in Stage}
        self._kinds: dict[str, dict[str, str]] = {}
        self._unusable: set[str] = set()
        self._rows: Counter[str] = Counter()
        self._loops = 0
        self._asked: Counter[Kind] = Counter()
        self._verified: Counter[Kind] = Counter()
        self.rounds: list[Round] = []
        self.rounds_ended = ""
        self.warnings: list[str] = []
        self.usage: dict[str, Usage] = {}
        self._splits: Counter[str] = Counter()
        self._groups: set[str] = set()

    def enter(self, stage: Stage, count: int, new: int = 0) -> None:
        """Count what a stage was given; `new` of it did not come from the stage before.

        New are the drafts of an author, and the questions that a problem is asked after its first one.
        """
        self._entered[stage] += count
        self._new[stage] += new

    def reject(self, rejection: Rejection) -> None:
        """Count one rejection, at its stage."""
        self._rejected[rejection.stage][rejection.reason] += 1
        if rejection.stage in (Stage.POLICY, Stage.REFERENCE, Stage.DECONTAMINATE, Stage.GROUP):
            self._unusable.add(rejection.problem_id)

    def problems(self, problems: Iterable[Problem]) -> None:
        """Note what the problems that were read are about."""
        for problem in problems:
            self._kinds[problem.id] = {"topic": problem.topic, "difficulty": problem.difficulty.value}

    def tried(self, kind: Kind, *, verified: bool) -> None:
        """Count a question to the translating teacher, by what was asked for."""
        self._asked[kind] += 1
        self._verified[kind] += verified

    def answered(self, model: str, usage: Usage) -> None:
        """Count the tokens of an answer, whenever it was asked for, to its model."""
        self.usage[model] = self.usage.get(model, Usage()) + usage

    def kinds(self) -> list[Asked]:
        """Give the kinds of questions that were asked, attempts first."""
        return [Asked(kind.value, self._asked[kind], self._verified[kind]) for kind in Kind if self._asked[kind]]

    def samples(self, placed: Iterable[PlacedSample]) -> None:
        """Count what came out at the end: the rows of the dataset."""
        for item in placed:
            self._rows[item.sample.candidate.problem_id] += 1
            self._loops += item.sample.loops
            self._splits[item.split] += 1
            self._groups.add(item.group)

    def stages(self) -> list[StageCount]:
        """Give the stages in order."""
        return [self._count(stage) for stage in Stage]

    def _count(self, stage: Stage) -> StageCount:
        rejected = sorted(self._rejected[stage].items(), key=lambda item: (-item[1], item[0].value))
        left = self._entered[stage] - sum(self._rejected[stage].values())
        return StageCount(stage, UNITS[stage], self._entered[stage], left, dict(rejected))

    def check(self) -> None:
        """Hold each stage's output against what the next one was given, and the last one's against the rows.

        Raises:
            LedgerError: they differ; the message says where.
        """
        counts = self.stages()
        for before, after in pairwise(counts):
            given = after.entered - self._new[after.stage]
            if before.left < 0 or given != before.left:
                counted = f"{before.entered} in, {sum(before.rejected.values())} rejected, so {before.left} out"
                raise LedgerError(f"{before.stage}: {counted}, but {after.stage} was given {given}")
        if counts[-1].left != self.rows:
            raise LedgerError(f"{counts[-1].stage}: {counts[-1].left} out, but the dataset has {self.rows} rows")

    @property
    def rows(self) -> int:
        """Rows of the dataset."""
        return self._rows.total()

    @property
    def loop_share(self) -> float:
        """The share of rows whose program loops; 0 without rows."""
        return self._loops / self.rows if self.rows else 0.0

    @property
    def splits(self) -> dict[str, int]:
        """Rows by split, in alphabetical order."""
        return dict(sorted(self._splits.items()))

    @property
    def groups(self) -> int:
        """Groups of rows that had to share a split."""
        return len(self._groups)

    def yields(self, kind: str) -> list[Yield]:
        """Give the yield by "topic" or "difficulty", in alphabetical order."""
        members: dict[str, list[str]] = {}
        for problem, kinds in self._kinds.items():
            members.setdefault(kinds[kind], []).append(problem)
        return [
            Yield(
                name,
                len(problems),
                sum(problem not in self._unusable for problem in problems),
                sum(self._rows[problem] > 0 for problem in problems),
                sum(self._rows[problem] for problem in problems),
            )
            for name, problems in sorted(members.items())
        ]

    def to_json(self) -> dict[str, Json]:
        """Write the books as plain JSON."""
        return {
            "stages": [
                {
                    "stage": count.stage.value,
                    "unit": count.unit,
                    "in": count.entered,
                    "out": count.left,
                    "rejected": {reason.value: number for reason, number in count.rejected.items()},
                }
                for count in self.stages()
            ],
            "rows": self.rows,
            "splits": dict(self.splits),
            "groups": self.groups,
            "kinds": [dict(item._asdict()) for item in self.kinds()],
            "usage": {model: asdict(usage) for model, usage in sorted(self.usage.items())},
            "rounds": [dict(item._asdict()) for item in self.rounds],
            "rounds_ended": self.rounds_ended,
            "warnings": list(self.warnings),
            "loop_share": round(self.loop_share, 4),
            **{kind: [dict(item._asdict()) for item in self.yields(kind)] for kind in ("topic", "difficulty")},
        }
