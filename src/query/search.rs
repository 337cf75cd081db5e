//! Searching: what comes in is a [`SearchRequest`], what goes out is a [`SearchPage`]. The steps
//! stand in order in [`Searcher::search`]: plan, one pass over the hits, and for those of the
//! page the stored record, marks, snippet and, where asked for, an explanation.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use tantivy::collector::DocSetCollector;
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocSet, TantivyError};
use thiserror::Error;

use super::collect::{Collected, HitCollector, Sort};
use super::explain::{Explained, explain};
use super::facet::{self, FacetCounts};
use super::filter;
use super::highlight::{self, Marks};
use super::names::{self, NameIndex};
use super::plan::{Plan, Planner, Target};
use super::request::SearchRequest;
use super::snippet::{self, Snippet};
use crate::entity::EntityKind;
use crate::entity::authority::{Authority, AuthorityError};
use crate::index::alike::Groups;
use crate::index::{Archive, IndexError, Snapshot};
use crate::ledger::RunNumber;
use crate::record::{IntervalRecord, Record};

/// One page of hits.
#[derive(Debug, Clone)]
pub struct SearchPage {
    /// Hits in all, on this page or not, grouped or not.
    pub total: usize,
    pub took: Duration,
    /// In order, from `offset` on.
    pub hits: Vec<Hit>,
    /// In the order asked for.
    pub facets: Vec<FacetCounts>,
}

/// A dispatch that was found.
#[derive(Debug, Clone)]
pub struct Hit {
    pub address: DocAddress,
    pub id: String,
    pub path: String,
    pub ordinal: u32,
    pub title: Option<String>,
    /// The title with what matched in it.
    pub marked_title: Option<Snippet>,
    pub agency: Option<String>,
    pub published: Option<Date>,
    /// Greater is better; 0 where nothing tells hits apart.
    pub score: f32,
    pub snippet: Snippet,
    /// Canonical names in the order of their first mention.
    pub persons: Vec<String>,
    pub places: Vec<String>,
    /// Of the dates mentioned, in the order of the text.
    pub dates: Vec<IntervalRecord>,
    /// False for a version that the archive no longer holds.
    pub live: bool,
    pub first_run: RunNumber,
    pub last_run: Option<RunNumber>,
    /// For [`SearchRequest::group_alike`]: the hits that this one stands for beside itself.
    pub alike: Alike,
    /// For [`SearchRequest::explain`]: one entry for each thing asked for.
    pub explanation: Vec<Explained>,
}

/// Near-duplicates of a hit among the hits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alike {
    pub count: usize,
    /// Ids of the first [`Alike::MAX_IDS`] of them, in the order of the ids.
    pub ids: Vec<String>,
}

impl Alike {
    /// How many ids are told.
    pub const MAX_IDS: usize = 100;
}

#[derive(Debug, Error)]
pub enum SearchError {
    #[error(transparent)]
    Index(#[from] IndexError),
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    #[error("{0}")]
    TooBroad(String),
}

impl From<TantivyError> for SearchError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::InvalidArgument(reason) => Self::TooBroad(reason),
            other => Self::Index(other.into()),
        }
    }
}

/// Refuses what [`SearchRequest::paths`] can't hold.
///
/// # Errors
///
/// The reason, when `glob` is malformed.
pub fn check_glob(glob: &str) -> Result<(), String> {
    match globset::Glob::new(glob) {
        Ok(_) => Ok(()),
        Err(error) => Err(error.kind().to_string()),
    }
}

/// Reads one commit of an index.
#[derive(Clone)]
pub struct Searcher {
    snapshot: Snapshot,
    authority: Arc<Authority>,
}

impl Searcher {
    /// Opens the index in `dir` as its last commit left it.
    ///
    /// # Errors
    ///
    /// When there is no index of this program's schema version, or it is damaged; when the user's
    /// own `authority.toml` in its folder is malformed.
    pub fn open(dir: &Path) -> Result<Self, SearchError> {
        Self::new(&Archive::open(dir)?)
    }

    /// Reads an archive that is open, and the user's own say in names beside it.
    ///
    /// # Errors
    ///
    /// When files of the index are missing or damaged; when `authority.toml` is malformed.
    pub fn new(archive: &Archive) -> Result<Self, SearchError> {
        Ok(Self {
            authority: Arc::new(Authority::of_index(archive.dir())?),
            snapshot: archive.snapshot()?,
        })
    }

    pub(super) fn names(&self) -> NameIndex<'_> {
        NameIndex {
            searcher: self.snapshot.searcher(),
            authority: &self.authority,
            live: true,
        }
    }

    /// The name that a canonical name of the index is to be shown under.
    pub fn shown_name<'a>(&'a self, kind: EntityKind, name: &'a str) -> &'a str {
        self.authority.canonical_of(kind, name)
    }

    /// The canonical names in the index that `name`, in any form, spelling or script, may stand
    /// for, sorted.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn canonical_names(
        &self,
        kind: EntityKind,
        name: &str,
    ) -> Result<Vec<String>, SearchError> {
        let Some(field) = names::field_of(kind) else {
            return Ok(Vec::new());
        };
        let value = filter::name_of(name);
        Ok(self
            .names()
            .resolve(kind, field, &value)?
            .into_keys()
            .collect())
    }

    /// The commit that is read.
    pub fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// All versions that `request` asks for, whatever its limit and order.
    ///
    /// # Errors
    ///
    /// As [`Searcher::search`].
    pub fn matching(&self, request: &SearchRequest) -> Result<HashSet<DocAddress>, SearchError> {
        let searcher = self.snapshot.searcher();
        let plan = Planner::new(self.names(), request)?.plan()?;
        Ok(searcher.search(&plan.query, &DocSetCollector)?)
    }

    /// Finds what `request` asks for.
    ///
    /// # Errors
    ///
    /// When the index cannot be read, or a wildcard in a phrase covers too much of it.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, SearchError> {
        let started = Instant::now();
        let searcher = self.snapshot.searcher();
        let plan = Planner::new(self.names(), request)?.plan()?;
        let columns: Vec<&'static str> =
            request.facets.iter().map(|facet| facet.column()).collect();
        let scoring = plan.scoring && request.sort == Sort::Relevance;
        let mut renames = Vec::with_capacity(request.facets.len());
        for facet in &request.facets {
            renames.push(match facet.names() {
                Some(kind) if request.rename => self.names().renames(kind)?,
                _ => FxHashMap::default(),
            });
        }
        let end = match request.limit {
            0 => 0,
            limit => request.offset.saturating_add(limit),
        };
        let group = request.group_alike && end > 0;
        // Most hits have no near-duplicates: some more than are shown suffice as a rule.
        let mut keep = if group {
            end.saturating_add(end / 2 + 20)
        } else {
            end
        };
        let (found, shown) = loop {
            let collector = HitCollector {
                sort: request.sort,
                keep,
                columns: &columns,
                renames: &renames,
                scoring,
                fingerprints: group,
            };
            let found = searcher.search(&plan.query, &collector)?;
            if !group {
                let shown = (0..found.hits.len()).skip(request.offset).collect();
                break (found, Shown::all(shown));
            }
            let shown = Shown::grouped(&found, request.offset, end);
            if shown.groups >= end || found.hits.len() >= found.total {
                break (found, shown);
            }
            keep = keep.saturating_mul(4);
        };
        let facets = request
            .facets
            .iter()
            .zip(found.counts)
            .map(|(&facet, counts)| facet::top(facet, counts, request.facet_limit))
            .collect();
        let mut hits = Vec::new();
        for (n, at) in shown.hits.iter().enumerate() {
            let ranked = &found.hits[*at];
            let mut hit = self.hit(request, &plan, ranked.address, ranked.score)?;
            if let Some(alike) = shown.alike.get(n) {
                hit.alike = self.alike(alike)?;
            }
            hits.push(hit);
        }
        Ok(SearchPage {
            total: found.total,
            took: started.elapsed(),
            hits,
            facets,
        })
    }

    fn alike(&self, addresses: &[DocAddress]) -> Result<Alike, SearchError> {
        let mut ids = addresses
            .iter()
            .take(Alike::MAX_IDS)
            .map(|address| self.snapshot.id_of(*address))
            .collect::<Result<Vec<_>, _>>()?;
        ids.sort();
        Ok(Alike {
            count: addresses.len(),
            ids,
        })
    }

    fn hit(
        &self,
        request: &SearchRequest,
        plan: &Plan,
        address: DocAddress,
        score: f32,
    ) -> Result<Hit, SearchError> {
        let stored = self.snapshot.dispatch(address)?;
        let record = stored.record;
        let targets: Vec<&Target> = plan.wanted.iter().map(|wanted| &wanted.target).collect();
        let marks = highlight::marks(&record, &targets);
        let explanation = if request.explain {
            let mut scores = Vec::with_capacity(plan.wanted.len());
            for wanted in &plan.wanted {
                scores.push(self.score(&*wanted.query, address)?);
            }
            explain(&record, &plan.wanted, &scores, &marks)
        } else {
            Vec::new()
        };
        let names = |kind, adjectives| -> Vec<String> {
            let mut shown: Vec<String> = Vec::new();
            for name in record.names(kind, adjectives) {
                let name = self.shown_name(kind, name);
                if shown.iter().all(|other| other != name) {
                    shown.push(name.to_owned());
                }
            }
            shown
        };
        Ok(Hit {
            address,
            snippet: snippet_of(&record, &marks, request.snippet_length),
            marked_title: marked_title(&record, &marks),
            persons: names(EntityKind::Person, false),
            places: names(EntityKind::Place, false),
            dates: record.dates(),
            live: stored.version.end.is_none(),
            first_run: stored.version.first_run,
            last_run: stored.version.end.as_ref().map(|end| end.run),
            alike: Alike::default(),
            explanation,
            score,
            id: record.id,
            path: record.path,
            ordinal: record.ordinal,
            title: record.title,
            agency: record.agency,
            published: record.published,
        })
    }

    /// The score that a part of the query gives a document; `None` when it does not match.
    fn score(
        &self,
        query: &dyn tantivy::query::Query,
        address: DocAddress,
    ) -> Result<Option<f32>, SearchError> {
        let searcher = self.snapshot.searcher();
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
        let reader = searcher.segment_reader(address.segment_ord);
        let mut scorer = weight.scorer(reader, 1.0)?;
        let found = scorer.doc() <= address.doc_id && scorer.seek(address.doc_id) == address.doc_id;
        Ok(found.then(|| scorer.score()))
    }
}

/// Which of the hits that were found are shown.
struct Shown {
    /// Their places among [`Collected::hits`].
    hits: Vec<usize>,
    /// For each of them, what it stands for beside itself.
    alike: Vec<Vec<DocAddress>>,
    /// How many groups there are in all that was looked at.
    groups: usize,
}

impl Shown {
    fn all(hits: Vec<usize>) -> Self {
        Self {
            groups: hits.len(),
            hits,
            alike: Vec::new(),
        }
    }

    /// In the order of the hits, each that is like none before it; of those the ones from
    /// `offset` to `end`. A hit belongs to the first one that it is like.
    fn grouped(found: &Collected, offset: usize, end: usize) -> Self {
        let mut groups = Groups::default();
        let mut firsts = Vec::new();
        for (at, hit) in found.hits.iter().enumerate() {
            if groups.len() == end {
                break;
            }
            if groups.find(hit.fingerprint).is_none() {
                groups.begin(hit.fingerprint);
                firsts.push(at);
            }
        }
        let hits: Vec<usize> = firsts.iter().copied().skip(offset).collect();
        let mut alike = vec![Vec::new(); hits.len()];
        for &(fingerprint, address) in &found.fingerprints {
            if let Some(group) = groups.find(fingerprint)
                && let Some(place) = group.checked_sub(offset)
                && let Some(members) = alike.get_mut(place)
                && found.hits[hits[place]].address != address
            {
                members.push(address);
            }
        }
        for members in &mut alike {
            members.sort_unstable();
        }
        Self {
            hits,
            alike,
            groups: groups.len(),
        }
    }
}

/// The best of the body; when only the title matched, the title and what follows it.
fn snippet_of(record: &Record, marks: &Marks, length: usize) -> Snippet {
    let points = crate::record::CodePoints::new(&record.text);
    // A title that is not at the head of the text is part of what follows it.
    let body = record
        .title_at
        .map(|at| points.to_byte(at.start)..points.to_byte(at.end))
        .filter(|title| {
            record
                .text
                .get(..title.start)
                .is_some_and(|before| before.trim().is_empty())
        })
        .map_or(0, |title| title.end);
    let in_body: Vec<highlight::Mark> = marks
        .text
        .iter()
        .filter(|mark| mark.span.start >= body)
        .map(|mark| highlight::Mark {
            span: mark.span.start - body..mark.span.end - body,
            ..mark.clone()
        })
        .collect();
    if in_body.is_empty() && !marks.text.is_empty() {
        return snippet::best_window(&record.text, &marks.text, length);
    }
    if in_body.is_empty()
        && let (Some(title), false) = (&record.title, marks.title.is_empty())
    {
        return snippet::best_window(title, &marks.title, length);
    }
    let text = record.text.get(body..).unwrap_or_default();
    snippet::best_window(text, &in_body, length)
}

fn marked_title(record: &Record, marks: &Marks) -> Option<Snippet> {
    let title = record.title.as_deref()?;
    let Some(at) = record.title_at else {
        return Some(snippet::whole(title, &marks.title));
    };
    let points = crate::record::CodePoints::new(&record.text);
    let span = points.to_byte(at.start)..points.to_byte(at.end);
    let Some(in_text) = record.text.get(span.clone()) else {
        return Some(snippet::whole(title, &[]));
    };
    let inside: Vec<highlight::Mark> = marks
        .text
        .iter()
        .filter(|mark| span.start <= mark.span.start && mark.span.end <= span.end)
        .map(|mark| highlight::Mark {
            span: mark.span.start - span.start..mark.span.end - span.start,
            ..mark.clone()
        })
        .collect();
    Some(snippet::parts(
        in_text,
        crate::dispatch::title_words(in_text),
        &inside,
    ))
}
