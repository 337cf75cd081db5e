//! How far an organisation's name reaches: what comes in are names, what goes out are
//! organisations with the complement that tells them apart, the place or body in the genitive
//! they belong to ("МИД Грузии", "парламент Кубы", "пресс-служба МВД", "суд города Омска").

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::List;
use super::view::View;
use crate::morph::{Case, Class, Pos};

/// Grows organisations; names that become a part of one are returned beside it, places always.
pub fn apply(view: &View, names: &mut Names) {
    let mut nested = Vec::new();
    named_heads(view, names);
    numbers(view, names);
    ministries(view, names);
    standalone(view, names);
    heads(view, names);
    complements(view, names, &mut nested);
    cabinets(view, names, &mut nested);
    services(view, names, &mut nested);
    tails(view, names, &mut nested);
    names.nested.append(&mut nested);
}

/// "Словенская демократическая партия": a capitalised adjective and, behind it and others that
/// agree, the head. "7-й флот": a number before that of a unit is as good.
fn named_heads(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let free = |i: usize| cover.get(i).is_some_and(Option::is_none);
    let mut found: Vec<Name> = Vec::new();
    for i in 0..view.len() {
        if !free(i) || found.last().is_some_and(|name| name.end > i) {
            continue;
        }
        // Words are looked up last: few have a capital, and fewer a number.
        let numbered = is_ordinal(view.form(i));
        if !numbered {
            if !view.is_capital(i) {
                continue;
            }
            let word = view.word(i);
            let of_institution = word.is(List::InstitutionAdjectives)
                && view.is_small(i + 1)
                && view.word(i + 1).adjective;
            let of_sentence = view.starts_sentence(i) && !word.relational && !of_institution;
            let of_fleet = view.form(i + 1).starts_with("флот");
            if !word.adjective || word.person > 0.5 || of_sentence && !of_fleet {
                continue;
            }
        }
        let list = if numbered {
            List::Units
        } else {
            List::NamedHeads
        };
        let mut head = i + 1;
        while head < i + 4
            && free(head)
            && !view.breaks_before(head)
            && view.word(head).adjective
            && !view.lemma_in(head, list)
        {
            head += 1;
        }
        if free(head)
            && !view.breaks_before(head)
            && view.is_small(head)
            && view.lemma_in(head, list)
            && (numbered || agree(view, i, head))
        {
            found.push(Name::new(EntityKind::Org, i, head + 1, 0.6));
        }
    }
    names.list.extend(found);
    names.sort();
}

/// "1-й Белорусский фронт": the number before a unit is a part of its name.
fn numbers(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    for name in &mut names.list {
        if let Some(before) = name.start.checked_sub(1)
            && name.kind == EntityKind::Org
            && cover[before].is_none()
            && !view.breaks_before(name.start)
            && is_ordinal(view.form(before))
            && (name.start..name.end).any(|i| view.lemma_in(i, List::Units))
        {
            name.start = before;
        }
    }
}

/// "7-й", "58-я": a number with the ending of its case.
fn is_ordinal(form: &str) -> bool {
    form.split_once('-').is_some_and(|(number, ending)| {
        !number.is_empty()
            && number.bytes().all(|digit| digit.is_ascii_digit())
            && ORDINAL_ENDINGS.contains(&ending)
    })
}

const ORDINAL_ENDINGS: &[&str] = &["й", "я", "го", "му", "м", "ой", "ю", "ом", "ым", "ая"];

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
            || view.breaks_before(name.end)
            || !matches!(preposition, "по" | "в")
        {
            continue;
        }
        let embassy = name.len() > 1 && view.lemma_in(name.start, List::Embassies);
        let office = preposition == "по" && is_regional(view, &name);
        let of_a_field =
            |i: usize| view.lemma_in(i, List::NamedHeads) || view.form(i).starts_with("сборн");
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
            _ if preposition == "по"
                && name.len() > 1
                && (name.start..name.end).any(of_a_field) =>
            {
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

/// An office that has one of its kind in each region: "УФСБ по Томской области".
fn is_regional(view: &View, name: &Name) -> bool {
    if name.len() > 1 {
        return (name.start..name.end)
            .any(|i| view.is_abbreviation(i) || view.lemma_in(i, List::RegionalOffices));
    }
    let i = name.start;
    let form = view.form(i);
    view.is_abbreviation(i)
        && (view.lemma_in(i, List::Offices) || form.starts_with('У') || form.starts_with("ГУ"))
        || view.lemma_in(i, List::RegionalOffices)
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
    // The case of what a list goes on with: "по делам семьи, женщин и детей".
    let mut case = Case::Dat;
    // Where a list that has not come to its "и" began: the comma may be the sentence's.
    let mut open = None;
    loop {
        if let Some(next) = phrase(end, Case::Gen) {
            end = next;
            case = Case::Gen;
            continue;
        }
        let link = view.form(end);
        let next = match link {
            "и" | "," => phrase(end + 1, case).map(|next| (next, case)).or_else(|| {
                let next = phrase(end + 1, Case::Dat)?;
                Some((next, Case::Dat))
            }),
            _ => None,
        };
        let Some((next, of_next)) = next else {
            return open.unwrap_or(end);
        };
        open = match link {
            "," => open.or(Some(end)),
            _ => None,
        };
        end = next;
        case = of_next;
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

/// An institution before a place that it belongs to becomes an organisation, to be joined with the
/// place by [`complements`].
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
        if let Some(start) = institution(view, &cover, head).or_else(|| office(view, &cover, head))
        {
            found.push(Name::new(EntityKind::Org, start, head + 1, 0.6));
        }
    }
    names.list.extend(found);
    names.sort();
}

/// The first word of an institution whose last word is `head`: "верховный суд", "береговая охрана".
fn institution(view: &View, cover: &[Option<usize>], head: usize) -> Option<usize> {
    if cover[head].is_some() || !view.word(head).noun {
        return None;
    }
    let named = view.lemma_in(head, List::Institutions);
    if !named && !view.lemma_in(head, List::QualifiedInstitutions) {
        return None;
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
    (named || start < head).then_some(start)
}

/// "в министерстве иностранных дел": written small, and a name all the same.
fn ministries(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let mut found = Vec::new();
    for i in 0..view.len() {
        // "десять министерств" have no name of one.
        if !view.form(i).starts_with("министерств") || view.form(i) == "министерств"
        {
            continue;
        }
        let field = MINISTRIES.iter().find(|field| {
            (0..field.len()).all(|n| {
                let at = i + 1 + n;
                view.form(at) == field[n] && cover[at].is_none() && !view.breaks_before(at)
            })
        });
        if let Some(field) = field.filter(|_| cover[i].is_none()) {
            found.push(Name::new(EntityKind::Org, i, i + 1 + field.len(), 0.6));
        }
    }
    names.list.extend(found);
    names.sort();
}

/// What the ministries of most states are for.
const MINISTRIES: &[&[&str]] = &[
    &["иностранных", "дел"],
    &["внутренних", "дел"],
    &["сельского", "хозяйства"],
    &["обороны"],
    &["финансов"],
    &["юстиции"],
    &["культуры"],
    &["здравоохранения"],
    &["образования", "и", "науки"],
    &["образования"],
    &["просвещения"],
    &["транспорта"],
    &["энергетики"],
    &["экономики"],
    &["торговли"],
    &["промышленности"],
    &["спорта"],
    &["труда"],
    &["связи"],
];

/// The first word of an office that is named by its field, of which `last` is the last word:
/// "министерство иностранных дел", "союз журналистов", "комитет женщин и детей".
fn office(view: &View, cover: &[Option<usize>], last: usize) -> Option<usize> {
    let mut i = last;
    for _ in 0..LONGEST_FIELD {
        if cover[i].is_some() {
            return None;
        }
        let field = i + 1..last + 1;
        if !field.is_empty() && view.lemma_in(i, List::FieldOffices) && view.word(i).noun {
            // What follows the head is its genitive, not another name's.
            return view
                .word(field.start)
                .genitive
                .then(|| institution(view, cover, i).unwrap_or(i));
        }
        let link = i < last && matches!(view.form(i), "и" | ",");
        if view.breaks_before(i)
            || !(link || is_field_word(view, i))
            // "федерации стран Европы" are many.
            || view.form(i).starts_with("стран")
        {
            return None;
        }
        i = i.checked_sub(1)?;
    }
    None
}

/// A small noun in the genitive or an adjective to one.
fn is_field_word(view: &View, i: usize) -> bool {
    let word = view.word(i);
    view.is_small(i)
        && word.genitive
        && word.common > 0.5
        && view.parses(i).first().is_some_and(|parse| {
            matches!(
                parse.class,
                Class::Noun | Class::Adjective | Class::Participle
            )
        })
}

/// Words of a field between an office and its state.
const LONGEST_FIELD: usize = 7;

/// Words of a name beyond which no complement is looked for: a list of abbreviations is no name.
const LONGEST_JOINED: usize = 24;

/// A place that can be the genitive complement of the noun before it.
fn complement(view: &View, place: &Name) -> bool {
    let (first, last) = (place.start, place.end - 1);
    view.word(last).genitive
        || view.is_abbreviation(last)
        // "Республики Корея": the name stays in the nominative behind its noun.
        || first < last && view.word(first).genitive && view.lemma_in(first, List::StateNouns)
        || UNINFLECTED.contains(&view.form(last))
}

/// States whose name stays as it is in every case, though it ends as those do that inflect, or is
/// another word's form.
const UNINFLECTED: &[&str] = &["Бангладеш", "Того"];

/// Joins an organisation with the place or organisation behind it.
fn complements(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let mut done: Vec<Name> = Vec::with_capacity(names.list.len());
    // The organisation that ends the last name, by its place in `nested`.
    let mut inner: Option<usize> = None;
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
            && name.len() <= LONGEST_JOINED
            && common_head(view, &name)
            && match next.kind {
                EntityKind::Place => between.len() == 1 || complement(view, &next),
                EntityKind::Org => {
                    let word = view.word(next.start);
                    view.is_abbreviation(next.start)
                        || word.genitive
                            && (word.common > 0.5 || word.noun && word.is(List::Institutions))
                }
                _ => false,
            };
        if joined {
            if keeps_its_own(view, &name) {
                nested.push(name);
            }
            if let Some(inner) = inner.and_then(|at| nested.get_mut(at))
                && inner.end == name.end
            {
                // "Генерального штаба вооружённых сил Украины": the country is that of both.
                inner.end = next.end;
            }
            inner = (next.kind == EntityKind::Org && next.len() > 1).then_some(nested.len());
            nested.push(next);
            last.end = next.end;
            last.confidence = name.confidence.min(next.confidence);
        } else {
            inner = None;
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
            && (view.is_abbreviation(name.start) && view.lemma_in(name.start, List::Offices)
                || is_short_ministry(view.form(name.start)))
}

/// "Минприроды": short for a ministry, which many states have. Other short names are institutions.
fn is_short_ministry(form: &str) -> bool {
    form.strip_prefix("Мин")
        .is_some_and(|field| field.chars().count() > 2)
}

/// Offices that each state has one of: their bare name is a name as well.
fn keeps_its_own(view: &View, name: &Name) -> bool {
    name.len() == 1 && view.is_abbreviation(name.start)
}

/// "пресс-служба МВД", "философский факультет МГУ", "совет директоров банка": a unit and the
/// organisation that it is of.
fn services(view: &View, names: &mut Names, nested: &mut Vec<Name>) {
    let cover = names.cover(view.len());
    let free = |i: usize| cover[i].is_none() && !view.breaks_before(i + 1) && view.is_word(i);
    for name in &mut names.list {
        let genitive = view.word(name.start).genitive || view.is_abbreviation(name.start);
        if name.kind != EntityKind::Org || name.start == 0 || !genitive {
            continue;
        }
        let mut head = name.start - 1;
        let board = head > 0
            && free(head)
            && view.form(head) == "директоров"
            && view.lemma_is(head - 1, "совет");
        if board {
            head -= 1;
        } else if !free(head)
            || !(view.lemma_in(head, List::Services)
                || view.lemma_in(head, List::Parts) && has_field(view, name, &cover))
        {
            continue;
        }
        let mut start = head;
        while start > 0
            && free(start - 1)
            && is_of_unit(view, start - 1)
            && agree(view, start - 1, head)
        {
            start -= 1;
        }
        nested.push(*name);
        name.start = start;
    }
}

/// "… Госдумы по обороне", "… МВД России": behind the name the field of its part, or in it the
/// abbreviation of an office.
fn has_field(view: &View, name: &Name, cover: &[Option<usize>]) -> bool {
    view.is_abbreviation(name.start) && view.lemma_in(name.start, List::Offices)
        || view.form(name.end) == "по"
            && !view.breaks_before(name.end)
            && dative_phrase(view, name.end + 1, cover) > name.end + 1
}

/// An adjective that is a part of a unit's name: "философский факультет", "главное управление".
fn is_of_unit(view: &View, i: usize) -> bool {
    view.word(i).adjective
        && (view.lemma_in(i, List::InstitutionAdjectives)
            || view
                .parses(i)
                .iter()
                .any(|parse| parse.pos == Pos::Adj && parse.lemma().ends_with("ский")))
}
