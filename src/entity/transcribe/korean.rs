//! Korean names: Hangul, or Latin by the Revised Romanisation (2000), McCune–Reischauer or the
//! bearer's own spelling, to Russian by Kontsevich's system (L. R. Kontsevich, Koreevedenie,
//! 2001), in the form of names: each syllable by itself, surname first.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::rules::{At, Rule};
use super::{Candidate, System, plain, rows};

pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// Initial consonants in Unicode order (ㄱ … ㅎ), as they sound at the beginning of a word.
const INITIALS: [&str; 19] = [
    "к", "кк", "н", "т", "тт", "р", "м", "п", "пп", "с", "сс", "", "ч", "чч", "чх", "кх", "тх",
    "пх", "х",
];
/// The same between vowels, nasals and ㄹ, where plain stops are voiced. ㅈ is "дж" there by
/// Kontsevich and "чж" in the press.
const VOICED: [&str; 19] = [
    "г", "кк", "н", "д", "тт", "р", "м", "б", "пп", "с", "сс", "", "дж", "чч", "чх", "кх", "тх",
    "пх", "х",
];
const MEDIALS: [&str; 21] = [
    "а", "э", "я", "йя", "о", "е", "ё", "е", "о", "ва", "вэ", "ве", "ё", "у", "во", "ве", "ви",
    "ю", "ы", "ый", "и",
];
const FINALS: [&str; 28] = [
    "", "к", "к", "к", "н", "н", "н", "т", "ль", "к", "м", "ль", "ль", "ль", "ль", "ль", "м", "п",
    "п", "т", "т", "н", "т", "т", "к", "т", "п", "т",
];

/// Surnames of two syllables (Southern Phyongan register); all others have one.
const LONG_SURNAMES: [&str; 6] = ["남궁", "독고", "사공", "선우", "제갈", "황보"];

pub(super) fn from_hangul(name: &str) -> Vec<Candidate> {
    let syllables: Vec<char> = name.chars().filter(|c| is_hangul(*c)).collect();
    let all: String = syllables.iter().collect();
    let long = LONG_SURNAMES.iter().any(|s| all.starts_with(s)) && syllables.len() > 2;
    let surname_length = if long { 2 } else { 1 };
    if syllables.is_empty() {
        return Vec::new();
    }
    let surname: String = syllables.iter().take(surname_length).collect();
    let given = &syllables[surname_length.min(syllables.len())..];
    let mut out = Vec::new();
    for russian in russian_surnames(&surname) {
        for voiced in [false, true] {
            let mut words = vec![russian.clone()];
            let mut others = vec![Vec::new()];
            let mut previous_open = false;
            for (i, &c) in given.iter().enumerate() {
                let (word, open) = syllable(c, voiced && i > 0 && previous_open);
                previous_open = open;
                let mut more = other_syllables(c);
                more.retain(|other| *other != word);
                others.push(more);
                words.push(word);
            }
            let mut candidate = Candidate::new(words, System::Kontsevich, true);
            candidate.others = others;
            out.push(candidate);
        }
    }
    out
}

/// One Hangul syllable, and whether a stop behind it is voiced (it ends in a vowel, nasal or ㄹ).
pub(super) fn syllable(c: char, voiced: bool) -> (String, bool) {
    let index = (c as u32).wrapping_sub(0xac00) as usize;
    let (initial, medial, last) = (index / 588, index % 588 / 28, index % 28);
    let table = if voiced { &VOICED } else { &INITIALS };
    let (Some(initial), Some(medial), Some(end)) =
        (table.get(initial), MEDIALS.get(medial), FINALS.get(last))
    else {
        return (String::new(), false);
    };
    let open = matches!(*end, "" | "н" | "м" | "ль");
    (format!("{initial}{medial}{end}"), open)
}

/// How else the press writes a syllable: the sounds of the North and of the Koreans of Russia
/// ("Ким Чен Ир", "Цой"), and stops that are voiced or not. Source: L. R. Kontsevich,
/// Koreevedenie, 2001, on the spellings before his system.
fn other_syllables(c: char) -> Vec<String> {
    let index = (c as u32).wrapping_sub(0xac00) as usize;
    let (initial, medial, last) = (index / 588, index % 588 / 28, index % 28);
    let (Some(plain), Some(voiced), Some(vowel), Some(end)) = (
        INITIALS.get(initial),
        VOICED.get(initial),
        MEDIALS.get(medial),
        FINALS.get(last),
    ) else {
        return Vec::new();
    };
    let more: &[&str] = match *plain {
        "р" => &["л", "н", ""],
        "ч" | "чх" => &["ц"],
        _ => &[],
    };
    let initials = [plain, voiced].into_iter().chain(more);
    let vowels: &[&str] = match *vowel {
        "о" => &["е", "у"],
        "ё" => &["е"],
        "э" => &["ай", "е"],
        "ый" => &["и", "ы"],
        "ве" => &["э", "ё", "е", "ой"],
        "ы" => &["у"],
        "во" => &["о"],
        _ => &[],
    };
    let ends: &[&str] = match *end {
        "ль" => &["р", "л"],
        "к" => &["г"],
        "п" => &["б"],
        "н" => &["нг"],
        _ => &[],
    };
    let mut out: Vec<String> = Vec::new();
    for initial in initials {
        for vowel in std::iter::once(vowel).chain(vowels) {
            for end in std::iter::once(end).chain(ends) {
                let syllable = format!("{initial}{vowel}{end}");
                if !out.contains(&syllable) {
                    out.push(syllable);
                }
            }
        }
    }
    out
}

/// A syllable of a Korean name in Latin letters, by the Revised Romanisation, McCune–Reischauer
/// or the bearer's own spelling, as Kontsevich's system and the press before it have it.
pub(super) const LATIN: &[Rule] = &[
    ("kk", At::Start, &["кк"]),
    ("k", At::Start, &["к"]),
    ("k", At::Start, &["г"]),
    ("g", At::Start, &["г"]),
    ("g", At::Start, &["к"]),
    ("kh", At::Start, &["кх"]),
    ("tt", At::Start, &["тт"]),
    ("t", At::Start, &["т"]),
    ("t", At::Start, &["д"]),
    ("d", At::Start, &["д"]),
    ("d", At::Start, &["т"]),
    ("th", At::Start, &["тх"]),
    ("pp", At::Start, &["пп"]),
    ("p", At::Start, &["п"]),
    ("p", At::Start, &["б"]),
    ("b", At::Start, &["б"]),
    ("b", At::Start, &["п"]),
    ("ph", At::Start, &["пх"]),
    ("jj", At::Start, &["чч"]),
    ("j", At::Start, &["чж", "ц", "дз"]),
    ("ch", At::Start, &["ч", "ц", "дз"]),
    ("c", At::Start, &["ч"]),
    ("z", At::Start, &["ч", "дз"]),
    ("ss", At::Start, &["с"]),
    ("s", At::Start, &["с"]),
    ("sh", At::Start, &["с", "ш"]),
    ("r", At::Start, &["р", "л", ""]),
    ("rh", At::Start, &["р", "л"]),
    ("l", At::Start, &["л", "р"]),
    ("n", At::Start, &["н"]),
    ("m", At::Start, &["м"]),
    ("h", At::Start, &["х", "г"]),
    ("ng", At::End, &["н", "нг"]),
    ("n", At::End, &["н"]),
    ("m", At::End, &["м"]),
    ("k", At::End, &["к", "г"]),
    ("g", At::End, &["к", "г"]),
    ("ck", At::End, &["к"]),
    ("t", At::End, &["т"]),
    ("p", At::End, &["п", "б"]),
    ("b", At::End, &["п", "б"]),
    ("l", At::End, &["ль", "р"]),
    ("r", At::End, &["ль", "р"]),
    ("h", At::Any, &[""]),
    ("a", At::Any, &["а"]),
    ("ae", At::Any, &["э", "ай"]),
    ("ai", At::Any, &["э", "ай"]),
    ("ay", At::Any, &["э", "ай"]),
    ("e", At::Any, &["е"]),
    ("ee", At::Any, &["и"]),
    ("eo", At::Any, &["о", "е"]),
    ("eu", At::Any, &["ы", "у"]),
    ("ey", At::Any, &["е"]),
    ("eui", At::Any, &["ый", "и"]),
    ("i", At::Any, &["и"]),
    ("ie", At::Any, &["и"]),
    ("o", At::Any, &["о", "е", "у"]),
    ("oo", At::Any, &["у", "ы"]),
    ("ou", At::Any, &["у", "о"]),
    ("oe", At::Any, &["ве", "э", "ё", "ой"]),
    ("oi", At::Any, &["ой", "ве"]),
    ("u", At::Any, &["у", "ы"]),
    ("u", At::Any, &["о", "о", "е"]),
    ("ui", At::Any, &["и", "ый", "ы"]),
    ("ya", At::Any, &["я"]),
    ("yae", At::Any, &["е"]),
    ("ye", At::Any, &["е"]),
    ("yeo", At::Any, &["ё"]),
    ("yo", At::Any, &["ё"]),
    ("yu", At::Any, &["ю", "ё"]),
    ("you", At::Any, &["ю", "ё"]),
    ("yoo", At::Any, &["ю"]),
    ("wa", At::Any, &["ва"]),
    ("we", At::Any, &["ве"]),
    ("wae", At::Any, &["вэ"]),
    ("wi", At::Any, &["ви"]),
    ("wo", At::Any, &["во"]),
    ("woo", At::Any, &["у"]),
    ("weo", At::Any, &["во"]),
    ("weon", At::Any, &["вон"]),
];

fn russian_surnames(hangul: &str) -> Vec<String> {
    if let Some(row) = surnames().iter().find(|row| row.hangul == hangul) {
        return row.russian.clone();
    }
    vec![hangul.chars().map(|c| syllable(c, false).0).collect()]
}

struct Surname {
    hangul: &'static str,
    han: &'static str,
    russian: Vec<String>,
}

fn surnames() -> &'static Vec<Surname> {
    static TABLE: OnceLock<Vec<Surname>> = OnceLock::new();
    TABLE.get_or_init(|| {
        rows(include_str!("../tables/korean_surnames.tsv"))
            .filter_map(|row| match row[..] {
                [hangul, han, _, russian] => Some(Surname {
                    hangul,
                    han,
                    russian: russian.split(' ').map(str::to_lowercase).collect(),
                }),
                _ => None,
            })
            .collect()
    })
}

fn latin_surnames() -> &'static FxHashMap<&'static str, Vec<String>> {
    static TABLE: OnceLock<FxHashMap<&'static str, Vec<String>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: FxHashMap<&'static str, Vec<String>> = FxHashMap::default();
        for row in rows(include_str!("../tables/korean_surnames.tsv")) {
            let [_, _, latin, russian] = row[..] else {
                continue;
            };
            for spelling in latin.split(' ') {
                let names = table.entry(spelling).or_default();
                for name in russian.split(' ') {
                    let name = name.to_lowercase();
                    if !names.contains(&name) {
                        names.push(name);
                    }
                }
            }
        }
        table
    })
}

/// The Hangul surname that a Han character stands for.
pub(super) fn surname_of_han(han: &str) -> Option<&'static str> {
    surnames().iter().find(|s| s.han == han).map(|s| s.hangul)
}

/// Korean in Latin letters: the surname is one of the table, given names are read syllable by
/// syllable. Order may be either; a hyphen joins the syllables of the given name.
pub(super) fn from_latin(words: &[String]) -> Vec<Candidate> {
    let words: Vec<String> = words.iter().map(|w| plain(w)).collect();
    let mut out = Vec::new();
    if words.len() < 2 || words.len() > 3 {
        return out;
    }
    let mut orders: Vec<(&String, Vec<&String>)> = vec![(&words[0], words[1..].iter().collect())];
    if let Some((last, rest)) = words.split_last() {
        orders.push((last, rest.iter().collect()));
    }
    let mut rare = Vec::new();
    for (surname, given) in orders {
        let known = latin_surnames().get(surname.as_str());
        // The table has the common surnames; a given name of two syllables tells the others.
        if known.is_none() && given.iter().all(|word| !word.contains('-')) {
            continue;
        }
        let unknown = split_syllables(surname).filter(|syllables| syllables.len() == 1);
        let unknown = unknown.map(|syllables| vec![syllables[0].0.clone()]);
        let Some(russian) = known.or(unknown.as_ref()) else {
            continue;
        };
        let parts = given.iter().flat_map(|word| word.split('-'));
        let Some(syllables) = parts.map(split_syllables).collect::<Option<Vec<_>>>() else {
            continue;
        };
        let syllables = syllables.concat();
        if syllables.is_empty() || syllables.len() > 3 {
            continue;
        }
        for name in russian {
            let mut words = vec![name.clone()];
            let mut letters = vec![match known {
                Some(_) => String::new(),
                None => surname.clone(),
            }];
            for (syllable, latin) in &syllables {
                words.push(syllable.clone());
                letters.push((*latin).to_owned());
            }
            let mut candidate = Candidate::new(words, System::Kontsevich, true);
            candidate.letters = letters;
            match known {
                Some(_) => out.push(candidate),
                None => rare.push(candidate),
            }
        }
    }
    out.extend(rare);
    out
}

/// Latin initials, longest first: Revised Romanisation, McCune–Reischauer and usual variants.
const LATIN_INITIALS: [(&str, &str); 28] = [
    ("kk", "кк"),
    ("tt", "тт"),
    ("pp", "пп"),
    ("ss", "сс"),
    ("jj", "чч"),
    ("ch", "ч"),
    ("kh", "кх"),
    ("th", "тх"),
    ("ph", "пх"),
    ("sh", "с"),
    ("rh", "р"),
    ("k", "к"),
    ("g", "к"),
    ("t", "т"),
    ("d", "т"),
    ("p", "п"),
    ("b", "п"),
    ("j", "ч"),
    ("c", "ч"),
    ("s", "с"),
    ("z", "ч"),
    ("n", "н"),
    ("m", "м"),
    ("r", "р"),
    ("l", "р"),
    ("h", "х"),
    ("y", "й"),
    ("w", "в"),
];
/// Vowels, longest first. The `y` and `w` before them are read with the initial.
const LATIN_VOWELS: [(&str, &str); 19] = [
    ("eui", "ый"),
    ("yeo", "ё"),
    ("yae", "е"),
    ("eo", "о"),
    ("eu", "ы"),
    ("ui", "и"),
    ("oe", "ве"),
    ("ae", "э"),
    ("ee", "и"),
    ("oo", "у"),
    ("ou", "у"),
    ("ai", "э"),
    ("ey", "е"),
    ("ie", "и"),
    ("a", "а"),
    ("e", "е"),
    ("i", "и"),
    ("o", "о"),
    ("u", "у"),
];
const LATIN_FINALS: [(&str, &str); 11] = [
    ("ng", "н"),
    ("ck", "к"),
    ("k", "к"),
    ("g", "к"),
    ("n", "н"),
    ("t", "т"),
    ("l", "ль"),
    ("r", "р"),
    ("m", "м"),
    ("p", "п"),
    ("b", "п"),
];

/// Splits a Latin word into Korean syllables, as few as will do, each in Russian and in its own
/// letters; `None` when it is not made of them. At most three syllables of at most seven letters,
/// so the search is small.
fn split_syllables(word: &str) -> Option<Vec<(String, &str)>> {
    fn search(rest: &str, depth: usize) -> Option<Vec<(String, &str)>> {
        if rest.is_empty() {
            return Some(Vec::new());
        }
        if depth == 3 {
            return None;
        }
        let mut best: Option<Vec<(String, &str)>> = None;
        for (russian, length) in syllables_at(rest) {
            let Some(tail) = rest.get(length..).and_then(|tail| search(tail, depth + 1)) else {
                continue;
            };
            if best.as_ref().is_none_or(|b| tail.len() + 1 < b.len()) {
                let mut all = vec![(russian, rest.get(..length).unwrap_or_default())];
                all.extend(tail);
                best = Some(all);
            }
        }
        best
    }
    if word.is_empty() || !word.is_ascii() {
        return None;
    }
    search(word, 0)
}

/// All Korean syllables that `rest` may begin with, and their lengths.
fn syllables_at(rest: &str) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    let mut starts = vec![("", 0)];
    for (latin, russian) in LATIN_INITIALS {
        if rest.starts_with(latin) {
            starts.push((russian, latin.len()));
        }
    }
    for (initial, at) in starts {
        // A glide may stand between consonant and vowel: "hyun", "kwang", "gwon".
        for (glide, width) in [("", 0), ("y", 1), ("w", 1)] {
            let Some(behind) = rest.get(at..) else {
                continue;
            };
            if !behind.starts_with(glide) || (!glide.is_empty() && matches!(initial, "й" | "в")) {
                continue;
            }
            let Some(vowels) = behind.get(width..) else {
                continue;
            };
            for (latin, russian) in LATIN_VOWELS {
                if !vowels.starts_with(latin) {
                    continue;
                }
                let soft = initial == "й" || glide == "y";
                let vowel = match (soft, russian) {
                    (true, "а") => "я",
                    (true, "о") => "ё",
                    (true, "у") => "ю",
                    (true, "э") => "е",
                    (true, other) => other,
                    (false, other) => other,
                };
                let head = if initial == "й" { "" } else { initial };
                let semi = if glide == "w" { "в" } else { "" };
                let length = at + width + latin.len();
                out.push((format!("{head}{semi}{vowel}"), length));
                if let Some(tail) = rest.get(length..) {
                    for (latin, russian) in LATIN_FINALS {
                        if tail.starts_with(latin) {
                            out.push((
                                format!("{head}{semi}{vowel}{russian}"),
                                length + latin.len(),
                            ));
                        }
                    }
                    // "hyeok", "Suk"; a silent h behind the vowel: "Roh", "Ahn".
                    if tail.starts_with('h') {
                        out.push((format!("{head}{semi}{vowel}"), length + 1));
                    }
                }
            }
        }
    }
    out
}
