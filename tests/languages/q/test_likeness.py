"""Variants of a q program (renamed, laid out otherwise, commented, reordered) are found, and nothing else is."""

from __future__ import annotations

import json
import random
import re

from qforge.languages.q.grammar import has_errors, parse
from qforge.languages.q.interpreter.lexer import tokens
from qforge.languages.q.normalisation import normalise
from qforge.languages.q.scopes import Name, own_names
from qforge.similarity.alike import find_alike
from qforge.similarity.shingles import shingle
from tests.build_runs import RECORDING
from tests.similarity.corpus import jaccard, shingle_set

IMPLICIT = ("x", "y", "z")


def programs() -> list[str]:
    """The programs of the quickstart recording that parse and are not short, each once."""
    found: dict[tuple[str, ...], str] = {}
    for line in RECORDING.read_text().splitlines():
        match = re.search(r"```q\n(.*?)\n?```", json.loads(line)["completion"], re.DOTALL)
        if match is None or has_errors(match[1]):
            continue
        if len(normalised := normalise(match[1])) >= 15:
            found.setdefault(normalised, match[1])
    return list(found.values())


def renamed(code: str, chance: random.Random) -> str:
    """The program with other names for its function, parameters and locals, where the spelling has no meaning."""
    data = code.encode()
    new: dict[Name, str] = {}
    written, end = [], 0
    own = own_names(parse(code).root_node)
    for start, name in sorted(own.mentions.items()):
        if name.name not in IMPLICIT and name not in own.spelt:
            written += [data[end:start].decode(), new.setdefault(name, f"n{chance.randrange(10**6)}")]
            end = start + len(name.name)
    return "".join(written) + data[end:].decode()


def laid_out(code: str, chance: random.Random) -> str:
    """The program with other blanks and line ends, and with comments."""
    depth, written, end = 0, ["/ written otherwise\n"], 0
    for token in tokens(code):
        depth += {"{": 1, "[": 1, "(": 1, "}": -1, "]": -1, ")": -1}.get(token.text, 0)
        if token.text == ";" and depth and chance.random() < 0.7:
            after = token.position + 1
            written += [code[end:after], chance.choice(["  ", "\n   ", " / a note; of {no} effect\n  ", "\n\n     "])]
            end = after
    return "".join(written) + code[end:] + "\n/ the end\n"


def test_other_names_layout_and_comments_give_the_same_tokens() -> None:
    chance = random.Random(1)
    found = programs()
    assert len(found) > 150
    for code in found:
        assert normalise(renamed(code, chance)) == normalise(code)
        assert normalise(laid_out(code, chance)) == normalise(code)


def test_variants_at_or_over_the_threshold_are_found_and_nothing_else() -> None:
    chance = random.Random(2)
    originals = programs()
    texts, made = [], []
    for _ in range(150):
        parts = chance.sample(originals, 3)
        turned = chance.sample(parts, 3)
        variant = laid_out(renamed("\n".join(turned), chance), chance)
        made.append((len(texts), len(texts) + 1))
        texts += ["\n".join(parts), variant]
    documents = [normalise(text) for text in texts]
    plain = [shingle_set(document, 5) for document in documents]
    found = find_alike(shingle(documents, 5), 0.7, 128, 3)
    pairs = {(pair.first, pair.second) for pair in found.pairs}
    wanted = [pair for pair in made if jaccard(plain[pair[0]], plain[pair[1]]) >= 0.7]
    missed = [pair for pair in wanted if pair not in pairs and found.same[pair[0]] != found.same[pair[1]]]
    assert len(wanted) > 100
    assert len(missed) <= 0.01 * len(wanted)
    assert all(jaccard(plain[first], plain[second]) >= 0.7 for first, second in pairs)
