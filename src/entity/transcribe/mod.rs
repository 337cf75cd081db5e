//! From a name in another script to Russian: what comes in is a name as a user may type it
//! ("Kim Jong-un", "김정은", "习近平", "Nguyễn Phú Trọng", "Poutine"), what goes out are the ways
//! in which Russian may write it, by the practical transcription of each language: Kontsevich's
//! system for Korean, Palladius' for Chinese, Polivanov's for Japanese, the usual one for
//! Vietnamese, and back-transliteration of romanised Russian. Which of them an archive really
//! holds is left to [`crate::entity::search_key`].

mod chinese;
mod han;
mod japanese;
mod korean;
mod latin;
mod vietnamese;

pub use self::japanese::is_japanese;

use crate::text::is_cyrillic;
use unicode_normalization::UnicodeNormalization;

/// The system by which a [`Candidate`] was transcribed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum System {
    /// Typed in Cyrillic.
    AsWritten,
    /// A spelling that no system leads to, from a table.
    Known,
    Kontsevich,
    Palladius,
    Polivanov,
    Vietnamese,
    /// Romanised Russian (GOST, BGN/PCGN, passports, French and German press).
    Romanised,
    /// Any other name in Latin letters, by sound.
    Western,
}

impl System {
    /// Its name for people; `None` for what was typed in Cyrillic, which goes through none.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::AsWritten => None,
            Self::Known => Some("table of known names"),
            Self::Kontsevich => Some("Kontsevich"),
            Self::Palladius => Some("Palladius"),
            Self::Polivanov => Some("Polivanov"),
            Self::Vietnamese => Some("Vietnamese"),
            Self::Romanised => Some("romanised Russian"),
            Self::Western => Some("general romanisation"),
        }
    }
}

/// One way to write a name in Russian.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Lower case, surname first where the system knows which it is.
    pub words: Vec<String>,
    /// For each of `words` its other spellings, the surer first; empty where the system leaves
    /// no choice.
    pub others: Vec<Vec<String>>,
    pub system: System,
    /// The first word is the surname.
    pub surname_first: bool,
    /// Only the surname could be read (Japanese names in Han characters).
    pub surname_only: bool,
}

impl Candidate {
    fn new(words: Vec<String>, system: System, surname_first: bool) -> Self {
        Self {
            others: vec![Vec::new(); words.len()],
            words,
            system,
            surname_first,
            surname_only: false,
        }
    }
}

/// How many candidates are given at most; a name of a few words has far fewer.
const MOST: usize = 48;

/// Longer than any name: nothing is transcribed that has more words, or longer ones (letters).
const MOST_WORDS: usize = 8;
const LONGEST_WORD: usize = 40;

/// The ways to write `name` in Russian, the surest first, without repetition. A Cyrillic name is
/// its own only candidate; a name without letters has none.
pub fn candidates(name: &str) -> Vec<Candidate> {
    let name: String = name.nfc().collect();
    let mut found = Vec::new();
    let mut words = name.split_whitespace();
    let too_long = |word: &str| word.chars().nth(LONGEST_WORD).is_some();
    let foreign = words.clone().any(is_foreign) || !name.chars().any(is_cyrillic);
    if foreign && (words.clone().nth(MOST_WORDS).is_some() || words.any(too_long)) {
        return found;
    }
    if name.chars().any(|c| korean::is_hangul(c) || han::is_han(c)) {
        let whole = name.replace(['·', '・', ' '], "");
        found.extend(known(&[whole]));
    }
    if name.chars().any(korean::is_hangul) {
        found.extend(korean::from_hangul(&name));
    } else if name.chars().any(han::is_han) {
        found.extend(han::candidates(&name));
    } else if name.split_whitespace().any(is_foreign) || !name.chars().any(is_cyrillic) {
        let words = latin_words(&name);
        if !words.is_empty() {
            found.extend(known(&words));
            found.extend(korean::from_latin(&words));
            found.extend(chinese::from_pinyin(&words));
            found.extend(vietnamese::from_latin(&words));
            found.extend(japanese::from_romaji(&words));
            found.extend(latin::romanised(&words));
            found.extend(latin::western(&words));
            found.extend(latin::french(&words));
        }
    } else {
        let words = cyrillic_words(&name);
        if !words.is_empty() {
            found.push(Candidate::new(words, System::AsWritten, false));
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    found.retain(|c| {
        !c.words.is_empty()
            && seen.insert((
                c.words.clone(),
                c.others.clone(),
                c.system,
                c.surname_first,
                c.surname_only,
            ))
    });
    found.truncate(MOST);
    found
}

/// Whether a word has letters of other scripts and is no Roman numeral ("Елизавета II").
fn is_foreign(word: &str) -> bool {
    word.chars().any(|c| c.is_alphabetic() && !is_cyrillic(c))
        && !word
            .chars()
            .all(|c| matches!(c, 'I' | 'V' | 'X' | 'L' | ','))
}

/// The words of a Cyrillic name, lower case. Hyphens inside a word are kept: whether they join
/// parts of one surname or syllables of a given name is for the comparison to settle.
fn cyrillic_words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'))
        .map(|w| w.trim_matches(['-', '\'', '’']).to_owned())
        .filter(|w| w.chars().any(char::is_alphabetic))
        .collect()
}

/// The words of a name in Latin letters, lower case, apostrophes kept, hyphens kept.
fn latin_words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || is_mark(c)))
        .map(|w| w.trim_matches(['-', '\'']).to_owned())
        .filter(|w| !w.is_empty() && w.chars().any(char::is_alphabetic))
        .collect()
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// `text` without diacritics and with the letters that have none to lose spelt out.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfd() {
        match c {
            c if is_mark(c) => {}
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'ı' => out.push('i'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            c => out.push(c),
        }
    }
    out
}

/// Rows of a table file: tab-separated columns, `#` opens a comment line.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').map(str::trim).collect())
}

/// Historical and traditional spellings, see the table.
fn known(words: &[String]) -> Option<Candidate> {
    let name = plain(&words.join(" "));
    rows(include_str!("../tables/known_names.tsv")).find_map(|row| match row[..] {
        [latin, russian] if plain(latin) == name => Some(Candidate::new(
            cyrillic_words(russian),
            System::Known,
            false,
        )),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let found = candidates(name);
        let expected_words: Vec<&str> = expected.split(' ').collect();
        assert!(
            found.iter().any(|c| c.words.len() == expected_words.len()
                && c.words
                    .iter()
                    .zip(&c.others)
                    .zip(&expected_words)
                    .all(|((word, others), expected)| word == expected
                        || others.iter().any(|o| o == expected))),
            "{name} -> {expected}, got {:?}",
            found
                .iter()
                .map(|c| (c.words.join(" "), &c.others, c.system))
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn korean() {
        check("김정은", "ким чон ын");
        check("문재인", "мун чэ ин");
        check("이명박", "ли мён бак");
        check("Kim Jong-un", "ким чон ун");
        check("Park Geun-hye", "пак кын хе");
        check("Choi Son Hui", "цой сон хи");
    }

    #[test]
    fn chinese() {
        check("习近平", "си цзиньпин");
        check("毛泽东", "мао цзэдун");
        check("Xi Jinping", "си цзиньпин");
        check("Zhang Xueliang", "чжан сюэлян");
        check("Li Qiang", "ли цян");
        check("欧阳修", "оуян сю");
        check("Lü Buwei", "люй бувэй");
    }

    #[test]
    fn japanese() {
        check("Shinzo Abe", "синдзо абэ");
        check("Shigeru Ishiba", "сигэру исиба");
        check("Junichiro Koizumi", "дзюнъитиро коидзуми");
        check("安倍晋三", "абэ");
    }

    #[test]
    fn vietnamese() {
        check("Nguyễn Phú Trọng", "нгуен фу чонг");
        check("Nguyen Phu Trong", "нгуен фу чонг");
        check("Tô Lâm", "то лам");
        check("Phạm Minh Chính", "фам минь тинь");
    }

    #[test]
    fn romanised_russian() {
        check("Putin", "путин");
        check("Poutine", "путин");
        check("Yeltsin", "ельцин");
        check("Lavrov", "лавров");
        check("Khrushchev", "хрущев");
        check("Chruschtschow", "хрущов");
        check("Sergei Shoigu", "сергей шойгу");
        check("Dmitriy Medvedev", "дмитрий медведев");
        check("Zakharova", "захарова");
    }

    #[test]
    fn western() {
        check("Trump", "трамп");
        check("Donald", "дональд");
        check("Macron", "макрон");
        check("Scholz", "шольц");
        check("Clinton", "клинтон");
        check("Jacques Chirac", "жак ширак");
        check("François Hollande", "франсуа олланд");
        check("Charles de Gaulle", "шарль де голль");
        check("Mitterrand", "миттеран");
        check("特朗普", "трамп");
        check("오바마", "обама");
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(candidates("").is_empty());
        assert!(candidates("--- 12 ''").is_empty());
        assert!(candidates("'").is_empty());
    }
}
