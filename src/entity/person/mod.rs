//! Names of people: what comes in are the words of a mention in whatever case they stand, what
//! goes out are their parts in the nominative. A name is read word by word ([`part`]), each reading
//! with the cases and the gender that it allows; the readings kept are those that agree with each
//! other and with what stands around ([`reader`]). Which mentions mean one person is left to
//! [`crate::entity::resolve`].

mod layout;
mod name;
mod part;
mod reader;
mod surname;
mod surname_first;
#[cfg(test)]
mod tests;

use self::layout::is_numeral;
use self::part::{is_latin, part_readings};
use self::reader::Reader;
use super::context::Context;
use super::declension::Cases;
use super::name_lexicon::{DIGNITIES, is_title};
use super::words::{self, NameClass};
use crate::text;

pub use self::name::{NameToken, Parsed, Votes, begin_alike, without_seniority};
pub use self::surname::family_surname;

/// Points of an eastern name, which is told by its syllables.
const EASTERN: i32 = 30;

/// Reads a mention. `votes` are those of the whole dispatch.
pub fn parse(tokens: &[NameToken], context: Context, votes: &Votes) -> Parsed {
    let tokens = own_words(tokens);
    let mut parsed = Parsed {
        initials: tokens
            .iter()
            .filter(|t| t.initial)
            .map(|t| words::proper_case(&t.form))
            .collect(),
        seniority: tokens.iter().find_map(|t| t.seniority.clone()),
        ..Parsed::default()
    };
    let forms: Vec<String> = tokens
        .iter()
        .filter(|t| !t.initial)
        .map(|t| words::proper_case(&t.form))
        .collect();
    let forms: Vec<&str> = forms.iter().map(String::as_str).collect();
    let Some((last, given)) = forms.split_last() else {
        return parsed;
    };
    if let Some(names) = surname_first::nominatives(&forms, context, votes) {
        parsed.surname_first = true;
        parsed.surname = names.first().cloned();
        parsed.given = names.get(1..).unwrap_or_default().to_vec();
        parsed.words = names;
        parsed.score = EASTERN;
        return parsed;
    }
    let reader = Reader::new(&forms, context, votes);
    match reader.best(!parsed.initials.is_empty()) {
        Some(choice) => parsed.take(&choice, context),
        None => {
            parsed.words = forms.iter().map(|&form| form.to_owned()).collect();
            parsed.surname = Some((*last).to_owned());
            parsed.given = given.iter().map(|&form| form.to_owned()).collect();
        }
    }
    parsed
}

/// The words of a mention that are of the name: without titles that the span took in, and without
/// a spelling in other letters.
fn own_words(tokens: &[NameToken]) -> Vec<&NameToken> {
    let mut tokens: Vec<&NameToken> = tokens.iter().collect();
    // As long as a name remains.
    while tokens.len() > 1 {
        let lower = tokens[0].form.to_lowercase();
        let title = words::readings(&lower).iter().any(|r| is_title(&r.lemma)) || is_title(&lower);
        let small = tokens[0].form.starts_with(char::is_lowercase);
        if title && small && !tokens[0].initial {
            tokens.remove(0);
        } else {
            break;
        }
    }
    // A Latin spelling behind a Cyrillic name is an alias, not a part: "(Joshua Wolf)"; so are
    // characters of any other script.
    let cyrillic = tokens
        .iter()
        .filter(|t| !is_latin(&t.form) && !t.initial)
        .count();
    let foreign = tokens.iter().filter(|t| is_latin(&t.form)).count();
    if cyrillic > 1 || cyrillic == 1 && foreign > 1 {
        tokens.retain(|t| !is_latin(&t.form) || t.initial || is_numeral(&t.form));
    } else if cyrillic == 1 {
        tokens.retain(|t| !is_latin(&t.form) || t.form.is_ascii());
    }
    tokens
}

/// All nominatives that the words of a mention may be forms of, for [`Votes`].
pub fn possible_nominatives(tokens: &[NameToken]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for token in tokens.iter().filter(|t| !t.initial) {
        let form = words::proper_case(&token.form);
        for reading in part_readings(&form, 1, 2) {
            if !out.contains(&reading.nominative) {
                out.push(reading.nominative);
            }
        }
    }
    out
}

/// The cases in which the words of a name can stand, as far as the dictionary knows them.
pub fn own_cases(tokens: &[NameToken]) -> Cases {
    let mut all = Cases::ALL;
    for token in tokens.iter().filter(|t| !t.initial && !is_latin(&t.form)) {
        let form = words::proper_case(&token.form);
        let cases = words::readings(&form)
            .iter()
            .filter(|r| {
                r.known
                    && !r.plural
                    && matches!(
                        r.name,
                        NameClass::Given | NameClass::Patronymic | NameClass::Surname
                    )
            })
            .fold(Cases::NONE, |cases, r| cases.or(r.cases));
        if !cases.is_empty() {
            all = all.and(cases);
        }
    }
    match all.is_empty() {
        true => Cases::ALL,
        false => all,
    }
}

/// Nominatives of `form` as a given name or patronymic of the dictionary.
pub fn given_forms(form: &str) -> Vec<String> {
    words::readings(form)
        .iter()
        .filter(|r| {
            matches!(r.name, NameClass::Given | NameClass::Patronymic) && !r.plural && r.known
        })
        .map(|r| words::like(form, &r.lemma))
        .collect()
}

/// "Кирилл" of "патриарх Кирилл", "Иван Петров" of "министр Иван Петров": titles and posts in small
/// letters are no part of a name. Those of rulers are, where more than a given name follows:
/// "принц Гарри Уэльский".
pub fn without_titles(name: &str) -> &str {
    let mut rest = name.trim();
    let mut ruler = false;
    while let Some((first, more)) = rest.split_once(char::is_whitespace) {
        let readings = words::readings(first);
        let title = first.starts_with(text::is_lowercase)
            && readings.iter().any(|r| r.post || is_title(&r.lemma));
        if !title {
            break;
        }
        ruler |= readings
            .iter()
            .any(|r| DIGNITIES.contains(&r.lemma.as_str()));
        rest = more.trim_start();
    }
    match ruler && rest.contains(char::is_whitespace) {
        true => name,
        false => rest,
    }
}
