//! From the words of a query to index terms: what comes in are words as typed, wildcards and
//! misspelt words, what goes out are [`SlotTerms`], the terms that may stand at each position, in
//! [`Row`]s. Words go through the index's own analyser; patterns are looked up in its dictionaries.
//!
//! The index has a word with hyphens at one position, a query may have it as several words, and
//! the other way round: "Хвасон-17" and "Хвасон 17". A [`Line`] therefore becomes as many rows as
//! there are ways to write it; a dispatch has the words when it has one of the rows.

use std::ops::Range;

use regex::Regex;
use rustc_hash::FxHashSet;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::entity::EntityKind;
use crate::index::analyzer;
use crate::text;

/// What may stand at one position of a phrase, or for a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SlotTerms {
    /// Terms of the lemma field.
    pub lemmas: FxHashSet<String>,
    /// Terms of the field of exact forms.
    pub exact: FxHashSet<String>,
    /// The word stands by itself and is no part of a compound: a part of "Хвасон-17" that stands
    /// apart is none of "Хвасон-12".
    pub alone: bool,
    /// The slot is a mention of this kind, as many words as it has.
    pub mention: Option<EntityKind>,
}

impl SlotTerms {
    /// Any mention of a kind.
    pub fn mention(kind: EntityKind) -> Self {
        Self {
            lemmas: std::iter::once(analyzer::kind_term(kind).to_owned()).collect(),
            mention: Some(kind),
            ..Self::default()
        }
    }

    /// The slot as terms of a pair of fields, sorted.
    pub fn terms(&self, lemma: Field, exact: Field) -> Vec<Term> {
        let lemmas = self.lemmas.iter().map(|t| Term::from_field_text(lemma, t));
        let exact = self.exact.iter().map(|t| Term::from_field_text(exact, t));
        let mut terms: Vec<Term> = lemmas.chain(exact).collect();
        terms.sort_unstable();
        terms
    }
}

/// Slots that stand in a row.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    pub slots: Vec<SlotTerms>,
    /// How many slots each group has, in order. Slots of one group always stand one behind the
    /// other, however far apart the groups may be.
    pub groups: Vec<usize>,
}

impl Row {
    /// Slots that are all groups of their own.
    pub fn loose(slots: Vec<SlotTerms>) -> Self {
        Self {
            groups: vec![1; slots.len()],
            slots,
        }
    }
}

/// Rows that a line may become; of lines with very many words with hyphens the rest is left out.
const MOST_ROWS: usize = 32;

/// Words beside each other that a text may have as one word with hyphens.
const MOST_JOINED: usize = 4;

/// The words of a query between its quotation marks, or one word.
#[derive(Debug, Clone, Default)]
pub struct Line {
    atoms: Vec<Atom>,
    /// Words with hyphens, by the range of their parts among the atoms.
    compounds: Vec<(Range<usize>, SlotTerms)>,
    /// As typed.
    exact: Vec<SlotTerms>,
}

/// A word without hyphens, a part of a word with hyphens, or something else that takes a position.
#[derive(Debug, Clone)]
struct Atom {
    slot: SlotTerms,
    /// The exact form, where a text may join it to its neighbours.
    word: Option<String>,
    /// It does not go on with what stands before it.
    begins: bool,
}

impl Line {
    /// The words of `text`; none when it has no word or number in it.
    pub fn of(text: &str) -> Self {
        let mut line = Self::default();
        line.push_text(text);
        line
    }

    pub fn push_text(&mut self, text: &str) {
        let tokens = text::tokenize(text);
        for token in tokens.iter().filter(|token| analyzer::is_indexed(token)) {
            let form = tokens.form(token);
            let positions = analyzer::whole_terms(form, token.kind);
            let several = positions.len() > 1;
            for (n, position) in positions.into_iter().enumerate() {
                self.exact.push(SlotTerms {
                    exact: std::iter::once(position.exact.clone()).collect(),
                    ..SlotTerms::default()
                });
                let mut slot = SlotTerms {
                    lemmas: position.lemmas.into_iter().collect(),
                    ..SlotTerms::default()
                };
                let parts = analyzer::parts_of(form, token.kind);
                if (2..=analyzer::MOST_PARTS).contains(&parts.len()) {
                    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
                    slot.lemmas.extend(analyzer::joined_terms(&words));
                    let start = self.atoms.len();
                    self.atoms
                        .extend(parts.into_iter().enumerate().map(|(n, part)| Atom {
                            slot: part_slot(&part),
                            word: Some(part),
                            begins: n == 0,
                        }));
                    self.compounds.push((start..self.atoms.len(), slot));
                } else {
                    self.atoms.push(Atom {
                        slot,
                        word: (!several).then_some(position.exact),
                        begins: n == 0,
                    });
                }
            }
        }
    }

    /// Something that is not told by its letters.
    pub fn push_slot(&mut self, slot: SlotTerms) {
        self.exact.push(slot.clone());
        self.atoms.push(Atom {
            slot,
            word: None,
            begins: true,
        });
    }

    /// The line as typed.
    pub fn exact(&self) -> Row {
        Row::loose(self.exact.clone())
    }

    /// The one word that the line is, if it is one.
    pub fn only(&self) -> Option<&SlotTerms> {
        match (self.compounds.as_slice(), self.atoms.as_slice()) {
            ([], [atom]) => Some(&atom.slot),
            ([(range, slot)], atoms) if range.len() == atoms.len() => Some(slot),
            _ => None,
        }
    }

    /// The rows that the line may be, in any inflection, first the one in which each word is as
    /// typed. `exists` tells whether any of some terms of the lemma field is in the index at all.
    ///
    /// # Errors
    ///
    /// Those of `exists`.
    pub fn rows<E>(
        &self,
        mut exists: impl FnMut(&SlotTerms) -> Result<bool, E>,
    ) -> Result<Vec<Row>, E> {
        // What may stand at one position: where it ends among the atoms, by where it starts.
        let mut steps: Vec<Vec<(usize, SlotTerms)>> = vec![Vec::new(); self.atoms.len()];
        for (range, slot) in &self.compounds {
            steps[range.start].push((range.end, slot.clone()));
        }
        for (start, atom) in self.atoms.iter().enumerate() {
            steps[start].push((start + 1, atom.slot.clone()));
            let words: Vec<&str> = self.atoms[start..]
                .iter()
                .take(MOST_JOINED)
                .map_while(|atom| atom.word.as_deref())
                .collect();
            for length in 2..=words.len() {
                let end = start + length;
                let typed = self
                    .compounds
                    .iter()
                    .any(|(range, _)| *range == (start..end));
                let words = &words[..length];
                // "5 6" is no "5-6".
                if typed || !words.iter().any(|word| word.contains(char::is_alphabetic)) {
                    continue;
                }
                let slot = SlotTerms {
                    lemmas: analyzer::joined_terms(words).into_iter().collect(),
                    ..SlotTerms::default()
                };
                if exists(&slot)? {
                    steps[start].push((end, slot));
                }
            }
        }
        let mut rows = Vec::new();
        let mut row = Row::default();
        self.walk(0, &steps, &mut row, &mut rows);
        Ok(rows)
    }

    fn walk(
        &self,
        at: usize,
        steps: &[Vec<(usize, SlotTerms)>],
        row: &mut Row,
        rows: &mut Vec<Row>,
    ) {
        let Some(steps_here) = steps.get(at) else {
            if !row.slots.is_empty() {
                rows.push(row.clone());
            }
            return;
        };
        for (end, slot) in steps_here {
            if rows.len() >= MOST_ROWS {
                return;
            }
            row.slots.push(slot.clone());
            let begins = self.atoms[at].begins || row.groups.is_empty();
            match row.groups.last_mut() {
                Some(group) if !begins => *group += 1,
                _ => row.groups.push(1),
            }
            self.walk(*end, steps, row, rows);
            row.slots.pop();
            match row.groups.last_mut() {
                Some(group) if *group > 1 => *group -= 1,
                _ => {
                    row.groups.pop();
                }
            }
        }
    }
}

/// A part of a compound as a word by itself.
fn part_slot(part: &str) -> SlotTerms {
    let tokens = text::tokenize(part);
    let lemmas = match tokens.as_slice() {
        [token] => analyzer::whole_terms(tokens.form(token), token.kind)
            .into_iter()
            .flat_map(|position| position.lemmas)
            .collect(),
        _ => std::iter::once(part.to_owned()).collect(),
    };
    SlotTerms {
        lemmas,
        alone: true,
        ..SlotTerms::default()
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

/// The positions of `text`; none when it has no word or number in it. A compound is found by its
/// parts too, as suits names; see [`Line`] for texts.
pub fn words(text: &str) -> Words {
    let mut words = Words::default();
    let tokens = text::tokenize(text);
    for token in tokens.iter().filter(|token| analyzer::is_indexed(token)) {
        for position in analyzer::query_terms(tokens.form(token), token.kind) {
            words.inflected.push(SlotTerms {
                lemmas: position.lemmas.into_iter().collect(),
                ..SlotTerms::default()
            });
            words.exact.push(SlotTerms {
                exact: std::iter::once(position.exact).collect(),
                ..SlotTerms::default()
            });
        }
    }
    words
}

/// The regular expression, anchored, of a folded pattern with `*` and `?`.
pub fn wildcard_regex(pattern: &str) -> String {
    let folded = analyzer::exact_form(pattern);
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
    let term = Term::from_field_text(field, &analyzer::exact_form(word));
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

    /// The rows of `text`, its words with hyphens as one and apart; `indexed` are the joined words
    /// that the index has. Groups stand between brackets.
    #[track_caller]
    fn check_rows(text: &str, indexed: &[&str], expected: &[&str]) {
        let exists = |slot: &SlotTerms| -> Result<bool, std::convert::Infallible> {
            Ok(indexed.iter().any(|term| slot.lemmas.contains(*term)))
        };
        let Ok(rows) = Line::of(text).rows(exists);
        let found: Vec<String> = rows
            .iter()
            .map(|row| {
                let mut slots = row.slots.iter().map(|slot| {
                    let mut lemmas: Vec<&str> = slot
                        .lemmas
                        .iter()
                        .map(String::as_str)
                        .filter(|term| !term.starts_with(char::is_control))
                        .collect();
                    lemmas.sort_unstable();
                    lemmas.join("/")
                });
                let groups = row.groups.iter().map(|&length| {
                    let group: Vec<String> = slots.by_ref().take(length).collect();
                    format!("[{}]", group.join(" "))
                });
                groups.collect::<String>()
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_with_hyphens_stand_as_one_or_apart() {
        check_rows("снега", &[], &["[снег]"]);
        check_rows("снег Хвасон", &[], &["[снег][хвасон]"]);
        check_rows(
            "Хвасона-17",
            &[],
            &["[хвасон-17/хвасона-17]", "[хвасон 17]"],
        );
        check_rows("Хвасон 17", &[], &["[хвасон][17]"]);
        check_rows(
            "Хвасон 17 взлетел",
            &["хвасон-17"],
            &["[хвасон][17][взлететь]", "[хвасон-17][взлететь]"],
        );
        check_rows(
            "Ростов на-Дону",
            &["ростов-на-дон"],
            &[
                "[рост/ростов][на-дон]",
                "[рост/ростов][на дон]",
                "[рост-на-дон/ростов-на-дон]",
            ],
        );
        check_rows("кое-что", &["кое-что"], &["[кое-что]"]);
        check_rows("кое что", &["кое-что"], &["[кой][что]"]);
        check_rows("5 6", &["5-6"], &["[5][6]"]);
        check_rows("5–6", &[], &["[5-6]"]);
        let many = "премьер-министр ".repeat(40);
        let Ok(rows) = Line::of(&many).rows(|_| Ok::<_, std::convert::Infallible>(true));
        assert_eq!(rows.len(), MOST_ROWS);
        assert_eq!(rows[0].slots.len(), 40);
    }

    #[test]
    fn words_take_one_slot_each() {
        let found = words("Встреча, в Пекине!");
        assert_eq!(found.inflected.len(), 3);
        assert!(found.exact[2].exact.contains("пекине"));
        assert_eq!(words("—, !").inflected.len(), 0);
    }
}
