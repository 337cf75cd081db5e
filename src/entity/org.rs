//! Names of organisations: what comes in are the words of a mention, what goes out is the
//! canonical form: the head in the nominative with its adjectives, what it governs as it stands,
//! quotation marks kept. Also the closed list of unions and agencies, and the letters by which an
//! abbreviation is told to be that of a name.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::declension::{Bearer, Cases, readings as by_ending};
use super::transcribe::rows;
use super::words::{self, NameClass};
use crate::morph::Class;

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
    let nominative = nominative(&text, forms, false);
    match known(&nominative) {
        Some(name) => name.to_owned(),
        None => nominative,
    }
}

/// The nominative of a noun phrase: adjectives before the head and the head itself, which is a
/// person's post when `post` is set.
pub fn nominative(text: &str, forms: &[&str], post: bool) -> String {
    let is_word = |f: &str| f.chars().next().is_some_and(char::is_alphabetic);
    // The first words up to the head; a quotation mark or bracket ends them.
    let quoted = forms.first().is_some_and(|f| !is_word(f));
    let start = usize::from(quoted);
    let mut head = None;
    for (i, form) in forms.iter().enumerate().skip(start) {
        if !is_word(form) {
            break;
        }
        let readings = words::readings(form);
        let adjective: f32 = readings
            .iter()
            .filter(|r| r.class.agrees())
            .map(|r| r.probability)
            .sum();
        if adjective < 0.5 {
            head = Some(i);
            break;
        }
    }
    let Some(head) = head else {
        return text.to_owned();
    };
    let form = forms[head];
    // Abbreviations and Latin words do not inflect.
    let upper = form.chars().filter(|c| c.is_uppercase()).count();
    if upper > 1 || !form.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')) {
        return text.to_owned();
    }
    let adjectives = &forms[start..head];
    let dictionary = words::readings(form);
    // A name that no dictionary knows and that looks like a nominative is one («Дяоюйтай»): a
    // plural in the genitive looks alike but is rare.
    if !post
        && forms.len() == 1
        && !dictionary.iter().any(|r| r.known)
        && (form.ends_with("ай") || form.ends_with("уй"))
    {
        return text.to_owned();
    }
    let noun = dictionary
        .iter()
        .filter(|r| {
            r.class == Class::Noun && (r.known || adjectives.is_empty()) && !r.cases.is_empty()
        })
        .filter(|r| {
            adjectives.iter().all(|a| {
                words::readings(a).iter().any(|w| {
                    w.class.agrees()
                        && w.plural == r.plural
                        && (r.plural || w.gender == r.gender || w.gender.is_none())
                        && !w.cases.and(r.cases).is_empty()
                })
            })
        })
        .max_by(|a, b| {
            let rank = |r: &words::WordReading| {
                (if post && r.animate { 2.0 } else { 0.0 })
                    + r.probability
                    + if r.name == NameClass::Org { 1.0 } else { 0.0 }
                    + if r.known { 0.5 } else { 0.0 }
                    - if r.plural && !r.lemma.ends_with(['ы', 'и']) {
                        0.3
                    } else {
                        0.0
                    }
            };
            rank(a).total_cmp(&rank(b))
        });
    let mut replaced: Vec<(usize, String)> = Vec::new();
    match noun {
        Some(noun) => {
            // Common nouns in the plural stay what they are: "Вооруженные силы".
            let name = if noun.plural && !noun.lemma.ends_with(['ы', 'и']) {
                words::plural_of(&noun.lemma)
            } else {
                noun.lemma.clone()
            };
            for (i, adjective) in adjectives.iter().enumerate() {
                let readings = words::readings(adjective);
                let agreed = readings
                    .iter()
                    .find(|w| {
                        w.class.agrees()
                            && w.plural == noun.plural
                            && (noun.plural || w.gender == noun.gender || w.gender.is_none())
                            && !w.cases.and(noun.cases).is_empty()
                    })
                    .and_then(|w| words::agree_form(adjective, &w.lemma, noun.gender, noun.plural));
                if let Some(agreed) = agreed {
                    replaced.push((start + i, words::like(adjective, &agreed)));
                }
            }
            replaced.push((head, words::like(form, &name)));
        }
        None if adjectives.is_empty() && forms.len() <= 3 => {
            // A brand that the dictionary lacks: "Газпромом".
            let readings = by_ending(form);
            let best = readings
                .iter()
                .filter(|r| r.bearer != Bearer::Several && r.bearer != Bearer::Woman)
                .max_by_key(|r| (r.weight, r.cases == Cases::NOM));
            if let Some(best) = best {
                replaced.push((head, best.nominative.clone()));
            }
        }
        None => {}
    }
    // Words are replaced in the text itself, so that gaps and quotation marks stay as written.
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    for (i, form) in forms.iter().enumerate() {
        let Some(at) = rest.find(form) else { continue };
        out.push_str(&rest[..at]);
        match replaced.iter().find(|(j, _)| *j == i) {
            Some((_, name)) => out.push_str(name),
            None => out.push_str(form),
        }
        rest = &rest[at + form.len()..];
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
