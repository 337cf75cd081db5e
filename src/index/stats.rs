//! What an index holds, in numbers: columns in, counts out.

use std::collections::HashMap;

use jiff::civil::Date;
use serde::Serialize;
use tantivy::columnar::StrColumn;

use super::document::date_of_day;
use super::{IndexError, Snapshot};

/// What `depesha stats` shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// See [`Snapshot::corpora`].
    pub corpus: Vec<String>,
    /// Dispatches that the archive holds now.
    pub dispatches: u64,
    /// Versions that it no longer holds.
    pub old_versions: u64,
    pub files: u64,
    /// Files of which nothing, or not all, could be read.
    pub failed: u64,
    pub runs: u64,
    /// First and last published date.
    pub oldest: Option<Date>,
    pub newest: Option<Date>,
    /// Dispatches by agency, most first; without those of no known agency.
    pub agencies: Vec<(String, u64)>,
    /// Dispatches by language, ISO 639-1, most first.
    pub languages: Vec<(String, u64)>,
}

impl Snapshot {
    /// Counts what the index holds.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn stats(&self) -> Result<Stats, IndexError> {
        let mut stats = Stats {
            corpus: self.corpora()?,
            runs: self.runs()?.len() as u64,
            ..Stats::default()
        };
        let mut agencies = HashMap::new();
        let mut languages = HashMap::new();
        let mut days: Option<(i64, i64)> = None;
        for segment in self.searcher().segment_readers() {
            let fast = segment.fast_fields();
            let live = fast.column_opt::<u64>("live")?;
            let outcome = fast.column_opt::<u64>("outcome")?;
            let published = fast.column_opt::<i64>("published")?;
            let mut agency = Counter::new(fast.str("agency")?);
            let mut language = Counter::new(fast.str("lang")?);
            for doc in segment.doc_ids_alive() {
                match live.as_ref().and_then(|column| column.first(doc)) {
                    Some(0) => stats.old_versions += 1,
                    Some(_) => {
                        stats.dispatches += 1;
                        agency.count(doc);
                        language.count(doc);
                        if let Some(day) = published.as_ref().and_then(|column| column.first(doc)) {
                            let (first, last) = days.unwrap_or((day, day));
                            days = Some((first.min(day), last.max(day)));
                        }
                    }
                    None => {}
                }
                if let Some(code) = outcome.as_ref().and_then(|column| column.first(doc)) {
                    stats.files += 1;
                    stats.failed += u64::from(code > 0);
                }
            }
            agency.add_to(&mut agencies)?;
            language.add_to(&mut languages)?;
        }
        stats.agencies = sorted(agencies);
        stats.languages = sorted(languages);
        stats.oldest = days.and_then(|(first, _)| date_of_day(first));
        stats.newest = days.and_then(|(_, last)| date_of_day(last));
        Ok(stats)
    }
}

/// Counts the values of a column of one segment.
struct Counter {
    column: Option<StrColumn>,
    counts: Vec<u64>,
}

impl Counter {
    fn new(column: Option<StrColumn>) -> Self {
        let terms = column.as_ref().map_or(0, |column| column.num_terms());
        Self {
            column,
            counts: vec![0; terms],
        }
    }

    fn count(&mut self, doc: u32) {
        let ord = self
            .column
            .as_ref()
            .and_then(|column| column.term_ords(doc).next());
        if let Some(count) = ord.and_then(|ord| self.counts.get_mut(ord as usize)) {
            *count += 1;
        }
    }

    fn add_to(self, total: &mut HashMap<String, u64>) -> Result<(), IndexError> {
        let Some(column) = self.column else {
            return Ok(());
        };
        for (ord, count) in self.counts.into_iter().enumerate() {
            if count > 0 {
                let mut value = String::new();
                column
                    .ord_to_str(ord as u64, &mut value)
                    .map_err(tantivy::TantivyError::from)?;
                *total.entry(value).or_default() += count;
            }
        }
        Ok(())
    }
}

fn sorted(counts: HashMap<String, u64>) -> Vec<(String, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts
}
