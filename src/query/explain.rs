//! Why a dispatch was found: what comes in are its marks and the scores of the parts of the
//! query, what goes out is one [`Explained`] for each thing asked for, in words for people.

use super::highlight::{Mark, Marks, Reason};
use super::plan::Wanted;
use super::snippet;
use crate::record::{EntityRecord, Record};

/// Different findings shown for each thing asked for.
const MOST_FINDINGS: usize = 8;
/// Characters of a finding.
const LONGEST: usize = 80;

/// How a dispatch answers one thing asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Explained {
    /// The clause or filter as one would write it.
    pub clause: String,
    /// What it adds to the score; `None` when the dispatch does not have it (one side of an `OR`).
    pub score: Option<f32>,
    /// What was found in the dispatch, the first of each kind first.
    pub findings: Vec<Finding>,
}

/// Something in the text that answers a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// As it stands in the dispatch.
    pub text: String,
    /// What it was taken for: the lemmas, the canonical name, or the days of a date with the rule
    /// and the reference that gave them.
    pub taken_for: String,
    /// How often it stands there.
    pub count: usize,
}

pub(super) fn explain(
    record: &Record,
    wanted: &[Wanted],
    scores: &[Option<f32>],
    marks: &Marks,
) -> Vec<Explained> {
    wanted
        .iter()
        .enumerate()
        .map(|(number, wanted)| {
            let mut findings: Vec<Finding> = Vec::new();
            let in_text = marks.text.iter().map(|mark| (mark, record.text.as_str()));
            let title = record.title.as_deref().unwrap_or_default();
            let in_title = marks.title.iter().map(|mark| (mark, title));
            for (mark, text) in in_text.chain(in_title) {
                if mark.target != number {
                    continue;
                }
                let found = finding(record, mark, text);
                let known = findings.iter().position(|known| {
                    known.text == found.text && known.taken_for == found.taken_for
                });
                match known {
                    Some(known) => findings[known].count += 1,
                    None if findings.len() < MOST_FINDINGS => findings.push(found),
                    None => {}
                }
            }
            Explained {
                clause: wanted.label.clone(),
                score: scores.get(number).copied().flatten(),
                findings,
            }
        })
        .collect()
}

fn finding(record: &Record, mark: &Mark, text: &str) -> Finding {
    let span = text.get(mark.span.clone()).unwrap_or_default();
    Finding {
        text: snippet::best_window(span, &[], LONGEST).to_plain(),
        taken_for: match &mark.reason {
            Reason::Terms(terms) => terms.join(" "),
            Reason::Entity(number) => record
                .mentions()
                .nth(*number)
                .map(described)
                .unwrap_or_default(),
        },
        count: 1,
    }
}

fn described(entity: &EntityRecord) -> String {
    let Some(date) = entity.date else {
        return entity.canonical.clone().unwrap_or_default();
    };
    let mut text = date.from.to_string();
    if date.to != date.from {
        text = format!("{text}..{}", date.to);
    }
    let reason: Vec<String> = entity
        .rule
        .iter()
        .cloned()
        .chain(entity.reference.map(|day| format!("reference {day}")))
        .collect();
    if reason.is_empty() {
        text
    } else {
        format!("{text} ({})", reason.join(", "))
    }
}
