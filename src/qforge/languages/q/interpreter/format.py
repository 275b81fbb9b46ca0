"""The console's display of values: what the interactive q prints, line by line."""

from __future__ import annotations

import math
from typing import Any

from .errors import Unsupported
from .kinds import FLOATS, KINDS, NULL
from .literals import NANOSECONDS_A_DAY, calendar
from .mapped import Mapped
from .values import (
    Array,
    Atom,
    Composition,
    Derived,
    Dict,
    EnumAtom,
    EnumVector,
    Function,
    Hole,
    Iterator,
    Lambda,
    List,
    Opaque,
    Primitive,
    Projection,
    Table,
    Value,
    Vector,
    atom,
    count,
    decode,
    item,
    payload,
    type_number,
    with_array,
)

_ESCAPES = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\t"): "\\t", ord("\r"): "\\r"}


def float_text(x: float, precision: int) -> str:
    """A float without type suffix, to `precision` significant digits (0: 17)."""
    if math.isnan(x):
        return "0n"
    if math.isinf(x):
        return "0w" if x > 0 else "-0w"
    text = f"{x:.{precision or 17}g}"
    if x == 0:
        return "-0" if text.startswith("-") else "0"
    return text


def _has_point(text: str) -> bool:
    return any(c in text for c in ".enw")


def clock_text(units: int, per_second: int, digits: int) -> str:
    """`hh:mm:ss` and a fraction of `digits` digits, of a count of units of which a second has `per_second`."""
    sign = "-" if units < 0 else ""
    seconds, fraction = divmod(abs(units), per_second)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    text = f"{sign}{hours:02d}:{minute:02d}:{second:02d}"
    return f"{text}.{fraction:0{digits}d}" if digits else text


# 0001.01.01 and 9999.12.31
_FIRST_DAY, _LAST_DAY = -730119, 2921939


def date_text(day: int) -> str:
    """`yyyy.mm.dd` of days since 2000.01.01; zeros outside of the years 1 to 9999."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return "0000.00.00"
    year, month, last = calendar(day)
    return f"{year:04d}.{month:02d}.{last:02d}"


def _timespan(n: int) -> str:
    sign, n = ("-", -n) if n < 0 else ("", n)
    day, rest = divmod(n, NANOSECONDS_A_DAY)
    return f"{sign}{day}D{clock_text(rest, 10**9, 9)}"


def _timestamp(n: int) -> str:
    day, rest = divmod(n, NANOSECONDS_A_DAY)
    return f"{date_text(day)}D{clock_text(rest, 10**9, 9)}"


def _datetime(x: float) -> str:
    if not _FIRST_DAY <= x < _LAST_DAY + 1:
        return "0000.00.00T00:00:00.000"
    milliseconds = round(x * 86_400_000)
    day, rest = divmod(milliseconds, 86_400_000)
    return f"{date_text(day)}T{clock_text(rest, 1000, 3)}"


def _month(n: int) -> str:
    return f"{2000 + n // 12:04d}.{n % 12 + 1:02d}"


def _minute(n: int) -> str:
    hours, minutes = divmod(abs(n), 60)
    return f"{'-' if n < 0 else ''}{hours:02d}:{minutes:02d}"


def guid_text(n: int) -> str:
    """The 36 characters of a guid."""
    digits = f"{n:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def plain_text(t: int, v: Any, precision: int) -> str:
    """A payload without type suffix; null and infinity as `0N`, `0W`, `-0W` or `0n`, `0w`, `-0w`."""
    if t in (8, 9):
        return float_text(v, min(precision, 9) if t == 8 and precision == 0 else precision)
    if t == 15:
        return float_text(v, 7) if math.isnan(v) or math.isinf(v) else _datetime(v)
    if t == 1:
        return "1" if v else "0"
    if t == 2:
        return guid_text(v)
    if t == 4:
        return f"{v:02x}"
    if t == 10:
        return decode(bytes([v]))
    if t == 11:
        return str(v)
    if v == NULL[t]:
        return "0N"
    if abs(v) == KINDS[t].infinity and t != 5:
        return "0W" if v > 0 else "-0W"
    return str(_INTEGER_TEXTS[t](v))


_INTEGER_TEXTS: dict[int, Any] = {
    5: str,
    6: str,
    7: str,
    12: _timestamp,
    13: _month,
    14: date_text,
    16: _timespan,
    17: _minute,
    18: lambda n: clock_text(n, 1, 0),
    19: lambda n: clock_text(n, 1000, 3),
}


def _is_special(text: str) -> bool:
    return text in ("0N", "0W", "-0W", "0n", "0w", "-0w")


def atom_text(t: int, v: Any, precision: int) -> str:
    """An atom as the console shows it alone: `5`, `5i`, `2f`, `0Nd`, `"a"`, `` `a ``."""
    if t == 11:
        return f"`{v}"
    if t == 10:
        return quoted(bytes([v]))
    if t == 1:
        return "1b" if v else "0b"
    if t == 4:
        return f"0x{v:02x}"
    text = plain_text(t, v, precision)
    if t == 9:
        return text if _has_point(text) else text + "f"
    if t == 8:
        return text + "e"
    if t in (7, 2):
        return text
    if t == 15:
        return ("-" if text.startswith("-") else "") + "0" + text[-1].upper() + "z" if _is_special(text) else text
    if t in (5, 6, 13) or _is_special(text):
        return text + KINDS[t].letter
    return text


def quoted(data: bytes) -> str:
    """A string literal of these bytes."""
    text = "".join(_ESCAPES.get(b) or (chr(b) if 32 <= b < 127 else f"\\{b:03o}") for b in data)
    return f'"{text}"'


def vector_text(x: Vector, precision: int) -> str:
    """A simple vector in one line."""
    if x.attr:
        return f"`{x.attr}#" + vector_text(_without_attribute(x), precision)
    if isinstance(x, EnumVector):
        return _enumeration_text(x, precision)
    t, a = x.t, x.a
    if len(a) == 0:
        return '""' if t == 10 else f"`{KINDS[t].name}$()"
    comma = "," if len(a) == 1 else ""
    if t == 10:
        return comma + quoted(a.tobytes())
    if t == 11:
        return comma + "".join(f"`{v}" for v in a.tolist())
    if t == 1:
        return comma + "".join("1" if v else "0" for v in a.tolist()) + "b"
    if t == 4:
        return f"{comma}0x{a.tobytes().hex()}"
    return comma + _numbers_text(t, a, precision)


def _numbers_text(t: int, a: Array, precision: int) -> str:
    texts = [plain_text(t, v, precision) for v in a.tolist()]
    joined = " ".join(texts)
    if t in (7, 2):
        return joined
    if t == 9:
        if all(text in ("0n", "0w", "-0w") or not _has_point(text) for text in texts) and not any(
            "n" in text or "w" in text for text in texts
        ):
            return joined + "f"
        return joined if any(_has_point(text) for text in texts) else joined + "f"
    if t in (5, 6, 8, 13):
        return joined + KINDS[t].letter
    if all(_is_special(text) for text in texts):
        return joined + KINDS[t].letter
    return joined


def _without_attribute(x: Vector) -> Vector:
    return EnumVector(x.a, x.domain) if isinstance(x, EnumVector) else Vector(x.t, x.a)


def resolved(x: Value) -> Value:
    """An enumeration as symbols."""
    from .enumerations import resolve

    return resolve(x)


def _enumeration_text(x: EnumAtom | EnumVector, precision: int) -> str:
    """An enumeration by what it stands for; by its numbers where they are rows of a table or stand for nothing."""
    from .enumerations import counts_in_list

    if counts_in_list(x.domain):
        return f"`{x.domain}$" + one_line(resolved(x), precision)
    return f"`{x.domain}!" + one_line(Vector(7, x.a) if isinstance(x, EnumVector) else atom(7, x.v), precision)


def one_line(x: Value, precision: int = 7) -> str:
    """The form that a value has inside of another: what `.Q.s1` gives."""
    cls = type(x)
    if cls is int:
        return atom_text(7, x, precision)
    if cls is float:
        return atom_text(9, x, precision)
    if cls is bool:
        return "1b" if x else "0b"
    if cls is Atom:
        return atom_text(x.t, x.v, precision)
    if cls is EnumAtom:
        return _enumeration_text(x, precision)
    if isinstance(x, Vector):
        return vector_text(x, precision)
    if cls is List:
        return _list_line(x, precision)
    if cls is Dict:
        return _key_side(x.keys, precision) + "!" + one_line(x.values, precision)
    if cls is Table:
        return _table_line(x, precision)
    return function_text(x, precision)


def _list_line(x: List, precision: int) -> str:
    if not x.items:
        return "()"
    if len(x.items) == 1:
        return "," + one_line(x.items[0], precision)
    return "(" + ";".join(one_line(v, precision) for v in x.items) + ")"


def _key_side(keys: Value, precision: int) -> str:
    text = one_line(keys, precision)
    simple_keys = isinstance(keys, Vector) and count(keys) != 1
    if simple_keys and not (isinstance(keys, Vector) and len(keys.a) == 0):
        return text
    return text if text.startswith("(") else f"({text})"


def _table_line(x: Table, precision: int) -> str:
    from .values import symbols

    values = _list_line(List(x.columns), precision)
    names = symbols(x.names)
    attribute = f"`{x.attr}#" if x.attr else ""
    return attribute + "+" + _key_side(names, precision) + "!" + values


def function_text(x: Value, precision: int = 7) -> str:
    """A function as the console shows it."""
    cls = type(x)
    if cls is Lambda:
        return str(x.source)
    if cls is Primitive:
        if "..." in x.text:
            raise Unsupported(f"the text of {x.name}")
        return str(x.text)
    if cls is Derived:
        inner = function_text(x.function) if isinstance(x.function, Function) else one_line(x.function, precision)
        return f"{inner}{x.adverb}"
    if cls is Projection:
        return _projection_text(x, precision)
    if cls is Composition:
        return function_text(x.outer) + function_text(x.inner)
    if cls is Iterator:
        return str(x.adverb)
    if cls is Hole:
        return ""
    if cls is Mapped:
        return ("+" if x.flipped else "") + _key_side(x.names, precision) + f"!`{x.place.v}"
    if isinstance(x, Opaque):
        raise Unsupported("the display of this value")
    return one_line(x, precision)


def _projection_text(x: Projection, precision: int) -> str:
    f = x.function
    if (
        type(f) is Primitive
        and len(x.arguments) == 2
        and isinstance(x.arguments[1], Hole)
        and not f.text[-1:].isalpha()
    ) and f.t == 102:
        return one_line(x.arguments[0], precision) + f.text
    return function_text(f) + "[" + ";".join(one_line(a, precision) for a in x.arguments) + "]"


# ---- several lines


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
