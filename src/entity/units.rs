//! What the name of an organisation or post is made of, for comparison: what comes in is a name in
//! any case, what goes out are its units: words, each by the dictionary forms that it may be one
//! of, states, each by its code whatever it is called ("РФ", "Российской Федерации"), and the
//! bodies of the table, each by its row whatever it is called ("МИД", "Министерства иностранных
//! дел"). What units are compared or searched for is left to [`crate::entity::search_key`], how a
//! body is shown to [`crate::entity::org`].

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::org;
use super::transcribe::rows;
use crate::memo::Memo;
use crate::morph::{Flag, Morph};
use crate::text;

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    pub kind: UnitKind,
    /// What may stand for the unit in any of its forms, the likeliest first: two units that share
    /// one of them are the same.
    pub keys: Rc<[String]>,
    /// The words of the name that it covers, see [`words`].
    pub words: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    Word,
    /// A state, by its ISO 3166-1 alpha-2 code.
    State([u8; 2]),
    /// A row of the table of organisations.
    Body(&'static Body),
}

/// A row of the table of organisations.
#[derive(Debug, PartialEq, Eq)]
pub struct Body {
    pub canonical: &'static str,
    pub state: StateOf,
    /// Key of the unit; that of the index too, so that it must not depend on the row's place.
    key: String,
}

/// Whose a body of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StateOf {
    /// Many states have one, or none has.
    Any,
    /// No other state has one: it need not be named.
    Only([u8; 2]),
    /// Others have one too, but without a state that of this one is meant.
    Mostly([u8; 2]),
}

/// What one name of the tables stands for.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    State([u8; 2]),
    Body(&'static Body),
    /// A body of a state: "Пентагон".
    BodyOf(&'static Body, [u8; 2]),
}

/// A name of the tables.
#[derive(Debug)]
struct Entry {
    /// Keys of each word.
    words: Vec<Box<[String]>>,
    /// Letters, not words.
    abbreviation: bool,
    /// Means the body before the name of a state or another body only: "СБ ООН".
    beside: bool,
    meaning: Meaning,
}

struct Tables {
    entries: Vec<Entry>,
    /// Key of the first word → those of `entries`, longer ones first.
    by_first: FxHashMap<String, Vec<usize>>,
    /// Names of the bodies of one state: "Банк России".
    of_state: FxHashMap<(&'static str, [u8; 2]), &'static str>,
    /// State → its name.
    states: FxHashMap<[u8; 2], &'static str>,
}

impl Tables {
    fn get() -> &'static Self {
        static TABLES: OnceLock<Tables> = OnceLock::new();
        TABLES.get_or_init(Self::load)
    }

    fn load() -> Self {
        let mut tables = Self {
            entries: Vec::new(),
            by_first: FxHashMap::default(),
            of_state: FxHashMap::default(),
            states: FxHashMap::default(),
        };
        for row in rows(include_str!("tables/countries.tsv")) {
            let [code, canonical, aliases, ..] = row[..] else {
                continue;
            };
            let Ok(code) = code.as_bytes().try_into() else {
                continue;
            };
            let canonical = canonical.trim_end_matches('*');
            tables.states.insert(code, canonical);
            // "Голос Америки" is no voice of a state; "US" is a word of English, too.
            let names = aliases
                .split(';')
                .filter(|alias| !alias.starts_with('~') && is_cyrillic(alias))
                // Whose "МИД РК" is only the dispatch tells.
                .filter(|alias| !super::place::is_ambiguous(alias));
            for name in std::iter::once(canonical).chain(names) {
                tables.add(name, Meaning::State(code));
            }
        }
        let mut bodies: FxHashMap<&str, &'static Body> = FxHashMap::default();
        for row in rows(include_str!("tables/orgs.tsv")) {
            let [canonical, aliases, state] = row[..] else {
                continue;
            };
            let code = |text: &str| text.as_bytes().try_into().ok();
            let meaning = match state.split_once('=') {
                Some((body, state)) => {
                    let (Some(body), Some(state)) = (bodies.get(body), code(state)) else {
                        continue;
                    };
                    tables.of_state.insert((body.canonical, state), canonical);
                    Meaning::BodyOf(body, state)
                }
                None => {
                    let mostly = state.strip_prefix('~');
                    let body: &'static Body = Box::leak(Box::new(Body {
                        canonical,
                        state: match (mostly.and_then(code), code(state)) {
                            (Some(state), _) => StateOf::Mostly(state),
                            (_, Some(state)) => StateOf::Only(state),
                            _ => StateOf::Any,
                        },
                        key: format!("#{}", org::plain(canonical)),
                    }));
                    bodies.insert(canonical, body);
                    Meaning::Body(body)
                }
            };
            let aliases = aliases.split(';').filter(|alias| *alias != "-");
            for name in std::iter::once(canonical).chain(aliases) {
                tables.add(name, meaning);
            }
        }
        for entries in tables.by_first.values_mut() {
            entries.sort_by_key(|&at| std::cmp::Reverse(tables.entries[at].words.len()));
        }
        tables
    }

    fn add(&mut self, name: &str, meaning: Meaning) {
        let own = name.trim_start_matches('~');
        let written = words(own);
        let abbreviation = matches!(&written[..], [word] if is_abbreviation(word));
        let words: Vec<Box<[String]>> = match abbreviation {
            // "ПАСЕ" is no form of "пас".
            true => vec![Box::new([text::fold(own).into_owned()])],
            false => written.iter().map(|word| word_keys(word).into()).collect(),
        };
        let at = self.entries.len();
        for key in words.first().into_iter().flat_map(|keys| keys.iter()) {
            self.by_first.entry(key.clone()).or_default().push(at);
        }
        self.entries.push(Entry {
            words,
            abbreviation,
            beside: own.len() < name.len(),
            meaning,
        });
    }

    /// The longest name of the tables that begins at word `at` of `name`, and for which what stands
    /// beside it does not matter, if it is to be `certain`.
    fn longest(&self, name: &Words, at: usize, certain: bool) -> Option<&Entry> {
        let mut found: Option<&Entry> = None;
        for key in name.keys[at].iter() {
            for &entry in self.by_first.get(key).into_iter().flatten() {
                let entry = &self.entries[entry];
                let longer = found.is_none_or(|known| known.words.len() < entry.words.len());
                if longer && !(certain && entry.beside) && self.fits(entry, name, at) {
                    found = Some(entry);
                }
            }
        }
        found
    }

    fn fits(&self, entry: &Entry, name: &Words, at: usize) -> bool {
        let end = at + entry.words.len();
        let Some(keys) = name.keys.get(at..end) else {
            return false;
        };
        if !keys.iter().zip(&entry.words).all(|(a, b)| share(a, b)) {
            return false;
        }
        let word = &name.written[at];
        let state = matches!(entry.meaning, Meaning::State(_));
        // "ВОЗ" is no load, nor "Того" a pronoun, but who types all in small letters means them;
        // and "мид" is no other word.
        if entry.words.len() == 1 && (entry.abbreviation || state) && !name.lower {
            let capitals = word.chars().filter(|&c| text::is_uppercase(c)).count();
            // "Юнеско", but not "Воз".
            let least = match entry.abbreviation && word.chars().count() < 4 {
                true => 2,
                false => 1,
            };
            let letters = || {
                let parses = Morph::get().recent_parses(word);
                parses.iter().all(|p| p.feats.has(Flag::Abbreviation))
            };
            if capitals < least && !(entry.abbreviation && letters()) {
                return false;
            }
        }
        if state {
            return true;
        }
        // "СК «Согласие»": two letters are short for much.
        let vague =
            entry.abbreviation && word.chars().count() < 3 && at == 0 && end < name.keys.len();
        if entry.beside || vague {
            return end < name.keys.len() && self.longest(name, end, true).is_some();
        }
        true
    }
}

/// A name by its words.
struct Words<'a> {
    written: &'a [String],
    keys: Vec<Rc<[String]>>,
    /// No capital in it.
    lower: bool,
}

/// The words of a name, their capitals kept, without quotation marks and other punctuation. Who asks
/// for a "премьер" wants the "экс-премьер" too, so that "экс-" is a word of its own.
pub fn words(name: &str) -> Vec<String> {
    name.split(|c: char| c.is_whitespace())
        .map(|word| {
            word.chars()
                .filter(|c| {
                    !matches!(
                        c,
                        '«' | '»' | '"' | '“' | '”' | '„' | '\'' | '(' | ')' | ',' | '.'
                    )
                })
                .map(|c| if matches!(c, '—' | '–') { '-' } else { c })
                .collect::<String>()
        })
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .flat_map(|word| match word.split_once('-') {
            Some((former, post)) if !post.is_empty() && text::lowercase(former) == "экс" => {
                vec![former.to_owned(), post.to_owned()]
            }
            _ => vec![word],
        })
        .collect()
}

/// Words kept a thread; about 200 bytes each.
const MOST: usize = 8_000;

/// As [`word_keys`], kept for when the word comes again: a query compares names by the thousand,
/// which are made of the same words.
fn known_word_keys(word: &str) -> Rc<[String]> {
    thread_local! {
        static KNOWN: RefCell<Memo<Rc<[String]>>> = const { RefCell::new(Memo::new(MOST)) };
    }
    KNOWN.with_borrow_mut(|known| known.get_or(word, || word_keys(word).into()))
}

/// What the forms of a word share, the likeliest first: its dictionary forms; for words that the
/// dictionary lacks also the word itself and its stem, for of their forms more than one may look
/// like a nominative ("Росатом").
fn word_keys(word: &str) -> Vec<String> {
    let folded = text::fold(word).into_owned();
    if !is_cyrillic(&folded) {
        return vec![folded];
    }
    let morph = Morph::get();
    let mut keys = Vec::new();
    if !morph.contains(&folded) {
        let stem = stem(&folded);
        if stem != folded {
            keys.push(stem);
        }
        keys.push(folded.clone());
    } else if is_abbreviation(word) {
        keys.push(folded.clone());
    }
    let mut lemmas = Vec::new();
    morph.index_lemmas(&folded, &mut lemmas);
    for lemma in lemmas {
        if !keys.contains(&lemma) {
            keys.push(lemma);
        }
    }
    keys
}

/// The units of a name in two ways.
#[derive(Debug)]
pub struct Units {
    /// Bodies of the table, states and words.
    pub bodies: Vec<Unit>,
    /// States and words alone; `None` where that makes no difference.
    pub words: Option<Vec<Unit>>,
}

impl Units {
    pub fn of(name: &str) -> Self {
        let written = words(name);
        let name = Words {
            keys: written.iter().map(|word| known_word_keys(word)).collect(),
            lower: !name.chars().any(text::is_uppercase),
            written: &written,
        };
        let bodies = units_of(&name, true);
        let has_bodies = bodies.iter().any(|u| matches!(u.kind, UnitKind::Body(_)));
        Self {
            words: has_bodies.then(|| units_of(&name, false)),
            bodies,
        }
    }
}

fn units_of(name: &Words, bodies: bool) -> Vec<Unit> {
    let tables = Tables::get();
    let written = name.written;
    let mut out: Vec<Unit> = Vec::new();
    let mut at = 0;
    while at < written.len() {
        let entry = tables
            .longest(name, at, false)
            .filter(|entry| bodies || matches!(entry.meaning, Meaning::State(_)));
        let Some(entry) = entry else {
            out.push(Unit {
                kind: UnitKind::Word,
                keys: name.keys[at].clone(),
                words: at..at + 1,
            });
            at += 1;
            continue;
        };
        let words = at..at + entry.words.len();
        // In small letters "чад" may be a word like others.
        let other = match words.len() {
            1 if name.lower => &name.keys[at][..],
            _ => &[],
        };
        let mut push = |kind: UnitKind| {
            let mut keys = vec![match kind {
                UnitKind::Body(body) => body.key.clone(),
                UnitKind::State(code) => state_key(code),
                UnitKind::Word => return,
            }];
            keys.extend_from_slice(other);
            out.push(Unit {
                kind,
                keys: keys.into(),
                words: words.clone(),
            });
        };
        match entry.meaning {
            Meaning::State(code) => push(UnitKind::State(code)),
            Meaning::Body(body) => push(UnitKind::Body(body)),
            Meaning::BodyOf(body, code) => {
                push(UnitKind::Body(body));
                push(UnitKind::State(code));
            }
        }
        at = words.end;
    }
    // "Госдума РФ" is the State Duma.
    let mut only = None;
    out.retain(|unit| {
        let implied = matches!((unit.kind, only), (UnitKind::State(a), Some(b)) if a == b);
        only = match unit.kind {
            UnitKind::Body(Body {
                state: StateOf::Only(state),
                ..
            }) => Some(*state),
            _ => None,
        };
        !implied
    });
    out
}

/// The name by which the table knows a body of a state, where that has one of its own.
pub fn name_of(body: &Body, state: [u8; 2]) -> Option<&'static str> {
    Tables::get()
        .of_state
        .get(&(body.canonical, state))
        .copied()
}

/// The key of a state's unit.
pub fn state_key(state: [u8; 2]) -> String {
    format!("={}", String::from_utf8_lossy(&state))
}

/// The state that a name of one unit is of: "РФ", "Франции".
pub fn state_of(name: &str) -> Option<[u8; 2]> {
    match Units::of(name).bodies[..] {
        [
            Unit {
                kind: UnitKind::State(state),
                ..
            },
        ] => Some(state),
        _ => None,
    }
}

/// What the archive calls a state.
pub fn state_name(state: [u8; 2]) -> Option<&'static str> {
    Tables::get().states.get(&state).copied()
}

/// What the forms of one word share: the word without its ending. Short words keep all but the
/// last vowel.
fn stem(word: &str) -> String {
    let count = word.chars().count();
    if count <= 3 || !word.chars().any(text::is_cyrillic) {
        return word.to_owned();
    }
    const ENDINGS: &[&str] = &[
        "ого", "его", "ому", "ему", "ыми", "ими", "иями", "ями", "ами", "ией", "иям", "иях", "ию",
        "ия", "ии", "ие", "ая", "яя", "ое", "ее", "ые", "ой", "ей", "ый", "ий", "ым", "им", "ом",
        "ем", "ых", "их", "ую", "юю", "ам", "ям", "ах", "ях", "ов", "ев", "ью", "а", "я", "о", "е",
        "ы", "и", "у", "ю", "ь", "й",
    ];
    for ending in ENDINGS {
        if let Some(head) = word.strip_suffix(ending)
            && head.chars().count() >= 3
        {
            return head.to_owned();
        }
    }
    word.to_owned()
}

/// False when no name of the tables begins with the word that `name` begins with, told without a
/// look at the others.
pub fn may_begin(name: &str) -> bool {
    let first = name.split_whitespace().map(words).find(|w| !w.is_empty());
    first.is_some_and(|first| {
        let tables = Tables::get();
        known_word_keys(&first[0])
            .iter()
            .any(|key| tables.by_first.contains_key(key))
    })
}

/// Whether `written` has the words of `name`, each in some form.
pub fn is_form(written: &str, name: &str) -> bool {
    let (written, name) = (words(written), words(name));
    written.len() == name.len()
        && written
            .iter()
            .zip(&name)
            .all(|(a, b)| share(&known_word_keys(a), &known_word_keys(b)))
}

/// Whether two sets of keys have one in common.
pub fn share(a: &[String], b: &[String]) -> bool {
    a.iter().any(|key| b.contains(key))
}

fn is_cyrillic(word: &str) -> bool {
    word.chars().any(text::is_cyrillic)
}

/// Two letters or more, all of them capitals.
fn is_abbreviation(word: &str) -> bool {
    word.chars().count() > 1 && word.chars().all(text::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first key of each unit.
    #[track_caller]
    fn check(name: &str, expected: &str) {
        let found: Vec<String> = Units::of(name)
            .bodies
            .into_iter()
            .map(|u| u.keys[0].clone())
            .collect();
        assert_eq!(found.join(" | "), expected, "{name}");
    }

    #[test]
    fn states_and_bodies_are_units() {
        check("МИД РФ", "#мид | =RU");
        check(
            "Министерства иностранных дел Российской Федерации",
            "#мид | =RU",
        );
        check(
            "МИД Корейской Народно-Демократической Республики",
            "#мид | =KP",
        );
        check("мид китая", "#мид | =CN");
        check("мид Грузии", "#мид | =GE");
        check(
            "Главное управление МВД России",
            "главное | управление | #мвд | =RU",
        );
        check("Госдума РФ", "#государственная дума");
        check("Пентагона", "#министерство обороны | =US");
        check("Совфеда", "#совет федерации");
        check("СБ ООН", "#совет безопасности | #оон");
        check("Совбез ООН", "#совет безопасности | #оон");
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        check("СК «Согласие»", "ск | согласие");
        check("партия ПАС", "партия | пас");
        check("Воз сена и того", "воз | сено | и | тот");
        assert!(!may_begin("Голос Америки") && may_begin("«Министерства» обороны"));
        check("Голос Америки", "голос | америка");
        check("", "");
        check("«»", "");
    }

    #[test]
    fn the_table_is_read_whole() {
        for row in rows(include_str!("tables/orgs.tsv")) {
            assert_eq!(row.len(), 3, "{row:?}");
            let found = Units::of(row[0]).bodies;
            assert!(
                matches!(found[0].kind, UnitKind::Body(_)),
                "{row:?}: {found:?}"
            );
        }
    }
}
