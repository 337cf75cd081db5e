//! Finding names by any form, spelling and script: what comes in are canonical names when a
//! dispatch is indexed and a user's words when it is searched, what goes out are the keys that
//! lead from the one to the other.
//!
//! At index time [`name_keys`] gives each canonical name a few short keys; the index holds terms
//! of kind, key and canonical name. A query makes a [`NameQuery`] and
//!
//! 1. scans the index for each of [`NameQuery::keys`], which yields canonical names, few of them
//!    wrong: keys are coarse;
//! 2. hands those with their document counts to [`NameQuery::select`], which keeps the names that
//!    the query really means.
//!
//! The dispatches sought are those of the names kept. Keys depend on the name and the tables only,
//! so that two runs, or two indexes, agree; `authority.toml` is applied before and after (see
//! [`crate::entity::authority`]).

use super::EntityKind;
use super::declension::{self, Cases};
use super::gazetteer::{self, Gazetteer, PlaceClass};
use super::sound::{alike, skeleton, soften};
use super::transcribe::{self, System};
use super::{org, person};

/// How well a name answers a query, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Strength {
    /// Only a given name or patronymic is asked for, and the name has it.
    GivenOnly,
    /// The query knows a given name, the name is a bare surname.
    SurnameOnly,
    /// All words of the query are among the name's, which has more: "Газпром", ПАО «Газпром».
    Partial,
    /// From another script, by sound.
    Sound,
    /// From another script, letter for letter by a system of transcription; or a spelling of the
    /// same sounds.
    Transcribed,
    /// Another form of the word.
    Inflected,
    /// As typed; case of letters and ё aside.
    Exact,
}

impl Strength {
    /// A word or two for `--explain`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivenOnly => "given name",
            Self::SurnameOnly => "surname alone",
            Self::Partial => "part of the name",
            Self::Sound => "sounds alike",
            Self::Transcribed => "transcription",
            Self::Inflected => "inflected form",
            Self::Exact => "same name",
        }
    }
}

/// The keys under which the index is to hold a canonical name, without repetition. Never empty
/// for a name with a letter or digit.
pub fn name_keys(kind: EntityKind, canonical: &str) -> Vec<String> {
    let mut keys = Vec::new();
    match kind {
        EntityKind::Person => {
            let original: Vec<&str> = canonical.split_whitespace().collect();
            let eastern = person::is_surname_first(&original);
            for (i, word) in name_words(canonical).into_iter().enumerate() {
                // "Ван" of "Ван И" is the surname, whatever it is in "ван Бетховен".
                let surname = eastern && i == 0;
                let short = word.chars().count() < 2 && words_in(canonical) > 1;
                if !surname && (is_particle(&word) || short) {
                    continue;
                }
                push(&mut keys, skeleton(&word));
                for part in word.split('-') {
                    if part.chars().count() > 1 {
                        push(&mut keys, skeleton(part));
                    }
                }
            }
        }
        EntityKind::Place => {
            place_keys(canonical, &mut keys);
            push(&mut keys, format!("~{}", skeleton(canonical)));
        }
        EntityKind::Org | EntityKind::Role => {
            let plain = org::plain(canonical);
            push(&mut keys, plain.clone());
            if let Some(known) = org::known(canonical) {
                push(&mut keys, org::plain(known));
            }
            for word in plain.split(' ').filter(|w| w.chars().count() > 2) {
                push(&mut keys, format!("~{}", org::stem(word)));
            }
            if let Some(short) = org::initials(canonical) {
                push(&mut keys, short);
            }
        }
        EntityKind::Date => {}
    }
    keys
}

/// A user's words for a person, place, organisation or role, ready to be matched.
#[derive(Debug, Clone)]
pub struct NameQuery {
    kind: EntityKind,
    text: String,
    keys: Vec<String>,
    readings: Vec<Words>,
    /// For places: all keys but those of sound.
    exact: Vec<String>,
}

/// One way to understand the query.
#[derive(Debug, Clone)]
struct Words {
    words: Vec<Word>,
    /// Which word is the surname, as far as the order and the dictionary tell.
    surname: usize,
    system: System,
    surname_first: bool,
    surname_only: bool,
    /// A Korean, Chinese or Vietnamese name: each syllable counts.
    eastern: bool,
}

/// A word of the query with its spellings, each with the strength that it can give.
#[derive(Debug, Clone)]
struct Word {
    spellings: Vec<(String, Strength)>,
    /// Typed as one letter.
    initial: bool,
}

/// Keys a query scans at most.
const MOST_KEYS: usize = 64;

impl NameQuery {
    pub fn new(kind: EntityKind, text: &str) -> Self {
        let mut query = Self {
            kind,
            text: text.to_owned(),
            keys: Vec::new(),
            readings: Vec::new(),
            exact: Vec::new(),
        };
        match kind {
            EntityKind::Person => query.read_person(),
            EntityKind::Place => query.read_place(),
            EntityKind::Org | EntityKind::Role => query.read_org(),
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
        for candidate in transcribe::candidates(&self.text) {
            let initials = initials && !candidate.surname_first;
            let base = match candidate.system {
                System::AsWritten => Strength::Exact,
                _ => Strength::Transcribed,
            };
            let mut words = Vec::new();
            for (word, others) in candidate.words.iter().zip(&candidate.others) {
                let word = without_article(word);
                let mut spellings = vec![(word.to_owned(), base)];
                for other in others {
                    let other = without_article(other).to_owned();
                    spellings.push((other, Strength::Transcribed));
                }
                if candidate.system == System::AsWritten {
                    for form in person_forms(word) {
                        if spellings.iter().all(|(s, _)| *s != form) {
                            spellings.push((form, Strength::Inflected));
                        }
                    }
                }
                let initial = initials && word.chars().count() == 1;
                words.push(Word { spellings, initial });
            }
            // A key of any one word finds the name; the surname's is enough where it is known.
            let keyed: &[Word] = if candidate.surname_first && words.len() > 1 {
                &words[..1]
            } else {
                &words
            };
            let original: Vec<&str> = self.text.split_whitespace().collect();
            let eastern = candidate.surname_first || person::is_surname_first(&original);
            for (i, word) in keyed.iter().enumerate() {
                for (spelling, _) in &word.spellings {
                    if (is_particle(spelling) || spelling.chars().count() < 2)
                        && words.len() > 1
                        && !(eastern && i == 0)
                    {
                        continue;
                    }
                    push(&mut self.keys, skeleton(spelling));
                }
            }
            let surname = match candidate.surname_first {
                true => 0,
                false => surname_of(&self.text, &candidate.words),
            };
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
        for form in super::place::nominatives(&self.text) {
            place_keys(&form, &mut exact);
        }
        let foreign = self
            .text
            .chars()
            .any(|c| c.is_alphabetic() && !matches!(c, '\u{400}'..='\u{52f}'));
        self.keys.extend(exact.iter().cloned());
        self.exact = exact;
        // The gazetteer knows most places in other scripts; sound is for the others.
        if foreign && self.exact.len() < 2 {
            for candidate in transcribe::candidates(&self.text) {
                let words: Vec<Word> = candidate
                    .words
                    .iter()
                    .zip(&candidate.others)
                    .map(|(word, others)| Word {
                        spellings: std::iter::once(word)
                            .chain(others)
                            .map(|w| (w.clone(), Strength::Transcribed))
                            .collect(),
                        initial: false,
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

    fn read_org(&mut self) {
        let plain = org::plain(&self.text);
        push(&mut self.exact, plain.clone());
        if let Some(known) = org::known(&self.text) {
            push(&mut self.exact, org::plain(known));
        }
        // The words in the nominative, for the table knows names in no other case.
        let forms: Vec<&str> = self.text.split_whitespace().collect();
        let nominative = org::canonical(&self.text, &forms);
        push(&mut self.exact, org::plain(&nominative));
        self.keys.extend(self.exact.iter().cloned());
        for word in plain.split(' ').filter(|w| w.chars().count() > 2) {
            push(&mut self.keys, format!("~{}", org::stem(word)));
        }
    }

    /// By what rule `canonical` answers, in words: how well, and the system of transcription that
    /// the query was read by. `None` when it does not answer.
    pub fn evidence(&self, canonical: &str) -> Option<String> {
        let strength = self.strength(canonical)?;
        let name = Name::of(canonical);
        // Readings stand in the order of their certainty.
        let reading = match self.kind {
            EntityKind::Person => self
                .readings
                .iter()
                .find(|reading| reading.person(&name) == Some(strength)),
            EntityKind::Place if strength < Strength::Inflected => self.readings.first(),
            _ => None,
        };
        let system = reading.and_then(|reading| reading.system.as_str());
        Some(match (strength, system) {
            (Strength::Transcribed, None) => "spelling of the same sounds".to_owned(),
            (Strength::Sound, Some(system)) => format!("phonetic key: {system}"),
            (strength, Some(system)) => format!("{}: {system}", strength.as_str()),
            (strength, None) => strength.as_str().to_owned(),
        })
    }

    /// How well `canonical` answers; `None` when it does not.
    pub fn strength(&self, canonical: &str) -> Option<Strength> {
        match self.kind {
            EntityKind::Person => {
                let name = Name::of(canonical);
                // "Kim Dae-jung" read as English sounds like many a Korean name.
                let foreign = name.eastern && self.readings.iter().any(|r| r.surname_first);
                self.readings
                    .iter()
                    .filter_map(|reading| {
                        let strength = reading.person(&name)?;
                        let stray =
                            foreign && !reading.surname_first && strength == Strength::Sound;
                        (!stray).then_some(strength)
                    })
                    .max()
            }
            EntityKind::Place => self.place(canonical),
            EntityKind::Org | EntityKind::Role => self.org(canonical),
            EntityKind::Date => None,
        }
    }

    fn place(&self, canonical: &str) -> Option<Strength> {
        if gazetteer::fold(canonical) == gazetteer::fold(self.text.trim()) {
            return Some(Strength::Exact);
        }
        let mut keys = Vec::new();
        place_keys(canonical, &mut keys);
        if keys.iter().any(|key| self.exact.contains(key)) {
            return Some(Strength::Inflected);
        }
        let whole = soften(canonical);
        let mut best = None;
        for reading in &self.readings {
            if let [word] = &reading.words[..] {
                for (spelling, _) in &word.spellings {
                    if soften(spelling) == whole {
                        return Some(Strength::Transcribed);
                    }
                    if alike(spelling, canonical) {
                        best = Some(Strength::Sound);
                    }
                }
            } else {
                let joined: String = reading
                    .words
                    .iter()
                    .filter_map(|w| w.spellings.first().map(|(s, _)| s.as_str()))
                    .collect();
                if soften(&joined) == whole {
                    return Some(Strength::Transcribed);
                }
                if alike(&joined, canonical) {
                    best = Some(Strength::Sound);
                }
            }
        }
        best
    }

    fn org(&self, canonical: &str) -> Option<Strength> {
        let plain = org::plain(canonical);
        let asked = self.exact.first()?;
        if plain == *asked {
            return Some(Strength::Exact);
        }
        let known = org::known(canonical).map(org::plain);
        let same = |key: &String| {
            plain == *key
                || known.as_ref() == Some(key)
                || org::initials(canonical).as_ref() == Some(key)
        };
        if self.exact.iter().any(same) {
            return Some(Strength::Inflected);
        }
        let stems: Vec<String> = plain.split(' ').map(org::stem).collect();
        let asked: Vec<String> = asked.split(' ').map(org::stem).collect();
        if asked == stems {
            return Some(Strength::Inflected);
        }
        asked
            .iter()
            .all(|stem| stems.contains(stem))
            .then_some(Strength::Partial)
    }

    /// Of the names that the keys led to, each with the number of its dispatches, those that the
    /// query means, with why; the strongest first.
    ///
    /// Weak answers give way to strong ones: a name that only sounds alike is dropped when another
    /// is met letter for letter, and a bare surname is dropped when the archive names other bearers
    /// of it as often as the one asked for.
    pub fn select<'a>(&self, names: &[(&'a str, u64)]) -> Vec<(&'a str, Strength)> {
        let mut found: Vec<(&'a str, Strength, u64)> = Vec::new();
        let mut rivals: Vec<(&'a str, u64)> = Vec::new();
        for &(name, documents) in names {
            match self.strength(name) {
                Some(strength) => found.push((name, strength, documents)),
                None => rivals.push((name, documents)),
            }
        }
        let best = found.iter().map(|f| f.1).max();
        let full: u64 = found
            .iter()
            .filter(|f| f.1 > Strength::SurnameOnly)
            .map(|f| f.2)
            .sum();
        let keeps = |name: &str, strength: Strength| match (strength, best) {
            (_, None) => false,
            (Strength::GivenOnly, Some(best)) => best == Strength::GivenOnly,
            (Strength::Sound, Some(best)) => best <= Strength::Sound,
            (Strength::Partial, Some(best)) => {
                best <= Strength::Partial || self.kind != EntityKind::Person
            }
            (Strength::SurnameOnly, Some(_)) => {
                let surname = Name::of(name).surname().map(soften);
                let others: u64 = rivals
                    .iter()
                    .filter(|(rival, _)| Name::of(rival).surname().map(soften) == surname)
                    .map(|(_, documents)| documents)
                    .sum();
                others * 2 <= full || others == 0
            }
            _ => true,
        };
        let mut kept: Vec<(&'a str, Strength)> = found
            .iter()
            .filter(|(name, strength, _)| keeps(name, *strength))
            .map(|(name, strength, _)| (*name, *strength))
            .collect();
        kept.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        kept
    }
}

/// A canonical name of a person, by its words.
struct Name {
    /// Lower case, е for ё.
    words: Vec<String>,
    /// Which of `words` are initials: "П." of "П. Сомин".
    initials: Vec<bool>,
    surname: usize,
    patronymic: Option<usize>,
    /// A given name and a word that looks like a patronymic.
    formal: bool,
    /// A Korean, Chinese or Vietnamese name: the order of its syllables tells names apart.
    eastern: bool,
}

impl Name {
    fn of(canonical: &str) -> Self {
        let words: Vec<String> = name_words(canonical);
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
        let eastern = person::is_surname_first(&original);
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
            initials,
            surname,
            patronymic,
            formal,
            eastern,
        }
    }

    fn surname(&self) -> Option<&str> {
        self.words.get(self.surname).map(String::as_str)
    }
}

impl Words {
    fn person(&self, name: &Name) -> Option<Strength> {
        if name.words.is_empty() || self.words.is_empty() {
            return None;
        }
        self.word_by_word(name).max(self.joined(name))
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
                    Some((word.meets(other, initial, self.system, several)?, i))
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
    /// `initial` tells that `other` is one, `several` that the query has other words too.
    fn meets(&self, other: &str, initial: bool, system: System, several: bool) -> Option<Strength> {
        let mut best = None;
        let length = other.chars().count();
        for (spelling, strength) in &self.spellings {
            let own = spelling.chars().count();
            let met = if fold(spelling) == other {
                Some(*strength)
            } else if initial || own == 1 && system == System::AsWritten {
                // An initial against a name or another initial; "Ю" of "Ким Ю На" is none.
                (own == 1 || several)
                    .then(|| fold(spelling).chars().next() == other.chars().next())?
                    .then_some((*strength).min(Strength::Inflected))
            } else if soften(spelling) == soften(other)
                || several && is_half(spelling, other)
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

    fn is_particle(&self) -> bool {
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
fn surname_of(text: &str, words: &[String]) -> usize {
    let last = words.len().saturating_sub(1);
    if words.len() < 2 {
        return last;
    }
    let original: Vec<&str> = text.split_whitespace().collect();
    if person::is_surname_first(&original) || original.first().is_some_and(|w| w.ends_with(',')) {
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

/// The keys of a place but for its sound: its name, the name of the tables, its GeoNames id, and
/// its name without a word for its kind ("Курская" of "Курская область").
fn place_keys(name: &str, keys: &mut Vec<String>) {
    let gazetteer = Gazetteer::get();
    let folded = gazetteer::fold(name.trim()).into_owned();
    if folded.is_empty() {
        return;
    }
    push(keys, folded.clone());
    if let Some(known) = gazetteer.known(&folded) {
        push(keys, gazetteer::fold(known.canonical).into_owned());
        if let (PlaceClass::Country, Some(code)) = (known.class, known.country) {
            push(keys, format!("={}", String::from_utf8_lossy(&code)));
        }
        return;
    }
    if let Some(candidate) = gazetteer.find(&folded).first() {
        match (candidate.class, candidate.country, candidate.geoname) {
            (PlaceClass::Country, Some(code), _) => {
                push(keys, format!("={}", String::from_utf8_lossy(&code)));
                if let Some(country) = gazetteer.country_name(code) {
                    push(keys, gazetteer::fold(country).into_owned());
                }
            }
            (_, _, Some(id)) => {
                push(keys, format!("={id}"));
            }
            _ => {}
        }
    }
    if let Some(short) = super::place::without_descriptor(&folded) {
        push(keys, short);
    }
}

/// Nominatives that a word of a person query may be a form of, lower case.
fn person_forms(word: &str) -> Vec<String> {
    let mut capital = String::new();
    for (i, part) in word.split('-').enumerate() {
        if i > 0 {
            capital.push('-');
        }
        let mut letters = part.chars();
        if let Some(first) = letters.next() {
            capital.extend(first.to_uppercase());
            capital.push_str(letters.as_str());
        }
    }
    let mut forms: Vec<String> = person::given_forms(&capital);
    forms.extend(
        declension::readings(&capital)
            .iter()
            .filter(|r| r.cases != Cases::NONE)
            .map(|r| r.nominative.clone()),
    );
    let mut out: Vec<String> = Vec::new();
    for form in forms {
        push(&mut out, form.to_lowercase());
    }
    out
}

/// The words of a canonical name, folded, initials' points off.
fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '«' | '»' | '"' | '(' | ')'))
        .map(|w| {
            let word = fold(w.trim_matches('-'));
            without_article(&word).to_owned()
        })
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect()
}

/// "масри" of "эль-масри": the Arabic article is written in many ways, or not at all.
fn without_article(word: &str) -> &str {
    match word.split_once('-') {
        Some((article, rest)) if is_particle(article) && rest.chars().count() > 2 => rest,
        _ => word,
    }
}

fn words_in(name: &str) -> usize {
    name_words(name).len()
}

fn fold(word: &str) -> String {
    gazetteer::fold(word).into_owned()
}

fn push(keys: &mut Vec<String>, key: String) {
    if !key.is_empty() && !keys.contains(&key) {
        keys.push(key);
    }
}

/// Particles of names, which queries and texts leave away as often as not.
fn is_particle(word: &str) -> bool {
    person::PARTICLES.contains(&word)
}

fn is_numeral(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| matches!(c, 'i' | 'v' | 'x' | '0'..='9'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names as dispatches write them, in the nominative.
    const ARCHIVE: &[&str] = &[
        "Ким Чен Ын",
        "Ким Чен Ир",
        "Ким Ир Сен",
        "Ким Ё Чжон",
        "Цой Сон Хи",
        "Пак Чон Чхон",
        "Мун Чжэ Ин",
        "Юн Сок Ёль",
        "Ли Чжэ Мён",
        "Пак Кын Хе",
        "Пан Ги Мун",
        "Си Цзиньпин",
        "Ли Цян",
        "Ван И",
        "Мао Цзэдун",
        "Дэн Сяопин",
        "Ху Цзиньтао",
        "Чжоу Эньлай",
        "Чжао Лэцзи",
        "Пэн Лиюань",
        "Синдзо Абэ",
        "Сигэру Исиба",
        "Фумио Кисида",
        "Дзюнъитиро Коидзуми",
        "Нгуен Фу Чонг",
        "То Лам",
        "Фам Минь Тинь",
        "Во Ван Тхыонг",
        "Выонг Динь Хюэ",
        "Владимир Владимирович Путин",
        "Сергей Лавров",
        "Мария Захарова",
        "Сергей Шойгу",
        "Дмитрий Медведев",
        "Борис Ельцин",
        "Михаил Горбачёв",
        "Никита Хрущёв",
        "Дональд Трамп",
        "Джо Байден",
        "Барак Обама",
        "Эмманюэль Макрон",
        "Олаф Шольц",
        "Ангела Меркель",
        "Реджеп Тайип Эрдоган",
        "Виктор Орбан",
        "Урсула фон дер Ляйен",
        "Антониу Гутерреш",
        "Биньямин Нетаньяху",
        "Александр Лукашенко",
        "Нурсултан Назарбаев",
        "Касым-Жомарт Токаев",
        "Башар Асад",
        "Мухаммед бин Салман",
        "Нарендра Моди",
        "Шавкат Мирзиёев",
        "Никол Пашинян",
        "Александр Вучич",
        "Фидель Кастро",
        "Николас Мадуро",
        "Луис Инасиу Лула да Силва",
        "Робер Фицо",
        "Иван Петров",
        "Илья Петров",
        "Ли Харви Освальд",
    ];

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let prepared = NameQuery::new(EntityKind::Person, query);
        let reached: Vec<(&str, u64)> = ARCHIVE
            .iter()
            .filter(|name| {
                let keys = name_keys(EntityKind::Person, name);
                prepared.keys().iter().any(|key| keys.contains(key))
            })
            .map(|name| (*name, 1))
            .collect();
        let found: Vec<&str> = prepared
            .select(&reached)
            .into_iter()
            .map(|(n, _)| n)
            .collect();
        assert_eq!(found, [expected], "{query}");
    }

    #[test]
    fn scripts_lead_to_one_person() {
        let mut missed = Vec::new();
        let pairs = [
            ("Kim Jong Un", "Ким Чен Ын"),
            ("Kim Jong-un", "Ким Чен Ын"),
            ("김정은", "Ким Чен Ын"),
            ("金正恩", "Ким Чен Ын"),
            ("Ким Чен-ын", "Ким Чен Ын"),
            ("Kim Jong Il", "Ким Чен Ир"),
            ("김정일", "Ким Чен Ир"),
            ("Kim Il Sung", "Ким Ир Сен"),
            ("김일성", "Ким Ир Сен"),
            ("Choe Son Hui", "Цой Сон Хи"),
            ("최선희", "Цой Сон Хи"),
            ("Moon Jae-in", "Мун Чжэ Ин"),
            ("문재인", "Мун Чжэ Ин"),
            ("Yoon Suk Yeol", "Юн Сок Ёль"),
            ("윤석열", "Юн Сок Ёль"),
            ("Lee Jae-myung", "Ли Чжэ Мён"),
            ("이재명", "Ли Чжэ Мён"),
            ("Park Geun-hye", "Пак Кын Хе"),
            ("박근혜", "Пак Кын Хе"),
            ("Ban Ki-moon", "Пан Ги Мун"),
            ("반기문", "Пан Ги Мун"),
            ("Xi Jinping", "Си Цзиньпин"),
            ("习近平", "Си Цзиньпин"),
            ("習近平", "Си Цзиньпин"),
            ("Си Цзинь-пин", "Си Цзиньпин"),
            ("Li Qiang", "Ли Цян"),
            ("李强", "Ли Цян"),
            ("Wang Yi", "Ван И"),
            ("王毅", "Ван И"),
            ("Mao Zedong", "Мао Цзэдун"),
            ("毛泽东", "Мао Цзэдун"),
            ("邓小平", "Дэн Сяопин"),
            ("Hu Jintao", "Ху Цзиньтао"),
            ("周恩来", "Чжоу Эньлай"),
            ("Shinzo Abe", "Синдзо Абэ"),
            ("安倍晋三", "Синдзо Абэ"),
            ("Shigeru Ishiba", "Сигэру Исиба"),
            ("Fumio Kishida", "Фумио Кисида"),
            ("岸田文雄", "Фумио Кисида"),
            ("Nguyễn Phú Trọng", "Нгуен Фу Чонг"),
            ("Nguyen Phu Trong", "Нгуен Фу Чонг"),
            ("To Lam", "То Лам"),
            ("Pham Minh Chinh", "Фам Минь Тинь"),
            ("Putin", "Владимир Владимирович Путин"),
            ("Poutine", "Владимир Владимирович Путин"),
            ("Путина", "Владимир Владимирович Путин"),
            ("Путин В. В.", "Владимир Владимирович Путин"),
            ("Vladimir Putin", "Владимир Владимирович Путин"),
            ("Sergey Lavrov", "Сергей Лавров"),
            ("Sergei Lawrow", "Сергей Лавров"),
            ("Maria Zakharova", "Мария Захарова"),
            ("Захаровой", "Мария Захарова"),
            ("Shoigu", "Сергей Шойгу"),
            ("Yeltsin", "Борис Ельцин"),
            ("Jelzin", "Борис Ельцин"),
            ("Gorbachev", "Михаил Горбачёв"),
            ("Khrushchev", "Никита Хрущёв"),
            ("Donald Trump", "Дональд Трамп"),
            ("Joe Biden", "Джо Байден"),
            ("Barack Obama", "Барак Обама"),
            ("Emmanuel Macron", "Эмманюэль Макрон"),
            ("Olaf Scholz", "Олаф Шольц"),
            ("Angela Merkel", "Ангела Меркель"),
            ("Recep Tayyip Erdoğan", "Реджеп Тайип Эрдоган"),
            ("Viktor Orbán", "Виктор Орбан"),
            ("Ursula von der Leyen", "Урсула фон дер Ляйен"),
            ("Benjamin Netanyahu", "Биньямин Нетаньяху"),
            ("Lukashenko", "Александр Лукашенко"),
            ("Nazarbayev", "Нурсултан Назарбаев"),
            ("Tokayev", "Касым-Жомарт Токаев"),
            ("Bashar al-Assad", "Башар Асад"),
            ("Narendra Modi", "Нарендра Моди"),
            ("Mirziyoyev", "Шавкат Мирзиёев"),
            ("Pashinyan", "Никол Пашинян"),
            ("Vučić", "Александр Вучич"),
            ("Fidel Castro", "Фидель Кастро"),
            ("Ивану Петрову", "Иван Петров"),
            ("Петров Илья", "Илья Петров"),
        ];
        for (query, expected) in pairs {
            if std::panic::catch_unwind(|| check(query, expected)).is_err() {
                missed.push(query);
            }
        }
        // The last resort is sound, and sound errs: one in ten may be missed or come in company.
        assert!(missed.len() * 10 <= pairs.len(), "{missed:?}");
    }

    #[track_caller]
    fn check_strength(query: &str, name: &str, expected: Option<Strength>) {
        let prepared = NameQuery::new(EntityKind::Person, query);
        assert_eq!(prepared.strength(name), expected, "{query}: {name}");
    }

    #[test]
    fn a_full_name_is_no_other_one() {
        for (query, name) in [
            ("Kim Jong Un", "Ким Ю На"),
            ("김정은", "Ким Ю На"),
            ("Kim Yuna", "Ким Чен Ын"),
            ("Ким Чен Ын", "Ким Чен Ир"),
            ("Ким Ир Сен", "Ким Чен Ир"),
            ("Kim Il Sung", "Ким Чен Ир"),
            ("Kim Jong Il", "Ким Ир Сен"),
            ("Михаил Леонидович Агранович", "Михаил Горбачёв"),
            ("Михаил Леонидович Агранович", "Михаил Леонов"),
            ("Игорь Анатольевич Шуневич", "Игорь"),
            ("Марк Уэббер", "Марк"),
            ("Марк Уэббер", "Марк Шилд"),
            ("Иван Петров", "Илья Петров"),
            ("Иван Петров", "Ивана Петрова"),
            ("И. Петров", "Пётр Петров"),
            ("Путин В. В.", "Игорь Путин"),
            ("Иван Петров", "Петров Илья Сергеевич"),
            ("Иван Сергеевич Петров", "Иван Ильич"),
            ("Kim Dae-jung", "Ким Чен Ын"),
            ("Иван Петров", "Иван Сергеевич"),
            ("Карл III", "Карл XVI"),
        ] {
            check_strength(query, name, None);
        }
    }

    #[test]
    fn one_name_in_several_guises() {
        for (query, name) in [
            ("Елизавета II", "Елизавета II"),
            ("Джон Фицджеральд Кеннеди", "Джон Кеннеди"),
            ("Жан Ле Пен", "Жан-Мари Ле Пен"),
            ("Халед эль-Масри", "Халед аль-Масри"),
            ("Стэнли Кубрик", "Стэнли Кубрика"),
            ("Алан Гарсиа Перес", "Алан Гарсия"),
            ("Петров Иван Ильич", "Иван Ильич Петров"),
            ("Игорь Анатольевич Луганович", "Игорь Луганович"),
            ("Владимир Владимирович Путин", "Владимир Путин"),
            ("Путин В. В.", "В. В. Путин"),
            ("Путин Владимир", "Владимир Владимирович Путин"),
        ] {
            let prepared = NameQuery::new(EntityKind::Person, query);
            let strength = prepared.strength(name);
            assert!(
                strength >= Some(Strength::Transcribed),
                "{query}: {name}: {strength:?}"
            );
        }
    }

    #[test]
    fn a_surname_that_looks_like_a_particle_leads_to_its_bearer() {
        check("Wang Yi", "Ван И");
        check("王毅", "Ван И");
        check("Ван И", "Ван И");
    }

    #[test]
    fn evidence_names_the_system() {
        for (query, name, expected) in [
            ("Kim Jong Un", "Ким Чен Ын", "phonetic key: Kontsevich"),
            ("김여정", "Ким Ё Чжон", "transcription: Kontsevich"),
            ("Li Qiang", "Ли Цян", "transcription: Palladius"),
            ("Fumio Kishida", "Фумио Кисида", "transcription: Polivanov"),
            (
                "Sergey Lavrov",
                "Сергей Лавров",
                "transcription: romanised Russian",
            ),
            ("Халед эль-Масри", "Халед аль-Масри", "same name"),
            ("Путина", "Владимир Путин", "inflected form"),
        ] {
            let query = NameQuery::new(EntityKind::Person, query);
            assert_eq!(query.evidence(name).as_deref(), Some(expected), "{name}");
        }
    }

    #[test]
    fn bare_surnames_give_way_to_rivals() {
        let query = NameQuery::new(EntityKind::Person, "Иван Петров");
        let names = |found: Vec<(&'static str, Strength)>| -> Vec<&str> {
            found.into_iter().map(|(name, _)| name).collect()
        };
        let alone = query.select(&[("Иван Петров", 5), ("Петров", 2)]);
        assert_eq!(names(alone), ["Иван Петров", "Петров"]);
        let rival = query.select(&[("Иван Петров", 5), ("Петров", 2), ("Илья Петров", 5)]);
        assert_eq!(names(rival), ["Иван Петров"]);
    }

    #[test]
    fn places_by_alias_form_and_script() {
        for (query, canonical) in [
            ("Пекине", "Пекин"),
            ("Beijing", "Пекин"),
            ("北京", "Пекин"),
            ("РФ", "Россия"),
            ("Russia", "Россия"),
            ("Северной Корее", "КНДР"),
            ("Ленинград", "Санкт-Петербург"),
            ("Курской области", "Курская область"),
        ] {
            let prepared = NameQuery::new(EntityKind::Place, query);
            let keys = name_keys(EntityKind::Place, canonical);
            assert!(
                prepared.keys().iter().any(|k| keys.contains(k)),
                "{query}: {:?} {keys:?}",
                prepared.keys()
            );
            assert!(prepared.strength(canonical).is_some(), "{query}");
            assert!(prepared.strength("Владивосток").is_none(), "{query}");
        }
    }

    #[test]
    fn organisations_by_part_and_abbreviation() {
        let query = NameQuery::new(EntityKind::Org, "Трудовой партии Кореи");
        assert!(query.strength("ТПК").is_some());
        let query = NameQuery::new(EntityKind::Org, "Газпром");
        assert_eq!(query.strength("ПАО «Газпром»"), Some(Strength::Partial));
        assert_eq!(query.strength("Лукойл"), None);
    }

    #[test]
    fn nothing_a_user_types_panics() {
        for kind in [
            EntityKind::Person,
            EntityKind::Place,
            EntityKind::Org,
            EntityKind::Role,
            EntityKind::Date,
        ] {
            for text in [
                "", " ", "-", "--", "'", "«»", "Ы", "ё-ё", "김", "中", "İ", "a-", "\u{301}", "12",
                "В. В.",
            ] {
                let query = NameQuery::new(kind, text);
                let _ = query.select(&[("Иван Петров", 1), ("", 0), ("-", 1), ("Я", 1)]);
                let _ = name_keys(kind, text);
            }
        }
    }
}
