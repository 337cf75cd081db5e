//! Japanese names in Hepburn's or Kunrei romanisation to Russian by Polivanov's system
//! (E. D. Polivanov, 1917; the system of Russian maps and reference works). The order of the words
//! is kept: the press writes both.

use super::{Candidate, System, plain};

/// Syllables without long vowels, longest first within a letter.
const SYLLABLES: [(&str, &str); 72] = [
    ("kya", "кя"),
    ("kyu", "кю"),
    ("kyo", "кё"),
    ("gya", "гя"),
    ("gyu", "гю"),
    ("gyo", "гё"),
    ("sha", "ся"),
    ("shu", "сю"),
    ("sho", "сё"),
    ("shi", "си"),
    ("sya", "ся"),
    ("syu", "сю"),
    ("syo", "сё"),
    ("cha", "тя"),
    ("chu", "тю"),
    ("cho", "тё"),
    ("chi", "ти"),
    ("tya", "тя"),
    ("tyu", "тю"),
    ("tyo", "тё"),
    ("tsu", "цу"),
    ("nya", "ня"),
    ("nyu", "ню"),
    ("nyo", "нё"),
    ("hya", "хя"),
    ("hyu", "хю"),
    ("hyo", "хё"),
    ("bya", "бя"),
    ("byu", "бю"),
    ("byo", "бё"),
    ("mya", "мя"),
    ("myu", "мю"),
    ("myo", "мё"),
    ("rya", "ря"),
    ("ryu", "рю"),
    ("ryo", "рё"),
    ("ja", "дзя"),
    ("ju", "дзю"),
    ("jo", "дзё"),
    ("ji", "дзи"),
    ("za", "дза"),
    ("zu", "дзу"),
    ("ze", "дзэ"),
    ("zo", "дзо"),
    ("fu", "фу"),
    ("ya", "я"),
    ("yu", "ю"),
    ("yo", "ё"),
    ("wa", "ва"),
    ("k", "к"),
    ("g", "г"),
    ("s", "с"),
    ("t", "т"),
    ("d", "д"),
    ("n", "н"),
    ("h", "х"),
    ("b", "б"),
    ("p", "п"),
    ("m", "м"),
    ("r", "р"),
    ("a", "а"),
    ("i", "и"),
    ("u", "у"),
    ("e", "э"),
    ("o", "о"),
    ("ou", "о"),
    ("oo", "о"),
    ("oh", "о"),
    ("uu", "у"),
    ("z", "дз"),
    ("j", "дз"),
    ("w", "в"),
];

pub(super) fn from_romaji(words: &[String]) -> Option<Candidate> {
    let words: Option<Vec<String>> = words.iter().map(|w| word(&plain(w))).collect();
    Some(Candidate::new(words?, System::Polivanov, false))
}

/// One word; `None` when it is not made of Japanese syllables.
fn word(romaji: &str) -> Option<String> {
    let romaji = romaji.replace('\'', "");
    let mut out = String::new();
    let mut rest = romaji.as_str();
    while let Some(first) = rest.chars().next() {
        if first == '-' {
            out.push('-');
            rest = rest.get(1..)?;
            continue;
        }
        // A long vowel is written once in names: "Ōta", "Saitou", "Yuuki".
        let (latin, russian) = SYLLABLES
            .iter()
            .filter(|(latin, _)| rest.starts_with(latin))
            .max_by_key(|(latin, _)| latin.len())?;
        let next = rest.get(latin.len()..)?;
        let consonant = latin.len() == 1 && !"aiueo".contains(*latin);
        if consonant && *latin == "n" && !next.starts_with(['a', 'i', 'u', 'e', 'o']) {
            out.push_str(if next.starts_with(['b', 'p', 'm']) {
                "м"
            } else {
                "н"
            });
        } else if consonant && next.starts_with(first) {
            // A doubled consonant: "Nikkei".
            out.push_str(russian);
        } else if consonant && !next.starts_with(['a', 'i', 'u', 'e', 'o']) {
            return None;
        } else if *latin == "i" && out.ends_with(['а', 'э', 'о', 'у']) && next.is_empty() {
            out.push('й');
        } else {
            out.push_str(russian);
        }
        rest = next;
    }
    // ん before a vowel keeps its syllable: "Junichiro" is "Jun'ichirō". Hepburn without the
    // apostrophe cannot tell; "нъ" is the reading of the names in -ichiro.
    let out = out
        .replace("ничиро", "нъитиро")
        .replace("нитиро", "нъитиро");
    Some(out)
}

/// Whether a Russian word, lower case, may be Japanese by Polivanov's system: syllables that are
/// open or end in "н" (before lips "м"), and no letters that the system does not use.
pub fn is_japanese(word: &str) -> bool {
    const VOWELS: &str = "аиуэоеяюёы";
    const CONSONANTS: &str = "кгсзтднхбпмрвцф";
    let letters: Vec<char> = word.chars().filter(|&c| c != 'ъ').collect();
    let is_vowel = |c: char| VOWELS.contains(c);
    letters.iter().enumerate().all(|(i, &c)| {
        let next = letters.get(i + 1).copied();
        match c {
            c if is_vowel(c) => true,
            // The second half of a diphthong: "Мэйдзи".
            'й' => i > 0 && is_vowel(letters[i - 1]),
            'н' => next != Some('й'),
            // A doubled consonant, or the one that "дз" is.
            c if CONSONANTS.contains(c) => next.is_some_and(|next| {
                is_vowel(next)
                    || next == c
                    || (c, next) == ('д', 'з')
                    || c == 'м' && "бпм".contains(next)
            }),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_words_have_japanese_syllables() {
        for word in [
            "синдзо",
            "абэ",
            "дзюнъитиро",
            "коидзуми",
            "кэн",
            "хоккайдо",
            "мэйдзи",
            "симбун",
            "путин",
        ] {
            assert!(is_japanese(word), "{word}");
        }
        for word in ["владимир", "лавров", "сергей", "джон", "чен", "кристин"]
        {
            assert!(!is_japanese(word), "{word}");
        }
    }
}
