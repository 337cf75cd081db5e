//! Ukrainian and Belarusian names in their own letters: what comes in is a Cyrillic name, what
//! goes out is the Russian one. Surnames are spelt by what the three languages have from one
//! root, given names by the table of names. Sources: the rules for Ukrainian and Belarusian in
//! R. S. Gilyarevsky and B. A. Starostin, Foreign names in Russian text, 1985.

use super::rules::{At, Rule};
use super::{Candidate, System, given_names};

use At::{Any, End, Start};

/// Letters whose Russian counterpart is another one; all others stand for themselves.
pub(super) const RULES: &[Rule] = &[
    ("ський", End, &["ский"]),
    ("цький", End, &["цкий"]),
    ("зький", End, &["зский"]),
    ("ська", End, &["ская"]),
    ("цька", End, &["цкая"]),
    ("зька", End, &["зская"]),
    ("скі", End, &["ский"]),
    ("цкі", End, &["цкий"]),
    ("энка", End, &["енко"]),
    ("енка", End, &["енко"]),
    ("ая", End, &["ая"]),
    ("на", End, &["на", "ная"]),
    ("ьо", Any, &["ё"]),
    ("йо", Any, &["йо", "ё"]),
    ("ьє", Any, &["ье"]),
    ("іє", Any, &["ие"]),
    ("ої", Any, &["ои"]),
    ("ї", Any, &["и", "ьи"]),
    ("і", Any, &["и", "е", "о"]),
    ("є", Start, &["е"]),
    ("є", Any, &["е"]),
    ("ґ", Any, &["г"]),
    ("ў", Any, &["в", "у"]),
    ("и", Any, &["и"]),
    ("'", Any, &[""]),
    ("’", Any, &[""]),
    ("-", Any, &["-"]),
    // Belarusian writes a for an unstressed o and e, and softens t and d.
    ("дз", Any, &["дз", "д"]),
    ("ц", Any, &["ц", "т"]),
    ("ч", Any, &["ч", "щ"]),
    ("а", Any, &["а", "о", "е"]),
    ("я", Any, &["я", "е"]),
    ("о", Any, &["о", "е"]),
    ("ы", Any, &["ы"]),
    ("э", Any, &["э"]),
    ("б", Any, &["б"]),
    ("в", Any, &["в"]),
    ("г", Any, &["г"]),
    ("д", Any, &["д"]),
    ("е", Any, &["е"]),
    ("ё", Any, &["ё"]),
    ("ж", Any, &["ж"]),
    ("з", Any, &["з"]),
    ("й", Any, &["й"]),
    ("к", Any, &["к"]),
    ("л", Any, &["л"]),
    ("м", Any, &["м"]),
    ("н", Any, &["н"]),
    ("п", Any, &["п"]),
    ("р", Any, &["р"]),
    ("с", Any, &["с"]),
    ("т", Any, &["т"]),
    ("у", Any, &["у"]),
    ("ф", Any, &["ф"]),
    ("х", Any, &["х"]),
    ("ш", Any, &["ш"]),
    ("щ", Any, &["щ"]),
    ("ь", Any, &["ь"]),
    ("ю", Any, &["ю"]),
];

/// The name in Russian, where it has a letter that Russian has not, a given name of the table, or
/// an ending of Ukrainian surnames.
pub(super) fn from_kindred(words: &[String]) -> Option<Candidate> {
    let foreign = |word: &String| {
        word.contains(['і', 'ї', 'є', 'ґ', 'ў', '\'', '’'])
            || ["ський", "цький", "зький"]
                .iter()
                .any(|end| word.ends_with(end))
            || words.len() > 1 && given_names::of_kindred(word).is_some()
    };
    if !words.iter().any(foreign) {
        return None;
    }
    let russian = words.iter().map(|word| {
        let mut out = String::new();
        for (end, russian) in [
            ("ський", "ский"),
            ("цький", "цкий"),
            ("ська", "ская"),
            ("цька", "цкая"),
        ] {
            if let Some(stem) = word.strip_suffix(end) {
                out = format!("{stem}{russian}");
            }
        }
        let word = if out.is_empty() { word } else { &out };
        word.chars()
            .filter(|c| !matches!(c, '\'' | '’'))
            .map(|c| match c {
                'і' | 'ї' => 'и',
                'є' => 'е',
                'ґ' => 'г',
                'ў' => 'в',
                c => c,
            })
            .collect::<String>()
    });
    let mut candidate = Candidate::new(russian.collect(), System::Kindred, false);
    candidate.letters = words.to_vec();
    Some(candidate)
}
