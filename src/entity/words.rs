//! What the dictionary says of a word, in the terms that names need: what comes in is a form,
//! what goes out are its dictionary readings, kept for each thread so that a form that returns
//! costs a look-up. Endings of words that the dictionary lacks are left to
//! [`crate::entity::declension`].

use std::cell::RefCell;
use std::rc::Rc;

use super::declension::{Bearer, Cases};
use super::post;
use crate::memo::Memo;
use crate::morph::{Case, Class, Flag, Gender, Morph, Number, Target};
use crate::text;

/// One dictionary reading of a form.
#[derive(Debug, Clone, PartialEq)]
pub struct WordReading {
    /// Dictionary form, lower case, ё kept.
    pub lemma: String,
    pub class: Class,
    pub cases: Cases,
    pub plural: bool,
    /// `None` in the plural of adjectives and for what has none.
    pub gender: Option<Gender>,
    pub animate: bool,
    pub name: NameClass,
    /// Whether the form itself stands in the dictionary.
    pub known: bool,
    /// Does not inflect.
    pub fixed: bool,
    /// Letters, not a word.
    pub abbreviation: bool,
    /// A noun for a post or profession.
    pub post: bool,
    pub probability: f32,
}

/// Which kind of name a reading is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameClass {
    None,
    Given,
    Patronymic,
    Surname,
    Place,
    Org,
}

impl WordReading {
    /// Whose name it can be.
    pub fn bearer(&self) -> Bearer {
        match (self.plural, self.gender) {
            (true, _) => Bearer::Several,
            (_, Some(Gender::Masc)) => Bearer::Man,
            (_, Some(Gender::Fem)) => Bearer::Woman,
            _ => Bearer::Either,
        }
    }
}

/// Forms kept a thread; about 200 bytes each.
const MOST: usize = 40_000;

thread_local! {
    static KNOWN: RefCell<Memo<Rc<[WordReading]>>> = const { RefCell::new(Memo::new(MOST)) };
}

/// The readings of `form`, the likeliest first.
pub fn readings(form: &str) -> Rc<[WordReading]> {
    KNOWN.with_borrow_mut(|known| known.get_or(form, || analyze(form).into()))
}

fn analyze(form: &str) -> Vec<WordReading> {
    let mut out: Vec<WordReading> = Vec::new();
    for parse in Morph::get().recent_parses(form).iter() {
        let feats = parse.feats;
        let name = if feats.has(Flag::Patronymic) {
            NameClass::Patronymic
        } else if feats.has(Flag::Name) {
            NameClass::Given
        } else if feats.has(Flag::Surname) {
            NameClass::Surname
        } else if feats.has(Flag::Place) {
            NameClass::Place
        } else if feats.has(Flag::Organisation) || feats.has(Flag::Brand) {
            NameClass::Org
        } else {
            NameClass::None
        };
        let cases = match feats.case() {
            Some(Case::Nom) => Cases::NOM,
            Some(Case::Gen | Case::Par) => Cases::GEN,
            Some(Case::Dat) => Cases::DAT,
            Some(Case::Acc) => Cases::ACC,
            Some(Case::Ins) => Cases::INS,
            Some(Case::Loc | Case::Loc2) => Cases::LOC,
            Some(Case::Voc) => continue,
            None => Cases::NONE,
        };
        let fixed = feats.has(Flag::Fixed);
        let cases = if fixed { Cases::ALL } else { cases };
        let lemma = parse.lemma();
        let plural = feats.number() == Some(Number::Plur);
        let same = out.iter_mut().find(|r| {
            r.lemma == lemma
                && r.name == name
                && r.plural == plural
                && r.gender == feats.gender()
                && r.class == parse.class
        });
        match same {
            Some(reading) => {
                reading.cases = reading.cases.or(cases);
                reading.probability += parse.probability;
            }
            None => out.push(WordReading {
                class: parse.class,
                cases,
                plural,
                gender: feats.gender(),
                animate: feats.animacy() == Some(crate::morph::Animacy::Anim),
                name,
                known: parse.is_known(),
                fixed,
                abbreviation: feats.has(Flag::Abbreviation),
                // "премьер-лига" is nobody.
                post: parse.class == Class::Noun
                    && post::is_head(&lemma)
                    && (!lemma.contains('-')
                        || feats.animacy() == Some(crate::morph::Animacy::Anim)),
                probability: parse.probability,
                lemma,
            }),
        }
    }
    out
}

/// `lemma` (lower case) in the letters' case of `form`: "Путин" for "Путина", "СССР" for "СССР".
/// Each part of a hyphenated word follows its counterpart.
pub fn like(form: &str, lemma: &str) -> String {
    if is_upper(form) {
        return lemma.to_uppercase();
    }
    let mut parts = form.split('-');
    let mut out = String::with_capacity(lemma.len());
    for (i, part) in lemma.split('-').enumerate() {
        if i > 0 {
            out.push('-');
        }
        let upper = parts
            .next()
            .and_then(|p| p.chars().next())
            .is_some_and(text::is_uppercase);
        if upper {
            out.push_str(&capitalize(part));
        } else {
            out.push_str(part);
        }
    }
    out
}

/// Two letters or more and no small one among them.
fn is_upper(word: &str) -> bool {
    !word.chars().any(text::is_lowercase)
        && word.chars().filter(|&c| text::is_alphabetic(c)).count() > 1
}

/// `word` with its first letter a capital.
pub fn capitalize(word: &str) -> String {
    let mut letters = word.chars();
    let mut out = String::with_capacity(word.len());
    if let Some(first) = letters.next() {
        out.extend(first.to_uppercase());
    }
    out.push_str(letters.as_str());
    out
}

/// A word in capitals ("ПУТИН", "НЬЮ-ЙОРК") as a name is usually written; others unchanged.
pub fn proper_case(word: &str) -> String {
    // "Альбер II": a Roman numeral is written in capitals.
    if word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L')) {
        return word.to_owned();
    }
    if is_upper(word) {
        text::lowercase(word)
            .split('-')
            .map(|part| {
                if matches!(part, "на" | "де" | "ла" | "ле" | "сюр" | "эль" | "аль")
                {
                    part.to_owned()
                } else {
                    capitalize(part)
                }
            })
            .collect::<Vec<_>>()
            .join("-")
    } else {
        word.to_owned()
    }
}

/// The nominative of `form` in one of its readings, lower case, its number kept; an adjective
/// agrees with a noun of `gender`. `None` when the word has no such form.
pub fn nominative(form: &str, reading: &WordReading, gender: Option<Gender>) -> Option<String> {
    let morph = Morph::get();
    let parses = morph.recent_parses(form);
    let parse = parses.iter().find(|p| {
        p.class == reading.class
            && (p.feats.number() == Some(Number::Plur)) == reading.plural
            && p.feats.gender() == reading.gender
            && p.lemma() == reading.lemma
    })?;
    let number = match reading.plural {
        true => Number::Plur,
        false => Number::Sing,
    };
    morph.inflect(parse, Target::new(Case::Nom, number).gender(gender))
}
