//! Places beyond the tagger's: what comes in are names, what goes out are the places that stand
//! inside other names ("МИД Грузии", «Вестник Сибири», "Bank of Scotland") or that the tagger
//! left out ("чемпион Европы"), and parts of a country as one place ("юг Польши").

use super::EntityKind;
use super::names::Name;
use super::tables::{LATIN_PLACE_PAIRS, LATIN_PLACES, List};
use super::view::View;
use crate::entity::gazetteer::Gazetteer;
use crate::entity::words::{self, NameClass};
use crate::text::{self, TokenKind};

/// "посетил Хамхын, Саривон и Кусон": towns of the gazetteer that the tagger took for people.
pub fn visited(view: &View, names: &mut [Name]) {
    // Where a list of places that were visited goes on.
    let mut open = None;
    for name in names.iter_mut() {
        let i = name.start;
        let behind_verb = i > 0 && !view.breaks_before(i) && view.lemma_in(i - 1, List::Visits);
        let listed = open.is_some_and(|end| i == end + 1 && matches!(view.form(end), "," | "и"));
        open = None;
        if !behind_verb && !listed {
            continue;
        }
        if name.kind == EntityKind::Person && name.len() == 1 && is_town(view, i) {
            name.kind = EntityKind::Place;
        }
        if name.kind == EntityKind::Place {
            open = Some(name.end);
        }
    }
}

/// A word that is a town of the gazetteer as it stands, or ends as no man's name does in the
/// accusative, and no person's name of the dictionary.
fn is_town(view: &View, i: usize) -> bool {
    let word = view.word(i);
    let inanimate = || view.form(i).ends_with(is_consonant);
    !(word.known && word.person > 0.3) && (inanimate() || Gazetteer::get().contains(view.form(i)))
}

fn is_consonant(letter: char) -> bool {
    text::is_alphabetic(letter) && !"аеёиоуыэюяьъ".contains(letter)
}

/// Places that `names` lack.
pub fn missing(view: &View, names: &[Name]) -> Vec<Name> {
    let mut taken = vec![Taken::Free; view.len()];
    for name in names {
        let mark = match name.kind {
            EntityKind::Org => Taken::Org,
            EntityKind::Place => Taken::Place,
            _ => Taken::Person,
        };
        for slot in taken.iter_mut().take(name.end).skip(name.start) {
            *slot = (*slot).max(mark);
        }
    }
    let mut found: Vec<Name> = Vec::new();
    let mut i = 0;
    while i < view.len() {
        if taken[i] < Taken::Place
            && let Some(end) = place_at(view, i, taken[i] == Taken::Org)
            && (i..end).all(|j| taken.get(j).is_some_and(|&t| t < Taken::Place))
        {
            found.push(Name::new(EntityKind::Place, i, end, 0.6));
            i = end;
        } else {
            i += 1;
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    Free,
    Org,
    Place,
    Person,
}

/// The end of the place that starts at `i`.
fn place_at(view: &View, i: usize, in_name: bool) -> Option<usize> {
    if !view.is_capital(i) {
        return None;
    }
    // «Сибирь»: a name in quotes all of its own is that of a car, a ship, a club.
    let quoted = i > 0
        && matches!(view.form(i - 1), "«" | "\"" | "„")
        && matches!(view.form(i + 1), "»" | "\"" | "“" | "”");
    if quoted {
        return None;
    }
    match view.kind(i) {
        TokenKind::Cyrillic => {
            let word = view.word(i);
            let next = view.word(i + 1);
            let goes_on = !view.breaks_before(i + 1);
            // "Нижегородской области", "Северной Кореи".
            if goes_on
                && word.adjective
                && next.noun
                && view.lemma_in(i + 1, List::PlaceHeads)
                && relational(view, i)
            {
                return Some(i + 2);
            }
            if goes_on && is_spaced(view, i) {
                return Some(i + 2);
            }
            if word.known && word.place > 0.5 && word.person < 0.2 && word.noun {
                return Some(i + 1);
            }
            None
        }
        TokenKind::Latin if in_name => {
            let form = view.form(i);
            if LATIN_PLACE_PAIRS
                .iter()
                .any(|&(a, b)| a == form && b == view.form(i + 1))
            {
                return Some(i + 2);
            }
            LATIN_PLACES.contains(&form).then_some(i + 1)
        }
        _ => None,
    }
}

/// First halves of foreign names of places that the press writes with a hyphen or without.
const FIRST_HALVES: &[&str] = &[
    "Абу",
    "Аддис",
    "Алма",
    "Аль",
    "Буэнос",
    "Гранд",
    "Дар",
    "Коста",
    "Куала",
    "Ла",
    "Лас",
    "Лос",
    "Нью",
    "Порт",
    "Пуэрто",
    "Рио",
    "Сан",
    "Санта",
    "Санто",
    "Сент",
    "Сьерра",
    "Сьюдад",
    "Тель",
    "Улан",
    "Форт",
    "Шри",
    "Эль",
];

/// "Коста Рика", "Эль Сальвадор": two words that the dictionary has as one place with a hyphen.
pub fn is_spaced(view: &View, i: usize) -> bool {
    FIRST_HALVES.contains(&view.form(i))
        && view.is_capital(i + 1)
        && words::readings(&format!("{}-{}", view.form(i), view.form(i + 1)))
            .iter()
            .any(|reading| reading.known && reading.name == NameClass::Place)
}

/// An adjective made of a place or of a side of the world, not "Главный" or "Второй".
fn relational(view: &View, i: usize) -> bool {
    view.word(i).relational || view.lemma_in(i, List::PlaceAdjectives)
}

/// "на юге Польши": the part of a country as a place of its own, beside the country.
pub fn parts(view: &View, names: &[Name]) -> Vec<Name> {
    names
        .iter()
        .filter(|name| {
            name.kind == EntityKind::Place
                && name.start > 0
                && !view.breaks_before(name.start)
                && view.is_small(name.start - 1)
                && view.word(name.end - 1).genitive
                && view.lemma_in(name.start - 1, List::Directions)
        })
        .map(|name| Name::new(EntityKind::Place, name.start - 1, name.end, name.confidence))
        .collect()
}
