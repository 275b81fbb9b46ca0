"""`0:` and `1:`: text and bytes to columns, tables to text; only on values, never on files."""

from __future__ import annotations

import numpy as np

from qforge.languages.q.interpreter.atom_text import plain_text
from qforge.languages.q.interpreter.encoding import encode
from qforge.languages.q.interpreter.errors import Forbidden, QError, Unsupported
from qforge.languages.q.interpreter.items import count, from_items, item, items
from qforge.languages.q.interpreter.kinds import BY_LETTER
from qforge.languages.q.interpreter.values import (
    Atom,
    Function,
    List,
    Table,
    Value,
    Vector,
    is_atom,
    is_keyed,
    is_string,
    is_symbol,
    payload,
    string,
    symbols,
    text_of,
    truth,
    type_number,
)

from .casts import parse_text
from .row import Verb


def text_columns(x: Value, y: Value) -> Value:
    """`(types;delimiter) 0: text`: columns of a type letter each, from lines of text; `delimiter 0: table`: lines.

    With the delimiter enlisted the first line holds names and the result is a table; with a third item that is not
    zero a quoted field may hold line ends. A string of three or four characters as x reads pairs of key and value:
    the key's type (S, I or J), the separator of key and value, `*` where quotes protect, the separator of pairs.
    `("IC";",") 0: ("1,a";"2,b")` is `(1 2i;"ab")`; `"S=;" 0: "a=1;b=2"` is ``(`a`b;(,"1";,"2"))``.
    """
    if _is_file(x) or _is_file(y):
        raise Forbidden("0: of a file")
    if type(x) is Atom and x.t == 10:
        return _lines(chr(x.v), y)
    if is_string(x):
        return _pairs(text_of(x), y)
    parts = items(x)
    if len(parts) not in (2, 3):
        raise QError("length")
    kinds, layout = text_of(parts[0]), parts[1]
    if isinstance(layout, Vector) and layout.t in (5, 6, 7):
        return _fixed(kinds, [int(n) for n in layout.a.tolist()], _text_lines(y))
    lines = _text_lines(y, whole=len(parts) == 3 and truth(parts[2]))
    if type(layout) is Atom and layout.t == 10:
        columns = _delimited(kinds, chr(layout.v), lines, named=False)
        return from_items([item(c, 0) for c in columns.items]) if is_string(y) and len(lines) == 1 else columns
    if isinstance(layout, Vector) and layout.t == 10 and len(layout.a) == 1:
        return _delimited(kinds, chr(layout.a[0]), lines, named=True)
    raise Unsupported("0:")


def _is_file(x: Value) -> bool:
    return is_symbol(x) or (type(x) is List and bool(x.items) and is_symbol(x.items[0]))


def _text_lines(y: Value, *, whole: bool = False) -> list[str]:
    """The lines of a text; `whole`: line ends between quotes do not end a line."""
    if is_string(y):
        text = text_of(y).removesuffix("\n")
        return _split(text, "\n") if whole else text.split("\n")
    if type(y) is List:
        return [text_of(v) for v in y.items]
    raise QError("type")


def _split(text: str, separator: str) -> list[str]:
    """A text split at the separators that stand outside of quotes."""
    found, start, quoted = [], 0, False
    for i, c in enumerate(text):
        if c == '"':
            quoted = not quoted
        elif c == separator and not quoted:
            found.append(text[start:i])
            start = i + 1
    return [*found, text[start:]]


def _pairs(form: str, y: Value) -> Value:
    """Two lists: the keys and the values of a text of pairs."""
    if len(form) not in (3, 4) or (len(form) == 4 and form[2] != "*"):
        raise QError("length")
    kind, between, last = form[0], form[1], form[-1]
    if kind not in "SIJ":
        raise QError("type")
    text = text_of(y)
    quoted = len(form) == 4
    records = _split(text, last) if quoted else text.split(last)
    if records and not records[-1]:
        records.pop()
    keys, values = [], []
    for record in records:
        key, _, value = record.partition(between)
        keys.append(key)
        values.append(_fields(value, "\0")[0] if quoted else value)
    return List([_column(kind, keys), List([string(v) for v in values])])


def _fields(line: str, delimiter: str) -> list[str]:
    """The fields of a line; a quoted one may hold the delimiter, a doubled quote stands for one."""
    if '"' not in line:
        return line.split(delimiter)
    found, current, quoted, i = [], "", False, 0
    while i < len(line):
        c = line[i]
        if c == '"':
            if quoted and line[i + 1 : i + 2] == '"':
                current += c
                i += 1
            else:
                quoted = not quoted
        elif c == delimiter and not quoted:
            found.append(current)
            current = ""
        else:
            current += c
        i += 1
    return [*found, current]


def _column(kind: str, fields: list[str]) -> Value:
    if kind == "*":
        return List([string(f) for f in fields])
    letter = kind.lower()
    if not kind.isupper() or letter not in BY_LETTER:
        raise QError("type") if not kind.isalpha() else Unsupported(f"0: {kind}")
    if letter == "c":
        return from_items([Atom(10, encode(f)[0] if f else 32) for f in fields])
    return parse_text(BY_LETTER[letter].number, List([string(f) for f in fields]))


def _delimited(kinds: str, delimiter: str, lines: list[str], *, named: bool) -> Value:
    rows = [_fields(line, delimiter) for line in lines]
    names = rows.pop(0) if named else []
    width = len(kinds)
    columns = [
        _column(kind, [row[i] if i < len(row) else "" for row in rows]) for i, kind in enumerate(kinds) if kind != " "
    ]
    if named:
        kept = [n for n, kind in zip(names[:width], kinds, strict=False) if kind != " "]
        return Table(kept, columns)
    return List(columns)


def _fixed(kinds: str, widths: list[int], lines: list[str]) -> Value:
    if len(kinds) != len(widths):
        raise QError("length")
    columns, start = [], 0
    for kind, width in zip(kinds, widths, strict=True):
        if kind != " ":
            columns.append(_column(kind, [line[start : start + width] for line in lines]))
        start += width
    return List(columns)


def _cell(x: Value, delimiter: str) -> str:
    if is_string(x) or is_symbol(x) or type_number(x) == -10:
        text = text_of(x)
        if delimiter in text or "\n" in text:
            return '"' + text.replace('"', '""') + '"'
        return text
    if not is_atom(x) or isinstance(x, Function):
        raise QError("type")
    text = plain_text(-type_number(x), payload(x), 7)
    return "" if text in ("0N", "0n") else text


def _lines(delimiter: str, y: Value) -> Value:
    if is_keyed(y):
        raise QError("type")
    columns = y.columns if type(y) is Table else items(y)
    if len({count(c) for c in columns}) > 1:
        raise QError("length")
    rows = [[_cell(v, delimiter) for v in row] for row in zip(*(items(c) for c in columns), strict=True)]
    if type(y) is Table:
        rows.insert(0, [_cell(v, delimiter) for v in items(symbols(y.names))])
    return List([string(delimiter.join(row)) for row in rows])


def binary_columns(x: Value, y: Value) -> Value:
    """`(types;widths) 1: bytes`: columns read from records of bytes, little-endian; big-endian the other way round.

    `(enlist"i";enlist 4)1:0x01000000` is `,,1i`.
    """
    if _is_file(x) or _is_file(y):
        raise Forbidden("1: of a file")
    parts = items(x)
    if len(parts) != 2 or not isinstance(y, Vector) or y.t not in (4, 10):
        raise QError("type")
    little = isinstance(parts[0], Vector) and parts[0].t == 10
    kinds, widths = parts if little else (parts[1], parts[0])
    if not (isinstance(widths, Vector) and widths.t in (5, 6, 7)):
        raise QError("type")
    letters, sizes = text_of(kinds), [int(n) for n in widths.a.tolist()]
    if len(letters) != len(sizes) or not sizes or min(sizes) <= 0:
        raise QError("length")
    data = y.a.tobytes()
    count = len(data) // sum(sizes)
    columns, start = [], 0
    for letter, size in zip(letters, sizes, strict=True):
        cells = [data[i * sum(sizes) + start :][:size] for i in range(count)]
        if letter != " ":
            columns.append(_binary_column(letter, size, cells, "<" if little else ">"))
        start += size
    return List(columns)


def _binary_column(letter: str, size: int, cells: list[bytes], order: str) -> Value:
    if letter == "*":
        return List([string(c) for c in cells])
    kind = BY_LETTER.get(letter)
    if kind is None or letter in "gs":
        raise Unsupported(f"1: {letter}")
    if size != kind.size:
        raise QError("length")
    dtype = kind.dtype if letter == "b" else kind.dtype.newbyteorder(order)
    return Vector(kind.number, np.frombuffer(b"".join(cells), dtype=dtype).astype(kind.dtype))


TABLE = (
    Verb("0:", text_columns, 2),
    Verb("1:", binary_columns, 2),
)
