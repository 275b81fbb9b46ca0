"""Programs to parse: the transcripts of this project, recorded sessions of real q, and broken variants of both."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

TRANSCRIPTS = Path(__file__).parents[1] / "languages" / "q" / "interpreter" / "transcripts"
RECORDED = Path(__file__).parents[2].parent / "shared" / "conformance" / "kxdocs.jsonl"
_PIECE = re.compile(r'`[\w.:/]*|"(?:[^"\\]|\\.)*"|[A-Za-z.][\w.]*|\d[\w.:]*|\s+|.', re.DOTALL)
_STRAY = "()[]{};:/\\'\"`-.0 \n_,xab"


def transcript_inputs() -> list[str]:
    """The inputs of all transcripts, each once, in their order."""
    found: list[str] = []
    for path in sorted(TRANSCRIPTS.glob("*.q")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("q)"):
                found.append(line[2:])
            elif line.startswith("q>"):
                found[-1] += "\n" + line[2:]
    return list(dict.fromkeys(found))


def recorded_inputs() -> list[str]:
    """The inputs of the recorded sessions, each once, in their order."""
    lines = RECORDED.read_text("utf-8").splitlines()
    return list(dict.fromkeys(step["input"] for line in lines for step in json.loads(line)["steps"]))


def mutated(programs: list[str], count: int, seed: int) -> list[str]:
    """Make `count` programs, each with one piece left out, doubled or swapped, or a stray character put in."""
    chance = random.Random(seed)
    return [_mutate(chance.choice(programs), chance) for _ in range(count)]


def _mutate(program: str, chance: random.Random) -> str:
    pieces: list[str] = _PIECE.findall(program)
    if not pieces or chance.random() < 0.25:
        place = chance.randrange(len(program) + 1)
        return program[:place] + chance.choice(_STRAY) + program[place:]
    place, other = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    change = chance.randrange(3)
    if change == 0:
        del pieces[place]
    elif change == 1:
        pieces.insert(place, pieces[place])
    else:
        pieces[place], pieces[other] = pieces[other], pieces[place]
    return "".join(pieces)


def random_tokens(count: int, seed: int) -> list[str]:
    """Make `count` programs of up to 60 tokens in no order at all."""
    chance = random.Random(seed)
    tokens = (
        *"()[]{};:,.+-*%!&|<>=~^#_$?@'/\\\"`\n ",
        *("::", "/:", "\\:", "':", "+:", "<>", "0:", "\n ", " /", "\n/\n", "\n\\\n", "\n\\d .a\n", "k)", "\t", "\r\n"),
        *("x", "y", ".a.b", "count", "in", "each", "where", "select", "from", "by", "update", "if", "while", "do"),
        *("1", "-1", "1b", "0x1f", "2.5e-3", "0N", "0Wd", "12:30", "2024.01.01", "2024.13m", "1D", "12x", "1 2h"),
        *("`a", "`:f/g", '"a"', '"ab"', '"\\n"', '"\\q"', "é", "\u200b", "\ud800", "\x00"),
    )
    return ["".join(chance.choices(tokens, k=chance.randrange(1, 61))) for _ in range(count)]
