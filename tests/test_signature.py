"""Types of signatures: read, inferred from values, and used to tell integers from floats."""

import pytest

from qforge.errors import DataError
from qforge.signature import coerce, infer_type, parse_type


@pytest.mark.parametrize(
    "text",
    ["int", "list[float]", "dict[str,list[int]]", "tuple[int,str,bool]", "table[a:int,b:list[str]]", "optional[any]"],
)
def test_a_type_reads_back_from_its_text(text: str) -> None:
    assert str(parse_type(text)) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("integer", "'integer' is not a type"),
        ("list", "needs its arguments"),
        ("list[int", "needs its arguments"),
        ("dict[int]", "takes 2"),
        ("int int", "not expected"),
        ("table[int]", "name:type"),
        ("", "ends too early"),
    ],
)
def test_a_wrong_type_is_told(text: str, told: str) -> None:
    with pytest.raises(DataError, match=told.replace("[", r"\[")):
        parse_type(text)


@pytest.mark.parametrize(
    ("values", "inferred"),
    [
        ([1, 2], "int"),
        ([1, 2.5], "float"),
        ([True, 1], "any"),
        ([[1], [], [2.5]], "list[float]"),
        ([[], []], "list[any]"),
        ([(1, "a"), (2, "b")], "tuple[int,str]"),
        ([(1,), (1, 2)], "any"),
        ([{}, {"a": [1]}], "dict[str,list[int]]"),
        ([{1, 2}], "set[int]"),
        ([1, "a"], "any"),
        ([None, 1], "any"),
        ([], "any"),
    ],
)
def test_the_narrowest_type_is_inferred(values: list[object], inferred: str) -> None:
    assert str(infer_type(values)) == inferred


def test_integers_among_floats_become_floats_and_nothing_else_changes() -> None:
    type_ = parse_type("dict[str,tuple[int,list[float]]]")
    coerced = coerce({"a": (1, [1, 2.5, True])}, type_)
    assert coerced == {"a": (1, [1.0, 2.5, True])}
    assert repr(coerced) == "{'a': (1, [1.0, 2.5, True])}"
