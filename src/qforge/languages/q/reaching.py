"""Tells programs that reach for something outside of themselves: files, processes, network, the operating system.

Only for programs that failed in a sandbox: there, what such a reach comes to is some error of q's, which does not say
so. A program that works without reaching anything is none of this module's business.
"""

from __future__ import annotations

from qforge.languages.q.interpreter import lexer
from qforge.languages.q.interpreter.errors import ParseError

WORDS = frozenset(
    {"system", "hopen", "hclose", "hdel", "hcount", "hsym", "read0", "read1", "save", "load", "rsave", "rload", "dsave",
     "getenv", "setenv"}
)  # fmt: skip
SESSION_COMMANDS = frozenset({"\\", "d", "P", "c", "C", "z", "v", "f", "a", "b", "B"})
VERBS = frozenset({"0:", "1:", "2:"})


def reaches_out(code: str) -> bool:
    """Tell whether a program uses a word, a verb or a command that reaches outside.

    >>> reaches_out('f:{system "ls"}')
    True
    >>> reaches_out("f:{x+1}")
    False
    """
    commands = (line[1:].split(maxsplit=1) for line in code.splitlines() if line.startswith("\\"))
    if any(words and words[0] not in SESSION_COMMANDS for words in commands):
        return True
    try:
        texts = {token.text for token in lexer.tokens(code)}
    except (ParseError, RecursionError):
        return False
    return bool(texts & (WORDS | VERBS)) or any(text.startswith("`:") for text in texts)
