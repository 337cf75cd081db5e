//! From names to entities of one dispatch: what comes in are the spans that the recogniser found,
//! what goes out are mentions and the entities they name, each with the fullest canonical name
//! that the dispatch knows. Which entities of several dispatches are one is left to the index and
//! [`crate::entity::authority`].

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::context;
use super::date;
use super::declension::{self, Bearer, Cases};
use super::eastern;
use super::org::Piece;
use super::person::{self, Context, NameToken, Parsed, Votes};
use super::place::{self, PlaceName};
use super::recognize::{NameSpan, Recognizer};
use super::search_key::{self, NameQuery};
use super::sound::soft_equal;
use super::words::{self, NameClass, WordReading};
use super::{
    DateValue, Detail, Entities, Entity, EntityKind, GeoPlace, Granularity, Mention, PersonName,
    RoleOf, org, role,
};
use crate::dispatch::Dispatch;
use crate::morph::Class;
use crate::text::{self, TokenKind, Tokens};

/// A mention before its entity has its final number.
struct Draft {
    kind: EntityKind,
    span: Range<usize>,
    /// Index into the entities as they were made.
    entity: usize,
    adjectival: bool,
}

/// Everything found in one dispatch so far.
struct Resolver<'a> {
    text: &'a str,
    tokens: &'a Tokens,
    drafts: Vec<Draft>,
    entities: Vec<Entity>,
    /// That the dispatch names.
    countries: Vec<[u8; 2]>,
}

/// Finds and names everything of the given kinds in a dispatch.
pub fn resolve(dispatch: &Dispatch, tokens: &Tokens, kinds: &[EntityKind]) -> Entities {
    let mut resolver = Resolver {
        text: &dispatch.text,
        tokens,
        drafts: Vec::new(),
        entities: Vec::new(),
        countries: Vec::new(),
    };
    let wants = |kind| kinds.contains(&kind);
    let mut spans = Vec::new();
    if kinds.iter().any(|&kind| kind != EntityKind::Date) {
        spans = Recognizer::get().recognize(&dispatch.text, tokens);
    }
    let dateline = dispatch.dateline.as_ref();
    if let Some(dateline) = dateline {
        // The dateline is parsed; what the recogniser makes of its capitals is not wanted.
        spans.retain(|s| s.span.end <= dateline.span.start || s.span.start >= dateline.span.end);
        if let Some(place) = &dateline.place {
            spans.extend(resolver.span_of(EntityKind::Place, place.clone()));
        }
        if let Some(agency) = &dateline.agency {
            spans.extend(resolver.span_of(EntityKind::Org, agency.clone()));
        }
    }
    spans.sort_by_key(|s| (s.span.start, usize::MAX - s.span.end));
    if wants(EntityKind::Org) {
        resolver.organisations(&spans);
    }
    if wants(EntityKind::Place) {
        resolver.places(&spans);
    }
    if wants(EntityKind::Person) {
        resolver.people(&spans);
    }
    if wants(EntityKind::Role) {
        resolver.roles(&spans);
    }
    if wants(EntityKind::Place) {
        resolver.adjectives(&spans);
    }
    if wants(EntityKind::Date) {
        resolver.dates(dispatch);
    }
    resolver.finish()
}

impl Resolver<'_> {
    /// The tokens of a byte range, as a span of the recogniser's kind.
    fn span_of(&self, kind: EntityKind, span: Range<usize>) -> Option<NameSpan> {
        let slice = self.tokens.as_slice();
        let first = slice.partition_point(|t| (t.end as usize) <= span.start);
        let last = slice.partition_point(|t| (t.start as usize) < span.end);
        (first < last).then_some(NameSpan {
            kind,
            tokens: first..last,
            span,
        })
    }

    fn forms(&self, range: &Range<usize>) -> Vec<&str> {
        range
            .clone()
            .filter(|i| *i < self.tokens.len())
            .map(|i| self.tokens.form_at(i))
            .collect()
    }

    fn add(&mut self, kind: EntityKind, span: Range<usize>, entity: usize) {
        self.drafts.push(Draft {
            kind,
            span,
            entity,
            adjectival: false,
        });
    }

    fn add_entity(&mut self, kind: EntityKind, canonical: String, detail: Detail) -> usize {
        self.entities.push(Entity {
            kind,
            canonical: Some(canonical),
            detail,
        });
        self.entities.len() - 1
    }

    /// What the words around a mention say of its case and gender.
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
                // "встретился с Ван И.": here too, though it looks like an initial's.
                let syllable = out.len() == 1
                    && i + 2 >= span.tokens.end
                    && matches!(*piece, "И" | "Ю" | "Е" | "Э")
                    && eastern::is_surname_first(&[out[0].form.as_str(), *piece]);
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
    fn people(&mut self, spans: &[NameSpan]) {
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
                .all(|t| !t.form.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')))
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

    fn places(&mut self, spans: &[NameSpan]) {
        let spans: Vec<&NameSpan> = spans
            .iter()
            .filter(|s| s.kind == EntityKind::Place)
            .collect();
        if spans.is_empty() {
            return;
        }
        let mut votes = Votes::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        for span in &spans {
            if span.tokens.len() != 1 {
                continue;
            }
            let form = self.tokens.form_at(span.tokens.start);
            if !seen.insert(form) {
                continue;
            }
            for name in place::possible_nominatives(form) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let mut names: Vec<PlaceName> = Vec::with_capacity(spans.len());
        for span in &spans {
            // "Аль-Аин (Al Ain)": one place.
            let bracketed = names
                .last()
                .filter(|name| self.repeats(&spans, names.len(), &name.canonical));
            let name = match bracketed {
                Some(name) => name.clone(),
                None => self.place_name(span, &votes),
            };
            names.push(name);
        }
        let settled: Vec<Option<PlaceName>> = spans
            .iter()
            .map(|span| {
                let form = self.tokens.form_at(span.tokens.start);
                let others = names.iter().map(|name| name.canonical.as_str());
                (span.tokens.len() == 1)
                    .then(|| place::settle(form, others))
                    .flatten()
            })
            .collect();
        for (name, settled) in names.iter_mut().zip(settled) {
            if let Some(settled) = settled {
                *name = settled;
            }
        }
        self.countries = names
            .iter()
            .filter_map(|n| n.known.and_then(|k| k.country))
            .collect();
        // A town and the region of its name are two.
        let mut made: FxHashMap<(String, bool), usize> = FxHashMap::default();
        for (span, name) in spans.iter().zip(&names) {
            let before = span.tokens.start.checked_sub(1);
            // "Провинции Индонезии" are parts of it.
            let region = before
                .filter(|_| !name.is_country())
                .and_then(|at| place::region_word(self.tokens.form_at(at)));
            let key = (place::fold(&name.canonical), region.is_some());
            let entity = match made.get(&key) {
                Some(entity) => *entity,
                None => {
                    let detail = Detail::Place(match region {
                        Some(word) => place::locate_region(name, word, &self.countries),
                        None => place::locate(name, &self.countries),
                    });
                    let entity = self.add_entity(EntityKind::Place, name.canonical.clone(), detail);
                    made.insert(key, entity);
                    entity
                }
            };
            self.add(EntityKind::Place, span.span.clone(), entity);
        }
    }

    fn place_name(&self, span: &NameSpan, votes: &Votes) -> PlaceName {
        let forms = self.place_forms(&span.tokens);
        let mut forms: Vec<&str> = forms.iter().map(AsRef::as_ref).collect();
        forms.extend(self.shared_noun(span));
        let next = self
            .tokens
            .get(span.tokens.end)
            .filter(|t| t.kind == TokenKind::Cyrillic)
            .map(|t| self.tokens.form(t));
        let before = span.tokens.start.checked_sub(1);
        let before = before.map_or("", |i| self.tokens.form_at(i));
        let cases = person::governed(&before.to_lowercase())
            .or_else(|| place::described(before))
            .unwrap_or(Cases::ALL);
        place::read(&forms, next, cases, votes)
    }

    /// The noun that an adjective shares with others behind it: "в Чёрном и Азовском морях", "в
    /// Северной и Южной Корее".
    fn shared_noun(&self, span: &NameSpan) -> Vec<&str> {
        let adjective = |i: usize| {
            self.tokens.get(i).is_some_and(|t| {
                t.kind == TokenKind::Cyrillic
                    && self.tokens.form(t).starts_with(text::is_uppercase)
                    && words::readings(self.tokens.form(t))
                        .iter()
                        .any(|r| r.class.agrees() && r.probability > 0.2)
            })
        };
        if span.tokens.len() != 1 || !adjective(span.tokens.start) {
            return Vec::new();
        }
        let mut i = span.tokens.end;
        let form = |i: usize| self.tokens.get(i).map_or("", |t| self.tokens.form(t));
        while matches!(form(i), "," | "и" | "или") && adjective(i + 1) {
            i += 2;
        }
        if i == span.tokens.end {
            return Vec::new();
        }
        // "Донецкой и Луганской народных республиках".
        let own = words::readings(form(span.tokens.start));
        let mut shared = Vec::new();
        for i in i..i + 3 {
            let word = form(i);
            if self
                .tokens
                .get(i)
                .is_none_or(|t| t.kind != TokenKind::Cyrillic || t.line_start)
            {
                break;
            }
            shared.push(word);
            let readings = words::readings(word);
            let agrees = |r: &WordReading| {
                own.iter()
                    .any(|a| a.class.agrees() && !a.cases.and(r.cases).is_empty())
            };
            if readings.iter().any(|r| {
                r.class == Class::Noun
                    && (place::is_descriptor(&r.lemma) || r.name == NameClass::Place)
                    && agrees(r)
            }) {
                return shared;
            }
            if !readings
                .iter()
                .any(|r| r.class.agrees() && r.plural && agrees(r))
            {
                break;
            }
        }
        Vec::new()
    }

    /// Whether the place at `number` of `spans` is the one before it, `canonical`, in other letters
    /// and in brackets.
    fn repeats(&self, spans: &[&NameSpan], number: usize, canonical: &str) -> bool {
        let Some(before) = number.checked_sub(1).and_then(|i| spans.get(i)) else {
            return false;
        };
        let span = spans[number];
        let text = |span: &NameSpan| self.text.get(span.span.clone()).unwrap_or_default();
        let is_cyrillic = |text: &str| text.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}'));
        before.tokens.end + 1 == span.tokens.start
            && self.tokens.form_at(before.tokens.end) == "("
            && is_cyrillic(text(before))
            && !is_cyrillic(text(span))
            && NameQuery::new(EntityKind::Place, text(span))
                .strength(canonical)
                .is_some()
    }

    /// The words of a place's name; parts that an apostrophe or a dash joins are one
    /// ("Сан-Садурни-д’Анойя", "Рейн - Вестфалия").
    fn place_forms(&self, range: &Range<usize>) -> Vec<Cow<'_, str>> {
        let mut forms: Vec<Cow<str>> = Vec::new();
        let mut joint: Option<&str> = None;
        for token in range.clone().filter_map(|i| self.tokens.get(i)) {
            let form = self.tokens.form(token);
            match (
                token.kind.is_word() || token.kind == TokenKind::Number,
                forms.last_mut(),
            ) {
                (true, Some(last)) if joint.is_some() => {
                    last.to_mut().push_str(joint.take().unwrap_or_default());
                    last.to_mut().push_str(form);
                }
                (true, _) => forms.push(Cow::Borrowed(form)),
                (false, _) => {
                    joint = match form {
                        "’" | "'" => Some("’"),
                        "-" | "–" | "—" => Some("-"),
                        _ => None,
                    };
                }
            }
        }
        if forms.is_empty() {
            forms.extend(self.forms(range).into_iter().map(Cow::Borrowed));
        }
        forms
    }

    /// The tokens of a range as parts of a name.
    fn pieces(&self, range: &Range<usize>) -> Vec<Piece<'_>> {
        let tokens = self.tokens.as_slice().get(range.clone());
        tokens
            .unwrap_or_default()
            .iter()
            .map(|token| Piece::of(self.tokens, token))
            .collect()
    }

    fn organisations(&mut self, spans: &[NameSpan]) {
        let spans: Vec<&NameSpan> = spans.iter().filter(|s| s.kind == EntityKind::Org).collect();
        let mut names: Vec<String> = Vec::with_capacity(spans.len());
        // Abbreviations that the dispatch explains: "Трудовая партия Кореи (ТПК)".
        let mut explained: Vec<Explained> = Vec::new();
        for span in &spans {
            let text = self.text.get(span.span.clone()).unwrap_or_default();
            let stripped = strip_quotes(text);
            let inner = match stripped.len() < text.len() {
                true => span.tokens.start + 1..span.tokens.end - 1,
                false => span.tokens.clone(),
            };
            let name = org::canonical(&self.pieces(&inner));
            let at = span.tokens.end + 1;
            let open = self.tokens.get(at - 1);
            let token = self.tokens.get(at);
            let close = self.tokens.get(at + 1);
            if let (Some(open), Some(token), Some(close)) = (open, token, close)
                && self.tokens.form(open) == "("
                && self.tokens.form(close) == ")"
                && token.kind.is_word()
            {
                let short = self.tokens.form(token);
                let capitals = short.chars().filter(|c| c.is_uppercase()).count();
                if capitals > 1
                    && (org::abbreviates(short, &name)
                        || org::abbreviates(short, stripped)
                        || capitals == short.chars().count())
                {
                    explained.push(Explained {
                        short: org::plain(&org::canonical(&[Piece::of(self.tokens, token)])),
                        at,
                        found: search_key::finds(EntityKind::Org, short, &name),
                        long: name.clone(),
                    });
                }
            }
            names.push(name);
        }
        let mut made: Vec<(String, usize)> = Vec::new();
        for (span, name) in spans.iter().zip(names) {
            let plain = org::plain(&name);
            let name = explained
                .iter()
                .find(|known| known.short == plain)
                // Where nothing in the name leads to it, the abbreviation keeps its own where it
                // is explained: else nobody who asks for it would find the dispatch.
                .filter(|known| known.found || known.at != span.tokens.start)
                .map_or(name, |known| known.long.clone());
            let key = org::plain(&name);
            let entity = match made.iter().find(|(k, _)| *k == key) {
                Some((_, entity)) => *entity,
                None => {
                    let entity = self.add_entity(EntityKind::Org, name, Detail::None);
                    made.push((key, entity));
                    entity
                }
            };
            self.add(EntityKind::Org, span.span.clone(), entity);
        }
    }

    /// Posts, each with the person whose name stands beside it.
    fn roles(&mut self, spans: &[NameSpan]) {
        let count = self.tokens.len();
        let mut person_at: Vec<bool> = vec![false; count];
        let mut end_at: Vec<Option<usize>> = vec![None; count];
        for span in spans {
            match span.kind {
                EntityKind::Person => {
                    for i in span.tokens.clone() {
                        if let Some(slot) = person_at.get_mut(i) {
                            *slot = true;
                        }
                    }
                }
                _ => {
                    if let Some(slot) = end_at.get_mut(span.tokens.start) {
                        *slot = Some(slot.unwrap_or(0).max(span.tokens.end));
                    }
                }
            }
        }
        let found = role::find(
            self.tokens,
            &|i| person_at.get(i).copied().unwrap_or(false),
            &|i| end_at.get(i).copied().flatten(),
        );
        for span in found {
            let slice = self.tokens.as_slice();
            let (Some(first), Some(last)) =
                (slice.get(span.tokens.start), slice.get(span.tokens.end - 1))
            else {
                continue;
            };
            let bytes = first.start as usize..last.end as usize;
            let head = span.head - span.tokens.start;
            let canonical = role::canonical(&self.pieces(&span.tokens), head);
            // The name right behind, or right before a comma or dash.
            let beside = spans
                .iter()
                .filter(|s| s.kind == EntityKind::Person)
                .find(|s| {
                    s.tokens.start == span.tokens.end
                        || s.tokens.end == span.tokens.start
                        || s.tokens.end + 1 == span.tokens.start
                            && self.tokens.get(s.tokens.end).is_some_and(|t| {
                                matches!(self.tokens.form(t), "," | "—" | "–" | "-" | "(")
                            })
                });
            let person = beside.and_then(|s| {
                self.drafts
                    .iter()
                    .find(|d| d.kind == EntityKind::Person && d.span == s.span)
                    .map(|d| d.entity)
            });
            let entity = self.entities.iter().position(|e| {
                e.kind == EntityKind::Role && e.canonical.as_deref() == Some(canonical.as_str()) && matches!(e.detail, Detail::Role(RoleOf { person: other }) if other == person || person.is_none())
            });
            let entity = entity.unwrap_or_else(|| {
                self.add_entity(EntityKind::Role, canonical, Detail::Role(RoleOf { person }))
            });
            self.add(EntityKind::Role, bytes, entity);
        }
    }

    /// Adjectives and demonyms of places, outside the names of places and people.
    fn adjectives(&mut self, spans: &[NameSpan]) {
        let mut covered = vec![false; self.tokens.len()];
        for span in spans.iter().filter(|s| s.kind != EntityKind::Org) {
            for i in span.tokens.clone() {
                if let Some(slot) = covered.get_mut(i) {
                    *slot = true;
                }
            }
        }
        let mut known: FxHashMap<String, usize> = FxHashMap::default();
        for (number, entity) in self.entities.iter().enumerate() {
            if let (EntityKind::Place, Some(name)) = (entity.kind, &entity.canonical) {
                known.entry(name.clone()).or_insert(number);
            }
        }
        for (i, token) in self.tokens.iter().enumerate() {
            if token.kind != TokenKind::Cyrillic || covered[i] {
                continue;
            }
            let form = self.tokens.form(token);
            if !place::may_be_adjective(form) {
                continue;
            }
            let Some(canonical) = place::of_adjective(&words::readings(form)) else {
                continue;
            };
            let entity = known.get(&canonical).copied().unwrap_or_else(|| {
                let name = PlaceName {
                    known: super::gazetteer::Gazetteer::get().known(&canonical),
                    nominative: canonical.clone(),
                    canonical: canonical.clone(),
                };
                let place: GeoPlace = place::locate(&name, &self.countries);
                let detail = Detail::Place(place);
                let entity = self.add_entity(EntityKind::Place, canonical.clone(), detail);
                known.insert(canonical, entity);
                entity
            });
            self.drafts.push(Draft {
                kind: EntityKind::Place,
                span: token.span(),
                entity,
                adjectival: true,
            });
        }
    }

    /// Date expressions; the dateline's own date is the one that the dispatch parser settled.
    fn dates(&mut self, dispatch: &Dispatch) {
        let mut found = date::find(self.text, self.tokens, dispatch.published);
        if let Some(dateline) = &dispatch.dateline
            && let (Some(span), Some(day)) = (&dateline.date_span, dateline.date)
        {
            found.retain(|d| d.span.end <= span.start || d.span.start >= span.end);
            found.push(date::DateMention {
                span: span.clone(),
                value: DateValue {
                    interval: Some((day, day)),
                    granularity: Granularity::Day,
                    rule: "dateline",
                    reference: dispatch.published,
                    time_of_day: None,
                },
            });
        }
        for mention in found {
            self.entities.push(Entity {
                kind: EntityKind::Date,
                canonical: None,
                detail: Detail::Date(mention.value),
            });
            let entity = self.entities.len() - 1;
            self.add(EntityKind::Date, mention.span, entity);
        }
    }

    /// Mentions sorted, entities numbered in the order of their first mention.
    fn finish(mut self) -> Entities {
        self.drafts
            .sort_by_key(|d| (d.span.start, usize::MAX - d.span.end, d.kind));
        self.drafts
            .dedup_by(|b, a| a.kind == b.kind && a.span == b.span);
        let mut numbers: Vec<Option<usize>> = vec![None; self.entities.len()];
        let mut order: Vec<usize> = Vec::new();
        let mut mentions = Vec::with_capacity(self.drafts.len());
        for draft in self.drafts {
            let number = *numbers[draft.entity].get_or_insert_with(|| {
                order.push(draft.entity);
                order.len() - 1
            });
            mentions.push(Mention {
                kind: draft.kind,
                span: draft.span,
                entity: number,
                adjectival: draft.adjectival,
            });
        }
        let mut taken: Vec<Option<Entity>> = self.entities.into_iter().map(Some).collect();
        let mut entities: Vec<Entity> = order.iter().filter_map(|&i| taken[i].take()).collect();
        for entity in &mut entities {
            if let Detail::Role(role) = &mut entity.detail {
                role.person = role.person.and_then(|i| numbers.get(i).copied().flatten());
            }
        }
        Entities { entities, mentions }
    }
}

/// A name without the quotation marks around all of it.
fn strip_quotes(text: &str) -> &str {
    let inner = text
        .strip_prefix(['«', '"', '“', '„'])
        .and_then(|t| t.strip_suffix(['»', '"', '”', '“']));
    match inner {
        Some(inner) if !inner.contains(['«', '»', '"', '“', '”']) => inner,
        _ => text,
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
    let mut by_surname: FxHashMap<String, Vec<&Vec<String>>> = FxHashMap::default();
    for words in names.keys() {
        let last = words.last().cloned().unwrap_or_default();
        by_surname.entry(last).or_default().push(words);
    }
    // Of several the same one in each run.
    for found in by_surname.values_mut() {
        found.sort_unstable();
    }
    let find = |own: &[String]| -> Option<&Vec<String>> {
        let last = declension::readings(own.last()?);
        last.iter()
            .filter_map(|reading| by_surname.get(&reading.nominative))
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

/// An abbreviation that a dispatch explains.
struct Explained {
    /// For comparison, see [`org::plain`].
    short: String,
    /// The token.
    at: usize,
    long: String,
    /// Whether a search for the abbreviation finds the long name.
    found: bool,
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
    let latin = name
        .words
        .iter()
        .all(|w| !w.chars().any(|c| matches!(c, '\u{400}'..='\u{52f}')));
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
        candidates += 1;
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
                    if !given.starts_with(initial.as_str()) {
                        return None;
                    }
                    score += 5;
                }
            }
            (None, None) => {
                if let (Some(a), Some(b)) = (person.initials.first(), name.initials.first())
                    && a != b
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
        && !given.starts_with(initial.as_str())
    {
        return None;
    }
    if let (Some(a), Some(b)) = (name.initials.first(), person.initials.first())
        && a != b
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

#[cfg(test)]
mod tests {
    use super::*;

    fn entities(text: &str) -> Entities {
        let dispatch = Dispatch {
            id: String::new(),
            path: String::new(),
            ordinal: 0,
            text: text.to_owned(),
            title: None,
            title_span: None,
            dateline: None,
            body: 0..text.len(),
            agency: None,
            published: None,
            published_by: None,
            language_hint: None,
            warnings: Vec::new(),
        };
        let tokens = crate::text::tokenize(text);
        crate::entity::analyze(&dispatch, &tokens)
    }

    /// The mentions of `text` with their canonical names, those of one kind only.
    fn names(text: &str, kind: EntityKind) -> Vec<(String, String)> {
        let found = entities(text);
        found
            .mentions
            .iter()
            .filter(|m| m.kind == kind && !m.adjectival)
            .map(|m| {
                (
                    text[m.span.clone()].to_owned(),
                    found.entities[m.entity]
                        .canonical
                        .clone()
                        .unwrap_or_default(),
                )
            })
            .collect()
    }

    #[track_caller]
    fn check(text: &str, kind: EntityKind, expected: &[(&str, &str)]) {
        let found = names(text, kind);
        let found: Vec<(&str, &str)> = found
            .iter()
            .map(|(a, b)| (a.as_str(), b.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_region_is_not_the_town_of_its_name() {
        let found = entities("Пожары начались в штате Вашингтон. В Вашингтоне об этом знают.");
        let places: Vec<_> = found
            .mentions
            .iter()
            .map(|mention| match &found.entities[mention.entity].detail {
                Detail::Place(place) => (place.country.as_deref(), place.geoname),
                _ => (None, None),
            })
            .collect();
        assert_eq!(places, [(Some("US"), None), (Some("US"), Some(4140963))]);
    }

    #[test]
    fn what_stands_around_tells_case_and_gender() {
        for (text, mention, canonical) in [
            (
                "Орден вручили вице-премьеру страны Жану Сомину.",
                "Жану Сомину",
                "Жан Сомин",
            ),
            (
                "Выступила чемпионка по гимнастике Алина Сомина.",
                "Алина Сомина",
                "Алина Сомина",
            ),
            (
                "Она играла у режиссёров Вима Сомина, Тони Дарсона и Ива Лемана.",
                "Тони Дарсона",
                "Тони Дарсон",
            ),
            (
                "Джулиана Дарсона отпустили под залог.",
                "Джулиана Дарсона",
                "Джулиан Дарсон",
            ),
            (
                "Тогда наградили 18-летнюю Евгению Сомину.",
                "Евгению Сомину",
                "Евгения Сомина",
            ),
            (
                "Выступили В.В. Козлов, Н.К. Сомина.",
                "Н.К. Сомина",
                "Н. К. Сомина",
            ),
            (
                "Директор выступил на вечере памяти П. П. Сомина.",
                "П. П. Сомина",
                "П. П. Сомин",
            ),
        ] {
            let found = names(text, EntityKind::Person);
            let found = found.iter().find(|(form, _)| form == mention);
            assert_eq!(
                found.map(|(_, name)| name.as_str()),
                Some(canonical),
                "{text}"
            );
        }
    }

    #[test]
    fn a_case_of_a_name_of_the_dispatch_is_that_name() {
        check(
            "Премьер Кир Дарсон прибыл. Кира Дарсона встретили. Киру Дарсону вручили ноту.",
            EntityKind::Person,
            &[
                ("Кир Дарсон", "Кир Дарсон"),
                ("Кира Дарсона", "Кир Дарсон"),
                ("Киру Дарсону", "Кир Дарсон"),
            ],
        );
    }

    #[test]
    fn two_given_names_are_no_one_else() {
        check(
            "Роман Дарсон и Роман Якоб прибыли. Роман Якоб выступил.",
            EntityKind::Person,
            &[
                ("Роман Дарсон", "Роман Дарсон"),
                ("Роман Якоб", "Роман Якоб"),
                ("Роман Якоб", "Роман Якоб"),
            ],
        );
    }

    #[test]
    fn those_called_by_their_given_name_have_no_surname() {
        check(
            "Кирилл Сомин заявил об этом. Патриарх Кирилл осудил его.",
            EntityKind::Person,
            &[("Кирилл Сомин", "Кирилл Сомин"), ("Кирилл", "Кирилл")],
        );
    }

    #[test]
    fn the_elder_and_the_younger_are_two() {
        check(
            "Джон Дарсон-старший и Джон Дарсон-младший прибыли. Джона Дарсона-младшего ждали.",
            EntityKind::Person,
            &[
                ("Джон Дарсон-старший", "Джон Дарсон-старший"),
                ("Джон Дарсон-младший", "Джон Дарсон-младший"),
                ("Джона Дарсона-младшего", "Джон Дарсон-младший"),
            ],
        );
    }

    #[test]
    fn a_family_shares_its_surname() {
        check(
            "Михаил и Раиса Горбачёвы прибыли.",
            EntityKind::Person,
            &[
                ("Михаил", "Михаил Горбачёв"),
                ("Раиса Горбачёвы", "Раиса Горбачёва"),
            ],
        );
    }

    #[test]
    fn bare_surnames_lead_to_the_full_name() {
        check(
            "Завод посетил инженер Андрей Коломийцев. По словам Коломийцева, работы идут по плану. Рабочие показали Коломийцеву новый цех.",
            EntityKind::Person,
            &[
                ("Андрей Коломийцев", "Андрей Коломийцев"),
                ("Коломийцева", "Андрей Коломийцев"),
                ("Коломийцеву", "Андрей Коломийцев"),
            ],
        );
    }

    #[test]
    fn the_verb_of_a_subject_before_the_name_says_nothing_of_the_bearer() {
        check(
            "Правительство Медведева внесло поправки.",
            EntityKind::Person,
            &[("Медведева", "Медведев")],
        );
        check(
            "В четверг Захарова ответила на вопросы.",
            EntityKind::Person,
            &[("Захарова", "Захарова")],
        );
    }

    #[test]
    fn eastern_names_that_share_a_syllable_stay_apart() {
        check(
            "На снимке Ким Чен Ир. Отец Ким Чен Ира Ким Ир Сен стоит рядом.",
            EntityKind::Person,
            &[
                ("Ким Чен Ир", "Ким Чен Ир"),
                ("Ким Чен Ира", "Ким Чен Ир"),
                ("Ким Ир Сен", "Ким Ир Сен"),
            ],
        );
    }

    #[test]
    fn surnames_that_look_like_patronymics() {
        check(
            "Снимали фильм Михаил Агранович и Михаил Дунаев.",
            EntityKind::Person,
            &[
                ("Михаил Агранович", "Михаил Агранович"),
                ("Михаил Дунаев", "Михаил Дунаев"),
            ],
        );
    }

    #[test]
    fn the_full_stop_behind_a_name_makes_no_initial() {
        check(
            "Награду получил композитор Ли Мён Сан. Концерт открыла певица Ким Сун Хи.",
            EntityKind::Person,
            &[("Ли Мён Сан", "Ли Мён Сан"), ("Ким Сун Хи", "Ким Сун Хи")],
        );
    }

    #[test]
    fn bearers_of_one_surname_stay_apart() {
        check(
            "На сцену вышли Олег Савельев и Марина Савельева. Савельева спела, Савельев сыграл на скрипке.",
            EntityKind::Person,
            &[
                ("Олег Савельев", "Олег Савельев"),
                ("Марина Савельева", "Марина Савельева"),
                ("Савельева", "Марина Савельева"),
                ("Савельев", "Олег Савельев"),
            ],
        );
    }

    #[test]
    fn one_place_one_entity() {
        check(
            "Делегация из Российской Федерации прибыла в Пекин. В Пекине гости из РФ осмотрели выставку.",
            EntityKind::Place,
            &[
                ("Российской Федерации", "Россия"),
                ("Пекин", "Пекин"),
                ("Пекине", "Пекин"),
                ("РФ", "Россия"),
            ],
        );
    }

    #[test]
    fn abbreviations_that_a_dispatch_explains() {
        let unesco = "Организация Объединенных Наций по вопросам образования, науки и культуры";
        check(
            &format!("{unesco} (ЮНЕСКО) приняла решение."),
            EntityKind::Org,
            &[(unesco, "ЮНЕСКО"), ("ЮНЕСКО", "ЮНЕСКО")],
        );
        check(
            "Ассоциация сетевых компаний (АСК) приняла решение.",
            EntityKind::Org,
            &[
                ("Ассоциация сетевых компаний", "Ассоциация сетевых компаний"),
                ("АСК", "Ассоциация сетевых компаний"),
            ],
        );
        // Nothing in the name leads to the abbreviation, which is to be found by it.
        check(
            "Ассоциация сетевых компаний (ЭНГО) приняла решение. Вчера ЭНГО его изменила.",
            EntityKind::Org,
            &[
                ("Ассоциация сетевых компаний", "Ассоциация сетевых компаний"),
                ("ЭНГО", "ЭНГО"),
                ("ЭНГО", "Ассоциация сетевых компаний"),
            ],
        );
        check(
            "Центральный банк Турции (ЦБ) принял решение. Вчера ЦБ его изменил.",
            EntityKind::Org,
            &[
                ("Центральный банк Турции", "Центральный банк Турции"),
                ("ЦБ", "Центральный банк Турции"),
                ("ЦБ", "Центральный банк Турции"),
            ],
        );
    }

    #[test]
    fn posts_before_names() {
        let roles = names(
            "Министр обороны Сергей Иволгин встретился с генеральным секретарём партии.",
            EntityKind::Role,
        );
        assert_eq!(roles.first().map(|r| r.0.as_str()), Some("Министр обороны"));
        let roles = names(
            "Первый секретарь посольства ушёл. Исполняющий обязанности министра финансов остался. \
             Встретились с исполняющим обязанности главы региона.",
            EntityKind::Role,
        );
        let roles: Vec<&str> = roles.iter().map(|r| r.0.as_str()).collect();
        assert_eq!(
            roles,
            [
                "Первый секретарь посольства",
                "Исполняющий обязанности министра финансов",
                "исполняющим обязанности главы региона",
            ]
        );
    }

    #[test]
    fn empty_and_odd_texts() {
        for text in [
            "",
            " ",
            "-",
            "«»",
            "А. Б.",
            "(",
            "Ким",
            "Ким Ким Ким Ким Ким",
        ] {
            let _ = names(text, EntityKind::Person);
        }
    }
}
