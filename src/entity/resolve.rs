//! From names to entities of one dispatch: what comes in are the spans that the recogniser found,
//! what goes out are mentions and the entities they name, each with the fullest canonical name
//! that the dispatch knows. Which entities of several dispatches are one is left to the index and
//! [`crate::entity::authority`].

use std::borrow::Cow;
use std::ops::Range;

use super::date;
use super::declension::{self, Bearer, Cases};
use super::eastern;
use super::org::Piece;
use super::person::{self, Context, NameToken, Parsed, Votes};
use super::place::{self, PlaceName};
use super::recognize::{NameSpan, Recognizer};
use super::search_key::{self, NameQuery};
use super::sound::soft_equal;
use super::words;
use super::{
    DateValue, Detail, Entities, Entity, EntityKind, GeoPlace, Granularity, Mention, PersonName,
    RoleOf, org, role,
};
use crate::dispatch::Dispatch;
use crate::morph::{Class, Gender};
use crate::text::{TokenKind, Tokens};

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
}

/// Finds and names everything of the given kinds in a dispatch.
pub fn resolve(dispatch: &Dispatch, tokens: &Tokens, kinds: &[EntityKind]) -> Entities {
    let mut resolver = Resolver {
        text: &dispatch.text,
        tokens,
        drafts: Vec::new(),
        entities: Vec::new(),
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
    fn context(&self, span: &NameSpan) -> Context {
        let mut context = Context::default();
        let before = span
            .tokens
            .start
            .checked_sub(1)
            .and_then(|i| self.tokens.get(i).map(|t| (i, t)));
        let line_start = self
            .tokens
            .get(span.tokens.start)
            .is_some_and(|t| t.line_start);
        let mut governed = false;
        // Genders of an inanimate noun before the name that may be the subject itself.
        let mut subjects: Vec<Option<Gender>> = Vec::new();
        if let Some((i, token)) = before
            && !line_start
        {
            let form = self.tokens.form(token).to_lowercase();
            if let Some(cases) = person::governed(&form) {
                context.cases = cases;
                governed = true;
            } else if token.kind == TokenKind::Cyrillic {
                let readings = words::readings(self.tokens.form(token));
                let mut cases = Cases::NONE;
                let mut inanimate = false;
                for reading in readings
                    .iter()
                    .filter(|r| r.class == Class::Noun && !r.plural)
                {
                    if reading.animate {
                        cases = cases.or(reading.cases);
                        if reading.gender == Some(Gender::Fem) && reading.probability > 0.5 {
                            context.bearer = Bearer::Woman;
                        }
                    } else if reading.probability > 0.4 {
                        inanimate = true;
                    }
                }
                if !cases.is_empty() && !inanimate {
                    // A post: the preposition before it narrows the case it shares with the name.
                    if let Some(more) = i
                        .checked_sub(1)
                        .and_then(|j| self.tokens.get(j))
                        .and_then(|t| person::governed(&self.tokens.form(t).to_lowercase()))
                    {
                        let both = cases.and(more);
                        if !both.is_empty() {
                            cases = both;
                        }
                    }
                    context.cases = cases;
                    governed = true;
                } else if inanimate && (form == self.tokens.form(token) || self.starts_sentence(i))
                {
                    // "визит …"; a country or firm before a name ("глава МИД Японии …") governs
                    // nothing.
                    context.likely = Cases::GEN;
                    let behind_preposition = i
                        .checked_sub(1)
                        .and_then(|j| self.tokens.get(j))
                        .is_some_and(|t| {
                            person::governed(&self.tokens.form(t).to_lowercase()).is_some()
                        });
                    if !behind_preposition {
                        let own = readings.iter().filter(|r| {
                            r.class == Class::Noun
                                && !r.animate
                                && !r.plural
                                && r.cases.has_nominative()
                        });
                        subjects.extend(own.map(|r| r.gender));
                    }
                }
            }
        }
        if let Some(token) = self.tokens.get(span.tokens.end)
            && token.kind == TokenKind::Cyrillic
            && !token.line_start
        {
            let readings = words::readings(self.tokens.form(token));
            if let Some(verb) = readings
                .iter()
                .find(|r| r.class == Class::Verb && r.probability > 0.6)
                // "правительство Медведева внесло": the verb is the government's.
                && (verb.plural
                    || !subjects
                        .iter()
                        .any(|own| verb.gender.is_none() || *own == verb.gender))
            {
                if !governed && !verb.plural {
                    context.likely = Cases::NOM;
                }
                if !governed || context.cases.has_nominative() {
                    match verb.gender {
                        Some(Gender::Fem) if context.bearer == Bearer::Either => {
                            context.bearer = Bearer::Woman
                        }
                        Some(Gender::Masc) if context.bearer == Bearer::Either => {
                            context.bearer = Bearer::Man
                        }
                        _ => {}
                    }
                }
            }
        }
        context
    }

    /// The capital of the token may be the sentence's.
    fn starts_sentence(&self, i: usize) -> bool {
        let before = i.checked_sub(1).and_then(|j| self.tokens.get(j));
        before.is_none_or(|t| matches!(self.tokens.form(t), "." | "!" | "?" | "…"))
            || self.tokens.get(i).is_some_and(|t| t.line_start)
    }

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
                let mut form = (*piece).to_owned();
                for tail in [
                    "-старший",
                    "-старшего",
                    "-старшему",
                    "-старшим",
                    "-старшем",
                    "-младший",
                    "-младшего",
                    "-младшему",
                    "-младшим",
                    "-младшем",
                ] {
                    if let Some(head) = form.strip_suffix(tail) {
                        form = head.to_owned();
                    }
                }
                out.push(NameToken { form, initial });
            }
        }
        out
    }

    /// People: each mention is read, fuller ones first, and led to the entity that bears it.
    fn people(&mut self, spans: &[NameSpan]) {
        let mentions: Vec<(&NameSpan, Vec<NameToken>, Context)> = spans
            .iter()
            .filter(|s| s.kind == EntityKind::Person)
            .map(|s| (s, self.name_tokens(s), self.context(s)))
            .filter(|(_, tokens, _)| !tokens.is_empty())
            .collect();
        if mentions.is_empty() {
            return;
        }
        let mut votes = Votes::default();
        let mut seen: Vec<&[NameToken]> = Vec::new();
        for (_, tokens, _) in &mentions {
            if seen.contains(&tokens.as_slice()) {
                continue;
            }
            seen.push(tokens);
            for name in person::possible_nominatives(tokens) {
                *votes.entry(name).or_default() += 1;
            }
        }
        let parsed: Vec<Parsed> = mentions
            .iter()
            .map(|(_, tokens, context)| person::parse(tokens, *context, &votes))
            .collect();
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
                        mentions: Vec::new(),
                    });
                    people.len() - 1
                }
            };
            people[index].mentions.push(i);
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
        let mut seen: Vec<&str> = Vec::new();
        for span in &spans {
            if span.tokens.len() != 1 {
                continue;
            }
            let form = self.tokens.form_at(span.tokens.start);
            if seen.contains(&form) {
                continue;
            }
            seen.push(form);
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
        let countries: Vec<[u8; 2]> = names
            .iter()
            .filter_map(|n| n.known.and_then(|k| k.country))
            .collect();
        // A town and the region of its name are two.
        let mut made: Vec<((String, bool), usize)> = Vec::new();
        for (span, name) in spans.iter().zip(&names) {
            let before = span.tokens.start.checked_sub(1);
            // "Провинции Индонезии" are parts of it.
            let region = before
                .filter(|_| !name.is_country())
                .and_then(|at| place::region_word(self.tokens.form_at(at)));
            let key = (place::fold(&name.canonical), region.is_some());
            let entity = match made.iter().find(|(k, _)| *k == key) {
                Some((_, entity)) => *entity,
                None => {
                    let detail = Detail::Place(match region {
                        Some(word) => place::locate_region(name, word, &countries),
                        None => place::locate(name, &countries),
                    });
                    let entity = self.add_entity(EntityKind::Place, name.canonical.clone(), detail);
                    made.push((key, entity));
                    entity
                }
            };
            self.add(EntityKind::Place, span.span.clone(), entity);
        }
    }

    fn place_name(&self, span: &NameSpan, votes: &Votes) -> PlaceName {
        let forms = self.place_forms(&span.tokens);
        let forms: Vec<&str> = forms.iter().map(AsRef::as_ref).collect();
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
            let known = self.entities.iter().position(|e| {
                e.kind == EntityKind::Place && e.canonical.as_deref() == Some(canonical.as_str())
            });
            let entity = known.unwrap_or_else(|| {
                let name = PlaceName {
                    known: super::gazetteer::Gazetteer::get().known(&canonical),
                    nominative: canonical.clone(),
                    canonical: canonical.clone(),
                };
                let place: GeoPlace = place::locate(&name, &[]);
                self.add_entity(EntityKind::Place, canonical, Detail::Place(place))
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
    let mut best: Option<((i32, usize), usize)> = None;
    for (index, person) in people.iter().enumerate() {
        let Some(score) = likeness(&person.name, name, tokens, context) else {
            continue;
        };
        // "Иван Петров … Иван Сергеевич" may be one, but a person is first named with the surname.
        if score == BY_GIVEN_NAME && tokens.len() > 1 {
            let formal_first = match &name.surname {
                None => person.mentions.iter().all(|&m| m > at),
                Some(_) => person.mentions.iter().any(|&m| m < at),
            };
            if formal_first {
                continue;
            }
        }
        // The one named last before this mention; else the first one after it.
        let nearest = person
            .mentions
            .iter()
            .map(|&m| {
                if m < at {
                    2 * usize::MAX.wrapping_shr(2) - (at - m)
                } else {
                    usize::MAX.wrapping_shr(2) - (m - at)
                }
            })
            .max()
            .unwrap_or(0);
        let rank = (score, nearest);
        if best.as_ref().is_none_or(|b| rank > b.0) {
            best = Some((rank, index));
        }
    }
    best.map(|(_, index)| index)
}

/// The likeness of "Иван Петров" and "Иван Сергеевич".
const BY_GIVEN_NAME: i32 = 3;

/// How well a mention fits a person; `None` when it can't be the same.
fn likeness(person: &Parsed, name: &Parsed, tokens: &[NameToken], context: Context) -> Option<i32> {
    if let (Some(a), Some(b)) = (person.bearer, name.bearer)
        && a != b
        && rank(name) > 5
    {
        return None;
    }
    let words: Vec<&NameToken> = tokens.iter().filter(|t| !t.initial).collect();
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
                    if !given.starts_with(*initial) {
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
        && !given.starts_with(*initial)
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
