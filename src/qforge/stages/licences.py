"""What a licence asks of those who train on data under it: a table of SPDX identifiers, and how expressions combine.

The table orders licences by what they ask. It is no legal advice, and a licence that it lacks is *unknown*, which
is never taken for permissive.
"""

from __future__ import annotations

import re
from enum import StrEnum

from qforge.errors import DataError


class Condition(StrEnum):
    """What a licence asks; each member's comment is its definition."""

    PERMISSIVE = "permissive"  # no more than to be named and quoted
    SHARE_ALIKE = "share-alike"  # what is made of it must be under the same licence
    NON_COMMERCIAL = "non-commercial"  # not for profit
    NO_DERIVATIVES = "no-derivatives"  # nothing may be made of it
    RESTRICTED_LEARNING = "restricted-learning"  # what models may be trained on it, or used for, is restricted
    UNKNOWN = "unknown"  # not in the table


PERMISSIVE = """
    0BSD AFL-3.0 Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause BSD-3-Clause-Clear
    BSL-1.0 CC0-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-PDDC CDLA-Permissive-1.0 CDLA-Permissive-2.0 ECL-2.0
    HPND ISC MIT MIT-0 MS-PL NCSA ODC-By-1.0 PDDL-1.0 PostgreSQL PSF-2.0 Python-2.0 Ruby Unicode-3.0 Unlicense UPL-1.0
    WTFPL X11 Zlib
"""
PATTERNS = (
    (r"cc-by(-nc)?-nd-.*|cc-by-nd-.*", Condition.NO_DERIVATIVES),
    (r"cc-by-nc(-sa|-nd)?-.*|polyform-(noncommercial|small-business)-.*", Condition.NON_COMMERCIAL),
    (r"cc-by-(nc-)?sa-.*|(a|l)?gpl-.*|gfdl-.*|mpl-.*|epl-.*|eupl-.*|cddl-.*|odbl-.*|osl-.*|cdla-sharing-.*|ms-rl",
     Condition.SHARE_ALIKE),
    (r"(big(code|science)-)?(open)?rail.*|.*-(open)?rail(-[am])?|.*no-(ai|ml|training).*",
     Condition.RESTRICTED_LEARNING),
)  # fmt: skip
_PERMISSIVE = {name.lower() for name in PERMISSIVE.split()}


def conditions(licence: str) -> frozenset[Condition]:
    """Give all that one licence asks.

    >>> sorted(conditions("CC-BY-NC-SA-4.0"))
    [<Condition.NON_COMMERCIAL: 'non-commercial'>, <Condition.SHARE_ALIKE: 'share-alike'>]
    """
    name = licence.lower().removesuffix("+")
    if name in _PERMISSIVE:
        return frozenset({Condition.PERMISSIVE})
    found = frozenset(condition for pattern, condition in PATTERNS if re.fullmatch(pattern, name))
    return found or frozenset({Condition.UNKNOWN})


def objections(expression: str, allowed: tuple[str, ...]) -> list[str]:
    """Say what keeps an SPDX expression from being allowed, one text for each licence; nothing where it is allowed.

    Of licences joined by OR one must be allowed, of those joined by AND all; AND binds closer, WITH names an
    exception to the licence before it and is passed over.

    Args:
        allowed: licences, and words of `Condition`.

    >>> objections("MIT OR GPL-3.0-only", ("permissive",))
    []
    >>> objections("MIT AND CC-BY-SA-4.0", ("permissive",))
    ['CC-BY-SA-4.0 is share-alike']

    Raises:
        DataError: the text is no SPDX expression.
    """
    tokens = re.findall(r"[()]|[^\s()]+", expression)
    named = frozenset(name.lower() for name in allowed)
    found, rest = _either(tokens, named, expression)
    if rest:
        raise _malformed(expression)
    return found


def _either(tokens: list[str], named: frozenset[str], expression: str) -> tuple[list[str], list[str]]:
    found, tokens = _both(tokens, named, expression)
    while tokens and tokens[0].upper() == "OR":
        other, tokens = _both(tokens[1:], named, expression)
        found = found + other if found and other else []
    return found, tokens


def _both(tokens: list[str], named: frozenset[str], expression: str) -> tuple[list[str], list[str]]:
    found, tokens = _one(tokens, named, expression)
    while tokens and tokens[0].upper() == "AND":
        other, tokens = _one(tokens[1:], named, expression)
        found = found + other
    return found, tokens


def _one(tokens: list[str], named: frozenset[str], expression: str) -> tuple[list[str], list[str]]:
    if not tokens or tokens[0].upper() in ("AND", "OR", "WITH", ")"):
        raise _malformed(expression)
    if tokens[0] == "(":
        found, tokens = _either(tokens[1:], named, expression)
        if not tokens or tokens[0] != ")":
            raise _malformed(expression)
        return found, tokens[1:]
    licence, tokens = tokens[0], tokens[1:]
    if tokens and tokens[0].upper() == "WITH":
        tokens = tokens[2:]
    missing = [condition.value for condition in sorted(conditions(licence)) if condition not in named]
    return ([f"{licence} is {' and '.join(missing)}"] if missing and licence.lower() not in named else []), tokens


def _malformed(expression: str) -> DataError:
    return DataError(f"{expression!r} is no SPDX licence expression, such as Apache-2.0 or MIT OR GPL-2.0-only")
