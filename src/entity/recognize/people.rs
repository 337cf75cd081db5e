//! People beyond the tagger's: what comes in are names, what goes out are the same with the people
//! whom a given name or a post shows ("с Анной Павловной Сомин", "для президента Чили Соринга").
//! The tagger goes by the words beside a name; where it has seen few surnames of that kind, or the
//! country of a post stands between, the agreement of cases says what belongs together.

use std::cell::LazyCell;

use super::EntityKind;
use super::names::{Name, Names};
use super::opening;
use super::tables::List;
use super::view::View;
use crate::entity::declension::{self, Bearer, Cases};
use crate::entity::eastern::{eastern_surnames, is_surname_first};
use crate::entity::gazetteer::{Gazetteer, PlaceClass};
use crate::entity::name_lexicon::{DIGNITIES, is_particle_in_text};
use crate::entity::preposition::governed;
use crate::entity::words::{self, NameClass};
use crate::entity::{patronymic, post};
use crate::morph::Class;
use crate::text::{self, TokenKind};

/// `capitals` are the tokens of [`View::capitals`].
pub fn apply(view: &View, names: &mut Names, capitals: &[usize]) {
    join(view, names);
    eastern(view, names, capitals);
    full(view, names, capitals);
    holders(view, names, capitals);
    bare(view, names, capitals);
    without_see(view, names);
}

/// "папа Римский Лев", "митрополит Воронежский Сергий": the see of a cleric is no part of his name.
fn without_see(view: &View, names: &mut Names) {
    let mut places = Vec::new();
    for name in names.list.iter_mut() {
        let i = name.start;
        // "Аким Алматы Иван Сомин": a post that is a given name as well, and whose it is.
        if name.kind == EntityKind::Person
            && name.len() > 3
            && view.starts_sentence(i)
            && is_place(view, i + 1)
            && words::readings(view.form(i)).iter().any(|r| r.post)
        {
            places.push(Name::new(EntityKind::Place, i + 1, i + 2, 0.7));
            name.start += 2;
            continue;
        }
        if name.kind == EntityKind::Person
            && name.len() > 1
            && i > 0
            && !view.breaks_before(i)
            && view.word(i).relational
            && is_form_of(view, i - 1, DIGNITIES)
            && !given(view, i + 1).is_empty()
        {
            name.start += 1;
        }
    }
    names.list.append(&mut places);
    names.sort();
}

/// Who may bear a name, and in which cases it then stands.
type Forms = Vec<(Bearer, Cases)>;

/// A word with a capital that may be a part of a name: no abbreviation, no initial.
fn is_part(view: &View, i: usize) -> bool {
    view.is_capital(i)
        && view.kind(i) == TokenKind::Cyrillic
        && !view.is_abbreviation(i)
        && !view.is_initial(i)
        && !view.breaks_before(i)
        && !view.form(i).contains(|c: char| c.is_ascii_digit())
}

/// Readings of the dictionary as a given name or patronymic.
fn given(view: &View, i: usize) -> Forms {
    words::readings(view.form(i))
        .iter()
        .filter(|r| {
            r.known && !r.plural && matches!(r.name, NameClass::Given | NameClass::Patronymic)
        })
        .map(|r| (r.bearer(), r.cases))
        .collect()
}

/// Readings as a surname, by the dictionary and by the ending.
fn surname(view: &View, i: usize) -> Forms {
    let form = view.form(i);
    let readings = words::readings(form);
    let known = readings
        .iter()
        .filter(|r| r.known && !r.plural && r.name == NameClass::Surname)
        .map(|r| (r.bearer(), r.cases));
    let ending = declension::readings(form);
    let by_ending = { ending.iter() }
        .filter(|r| r.bearer != Bearer::Several)
        .map(|r| (r.bearer, r.cases));
    known.chain(by_ending).collect()
}

/// Cases in which both can stand with one bearer; the bearers of one word are any of its readings'.
fn agreed(first: &Forms, second: &Forms) -> Cases {
    let mut cases = Cases::NONE;
    for &(a, first) in first {
        for &(b, second) in second {
            if a.meet(b).is_some() {
                cases = cases.or(first.and(second));
            }
        }
    }
    cases
}

/// All cases but the nominative.
const OBLIQUE: Cases = Cases::GEN
    .or(Cases::DAT)
    .or(Cases::ACC)
    .or(Cases::INS)
    .or(Cases::LOC);

fn is_patronymic(view: &View, i: usize) -> bool {
    let known = words::readings(view.form(i));
    known
        .iter()
        .any(|r| r.known && r.name == NameClass::Patronymic)
        || patronymic::is_patronymic(view.form(i))
}

/// The dictionary has the word for a place rather than for a person.
fn is_place(view: &View, i: usize) -> bool {
    let word = view.word(i);
    word.known && word.place > 0.3 && word.place > word.person
}

/// "Анной Павловной" and "Сомин", "Нгуби" and "Сорингу": the tagger made two people of one, whose
/// names stand in one case. Of two people the second stands in another ("жена Петра Сомина Анна").
fn join(view: &View, names: &mut Names) {
    let mut joined: Vec<Name> = Vec::with_capacity(names.list.len());
    for next in names.list.drain(..) {
        match joined.last_mut() {
            Some(last)
                if last.kind == EntityKind::Person
                    && next.kind == EntityKind::Person
                    && last.end == next.start
                    && is_one(view, last, &next) =>
            {
                last.end = next.end;
                last.confidence = last.confidence.max(next.confidence);
            }
            _ => joined.push(next),
        }
    }
    names.list = joined;
}

fn is_one(view: &View, first: &Name, rest: &Name) -> bool {
    let (i, behind) = (first.start, rest.start);
    if !is_part(view, behind)
        || !view.is_capital(i)
        || view.is_initial(i)
        || rest.len() > 2
        || view.lemma_in(i, List::CommonEasternSurnames)
    {
        return false;
    }
    let last = surname(view, rest.end - 1);
    let own = given(view, i);
    let other = given(view, behind);
    match first.len() {
        2 if is_patronymic(view, i + 1) && !own.is_empty() => {
            other.is_empty() && !agreed(&own, &last).is_empty()
        }
        1 if !own.is_empty() => {
            let cases = agreed(&own, &last);
            match other.is_empty() || rest.len() == 2 && is_patronymic(view, behind) {
                true => !cases.is_empty(),
                // "Дином Мартином": one's mother or wife would stand in the genitive.
                false => !cases.and(OBLIQUE).is_empty() && cases.and(Cases::GEN).is_empty(),
            }
        }
        // A given name that the dictionary lacks.
        1 if !view.word(i).known => {
            let first = surname(view, i);
            other.is_empty()
                && rest.len() == 1
                && !agreed(&first, &last).and(OBLIQUE).is_empty()
                // "сын Джерри Сорин": of words that do not inflect nothing is known.
                && !(sure(view, i) == Cases::ALL && sure(view, behind).has_nominative())
        }
        _ => false,
    }
}

/// "Во Ван Хоанга", "То Тьеном": a surname of Vietnam or Korea that is a word of Russian as well,
/// with a capital inside a sentence.
fn eastern(view: &View, names: &mut Names, capitals: &[usize]) {
    let cover = LazyCell::new(|| names.cover(view.len()));
    let free = |i: usize| cover.get(i).is_some_and(Option::is_none);
    let mut found = Vec::new();
    for &i in capitals {
        if !(1..=3).contains(&view.form(i).chars().count())
            || !eastern_surnames().contains(view.form(i))
        {
            continue;
        }
        let inside = i > 0
            && !view.starts_sentence(i)
            && (!view.is_capital(i - 1) || view.starts_sentence(i - 1))
            && !view.is_initial(i);
        if !inside && !opening::is_surname(view, i) {
            continue;
        }
        let name = match cover[i] {
            // Behind it stands the rest of a name.
            None => match cover.get(i + 1).copied().flatten() {
                Some(number) => names.list[number],
                None => {
                    let end = (i + 1..i + 3).take_while(|&j| free(j) && is_part(view, j));
                    Name::new(EntityKind::Person, i, i + 1 + end.count(), 0.6)
                }
            },
            Some(number) => names.list[number],
        };
        let rest = i + 1..name.end;
        let kind = match name.kind {
            EntityKind::Person => name.start == i + 1 || free(i),
            EntityKind::Place => name.start <= i + 1 && name.start >= i,
            _ => false,
        };
        if !kind
            || name.start < i
            || !(1..=2).contains(&rest.len())
            || !rest.clone().all(|j| is_part(view, j) && !is_place(view, j))
            || name.kind == EntityKind::Place && rest.clone().any(|j| view.word(j).known)
            || free(i)
                && free(i + 1)
                && (rest.len() != 2 && view.word(i).common < 0.9
                    || rest.clone().any(|j| view.word(j).person > 0.3))
        {
            continue;
        }
        let forms: Vec<&str> = (i..name.end).map(|j| view.form(j)).collect();
        if is_surname_first(&forms) {
            found.push(Name::new(EntityKind::Person, i, name.end, 0.7));
        }
    }
    drop(cover);
    names.replace(found, view.len());
}

/// "в Марке Сомине", "для Серены Соринг": a given name of the dictionary and behind it a word that
/// agrees with it, of which the tagger saw the one, or nothing, or a place.
fn full(view: &View, names: &mut Names, capitals: &[usize]) {
    let cover = names.cover(view.len());
    let name_at = |i: usize| {
        cover
            .get(i)
            .copied()
            .flatten()
            .map(|number| names.list[number])
    };
    let mut found: Vec<Name> = Vec::new();
    // Two of them side by side.
    let pairs = capitals.windows(2).filter(|pair| pair[0] + 1 == pair[1]);
    for pair in pairs {
        let (i, next) = (pair[0], pair[1]);
        if view.starts_sentence(i)
            || !is_part(view, i)
            || !(is_part(view, next) || view.has_article(next) && !view.breaks_before(next))
            // The first word of a sentence is none of the name behind it, others may be.
            || view.is_capital(i - 1) && !view.starts_sentence(i - 1)
            || is_place(view, next)
        {
            continue;
        }
        let (first, second) = (name_at(i), name_at(next));
        let end = match (first, second) {
            (None, None) => next + 1,
            (None, Some(name)) | (Some(_), Some(name))
                if name.start == next && name.kind == EntityKind::Person =>
            {
                if first.is_some_and(|first| {
                    first.kind == EntityKind::Person || first.end != next || first.start != i
                }) || name.len() > 1
                {
                    continue;
                }
                name.end
            }
            (None, Some(name)) if name.start == next && name.len() == 1 => next + 1,
            (Some(name), None) if name.kind == EntityKind::Person && name.end == next => next + 1,
            (Some(name), Some(other))
                if name.start == i
                    && other.start == i
                    && name.len() == 2
                    && name.kind != EntityKind::Person
                    && !is_of_noun(view, i)
                    && !view.word(next).relational =>
            {
                next + 1
            }
            (Some(name), Some(other))
                if name.start == i
                    && name.len() == 1
                    && name.kind == EntityKind::Person
                    && other.start == next
                    && other.len() == 1
                    && other.kind != EntityKind::Person =>
            {
                next + 1
            }
            _ => continue,
        };
        let start = first.map_or(i, |name| name.start.min(i));
        if first.is_some_and(|name| name.kind == EntityKind::Person)
            && start + 1 != next
            && !is_patronymic(view, i)
        {
            continue;
        }
        let mut own = given(view, i);
        if own.is_empty() && is_form_of(view, i, TITLE_NAMES) {
            own = surname(view, i);
        }
        if own.is_empty() && first.is_some_and(|name| name.kind == EntityKind::Person) {
            own = surname(view, i);
        }
        let last = surname(view, next);
        if own.is_empty()
            || agreed(&own, &last).is_empty()
            || !given(view, next).is_empty() && second.is_none()
            || goes_with_noun(view, next)
            || is_ordinary(view, next) && !is_surname(view, next)
            // "Герою": a given name too, but seldom.
            || is_ordinary(view, i) && second.is_none()
        {
            continue;
        }
        found.push(Name::new(EntityKind::Person, start, end, 0.7));
    }
    names.replace(found, view.len());
}

/// "вручили Сорину награду": one word with a capital inside a sentence, of which the tagger saw
/// nothing, and which is a surname by the dictionary or by the ending that only surnames have.
fn bare(view: &View, names: &mut Names, capitals: &[usize]) {
    let cover = names.cover(view.len());
    let mut found = Vec::new();
    for &i in capitals {
        if i == 0
            || cover[i].is_some()
            || view.starts_sentence(i)
            || !is_part(view, i)
            || !(view.is_small(i - 1) || heads_sentence(view, i - 1))
            || view.glued(i)
            || view.is_capital(i + 1)
            || view.glued(i + 1) && view.form(i + 1) == "-"
            || is_of_noun(view, i)
        {
            continue;
        }
        let word = view.word(i);
        let surname = if word.known {
            is_surname(view, i) && word.person > 0.6 && word.place < 0.1 && !word.relational
        } else {
            let form = view.form(i);
            let ends = SURNAME_ENDINGS.iter().any(|ending| {
                form.strip_suffix(ending)
                    .is_some_and(|stem| stem.chars().count() >= SHORTEST_STEM)
            });
            // "до Лесокамова" is a village more often, "Пантерову шкуру" whose the hide is.
            let of_place = governed(&text::lowercase(view.form(i - 1))).is_some();
            ends && !of_place && !goes_with_noun(view, i)
        };
        if surname {
            found.push(Name::new(EntityKind::Person, i, i + 1, 0.6));
        }
    }
    names.list.extend(found);
    names.sort();
}

/// "Вручили": a word that has its capital from the sentence alone.
fn heads_sentence(view: &View, i: usize) -> bool {
    let word = view.word(i);
    view.starts_sentence(i) && view.is_word(i) && word.known && word.common > 0.95
}

/// Endings of surnames in the cases in which no adjective has them. Villages and what belongs to one
/// end so too.
const SURNAME_ENDINGS: &[&str] = &[
    "ову", "еву", "ёву", "овым", "евым", "ёвым", "ове", "еве", "ёве", "ова", "ева", "ёва",
];

/// Letters before such an ending.
const SHORTEST_STEM: usize = 3;

/// "улицы Андрея Сомина", "агентство Франс Соринг": behind a noun that is no post a name in the
/// genitive or nominative is that of a street or house.
fn is_of_noun(view: &View, i: usize) -> bool {
    let before = i - 1;
    view.is_small(before) && {
        let readings = words::readings(view.form(before));
        let noun = readings.first();
        noun.is_some_and(|r| r.class == Class::Noun && !r.post && !r.animate)
    }
}

/// A word of the dictionary that is hardly ever a name, whatever its capital. Titles of nobility
/// and adjectives are surnames often enough.
fn is_ordinary(view: &View, i: usize) -> bool {
    let word = view.word(i);
    word.known
        && word.common > 0.5
        && word.person < 0.3
        && (!word.adjective || view.is_capital(i + 1))
        && !is_form_of(view, i, NOBLE)
}

/// The word is a form of one of these.
fn is_form_of(view: &View, i: usize, lemmas: &[&str]) -> bool {
    let readings = words::readings(view.form(i));
    { readings.iter() }.any(|r| lemmas.contains(&r.lemma.as_str()))
}

/// The dictionary has it as a surname.
fn is_surname(view: &View, i: usize) -> bool {
    let readings = words::readings(view.form(i));
    { readings.iter() }.any(|r| r.known && !r.plural && r.name == NameClass::Surname)
}

/// Titles of the East that are men's given names as well.
const TITLE_NAMES: &[&str] = &["эмир", "султан"];

/// Whether the first word of a person's name looks like a title and is a given name: two words, and
/// a capital that no sentence gave it.
pub fn is_title_name(view: &View, name: &Name) -> bool {
    let i = name.start;
    name.len() == 2
        && view.is_capital(i)
        && !view.starts_sentence(i)
        && is_form_of(view, i, TITLE_NAMES)
}

/// Words between a post and the name of who holds it, at most.
const LONGEST_POST: usize = 10;

/// Posts of states and bodies: behind them stands a place in the genitive more often than a person.
/// Here and below, own choice among the nouns of [`post`], ё folded.
const OF_STATES: &str = "президент вице-президент премьер премьер-министр вице-премьер министр глава король королева посол \
постпред канцлер спикер председатель мэр губернатор лидер госсекретарь секретарь генсек правитель";

/// Professions that are no one's, neither a state's nor a body's: who stands behind them is their
/// bearer.
const OF_NO_ONE: &str = "актер актриса певец певица музыкант композитор дирижер пианист скрипач художник художница скульптор \
архитектор писатель писательница поэт поэтесса драматург режиссер кинорежиссер журналист журналистка блогер рэпер физик \
математик химик биолог историк экономист политолог философ ученый академик космонавт астронавт летчик футболист хоккеист \
боксер теннисист теннисистка шахматист гимнастка пловец фигурист фигуристка биатлонист лыжник гонщик баскетболист \
бизнесмен предприниматель миллиардер политик дипломат балерина правозащитник правозащитница";

/// Titles of nobility: with a capital inside a sentence, behind a post, they are surnames.
const NOBLE: &[&str] = &["граф", "герцог", "барон", "князь", "король"];

/// Where someone is sent.
const ENVOYS: &[&str] = &[
    "посол",
    "постпред",
    "представитель",
    "спецпредставитель",
    "посланник",
];

/// How likely a word is to be a post at least: "физику" is the science more often.
const LEAST: f32 = 0.05;

/// A post beside which its holder is looked for.
struct Post {
    at: usize,
    forms: Forms,
    /// Its dictionary forms, ё folded.
    lemmas: Vec<String>,
}

impl Post {
    fn at(view: &View, at: usize) -> Option<Self> {
        let opens = |i: usize| {
            view.starts_sentence(i)
                && !matches!(view.form(i.wrapping_sub(1)), "«" | "\"" | "„" | "“" | "(")
        };
        if view.kind(at) != TokenKind::Cyrillic || view.is_capital(at) && !opens(at) {
            return None;
        }
        let readings = words::readings(view.form(at));
        let heads = || { readings.iter() }.filter(|r| r.post && !r.plural && r.probability > LEAST);
        // "премьер-министра Сомин": a man's post may be a woman's.
        let forms: Forms = heads()
            .map(|r| match r.bearer() {
                Bearer::Woman => (Bearer::Woman, r.cases),
                _ => (Bearer::Either, r.cases),
            })
            .collect();
        let lemmas = || heads().map(|r| text::fold(&r.lemma).into_owned()).collect();
        (!forms.is_empty()).then(|| Self {
            at,
            lemmas: lemmas(),
            forms,
        })
    }

    /// Whether it is one of a list of dictionary forms.
    fn is_of(&self, mut list: impl Iterator<Item = &'static str>) -> bool {
        list.any(|word| self.lemmas.iter().any(|lemma| lemma == word))
    }
}

/// Where posts stand that a word with a capital may be the holder of: the words between are a name
/// or may be governed by the post.
fn posts(view: &View, names: &Names, cover: &[Option<usize>], capitals: &[usize]) -> Vec<usize> {
    let mut found = Vec::new();
    for &capital in capitals {
        if view.is_abbreviation(capital) {
            continue;
        }
        if let Some(number) = cover[capital] {
            let name = names.list[number];
            // Most are people as they are, or places that the dictionary knows.
            let settled = match name.kind {
                EntityKind::Person => view.word(capital).place <= 0.0,
                _ => name.len() == 1 && is_place(view, capital),
            };
            if settled || name.start != capital {
                continue;
            }
        }
        let mut i = capital;
        for _ in 0..LONGEST_POST {
            if i == 0 || view.breaks_before(i) {
                break;
            }
            i -= 1;
            if let Some(number) = cover[i] {
                if names.list[number].kind == EntityKind::Person {
                    break;
                }
                i = names.list[number].start;
                continue;
            }
            let form = view.form(i);
            if !view.is_word(i) {
                match form {
                    "«" | "»" | "\"" | "„" | "“" => continue,
                    _ => break,
                }
            }
            if view.is_abbreviation(i) {
                continue;
            }
            if post::may_be_head(form) {
                found.push(i);
            }
            let governed = view.is_small(i)
                && (matches!(form, "при" | "в") && i + 1 < capital
                    || is_particle_in_text(form)
                    // No noun or adjective has two letters; most prepositions do.
                    || form.len() > 4 && view.word(i).genitive);
            if !governed {
                break;
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// "президента Чили Соринга", "главе Сбербанка Сомине", "К физику Сорингу": behind a post, and the
/// country or body whose post it is in the genitive, stands who holds it, in the post's case.
fn holders(view: &View, names: &mut Names, capitals: &[usize]) {
    let cover = names.cover(view.len());
    let mut found: Vec<Name> = Vec::new();
    for i in posts(view, names, &cover, capitals) {
        if let Some(post) = Post::at(view, i) {
            holder(view, names, &cover, &post, &mut found);
        }
    }
    names.replace(found, view.len());
}

/// Follows what a post governs to its holder.
fn holder(view: &View, names: &Names, cover: &[Option<usize>], post: &Post, found: &mut Vec<Name>) {
    let mut i = post.at + 1;
    // Countries and bodies passed.
    let mut bodies = 0;
    let person = |start: usize, end: usize| Name::new(EntityKind::Person, start, end, 0.7);
    while i < view.len() && i < post.at + LONGEST_POST && !view.breaks_before(i) {
        if let Some(number) = cover[i] {
            let name = names.list[number];
            if name.start != i {
                return;
            }
            if name.kind == EntityKind::Person {
                if post.is_of(OF_STATES.split_whitespace())
                    && let Some(place) = place_before(view, names, cover, &name, post)
                {
                    found.push(place);
                    if name.len() > 1 {
                        found.push(Name {
                            start: i + 1,
                            ..name
                        });
                    }
                }
                return;
            }
            if name.len() == 1 && is_holder(view, i, post, bodies, true) {
                found.push(person(i, end_of(view, cover, i)));
                return;
            }
            if let Some(split) = parted(view, &name, post) {
                if split > i {
                    found.push(Name { end: split, ..name });
                }
                found.push(person(split, name.end));
                return;
            }
            bodies += 1;
            i = name.end;
            continue;
        }
        let form = view.form(i);
        let particle = is_particle_in_text(form) && is_part(view, i + 1);
        if is_part(view, i) || view.has_article(i) || particle {
            let key = if particle { i + 1 } else { i };
            if cover[key].is_none() && is_holder(view, key, post, bodies, false) {
                found.push(person(i, end_of(view, cover, key)));
            }
            return;
        }
        if view.is_abbreviation(i) && view.kind(i) == TokenKind::Cyrillic {
            bodies += 1;
        } else if matches!(form, "«" | "\"" | "„") && !view.glued(i) {
            let close = (i + 1..i + 8).find(|&j| matches!(view.form(j), "»" | "\"" | "“"));
            let Some(close) = close else { return };
            bodies += 1;
            i = close;
        } else if matches!(form, "при" | "в")
            && post.is_of(ENVOYS.iter().copied())
            && let Some(Some(number)) = cover.get(i + 1)
            && names.list[*number].kind != EntityKind::Person
        {
            // "постпред России при ООН".
            bodies += 1;
            i = names.list[*number].end - 1;
        } else if form == "и" || !is_genitive(view, i) {
            return;
        }
        i += 1;
    }
}

/// Where the person begins in a place or organisation behind a post: "теннисисту | Рожеру Сорингу"
/// is all a person, "главе Сбербанка | Сомине" and "спикеру палаты советников | Сомези" have one
/// behind the body.
fn parted(view: &View, name: &Name, post: &Post) -> Option<usize> {
    let (i, last) = (name.start, name.end - 1);
    if last == i || !is_part(view, last) || is_place(view, last) || is_ordinary(view, last) {
        return None;
    }
    let behind = surname(view, last);
    let cases = sure(view, last);
    if agreed(&behind, &post.forms).is_empty() {
        return None;
    }
    if name.len() > 2 {
        let body = view.is_small(last - 1) && view.form(last - 1) != "имени";
        let apart = cases == Cases::ALL || cases.and(Cases::GEN).is_empty();
        return (body && apart && !view.word(last).known).then_some(last);
    }
    if !is_part(view, i) {
        return None;
    }
    let own = given(view, i);
    let together = agreed(&own, &behind).and(agreed(&own, &post.forms));
    if !together.is_empty() && !is_place(view, i) {
        return Some(i);
    }
    // The genitive of the body ends before it.
    let apart = is_place(view, i) || cases.and(Cases::GEN).is_empty();
    (apart && view.word(i).genitive).then_some(last)
}

/// The cases of a surname by its likeliest readings.
fn sure(view: &View, i: usize) -> Cases {
    let form = view.form(i);
    let known = words::readings(form);
    let known = { known.iter() }
        .filter(|r| r.known && !r.plural && r.name == NameClass::Surname)
        .fold(Cases::NONE, |cases, r| cases.or(r.cases));
    if !known.is_empty() {
        return known;
    }
    let readings = declension::readings(form);
    let best = readings.iter().map(|r| r.weight).max().unwrap_or(0);
    { readings.iter() }
        .filter(|r| r.weight * 3 >= best * 2)
        .fold(Cases::NONE, |cases, r| cases.or(r.cases))
}

/// A small word that a post governs: "иностранных", "дел".
fn is_genitive(view: &View, i: usize) -> bool {
    view.is_small(i)
        && words::readings(view.form(i)).iter().any(|r| {
            r.probability > 0.2
                && !r.cases.and(Cases::GEN).is_empty()
                && (r.class == Class::Noun || r.class.agrees())
        })
}

/// The end of a person's name whose surname, or given name, stands at `key`.
fn end_of(view: &View, cover: &[Option<usize>], key: usize) -> usize {
    let next = key + 1;
    let own = given(view, key);
    let whole = !own.is_empty()
        && is_part(view, next)
        && cover.get(next).is_some_and(Option::is_none)
        && !agreed(&own, &surname(view, next)).is_empty();
    if whole { next + 1 } else { next }
}

/// Whether the word at `i` names who holds the post; `named` when the tagger has it for a place or
/// an organisation.
fn is_holder(view: &View, i: usize, post: &Post, bodies: usize, named: bool) -> bool {
    let form = view.form(i);
    if !(is_part(view, i) || view.has_article(i)) || is_place(view, i) || form.chars().count() < 3 {
        return false;
    }
    let own = surname(view, i);
    if agreed(&own, &post.forms).is_empty() && agreed(&given(view, i), &post.forms).is_empty() {
        return false;
    }
    let word = view.word(i);
    let listed = [List::Organisations, List::Offices, List::Institutions];
    let noble = || is_form_of(view, i, NOBLE);
    if listed.iter().any(|&list| word.is(list))
        || words::readings(form).iter().any(|r| r.post) && !noble()
        || goes_with_noun(view, i)
        // "папа Римский", "патриарха Сомского".
        || word.relational
            && (post.is_of(DIGNITIES.iter().copied()) || named && !is_surname(view, i))
    {
        return false;
    }
    if bodies > 0 {
        return true;
    }
    // "помощник Президента", "делегат Съезда", "шерифа округа Сорин".
    if is_ordinary(view, i) || view.lemma_in(i - 1, List::PlaceNouns) {
        return false;
    }
    // "мэру Зареченска" and "директора Соримпорта" are their posts'.
    let genitive = !sure(view, i).and(Cases::GEN).is_empty() || word.known && word.genitive;
    !genitive
        || is_surname(view, i) && word.person > 0.5
        || !named && post.is_of(OF_NO_ONE.split_whitespace())
}

/// "Каннского фестиваля", "Открытого чемпионата": an adjective of the noun behind it.
fn goes_with_noun(view: &View, i: usize) -> bool {
    let next = i + 1;
    if !view.is_word(next) || view.breaks_before(next) {
        return false;
    }
    let nouns = words::readings(view.form(next));
    words::readings(view.form(i)).iter().any(|a| {
        a.class.agrees() && { nouns.iter() }.any(|n| {
            n.class == Class::Noun
                && n.probability > 0.1
                && n.plural == a.plural
                && (n.plural || n.gender == a.gender)
                && !n.cases.and(a.cases).is_empty()
        })
    })
}

/// "президента Руанды Соринга": the country that begins a person's name, when it is no part of it.
fn place_before(
    view: &View,
    names: &Names,
    cover: &[Option<usize>],
    name: &Name,
    post: &Post,
) -> Option<Name> {
    let (i, next) = (name.start, name.start + 1);
    if !is_part(view, i) || !is_part(view, next) {
        return None;
    }
    let last = match name.len() {
        1 => {
            let behind = names.list[cover.get(next).copied().flatten()?];
            let follows = behind.kind == EntityKind::Person && behind.start == next;
            follows.then_some(behind.end - 1)?
        }
        _ => name.end - 1,
    };
    let gazetteer = Gazetteer::get();
    let readings = words::readings(view.form(i));
    let country = { readings.iter() }.any(|r| {
        r.name == NameClass::Place
            && !r.cases.and(Cases::GEN).is_empty()
            && gazetteer
                .known(&r.lemma)
                .is_some_and(|known| known.class == PlaceClass::Country)
    });
    let behind = surname(view, last);
    if !country || agreed(&behind, &post.forms).is_empty() {
        return None;
    }
    // "президента Сальвадора Сомина" may be one whose given name it is; a country when the name
    // behind it is none of the dictionary, or the cases differ.
    let own = given(view, i);
    let known = is_surname(view, last);
    let apart = view.word(i).person < 0.2
        || !known
        || agreed(&own, &post.forms).is_empty()
        || agreed(&own, &behind).is_empty();
    apart.then(|| Name::new(EntityKind::Place, i, next, name.confidence))
}
