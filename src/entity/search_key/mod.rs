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

mod keys;
mod matching;
mod naming;

use std::sync::Arc;

use rustc_hash::FxHashMap;

use self::keys::{asked_keys, fold, is_particle, person_forms, place_keys, push, without_article};
use self::matching::{Name, Word, Words, surname_of};
use self::naming::Naming;
use super::EntityKind;
use super::eastern;
use super::gazetteer;
use super::org;
use super::person;
use super::sound::{alike, skeleton, soften};
use super::transcribe::{self, Candidate, Spellings, System};
use super::units::Units;
use crate::text;

pub use self::keys::name_keys;

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

/// A user's words for a person, place, organisation or role, ready to be matched.
#[derive(Debug, Clone)]
pub struct NameQuery {
    kind: EntityKind,
    text: String,
    keys: Vec<String>,
    readings: Vec<Words>,
    /// For places: all keys but those of sound.
    exact: Vec<String>,
    /// For organisations and roles.
    naming: Naming,
}

/// Whether a query for `asked` finds `canonical`.
pub fn finds(kind: EntityKind, asked: &str, canonical: &str) -> bool {
    let query = NameQuery::new(kind, asked);
    let keys = name_keys(kind, canonical);
    query.strength(canonical).is_some() && query.keys().iter().any(|key| keys.contains(key))
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
        for form in super::place::nominatives(&self.text) {
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

    /// By what rule `canonical` answers, in words: how well, and the system of transcription that
    /// the query was read by. `None` when it does not answer.
    pub fn evidence(&self, canonical: &str) -> Option<String> {
        let strength = self.strength(canonical)?;
        let name = Name::of(canonical);
        // Readings stand in the order of their certainty. "Putin" is two syllables of Chinese and
        // of Japanese too, but "Владимир" is of neither.
        let reading = match self.kind {
            EntityKind::Person => {
                let fits = |reading: &&Words| reading.person(&name) == Some(strength);
                let japanese = name.words.iter().all(|word| transcribe::is_japanese(word));
                let of_its_kind = |reading: &&Words| {
                    reading.surname_first == name.eastern
                        && (japanese || reading.system != System::Polivanov)
                };
                let mut readings = self.readings.iter().filter(fits);
                readings
                    .clone()
                    .find(of_its_kind)
                    .or_else(|| readings.next())
            }
            EntityKind::Place if strength < Strength::Inflected => {
                let mut alone = self.clone();
                self.readings.iter().find(|reading| {
                    alone.readings = vec![(*reading).clone()];
                    alone.place(canonical) == Some(strength)
                })
            }
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
                // "Kim Dae-jung" read as English is like many a Korean name.
                let foreign = name.eastern
                    && self
                        .readings
                        .iter()
                        .any(|r| r.surname_first && r.words.len() > 1);
                let strengths = self.readings.iter().filter_map(|reading| {
                    let strength = reading.person(&name)?;
                    let stray = foreign && reading.system == System::Western;
                    Some(if stray {
                        strength.min(Strength::Sound)
                    } else {
                        strength
                    })
                });
                strengths.max()
            }
            EntityKind::Place => self.place(canonical),
            EntityKind::Org | EntityKind::Role => self.naming.answered_by(canonical),
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

/// Whether `form`, a canonical name of a person, is `name` in another case.
pub fn is_form_of(form: &str, name: &str) -> bool {
    matching::is_form_of(form, name)
}

/// The keys under which the forms of a person's canonical name lie, its own included.
pub fn form_keys(name: &str) -> Vec<String> {
    let mut keys = Vec::new();
    if let Some(surname) = Name::of(name).surname() {
        let key = skeleton(surname);
        push(&mut keys, format!("{key}м"));
        push(&mut keys, key);
    }
    keys
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
        "Ван Ичжоу",
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
        assert_eq!(found(query), [expected], "{query}");
    }

    fn found(query: &str) -> Vec<&'static str> {
        let prepared = NameQuery::new(EntityKind::Person, query);
        let reached: Vec<(&str, u64)> = ARCHIVE
            .iter()
            .filter(|name| {
                let keys = name_keys(EntityKind::Person, name);
                prepared.keys().iter().any(|key| keys.contains(key))
            })
            .map(|name| (*name, 1))
            .collect();
        let selected = prepared.select(&reached);
        selected.into_iter().map(|(name, _)| name).collect()
    }

    #[test]
    fn the_last_syllable_of_an_eastern_name_inflects() {
        for (asked, name) in [
            ("Ким Чен Ыном", "Ким Чен Ын"),
            ("Мун Чжэ Ином", "Мун Чжэ Ин"),
            ("Юн Сок Ёлем", "Юн Сок Ёль"),
            ("Ким Чен Ыне", "Ким Чен Ын"),
        ] {
            let query = NameQuery::new(EntityKind::Person, asked);
            assert!(query.strength(name).is_some(), "{asked}");
            assert_eq!(query.strength("Ким Чен Ир"), None, "{asked}");
        }
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
            if found(query) != [expected] {
                missed.push(query);
            }
        }
        assert_eq!(missed, [""; 0]);
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

    #[track_caller]
    fn check_answers(query: &str, name: &str, expected: bool) {
        let prepared = NameQuery::new(EntityKind::Person, query);
        let keys = name_keys(EntityKind::Person, name);
        let reached = prepared.keys().iter().any(|key| keys.contains(key));
        let strength = prepared.strength(name).filter(|_| reached);
        assert_eq!(
            strength.is_some(),
            expected,
            "{query}: {name}: {strength:?}"
        );
    }

    #[test]
    fn given_names_and_surnames_of_many_languages() {
        for (query, name) in [
            ("Giorgia Meloni", "Джорджа Мелони"),
            ("Isaac Herzog", "Ицхак Герцог"),
            ("Sviatlana Tsikhanouskaya", "Светлана Тихановская"),
            ("Aung San Suu Kyi", "Аун Сан Су Чжи"),
            ("Lee Kuan Yew", "Ли Куан Ю"),
            ("JD Vance", "Джей Ди Вэнс"),
            ("J. D. Vance", "Джей Ди Вэнс"),
            ("Jean-Claude Juncker", "Жан-Клод Юнкер"),
            ("Bill Gates", "Билл Гейтс"),
            ("Iga Swiatek", "Ига Свёнтек"),
            ("Novak Đoković", "Новак Джокович"),
            ("Alberto Fujimori", "Альберто Фухимори"),
            ("Fujimori", "Альберто Фухимори"),
            ("Shah Rukh Khan", "Шахрукх Хан"),
            ("Shahrukh Khan", "Шахрукх Хан"),
            ("Leonardo DiCaprio", "Леонардо Ди Каприо"),
            ("Youri Gagarine", "Юрий Гагарин"),
            ("Alex Ovechkin", "Александр Овечкин"),
            ("Alexander Lukashenko", "Александр Лукашенко"),
            ("Alexander Lukashenko", "Александр Григорьевич Лукашенко"),
            ("Orbán Viktor", "Виктор Орбан"),
            ("Lai Ching-te", "Лай Циндэ"),
            ("Hosni Mubarak", "Хосни Мубарака"),
            ("Elon Musk", "Илоном Маском"),
            ("Jordan Bardella", "Жордан Барделл"),
            ("唐纳德·特朗普", "Дональд Трамп"),
            ("도널드 트럼프", "Дональд Трамп"),
            ("시진핑", "Си Цзиньпин"),
            ("이시바 시게루", "Сигэру Исиба"),
            ("羽生結弦", "Юдзуру Ханю"),
            ("Володимир Зеленський", "Владимир Зеленский"),
            ("Петро Порошенко", "Пётр Порошенко"),
            ("Юлія Тимошенко", "Юлия Тимошенко"),
            ("Андрій Єрмак", "Андрей Ермак"),
            ("Микола Азаров", "Николай Азаров"),
            ("Святлана Ціханоўская", "Светлана Тихановская"),
            ("Аляксандр Лукашэнка", "Александр Лукашенко"),
        ] {
            check_answers(query, name, true);
        }
    }

    #[test]
    fn names_of_like_sound_are_others() {
        for (query, name) in [
            ("Bill Gates", "Хуан Гуайдо"),
            ("Lee Jae-myung", "Милош Земан"),
            ("Lai Ching-te", "Майя Санду"),
            ("Lai Ching-te", "Индира Ганди"),
            ("Han Kang", "Стивен Кинг"),
            ("Javier Solana", "Зоран Заев"),
            ("Bong Joon-ho", "Шон Пенн"),
            ("Lee Kuan Yew", "Гун Ли"),
            ("Alice Weidel", "Дарья"),
            ("Mario Draghi", "Дарья"),
            ("JD Vance", "Иванка"),
            ("Kim Jong-il", "Нелли Ким"),
            ("唐纳德·特朗普", "Иванка Трамп"),
            ("Петро Порошенко", "Иван Порошенко"),
            ("菅義偉", "Александр Усик"),
        ] {
            check_answers(query, name, false);
        }
    }

    #[test]
    fn forms_of_names() {
        for (form, name, expected) in [
            ("Хосни Мубарака", "Хосни Мубарак", true),
            ("Джейкобом Зумой", "Джейкоб Зума", true),
            ("Хосни Мубарак", "Хосни Мубарак", false),
            ("Иван Петрова", "Илья Петров", false),
            ("Мубарака", "Хосни Мубарак", false),
        ] {
            assert_eq!(is_form_of(form, name), expected, "{form}: {name}");
            if expected {
                let keys = name_keys(EntityKind::Person, form);
                assert!(
                    form_keys(name).iter().any(|key| keys.contains(key)),
                    "{form}"
                );
            }
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
            ("Kim Jong Un", "Ким Чен Ын", "transcription: Kontsevich"),
            ("김여정", "Ким Ё Чжон", "transcription: Kontsevich"),
            ("Li Qiang", "Ли Цян", "transcription: Palladius"),
            ("Fumio Kishida", "Фумио Кисида", "transcription: Polivanov"),
            (
                "Sergey Lavrov",
                "Сергей Лавров",
                "transcription: romanised Russian",
            ),
            (
                "Putin",
                "Владимир Путин",
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
    fn titles_and_words_of_one_are_no_hindrance() {
        for (query, name) in [
            ("патриарх Кирилл", "Кирилл"),
            ("президента Ивана Петрова", "Иван Петров"),
            ("Ван", "Ван"),
            (
                "Абдалла ибн Абд аль-Азиз ибн Абдуррахман ибн Фейсал Аль Сауд",
                "Абдалла ибн Абд аль-Азиз ибн Абдуррахман ибн Фейсал Аль Сауд",
            ),
        ] {
            let prepared = NameQuery::new(EntityKind::Person, query);
            let keys = name_keys(EntityKind::Person, name);
            assert!(
                prepared.keys().iter().any(|key| keys.contains(key)),
                "{query}"
            );
            assert!(prepared.strength(name).is_some(), "{query}");
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

    /// How well `name` answers `query`, by its keys too.
    fn answer(kind: EntityKind, query: &str, name: &str) -> Option<Strength> {
        let prepared = NameQuery::new(kind, query);
        let keys = name_keys(kind, name);
        let reached = prepared.keys().iter().any(|key| keys.contains(key));
        prepared.strength(name).filter(|_| reached)
    }

    #[test]
    fn organisations_by_part_and_abbreviation() {
        use Strength::{Exact, Inflected, Partial};
        for (query, name, expected) in [
            ("Трудовой партии Кореи", "ТПК", Some(Inflected)),
            ("Газпром", "ПАО «Газпром»", Some(Partial)),
            ("Газпром", "Лукойл", None),
            ("«газпром»", "Газпром", Some(Exact)),
            ("музея", "Музей космонавтики", Some(Partial)),
            ("Росатома", "Росатом", Some(Inflected)),
            ("Росатом", "Наблюдательный совет Росатома", Some(Partial)),
            ("совета", "Совет Федерации", Some(Partial)),
            ("Совет Федерации", "Совфед", Some(Inflected)),
            ("Спикер Совфеда", "Совет Федерации", None),
            ("Россия", "Почта РФ", Some(Partial)),
            ("ВОЗ", "Воз", Some(Exact)),
            (
                "АСКО",
                "Ассоциация сетевых компаний области",
                Some(Inflected),
            ),
            ("", "Газпром", None),
            ("и", "Труд и досуг", None),
        ] {
            assert_eq!(
                answer(EntityKind::Org, query, name),
                expected,
                "{query}: {name}"
            );
        }
    }

    #[test]
    fn states_and_bodies_by_any_of_their_names() {
        use Strength::Inflected;
        for names in [
            &[
                "МИД РФ",
                "МИД России",
                "МИД Российской Федерации",
                "Министерство иностранных дел РФ",
                "Министерство иностранных дел России",
                "Министерство иностранных дел Российской Федерации",
                "министерства иностранных дел российской федерации",
            ][..],
            &["Минобороны РФ", "Министерство обороны Российской Федерации"],
            &[
                "Следственный комитет РФ",
                "Следственный комитет России",
                "СКР",
                "СК РФ",
            ],
            &["МИД КНР", "МИД Китая", "Министерство иностранных дел Китая"],
            &[
                "СБ ООН",
                "Совбез ООН",
                "Совет Безопасности ООН",
                "Совет Безопасности Организации Объединенных Наций",
            ],
            &["Пентагон", "Министерство обороны США", "Минобороны США"],
            &["Госдума", "Государственная дума", "Госдума РФ"],
            &[
                "Банк России",
                "ЦБ РФ",
                "Центральный банк Российской Федерации",
            ],
        ] {
            for query in names {
                for name in names {
                    let found = answer(EntityKind::Org, query, name);
                    assert!(found >= Some(Inflected), "{query}: {name}: {found:?}");
                }
            }
        }
    }

    #[test]
    fn bodies_without_a_state_are_those_of_all() {
        use Strength::{Inflected, Partial};
        for (query, name, expected) in [
            ("МИД", "Министерство иностранных дел Китая", Some(Partial)),
            ("МИД", "МИД России", Some(Partial)),
            ("Министерство иностранных дел", "МИД Грузии", Some(Partial)),
            ("МИД России", "МИД Грузии", None),
            ("МИД России", "МИД", None),
            (
                "Следственный комитет",
                "Следственный комитет Армении",
                Some(Partial),
            ),
            ("СКР", "Следственный комитет Армении", None),
            ("СКР", "Следственный комитет", Some(Inflected)),
            ("Банк России", "ЦБ", Some(Inflected)),
            ("Банк России", "ЦБ Турции", None),
            ("Совбез", "Совет Безопасности ООН", Some(Partial)),
        ] {
            assert_eq!(
                answer(EntityKind::Org, query, name),
                expected,
                "{query}: {name}"
            );
        }
    }

    #[test]
    fn posts_in_any_case() {
        use Strength::{Exact, Inflected, Partial};
        for (query, name, expected) in [
            ("посла", "посол России", Some(Partial)),
            ("послом РФ", "посол России", Some(Inflected)),
            ("посол", "посол", Some(Exact)),
            ("певца", "певец", Some(Inflected)),
            ("владельца", "владелец завода", Some(Partial)),
            ("Президента РФ", "президент России", Some(Inflected)),
            (
                "спикер Госдумы",
                "спикер Государственной думы",
                Some(Inflected),
            ),
            (
                "министр иностранных дел КНР",
                "министр иностранных дел Китая",
                Some(Inflected),
            ),
            ("президент", "вице-президент", None),
            ("ГД", "генеральный директор", None),
            ("посол", "послание", None),
        ] {
            assert_eq!(
                answer(EntityKind::Role, query, name),
                expected,
                "{query}: {name}"
            );
        }
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
                "",
                " ",
                "-",
                "--",
                "'",
                "«»",
                "Ы",
                "ё-ё",
                "김",
                "中",
                "İ",
                "a-",
                "\u{301}",
                "12",
                "В. В.",
                // Readings that each part or word would multiply.
                &["xian"; 60].join("-"),
                &["кути"; 60].join("-"),
                &["Кале"; 60].join("-"),
                &["Москвы"; 3_000].join(" и "),
                &"abcdefgh".repeat(10_000),
                &"сергей ".repeat(2_000),
                // Abbreviations that mean a body by what stands beside them.
                &"СБ ".repeat(20_000),
            ] {
                let query = NameQuery::new(kind, text);
                let _ = query.select(&[("Иван Петров", 1), ("", 0), ("-", 1), ("Я", 1)]);
                let _ = name_keys(kind, text);
            }
        }
    }
}
