"""`.h`: text marked up as HTML and XML, tables as delimited text, URIs, the shape of HTTP responses.

Only what is a function of its arguments is here; what reads files, or whose exact text the reference leaves open
(frames, workbooks, the web console), is not.
"""

from __future__ import annotations

import re

import numpy as np

from .encoding import decode, encode
from .errors import QError, Unsupported
from .items import count, enlist, from_items, items
from .json_text import from_json, to_json
from .machine import current
from .values import (
    Atom,
    Dict,
    List,
    Primitive,
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
    type_number,
)
from .verbs.columns import unkeyed
from .verbs.dictionaries import value
from .verbs.strings import text
from .verbs.text_files import text_columns

_SAFE = "$-.+!*'(),abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"
_ANCHOR_STYLE = "a{text-decoration:none}a:link{color:024C7E}a:visited{color:024C7E}a:active{color:958600}"
_BODY_STYLE = "body{font:10pt verdana;text-align:justify}"
_MEDIA_TYPES = {
    "": "application/octet-stream",
    "htm": "text/html",
    "html": "text/html",
    "csv": "text/comma-separated-values",
    "txt": "text/plain",
    "xml": "text/plain",
    "xls": "application/msexcel",
    "gif": "image/gif",
    "json": "application/json",
}
_DIGITS_OF_NANOSECONDS = 9


def _enclosed(element: str, content: str) -> str:
    return f"<{element}>{content}</{element}>"


def _lines(x: Value) -> list[str]:
    return [text_of(v) for v in items(x)]


def _element_name(x: Value) -> str:
    if not is_symbol(x):
        raise QError("type")
    return str(x.v)


def element(x: Value, y: Value) -> Value:
    """`.h.htc[x;y]`: the text y in the element x."""
    return string(_enclosed(_element_name(x), text_of(y)))


def start_tag(x: Value, y: Value) -> Value:
    """`.h.hta[x;y]`: the start tag of the element x with the attributes y; values that are strings stand in quotes."""
    if type(y) is not Dict:
        raise QError("type")
    pairs = zip(_lines(y.keys), items(y.values), strict=True)
    parts = [f'{k}="{text_of(v)}"' if is_string(v) else f"{k}={text_of(text(v))}" for k, v in pairs]
    return string(f"<{' '.join([_element_name(x), *parts])}>")


def element_with(x: Value, y: Value, z: Value) -> Value:
    """`.h.htac[x;y;z]`: the text z in the element x with the attributes y."""
    return string(f"{text_of(start_tag(x, y))}{text_of(z)}</{_element_name(x)}>")


def _anchor(x: Value, y: Value, attributes: str) -> Value:
    address = f'"{text_of(x)}"' if is_string(x) else text_of(x)
    return string(f"<a {attributes}href={address}>{text_of(y)}</a>")


def anchor(x: Value, y: Value) -> Value:
    """`.h.ha[x;y]`: a link to x, a symbol or a string, that shows y."""
    return _anchor(x, y, "")


def anchor_target(x: Value, y: Value) -> Value:
    """`.h.hb[x;y]`: as `.h.ha`, with a target."""
    return _anchor(x, y, "target=v ")


def no_break(x: Value) -> Value:
    """`.h.nbr x`: text that does not wrap."""
    return string(_enclosed("nobr", text_of(x)))


def code_after_tab(x: Value) -> Value:
    """`.h.code x`: every second one of the segments between tabs as code."""
    segments = text_of(x).split("\t")
    return string(" ".join(_enclosed("code", _enclosed("nobr", s)) if i % 2 else s for i, s in enumerate(segments)))


def escape_lower(x: Value) -> Value:
    """`.h.hc x`: text with `<` escaped."""
    return string(text_of(x).replace("<", "&lt;"))


def rule(x: Value) -> Value:
    """`.h.hr x`: dashes, as many as x has characters."""
    return string("-" * count(x))


def preformatted(x: Value) -> Value:
    """`.h.pre x`: lines in a pre element."""
    return string(_enclosed("pre", "".join(line + "\n" for line in _lines(x))))


def example(x: Value) -> Value:
    """`.h.xmp x`: lines in an xmp element."""
    return string(_enclosed("xmp", "".join(line + "\n" for line in _lines(x))))


def paragraphs(x: Value) -> Value:
    """`.h.text x`: every line in a paragraph."""
    return string("".join(_enclosed("p", line) + "\n" for line in _lines(x)))


def document(x: Value) -> Value:
    """`.h.html x`: the body x in a document with the console's style."""
    style = _enclosed("style", _ANCHOR_STYLE + _BODY_STYLE)
    return string(_enclosed("html", _enclosed("head", style) + _enclosed("body", text_of(x))))


def hyperlinks(x: Value) -> Value:
    """`.h.http x`: text with what begins `http://` as links."""
    return string(re.sub(r"http://[^ ]*", lambda m: f'<a href="{m[0]}">{m[0]}</a>', text_of(x)))


def xml_escape(x: Value) -> Value:
    """`.h.xs x`: text with the characters escaped that XML needs so."""
    found = text_of(x)
    if '"' in found or "'" in found:
        raise Unsupported(".h.xs of quotes")
    return string(found.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def uri_escape(x: Value) -> Value:
    """`.h.hu x`: text with the bytes that are not safe in a URI as `%` and two digits."""
    return string("".join(chr(b) if chr(b) in _SAFE else f"%{b:02x}" for b in encode(text_of(x))))


def uri_unescape(x: Value) -> Value:
    """`.h.uh x`: text with `%` and two digits as the byte they stand for."""
    return string(re.sub(rb"%([0-9a-fA-F]{2})", lambda m: bytes([int(m[1], 16)]), encode(text_of(x))))


def iso_timestamp(x: Value) -> Value:
    """`.h.iso8601 x`: nanoseconds since 2000 as an ISO 8601 timestamp."""
    if type_number(x) not in (-7, -12, -6):
        raise QError("type")
    seconds, rest = divmod(int(payload(x)), 10**_DIGITS_OF_NANOSECONDS)
    return string(f"{np.datetime64('2000-01-01T00:00:00', 's') + seconds}.{rest:09d}")


def response(x: Value, y: Value, z: Value) -> Value:
    """`.h.hn[x;y;z]`: an HTTP response with status x and content z of the media type that y stands for."""
    kind = _element_name(y)
    if kind not in _MEDIA_TYPES:
        raise Unsupported(f".h.ty `{kind}")
    content = decode(z.a.tobytes()) if isinstance(z, Vector) and z.t == 4 else text_of(z)
    head = (f"HTTP/1.1 {text_of(x)}", f"Content-Type: {_MEDIA_TYPES[kind]}", "Connection: close")
    return string("\r\n".join([*head, f"Content-Length: {len(encode(content))}", "", content]))


def content(x: Value, y: Value) -> Value:
    """`.h.hy[x;y]`: the HTTP response that brings y, of the media type that x stands for."""
    return response(string("200 OK"), x, y)


def bad_request(x: Value) -> Value:
    """`.h.he x`: the HTTP response to a request that failed with x."""
    return response(string("400 Bad Request"), Atom(11, "txt"), string("'" + text_of(escape_lower(x))))


def comma_separated(x: Value) -> Value:
    """`.h.cd x`: a table or columns as lines of comma-separated values, nested items joined by `.h.d`."""
    return text_columns(Atom(10, ord(",")), _flattened(x))


def tab_separated(x: Value) -> Value:
    """`.h.td x`: a table as lines of tab-separated values."""
    return text_columns(Atom(10, ord("\t")), unkeyed(x))


def _flattened(x: Value) -> Value:
    if type(x) is not Table and not is_keyed(x):
        return x
    table = unkeyed(x)
    between = text_of(current().get(".h.d"))

    def flat(cell: Value) -> Value:
        if is_atom(cell) or is_string(cell):
            return cell
        return string(between.join(text_of(text(v)) for v in items(cell)))

    columns = [c if isinstance(c, Vector) else List([flat(v) for v in items(c)]) for c in table.columns]
    return Table(table.names, columns)


def xml_table(x: Value) -> Value:
    """`.h.xd x`: a table as lines of XML."""
    table = unkeyed(x)
    if type(table) is not Table:
        raise QError("type")
    rows = zip(*(items(c) for c in table.columns), strict=True)
    lines = [
        _enclosed("r", "".join(_enclosed(n, _xml_cell(v)) for n, v in zip(table.names, row, strict=True)))
        for row in rows
    ]
    return List([string(line) for line in ("<R>", *lines, "</R>")])


def _xml_cell(x: Value) -> str:
    return text_of(xml_escape(x if is_string(x) or type_number(x) == -10 else text(x)))


def json_lines(x: Value) -> Value:
    """``.h.tx[`json] x``: the rows of a table, or the items of a list, as JSON each."""
    return List([to_json(v) for v in items(unkeyed(x))])


def from_lines(x: Value, y: Value) -> Value:
    """``.h.xt[`json;y]``: what lines of JSON stand for."""
    if _element_name(x) != "json":
        raise Unsupported(f".h.xt `{x.v}")
    return from_items([from_json(v) for v in items(y)])


def workbook(_: Value) -> Value:
    """``.h.tx[`xls] x``: not implemented."""
    raise Unsupported(".h.ed")


_CONVERSIONS = {
    "raw": enlist,
    "json": json_lines,
    "csv": comma_separated,
    "txt": tab_separated,
    "xml": xml_table,
    "xls": workbook,
}


def _conversion(name: str) -> Primitive:
    return Primitive(f".h.tx.{name}", _CONVERSIONS[name], 1, 1, 100, "k){...}")


FUNCTIONS = (
    (".h.htc", element, 2),
    (".h.hta", start_tag, 2),
    (".h.htac", element_with, 3),
    (".h.ha", anchor, 2),
    (".h.hb", anchor_target, 2),
    (".h.nbr", no_break, 1),
    (".h.code", code_after_tab, 1),
    (".h.hc", escape_lower, 1),
    (".h.hr", rule, 1),
    (".h.pre", preformatted, 1),
    (".h.xmp", example, 1),
    (".h.text", paragraphs, 1),
    (".h.html", document, 1),
    (".h.http", hyperlinks, 1),
    (".h.xs", xml_escape, 1),
    (".h.hu", uri_escape, 1),
    (".h.uh", uri_unescape, 1),
    (".h.iso8601", iso_timestamp, 1),
    (".h.hn", response, 3),
    (".h.hy", content, 2),
    (".h.he", bad_request, 1),
    (".h.cd", comma_separated, 1),
    (".h.td", tab_separated, 1),
    (".h.xd", xml_table, 1),
    (".h.xt", from_lines, 2),
    (".h.val", value, 1),
)
VALUES: dict[str, Value] = {
    ".h.br": string("<br>"),
    ".h.c0": Atom(11, "024C7E"),
    ".h.c1": Atom(11, "958600"),
    ".h.d": Atom(10, ord(" ")),
    ".h.sa": string(_ANCHOR_STYLE),
    ".h.sb": string(_BODY_STYLE),
    ".h.sc": string(_SAFE),
    ".h.ty": Dict(
        symbols([name for name in _MEDIA_TYPES if name]), List([string(v) for name, v in _MEDIA_TYPES.items() if name])
    ),
    ".h.tx": Dict(symbols(_CONVERSIONS), List([_conversion(name) for name in _CONVERSIONS])),
}
# What q's own `.h` holds by its reference, for the commands that list a namespace.
VARIABLE_NAMES = ("HOME", "br", "c0", "c1", "logo", "sa", "sb", "sc", "tx", "ty")
FUNCTION_NAMES = (
    *("cd", "code", "data", "eb", "ec", "ed", "edsn", "es", "estr", "fram", "ha", "hb", "hc", "he", "hn", "hp", "hr"),
    *("ht", "hta", "htac", "htc", "html", "http", "hu", "hug", "hy", "iso8601", "jx", "ka", "nbr", "pre", "td"),
    *("text", "uh", "val", "xd", "xmp", "xs", "xt"),
)
