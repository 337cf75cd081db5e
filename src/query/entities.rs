//! The names in an archive: what comes in is the beginning of a name, what goes out are the
//! canonical names with the number of dispatches that mention each.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::ast::Query;
use super::facet::Facet;
use super::filter;
use super::names::{self, NameMatcher, NameValue};
use super::parse;
use super::request::SearchRequest;
use super::search::{SearchError, Searcher};
use crate::entity::search_key::NameQuery;
use crate::entity::{EntityKind, authority};
use crate::morph::Morph;
use crate::text;

/// A canonical name and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityCount {
    pub kind: EntityKind,
    pub name: String,
    /// Dispatches of the archive, as it is now, that mention it.
    pub count: u64,
    /// The names of the index that it stands for, the most frequent first, where they were asked
    /// for.
    pub spellings: Vec<Spelling>,
}

/// A canonical name as dispatches were indexed with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spelling {
    pub name: String,
    pub count: u64,
    /// The rule by which it is the one asked for; without a name asked for, the rule by which it
    /// is shown under the entity's name.
    pub rule: String,
    /// Other ways in which dispatches write the name and were taken to mean it, each once.
    pub forms: Vec<Form>,
}

/// What a dispatch writes for a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it stands there.
    pub text: String,
    /// Why the dispatch was taken to mean the name by it.
    pub rule: &'static str,
    /// A dispatch that has it.
    pub id: String,
    pub path: String,
}

/// Dispatches looked at for the forms of a name.
const DISPATCHES_OF_FORMS: usize = 50;
/// Forms told of a name.
const MOST_FORMS: usize = 6;

impl Searcher {
    /// The canonical names of `kinds` of which some word begins with `prefix`, case and ё aside;
    /// when there are none, those that `prefix` stands for in another form, spelling or script.
    /// A pattern, a misspelt word (`~1`) or a name with `=` means the names that a filter for
    /// names would find by it.
    /// With `explain` both, each with its spellings. The most frequent come first, equally
    /// frequent ones in the order of kinds and letters. Dates have no names.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn entities(
        &self,
        prefix: &str,
        kinds: &[EntityKind],
        explain: bool,
    ) -> Result<Vec<EntityCount>, SearchError> {
        let mut found: Vec<EntityCount> = Vec::new();
        for &kind in kinds {
            let (Some(facet), Some(field)) = (facet_of(kind), names::field_of(kind)) else {
                continue;
            };
            let all = self.counts(facet, true)?;
            let renames = self.names().renames(kind)?;
            let value = filter::name_of(prefix);
            let is_any = matches!(value, NameValue::Any(_));
            let prefix = value.text().trim();
            let folded = text::fold(prefix);
            // A name answers to the beginnings of those that it stands for.
            let mut begin: FxHashSet<&str> = FxHashSet::default();
            begin.extend(
                all.keys()
                    .map(String::as_str)
                    .filter(|name| is_any && has_word_with(name, &folded)),
            );
            begin.extend(
                renames
                    .iter()
                    .filter(|(name, _)| is_any && has_word_with(name, &folded))
                    .map(|(_, shown)| shown.as_str()),
            );
            let mut meant = BTreeMap::new();
            if !prefix.is_empty() && (explain || begin.is_empty()) {
                meant = self.names().resolve(kind, field, &value)?;
            }
            let shown = |name: &str| self.shown_name(kind, name).to_owned();
            let mut named: FxHashSet<String> = begin.iter().map(|&name| name.to_owned()).collect();
            named.extend(meant.keys().map(|name| shown(name)));
            let mut spellings: FxHashMap<String, Vec<Spelling>> = FxHashMap::default();
            if explain {
                let asked = NameQuery::new(kind, prefix);
                for (name, count) in self.counts(facet, false)? {
                    let shown = shown(&name);
                    if !named.contains(&shown) {
                        continue;
                    }
                    let rule = match meant.get(&name) {
                        Some(why) => why.to_text(&asked, &name),
                        None if has_word_with(&name, &folded) && !renames.contains_key(&name) => {
                            "begins so".to_owned()
                        }
                        None => format!("{}: {shown}", authority::FILE_NAME),
                    };
                    let known = spellings.entry(shown).or_default();
                    known.push(Spelling {
                        name,
                        count,
                        rule,
                        forms: Vec::new(),
                    });
                }
            }
            for (name, count) in all {
                if !named.contains(&name) {
                    continue;
                }
                let mut spellings = spellings.remove(&name).unwrap_or_default();
                spellings.sort_by(|a, b| (b.count, &a.name).cmp(&(a.count, &b.name)));
                found.push(EntityCount {
                    kind,
                    name,
                    count,
                    spellings,
                });
            }
        }
        found.sort_by(|a, b| (b.count, a.kind, &a.name).cmp(&(a.count, b.kind, &b.name)));
        Ok(found)
    }

    /// How dispatches write `name`, a canonical name of the index, where it is neither the name
    /// itself nor a case of all of its words.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn forms(&self, kind: EntityKind, name: &str) -> Result<Vec<Form>, SearchError> {
        let field = match kind {
            EntityKind::Person => "person",
            EntityKind::Place => "place",
            EntityKind::Org => "org",
            EntityKind::Role => "role",
            EntityKind::Date => return Ok(Vec::new()),
        };
        let Ok(query) = parse(&format!("{field}:=\"{}\"", name.replace(['"', '\\'], " "))) else {
            return Ok(Vec::new());
        };
        let page = self.search(&SearchRequest {
            query,
            limit: DISPATCHES_OF_FORMS,
            explain: true,
            ..SearchRequest::default()
        })?;
        let mut forms: Vec<Form> = Vec::new();
        for hit in page.hits {
            for finding in hit.explanation.into_iter().flat_map(|e| e.findings) {
                let known = forms.iter().any(|form| form.text == finding.text);
                if finding.taken_for != name || known || forms.len() == MOST_FORMS {
                    continue;
                }
                if let Some(rule) = form_rule(&finding.text, name) {
                    forms.push(Form {
                        text: finding.text,
                        rule,
                        id: hit.id.clone(),
                        path: hit.path.clone(),
                    });
                }
            }
        }
        Ok(forms)
    }

    /// All values of a facet with their counts, as `authority.toml` wants them or as indexed.
    fn counts(&self, facet: Facet, rename: bool) -> Result<FxHashMap<String, u64>, SearchError> {
        let page = self.search(&SearchRequest {
            query: Query::All,
            limit: 0,
            facets: vec![facet],
            facet_limit: Some(0),
            rename,
            ..SearchRequest::default()
        })?;
        let values = page.facets.into_iter().flat_map(|counts| counts.values);
        Ok(values.map(|value| (value.value, value.count)).collect())
    }
}

/// By what rule a dispatch means `name` by `text`; `None` when it is the name itself in some case.
fn form_rule(text: &str, name: &str) -> Option<&'static str> {
    let cyrillic = |text: &str| text.chars().any(text::is_cyrillic);
    let words = |text: &str| -> Vec<String> {
        let words = text.split([' ', '.', '«', '»', '"']);
        words.filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let (written, named) = (words(text), words(name));
    if cyrillic(name) && !cyrillic(text) {
        Some("foreign spelling in brackets")
    } else if written.len() < named.len() {
        Some("shortened form")
    } else if written.len() > named.len() || !written.iter().zip(&named).all(|(a, b)| is_form(a, b))
    {
        Some("another name")
    } else {
        None
    }
}

/// Whether two words are forms of one: they have a lemma in common or, where the dictionary lacks
/// them and guesses, differ in their last letters only. "РФ" is no form of "Россия".
fn is_form(written: &str, named: &str) -> bool {
    let any = NameValue::Any(written.to_owned());
    if text::fold(written) == text::fold(named) || NameMatcher::new(&any).matches(named) {
        return true;
    }
    let morph = Morph::get();
    if morph.contains(written) && morph.contains(named) {
        return false;
    }
    let (written, named) = (text::fold(written), text::fold(named));
    let common = written
        .chars()
        .zip(named.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let shorter = written.chars().count().min(named.chars().count());
    common >= LEAST_STEM && common + LONGEST_ENDING >= shorter
}

/// Letters that the forms of a word have in common at least, for those of unknown words.
const LEAST_STEM: usize = 3;
/// Letters of the shorter of two forms that may be its ending.
const LONGEST_ENDING: usize = 2;

fn facet_of(kind: EntityKind) -> Option<Facet> {
    Facet::ALL
        .into_iter()
        .find(|facet| facet.names() == Some(kind))
}

/// Whether the folded `prefix` stands in `name` where a word begins.
fn has_word_with(name: &str, prefix: &str) -> bool {
    let name = text::fold(name);
    let mut before = None;
    for (at, c) in name.char_indices() {
        let begins = before.is_none_or(|before: char| !before.is_alphanumeric());
        if begins && name.get(at..).is_some_and(|rest| rest.starts_with(prefix)) {
            return true;
        }
        before = Some(c);
    }
    prefix.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_need_a_reason() {
        for (text, name, expected) in [
            ("Петром Соминым", "Пётр Сомин", None),
            ("Сомина", "Пётр Сомин", Some("shortened form")),
            (
                "Petr Somin",
                "Пётр Сомин",
                Some("foreign spelling in brackets"),
            ),
            ("Российской Федерации", "Россия", Some("another name")),
            ("РФ", "Россия", Some("another name")),
            ("КНР", "Китай", Some("another name")),
            ("КНДР", "Корея", Some("another name")),
            ("МИД РФ", "МИД России", Some("another name")),
            ("МИДа России", "МИД России", None),
            ("Пекине", "Пекин", None),
            ("Льва", "Лев", None),
            ("Зимогорьем", "Зимогорье", None),
            ("Усть-Зимогорске", "Усть-Зимогорск", None),
            ("«Севера»", "Север", None),
        ] {
            assert_eq!(form_rule(text, name), expected, "{text}");
        }
    }

    #[test]
    fn prefixes_are_those_of_words() {
        for (name, prefix, expected) in [
            ("Пётр Сомин", "петр", true),
            ("Пётр Сомин", "сом", true),
            ("Пётр Сомин", "петр со", true),
            ("Пётр Сомин", "омин", false),
            ("Нью-Йорк", "йорк", true),
            ("Пётр Сомин", "", true),
            ("", "", true),
        ] {
            assert_eq!(has_word_with(name, prefix), expected, "{name}: {prefix}");
        }
    }
}
