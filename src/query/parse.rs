//! From a query string to its tree: what comes in is what the user typed, what goes out is a
//! [`Query`] or a [`ParseError`] that points at the place. What the words mean is left to the
//! planner.
//!
//! ```text
//! query   := [or]
//! or      := and ((OR | ИЛИ | '||') and)*
//! and     := not ([AND | И | '&&'] not)*
//! not     := (NOT | НЕ | -)* primary
//! primary := '(' or ')' | field ':' (value | '(' or ')') | value
//! value   := ['='] word ['~' N] | ['='] '"' (word ['~' N] | '<' kind '>')* '"' ['~' N]
//! ```
//!
//! A value that begins with `-` is refused behind a field; two hyphens and more are a dash.
//! Operators are upper-case words, as in Lucene. Typographic quotes («…», “…”, „…“) are quotes.
//! Punctuation that belongs to nothing is passed over, so that a sentence can be pasted as it is.

use std::ops::Range;

use globset::GlobBuilder;
use thiserror::Error;
use unicode_width::UnicodeWidthStr;
use winnow::combinator::{alt, eof, opt, peek, repeat, terminated};
use winnow::error::{ErrMode, ParserError};
use winnow::prelude::*;
use winnow::stream::{LocatingSlice, Location, Stateful, Stream};
use winnow::token::{any, literal, one_of, rest, take_while};

use super::ast::{Clause, DateRange, Field, Part, Query, Value, kind_by_name};
use crate::entity::date::{DateError, parse_query_interval};

/// Code points that a query may have. Longer ones are no questions but files.
const MAX_LENGTH: usize = 20_000;
/// Parentheses inside parentheses.
const MAX_DEPTH: usize = 64;
/// Words, phrases and field values of one query.
const MAX_CLAUSES: usize = 1_000;
/// Words that a match may span beyond the phrase's own.
const MAX_SLOP: u32 = 1_000;
/// Edits of a fuzzy word: beyond two nearly every short word is like every other.
const MAX_DISTANCE: u32 = 2;

/// A query that can't be understood, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{kind} at character {}{}", self.character(), kind.with_advice())]
pub struct ParseError {
    pub query: String,
    /// Byte range in `query`, on char boundaries; empty at the end of the query.
    pub span: Range<usize>,
    pub kind: ParseErrorKind,
}

#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ParseErrorKind {
    #[error("the query has more than {MAX_LENGTH} characters")]
    TooLong,
    #[error("parentheses are nested more than {MAX_DEPTH} deep")]
    TooDeep,
    #[error("the query has more than {MAX_CLAUSES} words")]
    TooManyClauses,
    #[error("a word, a phrase or a field is missing")]
    MissingOperand,
    #[error("`{0}` has nothing to its left")]
    MissingLeftOperand(String),
    #[error("`{0}` has nothing to its right")]
    MissingRightOperand(String),
    #[error("this parenthesis is never closed")]
    UnclosedParenthesis,
    #[error("this parenthesis closes nothing")]
    UnopenedParenthesis,
    #[error("there is nothing between the parentheses")]
    EmptyParentheses,
    #[error("this quotation mark is never closed")]
    UnclosedQuote,
    #[error("this quotation mark closes nothing")]
    UnopenedQuote,
    #[error("there is no word between the quotation marks")]
    EmptyPhrase,
    #[error("a wildcard needs a letter or digit beside it")]
    BareWildcard,
    #[error("`{name}` is no field")]
    UnknownField { name: String },
    #[error("`{0}:` has no value")]
    MissingValue(&'static str),
    #[error("`{0}` has no value")]
    MissingOption(&'static str),
    #[error("a field can't stand inside the parentheses of another")]
    NestedField,
    #[error("a value can't begin with `-`")]
    NegatedValue,
    #[error(
        "`<{0}>` is no kind of mention; the kinds are <person>, <place>, <org>, <date>, <role>"
    )]
    UnknownKind(String),
    #[error("a number of words must follow `~`, {MAX_SLOP} at most")]
    BadSlop,
    #[error("the edit distance must be 1 or 2")]
    BadDistance,
    #[error("{0}")]
    BadDate(DateError),
    #[error("a year has four digits: `{0}`")]
    ShortYear(String),
    #[error("this is no path pattern: {0}")]
    BadGlob(String),
}

impl ParseErrorKind {
    /// What to do about it.
    pub fn advice(&self) -> Option<String> {
        match self {
            Self::MissingLeftOperand(_) | Self::MissingRightOperand(_) => {
                Some("write it in quotes to look for the word".to_owned())
            }
            Self::UnknownField { .. } => Some(format!(
                "the fields are {}; write it in quotes to look for the words",
                field_list()
            )),
            Self::NegatedValue => Some(
                "write it before the field to leave out what has the value, as in `-place:Пекин`"
                    .to_owned(),
            ),
            _ => None,
        }
    }

    fn with_advice(&self) -> String {
        let advice = self.advice();
        advice.map_or_else(String::new, |advice| format!("; {advice}"))
    }
}

/// `text` with a zero before each year of it that has fewer than four digits; `None` when there is
/// none, or when that makes no date of it.
pub fn four_digit_years(text: &str) -> Option<String> {
    let whole: Vec<String> = text
        .split("..")
        .map(str::trim)
        .map(|part| match part.len() {
            1..=3 if part.bytes().all(|byte| byte.is_ascii_digit()) => format!("{part:0>4}"),
            _ => part.to_owned(),
        })
        .collect();
    let whole = whole.join("..");
    (whole != text && parse_query_interval(&whole).is_ok()).then_some(whole)
}

fn field_list() -> String {
    let names: Vec<&str> = Field::ALL.iter().map(|field| field.names()[0]).collect();
    names.join(", ")
}

impl ParseError {
    /// The place of the error as people count, in code points from 1.
    pub fn character(&self) -> usize {
        self.query
            .get(..self.span.start)
            .map_or(0, |before| before.chars().count())
            + 1
    }

    /// The line of the query with carets below the place and what is wrong with it:
    ///
    /// ```text
    /// визит (Пекин
    ///       ^ this parenthesis is never closed
    /// ```
    pub fn render(&self) -> String {
        format!(
            "{} {}{}",
            self.excerpt(),
            self.kind,
            self.kind.with_advice()
        )
    }

    /// The line of the query, of a long one the part around the place, and a line of carets below
    /// the place.
    pub fn excerpt(&self) -> String {
        const BEFORE: usize = 50;
        const AFTER: usize = 30;
        let start = self.span.start.min(self.query.len());
        let before = self.query.get(..start).unwrap_or("");
        let after = self.query.get(start..).unwrap_or("");
        let line_before = before.rsplit('\n').next().unwrap_or("");
        let line_after = after.split('\n').next().unwrap_or("");
        let marked = self.span.end.saturating_sub(start).min(line_after.len());
        let width = line_after
            .get(..marked)
            .unwrap_or("")
            .width()
            .clamp(1, AFTER);
        let skipped = line_before.chars().count().saturating_sub(BEFORE);
        let shown_before: String = line_before.chars().skip(skipped).collect();
        let shown_after: String = line_after.chars().take(AFTER).collect();
        let cut_before = if skipped > 0 { "…" } else { "" };
        let cut_after = if line_after.chars().count() > AFTER {
            "…"
        } else {
            ""
        };
        let line: String = format!("{cut_before}{shown_before}{shown_after}{cut_after}")
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        // Columns of a terminal: Han takes up two, combining marks none.
        let indent = " ".repeat(shown_before.width() + usize::from(skipped > 0));
        format!("{line}\n{indent}{}", "^".repeat(width))
    }
}

/// Parses a query. An empty one (or one of white space alone) is [`Query::All`].
///
/// # Errors
///
/// When the query is malformed or beyond the limits of this module; nothing makes it panic.
///
/// ```
/// use depesha::query::parse;
///
/// let query = parse("визит (Пекин ИЛИ Москва) -place:Токио").unwrap();
/// assert_eq!(query.to_string(), "визит (Пекин OR Москва) NOT place:Токио");
/// let error = parse("визит (Пекин").unwrap_err();
/// assert_eq!(error.to_string(), "this parenthesis is never closed at character 7");
/// ```
pub fn parse(query: &str) -> Result<Query, ParseError> {
    if query.chars().count() > MAX_LENGTH {
        return Err(ParseError {
            query: query.to_owned(),
            span: 0..0,
            kind: ParseErrorKind::TooLong,
        });
    }
    if query.trim().is_empty() {
        return Ok(Query::All);
    }
    let mut input = Input {
        input: LocatingSlice::new(query),
        state: State::default(),
    };
    whole(&mut input).map_err(|error| {
        let failure = match error {
            ErrMode::Backtrack(failure) | ErrMode::Cut(failure) => failure,
            // Only partial input is ever incomplete, and this input is whole.
            ErrMode::Incomplete(_) => Failure::at(query.len()..query.len()),
        };
        ParseError {
            query: query.to_owned(),
            span: failure.span,
            kind: failure.kind.unwrap_or(ParseErrorKind::MissingOperand),
        }
    })
}

/// Parses a word with its wildcards and edits, as it may stand behind a field.
pub(super) fn parse_value(text: &str) -> Result<Value, ParseErrorKind> {
    let mut input = Input {
        input: LocatingSlice::new(text),
        state: State::default(),
    };
    text_value(&mut input, None).map_err(|error| match error {
        ErrMode::Backtrack(failure) | ErrMode::Cut(failure) => {
            failure.kind.unwrap_or(ParseErrorKind::MissingOperand)
        }
        ErrMode::Incomplete(_) => ParseErrorKind::MissingOperand,
    })
}

type Input<'a> = Stateful<LocatingSlice<&'a str>, State>;
type PResult<T> = Result<T, ErrMode<Failure>>;

#[derive(Debug, Clone, Copy, Default)]
struct State {
    depth: usize,
    clauses: usize,
    /// Set inside `field:( … )`.
    field: Option<Field>,
}

#[derive(Debug, Clone)]
struct Failure {
    span: Range<usize>,
    kind: Option<ParseErrorKind>,
}

impl Failure {
    fn at(span: Range<usize>) -> Self {
        Self { span, kind: None }
    }
}

impl<'a> ParserError<Input<'a>> for Failure {
    type Inner = Self;

    fn from_input(input: &Input<'a>) -> Self {
        let at = input.current_token_start();
        Self::at(at..at)
    }

    fn into_inner(self) -> Result<Self::Inner, Self> {
        Ok(self)
    }
}

fn cut<T>(kind: ParseErrorKind, span: Range<usize>) -> PResult<T> {
    Err(ErrMode::Cut(Failure {
        span,
        kind: Some(kind),
    }))
}

fn backtrack<T>(input: &Input<'_>) -> PResult<T> {
    Err(ErrMode::from_input(input))
}

fn position(input: &Input<'_>) -> usize {
    input.current_token_start()
}

/// Runs `parser` and leaves the input where it was.
fn looking_at<'a, T>(
    input: &mut Input<'a>,
    parser: impl Parser<Input<'a>, T, ErrMode<Failure>>,
) -> bool {
    let start = input.checkpoint();
    let mut parser = parser;
    let found = parser.parse_next(input).is_ok();
    input.reset(&start);
    found
}

fn whole(input: &mut Input<'_>) -> PResult<Query> {
    gap(input)?;
    if looking_at(input, eof) {
        // Nothing but punctuation: to answer with every dispatch would be a surprise.
        return cut(ParseErrorKind::MissingOperand, 0..position(input));
    }
    let query = or_expression(input)?;
    gap(input)?;
    let at = position(input);
    if looking_at(input, ')') {
        return cut(ParseErrorKind::UnopenedParenthesis, at..at + 1);
    }
    let left: &str = rest.parse_next(input)?;
    if left.is_empty() {
        Ok(query)
    } else {
        cut(ParseErrorKind::MissingOperand, at..at + left.len())
    }
}

fn or_expression(input: &mut Input<'_>) -> PResult<Query> {
    let mut operands = vec![and_expression(input)?];
    loop {
        gap(input)?;
        let start = position(input);
        let Some(operator) = opt(or_operator).parse_next(input)? else {
            break;
        };
        gap(input)?;
        if !operand_follows(input) {
            return cut(
                ParseErrorKind::MissingRightOperand(operator.to_owned()),
                start..start + operator.len(),
            );
        }
        operands.push(and_expression(input)?);
    }
    Ok(joined(operands, Query::Or, |query| match query {
        Query::Or(inner) => Ok(inner),
        other => Err(other),
    }))
}

fn and_expression(input: &mut Input<'_>) -> PResult<Query> {
    let mut operands = vec![not_expression(input)?];
    loop {
        gap(input)?;
        let start = position(input);
        let operator = opt(and_operator).parse_next(input)?;
        gap(input)?;
        if operand_follows(input) {
            operands.push(not_expression(input)?);
        } else if let Some(operator) = operator {
            return cut(
                ParseErrorKind::MissingRightOperand(operator.to_owned()),
                start..start + operator.len(),
            );
        } else {
            break;
        }
    }
    Ok(joined(operands, Query::And, |query| match query {
        Query::And(inner) => Ok(inner),
        other => Err(other),
    }))
}

/// One query of several operands; those of the same sort are taken apart, so that the tree of
/// `a (b c)` is that of `a b c`.
fn joined(
    operands: Vec<Query>,
    join: fn(Vec<Query>) -> Query,
    open: fn(Query) -> Result<Vec<Query>, Query>,
) -> Query {
    let mut flat = Vec::with_capacity(operands.len());
    for operand in operands {
        match open(operand) {
            Ok(inner) => flat.extend(inner),
            Err(other) => flat.push(other),
        }
    }
    match flat.pop() {
        Some(only) if flat.is_empty() => only,
        Some(last) => {
            flat.push(last);
            join(flat)
        }
        None => Query::All,
    }
}

fn operand_follows(input: &mut Input<'_>) -> bool {
    !looking_at(
        input,
        alt((
            eof.void(),
            ')'.void(),
            or_operator.void(),
            and_operator.void(),
        )),
    )
}

fn not_expression(input: &mut Input<'_>) -> PResult<Query> {
    let mut negated = false;
    loop {
        gap(input)?;
        let start = position(input);
        let Some(operator) = opt(not_operator).parse_next(input)? else {
            break;
        };
        gap(input)?;
        if !operand_follows(input) {
            return cut(
                ParseErrorKind::MissingRightOperand(operator.to_owned()),
                start..start + operator.len(),
            );
        }
        negated = !negated;
    }
    let query = primary(input)?;
    Ok(match (negated, query) {
        (false, query) => query,
        (true, Query::Not(inner)) => *inner,
        (true, query) => Query::Not(Box::new(query)),
    })
}

fn or_operator<'a>(input: &mut Input<'a>) -> PResult<&'a str> {
    alt((literal("||"), |input: &mut Input<'a>| {
        keyword(input, &["OR", "ИЛИ"])
    }))
    .parse_next(input)
}

fn and_operator<'a>(input: &mut Input<'a>) -> PResult<&'a str> {
    alt((literal("&&"), |input: &mut Input<'a>| {
        keyword(input, &["AND", "И"])
    }))
    .parse_next(input)
}

fn not_operator<'a>(input: &mut Input<'a>) -> PResult<&'a str> {
    alt((
        |input: &mut Input<'a>| keyword(input, &["NOT", "НЕ"]),
        terminated(literal("-"), peek(one_of(starts_operand))),
    ))
    .parse_next(input)
}

/// One of `words`, with no letter or digit behind it.
fn keyword<'a>(input: &mut Input<'a>, words: &[&str]) -> PResult<&'a str> {
    let start = input.checkpoint();
    let word: &str = take_while(1.., char::is_alphabetic).parse_next(input)?;
    // `И:` would be a field and `ИЛИ-ИЛИ` a word.
    if words.contains(&word) && !looking_at(input, one_of(|c| is_word_char(c) || c == '~')) {
        Ok(word)
    } else {
        input.reset(&start);
        backtrack(input)
    }
}

fn primary(input: &mut Input<'_>) -> PResult<Query> {
    let start = position(input);
    if looking_at(input, '(') {
        return group(input);
    }
    for operator in [or_operator, and_operator] {
        if let Some(word) = opt(operator).parse_next(input)? {
            return cut(
                ParseErrorKind::MissingLeftOperand(word.to_owned()),
                start..start + word.len(),
            );
        }
    }
    if looking_at(input, ')') {
        return cut(
            if input.state.depth == 0 {
                ParseErrorKind::UnopenedParenthesis
            } else {
                ParseErrorKind::EmptyParentheses
            },
            start..start + 1,
        );
    }
    if let Some(field) = opt(field_prefix).parse_next(input)? {
        let end = position(input);
        if input.state.field.is_some() {
            return cut(ParseErrorKind::NestedField, start..end);
        }
        let _: &str = take_while(0.., char::is_whitespace).parse_next(input)?;
        if looking_at(input, '(') {
            input.state.field = Some(field);
            let query = group(input);
            input.state.field = None;
            return query;
        }
        if !looking_at(input, any) {
            return cut(ParseErrorKind::MissingValue(field.names()[0]), start..end);
        }
        return clause(input, Some(field), start);
    }
    let field = input.state.field;
    clause(input, field, start)
}

fn group(input: &mut Input<'_>) -> PResult<Query> {
    let start = position(input);
    literal("(").parse_next(input)?;
    if input.state.depth >= MAX_DEPTH {
        return cut(ParseErrorKind::TooDeep, start..start + 1);
    }
    input.state.depth += 1;
    gap(input)?;
    let at = position(input);
    if looking_at(input, ')') {
        return cut(ParseErrorKind::EmptyParentheses, start..at + 1);
    }
    if looking_at(input, eof) {
        return cut(ParseErrorKind::UnclosedParenthesis, start..start + 1);
    }
    let query = or_expression(input)?;
    gap(input)?;
    if opt(literal(")")).parse_next(input)?.is_none() {
        return cut(ParseErrorKind::UnclosedParenthesis, start..start + 1);
    }
    input.state.depth -= 1;
    Ok(query)
}

/// `person:`; a name that is no field's is an error when a value follows at once, and part of a
/// word otherwise ("Пекин: итоги", "https://…").
fn field_prefix(input: &mut Input<'_>) -> PResult<Field> {
    let start = position(input);
    let name: &str = terminated(take_while(1.., char::is_alphabetic), ':').parse_next(input)?;
    if let Some(field) = Field::by_name(name) {
        return Ok(field);
    }
    if looking_at(input, one_of(starts_operand)) {
        return cut(
            ParseErrorKind::UnknownField {
                name: name.to_owned(),
            },
            start..start + name.len(),
        );
    }
    backtrack(input)
}

fn clause(input: &mut Input<'_>, field: Option<Field>, start: usize) -> PResult<Query> {
    input.state.clauses += 1;
    if input.state.clauses > MAX_CLAUSES {
        let at = position(input);
        return cut(ParseErrorKind::TooManyClauses, at..at);
    }
    let value = match field {
        Some(field) if field.is_date() => date_value(input, field)?,
        Some(Field::Path) => path_value(input)?,
        _ => text_value(input, field)?,
    };
    Ok(Query::Clause(Clause {
        field,
        value,
        span: start..position(input),
    }))
}

fn text_value(input: &mut Input<'_>, field: Option<Field>) -> PResult<Value> {
    let start = position(input);
    let exact = opt(literal("=")).parse_next(input)?.is_some();
    if let Some(close) = opt(opening_quote).parse_next(input)? {
        return phrase(input, close, exact, start);
    }
    if let Some(kind) = opt(kind_name_in_brackets).parse_next(input)? {
        return Ok(Value::Phrase {
            parts: vec![Part::Kind(kind)],
            exact,
            slop: 0,
        });
    }
    let text: &str = take_while(0.., is_word_char).parse_next(input)?;
    // Outside of a field the minus has been read as an operator, or as a dash.
    if field.is_some()
        && text.strip_prefix('-').is_some_and(|rest| {
            rest.starts_with(starts_operand)
                || (rest.is_empty() && looking_at(input, one_of(starts_operand)))
        })
    {
        return cut(ParseErrorKind::NegatedValue, start..start + 1);
    }
    // Punctuation at the end of a word is the sentence's, not the word's: "Пекин?", "(Пекин)."
    let word = text.trim_end_matches(|c: char| !c.is_alphanumeric() && c != '*');
    if word.is_empty() {
        let at = position(input);
        if opt(one_of('»')).parse_next(input)?.is_some() {
            return cut(ParseErrorKind::UnopenedQuote, at..position(input));
        }
        return match field {
            Some(field) => cut(ParseErrorKind::MissingValue(field.names()[0]), start..at),
            None => cut(ParseErrorKind::MissingOperand, start..at),
        };
    }
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '*');
    // The `?` of a web address is none.
    if word.contains('*') || (word.contains('?') && !word.contains("://")) {
        return if word.contains(char::is_alphanumeric) {
            Ok(Value::Wildcard(word.to_owned()))
        } else {
            cut(ParseErrorKind::BareWildcard, start..position(input))
        };
    }
    let at = position(input);
    if let Some(digits) = opt(tilde).parse_next(input)? {
        let span = at..position(input);
        let distance = if digits.is_empty() {
            1
        } else {
            digits.parse().unwrap_or(u32::MAX)
        };
        return match u8::try_from(distance) {
            Ok(distance @ 1..) if u32::from(distance) <= MAX_DISTANCE => Ok(Value::Fuzzy {
                text: word.to_owned(),
                distance,
            }),
            _ => cut(ParseErrorKind::BadDistance, span),
        };
    }
    Ok(Value::Word {
        text: word.to_owned(),
        exact,
    })
}

/// `~` and its digits, at the end of a word or phrase.
fn tilde<'a>(input: &mut Input<'a>) -> PResult<&'a str> {
    let start = input.checkpoint();
    literal("~").parse_next(input)?;
    let digits: &str = take_while(0.., |c: char| c.is_ascii_digit()).parse_next(input)?;
    if looking_at(input, one_of(is_word_char)) {
        input.reset(&start);
        return backtrack(input);
    }
    Ok(digits)
}

/// Returns the mark that closes the quote.
fn opening_quote(input: &mut Input<'_>) -> PResult<&'static [char]> {
    any.verify_map(|c| {
        Some::<&'static [char]>(match c {
            '"' => &['"'],
            '«' => &['»'],
            '“' => &['”'],
            '„' => &['“', '”'],
            '”' => &['”'],
            _ => return None,
        })
    })
    .parse_next(input)
}

fn phrase(
    input: &mut Input<'_>,
    close: &'static [char],
    exact: bool,
    start: usize,
) -> PResult<Value> {
    let opened = position(input);
    let mut parts: Vec<Part> = Vec::new();
    loop {
        let _: &str = take_while(0.., char::is_whitespace).parse_next(input)?;
        if opt(one_of(close)).parse_next(input)?.is_some() {
            break;
        }
        if looking_at(input, eof) {
            return cut(ParseErrorKind::UnclosedQuote, start..opened);
        }
        if let Some(kind) = opt(kind_name_in_brackets).parse_next(input)? {
            parts.push(Part::Kind(kind));
            continue;
        }
        let at = position(input);
        let PhraseWord {
            word,
            wildcard,
            edits,
        } = phrase_word(input, close)?;
        if let Some(distance) = edits {
            let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
            match distance {
                1 | 2 => parts.push(Part::Fuzzy {
                    text: word.to_owned(),
                    distance,
                }),
                _ => return cut(ParseErrorKind::BadDistance, at..position(input)),
            }
        } else if wildcard {
            let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '*');
            if !word.contains(char::is_alphanumeric) {
                return cut(ParseErrorKind::BareWildcard, at..position(input));
            }
            parts.push(Part::Wildcard(word.to_owned()));
        } else if word.contains(char::is_alphanumeric) {
            match parts.last_mut() {
                Some(Part::Text(text)) => {
                    text.push(' ');
                    text.push_str(&word);
                }
                _ => parts.push(Part::Text(word)),
            }
        }
    }
    let end = position(input);
    if parts.is_empty() {
        return cut(ParseErrorKind::EmptyPhrase, start..end);
    }
    let slop = match opt(tilde).parse_next(input)? {
        None if looking_at(input, '~') => return cut(ParseErrorKind::BadSlop, end..end + 1),
        None => 0,
        Some(digits) => match digits.parse() {
            Ok(slop) if slop <= MAX_SLOP => slop,
            _ => return cut(ParseErrorKind::BadSlop, end..position(input)),
        },
    };
    Ok(Value::Phrase { parts, exact, slop })
}

/// A run without white space inside quotes.
struct PhraseWord {
    word: String,
    /// A `*` stands in it.
    wildcard: bool,
    /// The number behind a `~` at its end, 1 for want of one; 0 for one beyond bounds.
    edits: Option<u8>,
}

/// A backslash takes the meaning from the character behind it.
fn phrase_word(input: &mut Input<'_>, close: &'static [char]) -> PResult<PhraseWord> {
    let mut word = String::new();
    let mut wildcard = false;
    let mut edits = None;
    loop {
        if !word.is_empty() && looking_at(input, kind_name_in_brackets) {
            break;
        }
        let Some(c) = opt(any.verify(|c: &char| !c.is_whitespace() && !close.contains(c)))
            .parse_next(input)?
        else {
            break;
        };
        match c {
            '\\' => match opt(any.verify(|c: &char| !c.is_whitespace())).parse_next(input)? {
                Some(escaped) => word.push(escaped),
                None => word.push('\\'),
            },
            // Behind a figure it is a sign of its own: "5~7".
            '~' if !wildcard && word.ends_with(char::is_alphabetic) => {
                let digits: &str =
                    take_while(0.., |c: char| c.is_ascii_digit()).parse_next(input)?;
                let goes_on = |c: char| !c.is_whitespace() && !close.contains(&c);
                if !looking_at(input, one_of(goes_on)) {
                    edits = Some(if digits.is_empty() {
                        1
                    } else {
                        digits.parse().unwrap_or(0)
                    });
                    break;
                }
                word.push('~');
                word.push_str(digits);
            }
            c => {
                wildcard |= c == '*';
                word.push(c);
            }
        }
    }
    Ok(PhraseWord {
        word,
        wildcard,
        edits,
    })
}

/// `<person>`. A name that is no kind's is an error; other angle brackets are punctuation.
fn kind_name_in_brackets(input: &mut Input<'_>) -> PResult<crate::entity::EntityKind> {
    let start = position(input);
    let name: &str = ('<', take_while(1.., char::is_alphabetic), '>')
        .map(|(_, name, _): (char, &str, char)| name)
        .parse_next(input)?;
    match kind_by_name(name) {
        Some(kind) => Ok(kind),
        None => cut(
            ParseErrorKind::UnknownKind(name.to_owned()),
            start..position(input),
        ),
    }
}

fn date_value(input: &mut Input<'_>, field: Field) -> PResult<Value> {
    let start = position(input);
    let text = raw_value(input)?;
    let span = start..position(input);
    if text.is_empty() {
        return cut(ParseErrorKind::MissingValue(field.names()[0]), span);
    }
    match parse_query_interval(&text) {
        Ok(interval) => Ok(Value::Date(DateRange { interval, text })),
        Err(_) if four_digit_years(&text).is_some() => cut(
            ParseErrorKind::ShortYear(four_digit_years(&text).unwrap_or_default()),
            span,
        ),
        Err(error) => {
            // Without quotes around it the value stands in the query as it is, and the offset in
            // it is one in the query.
            let at = start + error.offset();
            let span = if span.len() == text.len() && at < span.end {
                at..span.end
            } else {
                span
            };
            cut(ParseErrorKind::BadDate(error), span)
        }
    }
}

fn path_value(input: &mut Input<'_>) -> PResult<Value> {
    let start = position(input);
    let text = raw_value(input)?;
    let span = start..position(input);
    if text.is_empty() {
        return cut(ParseErrorKind::MissingValue(Field::Path.names()[0]), span);
    }
    match GlobBuilder::new(&text).build() {
        Ok(_) => Ok(Value::Glob(text)),
        Err(error) => cut(ParseErrorKind::BadGlob(error.kind().to_string()), span),
    }
}

/// A value in quotes, or up to the next white space or parenthesis that it hasn't opened itself.
fn raw_value(input: &mut Input<'_>) -> PResult<String> {
    let start = position(input);
    if let Some(close) = opt(opening_quote).parse_next(input)? {
        let opened = position(input);
        let mut text = String::new();
        loop {
            match opt(any).parse_next(input)? {
                None => return cut(ParseErrorKind::UnclosedQuote, start..opened),
                Some(c) if close.contains(&c) => break,
                Some('\\') => match opt(any).parse_next(input)? {
                    Some(escaped) => text.push(escaped),
                    None => return cut(ParseErrorKind::UnclosedQuote, start..opened),
                },
                Some(c) => text.push(c),
            }
        }
        return Ok(text.trim().to_owned());
    }
    let mut open = 0usize;
    let mut text = String::new();
    loop {
        let closing = open > 0;
        let part = |c: &char| !c.is_whitespace() && !is_quote(*c) && (*c != ')' || closing);
        let Some(c) = opt(any.verify(part)).parse_next(input)? else {
            break;
        };
        match c {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        text.push(c);
    }
    Ok(text)
}

/// White space, and punctuation that belongs to no word and is no operator.
fn gap(input: &mut Input<'_>) -> PResult<()> {
    repeat(
        0..,
        alt((one_of(char::is_whitespace).void(), stray_punctuation)),
    )
    .parse_next(input)
}

fn stray_punctuation(input: &mut Input<'_>) -> PResult<()> {
    if looking_at(input, kind_name_in_brackets) {
        return backtrack(input);
    }
    let start = input.checkpoint();
    let c = one_of(|c: char| !starts_operand(c) || c == '=' || c == '<').parse_next(input)?;
    let operator = match c {
        '(' | ')' => true,
        '|' | '&' => looking_at(input, c),
        // Two and more are a dash, as agencies type it.
        '-' => {
            let more: &str = take_while(0.., '-').parse_next(input)?;
            more.is_empty() && looking_at(input, one_of(starts_operand))
        }
        '=' => looking_at(
            input,
            one_of(|c: char| starts_operand(c) && c != '(' && c != '='),
        ),
        _ => false,
    };
    if operator {
        input.reset(&start);
        return backtrack(input);
    }
    Ok(())
}

/// What may stand at the head of an operand.
fn starts_operand(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '(' | '=' | '<' | '*') || is_quote(c)
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '«' | '“' | '”' | '„' | '»')
}

fn is_word_char(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '(' | ')' | '~' | '<' | '>') && !is_quote(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `query` parses, and prints as `expected`, which parses to the same tree.
    #[track_caller]
    fn check(query: &str, expected: &str) {
        match parse(query) {
            Ok(tree) => {
                assert_eq!(tree.to_string(), expected, "{query}");
                assert_eq!(parse(expected).as_ref(), Ok(&tree), "{expected}");
            }
            Err(error) => panic!("{}", error.render()),
        }
    }

    /// `query` fails, and the marked part of it is `place`.
    #[track_caller]
    fn check_error(query: &str, place: &str, kind: ParseErrorKind) {
        let error = parse(query).expect_err(query);
        assert_eq!(
            (&query[error.span.clone()], &error.kind),
            (place, &kind),
            "{query}"
        );
    }

    #[track_caller]
    fn check_date_error(query: &str, place: &str) {
        let error = parse(query).expect_err(query);
        assert_eq!(&query[error.span.clone()], place, "{query}");
        assert!(matches!(error.kind, ParseErrorKind::BadDate(_)), "{query}");
    }

    #[test]
    fn words() {
        check("", "");
        check(" \n\t", "");
        check("визит", "визит");
        check("визит  делегации", "визит делегации");
        check("Нью-Йорк", "Нью-Йорк");
        check("в 10:30, сегодня.", "в 10:30 сегодня");
        check("Кто прибыл в Пекин?", "Кто прибыл в Пекин");
        check("погода — снег", "погода снег");
        check("погода - снег", "погода снег");
        check("/ЦТАК/--", "ЦТАК");
        check("итог: 2 + 2 = 4", "итог 2 2 4");
        check("https://www.kcna.kp/ru", "https://www.kcna.kp/ru");
        check("=Пекине", "=Пекине");
        check("=снег:* =снег:а~1", "=снег:* =снег:а~1");
        check("ракет*", "ракет*");
        check("*лёт ра*та к?т", "*лёт ра*та к?т");
        check("Пхенян~1 Пхенян~2 Пхенян~", "Пхенян~1 Пхенян~2 Пхенян~1");
    }

    #[test]
    fn operators() {
        check("снег OR дождь", "снег OR дождь");
        check("снег ИЛИ дождь ИЛИ град", "снег OR дождь OR град");
        check("снег дождь OR град ветер", "снег дождь OR град ветер");
        check("снег AND дождь И град", "снег дождь град");
        check("снег (дождь OR град)", "снег (дождь OR град)");
        check("снег (дождь град)", "снег дождь град");
        check("((снег))", "снег");
        check("(снег OR дождь) OR град", "снег OR дождь OR град");
        check("NOT снег", "NOT снег");
        check("снег -дождь НЕ град", "снег NOT дождь NOT град");
        check("снег -(дождь град)", "снег NOT (дождь град)");
        check("-(дождь OR -град)", "NOT (дождь OR NOT град)");
        check("NOT NOT снег", "снег");
        check("NOT -снег -(NOT дождь)", "снег дождь");
        check("снег или дождь", "снег или дождь");
        check("не снег и дождь", "не снег и дождь");
        check("ИЛИ-ИЛИ", "ИЛИ-ИЛИ");
        check("северо-запад", "северо-запад");
    }

    #[test]
    fn phrases() {
        check("\"встреча в Пекине\"", "\"встреча в Пекине\"");
        check("«встреча в Пекине»~5", "\"встреча в Пекине\"~5");
        check("“new year” „новый год“", "\"new year\" \"новый год\"");
        check("=\"встреча в Пекине\"", "=\"встреча в Пекине\"");
        check("снег-\"новый год\"", "снег \"новый год\"");
        check("-\"новый год\"", "NOT \"новый год\"");
        check("\"посетил <place>\"~4", "\"посетил <place>\"~4");
        check(
            "\"<персона> посетил <место>\"",
            "\"<person> посетил <place>\"",
        );
        check("\"посетил<МЕСТО>вчера\"", "\"посетил <place> вчера\"");
        check("<person> прибыл", "\"<person>\" прибыл");
        check("\"ракет* удар\"", "\"ракет* удар\"");
        check("\"завод \\\"Луч\\\"\"", "\"завод \\\"Луч\\\"\"");
        check("\"завод «Луч»\"", "\"завод «Луч»\"");
        check("\"погода — снег\"", "\"погода снег\"");
        check("\"a < b\"", "\"a b\"");
    }

    #[test]
    fn fields() {
        check("person:Лунина", "person:Лунина");
        check("персона:\"Лунин В. В.\"", "person:\"Лунин В. В.\"");
        check("МЕСТО:Пекин", "place:Пекин");
        check("place: Пекин", "place:Пекин");
        check(
            "title:=снегом title:\"первый снег\"~3",
            "title:=снегом title:\"первый снег\"~3",
        );
        check(
            "person:(Лунин OR Ветров) снег",
            "(person:Лунин OR person:Ветров) снег",
        );
        check(
            "lang:ru агентство:\"РИА Новости\"",
            "lang:ru agency:\"РИА Новости\"",
        );
        check("path:2025/09/*.txt", "path:\"2025/09/*.txt\"");
        check("(path:a/(b)/c.txt)", "path:\"a/(b)/c.txt\"");
        check("path:\"мои файлы/**\"", "path:\"мои файлы/**\"");
        check("date:2025-09", "date:\"2025-09\"");
        check(
            "published:2025-09-01..2025-09-10",
            "published:\"2025-09-01..2025-09-10\"",
        );
        check("дата:(1941 OR 1945)", "date:\"1941\" OR date:\"1945\"");
        check("Пекин: итоги", "Пекин итоги");
    }

    #[test]
    fn errors() {
        use ParseErrorKind::*;
        check_error("снег OR", "OR", MissingRightOperand("OR".into()));
        check_error(
            "снег ИЛИ ИЛИ дождь",
            "ИЛИ",
            MissingRightOperand("ИЛИ".into()),
        );
        check_error("OR снег", "OR", MissingLeftOperand("OR".into()));
        check_error("снег AND", "AND", MissingRightOperand("AND".into()));
        check_error("снег NOT", "NOT", MissingRightOperand("NOT".into()));
        check_error("(снег", "(", UnclosedParenthesis);
        check_error("снег (", "(", UnclosedParenthesis);
        check_error("снег)", ")", UnopenedParenthesis);
        check_error(")", ")", UnopenedParenthesis);
        check_error("снег ( )", "( )", EmptyParentheses);
        check_error("\"снег", "\"", UnclosedQuote);
        check_error("снег «дождь", "«", UnclosedQuote);
        check_error("снег» дождь", "»", UnopenedQuote);
        check_error("\"\"", "\"\"", EmptyPhrase);
        check_error("\" — \"", "\" — \"", EmptyPhrase);
        check_error("снег *", "*", BareWildcard);
        check_error("—", "—", MissingOperand);
        check_error(
            "persn:Лунин",
            "persn",
            UnknownField {
                name: "persn".into(),
            },
        );
        check_error("person:", "person:", MissingValue("person"));
        check_error("person:(place:Пекин)", "place:", NestedField);
        check_error(
            "\"посетил <город>\"",
            "<город>",
            UnknownKind("город".into()),
        );
        check_error("\"снег\"~", "~", BadSlop);
        check_error("\"снег\"~99999999999", "~99999999999", BadSlop);
        check_error("\"снег\"~-1", "~", BadSlop);
        check_error("\"снег\"~пять", "~", BadSlop);
        check_error("снег ||", "||", MissingRightOperand("||".into()));
        check_error("&& снег", "&&", MissingLeftOperand("&&".into()));
        check_error("снег~3", "~3", BadDistance);
        check_error("\"первый снег~3\"", "снег~3", BadDistance);
        check_error("person:-Лунин", "-", NegatedValue);
        check_error("place:-\"Нижний Зимогорск\"", "-", NegatedValue);
        check_error("date:862", "862", ShortYear("0862".into()));
        check_error(
            "снег date:862..988",
            "862..988",
            ShortYear("0862..0988".into()),
        );
        check_error("снег~0", "~0", BadDistance);
        check_date_error("date:вчера", "вчера");
        check_date_error("date:2025-13", "2025-13");
        check_date_error("снег date:2025..31.04.2025", "31.04.2025");
        check_date_error("date:\"2025-09 .. 2024\"", "\"2025-09 .. 2024\"");
        check_error("date:", "date:", MissingValue("date"));
        check_error(
            "path:a[",
            "a[",
            BadGlob("unclosed character class; missing ']'".into()),
        );
    }

    #[test]
    fn dashes_are_no_operators() {
        check("снег --дождь", "снег дождь");
        check("--снег", "снег");
        check("снег — дождь -иней", "снег дождь NOT иней");
        check("person:Лунин -снег", "person:Лунин NOT снег");
    }

    #[test]
    fn misspelt_words_in_phrases() {
        check("\"первый снег~1\"", "\"первый снег~1\"");
        check("\"снег~ выпал\"~3", "\"снег~1 выпал\"~3");
        check("\"около 5~7 градусов\"", "\"около 5\\~7 градусов\"");
        check("\"снег\\~1\"", "\"снег\\~1\"");
    }

    #[test]
    fn advice_stands_behind_the_place() {
        for (query, expected) in [
            (
                "OR снег",
                "`OR` has nothing to its left at character 1; write it in quotes to look for the word",
            ),
            (
                "снег persn:Лунин",
                "`persn` is no field at character 6; the fields are person, place, org, role, title, \
                 agency, published, date, lang, path; write it in quotes to look for the words",
            ),
            ("date:862", "a year has four digits: `0862` at character 6"),
        ] {
            assert_eq!(parse(query).unwrap_err().to_string(), expected);
        }
        assert_eq!(four_digit_years("2025"), None);
        assert_eq!(four_digit_years("1..99").as_deref(), Some("0001..0099"));
        assert_eq!(four_digit_years("988..862"), None);
    }

    #[test]
    fn lucene_operators() {
        check("снег && мороз", "снег мороз");
        check("снег || мороз", "снег OR мороз");
        check("снег & мороз | иней", "снег мороз иней");
        check("«Магнит» & Ко", "\"Магнит\" Ко");
    }

    #[test]
    fn the_message_points_at_the_place() {
        let error = parse("визит\nв «Пекин").unwrap_err();
        assert_eq!(
            error.to_string(),
            "this quotation mark is never closed at character 9"
        );
        assert_eq!(
            error.render(),
            "в «Пекин\n  ^ this quotation mark is never closed"
        );
        let error = parse("北京 (снег").unwrap_err();
        assert_eq!(error.excerpt(), "北京 (снег\n     ^");
        let long = format!("{} \"", "снег ".repeat(100));
        let rendered = parse(&long).unwrap_err().render();
        let (line, marks) = rendered.split_once('\n').unwrap();
        let column = marks.chars().take_while(|&c| c == ' ').count();
        assert_eq!(line.chars().nth(column), Some('"'), "{rendered}");
        assert!(line.chars().count() < 90);
    }

    #[test]
    fn limits() {
        let deep = format!("{}снег{}", "(".repeat(100_000), ")".repeat(100_000));
        assert_eq!(parse(&deep).unwrap_err().kind, ParseErrorKind::TooLong);
        let deep = "(".repeat(9_000);
        assert_eq!(parse(&deep).unwrap_err().kind, ParseErrorKind::TooDeep);
        let nested = format!("{}снег{}", "(".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
        check(&nested, "снег");
        let many = "снег ".repeat(MAX_CLAUSES + 1);
        assert_eq!(
            parse(&many).unwrap_err().kind,
            ParseErrorKind::TooManyClauses
        );
        let nots = format!("{}снег", "NOT ".repeat(4_000));
        check(&nots, "снег");
        let minus = format!("{}снег", "-".repeat(19_000));
        assert!(parse(&minus).is_ok());
    }

    proptest! {
        #[test]
        fn nothing_typed_panics_and_trees_print_as_themselves(
            query in proptest::collection::vec(
                prop_oneof![
                    Just("снег".to_owned()), Just("ОК".to_owned()), Just("OR ".to_owned()),
                    Just(" И ".to_owned()), Just("НЕ ".to_owned()), Just("NOT ".to_owned()),
                    Just(" ".to_owned()), Just("(".to_owned()), Just(")".to_owned()),
                    Just("\"".to_owned()), Just("«".to_owned()), Just("»".to_owned()),
                    Just("„".to_owned()), Just("“".to_owned()), Just("”".to_owned()),
                    Just("-".to_owned()), Just("=".to_owned()), Just("*".to_owned()),
                    Just("?".to_owned()), Just("~".to_owned()), Just("~2".to_owned()),
                    Just("\\".to_owned()), Just("<place>".to_owned()), Just("<".to_owned()),
                    Just("person:".to_owned()), Just("дата:".to_owned()),
                    Just("title:".to_owned()), Just("path:".to_owned()),
                    Just("2025".to_owned()), Just("..".to_owned()), Just(",".to_owned()),
                    Just("—".to_owned()), "\\PC{0,3}", "[a-z:\"()~*-]{0,4}",
                ],
                0..24,
            )
        ) {
            let query = query.concat();
            match parse(&query) {
                Ok(tree) => {
                    let printed = tree.to_string();
                    let again = parse(&printed);
                    prop_assert_eq!(again.as_ref(), Ok(&tree), "{} -> {}", query, printed);
                }
                Err(error) => {
                    prop_assert!(query.get(error.span.clone()).is_some(), "{:?}", error);
                    prop_assert!(error.character() <= query.chars().count() + 1);
                    error.render();
                }
            }
        }

        #[test]
        fn no_bytes_panic(query in "\\PC*") {
            if let Err(error) = parse(&query) {
                error.render();
            }
        }
    }
}
