"""pass@k by hand, and intervals that hold what they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qforge.errors import DataError
from qforge.evaluation.estimates import interval, paired, pass_at_k

CHOSEN = {"resamples": 2000, "confidence": 0.95, "seed": 1}


@pytest.mark.parametrize(
    ("n", "c", "k", "expected"),
    [
        (10, 3, 1, 0.3),
        (10, 0, 5, 0.0),
        (10, 10, 1, 1.0),
        (5, 2, 2, 0.7),  # 1 - C(3,2) / C(5,2) = 1 - 3/10
        (4, 1, 3, 0.75),  # 1 - C(3,3) / C(4,3) = 1 - 1/4
        (3, 1, 3, 1.0),
        (50, 1, 10, 0.2),
    ],
)
def test_pass_at_k_is_what_counting_by_hand_gives(n: int, c: int, k: int, expected: float) -> None:
    assert pass_at_k(n, c, k) == pytest.approx(expected)


def test_pass_at_k_agrees_with_the_binomials_for_every_small_case() -> None:
    for n in range(1, 13):
        for c in range(n + 1):
            for k in range(1, n + 1):
                assert pass_at_k(n, c, k) == pytest.approx(1 - math.comb(n - c, k) / math.comb(n, k))


def test_more_drawn_than_sampled_has_no_estimate() -> None:
    with pytest.raises(DataError, match="pass@5 needs at least 5 samples a problem, and there are 3"):
        pass_at_k(3, 1, 5)


def test_an_interval_holds_the_mean_and_is_the_same_for_the_same_seed() -> None:
    values = [0.0] * 60 + [1.0] * 40
    found = interval(values, **CHOSEN)  # type: ignore[arg-type]
    assert found.value == pytest.approx(0.4)
    assert found.low == pytest.approx(0.4 - 1.96 * math.sqrt(0.24 / 100), abs=0.02)
    assert found.high == pytest.approx(0.4 + 1.96 * math.sqrt(0.24 / 100), abs=0.02)
    assert found == interval(values, **CHOSEN)  # type: ignore[arg-type]


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(7)
    held = 0
    for seed in range(200):
        drawn = generator.binomial(1, 0.3, 80).astype(float)
        found = interval(list(drawn), resamples=400, confidence=0.9, seed=seed)
        held += found.low <= 0.3 <= found.high
    assert 165 <= held <= 195


def test_a_paired_difference_is_narrower_than_that_of_its_sides() -> None:
    hard = {f"p{number}": number / 100 for number in range(100)}
    better = {name: min(1.0, value + 0.05) for name, value in hard.items()}
    found = paired(hard, better, **CHOSEN)  # type: ignore[arg-type]
    assert 0.04 < found.low <= found.value <= found.high < 0.06
    assert interval(list(hard.values()), **CHOSEN).high - interval(list(hard.values()), **CHOSEN).low > 0.1  # type: ignore[arg-type]


def test_runs_without_a_common_problem_cannot_be_compared() -> None:
    with pytest.raises(DataError, match="no problem in common"):
        paired({"a": 1.0}, {"b": 1.0}, **CHOSEN)  # type: ignore[arg-type]
