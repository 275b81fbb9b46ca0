"""Writes the one file: the loader, the modules packed, what it offers, and an ending.

The same sources give the same bytes under one build of Python (the compressed stream depends on its zlib).
"""

from __future__ import annotations

import ast
import base64
import hashlib
import importlib.metadata
import inspect
import json
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

from qforge.errors import StorageError
from qforge.languages.q import api
from qforge.languages.q.bundle import loader, program
from qforge.languages.q.bundle.sources import ROOT, collect, imported, interpreter_modules, shortened

COMMAND_LINE = f"""\
if __name__ == "__main__":
    from {program.__name__} import main

    sys.exit(main())
"""

_HEAD = '''\
#!/usr/bin/env python3
"""The embedded q of qforge {version}, in one file: it needs Python 3.11 and numpy, and reaches nothing else.

Run it: `python FILE script.q`, `python FILE -c 'til 3'`, `python FILE --help`; without a script it is a console.
Import it:

    q = Interpreter(cpu_seconds=1, memory_bytes=2**28)
    q.run("f:{{x+2*y}}")
    q.call("f", 1, [10, 20]).lines        # ("21 41",)
    q.call("f", 1, [10, 20]).frame        # {{"t": "J", "v": [21, 41]}}
    q.call("f", 1, [10, 20]).plain        # [21, 41]

An argument is a Python value, or Literal("`a`b") for any other value of q. What a program does wrong is a QError
with q's name for it: ParseError, Forbidden (reaches outside), Unsupported (can't be judged), LimitExceeded.
"""
import sys

if sys.version_info < (3, 11):
    raise ImportError("the embedded q needs Python 3.11 or newer, this is " + sys.version.split()[0])
'''
# Whoever puts code of their own before the file could not keep it at the top, where Python wants it.
_FUTURE = "from __future__ import annotations\n"


def bundle(modules: Sequence[str] = (), ending: str = COMMAND_LINE) -> str:
    """Write the interpreter as the text of one Python file that needs only numpy.

    `modules` names further modules of qforge (`qforge.languages.q.compare`); what they import comes along, from
    qforge alone. `ending` is Python source to close the file with: it sees what `qforge.languages.q.api` offers, and
    imports from `qforge.…` what is in the bundle; its own imports of qforge are bundled too. The modules live under
    a root of their own, so an installed qforge is neither needed nor touched.

    bundle(ending="print(Interpreter().run('1+1').plain)") is a program that prints 2.

    Raises:
        NotBundledError: a module needs another package, or there is no such module.
    """
    wanted = [*interpreter_modules(), api.__name__, *modules, *imported(ast.parse(ending))]
    sources = collect(wanted)
    digest = hashlib.sha256(json.dumps(sources).encode("utf-8")).hexdigest()
    root = f"_{ROOT}_{digest[:12]}"
    packed = {name.replace(ROOT, root, 1): shortened(source, root) for name, source in sources.items()}
    stream = zlib.compress(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 9)
    parts = [
        _HEAD.format(version=importlib.metadata.version(ROOT)),
        shortened(inspect.getsource(loader), root).replace(_FUTURE, ""),
        f'install("{root}", "{base64.b85encode(stream).decode("ascii")}")\n',
        shortened(f"from {api.__name__} import {', '.join(api.__all__)}\n", root),
        shortened(ending, root),
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def write(path: Path) -> None:
    """Write the bundle to a file, which is there whole or not at all.

    Raises:
        StorageError: the disk refused.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_text(bundle(), "utf-8")
        os.replace(aside, path)
    except OSError as error:
        raise StorageError(f"{path} can't be written: {error.strerror or error}") from error
