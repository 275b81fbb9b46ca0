"""Names: which words q keeps for itself, and how a problem's names become names that q allows."""

from __future__ import annotations

import re
import unicodedata

# .Q.res and key `.q of kdb+ 4.1, and the words of the query templates.
_WORDS = """
    abs acos aj aj0 ajf ajf0 all and any asc asin asof atan attr avg avgs bin binr by ceiling cols cor cos
    count cov cross csv cut deal delete deltas desc dev differ distinct div do dsave each ej ema enlist eval
    except exec exit exp fby fills first fkeys flip floor from get getenv group gtime hclose hcount hdel hopen
    hsym iasc idesc if ij ijf in insert inter inv key keys last like lj ljf load log lower lsq ltime ltrim
    mavg max maxs mcount md5 mdev med meta min mins mmax mmin mmu mod msum neg next not null or over parse
    peach pj prd prds prev prior rand rank ratios raze read0 read1 reciprocal reval reverse rload rotate rsave
    rtrim save scan scov sdev select set setenv show signum sin sqrt ss ssr string sublist sum sums sv svar
    system tables tan til trim type uj ujf ungroup union update upper upsert value var view views vs wavg
    where while within wj wj1 wsum xasc xbar xcol xcols xdesc xexp xgroup xkey xlog xprev xrank
"""
RESERVED = frozenset(_WORDS.split())
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def is_name(text: str) -> bool:
    """Whether q allows a variable of this name."""
    return bool(_NAME.fullmatch(text)) and text not in RESERVED


def function_name(name: str) -> str:
    """Give the name under which a problem's function is asked for: as it is, where q allows it.

    function_name("max") is "solve_max", function_name("_size") is "solve__size".
    """
    return _allowed(name, "solve_")


def parameter_name(name: str) -> str:
    """Give a parameter's name as the prompt shows it; programs may call it what they like."""
    return _allowed(name, "arg_")


def _allowed(name: str, prefix: str) -> str:
    if is_name(name):
        return name
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    cleaned = re.sub(r"\W", "_", ascii_name, flags=re.ASCII)
    return cleaned if is_name(cleaned) else f"{prefix}{cleaned}"
