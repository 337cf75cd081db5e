//! From folders to text: what comes in is a list of corpus roots, what goes out is a stream of
//! [`SourceFile`]s (`walk`) and, for each of them, of [`DecodedText`]s ([`read`]). This stage
//! knows file systems, containers, file formats and character encodings, and nothing of
//! dispatches: splitting a text into dispatches is left to [`crate::dispatch`].

mod cyrillic_pairs;
pub mod decode;
mod format;
mod read;
mod session;
pub mod walk;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::Warning;

pub use read::{ReadError, ReadReport, read, read_from, read_stdin_jsonl};
pub use session::{Damage, Fault, ReadOptions};
pub use walk::{Globs, Walk, WalkError, WalkOptions, walk};

/// One regular file below a corpus root, as the walk saw it. Nothing has been read yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Where the file can be opened.
    pub path: PathBuf,
    /// The path relative to the corpus root, `/` between its parts. Bytes that are not UTF-8
    /// are written `%XX` (and `%` itself as `%25` in such a name only), so that two files never
    /// share a name. A root that is itself a file has its file name here.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Nanoseconds since 1970-01-01T00:00:00Z; negative before.
    pub modified: i64,
}

/// What a file's own metadata say of the dispatch in it: fields of a JSON line or of a Markdown
/// header, `<title>` of a page. The dispatch parser weighs them against the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hints {
    /// The document's own id (JSON lines `id`).
    pub id: Option<String>,
    pub title: Option<String>,
    /// Somebody gave the title to this very text: it is a field of a JSON line or of a Markdown
    /// header, or the subject of a letter. What programs put into `<title>` counts for less.
    pub title_given: bool,
    /// The published date. From JSON lines it is the reference for relative dates.
    pub date: Option<Date>,
    pub agency: Option<String>,
    /// ISO 639-1, as given, not checked against the text.
    pub language: Option<String>,
}

/// The text of one file, or of one member or record of it, decoded to Unicode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodedText {
    /// [`SourceFile::name`], then `!/` and the member's name for each container around it.
    pub name: String,
    /// As decoded, letter for letter, but for line ends, which are `\n`, and a byte order mark,
    /// which is left out. For HTML and other marked-up formats: the article's text, paragraphs
    /// on lines of their own. A page's main heading, being part of what its reader sees, is the
    /// first line, and the same words stand in [`Hints::title`]; what is in `<title>` alone is
    /// there only, as is the header of a letter or of a Markdown file.
    pub text: String,
    /// True when the text is exactly one dispatch and must not be split (JSON lines).
    pub whole: bool,
    /// 0 but for JSON lines, where it is the line's place among the documents of the file.
    pub first_ordinal: u32,
    pub hints: Hints,
    /// The encoding's WHATWG label ("windows-1251"), or IBM866 and the like.
    pub encoding: &'static str,
    pub warnings: Vec<Warning>,
}
