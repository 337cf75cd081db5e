//! Places of a dispatch: what comes in are the spans of their names, what goes out is an entity for
//! each place, with its position where the gazetteer knows it. Adjectives of places, which no span
//! covers, are found here.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Draft, Resolver};
use crate::entity::declension::Cases;
use crate::entity::gazetteer::Gazetteer;
use crate::entity::person::Votes;
use crate::entity::place::{self, NamedCountry, PlaceName};
use crate::entity::preposition;
use crate::entity::recognize::NameSpan;
use crate::entity::search_key::NameQuery;
use crate::entity::words::{self, NameClass, WordReading};
use crate::entity::{Detail, EntityKind, GeoPlace};
use crate::morph::Class;
use crate::text::{self, TokenKind};

impl Resolver<'_> {
    pub(super) fn places(&mut self, spans: &[NameSpan]) {
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
        // Each once, however often it stands there.
        let mut settled: FxHashMap<&str, Option<PlaceName>> = FxHashMap::default();
        for span in spans.iter().filter(|span| span.tokens.len() == 1) {
            let form = self.tokens.form_at(span.tokens.start);
            settled.entry(form).or_insert_with(|| {
                let others = names.iter().map(|name| name.canonical.as_str());
                place::settle(form, others)
            });
        }
        for (span, name) in spans.iter().zip(&mut names) {
            let form = self.tokens.form_at(span.tokens.start);
            if span.tokens.len() == 1
                && let Some(Some(meant)) = settled.get(form)
            {
                name.clone_from(meant);
            }
        }
        self.countries = self.countries_named(&spans, &names);
        // A town and the region of its name are two.
        let mut made: FxHashMap<(String, bool), usize> = FxHashMap::default();
        let keys: Vec<((String, bool), Option<&str>)> = spans
            .iter()
            .zip(&names)
            .map(|(span, name)| {
                let before = span.tokens.start.checked_sub(1);
                // "Провинции Индонезии" are parts of it.
                let region = before
                    .filter(|_| !name.is_country())
                    .and_then(|at| place::region_word(self.tokens.form_at(at)));
                ((place::fold(&name.canonical), region.is_some()), region)
            })
            .collect();
        let mut stands: FxHashMap<&(String, bool), Vec<&Range<usize>>> = FxHashMap::default();
        for (span, (key, _)) in spans.iter().zip(&keys) {
            stands.entry(key).or_default().push(&span.tokens);
        }
        let regions = self.regions_behind(&spans, &names);
        for ((span, name), (key, region)) in spans.iter().zip(&names).zip(&keys) {
            let entity = match made.get(key) {
                Some(entity) => *entity,
                None => {
                    let at = stands.get(key).map_or(&[][..], Vec::as_slice);
                    let countries = self.countries.around(at);
                    let within = at.iter().find_map(|range| regions.get(&range.end).copied());
                    let detail = Detail::Place(match (region, within) {
                        (Some(word), _) => place::locate_region(name, word, &countries),
                        (None, Some(code)) => place::locate_in(name, code, &countries),
                        (None, None) => place::locate(name, &countries),
                    });
                    let entity = self.add_entity(EntityKind::Place, name.canonical.clone(), detail);
                    made.insert(key.clone(), entity);
                    entity
                }
            };
            self.add(EntityKind::Place, span.span.clone(), entity);
        }
    }

    /// The country of a region behind "в", by the token of that word: "Хасан в Приморском крае" lies
    /// in it.
    fn regions_behind(
        &self,
        spans: &[&NameSpan],
        names: &[PlaceName],
    ) -> FxHashMap<usize, [u8; 2]> {
        let regions = spans.iter().zip(names);
        regions
            .filter(|(_, name)| place::is_region(&name.canonical))
            .filter_map(|(span, name)| {
                let before = span.tokens.start.checked_sub(1)?;
                let joined = matches!(self.tokens.form_at(before), "в" | "во");
                // "из Хасана в Псковскую область" says where to.
                let last = span.tokens.end.checked_sub(1)?;
                let locative = words::readings(self.tokens.form_at(last))
                    .iter()
                    .any(|r| !r.cases.and(Cases::LOC).is_empty());
                let country = place::locate(name, &[]).country?;
                let code = country.as_bytes().try_into().ok()?;
                (joined && locative).then_some((before, code))
            })
            .collect()
    }

    /// The countries that the names of places and their adjectives tell, each where it stands.
    fn countries_named(&self, spans: &[&NameSpan], names: &[PlaceName]) -> Countries {
        let of_names = spans
            .iter()
            .zip(names)
            .filter_map(|(span, name)| Some((span.tokens.start, place::only_country(name)?)));
        let gazetteer = Gazetteer::get();
        let of_adjectives = self
            .adjectives
            .iter()
            .filter_map(|(at, canonical)| Some((*at, gazetteer.known(canonical)?.country?)));
        let mut named: Vec<(usize, [u8; 2])> = of_names.chain(of_adjectives).collect();
        named.sort_unstable();
        let mut all: Vec<NamedCountry> = Vec::new();
        for &(at, code) in &named {
            let weight = match self.dateline.contains(&at) {
                true => place::OF_DATELINE,
                false => place::NAMED,
            };
            match all.iter_mut().find(|country| country.code == code) {
                Some(country) => country.weight = country.weight.max(weight),
                None => all.push(NamedCountry { code, weight }),
            }
        }
        Countries {
            dateline: self.dateline.clone(),
            named,
            all,
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
        let cases = preposition::governed(&before.to_lowercase())
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
        // As many as a list of regions may have.
        let farthest = i + 16;
        while i < farthest && matches!(form(i), "," | "и" | "или") && adjective(i + 1) {
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
        let is_cyrillic = |text: &str| text.chars().any(text::is_cyrillic);
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

    /// Which tokens are adjectives or demonyms of places, and of which.
    pub(super) fn place_adjectives(&self) -> Vec<(usize, String)> {
        let tokens = self.tokens.iter().enumerate();
        tokens
            .filter(|(_, token)| token.kind == TokenKind::Cyrillic)
            .filter_map(|(i, token)| {
                let form = self.tokens.form(token);
                let readings = place::may_be_adjective(form).then(|| words::readings(form))?;
                Some((i, place::of_adjective(&readings)?))
            })
            .collect()
    }

    /// Mentions of places by their adjectives, outside the names of places and people.
    pub(super) fn adjectives(&mut self, spans: &[NameSpan]) {
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
        for (i, canonical) in std::mem::take(&mut self.adjectives) {
            let Some(token) = self.tokens.get(i).filter(|_| !covered[i]) else {
                continue;
            };
            let entity = known.get(&canonical).copied().unwrap_or_else(|| {
                let name = PlaceName {
                    known: Gazetteer::get().known(&canonical),
                    nominative: canonical.clone(),
                    canonical: canonical.clone(),
                };
                let place: GeoPlace = place::locate(&name, &self.countries.all);
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
}

/// The countries that a dispatch names.
#[derive(Default)]
pub(super) struct Countries {
    /// Tokens of the dateline.
    dateline: Range<usize>,
    /// The token and the country of each mention, in order.
    named: Vec<(usize, [u8; 2])>,
    /// Each country once.
    all: Vec<NamedCountry>,
}

/// Tokens between a place and a country that tells where it lies, at most.
const NEAR: usize = 8;

impl Countries {
    /// What they tell of a place that stands at `places`.
    fn around(&self, places: &[&Range<usize>]) -> Vec<NamedCountry> {
        let mut all = self.all.clone();
        for place in places {
            let first = place.start.saturating_sub(NEAR);
            let start = self.named.partition_point(|&(at, _)| at < first);
            let near = self.named[start..]
                .iter()
                .take_while(|(at, _)| *at < place.end + NEAR)
                .filter(|(at, _)| !place.contains(at) && !self.dateline.contains(at));
            for (_, code) in near {
                if let Some(country) = all.iter_mut().find(|country| country.code == *code) {
                    country.weight = place::NAMED_NEAR;
                }
            }
        }
        all
    }
}
