//! What the last commit holds, for those who compare an archive with it: columns in, maps of
//! known files and dispatches out. Contents and texts are read only where a caller asks.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::collector::TopDocs;
use tantivy::columnar::{Column, StrColumn};
use tantivy::query::TermQuery;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{
    DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED, TantivyDocument, Term,
};

use super::{IndexError, IndexSchema, StoredDispatch};
use crate::dispatch::is_made_id;
use crate::ledger::{FileEntry, Place, Run, RunNumber, Version, facts_hash};

/// The state of one commit.
#[derive(Clone)]
pub struct Snapshot {
    searcher: Searcher,
}

/// What the columns say of a file on record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownFile {
    pub size: u64,
    pub modified: i64,
    pub content: u64,
    /// [`FileOutcome::code`](crate::ledger::FileOutcome::code).
    pub outcome: u64,
    /// Number of its root in the list that [`Snapshot::files`] was given.
    pub root: u32,
    pub address: DocAddress,
}

/// What the columns say of a version of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownDispatch {
    pub file: u64,
    pub content: u64,
    pub first_run: RunNumber,
    pub last_run: Option<RunNumber>,
    /// Fingerprint of its words; see [`alike`](super::alike).
    pub alike: u64,
    pub address: DocAddress,
}

impl Snapshot {
    pub(super) fn new(searcher: Searcher) -> Self {
        Self { searcher }
    }

    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// How many segments the index is made of.
    pub fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// The roots that files on record belong to, sorted.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn roots(&self) -> Result<Vec<String>, IndexError> {
        let mut roots = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(IndexSchema::get().fields.root)?;
            let mut terms = inverted
                .terms()
                .stream()
                .map_err(tantivy::TantivyError::from)?;
            while terms.advance() {
                if let Ok(root) = std::str::from_utf8(terms.key()) {
                    roots.insert(root.to_owned());
                }
            }
        }
        Ok(roots.into_iter().collect())
    }

    /// Absolute paths of what the index is of, as runs have walked it: the roots, or of a root that
    /// was never walked as a whole the files and folders below it that were.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn corpora(&self) -> Result<Vec<String>, IndexError> {
        let walked = self.runs()?.into_iter().flat_map(|run| run.corpus);
        Ok(corpora(&self.roots()?, walked))
    }

    /// The files on record below one of `roots`, by [`file_key`](crate::ledger::file_key).
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn files(&self, roots: &[String]) -> Result<FxHashMap<u64, KnownFile>, IndexError> {
        let most = self.searcher.num_docs() as usize;
        // Dispatches are among the documents too: a guess that spares most of the growing.
        let mut files = FxHashMap::with_capacity_and_hasher(most / 2, Default::default());
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let Some(columns) = FileColumns::open(segment)? else {
                continue;
            };
            let root_of = columns.roots(roots)?;
            for doc in segment.doc_ids_alive() {
                let (Some(outcome), Some(key)) =
                    (columns.outcome.first(doc), columns.file.first(doc))
                else {
                    continue;
                };
                let Some(root) = columns
                    .root
                    .as_ref()
                    .and_then(|column| column.ords().first(doc))
                    .and_then(|root| root_of.get(root as usize).copied().flatten())
                else {
                    continue;
                };
                files.insert(
                    key,
                    KnownFile {
                        size: columns.size.first(doc).unwrap_or_default(),
                        modified: columns.modified.first(doc).unwrap_or_default(),
                        content: columns.content.first(doc).unwrap_or_default(),
                        outcome,
                        root,
                        address: DocAddress::new(ord as u32, doc),
                    },
                );
            }
        }
        Ok(files)
    }

    /// Calls `each` for every version of every dispatch.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn for_each_dispatch(&self, mut each: impl FnMut(KnownDispatch)) -> Result<(), IndexError> {
        for (ord, segment) in self.searcher.segment_readers().iter().enumerate() {
            let fast = segment.fast_fields();
            let (Some(live), Some(file), Some(content), Some(first_run)) = (
                fast.column_opt::<u64>("live")?,
                fast.column_opt::<u64>("file")?,
                fast.column_opt::<u64>("content")?,
                fast.column_opt::<u64>("first_run")?,
            ) else {
                continue;
            };
            let last_run = fast.column_opt::<u64>("last_run")?;
            let alike = fast.column_opt::<u64>("alike")?;
            for doc in segment.doc_ids_alive() {
                if live.first(doc).is_none() {
                    continue;
                }
                each(KnownDispatch {
                    file: file.first(doc).unwrap_or_default(),
                    content: content.first(doc).unwrap_or_default(),
                    first_run: first_run.first(doc).unwrap_or_default(),
                    last_run: last_run.as_ref().and_then(|column| column.first(doc)),
                    alike: alike
                        .as_ref()
                        .and_then(|column| column.first(doc))
                        .unwrap_or_default(),
                    address: DocAddress::new(ord as u32, doc),
                });
            }
        }
        Ok(())
    }

    /// The number of the last run that left a trace, finished or not; 0 for none.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn last_run(&self) -> Result<RunNumber, IndexError> {
        let mut last = 0;
        for segment in self.searcher.segment_readers() {
            let fast = segment.fast_fields();
            for name in ["first_run", "last_run"] {
                if let Some(column) = fast.column_opt::<u64>(name)?
                    && column.num_docs() > 0
                {
                    // Also of documents that were replaced: none has a run that never was.
                    last = last.max(column.max_value());
                }
            }
        }
        Ok(last)
    }

    /// All runs on record, oldest first.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn runs(&self) -> Result<Vec<Run>, IndexError> {
        let fields = &IndexSchema::get().fields;
        let addresses = self.by_term(Term::from_field_text(fields.kind, "run"))?;
        let mut runs = addresses
            .into_iter()
            .map(|address| self.stored(address))
            .collect::<Result<Vec<Run>, _>>()?;
        runs.sort_by_key(|run| run.run);
        Ok(runs)
    }

    /// All files on record with a problem, sorted by root and path.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn failed_files(&self) -> Result<Vec<FileEntry>, IndexError> {
        let field = IndexSchema::get().fields.outcome;
        let mut files = Vec::new();
        for code in 1..=3 {
            for address in self.by_term(Term::from_field_u64(field, code))? {
                files.push(self.stored::<FileEntry>(address)?);
            }
        }
        files.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
        Ok(files)
    }

    /// What is on record of a file.
    ///
    /// # Errors
    ///
    /// When the document is not that of a file.
    pub fn file(&self, address: DocAddress) -> Result<FileEntry, IndexError> {
        self.stored(address)
    }

    /// A version of a dispatch.
    ///
    /// # Errors
    ///
    /// When the document is not that of a dispatch.
    pub fn dispatch(&self, address: DocAddress) -> Result<StoredDispatch, IndexError> {
        self.stored(address)
    }

    /// What is on record of a version of a dispatch, without the dispatch itself.
    ///
    /// # Errors
    ///
    /// When the document is not that of a dispatch.
    pub fn version(&self, address: DocAddress) -> Result<Version, IndexError> {
        #[derive(serde::Deserialize)]
        struct Stored {
            version: Version,
        }
        Ok(self.stored::<Stored>(address)?.version)
    }

    /// The versions of the dispatches with this id, the live one first, then by the run that
    /// first saw them, latest first.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn by_id(&self, id: &str) -> Result<Vec<StoredDispatch>, IndexError> {
        let field = IndexSchema::get().fields.id;
        let mut found = self
            .by_term(Term::from_field_text(field, id))?
            .into_iter()
            .map(|address| self.dispatch(address))
            .collect::<Result<Vec<_>, _>>()?;
        found.sort_by_key(|stored| {
            (
                stored.version.end.is_some(),
                std::cmp::Reverse(stored.version.first_run),
                stored.record.path.clone(),
            )
        });
        Ok(found)
    }

    /// Whether any version, live or old, has this id.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn has_id(&self, id: &str) -> Result<bool, IndexError> {
        let term = Term::from_field_text(IndexSchema::get().fields.id, id);
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            if let Some(mut postings) = inverted
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(tantivy::TantivyError::from)?
            {
                while postings.doc() != TERMINATED {
                    if segment
                        .alive_bitset()
                        .is_none_or(|alive| alive.is_alive(postings.doc()))
                    {
                        return Ok(true);
                    }
                    postings.advance();
                }
            }
        }
        Ok(false)
    }

    /// The version with this unique key.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn by_uid(&self, uid: &str) -> Result<Option<StoredDispatch>, IndexError> {
        let field = IndexSchema::get().fields.uid;
        self.by_term(Term::from_field_text(field, uid))?
            .first()
            .map(|address| self.dispatch(*address))
            .transpose()
    }

    /// What tells the given versions from others of their files, in the order given.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn places(&self, versions: &[KnownDispatch]) -> Result<Vec<Place>, IndexError> {
        let mut columns: FxHashMap<u32, PlaceColumns> = FxHashMap::default();
        let mut places = Vec::with_capacity(versions.len());
        for version in versions {
            let DocAddress {
                segment_ord,
                doc_id,
            } = version.address;
            let here = match columns.entry(segment_ord) {
                Entry::Occupied(entry) => entry.into_mut(),
                Entry::Vacant(entry) => {
                    let fast = self.searcher.segment_reader(segment_ord).fast_fields();
                    entry.insert(PlaceColumns {
                        id: fast.str("id")?,
                        path: fast.str("path")?,
                        ordinal: fast.column_opt("ordinal")?,
                        published: fast.column_opt("published")?,
                        agency: fast.str("agency")?,
                    })
                }
            };
            let id = first_string(here.id.as_ref(), doc_id)?;
            let path = first_string(here.path.as_ref(), doc_id)?;
            let ordinal = here
                .ordinal
                .as_ref()
                .and_then(|column| column.first(doc_id))
                .unwrap_or_default() as u32;
            let published = here
                .published
                .as_ref()
                .and_then(|column| column.first(doc_id));
            let agency = first_string(here.agency.as_ref(), doc_id)?;
            places.push(Place {
                own_id: !is_made_id(&id),
                path,
                ordinal,
                id,
                content: version.content,
                facts: facts_hash(published, Some(&agency)),
                alike: version.alike,
            });
        }
        Ok(places)
    }

    /// The id of the dispatch at `address`.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn id_of(&self, address: DocAddress) -> Result<String, IndexError> {
        let segment = self.searcher.segment_reader(address.segment_ord);
        first_string(segment.fast_fields().str("id")?.as_ref(), address.doc_id)
    }

    fn by_term(&self, term: Term) -> Result<Vec<DocAddress>, IndexError> {
        let query = TermQuery::new(term, IndexRecordOption::Basic);
        let count = self
            .searcher
            .search(&query, &tantivy::collector::Count)?
            .max(1);
        let found = self
            .searcher
            .search(&query, &TopDocs::with_limit(count).order_by_score())?;
        Ok(found.into_iter().map(|(_, address)| address).collect())
    }

    fn stored<T: serde::de::DeserializeOwned>(&self, address: DocAddress) -> Result<T, IndexError> {
        let document: TantivyDocument = self.searcher.doc(address)?;
        let bytes = document
            .get_first(IndexSchema::get().fields.record)
            .and_then(|value| value.as_bytes())
            .unwrap_or_default();
        serde_json::from_slice(bytes).map_err(|error| {
            tantivy::TantivyError::SchemaError(format!("a stored record is damaged: {error}"))
                .into()
        })
    }
}

fn first_string(column: Option<&StrColumn>, doc: DocId) -> Result<String, IndexError> {
    let mut value = String::new();
    if let Some(column) = column
        && let Some(ord) = column.term_ords(doc).next()
    {
        column
            .ord_to_str(ord, &mut value)
            .map_err(tantivy::TantivyError::from)?;
    }
    Ok(value)
}

struct PlaceColumns {
    id: Option<StrColumn>,
    path: Option<StrColumn>,
    ordinal: Option<Column<u64>>,
    published: Option<Column<i64>>,
    agency: Option<StrColumn>,
}

struct FileColumns {
    outcome: Column<u64>,
    file: Column<u64>,
    size: Column<u64>,
    modified: Column<i64>,
    content: Column<u64>,
    root: Option<StrColumn>,
}

impl FileColumns {
    /// `None` for a segment without files, which has no such columns.
    fn open(segment: &SegmentReader) -> Result<Option<Self>, IndexError> {
        let fast = segment.fast_fields();
        let (Some(outcome), Some(file), Some(size), Some(modified), Some(content)) = (
            fast.column_opt("outcome")?,
            fast.column_opt("file")?,
            fast.column_opt("size")?,
            fast.column_opt("modified")?,
            fast.column_opt("content")?,
        ) else {
            return Ok(None);
        };
        Ok(Some(Self {
            outcome,
            file,
            size,
            modified,
            content,
            root: fast.str("root")?,
        }))
    }

    /// For each term of the root column, its place in `roots`.
    fn roots(&self, roots: &[String]) -> Result<Vec<Option<u32>>, IndexError> {
        let Some(column) = &self.root else {
            return Ok(Vec::new());
        };
        let mut name = String::new();
        (0..column.num_terms() as u64)
            .map(|ord| {
                name.clear();
                column
                    .ord_to_str(ord, &mut name)
                    .map_err(tantivy::TantivyError::from)?;
                Ok(roots
                    .iter()
                    .position(|root| *root == name)
                    .map(|n| n as u32))
            })
            .collect()
    }
}

/// See [`Snapshot::corpora`]. A walked path is part of the innermost root around it.
fn corpora(roots: &[String], walked: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut by_root: BTreeMap<&str, BTreeSet<String>> = roots
        .iter()
        .map(|root| (root.as_str(), BTreeSet::new()))
        .collect();
    for path in walked {
        let around = roots
            .iter()
            .filter(|root| Path::new(&path).starts_with(root))
            .max_by_key(|root| root.len());
        if let Some(parts) = around.and_then(|root| by_root.get_mut(root.as_str())) {
            parts.insert(path);
        }
    }
    by_root
        .into_iter()
        .flat_map(|(root, parts)| {
            // Of runs in a damaged part of the index nothing may be known.
            if parts.is_empty() || parts.contains(root) {
                vec![root.to_owned()]
            } else {
                parts.into_iter().collect()
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_corpus_is_what_was_walked_of_a_root() {
        let check = |roots: &str, walked: &str, expected: &str| {
            let list = |words: &str| -> Vec<String> {
                words.split_whitespace().map(str::to_owned).collect()
            };
            assert_eq!(
                super::corpora(&list(roots), list(walked)),
                list(expected),
                "{roots} | {walked}"
            );
        };
        check("/a", "/a", "/a");
        check(
            "/a",
            "/a/x.jsonl /a/y.jsonl /a/x.jsonl",
            "/a/x.jsonl /a/y.jsonl",
        );
        check("/a", "/a/x.jsonl /a", "/a");
        check("/a", "", "/a");
        check("/a /a/b", "/a /a/b/x.txt", "/a /a/b/x.txt");
        // What no file on record is from any more.
        check("/a", "/a /gone", "/a");
    }
}
