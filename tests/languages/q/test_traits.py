"""Programs that may keep state are told from those that don't, and the numbers that stand in them are found."""

from __future__ import annotations

import pytest

from qforge.languages.q.traits import integers, keeps_state


@pytest.mark.parametrize(
    "code",
    [
        "n:0\nf:{n::n+1;x}",
        "n:1 2\nf:{n[0]::x;x}",
        "f:{.state.n:x;x}",
        "n:0\nf:{`n set x;x}",
        "n:enlist 0\nf:{@[`n;0;+;1];x}",
        'n:0\nf:{value"n::n+1";x}',
        "t:([]a:1 2)\nf:{`t insert x;x}",
    ],
)
def test_calls_that_may_assign_globals_are_seen(code: str) -> None:
    assert keeps_state(code)


@pytest.mark.parametrize(
    "code",
    [
        "f:{n:x+1;n}",
        "helper:{x+1}\nf:{helper each x}",
        "t::1 2\nf:{sum t}",
        "f:{x[::;0]}",
        "f:{$[x;(::);1]}",
        "f:{r:x;r[0]:1;@[r;1;:;2]}",
        "f:{x`a}",
        "f:{x[`a]}",
        'f:{("a";x)',
        '"',
    ],
)
def test_other_programs_keep_none(code: str) -> None:
    assert not keeps_state(code)


def test_whole_numbers_are_found_however_they_are_written() -> None:
    assert integers("f:{$[x>9990;-7;x+1 2 30f 4.0 5.5 6i 0x10 2020.01.01 0N 0W]} / 99\ng:1e3") == (
        9990, -7, 1, 2, 30, 4, 6, 1000,
    )  # fmt: skip
    assert integers('"') == ()
