//! Dates: found in a dispatch, resolved to intervals of days, and turned into index terms.
//!
//! What comes in is a text with its tokens and the day it was published, what goes out are
//! [`DateMention`]s. `atoms` looks the words up in `lexicon`, `grammar` reads expressions from
//! them in one pass, `resolve` ties them to the `calendar` and its `holidays`. `interval` reads
//! dates as users type them; `nodes` turns intervals into index terms by which overlap is found.
//!
//! An expression that cannot be resolved is a mention without an interval: a relative one where
//! no reference is known, a year before our era, for which the index has no nodes.

mod atoms;
mod calendar;
mod eve;
mod grammar;
mod holidays;
mod interval;
mod lexicon;
mod nodes;
mod resolve;
#[cfg(test)]
mod tests;

use std::ops::Range;

use jiff::civil::Date;

pub use interval::{DateError, Interval, parse_query_interval};
pub use nodes::{index_terms, query_terms};

use super::{DateValue, Granularity};
use crate::text::Tokens;
use grammar::Grammar;
use resolve::Context;

/// A date expression in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateMention {
    /// Byte range in the text. A leading preposition is left out unless it is part of a range
    /// ("с 3 по 5 сентября"); "года", "г.", "гг." are kept.
    pub span: Range<usize>,
    pub value: DateValue,
}

/// Finds the date expressions of `text` and resolves them (CONTRACT.md, "Dates in the text").
///
/// `tokens` are those of `text`. `reference` is the published date, against which relative
/// expressions are resolved; without it only full dates have an interval. Mentions come in the
/// order of the text and do not overlap. An explicit day in the same sentence is the reference of
/// "через три дня", "накануне" and "днём ранее", an explicit year that of "через три года"; a day
/// in the same paragraph that of "в тот же день", "на следующий день" and "три дня спустя".
///
/// ```
/// use depesha::{entity::date, text};
/// let text = "Встреча прошла во вторник, 2 сентября.";
/// let mentions = date::find(text, &text::tokenize(text), Some(jiff::civil::date(2025, 9, 4)));
/// assert_eq!(&text[mentions[0].span.clone()], "вторник, 2 сентября");
/// let day = jiff::civil::date(2025, 9, 2);
/// assert_eq!(mentions[0].value.interval, Some((day, day)));
/// ```
pub fn find(text: &str, tokens: &Tokens, reference: Option<Date>) -> Vec<DateMention> {
    let atoms = atoms::atoms(text, tokens);
    let grammar = Grammar::new(text, &atoms);
    let mut found = Vec::new();
    let mut i = 0;
    while i < atoms.len() {
        // Every step goes forward, whatever a rule returns.
        i = grammar.advance(i, &mut found).max(i + 1);
    }
    let mut mentions = Vec::with_capacity(found.len());
    let mut last_day: Option<(Date, usize)> = None;
    let mut last_year: Option<(i16, usize)> = None;
    let mut context = Context {
        reference,
        ..Context::default()
    };
    for found in &found {
        context.sentence_day = None;
        context.paragraph_day = None;
        context.sentence_year = last_year
            .filter(|&(_, end)| !grammar.sentence_ends_between(end, found.start))
            .map(|(year, _)| year);
        if let Some((day, end)) = last_day
            && !grammar.paragraph_ends_between(end, found.start)
        {
            context.paragraph_day = Some(day);
            if !grammar.sentence_ends_between(end, found.start) {
                context.sentence_day = Some(day);
            }
        }
        let resolved = match &found.to {
            None => resolve::resolve(&found.from, &context),
            Some(to) => resolve::resolve_range(&found.from, to, &context),
        };
        let (Some(first), Some(last)) = (
            atoms.get(found.start),
            found.end.checked_sub(1).and_then(|at| atoms.get(at)),
        ) else {
            continue;
        };
        if let Some((from, to)) = resolved.interval {
            if found.to.is_none() && found.from.names_day() {
                last_day = Some((from, found.end));
                last_year = None;
            }
            if found.to.is_none() && found.from.names_year() {
                last_year = Some((from.year(), found.end));
            }
            if from.year() == to.year() && resolved.granularity <= Granularity::Year {
                context.year = Some(from.year());
            }
        }
        mentions.push(DateMention {
            span: first.start as usize..last.end as usize,
            value: DateValue {
                interval: resolved.interval,
                granularity: resolved.granularity,
                rule: resolved.rule,
                reference: resolved.reference,
                time_of_day: grammar.time_of_day(found),
            },
        });
    }
    mentions
}
