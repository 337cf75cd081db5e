//! The keys of a name: what comes in is a canonical name, or what a user typed for one, what goes
//! out are the short strings under which the index holds it. Whether a name found by its key is
//! the one meant is left to [`super::matching`] and [`super::answer`].

use crate::entity::EntityKind;
use crate::entity::declension::{self, Cases};
use crate::entity::gazetteer::{self, Gazetteer, PlaceClass};
use crate::entity::name_lexicon::is_particle;
use crate::entity::sound::skeleton;
use crate::entity::units::{Unit, UnitKind, Units};
use crate::entity::{eastern, org, person};

/// The keys under which the index is to hold a canonical name, without repetition. Never empty
/// for a name with a letter or digit.
pub fn name_keys(kind: EntityKind, canonical: &str) -> Vec<String> {
    let mut keys = Vec::new();
    match kind {
        EntityKind::Person => {
            let original: Vec<&str> = canonical.split_whitespace().collect();
            let eastern = eastern::is_surname_first(&original);
            for (i, word) in name_words(canonical).into_iter().enumerate() {
                // "Ван" of "Ван И" is the surname, whatever it is in "ван Бетховен".
                let surname = eastern && i == 0;
                // A name of one word is that word, whatever it is in others.
                let skipped = is_particle(&word) || word.chars().count() < 2;
                if !surname && skipped && words_in(canonical) > 1 {
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
        EntityKind::Org => {
            push(&mut keys, org::plain(canonical));
            naming_keys(canonical, &mut keys);
            if let Some(short) = org::initials(canonical) {
                push(&mut keys, short);
            }
        }
        // A post has no abbreviation: "ГД" is no director-general.
        EntityKind::Role => {
            push(&mut keys, org::plain(canonical));
            naming_keys(canonical, &mut keys);
        }
        EntityKind::Date => {}
    }
    keys
}

/// Keys a word has in the index: its forms have mostly one lemma in common, and a query asks for
/// all that it may be a form of.
const KEYS_OF_A_WORD: usize = 2;

/// The keys of the bodies, states and words in the name of an organisation or post: bodies both as
/// such and by their words.
fn naming_keys(name: &str, keys: &mut Vec<String>) {
    let units = Units::of(name);
    for unit in units.bodies.iter().chain(units.words.iter().flatten()) {
        push_unit(unit, KEYS_OF_A_WORD, keys);
    }
}

/// The keys by which a query for an organisation or post finds all names that have its units: those
/// of one unit are enough, and the fewer names have it, the better.
pub(super) fn asked_keys(units: &Units, keys: &mut Vec<String>) {
    for units in std::iter::once(&units.bodies).chain(&units.words) {
        let rarest = units.iter().max_by_key(|unit| {
            let length = unit.keys.iter().map(|key| key.chars().count()).max();
            match unit.kind {
                UnitKind::Body(_) => (2, length),
                // Long words are rarer than short ones.
                UnitKind::Word if length > Some(2) => (1, length),
                UnitKind::State(_) | UnitKind::Word => (0, length),
            }
        });
        if let Some(unit) = rarest {
            push_unit(unit, usize::MAX, keys);
        }
    }
}

/// Words of two letters are left to the whole name, for there are none by which alone a name is
/// asked for.
fn push_unit(unit: &Unit, most: usize, keys: &mut Vec<String>) {
    for key in unit.keys.iter().take(most) {
        if key.chars().count() > 2 {
            push(keys, format!("~{key}"));
        }
    }
}

/// The keys of a place but for its sound: its name, the name of the tables, its GeoNames id, and
/// its name without a word for its kind ("Курская" of "Курская область").
pub(super) fn place_keys(name: &str, keys: &mut Vec<String>) {
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
    // "Сан Луис" and "Сан-Луис".
    let joined = folded.replace(' ', "-");
    if joined != folded && gazetteer.contains(&joined) {
        push(keys, joined);
    }
    if let Some(short) = crate::entity::place::without_descriptor(&folded) {
        push(keys, short);
    }
}

/// Nominatives that a word of a person query may be a form of, lower case.
pub(super) fn person_forms(word: &str) -> Vec<String> {
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
pub(super) fn name_words(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace() || matches!(c, '.' | ',' | '«' | '»' | '"' | '(' | ')'))
        .map(|w| {
            let word = fold(w.trim_matches('-'));
            without_article(&word).to_owned()
        })
        .filter(|w| w.chars().any(char::is_alphanumeric))
        .collect()
}

/// "масри" of "эль-масри": the Arabic article is written in many ways, or not at all.
pub(super) fn without_article(word: &str) -> &str {
    match word.split_once('-') {
        Some((article, rest)) if is_particle(article) && rest.chars().count() > 2 => rest,
        _ => word,
    }
}

fn words_in(name: &str) -> usize {
    name_words(name).len()
}

pub(super) fn fold(word: &str) -> String {
    gazetteer::fold(word).into_owned()
}

pub(super) fn push(keys: &mut Vec<String>, key: String) {
    if !key.is_empty() && !keys.contains(&key) {
        keys.push(key);
    }
}

pub(super) fn is_numeral(word: &str) -> bool {
    !word.is_empty()
        && word
            .chars()
            .all(|c| matches!(c, 'i' | 'v' | 'x' | '0'..='9'))
}
