"""The embedded q: an implementation of the q language that reaches nothing outside of itself.

errors ← kinds ← values ← literals, lexer ← syntax ← parser
values ← machine ← identity, indexing, joining ← application ← adverbs ← verbs/ ← catalogue
catalogue ← trees ← sql ← compiler ← session ← protocol, shell

Where things live:

    kinds        the basic types                       values       what stands for which q value
    items        counting, taking and making lists
    lexer, parser (on cursor, expressions), syntax, vocabulary
                                                       literals     numbers, temporals and strings to values
    promotion    which type a pair of types gives      atomic       a kernel on arrays spread over every value
    application  calls, projections, compositions      adverbs      the iterators, from maps and accumulators
    indexing     reading at any depth                  verbs/amend  writing at any depth, traps
    identity     match and keys                        tolerance    float comparison
    enumerations foreign keys and links                stepped      step dictionaries
    mapped       the stand-in for a table on disk      encoding     text to bytes and back
    verbs/       one module a subject                  catalogue    the rows of all subjects by name
    library      .Q .j, with .h from markup            json_text, serialization  .j.j .j.k -8! -9!
    compiler     syntax to Python functions, on generated_text, generated_calls, generated_assignments
                                                       trees        parse trees: made, evaluated
    sql          templates; sql_functional ?[] and ![]; sql_rows, sql_select, sql_update do the work
    format       values in one line, from atom_text    screen       over the lines of the console
    samples      the sample database `sp.q`
    machine      variables, output, bounds             session      the public face; protocol serves it
    shell        the console and `qforge-q`            options, inputs, terminal, complaints   its parts
    manual       the entries of all verbs

A verb is one row of its module's TABLE and one function, whose docstring is its manual entry: rule, domain, examples.
To add one: write the function and add the row; the words of q stand in `vocabulary` already. What is atomic is a kernel
under `@unary` or `@binary`. What is not implemented raises Unsupported, never a guess.
"""
