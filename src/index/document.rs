//! From a dispatch's [`Record`] and [`Version`] to its tantivy document, and back from what is
//! stored. A version that ends is indexed again from its own stored record, without being
//! recognised anew: everything a document needs is in the record, and lemmas are cheap.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;

use super::analyzer::{self, MentionWindow, TermStreams};
use super::schema::{Fields, IndexSchema};
use crate::entity::{EntityKind, date, search_key};
use crate::ledger::{self, FileEntry, Run, Version};
use crate::memo::Memo;
use crate::record::{CodePoints, EntityRecord, IntervalRecord, Record};
use crate::text::{self, Token, Tokens};

/// What the index stores of a version of a dispatch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredDispatch {
    pub version: Version,
    pub record: Record,
}

impl StoredDispatch {
    /// Unique key of its document.
    pub fn uid(&self) -> String {
        ledger::version_uid(
            self.version.file,
            &self.record.path,
            self.record.ordinal,
            &self.record.id,
            self.version.placed_run,
        )
    }
}

/// A dispatch made ready for the index on a worker thread, but for its version, which only the
/// thread that sees all dispatches can tell.
#[derive(Debug, Clone)]
pub struct PreparedDispatch {
    /// May be replaced: a dispatch keeps the id that it has in the index when it is moved.
    pub id: String,
    pub path: String,
    pub ordinal: u32,
    pub content: u64,
    /// Fingerprint of the words; see [`super::alike`].
    pub alike: u64,
    document: TantivyDocument,
    /// The record as JSON, from behind the value of its first key, which is the id.
    record_tail: String,
}

impl PreparedDispatch {
    /// `tokens` are those of `record.text`.
    pub fn new(record: &Record, tokens: &Tokens) -> Self {
        let mut document = TantivyDocument::new();
        let alike = super::alike::sim_hash(tokens);
        document.add_u64(fields().alike, alike);
        add_record(&mut document, record, tokens);
        let mut record_tail = json(record);
        record_tail.drain(..record_head(&record.id).len());
        Self {
            id: record.id.clone(),
            path: record.path.clone(),
            ordinal: record.ordinal,
            content: record.content_hash(),
            alike,
            document,
            record_tail,
        }
    }

    /// The finished document.
    pub fn into_document(self, version: &Version) -> TantivyDocument {
        let mut document = self.document;
        let uid = ledger::version_uid(
            version.file,
            &self.path,
            self.ordinal,
            &self.id,
            version.placed_run,
        );
        add_version(&mut document, version, &uid);
        document.add_text(fields().id, &self.id);
        let stored = format!(
            "{{\"version\":{},\"record\":{}{}}}",
            json(version),
            record_head(&self.id),
            self.record_tail
        );
        document.add_bytes(fields().record, stored.as_bytes());
        document
    }
}

/// What the JSON of a record with this id begins with.
fn record_head(id: &str) -> String {
    format!("{{\"id\":{}", json(&id))
}

/// The document of a version whose record is at hand.
pub fn dispatch_document(stored: &StoredDispatch) -> TantivyDocument {
    let tokens = text::tokenize(&stored.record.text);
    PreparedDispatch::new(&stored.record, &tokens).into_document(&stored.version)
}

/// The document of a file.
pub fn file_document(entry: &FileEntry) -> TantivyDocument {
    let fields = fields();
    let key = ledger::file_key(&entry.root, &entry.path);
    let mut document = TantivyDocument::new();
    document.add_text(fields.kind, "file");
    document.add_text(fields.uid, ledger::file_uid(key));
    document.add_u64(fields.file, key);
    document.add_u64(fields.content, entry.content);
    document.add_text(fields.root, &entry.root);
    document.add_u64(fields.size, entry.size);
    document.add_i64(fields.modified, entry.modified);
    document.add_u64(fields.outcome, entry.outcome.code());
    document.add_bytes(fields.record, json(entry).as_bytes());
    document
}

/// The document of a run.
pub fn run_document(run: &Run) -> TantivyDocument {
    let fields = fields();
    let mut document = TantivyDocument::new();
    document.add_text(fields.kind, "run");
    document.add_text(fields.uid, ledger::run_uid(run.run));
    document.add_u64(fields.first_run, run.run);
    document.add_bytes(fields.record, json(run).as_bytes());
    document
}

fn fields() -> &'static Fields {
    &IndexSchema::get().fields
}

fn json<T: Serialize>(value: &T) -> String {
    // None of the types stored here has a map with other keys than strings, or a number that JSON
    // cannot hold: the two reasons for which writing to a string can fail.
    serde_json::to_string(value).unwrap_or_default()
}

fn add_version(document: &mut TantivyDocument, version: &Version, uid: &str) {
    let fields = fields();
    document.add_text(fields.kind, "dispatch");
    document.add_text(fields.uid, uid);
    document.add_u64(fields.file, version.file);
    document.add_text(fields.root, &version.root);
    document.add_u64(fields.content, version.content);
    document.add_u64(fields.live, u64::from(version.end.is_none()));
    document.add_u64(fields.first_run, version.first_run);
    if let Some(end) = &version.end {
        document.add_u64(fields.last_run, end.run);
    }
}

fn add_record(document: &mut TantivyDocument, record: &Record, tokens: &Tokens) {
    let fields = fields();
    document.add_text(fields.path, &record.path);
    document.add_u64(fields.ordinal, u64::from(record.ordinal));
    if let Some(agency) = &record.agency {
        document.add_text(fields.agency, agency);
    }
    if let Some(language) = &record.language {
        document.add_text(fields.lang, language);
    }
    if let Some(date) = record.published {
        document.add_i64(fields.published, day_number(date));
        document.add_text(fields.year, year(date));
        document.add_text(fields.month, month(date));
        document.add_text(fields.day, date.to_string());
    }
    add_text(document, record, tokens);
    add_names(document, record);
    add_dates(document, &record.dates());
}

fn add_text(document: &mut TantivyDocument, record: &Record, tokens: &Tokens) {
    let fields = fields();
    let points = CodePoints::new(&record.text);
    let mentions = mention_spans(&record.entities, &points);
    let title_bytes = record
        .title_at
        .map(|at| points.to_byte(at.start)..points.to_byte(at.end));
    let language = record.language.as_deref();

    let in_title = |token: &Token| {
        title_bytes
            .as_ref()
            .is_some_and(|title| title.start <= token.span().start && token.span().end <= title.end)
    };
    let mut add = |field_lemma, field_exact, streams: TermStreams| {
        document.add_text(field_lemma, streams.lemma);
        document.add_text(field_exact, streams.exact);
    };
    if title_bytes.is_some() {
        let title = analyzer::term_streams(
            tokens.iter().filter(|token| in_title(token)),
            tokens,
            language,
            MentionWindow::new(&mentions),
        );
        add(fields.title, fields.title_exact, title);
    } else if let Some(title) = &record.title {
        let tokens = text::tokenize(title);
        let mentions = mention_spans(&record.title_entities, &CodePoints::new(title));
        let title = analyzer::term_streams(
            tokens.iter(),
            &tokens,
            language,
            MentionWindow::new(&mentions),
        );
        add(fields.title, fields.title_exact, title);
    }
    let body = analyzer::term_streams(
        tokens.iter().filter(|token| !in_title(token)),
        tokens,
        language,
        MentionWindow::new(&mentions),
    );
    add(fields.body, fields.body_exact, body);
}

/// Bytes and kinds of mentions, without the adjectives, which are no names.
fn mention_spans(
    mentions: &[EntityRecord],
    points: &CodePoints,
) -> Vec<(Range<usize>, EntityKind)> {
    mentions
        .iter()
        .filter(|mention| !mention.adjective)
        .map(|mention| {
            (
                points.to_byte(mention.start)..points.to_byte(mention.end),
                mention.kind,
            )
        })
        .collect()
}

fn add_names(document: &mut TantivyDocument, record: &Record) {
    let fields = fields();
    for (kind, field) in [
        (EntityKind::Person, fields.person),
        (EntityKind::Place, fields.place),
        (EntityKind::Org, fields.org),
        (EntityKind::Role, fields.role),
    ] {
        for name in record.names(kind, false) {
            document.add_text(field, name);
            add_keys(document, kind, name);
        }
    }
    let places = record.names(EntityKind::Place, false);
    for name in record.names(EntityKind::Place, true) {
        if !places.contains(&name) {
            document.add_text(fields.place_adjective, name);
            add_keys(document, EntityKind::Place, name);
        }
    }
}

fn add_keys(document: &mut TantivyDocument, kind: EntityKind, name: &str) {
    thread_local! {
        // The same few thousand names make up most mentions of an archive.
        static KEYS: [RefCell<Memo<Rc<[String]>>>; EntityKind::COUNT] =
            const { [const { RefCell::new(Memo::new(REMEMBERED)) }; EntityKind::COUNT] };
    }
    /// Names of a kind.
    const REMEMBERED: usize = 10_000;
    let field = fields().name_key;
    let terms = KEYS.with(|known| {
        known[kind as usize].borrow_mut().get_or(name, || {
            search_key::name_keys(kind, name)
                .into_iter()
                .map(|key| format!("{}{name}", name_key_prefix(kind, &key)))
                .collect()
        })
    });
    for term in terms.iter() {
        document.add_text(field, term);
    }
}

/// What the terms of the `name_key` field begin with, for one search key of a kind.
pub fn name_key_prefix(kind: EntityKind, key: &str) -> String {
    let kind = match kind {
        EntityKind::Person => 'p',
        EntityKind::Place => 'l',
        EntityKind::Org => 'o',
        EntityKind::Role => 'r',
        EntityKind::Date => 'd',
    };
    format!("{kind}\u{1f}{key}\u{1f}")
}

fn add_dates(document: &mut TantivyDocument, dates: &[IntervalRecord]) {
    let fields = fields();
    let mut years = BTreeSet::new();
    let mut months = BTreeSet::new();
    let mut days = BTreeSet::new();
    let mut nodes_seen = BTreeSet::new();
    for interval in dates {
        // A century mentioned is no reason to count a dispatch under a hundred years: what lies
        // within one year, month or day is counted under it, and nothing else.
        if year(interval.from) == year(interval.to) {
            years.insert(year(interval.from));
            if month(interval.from) == month(interval.to) {
                months.insert(month(interval.from));
                if interval.from == interval.to {
                    days.insert(interval.from.to_string());
                }
            }
        }
    }
    for interval in dates {
        for node in date::index_terms(interval.from, interval.to) {
            nodes_seen.insert(node);
        }
    }
    for node in nodes_seen {
        document.add_text(fields.mentioned, node);
    }
    for value in years {
        document.add_text(fields.mentioned_year, value);
    }
    for value in days {
        document.add_text(fields.mentioned_day, value);
    }
    for value in months {
        document.add_text(fields.mentioned_month, value);
    }
}

/// Days since 1970-01-01; negative before.
pub fn day_number(date: Date) -> i64 {
    // Both dates are within jiff's range, so the difference in days is defined.
    date.since(Date::constant(1970, 1, 1))
        .map_or(0, |span| i64::from(span.get_days()))
}

/// The date with this day number; `None` beyond the years that a date can have.
pub fn date_of_day(day: i64) -> Option<Date> {
    Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(day).ok()?)
        .ok()
}

fn year(date: Date) -> String {
    format!("{:04}", date.year())
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_can_be_replaced() {
        let record: Record = serde_json::from_value(serde_json::json!({
            "id": "до \"кавычек\"", "path": "a.txt", "ordinal": 3, "title": null,
            "agency": null, "dateline": null, "published": "2025-09-04", "language": "ru",
            "text": "Снег выпал.", "entities": [], "warnings": [],
        }))
        .unwrap();
        let mut prepared = PreparedDispatch::new(&record, &text::tokenize(&record.text));
        prepared.id = "другой".to_owned();
        let version = Version {
            root: "/archive".to_owned(),
            file: 1,
            content: record.content_hash(),
            first_run: 1,
            placed_run: 1,
            origin: ledger::Origin::Added,
            end: None,
        };
        let document = prepared.into_document(&version);
        let bytes = tantivy::schema::Value::as_bytes(&document.get_first(fields().record).unwrap())
            .unwrap();
        let stored: StoredDispatch = serde_json::from_slice(bytes).unwrap();
        assert_eq!(stored.version, version);
        assert_eq!(
            stored.record,
            Record {
                id: "другой".to_owned(),
                ..record
            }
        );
    }

    #[test]
    fn day_numbers_and_back() {
        for (date, day) in [
            (Date::constant(1970, 1, 1), 0),
            (Date::constant(2025, 9, 4), 20335),
            (Date::constant(1945, 8, 15), -8905),
        ] {
            assert_eq!(day_number(date), day);
            assert_eq!(date_of_day(day), Some(date));
        }
        assert_eq!(date_of_day(i64::MAX), None);
    }
}
