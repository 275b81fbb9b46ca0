"""Choose verified programs of other problems as examples for a prompt: of the same topic, and never from eval."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from qforge.languages.base import Example, Pack
from qforge.record import CheckedProblem, Sample
from qforge.value import digest


def pool(
    samples: Iterable[Sample], checked: Mapping[str, CheckedProblem], train: Collection[str], pack: Pack
) -> dict[str, list[Example]]:
    """Give the examples of each topic: the most idiomatic program of each problem in train."""
    best: dict[str, tuple[tuple[bool, int, int], Sample]] = {}
    for sample in samples:
        candidate = sample.candidate
        if candidate.problem_id in train:
            rank = (sample.loops, -pack.idiom(candidate.code), len(candidate.code))
            kept = best.get(candidate.problem_id)
            if kept is None or rank < kept[0]:
                best[candidate.problem_id] = (rank, sample)
    topics: dict[str, list[Example]] = {}
    for problem_id, (_, sample) in best.items():
        problem = checked[problem_id]
        example = Example(sample.candidate.id, problem, sample.candidate.code, sample.loops)
        topics.setdefault(problem.problem.topic, []).append(example)
    return topics


def choose(checked: CheckedProblem, among: Sequence[Example], count: int, seed: int) -> tuple[Example, ...]:
    """Choose up to `count` examples for a problem, none of its own; which ones, the seed and both ids decide.

    Those that loop are taken only where others are missing.
    """
    own = checked.problem.id

    def rank(example: Example) -> tuple[bool, str]:
        return example.loops, digest([seed, own, example.checked.problem.id])

    return tuple(sorted((one for one in among if one.checked.problem.id != own), key=rank)[:count])
