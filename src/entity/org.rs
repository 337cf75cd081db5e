//! Names of organisations: what comes in are the words of a mention, what goes out is the
//! canonical form: the head in the nominative with its adjectives, what it governs as it stands,
//! quotation marks kept. Also the closed list of unions and agencies, and the letters by which an
//! abbreviation is told to be that of a name.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::transcribe::rows;
use crate::morph::Morph;

/// The table's name for `name` (any of its names, quotes and case aside).
pub fn known(name: &str) -> Option<&'static str> {
    static TABLE: OnceLock<FxHashMap<String, &'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| {
        let mut table = FxHashMap::default();
        for row in rows(include_str!("tables/orgs.tsv")) {
            if let [canonical, aliases] = row[..] {
                table.insert(plain(canonical), canonical);
                for alias in aliases.split(';').filter(|a| *a != "-") {
                    table.entry(plain(alias)).or_insert(canonical);
                }
            }
        }
        table
    });
    table.get(&plain(name)).copied()
}

/// A name for comparison: lower case, е for ё, no quotation marks.
pub fn plain(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'ё' => out.push('е'),
            '«' | '»' | '"' | '“' | '”' | '„' | '\'' | '(' | ')' | ',' | '.' => {}
            '—' | '–' => out.push('-'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// What the forms of one word share: the word without its ending. Short words keep all but the
/// last vowel.
pub fn stem(word: &str) -> String {
    let count = word.chars().count();
    if count <= 3 || !word.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        return word.to_owned();
    }
    const ENDINGS: &[&str] = &[
        "ого", "его", "ому", "ему", "ыми", "ими", "иями", "ями", "ами", "ией", "иям", "иях", "ию",
        "ия", "ии", "ие", "ая", "яя", "ое", "ее", "ые", "ой", "ей", "ый", "ий", "ым", "им", "ом",
        "ем", "ых", "их", "ую", "юю", "ам", "ям", "ах", "ях", "ов", "ев", "ью", "а", "я", "о", "е",
        "ы", "и", "у", "ю", "ь", "й",
    ];
    for ending in ENDINGS {
        if let Some(head) = word.strip_suffix(ending)
            && head.chars().count() >= 3
        {
            return head.to_owned();
        }
    }
    word.to_owned()
}

/// The abbreviation that the words of `name` would have ("Трудовая партия Кореи": "тпк"), folded;
/// `None` for fewer than two words.
pub fn initials(name: &str) -> Option<String> {
    let mut out = String::new();
    for word in plain(name).split([' ', '-']) {
        if matches!(
            word,
            "и" | "по" | "в" | "на" | "о" | "об" | "при" | "за" | "с" | "для" | "-" | ""
        ) {
            continue;
        }
        out.extend(word.chars().next());
    }
    (out.chars().count() > 1).then_some(out)
}

/// Whether `short` may stand for `long`: all its letters are the first letters of the words of
/// `long` in order, or of their parts, and none but small words are left over.
pub fn abbreviates(short: &str, long: &str) -> bool {
    let short: Vec<char> = plain(short).chars().filter(|c| c.is_alphabetic()).collect();
    if !(2..=8).contains(&short.len()) {
        return false;
    }
    initials(long).is_some_and(|letters| {
        let letters: Vec<char> = letters.chars().collect();
        letters == short || {
            // Small words may lend a letter ("МЧС"), and a word may be skipped.
            let mut rest = letters.iter();
            short.len() + 1 >= letters.len()
                && short.first() == letters.first()
                && short.iter().all(|c| rest.any(|l| l == c))
        }
    })
}

/// The canonical form of a mention, whose words are `forms` and whose text is `text`.
pub fn canonical(text: &str, forms: &[&str]) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some(name) = known(&text) {
        return name.to_owned();
    }
    let nominative = nominative(&text, forms);
    match known(&nominative) {
        Some(name) => name.to_owned(),
        None => nominative,
    }
}

/// `text` with the words `forms` in the nominative as a noun phrase; gaps and quotation marks stay
/// as written.
fn nominative(text: &str, forms: &[&str]) -> String {
    put(text, forms, &Morph::get().nominative_words(forms))
}

/// `text` with each of `forms`, in their order, replaced by its word.
pub fn put(text: &str, forms: &[&str], words: &[String]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for (form, word) in forms.iter().zip(words) {
        let Some((before, after)) = rest.split_once(form) else {
            continue;
        };
        out.push_str(before);
        out.push_str(word);
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mention: &str, expected: &str) {
        let spaced = mention.replace('«', "« ").replace('»', " »");
        let forms: Vec<&str> = spaced.split_whitespace().collect();
        assert_eq!(canonical(mention, &forms), expected, "{mention}");
    }

    #[test]
    fn heads_in_the_nominative() {
        check("Трудовой партии Кореи", "ТПК");
        check("Народного собрания Болгарии", "Народное собрание Болгарии");
        check("МИД Грузии", "МИД Грузии");
        check("Европейского союза", "ЕС");
        check("компании «Северный ветер»", "компания «Северный ветер»");
        check("Министерством обороны", "Минобороны");
        check("Организации Объединенных Наций", "ООН");
    }

    #[test]
    fn abbreviations() {
        assert!(abbreviates("ТПК", "Трудовая партия Кореи"));
        assert!(abbreviates("ВОЗ", "Всемирная организация здравоохранения"));
        assert!(!abbreviates("МВД", "Трудовая партия Кореи"));
        assert!(!abbreviates("", ""));
    }
}
