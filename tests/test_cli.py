"""Every mistake of a user's gets one clear line and the documented exit status, never a traceback."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qforge.store import Store
from tests.build_runs import QUICKSTART, ROOT, SMALL, build, command

PROBLEMS = ROOT / "pipelines/quickstart/problems.jsonl"


def qforge(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "qforge", *arguments],
        capture_output=True, text=True, timeout=120, check=False, env=os.environ | environment,
    )  # fmt: skip


def pipeline(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """Write the quickstart pipeline, changed, beside its data."""
    text = QUICKSTART.read_text().replace("path: quickstart/", f"path: {ROOT}/pipelines/quickstart/")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "p.yaml").write_text(text)
    return str(tmp_path / "p.yaml")


def refused(done: subprocess.CompletedProcess[str], *told: str, status: int = 1) -> None:
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    for words in told:
        assert words in done.stderr
    assert done.stdout == ""


def test_a_missing_pipeline_file(tmp_path: Path) -> None:
    refused(qforge("build", str(tmp_path / "none.yaml")), "none.yaml", "no such file")


def test_bad_yaml(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("name: [unclosed\nseed: 1\n")
    refused(qforge("check", str(tmp_path / "p.yaml")), "p.yaml:")


def test_all_mistakes_of_a_pipeline_at_once_with_their_lines(tmp_path: Path) -> None:
    file = pipeline(
        tmp_path,
        ("  attempts: 9", "  atempts: 9"),
        ("seed: 20261123", "seed: tomorrow"),
        ("  use: embedded", "  use: embeded"),
        ("  eval_share: 0.1", "  eval_share: 7"),
        ("language: q", "language: kk"),
    )
    done = qforge("check", file)
    refused(done, "did you mean 'attempts'", "seed", "eval_share", "'kk'")
    lines = done.stderr.splitlines()
    text = Path(file).read_text().splitlines()
    for key in ("atempts", "seed: ", "eval_share", "language: "):
        number = next(number for number, line in enumerate(text, start=1) if line.strip().startswith(key))
        assert any(f"p.yaml:{number}" in line for line in lines), key


def test_a_missing_key(tmp_path: Path) -> None:
    refused(qforge("check", pipeline(tmp_path, ("seed: 20261123\n", ""))), "seed", "missing")


def test_an_unknown_plugin(tmp_path: Path) -> None:
    refused(qforge("check", pipeline(tmp_path, ("use: jsonl\n    path", "use: jsnl\n    path"))), "jsnl", "'jsonl'")


def test_a_missing_data_file(tmp_path: Path) -> None:
    refused(build(tmp_path / "run", changes=("sources.0.path=/nowhere/x.jsonl",)), "/nowhere/x.jsonl")


def test_a_bad_json_line_is_told_with_its_number(tmp_path: Path) -> None:
    good = (ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[:2]
    (tmp_path / "x.jsonl").write_text("\n".join([*good, '{"id": ']) + "\n")
    refused(build(tmp_path / "run", changes=(f"sources.0.path={tmp_path}/x.jsonl",)), "x.jsonl:3")


def test_an_unknown_topic_names_the_nearest(tmp_path: Path) -> None:
    record = json.loads((ROOT / "pipelines/quickstart/problems.jsonl").read_text().splitlines()[0])
    (tmp_path / "x.jsonl").write_text(json.dumps(record | {"topic": "vector aritmetic"}) + "\n")
    done = build(tmp_path / "run", changes=(f"sources.0.path={tmp_path}/x.jsonl",))
    refused(done, "vector aritmetic", "vector arithmetic")


def test_check_tells_at_once_all_that_is_wrong_with_what_the_file_names(tmp_path: Path) -> None:
    (tmp_path / "problems.jsonl").write_text("{}\n[]\n")
    (tmp_path / "answers.jsonl").write_text('{"problem": "a", "attempt": 1, "completion": ""}\n')
    recorded = f"use: recorded\n  path: {ROOT}/pipelines/quickstart/completions.jsonl"
    file = pipeline(
        tmp_path,
        (f"path: {ROOT}/pipelines/quickstart/problems.jsonl", f"path: {tmp_path}/problems.jsonl"),
        ("\n\nreference:", "\n  - use: mbpp\n    path: nowhere/mbpp.jsonl\n\nreference:"),
        (recorded, f"use: recorded\n  path: {tmp_path}/answers.jsonl"),
        ("  use: embedded", "  use: executable\n  path: no-such-q"),
    )
    done = qforge("check", file)
    refused(done, f"{tmp_path}/problems.jsonl:1: id: missing", f"{tmp_path}/problems.jsonl:2: the line holds a list")
    refused(done, f"sources.1.path: there is no file {tmp_path}/nowhere/mbpp.jsonl")
    refused(done, f"{tmp_path}/answers.jsonl:1: model: missing", "'no-such-q' is neither on the path nor")
    line = Path(file).read_text().splitlines().index("    path: nowhere/mbpp.jsonl") + 1
    assert f"p.yaml:{line}: sources.1.path" in done.stderr


def test_check_blames_the_setting_for_a_topic_that_it_lacks(tmp_path: Path) -> None:
    file = pipeline(tmp_path)
    done = qforge("check", file, "--set", "sources.0.topics=[runing-totals]")
    refused(
        done, "qforge: --set sources.0.topics=[runing-totals]: sources.0.topics: lacks 'running totals', the topic of"
    )
    assert len(done.stderr.splitlines()) == len({json.loads(line)["topic"] for line in PROBLEMS.open()})


def test_check_asks_for_keys_and_for_the_terms_of_recorded_models(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(
        '{"problem": "a", "attempt": 0, "completion": "", "model": "oracle"}\n'
        '{"problem": "a", "attempt": 1, "completion": "", "model": "handwritten"}\n'
    )
    fallback = "{use: openai, base_url: 'http://127.0.0.1:9/v1', model: handwritten, api_key_env: QFORGE_TEST_KEY}"
    done = qforge("check", str(QUICKSTART), "--set", f"teacher.path={tmp_path}/answers.jsonl",
                  "--set", f"rounds.fallback={fallback}")  # fmt: skip
    refused(done, f"qforge: {QUICKSTART}: policy.models: says nothing of the teacher 'oracle'")
    refused(done, "rounds.fallback.api_key_env: the environment variable QFORGE_TEST_KEY is not set")
    assert len(done.stderr.splitlines()) == 2


def test_check_tells_of_recorded_answers_to_problems_that_are_not_there(tmp_path: Path) -> None:
    (tmp_path / "answers.jsonl").write_text(
        '{"problem": "running-totals/drawdwn", "attempt": 0, "completion": "", "model": "handwritten"}\n'
    )
    done = qforge("check", str(QUICKSTART), "--set", f"teacher.path={tmp_path}/answers.jsonl")
    assert done.returncode == 0
    assert "it answers a problem that no source has, 'running-totals/drawdwn'; did you mean 'running-totals/" in (
        done.stdout
    )
    assert "no source has" not in qforge("check", str(QUICKSTART)).stdout


def test_check_says_what_it_read_and_what_it_did_not_open(tmp_path: Path) -> None:
    file = pipeline(tmp_path, ("\n\nreference:", "\n  - use: mbpp\n    dataset: nowhere/mbpp\n\nreference:"))
    done = qforge("check", file)
    assert done.returncode == 0
    assert done.stdout.startswith(f"{file}: pipeline 'quickstart' is right, and so is what it names\n")
    assert f"sources.0: {len(PROBLEMS.read_text().splitlines())} problems\n" in done.stdout
    assert "sources.1: not opened; only a file is\n" in done.stdout


def test_check_takes_an_evaluation_file_and_other_commands_name_the_right_one() -> None:
    evaluation = QUICKSTART.with_name("quickstart-eval.yaml")
    done = qforge("check", str(evaluation))
    assert done.stdout.startswith(f"{evaluation}: evaluation 'quickstart-eval' is right")
    refused(qforge("check", str(evaluation), "--set", "model.path=/nowhere/a.jsonl"), "model.path: there is no file")
    refused(qforge("build", str(evaluation)), "an evaluation file", "qforge eval")
    refused(qforge("eval", str(QUICKSTART)), "a pipeline file", "qforge build")


def test_a_key_that_is_not_set(tmp_path: Path) -> None:
    teacher = "use: openai\n  base_url: http://127.0.0.1:9/v1\n  model: handwritten\n  api_key_env: QFORGE_TEST_KEY"
    file = pipeline(tmp_path, (f"use: recorded\n  path: {ROOT}/pipelines/quickstart/completions.jsonl", teacher))
    refused(qforge("build", file, "--run", str(tmp_path / "run")), "QFORGE_TEST_KEY")


def test_an_endpoint_that_refuses(tmp_path: Path) -> None:
    teacher = "use: openai\n  base_url: http://127.0.0.1:9/v1\n  model: handwritten\n  retries: 0"
    file = pipeline(tmp_path, (f"use: recorded\n  path: {ROOT}/pipelines/quickstart/completions.jsonl", teacher))
    done = qforge("build", file, "--run", str(tmp_path / "run"), *(word for s in SMALL for word in ("--set", s)))
    refused(done, "http://127.0.0.1:9/v1")


def test_a_run_directory_in_use(tmp_path: Path) -> None:
    with Store(tmp_path / "run"):
        refused(build(tmp_path / "run"), "another build uses this run directory")


def test_a_run_directory_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("")
    refused(build(tmp_path / "run"), "is a file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_no_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    refused(build(tmp_path / "run"), "Permission denied")


def test_a_run_directory_that_cannot_be_made(tmp_path: Path) -> None:
    refused(build(Path("/proc/none/run")), "/proc/none/run")


def test_a_full_disk(tmp_path: Path) -> None:
    """A limit on the size of any file stands in for the disk: the same write fails, with the same handling."""
    limited = ["bash", "-c", 'trap "" XFSZ; ulimit -f 64; exec "$@"', "bash", *command(tmp_path / "run")]
    done = subprocess.run(limited, capture_output=True, text=True, timeout=120, check=False)
    refused(done, str(tmp_path / "run"))
    assert build(tmp_path / "run").returncode == 0


def test_a_record_that_is_not_there(tmp_path: Path) -> None:
    assert build(tmp_path / "run").returncode == 0
    refused(qforge("show", str(tmp_path / "run"), "vector/none"), "no record 'vector/none'")
    refused(qforge("show", str(tmp_path / "elsewhere"), "x"), "no run is there")


def test_show_tells_the_story_from_prompt_to_verdict(tmp_path: Path) -> None:
    assert build(tmp_path / "run").returncode == 0
    for line in (tmp_path / "run/rejections.jsonl").read_text().splitlines():
        rejection = json.loads(line)
        if rejection["reason"] == "wrong_value":
            break
    done = qforge("show", str(tmp_path / "run"), f"{rejection['problem_id']}#{rejection['attempt']}")
    assert done.returncode == 0
    for words in ("statement", "prompt, user", "wrong_value", "expected", "got"):
        assert words in done.stdout


def test_wrong_usage_has_status_2() -> None:
    refused(qforge("build"), "Missing argument", status=2)
    refused(qforge("buil"), "buil", status=2)


def test_a_pipe_gets_no_progress_and_no_colour(tmp_path: Path) -> None:
    done = build(tmp_path / "run")
    assert done.stderr == ""
    assert "\x1b" not in done.stdout


def test_help_imports_nothing_heavy() -> None:
    listed = "import sys, qforge.cli; qforge.cli.cli(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    modules = set(done.stdout.splitlines()[-1].split())
    assert not modules & {"datasets", "openai", "polars", "pyarrow", "numpy", "datasketch", "pydantic", "rich"}


@pytest.mark.skipif(shutil.which("script") is None, reason="needs script(1) for a terminal")
def test_a_terminal_sees_progress(tmp_path: Path) -> None:
    line = " ".join(command(tmp_path / "run"))
    terminal = ["script", "-qec", line, "/dev/null"]
    done = subprocess.run(terminal, capture_output=True, text=True, timeout=120, check=True)
    assert "accepted" in done.stdout
