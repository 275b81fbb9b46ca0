"""What a build keeps as it goes: results by key, the count of everything, and each record's story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias, TypeVar

from qforge.ledger import Ledger
from qforge.parallel import ordered_map
from qforge.record import CheckedProblem, Rejection, Stage, Usage, dump, load
from qforge.stages.spending import Account, Settings
from qforge.store import Step, Store
from qforge.value import Json

Item = TypeVar("Item")

Checked: TypeAlias = Mapping[str, CheckedProblem]
"""Problems whose reference held, by id."""


class Progress(Protocol):
    """Who is told how a build goes on; called from several threads."""

    def begin(self, stage: Stage, total: int, stored: int) -> None:
        """Hear that a stage begins: its records in all, and how many of them have stored results."""

    def found(self) -> None:
        """Hear that one more record of the stage has a stored result."""

    def advance(self, *, accepted: bool, tokens: int = 0) -> None:
        """Hear that one record of the stage is done."""

    def spend(self, cost: float, currency: str) -> None:
        """Hear what records of the stage cost that are done now."""

    def retry(self, why: str) -> None:
        """Hear that a request of the stage is tried again after a pause, and why."""

    def warn(self, message: str) -> None:
        """Hear at once what the report will say, too."""

    def end(self) -> None:
        """Hear that the stage is done."""


class Kept(NamedTuple):
    """A result with the key under which the store has it."""

    key: str
    result: dict[str, Json]


def _result(payload: Json) -> dict[str, Json]:
    assert isinstance(payload, dict), "every stored result is an object"
    return payload


class Journal:
    """The store, the ledger and the stories of one build."""

    def __init__(self, store: Store, ledger: Ledger, progress: Progress) -> None:
        self.store, self.ledger, self.progress = store, ledger, progress
        self.rejections: list[Rejection] = []
        self.made: Counter[Stage] = Counter()
        self._steps: dict[str, list[Step]] = {}
        self._account: Account | None = None

    def account(self, settings: Settings) -> Account:
        """Give the account of all that teachers of this run spent, those of earlier builds included."""
        if self._account is None:
            spent = {model: load(Usage, usage) for model, usage in self.store.spent().items()}
            self._account = Account(settings, spent)
        return self._account

    def aside(self) -> Journal:
        """Give a journal with the same store whose counts and stories concern nobody."""
        return Journal(self.store, Ledger(), self.progress)

    def memo(
        self,
        stage: Stage,
        items: Sequence[Item],
        key: Callable[[Item], str],
        make: Callable[[Item], dict[str, Json]],
        workers: int,
    ) -> list[Kept]:
        """Count the items into the stage, and give each one's result as `results` does."""
        self.ledger.enter(stage, len(items))
        return self.results(stage, items, key, make, workers)

    def results(
        self,
        stage: Stage,
        items: Sequence[Item],
        key: Callable[[Item], str],
        make: Callable[[Item], dict[str, Json]],
        workers: int,
    ) -> list[Kept]:
        """Give each item's result: the stored one, else a new one, which is stored as soon as it is made.

        Items with equal keys are made once.
        """
        keys = [key(item) for item in items]
        results = {one: self.store.get(one) for one in keys}
        missing = {one: item for one, item in zip(keys, items, strict=True) if results[one] is None}
        self.made[stage] += len(missing)
        self.progress.begin(stage, len(results), len(results) - len(missing))

        def make_and_store(pair: tuple[str, Item]) -> Kept:
            kept = Kept(pair[0], make(pair[1]))
            self.store.put(kept.key, stage, kept.result)
            return kept

        def done(kept: Kept) -> None:
            self.progress.advance(accepted=kept.result.get("reason") is None)

        for kept in ordered_map(make_and_store, list(missing.items()), workers, done):
            results[kept.key] = kept.result
        self.progress.end()
        return [Kept(one, _result(results[one])) for one in keys]

    def step(self, record: str, stage: Stage, key: str | None = None, payload: Json = None) -> None:
        """Add a step to a record's story: a stored result by its key, or a payload."""
        steps = self._steps.setdefault(record, [])
        steps.append(Step(record, len(steps), stage, key, payload))

    def reject(self, rejections: Sequence[Rejection], *, told: bool = False) -> None:
        """Count and keep rejections; where `told`, the story has their reason by a stored result already."""
        for rejection in rejections:
            self.ledger.reject(rejection)
            self.rejections.append(rejection)
            if not told:
                self.step(rejection.id, rejection.stage, payload=dump(rejection))

    def warn(self, message: str) -> None:
        """Tell the user at once, and again in the report, what is no mistake but hardly meant."""
        self.ledger.warnings.append(message)
        self.progress.warn(message)

    def close(self) -> None:
        """Write the stories down."""
        self.store.follow(step for steps in self._steps.values() for step in steps)
