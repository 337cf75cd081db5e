//! What may be typed behind a command, and behind all of them. Reading it validates and opens
//! nothing.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

#[derive(Debug, Args)]
pub struct Global {
    /// Folder of the index
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        default_value = "depesha-index",
        help_heading = "Everywhere"
    )]
    pub index: PathBuf,
    /// Threads; 0 for as many as there are processors
    #[arg(
        long,
        short,
        global = true,
        value_name = "N",
        default_value_t = 0,
        help_heading = "Everywhere"
    )]
    pub jobs: usize,
    /// Say nothing but results and errors
    #[arg(long, short, global = true, help_heading = "Everywhere")]
    pub quiet: bool,
    /// Say more
    #[arg(long, short, global = true, action = clap::ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
    /// When to use colours
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value_t = Color::Auto,
        help_heading = "Everywhere"
    )]
    pub color: Color,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Json,
    Jsonl,
    Csv,
}

/// Takes those forms of the output that a command has.
pub fn formats(accepted: &[Format]) -> impl TypedValueParser<Value = Format> {
    let names = accepted.iter().filter_map(Format::to_possible_value);
    PossibleValuesParser::new(names).try_map(|name| Format::from_str(&name, false))
}

/// What most commands have.
pub const TEXT_OR_JSON: &[Format] = &[Format::Text, Format::Json, Format::Jsonl];
/// What commands have whose output is an endless row of records.
pub const TEXT_OR_LINES: &[Format] = &[Format::Text, Format::Jsonl];

/// Which files of a corpus are read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Files")]
pub struct FileArgs {
    /// Read only files whose path matches (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub include: Vec<String>,
    /// Leave out files and folders whose path matches (repeatable)
    #[arg(long, value_name = "GLOB")]
    pub exclude: Vec<String>,
    /// Read hidden files and folders too
    #[arg(long)]
    pub hidden: bool,
    /// Follow symbolic links
    #[arg(long)]
    pub follow: bool,
}

/// Bring the index up to date with files and folders.
///
/// New, changed, moved and deleted files are handled; unchanged ones are not read again.
#[derive(Debug, Args)]
pub struct IngestArgs {
    /// Files and folders to index
    #[arg(required = true, value_name = "CORPUS")]
    pub corpora: Vec<PathBuf>,
    /// Read and index everything anew
    #[arg(long)]
    pub rebuild: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Believe that files are gone, however many they are
    ///
    /// Without it, a corpus that is suddenly empty, or has lost more than half of its files and at
    /// least ten, is taken for a disk that is not mounted: what is on record of the missing files
    /// is kept.
    #[arg(long)]
    pub allow_vanish: bool,
    #[command(flatten)]
    pub files: FileArgs,
    /// Form of the summary
    #[arg(long, value_parser = formats(TEXT_OR_JSON), default_value = "text")]
    pub format: Format,
}

/// What dispatches must have to be found.
#[derive(Debug, Args)]
pub struct FilterArgs {
    /// Dispatches that name the person, in any form of the name (repeatable: any of them)
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub person: Vec<String>,
    /// Dispatches that name the place (repeatable: any of them)
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub place: Vec<String>,
    /// Dispatches that name the organisation (repeatable: any of them)
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub org: Vec<String>,
    /// Dispatches of the agency (repeatable: any of them)
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub agency: Vec<String>,
    /// Dispatches in the language, ISO 639-1 (repeatable: any of them)
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub lang: Vec<String>,
    /// Dispatches whose path matches (repeatable: any of them)
    #[arg(long, value_name = "GLOB", help_heading = "Filters")]
    pub path: Vec<String>,
    /// Published on that day or later: 2025, 2025-09, 2025-09-04, 04.09.2025
    #[arg(long, value_name = "D", help_heading = "Filters")]
    pub since: Vec<String>,
    /// Published on that day or earlier
    #[arg(long, value_name = "D", help_heading = "Filters")]
    pub until: Vec<String>,
    /// Dispatches that mention a day, month, year or A..B (repeatable: any of them)
    #[arg(long, value_name = "D", help_heading = "Filters")]
    pub mentions: Vec<String>,
    /// Places that only an adjective names count too ("российский" for Россия)
    #[arg(long, help_heading = "Filters")]
    pub adjectives: bool,
    /// Search old versions as well
    #[arg(long, help_heading = "Filters")]
    pub history: bool,
    /// Search the archive as it was after the run, or on the day
    #[arg(
        long,
        value_name = "RUN|DATE",
        help_heading = "Filters",
        conflicts_with = "history"
    )]
    pub as_of: Option<String>,
}

/// Search.
///
/// A word finds all its inflected forms. Words are joined by AND; OR/ИЛИ, NOT/НЕ/- and
/// parentheses are understood; "…" is a phrase in any inflection, "…"~5 within 5 words; =word and
/// ="…" exact forms; ракет* a prefix; Пхенян~1 within one edit. Fields: person:, place:, org:,
/// role:, title:, agency:, published:, date:, lang:, path:, also by their Russian names.
#[derive(Debug, Args)]
pub struct QueryArgs {
    /// What to search for; without it, all dispatches that the filters let through
    #[arg(allow_hyphen_values = true, value_parser = query_text)]
    pub query: Option<String>,
    /// Bring the index up to date with DIR first (repeatable)
    #[arg(long, value_name = "DIR")]
    pub corpus: Vec<PathBuf>,
    #[command(flatten)]
    pub filters: FilterArgs,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = Sort::Relevance)]
    pub sort: Sort,
    /// Show at most so many hits
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Leave out the first so many hits
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Count hits by person, place, org, role, agency, lang; by year, month, day (published) or
    /// mentioned-year, mentioned-month, mentioned-day (comma-separated)
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub facet: Vec<String>,
    /// Show so many values of each facet, 0 for all [default: 10, of dates all]
    #[arg(long, value_name = "N")]
    pub facet_limit: Option<usize>,
    /// Show every hit, also those that say the same as another in nearly the same words
    #[arg(long)]
    pub all_alike: bool,
    /// Say why each hit was found
    #[arg(long)]
    pub explain: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    #[command(flatten)]
    pub files: FileArgs,
}

/// A query may begin with a minus ("-визит"); what looks like an option is one misspelt.
fn query_text(text: &str) -> Result<String, String> {
    let mut letters = text.chars();
    let option = match (letters.next(), letters.next(), letters.next()) {
        (Some('-'), Some('-'), Some(c)) => c.is_ascii_alphabetic(),
        (Some('-'), Some(c), None) => c.is_ascii_alphabetic(),
        _ => false,
    };
    if option {
        Err("there is no such option; put a space before a query that begins like one".to_owned())
    } else {
        Ok(text.to_owned())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sort {
    Relevance,
    Newest,
    Oldest,
}

/// Count the dispatches that a query finds by day, month or year.
#[derive(Debug, Args)]
pub struct TimelineArgs {
    /// What to search for, as `query` takes it; without it, all dispatches
    #[arg(allow_hyphen_values = true, value_parser = query_text)]
    pub query: Option<String>,
    /// Count by the published date, or by the dates that the dispatches mention
    #[arg(long, value_enum, default_value_t = Axis::Published)]
    pub axis: Axis,
    /// Length of a step
    #[arg(long, value_enum, default_value_t = Step::Month)]
    pub by: Step,
    #[command(flatten)]
    pub filters: FilterArgs,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Axis {
    Published,
    Mentioned,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Step {
    Day,
    Month,
    Year,
}

/// Read, parse and analyse files without an index; print a record for each dispatch.
#[derive(Debug, Args)]
pub struct ExtractArgs {
    /// Files and folders; - for JSON lines on standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_LINES), default_value = "jsonl")]
    pub format: Format,
    #[command(flatten)]
    pub files: FileArgs,
}

/// List who and what the archive names, most frequent first.
#[derive(Debug, Args)]
pub struct EntitiesArgs {
    /// Names of which a word begins so, or the name in another form, spelling or script; a pattern
    /// such as 'Гага*', or a misspelt word such as Гагорин~1
    pub prefix: Option<String>,
    /// Only these kinds (repeatable, comma-separated)
    #[arg(long, value_enum, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<Kind>,
    /// List at most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
    /// Say why each name is listed: the system of transcription, a phonetic key, authority.toml, and
    /// the foreign and shortened forms in dispatches
    #[arg(long)]
    pub explain: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    Person,
    Place,
    Org,
    Role,
}

/// Show a dispatch.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Ids, as `query` prints them
    #[arg(required = true, value_name = "ID")]
    pub ids: Vec<String>,
    /// Show all versions, the latest first
    #[arg(long)]
    pub history: bool,
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_JSON), default_value = "text")]
    pub format: Format,
}

/// Say what the index holds.
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_JSON), default_value = "text")]
    pub format: Format,
}

/// Print the tokens of a text, a line of standard input each, with their lemmas.
///
/// The words around decide which lemma comes first. Search takes each word by itself; with
/// --no-context the lemmas are those that it is found by.
#[derive(Debug, Args)]
pub struct AnalyzeArgs {
    /// Files with a text a line; - for standard input
    #[arg(default_value = "-", value_name = "FILE")]
    pub paths: Vec<PathBuf>,
    /// Take each word by itself, as the index and queries do: the lemmas that it is found by
    #[arg(long)]
    pub no_context: bool,
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_LINES), default_value = "jsonl")]
    pub format: Format,
}

/// List what changed in the archive, oldest first.
///
/// Dispatches that were added, changed, moved, that vanished or reappeared, and those that repeat
/// another. What the first run added is listed only with --all.
#[derive(Debug, Args)]
pub struct ChangesArgs {
    /// Changes of this run and later ones, or of runs that began on this day or later
    #[arg(long, value_name = "RUN|DATE")]
    pub since: Option<String>,
    /// Changes of dispatches that name the person, before or after (repeatable: any of them)
    #[arg(long, value_name = "NAME")]
    pub person: Vec<String>,
    /// Changes of dispatches that name the place, before or after (repeatable: any of them)
    #[arg(long, value_name = "NAME")]
    pub place: Vec<String>,
    /// Changes of dispatches that name the organisation, before or after (repeatable: any of
    /// them)
    #[arg(long, value_name = "NAME")]
    pub org: Vec<String>,
    /// Only these kinds: added, changed, moved, vanished, reappeared, duplicate (comma-separated)
    #[arg(long, value_name = "KINDS", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Also what the first run added
    #[arg(long)]
    pub all: bool,
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Say whether the index is sound, and what differs from the corpus.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Files and folders to compare with; those that were indexed if none are named
    #[arg(value_name = "CORPUS")]
    pub corpora: Vec<PathBuf>,
    /// Make a damaged index anew from its corpora
    #[arg(long)]
    pub repair: bool,
    #[command(flatten)]
    pub files: FileArgs,
    /// Form of the output
    #[arg(long, value_parser = formats(TEXT_OR_JSON), default_value = "text")]
    pub format: Format,
}

/// List the runs over the index.
#[derive(Debug, Args)]
pub struct RunsArgs {
    /// Form of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Print a completion script.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    pub shell: clap_complete::Shell,
}
