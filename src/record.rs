//! The dispatch record that users see (`extract`, `show --format json`) and that the index
//! stores: an [`AnalyzedDispatch`] in, a [`Record`] out, byte spans turned into Unicode code
//! points. Its JSON Schema is `index-schema/record-v1.json`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::dispatch::Dispatch;
use crate::entity::{Detail, Entities, EntityKind, Granularity, Mention};
use crate::pipeline::AnalyzedDispatch;

/// One dispatch as users get it. Offsets count Unicode code points of `text`, end exclusive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    pub id: String,
    pub path: String,
    pub ordinal: u32,
    pub title: Option<String>,
    pub agency: Option<String>,
    pub dateline: Option<DatelineRecord>,
    pub published: Option<Date>,
    /// ISO 639-1.
    pub language: Option<String>,
    pub text: String,
    /// Where the title stands in `text`, when it stands there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_at: Option<Offsets>,
    /// In the order of the text, longer mentions first.
    pub entities: Vec<EntityRecord>,
    /// Adjectives and demonyms of places ("российский"), in the order of the text: a kind of
    /// mention of their own, for they name a quality more often than a place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjectives: Vec<EntityRecord>,
    /// Mentions in a title that stands outside the text, adjectives among them; offsets count code
    /// points of `title`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub title_entities: Vec<EntityRecord>,
    pub warnings: Vec<String>,
}

/// Code points, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offsets {
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatelineRecord {
    /// In the nominative and in ordinary case ("Пхеньян").
    pub place: Option<String>,
    pub date: Option<Date>,
}

/// One mention and what it names.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntityRecord {
    #[serde(rename = "type")]
    pub kind: EntityKind,
    pub start: usize,
    pub end: usize,
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<String>,
    /// True for adjectives and demonyms of places ("российский").
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub adjective: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geoname: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<IntervalRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granularity: Option<Granularity>,
    /// The rule of the date grammar that resolved it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The day that a relative date was resolved against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Date>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_of_day: Option<String>,
}

/// A closed interval of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct IntervalRecord {
    pub from: Date,
    pub to: Date,
}

impl Record {
    /// The record of a dispatch that has not been analysed: no entities, no language but the one
    /// that the file's metadata give.
    pub fn bare(dispatch: &Dispatch) -> Self {
        let points = CodePoints::new(&dispatch.text);
        Self {
            id: dispatch.id.clone(),
            path: dispatch.path.clone(),
            ordinal: dispatch.ordinal,
            title: dispatch.title.clone(),
            agency: dispatch.agency.clone(),
            dateline: dispatch.dateline.as_ref().map(|dateline| DatelineRecord {
                place: dispatch.dateline_place(),
                date: dateline.date,
            }),
            published: dispatch.published,
            language: dispatch.language_hint.clone(),
            text: dispatch.text.clone(),
            title_at: dispatch.title_span.as_ref().map(|span| Offsets {
                start: points.of_byte(span.start),
                end: points.of_byte(span.end),
            }),
            entities: Vec::new(),
            adjectives: Vec::new(),
            title_entities: Vec::new(),
            warnings: dispatch.warnings.iter().map(ToString::to_string).collect(),
        }
    }

    /// All mentions: those of the title outside the text first, the text's adjectives last.
    pub fn mentions(&self) -> impl Iterator<Item = &EntityRecord> {
        self.title_entities
            .iter()
            .chain(&self.entities)
            .chain(&self.adjectives)
    }

    /// The canonical names of one kind, each once, in the order of their first mention. For
    /// places, `adjectives` decides whether those that only an adjective names are meant.
    pub fn names(&self, kind: EntityKind, adjectives: bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for entity in self.mentions() {
            if entity.kind == kind
                && entity.adjective == adjectives
                && let Some(name) = entity.canonical.as_deref()
                && !names.contains(&name)
            {
                names.push(name);
            }
        }
        names
    }

    /// The intervals of the resolved dates, each once.
    pub fn dates(&self) -> Vec<IntervalRecord> {
        let mut dates = Vec::new();
        for entity in self.mentions() {
            if let Some(date) = entity.date
                && !dates.contains(&date)
            {
                dates.push(date);
            }
        }
        dates
    }

    /// Hash of what makes a version of a dispatch: its title and text. Two dispatches with one
    /// hash are the same message; two versions of one dispatch differ in it.
    pub fn content_hash(&self) -> u64 {
        content_hash(self.title.as_deref(), &self.text)
    }
}

/// The first eight bytes of the BLAKE3 hash of title and text.
pub fn content_hash(title: Option<&str>, text: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(title.unwrap_or_default().as_bytes());
    hasher.update(&[0]);
    hasher.update(text.as_bytes());
    first_u64(&hasher.finalize())
}

/// The first eight bytes of a hash as a number.
pub fn first_u64(hash: &blake3::Hash) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&hash.as_bytes()[..8]);
    u64::from_le_bytes(bytes)
}

impl From<&AnalyzedDispatch> for Record {
    fn from(analyzed: &AnalyzedDispatch) -> Self {
        let dispatch = &analyzed.dispatch;
        let points = CodePoints::new(&dispatch.text);
        let records = |text: &str, points: &CodePoints, mentions: &[Mention]| {
            mentions
                .iter()
                .filter_map(|mention| mention_record(text, points, mention, &analyzed.entities))
                .collect::<Vec<_>>()
        };
        let mentions = records(&dispatch.text, &points, &analyzed.entities.mentions);
        let title_entities = match &dispatch.title {
            Some(title) => records(title, &CodePoints::new(title), &analyzed.title_mentions),
            None => Vec::new(),
        };
        let (adjectives, entities) = mentions.into_iter().partition(|mention| mention.adjective);
        Record {
            language: analyzed.language.clone(),
            entities,
            adjectives,
            title_entities,
            ..Record::bare(dispatch)
        }
    }
}

/// The record of a mention in `text`.
fn mention_record(
    text: &str,
    points: &CodePoints,
    mention: &Mention,
    entities: &Entities,
) -> Option<EntityRecord> {
    let entity = entities.entities.get(mention.entity)?;
    let mut record = EntityRecord {
        kind: mention.kind,
        start: points.of_byte(mention.span.start),
        end: points.of_byte(mention.span.end),
        text: text.get(mention.span.clone())?.to_owned(),
        canonical: entity.canonical.clone(),
        adjective: mention.adjectival,
        geoname: None,
        country: None,
        lat: None,
        lon: None,
        date: None,
        granularity: None,
        rule: None,
        reference: None,
        time_of_day: None,
    };
    match &entity.detail {
        Detail::Place(place) => {
            record.geoname = place.geoname;
            record.country = place.country.clone();
            record.lat = place.lat;
            record.lon = place.lon;
        }
        Detail::Date(date) => {
            record.date = date.interval.map(|(from, to)| IntervalRecord { from, to });
            record.granularity = Some(date.granularity);
            record.rule = Some(date.rule.to_owned());
            record.reference = date.reference;
            record.time_of_day = date.time_of_day.clone();
        }
        _ => {}
    }
    Some(record)
}

/// Converts between bytes and code points of one text, in time that does not grow with it.
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before every [`Self::STEP`]th byte.
    counts: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    const STEP: usize = 128;

    pub fn new(text: &'t str) -> Self {
        let bytes = text.as_bytes();
        let mut counts = Vec::with_capacity(bytes.len() / Self::STEP + 1);
        let mut count = 0;
        for block in bytes.chunks(Self::STEP) {
            counts.push(count);
            count += starts(block) as u32;
        }
        counts.push(count);
        Self { text, counts }
    }

    /// How many code points start before byte `offset`; an offset behind the text means its end.
    pub fn of_byte(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let block = offset / Self::STEP;
        self.counts[block] as usize + starts(&self.text.as_bytes()[block * Self::STEP..offset])
    }

    /// The byte at which code point `point` starts; the text's length for any behind its end.
    pub fn to_byte(&self, point: usize) -> usize {
        let block = self
            .counts
            .partition_point(|count| *count as usize <= point)
            .saturating_sub(1);
        let mut left = point - self.counts[block] as usize;
        let from = block * Self::STEP;
        for (n, byte) in self.text.as_bytes().iter().enumerate().skip(from) {
            if is_start(*byte) {
                if left == 0 {
                    return n;
                }
                left -= 1;
            }
        }
        self.text.len()
    }
}

fn is_start(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| is_start(**byte)).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn code_points_agree_with_chars(text in "[a-zа-я평🜁 ]{0,400}") {
            let points = CodePoints::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.of_byte(byte), n);
                prop_assert_eq!(points.to_byte(n), byte);
            }
            let length = text.chars().count();
            prop_assert_eq!(points.of_byte(text.len()), length);
            prop_assert_eq!(points.to_byte(length), text.len());
            prop_assert_eq!(points.to_byte(length + 7), text.len());
        }
    }

    #[test]
    fn title_and_text_do_not_run_together() {
        assert_ne!(content_hash(Some("а"), "б"), content_hash(None, "аб"));
        assert_ne!(content_hash(Some("а"), "б"), content_hash(Some("аб"), ""));
    }
}
