"""Telling sentences from source in text that is not fenced."""

from __future__ import annotations

import re

from qforge.languages.q.reserved import RESERVED

_HEADING = re.compile(r"[A-Z][A-Za-z]*:\s*")
_MARKDOWN = re.compile(r"(?:#{1,6} |[-*+] |\*\*|> |\d+[.)] |\|)")
_COMMENT = re.compile(r"(?<!\S)/.*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_LABEL = re.compile(r"\s*\.?[A-Za-z][\w.]*:+ +(?=\S)")
_WORD = re.compile(r"[A-Za-z][A-Za-z'\u2019-]*[.,:;!?)]*|\(?[A-Za-z]+\)?[.,:;!?]*")
_SENTENCE_END = re.compile(r"[A-Za-z`*)\]\"'][.:!?]+[`*]*$")


def is_prose(text: str) -> bool:
    """Whether a top-level statement's first line is a sentence, a heading or a list item, not source.

    Source may consist of words too (`select sum price by sym from trades`), so words that q reserves do not count.

    >>> is_prose("Here is the function:"), is_prose("drawdown: returns the largest fall so far")
    (True, True)
    >>> is_prose("show sum each reverse data"), is_prose("total:sum prices")
    (False, False)
    """
    line = text.split("\n", 1)[0]
    if line.startswith(("/", "\\")):
        return False
    if _MARKDOWN.match(line) or _HEADING.fullmatch(text):
        return True
    bare = _STRING.sub('""', _COMMENT.sub("", line)).strip()
    words = _LABEL.sub("", bare).split()
    plain = [word for word in words if _WORD.fullmatch(word) and _is_plain(word.strip("().,:;!?"))]
    if len(words) >= 2 and _SENTENCE_END.search(bare) and len(plain) * 2 >= len(words):
        return True
    return len(plain) >= 3 and len(plain) * 5 >= len(words) * 3


def _is_plain(word: str) -> bool:
    """Whether a word belongs to sentences: single letters are names, but for two."""
    return word.lower() not in RESERVED and (len(word) > 1 or word in ("a", "I"))
