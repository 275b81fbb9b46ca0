"""Step dictionaries: with the attribute s, a key stands for the last one that is not above it."""

from __future__ import annotations

from .errors import QError
from .items import enlist, from_items, item, items
from .values import Atom, Dict, Table, Value, is_atom, is_list


def stepped(x: Dict, i: Value) -> Value:
    """`x[i]` for a dictionary with the attribute s."""
    from .indexing import at
    from .verbs.search import binary_search

    if type(x.keys) is Table:
        return _stepped_row(x.keys, x.values, i)
    if isinstance(i, Dict):
        raise QError("type")
    places = binary_search(x.keys, i)
    if is_atom(i) and places == -1:
        return at(x.values, -1)
    return at(x.values, places)


def _stepped_row(keys: Table, values: Value, i: Value) -> Value:
    """The same for a keyed table: by a table of keys, a record, or the items of a record."""
    from .indexing import at
    from .verbs.search import binary_search

    if type(i) is Table:
        return at(values, binary_search(keys, i))
    if type(i) is Dict:
        row = from_items([at(i, Atom(11, name)) for name in keys.names])
    else:
        row = i if is_list(i) else enlist(i)
    if len(keys.names) == 1 and len(items(row)) != 1:
        return at(values, binary_search(keys, Table(keys.names, [row])))
    return at(values, item(binary_search(keys, Table(keys.names, [enlist(v) for v in items(row)])), 0))
