/*
 * The part of q's syntax that depends on white space and on the form of numbers.
 *
 *   - A statement ends at a newline unless the next line that is neither empty nor a comment is indented or
 *     starts with a closing brace. The token for it is empty and stands before the newline.
 *   - `/` is a comment after white space or at the start of a line, else an iterator; alone on a line it opens a
 *     block comment, which a line with only `\` closes. Elsewhere such a line ends the script.
 *   - `\` in the first column of a statement's first line is a system command.
 *   - `-` before a digit belongs to the number, but for directly after a noun.
 *   - Numbers next to each other form a vector, so that they must have forms that go together.
 *
 * The state is the number of items that are left of a vector whose forms have been checked. All of it is one file,
 * for tree-sitter's command line compiles this one and no other.
 */

#include "tree_sitter/alloc.h"
#include "tree_sitter/parser.h"

#include <string.h>

enum Token {
    END_OF_STATEMENT,
    COMMENT,
    BLOCK_COMMENT,
    END_OF_SCRIPT,
    SYSTEM_COMMAND,
    FOREIGN_LINE,
    BOOLEAN,
    BYTE,
    GUID,
    SHORT,
    INT,
    LONG,
    REAL,
    FLOAT,
    TIMESTAMP,
    MONTH,
    DATE,
    DATETIME,
    TIMESPAN,
    MINUTE,
    SECOND,
    TIME,
    ADVERB,
    BARE_ADVERB,
    SIGNAL,
    INFIX_MINUS,
    ERROR_RECOVERY,
    NOT_A_NUMBER,
};

typedef struct {
    uint32_t items_left;
} Scanner;

/* ---- characters */

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r'; }
static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }
static bool is_lower(int32_t c) { return c >= 'a' && c <= 'z'; }
static bool is_alpha(int32_t c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
static bool is_hexadecimal(int32_t c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/* Whether a token of this scanner can start with c. */
static bool is_significant(int32_t c) {
    return is_digit(c) || c == '/' || c == '\\' || c == '\'' || c == '-' || c == '.' || c == 'k' || c == 'p';
}

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }
static void skip(TSLexer *lexer) { lexer->advance(lexer, true); }
static bool at_line_end(TSLexer *lexer) { return lexer->lookahead == '\n' || lexer->eof(lexer); }

static void to_line_end(TSLexer *lexer) {
    while (!at_line_end(lexer)) advance(lexer);
}

/* Pass blanks; tells whether the line ends after them. */
static bool rest_is_blank(TSLexer *lexer) {
    while (is_blank(lexer->lookahead)) advance(lexer);
    return at_line_end(lexer);
}

/* ---- comments */

/* Pass a comment whose `/` is in the first column; tells whether it is a block. */
static bool pass_comment(TSLexer *lexer) {
    advance(lexer);
    if (!rest_is_blank(lexer)) {
        to_line_end(lexer);
        return false;
    }
    while (!lexer->eof(lexer)) {
        advance(lexer);
        if (lexer->lookahead == '\\') {
            advance(lexer);
            if (rest_is_blank(lexer)) break;
        }
        to_line_end(lexer);
    }
    return true;
}

/*
 * At a newline within or after an expression: pass white space if the expression goes on, else give the token
 * that ends it. A comment in between is given first; the newline behind it decides.
 */
static bool scan_newline(TSLexer *lexer) {
    lexer->mark_end(lexer);
    for (;;) {
        skip(lexer);
        if (lexer->lookahead == '/') {
            lexer->result_symbol = pass_comment(lexer) ? BLOCK_COMMENT : COMMENT;
            lexer->mark_end(lexer);
            return true;
        }
        bool indented = is_blank(lexer->lookahead);
        while (is_blank(lexer->lookahead)) skip(lexer);
        if (lexer->eof(lexer)) break;
        if (lexer->lookahead == '\n') continue;
        if (indented || lexer->lookahead == '}') return false;
        break;
    }
    lexer->result_symbol = END_OF_STATEMENT;
    return true;
}

/* What only the first column can hold; tells whether it was found. */
static bool scan_first_column(TSLexer *lexer, const bool *valid) {
    int32_t first = lexer->lookahead;
    if (first == '\\') {
        advance(lexer);
        bool alone = rest_is_blank(lexer);
        while (!(alone ? lexer->eof(lexer) : at_line_end(lexer))) advance(lexer);
        lexer->result_symbol = alone ? END_OF_SCRIPT : SYSTEM_COMMAND;
    } else if ((first == 'k' || first == 'p') && valid[FOREIGN_LINE]) {
        advance(lexer);
        if (lexer->lookahead != ')') return false;
        to_line_end(lexer);
        lexer->result_symbol = FOREIGN_LINE;
    } else {
        return false;
    }
    lexer->mark_end(lexer);
    return true;
}

/* ---- iterators */

static bool scan_adverb(TSLexer *lexer, const bool *valid, bool spaced) {
    bool quote = lexer->lookahead == '\'';
    bool follows = !spaced && valid[ADVERB];
    if (!follows && (!valid[BARE_ADVERB] || (spaced && !quote))) return false;
    advance(lexer);
    lexer->result_symbol = follows ? ADVERB : BARE_ADVERB;
    if (lexer->lookahead == ':') {
        advance(lexer);
        lexer->mark_end(lexer);
        return true;
    }
    lexer->mark_end(lexer);
    if (quote && !follows) {
        while (is_blank(lexer->lookahead)) advance(lexer);
        int32_t c = lexer->lookahead;
        if (c != '[' && c != ')' && c != ';' && c != ']') lexer->result_symbol = SIGNAL;
    }
    return true;
}

/* ---- numbers */

/* Only booleans and bytes may be longer, and neither needs its text. */
#define LONGEST_TEXT 128

/* One number as it was read. */
typedef struct {
    char text[LONGEST_TEXT + 1]; /* its first characters */
    char last;
    uint32_t length;
    uint32_t leading_binary;     /* how many 0 and 1 it starts with */
} Number;

/* What a run of numbers holds but for its last. */
typedef struct {
    uint32_t kinds;          /* bit set of the tokens */
    uint32_t typed_kinds;    /* the same, of those that say their type themselves */
    uint64_t largest;        /* of the longs without a suffix */
    bool plain_float;        /* a float without a suffix is among them ... */
    bool plain_not_month;    /* ... and one that is no month: 2000.13, 1.5 */
    bool not_boolean;        /* something that is neither one bit nor a long of zeros and ones */
} Run;

#define BIT(token) (1u << (token))

static const char SUFFIXES[] = "hijefpmdznuvt";
static const uint8_t SUFFIX_TOKENS[] = {
    SHORT, INT, LONG, REAL, FLOAT, TIMESTAMP, MONTH, DATE, DATETIME, TIMESPAN, MINUTE, SECOND, TIME,
};

static int suffix_token(char c) {
    const char *found = c ? strchr(SUFFIXES, c) : NULL;
    return found ? SUFFIX_TOKENS[found - SUFFIXES] : NOT_A_NUMBER;
}

static uint64_t largest_of(int token) {
    switch (token) {
        case SHORT: return INT16_MAX;
        case INT: case MONTH: case DATE: case MINUTE: case SECOND: case TIME: return INT32_MAX;
        default: return INT64_MAX;
    }
}

static unsigned digits_at(const char *text) {
    unsigned n = 0;
    while (is_digit(text[n])) n++;
    return n;
}

/* The value of the digits, UINT64_MAX where they are too many. */
static uint64_t value_of(const char *text, unsigned digits) {
    uint64_t value = 0;
    for (unsigned i = 0; i < digits; i++) {
        if (value > (uint64_t)INT64_MAX / 10) return UINT64_MAX;
        value = value * 10 + (uint64_t)(text[i] - '0');
    }
    return value;
}

/* value * factor + added, UINT64_MAX where that is too much. */
static uint64_t scaled(uint64_t value, uint64_t factor, uint64_t added) {
    return value > (INT64_MAX - added) / factor ? UINT64_MAX : value * factor + added;
}

/* The value of a fraction in units of so many places; further digits do not count. */
static uint64_t fraction_of(const char *digits, unsigned places) {
    uint64_t value = 0;
    bool ended = false;
    for (unsigned i = 0; i < places; i++) {
        ended = ended || !is_digit(digits[i]);
        value = value * 10 + (ended ? 0 : (uint64_t)(digits[i] - '0'));
    }
    return value;
}

/* Length of a calendar date `yyyy.mm.dd` at the start of the text, 0 where there is none. */
static unsigned date_at(const char *text) {
    if (digits_at(text) != 4 || text[4] != '.' || digits_at(text + 5) != 2 || text[7] != '.') return 0;
    if (digits_at(text + 8) < 2) return 0;
    static const uint8_t LENGTHS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint64_t year = value_of(text, 4), month = value_of(text + 5, 2), day = value_of(text + 8, 2);
    if (month < 1 || month > 12 || day < 1) return 0;
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= LENGTHS[month - 1] + (unsigned)(leap && month == 2) ? 10 : 0;
}

static bool is_month(const char *text) {
    return digits_at(text) == 4 && text[4] == '.' && digits_at(text + 5) == 2 && value_of(text + 5, 2) >= 1 &&
           value_of(text + 5, 2) <= 12;
}

#define SECONDS_A_DAY 86400
#define NANOSECONDS 1000000000

/* Days from 2000.01.01 to the date at the start of the text, which is one. */
static int64_t days_at(const char *text) {
    static const uint16_t BEFORE[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    int64_t year = (int64_t)value_of(text, 4), month = (int64_t)value_of(text + 5, 2);
    int64_t past = month > 2 ? year : year - 1; /* the last year whose leap day may have been */
    int64_t leap_days = past / 4 - past / 100 + past / 400 - 484;
    return (year - 2000) * 365 + leap_days + BEFORE[month - 1] + (int64_t)value_of(text + 8, 2) - 1;
}

/* Pass `hh:mm:ss.fff`, each part but the first of two digits at most optional; adds up its nanoseconds. */
static const char *pass_clock(const char *p, uint64_t *nanoseconds) {
    unsigned n = digits_at(p);
    *nanoseconds = 0;
    if (n == 0 || n > 2) return p;
    uint64_t unit = (uint64_t)3600 * NANOSECONDS;
    *nanoseconds = value_of(p, n) * unit;
    p += n;
    for (int part = 0; part < 2; part++) {
        if (*p != ':' || digits_at(p + 1) != 2) return p;
        unit /= 60;
        *nanoseconds += value_of(p + 1, 2) * unit;
        p += 3;
    }
    if (*p == '.') {
        p++;
        *nanoseconds += fraction_of(p, 9);
        p += digits_at(p);
    }
    return p;
}

/* Whether a timestamp holds so many nanoseconds after the start of a day, which counts from 2000.01.01. */
static bool holds_moment(int64_t day, uint64_t nanoseconds) {
    const uint64_t length = (uint64_t)SECONDS_A_DAY * NANOSECONDS;
    day += (int64_t)(nanoseconds / length);
    nanoseconds %= length;
    if (day >= 0) return scaled((uint64_t)day, length, nanoseconds) <= INT64_MAX;
    return scaled((uint64_t)-day - 1, length, length - nanoseconds) <= INT64_MAX;
}

static int classify_date(const char *text) {
    const char *p = text + 10;
    if (*p == 0) return DATE;
    int token = *p == 'D' ? TIMESTAMP : *p == 'T' ? DATETIME : NOT_A_NUMBER;
    if (token == NOT_A_NUMBER) return token;
    uint64_t nanoseconds;
    p = pass_clock(p + 1, &nanoseconds);
    if (*p == 'p' || *p == 'z') p++;
    if (*p || (token == TIMESTAMP && !holds_moment(days_at(text), nanoseconds))) return NOT_A_NUMBER;
    return token;
}

static int classify_clock(const char *text) {
    const char *p = text + digits_at(text);
    unsigned colons = 0;
    uint64_t total = value_of(text, digits_at(text));
    while (*p == ':' && colons < 2 && digits_at(p + 1) == 2) {
        total = scaled(total, 60, value_of(p + 1, 2));
        p += 3;
        colons++;
    }
    unsigned places = 0;
    const char *fraction = NULL;
    if (*p == '.' && colons == 2) {
        fraction = p + 1;
        places = digits_at(p + 1);
        p += 1 + places;
    }
    char suffix = *p;
    if (suffix && (!strchr("uvtn", suffix) || p[1])) return NOT_A_NUMBER;
    if (colons == 1) return total <= INT32_MAX ? MINUTE : NOT_A_NUMBER;
    if (!fraction && suffix != 't' && suffix != 'n') return total <= INT32_MAX ? SECOND : NOT_A_NUMBER;
    if (suffix == 'n' || places > 3) {
        return scaled(total, NANOSECONDS, fraction ? fraction_of(fraction, 9) : 0) <= INT64_MAX ? TIMESPAN : NOT_A_NUMBER;
    }
    return scaled(total, 1000, fraction ? fraction_of(fraction, 3) : 0) <= INT32_MAX ? TIME : NOT_A_NUMBER;
}

/* `0N`, `0W`, `0n` and `0w` with their suffixes; the text starts behind the zero. */
static int classify_special(const char *text) {
    if (text[1] == 0) return is_lower(text[0]) ? FLOAT : LONG;
    if (text[2]) return NOT_A_NUMBER;
    bool is_null = text[0] == 'N' || text[0] == 'n';
    return is_null && text[1] == 'g' ? GUID : suffix_token(text[1]);
}

static int classify_plain(const char *text) {
    const char *p = text;
    unsigned whole = digits_at(p);
    p += whole;
    bool integer = true;
    if (*p == '.') {
        unsigned places = digits_at(p + 1);
        if (whole + places == 0) return NOT_A_NUMBER;
        integer = false;
        p += 1 + places;
    }
    if (*p == 'e' || *p == 'E') {
        const char *power = p + 1 + (p[1] == '-' || p[1] == '+');
        if (digits_at(power)) {
            integer = false;
            p = power + digits_at(power);
        }
    }
    if (*p == 0) return !integer ? FLOAT : value_of(text, whole) <= INT64_MAX ? LONG : NOT_A_NUMBER;
    if (p[1]) return NOT_A_NUMBER;
    int token = suffix_token(*p);
    if (token == MONTH && is_month(text)) return p == text + 7 ? MONTH : NOT_A_NUMBER;
    if (token == REAL || token == FLOAT || token == DATETIME) return token;
    return integer && token != NOT_A_NUMBER && value_of(text, whole) <= largest_of(token) ? token : NOT_A_NUMBER;
}

/* The token for one number, NOT_A_NUMBER where the text has no meaning. */
static int classify(const Number *number) {
    if (number->last == 'b' && number->length > 1 && number->leading_binary == number->length - 1) return BOOLEAN;
    if (number->length > LONGEST_TEXT) return NOT_A_NUMBER;
    bool negative = number->text[0] == '-';
    const char *text = number->text + negative;
    unsigned whole = digits_at(text);
    if (text[0] == '0' && text[1] && strchr("NnWw", text[1])) return classify_special(text + 1);
    if (!negative && date_at(text)) return classify_date(text);
    if (whole && text[whole] == ':') return classify_clock(text);
    if (whole && text[whole] == 'D') {
        uint64_t nanoseconds;
        const char *p = pass_clock(text + whole + 1, &nanoseconds);
        if (*p == 'n') p++;
        uint64_t day = (uint64_t)SECONDS_A_DAY * NANOSECONDS;
        bool held = scaled(value_of(text, whole), day, nanoseconds) <= INT64_MAX;
        return *p == 0 && held ? TIMESPAN : NOT_A_NUMBER;
    }
    return classify_plain(text);
}

static bool is_byte(const Number *number) { return number->text[0] == '0' && number->text[1] == 'x'; }

static void append(Number *number, int32_t c) {
    if (number->length < LONGEST_TEXT) number->text[number->length] = (char)c;
    if (number->leading_binary == number->length && (c == '0' || c == '1')) number->leading_binary++;
    number->last = (char)c;
    number->length++;
}

/*
 * Read a number: a sign, then all digits, letters, dots and colons. Marks its end if asked to. Tells whether the
 * position is that end: behind `2e-x` it is one too far.
 */
static bool read_number(TSLexer *lexer, Number *number, bool mark) {
    memset(number, 0, sizeof *number);
    for (;;) {
        int32_t c = lexer->lookahead;
        bool sign = number->length == 0 && c == '-', byte = is_byte(number);
        if (byte ? !is_hexadecimal(c) : !sign && !is_digit(c) && !is_alpha(c) && c != '.' && c != ':') return true;
        append(number, c);
        advance(lexer);
        if (mark) lexer->mark_end(lexer);
        /* No number: a row of dots is not read to its end at each of them. */
        if (c == '.' && number->length == 1 && !is_digit(lexer->lookahead)) return true;
        bool power = !byte && (c == 'e' || c == 'E');
        if (power && (lexer->lookahead == '-' || lexer->lookahead == '+')) {
            int32_t power_sign = lexer->lookahead;
            advance(lexer);
            if (!is_digit(lexer->lookahead)) return false;
            append(number, power_sign);
        }
    }
}

/* Whether the text starts as a number does: no `x`, no `0:`, no `0x12` (but `-0x12`, which means nothing). */
static bool starts_number(const Number *number) {
    const char *text = number->text + (number->text[0] == '-');
    if (text[0] == '.') return is_digit(text[1]);
    if (!is_digit(text[0]) || is_byte(number)) return false;
    return text[1] != ':' || (is_digit(text[2]) && !(text[2] == '0' && text[3] == 'x'));
}

static uint64_t largest_value(uint64_t largest, const Number *number) {
    const char *text = number->text + (number->text[0] == '-');
    uint64_t value = value_of(text, digits_at(text));
    return value > largest ? value : largest;
}

static void add_to_run(Run *run, const Number *number, int token) {
    const char *text = number->text + (number->text[0] == '-');
    bool plain = (token == LONG || token == FLOAT) && !is_alpha(number->last);
    run->kinds |= BIT(token);
    if (!plain) {
        /* 0N, 0W, 0n and 0w take any type. */
        bool untyped = strspn(text, "0") == 1 && strchr("NWnw", text[1]) && !text[2];
        if (!untyped) run->typed_kinds |= BIT(token);
        run->not_boolean |= token != BOOLEAN || number->length != 2;
    } else if (token == LONG) {
        run->largest = largest_value(run->largest, number);
        run->not_boolean |= strspn(number->text, "01") != strlen(text);
    } else {
        run->plain_float = true;
        run->plain_not_month |= !is_month(text) || number->length != 7;
        run->not_boolean = true;
    }
}

/* Whether a vector may consist of the items of the run and, at its end, `last`. */
static bool goes_together(const Run *run, const Number *last, int token) {
    const uint32_t floats = BIT(LONG) | BIT(REAL) | BIT(FLOAT);
    const uint32_t temporal = BIT(TIMESTAMP) | BIT(MONTH) | BIT(DATE) | BIT(DATETIME) | BIT(TIMESPAN) | BIT(MINUTE) |
                              BIT(SECOND) | BIT(TIME);
    bool is_float = token == REAL || token == FLOAT;
    if (token == BOOLEAN) return last->length == 2 && !run->not_boolean;
    if (suffix_token(last->last) == token && !(last->last == 'n' && token == FLOAT)) {
        if (run->largest > largest_of(token)) return false;
        bool floats_fit = is_float || token == DATETIME || (token == MONTH && !run->plain_not_month);
        if (run->plain_float && !floats_fit) return false;
        return (run->typed_kinds & ~(is_float ? floats : BIT(token))) == 0;
    }
    uint32_t kinds = run->kinds | BIT(token), others = kinds & ~BIT(LONG);
    bool narrow = others & (BIT(MONTH) | BIT(DATE) | BIT(MINUTE) | BIT(SECOND) | BIT(TIME));
    uint64_t largest = token == LONG && is_digit(last->last) ? largest_value(run->largest, last) : run->largest;
    if (narrow && largest > INT32_MAX) return false;
    if (kinds == (BIT(LONG) | BIT(FLOAT)) || (kinds & (kinds - 1)) == 0) return true;
    return (kinds & BIT(LONG)) && (others & (others - 1)) == 0 && (others & temporal);
}

/* Read the numbers that follow `first` in its vector, without marking: how many they are, -1 if they don't match. */
static int64_t read_run(TSLexer *lexer, const Number *first, int token) {
    Run run = {0};
    Number last = *first;
    int64_t count = 0;
    bool at_end = true;
    while (at_end && (lexer->lookahead == ' ' || lexer->lookahead == '\t')) {
        Number next;
        while (lexer->lookahead == ' ' || lexer->lookahead == '\t') advance(lexer);
        at_end = read_number(lexer, &next, false);
        if (!starts_number(&next)) break;
        add_to_run(&run, &last, token);
        last = next;
        token = classify(&last);
        if (token == NOT_A_NUMBER) return -1;
        count++;
    }
    return count == 0 || goes_together(&run, &last, token) ? count : -1;
}

static bool scan_number(Scanner *scanner, TSLexer *lexer, const bool *valid, bool spaced) {
    Number number;
    if (valid[INFIX_MINUS] && !valid[ERROR_RECOVERY] && !spaced) {
        if (lexer->lookahead == '.') return false;
        if (lexer->lookahead == '-') {
            advance(lexer);
            lexer->mark_end(lexer);
            lexer->result_symbol = INFIX_MINUS;
            read_number(lexer, &number, false);
            return is_digit(number.text[0]) || (number.text[0] == '.' && is_digit(number.text[1]));
        }
    }
    bool at_end = read_number(lexer, &number, true);
    if (is_byte(&number)) {
        lexer->result_symbol = BYTE;
        return !is_alpha(lexer->lookahead);
    }
    if (!starts_number(&number)) return false;
    int token = classify(&number);
    bool checked = spaced && scanner->items_left > 0;
    if (checked) {
        scanner->items_left--;
    } else if (token != NOT_A_NUMBER && !valid[ERROR_RECOVERY]) {
        int64_t count = at_end ? read_run(lexer, &number, token) : 0;
        scanner->items_left = count > 0 ? (uint32_t)count : 0;
        if (count < 0) token = NOT_A_NUMBER;
    }
    /* No rule takes this token: without it, the minus of `-12x` would pass for an operator. */
    lexer->result_symbol = token == NOT_A_NUMBER ? ERROR_RECOVERY : (TSSymbol)token;
    return true;
}

/* ---- interface */

void *tree_sitter_q_external_scanner_create(void) { return ts_calloc(1, sizeof(Scanner)); }

void tree_sitter_q_external_scanner_destroy(void *payload) { ts_free(payload); }

unsigned tree_sitter_q_external_scanner_serialize(void *payload, char *buffer) {
    memcpy(buffer, payload, sizeof(Scanner));
    return sizeof(Scanner);
}

void tree_sitter_q_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    if (length == sizeof(Scanner)) memcpy(payload, buffer, length);
    else memset(payload, 0, sizeof(Scanner));
}

bool tree_sitter_q_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    bool between_statements = valid[SYSTEM_COMMAND] && !valid[ERROR_RECOVERY];
    bool spaced = false, passed_newline = false;
    for (;;) {
        if (is_blank(lexer->lookahead)) {
            skip(lexer);
            spaced = true;
        } else if (lexer->lookahead != '\n') {
            break;
        } else if (between_statements) {
            skip(lexer);
            spaced = false;
            passed_newline = true;
        } else {
            if (scan_newline(lexer)) return true;
            spaced = true;
        }
    }
    int32_t c = lexer->lookahead;
    if (lexer->eof(lexer) || !is_significant(c)) return false;
    bool first_column = !spaced && (passed_newline || lexer->get_column(lexer) == 0);
    if (c == '/' && (spaced || first_column)) {
        bool block = false;
        if (first_column) block = pass_comment(lexer);
        else to_line_end(lexer);
        lexer->mark_end(lexer);
        lexer->result_symbol = block ? BLOCK_COMMENT : COMMENT;
        return true;
    }
    if (first_column && (c == '\\' || c == 'k' || c == 'p')) return scan_first_column(lexer, valid);
    if (c == '/' || c == '\\' || c == '\'') return scan_adverb(lexer, valid, spaced || passed_newline);
    if (c == 'k' || c == 'p') return false;
    return scan_number(payload, lexer, valid, spaced || passed_newline || first_column);
}
