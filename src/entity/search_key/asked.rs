//! A user's words for a name, read: what comes in is what was typed, what goes out are the keys to
//! scan the index for, and the readings by which the names found are judged (see [`super::answer`]).

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::keys::{asked_keys, fold, person_forms, place_keys, push, without_article};
use super::matching::{Word, Words, surname_of};
use super::naming::Naming;
use super::strength::Strength;
use crate::entity::name_lexicon::is_particle;
use crate::entity::sound::skeleton;
use crate::entity::transcribe::{self, Candidate, Spellings, System};
use crate::entity::units::Units;
use crate::entity::{EntityKind, eastern, org, person, place};
use crate::text;

/// A user's words for a person, place, organisation or role, ready to be matched.
#[derive(Debug, Clone)]
pub struct NameQuery {
    pub(super) kind: EntityKind,
    pub(super) text: String,
    keys: Vec<String>,
    pub(super) readings: Vec<Words>,
    /// For places: all keys but those of sound.
    pub(super) exact: Vec<String>,
    /// For organisations and roles.
    pub(super) naming: Naming,
}

/// Keys a query scans at most.
const MOST_KEYS: usize = 96;

impl NameQuery {
    pub fn new(kind: EntityKind, text: &str) -> Self {
        let text = match kind {
            EntityKind::Person => person::without_titles(text),
            _ => text,
        };
        let mut query = Self {
            kind,
            text: text.to_owned(),
            keys: Vec::new(),
            readings: Vec::new(),
            exact: Vec::new(),
            naming: Naming::default(),
        };
        match kind {
            EntityKind::Person => query.read_person(),
            EntityKind::Place => query.read_place(),
            EntityKind::Org | EntityKind::Role => query.read_naming(),
            EntityKind::Date => {}
        }
        query.keys.truncate(MOST_KEYS);
        query
    }

    /// The keys to scan for; a name that shares none of them does not answer.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    fn read_person(&mut self) {
        let initials = self
            .text
            .split(|c: char| !c.is_alphanumeric())
            .any(|word| word.chars().count() == 1);
        let original: Vec<&str> = self.text.split_whitespace().collect();
        let written_eastern = eastern::is_surname_first(&original);
        let mut ways: FxHashMap<(System, String), Arc<Spellings>> = FxHashMap::default();
        for candidate in transcribe::candidates(&self.text) {
            let eastern = candidate.surname_first || written_eastern;
            // "И" of "Ван И" is a syllable, "И." an initial.
            let initials = initials && (!eastern || self.text.contains('.'));
            let surname = match candidate.surname_first {
                true => 0,
                false => surname_of(&self.text, &candidate.words),
            };
            let mut words = Vec::new();
            for (i, word) in candidate.words.iter().enumerate() {
                let letters = candidate.letters.get(i).map(String::as_str);
                let letters = without_latin_article(letters.unwrap_or_default());
                let mut spellings = spellings_of(&candidate, i, word, letters);
                // "Ким Чен Ыном": the last syllable alone inflects.
                if written_eastern && i > 0 && i + 1 == candidate.words.len() {
                    for (nominative, _) in eastern::eastern_last(word) {
                        let nominative = fold(&nominative);
                        if !spellings.iter().any(|(known, _)| *known == nominative) {
                            spellings.push((nominative, Strength::Inflected));
                        }
                    }
                }
                let all = (letters.chars().count() > 1).then(|| {
                    let key = (candidate.system, letters.to_owned());
                    if let Some(known) = ways.get(&key) {
                        return Some(Arc::clone(known));
                    }
                    let all = Arc::new(candidate.system.spellings(letters)?);
                    ways.insert(key, Arc::clone(&all));
                    Some(all)
                });
                let all = all.flatten();
                // Of a given name in Han characters only the beginning can be told.
                if candidate.system == System::Han && i != surname {
                    let heads = all.iter().flat_map(|all| all.heads());
                    let heads = heads.map(|c| (c.to_string(), Strength::Transcribed));
                    words.push(Word::new(heads.collect(), None, true));
                    continue;
                }
                let one_letter = match letters.is_empty() {
                    true => word.chars().count() == 1,
                    false => letters.chars().count() == 1,
                };
                let initial = one_letter && initials_in(initials, &candidate);
                words.push(Word::new(spellings, all, initial).read_from(letters));
            }
            // A key of any one word finds the name; the surname's is enough where it is known.
            let keyed: &[Word] = if candidate.surname_first && words.len() > 1 {
                &words[..1]
            } else {
                &words
            };
            for (i, word) in keyed.iter().enumerate() {
                let particle = |word: &str| is_particle(word) || word.chars().count() < 2;
                let stray = || word.spellings.iter().all(|(word, _)| particle(word));
                if words.len() > 1 && !(eastern && i == 0) && (word.initial || stray()) {
                    continue;
                }
                let mut keys = Vec::new();
                for (spelling, _) in &word.spellings {
                    if words.len() == 1 || eastern && i == 0 || !particle(spelling) {
                        push(&mut keys, skeleton(spelling));
                    }
                }
                for key in word.keys() {
                    push(&mut keys, key.clone());
                }
                // "Маском": names that no dictionary knows keep the form of the text.
                if words.len() > 1 && i == surname && !eastern {
                    for key in keys.clone().into_iter().take(2) {
                        push(&mut keys, format!("{key}м"));
                    }
                }
                for key in keys {
                    push(&mut self.keys, key);
                }
            }
            self.readings.push(Words {
                words,
                eastern,
                surname,
                system: candidate.system,
                surname_first: candidate.surname_first,
                surname_only: candidate.surname_only,
            });
        }
    }

    fn read_place(&mut self) {
        let mut exact = Vec::new();
        place_keys(&self.text, &mut exact);
        for form in place::nominatives(&self.text) {
            place_keys(&form, &mut exact);
        }
        let foreign = self
            .text
            .chars()
            .any(|c| c.is_alphabetic() && !text::is_cyrillic(c));
        self.keys.extend(exact.iter().cloned());
        self.exact = exact;
        // The gazetteer knows most places in other scripts; sound is for the others.
        if foreign && self.exact.len() < 2 {
            for candidate in transcribe::candidates(&self.text) {
                let words: Vec<Word> = candidate
                    .words
                    .iter()
                    .zip(&candidate.others)
                    .map(|(word, others)| {
                        let spellings = std::iter::once(word).chain(others);
                        let spellings = spellings.map(|w| (w.clone(), Strength::Transcribed));
                        Word::new(spellings.collect(), None, false)
                    })
                    .collect();
                let firsts: String = candidate.words.concat();
                push(&mut self.keys, format!("~{}", skeleton(&firsts)));
                for word in words.iter().filter(|_| words.len() == 1) {
                    for (spelling, _) in &word.spellings {
                        push(&mut self.keys, format!("~{}", skeleton(spelling)));
                    }
                }
                self.readings.push(Words {
                    words,
                    surname: 0,
                    eastern: false,
                    system: candidate.system,
                    surname_first: false,
                    surname_only: false,
                });
            }
        }
    }

    fn read_naming(&mut self) {
        let text = text::normalize(&self.text).into_owned();
        push(&mut self.keys, org::plain(&text));
        let units = Units::of(&text);
        asked_keys(&units, &mut self.keys);
        self.naming = Naming::asked(self.kind, &text, &units);
    }
}

/// The spellings of the word of a candidate at `i`, with the strength that each can give.
fn spellings_of(
    candidate: &Candidate,
    i: usize,
    word: &str,
    letters: &str,
) -> Vec<(String, Strength)> {
    let as_written = candidate.system == System::AsWritten;
    let base = match candidate.system {
        System::AsWritten => Strength::Exact,
        _ => Strength::Transcribed,
    };
    let word = without_article(word);
    let mut spellings = vec![(word.to_owned(), base)];
    let mut add = |spelling: &str, strength: Strength| {
        if spellings.iter().all(|(known, _)| known != spelling) {
            spellings.push((spelling.to_owned(), strength));
        }
    };
    for other in candidate.others.get(i).into_iter().flatten() {
        add(without_article(other), Strength::Transcribed);
    }
    // A surname of the same letters is left alone: "Petro" is a name of both kinds.
    if candidate.words.len() > 1 {
        for name in candidate.system.given_names(letters) {
            add(&fold(&name), Strength::Transcribed);
        }
    }
    if as_written || candidate.system == System::Kindred {
        for form in person_forms(word) {
            add(&form, Strength::Inflected.min(base));
        }
    }
    spellings
}

/// Latin letters typed alone are initials wherever they stand.
fn initials_in(initials: bool, candidate: &Candidate) -> bool {
    initials || candidate.system == System::Western
}

/// "assad" of "al-assad".
fn without_latin_article(word: &str) -> &str {
    const ARTICLES: &[&str] = &["al", "el", "as", "ash", "an", "ad", "ar", "at", "az", "ul"];
    match word.split_once('-') {
        Some((article, rest)) if ARTICLES.contains(&article) && rest.len() > 2 => rest,
        _ => word,
    }
}
