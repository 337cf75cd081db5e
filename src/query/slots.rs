//! The one query on text fields that everything is made of: what comes in is a row of *slots*,
//! each a set of terms any of which may stand there; what goes out are the dispatches in which
//! the slots stand in a row (or near each other), with a BM25 score. One slot is a word with its
//! lemmas, or a wildcard with the forms that it covers; several slots are a phrase.
//!
//! Tantivy's own phrase query has one term a position, which cannot express an ambiguous word
//! inside a phrase but by multiplying phrases out.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::proximity;
use super::spans::{self, Span};

/// Postings beyond which a slot is read whole, not term by term: a wildcard may have thousands.
const MOST_OPEN_POSTINGS: usize = 16;
/// Occurrences of one slot that a phrase keeps in memory per segment (8 bytes each).
const MOST_OCCURRENCES: usize = 8_000_000;

/// The usual parameters of BM25 (Robertson and Zaragoza, 2009), as in Lucene and tantivy.
const K1: f32 = 1.2;
const B: f32 = 0.75;

/// What BM25 needs to know of the archive.
#[derive(Debug, Clone, Copy)]
pub struct FieldStatistics {
    /// Dispatches in the index, old versions included.
    pub documents: u64,
    /// Terms of the field per dispatch, on average.
    pub average_length: f32,
}

/// A row of slots as terms of one pair of fields.
#[derive(Debug, Clone)]
pub struct RowTerms {
    /// Terms that may stand in each slot.
    pub slots: Vec<Vec<Term>>,
    /// For each slot, whether it must be a word of its own and not a part of a compound.
    pub alone: Vec<bool>,
    /// For each slot that is a mention, the term at its positions behind the first.
    pub goes_on: Vec<Option<Term>>,
    /// How many slots each group has; see [`Row`](super::words::Row).
    pub groups: Vec<usize>,
    /// The term that marks compounds.
    pub compound: Term,
}

/// Dispatches that have the slots in a row.
#[derive(Debug, Clone)]
pub struct SlotQuery {
    field: Field,
    row: Arc<RowTerms>,
    slop: u32,
    boost: f32,
    statistics: FieldStatistics,
}

impl SlotQuery {
    /// `field` is the one whose length counts for the score; the terms are its own or those of a
    /// field with the same positions. With one slot `slop` means nothing.
    pub fn new(
        field: Field,
        row: RowTerms,
        slop: u32,
        boost: f32,
        statistics: FieldStatistics,
    ) -> Self {
        Self {
            field,
            row: Arc::new(row),
            slop,
            boost,
            statistics,
        }
    }
}

impl Query for SlotQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { searcher, .. } => {
                let mut idf = 0.0;
                for terms in &self.row.slots {
                    // The terms of a slot count as one: together they are as rare as what they
                    // find. Dispatches that have two of them are counted twice, which the bound
                    // keeps within reason.
                    let mut found = 0;
                    for term in terms {
                        found += searcher.doc_freq(term)?;
                    }
                    idf += inverse_frequency(found, self.statistics.documents);
                }
                Some(Bm25::new(idf * self.boost, self.statistics.average_length))
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(SlotWeight {
            query: self.clone(),
            bm25,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        let positions = self.row.slots.len() > 1;
        for term in self.row.slots.iter().flatten() {
            visitor(term, positions);
        }
    }
}

/// ln(1 + (N - n + 0.5) / (n + 0.5)), never negative.
fn inverse_frequency(found: u64, documents: u64) -> f32 {
    let found = found.min(documents) as f32;
    (1.0 + (documents as f32 - found + 0.5) / (found + 0.5)).ln()
}

#[derive(Debug, Clone)]
struct Bm25 {
    weight: f32,
    /// K1 · (1 - B + B · length / average), by field norm.
    norms: Arc<[f32; 256]>,
}

impl Bm25 {
    fn new(idf: f32, average_length: f32) -> Self {
        let mut norms = [0.0; 256];
        for (id, norm) in (0..=u8::MAX).zip(norms.iter_mut()) {
            let length = FieldNormReader::id_to_fieldnorm(id) as f32;
            *norm = K1 * (1.0 - B + B * length / average_length.max(1.0));
        }
        Self {
            weight: idf * (1.0 + K1),
            norms: Arc::new(norms),
        }
    }

    fn score(&self, norm: u8, frequency: f32) -> Score {
        self.weight * frequency / (frequency + self.norms[usize::from(norm)])
    }
}

struct SlotWeight {
    query: SlotQuery,
    bm25: Option<Bm25>,
}

impl SlotWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<SlotScorer>> {
        let field = self.query.field;
        let row = &self.query.row;
        let phrase = row.slots.len() > 1;
        let mut slots = Vec::with_capacity(row.slots.len());
        for terms in &row.slots {
            match Slot::open(reader, terms, phrase)? {
                Some(slot) => slots.push(slot),
                None => return Ok(None),
            }
        }
        // The order in which the slots are asked for a document: the rarest leads.
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|&slot| slots[slot].size_hint());
        if order.is_empty() {
            return Ok(None);
        }
        let compounds = if row.alone.contains(&true) {
            Slot::open(reader, std::slice::from_ref(&row.compound), true)?
        } else {
            None
        };
        let mut goes_on = Vec::new();
        if phrase && row.goes_on.iter().any(Option::is_some) {
            for term in &row.goes_on {
                goes_on.push(match term {
                    Some(term) => Slot::open(reader, std::slice::from_ref(term), true)?,
                    None => None,
                });
            }
        }
        let norms = match &self.bm25 {
            Some(_) => reader.fieldnorms_readers().get_field(field)?,
            None => None,
        };
        let mut scorer = SlotScorer {
            positions: vec![Vec::new(); slots.len()],
            slots,
            goes_on,
            order,
            row: Arc::clone(row),
            compounds,
            compound_positions: Vec::new(),
            slop: self.query.slop,
            doc: 0,
            frequency: 0.0,
            bm25: self.bm25.clone(),
            boost,
            norms,
        };
        scorer.find_from(0);
        Ok(Some(scorer))
    }
}

impl Weight for SlotWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.open(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let scorer = self.open(reader, 1.0)?.and_then(|mut scorer| {
            (scorer.doc() <= doc && scorer.seek(doc) == doc).then_some(scorer)
        });
        let Some(mut scorer) = scorer else {
            return Err(TantivyError::InvalidArgument(format!(
                "document {doc} does not match"
            )));
        };
        let mut explanation = Explanation::new("BM25 of the words in a row", scorer.score());
        explanation.add_const("frequency", scorer.frequency);
        Ok(explanation)
    }
}

/// The documents of one slot.
enum Slot {
    /// Few terms: their postings side by side.
    Open {
        postings: Vec<SegmentPostings>,
        doc: DocId,
    },
    /// Many terms: everything read and merged. `starts` has one entry more than `docs`; the
    /// occurrences of `docs[i]` are `positions[starts[i]..starts[i + 1]]`, or as many as
    /// `starts[i + 1] - starts[i]` where no positions are kept.
    Read {
        docs: Vec<DocId>,
        starts: Vec<u32>,
        positions: Vec<u32>,
        at: usize,
    },
}

impl Slot {
    /// `None` when no term of the slot occurs in the segment.
    fn open(
        reader: &SegmentReader,
        terms: &[Term],
        positions: bool,
    ) -> tantivy::Result<Option<Self>> {
        let option = if positions {
            IndexRecordOption::WithFreqsAndPositions
        } else {
            IndexRecordOption::WithFreqs
        };
        let mut infos = Vec::new();
        for term in terms {
            let inverted = reader.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(term)? {
                infos.push((inverted, info));
            }
        }
        if infos.is_empty() {
            return Ok(None);
        }
        if infos.len() <= MOST_OPEN_POSTINGS {
            let mut postings = Vec::with_capacity(infos.len());
            for (inverted, info) in &infos {
                postings.push(inverted.read_postings_from_terminfo(info, option)?);
            }
            let doc = first_doc(&postings);
            return Ok(Some(Self::Open { postings, doc }));
        }
        if !positions {
            let mut frequencies = vec![0u32; reader.max_doc() as usize];
            for (inverted, info) in &infos {
                let mut postings = inverted.read_postings_from_terminfo(info, option)?;
                while postings.doc() != TERMINATED {
                    if let Some(frequency) = frequencies.get_mut(postings.doc() as usize) {
                        *frequency = frequency.saturating_add(postings.term_freq());
                    }
                    postings.advance();
                }
            }
            let mut docs = Vec::new();
            let mut starts = vec![0u32];
            let mut total = 0u32;
            for (doc, frequency) in (0..).zip(frequencies) {
                if frequency > 0 {
                    docs.push(doc);
                    total = total.saturating_add(frequency);
                    starts.push(total);
                }
            }
            return Ok(Some(Self::Read {
                docs,
                starts,
                positions: Vec::new(),
                at: 0,
            }));
        }
        let mut occurrences: Vec<u64> = Vec::new();
        let mut buffer = Vec::new();
        for (inverted, info) in &infos {
            let mut postings = inverted.read_postings_from_terminfo(info, option)?;
            while postings.doc() != TERMINATED {
                postings.positions(&mut buffer);
                let doc = u64::from(postings.doc()) << 32;
                occurrences.extend(buffer.iter().map(|&position| doc | u64::from(position)));
                postings.advance();
            }
            if occurrences.len() > MOST_OCCURRENCES {
                return Err(TantivyError::InvalidArgument(
                    "a wildcard in a phrase covers too many words: write more of its letters"
                        .to_owned(),
                ));
            }
        }
        occurrences.sort_unstable();
        occurrences.dedup();
        let mut docs: Vec<DocId> = Vec::new();
        let mut starts = Vec::new();
        let mut positions = Vec::with_capacity(occurrences.len());
        for occurrence in occurrences {
            let doc = (occurrence >> 32) as DocId;
            if docs.last() != Some(&doc) {
                docs.push(doc);
                starts.push(positions.len() as u32);
            }
            positions.push(occurrence as u32);
        }
        starts.push(positions.len() as u32);
        Ok(Some(Self::Read {
            docs,
            starts,
            positions,
            at: 0,
        }))
    }

    fn doc(&self) -> DocId {
        match self {
            Self::Open { doc, .. } => *doc,
            Self::Read { docs, at, .. } => docs.get(*at).copied().unwrap_or(TERMINATED),
        }
    }

    /// The first document at or behind `target`, which must not lie before the current one.
    fn seek(&mut self, target: DocId) -> DocId {
        match self {
            Self::Open { postings, doc } => {
                if *doc < target {
                    for postings in postings.iter_mut() {
                        if postings.doc() < target {
                            postings.seek(target);
                        }
                    }
                    *doc = first_doc(postings);
                }
            }
            Self::Read { docs, at, .. } => {
                let rest = docs.get(*at..).unwrap_or_default();
                *at += rest.partition_point(|&doc| doc < target);
            }
        }
        self.doc()
    }

    /// How often the slot occurs in the current document. The lemmas of an ambiguous word stand
    /// at one position, so with few terms the most frequent one counts, not their sum.
    fn frequency(&self) -> u32 {
        match self {
            Self::Open { postings, doc } => postings
                .iter()
                .filter(|postings| postings.doc() == *doc)
                .map(Postings::term_freq)
                .max()
                .unwrap_or(0),
            Self::Read { starts, at, .. } => match starts.get(*at..*at + 2) {
                Some(&[start, end]) => end - start,
                _ => 0,
            },
        }
    }

    /// Where the slot occurs in the current document: sorted, without repetitions.
    fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        match self {
            Self::Open { postings, doc } => {
                let mut lists = 0;
                for postings in postings.iter_mut().filter(|p| p.doc() == *doc) {
                    postings.append_positions_with_offset(0, out);
                    lists += 1;
                }
                if lists > 1 {
                    out.sort_unstable();
                    out.dedup();
                }
            }
            Self::Read {
                starts,
                positions,
                at,
                ..
            } => {
                if let Some(&[start, end]) = starts.get(*at..*at + 2) {
                    let range = start as usize..end as usize;
                    out.extend_from_slice(positions.get(range).unwrap_or_default());
                }
            }
        }
    }

    /// The same for document `doc`, which must not lie before one that was asked for.
    fn positions_in(&mut self, doc: DocId, out: &mut Vec<u32>) {
        out.clear();
        if self.doc() < doc {
            self.seek(doc);
        }
        if self.doc() == doc {
            self.positions(out);
        }
    }

    fn size_hint(&self) -> u32 {
        match self {
            Self::Open { postings, .. } => postings
                .iter()
                .map(DocSet::size_hint)
                .fold(0, u32::saturating_add),
            Self::Read { docs, .. } => docs.len() as u32,
        }
    }
}

fn first_doc(postings: &[SegmentPostings]) -> DocId {
    postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED)
}

struct SlotScorer {
    slots: Vec<Slot>,
    /// For each slot that is a mention, where mentions of the kind go on; empty when no slot of a
    /// phrase is one.
    goes_on: Vec<Option<Slot>>,
    /// Slot numbers, the rarest first.
    order: Vec<usize>,
    row: Arc<RowTerms>,
    /// Where compounds stand, when a slot must be none.
    compounds: Option<Slot>,
    compound_positions: Vec<u32>,
    slop: u32,
    doc: DocId,
    /// Of the current document.
    frequency: f32,
    /// Of each slot in the current document, for phrases.
    positions: Vec<Vec<u32>>,
    bm25: Option<Bm25>,
    boost: Score,
    norms: Option<FieldNormReader>,
}

impl SlotScorer {
    /// Moves to the first match at or behind `target`.
    fn find_from(&mut self, mut target: DocId) {
        'candidates: loop {
            for n in 0..self.order.len() {
                let doc = self.slots[self.order[n]].seek(target);
                if doc >= TERMINATED {
                    self.doc = TERMINATED;
                    return;
                }
                if doc > target {
                    target = doc;
                    // The leader has to catch up; alone it is a match already.
                    if n > 0 {
                        continue 'candidates;
                    }
                }
            }
            self.doc = target;
            self.frequency = self.measure();
            if self.frequency > 0.0 {
                return;
            }
            target += 1;
        }
    }

    /// How often the slots stand in a row in the document that all of them are at.
    fn measure(&mut self) -> f32 {
        if let [slot] = self.slots.as_slice() {
            return slot.frequency() as f32;
        }
        for (slot, positions) in self.slots.iter_mut().zip(&mut self.positions) {
            slot.positions(positions);
        }
        if let Some(compounds) = &mut self.compounds {
            compounds.positions_in(self.doc, &mut self.compound_positions);
            for (positions, _) in self
                .positions
                .iter_mut()
                .zip(&self.row.alone)
                .filter(|(_, alone)| **alone)
            {
                let compounds = &self.compound_positions;
                positions.retain(|position| compounds.binary_search(position).is_err());
            }
        }
        if !self.goes_on.is_empty() {
            return spans::frequency(&self.spans(), self.slop);
        }
        let groups = &self.row.groups;
        if self.slop > 0 && groups.len() < self.positions.len() {
            let starts = proximity::group_starts(&self.positions, groups);
            // A group stands for one word, and alone it need be near nothing.
            let slop = if groups.len() > 1 { self.slop } else { 0 };
            return proximity::frequency(&starts, slop);
        }
        proximity::frequency(&self.positions, self.slop)
    }

    /// Where the groups stand in the document that all slots are at.
    fn spans(&mut self) -> Vec<Vec<Span>> {
        let (goes_on, doc) = (&mut self.goes_on, self.doc);
        spans::of_groups(&self.positions, &self.row.groups, |first, inner| {
            let Some(Some(_)) = self.row.goes_on.get(first) else {
                return false;
            };
            // No segment has to have the term.
            if let Some(Some(slot)) = goes_on.get_mut(first) {
                slot.positions_in(doc, inner);
            }
            true
        })
    }
}

impl DocSet for SlotScorer {
    fn advance(&mut self) -> DocId {
        if self.doc < TERMINATED {
            self.find_from(self.doc + 1);
        }
        self.doc
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc < target {
            if target >= TERMINATED {
                self.doc = TERMINATED;
            } else {
                self.find_from(target);
            }
        }
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.order
            .first()
            .map_or(0, |&rarest| self.slots[rarest].size_hint())
    }
}

impl Scorer for SlotScorer {
    fn score(&mut self) -> Score {
        match &self.bm25 {
            Some(bm25) => {
                // Fields without norms count as of average length.
                let norm = self
                    .norms
                    .as_ref()
                    .map_or(0, |norms| norms.fieldnorm_id(self.doc));
                self.boost * bm25.score(norm, self.frequency)
            }
            None => self.boost,
        }
    }
}
