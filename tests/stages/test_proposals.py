"""Inputs that are made of cases: distinct, of their types, edges first, within what the cases have in common."""

from __future__ import annotations

from typing import Any

import pytest

from qforge.signature import Types, fits, infer_type, parse_type
from qforge.stages.proposals import Proposals, Proposer
from qforge.value import canonical, decode, encode


def propose(seen: list[tuple[Any, ...]], count: int = 80, *, source: str = "", **options: Any) -> Proposals:
    types = Types(tuple(infer_type(list(column)) for column in zip(*seen, strict=True)), parse_type("any"))
    known = [tuple(encode(argument) for argument in arguments) for arguments in seen]
    return Proposer(seen, types, source).propose(count, "seed", known, **options)


def made(seen: list[tuple[Any, ...]], **options: Any) -> list[tuple[Any, ...]]:
    return [tuple(decode(argument) for argument in arguments) for arguments in propose(seen, **options).inputs]


EXAMPLES: dict[str, list[tuple[Any, ...]]] = {
    "numbers": [(3,), (10,), (7,)],
    "two numbers": [(3, -1.5), (10, 2.5), (7, 0.25)],
    "lists": [([3, 1, 2], 5), ([9], 2), ([4, 4], 1)],
    "texts": [("hello world",), ("Ab1",), ("",)],
    "tuples in lists": [([(1, "a"), (2, "b")],), ([(3, "c")],)],
    "matrices": [([[1, 2], [3, 4]],), ([[5, 6, 7], [1, 1, 1], [2, 2, 2]],)],
    "dictionaries": [({"a": 1, "b": 2},), ({"c": 3},)],
    "sets": [({1, 2, 3},), ({5},)],
    "several kinds": [([1, "a", 2.5],), (["b", 3],)],
}


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("wild", [False, True])
def test_inputs_are_distinct_new_and_of_their_types(name: str, wild: bool) -> None:
    seen = EXAMPLES[name]
    proposals = propose(seen, wild=wild)
    texts = [canonical(list(arguments)) for arguments in proposals.inputs]
    assert len(set(texts)) == len(texts) == (80 if name != "numbers" or wild else 17)
    assert not {canonical([encode(value) for value in arguments]) for arguments in seen} & set(texts)
    types = [infer_type(list(column)) for column in zip(*seen, strict=True)]
    for arguments in made(seen, wild=wild):
        assert all(fits(value, type_) for value, type_ in zip(arguments, types, strict=True))


def test_the_same_seed_makes_the_same_inputs() -> None:
    assert propose(EXAMPLES["lists"]) == propose(EXAMPLES["lists"])


def test_edges_come_first() -> None:
    first = [arguments[0] for arguments in made([([5, 3, 8],), ([1, 9, 9, 2],)], count=12)]
    assert first[:4] == [[], [0], [1], [18]]
    assert [0, 0] in first
    texts = [arguments[0] for arguments in made([("hello",), ("a b",)], count=8)]
    assert texts[:4] == ["", " ", "z", "  "]


def test_negative_numbers_come_where_the_cases_have_such() -> None:
    assert min(value for (items,) in made([([5, -3],), ([7],)]) for value in items) < -3
    assert min(value for (items,) in made([([5, 3],), ([7],)]) for value in items) == 0
    assert min(value for (value,) in made([(5,), (7,)])) == 1
    assert min(value for (value,) in made([(5,), (7,)], wild=True)) < 0


def test_numbers_of_the_source_are_tried() -> None:
    source = "def f(x):\n    return x > 137"
    assert {136, 137, 138} <= {value for (value,) in made([(50,), (7,)], count=100, source=source)}


KEPT: dict[str, tuple[list[tuple[Any, ...]], Any]] = {
    "sorted lists": ([([1, 2, 4],), ([5, 7, 9, 11],)], lambda items: items == sorted(items)),
    "a length beside its list": ([([4, 1, 2], 3), ([5, 7], 2)], lambda items, count: count == len(items)),
    "an index within its list": ([([4, 1, 2], 0), ([5, 7], 1)], lambda items, at: 0 <= at < len(items)),
    "lists of one length": ([([4, 1], [2, 2]), ([5], [7])], lambda a, b: len(a) == len(b)),
    "pairs in order": ([(1, 5), (2, 3), (0, 9)], lambda a, b: a < b),
    "members": ([([4, 1, 2], 4), ([5, 7], 7)], lambda items, item: item in items),
    "rectangles": ([([[1, 2], [3, 4], [5, 6]],), ([[7, 8, 9]],)], lambda rows: len({len(row) for row in rows}) <= 1),
    "squares": ([([[1, 2], [3, 4]],), ([[7]],)], lambda rows: all(len(row) in (0, len(rows)) for row in rows)),
    "binary digits": ([("010110",), ("11101",)], lambda text: set(text) <= set("01")),
    "dates": ([("2020-01-28",), ("1999-12-02",)], lambda text: 1 <= int(text[5:7]) <= 12 and 2 <= int(text[8:]) <= 28),
    "letters": ([("abc",), ("hello",)], lambda text: text == "" or (text.isalpha() and text.islower())),
    "keys": ([({"price": 3, "size": 2},), ({"price": 5, "size": 1},)], lambda row: list(row) == ["price", "size"]),
    "distinct items": ([([1, 9, 4, 2],), ([5, 3, 8, 6, 7],)], lambda items: len(set(items)) == len(items)),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_the_cases_have_in_common_is_kept(name: str) -> None:
    seen, holds = KEPT[name]
    found = made(seen)
    assert len(found) >= 40
    assert all(holds(*arguments) for arguments in found)


@pytest.mark.parametrize(("seen", "others"), [([(True,)], 1), ([(True, False)], 3), ([(["x"][:0],)], 0)])
def test_a_small_domain_is_exhausted(seen: list[tuple[Any, ...]], others: int) -> None:
    proposals = propose(seen)
    assert proposals.exhausted or others == 0
    assert len(proposals.inputs) == others or others == 0
