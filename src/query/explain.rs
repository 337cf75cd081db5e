//! Why a dispatch was found: what comes in are its marks and the scores of the parts of the
//! query, what goes out is one [`Explained`] for each thing asked for, in words for people.

use super::highlight::{Mark, Marks, Reason};
use super::plan::{Target, Wanted, show_interval};
use super::snippet;
use crate::entity::date::Interval;
use crate::entity::search_key::NameQuery;
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
    /// What it was taken for: the lemmas, the canonical name, or the days of a date.
    pub taken_for: String,
    /// By what rule: for a name why it answers, such as "transcription: Palladius", for a date
    /// how its days were told, and from which day. `None` for words.
    pub rule: Option<String>,
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
            let asked = match &wanted.target {
                Target::Names { kind, value, .. } => Some(NameQuery::new(*kind, value.text())),
                _ => None,
            };
            let mut findings: Vec<Finding> = Vec::new();
            let in_text = marks.text.iter().map(|mark| (mark, record.text.as_str()));
            let title = record.title.as_deref().unwrap_or_default();
            let in_title = marks.title.iter().map(|mark| (mark, title));
            for (mark, text) in in_text.chain(in_title) {
                if mark.target != number {
                    continue;
                }
                let found = finding(record, mark, text, &wanted.target, asked.as_ref());
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

/// `asked` is what a target of names asks for.
fn finding(
    record: &Record,
    mark: &Mark,
    text: &str,
    target: &Target,
    asked: Option<&NameQuery>,
) -> Finding {
    let span = text.get(mark.span.clone()).unwrap_or_default();
    let (taken_for, rule) = match &mark.reason {
        Reason::Terms(terms) => (terms.join(" "), None),
        Reason::Entity(number) => match record.mentions().nth(*number) {
            Some(entity) => of_entity(entity, target, asked),
            None => (String::new(), None),
        },
    };
    Finding {
        text: snippet::best_window(span, &[], LONGEST).to_plain(),
        taken_for,
        rule,
        count: 1,
    }
}

fn of_entity(
    entity: &EntityRecord,
    target: &Target,
    asked: Option<&NameQuery>,
) -> (String, Option<String>) {
    if let Some(date) = entity.date {
        let days = show_interval(Interval {
            from: Some(date.from),
            to: Some(date.to),
        });
        let reference = entity.reference.map(|day| format!("reference {day}"));
        let rule: Vec<String> = entity.rule.iter().cloned().chain(reference).collect();
        return (days, (!rule.is_empty()).then(|| rule.join(", ")));
    }
    let name = entity.canonical.clone().unwrap_or_default();
    let rule = match (target, asked) {
        (Target::Names { names, .. }, Some(asked)) => {
            names.get(&name).map(|why| why.to_text(asked, &name))
        }
        _ => None,
    };
    (name, rule)
}
