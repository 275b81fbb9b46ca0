/**
 * A grammar of q.
 *
 * q reads from right to left and has no precedence: an expression is a row of terms, each a noun or a verb. After
 * a noun, a verb is infix and a noun is its argument. Two things shape what follows. White space has meaning
 * (comments, negative numbers, iterators, the end of a statement): all of that is in src/scanner.c. And the clauses
 * of a qSQL template have syntax of their own: every rule for expressions therefore exists three times, see MODES.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

const INFIX_WORDS = [
  'and', 'asof', 'bin', 'binr', 'cor', 'cov', 'cross', 'cut', 'div', 'each', 'ema', 'except', 'fby', 'ij', 'ijf',
  'in', 'insert', 'inter', 'like', 'lj', 'ljf', 'lsq', 'mavg', 'mcount', 'mdev', 'mmax', 'mmin', 'mmu', 'mod',
  'msum', 'or', 'over', 'peach', 'pj', 'prior', 'rotate', 'scan', 'scov', 'set', 'setenv', 'ss', 'sublist', 'sv',
  'uj', 'ujf', 'union', 'upsert', 'vs', 'wavg', 'within', 'wsum', 'xasc', 'xbar', 'xcol', 'xcols', 'xdesc', 'xexp',
  'xgroup', 'xkey', 'xlog', 'xprev', 'xrank',
];

// `distinct` and `where` are prefix words as well; they have rules of their own, since templates use them.
const PREFIX_WORDS = [
  'abs', 'acos', 'aj', 'ajf', 'all', 'any', 'asc', 'asin', 'atan', 'attr', 'avg', 'avgs', 'ceiling',
  'cols', 'cos', 'count', 'csv', 'deltas', 'desc', 'dev', 'differ', 'dsave', 'ej', 'enlist', 'eval', 'exit', 'exp',
  'fills', 'first', 'fkeys', 'flip', 'floor', 'get', 'getenv', 'group', 'gtime', 'hclose', 'hcount', 'hdel',
  'hopen', 'hsym', 'iasc', 'idesc', 'inv', 'key', 'keys', 'last', 'load', 'log', 'lower', 'ltime', 'ltrim', 'max',
  'maxs', 'med', 'meta', 'min', 'mins', 'neg', 'next', 'not', 'null', 'parse', 'prd', 'prds', 'prev', 'rand',
  'rank', 'ratios', 'raze', 'reciprocal', 'reval', 'reverse', 'rload', 'rsave', 'rtrim', 'save',
  'sdev', 'show', 'signum', 'sin', 'sqrt', 'ssr', 'string', 'sum', 'sums', 'svar', 'system', 'tables', 'tan', 'til',
  'trim', 'type', 'ungroup', 'upper', 'value', 'var', 'view', 'views', 'wj',
];

// Words with digits: tree-sitter does not tell them apart from identifiers by itself.
const PREFIX_WORDS_WITH_DIGITS = ['aj0', 'ajf0', 'md5', 'read0', 'read1', 'wj1'];

const WORDS_OF_SYNTAX = ['select', 'exec', 'update', 'delete', 'by', 'from', 'where', 'distinct', 'if', 'do', 'while'];

const SYMBOL = /`([A-Za-z0-9.][A-Za-z0-9_.]*)?(:[A-Za-z0-9_.:\/]*)?/;

/** One or more of `rule`, separated by `separator`. */
const separated = (separator, rule) => seq(rule, repeat(seq(separator, rule)));

/** A column that is given a name: no assignment, although it looks like one. */
const namedColumn = ($, expression) => prec(3, seq(field('name', $.identifier), ':', field('value', expression)));

/** At most `count` times `rule`. */
const upTo = (count, rule) => optional(count === 1 ? rule : seq(rule, upTo(count - 1, rule)));

/**
 * Where an expression stands: by the suffix of its rules, what differs there.
 *
 * In a template `,` separates; behind its `from`, `where` starts a clause and is no function.
 */
const MODES = {
  '': { comma: true, where: true },
  _column: { comma: false, where: true },
  _clause: { comma: false, where: false },
};

/** The rules of expressions for one mode. */
function expressionRules(suffix) {
  const plain = suffix === '';
  const { comma, where } = MODES[suffix];
  const named = ($, name) => (plain ? $[name] : alias($[name + suffix], $[name]));
  const hidden = ($, name) => $[name + suffix];
  const operator = $ => (comma ? $.operator : alias($._operator_but_comma, $.operator));
  const compound = $ => alias($._compound_operator, $.operator);
  const prefixVerb = $ =>
    choice(operator($), compound($), alias($._bare_adverb, $.adverb), $.infix_keyword, named($, 'derived_function'));
  const infixVerb = $ =>
    choice(operator($), alias($._infix_minus, $.operator), $.infix_keyword, named($, 'derived_function'));
  const expression = $ => hidden($, '_expression');

  return {
    ['_expression' + suffix]: $ =>
      choice(
        hidden($, '_noun_first'),
        prefixVerb($),
        alias(':', $.operator),
        alias(hidden($, '_verb_application'), $.application),
        alias(hidden($, '_pattern_assignment'), $.assignment),
      ),

    // What may stand to the right of a noun as its argument.
    ['_noun_first' + suffix]: $ =>
      choice(
        hidden($, '_noun'),
        named($, 'application'),
        named($, 'infix'),
        named($, 'projection'),
        named($, 'assignment'),
        $._query,
        ...(comma ? [alias($._query_join, $.infix)] : []),
      ),

    // A list applied to its indices looks the same.
    ['application' + suffix]: $ =>
      seq(field('function', hidden($, '_noun')), field('argument', hidden($, '_noun_first'))),

    ['_verb_application' + suffix]: $ => seq(field('function', prefixVerb($)), field('argument', expression($))),

    ['infix' + suffix]: $ =>
      seq(
        field('left', hidden($, '_noun')),
        field('operator', infixVerb($)),
        field('right', expression($)),
      ),

    ['projection' + suffix]: $ => seq(field('left', hidden($, '_noun')), field('operator', infixVerb($))),

    ['assignment' + suffix]: $ =>
      prec(2,
        seq(
          field('target', choice($.identifier, alias($._indexed_name, $.call))),
          field('operator', choice(':', '::', $.assignment_operator)),
          field('value', choice(expression($), named($, 'block'))),
        )),

    ['_pattern_assignment' + suffix]: $ =>
      prec(2,
        seq(
          field('target', choice($.parenthesised, $.list, $.table)),
          ':',
          field('value', expression($)),
        )),

    ['block' + suffix]: $ =>
      seq('[', optional($._slot), repeat(seq(';', optional($._slot))), ']', optional(expression($))),

    ['_noun' + suffix]: $ =>
      choice($.identifier, alias($._indexed_name, $.call), hidden($, '_other_noun')),

    ['_other_noun' + suffix]: $ =>
      choice(
        $._literal,
        $.identity,
        $.keyword,
        ...(where ? [alias('where', $.keyword)] : []),
        alias('distinct', $.keyword),
        $.parenthesised,
        $.list,
        $.table,
        $.lambda,
        $.cond,
        $.control,
        named($, 'call'),
      ),

    ['call' + suffix]: $ =>
      choice(
        seq(
          field('function', choice(hidden($, '_other_noun'), prefixVerb($), alias(':', $.operator))),
          field('arguments', $.arguments),
        ),
        prec(2, seq(
          field('function', alias('$', $.operator)),
          field('arguments', alias($._cast_arguments, $.arguments)),
        )),
      ),

    ['derived_function' + suffix]: $ =>
      seq(
        field('function', choice(hidden($, '_noun'), prefixVerb($), alias(':', $.operator))),
        field('adverb', $.adverb),
      ),
  };
}

module.exports = grammar({
  name: 'q',

  externals: $ => [
    $._end_of_statement,
    $.comment,
    $.block_comment,
    $.end_of_script,
    $.system_command,
    $.foreign_line,
    $.boolean,
    $.byte,
    $.guid,
    $.short,
    $.int,
    $.long,
    $.real,
    $.float,
    $.timestamp,
    $.month,
    $.date,
    $.datetime,
    $.timespan,
    $.minute,
    $.second,
    $.time,
    $.adverb,
    $._bare_adverb,
    $._signal,
    $._infix_minus,
    $._error_recovery, // in no rule: valid only where the parser looks for a place to go on
  ],

  extras: $ => [/[ \t\r\n]/, $.comment, $.block_comment],

  word: $ => $.identifier,

  reserved: {
    global: $ => [$.infix_keyword, $._prefix_word, ...WORDS_OF_SYNTAX],
  },

  inline: $ => [$._query],

  supertypes: $ => [$._literal],

  rules: {
    source_file: $ =>
      seq(
        repeat(choice(
          ';',
          seq($._slot, choice(';', $._end_of_statement)),
          $.system_command,
          $.foreign_line,
        )),
        optional(choice($._slot, $.end_of_script)),
      ),

    ...Object.assign({}, ...Object.keys(MODES).map(expressionRules)),

    // ---- words: the keywords first, since the first of two tokens of equal length wins

    keyword: $ => choice($._prefix_word, token(choice(...PREFIX_WORDS_WITH_DIGITS))),
    _prefix_word: _ => token(choice(...PREFIX_WORDS)),
    infix_keyword: _ => token(choice(...INFIX_WORDS)),
    identifier: _ => /\.?[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*/,

    // ---- operators; with a colon they assign to a name before them, and are k's unary forms elsewhere

    operator: $ => choice($._operator_but_comma, ','),
    _operator_but_comma: _ => choice(/[+*%!&|<>=~^#_?@.]|<=|>=|<>|[012]:/, '-', '$'),
    assignment_operator: $ => $._compound_operator,
    _compound_operator: _ => token(/([+\-*%!&|<>=~,^#_$?@.]|<=|>=|<>):/),

    // ---- literals

    identity: _ => '::',

    // A number next to a number is never applied to it: both are items of a vector.
    _literal: $ => choice($.byte, prec(-1, $._number), $.vector, $.char, $.string, $.symbol, $.symbol_vector),

    _number: $ =>
      choice(
        $.boolean, $.guid, $.short, $.int, $.long, $.real, $.float, $.timestamp, $.month, $.date, $.datetime,
        $.timespan, $.minute, $.second, $.time,
      ),

    vector: $ => prec.right(seq($._number, repeat1($._number))),

    char: _ => token(prec(1, /"([\x00-\x09\x0b-\x21\x23-\x5b\x5d-\x7f]|\\([ntr"\\\/]|[0-3][0-7][0-7]))"/)),
    string: _ => token(/"([^"\\\n]|\r?\n[ \t\r\n]|\\([ntr"\\\/]|[0-3][0-7][0-7]))*"/),

    symbol: _ => token(SYMBOL),
    symbol_vector: $ => prec.right(seq($.symbol, repeat1(alias(token.immediate(SYMBOL), $.symbol)))),

    // ---- brackets

    parenthesised: $ => seq('(', $._item, ')'),

    list: $ =>
      seq('(', optional(seq(optional($._item), repeat1(seq(';', optional($._slot))))), ')'),

    arguments: $ => seq('[', optional($._slot), repeat(seq(';', optional($._slot))), ']'),

    // `$[x;y]` is Cast; with more arguments it is `cond`.
    _cast_arguments: $ => seq('[', optional($._slot), optional(seq(';', optional($._slot))), ']'),

    cond: $ =>
      prec(2, seq('$', '[', optional($._slot), ';', optional($._slot), repeat1(seq(';', optional($._slot))), ']')),

    control: $ =>
      seq(field('word', choice('if', 'do', 'while')), '[', $._slot, repeat(seq(';', optional($._slot))), ']'),

    // What may stand between two semicolons, the first of all excepted: there, brackets would be parameters or keys.
    _slot: $ => choice($._item, $.block),
    _item: $ => choice($._expression, $.return, $.signal),
    return: $ => seq(':', $._expression),
    signal: $ => seq(alias($._signal, "'"), $._expression),

    _indexed_name: $ =>
      seq(
        field('function', choice($.identifier, alias($._indexed_name, $.call))),
        field('arguments', $.arguments),
      ),

    // ---- functions

    lambda: $ =>
      seq(
        '{',
        optional(field('parameters', $.parameters)),
        optional($._item),
        repeat(seq(';', optional($._slot))),
        '}',
      ),

    // A function has at most eight.
    parameters: $ => seq('[', optional($._parameter), upTo(7, seq(';', optional($._parameter))), ']'),

    _parameter: $ =>
      choice($.identifier, $._literal, alias($._typed_parameter, $.pattern), $.parenthesised, $.list, $.table),

    _typed_parameter: $ =>
      seq(optional(choice($.identifier, $.parenthesised, $.list, $.table)), ':', $._expression),

    // ---- tables

    table: $ =>
      seq(
        '(', '[', optional(field('keys', $.keys)), ']',
        optional(';'),
        optional(field('columns', $.columns)),
        ')',
      ),

    keys: $ => seq(separated(';', choice($.column, alias($._elided_column, $.column))), optional(';')),
    columns: $ => seq(separated(';', $.column), optional(';')),
    column: $ => choice(namedColumn($, $._expression), $._expression),
    _elided_column: $ => seq(field('name', $.identifier), ':'),

    // ---- qSQL

    _query: $ => choice($.select, $.exec, $.update, $.delete),

    ...Object.fromEntries(['select', 'exec', 'update', 'delete'].map(word => [word, $ =>
      prec.right(3, seq(
        word,
        optional(field('limit', $.arguments)),
        optional('distinct'),
        optional(field('columns', alias($._column_phrases, $.phrases))),
        optional(seq('by', field('by', alias($._column_phrases, $.phrases)))),
        'from',
        field('table', $._expression_clause),
        optional(seq('where', field('where', alias($._where_phrases, $.phrases)))),
      ))])),

    // After a query only `,` can go on: everything else belongs to its last expression.
    _query_join: $ =>
      seq(field('left', $._query), field('operator', alias(',', $.operator)), field('right', $._expression)),

    _column_phrases: $ => separated(',', alias($._phrase, $.column)),
    _where_phrases: $ => prec.right(separated(',', $._expression_clause)),

    _phrase: $ => choice(namedColumn($, $._expression_column), $._expression_column),
  },
});
