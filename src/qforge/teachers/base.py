"""What a teacher plugin offers: it takes requests from a desk and hands in what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from qforge.errors import TeacherError
from qforge.record import FinishReason, Reason, Request, Usage
from qforge.value import Json


@dataclass(frozen=True, slots=True)
class Reply:
    """What a teacher wrote in answer to one request, word for word; a refusal and a cut-off answer are replies too.

    Attributes:
        model: the name that stands in the dataset.
        text: the answer.
        finish_reason: why the teacher stopped writing.
        usage: the tokens of this reply alone; of several replies to one request each has its share.
        thinking: what a reasoning model wrote before its answer, where it is told apart.
    """

    model: str
    text: str
    finish_reason: FinishReason
    usage: Usage
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class NoReply:
    """A request has no answer, and asking again would bring none: it leaves the pipeline for this reason."""

    reason: Reason
    message: str


Outcome: TypeAlias = Reply | NoReply | TeacherError
"""What became of a request; with an error it got no answer however often it was tried, and is asked another time."""


class Desk(Protocol):
    """Where a teacher takes requests and hands in outcomes; used from one thread."""

    def take(self, limit: int) -> list[Request]:
        """Give up to `limit` requests that may be asked now, those of one problem beside each other.

        None are given where the rest has to wait for the outcome of those that were taken, or where nothing is left:
        a teacher that holds no request and is given none is done. All that was handed in before is stored by now.

        Raises:
            UserError: asking must stop at once.
            StorageError: the disk refused.
        """

    def settle(self, request: Request, outcome: Outcome) -> None:
        """Hand in what became of a request that was taken; each exactly once.

        Raises:
            UserError: asking must stop at once.
            StorageError: the disk refused.
        """

    def retrying(self, why: str) -> None:
        """Hear that a request is tried again after a pause, and why; nothing is handed in by that."""

    def recall(self, name: str) -> Json:
        """Give what was remembered under a name in this run, by this build or one before it; None is nothing."""

    def remember(self, name: str, value: Json) -> None:
        """Keep a small value for later builds of this run; on disk when this returns."""


class Teacher(Protocol):
    """A source of answers; used by one event loop at a time, and by several one after the other.

    Attributes:
        model: the name that stands in the dataset (of a recording with several models: all of them).
        answer_tokens: the most tokens that one answer can have, thinking included; None where nothing bounds it.
    """

    model: str
    answer_tokens: int | None

    def fingerprint(self, request: Request) -> Json:
        """Give all that decides the answer to a request beside its prompt, schema and attempt.

        As long as it stays the same, a stored answer is as good as a new one.
        """

    async def ask(self, desk: Desk) -> None:
        """Take requests until the desk has no more, and settle each.

        Raises:
            UserError: a request was refused for a reason that the user can mend and that stops the others too.
            InfrastructureError: no request can be asked at all.
        """

    def close(self) -> None:
        """Give back what is held between two rounds of asking (a model in memory)."""


class TeacherPlugin(Protocol):
    """A module of `qforge.teachers`."""

    Settings: type[Any]

    def connect(self, settings: Any) -> Teacher:
        """Make the teacher ready; nothing is asked yet.

        Raises:
            UserError: the settings, or what they name (a file, a key), are not usable.
        """
