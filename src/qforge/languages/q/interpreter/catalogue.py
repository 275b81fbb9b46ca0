"""All verbs of all subjects, by name."""

from __future__ import annotations

from .errors import Unsupported
from .values import IDENTITY, Primitive
from .verbs import (
    amend,
    arithmetic,
    arranging,
    as_of_joins,
    casts,
    columns,
    comparison,
    dictionaries,
    evaluation,
    inserting,
    joins,
    lists,
    matrices,
    moments,
    moving,
    parts,
    running,
    search,
    sets,
    sorting,
    splitting,
    statistics,
    strings,
    text_files,
)
from .verbs.row import Verb

SUBJECTS = (
    arithmetic,
    comparison,
    lists,
    parts,
    search,
    sorting,
    sets,
    statistics,
    moments,
    running,
    moving,
    strings,
    splitting,
    casts,
    matrices,
    amend,
    dictionaries,
    columns,
    arranging,
    inserting,
    evaluation,
    joins,
    as_of_joins,
    text_files,
)
ROWS: dict[str, Verb] = {row.name: row for subject in SUBJECTS for row in subject.TABLE}

# The unary forms that k gives to the operators; in q they appear in parse trees and the display of functions.
_UNARY_FORMS = {
    "+:": "flip",
    "-:": "neg",
    "*:": "first",
    "%:": "reciprocal",
    "!:": "key",
    "&:": "where",
    "|:": "reverse",
    "<:": "iasc",
    ">:": "idesc",
    "=:": "group",
    "~:": "not",
    "^:": "null",
    "#:": "count",
    "_:": "floor",
    "$:": "string",
    "?:": "distinct",
    "@:": "type",
    ".:": "value",
    ",:": "enlist",
}


def _primitive(row: Verb) -> Primitive:
    t = row.t or (101 if row.low == 1 else 102)
    return Primitive(row.name, row.function, row.low, row.high or row.low, t, row.text or row.name)


_PRIMITIVES: dict[str, Primitive] = {name: _primitive(row) for name, row in ROWS.items()}
_PRIMITIVES["::"] = IDENTITY
for _form, _word in _UNARY_FORMS.items():
    _PRIMITIVES[_form] = _PRIMITIVES[_word]


def primitive(name: str) -> Primitive:
    """The verb of this name as a value.

    Raises Unsupported where the catalogue lacks it.
    """
    found = _PRIMITIVES.get(name)
    if found is None:
        raise Unsupported(name)
    return found


def names() -> list[str]:
    """The names of all verbs."""
    return list(_PRIMITIVES)
