"""References of MBPP and HumanEval: what an examination finds for a sample of each."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from qforge.languages.base import Limits
from qforge.languages.python import examiner
from qforge.record import Problem
from qforge.sources import humaneval, mbpp

FILES = Path(__file__).parents[4] / "shared" / "problems"


@pytest.mark.parametrize(("source", "step"), [(mbpp, 25), (humaneval, 4)], ids=["mbpp", "humaneval"])
def test_a_sample_has_cases(source: Any, step: int) -> None:
    path = FILES / f"{source.__name__.rpartition('.')[2]}.jsonl"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    problems = [record for record in source.read(source.Settings(path=path)) if isinstance(record, Problem)][::step]
    tool = examiner(Limits(cpu_seconds=20.0), "auto")
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda problem: tool.examine(problem, inputs=60, seed=1, sizes=60), problems))
    assert len(found) >= 38
    failed = {problem.id: one.message for problem, one in zip(problems, found, strict=True) if one.failure}
    assert len(failed) <= 1, failed
    assert Counter(bool(one.cases) for one in found if not one.failure) == {True: len(found) - len(failed)}
