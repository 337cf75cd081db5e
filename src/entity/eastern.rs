//! Korean, Chinese and Vietnamese names, whose surname stands first: what comes in are words, what
//! goes out is whether they are such a name, and its nominative. It knows tables and syllables
//! only, so that recognising names and reading them ask the same list.

use std::sync::OnceLock;

use regex::Regex;
use rustc_hash::FxHashSet;

use super::declension::Cases;
use super::transcribe::rows;
use super::words::{self, NameClass};

/// Whether `words` (nominative) are a Korean, Chinese or Vietnamese name with the surname first.
pub fn is_surname_first(words: &[&str]) -> bool {
    eastern(words).is_some()
}

pub(super) fn eastern_surnames() -> &'static FxHashSet<String> {
    static SURNAMES: OnceLock<FxHashSet<String>> = OnceLock::new();
    SURNAMES.get_or_init(|| {
        let mut set = FxHashSet::default();
        for row in rows(include_str!("tables/korean_surnames.tsv")) {
            if let Some(russian) = row.get(3) {
                set.extend(russian.split(' ').map(str::to_owned));
            }
        }
        for row in rows(include_str!("tables/east_surnames.txt")) {
            for cell in row {
                set.extend(cell.split_whitespace().map(str::to_owned));
            }
        }
        set
    })
}

/// Syllables of Kontsevich's, Palladius' and the Vietnamese transcription, joined or hyphenated.
pub(super) fn is_syllabic(word: &str) -> bool {
    static SYLLABLES: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = SYLLABLES.get_or_init(|| {
        let initial = "(?:чж|чх|дж|дз|цз|кх|тх|пх|нг|кк|тт|пп|сс|зь|нь|[бпмфдтнлгкхшчцсжзрв])?";
        let korean = "(?:в?[аэеио]|у[эа]?|ый|[яёюы])(?:ль|н|нг|к|т|п|м|р)?";
        let chinese = "(?:уань|уань|юань|уан|уай|уэ[йн]?|уй|унь|янь|янь|инь|ян|ин|юнь|юн|юэ|юй|яо|ай|эй|ао|оу|ань|энь|ан|эн|ун|ань|эр|у[ао]?|[аоэияюеы])";
        let vietnamese = "(?:ыо|уо|ье|ие|уе|уи|юи|юэ|оа|уа|ыу|ыа|ай|ой|ау|ао|уй|[аеиоуыэ])(?:нь|нг|ть|м|н|п|т|к)?";
        Regex::new(&format!(
            "^(?:{initial}(?:{chinese}|{korean}|{vietnamese})[ъ]?-?){{1,3}}$"
        ))
        .ok()
    });
    let lower = word.to_lowercase();
    lower.chars().count() <= 12 && pattern.as_ref().is_some_and(|p| p.is_match(&lower))
}

/// Whether a word is made of the syllables of Polivanov's transcription of Japanese, as a name in
/// the nominative is.
pub(super) fn is_japanese(word: &str) -> bool {
    static SYLLABLES: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = SYLLABLES.get_or_init(|| {
        let syllable = "(?:дз|[кгстцднхбпмр])?(?:[аиуоэ]|[яюё])|в[а]|й[оя]|фу|ё|ю|я|нъ?";
        Regex::new(&format!("^(?:{syllable}){{2,7}}$")).ok()
    });
    let lower = word.to_lowercase();
    pattern.as_ref().is_some_and(|p| p.is_match(&lower))
}

/// The nominative forms of an eastern name, or `None` when `words` are none. Only the last word
/// inflects, and the surname before a joined one now and then ("Хвана Чжан Епа").
pub(super) fn eastern(words: &[&str]) -> Option<Vec<String>> {
    if !(2..=4).contains(&words.len()) {
        return None;
    }
    // The Dutch painter, whose name is made of Chinese syllables.
    if words.len() == 2 && words[0] == "Ван" && words[1].starts_with("Гог") {
        return None;
    }
    let surname = eastern_surname(words[0])?;
    let (last, middle) = words.split_last()?;
    let middle = middle.get(1..)?;
    if !middle.iter().all(|w| is_syllabic(w) && short(w)) {
        return None;
    }
    // Two words: "Ли Мария" and "Ван Гог" are no such names; the given name of two syllables
    // must be of the language throughout.
    let mut candidates = eastern_last(last);
    candidates.retain(|(c, _)| short(c));
    let (last, _) = candidates.into_iter().next()?;
    if words.len() == 2 {
        let given = words::readings(words[1]);
        if given
            .iter()
            .any(|r| r.name == NameClass::Given && r.known && r.probability > 0.3)
            && words[1].chars().count() > 3
        {
            return None;
        }
    }
    let mut out = vec![surname];
    out.extend(middle.iter().map(|w| (*w).to_owned()));
    out.push(last);
    Some(out)
}

fn short(word: &str) -> bool {
    word.chars().count() <= 10
}

fn eastern_surname(word: &str) -> Option<String> {
    let surnames = eastern_surnames();
    if surnames.contains(word) {
        return Some(word.to_owned());
    }
    for ending in ["а", "у", "ом", "ем", "е", "я", "ю"] {
        if let Some(stem) = word.strip_suffix(ending) {
            for tail in ["", "ь", "й"] {
                let base = format!("{stem}{tail}");
                if surnames.contains(&base) && base.chars().count() > 2 {
                    return Some(base);
                }
            }
        }
    }
    None
}

/// Nominatives of the last word of an eastern name, each with the cases it then stands in; the
/// likeliest first.
pub(super) fn eastern_last(word: &str) -> Vec<(String, Cases)> {
    let mut out = Vec::new();
    let stems: &[(&str, &str, Cases)] = &[
        ("ем", "ь", Cases::INS),
        ("ем", "й", Cases::INS),
        ("ом", "", Cases::INS),
        ("я", "ь", Cases::GEN.or(Cases::ACC)),
        ("я", "й", Cases::GEN.or(Cases::ACC)),
        ("ю", "ь", Cases::DAT),
        ("ю", "й", Cases::DAT),
        ("а", "", Cases::GEN.or(Cases::ACC)),
        ("у", "", Cases::DAT),
        ("е", "", Cases::LOC),
        ("е", "ь", Cases::LOC),
        ("е", "й", Cases::LOC),
    ];
    for (ending, tail, cases) in stems {
        let Some(stem) = word.strip_suffix(ending) else {
            continue;
        };
        let consonant = stem
            .chars()
            .next_back()
            .is_some_and(|c| "нкмптргб".contains(c));
        let vowel = stem
            .chars()
            .next_back()
            .is_some_and(|c| "аэоуыеию".contains(c));
        // ь follows н and л in these languages, й a vowel, nothing a hard consonant.
        let fits = match *tail {
            "ь" => stem.ends_with(['н', 'л', 'т']),
            "й" => vowel,
            _ => consonant && (!stem.ends_with('г') || stem.ends_with("нг")),
        };
        let base = format!("{stem}{tail}");
        if fits && is_syllabic(&base) && base.chars().count() > 1 {
            out.push((base, *cases));
        }
    }
    if is_syllabic(word) {
        let cases = if word.ends_with(['а', 'о', 'у', 'э', 'е', 'и', 'ы', 'ю', 'я', 'ё'])
        {
            Cases::ALL
        } else {
            Cases::NOM
        };
        // "Юна" may be "Юн" or "Ю На": as written first when a syllable with its own consonant
        // is left, for given names in the genitive are rarer than the nominative.
        out.push((word.to_owned(), cases));
    }
    out
}
