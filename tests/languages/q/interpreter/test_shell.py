"""`qforge-q` understands the command line of q, and ends as its script says."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from qforge.languages.q.interpreter.inputs import inputs
from qforge.languages.q.interpreter.options import Options, UsageError, options_of

COMMAND = (sys.executable, "-c", "import sys; from qforge.languages.q.interpreter.shell import main; sys.exit(main())")
Done = subprocess.CompletedProcess[bytes]


def run(*arguments: object, typed: bytes = b"", folder: Path | None = None) -> Done:
    words = [*COMMAND, *map(str, arguments)]
    return subprocess.run(words, input=typed, capture_output=True, cwd=folder, timeout=60, check=False)


def result(done: Done) -> tuple[bytes, bytes, int]:
    return done.stdout, done.stderr, done.returncode


def test_a_script_runs_then_standard_input_and_no_banner_comes(tmp_path: Path) -> None:
    (tmp_path / "a.q").write_text("f:{\n  2*x\n  }\nshow .z.x;\n")
    done = run("a.q", "-q", "one", "-x", "2", typed=b"f 21\n", folder=tmp_path)
    assert result(done) == (b'"one"\n"-x"\n,"2"\n42\n', b"", 0)


def test_options_set_what_they_set_in_q(tmp_path: Path) -> None:
    typed = b'1%3\ntil 100\n"D"$"02/03/2024"\n\\c\n'
    done = run("-P", "3", "-c", "10", "20", "-z", "1", typed=typed)
    assert done.stdout == b"0.333\n0 1 2 3 4 5 6 7 8..\n2024.03.02\n10 20i\n"


def test_bounds_are_options(tmp_path: Path) -> None:
    assert run("-T", "1", typed=b"while[1b;1]\n").stderr.startswith(b"'stop\n")
    assert run("-w", "1", typed=b"til 1000000;\n").stderr.startswith(b"'wsfull\n")


@pytest.mark.parametrize(
    ("typed", "status"), [(b"exit 7\n", 7), (b"\\\\\n", 0), (b"1+`a\n", 0), (b"", 0), (b"exit 256\n", 0)]
)
def test_the_status_is_that_of_exit(typed: bytes, status: int) -> None:
    assert run("-q", typed=typed).returncode == status


def test_a_script_that_fails_points_at_the_place_and_gives_1(tmp_path: Path) -> None:
    (tmp_path / "a.q").write_text("x:1\ny:{x+`a} 1\n")
    complaint = b"'type\n  [a.q:2]  y:{x+`a} 1\n                    ^\n"
    assert result(run("a.q", "-q", folder=tmp_path)) == (b"", complaint, 1)


def test_what_cannot_be_read_is_told_in_one_line(tmp_path: Path) -> None:
    assert result(run("none.q", folder=tmp_path)) == (b"", b"qforge-q: none.q: No such file or directory\n", 1)
    assert result(run(".", folder=tmp_path)) == (b"", b"qforge-q: .: Is a directory\n", 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-p", "5000"], "-p is refused: it opens a port, and this q reaches nothing outside of itself"),
        (["-c", "25"], "-c takes a number, not the end of the line"),
        (["-P", "x"], "-P takes a number, not x"),
        (["-w", "-5"], "-w takes a number from 0, not -5"),
    ],
)
def test_wrong_usage_is_told(arguments: list[str], message: str) -> None:
    with pytest.raises(UsageError) as raised:
        options_of(arguments)
    assert str(raised.value) == message


def test_options_may_stand_anywhere_behind_the_script() -> None:
    found = options_of(["a.q", "x", "-q", "-s", "4", "-T", "0", "y"])
    assert found == Options(script="a.q", quiet=True, rest=["x", "y"])


def test_usage_has_an_exit_status_of_its_own() -> None:
    assert (run("-p", "1").returncode, run("--help").returncode) == (2, 0)


def test_system_commands_of_a_console(tmp_path: Path) -> None:
    (tmp_path / "inner.q").write_text('show "inner";\nb:2\n')
    (tmp_path / "broken.q").write_text("a:1\nb:a+`x\n")
    (tmp_path / "a.q").write_text("\\l inner.q\nshow b;\n")
    typed = b'\\t 1+1\n(type system "t:3 1+1")\n\\t 1+`x\n\\l broken.q\nsystem "l none.q"\n\\? til\n\\? tilt\n'
    done = run("a.q", typed=typed, folder=tmp_path)
    out = done.stdout.split(b"\n")
    assert out[:2] == [b'"inner"', b"2"]
    assert int(out[2]) >= 0
    assert out[3] == b"-7h"
    assert out[4].startswith(b"til  arguments: 1  row: verbs/lists.py  function: verbs/lists.py:")
    assert done.stderr.split(b"\n") == [
        b"'type",
        b"  [0]  1+`x",
        b"        ^",
        b"'type",
        b"  [broken.q:2]  b:a+`x",
        b"                   ^",
        b"'none.q: No such file or directory",
        b'  [0]  system "l none.q"',
        b"              ^",
        b"'there is no verb tilt; similar: til",
        b"",
    ]


def test_bytes_that_are_no_text_pass_through(tmp_path: Path) -> None:
    (tmp_path / "a.q").write_bytes(b'-1 "\xff\xc3\xa9";\n')
    done = run("a.q", typed=b'-1 "\xfe\\377";\ncount "\xfe"\n\xfe\n', folder=tmp_path)
    assert done.stdout == b"\xff\xc3\xa9\n\xfe\xff\n1\n"
    assert done.stderr == "'\ufffd\n  [0]  \ufffd\n       ^\n".encode()


def test_a_binary_file_is_an_error_of_the_script(tmp_path: Path) -> None:
    (tmp_path / "a.q").write_bytes(bytes(range(256)) * 50)
    done = run("a.q", folder=tmp_path)
    assert (done.stdout, done.returncode, b"Traceback" in done.stderr) == (b"", 1, False)
    assert all(byte >= 32 or byte == 10 for byte in done.stderr)


def test_an_error_in_a_huge_line_shows_what_is_around_it() -> None:
    done = run(typed=b"(" + b"1;" * 50_000 + b"1+`a" + b";2" * 50_000 + b")\n")
    around = ["'type", f"  [0]  ..{';1' * 30}+`a{';2' * 28};..", " " * 69 + "^", ""]
    assert done.stderr.decode().split("\n") == around


def test_who_reads_the_output_may_leave() -> None:
    with subprocess.Popen([*COMMAND, "-q"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as q:
        assert q.stdin is not None
        assert q.stdout is not None
        assert q.stderr is not None
        q.stdout.close()
        q.stdin.write(b"til 10\n" * 5)
        q.stdin.close()
        assert (q.wait(30), q.stderr.read()) == (1, b"")


def test_an_interrupt_ends_a_script_without_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.q").write_text('-1 "ready";\nwhile[1b;1]\n')
    words: Sequence[str] = [*COMMAND, str(tmp_path / "a.q")]
    with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as q:
        assert q.stdout is not None
        assert q.stderr is not None
        assert q.stdout.readline() == b"ready\n"
        q.send_signal(signal.SIGINT)
        assert (q.wait(30), q.stderr.read()) == (130, b"")


def test_answers_come_before_the_next_input_is_read() -> None:
    with subprocess.Popen([*COMMAND, "-q"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as q:
        assert q.stdin is not None
        assert q.stdout is not None
        for number in range(3):
            q.stdin.write(b"%d+1\n" % number)
            assert q.stdout.read(2) == b"%d\n" % (number + 1)
        q.stdin.close()


def test_a_closed_standard_input_is_an_empty_one() -> None:
    words = " ".join(["exec", sys.executable, "-c", f"'{COMMAND[2]}'", "<&-"])
    done = subprocess.run(["sh", "-c", words], capture_output=True, check=False)
    assert result(done) == (b"", b"", 0)


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["1", "2"], ["1", "2"]),
        (["f:{", " x+1", "}", "f 1"], ["f:{\n x+1\n}", "f 1"]),
        (["f:{", "1"], ["f:{", "1"]),
        (["f:{", "", "1"], ["f:{", "", "1"]),
        (['a:("x', ' (";', " 2)", "a"], ['a:("x', ' (";', " 2)", "a"]),
        (['a:(1;"x', ' (";', " 2)", "a"], ['a:(1;"x', ' (";', " 2)", "a"]),
        (["f:{", ' "(";', " / {", " }", "f"], ['f:{\n "(";\n / {\n }', "f"]),
    ],
)
def test_lines_become_inputs(lines: list[str], found: list[str]) -> None:
    assert list(inputs(lines)) == found


def test_a_long_function_is_put_together_in_time_that_grows_with_its_length() -> None:
    lines = ["f:{", *[" x:x+(1;2)[0];"] * 20_000, " }"]
    assert [len(found) for found in inputs(lines)] == [len("\n".join(lines))]
