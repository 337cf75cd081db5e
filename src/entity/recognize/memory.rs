//! One text, one use of a name: what comes in are the names found so far, what goes out are also
//! those places where the same name stands again, in any case, and was missed; and a kind that
//! contradicts the rest of the text is set right. News names a person in full once and then by
//! surname ("Пётр Лесовой … Лесового спросили"), which the tagger with its seven words' sight misses.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::EntityKind;
use super::names::{Name, Names};
use super::tables::COMMON_EASTERN_SURNAMES;
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

/// What the text calls by one word. Forms that may be of one name have a stem in common, and a
/// stem has few forms: so a text of a hundred thousand names is still read in one pass.
#[derive(Default)]
struct Memos {
    /// In the order of their first use.
    list: Vec<Memo>,
    /// The first letters of all, to turn most words away with one look.
    beginnings: FxHashSet<[char; 3]>,
    /// Numbers in `list`.
    by_stem: FxHashMap<String, Vec<usize>>,
}

impl Memos {
    /// The numbers of the memos whose form may be of the same name as `form`, in order.
    fn of(&self, form: &str) -> Vec<usize> {
        if !key(form).is_some_and(|key| self.beginnings.contains(&key)) {
            return Vec::new();
        }
        let mut numbers: Vec<usize> = stems(form)
            .filter_map(|stem| self.by_stem.get(stem))
            .flatten()
            .copied()
            .filter(|&number| same(&self.list[number].form, form))
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn remember(&mut self, form: String, name: &Name) {
        let Some(key) = key(&form) else { return };
        let same = self.of(&form).into_iter();
        let same = same.map(|number| (number, self.list[number].kind));
        if let Some((number, _)) = same.clone().find(|&(_, kind)| kind == name.kind) {
            self.list[number].weight += name.confidence;
            return;
        }
        self.beginnings.insert(key);
        for stem in stems(&form) {
            let numbers = self.by_stem.entry(stem.to_owned()).or_default();
            numbers.push(self.list.len());
        }
        self.list.push(Memo {
            form,
            kind: name.kind,
            weight: name.confidence,
        });
    }

    /// What the text says elsewhere about a name of this form: the kind and how surely, and what
    /// it says for `kind`.
    fn opinion(&self, form: &str, kind: EntityKind) -> (Option<EntityKind>, f32, f32) {
        let mut own = 0.0;
        let mut best = (None, 0.0);
        for number in self.of(form) {
            let memo = &self.list[number];
            if memo.kind == kind {
                own += memo.weight;
            }
            if memo.weight > best.1 {
                best = (Some(memo.kind), memo.weight);
            }
        }
        (best.0, best.1, own)
    }
}

/// A name of several words, once for all its occurrences in the same forms.
struct Longer {
    kind: EntityKind,
    /// Folded forms, and whether each has a capital.
    words: Vec<(String, bool)>,
    /// Number of its last occurrence among the names: of two as long the later one decides.
    last: usize,
}

/// Longer names of one beginning (three letters of each word) that are kept: forms of one name are
/// few, and of a list of namesakes those beyond are not looked for again.
const MOST_ALIKE: usize = 64;

/// Words of the longest name that is looked for again: what is longer is no name but a list.
const LONGEST: usize = 32;

#[derive(Default)]
struct Longers {
    /// Lengths of the names whose first word begins so, ascending.
    lengths: FxHashMap<[char; 3], Vec<usize>>,
    /// By the beginnings of all words, which forms of one name have in common.
    names: FxHashMap<u64, Vec<Longer>>,
}

impl Longers {
    fn remember(&mut self, view: &View, name: &Name, number: usize) {
        let words: Vec<_> = (name.start..name.end)
            .map(|i| (fold(view.form(i)), view.is_capital(i)))
            .collect();
        let Some(first) = words.first().and_then(|(form, _)| key(form)) else {
            return;
        };
        let lengths = self.lengths.entry(first).or_default();
        if let Err(at) = lengths.binary_search(&words.len()) {
            lengths.insert(at, words.len());
        }
        let mut hasher = FxHasher::default();
        for (form, _) in &words {
            hash_beginning(form, &mut hasher);
        }
        let alike = self.names.entry(hasher.finish()).or_default();
        let more = alike.len() < MOST_ALIKE;
        match alike.iter_mut().find(|known| known.words == words) {
            Some(known) => (known.kind, known.last) = (name.kind, number),
            None if more => alike.push(Longer {
                kind: name.kind,
                words,
                last: number,
            }),
            None => {}
        }
    }

    /// The names that may stand again at `start`.
    fn at(&self, view: &View, start: usize) -> Vec<&Longer> {
        let mut found = Vec::new();
        let first = fold(view.form(start));
        let Some(lengths) = key(&first).and_then(|key| self.lengths.get(&key)) else {
            return found;
        };
        let mut hasher = FxHasher::default();
        hash_beginning(&first, &mut hasher);
        let mut words = vec![(first, view.is_capital(start))];
        for &length in lengths {
            while words.len() < length {
                let i = start + words.len();
                if i >= view.len() || view.breaks_before(i) {
                    return found;
                }
                let form = fold(view.form(i));
                hash_beginning(&form, &mut hasher);
                words.push((form, view.is_capital(i)));
            }
            let alike = self.names.get(&hasher.finish()).into_iter().flatten();
            found.extend(alike.filter(|known| {
                let pairs = known.words.iter().zip(&words);
                known.words.len() == length && { pairs }
                    .all(|(known, word)| known.1 == word.1 && same(&known.0, &word.0))
            }));
        }
        found
    }
}

/// Feeds the letters that no ending touches.
fn hash_beginning(form: &str, hasher: &mut FxHasher) {
    for c in form.chars().take(3) {
        hasher.write_u32(c.into());
    }
    hasher.write_u32(u32::MAX);
}

pub fn apply(view: &View, names: &mut Names) {
    let mut memos = Memos::default();
    let mut longer = Longers::default();
    for (number, name) in names.list.iter().enumerate() {
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
                && COMMON_EASTERN_SURNAMES.contains(&fold(view.form(name.start)).as_str());
            let plain = view.is_capital(key_token) && !view.is_initial(key_token)
                || view.has_article(key_token);
            if plain && !asian {
                memos.remember(form, name);
            }
        }
        if (2..=LONGEST).contains(&name.len()) {
            longer.remember(view, name, number);
        }
    }
    if memos.list.is_empty() && longer.names.is_empty() {
        return;
    }
    set_kinds(view, names, &memos);
    find_longer(view, names, &longer);
    find_single(view, names, &memos);
    names.sort();
}

fn set_kinds(view: &View, names: &mut Names, memos: &Memos) {
    for name in &mut names.list {
        // "Ахмата Лесового" is no place where the text speaks of Лесовой the person.
        if name.kind == EntityKind::Place && name.len() == 2 {
            let (first, last) = (view.word(name.start), name.end - 1);
            let person = memos.opinion(&fold(view.form(last)), EntityKind::Person);
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
            let (kind, weight, _) = memos.opinion(&form, EntityKind::Person);
            if kind == Some(EntityKind::Place) && weight > 0.9 {
                name.kind = EntityKind::Place;
                continue;
            }
        }
        if name.len() != 1 || name.confidence > 0.8 || view.is_abbreviation(name.start) {
            continue;
        }
        let form = fold(view.form(name.start));
        if let (Some(kind), weight, own) = memos.opinion(&form, name.kind)
            && kind != name.kind
            && weight > 2.0 * own.max(name.confidence)
        {
            name.kind = kind;
        }
    }
}

/// Names of several words that stand again where the tagger saw nothing or just a part.
fn find_longer(view: &View, names: &mut Names, longer: &Longers) {
    let cover = names.cover(view.len());
    let mut found: Vec<Name> = Vec::new();
    for i in 0..view.len() {
        if !view.is_capital(i) || found.last().is_some_and(|name| name.end > i) {
            continue;
        }
        let known = longer.at(view, i).into_iter();
        let best = known
            .filter(|known| {
                let end = i + known.words.len();
                cover[i..end.min(view.len())].iter().all(|slot| {
                    slot.is_none_or(|number| {
                        let name = names.list[number];
                        // Strictly inside: what is there is a part of the name.
                        i <= name.start && name.end <= end && name.len() < known.words.len()
                    })
                })
            })
            .max_by_key(|known| (known.words.len(), known.last));
        if let Some(known) = best {
            let end = i + known.words.len();
            let over_person = known.kind == EntityKind::Org
                && cover[i..end]
                    .iter()
                    .flatten()
                    .any(|&n| names.list[n].kind == EntityKind::Person);
            if !over_person {
                found.push(Name::new(known.kind, i, end, 0.6));
            }
        }
    }
    names.replace(found, view.len());
}

/// Single words that the tagger left out.
fn find_single(view: &View, names: &mut Names, memos: &Memos) {
    let small = LazyCell::new(|| -> FxHashSet<Cow<str>> {
        (0..view.len())
            .filter(|&i| view.is_small(i))
            .map(|i| text::fold(view.form(i)))
            .collect()
    });
    let cover = names.cover(view.len());
    for i in 0..view.len() {
        let capital = view.is_capital(i) && !view.is_initial(i);
        if cover[i].is_some() || !(capital || view.has_article(i)) {
            continue;
        }
        let form = fold(view.form(i));
        let (Some(kind), weight, _) = memos.opinion(&form, EntityKind::Person) else {
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

/// What is left of a folded form of three letters or more without each ending that it may have.
/// Forms that are [`same`] share one.
pub(super) fn stems(form: &str) -> impl Iterator<Item = &str> {
    let cuts = form.char_indices().skip(3).map(|(at, _)| at);
    let cuts = cuts.chain((form.chars().nth(2).is_some()).then_some(form.len()));
    // No ending has more than three letters.
    let least = form.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
    cuts.filter(move |&at| at >= least && ENDINGS.contains(&&form[at..]))
        .map(|at| &form[..at])
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
    use super::*;
    use crate::text::tokenize;

    /// Names of `text` given the first ones, by their tokens.
    fn remembered(text: &str, known: &[Name]) -> Vec<(usize, usize)> {
        let tokens = tokenize(text);
        let mut names = Names {
            list: known.to_vec(),
            nested: Vec::new(),
        };
        apply(&View::new(text, &tokens), &mut names);
        names.list.iter().map(|n| (n.start, n.end)).collect()
    }

    #[test]
    fn a_word_that_the_text_also_writes_small_is_no_name() {
        let known = [Name::new(EntityKind::Person, 0, 2, 1.0)];
        let found = remembered("Пётр Щёголь тут. Вчера Щёголь был.", &known);
        assert_eq!(found, [(0, 2), (5, 6)]);
        // Both are folded: ё does not tell them apart.
        let found = remembered("Пётр Щёголь не щёголь. Вчера Щёголь был.", &known);
        assert_eq!(found, [(0, 2)]);
    }

    #[test]
    fn the_later_of_two_kinds_decides_for_a_longer_name() {
        let known = [
            Name::new(EntityKind::Org, 0, 2, 1.0),
            Name::new(EntityKind::Place, 3, 5, 1.0),
        ];
        let text = "Белый Кречет, Белый Кречет, о Белом Кречете, белый Кречет.";
        assert_eq!(remembered(text, &known), [(0, 2), (3, 5), (7, 9)]);
    }

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
            // What finds them without comparing all with all.
            assert!(stems(a).any(|stem| stems(b).any(|other| other == stem)));
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
