//! From an inflected surname or foreign name to the nominatives that it may be a form of: what
//! comes in is one word, what goes out are [`Reading`]s, each with the gender of its bearer and
//! the cases that the word can stand in. Rules of endings only ([`endings`]), for names that no
//! dictionary holds, weighed by what news had ([`attested`]); choosing between readings, by the
//! words beside and the dispatch, is left to [`crate::entity::person`].

mod attested;
mod endings;
mod reading;

use std::cell::RefCell;
use std::rc::Rc;

use crate::memo::Memo;
use crate::text;

pub use self::reading::{Bearer, Cases, Reading};

/// Readings of `word` as a surname, or as a given name unknown to the dictionary. Never empty:
/// the word as it stands is the last resort.
pub fn readings(word: &str) -> Rc<[Reading]> {
    thread_local! {
        // A name is asked about again and again while its dispatch is resolved.
        static KNOWN: RefCell<Memo<Rc<[Reading]>>> = const { RefCell::new(Memo::new(MOST)) };
    }
    KNOWN.with_borrow_mut(|known| known.get_or(word, || find(word).into()))
}

/// Words kept a thread; about 600 bytes each.
const MOST: usize = 8_000;

/// Parts of a double surname that are inflected each; of longer chains only the last one is.
const MOST_PARTS: usize = 3;

/// Endings of names that never inflect: Turkic, Georgian and Romanian ones. Source: Russian Grammar,
/// 1980, §1229 f.; of "-ия" and "-ава" those on -я and -а do.
const FIXED_ENDINGS: &[&str] = &[
    "оглу",
    "оглы",
    "кызы",
    "гызы",
    "заде",
    "швили",
    "дзе",
    "еску",
];

fn find(word: &str) -> Vec<Reading> {
    let lower = text::fold(word);
    if FIXED_ENDINGS.iter().any(|ending| lower.ends_with(ending)) {
        return vec![Reading {
            nominative: word.to_owned(),
            bearer: Bearer::Either,
            cases: Cases::ALL,
            weight: 9,
            rarity: 0,
        }];
    }
    // Only the last part of "Салтыков-Щедрин" need be looked at for its ending; the first is
    // inflected by itself.
    if let Some((head, tail)) = word.rsplit_once('-')
        && !head.is_empty()
        && tail.chars().next().is_some_and(char::is_uppercase)
    {
        return compound(head, tail);
    }
    endings::readings(word)
}

/// Points by which a double name is less likely that inflects its last part only.
const UNLIKELY: u8 = 3;

/// Both parts of a double surname in the same case, or the first one fixed ("Ван-Дамма").
fn compound(head: &str, tail: &str) -> Vec<Reading> {
    let mut out: Vec<Reading> = Vec::new();
    let heads = match head.split('-').count() < MOST_PARTS {
        true => find(head),
        false => Vec::new(),
    };
    for last in endings::readings(tail) {
        let mut matched = false;
        let fixed = last.nominative == tail && last.cases == Cases::ALL;
        for first in &heads {
            // "Сассу-Нгессо", but "Склодовской-Кюри".
            if fixed && first.nominative != head && !first.nominative.ends_with("ая") {
                continue;
            }
            let cases = first.cases.and(last.cases);
            let Some(bearer) = first.bearer.meet(last.bearer) else {
                continue;
            };
            if cases.is_empty() {
                continue;
            }
            matched = true;
            out.push(Reading {
                nominative: format!("{}-{}", first.nominative, last.nominative),
                bearer,
                cases,
                weight: first.weight.min(last.weight),
                rarity: first.rarity.max(last.rarity),
            });
        }
        // "Касым-Жомарта", "Ахмат-Хаджи": the first part of a given name stays as it is.
        let unlikely = if matched { UNLIKELY } else { 0 };
        out.push(Reading {
            nominative: format!("{head}-{}", last.nominative),
            weight: last.weight.saturating_sub(unlikely),
            ..last
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(word: &str, expected: &[&str]) {
        let found: Vec<String> = readings(word)
            .iter()
            .map(|r| r.nominative.clone())
            .collect();
        for name in expected {
            assert!(
                found.iter().any(|f| f == name),
                "{word}: {found:?} lacks {name}"
            );
        }
    }

    #[test]
    fn russian_surnames() {
        check("Сидоровым", &["Сидоров"]);
        check("Сидоровой", &["Сидорова"]);
        check("Сидорова", &["Сидоров", "Сидорова"]);
        check("Полянского", &["Полянский"]);
        check("Полянской", &["Полянская"]);
        check("Чернышёву", &["Чернышёв", "Чернышёва"]);
        check("Толстого", &["Толстой"]);
        check("Кравца", &["Кравец"]);
        check("Чудотворца", &["Чудотворец"]);
        check("Шольца", &["Шольц"]);
        check("Мерцу", &["Мерц"]);
        check("Гайдая", &["Гайдай"]);
        check("Коваля", &["Коваль"]);
        check("Седых", &["Седых"]);
        check("Петренко", &["Петренко"]);
        check("Мамину-Сибиряку", &["Мамин-Сибиряк"]);
    }

    #[test]
    fn foreign_surnames() {
        check("Брауном", &["Браун"]);
        check("Окуджавы", &["Окуджава"]);
        check("Гарсии", &["Гарсия"]);
        check("Шоу", &["Шоу"]);
        check("Дюма", &["Дюма"]);
        check("Рузвельтом", &["Рузвельт"]);
    }

    #[test]
    fn nothing_panics() {
        for word in [
            "", "-", "А-", "-А", "ё", "Ы-Ы", "а-Б", "ЪЪ", "x", "İ-İ", "ого", "ой",
        ] {
            assert!(!readings(word).is_empty(), "{word}");
        }
        let chain = ["Кути"; 40].join("-");
        assert!(readings(&chain).len() < 20);
    }
}
