//! Nominatives of one word by its ending, rule by rule: what comes in is a word without hyphens,
//! what goes out are all readings that some rule allows it, each with a weight of how usual such
//! names are. The rules stand in three groups, by the declension that they undo; readings that
//! several rules give alike are one, with the cases of all.
//!
//! Source: A. V. Superanskaya, A. V. Suslova, On Russian surnames, 2008, chapter on declension;
//! A. A. Zaliznyak, Grammatical dictionary, 1977 (appendix of proper names). Weights are our own.

use std::borrow::Cow;

use super::attested;
use super::reading::{Bearer, Cases, Reading};
use crate::text;

const GEN_ACC: Cases = Cases::GEN.or(Cases::ACC);
const GEN_ACC_LOC: Cases = GEN_ACC.or(Cases::LOC);
const DAT_LOC: Cases = Cases::DAT.or(Cases::LOC);
const GEN_DAT_LOC: Cases = Cases::GEN.or(DAT_LOC);
/// What a feminine adjective's ending -ой stands for.
const OBLIQUE: Cases = GEN_DAT_LOC.or(Cases::INS);

/// Readings of `word` by its ending, weighed by what news had of them; see [`attested`]. Never
/// empty: the word as it stands is the last resort.
pub fn readings(word: &str) -> Vec<Reading> {
    let mut rules = Rules::new(word);
    rules.possessive_surnames();
    rules.adjectival_surnames();
    rules.nouns();
    let mut found = rules.found;
    if found.is_empty() || rules.count <= 3 && !found.iter().any(|r| r.nominative == word) {
        found.push(Reading {
            nominative: word.to_owned(),
            bearer: Bearer::Either,
            cases: Cases::ALL,
            weight: 1,
            rarity: 0,
        });
    }
    attested::weigh(word, &mut found);
    found
}

/// The mixed declension of surnames in -ов, -ев, -ин, -ын: endings behind that suffix, what stands
/// in their place in the nominative, and the weight.
const POSSESSIVE: &[(&str, &str, Bearer, Cases, u8)] = &[
    // "Сидоров".
    ("", "", Bearer::Man, Cases::NOM, 9),
    // Foreign surnames of that form with a woman: "Чаплин" of Oona Chaplin.
    ("", "", Bearer::Woman, Cases::ALL, 3),
    // "Сидорова", "Сидорову", "Сидорове", "Сидоровы".
    ("а", "", Bearer::Man, GEN_ACC, 8),
    ("а", "а", Bearer::Woman, Cases::NOM, 8),
    ("у", "", Bearer::Man, Cases::DAT, 9),
    ("у", "а", Bearer::Woman, Cases::ACC, 8),
    ("е", "", Bearer::Man, Cases::LOC, 9),
    ("ы", "", Bearer::Several, Cases::NOM, 9),
    // "Сидоровым", "Сидоровой", "Сидоровых", "Сидоровыми".
    ("ым", "", Bearer::Man, Cases::INS, 9),
    ("ым", "", Bearer::Several, Cases::DAT, 3),
    ("ой", "а", Bearer::Woman, OBLIQUE, 9),
    ("ою", "а", Bearer::Woman, OBLIQUE, 9),
    ("ых", "", Bearer::Several, GEN_ACC_LOC, 9),
    // Foreign surnames: "Чаплином", "Дарвином".
    ("ом", "", Bearer::Man, Cases::INS, 6),
    ("ыми", "", Bearer::Several, Cases::INS, 9),
];

/// Letters behind which и stands for ы.
const VELARS_AND_HUSHED: [char; 7] = ['к', 'г', 'х', 'ж', 'ш', 'ч', 'щ'];
const HUSHED: [char; 4] = ['ж', 'ш', 'ч', 'щ'];

fn is_consonant(c: char) -> bool {
    c.is_alphabetic() && !text::is_vowel(c)
}

/// A word and the readings found so far.
struct Rules<'a> {
    word: &'a str,
    /// The word folded, letter by letter.
    lower: Cow<'a, str>,
    /// Letters of the word.
    count: usize,
    /// Written in capitals.
    upper: bool,
    found: Vec<Reading>,
}

impl<'a> Rules<'a> {
    fn new(word: &'a str) -> Self {
        let count = word.chars().count();
        Self {
            word,
            lower: text::fold(word),
            count,
            upper: count > 1 && word.chars().all(|c| !text::is_lowercase(c)),
            found: Vec::new(),
        }
    }

    /// The word without so many letters at its end.
    fn cut(&self, letters: usize) -> &'a str {
        let ending = self.word.char_indices().rev().take(letters);
        &self.word[..ending.last().map_or(self.word.len(), |(at, _)| at)]
    }

    /// [`Self::cut`] in lower case.
    fn stem(&self, letters: usize) -> String {
        text::lowercase(self.cut(letters))
    }

    /// The last letter of a stem, lower case; a space of an empty one.
    fn front(&self, letters: usize) -> char {
        self.stem(letters).chars().next_back().unwrap_or(' ')
    }

    fn ends(&self, ending: &str) -> bool {
        self.lower.ends_with(ending)
    }

    fn stem_has_vowel(&self, letters: usize) -> bool {
        self.stem(letters).contains(text::is_vowel)
    }

    /// The word without so many letters is a surname in -ов, -ев, -ин or -ын.
    fn possessive(&self, letters: usize) -> bool {
        let stem = text::fold(self.cut(letters));
        stem.chars().count() >= 3 && ["ов", "ев", "ин", "ын"].iter().any(|s| stem.ends_with(s))
    }

    /// Adds the reading whose nominative has `ending` for so many letters of the word.
    fn add(&mut self, letters: usize, ending: &str, bearer: Bearer, cases: Cases, weight: u8) {
        let nominative = format!("{}{ending}", self.cut(letters));
        self.add_name(nominative, bearer, cases, weight);
    }

    fn add_name(&mut self, nominative: String, bearer: Bearer, cases: Cases, weight: u8) {
        let nominative = match self.upper {
            true => nominative.to_uppercase(),
            false => nominative,
        };
        let same = |r: &&mut Reading| r.nominative == nominative && r.bearer == bearer;
        match self.found.iter_mut().find(same) {
            Some(reading) => {
                reading.cases = reading.cases.or(cases);
                reading.weight = reading.weight.max(weight);
            }
            None => self.found.push(Reading {
                nominative,
                bearer,
                cases,
                weight,
                rarity: 0,
            }),
        }
    }

    fn possessive_surnames(&mut self) {
        for &(ending, nominative, bearer, cases, weight) in POSSESSIVE {
            let letters = ending.chars().count();
            if self.ends(ending) && self.possessive(letters) {
                self.add(letters, nominative, bearer, cases, weight);
            }
        }
        // "Яровой" of Яровая, whom news had, and not Ярова.
        if (self.ends("ой") || self.ends("ою")) && self.possessive(2) {
            let adjective = format!("{}ая", self.cut(2));
            if attested::is_more_frequent(&adjective, &format!("{}а", self.cut(2))) {
                self.add_name(adjective, Bearer::Woman, OBLIQUE, 10);
            }
        }
    }

    /// The word without so many letters ends as the stems of adjectives do.
    fn is_adjective(&self, letters: usize) -> bool {
        const LAST: &[char] = &[
            'н', 'т', 'л', 'р', 'в', 'й', 'ж', 'ш', 'ч', 'щ', 'к', 'г', 'х', 'с', 'д', 'м', 'б',
            'п',
        ];
        self.stem(letters).ends_with(LAST)
    }

    /// It ends as those of hardly anything but adjectives do.
    fn is_surely_adjective(&self, letters: usize) -> bool {
        let stem = self.stem(letters);
        ["ск", "цк", "ян", "льн"].iter().any(|s| stem.ends_with(s))
    }

    fn weight_as_adjective(&self, letters: usize) -> u8 {
        match self.is_surely_adjective(letters) {
            true => 10,
            false => 4,
        }
    }

    /// Those in -ой are usual behind these letters: "Толстой", "Благой"; behind others -ой is the
    /// instrumental of -а.
    fn is_usual_before_oj(&self) -> bool {
        self.stem(2)
            .ends_with(['т', 'н', 'к', 'г', 'х', 'ж', 'ш', 'в', 'р'])
    }

    /// -ый, as it is written behind a stem.
    fn hard_ending(&self, letters: usize) -> &'static str {
        match self.stem(letters).ends_with(VELARS_AND_HUSHED) {
            true => "ий",
            false => "ый",
        }
    }

    fn adjectival_surnames(&mut self) {
        let adjective = self.weight_as_adjective(2);
        if self.count >= 4 {
            // "Полянский".
            if self.ends("ий") || self.ends("ый") {
                self.add(0, "", Bearer::Man, Cases::NOM, adjective);
            }
            // "Толстой"; "Полянской" of Полянская.
            if self.ends("ой") && !self.possessive(2) {
                let weight = if self.is_usual_before_oj() { 5 } else { 1 };
                self.add(0, "", Bearer::Man, Cases::NOM, weight);
                if self.is_adjective(2) && self.stem_has_vowel(2) {
                    self.add(2, "ая", Bearer::Woman, OBLIQUE, adjective);
                }
            }
        }
        if self.count >= 5 {
            self.masculine_adjectives();
            // "Полянская", "Полянскую".
            if self.ends("ая") {
                self.add(0, "", Bearer::Woman, Cases::NOM, adjective);
            }
            if self.ends("ую") {
                self.add(2, "ая", Bearer::Woman, Cases::ACC, adjective.max(6));
            }
        }
        if self.count >= 6 {
            // "Полянские", "Полянских".
            if self.ends("ские") || self.ends("цкие") {
                self.add(2, "ий", Bearer::Several, Cases::NOM, 9);
            }
            if self.ends("ских") || self.ends("цких") {
                self.add(2, "ий", Bearer::Several, GEN_ACC_LOC, 7);
            }
        }
    }

    /// Oblique cases of men's surnames in -ый, -ий and -ой.
    fn masculine_adjectives(&mut self) {
        // "Полянского", "Толстого", "Непомнящего"; "Полянскому", "Толстому", "Непомнящему".
        for (ending, soft_ending, cases) in [("ого", "его", GEN_ACC), ("ому", "ему", Cases::DAT)]
        {
            // -его, -ему: behind ж, ш, ч, щ and the soft н only.
            let soft = self.stem(3).ends_with(['ж', 'ш', 'ч', 'щ', 'н']);
            if (self.ends(ending) || self.ends(soft_ending) && soft)
                && self.is_adjective(3)
                && self.stem_has_vowel(3)
            {
                let stressed = if self.is_surely_adjective(3) { 1 } else { 6 };
                self.add(3, self.hard_ending(3), Bearer::Man, cases, 9);
                self.add(3, "ой", Bearer::Man, cases, stressed);
            }
        }
        // "Полянским", "Залужным", "Толстым".
        if (self.ends("ым") || self.ends("им"))
            && !self.possessive(2)
            && self.is_adjective(2)
            && self.stem_has_vowel(2)
        {
            let ending = if self.ends("им") { "ий" } else { "ый" };
            let weight = self.weight_as_adjective(2).max(5);
            self.add(2, ending, Bearer::Man, Cases::INS, weight);
            if self.ends("ым") {
                self.add(2, "ой", Bearer::Man, Cases::INS, 3);
            }
        }
        // "Полянском".
        if self.ends("ом") && self.is_surely_adjective(2) {
            self.add(2, self.hard_ending(2), Bearer::Man, Cases::LOC, 9);
        }
        // "Залужном", "Непомнящем".
        let hushed = self.stem(2).ends_with(HUSHED);
        if (self.ends("ном") || self.ends("ем") && hushed)
            && !self.is_surely_adjective(2)
            && self.stem_has_vowel(2)
        {
            let ending = if hushed { "ий" } else { "ый" };
            self.add(2, ending, Bearer::Man, Cases::LOC, 5);
            if self.ends("ном") {
                self.add(2, "ой", Bearer::Man, Cases::LOC, 4);
            }
        }
    }

    /// Surnames and given names that decline as nouns, and those that do not decline.
    fn nouns(&mut self) {
        let last = self.lower.chars().next_back().unwrap_or(' ');
        let before = self.front(1);
        // Behind a consonant of a syllable.
        let closed = is_consonant(before) && self.stem_has_vowel(1) && self.count >= 3;
        match last {
            'а' => self.in_a(before, closed),
            'у' => self.in_u(before, closed),
            'е' => self.in_e(before, closed),
            // "Окуджавы".
            'ы' if closed => {
                self.add(1, "а", Bearer::Either, Cases::GEN, 7);
                self.add(0, "", Bearer::Either, Cases::ALL, 2);
            }
            'и' => self.in_i(before),
            'я' => self.in_ya(before),
            'ю' => self.in_yu(before),
            // "Коваль", of a man; "Меркель", of a woman.
            'ь' => {
                self.add(0, "", Bearer::Man, Cases::NOM, 7);
                self.add(0, "", Bearer::Woman, Cases::ALL, 6);
            }
            c if is_consonant(c) => {
                self.instrumentals();
                self.in_consonant();
            }
            _ => {}
        }
        // "Петренко"; "Шоу".
        if matches!(last, 'о' | 'э')
            || matches!(last, 'и' | 'у' | 'ю' | 'е') && text::is_vowel(before)
        {
            self.add(0, "", Bearer::Either, Cases::ALL, 7);
        }
    }

    fn in_a(&mut self, before: char, closed: bool) {
        // "Дюбуа".
        if !closed {
            return self.add(0, "", Bearer::Either, Cases::ALL, 6);
        }
        // "Брауна", "Кравца".
        if !self.possessive(1) {
            self.add(1, "", Bearer::Man, GEN_ACC, 7);
            if before == 'ц' {
                self.add_fleeting(2, GEN_ACC);
            }
        }
        // "Окуджава".
        self.add(0, "", Bearer::Either, Cases::NOM, 4);
    }

    fn in_u(&mut self, before: char, closed: bool) {
        // Japanese: "Садакадзу", "Тосимицу".
        if self.ends("дзу") || self.ends("мицу") || self.ends("эцу") {
            return self.add(0, "", Bearer::Either, Cases::ALL, 7);
        }
        if !closed {
            return;
        }
        // "Брауну", "Кравцу".
        if !self.possessive(1) {
            self.add(1, "", Bearer::Man, Cases::DAT, 7);
            if before == 'ц' {
                self.add_fleeting(2, Cases::DAT);
            }
        }
        // "Окуджаву"; "Роналду".
        self.add(1, "а", Bearer::Either, Cases::ACC, 4);
        self.add(0, "", Bearer::Either, Cases::ALL, 2);
    }

    fn in_e(&mut self, before: char, closed: bool) {
        if before == 'ь' && self.count >= 4 {
            // "Наталье"; "Готье".
            self.add(1, "я", Bearer::Either, DAT_LOC, 7);
            self.add(0, "", Bearer::Either, Cases::ALL, 5);
        } else if text::is_vowel(before) && self.count >= 4 {
            // "Гайдае"; "Майе".
            self.add(1, "й", Bearer::Man, Cases::LOC, 6);
            self.add(1, "я", Bearer::Either, DAT_LOC, 5);
            self.add(0, "", Bearer::Either, Cases::ALL, 5);
        } else if closed {
            // "Брауне", "Окуджаве".
            if !self.possessive(1) {
                self.add(1, "", Bearer::Man, Cases::LOC, 6);
            }
            self.add(1, "а", Bearer::Either, DAT_LOC, 5);
            if before == 'й' {
                self.add(1, "я", Bearer::Either, DAT_LOC, 6);
            }
            if matches!(before, 'л' | 'р' | 'н') {
                // "Борреле" of Боррель: foreign names in -л are about as often soft.
                let soft = if before == 'л' && !self.ends("лле") {
                    6
                } else {
                    2
                };
                self.add(1, "ь", Bearer::Man, Cases::LOC, soft);
            }
            // "Рютте".
            self.add(0, "", Bearer::Either, Cases::ALL, 4);
        }
    }

    fn in_i(&mut self, before: char) {
        let velar = VELARS_AND_HUSHED.contains(&before);
        if velar && self.count >= 4 {
            // "Сибирки"; "Медичи".
            self.add(1, "а", Bearer::Either, Cases::GEN, 5);
            self.add(0, "", Bearer::Either, Cases::ALL, 5);
        } else if before == 'и' && self.count >= 4 {
            // "Гарсии".
            self.add(1, "я", Bearer::Either, GEN_DAT_LOC, 7);
        } else if text::is_vowel(before) && self.count >= 3 {
            // "Каи".
            self.add(1, "я", Bearer::Either, Cases::GEN, 5);
            self.add(0, "", Bearer::Either, Cases::ALL, 6);
        } else if is_consonant(before) && self.count >= 4 {
            // "Тарьи"; "Верди".
            self.add(1, "я", Bearer::Either, Cases::GEN, 2);
            self.add(0, "", Bearer::Either, Cases::ALL, 6);
        }
    }

    fn in_ya(&mut self, before: char) {
        if text::is_vowel(before) && self.count >= 4 {
            // "Гайдая"; "Гарсия".
            self.add(1, "й", Bearer::Man, GEN_ACC, 6);
            self.add(0, "", Bearer::Either, Cases::NOM, 5);
        } else if before == 'ь' {
            // "Тарья".
            self.add(0, "", Bearer::Either, Cases::NOM, 7);
        } else if self.count >= 3 && self.stem_has_vowel(1) {
            // "Коваля"; "Заря".
            self.add(1, "ь", Bearer::Man, GEN_ACC, 7);
            self.add(0, "", Bearer::Either, Cases::NOM, 5);
        }
    }

    fn in_yu(&mut self, before: char) {
        if text::is_vowel(before) && self.count >= 4 {
            // "Гайдаю".
            self.add(1, "й", Bearer::Man, Cases::DAT, 6);
            // "Кварацхелию": more surnames end in -ия than in -ий.
            let weight = if before == 'и' { 7 } else { 5 };
            self.add(1, "я", Bearer::Either, Cases::ACC, weight);
            self.add(0, "", Bearer::Either, Cases::ALL, 0);
        } else if self.count >= 3 && self.stem_has_vowel(1) {
            // "Ковалю"; "Зарю".
            self.add(1, "ь", Bearer::Man, Cases::DAT, 7);
            self.add(1, "я", Bearer::Either, Cases::ACC, 5);
            self.add(0, "", Bearer::Either, Cases::ALL, 1);
        }
    }

    /// -ом, -ем, -ой and -ей as endings of nouns.
    fn instrumentals(&mut self) {
        if self.count < 5 || !self.stem_has_vowel(2) {
            return;
        }
        let front = self.front(2);
        let hushed = HUSHED.contains(&front) || front == 'ц';
        if self.ends("ом") && is_consonant(front) && !self.possessive(2) {
            // "Брауном".
            self.add(2, "", Bearer::Man, Cases::INS, 8);
        } else if self.ends("ем") {
            if text::is_vowel(front) {
                // "Гайдаем".
                self.add(2, "й", Bearer::Man, Cases::INS, 7);
            } else if hushed {
                // "Шольцем", "Кравцем".
                self.add(2, "", Bearer::Man, Cases::INS, 8);
                if front == 'ц' {
                    self.add_fleeting(3, Cases::INS);
                }
            } else {
                // "Ковалем".
                self.add(2, "ь", Bearer::Man, Cases::INS, 7);
            }
        } else if self.ends("ой") && is_consonant(front) && !self.possessive(2) {
            // "Окуджавой".
            self.add(2, "а", Bearer::Either, Cases::INS, 6);
        } else if self.ends("ей") {
            // "Каей", "Кварацхелией".
            let weight = match front {
                'и' => 8,
                front if text::is_vowel(front) => 5,
                _ => 3,
            };
            let nominative = if hushed { "а" } else { "я" };
            self.add(2, nominative, Bearer::Either, Cases::INS, weight);
        }
    }

    fn in_consonant(&mut self) {
        // "Браун", of a man and of a woman.
        if !self.possessive(0) {
            // Few names end as the instrumental does: "Блом".
            let unlikely = if self.count < 5 {
                0
            } else if self.ends("ой") && !self.is_usual_before_oj() {
                6
            } else if ["ом", "ем", "ией"].iter().any(|end| self.ends(end)) {
                3
            } else {
                0
            };
            self.add(0, "", Bearer::Man, Cases::NOM, 7 - unlikely);
            let weight = 5u8.saturating_sub(unlikely);
            self.add(0, "", Bearer::Woman, Cases::ALL, weight);
        }
        // "Седых", "Долгих": no inflection, both genders.
        if self.ends("ых") || self.ends("их") {
            self.add(0, "", Bearer::Either, Cases::ALL, 7);
        }
    }

    /// Adds the name in -ец whose vowel an oblique case has lost before "ц", which is the last of so
    /// many letters less one: "Кравца" of Кравец, but "Шольца", "Мерца", "Франца" of names that end
    /// in a German "z".
    fn add_fleeting(&mut self, letters: usize, cases: Cases) {
        let (nominative, weight) = fleeting(self.cut(letters));
        self.add_name(nominative, Bearer::Man, cases, weight);
    }
}

/// The nominative in -ец of a stem, and how likely it is.
fn fleeting(stem: &str) -> (String, u8) {
    // "Тосимицу" is of no Тосимиец.
    if stem.ends_with(text::is_vowel) {
        return (format!("{stem}ец"), 1);
    }
    let german = ["ль", "ер", "ар", "ан", "ен", "ин"]
        .iter()
        .any(|end| stem.ends_with(end));
    let stem = match stem.strip_suffix('ь') {
        Some(hard) if hard.ends_with('л') => hard,
        _ => stem,
    };
    // "Уолтцу": no vowel would have been lost before three consonants.
    let clustered = stem
        .chars()
        .rev()
        .take(2)
        .filter(|&c| !text::is_vowel(c))
        .count()
        == 2;
    let weight = if german || clustered { 4 } else { 8 };
    (format!("{stem}ец"), weight)
}
