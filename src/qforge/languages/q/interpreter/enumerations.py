"""Enumerations: indices into a list of symbols that a variable holds."""

from __future__ import annotations

import numpy as np

from .errors import QError
from .machine import current
from .values import EnumAtom, EnumVector, Value, Vector, symbol, symbols


def _domain(name: str) -> list[str]:
    found = current().get(name)
    if type(found) is not Vector or found.t != 11:
        raise QError("type")
    texts: list[str] = found.a.tolist()
    return texts


def resolve(x: Value) -> Value:
    """The symbols that an enumeration stands for; any other value as it is."""
    if type(x) is EnumVector:
        texts = _domain(x.domain)
        return symbols([texts[i] if 0 <= i < len(texts) else "" for i in x.a.tolist()])
    if type(x) is EnumAtom:
        texts = _domain(x.domain)
        return symbol(texts[x.v] if 0 <= x.v < len(texts) else "")
    return x


def enumerate_in(domain: str, x: Value, *, extend: bool) -> Value:
    """Symbols as an enumeration over the list that the variable `domain` holds.

    With `extend`, symbols that the list lacks are appended to it.
    Raises QError cast where the list lacks one and may not grow.
    """
    x = resolve(x)
    single = type(x) is not Vector
    wanted = [x.v] if single else x.a.tolist()
    texts = list(_domain(domain))
    places = {text: i for i, text in reversed(list(enumerate(texts)))}
    found = []
    for text in wanted:
        if text not in places:
            if not extend:
                raise QError("cast")
            places[text] = len(texts)
            texts.append(text)
        found.append(places[text])
    if extend:
        current().set(domain, symbols(texts))
    return EnumAtom(found[0], domain) if single else EnumVector(np.array(found, dtype=np.int64), domain)
