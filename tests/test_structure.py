"""The code keeps its shape: imports point down, package files hold no code, languages stay in their packs."""

import ast
import re
from pathlib import Path

import pytest

import qforge

ROOT = Path(qforge.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))

# Row by row as imports may go: a module imports modules of lower rows, or of its own package.
ROWS = (
    ("__main__",),
    ("cli",),
    ("reward", "evaluation"),
    ("pipeline", "report", "publishing", "progress", "story", "doctor"),
    ("certificate",),
    ("stages",),
    ("sources", "teachers", "languages", "feeds", "exporters"),
    ("chat", "sandbox", "store", "config", "plugins", "parallel", "jsonlines", "ledger", "files"),
    ("reward_settings", "reward_rule"),
    ("similarity",),
    ("record",),
    ("value", "signature"),
    ("errors",),
)
ROW_OF = {name: row for row, names in enumerate(ROWS) for name in names}
SELF_CONTAINED = "qforge.languages.q.interpreter"


def module_name(path: Path) -> str:
    parts = ["qforge", *path.relative_to(ROOT).with_suffix("").parts]
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> list[str]:
    """Name the modules that a file imports, those in functions too, relative ones made absolute."""
    package = module_name(path).split(".")
    if path.name != "__init__.py":
        package = package[:-1]
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            found += [".".join([*base, *(node.module or "").split("."), alias.name]).strip(".") for alias in node.names]
    return found


def part(module: str) -> str:
    names = module.split(".")
    return names[1] if len(names) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=module_name)
def test_imports_point_down(path: Path) -> None:
    own = part(module_name(path))
    for imported in imports(path):
        if not imported.startswith("qforge.") or part(imported) in ("", own):
            continue
        assert part(imported) in ROW_OF, f"{imported} stands in no row"
        assert ROW_OF[part(imported)] > ROW_OF[own], f"{module_name(path)} imports {imported}, which is not below it"


@pytest.mark.parametrize("path", [p for p in MODULES if module_name(p).startswith(SELF_CONTAINED)], ids=module_name)
def test_interpreter_imports_only_itself_numpy_and_the_standard_library(path: Path) -> None:
    import sys

    for imported in imports(path):
        top = imported.split(".")[0]
        assert imported.startswith(SELF_CONTAINED) or top == "numpy" or top in sys.stdlib_module_names, imported


PACKAGE_FILES = [p for p in MODULES if p.name == "__init__.py" and p.parent.parent.name != "languages"]


@pytest.mark.parametrize("path", PACKAGE_FILES, ids=module_name)
def test_package_files_hold_a_docstring_and_no_code(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    assert len(body) == 1
    assert isinstance(body[0], ast.Expr)


LANGUAGES = sorted(path.name for path in (ROOT / "languages").iterdir() if (path / "__init__.py").exists())
# The reference language is also what qforge itself is written in, so that its name can't be kept out of the rest.
TARGETS = [name for name in LANGUAGES if name != "python"]
ALIASES = {"q": ("kdb", "kx")}


@pytest.mark.parametrize("path", [path for path in MODULES if path.name == "__init__.py"], ids=module_name)
def test_no_module_takes_the_place_of_a_function_of_its_package(path: Path) -> None:
    body = ast.parse(path.read_text("utf-8")).body
    functions = {node.name for node in body if isinstance(node, ast.FunctionDef)}
    first = {(node.module or "").rpartition(".")[2] for node in body if isinstance(node, ast.ImportFrom)}
    modules = {other.stem for other in path.parent.iterdir()}
    assert not functions & modules - first, "importing the module later would put it in the function's place"


@pytest.mark.parametrize("language", TARGETS)
def test_no_language_is_named_outside_its_pack(language: str) -> None:
    aliases = "".join(f"|(?i:{alias})" for alias in ALIASES.get(language, ()))
    pattern = re.compile(rf"(?<![\w$-])(?:{language}{aliases})(?![\w'])")
    for path in sorted(ROOT.rglob("*")):
        if path.suffix not in (".py", ".jinja", ".md") or ROOT / "languages" / language in path.parents:
            continue
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            assert not pattern.search(line), f"{path.relative_to(ROOT)}:{number} names a language: {line.strip()}"


def test_every_module_says_what_it_is_in_its_first_sentence() -> None:
    for path in MODULES:
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{module_name(path)} has no docstring"
