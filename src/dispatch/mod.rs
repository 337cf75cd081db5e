//! From text to dispatches: what comes in is a [`DecodedText`](crate::source::DecodedText), what
//! goes out are the [`Dispatch`]es in it, with title, dateline, body, sign-off and source line
//! told apart and the published date settled. The words of the body are left to
//! [`crate::text`].

use std::ops::Range;

use jiff::civil::Date;

use crate::Warning;

/// One news-agency message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// The document's own id where it has one, else [`dispatch_id`] of path and ordinal.
    pub id: String,
    /// As [`DecodedText::name`](crate::source::DecodedText).
    pub path: String,
    /// Which dispatch of that file or member, from 0.
    pub ordinal: u32,
    /// The dispatch as decoded, letter for letter: title line, dateline, body, sign-off, source
    /// line. All spans below are byte ranges into it, end exclusive, on char boundaries.
    pub text: String,
    /// The headline, trimmed. From the title line of the text, or from the file's metadata.
    pub title: Option<String>,
    /// Where the title stands in `text`; `None` when it came from metadata alone.
    pub title_span: Option<Range<usize>>,
    pub dateline: Option<Dateline>,
    /// From behind the dateline to before the sign-off and source line; without either, all of
    /// the text but the title line.
    pub body: Range<usize>,
    /// The agency by its usual short name ("ЦТАК", "ТАСС", "РИА Новости"). From the dateline,
    /// else the file's metadata, else the source line.
    pub agency: Option<String>,
    /// When it was reported. Civil date at the agency's place; no time zone.
    pub published: Option<Date>,
    /// What resolved `published`, for `--explain`.
    pub published_by: Option<PublishedBy>,
    /// ISO 639-1, as the file's metadata give it.
    pub language_hint: Option<String>,
    pub warnings: Vec<Warning>,
}

/// "Пхеньян, 4 сентября. /ЦТАК/--": where, when and by which agency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// The whole dateline with the dash or full stop that closes it.
    pub span: Range<usize>,
    /// The place as written ("ПХЕНЬЯН", "Нью-Йорк").
    pub place: Option<Range<usize>>,
    /// Where the date stands; its value, year included where one could be found, is `date`.
    pub date_span: Option<Range<usize>>,
    pub date: Option<Date>,
    /// The agency as written, without slashes and brackets.
    pub agency: Option<Range<usize>>,
}

/// Which evidence gave the published date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublishedBy {
    /// A dateline with day, month and year.
    Dateline,
    /// The dateline's day and month with the year of the source line (or of the metadata).
    DatelineAndSourceLine,
    SourceLine,
    /// JSON lines `date`, or a page's own metadata.
    Metadata,
}

/// The id of a dispatch that has none of its own: sixteen hexadecimal digits, of the BLAKE3 hash
/// of path and ordinal, so that a dispatch keeps its id however often it is read and edited.
pub fn dispatch_id(path: &str, ordinal: u32) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(path.as_bytes());
    hasher.update(&[0]);
    hasher.update(&ordinal.to_le_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}
pub fn parse(text: crate::source::DecodedText) -> Vec<Dispatch> {
    let id = text
        .hints
        .id
        .clone()
        .unwrap_or_else(|| dispatch_id(&text.name, text.first_ordinal));
    vec![Dispatch {
        id,
        path: text.name,
        ordinal: text.first_ordinal,
        body: 0..text.text.len(),
        text: text.text,
        title: text.hints.title,
        title_span: None,
        dateline: None,
        agency: text.hints.agency,
        published: text.hints.date,
        published_by: None,
        language_hint: text.hints.language,
        warnings: text.warnings,
    }]
}
