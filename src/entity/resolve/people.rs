//! People of a dispatch: what comes in are the spans of their names, what goes out is an entity for
//! each bearer with the fullest name that the dispatch knows. Names are read one by one in
//! [`crate::entity::person`]; here they tell of each other.

use rustc_hash::{FxHashMap, FxHashSet};

use super::Resolver;
use super::bearers::{Bearers, People, rank, same};
use crate::entity::context::{self, Context};
use crate::entity::declension::{self, Bearer, Cases};
use crate::entity::person::{self, NameToken, Parsed, Votes};
use crate::entity::recognize::NameSpan;
use crate::entity::{Detail, EntityKind, eastern, words};
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
        let mut people = People::default();
        let mut of_mention: Vec<usize> = vec![0; mentions.len()];
        for i in order {
            let name = &parsed[i];
            let (_, tokens, context) = &mentions[i];
            let alias = self.alias_of(&mentions, i, &of_mention, people.list());
            let index = match alias.or_else(|| people.find(name, tokens, *context, i)) {
                Some(index) => {
                    if alias.is_none() {
                        people.merge(index, name);
                    }
                    index
                }
                None => people.add(name.clone()),
            };
            people.lead(index, i, context.dignity);
            of_mention[i] = index;
        }
        let first: Vec<usize> = people
            .list()
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
