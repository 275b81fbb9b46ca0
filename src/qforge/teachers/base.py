"""What a teacher plugin offers: answers to requests, and what may change them."""

from __future__ import annotations

from typing import Any, Protocol

from qforge.record import Answer, Request
from qforge.value import Json


class Teacher(Protocol):
    """A source of answers; used by one event loop.

    Attributes:
        model: the name that stands in the dataset (of a recording with several models: all of them).
        concurrency: how many requests it takes at a time.
    """

    model: str
    concurrency: int

    def fingerprint(self, request: Request) -> Json:
        """Give all that decides the answer to a request beside its prompt and attempt.

        As long as it stays the same, a stored answer is as good as a new one.
        """

    async def ask(self, request: Request, prompt_key: str) -> Answer | None:
        """Answer one request; None where a recording has no answer to it.

        A refusal and an answer that was cut off are answers. What is no answer is never given as one.

        Raises:
            TeacherError: no answer was to be had, however often it was tried.
            UserError: the request was refused for a reason that the user can mend and that stops the others too.
        """

    async def close(self) -> None:
        """Give back connections; the teacher is not asked again."""


class TeacherPlugin(Protocol):
    """A module of `qforge.teachers`."""

    Settings: type[Any]

    def connect(self, settings: Any) -> Teacher:
        """Make the teacher ready; nothing is asked yet.

        Raises:
            UserError: the settings, or what they name (a file, a key), are not usable.
        """
