//! Where a dispatch has what was asked for: what comes in is a stored record and the targets of a
//! plan, what goes out are marks, byte spans of its text and title, each with the target that it
//! answers. The text goes through the index's own analyser again, so what was found is what is
//! marked. Choosing what to show is left to [`super::snippet`].

use std::ops::Range;

use smallvec::SmallVec;

use super::plan::Target;
use super::proximity;
use super::spans::{self, Span};
use super::words::{Row, SlotTerms};
use crate::entity::EntityKind;
use crate::entity::date::Interval;
use crate::index::analyzer::{self, KindMarks, MentionWindow};
use crate::record::{CodePoints, EntityRecord, Record};
use crate::text::{self, Token, Tokens};

/// A span that answers a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Byte range, on char boundaries.
    pub span: Range<usize>,
    /// Number of the target.
    pub target: usize,
    /// What tells how the span answers it, for `--explain`.
    pub reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reason {
    /// The terms that the words of the span share with the query.
    Terms(Vec<String>),
    /// Number of the entity record.
    Entity(usize),
}

/// The marks of a dispatch, sorted by start, longer ones first.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// In the record's text.
    pub text: Vec<Mark>,
    /// In the title, for dispatches whose title stands outside the text.
    pub title: Vec<Mark>,
}

pub(super) fn marks(record: &Record, targets: &[&Target]) -> Marks {
    let mut marks = Marks::default();
    let points = CodePoints::new(&record.text);
    let span_in = |points: &CodePoints, entity: &EntityRecord| {
        points.to_byte(entity.start)..points.to_byte(entity.end)
    };
    let title_points = CodePoints::new(record.title.as_deref().unwrap_or_default());
    let mentions_of = |points: &CodePoints, entities: &[EntityRecord]| -> Vec<Mention> {
        entities
            .iter()
            .filter(|entity| !entity.adjective)
            .map(|entity| (span_in(points, entity), entity.kind))
            .collect()
    };
    for (number, target) in targets.iter().enumerate() {
        for (at, entity) in record.mentions().enumerate() {
            if answers(entity, target) {
                // Those of the title come first.
                let (marks, points) = if at < record.title_entities.len() {
                    (&mut marks.title, &title_points)
                } else {
                    (&mut marks.text, &points)
                };
                marks.push(Mark {
                    span: span_in(points, entity),
                    target: number,
                    reason: Reason::Entity(at),
                });
            }
        }
    }
    if targets
        .iter()
        .any(|target| matches!(target, Target::Words { .. }))
    {
        let tokens = text::tokenize(&record.text);
        let mentions = mentions_of(&points, &record.entities);
        let title = record
            .title_at
            .map(|at| points.to_byte(at.start)..points.to_byte(at.end));
        let in_title = |token: &Token| {
            title.as_ref().is_some_and(|title| {
                title.start <= token.span().start && token.span().end <= title.end
            })
        };
        let language = record.language.as_deref();
        let body = Region::new(
            tokens.iter().filter(|token| !in_title(token)),
            &tokens,
            &record.text,
            language,
            &mentions,
        );
        body.mark(targets, false, &mut marks.text);
        if title.is_some() {
            let title = Region::new(
                tokens.iter().filter(|token| in_title(token)),
                &tokens,
                &record.text,
                language,
                &mentions,
            );
            title.mark(targets, true, &mut marks.text);
        } else if let Some(title) = &record.title {
            let tokens = text::tokenize(title);
            let mentions = mentions_of(&title_points, &record.title_entities);
            let title = Region::new(tokens.iter(), &tokens, title, language, &mentions);
            title.mark(targets, true, &mut marks.title);
        }
    }
    for marks in [&mut marks.text, &mut marks.title] {
        marks.sort_by_key(|mark| (mark.span.start, usize::MAX - mark.span.end, mark.target));
    }
    marks
}

fn answers(entity: &EntityRecord, target: &Target) -> bool {
    match target {
        Target::Names {
            kind,
            names,
            adjectives,
            ..
        } => {
            entity.kind == *kind
                && (*adjectives || !entity.adjective)
                && entity
                    .canonical
                    .as_ref()
                    .is_some_and(|canonical| names.contains_key(canonical))
        }
        Target::Mentioned(interval) => entity
            .date
            .is_some_and(|date| overlaps(*interval, date.from, date.to)),
        Target::Words { .. } | Target::Elsewhere => false,
    }
}

fn overlaps(interval: Interval, from: jiff::civil::Date, to: jiff::civil::Date) -> bool {
    interval.from.is_none_or(|start| start <= to) && interval.to.is_none_or(|end| from <= end)
}

/// Bytes and kind.
type Mention = (Range<usize>, EntityKind);

/// The positions of one field: the body, or the title.
struct Region<'a> {
    positions: Vec<Position>,
    mentions: &'a [Mention],
}

struct Position {
    span: Range<usize>,
    lemmas: SmallVec<[String; 2]>,
    exact: String,
    kinds: KindMarks,
}

impl Position {
    /// A term that the position and the slot share.
    fn shared<'s>(&'s self, slot: &SlotTerms) -> Option<&'s str> {
        if slot.alone
            && self
                .lemmas
                .iter()
                .any(|term| term == analyzer::COMPOUND_TERM)
        {
            return None;
        }
        if slot.exact.contains(&self.exact) {
            return Some(&self.exact);
        }
        if let Some(lemma) = self
            .lemmas
            .iter()
            .find(|lemma| slot.lemmas.contains(*lemma))
        {
            return Some(lemma);
        }
        self.kinds
            .iter()
            .filter(|mark| mark.begins)
            .map(|mark| analyzer::kind_term(mark.kind))
            .find(|term| slot.lemmas.contains(*term))
    }
}

impl<'a> Region<'a> {
    fn new<'t>(
        tokens: impl Iterator<Item = &'t Token>,
        of: &'t Tokens,
        text: &str,
        language: Option<&str>,
        mentions: &'a [Mention],
    ) -> Self {
        let mut positions: Vec<Position> = Vec::new();
        let mut window = MentionWindow::new(mentions);
        let mut marks = KindMarks::new();
        analyzer::for_each_position(tokens, of, language, |place, terms| {
            if place.number == 0 {
                marks = window.marks(place.token);
            }
            let mut span = part_of_token(text, place.token.span(), place.number);
            if place.end > place.token.span().end {
                span.end = place.end;
            }
            let kinds = analyzer::marks_at(&marks, place.number);
            let mut lemmas: SmallVec<[String; 2]> = terms.lemmas.iter().cloned().collect();
            if kinds.iter().any(|mark| mark.kind == EntityKind::Person) {
                lemmas.extend(analyzer::name_terms(&terms.exact));
            }
            positions.push(Position {
                span,
                lemmas,
                exact: terms.exact.clone(),
                kinds,
            });
        });
        Self {
            positions,
            mentions,
        }
    }

    fn mark(&self, targets: &[&Target], is_title: bool, marks: &mut Vec<Mark>) {
        for (number, target) in targets.iter().enumerate() {
            let Target::Words { rows, slop, title } = target else {
                continue;
            };
            if *title && !is_title {
                continue;
            }
            let before = marks.len();
            for row in rows {
                self.mark_row(number, row, *slop, marks);
            }
            // What is written in one way may answer for several.
            let mut seen: Vec<Range<usize>> = Vec::new();
            let mut at = 0;
            marks.retain(|mark| {
                let new = at < before || !seen.contains(&mark.span);
                if at >= before && new && rows.len() > 1 {
                    seen.push(mark.span.clone());
                }
                at += 1;
                new
            });
        }
    }

    fn mark_row(&self, number: usize, row: &Row, slop: u32, marks: &mut Vec<Mark>) {
        let found: Vec<Vec<u32>> = row
            .slots
            .iter()
            .map(|slot| {
                (0u32..)
                    .zip(&self.positions)
                    .filter(|(_, position)| position.shared(slot).is_some())
                    .map(|(at, _)| at)
                    .collect()
            })
            .collect();
        let groups = &row.groups;
        let grouped = slop > 0 && groups.len() < row.slots.len();
        let mentions = row.slots.len() > 1 && row.slots.iter().any(|slot| slot.mention.is_some());
        // The scorer counts by the same rules.
        let matches: Vec<Vec<u32>> = if mentions {
            let matches = spans::matches(&self.spans(row, &found), slop).into_iter();
            matches
                .map(|spans| spans.iter().map(|span| span.start).collect())
                .collect()
        } else {
            let matches = match (grouped, groups.len()) {
                (false, _) => proximity::matches(&found, slop),
                (true, 1) => proximity::matches(&found, 0),
                (true, _) => proximity::matches(&proximity::group_starts(&found, groups), slop),
            };
            matches.into_iter().map(|found| found.positions).collect()
        };
        for found in matches {
            let positions: Vec<u32> = if found.len() == row.slots.len() {
                found
            } else {
                let starts = found.iter().zip(groups);
                starts
                    .flat_map(|(&start, &length)| start..start + length as u32)
                    .collect()
            };
            let places = positions.iter().zip(&row.slots);
            let spans: Vec<Range<usize>> = places
                .clone()
                .filter_map(|(&at, slot)| self.span(at, slot))
                .collect();
            let terms = places
                .filter_map(|(&at, slot)| self.positions.get(at as usize)?.shared(slot))
                .map(|term| term.trim_start_matches(char::is_control).to_owned())
                .collect();
            let reason = Reason::Terms(terms);
            // A phrase is one mark, words that merely stand near each other are several.
            let lengths: &[usize] = if slop == 0 { &[usize::MAX] } else { groups };
            let mut rest = spans.as_slice();
            for &length in lengths {
                let (group, behind) = rest.split_at(length.min(rest.len()));
                rest = behind;
                let start = group.iter().map(|span| span.start).min();
                let end = group.iter().map(|span| span.end).max();
                if let (Some(start), Some(end)) = (start, end) {
                    marks.push(Mark {
                        span: start..end,
                        target: number,
                        reason: reason.clone(),
                    });
                }
            }
        }
    }

    /// Where the groups of a row stand whose slots stand at `found`.
    fn spans(&self, row: &Row, found: &[Vec<u32>]) -> Vec<Vec<Span>> {
        spans::of_groups(found, &row.groups, |first, inner| {
            let Some(kind) = row.slots.get(first).and_then(|slot| slot.mention) else {
                return false;
            };
            let goes_on = |position: &Position| {
                let mut marks = position.kinds.iter();
                marks.any(|mark| mark.kind == kind && mark.goes_on)
            };
            let positions = (0u32..)
                .zip(&self.positions)
                .filter(|(_, position)| goes_on(position));
            inner.extend(positions.map(|(at, _)| at));
            true
        })
    }

    /// Where a slot stands; for a kind of mention, the whole mention.
    fn span(&self, at: u32, slot: &SlotTerms) -> Option<Range<usize>> {
        let position = self.positions.get(at as usize)?;
        let mut span = position.span.clone();
        for (mention, kind) in self.mentions {
            if mention.start > position.span.start {
                break;
            }
            if mention.end >= position.span.end && slot.mention == Some(*kind) {
                span = span.start.min(mention.start)..span.end.max(mention.end);
            }
        }
        Some(span)
    }
}

/// The span of one position of a token: the token itself, but for scripts that are indexed
/// character by character.
fn part_of_token(text: &str, token: Range<usize>, number: usize) -> Range<usize> {
    let Some(form) = text.get(token.clone()) else {
        return token;
    };
    if !form.chars().any(analyzer::is_unspaced) {
        return token;
    }
    match form.char_indices().nth(number) {
        Some((at, c)) => {
            let start = token.start + at;
            start..start + c.len_utf8()
        }
        None => token,
    }
}
