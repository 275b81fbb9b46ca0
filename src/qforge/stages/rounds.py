"""Rounds: which problems go on, when the yield stagnates, and what follows then.

A round makes new attempts at the problems that are not solved yet. Between two rounds a command of the user's may
train on what there is and point the teacher at the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from qforge.config.plugin import Kind, Plugin
from qforge.ledger import Round

VERSION = 1
STAGNANT_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """How often problems are tried, and what happens in between.

    Attributes:
        number: of rounds, the first included.
        command: run after each round that another one follows, without a shell; its words.
        folder: where the command runs; the current folder by default.
        floor: a round stagnates that solves a smaller share of its problems than this.
        fallback: who is asked once two rounds in a row stagnated; without it the rounds end there.
    """

    number: Annotated[int, Field(ge=1, le=1000)] = 1
    command: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    folder: Path | None = None
    floor: Annotated[float, Field(ge=0, le=1)] = 0.0
    fallback: Annotated[Plugin, Kind("teachers")] | None = None


class Next(StrEnum):
    """What follows a round."""

    END = "end"
    ROUND = "round"
    FALLBACK = "fallback"


class Step(NamedTuple):
    """What follows, and why where nothing does."""

    next: Next
    reason: str = ""


def share(counted: Round) -> float:
    """Give the share of its open problems that a round solved."""
    return counted.solved / counted.open if counted.open else 0.0


def following(rounds: Sequence[Round], settings: Settings, *, since: int, fallen_back: bool) -> Step:
    """Decide what follows the last of the rounds.

    Args:
        since: how many rounds there were before the teacher who is asked now.
        fallen_back: whether that is the fallback already.
    """
    last = rounds[-1]
    if last.solved == last.open:
        return Step(Next.END, "every problem is solved")
    if len(rounds) >= settings.number:
        return Step(Next.END, "the last round is done")
    recent = rounds[since:][-STAGNANT_ROUNDS:]
    if len(recent) < STAGNANT_ROUNDS or any(share(item) >= settings.floor for item in recent):
        return Step(Next.ROUND)
    if settings.fallback is not None and not fallen_back:
        return Step(Next.FALLBACK)
    shares = " and ".join(f"{share(item):.1%}" for item in recent)
    return Step(
        Next.END, f"the last two rounds solved {shares} of their problems, less than the floor of {settings.floor:.1%}"
    )
