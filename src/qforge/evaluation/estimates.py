"""pass@k and its uncertainty: the unbiased estimator, and bootstrap intervals over problems.

pass@k after Chen et al., "Evaluating Large Language Models Trained on Code" (2021): of n samples of a problem, c
right, the chance that k drawn without replacement hold a right one. Intervals are percentiles of the mean over
problems drawn with replacement (Efron 1979), because problems, not samples, are what a benchmark draws from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from qforge.errors import DataError

CHUNK = 256


class Interval(NamedTuple):
    """An estimate with the ends of its interval, each a share between 0 and 1 (for a difference: -1 and 1)."""

    value: float
    low: float
    high: float


def pass_at_k(n: int, c: int, k: int) -> float:
    """Estimate pass@k of one problem from c right ones of n samples.

    >>> pass_at_k(10, 3, 1)
    0.3

    Raises:
        DataError: k is larger than n, so that there is no estimate.
    """
    if not 0 < k <= n:
        raise DataError(f"pass@{k} needs at least {k} samples a problem, and there are {n}")
    if n - c < k:
        return 1.0
    if k == 1:
        return c / n
    return float(1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1)))


def interval(values: Sequence[float], *, resamples: int, confidence: float, seed: int) -> Interval:
    """Give the mean of one value a problem, with its bootstrap interval over problems.

    Raises:
        DataError: there is no problem.
    """
    if not values:
        raise DataError("there is no problem to estimate from")
    data = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(seed)
    means = [
        data[generator.integers(0, len(data), (min(CHUNK, resamples - start), len(data)))].mean(axis=1)
        for start in range(0, resamples, CHUNK)
    ]
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(means), [tail, 1 - tail])
    return Interval(float(data.mean()), float(low), float(high))


def paired(
    first: Mapping[str, float], second: Mapping[str, float], *, resamples: int, confidence: float, seed: int
) -> Interval:
    """Give how much higher the second run scores, over the problems that both have, resampled together.

    Raises:
        DataError: they have no problem in common.
    """
    common = sorted(set(first) & set(second))
    if not common:
        raise DataError("the two runs have no problem in common")
    differences = [second[problem] - first[problem] for problem in common]
    return interval(differences, resamples=resamples, confidence=confidence, seed=seed)
