//! What a query asks, as a tree: what comes in is the parser's work ([`super::parse`]), what goes
//! out is read by the planner. A tree prints as a query that parses back to the same tree.

use std::fmt;
use std::ops::Range;

use crate::entity::EntityKind;
use crate::entity::date::Interval;

/// A parsed query. `And` and `Or` have two operands at least, and none that is of their own sort;
/// `Not` never stands right below `Not`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Query {
    /// An empty query: every dispatch.
    All,
    And(Vec<Query>),
    Or(Vec<Query>),
    Not(Box<Query>),
    Clause(Clause),
}

/// One thing asked for. Two clauses are equal when they ask for the same, wherever they stand in
/// their queries.
#[derive(Debug, Clone, Eq)]
pub struct Clause {
    /// Where to look; `None`: title and body.
    pub field: Option<Field>,
    pub value: Value,
    /// Byte range in the query, field name included.
    pub span: Range<usize>,
}

impl PartialEq for Clause {
    fn eq(&self, other: &Self) -> bool {
        self.field == other.field && self.value == other.value
    }
}

/// The fields of the query language (CONTRACT, "Query language").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Person,
    Place,
    Org,
    Role,
    Title,
    Agency,
    /// When it was reported.
    Published,
    /// When the things in it happen.
    Mentioned,
    Lang,
    Path,
}

impl Field {
    pub const ALL: [Self; 10] = [
        Self::Person,
        Self::Place,
        Self::Org,
        Self::Role,
        Self::Title,
        Self::Agency,
        Self::Published,
        Self::Mentioned,
        Self::Lang,
        Self::Path,
    ];

    /// The names that users may write, in lower case, the English one first.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Person => ["person", "персона"],
            Self::Place => ["place", "место"],
            Self::Org => ["org", "организация"],
            Self::Role => ["role", "должность"],
            Self::Title => ["title", "заголовок"],
            Self::Agency => ["agency", "агентство"],
            Self::Published => ["published", "опубликовано"],
            Self::Mentioned => ["date", "дата"],
            Self::Lang => ["lang", "язык"],
            Self::Path => ["path", "путь"],
        }
    }

    /// The field of that name, whatever its case.
    pub fn by_name(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        Self::ALL
            .into_iter()
            .find(|field| field.names().contains(&name.as_str()))
    }

    /// True for fields whose value is a date or a range of dates.
    pub fn is_date(self) -> bool {
        matches!(self, Self::Published | Self::Mentioned)
    }
}

/// What a clause looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A word as typed, inner hyphens and all; the analyser may find several tokens in it.
    Word {
        text: String,
        exact: bool,
    },
    /// A form with `*` (any letters) and `?` (one letter).
    Wildcard(String),
    /// A form and the number of edits allowed, 1 or 2.
    Fuzzy {
        text: String,
        distance: u8,
    },
    Phrase {
        parts: Vec<Part>,
        exact: bool,
        /// How many words more than the phrase's own the match may span; 0: the very phrase.
        slop: u32,
    },
    Date(DateRange),
    /// A path with `*`, `**`, `?`, `[..]` and `{..}`.
    Glob(String),
}

/// A piece of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// One or more words, white space collapsed.
    Text(String),
    /// A form with `*`.
    Wildcard(String),
    /// A form and the number of edits allowed, 1 or 2.
    Fuzzy { text: String, distance: u8 },
    /// `<person>` and the like: any mention of that kind.
    Kind(EntityKind),
}

/// A range of days with the text that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateRange {
    pub interval: Interval,
    pub text: String,
}

/// The kinds that may stand in a phrase, with their names.
pub(super) const KINDS: [(EntityKind, [&str; 2]); 5] = [
    (EntityKind::Person, ["person", "персона"]),
    (EntityKind::Place, ["place", "место"]),
    (EntityKind::Org, ["org", "организация"]),
    (EntityKind::Date, ["date", "дата"]),
    (EntityKind::Role, ["role", "должность"]),
];

pub(super) fn kind_by_name(name: &str) -> Option<EntityKind> {
    let name = name.to_lowercase();
    KINDS
        .iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(kind, _)| *kind)
}

pub(super) fn kind_name(kind: EntityKind) -> &'static str {
    KINDS
        .iter()
        .find(|(other, _)| *other == kind)
        .map_or("person", |(_, names)| names[0])
}

impl Query {
    /// Every clause of the tree, in query order, with whether it stands below a `Not`.
    pub fn clauses(&self) -> Vec<(&Clause, bool)> {
        fn walk<'a>(query: &'a Query, negated: bool, out: &mut Vec<(&'a Clause, bool)>) {
            match query {
                Query::All => {}
                Query::And(operands) | Query::Or(operands) => {
                    for operand in operands {
                        walk(operand, negated, out);
                    }
                }
                Query::Not(operand) => walk(operand, !negated, out),
                Query::Clause(clause) => out.push((clause, negated)),
            }
        }
        let mut out = Vec::new();
        walk(self, false, &mut out);
        out
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An operand that binds more loosely than its parent stands in parentheses.
        fn operand(f: &mut fmt::Formatter<'_>, query: &Query, parenthesise: bool) -> fmt::Result {
            if parenthesise {
                write!(f, "({query})")
            } else {
                write!(f, "{query}")
            }
        }
        match self {
            Self::All => Ok(()),
            Self::And(operands) => {
                for (i, query) in operands.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" ")?;
                    }
                    operand(f, query, matches!(query, Self::Or(_)))?;
                }
                Ok(())
            }
            Self::Or(operands) => {
                for (i, query) in operands.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" OR ")?;
                    }
                    operand(f, query, false)?;
                }
                Ok(())
            }
            Self::Not(query) => {
                f.write_str("NOT ")?;
                operand(f, query, !matches!(**query, Self::Clause(_)))
            }
            Self::Clause(clause) => write!(f, "{clause}"),
        }
    }
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(field) = self.field {
            write!(f, "{}:", field.names()[0])?;
        }
        write!(f, "{}", self.value)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word { text, exact } => {
                write!(f, "{}{text}", if *exact { "=" } else { "" })
            }
            Self::Wildcard(pattern) => write!(f, "{}{pattern}", guard(pattern)),
            Self::Fuzzy { text, distance } => write!(f, "{}{text}~{distance}", guard(text)),
            Self::Phrase { parts, exact, slop } => {
                if *exact {
                    f.write_str("=")?;
                }
                f.write_str("\"")?;
                for (i, part) in parts.iter().enumerate() {
                    if i > 0 {
                        f.write_str(" ")?;
                    }
                    match part {
                        Part::Text(text) => escaped(f, text, &['"', '\\', '<', '*', '~'])?,
                        Part::Wildcard(pattern) => escaped(f, pattern, &['"', '\\', '<'])?,
                        Part::Fuzzy { text, distance } => {
                            escaped(f, text, &['"', '\\', '<', '*', '~'])?;
                            write!(f, "~{distance}")?;
                        }
                        Part::Kind(kind) => write!(f, "<{}>", kind_name(*kind))?,
                    }
                }
                f.write_str("\"")?;
                if *slop > 0 {
                    write!(f, "~{slop}")?;
                }
                Ok(())
            }
            Self::Date(range) => quoted(f, &range.text),
            Self::Glob(glob) => quoted(f, glob),
        }
    }
}

/// `=` before a form that would read as a field with a value; it means nothing there else, forms
/// with wildcards and edits being exact already.
fn guard(form: &str) -> &'static str {
    let name = form.trim_start_matches(char::is_alphabetic);
    if name.len() < form.len() && name.starts_with(':') {
        "="
    } else {
        ""
    }
}

fn quoted(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str("\"")?;
    escaped(f, text, &['"', '\\'])?;
    f.write_str("\"")
}

fn escaped(f: &mut fmt::Formatter<'_>, text: &str, special: &[char]) -> fmt::Result {
    for c in text.chars() {
        if special.contains(&c) {
            f.write_str("\\")?;
        }
        write!(f, "{c}")?;
    }
    Ok(())
}
