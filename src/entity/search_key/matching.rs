//! One person's name against another: what comes in are the words of a query, read in one way, and
//! those of a canonical name, what goes out is how well they answer to each other. Which names are
//! compared at all is settled by their keys (see [`super::keys`]).

use super::Strength;
use super::keys::{fold, is_numeral, is_particle, name_words, person_forms};
use crate::entity::sound::{alike, soften};
use crate::entity::transcribe::System;
use crate::entity::{eastern, person};

/// One way to understand the query.
#[derive(Debug, Clone)]
pub(super) struct Words {
    pub(super) words: Vec<Word>,
    /// Which word is the surname, as far as the order and the dictionary tell.
    pub(super) surname: usize,
    pub(super) system: System,
    pub(super) surname_first: bool,
    pub(super) surname_only: bool,
    /// A Korean, Chinese or Vietnamese name: each syllable counts.
    pub(super) eastern: bool,
}

/// A word of the query with its spellings, each with the strength that it can give.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) spellings: Vec<(String, Strength)>,
    /// Typed as one letter.
    pub(super) initial: bool,
}

/// A canonical name of a person, by its words.
pub(super) struct Name {
    /// Lower case, е for ё.
    pub(super) words: Vec<String>,
    /// "младший", "старшая": without it, it is another one's name.
    pub(super) seniority: Option<String>,
    /// Which of `words` are initials: "П." of "П. Сомин".
    pub(super) initials: Vec<bool>,
    pub(super) surname: usize,
    pub(super) patronymic: Option<usize>,
    /// A given name and a word that looks like a patronymic.
    pub(super) formal: bool,
    /// A Korean, Chinese or Vietnamese name: the order of its syllables tells names apart.
    pub(super) eastern: bool,
}

impl Name {
    pub(super) fn of(canonical: &str) -> Self {
        let mut words: Vec<String> = name_words(canonical);
        let mut seniority = None;
        for word in &mut words {
            if let Some((name, of)) = person::without_seniority(word) {
                seniority = Some(of);
                *word = name.to_owned();
            }
        }
        let initials = words
            .iter()
            .map(|word| {
                let mut letters = word.chars();
                letters.next().is_some_and(|c| {
                    letters.next().is_none()
                        && c.to_uppercase()
                            .any(|c| canonical.contains(&format!("{c}.")))
                })
            })
            .collect();
        let patronymic = (words.len() > 1)
            .then(|| words.iter().position(|w| person::is_patronymic(w)))
            .flatten()
            .filter(|&i| i > 0);
        // "Игорь Луганович": of two words the last may be a surname of that look.
        let formal = words.len() == 2 && patronymic == Some(1);
        let patronymic = patronymic.filter(|_| !formal);
        let original: Vec<&str> = canonical.split_whitespace().collect();
        let eastern = eastern::is_surname_first(&original);
        let surname = if eastern {
            0
        } else {
            // "Карл III": the numeral is no surname.
            words
                .iter()
                .rposition(|w| !is_numeral(w) && !is_particle(w))
                .unwrap_or(words.len().saturating_sub(1))
        };
        Self {
            words,
            seniority,
            initials,
            surname,
            patronymic,
            formal,
            eastern,
        }
    }

    pub(super) fn surname(&self) -> Option<&str> {
        self.words.get(self.surname).map(String::as_str)
    }
}

impl Words {
    pub(super) fn person(&self, name: &Name) -> Option<Strength> {
        if name.words.is_empty() || self.words.is_empty() {
            return None;
        }
        let seniority = self.seniority();
        // "Джон Сомин" is not the younger one, but "Сомин" may be.
        let one_word = self.words.len() == 1 && seniority.is_none();
        if seniority != name.seniority && !one_word {
            return None;
        }
        if seniority.is_none() {
            return self.word_by_word(name).max(self.joined(name));
        }
        let bare = self.without_seniority();
        bare.word_by_word(name).max(bare.joined(name))
    }

    /// "младший" of "Сомин-младший", in the nominative.
    fn seniority(&self) -> Option<String> {
        let mut spellings = self.words.iter().flat_map(|word| word.spellings.first());
        spellings.find_map(|(word, _)| Some(person::without_seniority(word)?.1))
    }

    fn without_seniority(&self) -> Self {
        let mut bare = self.clone();
        for (spelling, _) in bare.words.iter_mut().flat_map(|w| &mut w.spellings) {
            if let Some((name, _)) = person::without_seniority(spelling) {
                *spelling = name.to_owned();
            }
        }
        bare
    }

    /// Each word of the query against one of the name.
    fn word_by_word(&self, name: &Name) -> Option<Strength> {
        let mut used = vec![false; name.words.len()];
        let mut strength = Strength::Exact;
        let mut surname_met = false;
        let mut own_surname_met = false;
        let mut first_met = false;
        let mut last_given = 0;
        let mut missing = false;
        let several = self.words.len() > 1;
        for (number, word) in self.words.iter().enumerate() {
            let best = name
                .words
                .iter()
                .enumerate()
                .filter(|(i, _)| !used[*i])
                .filter_map(|(i, other)| {
                    let initial = name.initials[i];
                    let halves = several && !self.eastern;
                    let met = word.meets(other, initial, self.system, several, halves)?;
                    Some((met, i))
                })
                .max_by_key(|(s, i)| (*s, usize::from(*i == name.surname)));
            match best {
                Some((met, i)) => {
                    used[i] = true;
                    strength = strength.min(met);
                    surname_met |= i == name.surname;
                    // "Kim Jong Il" has the sounds of "Ким Ир Сен" in another order.
                    if name.eastern && i != name.surname {
                        if i < last_given {
                            return None;
                        }
                        last_given = i;
                    }
                    own_surname_met |= number == self.surname;
                    first_met |= number == 0;
                }
                // "Сен" of "Ким Ир Сен" is a syllable, "И." an initial.
                None if word.is_particle() && !self.eastern && !word.initial => {}
                None if word.is_numeral() && !name.words.iter().any(|w| is_numeral(w)) => {
                    strength = strength.min(Strength::SurnameOnly);
                }
                // "Путин В. В." is "Владимир Путин" too, but no given name may differ.
                None if word.initial && name.words.len() <= used_in(&used) => {}
                None if word.initial && name.patronymic.is_none() && used_in(&used) > 1 => {}
                None if number != self.surname
                    && word.is_patronymic()
                    && name.patronymic.is_none() => {}
                None => missing = true,
            }
        }
        let met = used_in(&used);
        let all = met == used.len();
        // Of syllables that sound alike each counts: "Kim Yuna" is not part of "Ким Чен Ын".
        if self.surname_first && strength == Strength::Sound && !all {
            return None;
        }
        // All that the name says is asked for, a middle name or a second surname aside: "Джон
        // Кеннеди", "Алан Гарсиа".
        if missing
            && all
            && met > 1
            && first_met
            && surname_met
            && !self.surname_first
            && name.patronymic.is_none()
            && (!name.formal || own_surname_met)
        {
            return Some(strength.min(Strength::Transcribed));
        }
        if met == 0 || several && !own_surname_met && missing {
            return None;
        }
        if missing {
            if !surname_met || !own_surname_met {
                return None;
            }
            // The name knows only the surname, the query more.
            let bare = name
                .words
                .iter()
                .enumerate()
                .all(|(i, w)| used[i] || name.initials[i] && self.has_initial(w));
            return (bare && met == 1).then_some(strength.min(Strength::SurnameOnly));
        }
        if surname_met && (own_surname_met || !several) {
            if self.surname_only {
                return Some(strength.min(Strength::Sound));
            }
            // A bare name of one word says less than the query's several.
            if several && name.words.len() == 1 {
                return Some(strength.min(Strength::SurnameOnly));
            }
            return Some(strength);
        }
        if several && !own_surname_met {
            return None;
        }
        // Only given names were asked for and met.
        Some(strength.min(Strength::GivenOnly))
    }

    /// Korean and Chinese syllables are joined, hyphenated or kept apart: surname and given name
    /// are compared with all gaps closed.
    fn joined(&self, name: &Name) -> Option<Strength> {
        if self.words.len() < 2 || name.words.len() < 2 {
            return None;
        }
        let first = |w: &Word| {
            w.spellings
                .first()
                .map(|(s, _)| s.clone())
                .unwrap_or_default()
        };
        let query: Vec<String> = self.words.iter().map(first).collect();
        let mut best = None;
        let (name_surname, name_given) = (name.words.first()?, name.words[1..].concat());
        let mut orders = vec![(query[0].clone(), query[1..].concat())];
        if !self.surname_first
            && let Some((last, rest)) = query.split_last()
        {
            orders.push((last.clone(), rest.concat()));
        }
        let cyrillic = self.system == System::AsWritten;
        for (surname, given) in orders {
            let met = if soften(&surname) == soften(name_surname)
                && soften(&given) == soften(&name_given)
            {
                Some(Strength::Transcribed)
            } else if !cyrillic
                && alike(&surname, name_surname)
                && alike(&given, &name_given)
                && surname.chars().count() > 1
            {
                Some(Strength::Sound)
            } else {
                None
            };
            best = best.max(met);
        }
        best
    }

    fn has_initial(&self, initial: &str) -> bool {
        self.words.iter().any(|w| {
            w.spellings
                .iter()
                .any(|(s, _)| s.chars().next() == initial.chars().next())
        })
    }
}

impl Word {
    /// `initial` tells that `other` is one, `several` that the query has other words too, `halves`
    /// that they are no syllables either.
    fn meets(
        &self,
        other: &str,
        initial: bool,
        system: System,
        several: bool,
        halves: bool,
    ) -> Option<Strength> {
        let mut best = None;
        let length = other.chars().count();
        for (spelling, strength) in &self.spellings {
            let own = spelling.chars().count();
            let met = if fold(spelling) == other {
                Some(*strength)
            } else if initial || own == 1 && self.initial {
                // An initial against a name or another initial; "Ю" of "Ким Ю На" is none.
                (own == 1 || several)
                    .then(|| fold(spelling).chars().next() == other.chars().next())?
                    .then_some((*strength).min(Strength::Inflected))
            } else if soften(spelling) == soften(other)
                // "Jean" of "Жан-Мари", but "Jae-myung" is two syllables.
                || halves
                    && (system == System::AsWritten || other.contains('-'))
                    && is_half(spelling, other)
                || several && system == System::AsWritten && is_oblique(other, spelling)
            {
                Some((*strength).min(Strength::Transcribed))
            } else if system != System::AsWritten && length > 1 && alike(spelling, other) {
                Some(Strength::Sound)
            } else {
                None
            };
            best = best.max(met);
        }
        best
    }

    fn is_numeral(&self) -> bool {
        self.spellings.iter().any(|(s, _)| is_numeral(s))
    }

    pub(super) fn is_particle(&self) -> bool {
        self.spellings.iter().any(|(s, _)| is_particle(s))
    }

    fn is_patronymic(&self) -> bool {
        self.spellings.iter().any(|(s, _)| person::is_patronymic(s))
    }
}

fn used_in(used: &[bool]) -> usize {
    used.iter().filter(|used| **used).count()
}

/// Which word of a person query is the surname: the last, but where initials, a patronymic or a
/// given name of the dictionary stand there instead ("Путин В. В.", "Петров Иван Ильич").
pub(super) fn surname_of(text: &str, words: &[String]) -> usize {
    let last = words.len().saturating_sub(1);
    if words.len() < 2 {
        return last;
    }
    let original: Vec<&str> = text.split_whitespace().collect();
    if eastern::is_surname_first(&original) || original.first().is_some_and(|w| w.ends_with(',')) {
        return 0;
    }
    let is_given = |word: &str| {
        let mut capital = String::new();
        let mut letters = word.chars();
        if let Some(first) = letters.next() {
            capital.extend(first.to_uppercase());
            capital.push_str(letters.as_str());
        }
        !person::given_forms(&capital).is_empty()
    };
    let word = words[last].as_str();
    let inverted = word.chars().count() == 1
        || words.len() > 2
            && person::is_patronymic(word)
            && is_given(&words[1])
            && !person::is_patronymic(&words[1])
        || words.len() == 2 && is_given(word) && !is_given(&words[0]);
    if inverted {
        0
    } else {
        words.iter().rposition(|w| !is_numeral(w)).unwrap_or(last)
    }
}

/// "Жан" of "Жан-Мари", "Саишвили" of "Саишвили-Чантурия", and the other way round.
fn is_half(a: &str, b: &str) -> bool {
    let half = |whole: &str, part: &str| {
        whole.contains('-')
            && whole
                .split('-')
                .any(|half| half.chars().count() > 2 && soften(half) == soften(part))
    };
    half(a, b) || half(b, a)
}

/// Whether a word of a name in the index is `nominative` in another case: names that no
/// dictionary knows keep the form of the text where nothing there tells the nominative. Russian
/// surnames that women bear in another form are left out: "Петрова" is a name of its own.
fn is_oblique(word: &str, nominative: &str) -> bool {
    const PAIRED: &[&str] = &["ова", "ева", "ина", "ына", "ская", "цкая", "ая"];
    if PAIRED.iter().any(|ending| word.ends_with(ending)) || word.contains('-') {
        return false;
    }
    let common = word
        .chars()
        .zip(nominative.chars())
        .take_while(|(a, b)| a == b)
        .count();
    let (long, short) = (word.chars().count(), nominative.chars().count());
    // Forms of one word differ in its last letters only.
    if common < 3 || common + 1 < short || common + 2 < long {
        return false;
    }
    person_forms(word)
        .iter()
        .any(|form| fold(form) == nominative)
}
