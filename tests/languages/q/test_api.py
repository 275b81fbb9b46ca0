"""q from Python: values go in and come out by type, and errors are Python exceptions."""

from __future__ import annotations

from typing import Any

import pytest

from qforge.languages.q.api import (
    ExitRequested,
    Forbidden,
    FrameError,
    Interpreter,
    LimitExceeded,
    Literal,
    ParseError,
    QError,
    Unsupported,
)


@pytest.mark.parametrize(
    ("argument", "shown", "plain"),
    [
        (1, "1", 1),
        (True, "1b", True),
        (1.5, "1.5", 1.5),
        ("abc", '"abc"', "abc"),
        ("é", '"\\303\\251"', "é"),
        (b"\xff", ',"\\377"', "\udcff"),
        (None, "", None),
        ([1, 2], "1 2", [1, 2]),
        ((1, "a"), '(1;,"a")', [1, "a"]),
        ([], "()", []),
        ({"a": 1}, '(,,"a")!,1', {"a": 1}),
        (Literal("`a`b"), "`a`b", ["a", "b"]),
        (Literal("0N"), "0N", None),
        (Literal("1 0N -0W"), "1 0N -0W", [1, None, float("-inf")]),
        (Literal("0n 0w"), "0n 0w", [None, float("inf")]),
        (Literal("2000.01.03"), "2000.01.03", 2),
        (Literal("([] a:1 2; b:`x`y)"), "+`a`b!(1 2;`x`y)", {"a": [1, 2], "b": ["x", "y"]}),
        (Literal("([k:1 2] v:3 4)"), "(+(,`k)!,1 2)!+(,`v)!,3 4", ({"k": [1, 2]}, {"v": [3, 4]})),
        (Literal("(1 2;3)!4 5"), "(1 2;3)!4 5", [([1, 2], 4), (3, 5)]),
        (Literal("1 1!4 5"), "1 1!4 5", [(1, 4), (1, 5)]),
        (Literal("`a`b!([] c:1 2)"), "`a`b!+(,`c)!,1 2", {"a": {"c": 1}, "b": {"c": 2}}),
        (Literal("`0W`"), "`0W`", ["0W", ""]),
    ],
)  # fmt: skip
def test_an_argument_arrives_as_the_value_of_q_that_it_stands_for(argument: object, shown: str, plain: object) -> None:
    q = Interpreter()
    q.run("text:{.Q.s1 x}; same:{x}")
    result = q.call("same", argument)
    assert result.plain == plain
    assert q.call("text", argument).plain == (shown or "::")


def test_a_result_has_its_type_its_frame_and_its_lines() -> None:
    result = Interpreter().run("`a`b!1 2i")
    assert (result.type, result.lines) == (99, ("a| 1", "b| 2"))
    assert result.frame == {"t": "dict", "k": {"t": "S", "v": ["a", "b"]}, "v": {"t": "I", "v": [1, 2]}}


def test_a_result_is_an_argument() -> None:
    q = Interpreter()
    q.run("f:{x+1}")
    assert q.call("f", q.run("1 2i")).frame == {"t": "J", "v": [2, 3]}


def test_what_a_program_defines_changes_no_argument() -> None:
    q = Interpreter()
    q.run("a:5; same:{x}")
    with pytest.raises(QError, match=r"^a$"):
        q.call("same", Literal("a"))


def test_a_function_has_a_type_and_no_frame() -> None:
    result = Interpreter().run("{x+1}")
    assert (result.type, result.lines) == (100, ("{x+1}",))
    with pytest.raises(FrameError):
        _ = result.plain


def test_a_function_without_arguments_is_called() -> None:
    q = Interpreter()
    q.run("f:{42}")
    assert q.call("f").plain == 42


@pytest.mark.parametrize(
    ("program", "error", "name"),
    [
        ("1+`a", QError, "type"),
        ("(1;2", ParseError, "("),
        ("hopen 5", Forbidden, "nyi: hopen"),
        ("while[1b;x]", LimitExceeded, "stop"),
        ("til 100000000", LimitExceeded, "wsfull"),
        ("while[1b;show 1]", LimitExceeded, "limit"),
        (".Q.nosuch 1", Unsupported, "nyi: .Q.nosuch"),
    ],
)
def test_an_error_of_q_is_an_exception_with_its_name(program: str, error: type[QError], name: str) -> None:
    q = Interpreter(steps=100_000, memory_bytes=2**26, output_characters=100)
    q.run("x:1")
    with pytest.raises(error) as raised:
        q.run(program)
    assert raised.value.name == name


def test_a_program_that_exits_is_told() -> None:
    with pytest.raises(ExitRequested) as raised:
        Interpreter().run("exit 3")
    assert raised.value.code == 3


def test_what_is_printed_is_kept() -> None:
    q = Interpreter()
    q.run("show 1")
    assert q.transcript("2+2") == ["4"]
    assert q.output == "1\n4\n"


@pytest.mark.parametrize("argument", [{1}, object(), 2**63, [2**63 - 1]])
def test_what_is_no_value_of_q_is_refused(argument: Any) -> None:
    q = Interpreter()
    q.run("same:{x}")
    with pytest.raises(TypeError):
        q.call("same", argument)
