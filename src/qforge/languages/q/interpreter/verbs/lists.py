"""Verbs that make lists, pick their ends and turn them: til first last reverse rotate flip raze where and the like."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.accumulators import FAST
from qforge.languages.q.interpreter.bounds import paced
from qforge.languages.q.interpreter.errors import QError
from qforge.languages.q.interpreter.indexing import at, take_at
from qforge.languages.q.interpreter.items import (
    count,
    empty_like,
    enlist,
    fill_value,
    from_items,
    item,
    items,
    with_array,
)
from qforge.languages.q.interpreter.joining import join
from qforge.languages.q.interpreter.lambda_parts import LambdaParts
from qforge.languages.q.interpreter.machine import current
from qforge.languages.q.interpreter.mapped import Mapped
from qforge.languages.q.interpreter.values import (
    EMPTY,
    Dict,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_integer,
    is_list,
    longs,
    payload,
    symbols,
    type_number,
)

from .parts import rows_at, take_count
from .row import Verb


def until(x: Value) -> Value:
    """`til x`: the first x whole numbers from 0. `til 3` is `0 1 2`."""
    if type(x) is Dict:
        raise QError("type")
    if not is_integer(x):
        raise QError("type")
    n = int(payload(x))
    if n < 0:
        raise QError("type" if n < -(2**62) else "domain")
    current().reserve(n * 8)
    return Vector(7, np.arange(n, dtype=np.int64))


def length(x: Value) -> Value:
    """`count x`: how many items; 1 for an atom. `count "abc"` is `3`."""
    return count(x)


def first(x: Value) -> Value:
    """`first x`: the first item; of an empty list its null. `first 5 6` is `5`."""
    if is_atom(x):
        return x
    return item(x, 0) if count(x) else fill_value(x)


def last(x: Value) -> Value:
    """`last x`: the last item. `last 5 6` is `6`."""
    if isinstance(x, LambdaParts):
        return x.last()
    if is_atom(x):
        return x
    n = count(x)
    return item(x, n - 1) if n else fill_value(x)


def reverse(x: Value) -> Value:
    """`reverse x`: the items from the last to the first. `reverse 1 2 3` is `3 2 1`."""
    if isinstance(x, Vector):
        return with_array(x, x.a[::-1])
    if is_atom(x):
        return x
    if type(x) is List:
        return from_items(x.items[::-1])
    return rows_at(x, np.arange(count(x) - 1, -1, -1))


def rotate(x: Value, y: Value) -> Value:
    """`x rotate y`: y with its first x items moved to the end. `1 rotate 1 2 3` is `2 3 1`."""
    if not is_integer(x):
        raise QError("type")
    if is_atom(y):
        raise QError("type")
    n = count(y)
    if not n:
        return y
    return rows_at(y, np.roll(np.arange(n), -int(payload(x)) % n))


def raze(x: Value) -> Value:
    """`raze x`: the items of x joined to one list. `raze (1 2;3)` is `1 2 3`."""
    if is_atom(x):
        return x if isinstance(x, Function) else enlist(x)
    if isinstance(x, Vector):
        return x
    if type(x) is Dict:
        return raze(x.values) if not isinstance(x.values, Table) else x.values
    values = items(x)
    if not values:
        return x
    if all(isinstance(v, Vector) and type(v) is Vector and v.t == values[0].t for v in values):
        current().reserve(sum(v.a.nbytes for v in values))
        return Vector(values[0].t, np.concatenate([v.a for v in values]))
    if all(is_list(v) or type_number(v) < 0 for v in values):
        flat: list[Value] = []
        for v in paced(values):
            flat.extend(items(v))
        if not flat:
            return values[-1]
        return from_items(flat)
    total = values[0]
    for v in values[1:]:
        total = join(total, v)
    return total if not is_atom(total) or len(values) > 1 else enlist(total)


def flip(x: Value) -> Value:
    """`flip x`: rows become columns; a dictionary of columns becomes a table and back.

    `flip (1 2;3 4)` is `(1 3;2 4)`.
    """
    if type(x) is Table:
        return Dict(symbols(x.names), List(list(x.columns)))
    if type(x) is Dict:
        return _table_of(x)
    if type(x) is Mapped:
        return x.flip()
    if type(x) is not List:
        raise QError("rank")
    sizes = {count(v) for v in x.items if not is_atom(v)}
    if len(sizes) > 1:
        raise QError("length")
    if not sizes:
        raise QError("rank")
    n = sizes.pop()
    columns = [items(v) if not is_atom(v) else [v] * n for v in x.items]
    return List([from_items(list(row)) for row in zip(*columns, strict=True)]) if n else List([]) if n == 0 else EMPTY


def _table_of(x: Dict) -> Value:
    if type(x.keys) is Table:
        raise QError("type")
    if not (isinstance(x.keys, Vector) and x.keys.t == 11):
        raise QError("type")
    columns = items(x.values)
    sizes = {count(c) for c in columns if not is_atom(c)}
    if len(sizes) > 1:
        raise QError("length")
    if not sizes:
        raise QError("rank")
    n = sizes.pop()
    return Table(x.keys.a.tolist(), [c if not is_atom(c) else take_count(n, c) for c in columns])


def where(x: Value) -> Value:
    """`where x`: the places of true items; each place as often as its number; keys for a dictionary.

    `where 0101b` is `1 3`; `where 2 0 1` is `0 0 2`.
    """
    if type(x) is Dict:
        return at(x.keys, where(x.values))
    if isinstance(x, Vector) and x.t == 1:
        return longs(np.flatnonzero(x.a))
    if isinstance(x, Vector) and x.t in (4, 5, 6, 7):
        times = np.maximum(x.a, 0)
        current().reserve(int(times.sum(dtype=np.float64)) * 8)
        return longs(np.repeat(np.arange(len(x.a)), times))
    if type(x) is List and not x.items:
        return longs([])
    raise QError("type")


def enlisted(*args: Value) -> Value:
    """`enlist x`: the list of its arguments. `enlist 1` is `,1`."""
    return from_items(list(args))


def previous(x: Value) -> Value:
    """`prev x`: each item's predecessor, null for the first. `prev 1 2` is `0N 1`."""
    return shifted(1, x)


def following(x: Value) -> Value:
    """`next x`: each item's successor, null for the last. `next 1 2` is `2 0N`."""
    return shifted(-1, x)


def shifted(x: Value, y: Value) -> Value:
    """`x xprev y`: the items x places before, null where there are none. `1 xprev 5 6` is `0N 5`."""
    if not is_integer(x):
        raise QError("type")
    if is_atom(y):
        raise QError("type")
    n = count(y)
    places = np.arange(n) - int(payload(x))
    if type(y) is Dict:
        return Dict(y.keys, take_at(y.values, places))
    if type(y) is List:
        fill = fill_value(y)
        return from_items(
            [y.items[p] if 0 <= p < n else (fill if is_atom(fill) else empty_like(y.items[0])) for p in places.tolist()]
        )
    return take_at(y, np.where((places < 0) | (places >= n), -1, places))


def joined(x: Value, y: Value) -> Value:
    """`x,y`: the items of both. `1 2,3` is `1 2 3`."""
    if type(x) is Vector and type(y) is Vector:
        current().reserve((len(x.a) + len(y.a)) * 8)
    return join(x, y)


def cross(x: Value, y: Value) -> Value:
    """`x cross y`: every item of x joined to every item of y. `1 2 cross 3 4` is `(1 3;1 4;2 3;2 4)`."""
    if type(x) is Dict and type(y) is Dict:
        return Dict(cross(x.keys, y.keys), cross(x.values, y.values))
    left, right = items(x) if not is_atom(x) else [x], items(y) if not is_atom(y) else [y]
    current().reserve(len(left) * len(right) * 16)
    current().step(len(left) * len(right))
    if type(x) is Table and type(y) is Table:
        n = len(right)
        wide = take_at(x, np.repeat(np.arange(len(left)), n))
        tall = take_at(y, np.tile(np.arange(n), len(left)))
        return Table(wide.names + tall.names, wide.columns + tall.columns)
    pairs = [
        join(a, b) if is_list(a) or is_list(b) or type(a) is Dict else from_items([a, b]) for a in left for b in right
    ]
    return from_items(pairs) if pairs else EMPTY


def identity(x: Value) -> Value:
    """`::x`: x itself. `(::) 7` is `7`. ``(::) 7`` is ``7``."""
    return x


def given(*args: Value) -> Value:
    """`:` as a function: its last argument."""
    return args[-1]


FAST["raze"] = raze


TABLE = (
    Verb("til", until, 1, text="til"),
    Verb("count", length, 1, text="#:"),
    Verb("first", first, 1, text="*:"),
    Verb("last", last, 1, text="last"),
    Verb("reverse", reverse, 1, text="|:"),
    Verb("rotate", rotate, 2, text="k){$[#y;(x mod#y)_y,y;y]}", t=100),
    Verb(",", joined, 2),
    Verb("raze", raze, 1, text=",/", t=107),
    Verb("flip", flip, 1, text="+:"),
    Verb("where", where, 1, text="&:"),
    Verb("enlist", enlisted, 1, 64, text="enlist"),
    Verb("prev", previous, 1, text=":':", t=109),
    Verb("next", following, 1, text="k){$[0h>@x;'`rank;1_x,,x 0N]}", t=100),
    Verb("xprev", shifted, 2, text="k){$[0h>@y;'`rank;y(!#y)-x]}", t=100),
    Verb("cross", cross, 2, text="k){n:#x;...}", t=100),
    Verb("::", identity, 1, 2, text="::", t=101),
    Verb(":", given, 2, text=":", t=102),
)
