//! From tokens to entities: what comes in is a dispatch with its tokens, what goes out are the
//! mentions in it (spans) and the entities that they name: people, places, organisations, dates
//! and roles, with their canonical names. One entity per dispatch and bearer; which entities of
//! different dispatches are one is left to `authority` and the index.

pub mod authority;
mod beginnings;
mod context;
pub mod date;
pub mod declension;
mod eastern;
pub mod gazetteer;
mod name_lexicon;
mod org;
mod patronymic;
mod person;
mod place;
mod post;
mod preposition;
pub mod recognize;
mod resolve;
mod role;
pub mod search_key;
mod sound;
pub mod transcribe;
mod units;
mod words;

use std::ops::Range;

use jiff::civil::Date;

use crate::dispatch::Dispatch;
use crate::text::Tokens;

/// What an entity is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum EntityKind {
    Person,
    Place,
    Org,
    Date,
    /// A post or title: "министр обороны".
    Role,
}

impl EntityKind {
    /// How many kinds there are.
    pub const COUNT: usize = 5;
}

/// A span of the dispatch that names an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    pub kind: EntityKind,
    /// Byte range in [`Dispatch::text`](crate::dispatch::Dispatch::text).
    pub span: Range<usize>,
    /// Index into [`Entities::entities`].
    pub entity: usize,
    /// Set for adjectives and demonyms of places ("российский"): `place:` finds those only on
    /// request.
    pub adjectival: bool,
}

/// What one or more mentions of a dispatch name.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    pub kind: EntityKind,
    /// The nominative form, fullest one known in the dispatch; `None` for dates.
    pub canonical: Option<String>,
    pub detail: Detail,
}

/// What is known of an entity beside its name.
#[derive(Debug, Clone, PartialEq)]
pub enum Detail {
    None,
    Person(PersonName),
    Place(GeoPlace),
    Date(DateValue),
    Role(RoleOf),
}

/// Who holds a post, as far as the dispatch says it beside the name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RoleOf {
    /// Index into [`Entities::entities`] of a person.
    pub person: Option<usize>,
}

/// A person's name by its parts, each in the nominative, ё kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonName {
    pub surname: Option<String>,
    /// Given name; for Korean, Chinese and Vietnamese names all syllables behind the surname.
    pub first: Option<String>,
    pub patronymic: Option<String>,
    /// The letters of "В. В.", "Дж.", in the order written, when only initials are known.
    pub initials: Vec<String>,
}

/// A place of the gazetteer.
#[derive(Debug, Clone, PartialEq)]
pub struct GeoPlace {
    /// GeoNames id.
    pub geoname: Option<u32>,
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// Degrees, WGS 84.
    pub lat: Option<f64>,
    pub lon: Option<f64>,
}

/// A resolved date expression: a closed interval of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateValue {
    /// First and last day, both included; `None` when the expression could not be resolved.
    pub interval: Option<(Date, Date)>,
    pub granularity: Granularity,
    /// The grammar rule that resolved it, for `--explain`: "day-month", "weekday-last".
    pub rule: &'static str,
    /// The day that a relative expression was resolved against.
    pub reference: Option<Date>,
    /// Time of day as written, kept out of the interval ("во второй половине дня").
    pub time_of_day: Option<String>,
}

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Granularity {
    Day,
    Week,
    /// A third, half or other part of a month.
    PartOfMonth,
    Month,
    Season,
    Quarter,
    HalfYear,
    Year,
    Decade,
    Century,
    /// An explicit range with two ends.
    Range,
}

/// Everything that was recognised in one dispatch.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entities {
    /// In the order of their first mention.
    pub entities: Vec<Entity>,
    /// Sorted by start, longer first.
    pub mentions: Vec<Mention>,
}

/// Finds and names everything in a dispatch. `tokens` are those of the whole
/// [`Dispatch::text`], title line and dateline included.
pub fn analyze(dispatch: &Dispatch, tokens: &Tokens) -> Entities {
    analyze_kinds(dispatch, tokens, &ALL_KINDS)
}

const ALL_KINDS: [EntityKind; 5] = [
    EntityKind::Person,
    EntityKind::Place,
    EntityKind::Org,
    EntityKind::Date,
    EntityKind::Role,
];

/// As [`analyze`], for those who want some kinds only and not wait for the others. A role without
/// persons has no holder.
pub fn analyze_kinds(dispatch: &Dispatch, tokens: &Tokens, kinds: &[EntityKind]) -> Entities {
    resolve::resolve(dispatch, tokens, kinds)
}
