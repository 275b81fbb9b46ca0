"""What one rollout was worth, and why."""

from __future__ import annotations

from dataclasses import dataclass

from qforge.record import Reason
from qforge.reward_rule import CHEATS


@dataclass(frozen=True, slots=True)
class Score:
    """One rollout's reward.

    Attributes:
        reward: None where the rollout could not be judged: a fault of the machine, or what the runtime lacks.
        reason: None where every case passed.
        passed: cases passed, of `cases`.
        message: one line for people.
    """

    reward: float | None
    reason: Reason | None
    passed: int
    cases: int
    message: str = ""

    @property
    def cheated(self) -> bool:
        """Whether the program went for the harness instead of the problem."""
        return self.reason in CHEATS


@dataclass(frozen=True, slots=True)
class Rollout:
    """One answer of a policy to a task, word for word; `truncated` where the token limit cut it off."""

    task: str
    text: str
    truncated: bool = False
