"""The program in a teacher's answer: found, cut free of what surrounds it, and never repaired.

How it is found:

1.  The answer is cut into parts: fenced blocks (``` or ~~~, any tag, the last one may lack its end) and the text
    between them. What stands before a closing </think> is left out. Console prompts `q)` go, and with them the
    lines that a console would have printed.
2.  The part that is chosen is the last one that defines the function, whole definitions before cut-off ones;
    fenced blocks tagged q, kdb, k or not at all come before bare text, that before blocks with other tags.
3.  Where none defines it, the last block that ends in a lone lambda is taken, and the lambda gets the function's
    name; then a definition between single backquotes; then the last block tagged q, as it is: it has no
    definition, but it is what the teacher calls q, and verification says what is wrong with it.
4.  From the chosen part everything is kept, in order, but calls of the function as examples and the lines of
    output below them. From bare text with sentences in it only definitions are kept.
5.  Names that the part uses and does not define are looked for in the other parts: the last definition before it,
    else the first after; those statements are put in front, and what they need in turn as well.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from qforge.languages.base import Extraction
from qforge.languages.q.mentions import free_names
from qforge.languages.q.prose import is_prose
from qforge.languages.q.reserved import function_name
from qforge.languages.q.statements import Statement, closing, split
from qforge.signature import Signature

_FENCE = re.compile(r"^(?P<indent>[ \t>]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<tag>[^`\n]*)$", re.MULTILINE)
_ONE_LINE_FENCE = re.compile(r"^[ \t]*```(?:q|kdb\+?|k)?[ \t]+(?P<code>\S[^\n]*?)[ \t]*```[ \t]*$", re.MULTILINE)
_INLINE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_INDENTED = re.compile(r"(?:\A|(?<=\n\n))(?:(?: {4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)+")
_PROMPT = re.compile(r"^[ \t]*q\)[ \t]?", re.MULTILINE)
_THOUGHT_END = "</think>"
_OWN_TAGS = frozenset({"q", "k", "kdb", "kdb+", "kdbq", "kdb-q", "kdb/q", "q/kdb", "q/kdb+", "qkdb", "kdb+/q"})


class _Rank(IntEnum):
    """How much a part's place says that it is the program; a higher one wins."""

    FOREIGN = 0
    TEXT = 1
    BLOCK = 2


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the answer that may be source; `own` tells that its tag names the language."""

    rank: _Rank
    own: bool
    statements: tuple[Statement, ...]


def find_program(text: str, signature: Signature) -> Extraction:
    """Find the program that defines the signature's function in a teacher's answer."""
    name = function_name(signature.name)
    answer = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    answer = answer.rpartition(_THOUGHT_END)[2]
    if not answer.strip():
        return Extraction(None, "the answer is blank")
    parts = list(_parts(answer))
    chosen = _defining(parts, name)
    if chosen is not None:
        return _whole(parts, chosen, name)
    return _from_lambda(parts, name) or _from_inline(answer, name) or _from_tag(parts, name)


# Parts


def _parts(answer: str) -> Iterator[_Part]:
    at = 0
    while opening := _FENCE.search(answer, at):
        yield from _text_parts(answer[at : opening.start()])
        closing = re.compile(rf"^[ \t>]*{re.escape(opening['marks'])}{opening['marks'][0]}*[ \t]*$", re.MULTILINE)
        closed = closing.search(answer, opening.end())
        end = closed.start() if closed else len(answer)
        yield _block(answer[opening.end() + 1 : end], opening["tag"], opening["indent"])
        at = closed.end() if closed else len(answer)
    yield from _text_parts(answer[at:])


def _block(source: str, tag: str, indent: str) -> _Part:
    words = tag.strip().strip("{}.").lower().split()
    word = words[0].partition(":")[0] if words else ""
    rank = _Rank.BLOCK if word in _OWN_TAGS or word in ("", "text", "plaintext", "txt", "code") else _Rank.FOREIGN
    lines = [line.removeprefix(indent) for line in source.rstrip("\n").split("\n")]
    return _Part(rank, word in _OWN_TAGS, tuple(split(_without_prompts(textwrap.dedent("\n".join(lines))))))


def _text_parts(text: str) -> Iterator[_Part]:
    at = 0
    for fence in _ONE_LINE_FENCE.finditer(text):
        yield from _bare(text[at : fence.start()])
        yield _Part(_Rank.BLOCK, True, tuple(split(fence["code"])))
        at = fence.end()
    yield from _bare(text[at:])


def _bare(text: str) -> Iterator[_Part]:
    """Text outside of fences: as it is where all of it is source, else its definitions without the sentences."""
    if not text.strip():
        return
    statements = split(_without_prompts(_without_margins(text)))
    if any(is_prose(statement.text) for statement in statements):
        source = [part for part in statements if not is_prose(part.text)]
        statements = [part for part in source if part.names or part.text.startswith("{")]
    yield _Part(_Rank.TEXT, False, tuple(statements))


def _without_margins(text: str) -> str:
    """Shift paragraphs that are indented as a whole, which is how markdown marks code without fences."""

    def shifted(found: re.Match[str]) -> str:
        inside_brackets = not all(statement.complete for statement in split(found.string[: found.start()]))
        return found.group() if inside_brackets else textwrap.dedent(found.group())

    return _INDENTED.sub(shifted, textwrap.dedent(text))


def _without_prompts(source: str) -> str:
    """Take `q)` off the lines that have it; where some have, the others are output unless brackets are open."""
    if not _PROMPT.search(source):
        return source
    kept: list[str] = []
    for line in source.split("\n"):
        prompt = _PROMPT.match(line)
        if prompt:
            kept.append(re.sub(r"^(?:q\)[ \t]?)+", "", line.lstrip()))
        elif kept and not all(statement.complete for statement in split(kept[-1])):
            kept[-1] += f"\n{line}"
    return "\n".join(kept)


# Choice


def _defining(parts: Sequence[_Part], name: str) -> int | None:
    """The number of the part to take, by rule 2."""
    ranked = [
        (part.rank, definition.complete, number)
        for number, part in enumerate(parts)
        for definition in [statement for statement in part.statements if name in statement.names][-1:]
    ]
    own = [entry for entry in ranked if entry[0] > _Rank.FOREIGN]
    best = max([entry for entry in own if entry[1]] or own or ranked, default=None)
    return best[2] if best else None


def _whole(parts: Sequence[_Part], chosen: int, name: str) -> Extraction:
    kept = _without_examples(parts[chosen].statements, name)
    needed = _needed(parts, chosen, kept)
    code = "\n".join([statement.text for statement in needed] + _texts(kept))
    origin = f"part {chosen + 1} of {len(parts)} defines {name}"
    if needed:
        origin += f"; with {', '.join(other for statement in needed for other in statement.names)} from other parts"
    return Extraction(code, origin)


def _texts(statements: Sequence[Statement]) -> list[str]:
    """The statements' text, an empty line where there was one."""
    spaced = [("\n" if statement.spaced else "") + statement.text for statement in statements]
    return [spaced[0].lstrip("\n"), *spaced[1:]] if spaced else []


def _without_examples(statements: Sequence[Statement], name: str) -> list[Statement]:
    """Leave out statements that only call the function, and what stands right below them: output."""
    mention = re.compile(rf"(?<![\w.`]){re.escape(name)}(?![\w.])")
    kept: list[Statement] = []
    defined = below_example = False
    for statement in statements:
        if name in statement.names:
            defined = True
        if statement.names or statement.is_comment or not defined:
            below_example = False
        elif mention.search(statement.text):
            below_example = True
        elif statement.spaced:
            below_example = False
        if not below_example:
            kept.append(statement)
    return kept


def _needed(parts: Sequence[_Part], chosen: int, kept: Sequence[Statement]) -> list[Statement]:
    """The statements of other parts that define what the kept ones use, by rule 5."""
    have = {name for statement in kept for name in statement.names}
    found: dict[tuple[int, int], Statement] = {}
    wanted = _used(kept)
    while wanted - have:
        name = min(wanted - have)
        have.add(name)
        place = _definition(parts, chosen, name)
        if place is not None:
            statement = parts[place[0]].statements[place[1]]
            found[place] = statement
            have.update(statement.names)
            wanted |= _used([statement])
    return [found[place] for place in sorted(found)]


def _used(statements: Sequence[Statement]) -> set[str]:
    return free_names("\n".join(statement.text for statement in statements))


def _definition(parts: Sequence[_Part], chosen: int, name: str) -> tuple[int, int] | None:
    places = [
        (number, at)
        for number, part in enumerate(parts)
        if number != chosen and part.rank > _Rank.FOREIGN
        for at, statement in enumerate(part.statements)
        if name in statement.names and statement.complete
    ]
    before = [place for place in places if place[0] < chosen]
    return before[-1] if before else (places[0] if places else None)


# Other forms


def _from_lambda(parts: Sequence[_Part], name: str) -> Extraction | None:
    """A lambda without a name as the last thing that a block, or an answer without blocks, computes."""
    for number in reversed(range(len(parts))):
        part = parts[number]
        statements = [statement for statement in part.statements if not statement.is_comment]
        last = statements[-1] if statements else None
        if part.rank == _Rank.FOREIGN or last is None or not _is_lambda(last):
            continue
        at = part.statements.index(last)
        named = Statement(f"{name}:{last.text}", (name,), last.complete, last.spaced)
        renamed = _Part(part.rank, part.own, (*part.statements[:at], named, *part.statements[at + 1 :]))
        extraction = _whole([*parts[:number], renamed, *parts[number + 1 :]], number, name)
        return Extraction(extraction.code, f"{extraction.note}, as a lambda that was given this name")
    return None


def _is_lambda(statement: Statement) -> bool:
    """Whether the statement is one lambda: the brace that opens it closes at its end."""
    text = statement.text.rstrip().rstrip(";").rstrip()
    return text.startswith("{") and closing(text) == len(text)


def _from_inline(answer: str, name: str) -> Extraction | None:
    for found in reversed(list(_INLINE.finditer(answer))):
        statements = split(found[2].strip())
        if any(name in statement.names and statement.complete for statement in statements):
            return Extraction(found[2].strip(), f"code between backquotes defines {name}")
    return None


def _from_tag(parts: Sequence[_Part], name: str) -> Extraction:
    for part in reversed(parts):
        if part.own and part.statements:
            return Extraction("\n".join(_texts(part.statements)), f"no part defines {name}; the last block tagged q")
    return Extraction(None, f"the answer holds text, but no program that defines {name}")
