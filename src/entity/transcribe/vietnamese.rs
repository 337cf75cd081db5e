//! Vietnamese names in their own alphabet, with diacritics or without, to Russian by the usual
//! practical transcription (R. S. Gilyarevsky, B. A. Starostin, Foreign names in Russian text,
//! 1985): each syllable by itself, surname first.

use super::rules::{At, Rule};
use super::{Candidate, System, plain};

/// Initials, longest first.
const INITIALS: [(&str, &str); 29] = [
    ("ngh", "нг"),
    ("ch", "т"),
    ("gh", "г"),
    ("gi", "з"),
    ("kh", "кх"),
    ("ng", "нг"),
    ("nh", "нь"),
    ("ph", "ф"),
    ("qu", "ку"),
    ("th", "т"),
    ("tr", "ч"),
    ("b", "б"),
    ("c", "к"),
    ("d", "з"),
    ("đ", "д"),
    ("g", "г"),
    ("h", "х"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("p", "п"),
    ("r", "р"),
    ("s", "ш"),
    ("t", "т"),
    ("v", "в"),
    ("x", "с"),
    ("q", "к"),
    ("", ""),
];
/// What may follow the vowels.
const FINALS: [(&str, &str); 9] = [
    ("nh", "нь"),
    ("ng", "нг"),
    ("ch", "ть"),
    ("c", "к"),
    ("m", "м"),
    ("n", "н"),
    ("p", "п"),
    ("t", "т"),
    ("", ""),
];
/// Vowel groups without tone marks; what is not listed is read letter by letter.
const VOWELS: [(&str, &str); 38] = [
    ("uyê", "уе"),
    ("uye", "уе"),
    ("iê", "ье"),
    ("ie", "ье"),
    ("yê", "ие"),
    ("ye", "ие"),
    ("ươ", "ыо"),
    ("uo", "уо"),
    ("uô", "уо"),
    ("oa", "оа"),
    ("uâ", "уа"),
    ("ua", "уа"),
    ("uê", "юэ"),
    ("ue", "юэ"),
    ("uy", "уи"),
    ("ui", "уй"),
    ("ai", "ай"),
    ("ay", "ай"),
    ("ây", "ай"),
    ("ao", "ао"),
    ("au", "ау"),
    ("âu", "ау"),
    ("oi", "ой"),
    ("ôi", "ой"),
    ("ơi", "ой"),
    ("ưu", "ыу"),
    ("ưa", "ыа"),
    ("a", "а"),
    ("ă", "а"),
    ("â", "а"),
    ("e", "е"),
    ("ê", "е"),
    ("i", "и"),
    ("y", "и"),
    ("o", "о"),
    ("ô", "о"),
    ("ơ", "о"),
    ("ư", "ы"),
];

/// How else the press writes a syllable: by the sounds of the South, or as its letters look.
pub(super) const PRESS: &[Rule] = &[
    ("gi", At::Start, &["зи", "з", "джи"]),
    ("d", At::Start, &["з", "д"]),
    ("đ", At::Start, &["д"]),
    ("s", At::Start, &["ш", "с"]),
    ("tr", At::Start, &["ч", "тр"]),
    ("ch", At::Start, &["т", "ч"]),
    ("ch", At::End, &["ть", "к", "ч"]),
    ("th", At::Start, &["тх"]),
    ("kh", At::Start, &["кх", "х"]),
    ("ph", At::Start, &["ф"]),
    ("nh", At::Any, &["нь", "н"]),
    ("ng", At::Any, &["нг", "н"]),
    ("ngh", At::Start, &["нг"]),
    ("gh", At::Start, &["г"]),
    ("g", At::Start, &["г"]),
    ("qu", At::Start, &["ку", "к"]),
    ("c", At::Any, &["к"]),
    ("k", At::Any, &["к"]),
    ("x", At::Start, &["с"]),
    ("v", At::Start, &["в"]),
    ("b", At::Start, &["б"]),
    ("h", At::Start, &["х"]),
    ("r", At::Start, &["р", "з"]),
    ("l", At::Start, &["л"]),
    ("m", At::Any, &["м"]),
    ("n", At::Any, &["н"]),
    ("p", At::Any, &["п"]),
    ("t", At::Any, &["т"]),
    ("a", At::Any, &["а"]),
    ("ay", At::Any, &["ай"]),
    ("ai", At::Any, &["ай"]),
    ("e", At::Any, &["е"]),
    ("i", At::Any, &["и"]),
    ("ie", At::Any, &["ье", "ие"]),
    ("o", At::Any, &["о"]),
    ("oi", At::Any, &["ой"]),
    ("u", At::Any, &["у", "ы"]),
    ("ue", At::Any, &["юэ", "уэ"]),
    ("ui", At::Any, &["уй"]),
    ("uo", At::Any, &["уо", "ыо"]),
    ("uu", At::Any, &["ыу"]),
    ("y", At::Any, &["и"]),
    ("ye", At::Any, &["е", "ие"]),
];

/// Vietnamese surnames without diacritics (the fourteen that nine in ten people bear, and more):
/// a name of three words that begins with one of them is Vietnamese even when it is typed
/// without diacritics.
const SURNAMES: [&str; 34] = [
    "nguyen", "tran", "le", "pham", "huynh", "hoang", "phan", "vu", "vo", "dang", "bui", "do",
    "ho", "ngo", "duong", "ly", "to", "truong", "dinh", "luong", "trinh", "doan", "vuong", "mai",
    "dao", "ha", "lam", "phung", "ta", "cao", "chu", "nong", "thich", "ton",
];

pub(super) fn from_latin(words: &[String]) -> Vec<Candidate> {
    let first = words.first().map(|w| plain(w)).unwrap_or_default();
    if !(2..=4).contains(&words.len()) || !SURNAMES.contains(&first.as_str()) {
        return Vec::new();
    }
    // Plain d may stand for đ where the diacritics were left away.
    let bare = words.iter().all(|w| w.is_ascii());
    let mut out = Vec::new();
    for hard_d in [false, true] {
        if hard_d && !(bare && words.iter().any(|w| w.starts_with('d'))) {
            continue;
        }
        let syllables: Option<Vec<String>> = words.iter().map(|w| syllable(w, hard_d)).collect();
        if let Some(syllables) = syllables {
            let mut candidate = Candidate::new(syllables, System::Vietnamese, true);
            candidate.letters = words.to_vec();
            out.push(candidate);
        }
    }
    out
}

fn syllable(word: &str, hard_d: bool) -> Option<String> {
    let word = without_tones(word);
    for (latin, initial) in INITIALS {
        let Some(rest) = word.strip_prefix(latin) else {
            continue;
        };
        // "gi" alone keeps its vowel: "Gia", but "Giang" is "Зянг".
        for (tail, end) in FINALS {
            let Some(vowels) = rest.strip_suffix(tail) else {
                continue;
            };
            let vowel = if vowels.is_empty() && latin == "gi" {
                Some("и")
            } else if vowels == "u" {
                Some("у")
            } else {
                VOWELS.iter().find(|(l, _)| *l == vowels).map(|(_, r)| *r)
            };
            let Some(vowel) = vowel else { continue };
            let initial = if latin == "d" && hard_d {
                "д"
            } else {
                initial
            };
            // "Nguyễn" is "Нгуен", "Việt" "Вьет" behind a consonant.
            let vowel = if vowel == "ие" && !initial.is_empty() {
                "ье"
            } else {
                vowel
            };
            return Some(format!("{initial}{vowel}{end}"));
        }
    }
    None
}

/// `word` without its tone mark, the vowel's own hook, breve or circumflex kept.
fn without_tones(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd()
        .filter(|c| !matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}'))
        .nfc()
        .collect()
}
