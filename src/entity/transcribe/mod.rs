//! From a name in another script to Russian: what comes in is a name as a user may type it
//! ("Kim Jong-un", "김정은", "习近平", "Nguyễn Phú Trọng", "Poutine"), what goes out are the ways
//! in which Russian may write it, by the practical transcription of each language: Kontsevich's
//! system for Korean, Palladius' for Chinese, Polivanov's for Japanese, the usual one for
//! Vietnamese, and back-transliteration of romanised Russian; for names of Europe also all the
//! spellings that the rules of its languages allow ([`Spellings`]). Which of them an archive really
//! holds is left to [`crate::entity::search_key`].

mod chinese;
mod given_names;
mod han;
mod heard;
mod japanese;
mod kindred;
mod korean;
mod latin;
mod rules;
mod spelling;
mod vietnamese;

pub use self::japanese::is_japanese;
pub(crate) use self::spelling::{Reached, Spellings, read};

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
    /// Chinese in the romanisation of Wade and Giles.
    WadeGiles,
    Polivanov,
    Vietnamese,
    /// Ukrainian and Belarusian in their own letters.
    Kindred,
    /// Romanised Russian (GOST, BGN/PCGN, passports, French and German press).
    Romanised,
    /// Any other name in Latin letters, by sound.
    Western,
    /// A foreigner's name in Hangul, by sound.
    Hangul,
    /// A foreigner's name in Han characters, by sound.
    Han,
}

impl System {
    /// Its name for people; `None` for what was typed in Cyrillic, which goes through none.
    pub fn as_str(self) -> Option<&'static str> {
        match self {
            Self::AsWritten => None,
            Self::Known => Some("table of known names"),
            Self::Kontsevich => Some("Kontsevich"),
            Self::Palladius => Some("Palladius"),
            Self::WadeGiles => Some("Wade-Giles"),
            Self::Polivanov => Some("Polivanov"),
            Self::Vietnamese => Some("Vietnamese"),
            Self::Kindred => Some("Ukrainian or Belarusian"),
            Self::Romanised => Some("romanised Russian"),
            Self::Western => Some("general romanisation"),
            Self::Hangul => Some("foreign name in Hangul"),
            Self::Han => Some("foreign name in Han characters"),
        }
    }

    /// All the ways to write `word`, a word of [`Candidate::letters`]; `None` where the system
    /// has no rules for that, or the word has no letters.
    pub(crate) fn spellings(self, word: &str) -> Option<Spellings> {
        let sets: &[(&'static [rules::Rule], usize)] = match self {
            // Names of Russians and of the French are spelt by other rules.
            Self::Western => &[
                (latin::WESTERN, 0),
                (latin::FRENCH, 1),
                (latin::ROMANISED, 1),
            ],
            Self::Kontsevich => &[(korean::LATIN, 0)],
            Self::Vietnamese => &[(vietnamese::PRESS, 0)],
            Self::Kindred => &[(kindred::RULES, 0)],
            Self::Hangul => &[(heard::HANGUL, 0)],
            Self::Han => &[(heard::HAN, 0)],
            _ => return None,
        };
        (!word.is_empty()).then(|| Spellings::of(word, sets))
    }

    /// The Russian given names that `word` of a query stands for by the table of given names.
    pub(crate) fn given_names(self, word: &str) -> Vec<String> {
        match self {
            Self::Western | Self::Romanised => given_names::of(&plain(word)),
            Self::Kindred => given_names::of_kindred(word).unwrap_or_default(),
            _ => Vec::new(),
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
    /// The letters that each of `words` was read from, lower case, for
    /// [`System::spellings`]; empty where there is nothing to be had from them.
    pub letters: Vec<String>,
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
            letters: vec![String::new(); words.len()],
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
        found.extend(heard::from_hangul(&name));
    } else if name.chars().any(han::is_han) {
        let foreign = heard::from_han(&name);
        // No Chinese, Korean or Japanese name has a dot.
        if foreign
            .as_ref()
            .is_none_or(|candidate| candidate.words.len() < 2)
        {
            found.extend(han::candidates(&name));
        }
        found.extend(foreign);
    } else if name.split_whitespace().any(is_foreign) || !name.chars().any(is_cyrillic) {
        let words = latin_words(&initials_apart(&name));
        if !words.is_empty() {
            found.extend(known(&words));
            found.extend(korean::from_latin(&words));
            found.extend(chinese::from_pinyin(&words));
            found.extend(chinese::from_wade(&words));
            found.extend(vietnamese::from_latin(&words));
            found.extend(japanese::from_romaji(&words));
            found.extend(latin::romanised(&words));
            found.extend(latin::western(&words));
            found.extend(latin::french(&words));
        }
    } else {
        let words = cyrillic_words(&name);
        if !words.is_empty() {
            let kindred = kindred::from_kindred(&words);
            found.push(Candidate::new(words, System::AsWritten, false));
            found.extend(kindred);
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

/// "J D Vance" for "JD Vance": letters without a vowel are initials.
fn initials_apart(name: &str) -> String {
    let capitals = |word: &str| {
        (2..=3).contains(&word.len())
            && word
                .chars()
                .all(|c| c.is_ascii_uppercase() && !"AEIOUY".contains(c))
    };
    let whole = name.split_whitespace().all(|word| {
        let mut letters = word.chars().filter(|c| c.is_alphabetic());
        letters.all(char::is_uppercase)
    });
    let mut out: Vec<String> = Vec::new();
    for word in name.split_whitespace() {
        match capitals(word) && !whole {
            true => out.extend(word.chars().map(String::from)),
            false => out.push(word.to_owned()),
        }
    }
    out.join(" ")
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
            'ə' => out.push('a'),
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
    fn wade_and_giles() {
        check("Lai Ching-te", "лай циндэ");
        check("Tsai Ing-wen", "цай инвэнь");
        check("Teng Hsiao-p'ing", "дэн сяопин");
        check("Chiang Ching-kuo", "цзян цзинго");
        check("Lee Teng-hui", "ли дэнхуэй");
    }

    #[test]
    fn kindred() {
        check("Володимир Зеленський", "володимир зеленский");
        check("Андрій Єрмак", "андрий ермак");
    }

    #[test]
    fn initials_are_set_apart() {
        assert_eq!(initials_apart("JD Vance"), "J D Vance");
        assert_eq!(initials_apart("JD VANCE"), "JD VANCE");
        assert_eq!(initials_apart("Xi Jinping"), "Xi Jinping");
    }

    #[test]
    fn foreigners_in_hangul_and_han() {
        let heard = |name: &str, russian: &str| {
            let found = candidates(name);
            let last = found.last().unwrap();
            last.letters
                .iter()
                .zip(russian.split(' '))
                .all(|(word, russian)| {
                    let spellings = last.system.spellings(word).unwrap();
                    let soft: Vec<char> = super::super::sound::soften(russian).chars().collect();
                    spellings.lead_to(&soft)
                })
        };
        for (name, russian) in [
            ("블라디미르 푸틴", "Владимир Путин"),
            ("이시바 시게루", "Исиба Сигэру"),
            ("기시다 후미오", "Кисида Фумио"),
            ("다카이치 사나에", "Такаити Санаэ"),
            ("도널드 트럼프", "Дональд Трамп"),
            ("올라프 숄츠", "Олаф Шольц"),
            ("泽连斯基", "Зеленский"),
            ("拜登", "Байден"),
            ("特朗普", "Трамп"),
            ("默克尔", "Меркель"),
        ] {
            assert!(heard(name, russian), "{name}: {russian}");
        }
    }

    #[test]
    fn nothing_comes_of_nothing() {
        assert!(candidates("").is_empty());
        assert!(candidates("--- 12 ''").is_empty());
        assert!(candidates("'").is_empty());
    }
}
