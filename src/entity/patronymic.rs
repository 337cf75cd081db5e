//! Patronymics by their look: what comes in is a word, what goes out is whether it is one, and its
//! nominative. What the dictionary holds of them is in [`super::words`].

use super::words::{self, NameClass};
use crate::text;

/// Whether `word` is a patronymic by its ending, in any case form.
pub fn is_patronymic(word: &str) -> bool {
    let lower = word.to_lowercase();
    const ENDINGS: &[&str] = &[
        "вич",
        "вича",
        "вичу",
        "вичем",
        "виче",
        "вна",
        "вны",
        "вне",
        "вну",
        "вной",
        "чна",
        "чны",
        "чне",
        "чну",
        "чной",
        "ьич",
        "ьича",
        "ьичу",
        "ьичем",
        "ьиче",
    ];
    if lower.chars().count() < 6 || lower.contains('-') {
        return false;
    }
    ENDINGS.iter().any(|e| lower.ends_with(e))
        && [
            "ович", "евич", "овн", "евн", "ичн", "ьич", "мич", "кич", "фич",
        ]
        .iter()
        .any(|m| lower.contains(m))
}

/// The nominative of a patronymic, spelled as the form is: "Юрьевна" of "Юрьевной".
pub fn nominative(form: &str) -> Option<String> {
    ["ами", "ой", "ою", "ем", "ом", "ы", "е", "у", "а"]
        .iter()
        .filter_map(|ending| form.strip_suffix(ending))
        .find_map(|stem| {
            if stem.ends_with("ич") {
                Some(stem.to_owned())
            } else if stem.ends_with("вн") || stem.ends_with("чн") {
                Some(format!("{stem}а"))
            } else {
                None
            }
        })
}

/// Whether a patronymic, in the nominative, is that of a known father's name. "Михаил Агранович" has
/// a surname of that look; a woman's patronymic looks like no surname.
pub fn has_father(patronymic: &str) -> bool {
    // Those whose stem is not the name's; Russian Grammar, 1980, §597.
    const IRREGULAR: &[&str] = &["павлович", "львович", "яковлевич", "петрович", "михайлович"];
    let name = text::fold(patronymic);
    if name.ends_with("на") || IRREGULAR.contains(&name.as_ref()) {
        return true;
    }
    if !name.ends_with("ич") {
        return false;
    }
    let stem = ["ович", "евич", "ич"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(&name);
    let stem = words::capitalize(stem);
    let soft = stem.strip_suffix('ь').map(|stem| format!("{stem}ий"));
    let fathers = ["", "й", "ь", "а", "я", "ий"].map(|ending| format!("{stem}{ending}"));
    fathers.iter().chain(&soft).any(|father| {
        words::readings(father)
            .iter()
            .any(|r| r.known && r.name == NameClass::Given && r.cases.has_nominative())
    })
}
