//! People of a dispatch: what comes in are the spans of their names, what goes out is an entity for
//! each bearer with the fullest name that the dispatch knows. Names are read one by one in
//! [`crate::entity::person`]; here they tell of each other.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Resolver;
use crate::entity::context::{self, Context};
use crate::entity::declension::{self, Bearer, Cases};
use crate::entity::person::{self, NameToken, Parsed, Votes};
use crate::entity::recognize::NameSpan;
use crate::entity::sound::soft_equal;
use crate::entity::{Detail, EntityKind, PersonName, eastern, words};
use crate::text::{self, TokenKind};

impl Resolver<'_> {
    /// The words of a name: initials without their full stops, "О’Рейли" as one.
    fn name_tokens(&self, span: &NameSpan) -> Vec<NameToken> {
        let mut out: Vec<NameToken> = Vec::new();
        let mut apostrophe = false;
        for i in span.tokens.clone() {
            let Some(token) = self.tokens.get(i) else {
                continue;
            };
            // "О’Рейли" is one word, however many tokens.
            if token.glued && matches!(self.tokens.form(token), "'" | "’") {
                apostrophe = true;
                continue;
            }
            if std::mem::take(&mut apostrophe)
                && token.glued
                && token.kind.is_word()
                && let Some(before) = out.last_mut()
            {
                before.form.push('’');
                before.form.push_str(self.tokens.form(token));
                before.initial = false;
                continue;
            }
            if !token.kind.is_word() && token.kind != TokenKind::Number {
                continue;
            }
            let form = self.tokens.form(token);
            // "А.С.Пушкина" in one token.
            let pieces: Vec<&str> = form.split('.').filter(|p| !p.is_empty()).collect();
            for (j, piece) in pieces.iter().enumerate() {
                let letters = piece.chars().count();
                // Behind the name the full stop is the sentence's: "выступила Цой Сон Хи."
                let pointed = j + 1 < pieces.len()
                    || form.ends_with('.')
                    || (letters == 1 || i + 1 < span.tokens.end)
                        && self
                            .tokens
                            .get(i + 1)
                            .is_some_and(|t| t.glued && self.tokens.form(t) == ".");
                // "встретился с Ван И.", "приехала Ким Сон Э.": here too, though it looks like an
                // initial's.
                let syllable = i + 2 >= span.tokens.end
                    && match out.as_slice() {
                        [surname] => {
                            matches!(*piece, "И" | "Ю" | "Е" | "Э")
                                && eastern::is_surname_first(&[surname.form.as_str(), *piece])
                        }
                        [surname, first] => {
                            matches!(*piece, "И" | "Ю" | "Е" | "Э" | "А" | "О" | "У" | "Я")
                                && eastern::is_surname_first(&[
                                    surname.form.as_str(),
                                    first.form.as_str(),
                                    *piece,
                                ])
                        }
                        _ => false,
                    };
                let initial = pointed
                    && !syllable
                    && letters <= 2
                    && piece.chars().next().is_some_and(char::is_uppercase);
                out.push(NameToken::new(piece, initial));
            }
        }
        out
    }

    /// People: each mention is read, fuller ones first, and led to the entity that bears it.
    pub(super) fn people(&mut self, spans: &[NameSpan]) {
        let mut mentions: Vec<(&NameSpan, Vec<NameToken>, Context)> = spans
            .iter()
            .filter(|s| s.kind == EntityKind::Person)
            .map(|s| {
                (
                    s,
                    self.name_tokens(s),
                    context::around(self.tokens, &s.tokens),
                )
            })
            .filter(|(_, tokens, _)| !tokens.is_empty())
            .collect();
        if mentions.is_empty() {
            return;
        }
        self.coordinate(&mut mentions);
        let mut votes = Votes::default();
        let mut seen: FxHashSet<&[NameToken]> = FxHashSet::default();
        for (_, tokens, _) in &mentions {
            if !seen.insert(tokens) {
                continue;
            }
            for name in person::possible_nominatives(tokens) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let mut parsed: Vec<Parsed> = mentions
            .iter()
            .map(|(_, tokens, context)| person::parse(tokens, *context, &votes))
            .collect();
        recognise_forms(&mentions, &mut parsed);
        self.share_surnames(&mentions, &mut parsed);
        let mut order: Vec<usize> = (0..mentions.len()).collect();
        order.sort_by_key(|&i| (std::cmp::Reverse(rank(&parsed[i])), i));
        let mut people: Vec<Bearers> = Vec::new();
        let mut of_mention: Vec<usize> = vec![0; mentions.len()];
        for i in order {
            let name = &parsed[i];
            let alias = self.alias_of(&mentions, i, &of_mention, &people);
            let found =
                alias.or_else(|| find_bearer(&people, name, &mentions[i].1, mentions[i].2, i));
            let index = match found {
                Some(index) => {
                    people[index].merge(name, alias.is_some());
                    index
                }
                None => {
                    people.push(Bearers {
                        name: name.clone(),
                        dignified: false,
                        mentions: Vec::new(),
                    });
                    people.len() - 1
                }
            };
            let mentions_of = &mut people[index].mentions;
            mentions_of.insert(mentions_of.partition_point(|&m| m < i), i);
            people[index].dignified |= mentions[i].2.dignity;
            of_mention[i] = index;
        }
        let first: Vec<usize> = people
            .iter()
            .map(|p| {
                let detail = Detail::Person(p.detail());
                self.add_entity(EntityKind::Person, p.name.canonical(), detail)
            })
            .collect();
        for (i, (span, _, _)) in mentions.iter().enumerate() {
            let entity = first[of_mention[i]];
            self.add(EntityKind::Person, span.span.clone(), entity);
        }
    }

    /// Names joined by commas and "и" stand in one case: where the words around, or the forms of
    /// one of them, tell it, it is likely that of all.
    fn coordinate(&self, mentions: &mut [(&NameSpan, Vec<NameToken>, Context)]) {
        let mut first = 0;
        while first < mentions.len() {
            let mut end = first + 1;
            while end < mentions.len()
                && self.joins(mentions[end - 1].0.tokens.end, mentions[end].0.tokens.start)
            {
                end += 1;
            }
            let group = &mut mentions[first..end];
            first = end;
            if group.len() < 2 {
                continue;
            }
            let told = Some(group[0].2.cases)
                .filter(|cases| *cases != Cases::ALL)
                .or_else(|| {
                    let own = group.iter().map(|(_, tokens, _)| person::own_cases(tokens));
                    own.into_iter()
                        .find(|own| *own == Cases::NOM || !own.has_nominative())
                });
            let Some(cases) = told else { continue };
            for (_, _, context) in group {
                if context.cases == Cases::ALL {
                    context.likely = cases;
                }
            }
        }
    }

    /// Whether only a comma or "и" stands between the tokens, or a bracket and one of them: "Анна
    /// Сомина (США), Пётр Лужин".
    fn joins(&self, mut from: usize, to: usize) -> bool {
        if to > from + 8 {
            return false;
        }
        let form = |i: usize| self.tokens.get(i).map_or("", |t| self.tokens.form(t));
        if form(from) == "(" {
            let Some(close) = (from..to).find(|&i| form(i) == ")") else {
                return false;
            };
            from = close + 1;
        }
        from < to && to <= from + 2 && (from..to).all(|i| matches!(form(i), "," | "и"))
    }

    /// "Михаил и Раиса Горбачёвы": a given name before "и" and a full name has its surname too.
    fn share_surnames(
        &self,
        mentions: &[(&NameSpan, Vec<NameToken>, Context)],
        parsed: &mut [Parsed],
    ) {
        for i in 1..mentions.len() {
            let (before, after) = (mentions[i - 1].0.tokens.end, mentions[i].0.tokens.start);
            let joined = after == before + 1
                && self
                    .tokens
                    .get(before)
                    .is_some_and(|t| self.tokens.form(t) == "и");
            let (one, other) = (&parsed[i - 1], &parsed[i]);
            let alone = mentions[i - 1].1.len() == 1
                && !mentions[i - 1].2.dignity
                && one.surname.is_none()
                && one.given.len() == 1;
            if joined
                && alone
                && !other.given.is_empty()
                && !other.surname_first
                && let Some(own) = &other.surname
                && let Some(last) = mentions[i].1.last()
                && let Some(family) = person::family_surname(&last.form, own)
            {
                for parsed in &mut parsed[i - 1..=i] {
                    parsed.set_surname(&family);
                }
            }
        }
    }

    /// The person whose name in Cyrillic stands right before a Latin one in brackets.
    fn alias_of(
        &self,
        mentions: &[(&NameSpan, Vec<NameToken>, Context)],
        i: usize,
        of_mention: &[usize],
        people: &[Bearers],
    ) -> Option<usize> {
        let (span, tokens, _) = mentions.get(i)?;
        let latin = |tokens: &[NameToken]| {
            tokens
                .iter()
                .all(|t| !t.form.chars().any(text::is_cyrillic))
        };
        let (before, before_tokens, _) = mentions.get(i.checked_sub(1)?)?;
        if !latin(tokens) || latin(before_tokens) {
            return None;
        }
        let bracket = before.tokens.end;
        (bracket + 1 == span.tokens.start
            && self
                .tokens
                .get(bracket)
                .is_some_and(|t| self.tokens.form(t) == "("))
        .then(|| of_mention.get(i - 1).copied())
        .flatten()
        .filter(|index| {
            people
                .get(*index)
                .is_some_and(|p| p.mentions.contains(&(i - 1)))
        })
    }
}

/// A name that is a case of another one, which the dispatch has in the nominative, is that one:
/// "Кира Стармера" beside "Кир Стармер", though it could be a woman's.
fn recognise_forms(mentions: &[(&NameSpan, Vec<NameToken>, Context)], parsed: &mut [Parsed]) {
    let surface = |i: usize| -> Vec<String> {
        let words = mentions[i].1.iter().map(|t| words::proper_case(&t.form));
        words.collect()
    };
    let full = |i: &usize| mentions[*i].1.len() > 1 && parsed[*i].initials.is_empty();
    // What stands in the nominative, by its words.
    let mut names: FxHashMap<Vec<String>, usize> = FxHashMap::default();
    for i in (0..parsed.len()).filter(full) {
        let words = surface(i);
        if parsed[i].words == words {
            names.entry(words).or_insert(i);
        }
    }
    // A list of namesakes would make surnames alone poor keys.
    let mut by_ends: FxHashMap<(&str, &str), Vec<&Vec<String>>> = FxHashMap::default();
    for words in names.keys() {
        if let [first, .., last] = &words[..] {
            by_ends.entry((first, last)).or_default().push(words);
        }
    }
    // Of several the same one in each run.
    for found in by_ends.values_mut() {
        found.sort_unstable();
    }
    let find = |own: &[String]| -> Option<&Vec<String>> {
        let [first, .., last] = own else { return None };
        let (firsts, lasts) = (declension::readings(first), declension::readings(last));
        firsts
            .iter()
            .flat_map(|first| lasts.iter().map(move |last| (first, last)))
            .filter_map(|(first, last)| by_ends.get(&(&*first.nominative, &*last.nominative)))
            .flatten()
            .copied()
            .find(|name| is_case_of(own, name))
    };
    // A form among the names is none.
    let forms: FxHashMap<&Vec<String>, Option<&Vec<String>>> =
        names.keys().map(|name| (name, find(name))).collect();
    let is_name = |words: &[String]| {
        let known = forms.get_key_value(&words.to_vec());
        known.is_some_and(|(_, form_of)| form_of.is_none())
    };
    let mut found: Vec<(usize, usize)> = Vec::new();
    for i in (0..parsed.len()).filter(full) {
        let context = mentions[i].2;
        let sure = context.likely == Cases::NOM || context.bearer == Bearer::Woman;
        if sure || parsed[i].surname_first {
            continue;
        }
        let own = surface(i);
        // Read as a name of the dispatch, or as that one but for its ё.
        let read = parsed[i].words != own && is_name(&parsed[i].words);
        let name = find(&own).filter(|name| is_name(name));
        if let Some(name) = name.filter(|name| !read && !all_same(&parsed[i].words, name)) {
            found.push((i, names[name]));
        }
    }
    for (form, name) in found {
        parsed[form] = parsed[name].clone();
    }
}

fn all_same(a: &[String], b: &[String]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Whether the words of `form` are those of `name` in one of the oblique cases.
fn is_case_of(form: &[String], name: &[String]) -> bool {
    if form.len() != name.len() || form == name {
        return false;
    }
    let oblique = Cases::GEN
        .or(Cases::DAT)
        .or(Cases::ACC)
        .or(Cases::INS)
        .or(Cases::LOC);
    let shared = form.iter().zip(name).fold(oblique, |shared, (form, name)| {
        let own = declension::readings(form)
            .iter()
            .filter(|r| r.bearer != Bearer::Several && r.nominative == *name)
            .fold(Cases::NONE, |cases, r| cases.or(r.cases));
        shared.and(own)
    });
    !shared.is_empty()
}

/// A person of the dispatch with the mentions led to it.
struct Bearers {
    name: Parsed,
    /// A mention stands behind a title of those who are called by their given name.
    dignified: bool,
    /// Sorted.
    mentions: Vec<usize>,
}

/// How much a mention knows of its bearer.
fn rank(name: &Parsed) -> usize {
    let latin = name.words.iter().all(|w| !w.chars().any(text::is_cyrillic));
    usize::from(name.surname.is_some()) * 4
        + usize::from(!name.given.is_empty()) * 4
        + usize::from(name.patronymic.is_some()) * 2
        + usize::from(!name.initials.is_empty())
        + usize::from(!latin)
}

fn same(a: &str, b: &str) -> bool {
    a == b || soft_equal(a, b)
}

/// The person that `name` means, among those already known.
fn find_bearer(
    people: &[Bearers],
    name: &Parsed,
    tokens: &[NameToken],
    context: Context,
    at: usize,
) -> Option<usize> {
    let mut candidates = 0;
    let mut best: Option<((i32, usize), usize)> = None;
    for (index, person) in people.iter().enumerate() {
        let Some(score) = likeness(&person.name, person.dignified, name, tokens, context) else {
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
    let sure = people[index].name.seniority == name.seniority
        || name.seniority.is_none()
        || candidates == 1;
    sure.then_some(index)
}

/// Whether `form` is a case of the surname `surname`.
fn is_form_of(form: &str, surname: &str) -> bool {
    let last = surname.rsplit([' ', '-']).next().unwrap_or(surname);
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
        let one = same(a, b)
            || a.rsplit([' ', '-'])
                .next()
                .is_some_and(|last| same(last, b))
            || b.rsplit([' ', '-'])
                .next()
                .is_some_and(|last| same(last, a));
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
        let last = surname.rsplit([' ', '-']).next().unwrap_or(surname);
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
    fn merge(&mut self, other: &Parsed, alias: bool) {
        if alias {
            return;
        }
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

    fn detail(&self) -> PersonName {
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
