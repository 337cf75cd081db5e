//! Where names start and end: what comes in are names as the tagger cut them, what goes out are
//! the same without quotes, brackets, titles and stray punctuation, with their initials and
//! particles, and with the foreign spelling in brackets as a name of its own.

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::{COMMON_EASTERN_SURNAMES, LEGAL_FORMS, List, PLACE_PAIRS};
use super::view::View;
use super::{opening, people};
use crate::entity::eastern::is_surname_first;
use crate::entity::name_lexicon::is_particle_in_text;
use crate::entity::words;
use crate::morph::{Case, Class, Flag};
use crate::text::TokenKind;

pub fn apply(view: &View, names: &mut Names) {
    split(view, names);
    for name in &mut names.list {
        trim(view, name);
        predicate(view, name);
        if name.kind != EntityKind::Org
            && name.len() > 1
            && opening::is_preposition(view, name.start)
        {
            name.start += 1;
        }
        match name.kind {
            EntityKind::Person => person(view, name),
            EntityKind::Org => quoted(view, name),
            _ => {}
        }
    }
    names.sort();
    neighbours(view, names);
    asian(view, names);
    grow_people(view, names);
    no_overlap(names);
    after_named(view, names);
}

/// Letters of a word before a full stop that make it no abbreviation of a given name ("Дж.",
/// "Вл.", "Ник.").
const SHORTEST_SURNAME: usize = 4;

/// No name runs across a bracket or the end of a sentence: what stands in brackets, or in the next
/// one, is another name or none.
fn split(view: &View, names: &mut Names) {
    let bracket = |i: usize| matches!(view.form(i), "(" | ")" | "[" | "]");
    // Nor does a person's run over a comma, but for that of an inverted one ("Лесовой, Пётр").
    let comma = |name: &Name, i: usize| {
        name.kind == EntityKind::Person
            && matches!(view.form(i), "," | ";")
            && (is_given(view, name.start) || !is_given(view, i + 1))
    };
    // "принял А. А. Громыко. Л. И. Брежнев": the full stop behind a surname is the sentence's.
    let sentence = |name: &Name, i: usize| {
        name.kind == EntityKind::Person
            && i > name.start
            && i + 1 < name.end
            && view.form(i) == "."
            && view.is_word(i - 1)
            && view.form(i - 1).chars().count() >= SHORTEST_SURNAME
    };
    let mut result = Vec::with_capacity(names.list.len());
    for name in names.list.drain(..) {
        let mut start = name.start;
        for i in name.start..name.end {
            if bracket(i) || comma(&name, i) || sentence(&name, i) {
                result.push(Name {
                    start,
                    end: i,
                    ..name
                });
                start = i + 1;
            }
        }
        result.push(Name { start, ..name });
    }
    names.list = result;
    names.list.retain(|name| {
        (name.start..name.end)
            .any(|i| view.is_capital(i) || view.is_word(i) && view.kind(i) != TokenKind::Cyrillic)
    });
    names.sort();
}

/// A given name or patronymic of the dictionary.
fn is_given(view: &View, i: usize) -> bool {
    let parses = view.parses(i);
    parses.iter().any(|parse| {
        parse.is_known() && (parse.feats.has(Flag::Name) || parse.feats.has(Flag::Patronymic))
    })
}

/// "Аль-Джазиры Сами аль-Хадж": behind a word with the Arabic article, and before a name with one
/// or a given name, stands what the person belongs to. "имени Петра Лесового Иван Луговой": two
/// people, when each has a given name and a surname.
fn neighbours(view: &View, names: &mut Names) {
    let mut found = Vec::new();
    for name in &mut names.list {
        let i = name.start;
        if name.kind != EntityKind::Person {
            continue;
        }
        let article = |i: usize| {
            let form = view.form(i);
            form.starts_with("Аль-") || form.starts_with("Эль-")
        };
        if name.len() >= 3 && article(i) && view.is_capital(i + 1) && !article(i + 1) {
            found.push(Name::new(EntityKind::Org, i, i + 1, name.confidence));
            name.start += 1;
        } else if name.len() == 4
            && (i..name.end).all(|j| view.is_capital(j) && !view.is_initial(j))
            && is_given(view, i)
            && is_given(view, i + 2)
            && !is_given(view, i + 1)
            && !is_given(view, i + 3)
            && view.word(i + 1).person > 0.5
        {
            found.push(Name {
                end: i + 2,
                ..*name
            });
            name.start = i + 2;
        } else if is_of_place(view, name) {
            found.push(Name::new(EntityKind::Place, i, i + 1, name.confidence));
            name.start += 1;
        }
    }
    names.list.append(&mut found);
    names.sort();
}

/// "Прокурор Владимира Ольга Петрова": behind a post stands the town whose post it is, in the
/// genitive, and what follows in another case is a whole name.
fn is_of_place(view: &View, name: &Name) -> bool {
    let (town, given) = (name.start, name.start + 1);
    if name.len() < 2 || town == 0 || view.breaks_before(town) || view.is_initial(given) {
        return false;
    }
    let genitive = |i: usize, flag: Flag| {
        let parses = view.parses(i);
        parses.iter().any(|parse| {
            parse.feats.has(flag) && parse.feats.case() == Some(Case::Gen) && parse.is_known()
        })
    };
    let whole = name.len() > 2 && is_given(view, given) && !genitive(given, Flag::Name)
        // "мэр Владимира Наумов".
        || name.len() == 2 && view.word(given).known && view.word(given).person > 0.5 && {
            // "Наумов" is a form of "Наум" as well.
            let parses = view.parses(given);
            let mut surnames = parses.iter().filter(|parse| parse.feats.has(Flag::Surname));
            { &mut surnames }.all(|parse| {
                parse.feats.case() != Some(Case::Gen) && !parse.feats.has(Flag::Fixed)
            }) && parses.iter().any(|parse| parse.feats.has(Flag::Surname))
        };
    // A town's name that is a man's too; others the tagger tells from the person behind them.
    whole
        && genitive(town, Flag::Place)
        && view.word(town).person > 0.1
        && words::readings(view.form(town - 1))
            .iter()
            .any(|reading| reading.post)
}

/// A given name or surname that the tagger left outside: "Ирина" before "Лесных". It is in the
/// dictionary as one, or in no dictionary at all.
fn grow_people(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let free = |i: usize| cover.get(i).is_some_and(Option::is_none);
    let part = |i: usize, sentence: bool| {
        let word = view.word(i);
        view.is_capital(i)
            && view.kind(i) == TokenKind::Cyrillic
            && !view.is_abbreviation(i)
            && (word.person > 0.5 && word.place < 0.5 || !word.known && !sentence)
    };
    for name in &mut names.list {
        if name.kind != EntityKind::Person {
            continue;
        }
        syllables(view, name, &free);
        if name.start > 0 && name.len() <= 2 && !view.breaks_before(name.start) {
            let i = name.start - 1;
            let asian = COMMON_EASTERN_SURNAMES.contains(&view.form(i).to_lowercase().as_str())
                && view.is_capital(i)
                && ((name.start..name.end).all(|j| !view.word(j).known)
                    // "Ван И": the dictionary knows the syllable as another word.
                    || name.len() == 1
                        && view.form(i + 1).chars().count() <= 4
                        && view.word(i + 1).person < 0.5
                        && is_surname_first(&[view.form(i), view.form(i + 1)]));
            let given = view.word(name.start).person < 0.5 || view.word(i).person > 0.5;
            if free(i) && (asian || given && part(i, view.starts_sentence(i))) {
                name.start = i;
            }
        }
        if name.len() == 1
            && free(name.end)
            && !view.breaks_before(name.end)
            && view.word(name.start).person > 0.5
            && part(name.end, false)
        {
            name.end += 1;
        }
    }
    names.sort();
}

/// "Пак Кын Хе", "Пан Ги Мун": a surname of the list and two short syllables, of which the tagger
/// left the surname or the last one outside. Two syllables without a surname before them, or a
/// surname with one behind it, are no name when the third word is right there.
fn syllables(view: &View, name: &mut Name, free: &impl Fn(usize) -> bool) {
    if name.len() != 2 {
        return;
    }
    let surname = |i: usize| view.is_capital(i) && view.lemma_in(i, List::CommonEasternSurnames);
    let short = |i: usize| {
        let length = view.form(i).chars().count();
        view.is_capital(i)
            && view.kind(i) == TokenKind::Cyrillic
            && !view.is_abbreviation(i)
            && (2..=5).contains(&length)
    };
    let (first, last) = (name.start, name.end - 1);
    if surname(first)
        && short(last)
        && view.form(last).chars().count() <= 4
        && free(name.end)
        && short(name.end)
        && !view.breaks_before(name.end)
        && is_surname_first(&[view.form(first), view.form(last), view.form(name.end)])
    {
        name.end += 1;
    } else if first > 0
        && surname(first - 1)
        && short(first)
        && short(last)
        && free(first - 1)
        && !view.breaks_before(first)
        && is_surname_first(&[view.form(first - 1), view.form(first), view.form(last)])
    {
        name.start -= 1;
    }
}

/// "театр имени Соколова", "НИИ им. Лугового": who a thing is named after is a person,
/// also inside the name of an organisation, which reaches to the end of the person's.
fn after_named(view: &View, names: &mut Names) {
    let mut cover = names.cover(view.len());
    // A word of a person's name.
    let part = |i: usize| {
        view.is_capital(i)
            && view.kind(i) == TokenKind::Cyrillic
            && !view.is_abbreviation(i)
            && !view.breaks_before(i)
            && (view.word(i).person > 0.3 || !view.word(i).known)
    };
    let mut named: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while i < view.len() {
        let first = match view.form(i) {
            "имени" => i + 1,
            "им" if view.form(i + 1) == "." => i + 2,
            _ => {
                i += 1;
                continue;
            }
        };
        let mut start = first;
        while view.is_initial(start) && view.form(start + 1) == "." {
            start += 2;
        }
        let mut end = start;
        // Particles do not count among the words.
        let mut words = 0;
        while words < 3 && part(end) {
            words += 1;
            end += 1;
            // "Людвига ван Бетховена": a particle belongs to the name behind it.
            if words < 3
                && is_particle_in_text(view.form(end))
                && part(end + 1)
                && !view.breaks_before(end)
            {
                end += 1;
            }
        }
        let taken = |j: usize| cover[j].is_some_and(|n| names.list[n].kind != EntityKind::Org);
        if end > start && !(first..end).any(taken) {
            names
                .nested
                .push(Name::new(EntityKind::Person, first, end, 0.7));
            named.push((i, end));
        } else if let Some(Some(number)) = cover.get(first)
            && names.list[*number].kind == EntityKind::Person
            && names.list[*number].start == first
            && i > 0
            && cover[i - 1].is_some()
        {
            let person = names.list[*number];
            names.nested.push(person);
            named.push((i, person.end));
        }
        i = end.max(i + 1);
    }
    let mut swallowed = vec![false; names.list.len()];
    for (word, end) in named {
        let before = word.checked_sub(1).and_then(|before| cover[before]);
        let bearer = before.filter(|&number| {
            let name = names.list[number];
            name.kind == EntityKind::Org && name.end <= word + 2 && !swallowed[number]
        });
        if let Some(bearer) = bearer.filter(|_| !view.breaks_before(word)) {
            names.list[bearer].end = end;
            for slot in &mut cover[word..end] {
                if let Some(inside) = slot.replace(bearer) {
                    swallowed[inside] |= inside != bearer;
                }
            }
        }
    }
    let mut swallowed = swallowed.into_iter();
    names.list.retain(|_| swallowed.next() != Some(true));
}

fn is_opening(form: &str) -> bool {
    matches!(form, "«" | "„" | "“" | "\"" | "''" | "'" | "(" | "[")
}

fn is_closing(form: &str) -> bool {
    matches!(form, "»" | "”" | "“" | "\"" | "''" | "'" | ")" | "]")
}

/// «служба „Рассвет“» cut off before its closing mark: what a name opens it closes.
pub fn close(view: &View, names: &mut Names) {
    for name in &mut names.list {
        let count = |mark: &str| {
            let inside = name.start..name.end;
            inside.filter(|&i| view.form(i) == mark).count()
        };
        let open = |opening: &str, closing: &str| {
            view.form(name.end) == closing && count(opening) > count(closing)
        };
        if open("«", "»") || open("„", "“") || open("“", "”") {
            name.end += 1;
        }
    }
}

/// Takes marks off the ends that belong to the sentence, not to the name.
fn trim(view: &View, name: &mut Name) {
    loop {
        let (first, last) = (view.form(name.start), view.form(name.end.wrapping_sub(1)));
        let stray =
            |form: &str| matches!(form, "," | ";" | ":" | "—" | "–" | "-" | "•" | "…" | "*");
        if name.len() > 0
            && (is_opening(first) || is_closing(first) || stray(first) || first == ".")
        {
            name.start += 1;
        } else if name.len() > 0
            && (stray(last)
                || is_opening(last) && unmatched(view, name, last)
                || is_closing(last) && unmatched(view, name, last)
                || name.len() > 1
                    && last == "."
                    && (!view.is_initial(name.end - 2)
                        || is_last_syllable(view, name.start, name.end - 1))
                    && !abbreviated(view, name.end - 2))
        {
            name.end -= 1;
        } else {
            return;
        }
    }
}

/// "Рейтер пишет": a small word behind a name that can only be its verb.
fn predicate(view: &View, name: &mut Name) {
    while name.len() > 1 {
        let last = name.end - 1;
        if !view.is_small(last) || view.kind(last) != TokenKind::Cyrillic {
            return;
        }
        // Most small words that end a name are nouns of its own, which costs nothing to tell.
        let word = view.word(last);
        let verb = !word.noun
            && !word.adjective
            && view
                .parses(last)
                .iter()
                .all(|parse| parse.class == Class::Verb);
        if !verb {
            return;
        }
        name.end -= 1;
    }
}

/// "им.", "мл.", "Inc.": short, and the full stop belongs to it.
fn abbreviated(view: &View, i: usize) -> bool {
    matches!(
        view.form(i),
        "мл" | "ст" | "Inc" | "Jr" | "Sr" | "Co" | "Ltd" | "Corp"
    )
}

/// "Дж. Сомин": two letters that stand for one sound and are an initial together.
fn is_digraph(view: &View, i: usize) -> bool {
    matches!(view.form(i), "Дж" | "Дз" | "Чж" | "Чх" | "Цз")
}

/// "приедет Ван И.", "приехала Ким Сон Э.": the last syllable of a Korean or Chinese name at the end
/// of a sentence, and no initial. Behind a surname alone just those that names of one syllable are.
fn is_last_syllable(view: &View, start: usize, end: usize) -> bool {
    let last = view.form(end - 1);
    let syllable = match end - start {
        2 => matches!(last, "И" | "Ю" | "Е" | "Э"),
        3 => matches!(last, "И" | "Ю" | "Е" | "Э" | "А" | "О" | "У" | "Я"),
        _ => false,
    };
    // Another initial or the rest of the sentence behind it makes it an initial too.
    let ends = end + 1 >= view.len()
        || view.breaks_before(end + 1)
        || view.is_capital(end + 1) && !(view.is_initial(end + 1) && view.form(end + 2) == ".");
    let forms = || -> Vec<&str> { (start..end).map(|i| view.form(i)).collect() };
    syllable && ends && is_surname_first(&forms())
}

/// The mark at the end of a name has no partner in it.
fn unmatched(view: &View, name: &Name, mark: &str) -> bool {
    let inside = name.start..name.end - 1;
    let partner = match mark {
        "»" => "«",
        ")" => "(",
        "]" => "[",
        "”" => "“",
        "\"" | "''" | "'" => mark,
        "“" => "„",
        _ => return true,
    };
    inside.filter(|&i| view.form(i) == partner).count() % 2 == 0
}

fn person(view: &View, name: &mut Name) {
    // "40-летний С. Орлов", "Сэр Джон", "Рассказ Орлова": what stands before is no name. A given
    // name or surname of the dictionary is never taken off.
    while name.len() > 1 {
        let i = name.start;
        let word = view.word(i);
        let title = view.lemma_in(i, List::Titles)
            && word.person < 0.5
            && !people::is_title_name(view, name);
        let number = view.form(i).chars().any(|c| c.is_ascii_digit());
        let common =
            view.starts_sentence(i) && word.known && word.common > 0.9 && !view.is_initial(i);
        let small = view.is_small(i) && !is_particle_in_text(view.form(i));
        if title || number || common || small {
            name.start += 1;
        } else {
            break;
        }
    }
    // "Орлова И. П.": the last initial has its full stop.
    if view.is_initial(name.end - 1)
        && view.form(name.end) == "."
        && view.glued(name.end)
        && name.len() > 1
        && !is_last_syllable(view, name.start, name.end)
    {
        name.end += 1;
    }
    // "Дж. Орловой" cut off behind the initial.
    if name.len() == 1
        && is_digraph(view, name.start)
        && view.form(name.end) == "."
        && view.is_capital(name.end + 1)
        && !view.breaks_before(name.end + 1)
    {
        name.end += 2;
    }
    // "В. Орлова", "В.В. Орлова": initials before a surname.
    while name.start >= 2
        && view.form(name.start - 1) == "."
        && (view.is_initial(name.start - 2) || is_digraph(view, name.start - 2))
        && !view.breaks_before(name.start)
        && !view.breaks_before(name.start - 1)
    {
        name.start -= 2;
    }
    // "ибн Рашид", "фон Берг".
    while name.start >= 1
        && is_particle_in_text(view.form(name.start - 1))
        && !view.breaks_before(name.start)
    {
        name.start -= 1;
    }
    while name.len() > 0 && is_particle_in_text(view.form(name.end - 1)) {
        name.end -= 1;
    }
}

/// "ОАО «Звезда»", "концерн «Звезда»": the name is what stands in the quotes, before them is
/// what it is. Quotes that hold just a part ("совет директоров «Звезды» и «Луча»") stay.
fn quoted(view: &View, name: &mut Name) {
    let Some(open) =
        (name.start..name.end).find(|&i| matches!(view.form(i), "«" | "\"" | "„" | "“" | "''"))
    else {
        return;
    };
    let close = name.end - 1;
    let closes = matches!(view.form(close), "»" | "\"" | "”" | "“" | "''");
    if close <= open + 1 {
        return;
    }
    let more =
        (open + 1..close).any(|i| matches!(view.form(i), "«" | "»" | "\"" | "„" | "“" | "''"));
    let before = open - name.start;
    let described = before <= 2
        && (name.start..open).all(|i| {
            LEGAL_FORMS.contains(&view.form(i))
                || view.is_abbreviation(i)
                || view.lemma_in(i, List::OrgDescriptors)
        });
    if described && !more {
        name.start = open + 1;
        if closes {
            name.end = close;
        }
    }
}

/// Korean and Chinese names stand surname first, each part a word of its own. Two of them in a
/// row are two people ("Ким Чен Ира Ким Ир Сен"), and a lone surname before the rest belongs to
/// it ("Хван" + "Чжан Ёп"): names that touch are taken together and cut at the surnames.
fn asian(view: &View, names: &mut Names) {
    let surname = |i: usize| view.is_capital(i) && view.lemma_in(i, List::CommonEasternSurnames);
    let length = |i: usize| view.form(i).chars().count();
    let mut result: Vec<Name> = Vec::with_capacity(names.list.len());
    let mut rest = names.list.as_slice();
    while let Some((&first, mut behind)) = rest.split_first() {
        let mut run = first;
        if first.kind == EntityKind::Person && surname(first.start) {
            while let Some((next, others)) = behind.split_first()
                && next.kind == EntityKind::Person
                && next.start == run.end
                && !view.breaks_before(next.start)
            {
                run.end = next.end;
                run.confidence = run.confidence.max(next.confidence);
                behind = others;
            }
        }
        let touching = rest.len() - behind.len();
        match people(run, surname, length) {
            Some(cut) if touching > 1 || run.len() > 3 => result.extend(cut),
            _ => result.extend_from_slice(&rest[..touching]),
        }
        rest = behind;
    }
    names.list = result;
    names.sort();
}

/// Cuts a run of words into names of a surname and one long or two short parts of a given name;
/// `None` when it is not made of such.
fn people(
    run: Name,
    surname: impl Fn(usize) -> bool,
    length: impl Fn(usize) -> usize,
) -> Option<Vec<Name>> {
    let mut found = Vec::new();
    let mut start = run.start;
    while start < run.end {
        if !surname(start) || start + 1 >= run.end {
            return None;
        }
        let two = start + 2 < run.end && length(start + 1) <= 4 && length(start + 2) <= 5;
        let end = start + if two { 3 } else { 2 };
        found.push(Name { start, end, ..run });
        start = end;
    }
    Some(found)
}

/// Of names that rules have made to overlap the earlier one gives way at its end.
fn no_overlap(names: &mut Names) {
    names.sort();
    for i in 1..names.list.len() {
        let start = names.list[i].start;
        let before = &mut names.list[i - 1];
        if before.end > start {
            before.end = start;
        }
    }
    names.sort();
}

/// "газета «Ведомости края»", "институт «Общее дело»": behind such a noun the quotes hold the name
/// of an organisation, all of it.
pub fn described(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let mut found = Vec::new();
    for open in 1..view.len() {
        if !matches!(view.form(open), "«" | "\"" | "„") || view.breaks_before(open) {
            continue;
        }
        let before = open - 1;
        let noun = LEGAL_FORMS.contains(&view.form(before))
            || view.is_small(before)
                && (view.lemma_in(before, List::OrgDescriptors)
                    || view.lemma_in(before, List::Bands));
        if !noun || !view.is_capital(open + 1) {
            continue;
        }
        let end = (open + 1..(open + 9).min(view.len()))
            .take_while(|&i| i == open + 1 || !view.breaks_before(i))
            .find(|&i| matches!(view.form(i), "»" | "\"" | "“" | "”" | "«" | "„"));
        let Some(end) = end.filter(|&end| !matches!(view.form(end), "«" | "„")) else {
            continue;
        };
        let whole = Name::new(EntityKind::Org, open + 1, end, 0.8);
        let crosses = (cover[whole.start..end].iter().flatten())
            .any(|&number| !whole.contains(&names.list[number]));
        if !crosses {
            found.push(whole);
        }
    }
    names.replace(found, view.len());
}

/// "Тринидад и Тобаго": one place of two names.
pub fn pairs(view: &View, names: &mut Names) {
    let cover = names.cover(view.len());
    let mut found: Vec<Name> = Vec::new();
    for i in 0..view.len().saturating_sub(2) {
        if view.form(i + 1) != "и" || !view.is_capital(i) || !view.is_capital(i + 2) {
            continue;
        }
        let (first, second) = (view.form(i).to_lowercase(), view.form(i + 2).to_lowercase());
        let listed = PLACE_PAIRS
            .iter()
            .any(|&(a, b)| first.starts_with(a) && second.starts_with(b));
        if !listed || found.last().is_some_and(|name| name.end > i) {
            continue;
        }
        let pair = Name::new(EntityKind::Place, i, i + 3, 0.9);
        let inside = |&number: &usize| pair.contains(&names.list[number]);
        if cover[i..i + 3].iter().flatten().all(inside) {
            found.push(pair);
        }
    }
    names.replace(found, view.len());
}

/// "Джон Уилкинс (John Wilkins)", "Лиссабон (Lisboa)", "«Север» (North)", "Лига (ЛИГА)": the other
/// spelling in brackets names the same, and is a name of its own.
pub fn aliases(view: &View, names: &mut Names) {
    let mut found = Vec::new();
    for name in &names.list {
        // «Север» (North): the bracket stands behind the closing quote.
        let bracket = name.end + usize::from(matches!(view.form(name.end), "»" | "\"" | "”"));
        if view.form(bracket) != "("
            || view.kind(name.end - 1) != TokenKind::Cyrillic && name.kind != EntityKind::Org
        {
            continue;
        }
        let start = bracket + 1;
        if let Some(end) = foreign(view, start) {
            found.push(Name::new(name.kind, start, end, name.confidence));
        } else if name.kind == EntityKind::Org
            && view.is_abbreviation(start)
            && matches!(view.form(start + 1), ")" | "," | ";")
        {
            found.push(Name::new(
                EntityKind::Org,
                start,
                start + 1,
                name.confidence,
            ));
        }
    }
    // An organisation that ends where a place does ("суд Молдавии (КС)") decides.
    found.sort_by_key(|name| (name.start, name.kind != EntityKind::Org));
    found.dedup_by_key(|name| name.start);
    let cover = names.cover(view.len());
    found.retain(|name| {
        let other = cover[name.start].map(|number| names.list[number]);
        !other.is_some_and(|other| {
            other.contains(name) && other.len() > name.len() && other.kind == EntityKind::Org
        })
    });
    names.replace(found, view.len());
}

/// The end of a run of words in another script that starts at `start`, behind a bracket.
fn foreign(view: &View, start: usize) -> Option<usize> {
    let starts = match view.kind(start) {
        TokenKind::Latin => view.is_capital(start) || is_particle_in_text(view.form(start)),
        TokenKind::OtherWord => true,
        _ => false,
    };
    if !starts {
        return None;
    }
    let mut end = start;
    while end < start + 12 {
        let word = matches!(view.kind(end), TokenKind::Latin | TokenKind::OtherWord);
        let mark = matches!(view.form(end), "." | "-" | "'" | "’" | "&" | "–");
        if !(word || mark && end > start) || view.breaks_before(end) {
            break;
        }
        end += 1;
    }
    let mut last = end;
    while last > start
        && !view.is_word(last - 1)
        && !(view.form(last - 1) == "." && view.is_initial(last - 2))
    {
        last -= 1;
    }
    let stop = view.form(end);
    (last > start && (matches!(stop, ")" | "," | ";" | "/") || view.is_small(end))).then_some(last)
}
