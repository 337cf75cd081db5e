//! One pass over the hits: what comes in are the documents of a query with their scores, what
//! goes out are the best of them in the order asked for, their exact number, and the counts of
//! the facets.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader, TantivyError};

/// The order of the hits. Within equal ones the recent come first, then the order of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    #[default]
    Relevance,
    /// By published date; dispatches without one come last.
    Newest,
    /// By published date; dispatches without one come last.
    Oldest,
}

/// A hit with all that orders it.
#[derive(Debug, Clone)]
pub(super) struct Ranked {
    pub score: Score,
    pub address: DocAddress,
    /// See [`crate::index::alike`]; 0 where it was not asked for.
    pub fingerprint: u64,
    /// Greater is better.
    keys: (i64, i64),
    path: String,
    ordinal: u64,
}

#[derive(Debug, Default)]
pub(super) struct Collected {
    /// At most as many as asked for, best first.
    pub hits: Vec<Ranked>,
    pub total: usize,
    /// Of all hits, when asked for, in no order.
    pub fingerprints: Vec<(u64, DocAddress)>,
    /// For each column asked for, how many hits have each value.
    pub counts: Vec<FxHashMap<String, u64>>,
}

pub(super) struct HitCollector<'a> {
    pub sort: Sort,
    /// How many hits to keep.
    pub keep: usize,
    /// Fast string columns whose values are counted.
    pub columns: &'a [&'static str],
    /// For each column, values that are counted under another name; see
    /// [`NameIndex::renames`](super::names::NameIndex::renames).
    pub renames: &'a [FxHashMap<String, String>],
    pub scoring: bool,
    /// Tell the fingerprints of all hits.
    pub fingerprints: bool,
}

impl Collector for HitCollector<'_> {
    type Fruit = Collected;
    type Child = SegmentHits;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentHits> {
        let fast = reader.fast_fields();
        let mut counters = Vec::with_capacity(self.columns.len());
        for (number, column) in self.columns.iter().enumerate() {
            let renames = self.renames.get(number);
            counters.push(Counter::new(fast.str(column)?, renames)?);
        }
        Ok(SegmentHits {
            segment,
            sort: self.sort,
            keep: self.keep,
            total: 0,
            best: BinaryHeap::new(),
            published: fast.column_opt("published")?,
            path: fast.str("path")?,
            ordinal: fast.column_opt("ordinal")?,
            alike: if self.fingerprints {
                fast.column_opt("alike")?
            } else {
                None
            },
            fingerprints: Vec::new(),
            counters,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scoring
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Collected>>) -> tantivy::Result<Collected> {
        let mut merged = Collected {
            counts: vec![FxHashMap::default(); self.columns.len()],
            ..Collected::default()
        };
        for fruit in fruits {
            let fruit = fruit?;
            merged.total += fruit.total;
            merged.hits.extend(fruit.hits);
            merged.fingerprints.extend(fruit.fingerprints);
            for (all, counts) in merged.counts.iter_mut().zip(fruit.counts) {
                for (value, count) in counts {
                    *all.entry(value).or_default() += count;
                }
            }
        }
        merged.hits.sort_by(|a, b| {
            b.keys
                .cmp(&a.keys)
                .then_with(|| a.path.cmp(&b.path))
                .then_with(|| a.ordinal.cmp(&b.ordinal))
                .then_with(|| a.address.cmp(&b.address))
        });
        merged.hits.truncate(self.keep);
        Ok(merged)
    }
}

struct Counter {
    column: Option<StrColumn>,
    /// By ordinal of the value in the segment.
    counts: Vec<u64>,
    /// Ordinals counted under another one.
    merged: FxHashMap<u64, u64>,
    /// What an ordinal is called, where it is not its own value.
    names: FxHashMap<u64, String>,
}

impl Counter {
    fn new(
        column: Option<StrColumn>,
        renames: Option<&FxHashMap<String, String>>,
    ) -> tantivy::Result<Self> {
        let values = column.as_ref().map_or(0, |column| column.num_terms());
        let mut merged = FxHashMap::default();
        let mut names = FxHashMap::default();
        if let (Some(column), Some(renames)) = (&column, renames) {
            // Any value of those that share a name may bear it, the counts are one.
            let mut bearers: FxHashMap<&str, u64> = FxHashMap::default();
            for (value, name) in renames {
                if let Some(ordinal) = column.dictionary().term_ord(value)? {
                    let bearer = *bearers.entry(name).or_insert(ordinal);
                    merged.insert(ordinal, bearer);
                    names.entry(bearer).or_insert_with(|| name.clone());
                }
            }
        }
        Ok(Self {
            column,
            counts: vec![0; values],
            merged,
            names,
        })
    }

    fn count(&mut self, doc: DocId) {
        let Some(column) = &self.column else { return };
        // A dispatch with two spellings of one name counts once.
        let mut seen: SmallVec<[u64; 4]> = SmallVec::new();
        for value in column.term_ords(doc) {
            let value = match self.merged.get(&value) {
                Some(bearer) if seen.contains(bearer) => continue,
                Some(bearer) => {
                    seen.push(*bearer);
                    *bearer
                }
                None => value,
            };
            if let Some(count) = self.counts.get_mut(value as usize) {
                *count += 1;
            }
        }
    }
}

/// A hit of one segment. Greater is better.
#[derive(PartialEq)]
struct Candidate {
    keys: (i64, i64),
    /// Ordinals follow the order of the paths themselves within a segment.
    path: Reverse<u64>,
    ordinal: Reverse<u64>,
    doc: Reverse<DocId>,
    score: Score,
}

impl Eq for Candidate {}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        self.keys
            .cmp(&other.keys)
            .then(self.path.cmp(&other.path))
            .then(self.ordinal.cmp(&other.ordinal))
            .then(self.doc.cmp(&other.doc))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

pub(super) struct SegmentHits {
    segment: SegmentOrdinal,
    sort: Sort,
    keep: usize,
    total: usize,
    /// The worst of the best on top.
    best: BinaryHeap<Reverse<Candidate>>,
    published: Option<Column<i64>>,
    path: Option<StrColumn>,
    ordinal: Option<Column<u64>>,
    alike: Option<Column<u64>>,
    fingerprints: Vec<(u64, DocAddress)>,
    counters: Vec<Counter>,
}

impl SegmentCollector for SegmentHits {
    type Fruit = tantivy::Result<Collected>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.total += 1;
        if let Some(alike) = &self.alike {
            let fingerprint = alike.first(doc).unwrap_or(0);
            self.fingerprints
                .push((fingerprint, DocAddress::new(self.segment, doc)));
        }
        for counter in &mut self.counters {
            counter.count(doc);
        }
        if self.keep == 0 {
            return;
        }
        let day = self.published.as_ref().and_then(|days| days.first(doc));
        // Undated dispatches are last in every order.
        let newest = day.map_or(i64::MIN, |day| day.max(-i64::MAX));
        // Scores are never negative, and the bits of such floats order like their values.
        let relevance = i64::from(score.max(0.0).to_bits());
        let keys = match self.sort {
            Sort::Relevance => (relevance, newest),
            Sort::Newest => (newest, relevance),
            Sort::Oldest => (day.map_or(i64::MIN, |day| -(day.max(-i64::MAX))), relevance),
        };
        if self.best.len() >= self.keep
            && self
                .best
                .peek()
                .is_some_and(|Reverse(worst)| keys < worst.keys)
        {
            return;
        }
        let path = self.path.as_ref().and_then(|path| path.ords().first(doc));
        let ordinal = self.ordinal.as_ref().and_then(|column| column.first(doc));
        self.best.push(Reverse(Candidate {
            keys,
            path: Reverse(path.unwrap_or(0)),
            ordinal: Reverse(ordinal.unwrap_or(0)),
            doc: Reverse(doc),
            score,
        }));
        if self.best.len() > self.keep {
            self.best.pop();
        }
    }

    fn harvest(self) -> tantivy::Result<Collected> {
        let mut hits = Vec::with_capacity(self.best.len());
        for Reverse(candidate) in self.best {
            let mut path = String::new();
            if let Some(column) = &self.path {
                column
                    .ord_to_str(candidate.path.0, &mut path)
                    .map_err(TantivyError::from)?;
            }
            hits.push(Ranked {
                score: candidate.score,
                address: DocAddress::new(self.segment, candidate.doc.0),
                fingerprint: self
                    .alike
                    .as_ref()
                    .and_then(|alike| alike.first(candidate.doc.0))
                    .unwrap_or(0),
                keys: candidate.keys,
                path,
                ordinal: candidate.ordinal.0,
            });
        }
        let mut counts = Vec::with_capacity(self.counters.len());
        for counter in self.counters {
            let mut named = FxHashMap::default();
            if let Some(column) = &counter.column {
                for (value, count) in (0u64..).zip(counter.counts) {
                    if count > 0 {
                        let mut name = String::new();
                        if let Some(other) = counter.names.get(&value) {
                            named.insert(other.clone(), count);
                        } else if column
                            .ord_to_str(value, &mut name)
                            .map_err(TantivyError::from)?
                        {
                            named.insert(name, count);
                        }
                    }
                }
            }
            counts.push(named);
        }
        Ok(Collected {
            hits,
            total: self.total,
            fingerprints: self.fingerprints,
            counts,
        })
    }
}
