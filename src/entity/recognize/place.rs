//! Places beyond the tagger's: what comes in are names, what goes out are the places that stand
//! inside other names ("МИД Грузии", «Вестник Сибири», "Bank of Scotland") or that the tagger
//! left out ("чемпион Европы"), and parts of a country as one place ("юг Польши").

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::{LATIN_PLACE_PAIRS, LATIN_PLACES, List};
use super::view::View;
use crate::entity::gazetteer::Gazetteer;
use crate::entity::place;
use crate::entity::words::{self, NameClass};
use crate::morph::Class;
use crate::text::{self, TokenKind};

/// "посетил Хамхын, Саривон и Кусон", "под Волчанском": towns of the gazetteer that the tagger took
/// for people.
pub fn visited(view: &View, names: &mut Vec<Name>) {
    // Where a list of places that were visited goes on.
    let mut open = None;
    // Where any list of places does.
    let mut places: Option<usize> = None;
    for name in names.iter_mut() {
        trim(view, name);
        let i = name.start;
        let behind_verb = i > 0 && !view.breaks_before(i) && view.lemma_in(i - 1, List::Visits);
        let listed = open.is_some_and(|end| i == end + 1 && matches!(view.form(end), "," | "и"));
        open = None;
        let among = places.is_some_and(|end| i == end + 1 && matches!(view.form(end), "," | "и"));
        if name.kind == EntityKind::Person
            && name.len() == 1
            && (is_somewhere(view, i) || is_of_tables(view, i, among))
        {
            name.kind = EntityKind::Place;
        }
        places = (name.kind == EntityKind::Place).then_some(name.end);
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
    names.retain(|name| !is_of_people(view, name));
}

/// "под Волчанском", "близ Рыльска", "провинция Янган", "остров Хонсю": a word behind a preposition of
/// place or a word for a kind of place, which may be a form of the name of a town and is no surname of
/// the dictionary.
fn is_somewhere(view: &View, i: usize) -> bool {
    let word = view.word(i);
    if i == 0 || view.breaks_before(i) || !view.is_capital(i) || view.kind(i) != TokenKind::Cyrillic
    {
        return false;
    }
    let before = text::lowercase(view.form(i - 1));
    let described = view.is_small(i - 1) && view.lemma_in(i - 1, List::PlaceNouns);
    let inside = matches!(
        before.as_str(),
        "в" | "во"
            | "из"
            | "под"
            | "близ"
            | "вблизи"
            | "возле"
            | "около"
            | "на"
            | "через"
            | "до"
    );
    let beside = before == "у";
    if !(described || inside || beside) || word.known && word.person > 0.3 && word.place < 0.5 {
        return false;
    }
    // A name follows: "в Иване Сомине".
    if view.is_capital(i + 1) && !view.breaks_before(i + 1) && !described {
        return false;
    }
    if word.known && word.place > 0.5 && word.person < 0.3 {
        return true;
    }
    let towns = place::possible_nominatives(view.form(i));
    let mut towns = towns.iter().filter(|town| is_big(town));
    match described || inside {
        true => towns.next().is_some(),
        // "у Волчанска", but "у Ким".
        false => towns.any(|town| {
            ["ск", "цк", "град", "поль", "бург"]
                .iter()
                .any(|end| town.ends_with(end))
        }),
    }
}

/// "Пэктусан": a word that is a place of the tables in any case, and no person's name of the
/// dictionary; `among` places, a town of some size too.
fn is_of_tables(view: &View, i: usize, among: bool) -> bool {
    let word = view.word(i);
    let person = word.known && !(word.place > 0.5 && word.person < 0.3);
    let beside = |i: usize| view.is_capital(i) && view.kind(i) == TokenKind::Cyrillic;
    // "Хусейн Янган", "генерал Янган".
    let joined = i > 0
        && !view.breaks_before(i)
        && (beside(i - 1) && !view.starts_sentence(i - 1)
            || words::readings(view.form(i - 1)).iter().any(|r| r.post))
        || beside(i + 1) && !view.breaks_before(i + 1);
    if person || joined || view.kind(i) != TokenKind::Cyrillic {
        return false;
    }
    let gazetteer = Gazetteer::get();
    place::possible_nominatives(view.form(i))
        .iter()
        .any(|name| {
            gazetteer.known(name).is_some()
                || gazetteer.region(name).is_some()
                || (among || name.ends_with("ск") || name.ends_with("цк")) && is_big(name)
        })
}

/// "Северном Пхёнане паводок", "Взяты Покровск": what the tagger took for a part of the name.
fn trim(view: &View, name: &mut Name) {
    if name.kind != EntityKind::Place || name.len() < 2 {
        return;
    }
    let last = name.end - 1;
    let noun = |r: &words::WordReading| {
        r.known && r.class == Class::Noun && !r.animate && r.cases.has_nominative() && !r.plural
    };
    if view.is_small(last)
        && view.is_capital(last - 1)
        && !view.word(last - 1).adjective
        && !view.lemma_in(last, List::PlaceHeads)
        && !view.lemma_in(last, List::PlaceNouns)
        && words::readings(view.form(last))
            .first()
            .is_some_and(|r| noun(r) && !place::is_descriptor(&r.lemma))
    {
        name.end = last;
    }
    let first = words::readings(view.form(name.start));
    if name.len() > 1
        && view.starts_sentence(name.start)
        && view.is_capital(name.start + 1)
        && first
            .first()
            .is_some_and(|r| r.known && matches!(r.class, Class::ShortParticiple | Class::Verb))
        && first.iter().all(|r| r.name != NameClass::Place)
    {
        name.start += 1;
    }
}

/// A name of the tables, or of a town of some size: hamlets bear any name.
fn is_big(name: &str) -> bool {
    let gazetteer = Gazetteer::get();
    let towns = gazetteer.find(name);
    gazetteer.known(name).is_some()
        || gazetteer.region(name).is_some()
        || towns
            .first()
            .is_some_and(|town| town.population > LEAST_TOWN)
}

/// People of the smallest town that is told from a person by a preposition alone.
const LEAST_TOWN: u32 = 5_000;

/// "Трактористы провинции Северный Пхёнан": a word for people at the head of a sentence.
fn is_of_people(view: &View, name: &Name) -> bool {
    name.kind == EntityKind::Place
        && name.len() == 1
        && view.starts_sentence(name.start)
        && words::readings(view.form(name.start))
            .first()
            .is_some_and(|r| {
                r.known
                    && r.animate
                    && r.class == Class::Noun
                    && r.name == NameClass::None
                    && r.plural
            })
}

/// Letters that are left of the first word of a town, at most.
const LONGEST_CUT: usize = 4;

/// "С.-Петербурге", "Н. Новгород", "Ростов-на-Д.": the end of a town whose name is abbreviated.
fn abbreviated_end(view: &View, i: usize) -> Option<usize> {
    if view.form(i + 1) != "." || !view.glued(i + 1) || view.kind(i) != TokenKind::Cyrillic {
        return None;
    }
    // Most full stops stand behind a longer word.
    let form = view.form(i);
    if form.chars().nth(LONGEST_CUT).is_some() && !form.contains("-на-") {
        return None;
    }
    if place::cut(view.form(i)).is_some() {
        return Some(i + 2);
    }
    let hyphen = usize::from(matches!(view.form(i + 2), "-" | "–"));
    let rest = i + 2 + hyphen;
    if view.kind(rest) != TokenKind::Cyrillic
        || view.breaks_before(rest)
        || hyphen == 1 && !view.glued(rest)
    {
        return None;
    }
    place::abbreviated(view.form(i), view.form(rest)).map(|_| rest + 1)
}

/// Towns whose names are abbreviated, each as one place instead of what the tagger made of it.
pub fn abbreviated(view: &View, names: &mut Names) {
    let mut found = Vec::new();
    let mut i = 0;
    while i < view.len() {
        match abbreviated_end(view, i) {
            Some(end) => {
                found.push(Name::new(EntityKind::Place, i, end, 0.9));
                i = end;
            }
            None => i += 1,
        }
    }
    // "Мэрия Н. Новгорода" stays one name around it.
    let around = |town: &Name| {
        let outer = |name: &Name| name.kind == EntityKind::Org && name.contains(town);
        names
            .list
            .iter()
            .any(|name| outer(name) && name.len() > town.len())
    };
    let (inside, alone): (Vec<Name>, Vec<Name>) = found.into_iter().partition(around);
    names.nested.extend(inside);
    names.replace(alone, view.len());
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
            // The next word is looked up where this one makes it worth it.
            let word = view.word(i);
            let goes_on = !view.breaks_before(i + 1);
            // "Нижегородской области", "Северной Кореи".
            if goes_on
                && word.adjective
                && view.word(i + 1).noun
                && view.lemma_in(i + 1, List::PlaceHeads)
                && relational(view, i)
                // Sports have federations too: "Всероссийская федерация".
                && !(view.is_small(i + 1) && view.form(i + 1).starts_with("федерац"))
            {
                return Some(i + 2);
            }
            if goes_on && is_spaced(view, i) {
                return Some(i + 2);
            }
            // "Пик Победы".
            if goes_on
                && view.form(i).starts_with("Пик")
                && view.is_capital(i + 1)
                && view.lemma_is(i, "пик")
                && view.word(i + 1).genitive
            {
                return Some(i + 2);
            }
            // "Туманган": the tables know names that the dictionary lacks.
            if !word.known && !in_name && Gazetteer::get().known(view.form(i)).is_some() {
                return Some(i + 1);
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

#[cfg(test)]
mod tests {
    use crate::entity::EntityKind;
    use crate::entity::recognize::Recognizer;
    use crate::text::tokenize;

    /// The names of one kind in `text`.
    fn names(text: &str, kind: EntityKind) -> Vec<String> {
        let tokens = tokenize(text);
        Recognizer::get()
            .recognize(text, &tokens)
            .into_iter()
            .filter(|name| name.kind == kind)
            .map(|name| text[name.span].to_owned())
            .collect()
    }

    #[track_caller]
    fn check(text: &str, places: &[&str]) {
        assert_eq!(names(text, EntityKind::Place), places, "{text}");
        assert_eq!(names(text, EntityKind::Person), [""; 0], "{text}");
    }

    #[test]
    fn towns_behind_prepositions_are_no_people() {
        check("Бои идут под Волчанском.", &["Волчанском"]);
        check("Взрыв прогремел у Волчанска.", &["Волчанска"]);
        check(
            "В Судже, Рыльске и Белгороде тихо.",
            &["Судже", "Рыльске", "Белгороде"],
        );
        check("Туристы поднялись на Пэктусан.", &["Пэктусан"]);
        let found = names("Гости были у Соринга.", EntityKind::Place);
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn abbreviated_towns_are_one_place() {
        for (text, place) in [
            ("Поезд из С.-Петербурга прибыл.", "С.-Петербурга"),
            ("Поезд прибыл в Н. Новгород вечером.", "Н. Новгород"),
            ("Самолёт вылетел в П.-Камчатский вчера.", "П.-Камчатский"),
            ("Жители Р.-на-Дону ждут.", "Р.-на-Дону"),
        ] {
            assert_eq!(names(text, EntityKind::Place), [place], "{text}");
        }
    }

    #[test]
    fn what_stands_beside_a_place_is_no_part_of_it() {
        check("Панамский канал закрыт.", &["Панамский канал"]);
        let found = names("Всероссийская федерация провела турнир.", EntityKind::Place);
        assert_eq!(found, [""; 0]);
        let found = names(
            "Трактористы провинции Северный Пхёнан ждут.",
            EntityKind::Place,
        );
        assert!(
            !found.iter().any(|place| place == "Трактористы"),
            "{found:?}"
        );
    }
}
