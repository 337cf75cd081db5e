//! What a name names: what comes in are names with the tagger's kind, what goes out are the same
//! with the kinds that lists and the words before them demand, without those that are no names
//! of people, places or organisations.

use rustc_hash::{FxHashMap, FxHashSet};

use super::EntityKind;
use super::memory::{same as same_name, stems};
use super::names::{Name, Names};
use super::place;
use super::tables::{List, NOT_NAMES, PAIRS, POST_REMAINDERS};
use super::view::View;
use crate::text;

pub fn apply(view: &View, names: &mut Names) {
    let things = things(view, names);
    names.list.retain_mut(|name| keep(view, name));
    if !things.is_empty() {
        names
            .list
            .retain(|name| !is_known_thing(view, name, &things));
    }
    let cover = names.cover(view.len());
    // Names that are the second word of a pair.
    let mut inner = Vec::new();
    for i in 0..view.len() {
        if let Some(number) = cover[i] {
            // "Нью-Йорк таймс": the tagger saw the town.
            let name = &mut names.list[number];
            let free = cover.get(i + 1).is_some_and(Option::is_none);
            if name.len() == 1 && free && is_organisation_pair(view, i) {
                name.end += 1;
                name.kind = seat(view, i);
                names
                    .nested
                    .push(Name::new(EntityKind::Place, i, i + 1, 0.6));
            }
        } else {
            if is_organisation(view, i) {
                names.list.push(Name::new(seat(view, i), i, i + 1, 0.9));
            } else if let Some(end) = source_end(view, i) {
                names.list.push(Name::new(EntityKind::Org, i, end, 0.9));
            } else if is_organisation_pair(view, i) {
                // "Голос Америки" names America too.
                let second = cover.get(i + 1).copied().flatten();
                if second.is_none_or(|number| names.list[number].len() == 1) {
                    inner.extend(second);
                    names.list.push(Name::new(seat(view, i), i, i + 2, 0.9));
                }
            }
        }
    }
    // Ascending, as the tokens are; what was added stands behind all of them.
    let mut inner = inner.into_iter().peekable();
    let mut number = 0;
    let nested = &mut names.nested;
    names.list.retain(|name| {
        let pair = inner.next_if_eq(&number).is_some();
        number += 1;
        if pair && name.kind == EntityKind::Place {
            nested.push(*name);
        }
        !pair
    });
    names.sort();
    place::visited(view, &mut names.list);
}

/// Sets the kind of a name, or says that it is none.
fn keep(view: &View, name: &mut Name) -> bool {
    let i = name.start;
    if name.len() == 1 {
        let folded = view.form(i).to_lowercase();
        if NOT_NAMES.contains(&folded.as_str())
            || name.kind == EntityKind::Org && view.lemma_in(i, List::NotNames)
        {
            return false;
        }
        if is_organisation(view, i) {
            name.kind = seat(view, i);
            name.confidence = name.confidence.max(0.9);
            return true;
        }
        let word = view.word(i);
        if name.kind == EntityKind::Person {
            if i > 0 && view.is_small(i - 1) && view.lemma_in(i - 1, List::Eponyms) {
                return false;
            }
            if word.known
                && word.common > 0.5
                && word.person < 0.3
                && view.lemma_in(i, List::Titles)
            {
                return false;
            }
            // "Сегодня", "Надеюсь": the capital is the sentence's.
            if view.starts_sentence(i) && word.known && word.common > 0.95 && name.confidence < 0.95
            {
                return false;
            }
        }
        if name.kind != EntityKind::Org
            && name.confidence < 0.9
            && i > 0
            && !view.breaks_before(i)
            && view.is_small(i - 1)
            && view.lemma_in(i - 1, List::OrgDescriptors)
            && word.person < 0.5
            && word.place < 0.5
        {
            name.kind = EntityKind::Org;
        }
    }
    if name.len() == 2 && is_organisation_pair(view, i) {
        name.kind = seat(view, i);
        name.confidence = name.confidence.max(0.9);
    }
    if name.len() == 2 && name.kind == EntityKind::Person && place::is_spaced(view, i) {
        name.kind = EntityKind::Place;
    }
    if name.kind == EntityKind::Org && is_thing(view, name) {
        return false;
    }
    if name.kind == EntityKind::Org && is_post_remainder(view, name) {
        // What is left is the state whose post it is, if anything.
        name.start += 2;
        name.kind = EntityKind::Place;
        return name.len() > 0 && view.is_capital(name.start);
    }
    true
}

/// "Государственных дел" of a chairman's title: one of [`POST_REMAINDERS`].
fn is_post_remainder(view: &View, name: &Name) -> bool {
    name.len() > 1
        && POST_REMAINDERS.iter().any(|&(first, second)| {
            view.form(name.start) == first && view.form(name.start + 1) == second
        })
}

/// "теплоход «Север»", "теплоходы «Север» и «Юг»": a thing in quotes, not an organisation.
fn is_thing(view: &View, name: &Name) -> bool {
    let mut i = name.start;
    if i == 0 || !matches!(view.form(i - 1), "«" | "\"" | "„" | "“") {
        return false;
    }
    // Back over the quote, and over "«…» и", "«…»,".
    i -= 1;
    for _ in 0..3 {
        if i == 0 || view.breaks_before(i) {
            return false;
        }
        match view.form(i - 1) {
            "и" | "," | "или" if i >= 2 && matches!(view.form(i - 2), "»" | "\"" | "”") => {
                let Some(open) = (i.saturating_sub(10)..i - 2)
                    .rev()
                    .find(|&j| matches!(view.form(j), "«" | "\"" | "„" | "“"))
                else {
                    return false;
                };
                i = open;
            }
            _ => return view.lemma_in(i - 1, List::Things),
        }
    }
    false
}

/// What the text introduces as a thing ("шаттл «Буран»", "отсек (ПАО)"), by the stems of the
/// folded forms and by the forms themselves: one that it calls by its bare name afterwards is the
/// same thing.
fn things(view: &View, names: &Names) -> FxHashMap<String, FxHashSet<String>> {
    let mut things: FxHashMap<String, FxHashSet<String>> = FxHashMap::default();
    for name in &names.list {
        if name.kind == EntityKind::Org
            && name.len() == 1
            && (is_thing(view, name) || is_bracketed_thing(view, name))
        {
            let form = text::fold(view.form(name.start));
            for stem in stems(&form).chain([&*form]) {
                let forms = things.entry(stem.to_owned()).or_default();
                forms.insert(form.clone().into_owned());
            }
        }
    }
    things
}

/// "приборно-агрегатного отсека (ПАО)": the abbreviation of a thing.
fn is_bracketed_thing(view: &View, name: &Name) -> bool {
    name.start >= 2
        && view.is_abbreviation(name.start)
        && view.form(name.start - 1) == "("
        && view.form(name.end) == ")"
        && view.lemma_in(name.start - 2, List::Things)
}

fn is_known_thing(view: &View, name: &Name, things: &FxHashMap<String, FxHashSet<String>>) -> bool {
    name.kind == EntityKind::Org
        && name.len() == 1
        && {
            let form = text::fold(view.form(name.start));
            stems(&form).chain([&*form]).any(|stem| {
                let forms = things.get(stem).into_iter().flatten();
                { forms }.any(|thing| same_name(thing, &form))
            })
        }
        // "концерн «Буран»" is another one's name.
        && !(1..=2).any(|back| {
            name.start >= back
                && !view.breaks_before(name.start)
                && view.lemma_in(name.start - back, List::OrgDescriptors)
        })
}

/// On the list of unions, agencies and institutions. A short one must stand in capitals.
fn is_organisation(view: &View, i: usize) -> bool {
    view.is_capital(i)
        && view.lemma_in(i, List::Organisations)
        && (view.is_abbreviation(i) || view.form(i).chars().count() > 4)
}

/// "Белый дом заявил" is the institution, "в Белом доме" is where it sits.
fn seat(view: &View, i: usize) -> EntityKind {
    let building = view.lemma_in(i, List::Buildings);
    let inside = i > 0 && matches!(view.form(i - 1), "в" | "В" | "из" | "возле" | "около");
    if building && inside {
        EntityKind::Place
    } else {
        EntityKind::Org
    }
}

/// The end of a site that is named as a source: "сообщает vesti.example.ru".
fn source_end(view: &View, i: usize) -> Option<usize> {
    const TOP: &[&str] = &["ru", "com", "net", "org", "info", "su", "рф"];
    if i == 0 || !view.is_word(i) || view.breaks_before(i) {
        return None;
    }
    let mut end = i + 1;
    // Up to three dots: "news.example.com.ru" is rare enough.
    while end < i + 6
        && view.form(end) == "."
        && view.glued(end)
        && view.glued(end + 1)
        && view.is_word(end + 1)
    {
        end += 2;
    }
    if end == i + 1 {
        return None;
    }
    let top = view.form(end - 1).to_lowercase();
    // The dictionary is asked last: there are few sites and many words.
    (TOP.contains(&top.as_str()) && view.lemma_in(i - 1, List::Sources)).then_some(end)
}

/// One of [`PAIRS`].
fn is_organisation_pair(view: &View, i: usize) -> bool {
    view.is_capital(i) && view.lemma_in(i, List::PairStarts) && !view.breaks_before(i + 1) && {
        let (first, second) = (words_of(view, i), words_of(view, i + 1));
        PAIRS.iter().any(|&(a, b)| {
            first.iter().any(|word| word == a) && second.iter().any(|word| word == b)
        })
    }
}

/// The words that a form may be of, and itself, which no dictionary may have.
fn words_of(view: &View, i: usize) -> Vec<String> {
    let lemmas = view.parses(i).into_iter().map(|parse| parse.lemma());
    lemmas
        .chain([text::fold(view.form(i)).into_owned()])
        .collect()
}
