"""The command line of the one file: that of `qforge q`, without what it needs other packages for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from qforge.errors import QforgeError
from qforge.languages.q import console


def main(arguments: list[str] | None = None) -> int:
    """Run a command line; gives the exit status, or exits with that of the program."""
    options = _parser().parse_args(arguments)
    bounds = {"seconds": options.seconds, "megabytes": options.megabytes, "depth": options.depth}
    try:
        if options.transcript:
            console.answer_sessions(**bounds)
            return 0
        console.run(tuple(options.files), options.text, **bounds)
    except QforgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Run q: files in order in one session, or the console.")
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
    parser.add_argument("-c", "--command", dest="text", metavar="TEXT", help="run TEXT as one input, then end")
    parser.add_argument("--transcript", action="store_true", help="answer sessions over JSON lines")
    parser.add_argument("--seconds", type=float, help="CPU seconds that one input may take")
    parser.add_argument("--megabytes", type=int, default=2048, help="the largest single allocation (%(default)s)")
    parser.add_argument("--depth", type=int, default=2000, help="nested calls (%(default)s)")
    return parser
