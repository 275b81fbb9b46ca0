"""The embedded q: an implementation of the q language that reaches nothing outside of itself.

errors ← kinds ← values ← literals, lexer ← syntax ← parser ; format ; atomic ← application ← verbs/ ← catalogue
← compiler, trees ← sql ← session ← protocol

Where things live:

    kinds       the basic types            values      what stands for which q value
    lexer, parser, syntax                  literals    numbers, temporals, strings to values
    format      the console's display      atomic      extension of a kernel over lists, dictionaries, tables
    application applying and indexing      adverbs     iterators
    verbs/      one module a subject       catalogue   all rows of all subjects
    compiler    trees to Python code       session     a session: variables, limits, output

A verb is one row of its module's TABLE and one function; the docstring of the function is its manual entry.
To add one: write the function, add the row, and the name to `vocabulary` if it is a word.
"""
