//! The names in an archive: what comes in is the beginning of a name, what goes out are the
//! canonical names with the number of dispatches that mention each.

use super::ast::Query;
use super::facet::Facet;
use super::search::{SearchError, SearchRequest, Searcher};
use crate::entity::EntityKind;
use crate::text;

/// A canonical name and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityCount {
    pub kind: EntityKind,
    pub name: String,
    /// Dispatches of the archive, as it is now, that mention it.
    pub count: u64,
}

impl Searcher {
    /// The canonical names of `kinds` of which some word begins with `prefix`, case and ё aside;
    /// when there are none, those that `prefix` stands for in another form, spelling or script.
    /// The most frequent come first, equally frequent ones in the order of kinds and letters.
    /// Dates have no names.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn entities(
        &self,
        prefix: &str,
        kinds: &[EntityKind],
    ) -> Result<Vec<EntityCount>, SearchError> {
        let kinds: Vec<(EntityKind, Facet)> = kinds
            .iter()
            .filter_map(|&kind| Some((kind, facet_of(kind)?)))
            .collect();
        let page = self.search(&SearchRequest {
            query: Query::All,
            limit: 0,
            facets: kinds.iter().map(|&(_, facet)| facet).collect(),
            facet_limit: usize::MAX,
            ..SearchRequest::default()
        })?;
        let mut all: Vec<EntityCount> = Vec::new();
        for ((kind, _), (_, values)) in kinds.iter().zip(page.facets) {
            all.extend(values.into_iter().map(|value| EntityCount {
                kind: *kind,
                name: value.value,
                count: value.count,
            }));
        }
        let folded = text::fold(prefix.trim());
        let mut found: Vec<EntityCount> = all
            .iter()
            .filter(|entity| has_word_with(&entity.name, &folded))
            .cloned()
            .collect();
        if found.is_empty() {
            for &(kind, _) in &kinds {
                let names = super::canonical_names(self.snapshot(), kind, prefix)?;
                let meant = |entity: &&EntityCount| {
                    entity.kind == kind && names.binary_search(&entity.name).is_ok()
                };
                found.extend(all.iter().filter(meant).cloned());
            }
        }
        found.sort_by(|a, b| (b.count, a.kind, &a.name).cmp(&(a.count, b.kind, &b.name)));
        Ok(found)
    }
}

fn facet_of(kind: EntityKind) -> Option<Facet> {
    match kind {
        EntityKind::Person => Some(Facet::Person),
        EntityKind::Place => Some(Facet::Place),
        EntityKind::Org => Some(Facet::Org),
        EntityKind::Role => Some(Facet::Role),
        EntityKind::Date => None,
    }
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
