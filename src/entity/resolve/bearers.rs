//! Which person of a dispatch a name means: what comes in are names as they were read, the fullest
//! first, what goes out are the persons who bear them. A mention is compared with those only who
//! share a part of its name.

use rustc_hash::FxHashMap;

use crate::entity::context::Context;
use crate::entity::declension::{self, Bearer};
use crate::entity::person::{self, NameToken, Parsed};
use crate::entity::sound::{soft_equal, soften};
use crate::entity::{PersonName, words};
use crate::text;

/// The persons of a dispatch, found by the parts of their names: a list of namesakes may have
/// thousands.
#[derive(Default)]
pub struct People {
    list: Vec<Bearers>,
    /// Indices into `list` by each part of a name as [`soften`] has it, for which [`same`] words are
    /// one.
    by_part: FxHashMap<String, Vec<usize>>,
    /// Those first named without a surname, by their given name likewise.
    without_surname: FxHashMap<String, Vec<usize>>,
}

impl People {
    pub fn list(&self) -> &[Bearers] {
        &self.list
    }

    /// Adds a person whom no mention named so far. Returns the index into [`Self::list`].
    pub fn add(&mut self, name: Parsed) -> usize {
        let index = self.list.len();
        if let (None, Some(given)) = (&name.surname, name.given.first()) {
            let bare = self.without_surname.entry(soften(given)).or_default();
            bare.push(index);
        }
        self.list.push(Bearers {
            name,
            dignified: false,
            mentions: Vec::new(),
        });
        self.enter(index);
        index
    }

    /// Leads a further mention to a person: takes over what it knows more.
    pub fn merge(&mut self, index: usize, name: &Parsed) {
        let person = &mut self.list[index];
        let parts = |name: &Parsed| (name.surname.is_some(), name.patronymic.is_some());
        let before = parts(&person.name);
        person.merge(name);
        if parts(&person.name) != before {
            self.enter(index);
        }
    }

    /// Notes that mention `at` names a person, behind a title of dignity perhaps.
    pub fn lead(&mut self, index: usize, at: usize, dignity: bool) {
        let person = &mut self.list[index];
        let place = person.mentions.partition_point(|&m| m < at);
        person.mentions.insert(place, at);
        person.dignified |= dignity;
    }

    /// Makes a person known by all parts of the name.
    fn enter(&mut self, index: usize) {
        let name = &self.list[index].name;
        let surname = name
            .surname
            .iter()
            .flat_map(|name| [&**name, last_part(name)]);
        let others = name.given.iter().chain(&name.patronymic).chain(&name.words);
        let mut parts: Vec<String> = surname
            .chain(others.map(|part| &**part))
            .map(soften)
            .collect();
        parts.sort_unstable();
        parts.dedup();
        for part in parts {
            self.by_part.entry(part).or_default().push(index);
        }
    }

    /// The persons whom [`likeness`] may take a mention for, among others, in the order of
    /// [`Self::list`].
    fn candidates(&self, name: &Parsed, tokens: &[NameToken]) -> Vec<usize> {
        let known = |part: &str| {
            self.by_part
                .get(&soften(part))
                .map_or(&[][..], Vec::as_slice)
        };
        let mut found: Vec<usize> = Vec::new();
        let mut words = tokens.iter().filter(|t| !t.initial);
        if let (Some(word), None) = (words.next(), words.next()) {
            let form = words::proper_case(&word.form);
            found.extend(known(&word.form));
            found.extend(known(&form));
            for reading in declension::readings(&form).iter() {
                found.extend(known(&reading.nominative));
            }
            for reading in words::readings(&form).iter() {
                found.extend(known(&words::like(&form, &reading.lemma)));
            }
        } else if let Some(surname) = &name.surname {
            found.extend(known(surname));
            found.extend(known(last_part(surname)));
            // All words of the mention are among those of the other name.
            let words = name.words.iter().map(|word| known(word));
            found.extend(words.min_by_key(|people| people.len()).unwrap_or_default());
            if let Some(given) = name.given.first() {
                let bare = self.without_surname.get(&soften(given));
                found.extend(bare.into_iter().flatten());
            }
        } else if let Some(given) = name.given.first() {
            found.extend(known(given));
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The person that the mention `at` means by `name`, among those already known.
    pub fn find(
        &self,
        name: &Parsed,
        tokens: &[NameToken],
        context: Context,
        at: usize,
    ) -> Option<usize> {
        let mut candidates = 0;
        let mut best: Option<((i32, usize), usize)> = None;
        for index in self.candidates(name, tokens) {
            let person = &self.list[index];
            let Some(score) = likeness(&person.name, person.dignified, name, tokens, context)
            else {
                continue;
            };
            // "Иван Петров … Иван Сергеевич" may be one, but a person is first named with the surname.
            if score == BY_GIVEN_NAME && tokens.len() > 1 {
                let formal_first = match &name.surname {
                    None => person.mentions.first().is_none_or(|&m| m > at),
                    Some(_) => person.mentions.first().is_some_and(|&m| m < at),
                };
                if formal_first {
                    continue;
                }
            }
            candidates += 1;
            // The one named last before this mention; else the first one after it.
            const FAR: usize = usize::MAX / 4;
            let behind = person.mentions.partition_point(|&m| m < at);
            let before = behind
                .checked_sub(1)
                .map(|i| 2 * FAR - (at - person.mentions[i]));
            let after = person.mentions.get(behind).map(|&m| FAR - (m - at));
            let nearest = before.or(after).unwrap_or(0);
            let rank = (score, nearest);
            if best.as_ref().is_none_or(|b| rank > b.0) {
                best = Some((rank, index));
            }
        }
        let (_, index) = best?;
        // "Сомин-младший" is Пётр Сомин only where there is no other Сомин.
        let sure = self.list[index].name.seniority == name.seniority
            || name.seniority.is_none()
            || candidates == 1;
        sure.then_some(index)
    }
}

/// "Щедрин" of "Салтыков-Щедрин".
fn last_part(surname: &str) -> &str {
    surname.rsplit([' ', '-']).next().unwrap_or(surname)
}

/// A person of the dispatch with the mentions led to it.
pub struct Bearers {
    pub name: Parsed,
    /// A mention stands behind a title of those who are called by their given name.
    pub dignified: bool,
    /// Sorted.
    pub mentions: Vec<usize>,
}

/// How much a mention knows of its bearer.
pub fn rank(name: &Parsed) -> usize {
    let latin = name.words.iter().all(|w| !w.chars().any(text::is_cyrillic));
    usize::from(name.surname.is_some()) * 4
        + usize::from(!name.given.is_empty()) * 4
        + usize::from(name.patronymic.is_some()) * 2
        + usize::from(!name.initials.is_empty())
        + usize::from(!latin)
}

/// Whether two words are spellings of one name.
pub fn same(a: &str, b: &str) -> bool {
    a == b || soft_equal(a, b)
}

/// Whether `form` is a case of the surname `surname`.
fn is_form_of(form: &str, surname: &str) -> bool {
    let last = last_part(surname);
    same(form, surname)
        || declension::readings(&words::proper_case(form))
            .iter()
            .any(|reading| same(&reading.nominative, surname) || same(&reading.nominative, last))
}

/// The likeness of "Иван Петров" and "Иван Сергеевич".
const BY_GIVEN_NAME: i32 = 3;

/// How well a mention fits a person; `None` when it can't be the same.
fn likeness(
    person: &Parsed,
    dignified: bool,
    name: &Parsed,
    tokens: &[NameToken],
    context: Context,
) -> Option<i32> {
    if let (Some(a), Some(b)) = (person.bearer, name.bearer)
        && a != b
        && rank(name) > 5
    {
        return None;
    }
    let words: Vec<&NameToken> = tokens.iter().filter(|t| !t.initial).collect();
    // A bare surname may mean either, a full name without "-младший" the other.
    let bare = words.len() == 1 && (name.seniority.is_none() || person.seniority.is_none());
    if person.seniority != name.seniority && !bare {
        return None;
    }
    // "Патриарх Кирилл", "князь Владимир" have no surname, but for "принц Гарри Уэльский".
    if context.dignity
        && !dignified
        && person.surname.is_some()
        && words.len() == 1
        && name.initials.is_empty()
    {
        let surname = person.surname.iter();
        let asked = words[0];
        return surname
            .filter(|surname| is_form_of(&asked.form, surname))
            .map(|_| 12)
            .next();
    }
    if let [word] = words[..] {
        return single(person, name, &words::proper_case(&word.form), context);
    }
    // Surnames must be one, as far as both are known.
    if let (Some(a), Some(b)) = (&person.surname, &name.surname) {
        let one = same(a, b) || same(last_part(a), b) || same(last_part(b), a);
        if !one {
            // "Хайдара Сиссе" of "Айссата Хайдара Сиссе", "Чен Ын" of "Ким Чен Ын".
            let all: Vec<&String> = person.words.iter().collect();
            let contained =
                !name.words.is_empty() && name.words.iter().all(|w| all.iter().any(|a| same(a, w)));
            return contained.then_some(4);
        }
        let mut score = 10;
        match (person.given.first(), name.given.first()) {
            (Some(a), Some(b)) => {
                let joined = same(&person.given.concat(), &name.given.concat());
                // The syllables of "Ким Ир Сен" are no other given names of "Ким Чен Ир".
                if person.surname_first && name.surname_first && !joined {
                    return None;
                }
                if same(a, b)
                    || joined
                    || person.given.iter().any(|g| same(g, b))
                    || name.given.iter().any(|g| same(g, a))
                {
                    score += 10;
                } else {
                    return None;
                }
            }
            (Some(given), None) | (None, Some(given)) => {
                let initials = if name.given.is_empty() {
                    &name.initials
                } else {
                    &person.initials
                };
                if let Some(initial) = initials.first() {
                    if !person::begin_alike(given, initial) {
                        return None;
                    }
                    score += 5;
                }
            }
            (None, None) => {
                if let (Some(a), Some(b)) = (person.initials.first(), name.initials.first())
                    && !person::begin_alike(a, b)
                {
                    return None;
                }
            }
        }
        if let (Some(a), Some(b)) = (&person.patronymic, &name.patronymic)
            && !same(a, b)
        {
            return None;
        }
        return Some(score);
    }
    // "Иван Сергеевич" without a surname.
    let (a, b) = (person.given.first()?, name.given.first()?);
    if !same(a, b) {
        return None;
    }
    // "Пётр Павел" is no Пётр Фиала, whatever its second word may be.
    let known = |word: &String| person.words.iter().any(|own| same(own, word));
    if !name.given[1..].iter().all(known) {
        return None;
    }
    match (&person.patronymic, &name.patronymic) {
        (Some(a), Some(b)) if !same(a, b) => None,
        (Some(_), Some(_)) => Some(9),
        _ => Some(BY_GIVEN_NAME),
    }
}

/// A mention of one word, with initials perhaps.
fn single(person: &Parsed, name: &Parsed, form: &str, context: Context) -> Option<i32> {
    let mut best: Option<i32> = None;
    let mut raise = |score: i32| best = Some(best.map_or(score, |b: i32| b.max(score)));
    let gender = |bearer: Bearer| -> Option<i32> {
        let mut score = 0;
        if let Some(own) = person.bearer {
            own.meet(bearer)?;
            if context.bearer != Bearer::Either {
                score += if own == context.bearer { 2 } else { -3 };
            }
        }
        Some(score)
    };
    if let (Some(initial), Some(given)) = (name.initials.first(), person.given.first())
        && !person::begin_alike(given, initial)
    {
        return None;
    }
    if let (Some(a), Some(b)) = (name.initials.first(), person.initials.first())
        && !person::begin_alike(a, b)
    {
        return None;
    }
    if let Some(surname) = &person.surname {
        let last = last_part(surname);
        let fixed = person.bearer == Some(Bearer::Woman) && !surname.ends_with(['а', 'я']);
        if same(surname, form) {
            raise(12 + gender(Bearer::Either)?);
        }
        for reading in declension::readings(form).iter() {
            let whole = same(&reading.nominative, surname);
            if !(whole || same(&reading.nominative, last)) || fixed {
                continue;
            }
            if let Some(more) = gender(reading.bearer) {
                raise(if whole { 12 } else { 9 } + more);
            }
        }
    }
    if name.initials.is_empty() {
        for given in &person.given {
            if same(given, form) {
                raise(7);
            }
        }
        for reading in words::readings(form).iter() {
            let lemma = words::like(form, &reading.lemma);
            if person.given.first().is_some_and(|g| same(g, &lemma)) && !reading.plural {
                raise(7);
            }
            if person.patronymic.as_ref().is_some_and(|p| same(p, &lemma)) {
                raise(5);
            }
        }
        for reading in declension::readings(form).iter() {
            if person.given.iter().any(|g| same(g, &reading.nominative))
                && reading.bearer != Bearer::Several
            {
                raise(6);
            }
        }
    }
    best
}

impl Bearers {
    /// Takes over what a further mention knows more.
    fn merge(&mut self, other: &Parsed) {
        let own = &mut self.name;
        if own.patronymic.is_none() && other.patronymic.is_some() && !other.given.is_empty() {
            own.patronymic.clone_from(&other.patronymic);
        }
        if own.surname.is_none() && !own.given.is_empty() && other.given == own.given {
            own.surname.clone_from(&other.surname);
        }
        if own.given.is_empty() && own.initials.len() < other.initials.len() {
            own.initials.clone_from(&other.initials);
        }
        if own.bearer.is_none() {
            own.bearer = other.bearer;
        }
        // ё is written by some mentions only.
        for (mine, theirs) in [
            (&mut own.surname, &other.surname),
            (&mut own.patronymic, &other.patronymic),
        ] {
            if let (Some(mine), Some(theirs)) = (mine.as_mut(), theirs)
                && theirs.contains('ё')
                && *mine == theirs.replace('ё', "е")
            {
                mine.clone_from(theirs);
            }
        }
    }

    /// The parts of the name, for the entity.
    pub fn detail(&self) -> PersonName {
        PersonName {
            surname: self.name.surname.clone(),
            first: (!self.name.given.is_empty()).then(|| self.name.given.join(" ")),
            patronymic: self.name.patronymic.clone(),
            initials: if self.name.given.is_empty() {
                self.name.initials.clone()
            } else {
                Vec::new()
            },
        }
    }
}
