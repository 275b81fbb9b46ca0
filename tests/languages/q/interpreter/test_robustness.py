"""Every input ends in a value, an error of q or a bound: no exception of Python, no hang, no growth past the bound."""

from __future__ import annotations

import itertools

import pytest

from qforge.languages.q.interpreter.bounds import Limits
from qforge.languages.q.interpreter.errors import LimitExceeded, ParseError, QError
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.session import Session
from tests.languages.q.interpreter.fuzzing import outcome_of
from tests.languages.q.interpreter.programs import SETUP, Programs

MANY = 100_000


@pytest.mark.parametrize("seed", range(4))
def test_random_programs_end_as_q_would(seed: int) -> None:
    programs = itertools.islice(Programs(seed), 600)
    findings = [found for program in programs if (found := outcome_of(program, SETUP).finding)]
    assert findings == []


@pytest.mark.parametrize(
    "program",
    [
        "(" * MANY,
        "(" * MANY + "1" + ")" * MANY,
        "[" * MANY,
        "{" * MANY + "}" * MANY,
        "f[" * MANY + "1" + "]" * MANY,
        "neg " * MANY + "1",
        "1+" * MANY + "1",
        "a:" * MANY + "1",
        "+" + "/" * MANY,
        "+" + "'" * MANY + "[1;2]",
        ";" * MANY,
        "(" + "1;" * MANY + "1)",
        "1 " * MANY,
        "`a" * MANY,
        "1" * MANY,
        "1." + "1" * MANY,
        "1e" + "9" * MANY,
        "0x" + "f" * MANY,
        "1" * MANY + "b",
        '"' + "a" * MANY + '"',
        '"' + "a" * MANY,
        '"' + "\\" * MANY,
        "a" * MANY,
        "a" + ".a" * MANY,
        "/" * MANY,
        "\n" * MANY,
        "\n " * MANY,
        "1" + "\n " * MANY + "x",
        "1" + "\n/" * MANY + "\n x",
        "/\n" * 10_000,
        "if[1;" * 1000 + "1" + "]" * 1000,
        "while[0;" * 40 + "1" + "]" * 40,
        "$[1;" * 2000 + "1" + ";2]" * 2000,
        "{[" + ";".join(f"a{i}" for i in range(300)) + "]1}",
        "f[" + ";".join("1" * 300) + "]",
        "{[a;a]a}",
        "class:1;None:2;{[lambda;M]lambda+M}[class;None]",
        "\0",
        '"a\0b"',
        "\\d .\0x",
        "\udc80",
        '"\ud800"',
        "`\ud800",
        "\ufeff1",
        "é",
    ],
    ids=lambda program: repr(program[:12]),
)
def test_odd_sources_end(program: str) -> None:
    assert outcome_of(program).finding is None


@pytest.mark.parametrize(
    "program",
    [
        *("1000000000000#0", "100000000#1 2 3", "(0W;0W)#1", '2147483647#"a"', "(10#100)#0", "0W#`a"),
        *("til 0W", "til 100000000", '1000000000$"a"', '-0W$"a"', '0N$"a"', "where 0W 0W"),
        *("raze 100000#enlist til 1000", "9223372036854775806 0#`", "10000000000 0N#til 3", "100000 100000 0#1"),
        *("(til 100000) cross til 100000", '"a"+/:til 0W', "string til 10000000", 'ssr[100000#"a";"a";1000#"b"]'),
        *("x:1 2;while[1b;x:x,x]", 'x:"ab";while[1b;x,:x]', "x:(1;`a);while[1b;x:x,x]", "{x,x}/[100;1 2]"),
        *("l:();while[1b;l,:enlist til 100000]", "d:()!();i:0;while[1b;d[i]:til 10000;i+:1]", "{x,x}\\[100;1 2]"),
    ],
)
def test_memory_is_bounded(program: str) -> None:
    outcome = outcome_of(program)
    assert outcome.finding is None
    assert outcome.ending in ("LimitExceeded", "QError")


@pytest.mark.parametrize(
    "program",
    [
        *("while[1b;]", "while[1b;1+1]", "do[10000000000;]", "do[0W;]", "{x+1}/[1]", "{x}/[0W;1]"),
        *("0W {x}/1", "0W neg/1", "0W neg\\1", "{1b}{x}/1", "{1b}{x}\\1", "{1b} neg/1", "(1b;1)neg/0"),
        *("f:{$[x<2;x;f[x-1]+f x-2]};f 40", "m:300 300#1f;do[10000;m mmu m];", "x:1;do[60;x:(x;x)];1+x"),
        *("do[1000000;asc til 10000]", "x:1;do[60;x:(x;x)];x~1+0*x", "{(x;1)}/[1000000;1]"),
        *("a:{(x;x)}/[60;1];b:{(x;x)}/[60;1];a~b", "a:{'[x;x]}/[60;neg];b:{'[x;x]}/[60;neg];a~b", "{x<1*}/1"),
    ],
)
def test_time_is_bounded(program: str) -> None:
    outcome = outcome_of(program, limits=Limits(seconds=0.3, memory=2**26))
    assert outcome.finding is None
    assert outcome.ending == "LimitExceeded"


@pytest.mark.parametrize(
    "program",
    [
        "{.z.s x}1",
        "f:{g x};g:{f x};f 1",
        "f:{1+f x};f 1",
        "f:{f each x};f 1 2",
        "f:{f/[x;y]};f[1;2 3]",
        'f:{value "f 1"};f 1',
        'f:{eval parse "f 1"};f 1',
        "f:{select f a from ([]a:1 2)};f 1",
        "({'[neg;x]}/[10000;neg]) 1",
        "(30000#1)#1 2 3",
    ],
)
def test_endless_recursion_is_a_stack_error(program: str) -> None:
    with pytest.raises(QError, match="stack"):
        Session().run(program)


def test_a_trap_that_recurses_again_is_ended_by_the_clock() -> None:
    assert outcome_of("f:{@[f;x;f]};f 1").ending == "LimitExceeded"


def test_recursion_within_the_depth_succeeds() -> None:
    assert Session(Limits(depth=2000)).run("f:{$[x=0;0;1+f x-1]};f 1900") == 1900


def test_deep_values_are_shown_as_far_as_the_console_is_wide() -> None:
    session = Session()
    assert session.format(session.run("{enlist x}/[10000;1]")) == ["," * 77 + ".."]
    assert session.format(session.run("x:1;do[100;x:(x;x)];x,1"))[0] == "(" * 77 + ".."


@pytest.mark.parametrize(
    ("program", "matches"),
    [
        ('(100000#"a") like "*",(1000#"a"),"*"', True),
        ('(100000#"a") like "*",(1000#"a"),"b*"', False),
        ('(1000000#"a") like "a*b"', False),
        ('(100000#"a") like "*",(raze 300#enlist "[ab]"),"c*"', False),
    ],
)
def test_a_pattern_is_matched_at_once_in_a_long_text(program: str, matches: bool) -> None:
    assert Session(Limits(seconds=1.0)).run(program) is matches


def test_a_pattern_of_more_stars_than_q_takes_is_refused() -> None:
    with pytest.raises(QError, match="nyi"):
        Session().run('"abc" like "a*b*c"')


def test_output_is_bounded() -> None:
    with pytest.raises(LimitExceeded) as caught:
        Session(Limits(output=1000)).run('while[1b;-1 "text";]')
    assert caught.value.kind == "output"


def test_steps_are_bounded_alike_on_every_machine() -> None:
    with pytest.raises(LimitExceeded) as caught:
        Session(Limits(steps=100_000)).run("i:0;while[1b;i+:1]")
    assert caught.value.kind == "steps"
    few = Session(Limits(steps=50))
    assert few.run("i:0;while[i<20;i+:1];i") == 20
    with pytest.raises(LimitExceeded):
        few.run("i:0;while[i<60;i+:1]")


def test_nesting_too_deep_to_parse_is_a_parse_error() -> None:
    with pytest.raises(ParseError, match="stack"):
        parse_script("(" * MANY)
