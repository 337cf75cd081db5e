//! From the words of a query to index terms: what comes in are words as typed, wildcards and
//! misspelt words, what goes out are [`SlotTerms`], the terms that may stand at each position.
//! Words go through the index's own analyser; patterns are looked up in its dictionaries.

use regex::Regex;
use rustc_hash::FxHashSet;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::index::analyzer;
use crate::text;

/// What may stand at one position of a phrase, or for a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotTerms {
    /// Terms of the lemma field.
    pub lemmas: FxHashSet<String>,
    /// Terms of the field of exact forms.
    pub exact: FxHashSet<String>,
}

impl SlotTerms {
    /// The slot as terms of a pair of fields, sorted.
    pub fn terms(&self, lemma: Field, exact: Field) -> Vec<Term> {
        let lemmas = self.lemmas.iter().map(|t| Term::from_field_text(lemma, t));
        let exact = self.exact.iter().map(|t| Term::from_field_text(exact, t));
        let mut terms: Vec<Term> = lemmas.chain(exact).collect();
        terms.sort_unstable();
        terms
    }
}

/// A word or some words as two rows of slots, one for each way to look for them.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// In any inflection.
    pub inflected: Vec<SlotTerms>,
    /// As typed.
    pub exact: Vec<SlotTerms>,
}

/// The positions of `text`; none when it has no word or number in it.
pub fn words(text: &str) -> Words {
    let mut words = Words::default();
    let tokens = text::tokenize(text);
    for token in tokens.iter().filter(|token| analyzer::is_indexed(token)) {
        for position in analyzer::query_terms(tokens.form(token), token.kind) {
            words.inflected.push(SlotTerms {
                lemmas: position.lemmas.into_iter().collect(),
                exact: FxHashSet::default(),
            });
            words.exact.push(SlotTerms {
                lemmas: FxHashSet::default(),
                exact: std::iter::once(position.exact).collect(),
            });
        }
    }
    words
}

/// The regular expression, anchored, of a folded pattern with `*` and `?`.
pub fn wildcard_regex(pattern: &str) -> String {
    let folded = text::fold(pattern);
    let mut regex = String::with_capacity(folded.len() + 8);
    for c in folded.chars() {
        match c {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
        }
    }
    regex
}

/// The forms in the dictionary of `field` that a pattern with `*` and `?` covers.
///
/// # Errors
///
/// When the index cannot be read.
pub fn expand_wildcard(
    searcher: &Searcher,
    field: Field,
    pattern: &str,
) -> tantivy::Result<FxHashSet<String>> {
    let mut found = FxHashSet::default();
    let regex = wildcard_regex(pattern);
    // Either the automaton, which visits but the part of the dictionary that can match, or, for
    // patterns whose automaton is beyond bounds, a look at every form.
    let automaton = tantivy_fst::Regex::new(&regex).ok();
    let by_form = match automaton {
        Some(_) => None,
        None => Regex::new(&format!("^(?:{regex})$")).ok(),
    };
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut add = |form: &[u8]| {
            if let Ok(form) = std::str::from_utf8(form) {
                found.insert(form.to_owned());
            }
        };
        if let Some(automaton) = &automaton {
            let mut forms = inverted.terms().search(automaton).into_stream()?;
            while forms.advance() {
                add(forms.key());
            }
        } else if let Some(regex) = &by_form {
            let mut forms = inverted.terms().stream()?;
            while forms.advance() {
                if std::str::from_utf8(forms.key()).is_ok_and(|form| regex.is_match(form)) {
                    add(forms.key());
                }
            }
        }
    }
    Ok(found)
}

/// The terms in the dictionary of `field` within `distance` edits of the folded `word`; two
/// letters that changed places are one edit.
///
/// # Errors
///
/// When the index cannot be read.
pub fn expand_fuzzy(
    searcher: &Searcher,
    field: Field,
    word: &str,
    distance: u8,
) -> tantivy::Result<FxHashSet<String>> {
    let mut found = FxHashSet::default();
    let term = Term::from_field_text(field, &text::fold(word));
    let automaton = FuzzyTermQuery::new(term, distance, true).automaton()?;
    for segment in searcher.segment_readers() {
        let inverted = segment.inverted_index(field)?;
        let mut terms = inverted.terms().search(&automaton).into_stream()?;
        while terms.advance() {
            if let Ok(term) = std::str::from_utf8(terms.key())
                && !term.starts_with(|c: char| c.is_control())
            {
                found.insert(term.to_owned());
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fold_like_words() {
        assert_eq!(wildcard_regex("Ракёт*"), "ракет.*");
        assert_eq!(wildcard_regex("к?т"), "к.т");
        assert_eq!(wildcard_regex("a.b-c*"), "a\\.b\\-c.*");
        assert!(
            tantivy_fst::Regex::new(&wildcard_regex("!\"#$%&'()+,-./:;<=>@[\\]^_`{|}~*")).is_ok()
        );
    }

    #[test]
    fn words_take_one_slot_each() {
        let found = words("Встреча, в Пекине!");
        assert_eq!(found.inflected.len(), 3);
        assert!(found.exact[2].exact.contains("пекине"));
        assert_eq!(words("—, !").inflected.len(), 0);
    }
}
