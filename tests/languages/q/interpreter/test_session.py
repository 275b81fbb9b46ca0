"""A session: its bounds, what it refuses, and that nothing of Python shows through."""

from __future__ import annotations

import pytest

from qforge.languages.q.interpreter.errors import (
    CompileError,
    ExitRequested,
    Forbidden,
    LimitExceeded,
    ParseError,
    QError,
)
from qforge.languages.q.interpreter.parser import parse_script
from qforge.languages.q.interpreter.session import Limits, Session
from qforge.languages.q.interpreter.values import Atom, Lambda


def test_a_script_with_continued_lines_comments_and_a_block_runs() -> None:
    source = "/ a comment\nf:{[x]\n  / inside\n  y:x*2;\n  y+1\n }\n/\nblock f:3\n\\\nf 4\n\\\nnot q at all ((("
    assert Session().run(source) == 9


def test_a_script_that_does_not_parse_runs_nothing() -> None:
    session = Session()
    with pytest.raises(ParseError) as raised:
        session.run("a:1\nb:(1;2")
    assert raised.value.position == 10
    with pytest.raises(QError):
        session.get("a")


@pytest.mark.parametrize(
    ("program", "name", "position"),
    [("{a::1;a:1}", "a", 2), ("{$[x;a::1;a:2]}", "a", 6), ("1+(-2 3;-x)", "-", 8), ("+1", "+", 0)],
)
def test_a_program_that_parses_but_means_nothing_fails_when_it_is_compiled(
    program: str, name: str, position: int
) -> None:
    parse_script(program)
    with pytest.raises(CompileError) as raised:
        Session().run(program)
    assert (raised.value.name, raised.value.position) == (name, position)


def test_sessions_share_no_variables() -> None:
    first, second = Session(), Session()
    first.run("a:1")
    assert first.get("a") == 1
    with pytest.raises(QError, match=r"^a$"):
        second.get("a")


@pytest.mark.parametrize("program", ["while[1b;1]", "{x+1}/[{1b};0]", "f:{f x};f 1", "{1b}{x}/1", "(1+)/[{1b};0]"])
def test_an_endless_program_meets_the_bound_on_steps_or_the_stack(program: str) -> None:
    with pytest.raises(QError) as raised:
        Session(Limits(steps=50_000)).run(program)
    assert raised.value.name in ("stop", "stack")


def test_the_bound_on_time_ends_a_loop_that_traps_everything() -> None:
    with pytest.raises(LimitExceeded) as raised:
        Session(Limits(seconds=0.2)).run("while[1b;@[{while[1b;x]};1;0]]")
    assert raised.value.kind == "time"


@pytest.mark.parametrize("program", ["til 10000000000", "10000000000#0", "1000000 100000#1"])
def test_an_allocation_beyond_the_bound_is_wsfull(program: str) -> None:
    with pytest.raises(LimitExceeded) as raised:
        Session().run(program)
    assert (raised.value.kind, raised.value.name) == ("memory", "wsfull")


def test_output_beyond_the_bound_ends_the_program() -> None:
    with pytest.raises(LimitExceeded) as raised:
        Session(Limits(output=100)).run("while[1b;show 1]")
    assert raised.value.kind == "output"


@pytest.mark.parametrize(
    "program",
    ["hopen `:localhost:5000", "read0 `:file", '`:file 0: enlist "a"', 'system "ls"', ".z.p", "getenv `HOME", "1?10"],
)
def test_what_reaches_outside_is_forbidden_and_cannot_be_trapped(program: str) -> None:
    with pytest.raises(Forbidden):
        Session().run("@[{" + program + "};0;`caught]")


def test_exit_leaves_with_its_code() -> None:
    with pytest.raises(ExitRequested) as raised:
        Session().run("@[{exit 3};0;`caught]")
    assert raised.value.code == 3


def test_output_keeps_what_the_program_printed() -> None:
    session = Session()
    session.run('show 1 2\n-1 "text";\n1 "more";')
    assert session.output == "1 2\ntext\nmore"


def test_a_function_is_applied_to_python_made_arguments() -> None:
    session = Session()
    function = session.run("{x+2*y}")
    assert isinstance(function, Lambda)
    assert session.apply(function, [1, 3]) == 7
    with pytest.raises(QError, match="rank"):
        session.apply(function, [1, 2, 3])
    with pytest.raises(QError, match="type"):
        session.apply(function, [1, Atom(11, "a")])


def test_deep_recursion_is_an_error_of_q_that_can_be_trapped() -> None:
    assert Session().run("f:{1+f x+1}; @[f;0;{x}]").a.tobytes() == b"stack"


def test_groups_of_an_empty_table_have_columns_of_no_items() -> None:
    session = Session()
    session.run("t:([]s:`symbol$();v:`long$())")
    session.run("show count each value flip 0!select sum v,n:count i by s from t")
    session.run("show select from (0!select sum v by s from t) where v<>0")
    assert session.output == "0 0 0\ns v\n---\n"
