"""Teachers and the store: what is stored is not asked, what is answered is stored, and all comes out in order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from qforge.pipeline.journal import Journal
from qforge.record import Answer, Message, Reason, Request, Stage, dump, load
from qforge.stages import asking
from qforge.stages.spending import Purse, Settings
from qforge.store import result_key
from qforge.teachers.base import NoReply, Reply, Teacher
from qforge.value import Json, digest

VERSION = 2


class Requests(Protocol):
    """Requests to count and to go through several times, in the same order: a list, or what writes them anew."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Request]: ...


@dataclass(frozen=True, slots=True)
class Plan:
    """Requests that are written when they are reached, anew each time, so that none of them waits in memory.

    Attributes:
        count: how many there are.
        write: writes them: the same ones in the same order each time.
    """

    count: int
    write: Callable[[], Iterator[Request]]

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[Request]:
        return self.write()


class Answered(NamedTuple):
    """What became of a request, and the key under which the store has it."""

    request: Request
    key: str
    outcome: Answer | NoReply


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is asked, at which stage, for what, and within which bounds."""

    teacher: Teacher
    stage: Stage
    requests: Requests
    settings: Settings


def ask(asked: Asking, journal: Journal) -> Iterator[Answered]:
    """Ask the teacher for what is not stored, then give all outcomes in the order of the requests.

    Raises:
        TeacherError: some requests got no answer; the rest is stored.
        UserError: the server refuses whoever asks, or the budget is used up; what was answered is stored.
    """
    journal.made.setdefault(asked.stage, 0)
    journal.progress.begin(asked.stage, len(asked.requests), 0)
    waiting = _Waiting(asked, journal)
    purse = Purse(journal.account(asked.settings), asked.teacher.model, asked.teacher.answer_tokens)
    desk = asking.AskingDesk(
        waiting,
        _Keeper(asked, journal),
        purse,
        maximum_fault_share=asked.settings.maximum_fault_share,
        fault=lambda: journal.progress.advance(accepted=False),
        retrying=journal.progress.retry,
    )
    asyncio.run(asking.ask(asked.teacher, desk))
    journal.progress.end()
    return _outcomes(asked, journal)


def _outcomes(asked: Asking, journal: Journal) -> Iterator[Answered]:
    for request in asked.requests:
        key = _key(asked.teacher, asked.stage, request)
        stored = journal.store.get(key)
        assert isinstance(stored, dict), "every request was settled"
        if "reason" in stored:
            yield Answered(request, key, NoReply(Reason(str(stored["reason"])), str(stored["message"])))
        else:
            answer = load(Answer, stored)
            journal.ledger.answered(answer.model, answer.usage)
            yield Answered(request, key, answer)


class _Waiting:
    """The requests without a stored outcome."""

    def __init__(self, asked: Asking, journal: Journal) -> None:
        self.answered = False
        self._asked, self._journal = asked, journal

    def __iter__(self) -> Iterator[Request]:
        for request in self._asked.requests:
            stored = self._journal.store.get(_key(self._asked.teacher, self._asked.stage, request))
            if stored is None:
                yield request
            else:
                self.answered = self.answered or (isinstance(stored, dict) and "reason" not in stored)
                self._journal.progress.found()


class _Keeper:
    """Keeps outcomes in the run's store."""

    def __init__(self, asked: Asking, journal: Journal) -> None:
        self._asked, self._journal = asked, journal

    def keep(self, settled: Sequence[asking.Settled]) -> None:
        teacher, stage, journal = self._asked.teacher, self._asked.stage, self._journal
        journal.store.put_all(
            stage, [(_key(teacher, stage, request), _payload(request, outcome)) for request, outcome in settled]
        )
        prices = self._asked.settings.prices or {}
        for _, outcome in settled:
            if isinstance(outcome, Reply):
                journal.made[stage] += 1
                usage = outcome.usage
                if price := prices.get(outcome.model):
                    journal.progress.spend(price.of(usage), self._asked.settings.currency)
                journal.progress.advance(accepted=True, tokens=usage.prompt_tokens + usage.completion_tokens)
            else:
                journal.progress.advance(accepted=False)

    def recall(self, name: str) -> Json:
        return self._journal.store.recall(name)

    def remember(self, name: str, value: Json) -> None:
        self._journal.store.remember(name, value)


def _payload(request: Request, outcome: Reply | NoReply) -> Json:
    if isinstance(outcome, NoReply):
        return {"reason": outcome.reason.value, "message": outcome.message}
    return dump(
        Answer(
            problem_id=request.problem_id,
            attempt=request.attempt,
            model=outcome.model,
            prompt_key=prompt_key(request.messages),
            text=outcome.text,
            finish_reason=outcome.finish_reason,
            usage=outcome.usage,
            lineage=request.lineage,
            thinking=outcome.thinking,
        )
    )


@lru_cache(maxsize=256)
def prompt_key(messages: tuple[Message, ...]) -> str:
    """Give the digest of the prompt's text."""
    return digest([dump(message) for message in messages])


def _key(teacher: Teacher, stage: Stage, request: Request) -> str:
    subject: Json = [request.id, prompt_key(request.messages), request.schema]
    return result_key(stage, VERSION, teacher.fingerprint(request), subject)
