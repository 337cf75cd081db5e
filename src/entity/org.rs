//! Names of organisations: what comes in are the tokens of a mention, what goes out is the
//! canonical form: the name of the table (see [`super::units`]), else the head in the nominative
//! with its adjectives, what it governs as it stands, quotation marks kept. Also the letters by
//! which an abbreviation is told to be that of a name.

use super::units::{self, StateOf, Unit, UnitKind, Units};
use super::{declension, words};
use crate::morph::{Case, Class, Flag, Morph, Number, Target};
use crate::neural::Embedding;
use crate::text::{self, Token, Tokens};

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

/// The abbreviation that the words of `name` would have ("Трудовая партия Кореи": "тпк"), folded;
/// `None` for fewer than two words.
pub fn initials(name: &str) -> Option<String> {
    let mut out = String::new();
    for word in plain(name).split([' ', '-']) {
        if matches!(
            word,
            "и" | "по"
                | "в"
                | "на"
                | "о"
                | "об"
                | "при"
                | "за"
                | "против"
                | "с"
                | "для"
                | "-"
                | ""
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

/// A token of a mention, and whether a gap stands before it.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    pub form: &'a str,
    pub gap: bool,
}

impl<'a> Piece<'a> {
    pub fn of(tokens: &'a Tokens, token: &Token) -> Self {
        Self {
            form: tokens.form(token),
            gap: !token.glued,
        }
    }
}

/// The words of `words` in their places: gaps as in `pieces`, none before the first. Built from
/// forms and not from the text, in whose words soft hyphens and stress marks may stand.
pub fn put(pieces: &[Piece], words: &[String]) -> String {
    let mut out = String::new();
    for (piece, word) in pieces.iter().zip(words) {
        if piece.gap && !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The canonical form of a mention: the name of the table for a body that it knows, with the name
/// of the state whose it is ("МИД России"), else the name in the nominative as a noun phrase; gaps
/// and quotation marks stay as written.
pub fn canonical(pieces: &[Piece]) -> String {
    let forms: Vec<&str> = pieces.iter().map(|piece| piece.form).collect();
    let written: Vec<String> = forms.iter().map(|form| (*form).to_owned()).collect();
    let written = put(pieces, &written);
    if !units::may_begin(&written) {
        return nominative(pieces, &forms);
    }
    match &Units::of(&written).bodies[..] {
        [
            Unit {
                kind: UnitKind::Body(body),
                ..
            },
        ] => return body.canonical.to_owned(),
        [
            Unit {
                kind: UnitKind::Body(body),
                ..
            },
            Unit {
                kind: UnitKind::State(state),
                words: at,
                ..
            },
        ] => {
            if let Some(name) = units::name_of(body, *state) {
                return name.to_owned();
            }
            // "Федеральная налоговая служба США" is none that the table knows.
            if matches!(body.state, StateOf::Only(_)) {
                return nominative(pieces, &forms);
            }
            let whose = units::words(&written)[at.clone()].join(" ");
            // What the dispatch has is surer than what is made: "Багам", "Косово".
            let as_shown = words::proper_case(&whose) == whose
                && units::state_name(*state).is_some_and(|name| units::is_form(&whose, name));
            let whose = match as_shown {
                true => whose,
                false => genitive_of(*state).unwrap_or(whose),
            };
            return format!("{} {whose}", body.canonical);
        }
        // "Совбез ООН"; the name of a body that is no abbreviation would need its genitive.
        [
            Unit {
                kind: UnitKind::Body(body),
                ..
            },
            Unit {
                kind: UnitKind::Body(whose),
                ..
            },
        ] if whose.canonical.chars().all(text::is_uppercase) => {
            return format!("{} {}", body.canonical, whose.canonical);
        }
        _ => {}
    }
    nominative(pieces, &forms)
}

/// The canonical form of a mention in quotation marks of one word: "«Известия»" are no известие in
/// the genitive, for most names in quotes stand in the nominative.
pub fn quoted_canonical(pieces: &[Piece]) -> String {
    match pieces {
        [word] if is_nominative(word.form) => word.form.to_owned(),
        _ => canonical(pieces),
    }
}

fn is_nominative(word: &str) -> bool {
    Morph::get()
        .recent_parses(word)
        .iter()
        .any(|p| p.is_known() && p.class == Class::Noun && p.feats.case() == Some(Case::Nom))
}

fn nominative(pieces: &[Piece], forms: &[&str]) -> String {
    if let [word] = forms {
        if is_ministry(word) {
            return (*word).to_owned();
        }
        if let Some(name) = attested_nominative(word) {
            return name;
        }
    }
    let mut words = Morph::get().nominative_words(forms);
    // "Верховный суд РФ" is that of the state by its name, as "МИД РФ" is.
    if let ([.., last], [_, .., of]) = (&mut words[..], forms)
        && of.chars().count() > 1
        && of.chars().all(text::is_uppercase)
        && let Some(state) = units::state_of(of)
        && let Some(name) = genitive_of(state)
    {
        *last = name;
    }
    put(pieces, &words)
}

/// "Минпросвещения", "Минцифры": an office short for the genitive that its second part keeps in
/// every case.
fn is_ministry(word: &str) -> bool {
    const TAILS: &[&str] = &["ия", "ии", "ы", "ики", "уки", "зи", "ства"];
    word.strip_prefix("Мин").is_some_and(|field| {
        field.chars().count() > 3 && TAILS.iter().any(|tail| field.ends_with(tail))
    })
}

/// The nominative of a name that no dictionary has, where news had it: "Росстата" is of Росстат.
fn attested_nominative(word: &str) -> Option<String> {
    let mut letters = word.chars();
    let is_name = letters.next().is_some_and(text::is_uppercase)
        && letters.all(|c| text::is_lowercase(c) && text::is_cyrillic(c));
    if !is_name || Morph::get().contains(word) {
        return None;
    }
    let frequency = |name: &str| Embedding::get().frequency(name);
    declension::readings(word)
        .iter()
        .filter(|reading| reading.rarity == 0 && frequency(&reading.nominative).is_some())
        .max_by_key(|reading| reading.weight)
        .map(|reading| reading.nominative.clone())
}

/// The name of a state as that of whose something is: "России"; `None` where that is not certain.
fn genitive_of(state: [u8; 2]) -> Option<String> {
    let morph = Morph::get();
    let name = units::state_name(state)?;
    let parts: Vec<&str> = name.split(' ').collect();
    // An adjective agrees with the noun that ends the name: "Саудовская Аравия".
    let nouns = morph.parses(parts.last()?);
    let nouns = nouns
        .iter()
        .filter(|p| p.class == Class::Noun && p.feats.case() == Some(Case::Nom) && p.is_known());
    // "Сахара" are sugars, too.
    let noun = nouns
        .clone()
        .find(|p| p.feats.has(Flag::Place))
        .or_else(|| nouns.clone().next())?;
    let target = Target::new(Case::Gen, noun.feats.number().unwrap_or(Number::Sing))
        .gender(noun.feats.gender());
    let mut out = Vec::with_capacity(parts.len());
    for (at, word) in parts.iter().enumerate() {
        let form = if at + 1 == parts.len() {
            morph.inflect(noun, target)?
        } else {
            let adjective = morph
                .parses(word)
                .into_iter()
                .find(|p| p.class.agrees() && p.feats.case() == Some(Case::Nom))?;
            morph.inflect(&adjective, target)?
        };
        out.push(words::like(word, &form));
    }
    Some(out.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(mention: &str, expected: &str) {
        let tokens = crate::text::tokenize(mention);
        let pieces: Vec<Piece> = tokens
            .iter()
            .map(|token| Piece::of(&tokens, token))
            .collect();
        assert_eq!(canonical(&pieces), expected, "{mention}");
    }

    #[test]
    fn heads_in_the_nominative() {
        check("Трудовой партии Кореи", "ТПК");
        check("Народного собрания Болгарии", "Народное собрание Болгарии");
        check("МИД Грузии", "МИД Грузии");
        check("Европейского союза", "ЕС");
        check("компании «Северный ветер»", "компания «Северный ветер»");
        // The fullest name known: "Минобороны" is a colloquial short form.
        check("Министерством обороны", "Министерство обороны");
        check("Организации Объединенных Наций", "ООН");
        check("Совета Федерации", "Совет Федерации");
        check("Совфеда", "Совет Федерации");
        check("Банком России", "Банк России");
        check("Верховного суда РФ", "Верховный суд России");
        check("Академии наук КНР", "Академия наук Китая");
        check("Минэкологии", "Минэкологии");
        check("СБ ООН", "Совет безопасности ООН");
        check("Совбеза ООН", "Совет безопасности ООН");
        check("Росстата", "Росстат");
        check("Хезболле", "Хезболла");
    }

    #[test]
    fn names_in_quotes_are_nominatives_where_they_can_be() {
        for (name, expected) in [
            ("Известия", "Известия"),
            ("Известиям", "Известия"),
            ("Ведомости", "Ведомости"),
            ("Заря", "Заря"),
        ] {
            let piece = Piece {
                form: name,
                gap: false,
            };
            assert_eq!(quoted_canonical(&[piece]), expected);
        }
    }

    #[test]
    fn bodies_of_states_have_one_name() {
        check("МИД РФ", "МИД России");
        check(
            "Министерства иностранных дел Российской Федерации",
            "МИД России",
        );
        check("МИДа КНР", "МИД Китая");
        check(
            "Минобороны Саудовской Аравии",
            "Министерство обороны Саудовской Аравии",
        );
        check("Минобороны США", "Министерство обороны США");
        check("Пентагона", "Министерство обороны США");
        check("Госдумы РФ", "Государственная дума");
        check("СК РФ", "Следственный комитет России");
        check("ЦБ РФ", "Банк России");
        check(
            "Следственного комитета Армении",
            "Следственный комитет Армении",
        );
        check("МИД КНДР", "МИД КНДР");
        check("Федеральной налоговой службой РФ", "ФНС");
        check(
            "Федеральной налоговой службой США",
            "Федеральная налоговая служба США",
        );
    }

    #[test]
    fn whose_a_body_is() {
        for (state, expected) in [
            (b"RU", Some("России")),
            (b"US", Some("США")),
            (b"KR", Some("Южной Кореи")),
            (b"EH", Some("Западной Сахары")),
            (b"NL", Some("Нидерландов")),
            (b"GW", Some("Гвинеи-Бисау")),
            (b"SB", Some("Соломоновых Островов")),
            (b"BA", None),
            (b"XX", None),
        ] {
            assert_eq!(genitive_of(*state).as_deref(), expected);
        }
        check("МИД Багам", "МИД Багам");
        check("МИД РОССИИ", "МИД России");
        check("МИД Боснии и Герцеговины", "МИД Боснии и Герцеговины");
    }

    #[test]
    fn signs_inside_words_are_no_part_of_the_name() {
        check(
            "Народного соб\u{ad}рания Болгарии",
            "Народное собрание Болгарии",
        );
        check(
            "Народного собра\u{301}ния Болгарии",
            "Народное собрание Болгарии",
        );
        check("Росси\u{438}\u{306}ского завода", "Российский завод");
    }

    #[test]
    fn abbreviations() {
        assert!(abbreviates("ТПК", "Трудовая партия Кореи"));
        assert!(abbreviates("ВОЗ", "Всемирная организация здравоохранения"));
        assert!(!abbreviates("МВД", "Трудовая партия Кореи"));
        assert!(!abbreviates("", ""));
    }
}
