"""The one file runs where there is nothing of qforge, and gives what the interpreter gives."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import numpy as np
import pytest

from qforge.languages.q.bundle.sources import NotBundledError, shortened
from qforge.languages.q.bundle.writing import bundle

COMPARISON = ("qforge.languages.q.compare", "qforge.languages.q.literals", "qforge.languages.q.worker")


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python of its own that has numpy and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    source = Path(np.__file__).parent
    for name in (source, source.parent / "numpy.libs"):
        if name.exists():
            (packages / name.name).symlink_to(name)
    return folder / "bin" / "python"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bundle") / "q.py"
    path.write_text(bundle(), "utf-8")
    return path


Done = subprocess.CompletedProcess[str]


def run(python: Path, *arguments: object, typed: str = "", folder: Path = Path("/")) -> Done:
    words = [str(python), "-I", *map(str, arguments)]
    return subprocess.run(words, input=typed, capture_output=True, text=True, cwd=folder, timeout=60, check=False)


def test_the_other_python_has_no_qforge(python: Path) -> None:
    assert "ModuleNotFoundError" in run(python, "-c", "import qforge").stderr
    assert run(python, "-c", "import numpy").returncode == 0


def test_it_is_far_smaller_than_what_a_grader_may_be() -> None:
    assert len(bundle(COMPARISON).encode()) < 200_000


def test_the_same_sources_give_the_same_bytes() -> None:
    code = "import sys; from qforge.languages.q.bundle.writing import bundle; sys.stdout.write(bundle())"
    for seed in ("1", "2"):
        words = [sys.executable, "-c", code]
        done = subprocess.run(words, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        assert done.stdout == bundle().encode()


def test_it_runs_scripts_texts_and_pipes(python: Path, file: Path, tmp_path: Path) -> None:
    (tmp_path / "a.q").write_text("f:{\n  2*x\n  }\nshow f 21;\n")
    assert run(python, file, tmp_path / "a.q", "-c", "f 4").stdout == "42\n8\n"
    table = run(python, file, "-c", "select sum v by k from ([] k:`a`b`a; v:1 2 3)", folder=tmp_path)
    assert (table.stdout, table.stderr, table.returncode) == ("k| v\n-| -\na| 4\nb| 2\n", "", 0)
    assert run(python, file, typed="1+1\n").stdout == "2\n"


def test_it_may_stand_behind_other_code(python: Path, tmp_path: Path) -> None:
    path = tmp_path / "grader.py"
    path.write_text("import math\n" + bundle(ending='print(Interpreter().run("6*7").plain)'), "utf-8")
    assert run(python, path).stdout == "42\n"


def test_its_exit_status_tells_what_happened(python: Path, file: Path, tmp_path: Path) -> None:
    assert run(python, file, "-c", "exit 7").returncode == 7
    failed = run(python, file, "-c", "1+`a")
    assert (failed.stdout.split("\n")[0], failed.returncode) == ("'type", 1)
    missing = run(python, file, tmp_path / "none.q")
    assert (missing.stderr, missing.returncode) == (f"{tmp_path / 'none.q'}: there is no such file\n", 1)
    assert run(python, file, "--no").returncode == 2


def test_it_serves_the_transcript_protocol(python: Path, file: Path) -> None:
    request = {"id": "a", "steps": [{"input": "x:1"}, {"input": "x+1"}]}
    answer = run(python, file, "--transcript", typed=json.dumps(request) + "\n")
    assert json.loads(answer.stdout) == {"id": "a", "outputs": [[], ["2"]]}


def test_it_is_imported_from_any_folder_and_offers_its_functions(python: Path, file: Path, tmp_path: Path) -> None:
    code = f"""
import sys
sys.path.append({str(file.parent)!r})
import q
session = q.Interpreter(cpu_seconds=5)
session.run("f:{{x+2*y}}")
print(session.call("f", 1, [10, 20]).plain)
try:
    session.run("1+`a")
except q.QError as error:
    print(error.name)
"""
    done = run(python, "-c", code, folder=tmp_path)
    assert (done.stdout, done.stderr) == ("[21, 41]\ntype\n", "")


def test_every_module_of_it_can_be_imported(python: Path, tmp_path: Path) -> None:
    ending = """
import importlib
for finder in sys.meta_path:
    if isinstance(finder, Loader):
        for name in finder.sources:
            importlib.import_module(name)
        print(sum(name.endswith(".compare") for name in finder.sources))
"""
    path = tmp_path / "all.py"
    path.write_text(bundle(COMPARISON, ending), "utf-8")
    done = run(python, path)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_an_ending_brings_the_modules_that_it_imports(python: Path, tmp_path: Path) -> None:
    ending = """
from qforge.languages.q.compare import differs
from qforge.languages.q.literals import literal
from qforge.record import Comparison
from qforge.signature import parse_type

session = Interpreter()
session.run("f:{x,x}")
type_ = parse_type("list[int]")
got = session.call("f", Literal(literal([1, 2], type_))).frame
print(differs([1, 2, 1, 2], got, type_, Comparison()), differs([1, 2], got, type_, Comparison()) is None)
"""
    path = tmp_path / "grader.py"
    path.write_text(bundle(ending=ending), "utf-8")
    done = run(python, path)
    assert (done.stdout, done.stderr) == ("None False\n", "")


def test_two_bundles_live_in_one_process_beside_qforge(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other.py").write_text(bundle(COMPARISON), "utf-8")
    code = f"""
import sys
sys.path += [{str(file.parent)!r}, {str(tmp_path)!r}]
import q, other
from qforge.languages.q.api import Interpreter
classes = {{q.Interpreter, other.Interpreter, Interpreter}}
print(len(classes), {{c().run("1+1").plain for c in classes}})
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("3 {2}\n", "")


def test_a_traceback_shows_the_line_of_a_module_inside(python: Path, tmp_path: Path) -> None:
    path = tmp_path / "broken.py"
    ending = 'import traceback\ntry:\n    Interpreter().call("til", {1})\nexcept TypeError:\n    traceback.print_exc()'
    path.write_text(bundle(ending=ending), "utf-8")
    assert "raise TypeError(" in run(python, path).stderr


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("qforge.languages.q.prompting", "it imports jinja2, and a bundle has only numpy"),
        ("qforge.languages.q.nothing", "there is no such module"),
        ("qforge.nothing.at_all", "there is no such module"),
    ],
)
def test_a_module_that_needs_more_is_refused(module: str, message: str) -> None:
    with pytest.raises(NotBundledError) as raised:
        bundle([module])
    assert str(raised.value) == f"{module} can't be bundled: {message}"


def test_shortening_keeps_all_but_docstrings_comments_and_empty_lines() -> None:
    source = '''"""Module."""

from qforge.errors import (  # why
    QforgeError,
)


def f(x: str) -> str:
    """Say é."""


class C:  # é
    """Only this, é."""

    a = "# no comment é"  # a comment

    b = """
    # kept

    """
'''
    assert shortened(source, "_root") == '''from _root.errors import (
    QforgeError,
)
def f(x: str) -> str:
    pass
class C:
    a = "# no comment é"
    b = """
    # kept

    """
'''
