//! Names of foreigners as the Korean and Chinese press spells them, by ear: "푸틴", "이시바
//! 시게루", "唐纳德·特朗普". What comes in is a name in Hangul or Han characters, what goes out is a
//! candidate whose words are compared by [`super::Spellings`]. Sources: the rules for loanwords
//! of the National Institute of Korean Language, 1986; the tables of Xinhua, Names of the world's
//! peoples, 2007.

use super::rules::{At, Rule};
use super::{Candidate, System, han, korean};

use At::Any;

/// Hangul letters as [`latin_of_hangul`] has them: E for ㅓ, A for ㅐ, U for ㅡ; L, N, T at the end
/// of a syllable.
pub(super) const HANGUL: &[Rule] = &[
    ("a", Any, &["а", "ар", "я"]),
    ("A", Any, &["э", "а"]),
    ("e", Any, &["е", "ер", "й"]),
    ("E", Any, &["е", "а", "о", "ер", "ар", "ор", ""]),
    ("o", Any, &["о", "а", "ор"]),
    ("u", Any, &["у", "ю", "в"]),
    ("U", Any, &["", "е", "о", "ы", "у", "и", "а"]),
    ("i", Any, &["и", "", "ир"]),
    ("ya", Any, &["я"]),
    ("yE", Any, &["е", "ё"]),
    ("yA", Any, &["е"]),
    ("ye", Any, &["е"]),
    ("yo", Any, &["ё", "йо"]),
    ("yu", Any, &["ю"]),
    ("sya", Any, &["ша", "ся"]),
    ("syE", Any, &["ше", "ся"]),
    ("syo", Any, &["шо", "сё"]),
    ("syu", Any, &["шу", "сю"]),
    ("si", Any, &["си", "ши", "ш", "щи"]),
    ("ci", Any, &["чи", "ти", "ч", "ци"]),
    ("cU", Any, &["ц", "ч", "з"]),
    ("jU", Any, &["з", "ж", "дз", "дж"]),
    ("wa", Any, &["ва", "уа", "уо"]),
    ("we", Any, &["ве", "уэ"]),
    ("wA", Any, &["вэ", "уэ"]),
    ("wi", Any, &["ви", "уи"]),
    ("wE", Any, &["во", "уо"]),
    ("Ui", Any, &["и", "ый"]),
    ("g", Any, &["г", "к"]),
    ("kk", Any, &["к"]),
    ("n", Any, &["н"]),
    ("d", Any, &["д", "т"]),
    ("tt", Any, &["т"]),
    ("r", Any, &["р", "л"]),
    ("Lr", Any, &["л", "ль"]),
    ("L", Any, &["л", "ль", "р"]),
    ("m", Any, &["м"]),
    ("b", Any, &["б", "в"]),
    ("pp", Any, &["п"]),
    ("s", Any, &["с", "з"]),
    ("ss", Any, &["с"]),
    ("j", Any, &["дж", "ж", "з", "дз", "цз"]),
    ("jj", Any, &["ц", "цз"]),
    ("c", Any, &["ч", "ц", "т"]),
    ("k", Any, &["к", "х"]),
    ("t", Any, &["т"]),
    ("p", Any, &["п", "ф"]),
    ("h", Any, &["х", "ф", "г", ""]),
    ("N", Any, &["н", "нг"]),
    ("T", Any, &["т", "с"]),
];

/// Pinyin, a point behind each syllable.
pub(super) const HAN: &[Rule] = &[
    ("b", Any, &["б", "п"]),
    ("p", Any, &["п", "б"]),
    ("m", Any, &["м"]),
    ("f", Any, &["ф", "в"]),
    ("d", Any, &["д", "т"]),
    ("t", Any, &["т", "д"]),
    ("n", Any, &["н"]),
    ("l", Any, &["л", "р", "ль"]),
    ("g", Any, &["г", "к"]),
    ("k", Any, &["к", "г"]),
    ("h", Any, &["х", "г", ""]),
    ("j", Any, &["дж", "к", "т", "ц", "г"]),
    ("q", Any, &["ч", "к"]),
    ("x", Any, &["с", "ш", "х"]),
    ("zh", Any, &["ж", "дж", "ч"]),
    ("ch", Any, &["ч", "ц"]),
    ("sh", Any, &["ш", "с", "щ"]),
    ("shi.", Any, &["ш", "с", "ши", "ши"]),
    ("r", Any, &["р", "ж"]),
    ("z", Any, &["з", "ц"]),
    ("c", Any, &["ц"]),
    ("s", Any, &["с", "з"]),
    ("y", Any, &["й", ""]),
    ("w", Any, &["в", "у", ""]),
    ("a", Any, &["а"]),
    ("ai", Any, &["ай", "эй", "э", "е"]),
    ("ao", Any, &["о", "ау", "ао"]),
    ("an", Any, &["ан", "ам"]),
    ("ang", Any, &["ан", "ам", "он"]),
    ("e", Any, &["е", "ер"]),
    ("e.", Any, &["", "е", "ер"]),
    ("ei", Any, &["ей", "е", "и"]),
    ("en", Any, &["ен", "н"]),
    ("eng", Any, &["ен"]),
    ("er.", Any, &["р", "ль", "ер", ""]),
    ("i", Any, &["и", "й"]),
    ("i.", Any, &["и", ""]),
    ("ia", Any, &["я", "иа"]),
    ("ian", Any, &["ян", "ен"]),
    ("iao", Any, &["яо", "ё"]),
    ("ie", Any, &["е", "ие"]),
    ("in", Any, &["ин"]),
    ("ing", Any, &["ин", "инг"]),
    ("iu", Any, &["ю", "ью"]),
    ("o", Any, &["о"]),
    ("o.", Any, &["о", "", "е", "ер"]),
    ("ong", Any, &["он", "он", "ун"]),
    ("ou", Any, &["оу", "о", "у"]),
    ("u", Any, &["у"]),
    ("u.", Any, &["у", "", "ю"]),
    ("ua", Any, &["уа", "ва"]),
    ("uan", Any, &["уан", "ван"]),
    ("ui", Any, &["уи", "ви"]),
    ("un", Any, &["ун", "он"]),
    ("uo", Any, &["о", "уо"]),
    ("v", Any, &["ю"]),
    (".", Any, &[""]),
];

fn latin_of_hangul(word: &str) -> Option<String> {
    const INITIALS: [&str; 19] = [
        "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "c", "k", "t",
        "p", "h",
    ];
    const MEDIALS: [&str; 21] = [
        "a", "A", "ya", "yA", "E", "e", "yE", "ye", "o", "wa", "wA", "we", "yo", "u", "wE", "we",
        "wi", "yu", "U", "Ui", "i",
    ];
    const FINALS: [&str; 28] = [
        "", "k", "k", "k", "n", "n", "n", "T", "L", "k", "m", "L", "L", "L", "L", "L", "m", "p",
        "p", "T", "T", "N", "T", "T", "k", "T", "p", "T",
    ];
    let mut out = String::new();
    for c in word.chars() {
        let index = (c as u32).checked_sub(0xac00)? as usize;
        out.push_str(INITIALS.get(index / 588)?);
        out.push_str(MEDIALS.get(index % 588 / 28)?);
        out.push_str(FINALS.get(index % 28)?);
    }
    Some(out)
}

/// A foreigner's name in Hangul; words of one syllable are Korean ones.
pub(super) fn from_hangul(name: &str) -> Option<Candidate> {
    let words: Vec<&str> = name
        .split(|c: char| !korean::is_hangul(c))
        .filter(|word| !word.is_empty())
        .collect();
    let syllables = words.concat().chars().count();
    let is_name = (2..=4).contains(&words.len()) || words.len() == 1 && syllables > 1;
    if !is_name {
        return None;
    }
    let letters: Option<Vec<String>> = words.iter().map(|word| latin_of_hangul(word)).collect();
    candidate(letters?, System::Hangul)
}

/// A foreigner's name in Han characters: its parts stand apart by a middle dot, and the last one
/// is the surname. Of a given name only the first sound is compared.
pub(super) fn from_han(name: &str) -> Option<Candidate> {
    let words: Vec<&str> = name
        .split(['·', '・', '•', '‧', '．', '.', ' '])
        .filter(|word| !word.is_empty() && word.chars().all(han::is_han))
        .collect();
    let letters: Option<Vec<String>> = words
        .iter()
        .map(|word| {
            let mut out = String::new();
            for c in word.chars() {
                out.push_str(han::pinyin(c)?);
                out.push('.');
            }
            Some(out)
        })
        .collect();
    candidate(letters?, System::Han)
}

fn candidate(letters: Vec<String>, system: System) -> Option<Candidate> {
    let words: Option<Vec<String>> = letters
        .iter()
        .map(|word| Some(system.spellings(word)?.likeliest()))
        .collect();
    let words = words?;
    if words.is_empty() || words.iter().any(String::is_empty) {
        return None;
    }
    let mut candidate = Candidate::new(words, system, false);
    candidate.letters = letters;
    Some(candidate)
}
