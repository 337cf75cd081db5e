//! How far an organisation's name reaches: what comes in are names, what goes out are
//! organisations with the complement that tells them apart, the place or body in the genitive
//! they belong to ("МИД Грузии", "парламент Кубы", "пресс-служба МВД", "суд города Омска").

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::List;
use super::view::View;
use crate::morph::{Case, Pos};

/// Grows organisations; names that become a part of one are returned beside it, places always.
pub fn apply(view: &View, names: &mut Names) {
    let mut nested = Vec::new();
    named_heads(view, names);
    standalone(view, names);
    heads(view, names);
    complements(view, names, &mut nested);
    cabinets(view, names, &mut nested);
    services(view, names, &mut nested);
    tails(view, names, &mut nested);
    names.nested.append(&mut nested);
}

/// "Словенская демократическая партия": a capitalised adjective and, behind it and others that
/// agree, the head.
fn named_heads(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let free = |i: usize| cover.get(i).is_some_and(Option::is_none);
    let mut found: Vec<Name> = Vec::new();
    for i in 0..view.len() {
        if !free(i) || !view.is_capital(i) || found.last().is_some_and(|name| name.end > i) {
            continue;
        }
        let word = view.word(i);
        if !word.adjective || word.person > 0.5 {
            continue;
        }
        let relational = word.relational;
        if view.starts_sentence(i) && !relational {
            continue;
        }
        let mut head = i + 1;
        while head < i + 4
            && free(head)
            && !view.breaks_before(head)
            && view.word(head).adjective
            && !view.lemma_in(head, List::NamedHeads)
        {
            head += 1;
        }
        if free(head)
            && !view.breaks_before(head)
            && view.is_small(head)
            && view.lemma_in(head, List::NamedHeads)
            && agree(view, i, head)
        {
            found.push(Name::new(EntityKind::Org, i, head + 1, 0.6));
        }
    }
    names.list.extend(found);
    names.sort();
}

/// An analysis of the adjective and one of the noun have case and number in common.
fn agree(view: &View, adjective: usize, noun: usize) -> bool {
    let nouns = view.parses(noun);
    view.parses(adjective).iter().any(|a| {
        a.pos == Pos::Adj
            && nouns.iter().any(|n| {
                n.pos == Pos::Noun
                    && a.feats.case() == n.feats.case()
                    && a.feats.number() == n.feats.number()
            })
    })
}

/// "правительство Ивана Петрова": named after its head.
fn cabinets(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let cover = names.cover(view.len());
    for name in &mut names.list {
        if name.kind != EntityKind::Person || name.start == 0 || view.breaks_before(name.start) {
            continue;
        }
        let head = name.start - 1;
        if cover[head].is_none()
            && view.lemma_in(head, List::Cabinets)
            && view.word(name.end - 1).genitive
        {
            nested.push(*name);
            name.kind = EntityKind::Org;
            name.start = head;
        }
    }
}

/// "Комиссия США по ценным бумагам", "посольство Великобритании в Москве": what the place in the
/// middle has cut off.
fn tails(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let cover = names.cover(view.len());
    for index in 0..names.list.len() {
        let name = names.list[index];
        let preposition = view.form(name.end);
        if name.kind != EntityKind::Org
            || name.len() < 2
            || view.breaks_before(name.end)
            || !matches!(preposition, "по" | "в")
        {
            continue;
        }
        let embassy = view.lemma_in(name.start, List::Embassies);
        let office = preposition == "по" && (name.start..name.end).any(|i| view.is_abbreviation(i));
        let of_a_field =
            |i: usize| view.lemma_in(i, List::NamedHeads) || view.lemma_is(i, "сборная");
        match names.list.get(index + 1).copied() {
            Some(place)
                if place.kind == EntityKind::Place
                    && place.start == name.end + 1
                    && (embassy || office) =>
            {
                nested.push(place);
                names.list[index].end = place.end;
                names.list[index + 1].end = place.start;
            }
            Some(place) if place.kind == EntityKind::Place && place.start == name.end + 1 => {}
            _ if preposition == "по" && (name.start..name.end).any(of_a_field) => {
                let end = dative_phrase(view, name.end + 1, &cover);
                if end > name.end + 1 {
                    names.list[index].end = end;
                }
            }
            _ => {}
        }
    }
    names.sort();
}

/// The end of "ценным бумагам и биржам", "развитию информационного общества" at `start`.
fn dative_phrase(view: &View, start: usize, cover: &[Option<usize>]) -> usize {
    let has = |i: usize, case: Case, pos: Pos| {
        // "и" is also the name of a letter.
        view.is_small(i)
            && view.form(i) != "и"
            && view
                .parses(i)
                .iter()
                .any(|parse| parse.feats.case() == Some(case) && parse.pos == pos)
    };
    let free = |i: usize| cover.get(i).is_some_and(Option::is_none) && !view.breaks_before(i);
    let phrase = |mut i: usize, case: Case| {
        while free(i) && has(i, case, Pos::Adj) && !has(i, case, Pos::Noun) {
            i += 1;
        }
        (free(i) && has(i, case, Pos::Noun)).then_some(i + 1)
    };
    let Some(mut end) = phrase(start, Case::Dat) else {
        return start;
    };
    loop {
        if let Some(next) = phrase(end, Case::Gen) {
            end = next;
        } else if view.form(end) == "и"
            && let Some(next) = phrase(end + 1, Case::Dat)
        {
            end = next;
        } else {
            return end;
        }
    }
}

/// "Полиция задержала…": the capital at the head of a sentence is all that shows.
fn standalone(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    for (i, slot) in cover.iter().enumerate() {
        if slot.is_none()
            && view.is_capital(i)
            && view.lemma_in(i, List::Standalone)
            && nominative_like(view, i)
        {
            names.list.push(Name::new(EntityKind::Org, i, i + 1, 0.6));
        }
    }
    names.sort();
}

/// "Правительство" names, "Правительственный" does not; "Полиции" may head a genitive phrase.
fn nominative_like(view: &View, i: usize) -> bool {
    view.word(i).noun
}

/// An institution's head right before a place that it belongs to becomes an organisation, to be
/// joined with the place by [`complements`].
fn heads(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let mut found = Vec::new();
    for name in &names.list {
        if name.kind != EntityKind::Place {
            continue;
        }
        let Some(mut head) = name.start.checked_sub(1) else {
            continue;
        };
        if view.breaks_before(name.start) {
            continue;
        }
        if head > 0
            && view.lemma_in(head, List::PlaceNouns)
            && view.word(head).genitive
            && !view.breaks_before(head)
        {
            head -= 1;
        } else if !complement(view, name) {
            continue;
        }
        if cover[head].is_some()
            || !view.lemma_in(head, List::Institutions)
            || !view.word(head).noun
        {
            continue;
        }
        let mut start = head;
        while start > 0
            && cover[start - 1].is_none()
            && !view.breaks_before(start)
            && view.word(start - 1).adjective
            && view.lemma_in(start - 1, List::InstitutionAdjectives)
        {
            start -= 1;
        }
        found.push(Name::new(EntityKind::Org, start, head + 1, 0.6));
    }
    names.list.extend(found);
    names.sort();
}

/// A place that can be the genitive complement of the noun before it.
fn complement(view: &View, place: &Name) -> bool {
    view.word(place.end - 1).genitive || view.is_abbreviation(place.end - 1)
}

/// Joins an organisation with the place or organisation behind it.
fn complements(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let mut done: Vec<Name> = Vec::with_capacity(names.list.len());
    for next in names.list.drain(..) {
        let Some(last) = done.last_mut() else {
            done.push(next);
            continue;
        };
        let name = *last;
        let between = name.end..next.start;
        let linked = match between.len() {
            0 => true,
            1 => {
                view.lemma_in(name.end, List::PlaceNouns)
                    && view.word(name.end).genitive
                    && next.kind == EntityKind::Place
            }
            _ => false,
        };
        let joined = name.kind == EntityKind::Org
            && linked
            && !view.breaks_before(next.start)
            && !view.breaks_before(name.end)
            && common_head(view, &name)
            && match next.kind {
                EntityKind::Place => between.len() == 1 || complement(view, &next),
                EntityKind::Org => {
                    view.is_abbreviation(next.start)
                        || view.word(next.start).genitive && view.word(next.start).common > 0.5
                }
                _ => false,
            };
        if joined {
            if keeps_its_own(view, &name) {
                nested.push(name);
            }
            nested.push(next);
            last.end = next.end;
            last.confidence = name.confidence.min(next.confidence);
        } else {
            done.push(next);
        }
    }
    names.list = done;
}

/// The name has a common noun or an abbreviation of an office for its head, so that a genitive
/// behind it tells which one: "комитет", "МИД", not "Рейтер".
fn common_head(view: &View, name: &Name) -> bool {
    (name.start..name.end).any(|i| {
        let word = view.word(i);
        word.noun && word.known && word.common > 0.3 && view.lemma_in(i, List::Institutions)
    }) || name.len() > 1
        && (name.start..name.end).any(|i| {
            let word = view.word(i);
            word.noun && word.known && word.common > 0.5 && !view.word(i).adjective
        })
        || view.lemma_in(name.start, List::Institutions)
        || name.len() == 1 && {
            let word = view.word(name.start);
            word.known && word.noun && word.common > 0.5
        }
        || name.len() == 1
            && view.is_abbreviation(name.start)
            && view.lemma_in(name.start, List::Offices)
}

/// Offices that each state has one of: their bare name is a name as well.
fn keeps_its_own(view: &View, name: &Name) -> bool {
    name.len() == 1 && view.is_abbreviation(name.start)
}

/// "пресс-служба МВД": a service and the organisation that it serves.
fn services(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let cover = names.cover(view.len());
    for name in &mut names.list {
        if name.kind != EntityKind::Org || name.start == 0 {
            continue;
        }
        let head = name.start - 1;
        if cover[head].is_none()
            && !view.breaks_before(name.start)
            && view.is_word(head)
            && view.lemma_in(head, List::Services)
            && (view.word(name.start).genitive || view.is_abbreviation(name.start))
        {
            nested.push(*name);
            name.start = head;
        }
    }
}
