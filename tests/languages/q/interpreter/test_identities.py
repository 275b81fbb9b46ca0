"""Identities of the language hold for values of every type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qforge.languages.q.interpreter import values as q
from qforge.languages.q.interpreter.session import Session
from tests.languages.q.interpreter.random_values import (
    FULL_LISTS,
    FULL_VECTORS,
    PERMUTATIONS,
    STRINGS,
    VALUES,
    payloads,
    vectors,
)

# Guids have no literal, symbols with odd characters neither, and datetimes are shown to the millisecond only.
LITERALS = st.sampled_from([1, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 16, 17, 18, 19])
SESSION = Session()
SESSION.machine.precision = 17
SESSION.machine.rows = SESSION.machine.columns = 2000


def holds(identity: str, *arguments: q.Value) -> bool:
    return SESSION.apply(SESSION.run(identity), list(arguments)) is True


@pytest.mark.parametrize(
    "identity",
    ["{x~-9!-8!x}", "{x~first enlist x}", "{x~(::)x}", "{x~@[{x};x;`]}", "{x~.[{x};enlist x;`]}"],
)
@given(value=VALUES)
@settings(max_examples=40, deadline=None)
def test_of_any_value(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@pytest.mark.parametrize(
    "identity",
    [
        "{x~reverse reverse x}",
        "{x~raze enlist each x}",
        "{x~((count[x]div 2)#x),(count[x]div 2)_x}",
        "{(asc x)~x iasc x}",
        "{(desc x)~x idesc x}",
        "{(count x)=count[distinct x]+sum not differ asc x}",
        "{(til count x)~asc raze value group x}",
        "{x~raze 2 cut x}",
        "{x~-1 rotate 1 rotate x}",
    ],
)
@given(value=FULL_LISTS)
@settings(max_examples=40, deadline=None)
def test_of_any_list(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@pytest.mark.parametrize("identity", ["{x~iasc iasc x}", "{(til count x)~x iasc x}", "{(iasc x)~x?til count x}"])
@given(value=PERMUTATIONS)
@settings(max_examples=40, deadline=None)
def test_of_permutations(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@pytest.mark.parametrize(
    "identity",
    [
        "{(count x)=count `x xasc ([]x)}",
        "{all x in distinct x}",
        "{x~(distinct x)(distinct x)?x}",
        "{x~x inter x}",
        "{0=count x except x}",
        "{(asc x)~(`x xasc ([]x))`x}",
        "{([]x)~flip flip ([]x)}",
        "{x~(([]x)`x)}",
    ],
)
@given(value=FULL_VECTORS)
@settings(max_examples=40, deadline=None)
def test_of_columns(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@given(
    value=st.lists(st.integers(-1000, 1000), min_size=1, max_size=8).map(q.longs),
    operator=st.sampled_from(["+", "-", "*", "&", "|", "{x-2*y}", "{y,x}"]),
)
@settings(max_examples=100, deadline=None)
def test_over_and_scan_are_their_expansions(value: q.Value, operator: str) -> None:
    steps = "x 0"
    for place in range(1, len(value.a)):
        steps = f"f[{steps};x {place}]"
    assert holds(f"{{[x]f:{operator};(f/[x])~{steps}}}", value)
    assert holds(f"{{[x]f:{operator};(f/[x])~last f\\[x]}}", value)
    assert holds(f"{{[x]f:{operator};(f\\[x])~{{[f;x;n]f/[n#x]}}[f;x]each 1+til count x}}", value)


@given(value=VALUES, count=st.integers(0, 5))
@settings(max_examples=40, deadline=None)
def test_do_is_as_many_applications(value: q.Value, count: int) -> None:
    nested = "x"
    for _ in range(count):
        nested = f"f[{nested}]"
    assert holds(f"{{[x]f:{{enlist x}};f/[{count};x]~{nested}}}", value)


@pytest.mark.parametrize("t", [7, 12, 14, 16, 17, 18, 19])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_the_text_of_an_atom_reads_back(t: int, data: st.DataObject) -> None:
    assert holds("{x~value string x}", q.atom(t, data.draw(payloads(t, special=False))))


@pytest.mark.parametrize("identity", ["{x~value .Q.s1 x}", "{x~eval parse .Q.s1 x}"])
@given(value=LITERALS.flatmap(lambda t: payloads(t).map(lambda payload: q.atom(t, payload))))
@settings(max_examples=200, deadline=None)
def test_the_shown_form_of_an_atom_is_its_literal(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@given(value=LITERALS.flatmap(lambda t: vectors(t, min_size=2, max_size=6)))
@settings(max_examples=200, deadline=None)
def test_the_shown_form_of_a_vector_is_its_literal(value: q.Value) -> None:
    assert holds("{x~value .Q.s1 x}", value)


@pytest.mark.parametrize("identity", ["{x~sums deltas x}", "{x~10 sv'10 vs'x}", "{x~neg neg x}", "{x~-1+1+x}"])
@given(value=st.lists(st.integers(0, 10**15), min_size=1, max_size=6).map(q.longs))
@settings(max_examples=40, deadline=None)
def test_of_longs(identity: str, value: q.Value) -> None:
    assert holds(identity, value)


@pytest.mark.parametrize(
    "identity",
    ['{x~"," sv "," vs x}', "{(upper x)~upper lower x}", '{x~ssr[x;"z";"z"]}', "{x~`char$`int$x}", '{x~-1_x," "}'],
)
@given(value=STRINGS.filter(lambda text: len(text.a) != 1))
@settings(max_examples=40, deadline=None)
def test_of_text(identity: str, value: q.Value) -> None:
    assert holds(identity, value)
