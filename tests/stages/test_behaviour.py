"""Which pairs of problems could be the same, how much their agreement tells, and what is decided of it."""

import pytest

from qforge.record import Case, Comparison
from qforge.signature import Parameter, Signature
from qforge.stages.behaviour import Order, Trial, bits, judge, orders, same, telling


def signature(*types: str) -> Signature:
    return Signature("f", tuple(Parameter(f"p{number}", type_) for number, type_ in enumerate(types)), "any")


def case(*arguments: object, gives: object = None, raises: bool = False) -> Case:
    return Case(tuple(arguments), gives, known=not raises, raises=raises)


@pytest.mark.parametrize(
    ("mine", "its", "places"),
    [
        (["int", "str"], ["str", "int"], [(1, 0)]),
        (["int", "int"], ["float", "bool"], [(0, 1), (1, 0)]),
        (["list[int]"], ["tuple[float,float]"], [(0,)]),
        (["list[str]"], ["list[int]"], []),
        (["list[any]"], ["set[int]"], [(0,)]),
        (["optional[str]"], ["char"], [(0,)]),
        (["dict[str,int]"], ["list[int]"], []),
        (["int"], ["int", "int"], []),
        (["any"] * 5, ["int"] * 5, [(0, 1, 2, 3, 4)]),
    ],
)
def test_the_orders_in_which_a_function_could_take_anothers_arguments(
    mine: list[str], its: list[str], places: list[tuple[int, ...]]
) -> None:
    assert [order.places for order in orders(signature(*mine), signature(*its))] == places


def test_an_order_and_its_way_back() -> None:
    order = Order((2, 0, 1))
    assert order.of(["a", "b", "c"]) == ("c", "a", "b")
    assert order.back(order.of(["a", "b", "c"])) == ("a", "b", "c")


def test_cases_of_different_results_are_tried_first() -> None:
    many = [case(number, gives=0) for number in range(40)] + [case(50, gives=1)]
    assert [item.arguments[0] for item in telling(many)] == [*range(15), 50]


def test_what_agreement_tells() -> None:
    assert bits([case(1, gives=True), case(2, gives=True)]) == 0
    assert bits([case(1, gives=True), case(2, gives=False)]) == 2
    assert bits([case(5, gives=5)]) == 1
    assert bits([case(5, gives=60), case(6, gives=60)]) == 5
    assert bits([case("a", raises=True)]) == 1
    assert bits([case([3, 1], gives=[1, 3, "long enough"])]) == 12


def agree(expected: object, got: object, _: Comparison) -> bool:
    return expected == got


def test_a_call_that_raises_where_a_value_is_expected_is_not_answered() -> None:
    expected = [case(1, gives=2), case(2, gives=4), case(3, raises=True)]
    got = [case(1, gives=2), case(2, raises=True), case(3, raises=True)]
    assert judge(expected, got, Comparison(), agree) == Trial(agreed=2, answered=2, tried=3, bits=3.0)


ALL = Trial(agreed=5, answered=5, tried=5, bits=20.0)


@pytest.mark.parametrize(
    ("forth", "back", "decided"),
    [
        (ALL, ALL, True),
        (ALL, None, True),
        (None, ALL, True),
        (Trial(4, 5, 5, 20.0), ALL, False),
        (ALL, Trial(4, 5, 5, 20.0), False),
        (ALL, Trial(9, 10, 12, 20.0), True),
        (ALL, Trial(2, 2, 5, 20.0), False),
        (Trial(5, 5, 5, 4.0), None, False),
        (Trial(5, 5, 5, 4.0), Trial(2, 2, 2, 1.5), True),
        (Trial(0, 0, 0, 0.0), ALL, False),
        (None, None, False),
    ],
)
def test_what_makes_two_problems_the_same(forth: Trial | None, back: Trial | None, decided: bool) -> None:
    assert same(forth, back) is decided
