"""`qforge q` prints what a q console prints, and its exit status tells what happened."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from qforge.errors import DataError, StorageError
from qforge.languages.q import console
from qforge.languages.q.command import command


def run(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(command, arguments, input=typed)


def test_a_command_prints_its_value() -> None:
    result = run("-c", "2+til 3")
    assert (result.output, result.exit_code) == ("2 3 4\n", 0)


def test_an_assignment_prints_nothing() -> None:
    assert run("-c", "a:1 2 3").output == ""


def test_an_error_is_shown_as_q_shows_it() -> None:
    result = run("-c", "1+`a")
    assert (result.output, result.exit_code) == ("'type\n  [0]  1+`a\n        ^\n", 1)


def test_exit_gives_the_status_of_the_program() -> None:
    assert run("-c", "exit 7").exit_code == 7
    assert run("-c", "\\\\").exit_code == 0


def test_a_pipe_is_read_input_by_input_and_goes_on_after_an_error() -> None:
    typed = 'a:1 2 3\na+1\nf:{\n  x+1\n  }\nf 3\n1+`a\n"x"\nshow 5;\n'
    result = run(typed=typed)
    assert (result.output, result.exit_code) == (
        '2 3 4\n4\n\'type\n  [0]  1+`a\n        ^\n"x"\n5\n',
        1,
    )


def test_an_input_that_stays_open_is_an_error_and_not_a_wait() -> None:
    result = run(typed="f:{x+1\n\n1+1\n")
    assert result.output.startswith("'")
    assert result.output.endswith("\n2\n")


def test_files_run_in_one_session_and_print_only_what_they_print(tmp_path: Path) -> None:
    (tmp_path / "one.q").write_text("double:{\n  2*x\n  }\n1+1\n")
    (tmp_path / "two.q").write_bytes(b"\xef\xbb\xbfshow double 21;\r\n")
    result = run(str(tmp_path / "one.q"), str(tmp_path / "two.q"), "-c", "double 4")
    assert (result.output, result.exit_code) == ("42\n8\n", 0)


def test_a_script_that_fails_names_its_file_and_line(tmp_path: Path) -> None:
    script = tmp_path / "bad.q"
    script.write_text("a:1\nf:{x+1)\n")
    result = run(str(script))
    assert (f"  [{script}:2]  f:{{x+1)\n" in result.output, result.exit_code) == (True, 1)
    script.write_text("show 1;\n1+`a\nshow 2;\n")
    head = f"  [{script}:2]  "
    assert (run(str(script)).output, run(str(script)).exit_code) == (f"1\n'type\n{head}1+`a\n{' ' * len(head)} ^\n", 1)


def test_a_file_that_is_not_there_or_no_file_is_one_clear_line(tmp_path: Path) -> None:
    missing = run(str(tmp_path / "none.q"))
    assert isinstance(missing.exception, DataError)
    assert str(missing.exception) == f"{tmp_path / 'none.q'}: there is no such file"
    folder = run(str(tmp_path))
    assert isinstance(folder.exception, StorageError)
    assert str(folder.exception) == f"{tmp_path}: Is a directory"


def test_the_bound_on_seconds_ends_an_endless_loop() -> None:
    result = run("--seconds", "0.2", "-c", "{while[1b;x]} 1")
    assert (result.output.split("\n")[0], result.exit_code) == ("'stop", 1)


def test_the_bound_on_memory_refuses_a_large_list() -> None:
    assert run("--megabytes", "1", "-c", "count til 1000000").output.startswith("'wsfull\n")


def test_the_protocol_answers_each_session_afresh() -> None:
    requests = [{"id": "a", "steps": [{"input": "x:1"}, {"input": "x+1"}]}, {"id": "b", "steps": [{"input": "x"}]}]
    result = run("--transcript", typed="".join(json.dumps(request) + "\n" for request in requests))
    assert [json.loads(line) for line in result.output.splitlines()] == [
        {"id": "a", "outputs": [[], ["2"]]},
        {"id": "b", "outputs": [["'x"]]},
    ]


def test_a_step_without_end_leaves_the_answers_around_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "_SECONDS_OF_A_STEP", 0.2)
    steps = [{"input": "1+1"}, {"input": "(not/) 42"}, {"input": "2+2"}]
    result = run("--transcript", typed=json.dumps({"id": 1, "steps": steps}) + "\n")
    assert json.loads(result.output)["outputs"] == [["2"], ["'stop"], ["4"]]


@pytest.mark.parametrize(
    "line", ["garbage", "[]", "{}", '{"id": 1}', '{"id": 1, "steps": [{"input": 5}]}', '{"steps": [{"input": "1"}]}']
)
def test_a_line_that_is_no_request_is_told(line: str) -> None:
    result = run("--transcript", typed='{"id": 1, "steps": [{"input": "1+1"}]}\n' + line + "\n")
    assert result.output == '{"id": 1, "outputs": [["2"]]}\n'
    assert isinstance(result.exception, DataError)
    assert str(result.exception).startswith("standard input: line 2 is no request; expected {")


def test_the_manual_explains_a_verb() -> None:
    assert "til 3` is `0 1 2`" in run("--manual", "til").output
    assert "xasc" in run("--manual").output
    assert str(run("--manual", "tilt").exception) == "there is no verb tilt; similar: til"


def test_the_bundle_goes_to_a_file_or_to_standard_output(tmp_path: Path) -> None:
    assert run("--bundle", str(tmp_path / "q.py")).exit_code == 0
    assert (tmp_path / "q.py").read_text("utf-8") == run("--bundle").output
    refused = run("--bundle", str(tmp_path / "none" / "q.py"))
    assert str(refused.exception) == f"{tmp_path / 'none' / 'q.py'} can't be written: No such file or directory"


@pytest.mark.parametrize(
    "arguments",
    [["--transcript", "x.q"], ["--transcript", "-c", "1"], ["--seconds", "0"], ["--no"], ["--bundle", "-", "-c", "1"]],
)
def test_wrong_usage_is_told(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


def test_the_module_offers_a_command_named_q() -> None:
    assert isinstance(command, click.Command)
    assert command.name == "q"


def test_a_terminal_gets_a_prompt_and_continuation_lines(tmp_path: Path) -> None:
    main, follower = pty.openpty()
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "TERM": "dumb"}
    code = "from qforge.languages.q.command import command; command()"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdin=follower, stdout=follower, stderr=follower, env=environment
    )
    os.close(follower)
    os.write(main, b"f:{[a]\n  a+1}\nf 41\n1+`a\n\\\\\n")
    shown = b""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            data = os.read(main, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    assert process.wait(30) == 0
    os.close(main)
    lines = shown.decode().replace("\r", "").split("\n")
    assert "42" in lines
    assert "'type" in lines
    assert any("q)" in line for line in lines)
    assert "f 41" in (tmp_path / "qforge" / "q_history").read_text()
