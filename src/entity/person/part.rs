//! What a word of a name may be: what comes in is the word and its place in the name, what goes out
//! are readings of it as a given name, patronymic, surname or particle, by the dictionary, by
//! endings and by tables, each with points. Which of them agree with the other words is left to
//! [`super::reader`].

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::surname::feminine_surname;
use crate::entity::declension::{self, Bearer, Cases};
use crate::entity::eastern::eastern_surnames;
use crate::entity::transcribe::rows;
use crate::entity::words::{self, NameClass, WordReading};
use crate::entity::{name_lexicon, patronymic};
use crate::text;

/// What a word of a name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Given,
    Patronymic,
    Surname,
    Particle,
}

/// One way to understand a word of a name.
#[derive(Debug, Clone)]
pub struct PartReading {
    /// Spelled as in the text.
    pub nominative: String,
    pub bearer: Bearer,
    pub cases: Cases,
    pub part: Part,
    /// How likely the reading is among those of its word; see [`super::reader`].
    pub score: i32,
}

impl PartReading {
    /// Of a word that does not inflect.
    fn unchanged(form: &str, part: Part) -> Self {
        Self {
            nominative: form.to_owned(),
            bearer: Bearer::Either,
            cases: Cases::ALL,
            part,
            score: 5,
        }
    }
}

/// Points by which a given name that the dictionary lacks is less likely, where it has another of
/// that form and where it has none.
const BESIDE_KNOWN: i32 = 4;
const UNKNOWN_GIVEN: i32 = 2;
/// As one that is an adjective: "Игой" of no Игая.
const ADJECTIVE: i32 = 5;
/// What a foreigner's given name of the table gains, and a Russian one of the same form loses.
const FOREIGN_GIVEN: i32 = 18;
const BESIDE_FOREIGN: i32 = 6;
/// What a surname by its ending loses beside one of the dictionary.
const BESIDE_SURNAME: i32 = 3;

/// The readings of one word at `index` of `count`.
pub fn part_readings(form: &str, index: usize, count: usize) -> Vec<PartReading> {
    if is_latin(form) {
        let part = match index + 1 == count {
            true => Part::Surname,
            false => Part::Given,
        };
        return vec![PartReading::unchanged(form, part)];
    }
    if is_particle(form, index, count) {
        return vec![PartReading::unchanged(form, Part::Particle)];
    }
    let endings = declension::readings(form);
    let mut out = by_dictionary(form, &endings);
    let has = |out: &[PartReading], part| out.iter().any(|r| r.part == part);
    let known = Known {
        given: has(&out, Part::Given),
        surname: has(&out, Part::Surname),
    };
    // A patronymic stays one whatever the dictionary knows.
    if index > 0 && patronymic::is_patronymic(form) && !has(&out, Part::Patronymic) {
        out.extend(endings.iter().filter_map(as_patronymic));
    }
    add_by_endings(form, &endings, known, count > 1, &mut out);
    out
}

fn is_particle(form: &str, index: usize, count: usize) -> bool {
    let lower = text::lowercase(form);
    let small = form.starts_with(char::is_lowercase);
    name_lexicon::is_particle(&lower)
        && (small
            || (index > 0 && index + 1 < count)
            || index + 1 < count
                && lower.chars().count() <= 3
                && !eastern_surnames().contains(form))
}

/// What the dictionary has the word for.
fn by_dictionary(form: &str, endings: &[declension::Reading]) -> Vec<PartReading> {
    let dictionary = words::readings(form);
    // "Илона": where a foreigner's name has that form, the Russian one is less certain.
    let foreign = endings
        .iter()
        .any(|r| r.nominative != form && is_foreign_given(&r.nominative, r.bearer));
    let mut out: Vec<PartReading> = Vec::new();
    for reading in dictionary.iter() {
        let (part, score) = match reading.name {
            NameClass::Given if reading.known => (Part::Given, 18),
            NameClass::Patronymic if reading.known => (Part::Patronymic, 22),
            // "Агранович" is a surname as likely as not.
            NameClass::Patronymic => (Part::Patronymic, 15),
            NameClass::Surname if reading.known => (Part::Surname, 12),
            _ => continue,
        };
        if reading.plural && part != Part::Surname {
            continue;
        }
        let nominative = dictionary_nominative(form, reading, part);
        let bearer = match reading.gender {
            None => Bearer::Either,
            Some(_) => reading.bearer(),
        };
        let likely = match part {
            Part::Patronymic if !reading.known => 0,
            _ => (probability(reading, &dictionary) * 10.0) as i32,
        };
        let unlikely = match part {
            // "Санда", which the dictionary has and no news had.
            Part::Surname => endings
                .iter()
                .find(|r| r.nominative == nominative)
                .map_or(0, |r| i32::from(r.rarity)),
            Part::Given if foreign && !is_foreign_given(&nominative, bearer) => BESIDE_FOREIGN,
            _ => 0,
        };
        out.push(PartReading {
            nominative,
            bearer,
            cases: reading.cases,
            part,
            score: score + likely - unlikely,
        });
    }
    out
}

/// A nominative is kept as written: "Васильевич", "Федоров" without its ё.
fn dictionary_nominative(form: &str, reading: &WordReading, part: Part) -> String {
    if reading.cases.has_nominative() && !reading.plural {
        return form.to_owned();
    }
    // The dictionary leads "Юрьевны" to "Юриевна".
    if part == Part::Patronymic
        && let Some(nominative) = patronymic::nominative(form)
    {
        return nominative;
    }
    let nominative = words::like(form, &reading.lemma);
    // Dictionaries give surnames one lemma for both genders.
    if part == Part::Surname && reading.bearer() == Bearer::Woman && nominative != form {
        return feminine_surname(&nominative);
    }
    nominative
}

/// How often a man or a woman of one name was in the news tells less of this one than the words
/// beside: a difference counts half.
fn probability(reading: &WordReading, dictionary: &[WordReading]) -> f32 {
    match reading.name {
        NameClass::Surname | NameClass::Given => {
            let of_class = dictionary
                .iter()
                .filter(|r| r.known && r.name == reading.name);
            f32::midpoint(
                reading.probability,
                of_class.map(|r| r.probability).sum::<f32>(),
            )
        }
        _ => reading.probability,
    }
}

fn as_patronymic(reading: &declension::Reading) -> Option<PartReading> {
    let man = reading.nominative.ends_with('ч');
    let fits = match reading.bearer {
        Bearer::Man => man,
        Bearer::Woman | Bearer::Either => reading.nominative.ends_with("на"),
        Bearer::Several => false,
    };
    fits.then(|| PartReading {
        nominative: reading.nominative.clone(),
        bearer: if man { Bearer::Man } else { Bearer::Woman },
        cases: reading.cases,
        part: Part::Patronymic,
        score: 16,
    })
}

/// Whether the dictionary has a word for a given name or surname.
#[derive(Clone, Copy)]
struct Known {
    given: bool,
    surname: bool,
}

/// Adds what the word may be by its ending; a given name only where others stand beside it.
fn add_by_endings(
    form: &str,
    endings: &[declension::Reading],
    known: Known,
    beside_others: bool,
    out: &mut Vec<PartReading>,
) {
    let lower = text::lowercase(form);
    // What news had tells more than the ending.
    let told = endings.iter().any(|r| r.rarity > 0);
    for reading in endings {
        let twin = out.iter_mut().find(|r| {
            r.part == Part::Surname
                && r.nominative == reading.nominative
                && r.bearer == reading.bearer
        });
        match twin {
            Some(twin) => twin.cases = twin.cases.or(reading.cases),
            None => out.push(PartReading {
                nominative: reading.nominative.clone(),
                bearer: reading.bearer,
                cases: reading.cases,
                part: Part::Surname,
                score: points(reading) - if known.surname { BESIDE_SURNAME } else { 0 },
            }),
        }
        let named = |r: &PartReading| {
            r.part == Part::Given
                && (r.nominative == reading.nominative && r.bearer.meet(reading.bearer).is_some()
                    || r.bearer == reading.bearer)
        };
        if !reading.cases.is_empty()
            && beside_others
            && reading.bearer != Bearer::Several
            && !(known.given && out.iter().any(named))
        {
            // "Илону" is of Илона for the dictionary, and of Илон, whom it does not know.
            let mut unlikely = if known.given {
                BESIDE_KNOWN
            } else {
                UNKNOWN_GIVEN
            };
            if reading.nominative == form && !told {
                unlikely += unlike_nominative(&lower);
            }
            // "Игой" of no Игая.
            if reading.nominative != form && is_adjective(&reading.nominative) {
                unlikely += ADJECTIVE;
            }
            if is_foreign_given(&reading.nominative, reading.bearer) {
                unlikely -= FOREIGN_GIVEN;
            }
            out.push(PartReading {
                nominative: reading.nominative.clone(),
                bearer: reading.bearer,
                cases: reading.cases,
                part: Part::Given,
                score: points(reading) - unlikely,
            });
        }
    }
}

/// Points by which a given name that the dictionary lacks is less likely to be a nominative, by its
/// ending: of such names, mostly men's, few end in -а, and hardly any in -е, -у or -ы.
fn unlike_nominative(lower: &str) -> i32 {
    const ENDINGS: &[(&str, i32)] = &[
        ("ой", 4),
        ("ей", 4),
        ("ом", 3),
        ("ем", 3),
        ("ы", 6),
        ("е", 5),
        ("у", 3),
        ("ю", 3),
        ("а", 2),
        ("я", 2),
    ];
    let ending = ENDINGS.iter().find(|(ending, _)| lower.ends_with(ending));
    ending.map_or(0, |(_, points)| *points)
}

fn is_adjective(name: &str) -> bool {
    ["ая", "ый", "ий", "ой"]
        .iter()
        .any(|ending| name.ends_with(ending))
}

/// Whether a given name is in the table of those that the dictionary lacks.
pub fn is_foreign_given(name: &str, bearer: Bearer) -> bool {
    static NAMES: OnceLock<FxHashMap<&str, Bearer>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        rows(include_str!("../tables/foreign_given_names.tsv"))
            .filter_map(|row| match row[..] {
                [name, "m"] => Some((name, Bearer::Man)),
                [name, "f"] => Some((name, Bearer::Woman)),
                _ => None,
            })
            .collect()
    });
    names
        .get(name)
        .is_some_and(|known| known.meet(bearer).is_some())
}

/// How likely a reading is among those of its form.
fn points(reading: &declension::Reading) -> i32 {
    i32::from(reading.weight) - i32::from(reading.rarity)
}

pub fn is_latin(word: &str) -> bool {
    !word.chars().any(text::is_cyrillic)
}
