"""The rule of the reward: from how a program ended and the share of cases that it passed to a number.

It imports nothing but records, so that a grader in one file can carry it.
"""

from __future__ import annotations

from qforge.record import Reason

CHEATS = frozenset({Reason.EARLY_EXIT, Reason.FORBIDDEN})
"""Reasons that mean an attempt at the harness instead of the problem; the reward is 0, and they are counted."""

UNJUDGED = frozenset({Reason.UNSUPPORTED})
"""Reasons that say nothing about the program; there is no reward."""


def rewarded(
    reason: Reason | None, share: float, *, loops: bool, bonus: float, no_parse: float, loop_penalty: float
) -> float | None:
    """Give the reward of a program, None where it could not be judged.

    >>> rewarded(None, 1.0, loops=False, bonus=0.5, no_parse=0.0, loop_penalty=0.0)
    1.0

    Args:
        reason: why it failed; None where it passed every case.
        share: of the cases that it passed, 0 to 1.
        loops: whether it iterates by loop statements.
        bonus, no_parse, loop_penalty: see `qforge.reward_settings`.
    """
    if reason in UNJUDGED:
        return None
    if reason in CHEATS:
        return 0.0
    if reason is Reason.COMPILE_ERROR:
        return no_parse
    reward = (1 - bonus) * share + (bonus if reason is None else 0.0)
    return max(0.0, reward - loop_penalty) if loops else reward
