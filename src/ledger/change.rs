//! What one change of an archive looks like to its users: versions of a dispatch in, a
//! [`Change`] out, with the names that went and came and a diff by words.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::RunNumber;
use crate::entity::EntityKind;
use crate::record::{IntervalRecord, Record};

/// A line of `changes`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    pub run: RunNumber,
    /// When the run began.
    pub at: Option<Timestamp>,
    pub kind: ChangeKind,
    pub id: String,
    pub path: String,
    pub ordinal: u32,
    pub title: Option<String>,
    pub published: Option<Date>,
    /// Moved: where it stood before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from_path: Option<String>,
    /// Duplicate: the id of the dispatch that it repeats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Changed: what only the old version names, and what only the new one does.
    #[serde(skip_serializing_if = "Option::is_none", flatten)]
    pub difference: Option<Difference>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    Added,
    Changed,
    Moved,
    Vanished,
    Reappeared,
    Duplicate,
}

impl ChangeKind {
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Moved => "moved",
            Self::Vanished => "vanished",
            Self::Reappeared => "reappeared",
            Self::Duplicate => "duplicate",
        }
    }
}

/// What tells two versions of a dispatch apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    pub persons_gone: Vec<String>,
    pub persons_new: Vec<String>,
    pub places_gone: Vec<String>,
    pub places_new: Vec<String>,
    pub dates_gone: Vec<IntervalRecord>,
    pub dates_new: Vec<IntervalRecord>,
    /// By words: `[-gone-]` and `{+new+}`, with some words around each place and `…` for the
    /// rest, as `git diff --word-diff` writes it.
    pub diff: String,
}

impl Difference {
    pub fn between(old: &Record, new: &Record) -> Self {
        let names = |kind| {
            (
                missing(&old.names(kind, false), &new.names(kind, false)),
                missing(&new.names(kind, false), &old.names(kind, false)),
            )
        };
        let (persons_gone, persons_new) = names(EntityKind::Person);
        let (places_gone, places_new) = names(EntityKind::Place);
        let (old_dates, new_dates) = (old.dates(), new.dates());
        Self {
            persons_gone,
            persons_new,
            places_gone,
            places_new,
            dates_gone: without(&old_dates, &new_dates),
            dates_new: without(&new_dates, &old_dates),
            diff: word_diff(&titled(old), &titled(new)),
        }
    }
}

/// Title and text, the title only where it is not part of the text.
fn titled(record: &Record) -> String {
    match &record.title {
        Some(title) if record.title_at.is_none() => format!("{title}\n{}", record.text),
        _ => record.text.clone(),
    }
}

fn missing(from: &[&str], other: &[&str]) -> Vec<String> {
    from.iter()
        .filter(|name| !other.contains(name))
        .map(|name| (*name).to_owned())
        .collect()
}

fn without(from: &[IntervalRecord], other: &[IntervalRecord]) -> Vec<IntervalRecord> {
    from.iter()
        .filter(|date| !other.contains(date))
        .copied()
        .collect()
}

/// Words shown around a difference.
const CONTEXT: usize = 5;

/// The differences of two texts by words.
pub fn word_diff(old: &str, new: &str) -> String {
    let diff = TextDiff::from_words(old, new);
    // Runs of one kind, white space included in them.
    let mut runs: Vec<(ChangeTag, Vec<&str>)> = Vec::new();
    for change in diff.iter_all_changes() {
        match runs.last_mut() {
            Some((tag, words)) if *tag == change.tag() => words.push(change.value()),
            _ => runs.push((change.tag(), vec![change.value()])),
        }
    }
    let mut out = String::new();
    let last = runs.len().saturating_sub(1);
    for (n, (tag, words)) in runs.iter().enumerate() {
        match tag {
            ChangeTag::Delete => mark(&mut out, "[-", words, "-]"),
            ChangeTag::Insert => mark(&mut out, "{+", words, "+}"),
            ChangeTag::Equal => {
                // Words and the white space between them are separate items.
                let shown = 2 * CONTEXT;
                let head = if n == 0 { 0 } else { shown.min(words.len()) };
                let tail = if n == last {
                    0
                } else {
                    shown.min(words.len() - head)
                };
                push(&mut out, &words[..head]);
                if head + tail < words.len() {
                    out.push('…');
                }
                push(&mut out, &words[words.len() - tail..]);
            }
        }
    }
    out
}

/// Marks `words`, but for the white space at their ends.
fn mark(out: &mut String, open: &str, words: &[&str], close: &str) {
    let text = words.concat();
    let inner = text.trim();
    if inner.is_empty() {
        out.push_str(open);
        out.push_str(&text);
        out.push_str(close);
        return;
    }
    let start = text.len() - text.trim_start().len();
    out.push_str(&text[..start]);
    out.push_str(open);
    out.push_str(inner);
    out.push_str(close);
    out.push_str(&text[start + inner.len()..]);
}

fn push(out: &mut String, words: &[&str]) {
    for word in words {
        out.push_str(word);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_diffs() {
        for (old, new, expected) in [
            (
                "поезд прибыл в Хасан утром",
                "поезд прибыл в Туманган утром",
                "…поезд прибыл в [-Хасан-]{+Туманган+} утром",
            ),
            ("а", "а б", "а {+б+}"),
            ("", "снег", "{+снег+}"),
            ("снег", "снег", "…"),
        ] {
            let found = word_diff(old, new);
            // How equal words before the first difference are shown depends on their number.
            assert_eq!(
                found.trim_start_matches('…'),
                expected.trim_start_matches('…'),
                "{old} | {new}"
            );
        }
    }

    #[test]
    fn long_equal_parts_are_left_out() {
        let old: Vec<String> = (0..200).map(|n| format!("слово{n}")).collect();
        let mut new = old.clone();
        new[100] = "иначе".to_owned();
        let diff = word_diff(&old.join(" "), &new.join(" "));
        assert!(diff.contains("[-слово100-]{+иначе+}"), "{diff}");
        assert!(
            diff.contains("слово99") && diff.contains("слово101"),
            "{diff}"
        );
        assert!(
            !diff.contains("слово50") && !diff.contains("слово150"),
            "{diff}"
        );
    }
}
