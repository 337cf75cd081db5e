//! What the dictionary says of a word, in the terms that names need: what comes in is a form,
//! what goes out are its dictionary readings, kept for each thread so that a form that returns
//! costs a look-up. Endings of words that the dictionary lacks are left to
//! [`crate::entity::declension`].

use std::cell::RefCell;
use std::rc::Rc;

use super::declension::{Bearer, Cases};
use super::post;
use crate::memo::Memo;
use crate::morph::{Case, Class, Flag, Gender, Morph, Number};
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
                post: parse.class == Class::Noun && post::is_head(&lemma),
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

/// The nominative of an adjective in agreement, from its masculine nominative: "курский" and
/// feminine gives "курская". `None` when it does not look like an adjective.
pub fn agree(masculine: &str, gender: Option<Gender>, plural: bool) -> Option<String> {
    let stem = masculine
        .strip_suffix("ый")
        .or_else(|| masculine.strip_suffix("ий"))
        .or_else(|| masculine.strip_suffix("ой"))?;
    let last = stem.chars().next_back()?;
    let soft =
        masculine.ends_with("ий") && !matches!(last, 'к' | 'г' | 'х' | 'ж' | 'ш' | 'ч' | 'щ');
    let hushing = matches!(last, 'ж' | 'ш' | 'ч' | 'щ') && masculine.ends_with("ий");
    let velar = matches!(last, 'к' | 'г' | 'х' | 'ж' | 'ш' | 'ч' | 'щ');
    let ending = match (plural, gender) {
        (true, _) if soft || velar => "ие",
        (true, _) => "ые",
        (_, Some(Gender::Fem)) if soft => "яя",
        (_, Some(Gender::Fem)) => "ая",
        (_, Some(Gender::Neut)) if soft || hushing => "ее",
        (_, Some(Gender::Neut)) => "ое",
        _ => return Some(masculine.to_owned()),
    };
    Some(format!("{stem}{ending}"))
}

/// As [`agree`], from the form in the text where the dictionary form will not do: participles,
/// whose dictionary form is a verb, hyphenated words, whose parts the dictionary joins, and
/// possessives in -ий ("Новодевичьем").
pub fn agree_form(form: &str, lemma: &str, gender: Option<Gender>, plural: bool) -> Option<String> {
    let lower = text::lowercase(form);
    let possessive = [
        "ьего", "ьему", "ьим", "ьем", "ья", "ьей", "ью", "ье", "ьи", "ьих", "ьими",
    ];
    if let Some(stem) = possessive
        .iter()
        .filter_map(|e| lower.strip_suffix(e))
        .min_by_key(|s| s.len())
    {
        let ending = match (plural, gender) {
            (true, _) => "ьи",
            (_, Some(Gender::Fem)) => "ья",
            (_, Some(Gender::Neut)) => "ье",
            _ => "ий",
        };
        return Some(format!("{stem}{ending}"));
    }
    let regular = lemma.ends_with("ый") || lemma.ends_with("ий") || lemma.ends_with("ой");
    if regular && !lower.contains('-') {
        return agree(lemma, gender, plural);
    }
    let stem = [
        "ого", "его", "ому", "ему", "ыми", "ими", "ый", "ий", "ой", "ая", "яя", "ое", "ее", "ые",
        "ие", "ую", "юю", "ым", "им", "ом", "ем", "ых", "их", "ей",
    ]
    .iter()
    .filter_map(|e| lower.strip_suffix(e))
    .min_by_key(|s| s.len())?;
    let velar = stem.ends_with(['к', 'г', 'х', 'ж', 'ш', 'ч', 'щ']);
    agree(
        &format!("{stem}{}", if velar { "ий" } else { "ый" }),
        gender,
        plural,
    )
}

/// The nominative plural of a noun, by its ending.
pub fn plural_of(name: &str) -> String {
    // Masculines with a stressed -а (Zaliznyak, accent class c).
    for (singular, plural) in [
        ("остров", "острова"),
        ("город", "города"),
        ("край", "края"),
        ("округ", "округа"),
        ("лес", "леса"),
        ("луг", "луга"),
        ("берег", "берега"),
    ] {
        if name == singular {
            return plural.to_owned();
        }
        if name == capitalize(singular) {
            return capitalize(plural);
        }
    }
    let mut chars: Vec<char> = name.chars().collect();
    let last = chars.last().copied().unwrap_or(' ');
    let velar = |c: Option<&char>| c.is_some_and(|c| "кгхжшчщ".contains(*c));
    match last {
        'а' => {
            chars.pop();
            let ending = if velar(chars.last()) { 'и' } else { 'ы' };
            chars.push(ending);
        }
        'я' | 'ь' | 'й' => {
            chars.pop();
            chars.push('и');
        }
        'о' | 'е' => {
            chars.pop();
            chars.push(if last == 'о' { 'а' } else { 'я' });
        }
        c if "кгхжшчщ".contains(c) => chars.push('и'),
        _ => chars.push('ы'),
    }
    chars.into_iter().collect()
}
