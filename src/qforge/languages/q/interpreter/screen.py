"""Values laid out over the lines of the console: lists, matrices, dictionaries, tables, within its size."""

from __future__ import annotations

from typing import Any

from .atom_text import plain_text, quoted
from .encoding import decode
from .format import one_line, resolved
from .items import count, item, with_array
from .kinds import FLOATS, KINDS, NULL
from .values import Dict, Lambda, List, Primitive, Table, Value, Vector, payload, type_number


def _clipped(x: Value, room: int) -> Value:
    """A value of which `room` characters are shown: without the items that cannot be among them."""
    if room <= 0:
        return 0
    if isinstance(x, Vector):
        first = x.a[: max(2, room)]
        return Vector(x.t, first, x.attr) if type(x) is Vector else with_array(x, first)
    if type(x) is Dict:
        return Dict(_clipped(x.keys, room), _clipped(x.values, room), x.attr)
    if type(x) is Table:
        return Table(x.names, [_clipped(c, room) for c in x.columns], x.attr)
    if type(x) is not List:
        return x
    shown: list[Value] = []
    for v in x.items:
        # Two at least, since a list of one item begins differently.
        if room <= 0 and len(shown) > 1:
            break
        # Every list takes a character for itself, so that depth and repetition use up the room.
        shown.append(_clipped(v, room - 1))
        room -= 1 + _least_characters(shown[-1])
    return List(shown)


def _least_characters(x: Value) -> int:
    if type(x) is List:
        return sum(1 + _least_characters(v) for v in x.items)
    return len(x.a) if isinstance(x, Vector) else 1


class Screen:
    """Lays values out on a console of a given size; rows 0 means without a bound."""

    def __init__(self, precision: int = 7, rows: int = 25, columns: int = 80) -> None:
        self.precision = precision
        self.rows = rows
        self.columns = columns

    def lines(self, x: Value) -> list[str]:
        """What the console prints for a value, cut to the screen's size."""
        if type(x) is Primitive and x.text == "::":
            return []
        found = self.layout(x)
        if self.rows and len(found) > self.rows - 2:
            found = [*found[: self.rows - 3], ".."]
        width = self.columns - 1
        return [line if len(line) <= width else line[: width - 2] + ".." for line in found]

    def layout(self, x: Value) -> list[str]:
        """All lines of a value."""
        cls = type(x)
        if cls is Table:
            return self.table(x)
        if cls is Dict:
            return self.dictionary(x)
        if cls is List and x.items:
            return self.general(x.items)
        if cls is Lambda:
            return str(x.source).split("\n")
        return [self.line(x)]

    def line(self, x: Value) -> str:
        """A value in one line, as far as the console is wide."""
        return one_line(_clipped(x, self.columns + 2) if self.columns else x, self.precision)

    def visible(self, n: int) -> int:
        """How many of n rows can appear at all."""
        return min(n, self.rows) if self.rows else n

    def general(self, values: list[Value]) -> list[str]:
        """A general list: aligned columns where all rows have one count, else a line a row."""
        n = self.visible(len(values))
        values = values[:n]
        width = _matrix_width(values)
        if width:
            return self.matrix(values, width)
        return [self.line(v) for v in values]

    def matrix(self, rows: list[Value], width: int) -> list[str]:
        """Rows of one count in aligned columns."""
        if self.columns:
            width = min(width, self.columns)
        return _aligned([self.row(v, width) for v in rows], " ")

    def row(self, x: Value, width: int) -> list[str]:
        """The cells of one row of a matrix: the items of a general list in full, those of a vector bare."""
        if type(x) is List:
            return [self.line(v) for v in x.items[:width]]
        return [self.value_cell(item(x, i)) for i in range(width)]

    def cell(self, x: Value) -> str:
        """A value inside a matrix, a dictionary or a table: no suffix, blank for null."""
        t = -type_number(x)
        if t == 20:
            return self.value_cell(resolved(x))
        if t == 11:
            return f"`{x.v}"
        if t == 10:
            return quoted(bytes([x.v]))
        if 0 < t < 20:
            v = payload(x)
            if t == 1:
                return "1" if v else "0"
            if _blank(t, v):
                return ""
            return plain_text(t, v, self.precision)
        return self.line(x)

    def value_cell(self, x: Value) -> str:
        """A value of a table: symbols without backtick, nulls blank."""
        t = -type_number(x)
        if t == 11:
            return str(x.v)
        if t == 10:
            return decode(bytes([x.v])) if x.v >= 32 else quoted(bytes([x.v]))[1:-1]
        return self.cell(x)

    def inner(self, x: Vector) -> str:
        """A vector in a cell: as in one line, without suffix."""
        text = self.line(x)
        return text[:-1] if x.t in (5, 6, 8, 9, 13) and text[-1:] == KINDS[x.t].letter and len(x.a) else text

    def column(self, x: Value, n: int) -> list[str]:
        """The first n cells of a column."""
        if type(x) is List:
            return [self.inner(v) if isinstance(v, Vector) else self.line(v) for v in x.items[:n]]
        return [self.value_cell(item(x, i)) for i in range(n)]

    def dictionary(self, x: Dict) -> list[str]:
        """A dictionary: a line an entry; keyed tables and dictionaries of like records as tables."""
        if type(x.keys) is Table and type(x.values) is Table:
            return self.keyed(x)
        n = self.visible(count(x))
        if type(x.values) is Table or type(x.keys) is Table:
            return self.half_table(x, n)
        if n == 0:
            return [self.line(x)]
        keys = self.entries(x.keys, n)
        values = self.entries(x.values, n)
        width = max(map(len, keys))
        return [f"{k.ljust(width)}| {v}" for k, v in zip(keys, values, strict=True)]

    def entries(self, x: Value, n: int) -> list[str]:
        """The first n keys or values of a dictionary, one text each, aligned where they are rows of one count."""
        if type(x) is List:
            values = x.items[:n]
            width = _matrix_width(values)
            if width > 1:
                return _aligned([self.row(v, width) for v in values], " ")
            return [self.line(v) for v in values]
        return self.column(x, n)

    def table(self, x: Table) -> list[str]:
        """A table: names, a rule, rows."""
        n = self.visible(count(x))
        cells = self.block(x, n)
        lines = _aligned(cells, " ")
        width = max(len(lines[0]), *(len(line) for line in lines))
        return [lines[0], "-" * width, *lines[1:]]

    def block(self, x: Table, n: int) -> list[list[str]]:
        """Header and n rows of cells of a table."""
        columns = [[name, *self.column(c, n)] for name, c in zip(x.names, x.columns, strict=True)]
        return [list(row) for row in zip(*columns, strict=True)] if columns else [[""] for _ in range(n + 1)]

    def keyed(self, x: Dict) -> list[str]:
        """A keyed table: keys, a bar, columns."""
        n = self.visible(count(x))
        return _barred(_aligned(self.block(x.keys, n), " "), _aligned(self.block(x.values, n), " "))

    def half_table(self, x: Dict, n: int) -> list[str]:
        """A dictionary from plain keys to a table, or from a table to plain values."""
        if type(x.values) is Table:
            left = ["", *self.entries(x.keys, n)]
            return _barred(_padded(left), _aligned(self.block(x.values, n), " "))
        right = self.entries(x.values, n)
        return _barred(_aligned(self.block(x.keys, n), " "), ["", *right])


def _matrix_width(rows: list[Value]) -> int:
    """The count that all rows have where they are shown as a matrix, else 0.

    Rows that are all strings, or all booleans or bytes, are shown as they are.
    """
    counts = {count(v) if isinstance(v, (Vector, List)) else 0 for v in rows}
    if len(counts) != 1:
        return 0
    if any(isinstance(v, Vector) and v.attr for v in rows):
        return 0
    if all(isinstance(v, Vector) and v.t in (1, 4, 10) for v in rows):
        return 0
    return counts.pop()


def _blank(t: int, v: Any) -> bool:
    if t in FLOATS:
        return bool(v != v)
    if t == 2:
        return bool(v == 0)
    return t not in (1, 4) and bool(v == NULL[t])


def _padded(lines: list[str]) -> list[str]:
    width = max(map(len, lines))
    return [line.ljust(width) for line in lines]


def _aligned(rows: list[list[str]], gap: str) -> list[str]:
    """Rows of cells with every column as wide as its widest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [gap.join(cell.ljust(w) for cell, w in zip(row, widths, strict=True)) for row in rows]


def _barred(left: list[str], right: list[str]) -> list[str]:
    """Two blocks with a header line each, a bar between them and a rule below the headers."""
    left, right = _padded(left), _padded(right)
    rule = "-" * len(left[0]) + "| " + "-" * len(right[0])
    body = [f"{a}| {b}" for a, b in zip(left, right, strict=True)]
    return [body[0], rule, *body[1:]]
