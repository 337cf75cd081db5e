//! From a name as a user writes it to the canonical names in the index: what comes in is any form
//! of the name of a person, place, organisation or post, what goes out are the canonical names
//! that it may stand for.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Regex;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, TERMINATED, Term};

use super::words::{self, SlotTerms};
use crate::entity::EntityKind;
use crate::entity::authority::{Authority, FILE_NAME, Listed, is_same};
use crate::entity::search_key::{self, NameQuery, Strength};
use crate::index::document::name_key_prefix;
use crate::index::{IndexSchema, analyzer};
use crate::text;

/// How a name is written in a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameValue {
    /// In any case form, spelling or script.
    Any(String),
    /// The canonical name itself, letter for letter, case and ё aside.
    Exact(String),
    /// Names with a word that a pattern covers.
    Wildcard(String),
    /// Names with a word within so many edits.
    Fuzzy { word: String, distance: u8 },
}

impl NameValue {
    /// With words in one alphabet and the like, as texts have them ("Пyтин" with a Latin y).
    pub(super) fn normalized(self) -> Self {
        let normal = |text: String| match text::normalize(&text) {
            Cow::Borrowed(_) => text,
            Cow::Owned(normal) => normal,
        };
        match self {
            Self::Any(text) => Self::Any(normal(text)),
            Self::Exact(text) => Self::Exact(normal(text)),
            Self::Wildcard(text) => Self::Wildcard(normal(text)),
            Self::Fuzzy { word, distance } => Self::Fuzzy {
                word: normal(word),
                distance,
            },
        }
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        match self {
            Self::Any(text) | Self::Exact(text) | Self::Wildcard(text) => text,
            Self::Fuzzy { word, .. } => word,
        }
    }
}

/// The field that holds the canonical names of a kind; `None` for dates.
pub fn field_of(kind: EntityKind) -> Option<Field> {
    let fields = &IndexSchema::get().fields;
    match kind {
        EntityKind::Person => Some(fields.person),
        EntityKind::Place => Some(fields.place),
        EntityKind::Org => Some(fields.org),
        EntityKind::Role => Some(fields.role),
        EntityKind::Date => None,
    }
}

/// Why a canonical name answers a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// By itself, so well.
    Name(Strength),
    /// It is a name that was found, in another case: what no dictionary knows keeps the form of
    /// the text.
    Form { of: String },
    /// It is as the pattern wants it.
    Pattern,
    /// `authority.toml` lists it with the name of an entry.
    Authority { entry: String },
}

impl Why {
    /// In words, for `--explain`: for a name also the system of transcription that `asked` was
    /// read by.
    pub fn to_text(&self, asked: &NameQuery, name: &str) -> String {
        match self {
            Self::Name(strength) => asked
                .evidence(name)
                .unwrap_or_else(|| strength.as_str().to_owned()),
            Self::Form { of } => format!("form of the name {of}"),
            Self::Pattern => "pattern".to_owned(),
            Self::Authority { entry } => format!("{FILE_NAME}: {entry}"),
        }
    }
}

/// Names found whose other forms are looked for at most.
const MOST_WITH_FORMS: usize = 12;

/// Where names are looked up: an index and the user's own say in names.
#[derive(Clone, Copy)]
pub struct NameIndex<'a> {
    pub searcher: &'a Searcher,
    pub authority: &'a Authority,
    /// Names that only earlier versions of dispatches have do not count: a name that an edit took
    /// away would otherwise keep those from being found that answer less well.
    pub live: bool,
}

impl NameIndex<'_> {
    /// In how many dispatches a name stands, earlier versions counted too; 0 when none of them
    /// counts.
    fn documents(self, field: Field, name: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(field, name);
        let all = self.searcher.doc_freq(&term)?;
        if all == 0 || !self.live {
            return Ok(all);
        }
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(field)?;
            let Some(mut postings) = inverted.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            let live = segment.fast_fields().column_opt::<u64>("live")?;
            let is_live = |doc: DocId| {
                segment
                    .alive_bitset()
                    .is_none_or(|alive| alive.is_alive(doc))
                    && live.as_ref().and_then(|column| column.first(doc)) == Some(1)
            };
            while postings.doc() != TERMINATED {
                if is_live(postings.doc()) {
                    return Ok(all);
                }
                postings.advance();
            }
        }
        Ok(0)
    }

    /// The canonical names of `kind` in `field` that `value` may stand for, sorted, and why. A
    /// name in any form is looked up by its search keys (see
    /// [`search_key`](crate::entity::search_key)), which also find it in other scripts, and so is
    /// an exact one; patterns and misspelt words are compared with all names of the field. What
    /// `authority.toml` says is added and taken away last.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn resolve(
        self,
        kind: EntityKind,
        field: Field,
        value: &NameValue,
    ) -> tantivy::Result<BTreeMap<String, Why>> {
        let mut found = BTreeMap::new();
        if let NameValue::Any(text) = value {
            for (name, strength) in self.by_key(kind, field, text)? {
                found.insert(name, Why::Name(strength));
            }
            if kind == EntityKind::Person {
                self.add_forms(field, &mut found)?;
            }
        } else if let NameValue::Exact(text) = value {
            for name in self.exactly(kind, field, text)? {
                found.insert(name, Why::Name(Strength::Exact));
            }
        } else {
            let matcher = NameMatcher::new(value);
            for segment in self.searcher.segment_readers() {
                let inverted = segment.inverted_index(field)?;
                let mut names = inverted.terms().stream()?;
                while names.advance() {
                    if let Ok(name) = std::str::from_utf8(names.key())
                        && matcher.matches(name)
                    {
                        found.insert(name.to_owned(), Why::Pattern);
                    }
                }
            }
        }
        if self.authority.entries(kind).next().is_some() {
            self.keep_apart(kind, value, &mut found);
            self.join(kind, field, value, &mut found)?;
        }
        Ok(found)
    }

    /// Adds the names of people in the index that are forms of those found: a query in another
    /// script leads to the nominative only, and one for a surname to no form of the given name.
    fn add_forms(self, field: Field, found: &mut BTreeMap<String, Why>) -> tantivy::Result<()> {
        // A surname that many bear leads to no person in particular.
        if found.len() > MOST_WITH_FORMS {
            return Ok(());
        }
        let mut forms = Vec::new();
        for name in found.keys().filter(|name| name.contains(' ')) {
            let keys = search_key::form_keys(name);
            for form in self.with_keys(EntityKind::Person, &keys)? {
                if !found.contains_key(&form)
                    && search_key::is_form_of(&form, name)
                    && self.documents(field, &form)? > 0
                {
                    forms.push((form, name.clone()));
                }
            }
        }
        // With several nominatives the reason given is the first, whatever the order of the keys.
        forms.sort_unstable();
        for (form, of) in forms {
            found.entry(form).or_insert(Why::Form { of });
        }
        Ok(())
    }

    /// Adds the other names of the entries that were asked for or found.
    fn join(
        self,
        kind: EntityKind,
        field: Field,
        value: &NameValue,
        found: &mut BTreeMap<String, Why>,
    ) -> tantivy::Result<()> {
        let asked: Vec<&Listed> = self
            .asked_for(kind, value)
            .into_iter()
            .filter(|(_, strength)| *strength >= Strength::Inflected)
            .map(|(entry, _)| entry)
            .collect();
        let mut also: Vec<&Listed> = Vec::new();
        for name in found.keys() {
            also.extend(self.authority.entry(kind, name));
        }
        for entry in asked.iter().chain(&also) {
            let why = || Why::Authority {
                entry: entry.name.clone(),
            };
            for alias in entry.names() {
                for name in self.same(kind, alias)? {
                    found.entry(name).or_insert_with(why);
                }
            }
        }
        // Other spellings and scripts of the aliases, where one of them was asked for.
        for entry in asked {
            for alias in entry.names() {
                for (name, strength) in self.by_key(kind, field, alias)? {
                    let listed = self.authority.entry(kind, &name);
                    if strength >= Strength::Transcribed
                        && listed.is_none_or(|listed| listed.name == entry.name)
                        && !self.authority.keeps_apart(kind, &entry.name, &name)
                    {
                        found.entry(name).or_insert_with(|| Why::Authority {
                            entry: entry.name.clone(),
                        });
                    }
                }
            }
        }
        Ok(())
    }

    /// The entries of the file that have a name which answers `value`, and how well; patterns are
    /// answered or not.
    fn asked_for(&self, kind: EntityKind, value: &NameValue) -> Vec<(&Listed, Strength)> {
        let entries = self.authority.entries(kind);
        match value {
            NameValue::Any(text) => {
                let query = NameQuery::new(kind, text);
                let strength = |name: &str| match is_same(name, text) {
                    true => Some(Strength::Exact),
                    false => query.strength(name),
                };
                entries
                    .filter_map(|entry| Some((entry, entry.names().filter_map(strength).max()?)))
                    .collect()
            }
            value => {
                let matcher = NameMatcher::new(value);
                entries
                    .filter(|entry| entry.names().any(|name| matcher.matches(name)))
                    .map(|entry| (entry, Strength::Exact))
                    .collect()
            }
        }
    }

    /// Takes away what the file says is never the one asked for, in whatever form or script.
    fn keep_apart(self, kind: EntityKind, value: &NameValue, found: &mut BTreeMap<String, Why>) {
        let asked = match value {
            NameValue::Any(text) | NameValue::Exact(text) => text.as_str(),
            _ => return,
        };
        let entries: Vec<(&Listed, Strength)> = self
            .asked_for(kind, value)
            .into_iter()
            .filter(|(_, strength)| *strength >= Strength::Transcribed)
            .collect();
        let strength = |why: &Why| match why {
            Why::Name(strength) => Some(*strength),
            _ => None,
        };
        // Of two that the file keeps apart, the one that answers better is the one meant.
        let all: Vec<(String, Option<Strength>)> = found
            .iter()
            .map(|(name, why)| (name.clone(), strength(why)))
            .collect();
        found.retain(|name, why| {
            let apart = |other: &str| self.authority.keeps_apart(kind, other, name);
            !apart(asked)
                && !entries
                    .iter()
                    .any(|(entry, answers)| Some(*answers) >= strength(why) && apart(&entry.name))
                && !all
                    .iter()
                    .any(|(other, better)| *better > strength(why) && apart(other))
        });
    }

    /// The names in the index that are `name`, case, ё and spaces aside.
    fn same(self, kind: EntityKind, name: &str) -> tantivy::Result<Vec<String>> {
        let keys = search_key::name_keys(kind, name);
        let mut names: Vec<String> = self
            .with_keys(kind, keys.get(..1).unwrap_or_default())?
            .into_iter()
            .filter(|other| is_same(other, name))
            .collect();
        names.sort_unstable();
        Ok(names)
    }

    /// The names in `field` that are `text`, case, ё and spaces aside.
    fn exactly(self, kind: EntityKind, field: Field, text: &str) -> tantivy::Result<Vec<String>> {
        let value = NameValue::Exact(text.to_owned());
        let matcher = NameMatcher::new(&value);
        let typed = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // The surname of "ван и" is told by its capital.
        let mut keys = search_key::name_keys(kind, &typed);
        keys.extend(search_key::name_keys(kind, &capitalized(&typed)));
        let mut names = Vec::new();
        for name in self.with_keys(kind, &keys)? {
            if matcher.matches(&name) && self.documents(field, &name)? > 0 {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn with_keys(self, kind: EntityKind, keys: &[String]) -> tantivy::Result<FxHashSet<String>> {
        let name_key = IndexSchema::get().fields.name_key;
        let mut names: FxHashSet<String> = FxHashSet::default();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(name_key)?;
            for key in keys {
                let prefix = name_key_prefix(kind, key);
                let mut terms = inverted
                    .terms()
                    .range()
                    .ge(prefix.as_bytes())
                    .into_stream()?;
                while terms.advance() {
                    let Some(name) = terms.key().strip_prefix(prefix.as_bytes()) else {
                        break;
                    };
                    if let Ok(name) = std::str::from_utf8(name)
                        && !names.contains(name)
                    {
                        names.insert(name.to_owned());
                    }
                }
            }
        }
        Ok(names)
    }

    fn by_key(
        self,
        kind: EntityKind,
        field: Field,
        text: &str,
    ) -> tantivy::Result<Vec<(String, Strength)>> {
        let query = NameQuery::new(kind, text);
        let candidates = self.with_keys(kind, query.keys())?;
        let mut counted = Vec::with_capacity(candidates.len());
        for name in &candidates {
            let documents = self.documents(field, name)?;
            if documents > 0 {
                counted.push((name.as_str(), documents));
            }
        }
        counted.sort_unstable();
        Ok(query
            .select(&counted)
            .into_iter()
            .map(|(name, strength)| (name.to_owned(), strength))
            .collect())
    }

    /// The names of `kind` in the index that are shown and counted under another one, or share
    /// theirs with such a name: each with the name that it is shown under.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn renames(self, kind: EntityKind) -> tantivy::Result<FxHashMap<String, String>> {
        let mut renames = FxHashMap::default();
        for entry in self.authority.entries(kind) {
            for alias in entry.names() {
                for name in self.same(kind, alias)? {
                    renames.insert(name, entry.name.clone());
                }
            }
        }
        Ok(renames)
    }
}

/// Compares canonical names with the words of a name.
pub struct NameMatcher(Rule);

enum Rule {
    /// Each of the words, in any inflection, is a word of the name; a single letter is the first
    /// letter of one.
    Words(Vec<SlotTerms>),
    Exact(String),
    Pattern(Option<Regex>),
    Near {
        word: String,
        distance: usize,
    },
}

impl NameMatcher {
    pub fn new(value: &NameValue) -> Self {
        Self(match value {
            NameValue::Any(text) => {
                let words = words::words(text);
                let mut slots = words.inflected;
                for (slot, exact) in slots.iter_mut().zip(words.exact) {
                    slot.exact = exact.exact;
                }
                Rule::Words(slots)
            }
            NameValue::Exact(text) => Rule::Exact(plain(text)),
            NameValue::Wildcard(pattern) => {
                let regex = words::wildcard_regex(pattern);
                Rule::Pattern(Regex::new(&format!("^(?:{regex})$")).ok())
            }
            NameValue::Fuzzy { word, distance } => Rule::Near {
                word: text::fold(word).into_owned(),
                distance: usize::from(*distance),
            },
        })
    }

    pub fn matches(&self, name: &str) -> bool {
        match &self.0 {
            Rule::Exact(text) => plain(name) == *text,
            Rule::Words(slots) if slots.is_empty() => false,
            Rule::Words(slots) => {
                let mut left: Vec<SlotTerms> = Vec::new();
                let name = words::words(name);
                for (mut word, exact) in name.inflected.into_iter().zip(name.exact) {
                    word.exact = exact.exact;
                    left.push(word);
                }
                // A word of the name serves one word of the query: "Ким Ким" is not "Ким".
                slots.iter().all(|slot| {
                    let found = left.iter().position(|word| stands_for(slot, word));
                    found.map(|at| left.swap_remove(at)).is_some()
                })
            }
            Rule::Pattern(regex) => regex
                .as_ref()
                .is_some_and(|regex| each_word(name, |word| regex.is_match(word))),
            Rule::Near { word, distance } => each_word(name, |other| {
                edit_distance(word, other, *distance) <= *distance
            }),
        }
    }
}

fn stands_for(query: &SlotTerms, word: &SlotTerms) -> bool {
    if !query.exact.is_disjoint(&word.exact) || !query.lemmas.is_disjoint(&word.lemmas) {
        return true;
    }
    let initial = query
        .exact
        .iter()
        .next()
        .filter(|form| form.chars().count() == 1);
    initial.is_some_and(|initial| {
        word.exact
            .iter()
            .any(|form| form.starts_with(initial.as_str()))
    })
}

/// Folded, with single spaces and without punctuation at the ends.
fn plain(name: &str) -> String {
    let folded = text::fold(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    words.join(" ")
}

/// `name` with a capital at the beginning of each word and part of one.
fn capitalized(name: &str) -> String {
    let mut begins = true;
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match begins {
            true => out.extend(c.to_uppercase()),
            false => out.push(c),
        }
        begins = c == ' ' || c == '-';
    }
    out
}

fn each_word(name: &str, mut holds: impl FnMut(&str) -> bool) -> bool {
    let tokens = text::tokenize(name);
    tokens
        .iter()
        .filter(|token| analyzer::is_indexed(token))
        .any(|token| holds(&text::fold(tokens.form(token))))
}

/// Edits between two words, two letters that changed places being one; more than `most` when
/// there are more than that.
fn edit_distance(a: &str, b: &str, most: usize) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return most + 1;
    }
    // Optimal string alignment over three rows.
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(value: NameValue, name: &str, expected: bool) {
        let matcher = NameMatcher::new(&value);
        assert_eq!(matcher.matches(name), expected, "{value:?}: {name}");
    }

    #[test]
    fn names() {
        let any = |text: &str| NameValue::Any(text.to_owned());
        check(any("Сомина"), "Пётр Сомин", true);
        check(any("Петр Сомин"), "Пётр Сомин", true);
        check(any("П. Сомин"), "Пётр Сомин", true);
        check(any("Сомин П. И."), "Пётр Иванович Сомин", true);
        check(any("Сомин П. И."), "Пётр Сомин", false);
        check(any("Сомин Сомин"), "Пётр Сомин", false);
        check(any("Лунин"), "Пётр Сомин", false);
        check(any(""), "Пётр Сомин", false);
        let exact = |text: &str| NameValue::Exact(text.to_owned());
        check(exact("петр  сомин"), "Пётр Сомин", true);
        check(exact("сомин"), "Пётр Сомин", false);
        check(NameValue::Wildcard("сом*".into()), "Пётр Сомин", true);
        check(NameValue::Wildcard("ом*".into()), "Пётр Сомин", false);
        let fuzzy = |word: &str, distance| NameValue::Fuzzy {
            word: word.to_owned(),
            distance,
        };
        check(fuzzy("семин", 1), "Пётр Сомин", true);
        check(fuzzy("сомни", 1), "Пётр Сомин", true);
        check(fuzzy("семен", 1), "Пётр Сомин", false);
        check(fuzzy("семен", 2), "Пётр Сомин", true);
    }
}
