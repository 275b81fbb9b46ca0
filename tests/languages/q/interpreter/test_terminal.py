"""The console at a terminal: prompts, lines that go on, interrupts, history and completion."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qforge.languages.q.interpreter.session import Session
from qforge.languages.q.interpreter.terminal import completions
from tests.languages.q.interpreter.terminals import Ended, converse

COMMAND = (sys.executable, "-c", "import sys; from qforge.languages.q.interpreter.shell import main; sys.exit(main())")


def talk(state: Path, *exchanges: tuple[bytes, str]) -> Ended:
    return converse(COMMAND, exchanges, {"XDG_STATE_HOME": str(state)})


def test_inputs_of_several_lines_errors_with_carets_and_interrupts(tmp_path: Path) -> None:
    ended = talk(
        tmp_path,
        (b"f:{[a]\n", "q)"),
        (b"  a+1}\n", "\n  "),
        (b"f 41\n", "q)"),
        (b"10 + 1+`a\n", "42"),
        (b'-1"go";while[1b;1]\n', "^"),
        (b"\x03", "\r\ngo\r\n"),
        (b"no more", "q)"),
        (b"\x03", "no more"),
        (b"\xff\xfe\n", "q)"),
        (b"2*21\n", "q)"),
        (b"\x04", "q)"),
    )
    assert ended.status == 0
    lines = ended.shown.split("\n")
    assert "42" in lines
    assert ended.shown.count("'stop\n") == 1
    place = lines.index("'type")
    assert lines[place + 1 : place + 3] == ["  [0]  10 + 1+`a", "             ^"]


def test_the_prompt_names_the_namespace_and_exit_gives_the_status(tmp_path: Path) -> None:
    ended = talk(tmp_path, (b"\\d .foo\n", "q)"), (b"x:5;exit x\n", "q.foo)"))
    assert ended.status == 5


def test_lines_are_kept_from_session_to_session(tmp_path: Path) -> None:
    talk(tmp_path, (b"6*7\n", "q)"), (b"", "42"), (b"\x04", "q)"))
    again = talk(tmp_path, (b"\x1b[A\n", "q)"), (b"", "42"), (b"\x04", "q)"))
    assert "q)6*7\n42\n" in again.shown


def test_a_folder_that_cannot_be_written_costs_only_the_history(tmp_path: Path) -> None:
    (tmp_path / "qforge").write_text("no folder")
    ended = talk(tmp_path, (b"6*7\n", "q)"), (b"", "42"), (b"\x04", "q)"))
    assert (ended.status, "Error" in ended.shown) == (0, False)


def test_tab_completes_words_and_variables(tmp_path: Path) -> None:
    ended = talk(tmp_path, (b"prices:1 2 3\n", "q)"), (b"revers\t pric\t\n", "q)"), (b"", "3 2 1"), (b"\x04", "q)"))
    assert ended.status == 0


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("xas", ["xasc"]),
        (".j.", [".j.j", ".j.jd", ".j.k"]),
        ("pri", ["prices", "prior"]),
        (".a", [".app.x"]),
        ("q", []),
    ],
)
def test_completions_are_words_functions_and_variables(start: str, found: list[str]) -> None:
    session = Session()
    session.run("prices:1;.app.x:2")
    assert completions(session, start) == found
