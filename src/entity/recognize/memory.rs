//! One text, one use of a name: what comes in are the names found so far, what goes out are also
//! those places where the same name stands again, in any case, and was missed; and a kind that
//! contradicts the rest of the text is set right. News names a person in full once and then by
//! surname ("Пётр Лесовой … Лесового спросили"), which the tagger with its seven words' sight misses.

use std::cell::LazyCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::EAST_ASIAN_SURNAMES;
use super::view::View;
use crate::text;

/// Endings of nouns and adjectives that surnames and other names take (A. Zaliznyak's classes),
/// ё folded.
const ENDINGS: &[&str] = &[
    "", "а", "у", "ом", "ем", "е", "ы", "и", "ой", "ою", "ю", "я", "ей", "ею", "ым", "им", "ого",
    "ому", "его", "ему", "ая", "яя", "ую", "юю", "ый", "ий", "ых", "их", "ыми", "ими", "ам", "ям",
    "ами", "ями", "ах", "ях", "ов", "ев", "ь", "ью", "ию", "ия", "ии", "ией", "й", "ье",
];

/// A name of one word, or the surname of a longer one.
struct Memo {
    form: String,
    kind: EntityKind,
    weight: f32,
}

pub fn apply(view: &View, names: &mut Names) {
    let mut memos: FxHashMap<[char; 3], Vec<Memo>> = FxHashMap::default();
    let mut longer: FxHashMap<[char; 3], Vec<Name>> = FxHashMap::default();
    for name in &names.list {
        if name.confidence < 0.5 {
            continue;
        }
        let key_token = match name.kind {
            EntityKind::Person => name.end - 1,
            _ => name.start,
        };
        if name.kind == EntityKind::Person || name.len() == 1 {
            let form = fold(view.form(key_token));
            let asian = name.len() >= 2
                && EAST_ASIAN_SURNAMES.contains(&fold(view.form(name.start)).as_str());
            let plain = view.is_capital(key_token) && !view.is_initial(key_token);
            if let (Some(key), true, false) = (key(&form), plain, asian) {
                remember(memos.entry(key).or_default(), form, name);
            }
        }
        if name.len() >= 2
            && let Some(key) = key(&fold(view.form(name.start)))
        {
            longer.entry(key).or_default().push(*name);
        }
    }
    if memos.is_empty() && longer.is_empty() {
        return;
    }
    set_kinds(view, names, &memos);
    find_longer(view, names, &longer);
    find_single(view, names, &memos);
    names.sort();
}

fn remember(memos: &mut Vec<Memo>, form: String, name: &Name) {
    let same = memos
        .iter_mut()
        .find(|memo| memo.kind == name.kind && same(&memo.form, &form));
    match same {
        Some(memo) => memo.weight += name.confidence,
        None => memos.push(Memo {
            form,
            kind: name.kind,
            weight: name.confidence,
        }),
    }
}

/// What the text says elsewhere about a name of this form: the kind and how surely, and what it
/// says for `kind`.
fn opinion(
    memos: &FxHashMap<[char; 3], Vec<Memo>>,
    form: &str,
    kind: EntityKind,
) -> (Option<EntityKind>, f32, f32) {
    let mut own = 0.0;
    let mut best = (None, 0.0);
    let Some(list) = key(form).and_then(|key| memos.get(&key)) else {
        return (None, 0.0, 0.0);
    };
    for memo in list.iter().filter(|memo| same(&memo.form, form)) {
        if memo.kind == kind {
            own += memo.weight;
        }
        if memo.weight > best.1 {
            best = (Some(memo.kind), memo.weight);
        }
    }
    (best.0, best.1, own)
}

fn set_kinds(view: &View, names: &mut Names, memos: &FxHashMap<[char; 3], Vec<Memo>>) {
    for name in &mut names.list {
        // "Ахмата Лесового" is no place where the text speaks of Лесовой the person.
        if name.kind == EntityKind::Place && name.len() == 2 {
            let (first, last) = (view.word(name.start), name.end - 1);
            let person = opinion(memos, &fold(view.form(last)), EntityKind::Person);
            if view.is_capital(name.start)
                && view.is_capital(last)
                && first.place < 0.3
                && !first.adjective
                && (!first.known || first.person > 0.3)
                && person.0 == Some(EntityKind::Person)
                && person.1 > 1.0
            {
                name.kind = EntityKind::Person;
            }
            continue;
        }
        // "Муром" is the town where the text is about Муроме, and no Мура.
        let word = view.word(name.start);
        if name.kind == EntityKind::Person && name.len() == 1 && word.known && word.place > 0.3 {
            let form = fold(view.form(name.start));
            let (kind, weight, _) = opinion(memos, &form, EntityKind::Person);
            if kind == Some(EntityKind::Place) && weight > 0.9 {
                name.kind = EntityKind::Place;
                continue;
            }
        }
        if name.len() != 1 || name.confidence > 0.8 || view.is_abbreviation(name.start) {
            continue;
        }
        let form = fold(view.form(name.start));
        if let (Some(kind), weight, own) = opinion(memos, &form, name.kind)
            && kind != name.kind
            && weight > 2.0 * own.max(name.confidence)
        {
            name.kind = kind;
        }
    }
}

/// Names of several words that stand again where the tagger saw nothing or just a part.
fn find_longer(view: &View, names: &mut Names, longer: &FxHashMap<[char; 3], Vec<Name>>) {
    let cover = names.cover(view.len());
    let mut found: Vec<Name> = Vec::new();
    for i in 0..view.len() {
        if !view.is_capital(i) || found.last().is_some_and(|name| name.end > i) {
            continue;
        }
        let Some(list) = key(&fold(view.form(i))).and_then(|key| longer.get(&key)) else {
            continue;
        };
        let best = list
            .iter()
            .filter(|known| {
                let end = i + known.len();
                (0..known.len()).all(|k| {
                    let (a, b) = (view.form(known.start + k), view.form(i + k));
                    let capital = view.is_capital(known.start + k) == view.is_capital(i + k);
                    capital && (k == 0 || !view.breaks_before(i + k)) && same(&fold(a), &fold(b))
                }) && cover[i..end.min(view.len())].iter().all(|slot| {
                    slot.is_none_or(|number| {
                        let name = names.list[number];
                        // Strictly inside: what is there is a part of the name.
                        i <= name.start && name.end <= end && name.len() < known.len()
                    })
                })
            })
            .max_by_key(|known| known.len());
        if let Some(known) = best {
            let end = i + known.len();
            let inner_place = known.kind == EntityKind::Org
                && cover[i..end]
                    .iter()
                    .flatten()
                    .any(|&n| names.list[n].kind == EntityKind::Person);
            if !inner_place {
                found.push(Name::new(known.kind, i, end, 0.6));
            }
        }
    }
    for name in found {
        names.replace(name);
    }
}

/// Single words that the tagger left out.
fn find_single(view: &View, names: &mut Names, memos: &FxHashMap<[char; 3], Vec<Memo>>) {
    let small = LazyCell::new(|| -> FxHashSet<&str> {
        (0..view.len())
            .filter(|&i| view.is_small(i))
            .map(|i| view.form(i))
            .collect()
    });
    let cover = names.cover(view.len());
    for i in 0..view.len() {
        if cover[i].is_some() || !view.is_capital(i) || view.is_initial(i) {
            continue;
        }
        let form = fold(view.form(i));
        let (Some(kind), weight, _) = opinion(memos, &form, EntityKind::Person) else {
            continue;
        };
        let word = view.word(i);
        // A word of the dictionary at the head of a sentence is just that word, and one that the
        // text also writes small is no name.
        let ordinary = word.known && word.common > 0.5;
        if weight < 0.7
            || ordinary && view.starts_sentence(i)
            || small.contains(form.as_str())
            || kind == EntityKind::Org && ordinary && !view.is_abbreviation(i)
        {
            continue;
        }
        // A part of something longer in capitals is not this name.
        let joined = i > 0
            && !view.breaks_before(i)
            && matches!(view.form(i - 1), "-" | "/" | "@")
            && view.glued(i);
        if joined {
            continue;
        }
        let mut start = i;
        while kind == EntityKind::Person
            && start >= 2
            && view.form(start - 1) == "."
            && view.is_initial(start - 2)
            && cover[start - 2].is_none()
            && !view.breaks_before(start)
        {
            start -= 2;
        }
        names.list.push(Name::new(kind, start, i + 1, 0.5));
    }
    names.sort();
}

fn fold(form: &str) -> String {
    text::fold(form).into_owned()
}

/// First letters, which no ending touches; `None` for words too short to tell apart.
fn key(form: &str) -> Option<[char; 3]> {
    let mut chars = form.chars();
    Some([chars.next()?, chars.next()?, chars.next()?])
}

/// Two folded forms may be forms of one name: they differ in their endings only.
pub(super) fn same(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let common: usize = a
        .chars()
        .zip(b.chars())
        .take_while(|(x, y)| x == y)
        .map(|(x, _)| x.len_utf8())
        .sum();
    // The ending may share letters with the other's ending: try shorter stems.
    let mut at = common;
    for _ in 0..3 {
        if a[..at].chars().count() >= 3
            && ENDINGS.contains(&&a[at..])
            && ENDINGS.contains(&&b[at..])
        {
            return true;
        }
        let Some(c) = a[..at].chars().next_back() else {
            return false;
        };
        at -= c.len_utf8();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn forms_of_one_name() {
        for (a, b) in [
            ("понтес", "понтеса"),
            ("иванова", "ивановой"),
            ("достоевский", "достоевскому"),
            ("нина", "нине"),
            ("гоголь", "гоголя"),
            ("гоминьдан", "гоминьданом"),
            ("чайковского", "чайковским"),
        ] {
            assert!(same(a, b), "{a} {b}");
        }
        for (a, b) in [
            ("иванов", "иваненко"),
            ("ли", "лиза"),
            ("путин", "путинцев"),
            ("марк", "маркес"),
        ] {
            assert!(!same(a, b), "{a} {b}");
        }
    }
}
