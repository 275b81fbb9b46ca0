"""The idiom score: what costs points, and what is q's own way and costs none."""

from __future__ import annotations

import pytest

from qforge.languages.q import idiom


@pytest.mark.parametrize(
    ("code", "score"),
    [
        ("f:{[a] sum a*a}", 100),
        ("f:{[a;b] a=/:b}", 100),
        ("f:{[a] count each a}", 100),
        ("f:{[a] {y+2*x}\\[0;a]}", 100),
        ("f:{[a] neg each a}", 90),
        ("f:{[a;b] a*'b}", 90),
        ("f:{[a] {x+1} each a}", 90),
        ("f:{[a;n] {[n;x] n&x}[n] each a}", 90),
        ("f:{[a] {x+1} each {2*x} each a}", 80),
        ("f:{[a] i:0; while[i<10;i+:1]; i}", 75),
        ("f:{[a] i:0; do[10;i+:1]; while[i<20;i+:1]; i}", 50),
        ("f:{[a] if[0=count a;:0]; first a}", 95),
        ("f:{$[x<2;x;.z.s[x-1]+.z.s x-2]}", 85),
        ("f:{$[x<2;x;f[x-1]+f x-2]}", 85),
        ("f:{[p] a:1;b:2;c:3;d:4;e:5;a}", 94),
        ("f:{[a] a+" + "1+" * 30 + "1}", 97),
        ("f:{x" + "'" * 20_000 + "}", 85),
        ("f:{y" + "[x]" * 9_000 + "}", 85),
        ("f:{[a] {x" + "+x" * 200 + "} each a}", 75),
    ],
)
def test_a_program_has_its_score(code: str, score: int) -> None:
    assert idiom(code) == score


def test_layout_names_and_comments_cost_nothing() -> None:
    assert idiom("f:{[prices]\n  / the total of all prices\n  sum prices*prices\n  }") == 100


def test_the_score_never_falls_below_zero() -> None:
    assert idiom("f:{[a] " + "do[2;a+:1]; " * 6 + "a}") == 0


def test_what_does_not_parse_is_measured_by_its_tokens() -> None:
    assert idiom("f:{[a] while[a<10;a+:1") == 75
