//! From a query tree and filters to a tantivy query: what comes in is what was asked, what goes
//! out is the query that finds it, and with each thing asked for the [`Target`] by which the
//! highlighter and `--explain` recognise it in a dispatch.
//!
//! A word is looked for in title and body, by its lemmas and, for the score alone, as typed; the
//! boosts of the four fields stand in `index-schema/`. A phrase is the same with a slot for each
//! of its words; words with hyphens may stand as one or apart ([`super::words`]). Names become the canonical names that they may stand for, dates the calendar
//! nodes that overlap them.

use std::ops::Bound;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rustc_hash::FxHashMap;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    Query as IndexQuery, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field as IndexField, IndexRecordOption};
use tantivy::{Searcher, Term};

use super::ast::{Clause, Field, Part, Query, Value};
use super::filter;
use super::keyword::KeywordQuery;
use super::names::{self, NameIndex, NameValue, Why};
use super::request::{SearchRequest, Versions};
use super::slots::{FieldStatistics, RowTerms, SlotQuery};
use super::words::{self, Line, Row, SlotTerms};
use crate::dispatch::agency_name;
use crate::entity::EntityKind;
use crate::entity::authority::Authority;
use crate::entity::date::{self, Interval};
use crate::index::document::day_number;
use crate::index::{Fields, IndexSchema, analyzer};
use crate::text;

/// Words that may stand between neighbouring words of a query for them to count as near.
const NEAR: u32 = 7;
/// How much nearness counts beside the words themselves.
const NEAR_BOOST: f32 = 1.0;
/// Pairs of neighbouring words whose nearness is looked at.
const MOST_PAIRS: usize = 12;
/// Score of a name, date or other thing that is there or not.
const PLAIN_SCORE: f32 = 1.0;

type Boxed = Box<dyn IndexQuery>;

/// Something asked for, in a form that can be recognised in a dispatch's record.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Words {
        /// Any of these.
        rows: Vec<Row>,
        slop: u32,
        /// Look in the title alone.
        title: bool,
    },
    Names {
        kind: EntityKind,
        value: NameValue,
        /// The canonical names that the value stands for, and why.
        names: FxHashMap<String, Why>,
        adjectives: bool,
    },
    Mentioned(Interval),
    /// Not in the text: agency, language, path, published date.
    Elsewhere,
}

/// A target with the clause that it comes from and the query that scores it.
#[derive(Debug)]
pub(super) struct Wanted {
    /// The clause as the user would write it; for a filter, what it asks for.
    pub label: String,
    pub target: Target,
    pub query: Boxed,
}

#[derive(Debug)]
pub(super) struct Plan {
    pub query: Boxed,
    /// What hits have for being hits: the clauses of the query, but those below `NOT`, and the
    /// filters.
    pub wanted: Vec<Wanted>,
    /// Whether any clause tells hits apart by score.
    pub scoring: bool,
}

/// A pair of fields with the same positions.
#[derive(Clone, Copy)]
struct Pair {
    lemma: IndexField,
    exact: IndexField,
}

pub(super) struct Planner<'a> {
    searcher: &'a Searcher,
    authority: &'a Authority,
    request: &'a SearchRequest,
    fields: &'static Fields,
    documents: u64,
    wanted: Vec<Wanted>,
    scoring: bool,
}

impl<'a> Planner<'a> {
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn new(names: NameIndex<'a>, request: &'a SearchRequest) -> tantivy::Result<Self> {
        let searcher = names.searcher;
        let fields = &IndexSchema::get().fields;
        let documents = searcher.doc_freq(&Term::from_field_text(fields.kind, "dispatch"))?;
        Ok(Self {
            searcher,
            authority: names.authority,
            request,
            fields,
            documents,
            wanted: Vec::new(),
            scoring: false,
        })
    }

    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn plan(mut self) -> tantivy::Result<Plan> {
        let request = self.request;
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        if request.query != Query::All {
            // A query of words that the index does not keep finds nothing.
            let query = self
                .query(&request.query, false)?
                .unwrap_or_else(|| Box::new(EmptyQuery));
            clauses.push((Occur::Must, query));
        }
        for filter in self.filters()? {
            clauses.push((Occur::Must, unscored(filter)));
        }
        self.versions(&mut clauses);
        Ok(Plan {
            query: Box::new(BooleanQuery::new(clauses)),
            wanted: self.wanted,
            scoring: self.scoring,
        })
    }

    fn versions(&self, clauses: &mut Vec<(Occur, Boxed)>) {
        let fields = self.fields;
        let one = |term| -> Boxed { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
        let until = |field, run| -> Boxed {
            let first = Term::from_field_u64(field, 0);
            let last = Term::from_field_u64(field, run);
            Box::new(RangeQuery::new(
                Bound::Included(first),
                Bound::Included(last),
            ))
        };
        let dispatch = Term::from_field_text(fields.kind, "dispatch");
        match self.request.versions {
            // Only dispatches have the field.
            Versions::Live => {
                let live = one(Term::from_field_u64(fields.live, 1));
                clauses.push((Occur::Must, unscored(live)));
            }
            Versions::All => clauses.push((Occur::Must, unscored(one(dispatch)))),
            Versions::AsOf(run) => {
                clauses.push((Occur::Must, unscored(one(dispatch))));
                clauses.push((Occur::Must, unscored(until(fields.first_run, run))));
                clauses.push((Occur::MustNot, until(fields.last_run, run)));
            }
        }
    }

    fn filters(&mut self) -> tantivy::Result<Vec<Boxed>> {
        let request = self.request;
        let mut filters: Vec<Boxed> = Vec::new();
        // The values of one option are alternatives, different options add up.
        for (option, kind, values) in [
            ("--person", EntityKind::Person, &request.persons),
            ("--place", EntityKind::Place, &request.places),
            ("--org", EntityKind::Org, &request.orgs),
        ] {
            let mut alternatives = Vec::new();
            for value in values {
                let label = format!("{option} {value}");
                alternatives.push(self.names(label, kind, filter::name_of(value), false)?);
            }
            filters.extend(any_of(alternatives));
        }
        let mut agencies = Vec::new();
        for agency in &request.agencies {
            agencies.push(self.agency(format!("--agency {agency}"), agency, false));
        }
        filters.extend(any_of(agencies));
        let mut languages = Vec::new();
        for language in &request.languages {
            languages.push(self.language(format!("--lang {language}"), language, false));
        }
        filters.extend(any_of(languages));
        if !request.paths.is_empty() {
            let label = format!("--path {}", request.paths.join(" --path "));
            filters.push(self.paths(label, &request.paths, false));
        }
        if let Some(interval) = request.published {
            let label = format!("published {}", show_interval(interval));
            filters.push(self.published(label, interval, false));
        }
        let mut mentions = Vec::new();
        for &interval in &request.mentions {
            let label = format!("--mentions {}", show_interval(interval));
            mentions.push(self.mentioned(label, interval, false));
        }
        filters.extend(any_of(mentions));
        Ok(filters)
    }

    /// `None` for a query that asks for nothing the index keeps.
    fn query(&mut self, query: &Query, negated: bool) -> tantivy::Result<Option<Boxed>> {
        match query {
            Query::All => Ok(Some(Box::new(AllQuery))),
            Query::Clause(clause) => self.clause(clause, negated),
            Query::Not(operand) => Ok(self.query(operand, !negated)?.map(|operand| {
                let clauses = vec![everything(), (Occur::MustNot, operand)];
                Box::new(BooleanQuery::new(clauses)) as Boxed
            })),
            Query::Or(operands) => {
                let mut found = Vec::new();
                for operand in operands {
                    found.extend(self.query(operand, negated)?);
                }
                Ok(any_of(found))
            }
            Query::And(operands) => self.and(operands, negated),
        }
    }

    fn and(&mut self, operands: &[Query], negated: bool) -> tantivy::Result<Option<Boxed>> {
        let mut clauses: Vec<(Occur, Boxed)> = Vec::new();
        let mut positive = false;
        for operand in operands {
            if let Query::Not(excluded) = operand {
                if let Some(excluded) = self.query(excluded, !negated)? {
                    clauses.push((Occur::MustNot, excluded));
                }
            } else if let Some(required) = self.query(operand, negated)? {
                clauses.push((Occur::Must, required));
                positive = true;
            }
        }
        if clauses.is_empty() {
            return Ok(None);
        }
        if !positive {
            clauses.push(everything());
        }
        if !negated {
            for nearness in self.nearness(operands) {
                clauses.push((Occur::Should, nearness));
            }
        }
        Ok(Some(Box::new(BooleanQuery::new(clauses))))
    }

    /// For neighbouring plain words, queries that add to the score where the two stand near each
    /// other: "визит министра" is better than a visit here and a minister there.
    fn nearness(&self, operands: &[Query]) -> Vec<Boxed> {
        let word = |query: &Query| match query {
            Query::Clause(Clause {
                field: None,
                value: Value::Word { text, exact: false },
                ..
            }) => Line::of(text).only().cloned(),
            _ => None,
        };
        let words: Vec<Option<SlotTerms>> = operands.iter().map(word).collect();
        let mut queries = Vec::new();
        for pair in words.windows(2).take(MOST_PAIRS) {
            let [Some(left), Some(right)] = pair else {
                continue;
            };
            let row = Row::loose(vec![left.clone(), right.clone()]);
            for fields in [self.body(), self.title()] {
                let boost = NEAR_BOOST * self.boost(fields.lemma);
                queries.push(self.row(fields, fields.lemma, &row, NEAR, boost));
            }
        }
        queries
    }

    fn body(&self) -> Pair {
        Pair {
            lemma: self.fields.body,
            exact: self.fields.body_exact,
        }
    }

    fn title(&self) -> Pair {
        Pair {
            lemma: self.fields.title,
            exact: self.fields.title_exact,
        }
    }

    fn boost(&self, field: IndexField) -> f32 {
        IndexSchema::get().boost(field)
    }

    fn row(&self, pair: Pair, norms: IndexField, row: &Row, slop: u32, boost: f32) -> Boxed {
        let slots = row.slots.iter();
        let terms = RowTerms {
            slots: slots
                .clone()
                .map(|slot| slot.terms(pair.lemma, pair.exact))
                .collect(),
            alone: slots.clone().map(|slot| slot.alone).collect(),
            goes_on: slots
                .map(|slot| {
                    let term = analyzer::inner_kind_term(slot.mention?);
                    Some(Term::from_field_text(pair.lemma, term))
                })
                .collect(),
            groups: row.groups.clone(),
            compound: Term::from_field_text(pair.lemma, analyzer::COMPOUND_TERM),
        };
        let statistics = self.statistics(norms);
        Box::new(SlotQuery::new(norms, terms, slop, boost, statistics))
    }

    /// Dispatches that have one of the rows; who has several counts as one who has the best.
    fn rows(&self, pair: Pair, norms: IndexField, rows: &[Row], slop: u32, boost: f32) -> Boxed {
        let mut queries: Vec<Boxed> = rows
            .iter()
            .map(|row| self.row(pair, norms, row, slop, boost))
            .collect();
        match queries.pop() {
            Some(only) if queries.is_empty() => only,
            last => {
                queries.extend(last);
                Box::new(DisjunctionMaxQuery::new(queries))
            }
        }
    }

    /// Whether the index has any of the lemmas of a slot.
    fn exists(&self, slot: &SlotTerms) -> tantivy::Result<bool> {
        for lemma in &slot.lemmas {
            for field in [self.fields.body, self.fields.title] {
                if self
                    .searcher
                    .doc_freq(&Term::from_field_text(field, lemma))?
                    > 0
                {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn statistics(&self, field: IndexField) -> FieldStatistics {
        let mut terms = 0;
        for segment in self.searcher.segment_readers() {
            // A segment without the field has no terms of it.
            if let Ok(inverted) = segment.inverted_index(field) {
                terms += inverted.total_num_tokens();
            }
        }
        FieldStatistics {
            documents: self.documents,
            average_length: terms as f32 / self.documents.max(1) as f32,
        }
    }

    fn want(&mut self, negated: bool, label: String, target: Target, query: &Boxed) {
        if !negated {
            self.wanted.push(Wanted {
                label,
                target,
                query: query.box_clone(),
            });
        }
    }

    fn clause(&mut self, clause: &Clause, negated: bool) -> tantivy::Result<Option<Boxed>> {
        let label = clause.to_string();
        let query = match (clause.field, &clause.value) {
            (Some(Field::Published), Value::Date(range)) => {
                self.published(label, range.interval, negated)
            }
            (Some(Field::Mentioned), Value::Date(range)) => {
                self.mentioned(label, range.interval, negated)
            }
            (Some(Field::Path), Value::Glob(glob)) => {
                self.paths(label, std::slice::from_ref(glob), negated)
            }
            (Some(Field::Agency), value) => self.agency(label, &plain_text(value), negated),
            (Some(Field::Lang), value) => self.language(label, &plain_text(value), negated),
            (Some(Field::Person), value) => {
                self.names(label, EntityKind::Person, name_value(value), negated)?
            }
            (Some(Field::Place), value) => {
                self.names(label, EntityKind::Place, name_value(value), negated)?
            }
            (Some(Field::Org), value) => {
                self.names(label, EntityKind::Org, name_value(value), negated)?
            }
            (Some(Field::Role), value) => {
                self.names(label, EntityKind::Role, name_value(value), negated)?
            }
            (field, value) => {
                let title = field == Some(Field::Title);
                return self.text(label, value, title, negated);
            }
        };
        Ok(Some(query))
    }

    fn text(
        &mut self,
        label: String,
        value: &Value,
        title: bool,
        negated: bool,
    ) -> tantivy::Result<Option<Boxed>> {
        let one = |slot| vec![Row::loose(vec![slot])];
        let (line, exact, slop) = match value {
            Value::Word { text, exact } => (Line::of(text), *exact, 0),
            Value::Wildcard(pattern) => {
                let rows = one(self.wildcard(pattern)?);
                return Ok(Some(self.words(label, rows, None, 0, title, negated)));
            }
            Value::Fuzzy { text, distance } => {
                let rows = one(self.fuzzy(text, *distance)?);
                return Ok(Some(self.words(label, rows, None, 0, title, negated)));
            }
            Value::Phrase { parts, exact, slop } => (self.phrase(parts)?, *exact, *slop),
            // The parser gives these to other fields.
            Value::Date(_) | Value::Glob(_) => return Ok(None),
        };
        let typed = line.exact();
        if typed.slots.is_empty() {
            return Ok(None);
        }
        let (rows, typed) = if exact {
            (vec![typed], None)
        } else {
            (line.rows(|slot| self.exists(slot))?, Some(typed))
        };
        Ok(Some(self.words(label, rows, typed, slop, title, negated)))
    }

    /// `typed`: the row that adds to the score where a dispatch has the words as typed.
    fn words(
        &mut self,
        label: String,
        rows: Vec<Row>,
        typed: Option<Row>,
        slop: u32,
        title: bool,
        negated: bool,
    ) -> Boxed {
        // What is excluded tells no hits apart.
        self.scoring |= !negated;
        let pairs = if title {
            vec![self.title()]
        } else {
            vec![self.body(), self.title()]
        };
        let mut alternatives: Vec<(Occur, Boxed)> = Vec::new();
        for pair in pairs {
            let boost = self.boost(pair.lemma);
            let query = self.rows(pair, pair.lemma, &rows, slop, boost);
            alternatives.push((Occur::Should, query));
            if let Some(typed) = &typed {
                // Whatever has the words as typed has them in some inflection: this adds to the
                // score and finds nothing more.
                let boost = self.boost(pair.exact);
                let query = self.row(pair, pair.exact, typed, slop, boost);
                alternatives.push((Occur::Should, query));
            }
        }
        let query: Boxed = Box::new(BooleanQuery::new(alternatives));
        let target = Target::Words { rows, slop, title };
        self.want(negated, label, target, &query);
        query
    }

    fn phrase(&self, parts: &[Part]) -> tantivy::Result<Line> {
        let mut line = Line::default();
        for part in parts {
            match part {
                Part::Text(text) => line.push_text(text),
                Part::Wildcard(pattern) => line.push_slot(self.wildcard(pattern)?),
                Part::Fuzzy { text, distance } => line.push_slot(self.fuzzy(text, *distance)?),
                Part::Kind(kind) => line.push_slot(SlotTerms::mention(*kind)),
            }
        }
        Ok(line)
    }

    fn wildcard(&self, pattern: &str) -> tantivy::Result<SlotTerms> {
        let mut slot = SlotTerms::default();
        for field in [self.fields.body_exact, self.fields.title_exact] {
            let forms = words::expand_wildcard(self.searcher, field, pattern)?;
            slot.exact.extend(forms);
        }
        Ok(slot)
    }

    /// Misspelt words are looked up among the forms and among the lemmas, so that they are found
    /// in any inflection too.
    fn fuzzy(&self, word: &str, distance: u8) -> tantivy::Result<SlotTerms> {
        let mut slot = SlotTerms::default();
        for pair in [self.body(), self.title()] {
            let near = |field| words::expand_fuzzy(self.searcher, field, word, distance);
            slot.lemmas.extend(near(pair.lemma)?);
            slot.exact.extend(near(pair.exact)?);
        }
        Ok(slot)
    }

    fn names(
        &mut self,
        label: String,
        kind: EntityKind,
        value: NameValue,
        negated: bool,
    ) -> tantivy::Result<Boxed> {
        let adjectives = kind == EntityKind::Place && self.request.adjectives;
        let mut found = FxHashMap::default();
        let mut terms = Vec::new();
        let adjective_field = adjectives.then_some(self.fields.place_adjective);
        let index = NameIndex {
            searcher: self.searcher,
            authority: self.authority,
            live: self.request.versions == Versions::Live,
        };
        for field in names::field_of(kind).into_iter().chain(adjective_field) {
            for (name, why) in index.resolve(kind, field, &value)? {
                terms.push(Term::from_field_text(field, &name));
                found.entry(name).or_insert(why);
            }
        }
        let query = scored(Box::new(TermSetQuery::new(terms)));
        let target = Target::Names {
            kind,
            value,
            names: found,
            adjectives,
        };
        self.want(negated, label, target, &query);
        Ok(query)
    }

    fn mentioned(&mut self, label: String, interval: Interval, negated: bool) -> Boxed {
        let terms: Vec<Term> = date::query_terms(interval)
            .iter()
            .map(|node| Term::from_field_text(self.fields.mentioned, node))
            .collect();
        let query = scored(Box::new(TermSetQuery::new(terms)));
        self.want(negated, label, Target::Mentioned(interval), &query);
        query
    }

    fn published(&mut self, label: String, interval: Interval, negated: bool) -> Boxed {
        let bound = |date: Option<jiff::civil::Date>| match date {
            Some(date) => Bound::Included(Term::from_field_i64(
                self.fields.published,
                day_number(date),
            )),
            None => Bound::Unbounded,
        };
        let query = match (bound(interval.from), bound(interval.to)) {
            (Bound::Unbounded, Bound::Unbounded) => Box::new(AllQuery) as Boxed,
            (from, to) => Box::new(RangeQuery::new(from, to)),
        };
        let query = scored(query);
        self.want(negated, label, Target::Elsewhere, &query);
        query
    }

    /// The agency by any of its names, and those whose name has all the words of `agency`, case
    /// and ё aside, so that "РИА" finds "РИА Новости".
    fn agency(&mut self, label: String, agency: &str, negated: bool) -> Boxed {
        // An index may have the name as typed where another table of names has made it.
        let wanted = [forms(&agency_name(agency)), forms(agency)];
        let query = scored(Box::new(KeywordQuery::new("agency", move |value| {
            let present = forms(value);
            wanted.iter().any(|wanted| {
                !wanted.is_empty() && wanted.iter().all(|form| present.contains(form))
            })
        })));
        self.want(negated, label, Target::Elsewhere, &query);
        query
    }

    fn language(&mut self, label: String, language: &str, negated: bool) -> Boxed {
        let term = Term::from_field_text(self.fields.lang, &language.trim().to_lowercase());
        let query = scored(Box::new(TermQuery::new(term, IndexRecordOption::Basic)));
        self.want(negated, label, Target::Elsewhere, &query);
        query
    }

    fn paths(&mut self, label: String, globs: &[String], negated: bool) -> Boxed {
        let set = glob_set(globs);
        let query = scored(Box::new(KeywordQuery::new("path", move |path| {
            set.is_match(path)
        })));
        self.want(negated, label, Target::Elsewhere, &query);
        query
    }
}

/// The patterns as those of a `.gitignore`: one without a slash matches at any depth, and one
/// that matches a folder or a container covers what is in it.
fn glob_set(globs: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        let glob = glob.strip_prefix("./").unwrap_or(glob);
        let anchored = match glob.strip_prefix('/') {
            Some(rooted) => rooted.to_owned(),
            None if glob.trim_end_matches('/').contains('/') => glob.to_owned(),
            None => format!("**/{glob}"),
        };
        let anchored = anchored.trim_end_matches('/');
        for pattern in [
            anchored.to_owned(),
            format!("{anchored}/**"),
            format!("{anchored}!/**"),
        ] {
            // The parser and the command line have refused malformed patterns already.
            if let Ok(glob) = GlobBuilder::new(&pattern).literal_separator(true).build() {
                set.add(glob);
            }
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}

fn forms(text: &str) -> Vec<String> {
    let tokens = text::tokenize(text);
    tokens
        .iter()
        .filter(|token| analyzer::is_indexed(token))
        .map(|token| text::fold(tokens.form(token)).into_owned())
        .collect()
}

/// The value as text, for fields that know no phrases and patterns.
fn plain_text(value: &Value) -> String {
    match value {
        Value::Word { text, .. } | Value::Fuzzy { text, .. } => text.clone(),
        Value::Wildcard(pattern) | Value::Glob(pattern) => pattern.clone(),
        Value::Date(range) => range.text.clone(),
        Value::Phrase { parts, .. } => {
            let words: Vec<&str> = parts
                .iter()
                .filter_map(|part| match part {
                    Part::Text(text) | Part::Wildcard(text) | Part::Fuzzy { text, .. } => {
                        Some(text.as_str())
                    }
                    Part::Kind(_) => None,
                })
                .collect();
            words.join(" ")
        }
    }
}

fn name_value(value: &Value) -> NameValue {
    let value = match value {
        Value::Wildcard(pattern) => NameValue::Wildcard(pattern.clone()),
        Value::Fuzzy { text, distance } => NameValue::Fuzzy {
            word: text.clone(),
            distance: *distance,
        },
        Value::Word { exact: true, .. } | Value::Phrase { exact: true, .. } => {
            NameValue::Exact(plain_text(value))
        }
        value => NameValue::Any(plain_text(value)),
    };
    value.normalized()
}

fn everything() -> (Occur, Boxed) {
    (Occur::Must, unscored(Box::new(AllQuery)))
}

/// `None` for no query at all, otherwise one that finds what any of them finds.
fn any_of(mut queries: Vec<Boxed>) -> Option<Boxed> {
    match queries.len() {
        0 => None,
        1 => queries.pop(),
        _ => Some(Box::new(BooleanQuery::union(queries))),
    }
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn scored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, PLAIN_SCORE))
}

/// An interval as users write it.
pub(super) fn show_interval(interval: Interval) -> String {
    let show = |date: Option<jiff::civil::Date>| date.map(|d| d.to_string()).unwrap_or_default();
    let (from, to) = (show(interval.from), show(interval.to));
    if from == to {
        from
    } else {
        format!("{from}..{to}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_are_those_of_gitignore() {
        for (glob, path, expected) in [
            ("*.txt", "a.txt", true),
            ("*.txt", "2025/09/a.txt", true),
            ("*.txt", "a.html", false),
            ("2025/*.txt", "2025/a.txt", true),
            ("2025/*.txt", "2025/09/a.txt", false),
            ("2025/**", "2025/09/a.txt", true),
            ("2025", "2025/09/a.txt", true),
            ("2025/", "2025/09/a.txt", true),
            ("/a.txt", "2025/a.txt", false),
            ("./a/b.txt", "a/b.txt", true),
            ("*.zip", "2025/x.zip!/a.txt", true),
            ("x.zip", "2025/x.zip!/a.txt", true),
            ("[", "[", false),
        ] {
            assert_eq!(
                glob_set(&[glob.to_owned()]).is_match(path),
                expected,
                "{glob} {path}"
            );
        }
    }
}
