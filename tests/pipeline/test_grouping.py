"""A build that would lack a split says so."""

import pytest

from qforge.pipeline.grouping import lacking_split


def test_a_split_without_a_problem_is_told() -> None:
    told = lacking_split("problem", ["eval", "eval"], 0.1)
    assert told.startswith("no problem is in train: of few groups the seed may send all to one split;")
    assert told.endswith("name some in split.train)")
    assert lacking_split("program", ["train"], 0.5).startswith("no program is in eval:")


@pytest.mark.parametrize(
    ("splits", "share"), [(["train", "eval"], 0.1), (["train"], 0.0), (["eval"], 1.0), ([], 0.1)], ids=str
)
def test_what_is_meant_is_not_warned_of(splits: list[str], share: float) -> None:
    assert lacking_split("problem", splits, share) == ""
