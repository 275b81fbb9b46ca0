"""The grader in one file: the embedded q, the comparison and the reward's rule behind `grade(sample, item)`."""

from __future__ import annotations

from qforge.languages.q.bundle.writing import bundle

ENDING = '''\
import json

from qforge.languages.q.grading import grade as _grade

SETTINGS = json.loads({settings!r})


def grade(sample, item):
    """Reward sample["output_text"] for item["task"] (JSON), 0 to 1; an answer that can't be judged is an error."""
    graded = _grade(sample["output_text"] or "", json.loads(item["task"]), SETTINGS, item.get("seed", "0"))
    if graded.reward is None:
        raise RuntimeError("no verdict: the program uses what this interpreter lacks")
    return float(graded.reward)
'''


def write_grader(settings: str) -> str:
    """Write the grader; `settings` is the JSON object of the reward's settings.

    The file needs Python 3.11 and numpy, and has `grade(sample, item) -> float`.
    """
    return bundle(ending=ENDING.format(settings=settings))
