//! Which language a text is in: what comes in is the body of a dispatch (names and agencies in
//! titles and datelines mislead), what goes out is an ISO 639-1 code.
//!
//! The script decides first: Hangul, kana and Han name their language themselves. Among Cyrillic
//! and Latin texts whatlang's trigrams decide; on short texts they are unreliable, so that there
//! letters that only one language has come first and the candidates are the languages that
//! agencies write in.

use whatlang::{Detector, Lang, Script};

/// How much of a text is looked at, in letters: beyond this nothing changes any more.
const ENOUGH: usize = 4_000;
/// Trigrams alone are trusted from this many letters on (whatlang's own figures have its errors
/// mostly below it).
const LONG: usize = 250;

/// Letters of Cyrillic alphabets, counted by what they tell.
#[derive(Debug, Default)]
struct Cyrillic {
    letters: usize,
    /// ы, э: Russian, Belarusian and the languages of Central Asia.
    yery: usize,
    /// ъ: a vowel in Bulgarian, rare in Russian.
    hard_sign: usize,
    /// и, щ: not in Belarusian.
    not_belarusian: usize,
    dotted_i: usize,
    /// ї, є, ґ.
    ukrainian: usize,
    /// ў: Belarusian, and Uzbek.
    short_u: usize,
    /// ј, љ, њ, џ.
    yugoslav: usize,
    /// ђ, ћ.
    serbian: usize,
    /// ѓ, ќ, ѕ.
    macedonian: usize,
    /// ә, ұ, ғ.
    kazakh: usize,
    /// ң, ө, ү, қ, һ and others that several Turkic and Mongolic alphabets have.
    asian: usize,
    /// ӣ, ӯ, ҷ, ҳ.
    tajik: usize,
}

/// Letters by script.
#[derive(Debug, Default)]
struct Letters {
    cyrillic: Cyrillic,
    latin: usize,
    hangul: usize,
    kana: usize,
    han: usize,
    other: usize,
}

/// The language of `body` as an ISO 639-1 code; `None` when there is nothing to tell it by.
///
/// ```
/// use depesha::text::detect_language;
/// assert_eq!(detect_language("Над городом прошёл первый снег."), Some("ru"));
/// assert_eq!(detect_language("서울에 첫눈이 내렸다"), Some("ko"));
/// assert_eq!(detect_language("12:30"), None);
/// ```
pub fn detect_language(body: &str) -> Option<&'static str> {
    let (sample, letters) = sample(body);
    let total = letters.total();
    if total == 0 {
        return None;
    }
    // A syllable or an ideograph says as much as two or three letters.
    let east = 3 * letters.han + 2 * (letters.hangul + letters.kana);
    if east >= letters.cyrillic.letters + letters.latin + letters.other {
        // Japanese texts are up to four fifths Han; Korean ones name things in Han now and then.
        return Some(if letters.hangul >= letters.kana + letters.han / 2 {
            "ko"
        } else if letters.kana * 10 >= letters.han {
            "ja"
        } else {
            "zh"
        });
    }
    if letters.cyrillic.letters >= letters.latin.max(letters.other) {
        return Some(cyrillic(sample, &letters.cyrillic));
    }
    if letters.latin >= letters.other {
        return latin(sample, letters.latin);
    }
    Detector::new().detect_lang(sample).map(code)
}

impl Letters {
    fn total(&self) -> usize {
        self.cyrillic.letters + self.latin + self.hangul + self.kana + self.han + self.other
    }
}

/// The part of `body` that is looked at, and the letters in it.
fn sample(body: &str) -> (&str, Letters) {
    let mut letters = Letters::default();
    let mut count = 0;
    for (at, c) in body.char_indices() {
        match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => {
                letters.latin += 1;
            }
            '\u{400}'..='\u{52f}' => count_cyrillic(c, &mut letters.cyrillic),
            '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}' => letters.hangul += 1,
            '\u{3041}'..='\u{30ff}' => letters.kana += 1,
            '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' => letters.han += 1,
            _ if c.is_alphabetic() => letters.other += 1,
            _ => continue,
        }
        count += 1;
        if count == ENOUGH {
            return (&body[..at + c.len_utf8()], letters);
        }
    }
    (body, letters)
}

fn count_cyrillic(c: char, letters: &mut Cyrillic) {
    letters.letters += 1;
    match super::fold_char(c) {
        'ы' | 'э' => letters.yery += 1,
        'ъ' => letters.hard_sign += 1,
        'и' | 'щ' => letters.not_belarusian += 1,
        'і' => letters.dotted_i += 1,
        'ї' | 'є' | 'ґ' => letters.ukrainian += 1,
        'ў' => letters.short_u += 1,
        'ј' | 'љ' | 'њ' | 'џ' => letters.yugoslav += 1,
        'ђ' | 'ћ' => letters.serbian += 1,
        'ѓ' | 'ќ' | 'ѕ' => letters.macedonian += 1,
        'ә' | 'ұ' | 'ғ' => letters.kazakh += 1,
        'ң' | 'ө' | 'ү' | 'қ' | 'һ' | 'ҡ' | 'ҙ' => letters.asian += 1,
        'ӣ' | 'ӯ' | 'ҷ' | 'ҳ' => letters.tajik += 1,
        _ => {}
    }
}

/// Cyrillic text is Russian unless letters that Russian lacks are too many for a quoted name.
fn cyrillic(sample: &str, letters: &Cyrillic) -> &'static str {
    // In running text of those languages their own letters are well above 3%.
    let frequent = |count: usize| count > 0 && count * 33 >= letters.letters;
    let ukrainian = letters.dotted_i + letters.ukrainian;
    if frequent(letters.tajik) {
        return "tg";
    }
    if frequent(letters.asian + letters.kazakh) {
        return if letters.dotted_i > 0 {
            "kk"
        } else if letters.short_u > 0 {
            "uz"
        } else if letters.kazakh > 0 {
            "tt"
        } else if letters.yery > 0 && letters.asian > 0 && letters.not_belarusian > 0 {
            turkic_or_mongolic(sample)
        } else {
            "mn"
        };
    }
    if frequent(letters.yugoslav + letters.serbian + letters.macedonian) {
        return if letters.macedonian > letters.serbian {
            "mk"
        } else {
            "sr"
        };
    }
    if frequent(ukrainian + letters.short_u) {
        // Belarusian has neither и nor щ, Ukrainian neither ы nor э nor ў.
        let belarusian = letters.short_u + letters.yery;
        return if belarusian > letters.ukrainian && letters.not_belarusian * 20 < letters.letters {
            "be"
        } else if letters.yery > ukrainian {
            // Russian in the spelling before 1918.
            "ru"
        } else {
            "uk"
        };
    }
    // Without any of those letters only Bulgarian is left; it has no ы and э.
    if letters.yery == 0 && letters.letters >= 20 {
        let bulgarian = letters.hard_sign * 100 >= letters.letters;
        let long = letters.letters >= LONG;
        if bulgarian || long {
            let candidates = vec![Lang::Rus, Lang::Bul];
            let guess = Detector::with_allowlist(candidates).detect_lang(sample);
            if guess == Some(Lang::Bul) {
                return "bg";
            }
        }
    }
    "ru"
}

/// Kyrgyz doubles its vowels as Mongolian does, but has "ң" and no "ө" with "в".
fn turkic_or_mongolic(sample: &str) -> &'static str {
    let has = |letter: char| sample.chars().any(|c| super::fold_char(c) == letter);
    if has('ң') { "ky" } else { "mn" }
}

fn latin(sample: &str, letters: usize) -> Option<&'static str> {
    if letters < 3 {
        return None;
    }
    if letters >= LONG {
        let guess = Detector::new().detect(sample);
        if let Some(info) = guess.filter(|info| info.script() == Script::Latin) {
            return Some(code(info.lang()));
        }
    }
    let candidates = vec![
        Lang::Eng,
        Lang::Deu,
        Lang::Fra,
        Lang::Spa,
        Lang::Ita,
        Lang::Por,
        Lang::Pol,
        Lang::Tur,
        Lang::Vie,
    ];
    Detector::with_allowlist(candidates)
        .detect_lang(sample)
        .map(code)
}

/// ISO 639-1 for whatlang's ISO 639-3.
fn code(language: Lang) -> &'static str {
    match language {
        Lang::Epo => "eo",
        Lang::Eng => "en",
        Lang::Rus => "ru",
        Lang::Cmn => "zh",
        Lang::Spa => "es",
        Lang::Por => "pt",
        Lang::Ita => "it",
        Lang::Ben => "bn",
        Lang::Fra => "fr",
        Lang::Deu => "de",
        Lang::Ukr => "uk",
        Lang::Kat => "ka",
        Lang::Ara => "ar",
        Lang::Hin => "hi",
        Lang::Jpn => "ja",
        Lang::Heb => "he",
        Lang::Yid => "yi",
        Lang::Pol => "pl",
        Lang::Amh => "am",
        Lang::Jav => "jv",
        Lang::Kor => "ko",
        Lang::Nob => "nb",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Fin => "fi",
        Lang::Tur => "tr",
        Lang::Nld => "nl",
        Lang::Hun => "hu",
        Lang::Ces => "cs",
        Lang::Ell => "el",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mar => "mr",
        Lang::Kan => "kn",
        Lang::Ron => "ro",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Mkd => "mk",
        Lang::Lit => "lt",
        Lang::Lav => "lv",
        Lang::Est => "et",
        Lang::Tam => "ta",
        Lang::Vie => "vi",
        Lang::Urd => "ur",
        Lang::Tha => "th",
        Lang::Guj => "gu",
        Lang::Uzb => "uz",
        Lang::Pan => "pa",
        Lang::Aze => "az",
        Lang::Ind => "id",
        Lang::Tel => "te",
        Lang::Pes => "fa",
        Lang::Mal => "ml",
        Lang::Ori => "or",
        Lang::Mya => "my",
        Lang::Nep => "ne",
        Lang::Sin => "si",
        Lang::Khm => "km",
        Lang::Tuk => "tk",
        Lang::Aka => "ak",
        Lang::Zul => "zu",
        Lang::Sna => "sn",
        Lang::Afr => "af",
        Lang::Lat => "la",
        Lang::Slk => "sk",
        Lang::Cat => "ca",
        Lang::Tgl => "tl",
        Lang::Hye => "hy",
        Lang::Cym => "cy",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(detect_language(text), expected, "{text}");
    }

    #[test]
    fn short_texts() {
        check("Снег.", Some("ru"));
        check("Поезд из Москвы прибыл в Казань", Some("ru"));
        check("Метро", Some("ru"));
        check("КНДР", Some("ru"));
        check("Випав перший сніг, повідомляє їхня пресслужба", Some("uk"));
        check("У горадзе выпаў першы снег", Some("be"));
        check("Възложени са цветя пред паметника в София", Some("bg"));
        check(
            "В Київ приехали гости из разных городов России и Белоруссии на конференцию",
            Some("ru"),
        );
        check("Қазақстанда бірінші қар жауды", Some("kk"));
        check("У граду је пао први снег, кажу љубитељи зиме", Some("sr"));
        check("The first snow fell in the city", Some("en"));
        check("서울에 첫눈이 내렸다", Some("ko"));
        check("北京今天下雪", Some("zh"));
        check("東京で初雪が降った", Some("ja"));
        check("1 2 3", None);
        check("", None);
    }

    #[test]
    fn mixed_scripts_go_by_the_larger_share() {
        check(
            "Компания Toyota Motor Corporation представила новый автомобиль в Токио",
            Some("ru"),
        );
        check("Премия имени 李白 вручена в Пекине", Some("ru"));
        check("조선중앙통신 (KCNA) 평양 9월 4일발", Some("ko"));
    }
}
