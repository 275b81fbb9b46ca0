"""Programs that differ in layout, comments or local names have the same tokens, others have not."""

from __future__ import annotations

import pytest

from qforge.languages.q.looping import loops
from qforge.languages.q.mentions import free_names
from qforge.languages.q.normalisation import normalise


def test_tokens_are_listed_with_own_names_numbered() -> None:
    written = " ".join(normalise("f:{[a;b] c:a*b; c+g a} / done"))
    assert written == "$0 : { [ $1 ; $2 ] $3 : $1 * $2 ; $3 + g $1 }"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f:{[a] a+1}", "f:{[value_] value_ + 1 } / add one"),
        ("f:{x+y}", "/ sum\n\nf:{\n  x+y\n  }\n"),
        ("f:{t:x*2; t+1}", "f:{\n u:x*2;\n u+1}"),
        ("g:{x}\nf:{g x}", "g:{x};f:{g x};"),
        ("f:{x+1  2   3}", "f:{x+1 2 3}"),
        ("f:{[n] r:0; while[n>0; r+:n; n-:1]; r}", "f:{[k] s:0; while[k>0; s+:k; k-:1]; s}"),
        ("f:{[a] {[b] b+1} a}", "f:{[p] {[q] q+1} p}"),
        ("f:{[a] r:til 3; r[0]:a; r}", "f:{[b] s:til 3; s[0]:b; s}"),
        ("f:{x+1}", "g:{x+1}"),
        ("g:{x}\nf:{g x}", "helper:{x}\nf:{helper x}"),
        ("k:3\nf:{[k] k+1}", "m:3\nf:{[n] n+1}"),
        ("f:{x*1.0}", "f:{x*1f}"),
        ("f:{x,0x0A}", "f:{x,0x0a}"),
        ('f:{x,"a\\012"}', 'f:{x,"a\\n"}'),
        ("f:{x,1 2 3}", "f:{x,1 2 3j}"),
        ("f:{x-y}", "f:{[a;b]a-b}"),
        ("f:{y}", "f:{[a;b]b}"),
        ("f:{1}", "f:{[a]1}"),
        ("f:{z {x+y}/x}", "f:{[a;b;c]c {[d;e]d+e}/a}"),
        ("f:{(a;b):x;a+b}", "f:{(c;d):x;c+d}"),
        ("f:{[(a;b)]a+b}", "f:{[(c;d)]c+d}"),
        ("f:{x+1}\n\\\nwhat stands behind the end", "f:{x+1}"),
        ("f:{[a]; ;a+1}", "f:{[a]a+1}"),
        ("\\d .a\r\nf:{[b]\r\n  b}\r\n", "\\d .a\nf:{[c]c}"),
        ("f:{[t;n] ([]k:t;v:n)}", "f:{[u;m] ([]k:u;v:m)}"),
        ("f:{([]k:a):x; a}", "f:{([]k:b):x; b}"),
        ("f:{[t;n] select m:v+n from t where v>n}", "f:{[u;k] select m:v+k from u where v>k}"),
    ],
)
def test_layout_comments_own_names_and_spelling_do_not_count(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("f:{g x}", "f:{h x}"),
        ("g:{x};f:{g x}", "g:{x};f:{h x}"),
        ("f:{x+1}", "f:{x+2}"),
        ("f:{x*1f}", "f:{x*1e}"),
        ("f:{x-1}", "f:{x -1}"),
        ('f:{"a b"}', 'f:{"a  b"}'),
        ("f:{x,`a}", "f:{x,`b}"),
        ("f:{[a;b] a-b}", "f:{[a;b] b-a}"),
        ("f:{[t] select n:sum v from t}", "f:{[t] select m:sum v from t}"),
        ("f:{[t] ([]a:t)}", "f:{[t] ([]b:t)}"),
        ("f:{[t] ([k:t]a:t)}", "f:{[t] ([j:t]a:t)}"),
        ("f:{total::x}", "f:{other::x}"),
        ("f:{1b}", "f:{1}"),
        ("f:{g[;;x]}", "f:{g[;x]}"),
        ("f:{x;}", "f:{x}"),
        ("f:{x-y}", "f:{y-x}"),
        ("f:{x}", "f:{y}"),
        ("f:{1}", "f:{[]1}"),
        ("f:{`a`b}", "f:{`a `b}"),
        ("f:{exec v by k:w from x}", "f:{exec v by h:w from x}"),
        ("f:{x+z}", "f:{x+y}"),
        ("f:{y:1; x-y}", "f:{x:1; y-x}"),
        ("f:{([]x;y)}", "f:{[a;b] ([]a;b)}"),
        ("x:7; f:{[t] {select from y where v>x} t}", "w:7; f:{[t] {select from y where v>x} t}"),
        ("f:{[a;b] ([]a;b)}", "f:{[c;d] ([]c;d)}"),
        ("f:{[a;b] ([a]k:b)}", "f:{[c;b] ([c]k:b)}"),
        ("f:{([]a;b):x; a-b}", "f:{([]a;b):x; b-a}"),
        ("f:{[t;v] select v from t}", "f:{[t;w] select w from t}"),
        ("f:{[t;v] select v+1 from t}", "f:{[t;w] select w+1 from t}"),
        ("f:{[t;v] select n:count i by v from t}", "f:{[t;w] select n:count i by w from t}"),
        ("f:{[t;v] delete v from t}", "f:{[t;w] delete w from t}"),
        ("v:2; f:{[t] select v from t}", "w:2; f:{[t] select w from t}"),
        ("a:1; f:{value `a}", "b:1; f:{value `a}"),
        ('a:1; f:{value "a+1"}', 'b:1; f:{value "a+1"}'),
        ("a:{x}\n\\t a 1", "b:{x}\n\\t a 1"),
        ("a:1 2; f:{a[0]:9; a}", "a:1 2; f:{b[0]:9; b}"),
        ("a:1; f:{a+:9; a}", "a:1; f:{b+:9; b}"),
        ("f:{1 2\n  0}", "f:{1 2 0}"),
    ],
)
def test_what_the_program_says_counts(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


def test_source_that_does_not_parse_is_split_at_blanks() -> None:
    assert normalise('f: "never closed') == ("f:", '"never', "closed")


def test_source_that_is_deep_or_long_has_tokens() -> None:
    assert len(normalise("f:{" + "x+" * 5000 + "1}")) == 10008
    assert len(normalise("f:{" + "x+" * 20_000 + "1}")) == 1


def test_source_of_many_columns_or_dots_is_read_to_its_end() -> None:
    assert free_names("f:{([]" + "a;" * 14_000 + "a)}") == {"f", "a"}
    assert normalise("." * 29_000) == (".",) * 29_000


def test_free_names_are_globals_only() -> None:
    assert free_names("f:{[a] b:a+c; ([]d:b) lj {a} k; e::b; count b}") == {"f", "c", "a", "k", "e"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f:{while[x>0; x-:1]; x}", True),
        ("f:{do[3; x+:1]; x}", True),
        ("f:{r:0; {while [x>0; x-:1]} x; r}", True),
        ("f:{if[x>0; :1]; 0}", False),
        ("f:{$[x;1;2]}", False),
        ("f:{sum each x}", False),
        ("f:{(x-1)/[100]}", False),
        ('f:{"while[x>0;x-:1]"}', False),
        ("f:{`while`do}", False),
        ("f:{x} / while[1b;x]", False),
        ("/ while[1b;x]\nf:{x}", False),
        ("/\nwhile[1b;x]\n\\\nf:{x}", False),
        ("f:{x.while}", False),
        ("f:{whiled[x]}", False),
    ],
)
def test_loop_statements_are_told_from_mentions_and_iterators(code: str, expected: bool) -> None:
    assert (loops(code) > 0) is expected
