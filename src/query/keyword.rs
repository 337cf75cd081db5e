//! Queries on columns of names and paths by a rule that no index term spells out: what comes in
//! is a predicate on the values of a fast string column, what goes out are the dispatches that
//! have such a value. The values are read once a segment, not once a dispatch.

use std::fmt;
use std::sync::Arc;

use tantivy::query::{BitSetDocSet, ConstScorer, EmptyScorer, EnableScoring, Explanation, Query};
use tantivy::query::{Scorer, Weight};
use tantivy::{BitSet, DocId, DocSet, Score, SegmentReader, TantivyError};

type Predicate = dyn Fn(&str) -> bool + Send + Sync;

/// Dispatches with a value in `column` for which the predicate holds, all with score 1.
#[derive(Clone)]
pub struct KeywordQuery {
    column: &'static str,
    predicate: Arc<Predicate>,
}

impl KeywordQuery {
    pub fn new(
        column: &'static str,
        predicate: impl Fn(&str) -> bool + Send + Sync + 'static,
    ) -> Self {
        Self {
            column,
            predicate: Arc::new(predicate),
        }
    }
}

impl fmt::Debug for KeywordQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeywordQuery")
            .field("column", &self.column)
            .finish_non_exhaustive()
    }
}

impl Query for KeywordQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KeywordWeight(self.clone())))
    }
}

struct KeywordWeight(KeywordQuery);

impl Weight for KeywordWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let Some(column) = reader.fast_fields().str(self.0.column)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let mut wanted = vec![false; column.num_terms()];
        let mut values = column.dictionary().stream()?;
        let mut any = false;
        while values.advance() {
            let holds =
                std::str::from_utf8(values.key()).is_ok_and(|value| (self.0.predicate)(value));
            if let Some(entry) = wanted.get_mut(values.term_ord() as usize) {
                *entry = holds;
                any |= holds;
            }
        }
        if !any {
            return Ok(Box::new(EmptyScorer));
        }
        let mut docs = BitSet::with_max_value(reader.max_doc());
        for doc in 0..reader.max_doc() {
            let found = column
                .term_ords(doc)
                .any(|value| wanted.get(value as usize).copied().unwrap_or(false));
            if found {
                docs.insert(doc);
            }
        }
        Ok(Box::new(ConstScorer::new(BitSetDocSet::from(docs), boost)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.doc() <= doc && scorer.seek(doc) == doc {
            Ok(Explanation::new("value of a column", 1.0))
        } else {
            Err(TantivyError::InvalidArgument(format!(
                "document {doc} does not match"
            )))
        }
    }
}
