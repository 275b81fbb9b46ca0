"""The words of the language, as the parser must know them before any of them has a meaning."""

from __future__ import annotations

_INFIX_WORDS = (
    "and asof bin binr cor cov cross cut div each ema except fby ij ijf in insert inter like lj ljf lsq"
    " mavg mcount mdev mmax mmin mmu mod msum or over peach pj prior rotate scan scov set setenv ss sublist sv"
    " uj ujf union upsert vs wavg within wsum xasc xbar xcol xcols xdesc xexp xgroup xkey xlog xprev xrank"
)
INFIX = frozenset(_INFIX_WORDS.split())
_PREFIX_WORDS = (
    "abs acos aj aj0 ajf ajf0 all any asc asin atan attr avg avgs ceiling cols cos count csv delete deltas desc"
    " dev differ distinct dsave ej enlist eval exec exit exp fills first fkeys flip floor get getenv group gtime"
    " hclose hcount hdel hopen hsym iasc idesc inv key keys last load log lower ltime ltrim max maxs md5 med"
    " meta min mins neg next not null parse prd prds prev rand rank ratios raze read0 read1 reciprocal reval"
    " reverse rload rsave rtrim save sdev select show signum sin sqrt ssr string sum sums svar system tables tan"
    " til trim type ungroup update upper value var view views where wj wj1"
)
PREFIX = frozenset(_PREFIX_WORDS.split())
TEMPLATES = frozenset({"select", "exec", "update", "delete"})
CONTROLS = frozenset({"if", "while", "do"})
RESERVED = INFIX | PREFIX | CONTROLS | TEMPLATES | {"by", "from"}
_BUILT_IN_WORDS = (
    "abs acos asin atan avg bin binr cor cos cov delete dev div do enlist exec exit exp getenv hopen if in insert"
    " last like log max min prd select setenv sin sqrt ss sum tan update var wavg while within wsum xexp"
)
BUILT_IN = tuple(_BUILT_IN_WORDS.split())
"""The words that are not defined in `.q`: control words and the keywords of the language's core."""
