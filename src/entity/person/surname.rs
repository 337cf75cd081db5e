//! Surnames of women and of families, from those of men and the other way.

use crate::entity::declension::{self, Bearer};
use crate::entity::words::{self, NameClass};

/// The form of a surname that a woman bears, from the masculine one of the dictionary.
pub fn feminine_surname(masculine: &str) -> String {
    let lower = masculine.to_lowercase();
    let cut = |letters: usize| {
        let count = masculine.chars().count();
        masculine
            .chars()
            .take(count.saturating_sub(letters))
            .collect::<String>()
    };
    let possessive = ["ов", "ев", "ёв", "ин", "ын"]
        .iter()
        .any(|s| lower.ends_with(s));
    if possessive {
        format!("{masculine}а")
    } else if [
        "ский", "цкий", "ный", "ной", "ской", "цкой", "лый", "тый", "стой",
    ]
    .iter()
    .any(|s| lower.ends_with(s))
    {
        format!("{}ая", cut(2))
    } else {
        masculine.to_owned()
    }
}

/// The surname that members of a family have together in `form`, as a man's: "Горбачёв" of
/// "Михаил и Раиса Горбачёвы", "Обама" of "Барак и Мишель Обама". `None` where the form is one
/// person's alone.
pub fn family_surname(form: &str, own: &str) -> Option<String> {
    let plural = words::readings(form)
        .iter()
        .filter(|r| r.name == NameClass::Surname && r.plural && r.known)
        .map(|r| words::like(form, &r.lemma))
        .next();
    let plural = plural.or_else(|| {
        declension::readings(form)
            .iter()
            .filter(|r| r.bearer == Bearer::Several)
            .max_by_key(|r| r.weight)
            .map(|r| r.nominative.clone())
    });
    plural.or_else(|| (!gendered(own)).then(|| own.to_owned()))
}

/// Whether the form of a surname shows its bearer's gender.
pub fn gendered(surname: &str) -> bool {
    let lower = surname.to_lowercase();
    [
        "ов", "ев", "ёв", "ин", "ын", "ова", "ева", "ёва", "ина", "ына", "ский", "цкий", "ская",
        "цкая", "ный", "ная",
    ]
    .iter()
    .any(|s| lower.ends_with(s))
}
