//! One person's name against another: what comes in are the words of a query, read in one way, and
//! those of a canonical name, what goes out is how well they answer to each other. Which names are
//! compared at all is settled by their keys (see [`super::keys`]).

use std::sync::Arc;

use super::keys::{fold, is_numeral, name_words, person_forms};
use super::strength::Strength;
use crate::entity::name_lexicon::is_particle;
use crate::entity::patronymic::is_patronymic;
use crate::entity::sound::{alike, skeleton, soften};
use crate::entity::transcribe::{Reached, Spellings, System, read};
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
    /// `spellings` as [`soften`] has them.
    softs: Vec<String>,
    /// All the spellings that the rules of the system allow.
    ways: Option<Arc<Spellings>>,
    /// Typed as one letter.
    pub(super) initial: bool,
    /// "де", "van".
    particle: bool,
}

/// A canonical name of a person, by its words.
pub(super) struct Name {
    /// Lower case, е for ё.
    pub(super) words: Vec<String>,
    /// `words` as [`soften`] has them.
    softs: Vec<Vec<char>>,
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
            .then(|| words.iter().position(|w| is_patronymic(w)))
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
        let softs = words.iter().map(|word| soften(word).chars().collect());
        Self {
            softs: softs.collect(),
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

    /// One word that is a given name: "Дарья" is nobody's surname.
    fn is_bare_given(&self) -> bool {
        match &self.words[..] {
            [word] => !person::given_forms(&capital(word)).is_empty(),
            _ => false,
        }
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
        let found = match seniority {
            None => self.word_by_word(name).max(self.joined(name)),
            Some(_) => {
                let bare = self.without_seniority();
                bare.word_by_word(name).max(bare.joined(name))
            }
        };
        // What is spelt by ear leads to names of like sound, too.
        match self.system {
            System::Hangul | System::Han => found.map(|found| found.min(Strength::Sound)),
            _ => found,
        }
    }

    /// "младший" of "Сомин-младший", in the nominative.
    fn seniority(&self) -> Option<String> {
        let mut spellings = self.words.iter().flat_map(|word| word.spellings.first());
        spellings.find_map(|(word, _)| Some(person::without_seniority(word)?.1))
    }

    fn without_seniority(&self) -> Self {
        let mut bare = self.clone();
        for word in &mut bare.words {
            for ((spelling, _), soft) in word.spellings.iter_mut().zip(&mut word.softs) {
                if let Some((name, _)) = person::without_seniority(spelling) {
                    *spelling = name.to_owned();
                    *soft = soften(spelling);
                }
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
                .filter_map(|(i, _)| {
                    let met = self.meets(word, name, i)?;
                    // By sound alone a surname is no given name.
                    let astray = met == Strength::Sound
                        && several
                        && (number == self.surname) != (i == name.surname)
                        && !name.eastern;
                    (!astray).then_some((met, i))
                })
                // A surname for a surname, and of like syllables the first.
                .max_by_key(|(s, i)| {
                    let in_place = (number == self.surname) == (*i == name.surname);
                    (*s, in_place, std::cmp::Reverse(*i))
                });
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
        // Of words that sound alike each counts: "Kim Yuna" is not part of "Ким Чен Ын".
        if several && strength == Strength::Sound && (!all || missing) {
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
            return (bare && met == 1 && !self.names_nobody(name))
                .then_some(strength.min(Strength::SurnameOnly));
        }
        if surname_met && (own_surname_met || !several) {
            if self.surname_only {
                return Some(strength.min(Strength::Sound));
            }
            // A bare name of one word says less than the query's several.
            if several && name.words.len() == 1 {
                return (!self.names_nobody(name)).then_some(strength.min(Strength::SurnameOnly));
            }
            return Some(strength);
        }
        if several && !own_surname_met {
            return None;
        }
        // Only given names were asked for and met.
        (strength > Strength::Sound).then_some(strength.min(Strength::GivenOnly))
    }

    /// Whether a full name in other letters asks for a given name that stands alone.
    fn names_nobody(&self, name: &Name) -> bool {
        let half = name.words.iter().any(|word| word.contains('-')) && !self.has_hyphen();
        self.system != System::AsWritten && (half || name.is_bare_given())
    }

    /// How well `word` of the query answers to the word of `name` at `i`.
    fn meets(&self, word: &Word, name: &Name, i: usize) -> Option<Strength> {
        let several = self.words.len() > 1;
        let other = Other {
            word: name.words.get(i)?,
            soft: name.softs.get(i)?,
            initial: *name.initials.get(i)?,
        };
        // Syllables of eastern names have no sound but their own.
        // And characters of Japanese surnames are read from a table.
        let by_sound = self.surname_first == name.eastern
            && !(self.surname_first && self.system == System::Polivanov);
        word.meets(
            other,
            self.system,
            several,
            several && !self.eastern,
            by_sound,
        )
    }

    /// Syllables and parts of names are joined, hyphenated or kept apart ("Jong-un", "Shah Rukh",
    /// "DiCaprio"): the whole names are compared with all gaps closed, the surname before the
    /// given name or behind it.
    fn joined(&self, name: &Name) -> Option<Strength> {
        let one_word = self.words.len() == 1 || name.words.len() == 1;
        let heard = matches!(self.system, System::Hangul);
        let same_parts = self.words.len() == name.words.len()
            && !name.words.iter().any(|word| word.contains('-'))
            && !self.has_hyphen();
        if one_word && !heard || same_parts || self.words.iter().any(|word| word.initial) {
            return None;
        }
        let whole: Vec<char> = name.softs.concat();
        let count = self.words.len();
        let mut orders: Vec<Vec<usize>> = vec![(0..count).collect()];
        if !self.surname_first && count > 1 {
            let turned = |by: usize| (0..count).map(|i| (i + by) % count).collect();
            orders.push(turned(count - 1));
            if count > 2 {
                orders.push(turned(1));
            }
        }
        let met = orders.iter().any(|order| {
            let mut reached: Reached = vec![None; whole.len() + 1];
            reached[0] = Some(0);
            for &i in order {
                reached = self.words[i].follow(&whole, &reached);
            }
            matches!(reached.last(), Some(Some(_)))
        });
        met.then_some(Strength::Transcribed)
    }

    fn has_hyphen(&self) -> bool {
        let mut firsts = self.words.iter().filter_map(|word| word.spellings.first());
        firsts.any(|(spelling, _)| spelling.contains('-'))
    }

    fn has_initial(&self, initial: &str) -> bool {
        self.words.iter().any(|w| {
            w.spellings
                .iter()
                .any(|(s, _)| s.chars().next() == initial.chars().next())
        })
    }
}

/// A word of a canonical name, to be compared with one of the query.
#[derive(Clone, Copy)]
struct Other<'a> {
    word: &'a str,
    soft: &'a [char],
    initial: bool,
}

/// Shorter words sound like too many others.
const LEAST_BY_SOUND: usize = 4;

impl Word {
    pub(super) fn new(
        spellings: Vec<(String, Strength)>,
        ways: Option<Arc<Spellings>>,
        initial: bool,
    ) -> Self {
        Self {
            softs: spellings.iter().map(|(word, _)| soften(word)).collect(),
            particle: spellings.first().is_some_and(|(word, _)| is_particle(word)),
            spellings,
            ways,
            initial,
        }
    }

    /// With the letters that it was read from: "von" may be read as "вон", and "dong" as "ден".
    pub(super) fn read_from(mut self, letters: &str) -> Self {
        const PARTICLES: &[&str] = &[
            "von", "van", "de", "der", "den", "di", "da", "do", "dos", "das", "del", "della", "du",
            "la", "le", "el", "al", "bin", "ben", "ibn", "abu", "y", "e", "zu", "zum", "zur", "af",
            "av", "ter", "ten",
        ];
        if !letters.is_empty() {
            self.particle = PARTICLES.contains(&letters);
        }
        self
    }

    /// `several` tells that the query has other words too, `halves` that they are no syllables
    /// either, `by_sound` that the phonetic key may be asked.
    fn meets(
        &self,
        other: Other<'_>,
        system: System,
        several: bool,
        halves: bool,
        by_sound: bool,
    ) -> Option<Strength> {
        let mut best = None;
        let length = other.word.chars().count();
        let same_soft = |soft: &str| soft.chars().eq(other.soft.iter().copied());
        for ((spelling, strength), soft) in self.spellings.iter().zip(&self.softs) {
            let own = spelling.chars().count();
            let met = if fold(spelling) == other.word {
                Some(*strength)
            } else if other.initial || own == 1 && self.initial {
                // An initial against a name or another initial; "Ю" of "Ким Ю На" is none.
                ((own == 1 || several)
                    && fold(spelling).chars().next() == other.word.chars().next())
                .then_some((*strength).min(Strength::Inflected))
            } else if self.initial {
                // "J" may be "Дж", which begins "Джей".
                other
                    .word
                    .starts_with(fold(spelling).as_str())
                    .then_some((*strength).min(Strength::Inflected))
            } else if same_soft(soft)
                // "Jean" of "Жан-Мари", but "Jae-myung" is two syllables.
                || halves
                    && (system == System::AsWritten || other.word.contains('-'))
                    && is_half(spelling, other.word)
            {
                Some((*strength).min(Strength::Transcribed))
            } else if by_sound
                && !matches!(system, System::AsWritten | System::Kindred)
                && own.min(length) >= LEAST_BY_SOUND
                && alike(spelling, other.word)
            {
                Some(Strength::Sound)
            } else {
                None
            };
            best = best.max(met);
        }
        if best < Some(Strength::Transcribed) && !other.initial && !self.initial {
            let met = several && self.is_oblique(other.word)
                || self.ways_meet(other, several, halves)
                || several && system != System::AsWritten && self.is_stem(other);
            best = best.max(met.then_some(Strength::Transcribed));
        }
        best
    }

    /// Whether the word of the name has lost the ending of one of the spellings: "Барделл", of
    /// "Барделлу". Given names that the dictionary knows are names of their own.
    fn is_stem(&self, other: Other<'_>) -> bool {
        let Some(last) = other.soft.last().filter(|_| other.soft.len() > 3) else {
            return false;
        };
        let mut whole = other.soft.to_vec();
        whole.push('а');
        let is_way = |soft: &String| soft.chars().eq(whole.iter().copied());
        !"аеиоую".contains(*last)
            && (self.softs.iter().any(is_way)
                || self.ways.as_ref().is_some_and(|ways| ways.lead_to(&whole)))
            && person::given_forms(&capital(other.word)).is_empty()
    }

    /// Whether the word of the name is one of the spellings in another case.
    fn is_oblique(&self, other: &str) -> bool {
        let nominatives = self.spellings.iter().map(|(word, _)| word.as_str());
        let mut likely = nominatives.filter(|word| is_inflected(other, word));
        let Some(first) = likely.next() else {
            return false;
        };
        let forms: Vec<String> = person_forms(other).iter().map(|form| fold(form)).collect();
        std::iter::once(first)
            .chain(likely)
            .any(|word| forms.iter().any(|form| form == word))
    }

    /// Whether the word of the name, its nominative or a half of it is one of the spellings that
    /// the rules allow.
    fn ways_meet(&self, other: Other<'_>, several: bool, halves: bool) -> bool {
        let Some(ways) = &self.ways else {
            return false;
        };
        let key = skeleton(other.word);
        if ways.keys().contains(&key) && ways.lead_to(other.soft) {
            return true;
        }
        let meets = |word: &str| {
            let soft: Vec<char> = soften(word).chars().collect();
            ways.lead_to(&soft)
        };
        if halves && other.word.contains('-') {
            let mut parts = other
                .word
                .split('-')
                .filter(|part| part.chars().count() > 2);
            return parts.any(meets);
        }
        // An ending adds one consonant at most: "Маском".
        let ending = |own: &String| {
            let rest = key.strip_prefix(own.as_str());
            rest.is_some_and(|rest| rest.chars().count() < 2)
        };
        several
            && ways.keys().iter().any(ending)
            && person_forms(other.word)
                .iter()
                .any(|form| is_inflected(other.word, &fold(form)) && meets(form))
    }

    /// From each place of `soft` that is reached, where this word may end.
    fn follow(&self, soft: &[char], start: &Reached) -> Reached {
        let mut out = match &self.ways {
            Some(ways) => ways.follow(soft, start),
            None => vec![None; soft.len() + 1],
        };
        for own in &self.softs {
            let own: Vec<char> = own.chars().collect();
            for (from, _) in start.iter().enumerate().filter(|(_, cost)| cost.is_some()) {
                if let Some(end) = read(soft, from, &own) {
                    out[end] = Some(0);
                }
            }
        }
        out
    }

    /// The keys of the spellings that the rules allow.
    pub(super) fn keys(&self) -> &[String] {
        self.ways.as_ref().map_or(&[], |ways| ways.keys())
    }

    fn is_numeral(&self) -> bool {
        self.spellings.iter().any(|(s, _)| is_numeral(s))
    }

    pub(super) fn is_particle(&self) -> bool {
        self.particle
    }

    fn is_patronymic(&self) -> bool {
        self.spellings.iter().any(|(s, _)| is_patronymic(s))
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
    let is_given = |word: &str| !person::given_forms(&capital(word)).is_empty();
    let word = words[last].as_str();
    let inverted = word.chars().count() == 1
        || words.len() > 2
            && is_patronymic(word)
            && is_given(&words[1])
            && !is_patronymic(&words[1])
        || words.len() == 2 && is_given(word) && !is_given(&words[0]);
    if inverted {
        0
    } else {
        words.iter().rposition(|w| !is_numeral(w)).unwrap_or(last)
    }
}

fn capital(word: &str) -> String {
    let mut capital = String::with_capacity(word.len());
    let mut letters = word.chars();
    if let Some(first) = letters.next() {
        capital.extend(first.to_uppercase());
        capital.push_str(letters.as_str());
    }
    capital
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
pub(super) fn is_oblique(word: &str, nominative: &str) -> bool {
    is_inflected(word, nominative)
        && person_forms(word)
            .iter()
            .any(|form| fold(form) == nominative)
}

/// Whether `word` may be a form of `nominative` by its letters.
fn is_inflected(word: &str, nominative: &str) -> bool {
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
    common >= 3 && common + 1 >= short && common + 2 >= long
}
